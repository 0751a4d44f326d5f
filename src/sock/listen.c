/* SPDX-License-Identifier: MIT */
/* listen. */
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
