/* SPDX-License-Identifier: MIT */
/* See wide.h. */
#include "wide.h"

#include <string.h>

#define REPLACEMENT 0xfffdu

bool wide_begins(struct wide *w, const char *text)
{
    memset(w, 0, sizeof(*w));
    w->big = memcmp(text, "\xfe\xff", 2) == 0;
    return w->big || memcmp(text, "\xff\xfe", 2) == 0;
}

static char *character_put(char *to, uint32_t c)
{
    if (c < 0x80) {
        *to++ = (char)c;
        return to;
    }
    if (c < 0x800) {
        *to++ = (char)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        *to++ = (char)(0xe0 | c >> 12);
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
    } else {
        *to++ = (char)(0xf0 | c >> 18);
        *to++ = (char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (char)(0x80 | (c >> 6 & 0x3f));
    }
    *to++ = (char)(0x80 | (c & 0x3f));
    return to;
}

static char *unit_put(struct wide *w, char *to, uint16_t unit)
{
    uint16_t leader = w->leader;

    w->leader = 0;
    if (leader != 0 && (unit & 0xfc00) == 0xdc00)
        return character_put(to, 0x10000u + ((uint32_t)(leader & 0x3ff) << 10) +
                                     (unit & 0x3ffu));
    if (leader != 0)
        to = character_put(to, REPLACEMENT);
    if ((unit & 0xfc00) == 0xd800)
        w->leader = unit;
    else
        to = character_put(to, (unit & 0xfc00) == 0xdc00 ? REPLACEMENT : unit);
    return to;
}

size_t wide_narrow(struct wide *w, const char *from, size_t size, char *to)
{
    char *begin = to;

    for (size_t i = 0; i < size; i++) {
        uint8_t byte = (uint8_t)from[i];

        if (w->half)
            to = unit_put(
                w, to,
                (uint16_t)(w->big ? w->byte << 8 | byte : byte << 8 | w->byte));
        w->byte = byte;
        w->half = !w->half;
    }
    return (size_t)(to - begin);
}

size_t wide_end(struct wide *w, char *to)
{
    char *begin = to;

    if (w->leader != 0)
        to = character_put(to, REPLACEMENT);
    if (w->half)
        to = character_put(to, REPLACEMENT);
    memset(w, 0, sizeof(*w));
    return (size_t)(to - begin);
}
