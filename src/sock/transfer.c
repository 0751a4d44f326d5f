/* SPDX-License-Identifier: MIT */
/* What sending and receiving share: broken connections, ICMP errors on
 * datagram sockets. */
#include <errno.h>
#include <string.h>

#include "os/netif.h"
#include "sock/errqueue.h"
#include "sock/op.h"
#include "sock/sock.h"

#define TURNS 100 /* of other threads, while one of them is to tell */

/* The socket is bound to an IPv4 address that this machine has no more. */
static bool address_is_gone(const struct ws2_sock *sk)
{
    SOCKADDR_STORAGE ss;
    uint8_t bytes[4];
    int len;

    if (os_sockname(sk->fd, &ss, &len) < 0 || ws2_addr_is_any(&ss))
        return false;
    memcpy(bytes, &((struct sockaddr_in *)&ss)->sin_addr, sizeof(bytes));
    return os_netif_index(bytes) == -EADDRNOTAVAIL;
}

int ws2_sock_no_way(const struct ws2_sock *sk, int res)
{
    if (res == -ENETUNREACH && !os_netif_any_up())
        return -ENETDOWN;
    /* a route that is a black hole is EINVAL too */
    if ((res == -EINVAL || res == -ENETUNREACH) && sk->family == AF_INET)
        return address_is_gone(sk) ? -EADDRNOTAVAIL : -ENETUNREACH;
    return res;
}

/* Linux has one code for time that is up. Windows has three: this side aborts
 * what it retransmitted in vain; the program's own limit for that is a
 * time-out; and nothing was under way but keep-alive probes. What was not
 * acknowledged still counts as unsent. */
static int time_is_up(const struct ws2_sock *sk)
{
    if (os_unsent(sk->fd) <= 0)
        return -ENETRESET;
    return os_getopt_int(sk->fd, IPPROTO_TCP, TCP_MAXRT) > 0 ? -ETIMEDOUT
                                                             : -ECONNABORTED;
}

static int tcp_end(const struct ws2_sock *sk, int res)
{
    switch (-res) {
    case ETIMEDOUT:
        return time_is_up(sk);
    case EHOSTUNREACH: /* time was up, and ICMP had said why */
    case EHOSTDOWN:
    case ENONET:
        return -ETIMEDOUT;
    case ENETUNREACH:
        return ws2_sock_no_way(sk, res) == -ENETDOWN ? -ENETDOWN : -ETIMEDOUT;
    default:
        return res;
    }
}

static bool is_end(ws2_err err)
{
    return err == WSAECONNRESET || err == WSAECONNABORTED ||
           err == WSAENETRESET || err == WSAETIMEDOUT || err == WSAENETDOWN;
}

/* Linux tells once, and Windows goes on telling; of two calls that learn it
 * together the first has the word. */
static ws2_err end_keep(struct ws2_sock *sk, ws2_err err)
{
    uint16_t dead = 0;

    return atomic_compare_exchange_strong(&sk->dead, &dead, (uint16_t)err)
               ? err
               : dead;
}

/* Linux shows the end of the stream where another thread's call has fetched
 * the error and is about to keep it; 0: none has. */
static ws2_err end_elsewhere(const struct ws2_sock *sk)
{
    int turns;

    for (turns = 0; turns < TURNS && atomic_load(&sk->dead) == 0; turns++)
        os_yield();
    return atomic_load(&sk->dead);
}

ws2_err ws2_sock_broken(struct ws2_sock *sk, enum ws2_opcode op, long res)
{
    bool tcp = sock_is_tcp(sk);
    ws2_err err = WS2_OK;

    if (tcp && res == -EPIPE)
        err = end_elsewhere(sk);
    if (err == WS2_OK)
        err = ws2_err_from_res(op, tcp ? tcp_end(sk, (int)res) : (int)res);
    return sock_is_stream(sk) && is_end(err) ? end_keep(sk, err) : err;
}

ws2_err ws2_sock_ended(struct ws2_sock *sk)
{
    if (sk->family == AF_UNIX || sock_has(sk, SK_SHUT_WR) ||
        (os_ready(sk->fd, OS_OUT) & OS_HUP) == 0)
        return WS2_OK;
    return end_elsewhere(sk);
}

ws2_err ws2_sock_fate(struct ws2_sock *sk)
{
    int dead = atomic_load(&sk->dead);

    if (dead != 0 || !sock_has(sk, SK_CONNECTED) ||
        (os_ready(sk->fd, OS_OUT) & OS_ERR) == 0)
        return dead;
    return ws2_sock_broken(sk, WS2_OP_RECV, os_socket_error(sk->fd));
}

bool ws2_sock_is_icmp(const struct ws2_sock *sk, long res)
{
    if (!sock_is_udp(sk))
        return false;
    switch (-res) {
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENONET:
    case EPROTO:
    case ENOPROTOOPT:
    case EOPNOTSUPP:
    case EMSGSIZE:
    case EACCES: /* ICMPv6: prohibited */
        return true;
    default:
        return false;
    }
}

static ws2_err icmp_code(const struct ws2_sock *sk, enum os_icmp kind)
{
    switch (kind) {
    case OS_ICMP_PORT_UNREACHABLE:
        return sock_has(sk, SK_NO_CONNRESET) ? WS2_OK : WSAECONNRESET;
    case OS_ICMP_TTL_EXPIRED:
        return sock_has(sk, SK_NO_NETRESET) ? WS2_OK : WSAENETRESET;
    default:
        return WS2_OK; /* Windows reports no other ICMP to datagram sockets */
    }
}

ws2_err ws2_sock_icmp(struct ws2_sock *sk, long res, bool sends)
{
    enum os_icmp kind;

    do
        kind = ws2_errqueue_take(sk);
    while (kind == OS_ICMP_LOCAL); /* an earlier send has told that */
    if (kind == OS_ICMP_NONE && !sends)
        return WS2_OK; /* taken off before the kernel had set the error */
    if (kind == OS_ICMP_NONE) /* the call's own failure */
        return ws2_err_from_res(WS2_OP_SENDTO, ws2_sock_no_way(sk, (int)res));
    return icmp_code(sk, kind);
}

/* Whether it was. */
static bool error_keep(struct ws2_sock *sk)
{
    bool keep = !ws2_sock_has_error(sk);
    enum os_icmp kind;
    ws2_err err;

    do {
        kind = ws2_errqueue_take(sk);
        err = icmp_code(sk, kind);
        if (kind == OS_ICMP_NONE) /* raw sockets have the error alone */
            err = ws2_err_from_res(WS2_OP_RECVFROM, os_socket_error(sk->fd));
    } while (kind != OS_ICMP_NONE && (err == WS2_OK || !keep));
    if (err == WS2_OK || !keep)
        return false;
    atomic_store(&sk->error, (uint16_t)err);
    ws2_sock_wake(sk);
    return true;
}

void ws2_sock_note_error(struct ws2_sock *sk)
{
    error_keep(sk);
}

void ws2_sock_keep_error(struct ws2_sock *sk)
{
    if (error_keep(sk))
        ws2_op_look(sk);
}
