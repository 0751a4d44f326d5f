/* SPDX-License-Identifier: MIT */
/* Active opens, blocking and not, and a datagram socket's default peer. */
#include <errno.h>
#include <string.h>

#include "fault/table.h"
#include "os/netif.h"
#include "sock/errqueue.h"
#include "sock/netevents.h"
#include "sock/qos.h"
#include "sock/rare.h"

static void connect_done(struct ws2_sock *sk)
{
    sock_connected_now(sk);
    atomic_store(&sk->dead, 0);
    atomic_store(&sk->attempt, ATTEMPT_MADE);
    sock_set(sk, SK_CONNECTED | SK_BOUND);
    sock_clear(sk, SK_CONNECTING | SK_DISSOLVED | SK_NAME_LENT);
    ws2_errqueue_connect_ends(sk);
    ws2_qos_moved(sk);
    ws2_netevents_connected(sk, WS2_OK);
}

/* The attempt is over; Linux has taken back the port that it chose. */
static void connect_over(struct ws2_sock *sk)
{
    if (sock_has(sk, SK_NAME_LENT))
        sock_clear(sk, SK_NAME_LENT | SK_BOUND);
    ws2_qos_aimed(sk);
    atomic_store(&sk->attempt, 0);
    sock_clear(sk, SK_CONNECTING);
}

/* ICMP may come without ending the attempt, and shows before it does. Before it
 * has begun Linux shows what it shows when it failed. */
int ws2_sock_connect_ready(struct ws2_sock *sk)
{
    int got = atomic_load(&sk->attempt) == ATTEMPT_UNDER_WAY
                  ? os_ready(sk->fd, OS_OUT)
                  : 0;

    if (got <= 0 || (got & (OS_ERR | OS_HUP)) != OS_ERR)
        return got;
    ws2_errqueue_collect(sk);
    return os_ready(sk->fd, OS_OUT);
}

/* What an attempt that is over ended with. Seen first to have failed: a
 * connection that breaks now has its error. */
static int connect_error(struct ws2_sock *sk)
{
    bool failed = (os_ready(sk->fd, OS_OUT) & OS_HUP) != 0;
    int res = ws2_errqueue_connect_error(sk, failed);

    return res != 0 || !failed ? res : -ECONNABORTED;
}

void ws2_sock_refresh(struct ws2_sock *sk)
{
    int got = sock_has(sk, SK_CONNECTING) ? ws2_sock_connect_ready(sk) : 0;

    if (got <= 0)
        return; /* not under way, or under way still */
    if ((got & (OS_ERR | OS_HUP)) == 0)
        connect_done(sk);
    else if ((got & OS_ERR) == 0 && ws2_errqueue_connect_res(sk) == 0)
        connect_over(sk); /* the error was fetched */
}

/* Linux tells the error once, and another thread may be about to ask for it:
 * that can only be where network events are selected. */
static void failure_keep(struct ws2_sock *sk, ws2_err err)
{
    struct ws2_rare *rare = sock_rare_made(sk);

    if (rare != NULL)
        atomic_store(&rare->failed, (uint16_t)err);
}

ws2_err ws2_sock_connect_failure(struct ws2_sock *sk)
{
    struct ws2_rare *rare = sock_rare_made(sk);

    return rare != NULL && atomic_load(&rare->failed) != 0
               ? atomic_exchange(&rare->failed, 0)
               : WS2_OK;
}

/* Windows names three errors after which connect may be called again; Linux
 * allows it after any. */
static ws2_err connect_failed(struct ws2_sock *sk, int res)
{
    ws2_err err = ws2_err_from_res(WS2_OP_CONNECT, ws2_sock_no_way(sk, res));

    err = ws2_errqueue_connect_failed(sk, err);
    failure_keep(sk, err);
    connect_over(sk);
    return err;
}

/* How an attempt ended. Linux has ECONNRESET only for one that succeeded and
 * was reset before anybody looked: to Windows that is a connection, whose reset
 * the next transfer tells. */
static ws2_err connect_ended(struct ws2_sock *sk, int res)
{
    if (res < 0 && res != -ECONNRESET)
        return connect_failed(sk, res);
    connect_done(sk);
    if (res < 0)
        atomic_store(&sk->dead, WSAECONNRESET);
    return WS2_OK;
}

/* There is a way to the address, so that what lacks is a port to come from. */
static bool has_source(const SOCKADDR_STORAGE *ss)
{
    const struct sockaddr_in6 *sin6 = (const struct sockaddr_in6 *)ss;
    const struct sockaddr_in *sin = (const struct sockaddr_in *)ss;
    uint8_t source[16];

    return ss->ss_family == AF_INET
               ? os_netif_source(AF_INET, (const uint8_t *)&sin->sin_addr, 0,
                                 source) >= 0
               : os_netif_source(AF_INET6, (const uint8_t *)&sin6->sin6_addr,
                                 sin6->sin6_scope_id, source) >= 0;
}

/* Linux remembers an attempt that is over until the next connect, and answers
 * that with its error, or with ECONNABORTED when somebody fetched that; Windows
 * begins anew. A new attempt has neither code at once. */
static int connect_start(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss,
                         int len)
{
    int res;

    if (sock_rare(sk)->ports.token !=
        0) { /* else Linux would choose the port */
        res = ws2_sock_bind_reserved(sk);
        if (res < 0)
            return res;
    }
    ws2_errqueue_connect_begins(sk);
    res = os_connect(sk->fd, ss, len);
    if (res == -ECONNABORTED || res == -ECONNRESET)
        res = os_connect(sk->fd, ss, len);
    /* both ends are taken: Windows blames the local one, if it was given */
    if (res == -EADDRNOTAVAIL && sock_has(sk, SK_BOUND))
        return -EADDRINUSE;
    return res == -EADDRNOTAVAIL && has_source(ss) ? -ENOBUFS : res;
}

/* A connect while an earlier one is, or was, under way. */
static ws2_err connect_again(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss,
                             int len)
{
    int res = os_connect(sk->fd, ss, len);
    ws2_err err;

    if (res == -EALREADY || res == -EINPROGRESS)
        return WSAEALREADY;
    ws2_sock_connect_ready(sk);
    if (res == -ECONNABORTED)
        res = connect_error(sk);
    err = connect_ended(sk, res == -EISCONN ? 0 : res);
    return err == WS2_OK ? WSAEISCONN : err;
}

/* Another thread has found the outcome. */
static ws2_err failed_elsewhere(struct ws2_sock *sk)
{
    ws2_err err = atomic_load(&sock_rare(sk)->failed);

    return err != WS2_OK ? err : WSAECONNABORTED;
}

static ws2_err connect_outcome(struct ws2_sock *sk)
{
    int got = ws2_sock_connect_ready(sk);

    if (sock_has(sk, SK_CONNECTED))
        return WS2_OK;
    if (got == 0)
        return sock_has(sk, SK_CONNECTING) ? WS2_AGAIN : failed_elsewhere(sk);
    return connect_ended(sk, connect_error(sk));
}

static ws2_err connect_wait(struct ws2_sock *sk, struct ws2_wait *wait)
{
    ws2_err outcome = WS2_AGAIN, err;

    /* OS_OUT may be a spurious report: ask until there is an outcome */
    do {
        err = ws2_sock_wait(sk, OS_OUT, 0, wait);
        if (err == WS2_OK)
            outcome = connect_outcome(sk);
    } while (err == WS2_OK && outcome == WS2_AGAIN);
    if (err == WS2_OK)
        return outcome;
    os_dissolve(sk->fd); /* Linux would go on trying */
    connect_over(sk);
    return err;
}

ws2_err ws2_sock_connect_outcome(struct ws2_sock *sk)
{
    ws2_err err = connect_outcome(sk);

    if (err != WS2_OK && err != WS2_AGAIN)
        ws2_netevents_connected(sk, err);
    return err;
}

/* WSA_IO_PENDING: it is under way. */
static ws2_err stream_begin(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss,
                            int len)
{
    int res;

    if (sock_has(sk, SK_LISTENING))
        return WSAEINVAL;
    if (sock_has(sk, SK_CONNECTED))
        return WSAEISCONN;
    if (sock_has(sk, SK_CONNECTING))
        return connect_again(sk, ss, len);
    if (ws2_addr_is_any(ss) ||
        (sk->family != AF_UNIX &&
         ((const struct sockaddr_in *)ss)->sin_port == 0))
        return WSAEADDRNOTAVAIL;       /* Linux would reach the loopback */
    if (sock_claim(sk, SK_CONNECTING)) /* another thread is at it */
        return connect_again(sk, ss, len);
    failure_keep(sk, WS2_OK);
    res = connect_start(sk, ss, len);
    if (res == 0) {
        connect_done(sk);
        return WS2_OK;
    }
    if (res == -EINPROGRESS) {
        if (!sock_claim(sk, SK_BOUND))
            sock_set(sk, SK_NAME_LENT);
        atomic_store(&sk->attempt, ATTEMPT_UNDER_WAY);
        return WSA_IO_PENDING;
    }
    return connect_failed(sk, res);
}

/* wait NULL: the outcome is left to be seen later. */
static ws2_err connect_stream(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss,
                              int len, struct ws2_wait *wait)
{
    ws2_err err = stream_begin(sk, ss, len);

    if (err != WSA_IO_PENDING)
        return err;
    return wait == NULL ? WSAEWOULDBLOCK : connect_wait(sk, wait);
}

/* A failure that the call itself tells: SO_ERROR does not, FD_CONNECT does. */
static ws2_err connect_told(struct ws2_sock *sk, ws2_err err)
{
    switch (err) {
    case WS2_OK:
    case WSAEALREADY:
    case WSAEISCONN:
        break;
    case WSAEWOULDBLOCK:
        ws2_netevents_look(sk); /* it may have ended by now */
        break;
    default:
        failure_keep(sk, WS2_OK);
        ws2_netevents_connected(sk, err);
    }
    return err;
}

/* A name that a connect can begin with. */
static ws2_err connect_name(struct ws2_sock *sk, const struct sockaddr *name,
                            int namelen, SOCKADDR_STORAGE *ss, int *len)
{
    ws2_netevents_connecting(sk);
    return ws2_addr_in(sk, name, namelen, WSAEAFNOSUPPORT, ss, len);
}

ws2_err ws2_sock_connect_begin(struct ws2_sock *sk, const struct sockaddr *name,
                               int namelen)
{
    SOCKADDR_STORAGE ss;
    int len;
    ws2_err err = connect_name(sk, name, namelen, &ss, &len);

    if (err == WS2_OK)
        err = stream_begin(sk, &ss, len);
    err = connect_told(sk, err == WSA_IO_PENDING ? WSAEWOULDBLOCK : err);
    return err == WSAEWOULDBLOCK ? WS2_OK : err;
}

/* What is queued came from elsewhere: Windows drops it with the old peer. */
static void queue_drop(struct ws2_sock *sk)
{
    char byte;

    while (os_recv(sk->fd, &byte, 0, 0) >= 0)
        ;
}

/* Linux takes a port that it chose back, with the peer. */
static int peer_forget(struct ws2_sock *sk)
{
    SOCKADDR_STORAGE was, now;
    u_short *port_was = &((struct sockaddr_in *)&was)->sin_port;
    u_short *port_now = &((struct sockaddr_in *)&now)->sin_port;
    int len, res = os_sockname(sk->fd, &was, &len);

    if (res >= 0)
        res = os_dissolve(sk->fd);
    if (res >= 0)
        res = os_sockname(sk->fd, &now, &len);
    if (res < 0 || *port_was == *port_now)
        return res;
    *port_now = *port_was;
    return os_bind(sk->fd, &now, len);
}

static ws2_err connect_dissolve(struct ws2_sock *sk)
{
    ws2_err err = ws2_err_from_res(WS2_OP_CONNECT, peer_forget(sk));

    if (err == WS2_OK) {
        sock_clear(sk, SK_CONNECTED);
        sock_set(sk, SK_DISSOLVED);
    }
    return err;
}

/* With the association goes what was asked for it. */
static ws2_err connect_none(struct ws2_sock *sk)
{
    ws2_err err = connect_dissolve(sk);

    if (err == WS2_OK)
        ws2_qos_end(sk);
    return err;
}

static ws2_err connect_dgram(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss,
                             int len)
{
    ws2_err err;

    if (ws2_addr_is_any(ss))
        return connect_none(sk);
    err = sk->type == SOCK_DGRAM ? ws2_sock_bind_any(sk) : WS2_OK;
    /* Linux would keep the source address that suits the first peer. */
    if (err == WS2_OK && sock_has(sk, SK_CONNECTED) && sock_is_udp(sk))
        err = connect_dissolve(sk);
    if (err == WS2_OK)
        err = ws2_err_from_res(
            WS2_OP_CONNECT, ws2_sock_no_way(sk, os_connect(sk->fd, ss, len)));
    if (err != WS2_OK)
        return err;
    queue_drop(sk);
    sock_put_flag(sk, SK_PEER_BROADCAST, ws2_addr_is_broadcast(ss));
    connect_done(sk);
    return WS2_OK;
}

bool ws2_sock_connect_can_fail(const struct ws2_sock *sk)
{
    return sock_is_tcp(sk) && sock_has(sk, SK_NONBLOCK) &&
           !sock_has(sk, SK_CONNECTED | SK_CONNECTING | SK_LISTENING);
}

/* Linux shows a socket that was never connected as it shows one whose attempt
 * is over, and the error is ours to keep. */
ws2_err ws2_sock_connect_fail(struct ws2_sock *sk, ws2_err code)
{
    int res = -ws2_fault_errno(code);

    if (ws2_err_from_res(WS2_OP_CONNECT, res) != code)
        return code; /* it cannot be told later */
    ws2_netevents_connecting(sk);
    if (sock_claim(sk, SK_CONNECTING))
        return WSAEALREADY;
    failure_keep(sk, WS2_OK);
    ws2_errqueue_connect_begins(sk);
    ws2_errqueue_connect_keep(sk, res);
    if (!sock_claim(sk, SK_BOUND))
        sock_set(sk, SK_NAME_LENT);
    atomic_store(&sk->attempt, ATTEMPT_UNDER_WAY);
    return connect_told(sk, WSAEWOULDBLOCK);
}

ws2_err ws2_sock_connect(struct ws2_sock *sk, const struct sockaddr *name,
                         int namelen)
{
    SOCKADDR_STORAGE ss;
    struct ws2_wait wait = {0};
    int len;
    ws2_err err = connect_name(sk, name, namelen, &ss, &len);

    /* An entirely zero name, family too, dissolves a datagram association. */
    if (err == WSAEAFNOSUPPORT && !sock_is_stream(sk) &&
        ss.ss_family == AF_UNSPEC)
        return connect_none(sk);
    if (err == WS2_OK && !sock_is_stream(sk))
        err = connect_dgram(sk, &ss, len);
    else if (err == WS2_OK)
        err = connect_stream(sk, &ss, len,
                             sock_has(sk, SK_NONBLOCK) ? NULL : &wait);
    return connect_told(sk, err);
}

ws2_err ws2_sock_connect_until(struct ws2_sock *sk, const struct sockaddr *name,
                               int namelen, int64_t deadline_ns)
{
    SOCKADDR_STORAGE ss;
    struct ws2_wait wait = {.deadline_ns = deadline_ns};
    int len;
    ws2_err err = connect_name(sk, name, namelen, &ss, &len);

    if (err == WS2_OK)
        err = connect_stream(sk, &ss, len, &wait);
    return connect_told(sk, err);
}
