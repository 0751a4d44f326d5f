/* SPDX-License-Identifier: MIT */
/* Ends: closesocket, shutdown, and disconnects with data, which none of the
 * base provider's protocols has. */
#include <errno.h>

#include "handle/hook.h"
#include "os/mem.h"
#include "sock/linger.h"
#include "sock/op.h"
#include "sock/qos.h"
#include "sock/sock.h"
#include "sock/unread.h"

/* What keeps the socket open: it cannot linger, or the lingering was cancelled.
 * Without a hook that could cancel it, that comes when the handle is closed. */
static ws2_err close_first(struct ws2_sock *sk)
{
    const struct ws2_thread *t = ws2_thread_peek();

    if (ws2_linger_blocks(sk))
        return WSAEWOULDBLOCK;
    return t != NULL && ws2_hook_waits(t) ? ws2_linger(sk) : WS2_OK;
}

ws2_err ws2_sock_close(SOCKET s)
{
    struct ws2_sock *sk;
    struct ws2_obj *obj;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err != WS2_OK)
        return err;
    err = close_first(sk);
    ws2_sock_unpin(s);
    if (err != WS2_OK)
        return err;
    obj = ws2_handle_close(s, WS2_KIND_SOCKET);
    if (obj == NULL)
        return WSAENOTSOCK; /* another thread was first */
    ws2_linger((struct ws2_sock *)obj);
    ws2_obj_put(obj);
    return WS2_OK;
}

static unsigned shut_flags(int how)
{
    return (how != SD_SEND ? SK_SHUT_RD : 0u) |
           (how != SD_RECEIVE ? SK_SHUT_WR : 0u);
}

/* The flags come first: what the kernel shows then is not the peer's end. */
static int shutdown_fd(struct ws2_sock *sk, int how)
{
    unsigned news = shut_flags(how) & ~sock_flags(sk);
    int res;

    sock_set(sk, news);
    res = os_shutdown(sk->fd, how);
    if (res < 0)
        sock_clear(sk, news);
    return res;
}

static ws2_err shutdown_stream(struct ws2_sock *sk, int how)
{
    ws2_err err;
    int res;

    if (sock_has(sk, SK_CONNECTING))
        ws2_sock_refresh(sk);
    if (!sock_has(sk, SK_CONNECTED))
        return WSAENOTCONN;
    err = ws2_sock_fate(sk);
    if (err != WS2_OK)
        return err;
    if (how != SD_SEND && sk->family != AF_UNIX && os_unread(sk->fd) > 0)
        return ws2_unread_reset(sk);
    res = shutdown_fd(sk, how);
    if (res == -ENOTCONN) /* it broke meanwhile */
        err = ws2_sock_fate(sk);
    return err != WS2_OK ? err : ws2_err_from_res(WS2_OP_SHUTDOWN, res);
}

ws2_err ws2_sock_shutdown(struct ws2_sock *sk, int how)
{
    ws2_err err = WS2_OK;

    if (how < SD_RECEIVE || how > SD_BOTH)
        return WSAEINVAL;
    /* A datagram socket goes on queueing, as on Windows: only calls are
     * refused from here on. */
    if (sock_is_stream(sk))
        err = shutdown_stream(sk, how);
    if (err != WS2_OK)
        return err;
    sock_set(sk, shut_flags(how));
    ws2_qos_moved(sk);
    if (how == SD_RECEIVE && !sock_has(sk, SK_SHUT_WR) && sock_is_stream(sk))
        ws2_unread_watch(sk);
    ws2_sock_wake(sk);       /* blocked calls look again */
    if (!sock_is_stream(sk)) /* the kernel does not tell pending receives */
        ws2_op_look(sk);
    return WS2_OK;
}

ws2_err ws2_sock_disconnect(struct ws2_sock *sk, int how, const WSABUF *data)
{
    WSABUF buf;

    if (data == NULL)
        return ws2_sock_shutdown(sk, how);
    ws2_sock_refresh(sk);
    if (sock_is_stream(sk) && !sock_has(sk, SK_CONNECTED))
        return WSAENOTCONN;
    if (os_mem_copy_in(&buf, data, sizeof(buf)) != 0 ||
        (buf.len != 0 && !(how == SD_SEND ? os_mem_readable(buf.buf, buf.len)
                                          : os_mem_writable(buf.buf, buf.len))))
        return WSAEFAULT;
    return WSAENOPROTOOPT;
}
