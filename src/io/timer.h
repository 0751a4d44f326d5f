/* SPDX-License-Identifier: MIT */
/* Timers: moments at which the reactor calls back.
 *
 * A timer is embedded in its owner and needs no memory of its own. fire runs
 * on the reactor's thread without locks, must not block, and owns the timer: it
 * may set it again (which makes it periodic) or free it. */
#ifndef WS2_IO_TIMER_H
#define WS2_IO_TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct ws2_timer {
    struct ws2_timer *child, *next; /* in the heap; timer_heap.c */
    struct ws2_timer **link;        /* what points to it; NULL: not set */
    int64_t due_ns;                 /* on os_now_ns's clock */
    void (*fire)(struct ws2_timer *timer);
};

void ws2_timer_init(struct ws2_timer *timer,
                    void (*fire)(struct ws2_timer *timer));

/* Sets it, or moves it. 0, or -errno when there can be no reactor: not set. */
int ws2_timer_set(struct ws2_timer *timer, int64_t due_ns);

/* True when it was set and will not fire; otherwise it may be firing now. */
bool ws2_timer_cancel(struct ws2_timer *timer);

/* The same, and it is not firing when this returns, unless the caller is fire
 * itself. Waits for fire: hold no lock that fire takes. */
bool ws2_timer_cancel_wait(struct ws2_timer *timer);

#endif
