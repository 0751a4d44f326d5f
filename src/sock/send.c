/* SPDX-License-Identifier: MIT */
/* Sending: one attempt, and WSPSend and WSPSendTo that make it until they are
 * done. */
#include <errno.h>

#include "os/cmsg.h"
#include "os/mark.h"
#include "os/mem.h"
#include "sock/join.h"
#include "sock/netevents.h"
#include "sock/police.h"
#include "sock/rcvall.h"
#include "sock/sock.h"
#include "sock/timestamp.h"

#define SEND_FLAGS (MSG_OOB | MSG_DONTROUTE | MSG_PARTIAL)

static ws2_err send_flags_check(const struct ws2_sock *sk, DWORD flags)
{
    if ((flags & ~(DWORD)SEND_FLAGS) != 0)
        return WSAEINVAL;
    if ((flags & MSG_PARTIAL) != 0) /* neither TCP nor UDP has it */
        return WSAEOPNOTSUPP;
    if ((flags & MSG_OOB) == 0)
        return WS2_OK;
    if (!sock_is_stream(sk) || sk->family == AF_UNIX)
        return WSAEOPNOTSUPP;
    return sock_has(sk, SK_OOBINLINE) ? WSAEINVAL : WS2_OK;
}

static ws2_err send_state_check(struct ws2_sock *sk)
{
    unsigned flags = sock_flags(sk);
    int dead;

    if ((flags & SK_CONNECTING) != 0) {
        ws2_sock_refresh(sk);
        flags = sock_flags(sk);
    }
    if ((flags & SK_SHUT_WR) != 0)
        return WSAESHUTDOWN;
    if ((flags & SK_CONNECTED) == 0)
        return WSAENOTCONN;
    if (sk->type == SOCK_RAW && ws2_is_capturing(sk))
        return WSAEOPNOTSUPP;
    if ((flags & (SK_PEER_BROADCAST | SK_BROADCAST)) == SK_PEER_BROADCAST)
        return WSAEACCES; /* Linux asked when it connected, and not again */
    dead = atomic_load_explicit(&sk->dead, memory_order_relaxed);
    return dead;
}

/* Waits for room; WS2_OK means try again. */
static ws2_err send_wait(struct ws2_sock *sk, struct ws2_wait *wait)
{
    ws2_err err;

    if (sock_has(sk, SK_CLOSED))
        return WSAEINTR;
    if (sock_has(sk, SK_NONBLOCK)) {
        ws2_netevents_again(sk, FD_WRITE);
        return WSAEWOULDBLOCK;
    }
    err = ws2_sock_wait(sk, OS_OUT, sock_rare(sk)->sndtimeo_ms, wait);
    return err == WS2_OK && sock_has(sk, SK_SHUT_WR) ? WSAESHUTDOWN : err;
}

static long send_once(struct ws2_sock *sk, const struct ws2_bufs *b, int flags)
{
    struct os_msg msg = {.bufs = b->at, .nbufs = b->n};

    if (b->n == 1)
        return os_send(sk->fd, b->at->base, b->at->len, flags);
    return os_sendmsg(sk->fd, &msg, flags);
}

static ws2_err send_stream_try(struct ws2_sock *sk, struct ws2_bufs *b,
                               ws2_user_dword *sent, int flags)
{
    uint64_t left = ws2_bufs_total(b);

    for (;;) {
        long res = send_once(sk, b, flags);

        if (res >= 0) {
            *sent += (DWORD)res;
            left -= (uint64_t)res;
            if (left == 0)
                return WS2_OK;
            ws2_bufs_advance(b, (size_t)res);
        } else if (res != -EINTR) {
            return res == -EAGAIN ? WS2_AGAIN
                                  : ws2_sock_broken(sk, WS2_OP_SEND, res);
        }
    }
}

/* An ICMP error of an earlier datagram. With one peer it is this call's to
 * tell; with many the datagram at hand has nothing to do with it: it is sent,
 * and the next receive tells. */
static ws2_err send_icmp(struct ws2_sock *sk, long res, bool to)
{
    if (to && res == -ECONNREFUSED) {
        ws2_sock_keep_error(sk);
        return WS2_OK;
    }
    return ws2_sock_icmp(sk, res, true);
}

static long send_dgram_once(struct ws2_sock *sk, const struct os_msg *msg,
                            int flags)
{
    if (msg->nbufs != 1 || msg->control != NULL)
        return os_sendmsg(sk->fd, msg, flags);
    if (msg->name == NULL)
        return os_send(sk->fd, msg->bufs->base, msg->bufs->len, flags);
    return os_sendto(sk->fd, msg->bufs->base, msg->bufs->len, flags, msg);
}

/* Only malformed control data is a fault in an argument by now. */
static ws2_err send_refused(const struct ws2_sock *sk, const struct os_msg *msg,
                            int res)
{
    if (msg->control == NULL)
        res = ws2_sock_no_way(sk, res);
    return ws2_err_from_res(msg->name != NULL ? WS2_OP_SENDTO : WS2_OP_SEND,
                            res);
}

ws2_err ws2_sock_dgram_failed(struct ws2_sock *sk, const struct os_msg *msg,
                              long res)
{
    if (ws2_sock_is_icmp(sk, res))
        return send_icmp(sk, res, msg->name != NULL);
    return res == -EINTR ? WS2_OK : send_refused(sk, msg, (int)res);
}

static inline __attribute__((always_inline)) ws2_err
dgram_send_here(struct ws2_sock *sk, const struct os_msg *msg,
                ws2_user_dword *sent, int flags)
{
    ws2_err err = WS2_OK;

    while (err == WS2_OK) {
        long res = send_dgram_once(sk, msg, flags);

        if (res >= 0) {
            *sent = (DWORD)res;
            if (msg->control != NULL && msg->control->stamp)
                ws2_stamp_sent(sk, msg->control->stamp_id);
            return WS2_OK;
        }
        if (res == -EAGAIN)
            return WS2_AGAIN;
        err = ws2_sock_dgram_failed(sk, msg, res);
    }
    return err;
}

/* --- Of a socket that keeps a rate: out of the others' way. */

static __attribute__((noinline)) ws2_err dgram_send(struct ws2_sock *sk,
                                                    const struct os_msg *msg,
                                                    ws2_user_dword *sent,
                                                    int flags)
{
    return dgram_send_here(sk, msg, sent, flags);
}

/* Without a mark, whatever else it is sent with. */
static ws2_err demoted_send(struct ws2_sock *sk, const struct os_msg *msg,
                            ws2_user_dword *sent, int flags)
{
    struct os_msg plain = *msg;
    struct os_control control = {.len = 0};

    if (msg->control != NULL)
        control = *msg->control;
    if (os_mark_none(&control, sk->family == AF_INET6) == 0)
        plain.control = &control;
    return dgram_send(sk, &plain, sent, flags);
}

static __attribute__((noinline)) ws2_err
policed_send(struct ws2_sock *sk, struct ws2_police *p,
             const struct os_msg *msg, ws2_user_dword *sent, int flags)
{
    uint64_t size = 0;
    ws2_err err;

    for (uint32_t i = 0; i < msg->nbufs; i++)
        size += msg->bufs[i].len;
    switch (ws2_police_ask(p, size)) {
    case WS2_VERDICT_WAIT:
        return WS2_AGAIN;
    case WS2_VERDICT_DROP:
        *sent = (DWORD)size;
        return WS2_OK;
    case WS2_VERDICT_DEMOTE:
        return demoted_send(sk, msg, sent, flags);
    case WS2_VERDICT_TRY:
        err = dgram_send(sk, msg, sent, flags);
        if (err != WSAENOBUFS)
            return err;
        *sent = (DWORD)size;
        return WS2_OK;
    case WS2_VERDICT_SEND:
        err = dgram_send(sk, msg, sent, flags);
        if (err != WS2_OK)
            ws2_police_return(p, size);
        return err;
    case WS2_VERDICT_PASS:
        break;
    }
    return dgram_send(sk, msg, sent, flags);
}

static ws2_err send_dgram_try(struct ws2_sock *sk, struct ws2_bufs *b,
                              struct os_msg *msg, ws2_user_dword *sent,
                              int flags)
{
    ws2_err err = b->whole.base == NULL ? ws2_bufs_gather(b, msg) : WS2_OK;
    struct ws2_police *p = sock_police(sk);

    if (err == WS2_OK && msg->name == NULL)
        err = ws2_sock_take_error(sk);
    if (err != WS2_OK)
        return err;
    if (__builtin_expect(p != NULL, 0))
        return policed_send(sk, p, msg, sent, flags);
    return dgram_send_here(sk, msg, sent, flags);
}

ws2_err ws2_sock_send_try(struct ws2_sock *sk, struct ws2_bufs *b,
                          struct os_msg *msg, DWORD *moved, int flags)
{
    return sock_is_stream(sk) ? send_stream_try(sk, b, moved, flags)
                              : send_dgram_try(sk, b, msg, moved, flags);
}

/* Nobody can know how much the peer has: the stream is of no use any more. */
static void send_cancelled(struct ws2_sock *sk)
{
    if (sock_has(sk, SK_CLOSED))
        return;
    atomic_store(&sk->dead, WSAECONNABORTED);
    if (os_dissolve(sk->fd) < 0) /* AF_UNIX has no resets */
        os_shutdown(sk->fd, SD_BOTH);
}

/* A blocking stream send takes everything; a non-blocking one what fits. */
static ws2_err send_wait_all(struct ws2_sock *sk, struct ws2_bufs *b,
                             struct os_msg *msg, DWORD *moved, int flags)
{
    struct ws2_wait wait = {0};

    for (;;) {
        DWORD before = *moved;
        ws2_err err = ws2_sock_send_try(sk, b, msg, moved, flags);

        if (err != WS2_AGAIN)
            return err;
        if (*moved != 0 && sock_has(sk, SK_NONBLOCK)) {
            ws2_netevents_again(sk, FD_WRITE);
            return WS2_OK;
        }
        if (*moved != before)
            wait.start_ns = 0;
        err = send_wait(sk, &wait);
        if (err == WSAEINTR && *moved != 0)
            send_cancelled(sk);
        if (err != WS2_OK)
            return err;
    }
}

ws2_err ws2_sock_send_check(struct ws2_sock *sk, DWORD flags)
{
    ws2_err err = send_flags_check(sk, flags);

    return err == WS2_OK ? send_state_check(sk) : err;
}

ws2_err ws2_sock_send(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                      ws2_user_dword *sent, DWORD flags)
{
    struct ws2_bufs b;
    struct os_msg msg = {0};
    DWORD moved = 0;
    ws2_err err;

    if (!sock_is_stream(sk))
        return ws2_sock_send_dgram(sk, bufs, nbufs, sent, flags, NULL, 0, NULL);
    err = ws2_sock_send_check(sk, flags);
    if (err == WS2_OK)
        err = ws2_bufs_in(&b, bufs, nbufs);
    if (err != WS2_OK)
        return err;
    err = send_wait_all(sk, &b, &msg, &moved, (int)flags);
    ws2_bufs_free(&b);
    if (err == WS2_OK)
        *sent = moved;
    return err;
}

static ws2_err sendto_addr(const struct ws2_sock *sk, const struct sockaddr *to,
                           int tolen, SOCKADDR_STORAGE *ss, int *len)
{
    u_short *port = &((struct sockaddr_in *)ss)->sin_port; /* IPv6's too */
    ws2_err err = ws2_addr_in(sk, to, tolen, WSAEAFNOSUPPORT, ss, len);

    if (err != WS2_OK)
        return err;
    /* Linux would send to the loopback, and refuse port 0 with EINVAL */
    if (ws2_addr_is_any(ss) || (sk->type == SOCK_DGRAM && *port == 0))
        return WSAEADDRNOTAVAIL;
    if (ws2_addr_is_broadcast(ss) && !sock_has(sk, SK_BROADCAST))
        return WSAEACCES; /* without a route, too */
    if (sk->type == SOCK_RAW)
        *port = 0; /* Linux would take it for a protocol */
    return WS2_OK;
}

ws2_err ws2_sock_dgram_check(struct ws2_sock *sk, DWORD flags,
                             const struct sockaddr *to, int tolen,
                             struct os_msg *msg)
{
    ws2_err err = send_flags_check(sk, flags);

    if (err == WS2_OK && ws2_is_capturing(sk))
        err = WSAEOPNOTSUPP;
    if (err != WS2_OK)
        return err;
    if (to == NULL)
        to = ws2_leaf_peer(sk, &tolen);
    if (to == NULL) {
        msg->name = NULL;
        return send_state_check(sk);
    }
    if (sock_has(sk, SK_SHUT_WR))
        return WSAESHUTDOWN;
    return sendto_addr(sk, to, tolen, msg->name, &msg->namelen);
}

ws2_err ws2_sock_send_dgram(struct ws2_sock *sk, const WSABUF *bufs,
                            DWORD nbufs, ws2_user_dword *sent, DWORD flags,
                            const struct sockaddr *to, int tolen,
                            struct os_control *control)
{
    SOCKADDR_STORAGE ss;
    struct os_msg msg = {.name = &ss, .control = control};
    struct ws2_bufs b;
    DWORD moved = 0;
    ws2_err err = ws2_sock_dgram_check(sk, flags, to, tolen, &msg);

    if (err == WS2_OK)
        err = ws2_bufs_in(&b, bufs, nbufs);
    if (err != WS2_OK)
        return err;
    if (to != NULL && !sock_has(sk, SK_BOUND))
        err = ws2_sock_bind_any(sk);
    if (err == WS2_OK)
        err = send_wait_all(sk, &b, &msg, &moved, (int)flags);
    ws2_bufs_free(&b);
    if (err == WS2_OK)
        *sent = moved;
    return err;
}

ws2_err ws2_sock_sendto(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                        ws2_user_dword *sent, DWORD flags,
                        const struct sockaddr *to, int tolen)
{
    if (sock_is_stream(sk)) /* to is ignored */
        return ws2_sock_send(sk, bufs, nbufs, sent, flags);
    if (to == NULL && !sock_has(sk, SK_CONNECTED) &&
        ws2_leaf_peer(sk, &tolen) == NULL)
        return WSAEDESTADDRREQ;
    return ws2_sock_send_dgram(sk, bufs, nbufs, sent, flags, to, tolen, NULL);
}
