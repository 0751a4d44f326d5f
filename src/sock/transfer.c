/* SPDX-License-Identifier: MIT */
/* What sending and receiving share: broken connections, ICMP errors on
 * datagram sockets. */
#include <errno.h>

#include "sock/errqueue.h"
#include "sock/op.h"
#include "sock/sock.h"

ws2_err ws2_sock_broken(struct ws2_sock *sk, enum ws2_opcode op, long res)
{
    ws2_err err = ws2_err_from_res(op, (int)res);
    int before = 0;

    /* Linux tells once and then shows the end of the stream; Windows goes on
     * telling, and the same. */
    if (sock_is_stream(sk) &&
        (err == WSAECONNRESET || err == WSAECONNABORTED ||
         err == WSAENETRESET || (err == WSAETIMEDOUT && res == -ETIMEDOUT)) &&
        !atomic_compare_exchange_strong(&sk->dead, &before, err))
        return before;
    return err;
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

ws2_err ws2_sock_icmp(struct ws2_sock *sk, long res)
{
    enum os_icmp kind = ws2_errqueue_take(sk);

    if (kind == OS_ICMP_NONE) /* nothing queued: this call's own failure */
        return ws2_err_from_res(WS2_OP_SENDTO, (int)res);
    return icmp_code(sk, kind);
}

void ws2_sock_keep_error(struct ws2_sock *sk)
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
    if (err != WS2_OK && keep) {
        atomic_store(&sk->error, err);
        ws2_sock_wake(sk);
        ws2_op_look(sk);
    }
}
