/* SPDX-License-Identifier: MIT */
/* Between bytes (UTF-8) and 16-bit characters: mbstowcs and its relatives. A
 * conversion state holds the bytes of a character seen so far, or the first
 * half of a pair on its way out; without one of the caller's the thread has its
 * own. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "win32/utf.h"
#include "win32/wide.h"

struct state {
    unsigned char have; /* bytes seen */
    unsigned char byte[4];
    unsigned char unused;
    char16_t high; /* wcrtomb: first half of a pair */
};

_Static_assert(sizeof(struct state) <= sizeof(mbstate_t), "mbstate_t");

WS2_API size_t ws2_mbstowcs(char16_t *d, const char *s, size_t n);
WS2_API size_t ws2_wcstombs(char *d, const char16_t *s, size_t n);
WS2_API int ws2_mbtowc(char16_t *d, const char *s, size_t n);
WS2_API int ws2_wctomb(char *d, char16_t c);

static struct state *state_of(mbstate_t *state, struct state *own)
{
    return state != NULL ? (struct state *)state : own;
}

static size_t sequence_fail(struct state *st)
{
    memset(st, 0, sizeof(*st));
    errno = EILSEQ;
    return (size_t)-1;
}

static unsigned sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* The units of what the bytes so far begin, filled up to a whole character;
 * false when no character begins so. */
static bool state_units(const struct state *st, unsigned len, char16_t unit[2])
{
    char bytes[4];
    bool bad = false;

    memcpy(bytes, st->byte, st->have);
    for (unsigned i = st->have; i < len; i++)
        bytes[i] = (char)0xbf; /* the highest: valid if anything is */
    ws2_utf8_to_16(bytes, len, unit, 2, &bad);
    if (!bad || st->have == len)
        return !bad;
    bad = false;
    for (unsigned i = st->have; i < len; i++)
        bytes[i] = (char)0x80; /* or the lowest */
    ws2_utf8_to_16(bytes, len, unit, 2, &bad);
    return !bad;
}

size_t ws2_mbrtowc(char16_t *d, const char *s, size_t n, mbstate_t *state)
{
    static _Thread_local struct state own;
    struct state *st = state_of(state, &own);
    char16_t unit[2];

    if (s == NULL)
        return st->have != 0 ? sequence_fail(st) : 0;
    for (size_t i = 0; i < n; i++) {
        unsigned len;

        st->byte[st->have++] = (unsigned char)s[i];
        len = sequence_length(st->byte[0]);
        if (len == 0 || !state_units(st, len, unit))
            return sequence_fail(st);
        if (st->have < len && !(len == 4 && st->have == 3))
            continue;
        unit[0] = unit[st->have == 4];
        if (st->have == len)
            st->have = 0;
        if (d != NULL)
            *d = unit[0];
        return unit[0] != 0 ? i + 1 : 0;
    }
    return (size_t)-2;
}

size_t ws2_mbrlen(const char *s, size_t n, mbstate_t *state)
{
    static mbstate_t own;

    return ws2_mbrtowc(NULL, s, n, state != NULL ? state : &own);
}

int ws2_mbsinit(const mbstate_t *state)
{
    const struct state *st = (const struct state *)state;

    return st == NULL || (st->have == 0 && st->high == 0);
}

size_t ws2_wcrtomb(char *d, char16_t c, mbstate_t *state)
{
    static _Thread_local struct state own;
    struct state *st = state_of(state, &own);
    char16_t unit[2] = {st->high, c};
    bool bad = false, second = st->high != 0;
    size_t len;

    if (d == NULL) {
        st->high = 0;
        return 1;
    }
    if (!second && (c & 0xfc00) == 0xd800) {
        st->high = c;
        return 0;
    }
    st->high = 0;
    len = ws2_utf16_to_8(second ? unit : unit + 1, second ? 2 : 1, d, 4, &bad);
    return bad ? sequence_fail(st) : len;
}

size_t ws2_mbstowcs(char16_t *d, const char *s, size_t n)
{
    mbstate_t state = {0};

    return ws2_mbsrtowcs(d, &s, n, &state);
}

size_t ws2_wcstombs(char *d, const char16_t *s, size_t n)
{
    mbstate_t state = {0};

    return ws2_wcsrtombs(d, &s, n, &state);
}

size_t ws2_mbsrtowcs(char16_t *d, const char **s, size_t n, mbstate_t *state)
{
    static _Thread_local mbstate_t own;
    const char *from = *s;
    size_t count = 0;
    char16_t unit = 0;

    for (; d == NULL || count < n; count++) {
        size_t used = ws2_mbrtowc(&unit, from, 4, state != NULL ? state : &own);

        if (used == (size_t)-1)
            return used;
        if (d != NULL)
            d[count] = unit;
        if (used == 0) {
            if (d != NULL)
                *s = NULL;
            return count;
        }
        from += used;
    }
    *s = from;
    return count;
}

size_t ws2_wcsrtombs(char *d, const char16_t **s, size_t n, mbstate_t *state)
{
    static _Thread_local mbstate_t own;
    const char16_t *from = *s;
    size_t count = 0;

    for (;; from++) {
        char bytes[4];
        size_t len = ws2_wcrtomb(bytes, *from, state != NULL ? state : &own);

        if (len == (size_t)-1)
            return len;
        if (d != NULL && len > n - count)
            break;
        if (d != NULL)
            memcpy(d + count, bytes, len);
        if (*from == 0) {
            if (d != NULL)
                *s = NULL;
            return count; /* without the terminator */
        }
        count += len;
    }
    *s = from;
    return count;
}

int ws2_mbtowc(char16_t *d, const char *s, size_t n)
{
    mbstate_t state = {0};
    size_t used;

    if (s == NULL)
        return 0;
    used = ws2_mbrtowc(d, s, n, &state);
    return used > 4 || !ws2_mbsinit(&state) ? -1 : (int)used;
}

int ws2_wctomb(char *d, char16_t c)
{
    mbstate_t state = {0};
    size_t len;

    if (d == NULL)
        return 0;
    len = ws2_wcrtomb(d, c, &state);
    return len > 4 || len == 0 ? -1 : (int)len;
}

wint_t ws2_btowc(int c)
{
    return c >= 0 && c < 0x80 ? (wint_t)c : WEOF;
}

int ws2_wctob(wint_t c)
{
    return c < 0x80 ? (int)c : EOF;
}

#pragma GCC diagnostic ignored "-Wformat-nonliteral"

size_t ws2_wcsftime(char16_t *d, size_t size, const char16_t *format,
                    const struct tm *tm)
{
    char *narrow = ws2_utf8_dup(format);
    char text[1024];
    size_t n = 0, units = 0;

    if (narrow != NULL)
        n = strftime(text, sizeof(text), narrow, tm);
    free(narrow);
    if (n > 0)
        units = ws2_utf8_to_16(text, n + 1, d, size, NULL);
    return units > size || units == 0 ? 0 : units - 1;
}
