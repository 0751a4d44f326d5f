/* SPDX-License-Identifier: MIT */
/* WSAJoinLeaf: a leaf joins a multipoint session. Microsoft Learn, "WSAJoinLeaf
 * function", "Multipoint and multicast semantics".
 *
 * The sessions of IP are multicast groups: they have no root, and nobody to
 * refuse or to answer, so that joining is done when the call returns and gives
 * the same socket. A receiver becomes a member; a sender has the group for a
 * peer, as if connected to it, but for what it receives: Linux' connect would
 * let in only what the group itself had sent. */
#include <stdlib.h>
#include <string.h>

#include "os/multicast.h"
#include "sock/join.h"
#include "sock/option.h"
#include "sock/qos.h"
#include "sock/rare.h"

struct ws2_leaf { /* of a sender; set once */
    SOCKADDR_STORAGE group;
    int len;
};

static bool is_multicast(const SOCKADDR_STORAGE *ss)
{
    const struct sockaddr_in *sin = (const struct sockaddr_in *)ss;

    if (ss->ss_family == AF_INET)
        return (ntohl(sin->sin_addr.s_addr) & 0xf0000000) == 0xe0000000;
    return ((const struct sockaddr_in6 *)ss)->sin6_addr.s6_addr[0] == 0xff;
}

/* On the interface that the socket is bound to, or where the routes say. */
static int member_ip4(struct ws2_sock *sk, const SOCKADDR_STORAGE *group)
{
    const struct sockaddr_in *sin = (const struct sockaddr_in *)group;
    SOCKADDR_STORAGE local = {0};
    int len = 0;
    int res = os_sockname(sk->fd, &local, &len);

    if (res >= 0 && is_multicast(&local))
        memset(&local, 0, sizeof(local));
    return res < 0
               ? res
               : os_membership(sk->fd, IP_ADD_MEMBERSHIP, &sin->sin_addr,
                               &((struct sockaddr_in *)&local)->sin_addr, 0);
}

static int member_ip6(struct ws2_sock *sk, const SOCKADDR_STORAGE *group,
                      int len)
{
    ULONG scope = ((const struct sockaddr_in6 *)group)->sin6_scope_id;
    SOCKADDR_STORAGE local = {0};
    int local_len = 0;

    if (scope == 0 && os_sockname(sk->fd, &local, &local_len) >= 0)
        scope = ((struct sockaddr_in6 *)&local)->sin6_scope_id;
    return os_group(sk->fd, IPPROTO_IPV6, MCAST_JOIN_GROUP, scope, group, len);
}

static ws2_err join_check(struct ws2_sock *sk, const struct sockaddr *name,
                          int namelen, DWORD flags, SOCKADDR_STORAGE *group,
                          int *len)
{
    ws2_err err;

    if (!sock_has(sk, SK_LEAF) || sock_is_stream(sk))
        return WSAEINVAL;
    if (sock_has(sk, SK_JOINED))
        return WSAEISCONN;
    if (flags != JL_SENDER_ONLY && flags != JL_RECEIVER_ONLY &&
        flags != JL_BOTH)
        return WSAEINVAL;
    err = ws2_addr_in(sk, name, namelen, WSAEAFNOSUPPORT, group, len);
    if (err == WS2_OK && !is_multicast(group))
        err = WSAEADDRNOTAVAIL; /* the wildcard among others */
    return err;
}

static struct ws2_leaf *leaf_new(struct ws2_sock *sk,
                                 const SOCKADDR_STORAGE *group, int len)
{
    struct ws2_leaf *leaf =
        ws2_rare_need(sk) != NULL ? malloc(sizeof(*leaf)) : NULL;

    if (leaf != NULL) {
        leaf->group = *group;
        leaf->len = len;
    }
    return leaf;
}

static ws2_err join_now(struct ws2_sock *sk, DWORD flags,
                        const SOCKADDR_STORAGE *group, int len)
{
    const bool sends = flags != JL_RECEIVER_ONLY;
    struct ws2_leaf *leaf = sends ? leaf_new(sk, group, len) : NULL;
    int res = 0;

    if (sends && leaf == NULL)
        return WSAENOBUFS;
    if (flags != JL_SENDER_ONLY)
        res = sk->family == AF_INET ? member_ip4(sk, group)
                                    : member_ip6(sk, group, len);
    if (res < 0)
        free(leaf);
    else if (sends)
        atomic_store(&sock_rare_made(sk)->leaf, leaf);
    return ws2_err_from_res(WS2_OP_JOIN, res);
}

static ws2_err join_claimed(struct ws2_sock *sk, DWORD flags,
                            SOCKADDR_STORAGE *group, int len)
{
    ws2_err err;

    if (sock_claim(sk, SK_JOINED)) /* another thread was first */
        return WSAEISCONN;
    err = join_now(sk, flags, group, len);
    if (err != WS2_OK)
        sock_clear(sk, SK_JOINED);
    else
        ws2_qos_joined(sk, group, flags);
    return err;
}

ws2_err ws2_sock_join(struct ws2_sock *sk, const struct sockaddr *name,
                      int namelen, DWORD flags, const QOS *qos)
{
    SOCKADDR_STORAGE group = {0};
    struct ws2_qos_aim aim;
    int len = 0;
    ws2_err err = join_check(sk, name, namelen, flags, &group, &len);

    if (err != WS2_OK)
        return err;
    aim = (struct ws2_qos_aim){.to = &group, .part = flags};
    if (qos != NULL)
        err = ws2_qos_call(sk, qos, &aim);
    if (err == WS2_OK)
        err = ws2_sock_bind_any(sk);
    if (err == WS2_OK)
        err = join_claimed(sk, flags, &group, len);
    if (qos != NULL)
        ws2_qos_aimed(sk);
    return err;
}

const struct sockaddr *ws2_leaf_peer(const struct ws2_sock *sk, int *len)
{
    const struct ws2_leaf *leaf =
        atomic_load_explicit(&sock_rare(sk)->leaf, memory_order_acquire);

    if (leaf == NULL || sock_has(sk, SK_CONNECTED))
        return NULL;
    *len = leaf->len;
    return (const struct sockaddr *)&leaf->group;
}

bool ws2_leaf_set(struct ws2_sock *sk, const SOCKADDR_STORAGE *group, int len)
{
    struct ws2_leaf *leaf = leaf_new(sk, group, len);

    if (leaf == NULL)
        return false;
    atomic_store(&sock_rare_made(sk)->leaf, leaf);
    return true;
}
