/* SPDX-License-Identifier: MIT */
/* A connection through the proxy: to it, the words of SOCKS, and what ConnectEx
 * sends first, by operations on the engine's thread. */
#ifndef PROXY_HANDSHAKE_H
#define PROXY_HANDSHAKE_H

#include "request.h"

/* Who waits for the end in the call. */
struct waiter {
    HANDLE ended;
    int error;
};

/* Whom it is for, beside the socket: one of both, or neither. */
struct handshake_user {
    struct waiter *waiter;
    struct request *request; /* ConnectEx */
    WSABUF data;
};

/* 0: begun, and the socket is ROUTE_OPENING. A code: nothing has changed, and
 * nobody is told. */
int handshake_begin(struct psocket *ps, const struct sockaddr *target,
                    int length, const struct handshake_user *user);

/* On the engine's thread: ends those whose time is over, and says how many
 * milliseconds the next has left. */
DWORD handshakes_expire(void);

#endif
