/* SPDX-License-Identifier: MIT */
/* Timer queues. A queue lists its timers' handles; each timer has a reference
 * to its queue, so the queue is gone when the last callback is. The lists are
 * guarded by the pool's lock. Follows "Timer Queues" on Microsoft Learn. */
#include <windows.h>

#include <stdlib.h>

#include "handle/event.h"
#include "win32/door.h"
#include "win32/pool_handle.h"
#include "win32/pool_timer.h"

struct timer_queue {
    struct ws2_obj obj;
    struct queue_timer *first;
    struct ws2_event *notify; /* set when it is gone; or NULL */
};

struct queue_timer {
    struct ws2_pool_timer timer;
    WAITORTIMERCALLBACK callback;
    HANDLE handle;
    struct timer_queue *queue; /* with a reference */
    struct queue_timer *prev, *next;
    bool listed;
};

static void queue_destroy(struct ws2_obj *obj)
{
    struct timer_queue *q = (struct timer_queue *)obj;

    if (q->notify != NULL) {
        ws2_event_set(q->notify);
        ws2_obj_put(&ws2_event_waitable(q->notify)->obj);
    }
    free(q);
}

static const struct ws2_obj_ops queue_ops = {.destroy = queue_destroy};
static struct timer_queue usual = {
    .obj = {.ops = &queue_ops, .refs = 1, .kind = WS2_KIND_TIMER_QUEUE}};

/* The queue with a reference; NULL is the default one. */
static struct timer_queue *queue_get(HANDLE h)
{
    if (h != NULL)
        return (struct timer_queue *)ws2_handle_get((ws2_handle)h,
                                                    WS2_KIND_TIMER_QUEUE);
    ws2_obj_ref(&usual.obj);
    return &usual;
}

static void timer_list(struct queue_timer *t)
{
    struct timer_queue *q = t->queue;

    ws2_pool_lock();
    t->prev = NULL;
    t->next = q->first;
    if (q->first != NULL)
        q->first->prev = t;
    q->first = t;
    t->listed = true;
    ws2_pool_unlock();
}

static void timer_unlist_locked(struct queue_timer *t)
{
    if (!t->listed)
        return;
    if (t->prev != NULL)
        t->prev->next = t->next;
    else
        t->queue->first = t->next;
    if (t->next != NULL)
        t->next->prev = t->prev;
    t->listed = false;
}

static void timer_call(struct ws2_pool_item *item,
                       PTP_CALLBACK_INSTANCE instance, enum ws2_pool_why why)
{
    (void)instance;
    (void)why;
    ((struct queue_timer *)item)->callback(item->context, TRUE);
}

static void timer_destroy(struct ws2_pool_item *item)
{
    struct queue_timer *t = (struct queue_timer *)item;

    ws2_pool_lock();
    timer_unlist_locked(t);
    ws2_pool_unlock();
    ws2_pool_timer_end(&t->timer);
    ws2_obj_put(&t->queue->obj);
    free(t);
}

static const struct ws2_pool_kind timer_kind = {
    .call = timer_call, .stop = ws2_pool_timer_stop, .destroy = timer_destroy};

HANDLE WINAPI CreateTimerQueue(VOID)
{
    struct timer_queue *q = calloc(1, sizeof(*q));
    ws2_handle h = 0;
    ws2_err err;

    if (q == NULL)
        return ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
    ws2_obj_init(&q->obj, WS2_KIND_TIMER_QUEUE, &queue_ops);
    err = ws2_handle_new(&q->obj, &h);
    ws2_obj_put(&q->obj);
    return err == WS2_OK ? (HANDLE)h : ws2_win32_null(err);
}

static struct ws2_due due_in(ULONG ms)
{
    return (struct ws2_due){.ns = os_now_ns() + (int64_t)ms * 1000000};
}

/* Eats the reference to the queue. */
static ws2_err timer_new(struct timer_queue *q, WAITORTIMERCALLBACK callback,
                         void *context, ULONG flags, HANDLE *out,
                         struct queue_timer **timer)
{
    struct queue_timer *t = calloc(1, sizeof(*t));
    ws2_err err;

    if (t == NULL) {
        ws2_obj_put(&q->obj);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    ws2_pool_timer_init(&t->timer);
    ws2_pool_item_init(&t->timer.item, &timer_kind, context, NULL);
    t->timer.item.runs_long = (flags & WT_EXECUTELONGFUNCTION) != 0;
    t->callback = callback;
    t->queue = q;
    *timer = t;
    err = ws2_pool_handle_new(&t->timer.item, WS2_KIND_QUEUE_TIMER, out);
    if (err == WS2_OK) {
        t->handle = *out;
        timer_list(t);
    }
    return err;
}

BOOL WINAPI CreateTimerQueueTimer(PHANDLE phNewTimer, HANDLE TimerQueue,
                                  WAITORTIMERCALLBACK Callback, PVOID Parameter,
                                  DWORD DueTime, DWORD Period, ULONG Flags)
{
    struct queue_timer *t;
    struct timer_queue *q;
    struct ws2_due due = due_in(DueTime);
    ws2_err err;

    if (phNewTimer == NULL || Callback == NULL)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    q = queue_get(TimerQueue);
    if (q == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    err = timer_new(q, Callback, Parameter, Flags, phNewTimer, &t);
    if (err == WS2_OK) /* the handle is known: a callback may use it */
        ws2_pool_timer_set(&t->timer, &due,
                           (Flags & WT_EXECUTEONLYONCE) != 0 ? 0 : Period);
    return ws2_win32_bool(err);
}

/* The timer, pinned, if it is one of the queue's. */
static struct queue_timer *timer_pin(HANDLE queue, HANDLE timer)
{
    struct timer_queue *q = queue_get(queue);
    struct queue_timer *t = NULL;
    struct ws2_obj *obj = NULL;

    if (q == NULL)
        return NULL;
    obj = ws2_handle_pin((ws2_handle)timer, WS2_KIND_QUEUE_TIMER);
    if (obj != NULL)
        t = (struct queue_timer *)((struct ws2_pool_handle *)obj)->item;
    if (t != NULL && t->queue != q) {
        ws2_handle_unpin((ws2_handle)timer);
        t = NULL;
    }
    ws2_obj_put(&q->obj);
    return t;
}

BOOL WINAPI ChangeTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer,
                                  ULONG DueTime, ULONG Period)
{
    struct queue_timer *t = timer_pin(TimerQueue, Timer);
    struct ws2_due due = due_in(DueTime);
    bool armed;

    if (t == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    ws2_pool_lock();
    armed = t->timer.armed;
    ws2_pool_unlock();
    if (armed)
        ws2_pool_timer_set(&t->timer, &due, Period);
    ws2_handle_unpin((ws2_handle)Timer);
    return TRUE;
}

BOOL WINAPI DeleteTimerQueueTimer(HANDLE TimerQueue, HANDLE Timer,
                                  HANDLE CompletionEvent)
{
    if (timer_pin(TimerQueue, Timer) == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    ws2_handle_unpin((ws2_handle)Timer);
    return ws2_win32_bool(
        ws2_pool_handle_retire(Timer, WS2_KIND_QUEUE_TIMER, CompletionEvent));
}

/* Some other thread may delete the same timer: then it is no handle any more.
 * ERROR_IO_PENDING when a callback still runs. */
static ws2_err timers_retire(struct timer_queue *q, bool wait)
{
    ws2_err err = WS2_OK;
    struct queue_timer *t;
    HANDLE h;

    for (;;) {
        ws2_pool_lock();
        t = q->first;
        h = t != NULL ? t->handle : NULL;
        if (t != NULL)
            timer_unlist_locked(t);
        ws2_pool_unlock();
        if (t == NULL)
            return err;
        if (ws2_pool_handle_retire(h, WS2_KIND_QUEUE_TIMER,
                                   wait ? INVALID_HANDLE_VALUE : NULL) ==
            ERROR_IO_PENDING)
            err = ERROR_IO_PENDING;
    }
}

static ws2_err queue_delete(HANDLE queue, HANDLE completion)
{
    struct ws2_event *event;
    struct ws2_obj *obj;
    ws2_err err = ws2_pool_completion(completion, &event);

    if (err != WS2_OK)
        return err;
    obj = ws2_handle_close((ws2_handle)queue, WS2_KIND_TIMER_QUEUE);
    if (obj == NULL) {
        if (event != NULL)
            ws2_obj_put(&ws2_event_waitable(event)->obj);
        return ERROR_INVALID_HANDLE;
    }
    ((struct timer_queue *)obj)->notify = event;
    err = timers_retire((struct timer_queue *)obj,
                        completion == INVALID_HANDLE_VALUE);
    ws2_obj_put(obj);
    return err;
}

BOOL WINAPI DeleteTimerQueueEx(HANDLE TimerQueue, HANDLE CompletionEvent)
{
    return ws2_win32_bool(queue_delete(TimerQueue, CompletionEvent));
}

BOOL WINAPI DeleteTimerQueue(HANDLE TimerQueue)
{
    return DeleteTimerQueueEx(TimerQueue, NULL);
}
