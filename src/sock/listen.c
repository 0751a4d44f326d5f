/* SPDX-License-Identifier: MIT */
/* Passive opens: listen and accept. */
#include <errno.h>
#include <stddef.h>

#include <afunix.h>

#include "os/mem.h"
#include "sock/sock.h"

/* Windows moves a backlog to the nearest legal value. SOMAXCONN_HINT(n) is
 * -n, clamped to 200..65535. */
static int backlog_legal(int backlog)
{
    if (backlog < 0) {
        int hint = backlog == INT32_MIN ? INT32_MAX : -backlog;

        return hint < 200 ? 200 : hint > 65535 ? 65535 : hint;
    }
    return backlog == 0 ? 1 : backlog;
}

ws2_err ws2_sock_listen(struct ws2_sock *sk, int backlog)
{
    ws2_err err;

    if (!sock_is_stream(sk))
        return WSAEOPNOTSUPP;
    if (sock_has(sk, SK_CONNECTED | SK_CONNECTING))
        return WSAEISCONN;
    if (!sock_has(sk, SK_BOUND))
        return WSAEINVAL; /* Windows refuses; Linux would bind a free port */
    if (sock_has(sk, SK_LISTENING))
        return WS2_OK; /* Windows keeps the backlog; Linux would change it */
    err = ws2_err_from_res(WS2_OP_LISTEN,
                           os_listen(sk->fd, backlog_legal(backlog)));
    if (err != WS2_OK)
        return err;
    if (sk->family != AF_UNIX)
        os_reuse_timewait(sk->fd, true); /* see bind_tcp in bind.c */
    sock_set(sk, SK_LISTENING);
    return WS2_OK;
}

/* A peer that reset the connection while it was queued: Linux hands the
 * socket out all the same, Windows reports WSAECONNRESET. */
static ws2_err accepted_check(const struct ws2_sock *sk, int fd)
{
    int res = sk->family == AF_UNIX ? 0 : os_socket_error(fd);

    if (res == 0)
        return WS2_OK;
    os_close(fd);
    return ws2_err_from_res(WS2_OP_ACCEPT, res);
}

static ws2_err accept_wait(struct ws2_sock *sk, SOCKADDR_STORAGE *ss, int *len,
                           int *fd)
{
    struct ws2_wait wait = {0};

    for (;;) {
        int res = os_accept(sk->fd, ss, len);
        ws2_err err;

        if (res >= 0) {
            *fd = res;
            return accepted_check(sk, res);
        }
        if (sock_has(sk, SK_CLOSED))
            return WSAEINTR;
        if (res != -EAGAIN || sock_has(sk, SK_NONBLOCK))
            return ws2_err_from_res(WS2_OP_ACCEPT, res);
        err = ws2_sock_wait(sk, OS_IN, 0, &wait);
        if (err != WS2_OK)
            return err;
    }
}

/* The caller's buffer is tested before a connection is taken off the queue,
 * so that a bad one loses nothing. */
static ws2_err accept_check_room(const struct ws2_sock *sk,
                                 struct sockaddr *addr, int *addrlen)
{
    int need = sk->family == AF_INET    ? (int)sizeof(struct sockaddr_in)
               : sk->family == AF_INET6 ? (int)sizeof(struct sockaddr_in6)
                                        : (int)sizeof(struct sockaddr_un);
    int room;

    if (addr == NULL || addrlen == NULL)
        return WS2_OK; /* either alone suppresses the address */
    if (os_mem_copy_in(&room, addrlen, sizeof(room)) != 0 || room < need ||
        !os_mem_writable(addrlen, sizeof(room)) ||
        !os_mem_writable(addr, (size_t)need))
        return WSAEFAULT;
    return WS2_OK;
}

ws2_err ws2_sock_accept(struct ws2_sock *sk, struct sockaddr *addr,
                        int *addrlen, SOCKET *out)
{
    SOCKADDR_STORAGE ss = {0};
    int len = 0, fd = -1;
    ws2_err err;

    if (!sock_is_stream(sk))
        return WSAEOPNOTSUPP;
    if (!sock_has(sk, SK_LISTENING))
        return WSAEINVAL;
    err = accept_check_room(sk, addr, addrlen);
    if (err == WS2_OK)
        err = accept_wait(sk, &ss, &len, &fd);
    if (err == WS2_OK)
        err = ws2_sock_adopt(sk, fd, out);
    if (err != WS2_OK || addr == NULL || addrlen == NULL)
        return err;
    if (sk->family == AF_UNIX)
        len = sizeof(struct sockaddr_un); /* ss is zero past the name */
    return ws2_addr_out(&ss, len, addr, addrlen);
}
