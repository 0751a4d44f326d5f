/* SPDX-License-Identifier: MIT */
/* Text in and out; see text.h. No state. */
#include "name/text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "os/mem.h"

#define PAGE        4096u
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

/* Units that can be read at once: up to the end of s's page, where unmapped
 * memory may begin. A unit across the boundary comes alone. */
static size_t page_units(const char16_t *s, size_t left)
{
    size_t units = (PAGE - (uintptr_t)s % PAGE) / sizeof(*s);

    if (units == 0)
        units = 1;
    return units < left ? units : left;
}

/* Copies up to and including the terminator. */
static enum ws2_text wide_copy(char16_t *out, const char16_t *s, size_t max)
{
    size_t done = 0;

    while (done < max) {
        size_t units = page_units(s + done, max - done);

        if (!os_mem_readable(s + done, sizeof(*s)))
            return WS2_TEXT_UNMAPPED;
        for (; units > 0; units--, done++) {
            memcpy(out + done, s + done, sizeof(*s)); /* may be odd */
            if (out[done] == 0)
                return WS2_TEXT_OK;
        }
    }
    return WS2_TEXT_TOO_LONG;
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

enum ws2_text ws2_text_in_wide(char out[WS2_TEXT_MAX], const char16_t *s)
{
    char16_t wide[WS2_TEXT_CHARS];
    enum ws2_text res = wide_copy(wide, s, WS2_TEXT_CHARS);

    for (size_t i = 0; res == WS2_TEXT_OK && wide[i] != 0; i++) {
        uint32_t c = wide[i];

        if (c >= 0xd800 && c < 0xe000) {
            if (c >= 0xdc00 || wide[i + 1] < 0xdc00 || wide[i + 1] >= 0xe000)
                return WS2_TEXT_LONE_SURROGATE;
            c = 0x10000 + ((c - 0xd800) << 10) + (wide[++i] - 0xdc00u);
        }
        out = utf8_put(out, c);
    }
    *out = '\0';
    return res;
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
