/* SPDX-License-Identifier: MIT */
/* Timers for a time of day: they follow the clock when somebody sets it. */
#ifndef WS2_HANDLE_WALLTIMER_H
#define WS2_HANDLE_WALLTIMER_H

#include "io/timer.h"

struct ws2_walltimer {
    struct ws2_timer timer; /* its fire may find that it is too early: */
    int64_t wall_ns;        /* since 1970; guarded by walltimer.c's lock */
    struct ws2_walltimer *prev, *next;
    bool listed;
    bool ended;
};

void ws2_walltimer_init(struct ws2_walltimer *w,
                        void (*fire)(struct ws2_timer *timer));

/* 0 or -errno. A leaf lock is taken, then the reactor's. */
int ws2_walltimer_set(struct ws2_walltimer *w, int64_t wall_ns);

/* The same for a moment of the monotonic clock. */
int ws2_walltimer_set_steady(struct ws2_walltimer *w, int64_t due_ns);

void ws2_walltimer_cancel(struct ws2_walltimer *w);

/* For good, and its fire does not run any more: one that is under way and sets
 * it again sets nothing. */
void ws2_walltimer_end(struct ws2_walltimer *w);

#endif
