/* SPDX-License-Identifier: MIT */
/* Receiving: one attempt, and WSPRecv and WSPRecvFrom that make it until they
 * are done. */
#include <errno.h>

#include "os/mem.h"
#include "sock/rare.h"

#define RECV_FLAGS                                                             \
    (MSG_OOB | MSG_PEEK | MSG_WAITALL | MSG_PARTIAL | MSG_PUSH_IMMEDIATE)

static ws2_err recv_flags_check(const struct ws2_sock *sk, DWORD flags)
{
    if ((flags & ~(DWORD)RECV_FLAGS) != 0)
        return WSAEINVAL;
    if ((flags & MSG_WAITALL) != 0 &&
        (!sock_is_stream(sk) || sock_has(sk, SK_NONBLOCK) ||
         (flags & (MSG_OOB | MSG_PEEK | MSG_PARTIAL)) != 0))
        return WSAEOPNOTSUPP;
    if ((flags & MSG_OOB) == 0)
        return WS2_OK;
    if (!sock_is_stream(sk) || sk->family == AF_UNIX)
        return WSAEOPNOTSUPP;
    return sock_has(sk, SK_OOBINLINE) ? WSAEINVAL : WS2_OK;
}

/* recvfrom works where recv needs the dissolved association. */
static ws2_err recv_state_check(struct ws2_sock *sk, bool from)
{
    unsigned flags = sock_flags(sk);

    if ((flags & SK_CONNECTING) != 0) {
        ws2_sock_refresh(sk);
        flags = sock_flags(sk);
    }
    if ((flags & SK_SHUT_RD) != 0)
        return WSAESHUTDOWN;
    if (sock_is_stream(sk)) {
        if ((flags & SK_CONNECTED) == 0)
            return WSAENOTCONN;
        return atomic_load_explicit(&sk->dead, memory_order_relaxed);
    }
    if ((flags & SK_BOUND) == 0 && sk->type == SOCK_DGRAM)
        return WSAEINVAL;
    return (flags & SK_DISSOLVED) != 0 && !from ? WSAENOTCONN : WS2_OK;
}

/* Waits for data; WS2_OK means try again. */
static ws2_err recv_wait(struct ws2_sock *sk, int events, struct ws2_wait *wait)
{
    ws2_err err;

    if (sock_has(sk, SK_CLOSED))
        return WSAEINTR;
    if (sock_has(sk, SK_NONBLOCK))
        return WSAEWOULDBLOCK;
    err = ws2_sock_wait(sk, events, sock_rare(sk)->rcvtimeo_ms, wait);
    return err == WS2_OK && sock_has(sk, SK_SHUT_RD) ? WSAESHUTDOWN : err;
}

static long recv_once(struct ws2_sock *sk, const struct ws2_bufs *b, int flags)
{
    struct os_msg msg = {.bufs = b->at, .nbufs = b->n};

    if (b->n == 1)
        return os_recv(sk->fd, b->at->base, b->at->len, flags);
    return os_recvmsg(sk->fd, &msg, flags);
}

/* A receive of no bytes completes when there is something to receive. */
static ws2_err recv_nothing(struct ws2_sock *sk)
{
    char byte;
    long res;

    do
        res = os_recv(sk->fd, &byte, 1, OS_MSG_PEEK);
    while (res == -EINTR);
    if (res >= 0)
        return WS2_OK;
    return res == -EAGAIN ? WS2_AGAIN : ws2_sock_broken(sk, WS2_OP_RECV, res);
}

#define URGENT (OS_PRI | OS_END)

/* Linux has EINVAL for "no urgent data" and EAGAIN for "on its way". Where none
 * can come any more the answer is that of any receive. */
static long recv_urgent(struct ws2_sock *sk, const struct ws2_bufs *b,
                        int flags)
{
    long res = recv_once(sk, b, flags);
    int got;

    if (res != -EINVAL)
        return res;
    got = os_ready(sk->fd, URGENT);
    if (got < 0)
        return got;
    if ((got & (OS_ERR | OS_HUP | OS_END)) == 0 || (got & OS_PRI) != 0)
        return -EAGAIN;
    return os_socket_error(sk->fd); /* 0: the peer ended in order */
}

static ws2_err recv_stream_try(struct ws2_sock *sk, struct ws2_bufs *b,
                               ws2_user_dword *received, int flags)
{
    bool urgent = (flags & OS_MSG_OOB) != 0;
    uint64_t left = ws2_bufs_total(b);
    ws2_err err;

    if (left == 0)
        return recv_nothing(sk);
    for (;;) {
        long res = urgent ? recv_urgent(sk, b, flags) : recv_once(sk, b, flags);

        if (res >= 0) {
            *received += (DWORD)res;
            left -= (uint64_t)res;
            if (res == 0 && *received == 0)
                return ws2_sock_ended(sk);
            if ((flags & MSG_WAITALL) == 0 || left == 0 || res == 0)
                return WS2_OK;
            ws2_bufs_advance(b, (size_t)res);
        } else if (res == -EAGAIN) {
            return WS2_AGAIN;
        } else if (res != -EINTR) {
            err = ws2_sock_broken(sk, WS2_OP_RECV, res);
            return *received != 0 ? WS2_OK : err; /* what came is not lost */
        }
    }
}

static long dgram_once(struct ws2_sock *sk, struct os_msg *msg, int flags)
{
    if (msg->nbufs == 1 && msg->control == NULL)
        return os_recvfrom(sk->fd, msg->bufs->base, msg->bufs->len, flags, msg);
    return os_recvmsg(sk->fd, msg, flags);
}

/* FIONREAD has the kernel peek elsewhere for a moment. */
static long recv_dgram_once(struct ws2_sock *sk, struct os_msg *msg, int flags)
{
    long res;

    if ((flags & OS_MSG_PEEK) == 0)
        return dgram_once(sk, msg, flags);
    ws2_lock_take(&sk->lock);
    res = dgram_once(sk, msg, flags);
    ws2_lock_drop(&sk->lock);
    return res;
}

static ws2_err recv_dgram_try(struct ws2_sock *sk, struct ws2_bufs *b,
                              struct os_msg *msg, ws2_user_dword *received,
                              int flags)
{
    ws2_err err = b->whole.base == NULL ? ws2_bufs_stage(b, msg) : WS2_OK;

    while (err == WS2_OK && (err = ws2_sock_take_error(sk)) == WS2_OK) {
        long res = recv_dgram_once(sk, msg, flags);

        if (res >= 0) {
            *received = (DWORD)res;
            err = ws2_bufs_spread(b, (size_t)res);
            if (err != WS2_OK)
                return err;
            return (msg->flags & OS_MSG_TRUNC) != 0 ? WSAEMSGSIZE : WS2_OK;
        }
        if (res == -EAGAIN)
            return WS2_AGAIN;
        if (ws2_sock_is_icmp(sk, res))
            err = ws2_sock_icmp(sk, res, false);
        else if (res != -EINTR)
            err = ws2_err_from_res(WS2_OP_RECVFROM, (int)res);
    }
    return err;
}

ws2_err ws2_sock_recv_try(struct ws2_sock *sk, struct ws2_bufs *b,
                          struct os_msg *msg, DWORD *moved, int flags)
{
    return sock_is_stream(sk) ? recv_stream_try(sk, b, moved, flags)
                              : recv_dgram_try(sk, b, msg, moved, flags);
}

static ws2_err recv_wait_for(struct ws2_sock *sk, struct ws2_bufs *b,
                             struct os_msg *msg, DWORD *moved, int flags)
{
    int events = (flags & MSG_OOB) != 0 ? URGENT : OS_IN;
    struct ws2_wait wait = {0};

    for (;;) {
        DWORD before = *moved;
        ws2_err err = ws2_sock_recv_try(sk, b, msg, moved, flags);

        if (err != WS2_AGAIN)
            return err;
        if (*moved != before)
            wait.start_ns = 0;
        err = recv_wait(sk, events, &wait);
        if (err != WS2_OK) /* MSG_WAITALL: what came is not lost */
            return *moved != 0 ? WS2_OK : err;
    }
}

ws2_err ws2_sock_recv_check(struct ws2_sock *sk, DWORD flags, bool from)
{
    ws2_err err = recv_flags_check(sk, flags);

    return err == WS2_OK ? recv_state_check(sk, from) : err;
}

/* What came back is told when something came. */
static ws2_err recv_finish(ws2_err err, DWORD moved, ws2_user_dword *received,
                           ws2_user_dword *flags)
{
    if (err == WS2_OK || err == WSAEMSGSIZE) {
        *received = moved;
        *flags = err == WSAEMSGSIZE ? MSG_PARTIAL : 0;
    }
    return err;
}

ws2_err ws2_sock_recv(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                      ws2_user_dword *received, ws2_user_dword *flags)
{
    struct ws2_bufs b;
    struct os_msg msg = {0};
    DWORD moved = 0;
    ws2_err err = ws2_sock_recv_check(sk, *flags, false);

    if (err == WS2_OK)
        err = ws2_bufs_in(&b, bufs, nbufs);
    if (err != WS2_OK)
        return err;
    err = recv_wait_for(sk, &b, &msg, &moved, (int)*flags);
    ws2_bufs_free(&b);
    return recv_finish(err, moved, received, flags);
}

/* The caller's room for the address is tested before a datagram is taken off
 * the queue, so that a bad one loses nothing. */
ws2_err ws2_sock_from_check(const struct ws2_sock *sk, struct sockaddr *from,
                            int *fromlen)
{
    int need = sk->family == AF_INET ? sizeof(struct sockaddr_in)
                                     : sizeof(struct sockaddr_in6);
    int room;

    if (fromlen == NULL || os_mem_copy_in(&room, fromlen, sizeof(room)) != 0 ||
        room < need || !os_mem_writable(fromlen, sizeof(room)) ||
        !os_mem_writable(from, (size_t)need))
        return WSAEFAULT;
    return WS2_OK;
}

ws2_err ws2_sock_recv_dgram(struct ws2_sock *sk, const WSABUF *bufs,
                            DWORD nbufs, ws2_user_dword *received, DWORD flags,
                            struct os_msg *msg, struct sockaddr *from,
                            int *fromlen)
{
    SOCKADDR_STORAGE ss;
    struct ws2_bufs b;
    DWORD moved = 0;
    ws2_err err = ws2_sock_recv_check(sk, flags, true);

    if (err == WS2_OK)
        err = ws2_bufs_in(&b, bufs, nbufs);
    if (err != WS2_OK)
        return err;
    msg->name = &ss;
    err = from != NULL ? ws2_sock_from_check(sk, from, fromlen) : WS2_OK;
    if (err == WS2_OK)
        err = recv_wait_for(sk, &b, msg, &moved, (int)flags);
    if ((err == WS2_OK || err == WSAEMSGSIZE) && from != NULL &&
        ws2_addr_out(&ss, msg->namelen, from, fromlen) != WS2_OK)
        err = WSAEFAULT;
    ws2_bufs_free(&b);
    return recv_finish(err, moved, received, &flags);
}

ws2_err ws2_sock_recvfrom(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                          ws2_user_dword *received, ws2_user_dword *flags,
                          struct sockaddr *from, int *fromlen)
{
    struct os_msg msg = {0};
    ws2_err err;

    if (sock_is_stream(sk)) /* from is left alone */
        return ws2_sock_recv(sk, bufs, nbufs, received, flags);
    err = ws2_sock_recv_dgram(sk, bufs, nbufs, received, *flags, &msg, from,
                              fromlen);
    if (err == WS2_OK || err == WSAEMSGSIZE)
        *flags = err == WSAEMSGSIZE ? MSG_PARTIAL : 0;
    return err;
}
