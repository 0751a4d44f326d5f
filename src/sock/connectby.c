/* SPDX-License-Identifier: MIT */
/* One connection to whichever of several addresses answers first, tried in the
 * order given: what WSAConnectByList and WSAConnectByName do with a socket.
 * Pages "WSAConnectByList function" and "WSAConnectByNameW function". */
#include <string.h>

#include <ws2tcpip.h>

#include "os/mem.h"
#include "sock/sock.h"

ws2_err ws2_sock_connectable(struct ws2_sock *sk, bool bound)
{
    const unsigned taken = SK_CONNECTED | SK_CONNECTING | SK_LISTENING;

    ws2_sock_refresh(sk);
    if (!sock_is_stream(sk) || sk->family == AF_UNIX || sock_has(sk, taken) ||
        (sock_has(sk, SK_BOUND) && !bound))
        return WSAEINVAL;
    return WS2_OK;
}

bool ws2_sock_is_v6only(struct ws2_sock *sk)
{
    return os_getopt_int(sk->fd, IPPROTO_IPV6, IPV6_V6ONLY) != 0;
}

/* An IPv4 address among those of an IPv6 socket is as good as a mapped one. */
static ws2_err target_in(int family, const SOCKET_ADDRESS *from,
                         SOCKADDR_STORAGE *ss, int *len)
{
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ss;
    struct sockaddr_in in;

    *len = from->iSockaddrLength;
    if (*len < (int)sizeof(ss->ss_family))
        return WSAEFAULT;
    if (*len > (int)sizeof(*ss))
        *len = sizeof(*ss);
    memset(ss, 0, sizeof(*ss));
    if (os_mem_copy_in(ss, from->lpSockaddr, (size_t)*len) != 0)
        return WSAEFAULT;
    if (family != AF_INET6 || ss->ss_family != AF_INET)
        return WS2_OK;
    if (*len < (int)sizeof(in))
        return WSAEFAULT;
    memcpy(&in, ss, sizeof(in));
    memset(ss, 0, sizeof(*ss));
    in6->sin6_family = AF_INET6;
    in6->sin6_port = in.sin_port;
    memset(&in6->sin6_addr.s6_addr[10], 0xff, 2);
    memcpy(&in6->sin6_addr.s6_addr[12], &in.sin_addr, sizeof(in.sin_addr));
    *len = sizeof(*in6);
    return WS2_OK;
}

/* When the attempt that is the first of count more has to end. */
static int64_t attempt_deadline(int64_t deadline_ns, unsigned count, bool cut)
{
    int64_t now = os_now_ns();

    if (!cut || deadline_ns == OS_FOREVER)
        return OS_FOREVER;
    return now + (deadline_ns - now) / count;
}

ws2_err ws2_connect_each(const struct ws2_attempts *a,
                         const SOCKET_ADDRESS *list, unsigned count)
{
    ws2_err err = WSAEINVAL; /* no address */
    bool goes_on = true;
    SOCKADDR_STORAGE to;
    int len;

    for (unsigned i = 0; i < count && goes_on; i++) {
        err = target_in(a->family, &list[i], &to, &len);
        if (err != WS2_OK)
            return err;
        if (os_now_ns() >= a->deadline_ns)
            err = WSAETIMEDOUT;
        else
            err = a->one(a->socket, (struct sockaddr *)&to, len,
                         attempt_deadline(a->deadline_ns, count - i, a->cut),
                         &goes_on);
        /* another thread connects it */
        if (err == WSAEISCONN || err == WSAEALREADY)
            err = WSAEINVAL;
        goes_on = goes_on && err != WS2_OK;
    }
    return err;
}

static ws2_err attempt(void *socket, const struct sockaddr *to, int len,
                       int64_t deadline_ns, bool *goes_on)
{
    struct ws2_sock *sk = socket;
    bool bound = sock_has(sk, SK_BOUND);
    ws2_err err = ws2_sock_connect_until(sk, to, len, deadline_ns);

    *goes_on = err != WSAEFAULT && !sock_has(sk, SK_CLOSED);
    if (err != WS2_OK && !bound) /* Linux took the port back with the attempt */
        sock_clear(sk, SK_BOUND);
    return err;
}

ws2_err ws2_sock_connect_any(struct ws2_sock *sk, const SOCKET_ADDRESS *list,
                             unsigned count, int64_t deadline_ns, bool cut)
{
    const struct ws2_attempts attempts = {.family = sk->family,
                                          .deadline_ns = deadline_ns,
                                          .cut = cut,
                                          .one = attempt,
                                          .socket = sk};

    return ws2_connect_each(&attempts, list, count);
}
