/* SPDX-License-Identifier: MIT */
/* Readiness told by a completion port: ProcessSocketNotifications. */
#ifndef WS2_SOCK_NOTIFY_H
#define WS2_SOCK_NOTIFY_H

#include <winsock2.h>

#include "handle/port.h"

struct ws2_sock;

/* Carries one registration out; the result is what registrationResult gets.
 * WSAENOTSOCK, WSAEOPNOTSUPP (not the base provider's), WSAEINVAL (operation,
 * filter or trigger; the socket is registered with another port),
 * ERROR_NOT_FOUND (it is not registered), WSAENOBUFS. */
ws2_err ws2_notify_process(struct ws2_port *port,
                           const SOCK_NOTIFY_REGISTRATION *r);

void ws2_notify_stop(struct ws2_sock *sk); /* closesocket: not told any more */
void ws2_notify_forked(struct ws2_sock *sk);

#endif
