/* SPDX-License-Identifier: MIT */
/* os/order.h for a host's addresses. No state. */
#include "name/order.h"

#include <stdlib.h>
#include <string.h>

#include "os/order.h"

void ws2_order_host(struct ws2_host *host)
{
    struct os_order_item *items;
    size_t count = host->ip_count;

    if (count < 2 || (items = calloc(count, sizeof(*items))) == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        items[i].v6 = host->ips[i].v6;
        items[i].scope = host->ips[i].scope;
        memcpy(items[i].dst, host->ips[i].bytes, sizeof(items[i].dst));
    }
    os_order_probe(items, count);
    for (size_t i = 0; i < count; i++) {
        host->ips[i].v6 = items[i].v6;
        host->ips[i].scope = items[i].scope;
        memcpy(host->ips[i].bytes, items[i].dst, sizeof(items[i].dst));
    }
    free(items);
}
