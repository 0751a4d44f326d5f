/* SPDX-License-Identifier: MIT */
/* Writing addresses; see addrtext.h. */
#include "name/addrtext.h"

#include <stdio.h>
#include <string.h>

#define GROUPS 8

size_t ws2_addrtext_write4(const uint8_t addr[4], char out[WS2_ADDRTEXT_MAX])
{
    return (size_t)snprintf(out, WS2_ADDRTEXT_MAX, "%u.%u.%u.%u", addr[0],
                            addr[1], addr[2], addr[3]);
}

static unsigned group_at(const uint8_t addr[16], unsigned i)
{
    return (unsigned)addr[2 * i] << 8 | addr[2 * i + 1];
}

static bool groups_zero(const uint8_t addr[16], unsigned from, unsigned to)
{
    static const uint8_t zero[16];

    return memcmp(addr + (size_t)2 * from, zero, (size_t)2 * (to - from)) == 0;
}

/* IPv4-compatible, -mapped, -translated and ISATAP addresses. */
static bool has_dotted_tail(const uint8_t addr[16])
{
    if (groups_zero(addr, 0, 4)) {
        unsigned high = group_at(addr, 4);
        unsigned low = group_at(addr, 5);

        if ((high == 0 && low == 0xffff) || (high == 0xffff && low == 0))
            return true;
        if (high == 0 && low == 0 && group_at(addr, 6) != 0)
            return true;
    }
    return (group_at(addr, 4) & 0xfdffu) == 0 && group_at(addr, 5) == 0x5efe;
}

/* The first longest run of two or more zero groups, RFC 5952 section 4.2. */
static unsigned longest_run(const uint8_t addr[16], unsigned count,
                            unsigned *start)
{
    unsigned best = 1, length = 0;

    *start = count;
    for (unsigned i = 0; i < count; i++) {
        length = group_at(addr, i) == 0 ? length + 1 : 0;
        if (length > best) {
            best = length;
            *start = i + 1 - length;
        }
    }
    return *start < count ? best : 0;
}

size_t ws2_addrtext_write6(const uint8_t addr[16], char out[WS2_ADDRTEXT_MAX])
{
    bool dotted = has_dotted_tail(addr);
    unsigned count = dotted ? GROUPS - 2 : GROUPS;
    unsigned gap, run = longest_run(addr, count, &gap);
    char *at = out;

    for (unsigned i = 0; i < count;) {
        if (i == gap) {
            at += sprintf(at, "::");
            i += run;
            continue;
        }
        if (i > 0 && at[-1] != ':')
            *at++ = ':';
        at += sprintf(at, "%x", group_at(addr, i++));
    }
    if (dotted) {
        if (at[-1] != ':')
            *at++ = ':';
        at +=
            sprintf(at, "%u.%u.%u.%u", addr[12], addr[13], addr[14], addr[15]);
    }
    *at = '\0';
    return (size_t)(at - out);
}

size_t ws2_addrtext_write(bool v6, const struct ws2_addrtext *addr,
                          char out[WS2_ADDRTEXT_MAX])
{
    bool bracket = v6 && addr->port != 0;
    char text[WS2_ADDRTEXT_MAX];
    char scope[12] = "", port[8] = "";

    if (v6)
        ws2_addrtext_write6(addr->bytes, text);
    else
        ws2_addrtext_write4(addr->bytes, text);
    if (v6 && addr->scope != 0)
        snprintf(scope, sizeof(scope), "%%%u", (unsigned)addr->scope);
    if (addr->port != 0)
        snprintf(port, sizeof(port), ":%u", (unsigned)addr->port);
    return (size_t)snprintf(out, WS2_ADDRTEXT_MAX, "%s%.46s%s%s%s",
                            bracket ? "[" : "", text, scope, bracket ? "]" : "",
                            port);
}
