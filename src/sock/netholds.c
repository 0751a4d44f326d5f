/* SPDX-License-Identifier: MIT */
/* Network events that hold; see netholds.h. Page "WSAAsyncSelect function", its
 * summary of conditions. */
#include "sock/netholds.h"

#include "os/tcpinfo.h"
#include "sock/wsapoll.h"

/* After shutdown(SD_RECEIVE) Linux takes our end for the peer's, so that only
 * the state of the connection tells. */
static bool peer_has_ended(const struct ws2_sock *sk)
{
    struct os_tcp_info info;

    if (sk->family == AF_UNIX || os_tcp_info(sk->fd, &info) < 0)
        return false;
    switch (info.state) {
    case OS_TCP_CLOSED:
    case OS_TCP_CLOSE_WAIT:
    case OS_TCP_CLOSING:
    case OS_TCP_LAST_ACK:
    case OS_TCP_TIME_WAIT:
        return true;
    default:
        return false;
    }
}

/* An end in order is told when everything is read, a reset at once. */
static bool has_ended(const struct ws2_sock *sk, int got)
{
    if (!sock_is_stream(sk) || !sock_has(sk, SK_CONNECTED))
        return false;
    if ((got & POLLERR) != 0)
        return true;
    if (sock_has(sk, SK_SHUT_RD))
        return peer_has_ended(sk);
    return (got & POLLHUP) != 0 && (got & POLLRDNORM) == 0;
}

LONG ws2_net_holding(struct ws2_sock *sk)
{
    LONG events = 0;
    int got;

    if (sock_has(sk, SK_CLOSED | SK_CONNECTING))
        return 0;
    got = ws2_sock_poll_now(sk, POLLRDNORM | POLLRDBAND | POLLWRNORM);
    if (sock_has(sk, SK_LISTENING))
        return (got & POLLRDNORM) != 0 ? FD_ACCEPT : 0;
    if ((got & POLLRDNORM) != 0 && !sock_has(sk, SK_SHUT_RD))
        events |= FD_READ;
    if ((got & POLLRDBAND) != 0)
        events |= FD_OOB;
    if ((got & POLLWRNORM) != 0 && (got & POLLERR) == 0 &&
        !sock_has(sk, SK_SHUT_WR))
        events |= FD_WRITE;
    return has_ended(sk, got) ? events | FD_CLOSE : events;
}

/* The page knows three: the peer's reset, a network that is down, and a
 * time-out or another failure. */
ws2_err ws2_net_close_code(struct ws2_sock *sk)
{
    ws2_err err = ws2_sock_fate(sk);

    return err == WS2_OK || err == WSAECONNRESET || err == WSAENETDOWN
               ? err
               : WSAECONNABORTED;
}
