/* SPDX-License-Identifier: MIT */
/* How a socket's packets are marked and paced. 0 or -errno. */
#ifndef WS2_OS_MARK_H
#define WS2_OS_MARK_H

#include <stdbool.h>
#include <stdint.h>

struct os_control;

/* dscp: 0 to 63; priority: SO_PRIORITY, 0 to 6. v6: an AF_INET6 socket, whose
 * packets may be IPv4's, too. */
int os_mark(int fd, bool v6, unsigned dscp, unsigned priority);
/* The same for one datagram, beside what is in there already: DSCP 0. */
int os_mark_none(struct os_control *c, bool v6);
/* TCP: bytes/s of data; 0: as fast as it goes. */
int os_pace(int fd, uint32_t rate);

#endif
