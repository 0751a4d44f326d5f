/* SPDX-License-Identifier: MIT */
/* Ioctls about this machine's addresses and routes, and multicast by ioctl. No
 * state, no lock. Microsoft Learn, "Winsock IOCTLs". */
#include <stdlib.h>
#include <string.h>

#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/netif.h"
#include "sock/ioctl.h"
#include "sock/netchange.h"

static int address_make(const struct os_netif_addr *a, SOCKADDR_STORAGE *ss)
{
    SOCKADDR_IN sin = {.sin_family = AF_INET};
    SOCKADDR_IN6 sin6 = {.sin6_family = AF_INET6, .sin6_scope_id = a->scope};

    memset(ss, 0, sizeof(*ss));
    if (a->family == AF_INET) {
        memcpy(&sin.sin_addr, a->bytes, sizeof(sin.sin_addr));
        memcpy(ss, &sin, sizeof(sin));
        return sizeof(sin);
    }
    memcpy(&sin6.sin6_addr, a->bytes, sizeof(sin6.sin6_addr));
    memcpy(ss, &sin6, sizeof(sin6));
    return sizeof(sin6);
}

/* SOCKET_ADDRESS_LIST with the addresses behind it, which it points to. */
static ws2_err list_put(const struct ioctl_call *c, int family,
                        const struct os_netif_addr *all, int n)
{
    int count = 0;
    size_t head, len;
    char *image;
    SOCKET_ADDRESS_LIST *list;
    ws2_err err;

    for (int i = 0; i < n; i++)
        count += all[i].family == family;
    head = offsetof(SOCKET_ADDRESS_LIST, Address) +
           (size_t)count * sizeof(list->Address[0]);
    len = head + (size_t)count * sizeof(SOCKADDR_STORAGE);
    if (len < sizeof(*list))
        len = sizeof(*list);
    image = calloc(1, len);
    if (image == NULL)
        return WSAENOBUFS;
    list = (SOCKET_ADDRESS_LIST *)(void *)image;
    for (int i = 0; i < n; i++) {
        size_t at =
            head + (size_t)list->iAddressCount * sizeof(SOCKADDR_STORAGE);
        SOCKET_ADDRESS *entry = &list->Address[list->iAddressCount];

        if (all[i].family != family)
            continue;
        entry->iSockaddrLength =
            address_make(&all[i], (SOCKADDR_STORAGE *)(void *)(image + at));
        entry->lpSockaddr = (LPSOCKADDR)(void *)((char *)c->out + at);
        list->iAddressCount++;
    }
    err = out_put(c, image, len);
    if (err != WS2_OK)
        *c->returned = (DWORD)len; /* documented: the size that would do */
    free(image);
    return err;
}

ws2_err ws2_ioctl_address_list(struct ws2_sock *sk, const struct ioctl_call *c)
{
    struct os_netif_addr *all;
    ws2_err err;
    int n;

    if (sk->family != AF_INET && sk->family != AF_INET6)
        return WSAEOPNOTSUPP;
    n = os_netif_addresses(&all);
    if (n < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, n);
    err = list_put(c, sk->family, all, n);
    free(all);
    return err;
}

static void ipv4_put(sockaddr_gen *to, const uint8_t *bytes)
{
    to->AddressIn.sin_family = AF_INET;
    memcpy(&to->AddressIn.sin_addr, bytes, sizeof(IN_ADDR));
}

static INTERFACE_INFO interface_make(const struct os_netif_addr *a)
{
    static const uint8_t everybody[4] = {255, 255, 255, 255};
    INTERFACE_INFO info;

    memset(&info, 0, sizeof(info));
    info.iiFlags = IFF_UP | (a->loopback ? IFF_LOOPBACK : 0) |
                   (a->broadcasts ? IFF_BROADCAST : 0) |
                   (a->multicasts || a->loopback ? IFF_MULTICAST : 0) |
                   (a->to_point ? IFF_POINTTOPOINT : 0);
    ipv4_put(&info.iiAddress, a->bytes);
    ipv4_put(&info.iiNetmask, a->mask);
    ipv4_put(&info.iiBroadcastAddress, everybody);
    return info;
}

/* One entry for each IPv4 address, with 255.255.255.255 to broadcast to, as
 * SIO_GET_BROADCAST_ADDRESS has it. */
ws2_err ws2_ioctl_interface_list(struct ws2_sock *sk,
                                 const struct ioctl_call *c)
{
    struct os_netif_addr *all;
    INTERFACE_INFO *list;
    size_t count = 0;
    ws2_err err;
    int n;

    if (sk->family != AF_INET)
        return WSAEINVAL;
    n = os_netif_addresses(&all);
    if (n < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, n);
    list = calloc((size_t)n + 1, sizeof(*list));
    for (int i = 0; list != NULL && i < n; i++)
        if (all[i].family == AF_INET)
            list[count++] = interface_make(&all[i]);
    err = list != NULL ? out_put(c, list, count * sizeof(*list)) : WSAENOBUFS;
    free(list);
    free(all);
    return err;
}

/* The address in the input. */
static ws2_err target_in(struct ws2_sock *sk, const struct ioctl_call *c,
                         struct os_netif_addr *target)
{
    SOCKADDR_STORAGE to;
    SOCKADDR_IN6 sin6;
    SOCKADDR_IN sin;
    int len;
    ws2_err err;

    if (sk->family != AF_INET && sk->family != AF_INET6)
        return WSAEOPNOTSUPP;
    err = ws2_addr_in(sk, c->in, (int)c->in_len, WSAEAFNOSUPPORT, &to, &len);
    if (err != WS2_OK)
        return err;
    if (sk->family == AF_INET) {
        memcpy(&sin, &to, sizeof(sin));
        memcpy(target->bytes, &sin.sin_addr, sizeof(sin.sin_addr));
    } else {
        memcpy(&sin6, &to, sizeof(sin6));
        memcpy(target->bytes, &sin6.sin6_addr, sizeof(sin6.sin6_addr));
        target->scope = sin6.sin6_scope_id;
    }
    return WS2_OK;
}

/* The address that a datagram to the one in the input would come from. */
static ws2_err source_find(struct ws2_sock *sk, const struct ioctl_call *c,
                           struct os_netif_addr *from)
{
    struct os_netif_addr to = {.family = sk->family};
    ws2_err err = target_in(sk, c, &to);

    if (err != WS2_OK)
        return err;
    from->scope = to.scope;
    return ws2_err_from_res(
        WS2_OP_CONNECT,
        os_netif_source(sk->family, to.bytes, to.scope, from->bytes));
}

/* Linux finds the route when it is needed: whether there is one can be told. */
ws2_err ws2_ioctl_find_route(struct ws2_sock *sk, const struct ioctl_call *c)
{
    struct os_netif_addr from = {.family = sk->family};

    return source_find(sk, c, &from);
}

ws2_err ws2_ioctl_routing_interface(struct ws2_sock *sk,
                                    const struct ioctl_call *c)
{
    struct os_netif_addr from = {.family = sk->family};
    SOCKADDR_STORAGE ss;
    ws2_err err = source_find(sk, c, &from);
    int len;

    if (err != WS2_OK)
        return err;
    len = address_make(&from, &ss);
    return out_put(c, &ss, (size_t)len);
}

static ws2_err change(struct ws2_sock *sk, const struct ioctl_call *c,
                      struct ws2_netchange *what)
{
    return c->ov != NULL || c->routine != NULL
               ? ws2_netchange_begin(sk, what, c->ov, c->routine)
               : ws2_netchange_wait(sk, what);
}

/* Tells only that the list has changed. */
ws2_err ws2_ioctl_address_change(struct ws2_sock *sk,
                                 const struct ioctl_call *c)
{
    struct ws2_netchange what = {.to = {.family = sk->family}};

    if (sk->family != AF_INET && sk->family != AF_INET6)
        return WSAEOPNOTSUPP;
    return change(sk, c, &what);
}

ws2_err ws2_ioctl_routing_change(struct ws2_sock *sk,
                                 const struct ioctl_call *c)
{
    struct ws2_netchange what = {.route = true, .to = {.family = sk->family}};
    ws2_err err = target_in(sk, c, &what.to);

    return err == WS2_OK ? change(sk, c, &what) : err;
}

ws2_err ws2_ioctl_broadcast_address(struct ws2_sock *sk,
                                    const struct ioctl_call *c)
{
    SOCKADDR_IN sin = {.sin_family = AF_INET};

    if (sk->family != AF_INET)
        return WSAENOPROTOOPT;
    sin.sin_addr.s_addr = INADDR_BROADCAST;
    return out_put(c, &sin, sizeof(sin));
}

/* A hint that changes nothing to see: the loopback of Linux is fast. */
ws2_err ws2_ioctl_fast_path(struct ws2_sock *sk, const struct ioctl_call *c)
{
    DWORD on;

    if (!sock_is_stream(sk) || sk->family == AF_UNIX)
        return WSAEOPNOTSUPP;
    return in_get(c, &on, sizeof(on));
}

static ws2_err multicast_set(struct ws2_sock *sk, int name4, int name6,
                             int value)
{
    int res;

    if (sk->family == AF_INET6)
        res = os_setopt_int(sk->fd, IPPROTO_IPV6, name6, value);
    else
        res = os_setopt_int(sk->fd, IPPROTO_IP, name4, value);
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

ws2_err ws2_ioctl_multipoint_loopback(struct ws2_sock *sk,
                                      const struct ioctl_call *c)
{
    BOOL on;
    ws2_err err = sock_is_udp(sk) ? in_get(c, &on, sizeof(on)) : WSAENOPROTOOPT;

    return err != WS2_OK ? err
                         : multicast_set(sk, IP_MULTICAST_LOOP,
                                         IPV6_MULTICAST_LOOP, on != 0);
}

ws2_err ws2_ioctl_multicast_scope(struct ws2_sock *sk,
                                  const struct ioctl_call *c)
{
    int scope;
    ws2_err err =
        sock_is_udp(sk) ? in_get(c, &scope, sizeof(scope)) : WSAENOPROTOOPT;

    return err != WS2_OK ? err
                         : multicast_set(sk, IP_MULTICAST_TTL,
                                         IPV6_MULTICAST_HOPS, scope);
}
