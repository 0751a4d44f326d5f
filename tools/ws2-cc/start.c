/* SPDX-License-Identifier: MIT */
/* main() for programs that start at a Windows entry point.
 *
 * Compiled three times: WS2_START_WMAIN, WS2_START_WWINMAIN or neither
 * (WinMain), into three archives of which ws2-cc links one; it is used only
 * when the program has no main() of its own. Follows "WinMain: The Application
 * Entry Point" on Microsoft Learn: no previous instance, and a command line
 * without the program's name.
 *
 * Compiled with -fshort-wchar, as the programs are. The arguments, which Linux
 * takes as bytes, are read as UTF-8; what is not UTF-8 becomes U+FFFD. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SW_SHOWDEFAULT 10

int wmain(int argc, wchar_t **argv, wchar_t **envp);
int WinMain(void *instance, void *previous, char *command, int show);
int wWinMain(void *instance, void *previous, wchar_t *command, int show);

extern char **environ;

/* What the entry point gets lives to the end, also behind exit(). Not static:
 * leak checkers have to find it. */
__attribute__((visibility("hidden"))) void *ws2_start_keep[2];

static void *alloc_or_die(size_t count, size_t size)
{
    void *p = calloc(count, size);

    if (p == NULL)
        abort(); /* before the program's first line; nobody could handle it */
    return p;
}

#if defined(WS2_START_WMAIN) || defined(WS2_START_WWINMAIN)

/* One code point; *s moves on by at least one byte. */
static unsigned utf8_next(const unsigned char **s)
{
    static const unsigned lowest[] = {0, 0x80, 0x800, 0x10000};
    unsigned c = *(*s)++;
    unsigned i, more = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;

    if (more == 0)
        return c;
    if (c < 0xc2 || c > 0xf4)
        return 0xfffd;
    c &= 0x3fu >> more;
    for (i = 0; i < more; i++) {
        if (((*s)[i] & 0xc0) != 0x80)
            return 0xfffd;
        c = c << 6 | ((*s)[i] & 0x3f);
    }
    if (c < lowest[more] || c > 0x10ffff || (c & 0xfffff800) == 0xd800)
        return 0xfffd;
    *s += more;
    return c;
}

/* A UTF-16 copy, never longer in units than the source in bytes. */
static wchar_t *wide_copy(const char *text)
{
    const unsigned char *s = (const unsigned char *)text;
    wchar_t *copy = alloc_or_die(strlen(text) + 1, sizeof(wchar_t));
    wchar_t *out = copy;

    while (*s != '\0') {
        unsigned c = utf8_next(&s);

        if (c >= 0x10000) {
            *out++ = (wchar_t)(0xd7c0 + (c >> 10));
            c = 0xdc00 + (c & 0x3ff);
        }
        *out++ = (wchar_t)c;
    }
    return copy;
}

#endif

#ifdef WS2_START_WMAIN

/* A NULL-terminated copy of a vector of strings. */
static wchar_t **wide_vector(char **vector)
{
    size_t count = 0, i;
    wchar_t **copy;

    while (vector[count] != NULL)
        count++;
    copy = alloc_or_die(count + 1, sizeof(*copy));
    for (i = 0; i < count; i++)
        copy[i] = wide_copy(vector[i]);
    return copy;
}

int main(int argc, char **argv)
{
    ws2_start_keep[0] = wide_vector(argv);
    ws2_start_keep[1] = wide_vector(environ);
    return wmain(argc, ws2_start_keep[0], ws2_start_keep[1]);
}

#else

/* One argument, quoted so that a Windows program splits it as it was. */
static char *argument_append(char *out, const char *arg)
{
    int quote = *arg == '\0' || strpbrk(arg, " \t\"") != NULL;
    size_t slashes = 0;

    if (quote)
        *out++ = '"';
    for (; *arg != '\0'; arg++) {
        if (*arg == '"') { /* backslashes before a quote count double */
            memset(out, '\\', slashes + 1);
            out += slashes + 1;
        }
        slashes = *arg == '\\' ? slashes + 1 : 0;
        *out++ = *arg;
    }
    if (quote) {
        memset(out, '\\', slashes);
        out += slashes;
        *out++ = '"';
    }
    return out;
}

static char *command_line(char **argv)
{
    char *line, *out;
    size_t size = 1;
    int i;

    for (i = 0; argv[i] != NULL; i++)
        size += 2 * strlen(argv[i]) + 3;
    line = out = alloc_or_die(size, 1);
    for (i = 1; argv[0] != NULL && argv[i] != NULL; i++) {
        if (i > 1)
            *out++ = ' ';
        out = argument_append(out, argv[i]);
    }
    *out = '\0';
    return line;
}

int main(int argc, char **argv)
{
    extern const char __ehdr_start; /* the image, as an HINSTANCE is */
    void *instance = (void *)(size_t)&__ehdr_start;

    (void)argc;
    ws2_start_keep[0] = command_line(argv);
#ifdef WS2_START_WWINMAIN
    ws2_start_keep[1] = wide_copy(ws2_start_keep[0]);
    return wWinMain(instance, NULL, ws2_start_keep[1], SW_SHOWDEFAULT);
#else
    return WinMain(instance, NULL, ws2_start_keep[0], SW_SHOWDEFAULT);
#endif
}

#endif
