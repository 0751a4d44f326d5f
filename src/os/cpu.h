/* SPDX-License-Identifier: MIT */
/* Processors, and which of them serve a socket's packets. */
#ifndef WS2_OS_CPU_H
#define WS2_OS_CPU_H

#include <stdbool.h>

unsigned os_cpu_count(void);        /* configured, whether online or not */
unsigned os_cpu_node(unsigned cpu); /* NUMA node; 0 where there are none */

/* The processor that handled the socket's last packet, or the calling thread's
 * when there was none; -errno. */
int os_cpu_of_socket(int fd);
/* Of the sockets that share a port, this one takes what comes in on cpu. */
int os_cpu_steer(int fd, unsigned cpu);

/* Whether an interface spreads what comes in over several queues. */
bool os_cpu_spreads(void);

#endif
