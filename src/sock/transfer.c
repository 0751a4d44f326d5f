/* SPDX-License-Identifier: MIT */
/* What sending and receiving share: broken connections, ICMP errors on
 * datagram sockets. */
#include <errno.h>

#include "sock/sock.h"

ws2_err ws2_sock_broken(struct ws2_sock *sk, enum ws2_opcode op, long res)
{
    ws2_err err = ws2_err_from_res(op, (int)res);

    /* Linux tells once and then shows the end of the stream; Windows goes on
     * telling. */
    if (sock_is_stream(sk) &&
        (err == WSAECONNRESET || err == WSAECONNABORTED ||
         err == WSAENETRESET || (err == WSAETIMEDOUT && res == -ETIMEDOUT)))
        atomic_store(&sk->dead, err);
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

ws2_err ws2_sock_icmp(struct ws2_sock *sk, long res)
{
    switch (os_icmp_take(sk->fd)) {
    case OS_ICMP_PORT_UNREACHABLE:
        return sock_has(sk, SK_NO_CONNRESET) ? WS2_OK : WSAECONNRESET;
    case OS_ICMP_TTL_EXPIRED:
        return sock_has(sk, SK_NO_NETRESET) ? WS2_OK : WSAENETRESET;
    case OS_ICMP_NONE: /* nothing queued: this call's own failure */
        return ws2_err_from_res(WS2_OP_SENDTO, (int)res);
    default:
        return WS2_OK; /* Windows reports no other ICMP to datagram sockets */
    }
}
