/* SPDX-License-Identifier: MIT */
/* GetCommandLine. Linux keeps the arguments apart, so they are joined again,
 * quoted such that the rules of a Windows program ("Parsing C command-line
 * arguments", Microsoft Learn) split them as they were. Made once, kept. */
#include <windows.h>

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "win32/utf.h"

static char *line_a;
static WCHAR *line_w;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The whole file with a terminator, and its length; NULL on failure. */
static char *file_read(const char *path, size_t *len)
{
    FILE *f = fopen(path, "re");
    char *text = NULL, *grown;
    size_t size = 0, n;

    *len = 0;
    if (f == NULL)
        return NULL;
    do {
        size += 4096;
        grown = realloc(text, size + 1);
        if (grown == NULL)
            break;
        text = grown;
        n = fread(text + *len, 1, size - *len, f);
        *len += n;
    } while (n > 0);
    fclose(f);
    if (text != NULL)
        text[*len] = '\0';
    return text;
}

static char *argument_append(char *out, const char *arg)
{
    bool quote = *arg == '\0' || strpbrk(arg, " \t\"") != NULL;
    size_t slashes = 0;

    if (quote)
        *out++ = '"';
    for (; *arg != '\0'; arg++) {
        if (*arg == '"') { /* the backslashes before it count double */
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

static void line_make(void)
{
    size_t len;
    char *args = file_read("/proc/self/cmdline", &len);
    char *out = malloc(len * 2 + len * 3 + 1); /* escapes; quotes and blanks */

    line_a = out;
    if (args != NULL && out != NULL) {
        for (size_t i = 0; i < len; i += strlen(args + i) + 1) {
            if (i > 0)
                *out++ = ' ';
            out = argument_append(out, args + i);
        }
    }
    if (out != NULL)
        *out = '\0';
    free(args);
    line_w = ws2_utf16_dup(line_a);
}

LPSTR WINAPI GetCommandLineA(void)
{
    static char none[1];
    int saved = errno;

    pthread_once(&once, line_make);
    errno = saved;
    return line_a != NULL ? line_a : none;
}

LPWSTR WINAPI GetCommandLineW(void)
{
    static WCHAR none[1];
    int saved = errno;

    pthread_once(&once, line_make);
    errno = saved;
    return line_w != NULL ? line_w : none;
}
