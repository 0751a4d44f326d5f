/* SPDX-License-Identifier: MIT */
/* Timers of the thread pool. The reactor may be about to fire what has been
 * set anew: fire looks at the clock. Follows "SetThreadpoolTimer function" and
 * its neighbours on Microsoft Learn; the window length is not used. */
#include "win32/pool_timer.h"

#include <stddef.h>
#include <stdlib.h>

#include "os/wallclock.h"
#include "win32/door.h"

static int clock_set(struct ws2_pool_timer *t)
{
    return t->due.wall ? ws2_walltimer_set(&t->clock, t->due.ns)
                       : ws2_walltimer_set_steady(&t->clock, t->due.ns);
}

static void next_locked(struct ws2_pool_timer *t)
{
    int64_t now = os_now_ns();

    t->armed = t->period_ns != 0;
    if (!t->armed)
        return;
    t->due.ns = (t->due.wall ? now : t->due.ns) + t->period_ns;
    t->due.wall = false;
    if (t->due.ns <= now)
        t->due.ns += (now - t->due.ns) / t->period_ns * t->period_ns;
    t->armed = clock_set(t) == 0;
}

static void timer_fire(struct ws2_timer *timer)
{
    struct ws2_pool_timer *t =
        (struct ws2_pool_timer *)(void *)((char *)timer -
                                          offsetof(struct ws2_pool_timer,
                                                   clock.timer));

    ws2_pool_lock();
    if (!t->armed) {
        /* stopped meanwhile */
    } else if ((t->due.wall ? os_wall_ns() : os_now_ns()) >= t->due.ns) {
        ws2_pool_submit_locked(&t->item, WS2_POOL_DONE);
        next_locked(t);
    } else if (t->due.wall) { /* the clock was set back */
        clock_set(t);
    }
    ws2_pool_unlock();
}

void ws2_pool_timer_init(struct ws2_pool_timer *t)
{
    ws2_walltimer_init(&t->clock, timer_fire);
    t->set = false;
    t->armed = false;
}

bool ws2_pool_timer_set(struct ws2_pool_timer *t, const struct ws2_due *due,
                        uint32_t period_ms)
{
    bool was;

    ws2_pool_lock();
    was = t->armed;
    t->set = due != NULL;
    t->armed = false;
    ws2_walltimer_cancel(&t->clock);
    if (due != NULL) {
        t->due = *due;
        t->period_ns = (int64_t)period_ms * 1000000;
        t->armed = clock_set(t) == 0;
    }
    ws2_pool_unlock();
    return was;
}

void ws2_pool_timer_stop(struct ws2_pool_item *item)
{
    ws2_pool_timer_set((struct ws2_pool_timer *)item, NULL, 0);
}

void ws2_pool_timer_end(struct ws2_pool_timer *t)
{
    ws2_walltimer_end(&t->clock);
}

struct _TP_TIMER {
    struct ws2_pool_timer timer;
    PTP_TIMER_CALLBACK callback;
};

static void tp_timer_call(struct ws2_pool_item *item,
                          PTP_CALLBACK_INSTANCE instance, enum ws2_pool_why why)
{
    struct _TP_TIMER *t = (struct _TP_TIMER *)item;

    (void)why;
    t->callback(instance, item->context, t);
}

static void tp_timer_destroy(struct ws2_pool_item *item)
{
    ws2_pool_timer_end((struct ws2_pool_timer *)item);
    free(item);
}

static const struct ws2_pool_kind tp_timer_kind = {.call = tp_timer_call,
                                                   .stop = ws2_pool_timer_stop,
                                                   .destroy = tp_timer_destroy};

PTP_TIMER WINAPI CreateThreadpoolTimer(PTP_TIMER_CALLBACK pfnti, PVOID pv,
                                       PTP_CALLBACK_ENVIRON pcbe)
{
    struct _TP_TIMER *t;
    ws2_err err;

    if (pfnti == NULL)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    t = malloc(sizeof(*t));
    if (t == NULL)
        return ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
    t->callback = pfnti;
    ws2_pool_timer_init(&t->timer);
    err = ws2_pool_item_init(&t->timer.item, &tp_timer_kind, pv, pcbe);
    if (err == WS2_OK)
        return t;
    free(t);
    return ws2_win32_null(err);
}

BOOL WINAPI SetThreadpoolTimerEx(PTP_TIMER pti, PFILETIME pftDueTime,
                                 DWORD msPeriod, DWORD msWindowLength)
{
    struct ws2_due due;

    (void)msWindowLength;
    if (pftDueTime == NULL)
        return ws2_pool_timer_set(&pti->timer, NULL, 0);
    due = ws2_due_from((int64_t)ws2_filetime_get(pftDueTime));
    return ws2_pool_timer_set(&pti->timer, &due, msPeriod);
}

VOID WINAPI SetThreadpoolTimer(PTP_TIMER pti, PFILETIME pftDueTime,
                               DWORD msPeriod, DWORD msWindowLength)
{
    SetThreadpoolTimerEx(pti, pftDueTime, msPeriod, msWindowLength);
}

BOOL WINAPI IsThreadpoolTimerSet(PTP_TIMER pti)
{
    bool set;

    ws2_pool_lock();
    set = pti->timer.set;
    ws2_pool_unlock();
    return set;
}

VOID WINAPI WaitForThreadpoolTimerCallbacks(PTP_TIMER pti,
                                            BOOL fCancelPendingCallbacks)
{
    ws2_pool_item_wait(&pti->timer.item, fCancelPendingCallbacks != 0);
}

VOID WINAPI CloseThreadpoolTimer(PTP_TIMER pti)
{
    ws2_pool_item_close(&pti->timer.item);
}
