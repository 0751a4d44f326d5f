/* SPDX-License-Identifier: MIT */
/* select and WSAPoll: sets of the program's sockets become sets of those below,
 * and what was found there is told of the program's. */
#ifndef PROXY_SELECT_H
#define PROXY_SELECT_H

#include "socket.h"

int WSPAPI proxy_select(int nfds, fd_set *reads, fd_set *writes,
                        fd_set *excepts, const struct timeval *timeout,
                        LPINT err);

/* LPFN_WSAPOLL, which programs call: it sets the last error. */
INT WSAAPI proxy_poll(LPWSAPOLLFD fds, ULONG count, INT timeout_ms);

#endif
