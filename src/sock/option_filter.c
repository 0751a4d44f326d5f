/* SPDX-License-Identifier: MIT */
/* Options that keep datagrams away: IP_IFLIST and its relatives, by interface;
 * IP_RECEIVE_BROADCAST; SO_REUSE_MULTICASTPORT. Linux has them as a filter
 * (os/filter.h), which the socket keeps in rare.filter, guarded by its lock. A
 * change that the kernel refuses leaves everything as it was. */
#include <stdlib.h>

#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/filter.h"
#include "sock/option.h"

static struct os_filter_ifs *ifs_of(struct os_filter *f, const struct opt *o)
{
    return o->level == IPPROTO_IP ? &f->ip4 : &f->ip6;
}

static struct os_filter filter_now(struct ws2_sock *sk)
{
    struct os_filter f = {.no_broadcast = false};

    ws2_lock_take(&sk->lock);
    if (sock_rare(sk)->filter != NULL)
        f = *sock_rare(sk)->filter;
    ws2_lock_drop(&sk->lock);
    return f;
}

/* A change to a copy of the filter: WS2_OK, or why it cannot be. */
typedef ws2_err change_fn(struct os_filter *f, const struct opt *o,
                          uint32_t value);

static ws2_err filter_replace(struct ws2_sock *sk, const struct os_filter *f)
{
    struct ws2_rare *rare = ws2_rare_need(sk);
    int res;

    if (rare == NULL ||
        (rare->filter == NULL &&
         (rare->filter = calloc(1, sizeof(*rare->filter))) == NULL))
        return WSAENOBUFS;
    res = os_filter_apply(sk->fd, f);
    if (res >= 0)
        *rare->filter = *f;
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

static ws2_err filter_change(struct ws2_sock *sk, const struct opt *o,
                             uint32_t value, change_fn *change)
{
    struct os_filter f = {.no_broadcast = false};
    ws2_err err;

    if (sock_is_stream(sk))
        return WSAENOPROTOOPT;
    ws2_lock_take(&sk->lock);
    if (sock_rare(sk)->filter != NULL)
        f = *sock_rare(sk)->filter;
    err = change(&f, o, value);
    if (err == WS2_OK)
        err = filter_replace(sk, &f);
    ws2_lock_drop(&sk->lock);
    return err;
}

/* --- The list of interfaces, which begins empty. */

static ws2_err iflist_switch(struct os_filter *f, const struct opt *o,
                             uint32_t value)
{
    struct os_filter_ifs *ifs = ifs_of(f, o);

    if (ifs->on != (value != 0))
        ifs->n = 0;
    ifs->on = value != 0;
    return WS2_OK;
}

static unsigned iflist_find(const struct os_filter_ifs *ifs, uint32_t index)
{
    unsigned i = 0;

    while (i < ifs->n && ifs->index[i] != index)
        i++;
    return i;
}

static ws2_err iflist_add(struct os_filter *f, const struct opt *o,
                          uint32_t index)
{
    struct os_filter_ifs *ifs = ifs_of(f, o);

    if (!ifs->on || index == 0)
        return WSAEINVAL;
    if (iflist_find(ifs, index) < ifs->n)
        return WS2_OK;
    if (ifs->n == OS_FILTER_IFS)
        return WSAENOBUFS;
    ifs->index[ifs->n++] = index;
    return WS2_OK;
}

static ws2_err iflist_delete(struct os_filter *f, const struct opt *o,
                             uint32_t index)
{
    struct os_filter_ifs *ifs = ifs_of(f, o);
    unsigned at = iflist_find(ifs, index);

    if (!ifs->on || at == ifs->n)
        return WSAEINVAL;
    ifs->index[at] = ifs->index[--ifs->n];
    return WS2_OK;
}

OPT_GETTER(iflist)
{
    struct os_filter f = filter_now(sk);

    return sock_is_stream(sk) ? WSAENOPROTOOPT
                              : opt_get_int(v, ifs_of(&f, o)->on);
}

OPT_SETTER(iflist)
{
    return filter_change(sk, o, (uint32_t)opt_set_int(v), iflist_switch);
}

OPT_SETTER(iflist_add)
{
    return filter_change(sk, o, (uint32_t)opt_set_int(v), iflist_add);
}

OPT_SETTER(iflist_delete)
{
    return filter_change(sk, o, (uint32_t)opt_set_int(v), iflist_delete);
}

_Static_assert(sizeof(((struct os_filter_ifs *)0)->index) <=
                   sizeof(((struct opt_value *)0)->bytes),
               "the whole list is one value");

OPT_GETTER(iflist_all)
{
    struct os_filter f = filter_now(sk);
    const struct os_filter_ifs *ifs = ifs_of(&f, o);

    if (sock_is_stream(sk))
        return WSAENOPROTOOPT;
    if (!ifs->on)
        return WSAEINVAL;
    v->len = (int)(ifs->n * sizeof(ifs->index[0]));
    memcpy(v->bytes, ifs->index, (size_t)v->len);
    return WS2_OK;
}

/* --- Broadcasts and multicasts. */

static ws2_err broadcast_switch(struct os_filter *f, const struct opt *o,
                                uint32_t value)
{
    (void)o;
    f->no_broadcast = value == 0;
    return WS2_OK;
}

OPT_GETTER(receive_broadcast)
{
    (void)o;
    return sock_is_stream(sk) ? WSAENOPROTOOPT
                              : opt_get_int(v, !filter_now(sk).no_broadcast);
}

OPT_SETTER(receive_broadcast)
{
    return filter_change(sk, o, (uint32_t)opt_set_int(v), broadcast_switch);
}

static ws2_err multicast_switch(struct os_filter *f, const struct opt *o,
                                uint32_t value)
{
    (void)o;
    f->multicast_only = value != 0;
    return WS2_OK;
}

OPT_GETTER(multicast_port)
{
    (void)o;
    return sock_is_udp(sk) ? opt_get_int(v, filter_now(sk).multicast_only)
                           : WSAENOPROTOOPT;
}

/* The port is shared with others that set it, and no unicast comes. */
OPT_SETTER(multicast_port)
{
    bool on = opt_set_int(v) != 0;
    ws2_err err;

    if (!sock_is_udp(sk))
        return WSAENOPROTOOPT;
    if (sock_has(sk, SK_BOUND) || (on && sock_has(sk, SK_EXCLUSIVE)))
        return WSAEINVAL;
    err = filter_change(sk, o, on, multicast_switch);
    if (err == WS2_OK)
        sock_put_flag(sk, SK_SHARES, on);
    return err;
}
