/* SPDX-License-Identifier: MIT */
/* Waiting for descriptors, and the clock that deadlines are told in. */
#ifndef WS2_OS_POLL_H
#define WS2_OS_POLL_H

#include <stdint.h>

#define OS_IN   0x1
#define OS_PRI  0x2
#define OS_OUT  0x4
#define OS_ERR  0x8  /* reported unasked */
#define OS_HUP  0x10 /* reported unasked */
#define OS_NVAL 0x20 /* reported unasked */
#define OS_END  0x40 /* the peer sends no more */

struct os_pollfd { /* laid out as struct pollfd */
    int fd;
    short events; /* the kernel's bits; set by os_poll_events */
    short revents;
};

#define OS_FOREVER INT64_MAX

int64_t os_now_ns(void); /* monotonic clock */

/* When a wait of timeout_ms from now ends; UINT32_MAX is forever. */
int64_t os_deadline(uint32_t timeout_ms);

void os_poll_set(struct os_pollfd *p, int fd, int events);
int os_poll_got(const struct os_pollfd *p); /* OS_* bits */

/* The number of ready entries, 0 at the deadline, -errno. A signal does not
 * end the wait: Windows has none. */
int os_poll(struct os_pollfd *fds, unsigned n, int64_t deadline_ns);

/* What is ready on fd now, as OS_* bits. */
int os_ready(int fd, int events);

void os_yield(void);

#endif
