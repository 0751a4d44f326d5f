/* SPDX-License-Identifier: MIT */
/* Items of the thread pool; see pool.h. */
#include "win32/pool.h"

#include <string.h>

#include "handle/event.h"
#include "os/fork.h"
#include "win32/pool_threads.h"

static pthread_cond_t callbacks_done = PTHREAD_COND_INITIALIZER;
static unsigned waiting; /* threads that wait for it */

static void waiting_forked(void)
{
    pthread_cond_init(&callbacks_done, NULL);
    waiting = 0;
}
OS_IN_FORKED_CHILD(waiting_forked)

void ws2_pool_lock(void)
{
    pthread_mutex_lock(&ws2_pool_mutex);
}

void ws2_pool_unlock(void)
{
    pthread_mutex_unlock(&ws2_pool_mutex);
}

static void env_apply(struct ws2_pool_item *item,
                      const TP_CALLBACK_ENVIRON *env)
{
    item->finalization = env->FinalizationCallback;
    item->runs_long = env->u.s.LongFunction != 0;
    item->cancelled = env->CleanupGroupCancelCallback;
    if (env->Version >= 3)
        item->priority = env->CallbackPriority;
}

static bool env_is_good(const TP_CALLBACK_ENVIRON *env)
{
    if (env->Version != 1 && env->Version != 3)
        return false;
    return env->Version == 1 ||
           (unsigned)env->CallbackPriority < TP_CALLBACK_PRIORITY_COUNT;
}

ws2_err ws2_pool_item_init(struct ws2_pool_item *item,
                           const struct ws2_pool_kind *kind, void *context,
                           const TP_CALLBACK_ENVIRON *env)
{
    memset(item, 0, sizeof(*item));
    item->kind = kind;
    item->context = context;
    item->priority = TP_CALLBACK_PRIORITY_NORMAL;
    item->open = true;
    item->refs = 1;
    item->forks = ws2_pool_forks;
    if (env != NULL && !env_is_good(env))
        return ERROR_INVALID_PARAMETER;
    if (env != NULL)
        env_apply(item, env);
    ws2_pool_lock();
    item->pool = env != NULL && env->Pool != NULL ? env->Pool
                                                  : ws2_pool_default_locked();
    item->pool->refs++;
    if (env != NULL && env->CleanupGroup != NULL)
        ws2_pool_group_join_locked(env->CleanupGroup, item);
    ws2_pool_unlock();
    return WS2_OK;
}

static void queue_append_locked(struct ws2_pool_item *item)
{
    struct pool_queue *q = &item->pool->queue[item->priority];

    item->prev = q->last;
    item->next = NULL;
    if (q->last != NULL)
        q->last->next = item;
    else
        q->first = item;
    q->last = item;
    item->listed = true;
}

static void queue_remove_locked(struct ws2_pool_item *item)
{
    struct pool_queue *q = &item->pool->queue[item->priority];

    if (!item->listed)
        return;
    if (item->prev != NULL)
        item->prev->next = item->next;
    else
        q->first = item->next;
    if (item->next != NULL)
        item->next->prev = item->prev;
    else
        q->last = item->prev;
    item->listed = false;
}

static void once_submit_locked(struct ws2_pool_item *item, PTP_POOL pool)
{
    item->pool = pool;
    item->priority = TP_CALLBACK_PRIORITY_NORMAL;
    item->refs = item->queued[WS2_POOL_DONE] = 1;
    item->forks = ws2_pool_forks;
    pool->refs++;
    queue_append_locked(item);
    ws2_pool_need_locked(pool);
}

void ws2_pool_submit_once(struct ws2_pool_list *list)
{
    struct ws2_pool_item *item = list->first, *next;
    PTP_POOL pool;

    ws2_pool_list_init(list);
    if (item == NULL)
        return;
    ws2_pool_lock();
    pool = ws2_pool_default_locked();
    ws2_pool_fork_check_locked(pool);
    for (; item != NULL; item = next) {
        next = item->next;
        once_submit_locked(item, pool);
    }
    ws2_pool_unlock();
}

static unsigned item_queued(const struct ws2_pool_item *item)
{
    return item->queued[WS2_POOL_DONE] + item->queued[WS2_POOL_TIMEOUT];
}

/* In the child of a fork its callbacks are not there any more. */
static void fork_check_locked(struct ws2_pool_item *item)
{
    if (item->forks == ws2_pool_forks)
        return;
    item->forks = ws2_pool_forks;
    item->refs = item->open;
    item->queued[WS2_POOL_DONE] = item->queued[WS2_POOL_TIMEOUT] = 0;
    item->running = 0;
    item->listed = false;
}

void ws2_pool_submit_locked(struct ws2_pool_item *item, enum ws2_pool_why why)
{
    ws2_pool_fork_check_locked(item->pool);
    fork_check_locked(item);
    item->queued[why]++;
    item->refs++;
    if (!item->listed)
        queue_append_locked(item);
    ws2_pool_need_locked(item->pool);
}

void ws2_pool_item_put_locked(struct ws2_pool_item *item)
{
    struct ws2_event *notify = item->notify;

    if (--item->refs != 0)
        return;
    ws2_pool_group_leave_locked(item);
    ws2_pool_put_locked(item->pool);
    ws2_pool_unlock();
    item->kind->destroy(item);
    if (notify != NULL) {
        ws2_event_set(notify);
        ws2_obj_put(&ws2_event_waitable(notify)->obj);
    }
    ws2_pool_lock();
}

static struct ws2_pool_item *queue_first(const struct _TP_POOL *pool)
{
    for (int i = 0; i < TP_CALLBACK_PRIORITY_COUNT; i++)
        if (pool->queue[i].first != NULL)
            return pool->queue[i].first;
    return NULL;
}

/* Called back several times, it goes to the end of the line. */
static enum ws2_pool_why item_take_locked(struct ws2_pool_item *item)
{
    enum ws2_pool_why why =
        item->queued[WS2_POOL_DONE] != 0 ? WS2_POOL_DONE : WS2_POOL_TIMEOUT;

    item->queued[why]--;
    item->running++;
    queue_remove_locked(item);
    if (item_queued(item) != 0)
        queue_append_locked(item);
    return why;
}

void ws2_pool_done_tell_locked(void)
{
    if (waiting != 0)
        pthread_cond_broadcast(&callbacks_done);
}

bool ws2_pool_run_one_locked(PTP_POOL pool)
{
    struct ws2_pool_item *item = queue_first(pool);
    struct _TP_CALLBACK_INSTANCE instance = {.item = item, .associated = true};
    enum ws2_pool_why why;

    if (item == NULL)
        return false;
    why = item_take_locked(item);
    instance.is_long = item->runs_long;
    pool->longs += instance.is_long;
    pool->started++;
    ws2_pool_unlock();
    item->kind->call(item, &instance, why);
    ws2_pool_instance_end(&instance);
    if (item->finalization != NULL)
        item->finalization(&instance, item->context);
    ws2_pool_lock();
    pool->longs -= instance.is_long;
    item->running -= instance.associated;
    ws2_pool_done_tell_locked();
    ws2_pool_item_put_locked(item);
    return true;
}

VOID WINAPI DisassociateCurrentThreadFromCallback(PTP_CALLBACK_INSTANCE pci)
{
    ws2_pool_lock();
    pci->item->running -= pci->associated;
    pci->associated = false;
    ws2_pool_done_tell_locked();
    ws2_pool_unlock();
}

BOOL WINAPI CallbackMayRunLong(PTP_CALLBACK_INSTANCE pci)
{
    PTP_POOL pool = pci->item->pool;
    bool others;

    ws2_pool_lock();
    pool->longs += !pci->is_long;
    pci->is_long = true;
    others = pool->idle > 0 || pool->threads < pool->max;
    if (queue_first(pool) != NULL)
        ws2_pool_need_locked(pool);
    ws2_pool_unlock();
    return others;
}

/* The caller has a reference, so these are not the last. */
static unsigned queued_cancel_locked(struct ws2_pool_item *item)
{
    unsigned count = item_queued(item);

    item->queued[WS2_POOL_DONE] = item->queued[WS2_POOL_TIMEOUT] = 0;
    item->refs -= count;
    queue_remove_locked(item);
    return count;
}

unsigned ws2_pool_item_wait(struct ws2_pool_item *item, bool cancel)
{
    unsigned count = 0;

    ws2_pool_lock();
    fork_check_locked(item);
    if (cancel)
        count = queued_cancel_locked(item);
    if (cancel && item->kind->cancel_locked != NULL)
        item->kind->cancel_locked(item);
    waiting++;
    while (item->running + item_queued(item) != 0)
        pthread_cond_wait(&callbacks_done, &ws2_pool_mutex);
    waiting--;
    ws2_pool_unlock();
    return count;
}

bool ws2_pool_item_busy(struct ws2_pool_item *item)
{
    bool busy;

    ws2_pool_lock();
    fork_check_locked(item);
    busy = item->running + item_queued(item) != 0;
    ws2_pool_unlock();
    return busy;
}

void ws2_pool_item_close(struct ws2_pool_item *item)
{
    if (item->kind->stop != NULL)
        item->kind->stop(item);
    ws2_pool_lock();
    fork_check_locked(item);
    if (item->open) {
        item->open = false;
        ws2_pool_group_leave_locked(item);
        ws2_pool_item_put_locked(item);
    }
    ws2_pool_unlock();
}
