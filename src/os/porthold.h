/* SPDX-License-Identifier: MIT */
/* Ports kept from others: a socket is bound to one, for both families where
 * there are two, and takes nothing in. */
#ifndef WS2_OS_PORTHOLD_H
#define WS2_OS_PORTHOLD_H

#include <stdbool.h>

/* port in host byte order, 0 for any. The descriptor, or -errno (-EADDRINUSE:
 * somebody has it). */
int os_port_hold(bool tcp, unsigned port);
int os_port_held(int fd); /* which one; -errno */

#endif
