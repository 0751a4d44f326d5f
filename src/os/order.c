/* SPDX-License-Identifier: MIT */
/* Destination address selection, RFC 6724 sections 2 and 6, with its default
 * policy table. Not decided here, because the kernel does not tell: rules 3
 * (deprecated), 4 (home address) and 7 (native transport). No state. */
#include "os/order.h"

#include <stdlib.h>
#include <string.h>

#include "os/netif.h"
#include "os/sock.h"

#define SCOPE_LINK   0x2
#define SCOPE_SITE   0x5
#define SCOPE_GLOBAL 0xe

/* Section 2.1. The longest matching prefix decides, so the order matters. */
static const struct {
    uint8_t prefix[16];
    uint8_t bits;
    uint8_t precedence;
    uint8_t label;
} policies[] = {
    {{[15] = 1}, 128, 50, 0},                /* ::1 */
    {{[10] = 0xff, [11] = 0xff}, 96, 35, 4}, /* ::ffff:0:0 */
    {{0}, 96, 1, 3},                         /* :: */
    {{0x20, 0x01}, 32, 5, 5},                /* 2001:: */
    {{0x20, 0x02}, 16, 30, 2},               /* 2002:: */
    {{0x3f, 0xfe}, 16, 1, 12},               /* 3ffe:: */
    {{0xfe, 0xc0}, 10, 1, 11},               /* fec0:: */
    {{0xfc}, 7, 3, 13},                      /* fc00:: */
    {{0}, 0, 40, 1},                         /* everything else */
};

static unsigned bits_common(const uint8_t *a, const uint8_t *b, unsigned max)
{
    unsigned n = 0;

    while (n < max && ((a[n / 8] ^ b[n / 8]) >> (7 - n % 8) & 1) == 0)
        n++;
    return n;
}

/* The table speaks IPv6; IPv4 takes part as v4-mapped. */
static size_t policy_find(bool v6, const uint8_t *bytes)
{
    uint8_t mapped[16] = {[10] = 0xff, [11] = 0xff};
    size_t i = 0;

    memcpy(v6 ? mapped : mapped + 12, bytes, v6 ? 16 : 4);
    while (bits_common(mapped, policies[i].prefix, policies[i].bits) <
           policies[i].bits)
        i++;
    return i;
}

static bool is_loopback6(const uint8_t *bytes)
{
    return bits_common(bytes, policies[0].prefix, 128) == 128;
}

/* Section 3.1 and 3.2: IPv4 link-local is 169.254/16 and 127/8. */
static int scope_of(bool v6, const uint8_t *b)
{
    if (!v6)
        return b[0] == 127 || (b[0] == 169 && b[1] == 254) ? SCOPE_LINK
                                                           : SCOPE_GLOBAL;
    if (b[0] == 0xff)
        return b[1] & 0x0f;
    if (is_loopback6(b) || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80))
        return SCOPE_LINK;
    return b[0] == 0xfe && (b[1] & 0xc0) == 0xc0 ? SCOPE_SITE : SCOPE_GLOBAL;
}

/* Rule 9 counts within the network part, and for IPv6 only: for IPv4 it would
 * undo the server's round robin, which Windows does not do either. */
static unsigned match_length(const struct os_order_item *item)
{
    return item->v6 ? bits_common(item->dst, item->src, 64) : 0;
}

/* The answer of a rule that prefers the larger value: below 0 for a. */
static int prefer(int a, int b)
{
    return (a < b) - (a > b);
}

struct verdict { /* what the rules look at */
    int scope, precedence;
    bool scope_fits, label_fits;
};

static struct verdict judge(const struct os_order_item *item)
{
    size_t dst = policy_find(item->v6, item->dst);
    size_t src = policy_find(item->v6, item->src);
    struct verdict v = {.scope = scope_of(item->v6, item->dst),
                        .precedence = policies[dst].precedence};

    v.scope_fits = v.scope == scope_of(item->v6, item->src);
    v.label_fits = policies[dst].label == policies[src].label;
    return v;
}

/* Rules 2, 5, 6, 8 and 9 between two reachable destinations. */
static int pair_compare(const struct os_order_item *a,
                        const struct os_order_item *b)
{
    struct verdict va = judge(a), vb = judge(b);
    int by = prefer(va.scope_fits, vb.scope_fits);

    if (by == 0)
        by = prefer(va.label_fits, vb.label_fits);
    if (by == 0)
        by = prefer(va.precedence, vb.precedence);
    if (by == 0)
        by = prefer(vb.scope, va.scope); /* the smaller one */
    if (by == 0 && a->v6 == b->v6)
        by = prefer((int)match_length(a), (int)match_length(b));
    return by;
}

static int item_compare(const void *left, const void *right)
{
    const struct os_order_item *a = left, *b = right;
    int by = prefer(a->reachable, b->reachable); /* rule 1 */

    if (by == 0 && a->reachable)
        by = pair_compare(a, b);
    return by != 0 ? by : prefer((int)b->position, (int)a->position);
}

void os_order_sort(struct os_order_item *items, size_t count)
{
    qsort(items, count, sizeof(*items), item_compare);
}

void os_order_probe(struct os_order_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct os_order_item *item = &items[i];

        item->position = i;
        item->reachable =
            os_netif_source(item->v6 ? OS_AF_INET6 : OS_AF_INET, item->dst,
                            item->scope, item->src) == 0;
    }
    os_order_sort(items, count);
}
