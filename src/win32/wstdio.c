/* SPDX-License-Identifier: MIT */
/* Wide output and input. Streams carry UTF-8; a character beyond U+FFFF that is
 * written half by half is put together again as long as nothing comes between
 * the halves in the same thread. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "win32/format.h"
#include "win32/utf.h"
#include "win32/wide.h"

int ws2_fwide(FILE *f, int mode)
{
    (void)f;
    (void)mode;
    return -1;
}

wint_t ws2_fputwc(char16_t c, FILE *f)
{
    static _Thread_local mbstate_t state;
    char bytes[4];
    size_t len = ws2_wcrtomb(bytes, c, &state);

    if (len == (size_t)-1 || fwrite(bytes, 1, len, f) != len)
        return WEOF;
    return c;
}

wint_t ws2_putwc(char16_t c, FILE *f)
{
    return ws2_fputwc(c, f);
}

wint_t ws2_putwchar(char16_t c)
{
    return ws2_fputwc(c, stdout);
}

int ws2_fputws(const char16_t *s, FILE *f)
{
    char *text = ws2_utf8_dup(s);
    int res = text != NULL ? fputs(text, f) : EOF;

    free(text);
    return res;
}

int _putws(const char16_t *s)
{
    return ws2_fputws(s, stdout) == EOF ? EOF : putchar('\n');
}

/* One unit; the second half of a pair waits in the state for the next call. */
static wint_t unit_read(FILE *f, mbstate_t *state)
{
    char16_t unit;

    for (;;) {
        int c = getc(f);
        char byte = (char)c;
        size_t used;

        if (c == EOF)
            return WEOF;
        used = ws2_mbrtowc(&unit, &byte, 1, state);
        if (used == (size_t)-1)
            return WEOF;
        if (used != (size_t)-2)
            return unit;
    }
}

wint_t ws2_fgetwc(FILE *f)
{
    static _Thread_local mbstate_t state;

    return unit_read(f, &state);
}

wint_t ws2_getwc(FILE *f)
{
    return ws2_fgetwc(f);
}

wint_t ws2_getwchar(void)
{
    return ws2_fgetwc(stdin);
}

/* ASCII only: libc takes one byte back. */
wint_t ws2_ungetwc(wint_t c, FILE *f)
{
    return c < 0x80 && ungetc((int)c, f) != EOF ? c : WEOF;
}

char16_t *ws2_fgetws(char16_t *d, int size, FILE *f)
{
    mbstate_t state = {0};
    int n = 0;

    if (size <= 0)
        return NULL;
    while (n < size - 1) {
        wint_t c = unit_read(f, &state);

        if (c == WEOF)
            break;
        d[n++] = (char16_t)c;
        if (c == '\n')
            break;
    }
    d[n] = 0;
    return n > 0 || size == 1 ? d : NULL;
}
