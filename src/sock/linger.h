/* SPDX-License-Identifier: MIT */
/* The end of a socket with unsent data; see linger.c. */
#ifndef WS2_SOCK_LINGER_H
#define WS2_SOCK_LINGER_H

#include "sock/sock.h"

/* A new socket: nobody else has it. */
void ws2_sock_ours(struct ws2_sock *sk);

/* Whether another process has, or had, the socket too: by WSADuplicateSocket,
 * or because this one has forked since. */
bool ws2_sock_is_shared(const struct ws2_sock *sk);

/* Whether closesocket cannot be done now: a non-blocking socket told to linger
 * stays open while data is unsent, and nothing is begun. */
bool ws2_linger_blocks(const struct ws2_sock *sk);

/* Waits as SO_LINGER says, the first time; after that its handle may be closed.
 * WSAEINTR when a blocking hook has cancelled that. */
ws2_err ws2_linger(struct ws2_sock *sk);

#endif
