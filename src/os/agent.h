/* SPDX-License-Identifier: MIT */
/* A service of this machine that a process talks to over a local socket of
 * packets, and that is started where none runs. Results are >= 0 or -errno. */
#ifndef WS2_OS_AGENT_H
#define WS2_OS_AGENT_H

#include <stdbool.h>
#include <stddef.h>

/* name: in the abstract name space, which each network namespace has its own
 * of. -ECONNREFUSED: nobody is there. */
int os_agent_connect(const char *name);

/* One packet, and a descriptor with it unless fd is -1. -EAGAIN: no room. */
int os_agent_send(int agent, const void *data, size_t len, int fd);
/* One packet's length, however much of it there was room for; 0: the other end
 * closed; -EAGAIN. */
long os_agent_recv(int agent, void *data, size_t room);
/* Both ends see the end of it. */
void os_agent_shut(int agent);

bool os_agent_exists(const char *path);
/* Starts the program, which is nobody's child afterwards: the caller is not
 * told of its end. It gets "--on-demand --ready 3", an empty environment and no
 * descriptor but that one, and whatever it writes is lost. The result is a
 * descriptor that turns readable when it has written there or has closed it. */
int os_agent_start(const char *path);
/* 1: it has written a byte; 0: it has not, and is gone. */
int os_agent_is_ready(int ready);

#endif
