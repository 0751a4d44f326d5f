/* SPDX-License-Identifier: MIT */
/* What WSASendMsg and WSARecvMsg share with and without overlapped. */
#ifndef WS2_SOCK_MSG_H
#define WS2_SOCK_MSG_H

#include <mswsock.h>

#include "sock/sock.h"

/* The structure is copied in, and what can be said of it before anything
 * moves. WSAEFAULT, WSAEOPNOTSUPP, WSAENOTCONN. */
ws2_err ws2_msg_send_check(const struct ws2_sock *sk, const WSAMSG *user,
                           DWORD flags, WSAMSG *msg);
ws2_err ws2_msg_recv_check(const struct ws2_sock *sk, WSAMSG *user,
                           WSAMSG *msg);

/* A message has come: its control data, flags and the length of its address
 * (msg->namelen) into what the program gave. msg is the copy, whose dwFlags are
 * the message's then. WSAEFAULT. */
ws2_err ws2_msg_finish(const struct ws2_sock *sk, WSAMSG *user, WSAMSG *msg,
                       const struct os_msg *in);
/* The members that are results, from the copy to the program. WSAEFAULT. */
ws2_err ws2_msg_results(WSAMSG *user, const WSAMSG *msg);

#endif
