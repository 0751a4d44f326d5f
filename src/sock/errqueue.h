/* SPDX-License-Identifier: MIT */
/* ICMP errors that a socket keeps for its program: IP_RECVERR and MSG_ERRQUEUE
 * of datagrams, TCP_ICMP_ERROR_INFO of a connect. */
#ifndef WS2_SOCK_ERRQUEUE_H
#define WS2_SOCK_ERRQUEUE_H

#include "os/icmp.h"
#include "sock/sock.h"

/* Takes the oldest error of a datagram socket off the kernel's queue; it goes
 * to the program's if IP_RECVERR wants that. */
enum os_icmp ws2_errqueue_take(struct ws2_sock *sk);

/* WSARecvMsg with MSG_ERRQUEUE: never waits (WSAEWOULDBLOCK). msg is the copy
 * of what user points to, and was checked. */
ws2_err ws2_errqueue_recvmsg(struct ws2_sock *sk, WSAMSG *user, WSAMSG *msg,
                             ws2_user_dword *received);

/* Takes what ICMP has said to a connect by now off the kernel's queue. */
void ws2_errqueue_collect(struct ws2_sock *sk);
int ws2_errqueue_connect_res(struct ws2_sock *sk); /* -errno of that, or 0 */
/* What the kernel says of a connect that is over, -errno or 0. It says it once;
 * failed: if it has no more to say, what it said. */
int ws2_errqueue_connect_error(struct ws2_sock *sk, bool failed);

/* A connect begins, succeeded, or failed with err: the code that is due. */
void ws2_errqueue_connect_begins(struct ws2_sock *sk);
void ws2_errqueue_connect_ends(struct ws2_sock *sk);
ws2_err ws2_errqueue_connect_failed(struct ws2_sock *sk, ws2_err err);
/* One that never began is to have failed with -errno. */
void ws2_errqueue_connect_keep(struct ws2_sock *sk, int res);

void ws2_errqueue_free(struct ws2_sock *sk);

#endif
