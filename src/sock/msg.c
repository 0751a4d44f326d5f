/* SPDX-License-Identifier: MIT */
/* WSASendMsg and WSARecvMsg without overlapped: a datagram with its address and
 * control data. Checks and parsing come before the attempt, which send.c and
 * recv.c make, and building after it. */
#include <stddef.h>

#include <mswsock.h>

#include "os/mem.h"
#include "sock/cmsg.h"
#include "sock/errqueue.h"
#include "sock/msg.h"

/* The structure itself, and that NULL members are empty. */
static ws2_err msg_in(WSAMSG *msg, const WSAMSG *user)
{
    if (os_mem_copy_in(msg, user, sizeof(*msg)) != 0)
        return WSAEFAULT;
    if ((msg->name == NULL && msg->namelen != 0) ||
        (msg->Control.buf == NULL && msg->Control.len != 0))
        return WSAEFAULT;
    return WS2_OK;
}

ws2_err ws2_msg_send_check(const struct ws2_sock *sk, const WSAMSG *user,
                           DWORD flags, WSAMSG *msg)
{
    ws2_err err = msg_in(msg, user);

    if (err != WS2_OK)
        return err;
    return sock_is_stream(sk) || (flags & ~(DWORD)MSG_DONTROUTE) != 0
               ? WSAEOPNOTSUPP /* msg->dwFlags is ignored */
               : WS2_OK;
}

ws2_err ws2_sock_sendmsg(struct ws2_sock *sk, const WSAMSG *user, DWORD flags,
                         ws2_user_dword *sent)
{
    struct os_control control;
    WSAMSG msg;
    ws2_err err = ws2_msg_send_check(sk, user, flags, &msg);

    if (err == WS2_OK)
        err = ws2_control_in(sk, &msg.Control, &control);
    if (err != WS2_OK)
        return err;
    return ws2_sock_send_dgram(sk, msg.lpBuffers, msg.dwBufferCount, sent,
                               flags, msg.name, msg.namelen, &control);
}

static ws2_err recv_check(const struct ws2_sock *sk, const WSAMSG *msg)
{
    ULONG known = MSG_PEEK;

    if (sock_has(sk, SK_RECVERR | SK_RECVERR6))
        known |= MSG_ERRQUEUE;
    if ((msg->dwFlags & ~known) != 0 ||
        (sock_is_stream(sk) &&
         (msg->dwFlags != 0 || sock_has(sk, SK_CONNECTED))))
        return WSAEOPNOTSUPP;
    if (sock_is_stream(sk))
        return WSAENOTCONN;
    return ws2_control_room(&msg->Control);
}

ws2_err ws2_msg_recv_check(const struct ws2_sock *sk, WSAMSG *user, WSAMSG *msg)
{
    ws2_err err = msg_in(msg, user);

    if (err == WS2_OK && !os_mem_writable(user, sizeof(*user)))
        err = WSAEFAULT;
    return err == WS2_OK ? recv_check(sk, msg) : err;
}

ws2_err ws2_msg_results(WSAMSG *user, const WSAMSG *msg)
{
    if (os_mem_copy_out(&user->namelen, &msg->namelen, sizeof(msg->namelen)) !=
            0 ||
        os_mem_copy_out(&user->Control.len, &msg->Control.len,
                        sizeof(msg->Control.len)) != 0 ||
        os_mem_copy_out(&user->dwFlags, &msg->dwFlags, sizeof(msg->dwFlags)) !=
            0)
        return WSAEFAULT;
    return WS2_OK;
}

ws2_err ws2_msg_finish(const struct ws2_sock *sk, WSAMSG *user, WSAMSG *msg,
                       const struct os_msg *in)
{
    const ULONG told = MSG_TRUNC | MSG_CTRUNC | MSG_BCAST | MSG_MCAST;
    ws2_err err;

    msg->dwFlags = (ULONG)in->flags & told;
    err = ws2_control_out(sk, in->control, &msg->Control, &msg->dwFlags);
    return err == WS2_OK ? ws2_msg_results(user, msg) : err;
}

ws2_err ws2_sock_recvmsg(struct ws2_sock *sk, WSAMSG *user,
                         ws2_user_dword *received)
{
    struct os_control control;
    struct os_msg in = {.control = &control};
    WSAMSG msg;
    ws2_err err = ws2_msg_recv_check(sk, user, &msg), failed;

    if (err != WS2_OK)
        return err;
    if ((msg.dwFlags & MSG_ERRQUEUE) != 0)
        return ws2_errqueue_recvmsg(sk, user, &msg, received);
    ws2_control_ask(sk);
    err = ws2_sock_recv_dgram(sk, msg.lpBuffers, msg.dwBufferCount, received,
                              msg.dwFlags, &in, msg.name, &msg.namelen);
    if (err != WS2_OK && err != WSAEMSGSIZE)
        return err;
    failed = ws2_msg_finish(sk, user, &msg, &in);
    return failed != WS2_OK ? failed : err;
}
