/* SPDX-License-Identifier: MIT */
/* Reading addresses; see addrtext.h. Writing is in addrtext_write.c. */
#include "name/addrtext.h"

#include <string.h>

#define GROUPS 8

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 16;
}

/* One number at **s, moving it on. False without a digit or above max. */
static bool number_read(const char **s, unsigned base, uint64_t max,
                        uint64_t *out)
{
    const char *start = *s;
    uint64_t value = 0;

    while ((unsigned)digit_value(**s) < base) {
        value = value * base + (unsigned)digit_value(**s);
        if (value > max)
            return false;
        (*s)++;
    }
    *out = value;
    return *s != start;
}

/* 0x is hexadecimal, a leading 0 octal, as C writes them. */
static bool c_number_read(const char **s, uint64_t max, uint64_t *out)
{
    if (**s != '0')
        return number_read(s, 10, max, out);
    if ((*s)[1] == 'x' || (*s)[1] == 'X') {
        *s += 2;
        return number_read(s, 16, max, out);
    }
    if (!number_read(s, 8, max, out))
        return false;
    return **s != '8' && **s != '9';
}

/* Strict parts have no leading zero: "01" could be meant as octal. */
static bool part_read(const char **s, bool strict, uint64_t *out)
{
    if (!strict)
        return c_number_read(s, UINT32_MAX, out);
    if (**s == '0') {
        *out = 0;
        (*s)++;
        return digit_value(**s) >= 10 && **s != 'x' && **s != 'X';
    }
    return number_read(s, 10, UINT8_MAX, out);
}

/* a.b.c.d, a.b.c, a.b or a: the last part fills what is left. */
static bool parts_join(const uint64_t *part, unsigned count, uint8_t out[4])
{
    uint64_t rest = part[count - 1];
    unsigned i;

    if (rest > UINT32_MAX >> 8 * (count - 1))
        return false;
    for (i = 0; i + 1 < count; i++) {
        if (part[i] > UINT8_MAX)
            return false;
        out[i] = (uint8_t)part[i];
    }
    for (; i < 4; i++)
        out[i] = (uint8_t)(rest >> 8 * (3 - i));
    return true;
}

bool ws2_addrtext_read4(const char *s, bool strict, uint8_t out[4],
                        const char **end)
{
    uint64_t part[4];
    unsigned count = 0;

    memset(out, 0, 4);
    *end = s;
    for (;;) {
        if (!part_read(end, strict, &part[count++]))
            return false;
        if (**end != '.')
            break;
        if (count == 4)
            return false;
        (*end)++;
    }
    return (!strict || count == 4) && parts_join(part, count, out);
}

/* The dotted tail of an IPv6 address: decimal, leading zeros allowed. */
static bool tail_read(const char **s, uint8_t out[4])
{
    for (unsigned i = 0; i < 4; i++) {
        uint64_t value;

        if (i > 0) {
            if (**s != '.')
                return false;
            (*s)++;
        }
        if (!number_read(s, 10, UINT8_MAX, &value))
            return false;
        out[i] = (uint8_t)value;
    }
    return true;
}

static bool group_read(const char **s, uint8_t out[2])
{
    const char *start = *s;
    uint64_t value;

    if (!number_read(s, 16, UINT16_MAX, &value) || *s - start > 4) {
        *s = start;
        return false;
    }
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)value;
    return true;
}

static bool starts_dotted(const char *s)
{
    while (*s >= '0' && *s <= '9')
        s++;
    return *s == '.';
}

/* The groups seen so far, and before which of them "::" stood. */
struct groups {
    uint8_t bytes[16];
    unsigned count;
    int gap; /* -1: no "::" yet */
};

static unsigned groups_room(const struct groups *g)
{
    return GROUPS - g->count -
           (g->gap >= 0 ? 1u : 0u); /* "::" is one or more */
}

/* Moves what stands behind "::" to the end. False when groups are missing. */
static bool groups_finish(const struct groups *g, uint8_t out[16])
{
    size_t head = (size_t)(g->gap >= 0 ? g->gap : (int)g->count) * 2;
    size_t tail = (size_t)g->count * 2 - head;

    if (g->gap < 0 && g->count < GROUPS)
        return false;
    memset(out, 0, 16);
    memcpy(out, g->bytes, head);
    memcpy(out + 16 - tail, g->bytes + head, tail);
    return true;
}

/* One group or dotted tail at **s. False: nothing fits, and the text is bad. */
static bool group_take(struct groups *g, const char **s, bool *last)
{
    *last = starts_dotted(*s) && groups_room(g) >= 2;
    if (*last) {
        if (!tail_read(s, g->bytes + (size_t)g->count * 2))
            return false;
        g->count += 2;
        return true;
    }
    if (!group_read(s, g->bytes + (size_t)g->count * 2))
        return false;
    g->count++;
    return true;
}

bool ws2_addrtext_read6(const char *s, uint8_t out[16], const char **end)
{
    struct groups g = {.gap = -1};
    bool last = false;

    memset(out, 0, 16);
    *end = s;
    if (s[0] == ':' && s[1] != ':')
        return false;
    while (!last) {
        if ((*end)[0] == ':' && (*end)[1] == ':') {
            if (g.gap >= 0 || g.count == GROUPS)
                break; /* a second "::" ends the address */
            g.gap = (int)g.count;
            *end += 2;
            if (digit_value(**end) >= 16 || groups_room(&g) == 0)
                break;
        } else if (g.count > 0) {
            if (**end != ':' || groups_room(&g) == 0)
                break;
            (*end)++;
        }
        if (!group_take(&g, end, &last))
            return false;
    }
    return groups_finish(&g, out);
}

static bool port_read(const char **s, uint16_t *out)
{
    uint64_t value;

    if (!c_number_read(s, UINT16_MAX, &value) || value == 0)
        return false;
    *out = (uint16_t)value;
    return true;
}

bool ws2_addrtext_read4_port(const char *s, bool strict,
                             struct ws2_addrtext *out)
{
    *out = (struct ws2_addrtext){0};
    if (!ws2_addrtext_read4(s, strict, out->bytes, &s))
        return false;
    if (*s == ':') {
        s++;
        if (!port_read(&s, &out->port))
            return false;
    }
    return *s == '\0';
}

static bool scope_read(const char **s, uint32_t *out)
{
    uint64_t value;

    if (!number_read(s, 10, UINT32_MAX, &value))
        return false;
    *out = (uint32_t)value;
    return true;
}

bool ws2_addrtext_read6_port(const char *s, struct ws2_addrtext *out)
{
    bool bracket = *s == '[';

    *out = (struct ws2_addrtext){0};
    if (bracket)
        s++;
    if (!ws2_addrtext_read6(s, out->bytes, &s))
        return false;
    if (*s == '%') {
        s++;
        if (!scope_read(&s, &out->scope))
            return false;
    }
    if (bracket) {
        if (*s++ != ']')
            return false;
        if (*s == ':') {
            s++;
            if (!port_read(&s, &out->port))
                return false;
        }
    }
    return *s == '\0';
}
