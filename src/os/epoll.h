/* SPDX-License-Identifier: MIT */
/* epoll, edge-triggered. Events are OS_* bits, as in os/poll.h. */
#ifndef WS2_OS_EPOLL_H
#define WS2_OS_EPOLL_H

#include <stdint.h>

struct os_event {
    uint64_t token; /* the one that was given with the descriptor */
    int ready;      /* OS_* bits */
};

#define OS_EVENTS_MAX 256 /* that one wait returns */

int os_epoll_open(void);
int os_epoll_add(int ep, int fd, uint64_t token); /* for all events, by edge */
/* What is ready now is reported once more. */
int os_epoll_again(int ep, int fd, uint64_t token);
int os_epoll_remove(int ep, int fd);

/* Up to n events; 0 when timeout_ms (-1: never) has passed; -EINTR. */
int os_epoll_wait(int ep, struct os_event *events, int n, int timeout_ms);

#endif
