/* SPDX-License-Identifier: MIT */
/* UTF-8 and UTF-16 for FormatMessage's inserts, forgiving: bad input becomes
 * U+FFFD, never a failure. (Strict conversion is MultiByteToWideChar's.) */
#include "err/utf.h"

#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xFFFDu

static size_t bytes_count(const char *s, size_t max)
{
    size_t n = 0;

    while (n < max && s[n] != '\0')
        n++;
    return n;
}

static size_t wide_count(const char16_t *s, size_t max)
{
    size_t n = 0;

    while (n < max && s[n] != 0)
        n++;
    return n;
}

static char16_t *units_new(size_t n)
{
    return malloc((n + 1) * sizeof(char16_t));
}

static size_t units_end(char16_t *units, size_t n)
{
    if (units != NULL)
        units[n] = 0;
    return n;
}

size_t ws2_utf_from_bytes(const char *s, size_t max, char16_t **out)
{
    size_t n = bytes_count(s, max);
    size_t i;

    *out = units_new(n);
    for (i = 0; *out != NULL && i < n; i++)
        (*out)[i] = (unsigned char)s[i];
    return units_end(*out, n);
}

size_t ws2_utf_from_wide(const char16_t *s, size_t max, char16_t **out)
{
    size_t n = wide_count(s, max);

    *out = units_new(n);
    if (*out != NULL)
        memcpy(*out, s, n * sizeof(*s));
    return units_end(*out, n);
}

/* The character at s with n > 0 bytes left, and how many it takes. */
static uint32_t utf8_get(const unsigned char *s, size_t n, size_t *used)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = s[0] < 0x80   ? 1
                 : s[0] < 0xC2 ? 0
                 : s[0] < 0xE0 ? 2
                 : s[0] < 0xF0 ? 3
                 : s[0] < 0xF5 ? 4
                               : 0;
    uint32_t c = s[0];
    size_t i;

    *used = 1;
    if (len == 1)
        return c;
    if (len == 0 || len > n)
        return REPLACEMENT;
    c &= 0x7Fu >> len;
    for (i = 1; i < len; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return REPLACEMENT;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        return REPLACEMENT;
    *used = len;
    return c;
}

size_t ws2_utf_from_utf8(const char *s, size_t max, char16_t **out)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t n = bytes_count(s, max);
    size_t len = 0;
    size_t used;

    *out = units_new(n); /* never more units than bytes */
    for (; *out != NULL && n > 0; p += used, n -= used) {
        uint32_t c = utf8_get(p, n, &used);

        if (c < 0x10000) {
            (*out)[len++] = (char16_t)c;
        } else {
            (*out)[len++] = (char16_t)(0xD800 + ((c - 0x10000) >> 10));
            (*out)[len++] = (char16_t)(0xDC00 + ((c - 0x10000) & 0x3FF));
        }
    }
    return units_end(*out, len);
}

/* The character at s with n > 0 units left, and how many it takes. */
static uint32_t wide_get(const char16_t *s, size_t n, size_t *used)
{
    *used = 1;
    if (s[0] < 0xD800 || s[0] > 0xDFFF)
        return s[0];
    if (s[0] > 0xDBFF || n < 2 || s[1] < 0xDC00 || s[1] > 0xDFFF)
        return REPLACEMENT;
    *used = 2;
    return 0x10000 + ((s[0] - 0xD800u) << 10) + (s[1] - 0xDC00u);
}

static size_t utf8_put(char16_t *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char16_t)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char16_t)(0xC0 | c >> 6);
        out[1] = (char16_t)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char16_t)(0xE0 | c >> 12);
        out[1] = (char16_t)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char16_t)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char16_t)(0xF0 | c >> 18);
    out[1] = (char16_t)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char16_t)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char16_t)(0x80 | (c & 0x3F));
    return 4;
}

size_t ws2_utf_bytes_from_wide(const char16_t *s, size_t max, char16_t **out)
{
    size_t n = wide_count(s, max);
    size_t len = 0;
    size_t used;

    *out = units_new(3 * n); /* a pair takes four bytes, a single three */
    for (; *out != NULL && n > 0; s += used, n -= used)
        len += utf8_put(*out + len, wide_get(s, n, &used));
    return units_end(*out, len);
}
