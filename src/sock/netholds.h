/* SPDX-License-Identifier: MIT */
/* Which network events hold: those that are conditions of the socket. */
#ifndef WS2_SOCK_NETHOLDS_H
#define WS2_SOCK_NETHOLDS_H

#include "sock/sock.h"

/* FD_READ, FD_WRITE, FD_OOB, FD_ACCEPT, FD_CLOSE. What ICMP says is noted
 * for a receive to tell; a channel's lock may be held, the socket's not. */
LONG ws2_net_holding(struct ws2_sock *sk);

/* What is told with FD_CLOSE, when it holds. */
ws2_err ws2_net_close_code(struct ws2_sock *sk);

#endif
