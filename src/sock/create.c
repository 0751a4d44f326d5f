/* SPDX-License-Identifier: MIT */
/* Making and destroying the base provider's socket objects. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "handle/signal.h"
#include "os/icmp.h"
#include "sock/linger.h"
#include "sock/netevents.h"
#include "sock/notify.h"
#include "sock/op.h"
#include "sock/qos.h"
#include "sock/rare.h"
#include "sock/reserve.h"
#include "sock/sock.h"
#include "sock/unread.h"
#include "sock/wsp.h"

static void sock_destroy(struct ws2_obj *obj)
{
    struct ws2_sock *sk = (struct ws2_sock *)obj;

    ws2_sock_drop_deferred(sk);
    ws2_op_forget(sk);
    ws2_unread_drop(sk);
    os_close(sk->fd);
    if (ws2_reserve_concerns(sk))
        ws2_reserve_closed(sk);
    ws2_rare_free(sk);
    free(sk);
}

static void sock_closed(struct ws2_obj *obj)
{
    struct ws2_sock *sk = (struct ws2_sock *)obj;

    sock_set(sk, SK_CLOSED);
    ws2_sock_wake(sk);
    ws2_notify_stop(sk);
    ws2_netevents_stop(sk);
    ws2_qos_stop(sk);
    ws2_op_stop(sk);
}

static void sock_forked(struct ws2_obj *obj)
{
    struct ws2_sock *sk = (struct ws2_sock *)obj;

    atomic_store(&sk->lock.word, 0);
    atomic_store(&sk->home_lock.word, 0);
    ws2_notify_forked(sk);
    ws2_netevents_forked(sk);
    ws2_qos_forked(sk);
    atomic_store(&sk->chan, NULL); /* its operations are the parent's too */
}

static ws2_err sock_attach(struct ws2_obj *obj, struct ws2_port *port,
                           uintptr_t key)
{
    return ws2_sock_attach((struct ws2_sock *)obj, port, key);
}

static void sock_notify(struct ws2_obj *obj, unsigned modes)
{
    ws2_attached_notify(&((struct ws2_sock *)obj)->attached, modes);
}

static unsigned sock_cancel(struct ws2_obj *obj, const void *overlapped,
                            uint32_t thread)
{
    return ws2_op_cancel((struct ws2_sock *)obj, overlapped, thread);
}

static bool sock_idle(struct ws2_obj *obj)
{
    return ws2_op_idle((struct ws2_sock *)obj);
}

static struct ws2_signal *sock_signal(struct ws2_obj *obj)
{
    return ws2_signal_need(&((struct ws2_sock *)obj)->attached, obj, sock_idle);
}

const struct ws2_provider ws2_base_provider = {
    .ops =
        {
            .closed = sock_closed,
            .destroy = sock_destroy,
            .forked = sock_forked,
            .attach = sock_attach,
            .notify = sock_notify,
            .cancel = sock_cancel,
            .own_signal = sock_signal,
        },
    .proc = &ws2_base_procs,
    .direct = &ws2_wsp_direct,
};

ws2_err ws2_sock_publish(struct ws2_sock *sk, SOCKET *out)
{
    ws2_err err;

    ws2_sock_ours(sk);
    ws2_obj_init(&sk->so.obj, WS2_KIND_SOCKET, &ws2_base_provider.ops);
    err = ws2_handle_new(&sk->so.obj, out);
    if (err == WS2_OK)
        sk->handle = (uint32_t)*out;
    ws2_obj_put(&sk->so.obj); /* the table has its own reference */
    return err != WS2_OK ? WSAENOBUFS : WS2_OK;
}

/* Windows' defaults where Linux has others. */
static ws2_err sock_defaults(const struct ws2_sock *sk)
{
    int res = 0;

    if (sk->family == AF_INET6 && sk->type != SOCK_RAW) /* it has one family */
        res = os_setopt_int(sk->fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    if (res >= 0 && sock_is_udp(sk)) /* else port unreachable goes unseen */
        res = os_report_icmp(sk->fd, sk->family, true);
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

#define LEAF (WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF)

unsigned ws2_sock_flags_in(DWORD dwFlags)
{
    return ((dwFlags & WSA_FLAG_OVERLAPPED) != 0 ? SK_OVERLAPPED : 0u) |
           ((dwFlags & WSA_FLAG_REGISTERED_IO) != 0 ? SK_REGISTERED : 0u) |
           ((dwFlags & LEAF) != 0 ? SK_LEAF : 0u);
}

ws2_err ws2_sock_part_check(const WSAPROTOCOL_INFOW *info, DWORD dwFlags)
{
    const DWORD has = info->dwServiceFlags1;

    if (((dwFlags & LEAF) != 0 && (has & XP1_SUPPORT_MULTIPOINT) == 0) ||
        ((dwFlags & WSA_FLAG_MULTIPOINT_C_ROOT) != 0 &&
         (has & XP1_MULTIPOINT_CONTROL_PLANE) == 0) ||
        ((dwFlags & WSA_FLAG_MULTIPOINT_D_ROOT) != 0 &&
         (has & XP1_MULTIPOINT_DATA_PLANE) == 0))
        return WSAEINVAL;
    /* an application that asks for quality is told of it meanwhile */
    if ((has & XP1_QOS_SUPPORTED) != 0 && (dwFlags & WSA_FLAG_OVERLAPPED) == 0)
        return WSAEINVAL;
    return WS2_OK;
}

/* Linux has no raw socket of all protocols. One that sends only stands for it
 * until SIO_RCVALL makes it receive. */
int ws2_sock_open_fd(int family, int type, int protocol)
{
    if (type == SOCK_RAW && family == AF_INET && protocol == IPPROTO_IP)
        protocol = IPPROTO_RAW;
    return os_socket(family, type, protocol);
}

ws2_err ws2_sock_create(const WSAPROTOCOL_INFOW *info, int protocol,
                        DWORD dwFlags, SOCKET *out)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_part_check(info, dwFlags);

    if (err != WS2_OK)
        return err;
    sk = calloc(1, sizeof(*sk));
    if (sk == NULL)
        return WSAENOBUFS;
    sk->family = (uint8_t)info->iAddressFamily;
    sk->type = (uint8_t)info->iSocketType;
    sk->protocol = (uint8_t)protocol;
    sk->catalog_id = (uint16_t)info->dwCatalogEntryId;
    sk->fd = ws2_sock_open_fd(sk->family, sk->type, protocol);
    err = ws2_err_from_res(WS2_OP_SOCKET, sk->fd);
    if (err != WS2_OK)
        goto free_sock;
    err = sock_defaults(sk);
    if (err != WS2_OK)
        goto close_fd;
    sock_set(sk, ws2_sock_flags_in(dwFlags));
    return ws2_sock_publish(sk, out);

close_fd:
    os_close(sk->fd);
free_sock:
    free(sk);
    return err;
}

ws2_err ws2_sock_inherit(struct ws2_sock *sk, const struct ws2_sock *parent)
{
    const unsigned inherited =
        SK_NONBLOCK | SK_OOBINLINE | SK_KEEPALIVE | SK_DONTROUTE | SK_DEBUG;

    sock_set(sk, sock_flags(parent) & inherited);
    return ws2_rare_inherit(sk, parent);
}

ws2_err ws2_sock_adopt(const struct ws2_sock *parent, int fd, SOCKET *out)
{
    struct ws2_sock *sk = calloc(1, sizeof(*sk));

    if (sk == NULL || ws2_sock_inherit(sk, parent) != WS2_OK) {
        os_close(fd);
        free(sk);
        return WSAENOBUFS;
    }
    sk->fd = fd;
    sk->family = parent->family;
    sk->type = parent->type;
    sk->protocol = parent->protocol;
    sk->catalog_id = parent->catalog_id;
    sock_connected_now(sk);
    sock_set(sk, (sock_flags(parent) & (SK_OVERLAPPED | SK_REGISTERED)) |
                     SK_BOUND | SK_CONNECTED);
    return ws2_sock_publish(sk, out);
}

/* The name of sk's descriptor for fd too. 1: it has it; 0: it cannot, as
 * connect chose the port, which others may share. */
static int name_keep(const struct ws2_sock *sk, int fd)
{
    SOCKADDR_STORAGE name;
    int len, res;

    os_reuse_timewait(sk->fd, true); /* both, or it is in use */
    res = os_sockname(sk->fd, &name, &len);
    if (res >= 0)
        res = os_reuse_timewait(fd, true);
    if (res >= 0)
        res = os_bind(fd, &name, len);
    if (res != -EADDRINUSE)
        return res < 0 ? res : 1;
    os_reuse_timewait(fd, false);
    return 0;
}

/* A socket that AcceptEx filled has its listener's name, and loses it; another
 * keeps its own. */
ws2_err ws2_sock_renew(struct ws2_sock *sk, bool sending)
{
    const unsigned ended = SK_CONNECTED | SK_CONNECTING | SK_SHUT_RD |
                           SK_SHUT_WR | SK_BOUND | SK_ACCEPTED;
    int res, fd = os_socket(sk->family, sk->type, sk->protocol);
    int keeps = 0;

    if (fd >= 0 && !sock_has(sk, SK_ACCEPTED)) {
        keeps = name_keep(sk, fd);
        if (keeps < 0) {
            os_close(fd);
            fd = keeps;
        }
    }
    if (fd >= 0) {
        ws2_unread_drop(sk);
        if (!ws2_sock_is_shared(sk))
            os_linger(sk->fd, false, 0); /* not in os_replace */
    }
    res = fd < 0 ? fd : os_replace(fd, sk->fd);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_SOCKET, res);
    ws2_op_renew(sk, sending);
    sock_clear(sk, ended);
    if (keeps > 0)
        sock_set(sk, SK_BOUND);
    atomic_store(&sk->dead, 0);
    atomic_store(&sk->attempt, 0);
    ws2_netevents_renew(sk);
    return WS2_OK;
}
