/* SPDX-License-Identifier: MIT */
/* SIO_ADDRESS_LIST_SORT: the order of os/order.h for a list of destinations,
 * IPv4 among them as v4-mapped IPv6. Addresses that are no destination are left
 * out. No state, no lock. Microsoft Learn, "Using SIO_ADDRESS_LIST_SORT". */
#include <stdlib.h>
#include <string.h>

#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/order.h"
#include "sock/ioctl.h"

#define LIST_MAX 4096 /* addresses; more of one name there are not */

/* The entries as they are, in memory of ours. */
static ws2_err entries_in(const struct ioctl_call *c, SOCKET_ADDRESS **out,
                          size_t *count)
{
    const size_t head = offsetof(SOCKET_ADDRESS_LIST, Address);
    INT n;
    ws2_err err = in_get(c, &n, sizeof(n));

    if (err != WS2_OK)
        return err;
    if (n < 0 || n > LIST_MAX)
        return WSAEINVAL;
    if (c->in_len < head + (size_t)n * sizeof(**out))
        return WSAEFAULT;
    *out = calloc((size_t)n + 1, sizeof(**out));
    if (*out == NULL)
        return WSAENOBUFS;
    *count = (size_t)n;
    return os_mem_copy_in(*out, (const char *)c->in + head,
                          (size_t)n * sizeof(**out)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

static ws2_err item_make(const SOCKET_ADDRESS *entry,
                         struct os_order_item *item)
{
    SOCKADDR_IN6 sin6;
    const uint8_t *bytes = sin6.sin6_addr.s6_addr;

    if (entry->iSockaddrLength < (INT)sizeof(sin6))
        return WSAEINVAL;
    if (os_mem_copy_in(&sin6, entry->lpSockaddr, sizeof(sin6)) != 0)
        return WSAEFAULT;
    if (sin6.sin6_family != AF_INET6)
        return WSAEINVAL;
    item->v6 = !IN6_IS_ADDR_V4MAPPED(&sin6.sin6_addr);
    item->scope = sin6.sin6_scope_id;
    memcpy(item->dst, item->v6 ? bytes : bytes + 12, item->v6 ? 16 : 4);
    return WS2_OK;
}

static bool is_destination(const struct os_order_item *item)
{
    static const uint8_t none[16];

    return memcmp(item->dst, none, item->v6 ? 16 : 4) != 0;
}

/* What is no destination goes; the rest moves up, entries and items alike. */
static ws2_err items_make(SOCKET_ADDRESS *entries, struct os_order_item *items,
                          size_t *count)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        ws2_err err = item_make(&entries[i], &items[kept]);

        if (err != WS2_OK)
            return err;
        entries[kept] = entries[i];
        kept += is_destination(&items[kept]);
    }
    *count = kept;
    return WS2_OK;
}

/* The addresses stay where the program has them; only the list is new. */
static ws2_err list_out(const struct ioctl_call *c,
                        const SOCKET_ADDRESS *entries,
                        const struct os_order_item *items, size_t count)
{
    size_t len = SIZEOF_SOCKET_ADDRESS_LIST(count);
    SOCKET_ADDRESS_LIST *list =
        calloc(1, len < sizeof(*list) ? sizeof(*list) : len);
    SOCKET_ADDRESS *to;
    ws2_err err;

    if (list == NULL)
        return WSAENOBUFS;
    list->iAddressCount = (INT)count;
    to = list->Address;
    for (size_t i = 0; i < count; i++)
        to[i] = entries[items[i].position];
    err = out_put(c, list, len);
    if (err != WS2_OK)
        *c->returned = (DWORD)len; /* the size that would do */
    free(list);
    return err;
}

ws2_err ws2_ioctl_address_sort(struct ws2_sock *sk, const struct ioctl_call *c)
{
    SOCKET_ADDRESS *entries = NULL;
    struct os_order_item *items = NULL;
    size_t count = 0;
    ws2_err err;

    if (sk->family != AF_INET && sk->family != AF_INET6)
        return WSAEOPNOTSUPP;
    err = entries_in(c, &entries, &count);
    if (err == WS2_OK) {
        items = calloc(count + 1, sizeof(*items));
        err = items != NULL ? items_make(entries, items, &count) : WSAENOBUFS;
    }
    if (err == WS2_OK) {
        os_order_probe(items, count);
        err = list_out(c, entries, items, count);
    }
    free(items);
    free(entries);
    return err;
}
