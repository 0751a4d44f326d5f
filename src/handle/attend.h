/* SPDX-License-Identifier: MIT */
/* A port's set while no thread of the program waits on the port: operations
 * must go on all the same, for a program that waits for an event, or for a
 * peer in the same process.
 *
 * While the port is busy this costs a look at one word for each wait. A tick
 * of the reactor finds out that nobody has waited for a while and nobody does:
 * from then on the reactor watches the set, until a thread comes to wait. */
#ifndef WS2_HANDLE_ATTEND_H
#define WS2_HANDLE_ATTEND_H

#include <stdatomic.h>

#include "io/io.h"
#include "io/reactor.h"
#include "io/timer.h"

struct ws2_attend {
    struct ws2_io_set *set;
    void (*drive)(struct ws2_attend *a);
    const atomic_uint *waiting; /* threads that sleep on the set */
    atomic_uint waits; /* counts them; who loses a race loses a count */
    unsigned seen;     /* by the tick before */
    atomic_int state;
    struct ws2_timer tick;
    struct ws2_reactor_fd watched;
};

/* drive: processes what the set has, by a thread of ours. */
void ws2_attend_init(struct ws2_attend *a, struct ws2_io_set *set,
                     void (*drive)(struct ws2_attend *a),
                     const atomic_uint *waiting);

/* A thread is about to wait. */
void ws2_attend_enter_slow(struct ws2_attend *a);
static inline void ws2_attend_enter(struct ws2_attend *a);

/* Nobody waits any more, or a first socket was attached. */
void ws2_attend_leave_slow(struct ws2_attend *a);
static inline void ws2_attend_leave(struct ws2_attend *a);

void ws2_attend_stop(struct ws2_attend *a); /* for good; waits for callbacks */
void ws2_attend_forked(struct ws2_attend *a); /* in the child */

enum { WS2_ATTEND_OFF, WS2_ATTEND_TICK, WS2_ATTEND_WATCH, WS2_ATTEND_STOPPED };

static inline void ws2_attend_enter(struct ws2_attend *a)
{
    unsigned waits = atomic_load_explicit(&a->waits, memory_order_relaxed);

    atomic_store_explicit(&a->waits, waits + 1, memory_order_relaxed);
    if (atomic_load(&a->state) == WS2_ATTEND_WATCH)
        ws2_attend_enter_slow(a);
}

static inline void ws2_attend_leave(struct ws2_attend *a)
{
    if (atomic_load(&a->state) == WS2_ATTEND_OFF)
        ws2_attend_leave_slow(a);
}

#endif
