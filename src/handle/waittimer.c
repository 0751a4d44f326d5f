/* SPDX-License-Identifier: MIT */
/* Waitable timers; see waittimer.h. The waitable's lock guards everything.
 * The reactor may have begun to fire what was set before: fire therefore looks
 * at the clock itself. Follows "Waitable Timer Objects" on Microsoft Learn. */
#include "handle/waittimer.h"

#include <stddef.h>
#include <stdlib.h>
#include <winerror.h>

#include "handle/apc.h"
#include "handle/named.h"
#include "handle/walltimer.h"
#include "os/wallclock.h"

/* The completion routine of one setting. The timer has a reference, and the
 * thread's queue while it is queued. */
struct done_apc {
    struct ws2_apc apc;
    atomic_uint refs;
    atomic_bool queued;
    struct ws2_thread *thread; /* with a reference */
    void (*done)(void (*routine)(void), void *arg, int64_t wall_ns);
    void (*routine)(void);
    void *arg;
    int64_t wall_ns; /* when it was signaled */
};

struct ws2_waittimer {
    struct ws2_waitable base;
    bool manual;
    bool signaled;
    bool armed;
    bool wall;
    int64_t due_ns;
    int64_t period_ns;
    struct done_apc *done;
    struct ws2_walltimer clock;
};

static void done_put(struct done_apc *d)
{
    if (d == NULL ||
        atomic_fetch_sub_explicit(&d->refs, 1, memory_order_acq_rel) != 1)
        return;
    ws2_thread_put(d->thread);
    free(d);
}

static void done_drop(struct ws2_apc *apc)
{
    done_put((struct done_apc *)apc);
}

/* From here on it may be queued again. */
static void done_run(struct ws2_apc *apc)
{
    struct done_apc *d = (struct done_apc *)apc;
    void (*done)(void (*routine)(void), void *arg, int64_t wall_ns) = d->done;
    void (*routine)(void) = d->routine;
    void *arg = d->arg;
    int64_t wall_ns = d->wall_ns;

    atomic_store(&d->queued, false);
    done_put(d);
    done(routine, arg, wall_ns);
}

static struct done_apc *done_new(const struct ws2_waittimer_setting *setting,
                                 struct ws2_thread *thread)
{
    struct done_apc *d = calloc(1, sizeof(*d));

    if (d == NULL)
        return NULL;
    d->apc.run = done_run;
    d->apc.drop = done_drop;
    atomic_init(&d->refs, 1);
    d->done = setting->done;
    d->routine = setting->routine;
    d->arg = setting->arg;
    d->thread = thread;
    ws2_thread_ref(thread);
    return d;
}

/* False when the thread has ended, which ends the timer too. Still queued from
 * the last time: once is enough. */
static bool done_queue(struct done_apc *d)
{
    if (d == NULL || atomic_exchange(&d->queued, true))
        return true;
    d->wall_ns = os_wall_ns();
    atomic_fetch_add(&d->refs, 1);
    if (ws2_apc_queue(d->thread, &d->apc))
        return true;
    done_put(d);
    return false;
}

/* The timer's: what is queued is taken back. */
static void done_end(struct done_apc *d)
{
    if (d != NULL && ws2_apc_cancel(d->thread, &d->apc))
        done_put(d);
    done_put(d);
}

static bool timer_is_due(const struct ws2_waittimer *t)
{
    return t->armed && (t->wall ? os_wall_ns() : os_now_ns()) >= t->due_ns;
}

/* A period is counted from the due time; what was missed is skipped. */
static void timer_next_locked(struct ws2_waittimer *t)
{
    int64_t now = os_now_ns();

    t->armed = t->period_ns != 0;
    if (!t->armed)
        return;
    if (t->wall)
        t->due_ns = now;
    t->wall = false;
    t->due_ns += t->period_ns;
    if (t->due_ns <= now)
        t->due_ns += (now - t->due_ns) / t->period_ns * t->period_ns;
    t->armed = ws2_walltimer_set_steady(&t->clock, t->due_ns) == 0;
}

static void timer_expire(struct ws2_waittimer *t)
{
    struct ws2_wait_guard guard;

    ws2_waitable_lock(&t->base, &guard);
    if (timer_is_due(t)) {
        if (done_queue(t->done)) {
            t->signaled = true;
            ws2_waitable_release(&t->base, &guard);
            timer_next_locked(t);
        } else {
            t->armed = false;
        }
    } else if (t->armed && t->wall) { /* the clock was set back */
        ws2_walltimer_set(&t->clock, t->due_ns);
    }
    ws2_waitable_unlock(&t->base, &guard);
}

static void timer_fire(struct ws2_timer *timer)
{
    size_t at = offsetof(struct ws2_waittimer, clock.timer);

    timer_expire((struct ws2_waittimer *)((char *)timer - at));
}

static enum ws2_ready timer_ready(const struct ws2_waitable *w,
                                  const struct ws2_thread *thread)
{
    (void)thread;
    return ((const struct ws2_waittimer *)w)->signaled ? WS2_READY
                                                       : WS2_NOT_READY;
}

static void timer_take(struct ws2_waitable *w, struct ws2_thread *thread)
{
    struct ws2_waittimer *t = (struct ws2_waittimer *)w;

    (void)thread;
    if (!t->manual)
        t->signaled = false;
}

static void timer_destroy(struct ws2_obj *obj)
{
    struct ws2_waittimer *t = (struct ws2_waittimer *)obj;

    ws2_named_forget(&t->base);
    ws2_walltimer_end(&t->clock);
    done_end(t->done);
    free(t);
}

static const struct ws2_obj_ops timer_ops = {.destroy = timer_destroy,
                                             .forked = ws2_waitable_forked};
static const struct ws2_wait_ops timer_wait = {.ready = timer_ready,
                                               .take = timer_take};

struct ws2_waittimer *ws2_waittimer_new(bool manual)
{
    struct ws2_waittimer *t = calloc(1, sizeof(*t));

    if (t == NULL)
        return NULL;
    ws2_waitable_init(&t->base, WS2_KIND_TIMER, &timer_ops, &timer_wait);
    ws2_walltimer_init(&t->clock, timer_fire);
    t->manual = manual;
    return t;
}

/* The old routine, for done_end without the lock. */
static struct done_apc *timer_stop_locked(struct ws2_waittimer *t)
{
    struct done_apc *old = t->done;

    t->done = NULL;
    t->armed = false;
    ws2_walltimer_cancel(&t->clock);
    return old;
}

static int timer_start_locked(struct ws2_waittimer *t,
                              const struct ws2_waittimer_setting *setting)
{
    t->signaled = false;
    t->armed = true;
    t->wall = setting->wall;
    t->due_ns = setting->due_ns;
    t->period_ns = (int64_t)setting->period_ms * 1000000;
    return t->wall ? ws2_walltimer_set(&t->clock, t->due_ns)
                   : ws2_walltimer_set_steady(&t->clock, t->due_ns);
}

ws2_err ws2_waittimer_set(struct ws2_waittimer *t,
                          const struct ws2_waittimer_setting *setting)
{
    struct ws2_thread *self = ws2_thread_self();
    struct done_apc *fresh = NULL, *old;
    int res;

    if (setting->routine != NULL && self != NULL)
        fresh = done_new(setting, self);
    if (setting->routine != NULL && fresh == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    ws2_lock_take(&t->base.lock); /* releases nobody: no guard */
    old = timer_stop_locked(t);
    t->done = fresh;
    res = timer_start_locked(t, setting);
    t->armed = res == 0;
    ws2_lock_drop(&t->base.lock);
    done_end(old);
    timer_expire(t); /* if it is due already: not a moment later */
    return res == 0 ? WS2_OK : ws2_err_from_res(WS2_OP_THREAD, res);
}

void ws2_waittimer_cancel(struct ws2_waittimer *t)
{
    struct done_apc *old;

    ws2_lock_take(&t->base.lock);
    old = timer_stop_locked(t);
    ws2_lock_drop(&t->base.lock);
    done_end(old);
}
