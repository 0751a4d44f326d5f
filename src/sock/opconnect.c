/* SPDX-License-Identifier: MIT */
/* ConnectEx and DisconnectEx. Microsoft Learn, the functions' pages. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "sock/extension.h"
#include "sock/op.h"

struct op_connect {
    struct ws2_op op;
    bool connected;
};

static ws2_err connect_attempt(struct ws2_op *op, bool *drained)
{
    struct op_connect *c = (struct op_connect *)op;
    struct os_msg msg = {0};
    ws2_err err;

    (void)drained;
    if (!c->connected) {
        err = ws2_sock_connect_outcome(op->sk);
        if (err != WS2_OK)
            return err;
        c->connected = true;
    }
    return op->room == WS2_OP_NO_BUF
               ? WS2_OK
               : ws2_op_transfer(op, &msg, ws2_sock_send_try);
}

static const struct ws2_op_kind connect_kind = {
    WS2_OP_IO,       WS2_IO_SEND, sizeof(struct op_connect),
    connect_attempt, NULL,        NULL};

ws2_err ws2_op_connectex(struct ws2_sock *sk, const struct sockaddr *name,
                         int namelen, const WSABUF *data, LPDWORD sent,
                         LPOVERLAPPED ov)
{
    struct op_connect *c;
    struct ws2_op_now now;
    ws2_err err;

    if (!sock_is_stream(sk) || !sock_has(sk, SK_BOUND) ||
        sock_has(sk, SK_LISTENING))
        return WSAEINVAL;
    if (!os_mem_writable(ov, sizeof(*ov)) ||
        (sent != NULL && !os_mem_writable(sent, sizeof(*sent))) ||
        (data != NULL && data->len != 0 &&
         !os_mem_readable(data->buf, data->len)))
        return WSAEFAULT;
    c = (struct op_connect *)ws2_op_new(sk, &connect_kind);
    if (c == NULL)
        return WSAENOBUFS;
    c->connected = false;
    err =
        data != NULL && data->len != 0 ? ws2_op_bufs(&c->op, data, 1) : WS2_OK;
    if (err == WS2_OK)
        err = ws2_sock_connect_begin(sk, name, namelen);
    if (err != WS2_OK) {
        ws2_op_free(&c->op);
        return err;
    }
    err = ws2_op_start(&c->op, ov, NULL, &now);
    if (err == WS2_OK && sent != NULL && data != NULL)
        *sent = now.moved;
    return err;
}

struct op_disconnect {
    struct ws2_op op;
    DWORD how;
};

static bool has_broken(ws2_err err)
{
    return err == WSAECONNRESET || err == WSAECONNABORTED ||
           err == WSAENETRESET || err == WSAETIMEDOUT;
}

/* To use the socket again it gets a new descriptor, while the kernel sees the
 * old connection to its end. */
ws2_err ws2_sock_end(struct ws2_sock *sk, DWORD how, bool sending)
{
    const bool reuse = (how & TF_REUSE_SOCKET) != 0;
    ws2_err err = WS2_OK;

    if (!sock_has(sk, SK_SHUT_WR))
        err = ws2_sock_shutdown(sk, SD_SEND);
    if (reuse && (err == WSAENOTCONN || has_broken(err)))
        err = WS2_OK; /* it has ended, however */
    return err == WS2_OK && reuse ? ws2_sock_renew(sk, sending) : err;
}

/* DisconnectEx has one code for a connection that ended before. */
static ws2_err disconnect(struct ws2_sock *sk, DWORD how, bool sending)
{
    ws2_err err = ws2_sock_end(sk, how, sending);

    return has_broken(err) ? WSAENOTCONN : err;
}

static ws2_err disconnect_attempt(struct ws2_op *op, bool *drained)
{
    (void)drained;
    return disconnect(op->sk, ((struct op_disconnect *)op)->how, true);
}

static const struct ws2_op_kind disconnect_kind = {
    WS2_OP_IO,          WS2_IO_SEND, sizeof(struct op_disconnect),
    disconnect_attempt, NULL,        NULL};

ws2_err ws2_op_disconnectex(struct ws2_sock *sk, LPOVERLAPPED ov, DWORD flags)
{
    const bool reuse = (flags & TF_REUSE_SOCKET) != 0;
    struct op_disconnect *d;
    struct ws2_op_now now;

    if ((flags & ~(DWORD)TF_REUSE_SOCKET) != 0)
        return WSAEINVAL;
    if (!sock_is_stream(sk) || !sock_has(sk, SK_CONNECTED) ||
        (sock_has(sk, SK_SHUT_WR) && !reuse))
        return WSAENOTCONN;
    if (ov == NULL || !sock_has(sk, SK_OVERLAPPED))
        return disconnect(sk, flags, false);
    d = (struct op_disconnect *)ws2_op_new(sk, &disconnect_kind);
    if (d == NULL)
        return WSAENOBUFS;
    d->how = flags;
    return ws2_op_start(&d->op, ov, NULL, &now);
}
