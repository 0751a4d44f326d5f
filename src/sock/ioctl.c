/* SPDX-License-Identifier: MIT */
/* ioctlsocket and the WSAIoctl codes of the base provider.
 *
 * Three failures are kept apart: WSAEINVAL for a code nobody knows,
 * WSAENOPROTOOPT for one that the protocol lacks, WSAEOPNOTSUPP for one that
 * is known and not done. Undersized buffers are WSAEFAULT. */
#include <string.h>

#include <mstcpip.h>
#include <mswsock.h>

#include "os/mem.h"
#include "sock/sock.h"

struct ioctl_call {
    const void *in;
    DWORD in_len;
    void *out;
    DWORD out_len;
    DWORD *returned;
};

static ws2_err in_get(const struct ioctl_call *c, void *value, size_t len)
{
    if (c->in == NULL || c->in_len < len ||
        os_mem_copy_in(value, c->in, len) != 0)
        return WSAEFAULT;
    return WS2_OK;
}

static ws2_err out_put(const struct ioctl_call *c, const void *value,
                       size_t len)
{
    if (c->out == NULL || c->out_len < len ||
        os_mem_copy_out(c->out, value, len) != 0)
        return WSAEFAULT;
    *c->returned = (DWORD)len;
    return WS2_OK;
}

static ws2_err io_nonblock(struct ws2_sock *sk, const struct ioctl_call *c)
{
    ULONG on;
    ws2_err err = in_get(c, &on, sizeof(on));

    if (err == WS2_OK)
        sock_put_flag(sk, SK_NONBLOCK, on != 0);
    return err;
}

static ws2_err io_nread(struct ws2_sock *sk, const struct ioctl_call *c)
{
    int res = os_unread(sk->fd);
    ULONG n = res < 0 ? 0 : (ULONG)res;

    /* Linux refuses on a listener; Windows has nothing to read there */
    if (res < 0 && !sock_has(sk, SK_LISTENING))
        return ws2_err_from_res(WS2_OP_IOCTL, res);
    return out_put(c, &n, sizeof(n));
}

static ws2_err io_atmark(struct ws2_sock *sk, const struct ioctl_call *c)
{
    ULONG at_mark = 1;
    int res = 1;

    if (!sock_is_stream(sk))
        return WSAEINVAL;
    if (sk->family != AF_UNIX && sock_has(sk, SK_CONNECTED))
        res = os_at_mark(sk->fd);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_IOCTL, res);
    /* Windows' sense is the reverse: TRUE when no urgent data waits ahead */
    if (sock_has(sk, SK_CONNECTED) && sk->family != AF_UNIX)
        at_mark = res != 0 || (os_ready(sk->fd, OS_PRI) & OS_PRI) == 0;
    return out_put(c, &at_mark, sizeof(at_mark));
}

/* FALSE turns the report off; flag says "off". */
static ws2_err io_udp_report(struct ws2_sock *sk, const struct ioctl_call *c,
                             unsigned flag)
{
    BOOL on;
    ws2_err err = sock_is_udp(sk) ? in_get(c, &on, sizeof(on)) : WSAENOPROTOOPT;

    if (err == WS2_OK)
        sock_put_flag(sk, flag, !on);
    return err;
}

static ws2_err io_keepalive(struct ws2_sock *sk, const struct ioctl_call *c)
{
    struct tcp_keepalive ka;
    ws2_err err;
    int res;

    if (!sock_is_stream(sk) || sk->family == AF_UNIX)
        return WSAENOPROTOOPT;
    err = in_get(c, &ka, sizeof(ka));
    if (err != WS2_OK)
        return err;
    res = os_setopt_int(sk->fd, SOL_SOCKET, SO_KEEPALIVE, ka.onoff != 0);
    if (res >= 0 && ka.onoff != 0) /* milliseconds here, seconds there */
        res = os_setopt_int(sk->fd, IPPROTO_TCP, TCP_KEEPIDLE,
                            (int)((ka.keepalivetime + 999ull) / 1000));
    if (res >= 0 && ka.onoff != 0)
        res = os_setopt_int(sk->fd, IPPROTO_TCP, TCP_KEEPINTVL,
                            (int)((ka.keepaliveinterval + 999ull) / 1000));
    if (res >= 0)
        sock_put_flag(sk, SK_KEEPALIVE, ka.onoff != 0);
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

static ws2_err io_run(struct ws2_sock *sk, DWORD code,
                      const struct ioctl_call *c)
{
    switch (code) {
    case (DWORD)FIONBIO:
        return io_nonblock(sk, c);
    case (DWORD)FIONREAD:
        return io_nread(sk, c);
    case (DWORD)SIOCATMARK:
        return io_atmark(sk, c);
    case SIO_UDP_CONNRESET:
        return io_udp_report(sk, c, SK_NO_CONNRESET);
    case SIO_UDP_NETRESET:
        return io_udp_report(sk, c, SK_NO_NETRESET);
    case SIO_KEEPALIVE_VALS:
        return io_keepalive(sk, c);
    case SIO_ADDRESS_LIST_CHANGE:
    case SIO_ADDRESS_LIST_QUERY:
    case SIO_ADDRESS_LIST_SORT:
    case SIO_ENABLE_CIRCULAR_QUEUEING:
    case SIO_FIND_ROUTE:
    case SIO_FLUSH:
    case SIO_GET_BROADCAST_ADDRESS:
    case SIO_GET_QOS:
    case SIO_GET_GROUP_QOS:
    case SIO_SET_QOS:
    case SIO_SET_GROUP_QOS:
    case SIO_MULTIPOINT_LOOPBACK:
    case SIO_MULTICAST_SCOPE:
    case SIO_ROUTING_INTERFACE_CHANGE:
    case SIO_ROUTING_INTERFACE_QUERY:
    case SIO_LOOPBACK_FAST_PATH:
    case SIO_RCVALL:
        return WSAEOPNOTSUPP; /* known, not done yet: docs/differences.md */
    default:
        return WSAEINVAL;
    }
}

ws2_err ws2_sock_ioctl(struct ws2_sock *sk, DWORD code, void *in, DWORD in_len,
                       void *out, DWORD out_len, DWORD *returned)
{
    struct ioctl_call c = {in, in_len, out, out_len, returned};

    *returned = 0;
    return io_run(sk, code, &c);
}
