/* SPDX-License-Identifier: MIT */
/* os/order.h for a host's addresses. No state. */
#include "name/order.h"

#include <stdlib.h>
#include <string.h>

#include "os/order.h"

static void items_fill(struct os_order_item *items, const struct ws2_ip *ips,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        items[i].v6 = ips[i].v6;
        items[i].scope = ips[i].scope;
        memcpy(items[i].dst, ips[i].bytes, sizeof(items[i].dst));
    }
}

/* Without memory for it the order stays. */
void ws2_order_host(struct ws2_host *host)
{
    size_t count = host->ip_count;
    struct os_order_item *items;
    struct ws2_ip *found;

    if (count < 2)
        return;
    items = calloc(count, sizeof(*items));
    found = reallocarray(NULL, count, sizeof(*found));
    if (items != NULL && found != NULL) {
        memcpy(found, host->ips, count * sizeof(*found));
        items_fill(items, found, count);
        os_order_probe(items, count);
        for (size_t i = 0; i < count; i++)
            host->ips[i] = found[items[i].position];
    }
    free(found);
    free(items);
}
