/* SPDX-License-Identifier: MIT */
/* What sending and receiving share: buffer arrays, broken connections, ICMP
 * errors on datagram sockets. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "os/mem.h"
#include "sock/sock.h"

_Static_assert(sizeof(struct os_buf) == sizeof(WSABUF) &&
                   offsetof(struct os_buf, base) == offsetof(WSABUF, buf),
               "os_buf is WSABUF");

ws2_err ws2_bufs_in(struct ws2_bufs *b, const WSABUF *bufs, DWORD n)
{
    const size_t few = sizeof(b->few) / sizeof(b->few[0]);

    b->many = NULL;
    b->at = b->few;
    b->n = n;
    if (n == 0)
        return WSAEINVAL;
    if (bufs == NULL)
        return WSAEFAULT;
    if (n > few) {
        if (!os_mem_readable(bufs, 1))
            return WSAEFAULT;
        b->many = malloc((size_t)n * sizeof(*b->many));
        if (b->many == NULL)
            return WSAENOBUFS;
        b->at = b->many;
    }
    if (os_mem_copy_in(b->at, bufs, (size_t)n * sizeof(*bufs)) != 0) {
        ws2_bufs_free(b);
        return WSAEFAULT;
    }
    return WS2_OK;
}

void ws2_bufs_free(struct ws2_bufs *b)
{
    free(b->many);
    b->many = NULL;
}

void ws2_bufs_advance(struct ws2_bufs *b, size_t moved)
{
    while (b->n > 0 && moved >= b->at->len) {
        moved -= b->at->len;
        b->at++;
        b->n--;
    }
    if (b->n > 0) {
        b->at->base += moved;
        b->at->len -= (uint32_t)moved;
    }
}

uint64_t ws2_bufs_total(const struct ws2_bufs *b)
{
    uint64_t total = 0;

    for (uint32_t i = 0; i < b->n; i++)
        total += b->at[i].len;
    return total;
}

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

int64_t ws2_sock_deadline(uint32_t timeout_ms)
{
    return timeout_ms == 0 ? OS_FOREVER : os_deadline(timeout_ms);
}
