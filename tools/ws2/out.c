/* SPDX-License-Identifier: MIT */
/* Colours and wrapping; see out.h. All text is ASCII, so a byte is a column. */
#include "out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_DEFAULT 80u
#define WIDTH_LEAST   40u
#define WIDTH_MOST    100u /* longer lines are hard to read */
#define SAFE_MAX      80u

static const char *const escapes[OUT_STYLES] = {
    [OUT_PLAIN] = "",          [OUT_NAME] = "\033[1;36m",
    [OUT_HEADING] = "\033[1m", [OUT_CALL] = "\033[32m",
    [OUT_GOOD] = "\033[32m",   [OUT_BAD] = "\033[31m",
    [OUT_FAINT] = "\033[2m",
};

static enum { COLOUR_ASK, COLOUR_ON, COLOUR_OFF } colour;
static unsigned width;

bool out_colour(const char *when)
{
    if (strcmp(when, "always") == 0)
        colour = COLOUR_ON;
    else if (strcmp(when, "never") == 0)
        colour = COLOUR_OFF;
    else if (strcmp(when, "auto") == 0)
        colour = COLOUR_ASK;
    else
        return false;
    return true;
}

/* no-color.org: set and not empty means no. */
static bool colour_wanted(void)
{
    const char *no_color, *term;

    if (colour == COLOUR_ASK) {
        no_color = getenv("NO_COLOR");
        term = getenv("TERM");
        colour = COLOUR_OFF;
        if (isatty(STDOUT_FILENO) &&
            (no_color == NULL || no_color[0] == '\0') &&
            (term == NULL || strcmp(term, "dumb") != 0))
            colour = COLOUR_ON;
    }
    return colour == COLOUR_ON;
}

static unsigned width_find(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize ws;
    unsigned long n = 0;

    if (columns != NULL)
        n = strtoul(columns, NULL, 10);
    if (n == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0)
        n = ws.ws_col;
    if (n == 0)
        n = WIDTH_DEFAULT;
    if (n < WIDTH_LEAST)
        return WIDTH_LEAST;
    return n < WIDTH_MOST ? (unsigned)n : WIDTH_MOST;
}

unsigned out_width(void)
{
    if (width == 0)
        width = width_find();
    return width;
}

void out_print(enum out_style style, const char *format, ...)
{
    bool coloured = style != OUT_PLAIN && colour_wanted();
    va_list args;

    if (coloured)
        fputs(escapes[style], stdout);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    if (coloured)
        fputs("\033[0m", stdout);
}

void out_wrap_part(const char *text, unsigned long len, unsigned at,
                   unsigned indent)
{
    const char *end = text + len;
    unsigned column = at;
    bool fresh = true; /* no word on this line yet */

    while (text < end) {
        const char *space = memchr(text, ' ', (size_t)(end - text));
        size_t word = (size_t)((space != NULL ? space : end) - text);

        if (!fresh && column + 1 + word > out_width()) {
            printf("\n%*s", (int)indent, "");
            column = indent;
            fresh = true;
        }
        if (!fresh)
            column++;
        printf("%s%.*s", fresh ? "" : " ", (int)word, text);
        column += (unsigned)word;
        fresh = false;
        text += word + (space != NULL);
    }
    putchar('\n');
}

void out_wrap(const char *text, unsigned at, unsigned indent)
{
    out_wrap_part(text, strlen(text), at, indent);
}

void out_cell(const char *text, unsigned at)
{
    if (isatty(STDOUT_FILENO))
        out_wrap(text, at, at);
    else
        puts(text);
}

const char *out_safe(const char *text)
{
    static char buffers[2][SAFE_MAX + sizeof("...")];
    static unsigned turn;
    char *buffer = buffers[turn++ % 2];
    size_t i;

    for (i = 0; text[i] != '\0' && i < SAFE_MAX; i++) {
        unsigned char c = (unsigned char)text[i];

        buffer[i] = c < ' ' || c == 0x7f ? '?' : text[i];
    }
    strcpy(buffer + i, text[i] != '\0' ? "..." : "");
    return buffer;
}

bool out_finish(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    if (errno != EPIPE)
        fprintf(stderr, "ws2: cannot write: %s\n", strerror(errno));
    return false;
}
