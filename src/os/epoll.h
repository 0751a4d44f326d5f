/* SPDX-License-Identifier: MIT */
/* epoll, edge-triggered. Events are OS_* bits, as in os/poll.h. */
#ifndef WS2_OS_EPOLL_H
#define WS2_OS_EPOLL_H

#include <stdint.h>

#include "os/poll.h"

#if defined(__x86_64__)
#define OS_EVENT_PACKED __attribute__((packed))
#else
#define OS_EVENT_PACKED
#endif
struct os_event {    /* laid out as struct epoll_event */
    uint32_t kernel; /* for os_event_ready */
    uint64_t token;  /* the one that was given with the descriptor */
} OS_EVENT_PACKED;

#define OS_EVENTS_MAX 256 /* that one wait returns */

/* OS_* bits: the kernel's own but for one. */
#define OS_EVENT_SAME  (OS_IN | OS_PRI | OS_OUT | OS_ERR | OS_HUP)
#define OS_EVENT_SHIFT 7 /* from EPOLLRDHUP to OS_END */
static inline int os_event_ready(const struct os_event *event)
{
    return (int)((event->kernel & OS_EVENT_SAME) |
                 (event->kernel >> OS_EVENT_SHIFT & OS_END));
}

int os_epoll_open(void);
int os_epoll_add(int ep, int fd, uint64_t token); /* for all events, by edge */
/* What is ready now is reported once more. */
int os_epoll_again(int ep, int fd, uint64_t token);
int os_epoll_remove(int ep, int fd);

/* Up to n events; 0 when timeout_ms (-1: never) has passed; -EINTR. */
int os_epoll_wait(int ep, struct os_event *events, int n, int timeout_ms);

#endif
