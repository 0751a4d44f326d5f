/* SPDX-License-Identifier: MIT */
/* UTF-8 and UTF-16; see utf.h. Malformed UTF-8 follows the Unicode Standard,
 * chapter 3, "U+FFFD Substitution of Maximal Subparts", as Windows does. */
#include "win32/utf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xfffdu
#define MALFORMED   UINT32_MAX

/* One code point or MALFORMED; *used is how many bytes that took. */
static uint32_t utf8_next(const unsigned char *s, size_t n, size_t *used)
{
    /* The second byte's range depends on the first: no overlong forms, no
     * surrogates, nothing above U+10FFFF. */
    unsigned lo = 0x80, hi = 0xbf, more;
    uint32_t c = s[0];

    *used = 1;
    if (c < 0x80)
        return c;
    if (c < 0xc2 || c > 0xf4)
        return MALFORMED;
    more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    lo = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : lo;
    hi = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : hi;
    c &= 0x3fu >> more;
    for (; more > 0; more--) {
        if (*used == n || s[*used] < lo || s[*used] > hi)
            return MALFORMED;
        c = c << 6 | (s[*used] & 0x3fu);
        ++*used;
        lo = 0x80;
        hi = 0xbf;
    }
    return c;
}

static uint32_t utf16_next(const char16_t *s, size_t n, size_t *used)
{
    uint32_t c = s[0];

    *used = 1;
    if ((c & 0xf800) != 0xd800)
        return c;
    if (c >= 0xdc00 || n < 2 || (s[1] & 0xfc00) != 0xdc00)
        return MALFORMED;
    *used = 2;
    return 0x10000 + ((c & 0x3ff) << 10) + (s[1] & 0x3ffu);
}

static size_t utf8_put(uint32_t c, char *out)
{
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    out[0] = (char)(lead[len] | c);
    return len;
}

static size_t utf16_put(uint32_t c, char16_t *out)
{
    if (c < 0x10000) {
        out[0] = (char16_t)c;
        return 1;
    }
    out[0] = (char16_t)(0xd7c0 + (c >> 10));
    out[1] = (char16_t)(0xdc00 + (c & 0x3ff));
    return 2;
}

static uint32_t code_mend(uint32_t c, bool *bad)
{
    if (c != MALFORMED)
        return c;
    if (bad != NULL)
        *bad = true;
    return REPLACEMENT;
}

size_t ws2_utf8_to_16(const char *src, size_t n, char16_t *dst, size_t cap,
                      bool *bad)
{
    const unsigned char *s = (const unsigned char *)src;
    size_t at = 0, used, len;
    char16_t unit[2];

    for (size_t i = 0; i < n; i += used, at += len) {
        len = utf16_put(code_mend(utf8_next(s + i, n - i, &used), bad), unit);
        if (at + len <= cap)
            memcpy(dst + at, unit, len * sizeof(unit[0]));
        else if (at < cap)
            cap = at; /* nothing after what did not fit */
    }
    return at;
}

size_t ws2_utf16_to_8(const char16_t *src, size_t n, char *dst, size_t cap,
                      bool *bad)
{
    size_t at = 0, used, len;
    char unit[4];

    for (size_t i = 0; i < n; i += used, at += len) {
        len = utf8_put(code_mend(utf16_next(src + i, n - i, &used), bad), unit);
        if (at + len <= cap)
            memcpy(dst + at, unit, len);
        else if (at < cap)
            cap = at;
    }
    return at;
}

size_t ws2_utf16_len(const char16_t *s)
{
    size_t n = 0;

    while (s[n] != 0)
        n++;
    return n;
}

char *ws2_utf8_dup(const char16_t *src)
{
    size_t n, size;
    char *copy;

    if (src == NULL)
        return NULL;
    n = ws2_utf16_len(src) + 1;
    size = ws2_utf16_to_8(src, n, NULL, 0, NULL);
    copy = malloc(size);
    if (copy != NULL)
        ws2_utf16_to_8(src, n, copy, size, NULL);
    return copy;
}

char16_t *ws2_utf16_dup(const char *src)
{
    size_t n, size;
    char16_t *copy;

    if (src == NULL)
        return NULL;
    n = strlen(src) + 1;
    size = ws2_utf8_to_16(src, n, NULL, 0, NULL);
    copy = malloc(size * sizeof(*copy));
    if (copy != NULL)
        ws2_utf8_to_16(src, n, copy, size, NULL);
    return copy;
}
