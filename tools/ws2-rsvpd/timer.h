/* SPDX-License-Identifier: MIT */
/* Timers: a heap of what is due, the soonest on top. A timer lies in its
 * owner's memory. Times are milliseconds of whatever clock the owner has. */
#ifndef WS2_RSVPD_TIMER_H
#define WS2_RSVPD_TIMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer {
    uint64_t due;
    size_t place; /* in the heap, from 1; 0: not set */
    void (*run)(struct timer *t);
};

struct timers {
    struct timer **heap; /* from 1 */
    size_t count, room;
};

/* A timer that lies in every state is reserved with it, so that setting it
 * cannot fail. False: no memory. */
bool timers_reserve(struct timers *all, size_t count);
void timers_free(struct timers *all);

/* Sets it, or sets it anew. */
void timer_set(struct timers *all, struct timer *t, uint64_t due);
void timer_clear(struct timers *all, struct timer *t);

/* Runs what is due; a timer is clear when it runs. */
void timers_run(struct timers *all, uint64_t now);

/* When the soonest is due; UINT64_MAX: none is set. */
uint64_t timers_next(const struct timers *all);

#endif
