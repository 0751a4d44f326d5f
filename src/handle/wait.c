/* SPDX-License-Identifier: MIT */
/* The wait core; see wait.h for the locking. Lock order: all_lock, then the
 * locks of objects. A waiter and its blocks live on the waiting thread's stack;
 * they are reachable only through lists that it leaves before it returns. */
#include "handle/wait.h"

#include <errno.h>
#include <stddef.h>

#include "handle/apc.h"
#include "handle/port.h"
#include "os/fork.h"

#define PENDING WS2_WAIT_PENDING
#define CLAIMED (UINT32_MAX - 1) /* taken, the result follows at once */

static struct ws2_lock all_lock = WS2_LOCK_INIT;

void ws2_waitable_init(struct ws2_waitable *w, enum ws2_kind kind,
                       const struct ws2_obj_ops *ops,
                       const struct ws2_wait_ops *wait)
{
    ws2_obj_init(&w->obj, kind, ops);
    atomic_init(&w->lock.word, 0);
    w->named = false;
    w->wait = wait;
    w->first = NULL;
    w->last = NULL;
    w->all_waiters = 0;
}

void ws2_waitable_forked(struct ws2_obj *obj)
{
    struct ws2_waitable *w = (struct ws2_waitable *)obj;

    atomic_store(&w->lock.word, 0);
    w->first = NULL;
    w->last = NULL;
    w->all_waiters = 0;
}

static void all_forked(void)
{
    atomic_store(&all_lock.word, 0);
}
OS_IN_FORKED_CHILD(all_forked)

static void block_link_locked(struct ws2_wait_block *b)
{
    struct ws2_waitable *w = b->object;

    b->prev = w->last;
    b->next = NULL;
    if (w->last != NULL)
        w->last->next = b;
    else
        w->first = b;
    w->last = b;
    w->all_waiters += b->waiter->all;
    b->linked = true;
}

static void block_unlink_locked(struct ws2_wait_block *b)
{
    struct ws2_waitable *w = b->object;

    if (!b->linked)
        return;
    if (b->prev != NULL)
        b->prev->next = b->next;
    else
        w->first = b->next;
    if (b->next != NULL)
        b->next->prev = b->prev;
    else
        w->last = b->prev;
    w->all_waiters -= b->waiter->all;
    b->linked = false;
}

/* Whether this caller is the one that decides the waiter's result. */
static bool waiter_claim(struct ws2_wait_state *waiter, unsigned result)
{
    unsigned expect = PENDING;

    return atomic_compare_exchange_strong(&waiter->result, &expect, result);
}

/* Wakes the collected waiters, which may be gone: see os_futex_wake. */
static void guard_flush(struct ws2_wait_guard *guard)
{
    for (unsigned i = 0; i < guard->wakes; i++)
        os_futex_wake(guard->wake[i], 1);
    guard->wakes = 0;
}

/* The last thing that is done to a claimed waiter: once the thread sees its
 * result it may be gone, so only the address is kept, to wake it. */
static void waiter_finish(struct ws2_wait_state *waiter, unsigned result,
                          struct ws2_wait_guard *guard)
{
    struct ws2_async_wait *async = waiter->async;
    atomic_uint *word = &waiter->result;

    atomic_store(word, result);
    if (async != NULL) { /* it stays until it is called */
        *guard->async_last = async;
        guard->async_last = &async->next;
        return;
    }
    guard->wake[guard->wakes++] = word;
    if (guard->wakes == sizeof(guard->wake) / sizeof(guard->wake[0]))
        guard_flush(guard);
}

/* The result when every object of the waiter is ready, else PENDING. All their
 * locks are held. */
static unsigned all_ready_locked(const struct ws2_wait_state *waiter)
{
    unsigned result = WS2_WAIT_OBJECT;

    for (unsigned i = 0; i < waiter->count; i++) {
        struct ws2_waitable *w = waiter->block[i].object;
        enum ws2_ready ready = w->wait->ready(w, waiter->thread);

        if (ready == WS2_NOT_READY)
            return PENDING;
        if (ready == WS2_READY_ABANDONED)
            result = WS2_WAIT_ABANDONED;
    }
    return result;
}

static void all_take_locked(struct ws2_wait_state *waiter)
{
    for (unsigned i = 0; i < waiter->count; i++) {
        struct ws2_waitable *w = waiter->block[i].object;

        w->wait->take(w, waiter->thread);
    }
}

/* Takes or drops the locks of all the waiter's objects but one (or NULL).
 * all_lock is held, so the order among them does not matter. */
static void all_objects_lock(struct ws2_wait_state *waiter,
                             struct ws2_waitable *but)
{
    for (unsigned i = 0; i < waiter->count; i++)
        if (waiter->block[i].object != but)
            ws2_lock_take(&waiter->block[i].object->lock);
}

static void all_objects_unlock(struct ws2_wait_state *waiter,
                               struct ws2_waitable *but)
{
    for (unsigned i = 0; i < waiter->count; i++)
        if (waiter->block[i].object != but)
            ws2_lock_drop(&waiter->block[i].object->lock);
}

/* Hands all its objects to a waiter that wants them all, if that can be. */
static void all_release(struct ws2_wait_block *b, struct ws2_wait_guard *guard)
{
    struct ws2_wait_state *waiter = b->waiter;
    struct ws2_waitable *w = b->object;
    unsigned result;

    all_objects_lock(waiter, w);
    result = all_ready_locked(waiter);
    if (result != PENDING && waiter_claim(waiter, CLAIMED)) {
        all_take_locked(waiter);
        block_unlink_locked(b);
        waiter_finish(waiter, result, guard); /* all_lock keeps it here */
    }
    all_objects_unlock(waiter, w);
}

static void any_release(struct ws2_wait_block *b, enum ws2_ready ready,
                        struct ws2_wait_guard *guard)
{
    struct ws2_wait_state *waiter = b->waiter;
    struct ws2_waitable *w = b->object;
    unsigned base =
        ready == WS2_READY_ABANDONED ? WS2_WAIT_ABANDONED : WS2_WAIT_OBJECT;

    block_unlink_locked(b);
    if (waiter_claim(waiter, CLAIMED)) {
        w->wait->take(w, waiter->thread);
        waiter_finish(waiter, base + b->index, guard);
    }
}

void ws2_waitable_lock(struct ws2_waitable *w, struct ws2_wait_guard *guard)
{
    guard->all = false;
    guard->wakes = 0;
    guard->async = NULL;
    guard->async_last = &guard->async;
    ws2_lock_take(&w->lock);
    if (w->all_waiters == 0)
        return;
    ws2_lock_drop(&w->lock); /* all_lock comes first */
    ws2_lock_take(&all_lock);
    ws2_lock_take(&w->lock);
    guard->all = true;
}

void ws2_waitable_release(struct ws2_waitable *w, struct ws2_wait_guard *guard)
{
    struct ws2_wait_block *b, *next;
    enum ws2_ready ready;

    for (b = w->first; b != NULL; b = next) {
        next = b->next;
        ready = w->wait->ready(w, b->waiter->thread);
        if (ready == WS2_NOT_READY)
            return;
        if (b->waiter->all)
            all_release(b, guard);
        else
            any_release(b, ready, guard);
    }
}

/* The object may be gone after the last of them. */
static void guard_call(struct ws2_wait_guard *guard)
{
    struct ws2_async_wait *a, *next;

    *guard->async_last = NULL;
    for (a = guard->async; a != NULL; a = next) {
        next = a->next;
        a->done(a);
    }
}

void ws2_waitable_unlock(struct ws2_waitable *w, struct ws2_wait_guard *guard)
{
    ws2_lock_drop(&w->lock);
    if (guard->all)
        ws2_lock_drop(&all_lock);
    guard_flush(guard);
    guard_call(guard);
}

static void waiter_init(struct ws2_wait_state *waiter,
                        struct ws2_wait_block *blocks,
                        struct ws2_waitable *const *objs, unsigned n, bool all,
                        struct ws2_thread *thread)
{
    atomic_init(&waiter->result, PENDING);
    waiter->count = n;
    waiter->all = all;
    waiter->thread = thread;
    waiter->block = blocks;
    waiter->async = NULL;
    for (unsigned i = 0; i < n; i++) {
        waiter->block[i].waiter = waiter;
        waiter->block[i].object = objs[i];
        waiter->block[i].index = i;
        waiter->block[i].linked = false;
    }
}

/* Takes the object if it is ready, else links the waiter to it if asked. True
 * when the waiter has its result, from here or from elsewhere. */
static bool any_try(struct ws2_wait_state *waiter, unsigned i, bool link)
{
    struct ws2_wait_block *b = &waiter->block[i];
    struct ws2_waitable *w = b->object;
    enum ws2_ready ready;
    bool done = false;

    ws2_lock_take(&w->lock);
    ready = w->wait->ready(w, waiter->thread);
    if (ready != WS2_NOT_READY) {
        unsigned base =
            ready == WS2_READY ? WS2_WAIT_OBJECT : WS2_WAIT_ABANDONED;

        done = true;
        if (waiter_claim(waiter, base + i))
            w->wait->take(w, waiter->thread);
    } else if (link) {
        block_link_locked(b);
    }
    ws2_lock_drop(&w->lock);
    return done;
}

static bool any_begin(struct ws2_wait_state *waiter, bool poll)
{
    unsigned i;

    /* Several: look at all before linking to any, so that the lowest index
     * wins among those that are ready at the time of the call. */
    if (poll || waiter->count > 1)
        for (i = 0; i < waiter->count; i++)
            if (any_try(waiter, i, false))
                return true;
    if (poll)
        return waiter_claim(waiter, WS2_WAIT_TIMEOUT);
    for (i = 0; i < waiter->count; i++)
        if (any_try(waiter, i, true))
            return true;
    return false;
}

static void any_end(struct ws2_wait_state *waiter)
{
    unsigned result = atomic_load(&waiter->result);

    for (unsigned i = 0; i < waiter->count; i++) {
        struct ws2_wait_block *b = &waiter->block[i];

        /* The object that claimed the waiter has unlinked it already. */
        if ((result & ~WS2_WAIT_ABANDONED) == i)
            continue;
        ws2_lock_take(&b->object->lock);
        block_unlink_locked(b);
        ws2_lock_drop(&b->object->lock);
    }
}

static bool all_begin(struct ws2_wait_state *waiter, bool poll)
{
    unsigned result;

    ws2_lock_take(&all_lock);
    all_objects_lock(waiter, NULL);
    result = all_ready_locked(waiter);
    if (result != PENDING)
        all_take_locked(waiter);
    else if (poll)
        result = WS2_WAIT_TIMEOUT;
    else
        for (unsigned i = 0; i < waiter->count; i++)
            block_link_locked(&waiter->block[i]);
    if (result != PENDING)
        atomic_store(&waiter->result, result);
    all_objects_unlock(waiter, NULL);
    ws2_lock_drop(&all_lock);
    return result != PENDING;
}

static void all_end(struct ws2_wait_state *waiter)
{
    ws2_lock_take(&all_lock);
    for (unsigned i = 0; i < waiter->count; i++) {
        struct ws2_wait_block *b = &waiter->block[i];

        ws2_lock_take(&b->object->lock);
        block_unlink_locked(b);
        ws2_lock_drop(&b->object->lock);
    }
    ws2_lock_drop(&all_lock);
}

static void waiter_sleep(struct ws2_wait_state *waiter, int64_t deadline_ns)
{
    unsigned result = atomic_load(&waiter->result);

    while (result == PENDING || result == CLAIMED) {
        int64_t until = result == PENDING ? deadline_ns : OS_FOREVER;

        if (os_futex_wait(&waiter->result, result, until) == -ETIMEDOUT &&
            waiter_claim(waiter, WS2_WAIT_TIMEOUT))
            return;
        result = atomic_load(&waiter->result);
    }
}

/* Meanwhile another thread of the same completion port may run. */
static void waiter_park(struct ws2_wait_state *waiter, int64_t deadline_ns)
{
    bool running = waiter->thread != NULL &&
                   atomic_load(&waiter->result) == PENDING &&
                   ws2_port_pause(waiter->thread);

    waiter_sleep(waiter, deadline_ns);
    if (running)
        ws2_port_return(waiter->thread);
}

/* APCs can end the wait from here on; one that is there ends it at once. */
static void alerts_begin(struct ws2_wait_state *waiter)
{
    if (!ws2_apc_park(waiter->thread, &waiter->result, PENDING, WS2_WAIT_APC))
        waiter_claim(waiter, WS2_WAIT_APC);
}

/* What the objects want done by the thread that took them. */
static void waiter_taken(const struct ws2_wait_state *waiter, unsigned result)
{
    for (unsigned i = 0; i < waiter->count; i++) {
        struct ws2_waitable *w = waiter->block[i].object;

        if (w->wait->taken != NULL &&
            (waiter->all || (result & ~WS2_WAIT_ABANDONED) == i))
            w->wait->taken(w, waiter->thread);
    }
}

unsigned ws2_wait(struct ws2_waitable *const *objs, unsigned n, bool all,
                  int64_t deadline_ns, bool alertable,
                  struct ws2_thread *thread)
{
    bool poll = deadline_ns != OS_FOREVER && deadline_ns <= os_now_ns();
    struct ws2_wait_block blocks[WS2_WAIT_MAX];
    struct ws2_wait_state waiter;
    unsigned result;
    bool done;

    if (n == 1)
        all = false; /* the same, and cheaper */
    waiter_init(&waiter, blocks, objs, n, all, thread);
    done = all ? all_begin(&waiter, poll) : any_begin(&waiter, poll);
    if (alertable && !done)
        alerts_begin(&waiter);
    waiter_park(&waiter, deadline_ns); /* also done may mean CLAIMED only */
    if (alertable && !done)
        ws2_apc_unpark(thread);
    if (all && !done)
        all_end(&waiter);
    else if (!all && !poll)
        any_end(&waiter);
    result = atomic_load(&waiter.result);
    if (result == WS2_WAIT_TIMEOUT && alertable && ws2_apc_pending(thread))
        result = WS2_WAIT_APC; /* a poll, or it came late */
    if (result == WS2_WAIT_APC)
        ws2_apc_run(thread);
    else if (result != WS2_WAIT_TIMEOUT)
        waiter_taken(&waiter, result);
    return result;
}

bool ws2_async_wait_begin(struct ws2_async_wait *a, struct ws2_waitable *w,
                          void (*done)(struct ws2_async_wait *a))
{
    waiter_init(&a->state, &a->block, &w, 1, false, NULL);
    a->state.async = a;
    a->done = done;
    return !any_try(&a->state, 0, true);
}

bool ws2_async_wait_end(struct ws2_async_wait *a)
{
    bool ended = waiter_claim(&a->state, WS2_WAIT_TIMEOUT);

    ws2_lock_take(&a->block.object->lock);
    block_unlink_locked(&a->block);
    ws2_lock_drop(&a->block.object->lock);
    return ended;
}
