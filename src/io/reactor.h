/* SPDX-License-Identifier: MIT */
/* The reactor: one thread that watches a few descriptors and fires timers
 * (timer.h) for whoever has no thread of its own to wait with.
 *
 * It starts on first use, has all signals blocked, and is joined when the
 * process exits; in the child of a fork it starts again on next use, with what
 * the parent had registered. Callbacks run without locks and must not block:
 * they hold up everybody else's. */
#ifndef WS2_IO_REACTOR_H
#define WS2_IO_REACTOR_H

#include <stdbool.h>

#define WS2_REACTOR_FDS 64

/* A watched descriptor, embedded in its owner. */
struct ws2_reactor_fd {
    int fd;
    int events; /* OS_IN ... */
    /* got: OS_* bits. Called for as long as the descriptor stays ready. */
    void (*ready)(struct ws2_reactor_fd *watched, int got);
    void *arg;
    unsigned slot; /* counted from 1; 0: not watched */
};

/* The caller has set fd, events, ready and arg. -ENFILE: too many; -errno. */
int ws2_reactor_add(struct ws2_reactor_fd *watched);

/* When this returns, ready is not running and will not run, unless the caller
 * is ready itself; it may be removed and freed there. Hold no lock that ready
 * takes. */
void ws2_reactor_remove(struct ws2_reactor_fd *watched);

/* Whether the caller is the reactor's thread. */
bool ws2_reactor_is_self(void);

#endif
