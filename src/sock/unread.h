/* SPDX-License-Identifier: MIT */
/* Connections whose program has shut down receiving; see unread.c. */
#ifndef WS2_SOCK_UNREAD_H
#define WS2_SOCK_UNREAD_H

#include "sock/sock.h"

/* The peer reads a reset, and here the connection counts as aborted. */
ws2_err ws2_unread_reset(struct ws2_sock *sk);

/* From now on data that arrives resets the connection. Once is enough. */
void ws2_unread_watch(struct ws2_sock *sk);

/* Before the descriptor is closed or stands for another socket. */
void ws2_unread_drop(struct ws2_sock *sk);

#endif
