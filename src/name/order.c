/* SPDX-License-Identifier: MIT */
/* Destination address selection, RFC 6724 sections 2 and 6, with its default
 * policy table. Not decided here, because the kernel does not tell: rules 3
 * (deprecated), 4 (home address) and 7 (native transport). No state. */
#include "name/order.h"

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
static size_t policy_find(const struct ws2_ip *ip)
{
    struct ws2_ip v6 = ip->v6 ? *ip : ws2_ip_v4mapped(ip);
    size_t i = 0;

    while (bits_common(v6.bytes, policies[i].prefix, policies[i].bits) <
           policies[i].bits)
        i++;
    return i;
}

/* Section 3.1 and 3.2: IPv4 link-local is 169.254/16 and 127/8. */
static int scope_of(const struct ws2_ip *ip)
{
    const uint8_t *b = ip->bytes;

    if (!ip->v6)
        return b[0] == 127 || (b[0] == 169 && b[1] == 254) ? SCOPE_LINK
                                                           : SCOPE_GLOBAL;
    if (b[0] == 0xff)
        return b[1] & 0x0f;
    if (ws2_ip_is_loopback(ip) || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80))
        return SCOPE_LINK;
    return b[0] == 0xfe && (b[1] & 0xc0) == 0xc0 ? SCOPE_SITE : SCOPE_GLOBAL;
}

/* Rule 9 counts within the network part, and for IPv6 only: for IPv4 it would
 * undo the server's round robin, which Windows does not do either. */
static unsigned match_length(const struct ws2_order_item *item)
{
    return item->dst.v6 ? bits_common(item->dst.bytes, item->src.bytes, 64) : 0;
}

/* The answer of a rule that prefers the larger value: below 0 for a. */
static int prefer(int a, int b)
{
    return (a < b) - (a > b);
}

/* Rules 2, 5, 6, 8 and 9 between two reachable destinations. */
static int pair_compare(const struct ws2_order_item *a,
                        const struct ws2_order_item *b)
{
    size_t policy_a = policy_find(&a->dst), policy_b = policy_find(&b->dst);
    int scope_a = scope_of(&a->dst), scope_b = scope_of(&b->dst);
    int by = prefer(scope_a == scope_of(&a->src), scope_b == scope_of(&b->src));

    if (by == 0)
        by = prefer(
            policies[policy_a].label == policies[policy_find(&a->src)].label,
            policies[policy_b].label == policies[policy_find(&b->src)].label);
    if (by == 0)
        by = prefer(policies[policy_a].precedence,
                    policies[policy_b].precedence);
    if (by == 0)
        by = prefer(scope_b, scope_a); /* the smaller one */
    if (by == 0 && a->dst.v6 == b->dst.v6)
        by = prefer((int)match_length(a), (int)match_length(b));
    return by;
}

static int item_compare(const void *left, const void *right)
{
    const struct ws2_order_item *a = left, *b = right;
    int by = prefer(a->reachable, b->reachable); /* rule 1 */

    if (by == 0 && a->reachable)
        by = pair_compare(a, b);
    return by != 0 ? by : prefer((int)b->position, (int)a->position);
}

void ws2_order_sort(struct ws2_order_item *items, size_t count)
{
    qsort(items, count, sizeof(*items), item_compare);
}

void ws2_order_host(struct ws2_host *host)
{
    struct ws2_order_item *items;
    size_t count = host->ip_count;

    if (count < 2 || (items = calloc(count, sizeof(*items))) == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        struct ws2_order_item *item = &items[i];

        item->dst = host->ips[i];
        item->src.v6 = item->dst.v6;
        item->position = i;
        item->reachable =
            os_netif_source(item->dst.v6 ? OS_AF_INET6 : OS_AF_INET,
                            item->dst.bytes, item->dst.scope,
                            item->src.bytes) == 0;
    }
    ws2_order_sort(items, count);
    for (size_t i = 0; i < count; i++)
        host->ips[i] = items[i].dst;
    free(items);
}
