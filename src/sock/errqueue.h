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

/* A connect begins, succeeded, or failed with err: the code that is due. All
 * are for sockets with TCP_FAIL_CONNECT_ON_ICMP_ERROR only (SK_ICMP_INFO). */
void ws2_errqueue_connect_begins(struct ws2_sock *sk);
void ws2_errqueue_connect_ends(struct ws2_sock *sk);
void ws2_errqueue_collect(struct ws2_sock *sk); /* what has come by now */
ws2_err ws2_errqueue_connect_failed(struct ws2_sock *sk, ws2_err err);

void ws2_errqueue_free(struct ws2_sock *sk);

#endif
