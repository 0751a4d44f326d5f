/* SPDX-License-Identifier: MIT */
/* The order in which addresses should be tried: RFC 6724, section 6. */
#ifndef WS2_OS_ORDER_H
#define WS2_OS_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct os_order_item {
    bool v6;
    bool reachable;  /* src is known */
    uint8_t dst[16]; /* network order; IPv4 uses the first four */
    uint8_t src[16]; /* what the kernel would send from */
    uint32_t scope;  /* interface of a link-local IPv6 address, or 0 */
    size_t position; /* before sorting: the last tie-break */
};

/* Sorts by the rules that can be decided from addresses alone. */
void os_order_sort(struct os_order_item *items, size_t count);

/* Asks the kernel for each source and sorts; of the items dst, v6 and scope
 * are in. The place that an item had is in its position. */
void os_order_probe(struct os_order_item *items, size_t count);

#endif
