/* SPDX-License-Identifier: MIT */
/* SIO_SET_MULTICAST_FILTER, SIOCSMSFILTER and their getters: which sources of
 * a group a socket hears, as one state. Setting it joins the group where that
 * has not happened, and "only these" without any leaves it. No state, no lock.
 * Microsoft Learn, "Final-State-Based Multicast Programming". */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/msfilter.h"
#include "os/multicast.h"
#include "os/netif.h"
#include "sock/ioctl.h"

_Static_assert(sizeof(((struct os_msfilter *)0)->group) ==
                   sizeof(SOCKADDR_STORAGE),
               "addresses are copied as they are");

#define HEAD4 offsetof(IP_MSFILTER, imsf_slist)
#define HEAD  offsetof(GROUP_FILTER, gf_slist)

static void put_in(char (*to)[128], IN_ADDR addr)
{
    SOCKADDR_IN sin = {.sin_family = AF_INET, .sin_addr = addr};

    memset(*to, 0, sizeof(*to));
    memcpy(*to, &sin, sizeof(sin));
}

/* An address or, as 0.x.x.x, an index. */
static int interface_index(IN_ADDR addr)
{
    uint32_t value = ntohl(addr.s_addr);

    return value <= 0xffffff ? (int)value
                             : os_netif_index((const uint8_t *)&addr.s_addr);
}

/* The head of either structure; which one does not matter from here on. */
static ws2_err head4(const struct ioctl_call *c, struct os_msfilter *f)
{
    IP_MSFILTER head;
    ws2_err err = in_get(c, &head, HEAD4);
    int index;

    if (err != WS2_OK)
        return err;
    index = interface_index(head.imsf_interface);
    if (index < 0)
        return ws2_err_from_res(WS2_OP_SOCKOPT, index);
    f->index = (uint32_t)index;
    f->count = head.imsf_numsrc;
    f->exclude = head.imsf_fmode == MCAST_EXCLUDE;
    put_in(&f->group, head.imsf_multiaddr);
    return f->exclude || head.imsf_fmode == MCAST_INCLUDE ? WS2_OK : WSAEINVAL;
}

static ws2_err head_any(const struct ioctl_call *c, struct os_msfilter *f)
{
    GROUP_FILTER head;
    ws2_err err = in_get(c, &head, HEAD);

    if (err != WS2_OK)
        return err;
    f->index = head.gf_interface;
    f->count = head.gf_numsrc;
    f->exclude = head.gf_fmode == MCAST_EXCLUDE;
    memcpy(f->group, &head.gf_group, sizeof(f->group));
    if (head.gf_group.ss_family != f->family)
        return WSAEINVAL;
    return f->exclude || head.gf_fmode == MCAST_INCLUDE ? WS2_OK : WSAEINVAL;
}

static ws2_err filter_head(const struct ws2_sock *sk,
                           const struct ioctl_call *c, bool v4,
                           struct os_msfilter *f)
{
    if (!(sk->family == AF_INET || (sk->family == AF_INET6 && !v4)) ||
        sock_is_stream(sk))
        return WSAENOPROTOOPT;
    f->family = sk->family;
    return v4 ? head4(c, f) : head_any(c, f);
}

static ws2_err sources_in(const struct ioctl_call *c, bool v4,
                          struct os_msfilter *f)
{
    const char *from = (const char *)c->in + (v4 ? HEAD4 : HEAD);
    size_t size = v4 ? sizeof(IN_ADDR) : sizeof(SOCKADDR_STORAGE);
    IN_ADDR addr;

    if ((c->in_len - (v4 ? HEAD4 : HEAD)) / size < f->count)
        return WSAEFAULT;
    for (uint32_t i = 0; i < f->count; i++, from += size) {
        if (os_mem_copy_in(v4 ? (void *)&addr : f->sources[i], from, size) != 0)
            return WSAEFAULT;
        if (v4)
            put_in(&f->sources[i], addr);
    }
    return WS2_OK;
}

/* The kernel wants a member, which another thread may make it meanwhile. It
 * hears the first source only, or everybody, until the filter is there. */
static int filter_join(struct ws2_sock *sk, const struct os_msfilter *f)
{
    int level = f->family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
    int res =
        f->exclude
            ? os_group(sk->fd, level, MCAST_JOIN_GROUP, f->index, f->group,
                       sizeof(f->group))
            : os_group_source(sk->fd, level, MCAST_JOIN_SOURCE_GROUP, f->index,
                              f->group, f->sources[0], sizeof(f->group));

    return res == -EADDRINUSE ? 0 : res;
}

static int filter_apply(struct ws2_sock *sk, const struct os_msfilter *f)
{
    struct os_msfilter now = *f;
    int res;

    now.count = 0;
    res = os_msfilter_get(sk->fd, &now);
    if (res == 0)
        return os_msfilter_set(sk->fd, f);
    if (res != -EADDRNOTAVAIL || (!f->exclude && f->count == 0))
        return res == -EADDRNOTAVAIL ? 0 : res; /* not a member, as wanted */
    res = filter_join(sk, f);
    if (res < 0)
        return res;
    res = os_msfilter_set(sk->fd, f);
    if (res < 0)
        (void)os_group(sk->fd,
                       f->family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP,
                       MCAST_LEAVE_GROUP, f->index, f->group, sizeof(f->group));
    return res;
}

static ws2_err filter_set(struct ws2_sock *sk, const struct ioctl_call *c,
                          bool v4)
{
    struct os_msfilter f;
    ws2_err err = filter_head(sk, c, v4, &f);

    if (err != WS2_OK)
        return err;
    if (f.count > OS_MSFILTER_MAX)
        return WSAENOBUFS;
    f.sources = calloc(f.count + 1, sizeof(f.sources[0]));
    if (f.sources == NULL)
        return WSAENOBUFS;
    err = sources_in(c, v4, &f);
    if (err == WS2_OK)
        err = ws2_err_from_res(WS2_OP_SOCKOPT, filter_apply(sk, &f));
    free(f.sources);
    return err;
}

/* Mode and number, as they stand before the sources in both structures. */
static ws2_err answer_out(const struct ioctl_call *c, bool v4,
                          const struct os_msfilter *f, uint32_t room)
{
    const ULONG answer[2] = {f->exclude ? MCAST_EXCLUDE : MCAST_INCLUDE,
                             f->count};
    size_t head = v4 ? HEAD4 : HEAD;
    size_t size = v4 ? sizeof(IN_ADDR) : sizeof(SOCKADDR_STORAGE);
    uint32_t n = f->count < room ? f->count : room;
    char *to = c->out;
    SOCKADDR_IN sin;
    size_t mode_at = v4 ? offsetof(IP_MSFILTER, imsf_fmode)
                        : offsetof(GROUP_FILTER, gf_fmode);

    if (c->out != c->in && os_mem_copy_out(to, c->in, mode_at) != 0)
        return WSAEFAULT;
    if (os_mem_copy_out(to + mode_at, answer, sizeof(answer)) != 0)
        return WSAEFAULT;
    for (uint32_t i = 0; i < n; i++) {
        memcpy(&sin, f->sources[i], sizeof(sin));
        if (os_mem_copy_out(to + head + i * size,
                            v4 ? (const void *)&sin.sin_addr : f->sources[i],
                            size) != 0)
            return WSAEFAULT;
    }
    *c->returned = (DWORD)(head + n * size);
    return WS2_OK;
}

static ws2_err filter_get(struct ws2_sock *sk, const struct ioctl_call *c,
                          bool v4)
{
    size_t head = v4 ? HEAD4 : HEAD;
    size_t size = v4 ? sizeof(IN_ADDR) : sizeof(SOCKADDR_STORAGE);
    struct os_msfilter f;
    ws2_err err = filter_head(sk, c, v4, &f);
    uint32_t room;

    if (err == WS2_OK && (c->out == NULL || c->out_len < head))
        err = WSAEFAULT;
    if (err != WS2_OK)
        return err;
    room = (uint32_t)((c->out_len - head) / size);
    if (room > f.count)
        room = f.count;
    if (room > OS_MSFILTER_MAX)
        room = OS_MSFILTER_MAX;
    f.count = room;
    f.sources = calloc(room + 1, sizeof(f.sources[0]));
    if (f.sources == NULL)
        return WSAENOBUFS;
    err = ws2_err_from_res(WS2_OP_SOCKOPT, os_msfilter_get(sk->fd, &f));
    if (err == WS2_OK)
        err = answer_out(c, v4, &f, room);
    free(f.sources);
    return err;
}

ws2_err ws2_ioctl_set_ipv4_filter(struct ws2_sock *sk,
                                  const struct ioctl_call *c)
{
    return filter_set(sk, c, true);
}

ws2_err ws2_ioctl_get_ipv4_filter(struct ws2_sock *sk,
                                  const struct ioctl_call *c)
{
    return filter_get(sk, c, true);
}

ws2_err ws2_ioctl_set_group_filter(struct ws2_sock *sk,
                                   const struct ioctl_call *c)
{
    return filter_set(sk, c, false);
}

ws2_err ws2_ioctl_get_group_filter(struct ws2_sock *sk,
                                   const struct ioctl_call *c)
{
    return filter_get(sk, c, false);
}
