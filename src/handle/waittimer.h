/* SPDX-License-Identifier: MIT */
/* Waitable timers: signaled at a time, once or again and again, and if asked
 * with a completion routine on the thread that set them. */
#ifndef WS2_HANDLE_WAITTIMER_H
#define WS2_HANDLE_WAITTIMER_H

#include "handle/wait.h"

struct ws2_waittimer;

/* One reference for the caller; NULL without memory. */
struct ws2_waittimer *ws2_waittimer_new(bool manual);

struct ws2_waittimer_setting {
    bool wall;          /* due_ns is a time of day: ns since 1970 */
    int64_t due_ns;     /* else of the monotonic clock */
    uint32_t period_ms; /* 0: once */
    /* Called on the setting thread, in an alertable wait; may be NULL. */
    void (*done)(void (*routine)(void), void *arg, int64_t wall_ns);
    void (*routine)(void);
    void *arg;
};

/* Takes the signal back and starts anew. ERROR_NOT_ENOUGH_MEMORY (8), or what
 * the reactor's errno means. */
ws2_err ws2_waittimer_set(struct ws2_waittimer *t,
                          const struct ws2_waittimer_setting *setting);

/* Stops it; the signal stays as it is. */
void ws2_waittimer_cancel(struct ws2_waittimer *t);

#endif
