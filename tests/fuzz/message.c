/* SPDX-License-Identifier: MIT */
/* FormatMessage with a definition and a string that a program made up. The
 * first byte has the width of lines, the second the flags; of the arguments
 * every second, third ... as the third byte says, is the string, the others are
 * a NULL. However the result is fetched, it is the same one. */
#include "fuzz.h"

#include <stdarg.h>
#include <sys/mman.h>

#include <windows.h>

enum {
    WIDE = 1,
    LIST = 2, /* a va_list, not an array */
    IGNORED = 4,

    ARGUMENTS = 256, /* of which %99 takes two more */
    STRING_MAX = 4096,
    /* Each asterisk of a va_list may take one more argument, for good. */
    STARS_MAX = 50
};

static struct {
    bool wide;
    DWORD flags;
    void *definition;
    uintptr_t arguments[ARGUMENTS];
} asked;

static DWORD format(DWORD flags, void *buffer, DWORD size, va_list *arguments)
{
    flags |= asked.flags;
    return asked.wide ? FormatMessageW(flags, asked.definition, 0, 0,
                                       (LPWSTR)buffer, size, arguments)
                      : FormatMessageA(flags, asked.definition, 0, 0,
                                       (LPSTR)buffer, size, arguments);
}

static DWORD format_list(DWORD flags, void *buffer, DWORD size, ...)
{
    va_list arguments;
    DWORD n;

    va_start(arguments, size);
    n = format(flags, buffer, size, &arguments);
    va_end(arguments);
    return n;
}

#define FOUR(i)                                                                \
    asked.arguments[i], asked.arguments[(i) + 1], asked.arguments[(i) + 2],    \
        asked.arguments[(i) + 3]
#define SIXTEEN(i) FOUR(i), FOUR((i) + 4), FOUR((i) + 8), FOUR((i) + 12)
#define SIXTYFOUR(i)                                                           \
    SIXTEEN(i), SIXTEEN((i) + 16), SIXTEEN((i) + 32), SIXTEEN((i) + 48)
#define ALL_ARGUMENTS                                                          \
    SIXTYFOUR(0), SIXTYFOUR(64), SIXTYFOUR(128), SIXTYFOUR(192)

static DWORD fetch(bool list, DWORD flags, void *buffer, DWORD size)
{
    if (list)
        return format_list(flags, buffer, size, ALL_ARGUMENTS);
    return format(flags | FORMAT_MESSAGE_ARGUMENT_ARRAY, buffer, size,
                  (va_list *)(void *)asked.arguments);
}

/* Into as much room as the text needs, and into one unit less. */
static void fetched_again(bool list, const void *text, DWORD len)
{
    size_t unit = asked.wide ? sizeof(WCHAR) : 1;
    void *room = malloc((len + 1) * unit);

    MUST(room != NULL);
    MUST(fetch(list, 0, room, len + 1) == len);
    MUST(memcmp(room, text, (len + 1) * unit) == 0);
    free(room);
    room = malloc(len * unit);
    MUST(room != NULL);
    MUST(fetch(list, 0, room, len) == 0);
    MUST(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
    free(room);
}

static unsigned stars(const uint8_t *data, size_t size)
{
    unsigned n = 0;

    for (size_t i = 0; i < size; i++)
        n += data[i] == '*';
    return n;
}

/* The string is at an address that is small as a number, too: an asterisk's
 * width. */
static void *string_room(void)
{
    static void *room;

    if (room == NULL)
        room = mmap((void *)0x20000000, STRING_MAX + 8, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    MUST(room != MAP_FAILED);
    return room;
}

/* Up to a zero byte, or all of it; terminated as either kind. */
static void string_fill(struct input *in, unsigned every)
{
    const uint8_t *end = in->left > 0 ? memchr(in->at, 0, in->left) : NULL;
    size_t n = end != NULL ? (size_t)(end - in->at) : in->left;
    char *string = string_room();

    n = n < STRING_MAX ? n : STRING_MAX;
    input_fill(in, string, n);
    memset(string + n, 0, 4);
    (void)input_byte(in); /* the zero */
    for (unsigned i = 0; i < ARGUMENTS; i++)
        asked.arguments[i] = i % every == 0 ? (uintptr_t)string : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, size};
    DWORD width = input_byte(&in), len;
    unsigned how = input_byte(&in);
    bool list = (how & LIST) != 0 && stars(data, size) <= STARS_MAX;
    void *text = NULL;

    string_fill(&in, input_byte(&in) % 4 + 1u);
    asked.wide = (how & WIDE) != 0;
    asked.flags = FORMAT_MESSAGE_FROM_STRING | width |
                  (how & IGNORED ? FORMAT_MESSAGE_IGNORE_INSERTS : 0);
    asked.definition = asked.wide ? input_wide(&in) : input_text(&in);
    len = fetch(list, FORMAT_MESSAGE_ALLOCATE_BUFFER, (void *)&text, 0);
    if (len > 0) {
        MUST(len <= 65535);
        fetched_again(list, text, len);
        LocalFree(text);
    } else {
        MUST(text == NULL && GetLastError() != 0);
    }
    free(asked.definition);
    return 0;
}
