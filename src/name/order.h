/* SPDX-License-Identifier: MIT */
/* The order in which addresses should be tried: RFC 6724, section 6. */
#ifndef WS2_NAME_ORDER_H
#define WS2_NAME_ORDER_H

#include "name/host.h"

struct ws2_order_item {
    struct ws2_ip dst;
    struct ws2_ip src; /* what the kernel would send from */
    bool reachable;    /* src is known */
    size_t position;   /* before sorting: the last tie-break */
};

/* Sorts by the rules that can be decided from addresses alone. */
void ws2_order_sort(struct ws2_order_item *items, size_t count);

/* Asks the kernel for the sources and sorts the host's addresses. Out of
 * memory, they stay as they were. */
void ws2_order_host(struct ws2_host *host);

#endif
