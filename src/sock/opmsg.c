/* SPDX-License-Identifier: MIT */
/* Overlapped WSASendMsg and WSARecvMsg. Control data to be sent is parsed when
 * the operation begins; the WSAMSG of a receive is the program's to keep, as
 * its results are written there when a message has come. */
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "sock/cmsg.h"
#include "sock/msg.h"
#include "sock/op.h"

struct op_sendmsg {
    struct ws2_op op;
    int len; /* of the address; 0: to the peer */
    SOCKADDR_STORAGE to;
    struct os_control control;
};

struct op_recvmsg {
    struct ws2_op op;
    WSAMSG *user;
    WSAMSG msg; /* as it was when the operation began */
};

static ws2_err sendmsg_attempt(struct ws2_op *op, bool *drained)
{
    struct op_sendmsg *m = (struct op_sendmsg *)op;
    struct os_msg msg = {.name = m->len != 0 ? &m->to : NULL,
                         .namelen = m->len,
                         .control = &m->control};

    (void)drained;
    return ws2_op_transfer(op, &msg, ws2_sock_send_try);
}

static ws2_err recvmsg_attempt(struct ws2_op *op, bool *drained)
{
    struct op_recvmsg *m = (struct op_recvmsg *)op;
    WSAMSG out = m->msg;
    struct os_control control;
    SOCKADDR_STORAGE ss;
    struct os_msg msg = {.name = &ss, .control = &control};
    ws2_err err, failed;

    (void)drained;
    if (sock_has(op->sk, SK_SHUT_RD))
        return WSAESHUTDOWN;
    err = ws2_op_transfer(op, &msg, ws2_sock_recv_try);
    if (err != WS2_OK && err != WSAEMSGSIZE)
        return err;
    failed = out.name != NULL
                 ? ws2_addr_out(&ss, msg.namelen, out.name, &out.namelen)
                 : WS2_OK;
    if (failed == WS2_OK)
        failed = ws2_msg_finish(op->sk, m->user, &out, &msg);
    op->flags = (uint16_t)out.dwFlags;
    return failed != WS2_OK ? failed : err;
}

static const struct ws2_op_kind sendmsg_kind = {
    WS2_OP_IO,       WS2_IO_SEND, sizeof(struct op_sendmsg),
    sendmsg_attempt, NULL,        NULL};
static const struct ws2_op_kind recvmsg_kind = {
    WS2_OP_IO,       WS2_IO_RECV, sizeof(struct op_recvmsg),
    recvmsg_attempt, NULL,        NULL};

static ws2_err sendmsg_begin(struct ws2_sock *sk, const WSAMSG *msg,
                             DWORD flags, struct op_sendmsg *m)
{
    struct os_msg to = {.name = &m->to};
    ws2_err err = ws2_control_in(sk, &msg->Control, &m->control);

    if (err == WS2_OK)
        err = ws2_sock_dgram_check(sk, flags, msg->name, msg->namelen, &to);
    if (err != WS2_OK)
        return err;
    m->len = to.name != NULL ? to.namelen : 0;
    m->op.flags = (uint16_t)flags;
    err = ws2_op_bufs(&m->op, msg->lpBuffers, msg->dwBufferCount);
    if (err == WS2_OK && msg->name != NULL && !sock_has(sk, SK_BOUND))
        err = ws2_sock_bind_any(sk);
    return err;
}

ws2_err ws2_op_sendmsg(struct ws2_sock *sk, const WSAMSG *user, DWORD flags,
                       ws2_user_dword *sent, LPWSAOVERLAPPED ov,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_op_now now;
    struct ws2_op *op;
    WSAMSG msg;
    ws2_err err = ws2_msg_send_check(sk, user, flags, &msg);

    if (err != WS2_OK)
        return err;
    op = ws2_op_new(sk, &sendmsg_kind);
    if (op == NULL)
        return WSAENOBUFS;
    err = sendmsg_begin(sk, &msg, flags, (struct op_sendmsg *)op);
    if (err != WS2_OK) {
        ws2_op_free(op);
        return err;
    }
    err = ws2_op_start(op, ov, routine, &now);
    if (err == WS2_OK && sent != NULL)
        *sent = now.moved;
    return err;
}

static ws2_err recvmsg_check(struct ws2_sock *sk, const WSAMSG *msg,
                             WSAMSG *user)
{
    ws2_err err = ws2_sock_recv_check(sk, msg->dwFlags, true);

    return err == WS2_OK && msg->name != NULL
               ? ws2_sock_from_check(sk, msg->name, &user->namelen)
               : err;
}

ws2_err ws2_op_recvmsg(struct ws2_sock *sk, WSAMSG *user,
                       ws2_user_dword *received, LPWSAOVERLAPPED ov,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_op_now now;
    struct op_recvmsg *m;
    WSAMSG msg;
    ws2_err err = ws2_msg_recv_check(sk, user, &msg);

    if (err == WS2_OK && (msg.dwFlags & MSG_ERRQUEUE) != 0)
        err = WSAEOPNOTSUPP; /* it never waits */
    if (err == WS2_OK)
        err = recvmsg_check(sk, &msg, user);
    if (err != WS2_OK)
        return err;
    m = (struct op_recvmsg *)ws2_op_new(sk, &recvmsg_kind);
    if (m == NULL)
        return WSAENOBUFS;
    m->user = user;
    m->msg = msg;
    m->op.flags = (uint16_t)msg.dwFlags;
    err = ws2_op_bufs(&m->op, msg.lpBuffers, msg.dwBufferCount);
    if (err != WS2_OK) {
        ws2_op_free(&m->op);
        return err;
    }
    ws2_control_ask(sk);
    err = ws2_op_start(&m->op, ov, routine, &now);
    if (now.told && received != NULL)
        *received = now.moved;
    return err;
}
