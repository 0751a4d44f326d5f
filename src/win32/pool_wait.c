/* SPDX-License-Identifier: MIT */
/* Waits of the thread pool. What is linked to the object is a piece of memory
 * of its own: when the wait is given up while the object is just being handed
 * over, it has lost its owner and goes by itself. Follows "SetThreadpoolWait
 * function" and its neighbours on Microsoft Learn. */
#include "win32/pool_wait.h"

#include <stddef.h>
#include <stdlib.h>

#include "os/wallclock.h"
#include "win32/door.h"

struct ws2_pool_waiting {
    struct ws2_async_wait wait;
    struct ws2_waitable *object; /* with a reference */
    struct ws2_pool_wait *owner; /* NULL: given up */
};

static void waiting_free(struct ws2_pool_waiting *waiting)
{
    if (waiting == NULL)
        return;
    ws2_obj_put(&waiting->object->obj);
    free(waiting);
}

static void finish_locked(struct ws2_pool_wait *w, enum ws2_pool_why why)
{
    w->waiting = NULL;
    ws2_walltimer_cancel(&w->clock);
    ws2_pool_submit_locked(&w->item, why);
}

static void waiting_done(struct ws2_async_wait *a)
{
    struct ws2_pool_waiting *waiting = (struct ws2_pool_waiting *)a;

    ws2_pool_lock();
    if (waiting->owner != NULL)
        finish_locked(waiting->owner, WS2_POOL_DONE);
    ws2_pool_unlock();
    waiting_free(waiting);
}

/* What can be freed once the lock is dropped: NULL when waiting_done will. */
static struct ws2_pool_waiting *give_up_locked(struct ws2_pool_wait *w)
{
    struct ws2_pool_waiting *waiting = w->waiting;

    w->waiting = NULL;
    ws2_walltimer_cancel(&w->clock);
    if (waiting == NULL)
        return NULL;
    waiting->owner = NULL;
    return ws2_async_wait_end(&waiting->wait) ? waiting : NULL;
}

static bool due_passed(const struct ws2_due *due)
{
    return (due->wall ? os_wall_ns() : os_now_ns()) >= due->ns;
}

static int clock_set(struct ws2_pool_wait *w)
{
    return w->due.wall ? ws2_walltimer_set(&w->clock, w->due.ns)
                       : ws2_walltimer_set_steady(&w->clock, w->due.ns);
}

static void timeout_fire(struct ws2_timer *timer)
{
    struct ws2_pool_wait *w =
        (struct ws2_pool_wait *)(void *)((char *)timer -
                                         offsetof(struct ws2_pool_wait,
                                                  clock.timer));
    struct ws2_pool_waiting *waiting = NULL;

    ws2_pool_lock();
    if (w->waiting == NULL) {
        /* it was signaled, or given up */
    } else if (due_passed(&w->due)) {
        if (ws2_async_wait_end(&w->waiting->wait)) {
            waiting = w->waiting;
            finish_locked(w, WS2_POOL_TIMEOUT);
        }
    } else if (w->due.wall) {
        clock_set(w);
    }
    ws2_pool_unlock();
    waiting_free(waiting);
}

void ws2_pool_wait_init(struct ws2_pool_wait *w)
{
    w->waiting = NULL;
    ws2_walltimer_init(&w->clock, timeout_fire);
}

/* A time-out that cannot be had for want of a reactor is a time-out. */
static struct ws2_pool_waiting *begin_locked(struct ws2_pool_wait *w,
                                             struct ws2_pool_waiting *waiting,
                                             const struct ws2_due *due)
{
    w->waiting = waiting;
    if (!ws2_async_wait_begin(&waiting->wait, waiting->object, waiting_done)) {
        finish_locked(w, WS2_POOL_DONE);
        return waiting;
    }
    if (due == NULL)
        return NULL;
    w->due = *due;
    if (!due_passed(due) && clock_set(w) == 0)
        return NULL;
    if (!ws2_async_wait_end(&waiting->wait))
        return NULL; /* waiting_done is on its way */
    finish_locked(w, WS2_POOL_TIMEOUT);
    return waiting;
}

ws2_err ws2_pool_wait_set(struct ws2_pool_wait *w, struct ws2_waitable *object,
                          const struct ws2_due *due, bool *was)
{
    struct ws2_pool_waiting *fresh = NULL, *old;

    if (object != NULL) {
        fresh = malloc(sizeof(*fresh));
        if (fresh == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
        ws2_obj_ref(&object->obj);
        fresh->object = object;
        fresh->owner = w;
    }
    ws2_pool_lock();
    *was = w->waiting != NULL;
    old = give_up_locked(w);
    if (fresh != NULL)
        fresh = begin_locked(w, fresh, due);
    ws2_pool_unlock();
    waiting_free(old);
    waiting_free(fresh);
    return WS2_OK;
}

void ws2_pool_wait_stop(struct ws2_pool_item *item)
{
    bool was;

    ws2_pool_wait_set((struct ws2_pool_wait *)item, NULL, NULL, &was);
}

void ws2_pool_wait_end(struct ws2_pool_wait *w)
{
    ws2_walltimer_end(&w->clock);
}

struct _TP_WAIT {
    struct ws2_pool_wait wait;
    PTP_WAIT_CALLBACK callback;
};

static void tp_wait_call(struct ws2_pool_item *item,
                         PTP_CALLBACK_INSTANCE instance, enum ws2_pool_why why)
{
    struct _TP_WAIT *w = (struct _TP_WAIT *)item;

    w->callback(instance, item->context, w,
                why == WS2_POOL_DONE ? WAIT_OBJECT_0 : WAIT_TIMEOUT);
}

static void tp_wait_destroy(struct ws2_pool_item *item)
{
    ws2_pool_wait_end((struct ws2_pool_wait *)item);
    free(item);
}

static const struct ws2_pool_kind tp_wait_kind = {.call = tp_wait_call,
                                                  .stop = ws2_pool_wait_stop,
                                                  .destroy = tp_wait_destroy};

PTP_WAIT WINAPI CreateThreadpoolWait(PTP_WAIT_CALLBACK pfnwa, PVOID pv,
                                     PTP_CALLBACK_ENVIRON pcbe)
{
    struct _TP_WAIT *w;
    ws2_err err;

    if (pfnwa == NULL)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    w = malloc(sizeof(*w));
    if (w == NULL)
        return ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
    w->callback = pfnwa;
    ws2_pool_wait_init(&w->wait);
    err = ws2_pool_item_init(&w->wait.item, &tp_wait_kind, pv, pcbe);
    if (err == WS2_OK)
        return w;
    free(w);
    return ws2_win32_null(err);
}

/* Windows raises an exception for a bad handle; here it waits for nothing. */
BOOL WINAPI SetThreadpoolWaitEx(PTP_WAIT pwa, HANDLE h, PFILETIME pftTimeout,
                                PVOID Reserved)
{
    struct ws2_waitable *w = NULL;
    struct ws2_due due;
    bool was = false;
    ws2_err err;

    (void)Reserved;
    if (h != NULL)
        w = ws2_waitable_get((ws2_handle)h, WS2_POOL_WAITABLE);
    if (pftTimeout != NULL)
        due = ws2_due_from((int64_t)ws2_filetime_get(pftTimeout));
    err = ws2_pool_wait_set(&pwa->wait, w, pftTimeout != NULL ? &due : NULL,
                            &was);
    if (h != NULL && w == NULL)
        ws2_set_last_error(ERROR_INVALID_HANDLE);
    else if (err != WS2_OK)
        ws2_set_last_error(err);
    if (w != NULL)
        ws2_obj_put(&w->obj);
    return was;
}

VOID WINAPI SetThreadpoolWait(PTP_WAIT pwa, HANDLE h, PFILETIME pftTimeout)
{
    SetThreadpoolWaitEx(pwa, h, pftTimeout, NULL);
}

VOID WINAPI WaitForThreadpoolWaitCallbacks(PTP_WAIT pwa,
                                           BOOL fCancelPendingCallbacks)
{
    ws2_pool_item_wait(&pwa->wait.item, fCancelPendingCallbacks != 0);
}

VOID WINAPI CloseThreadpoolWait(PTP_WAIT pwa)
{
    ws2_pool_item_close(&pwa->wait.item);
}
