/* SPDX-License-Identifier: MIT */
/* Multicast membership and the interface that multicasts leave by. An IPv4
 * interface is one of its addresses or, as 0.x.x.x, its index; when asked for,
 * an index is in host byte order. No state, no lock. Microsoft Learn,
 * "Multicast Programming", RFC 3678. */
#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/multicast.h"
#include "sock/option.h"

/* The index, or 0 when addr is an address. */
static uint32_t index_of(IN_ADDR addr)
{
    uint32_t value = ntohl(addr.s_addr);

    return value <= 0xffffff ? value : 0;
}

static ws2_err finish(int res)
{
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

ws2_err ws2_opt_get_multicast_if(struct ws2_sock *sk, const struct opt *o,
                                 struct opt_value *v)
{
    IN_ADDR addr = {{{0}}};
    int res = os_multicast_if_get(sk->fd, &addr);

    (void)o;
    if (index_of(addr) != 0)
        addr.s_addr = index_of(addr);
    v->len = sizeof(addr);
    memcpy(v->bytes, &addr, sizeof(addr));
    return finish(res);
}

ws2_err ws2_opt_set_multicast_if(struct ws2_sock *sk, const struct opt *o,
                                 const struct opt_value *v)
{
    IN_ADDR addr;

    (void)o;
    if (sock_is_stream(sk))
        return WSAENOPROTOOPT;
    memcpy(&addr, v->bytes, sizeof(addr));
    return finish(os_multicast_if_set(sk->fd, v->bytes, index_of(addr)));
}

/* Linux' codes for byte streams differ from option to option. */
ws2_err ws2_opt_set_multicast_scope(struct ws2_sock *sk, const struct opt *o,
                                    const struct opt_value *v)
{
    return sock_is_stream(sk) ? WSAENOPROTOOPT : ws2_opt_set_MAPPED(sk, o, v);
}

ws2_err ws2_opt_set_membership(struct ws2_sock *sk, const struct opt *o,
                               const struct opt_value *v)
{
    IP_MREQ req;

    memcpy(&req, v->bytes, sizeof(req));
    return finish(os_membership(sk->fd, o->name, &req.imr_multiaddr,
                                &req.imr_interface,
                                index_of(req.imr_interface)));
}

/* By index Linux has the form of RFC 3678 only. */
static int source_by_index(struct ws2_sock *sk, int name, uint32_t index,
                           const IP_MREQ_SOURCE *req)
{
    SOCKADDR_IN group = {.sin_family = AF_INET, .sin_addr = req->imr_multiaddr};
    SOCKADDR_IN source = {.sin_family = AF_INET,
                          .sin_addr = req->imr_sourceaddr};
    int mcast = name == IP_ADD_SOURCE_MEMBERSHIP    ? MCAST_JOIN_SOURCE_GROUP
                : name == IP_DROP_SOURCE_MEMBERSHIP ? MCAST_LEAVE_SOURCE_GROUP
                : name == IP_BLOCK_SOURCE           ? MCAST_BLOCK_SOURCE
                                                    : MCAST_UNBLOCK_SOURCE;

    return os_group_source(sk->fd, IPPROTO_IP, mcast, index, &group, &source,
                           sizeof(group));
}

ws2_err ws2_opt_set_source_membership(struct ws2_sock *sk, const struct opt *o,
                                      const struct opt_value *v)
{
    IP_MREQ_SOURCE req;
    uint32_t index;

    memcpy(&req, v->bytes, sizeof(req));
    index = index_of(req.imr_interface);
    if (index != 0)
        return finish(source_by_index(sk, o->name, index, &req));
    return finish(os_source_membership(sk->fd, o->name, &req.imr_multiaddr,
                                       &req.imr_interface,
                                       &req.imr_sourceaddr));
}

ws2_err ws2_opt_set_group(struct ws2_sock *sk, const struct opt *o,
                          const struct opt_value *v)
{
    GROUP_REQ req;

    memcpy(&req, v->bytes, sizeof(req));
    return finish(os_group(sk->fd, o->level, o->name, req.gr_interface,
                           &req.gr_group, sizeof(req.gr_group)));
}

ws2_err ws2_opt_set_group_source(struct ws2_sock *sk, const struct opt *o,
                                 const struct opt_value *v)
{
    GROUP_SOURCE_REQ req;

    memcpy(&req, v->bytes, sizeof(req));
    return finish(os_group_source(sk->fd, o->level, o->name, req.gsr_interface,
                                  &req.gsr_group, &req.gsr_source,
                                  sizeof(req.gsr_group)));
}
