/* SPDX-License-Identifier: MIT */
/* The thread pool's core: pools of worker threads, and items that have
 * callbacks run on them (work, timers, waits, simple callbacks, and what the
 * older functions register).
 *
 * One lock guards all pools and items: ws2_pool_lock. The reactor's and the
 * waitables' locks may be taken under it, never the other way. Follows "Thread
 * Pools" and "Thread Pool API" on Microsoft Learn. */
#ifndef WS2_WIN32_POOL_H
#define WS2_WIN32_POOL_H

#include <windows.h>

#include <stdbool.h>

#include "err/err.h"

struct ws2_event;
struct ws2_pool_item;

struct _TP_CALLBACK_INSTANCE { /* on the worker's stack */
    struct ws2_pool_item *item;
    bool associated; /* counts among the item's running callbacks */
    bool is_long;    /* does not count among the pool's busy workers */
    HANDLE event, semaphore, mutex; /* to release when it returns */
    DWORD releases;
    PCRITICAL_SECTION section;
    HMODULE module;
};

/* A callback can come for one of two reasons. */
enum ws2_pool_why { WS2_POOL_DONE, WS2_POOL_TIMEOUT, WS2_POOL_WHYS };

struct ws2_pool_kind {
    /* On a worker, without locks. */
    void (*call)(struct ws2_pool_item *item, PTP_CALLBACK_INSTANCE instance,
                 enum ws2_pool_why why);
    /* Has nothing more come: a timer, a wait. Without locks. May be NULL. */
    void (*stop)(struct ws2_pool_item *item);
    /* What queued callbacks had is dropped: they are taken back. The lock is
     * held. May be NULL. */
    void (*cancel_locked)(struct ws2_pool_item *item);
    /* The last reference went: free it. Without locks. */
    void (*destroy)(struct ws2_pool_item *item);
};

/* Embedded, as the first member. */
struct ws2_pool_item {
    const struct ws2_pool_kind *kind;
    PTP_POOL pool; /* with a reference */
    void *context;
    PTP_SIMPLE_CALLBACK finalization;
    TP_CALLBACK_PRIORITY priority;
    bool runs_long;
    struct ws2_event *notify; /* set when it is gone; or NULL */
    bool open;                /* its owner has a reference */
    unsigned refs;            /* the owner's, and one for each callback */
    unsigned queued[WS2_POOL_WHYS], running;
    unsigned forks;                    /* the process it was used in last */
    struct ws2_pool_item *prev, *next; /* in the pool's queue */
    bool listed;
    PTP_CLEANUP_GROUP group;
    PTP_CLEANUP_GROUP_CANCEL_CALLBACK cancelled;
    struct ws2_pool_item *group_prev, *group_next;
};

void ws2_pool_lock(void);
void ws2_pool_unlock(void);

/* An item as the environment (NULL: the default) says, open, with its owner's
 * reference. ERROR_INVALID_PARAMETER, ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_pool_item_init(struct ws2_pool_item *item,
                           const struct ws2_pool_kind *kind, void *context,
                           const TP_CALLBACK_ENVIRON *env);

/* A callback more. */
void ws2_pool_submit_locked(struct ws2_pool_item *item, enum ws2_pool_why why);

static inline void ws2_pool_submit(struct ws2_pool_item *item,
                                   enum ws2_pool_why why)
{
    ws2_pool_lock();
    ws2_pool_submit_locked(item, why);
    ws2_pool_unlock();
}

/* Items for ws2_pool_submit_once. */
struct ws2_pool_list {
    struct ws2_pool_item *first, **end;
};

static inline void ws2_pool_list_init(struct ws2_pool_list *list)
{
    list->first = NULL;
    list->end = &list->first;
}

static inline void ws2_pool_list_add(struct ws2_pool_list *list,
                                     struct ws2_pool_item *item)
{
    item->next = NULL;
    *list->end = item;
    list->end = &item->next;
}

/* One callback each, by the default pool, in this order, after which the items
 * are gone. They are zeroed but for kind and runs_long. The list is empty then.
 */
void ws2_pool_submit_once(struct ws2_pool_list *list);

/* Waits for all callbacks. cancel: those that have not begun are taken back.
 * How many were. */
unsigned ws2_pool_item_wait(struct ws2_pool_item *item, bool cancel);

/* Whoever waits for callbacks looks again. */
void ws2_pool_done_tell_locked(void);

/* Whether callbacks run or wait for their turn. */
bool ws2_pool_item_busy(struct ws2_pool_item *item);

/* Stops it and drops the owner's reference. */
void ws2_pool_item_close(struct ws2_pool_item *item);

/* pool_group.c: membership; the lock is held. */
void ws2_pool_group_join_locked(PTP_CLEANUP_GROUP group,
                                struct ws2_pool_item *item);
void ws2_pool_group_leave_locked(struct ws2_pool_item *item);

/* For pool_group.c: drops a reference; the lock is held, and dropped for a
 * while. */
void ws2_pool_item_put_locked(struct ws2_pool_item *item);

/* pool_instance.c: what was asked to be done when the callback has returned. */
void ws2_pool_instance_end(PTP_CALLBACK_INSTANCE instance);

#endif
