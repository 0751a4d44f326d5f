/* SPDX-License-Identifier: MIT */
/* WSAPoll over sockets of the base provider. Page "WSAPoll function". */
#ifndef WS2_SOCK_WSAPOLL_H
#define WS2_SOCK_WSAPOLL_H

#include <winsock2.h>

#include "err/err.h"

struct ws2_sock;

/* *count: how many entries have revents. timeout_ms < 0 waits for ever. */
ws2_err ws2_sock_poll(WSAPOLLFD *fds, ULONG n, INT timeout_ms, int *count);

/* The POLL* events that hold now: of those wanted, ends and errors; more may
 * be told. Asks the kernel. A datagram socket's error is noted for a receive to
 * tell (ws2_sock_note_error). */
int ws2_sock_poll_now(struct ws2_sock *sk, unsigned wants);

#endif
