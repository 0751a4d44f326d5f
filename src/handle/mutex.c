/* SPDX-License-Identifier: MIT */
/* Mutexes; see mutex.h. owner, count and abandoned are guarded by the
 * waitable's lock. Each thread lists the mutexes it owns, with a reference, in
 * its record's slot; only the thread itself touches that list, after its wait
 * (the taken hook), on release, and when it ends. Follows "Mutex Objects" on
 * Microsoft Learn. */
#include "handle/mutex.h"

#include <stdlib.h>
#include <winerror.h>

#include "handle/named.h"

struct ws2_mutex {
    struct ws2_waitable base;
    struct ws2_thread *owner;
    unsigned count; /* how many releases the owner owes */
    bool abandoned;
    struct ws2_mutex *prev, *next; /* in the owner's list */
};

static enum ws2_ready mutex_ready(const struct ws2_waitable *w,
                                  const struct ws2_thread *thread)
{
    const struct ws2_mutex *mutex = (const struct ws2_mutex *)w;

    if (mutex->owner == thread)
        return WS2_READY;
    if (mutex->owner != NULL)
        return WS2_NOT_READY;
    return mutex->abandoned ? WS2_READY_ABANDONED : WS2_READY;
}

static void mutex_take(struct ws2_waitable *w, struct ws2_thread *thread)
{
    struct ws2_mutex *mutex = (struct ws2_mutex *)w;

    mutex->owner = thread;
    mutex->count++;
    mutex->abandoned = false;
}

/* Lets the next waiter have it. */
static void mutex_free_up(struct ws2_mutex *mutex, bool abandoned)
{
    struct ws2_wait_guard guard;

    ws2_waitable_lock(&mutex->base, &guard);
    mutex->owner = NULL;
    mutex->count = 0;
    mutex->abandoned = abandoned;
    ws2_waitable_release(&mutex->base, &guard);
    ws2_waitable_unlock(&mutex->base, &guard);
}

/* The ending thread abandons what it owns. */
static void owned_abandon(void *data)
{
    struct ws2_mutex *mutex = data, *next;

    for (; mutex != NULL; mutex = next) {
        next = mutex->next;
        mutex_free_up(mutex, true);
        ws2_obj_put(&mutex->base.obj);
    }
}

static void mutex_taken(struct ws2_waitable *w, struct ws2_thread *thread)
{
    struct ws2_mutex *mutex = (struct ws2_mutex *)w;
    struct ws2_mutex *first = thread->slot[WS2_SLOT_MUTEXES].data;

    if (mutex->count > 1) /* recursive: listed already */
        return;
    ws2_obj_ref(&w->obj);
    mutex->prev = NULL;
    mutex->next = first;
    if (first != NULL)
        first->prev = mutex;
    thread->slot[WS2_SLOT_MUTEXES].data = mutex;
    thread->slot[WS2_SLOT_MUTEXES].destroy = owned_abandon;
}

static void owned_remove(struct ws2_mutex *mutex, struct ws2_thread *thread)
{
    if (mutex->next != NULL)
        mutex->next->prev = mutex->prev;
    if (mutex->prev != NULL)
        mutex->prev->next = mutex->next;
    else
        thread->slot[WS2_SLOT_MUTEXES].data = mutex->next;
}

static void mutex_destroy(struct ws2_obj *obj)
{
    ws2_named_forget((struct ws2_waitable *)obj);
    free(obj);
}

static const struct ws2_obj_ops mutex_ops = {.destroy = mutex_destroy,
                                             .forked = ws2_waitable_forked};
static const struct ws2_wait_ops mutex_wait = {
    .ready = mutex_ready, .take = mutex_take, .taken = mutex_taken};

struct ws2_mutex *ws2_mutex_new(void)
{
    struct ws2_mutex *mutex = calloc(1, sizeof(*mutex));

    if (mutex != NULL)
        ws2_waitable_init(&mutex->base, WS2_KIND_MUTEX, &mutex_ops,
                          &mutex_wait);
    return mutex;
}

struct ws2_waitable *ws2_mutex_waitable(struct ws2_mutex *mutex)
{
    return &mutex->base;
}

ws2_err ws2_mutex_release(struct ws2_mutex *mutex, struct ws2_thread *thread)
{
    bool last = false;
    bool mine;

    ws2_lock_take(&mutex->base.lock);
    mine = mutex->owner == thread && thread != NULL;
    if (mine) {
        last = mutex->count == 1;
        mutex->count -= !last;
    }
    ws2_lock_drop(&mutex->base.lock);
    if (!mine)
        return ERROR_NOT_OWNER;
    if (last) { /* still ours: nobody else changes it in between */
        owned_remove(mutex, thread);
        mutex_free_up(mutex, false);
        ws2_obj_put(&mutex->base.obj);
    }
    return WS2_OK;
}
