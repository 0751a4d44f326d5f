/* SPDX-License-Identifier: MIT */
/* Ports that nobody waits on; see attend.h. state changes by compare-and-swap,
 * so that each change has one author:
 *
 *     OFF -> TICK    a waiter left, or a socket came (any thread)
 *     TICK -> OFF    somebody sleeps on the set (the tick)
 *     TICK -> WATCH  nobody does, nor did since the last tick (the tick)
 *     WATCH -> OFF   a thread comes to wait (that thread)
 *     any -> STOPPED the port's handle was closed */
#include "handle/attend.h"

#include <stddef.h>

#include "os/poll.h"

#define TICK_NS 10000000

static bool state_change(struct ws2_attend *a, int from, int to)
{
    return atomic_compare_exchange_strong(&a->state, &from, to);
}

static struct ws2_attend *attend_of(struct ws2_timer *tick)
{
    return (struct ws2_attend *)(void *)((char *)tick -
                                         offsetof(struct ws2_attend, tick));
}

static void tick_set(struct ws2_attend *a)
{
    ws2_timer_set(&a->tick, os_now_ns() + TICK_NS);
}

static void watched_ready(struct ws2_reactor_fd *watched, int got)
{
    struct ws2_attend *a = watched->arg;

    (void)got;
    if (atomic_load(&a->state) == WS2_ATTEND_WATCH)
        a->drive(a);
    else
        ws2_reactor_remove(watched);
}

/* Of two changes that cross, a waiter that leaves and this one, one sees the
 * other: both are in one order. */
static void tick_ends(struct ws2_attend *a)
{
    if (state_change(a, WS2_ATTEND_TICK, WS2_ATTEND_OFF) &&
        atomic_load(a->waiting) == 0)
        ws2_attend_leave(a);
}

static void tick_fire(struct ws2_timer *tick)
{
    struct ws2_attend *a = attend_of(tick);
    unsigned waits = atomic_load_explicit(&a->waits, memory_order_relaxed);
    bool watched;

    if (atomic_load(&a->state) != WS2_ATTEND_TICK)
        return;
    if (atomic_load(a->waiting) != 0) {
        tick_ends(a);
        return;
    }
    if (waits != a->seen) {
        a->seen = waits;
        tick_set(a);
        return;
    }
    if (!state_change(a, WS2_ATTEND_TICK, WS2_ATTEND_WATCH))
        return;
    watched = ws2_reactor_add(&a->watched) >= 0;
    if (watched && atomic_load(&a->state) != WS2_ATTEND_WATCH) {
        ws2_reactor_remove(&a->watched); /* a thread came meanwhile */
        return;
    }
    a->drive(a); /* what a thread left behind makes nothing readable */
    if (watched)
        return;
    /* there is no room to watch it: by ticks, then */
    if (state_change(a, WS2_ATTEND_WATCH, WS2_ATTEND_TICK))
        tick_set(a);
}

void ws2_attend_init(struct ws2_attend *a, struct ws2_io_set *set,
                     void (*drive)(struct ws2_attend *a),
                     const atomic_uint *waiting)
{
    a->set = set;
    a->drive = drive;
    a->waiting = waiting;
    a->seen = 0;
    atomic_init(&a->waits, 0);
    atomic_init(&a->state, WS2_ATTEND_OFF);
    ws2_timer_init(&a->tick, tick_fire);
    a->watched.fd = ws2_io_set_fd(set);
    a->watched.events = OS_IN;
    a->watched.ready = watched_ready;
    a->watched.arg = a;
    a->watched.slot = 0;
}

void ws2_attend_enter_slow(struct ws2_attend *a)
{
    if (state_change(a, WS2_ATTEND_WATCH, WS2_ATTEND_OFF))
        ws2_reactor_remove(&a->watched);
}

void ws2_attend_leave_slow(struct ws2_attend *a)
{
    if (state_change(a, WS2_ATTEND_OFF, WS2_ATTEND_TICK))
        tick_set(a);
}

void ws2_attend_stop(struct ws2_attend *a)
{
    atomic_store(&a->state, WS2_ATTEND_STOPPED);
    ws2_timer_cancel_wait(&a->tick);
    ws2_timer_cancel_wait(&a->tick); /* which the last one may have set */
    ws2_reactor_remove(&a->watched);
}

/* What the parent's reactor had is in the child's too; it goes when it is met
 * in this state. */
void ws2_attend_forked(struct ws2_attend *a)
{
    if (atomic_load(&a->state) != WS2_ATTEND_STOPPED)
        atomic_store(&a->state, WS2_ATTEND_OFF);
    a->watched.fd = ws2_io_set_fd(a->set);
}
