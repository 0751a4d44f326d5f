/* SPDX-License-Identifier: MIT */
/* Overlapped sending and receiving: WSPSend, WSPSendTo, WSPRecv, WSPRecvFrom.
 * The attempts are those of send.c and recv.c. */
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "sock/join.h"
#include "sock/op.h"

struct op_to {
    struct ws2_op op;
    int len;
    SOCKADDR_STORAGE to;
};

struct op_from {
    struct ws2_op op;
    struct sockaddr *from;
    int *fromlen;
};

/* A connection that broke stays broken, for operations that wait too. */
static ws2_err dead(const struct ws2_op *op)
{
    return atomic_load_explicit(&op->sk->dead, memory_order_relaxed);
}

static ws2_err send_attempt(struct ws2_op *op, bool *drained)
{
    struct os_msg msg = {0};
    ws2_err err = dead(op);

    (void)drained;
    return err != WS2_OK ? err : ws2_op_transfer(op, &msg, ws2_sock_send_try);
}

static ws2_err sendto_attempt(struct ws2_op *op, bool *drained)
{
    struct op_to *to = (struct op_to *)op;
    struct os_msg msg = {.name = &to->to, .namelen = to->len};

    (void)drained;
    return ws2_op_transfer(op, &msg, ws2_sock_send_try);
}

/* A stream that gave less than there was room for has no more. */
static ws2_err recv_stream_attempt(struct ws2_op *op, bool *drained)
{
    uint32_t room = op->room == WS2_OP_BUF ? op->len : 0;
    DWORD before = op->o.packet.bytes;
    struct os_msg msg = {0};
    ws2_err err = dead(op);

    if (sock_has(op->sk, SK_SHUT_RD))
        err = WSAESHUTDOWN;
    if (err == WS2_OK)
        err = ws2_op_transfer(op, &msg, ws2_sock_recv_try);
    if (err != WS2_OK)
        return err;
    *drained = op->o.packet.bytes - before < room;
    op->flags = 0;
    return WS2_OK;
}

static ws2_err recv_dgram_attempt(struct ws2_op *op, struct os_msg *msg)
{
    ws2_err err;

    if (sock_has(op->sk, SK_SHUT_RD))
        return WSAESHUTDOWN;
    err = ws2_op_transfer(op, msg, ws2_sock_recv_try);
    if (err == WS2_OK || err == WSAEMSGSIZE)
        op->flags = err == WSAEMSGSIZE ? MSG_PARTIAL : 0;
    return err;
}

static ws2_err recv_attempt(struct ws2_op *op, bool *drained)
{
    struct os_msg msg = {0};

    return sock_is_stream(op->sk) ? recv_stream_attempt(op, drained)
                                  : recv_dgram_attempt(op, &msg);
}

static ws2_err recvfrom_attempt(struct ws2_op *op, bool *drained)
{
    struct op_from *f = (struct op_from *)op;
    SOCKADDR_STORAGE ss;
    struct os_msg msg = {.name = &ss};
    ws2_err err = recv_dgram_attempt(op, &msg);

    (void)drained;
    if ((err == WS2_OK || err == WSAEMSGSIZE) &&
        ws2_addr_out(&ss, msg.namelen, f->from, f->fromlen) != WS2_OK)
        err = WSAEFAULT;
    return err;
}

static const struct ws2_op_kind send_kind = {
    WS2_OP_IO, WS2_IO_SEND, sizeof(struct ws2_op), send_attempt, NULL, NULL};
static const struct ws2_op_kind sendto_kind = {
    WS2_OP_IO, WS2_IO_SEND, sizeof(struct op_to), sendto_attempt, NULL, NULL};
static const struct ws2_op_kind recv_kind = {
    WS2_OP_IO, WS2_IO_RECV, sizeof(struct ws2_op), recv_attempt, NULL, NULL};
static const struct ws2_op_kind urgent_kind = {
    WS2_OP_IO, WS2_IO_URGENT, sizeof(struct ws2_op), recv_attempt, NULL, NULL};
static const struct ws2_op_kind recvfrom_kind = {
    WS2_OP_IO,        WS2_IO_RECV, sizeof(struct op_from),
    recvfrom_attempt, NULL,        NULL};

/* A new operation with its buffers; NULL with *err set. */
static struct ws2_op *op_with(struct ws2_sock *sk,
                              const struct ws2_op_kind *kind,
                              const WSABUF *bufs, DWORD nbufs, DWORD flags,
                              ws2_err *err)
{
    struct ws2_op *op = ws2_op_new(sk, kind);

    *err = op != NULL ? ws2_op_bufs(op, bufs, nbufs) : WSAENOBUFS;
    if (op != NULL)
        op->flags = (uint16_t)flags; /* checked */
    if (op == NULL || *err == WS2_OK)
        return op;
    ws2_op_free(op);
    return NULL;
}

static ws2_err send_start(struct ws2_op *op, ws2_user_dword *sent,
                          LPWSAOVERLAPPED ov,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_op_now now;
    ws2_err err = ws2_op_start(op, ov, routine, &now);

    if (err == WS2_OK && sent != NULL)
        *sent = now.moved;
    return err;
}

ws2_err ws2_op_send(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                    ws2_user_dword *sent, DWORD flags, LPWSAOVERLAPPED ov,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_op *op = NULL;
    const struct sockaddr *to;
    ws2_err err;
    int len;

    to = ws2_leaf_peer(sk, &len);
    if (to != NULL)
        return ws2_op_sendto(sk, bufs, nbufs, sent, flags, to, len, ov,
                             routine);
    err = ws2_sock_send_check(sk, flags);
    if (err == WS2_OK)
        op = op_with(sk, &send_kind, bufs, nbufs, flags, &err);
    return op != NULL ? send_start(op, sent, ov, routine) : err;
}

ws2_err ws2_op_sendto(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                      ws2_user_dword *sent, DWORD flags,
                      const struct sockaddr *to, int tolen, LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    SOCKADDR_STORAGE ss;
    struct os_msg msg = {.name = &ss};
    struct ws2_op *op;
    ws2_err err;

    if (sock_is_stream(sk) || (to == NULL && sock_has(sk, SK_CONNECTED)))
        return ws2_op_send(sk, bufs, nbufs, sent, flags, ov, routine);
    if (to == NULL)
        to = ws2_leaf_peer(sk, &tolen);
    if (to == NULL)
        return WSAEDESTADDRREQ;
    err = ws2_sock_dgram_check(sk, flags, to, tolen, &msg);
    if (err == WS2_OK && !sock_has(sk, SK_BOUND) && sk->type == SOCK_DGRAM)
        err = ws2_sock_bind_any(sk);
    if (err != WS2_OK)
        return err;
    op = op_with(sk, &sendto_kind, bufs, nbufs, flags, &err);
    if (op == NULL)
        return err;
    memcpy(&((struct op_to *)op)->to, &ss, (size_t)msg.namelen);
    ((struct op_to *)op)->len = msg.namelen;
    return send_start(op, sent, ov, routine);
}

static ws2_err recv_start(struct ws2_op *op, ws2_user_dword *received,
                          ws2_user_dword *flags, LPWSAOVERLAPPED ov,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_op_now now;
    ws2_err err = ws2_op_start(op, ov, routine, &now);

    if (!now.told)
        return err;
    if (received != NULL)
        *received = now.moved;
    *flags = now.flags;
    return err;
}

ws2_err ws2_op_recv(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                    ws2_user_dword *received, ws2_user_dword *flags,
                    LPWSAOVERLAPPED ov,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    const struct ws2_op_kind *kind =
        (*flags & MSG_OOB) != 0 ? &urgent_kind : &recv_kind;
    ws2_err err = ws2_sock_recv_check(sk, *flags, false);
    struct ws2_op *op = NULL;

    if (err == WS2_OK)
        op = op_with(sk, kind, bufs, nbufs, *flags, &err);
    return op != NULL ? recv_start(op, received, flags, ov, routine) : err;
}

ws2_err ws2_op_recvfrom(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                        ws2_user_dword *received, ws2_user_dword *flags,
                        struct sockaddr *from, int *fromlen, LPWSAOVERLAPPED ov,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    const struct ws2_op_kind *kind = from != NULL ? &recvfrom_kind : &recv_kind;
    struct ws2_op *op = NULL;
    ws2_err err;

    if (sock_is_stream(sk))
        return ws2_op_recv(sk, bufs, nbufs, received, flags, ov, routine);
    err = ws2_sock_recv_check(sk, *flags, true);
    if (err == WS2_OK && from != NULL)
        err = ws2_sock_from_check(sk, from, fromlen);
    if (err == WS2_OK)
        op = op_with(sk, kind, bufs, nbufs, *flags, &err);
    if (op == NULL)
        return err;
    if (from != NULL) {
        ((struct op_from *)op)->from = from;
        ((struct op_from *)op)->fromlen = fromlen;
    }
    return recv_start(op, received, flags, ov, routine);
}
