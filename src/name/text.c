/* SPDX-License-Identifier: MIT */
/* Text in and out; see text.h. No state. */
#include "name/text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "os/mem.h"

#define REPLACEMENT 0xfffdu

enum ws2_text ws2_text_in(char out[WS2_TEXT_MAX], const char *s)
{
    long len = os_mem_strlen(s, WS2_TEXT_CHARS);

    if (len == -ENAMETOOLONG)
        return WS2_TEXT_TOO_LONG;
    if (len < 0 || os_mem_copy_in(out, s, (size_t)len) < 0)
        return WS2_TEXT_UNMAPPED;
    out[len] = '\0';
    return WS2_TEXT_OK;
}

static char *utf8_put(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    if (c >= 0x10000)
        *out++ = (char)(0xf0 | c >> 18);
    if (c >= 0x800)
        *out++ =
            (char)((c >= 0x10000 ? 0x80 | (c >> 12 & 0x3f) : 0xe0 | c >> 12));
    *out++ = (char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6);
    *out++ = (char)(0x80 | (c & 0x3f));
    return out;
}

/* One character off *s; a lone surrogate comes as it is. */
static uint32_t utf16_take(const char16_t **s)
{
    uint32_t c = *(*s)++;

    if (c >= 0xd800 && c < 0xdc00 && **s >= 0xdc00 && **s < 0xe000)
        c = 0x10000 + ((c - 0xd800) << 10) + (*(*s)++ - 0xdc00u);
    return c;
}

static bool is_surrogate(uint32_t c)
{
    return c >= 0xd800 && c < 0xe000;
}

enum ws2_text ws2_text_in_wide(char out[WS2_TEXT_MAX], const char16_t *s)
{
    char16_t wide[WS2_TEXT_CHARS];
    const char16_t *p = wide;
    long len = os_mem_wcslen(s, WS2_TEXT_CHARS);

    if (len == -ENAMETOOLONG)
        return WS2_TEXT_TOO_LONG;
    if (len < 0 || os_mem_copy_in(wide, s, (size_t)len * sizeof(*s)) < 0)
        return WS2_TEXT_UNMAPPED;
    wide[len] = 0;
    while (*p != 0) {
        uint32_t c = utf16_take(&p);

        if (is_surrogate(c))
            return WS2_TEXT_LONE_SURROGATE;
        out = utf8_put(out, c);
    }
    *out = '\0';
    return WS2_TEXT_OK;
}

size_t ws2_text_to_utf8(const char16_t *s, char *out)
{
    size_t bytes = 0;

    while (*s != 0) {
        char one[4];
        uint32_t c = utf16_take(&s);
        size_t len =
            (size_t)(utf8_put(one, is_surrogate(c) ? REPLACEMENT : c) - one);

        if (out != NULL)
            memcpy(out + bytes, one, len);
        bytes += len;
    }
    if (out != NULL)
        out[bytes] = '\0';
    return bytes + 1;
}

/* One character off s. Overlong forms, surrogates and values past U+10FFFF are
 * not UTF-8: one bad byte at a time. */
static uint32_t utf8_take(const unsigned char **s)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *p = *s;
    uint32_t c = *p++;
    int more = c < 0x80 ? 0 : c < 0xc2 ? -1 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;

    *s = p;
    if (more == 0)
        return c;
    if (more < 0 || c > 0xf4)
        return REPLACEMENT;
    c &= 0x3fu >> more;
    for (int i = 0; i < more; i++, p++) {
        if ((*p & 0xc0) != 0x80)
            return REPLACEMENT;
        c = c << 6 | (*p & 0x3fu);
    }
    if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return REPLACEMENT;
    *s = p;
    return c;
}

static size_t utf16_put(char16_t *out, uint32_t c)
{
    bool pair = c >= 0x10000;

    if (out != NULL && pair) {
        out[0] = (char16_t)(0xd800 + ((c - 0x10000) >> 10));
        out[1] = (char16_t)(0xdc00 + ((c - 0x10000) & 0x3ff));
    } else if (out != NULL) {
        out[0] = (char16_t)c;
    }
    return pair ? 2 : 1;
}

size_t ws2_text_to_wide(const char *s, char16_t *out)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t units = 0;

    while (*p != '\0') {
        uint32_t c = utf8_take(&p);

        units += utf16_put(out != NULL ? out + units : NULL, c);
    }
    if (out != NULL)
        out[units] = 0;
    return units + 1;
}
