/* SPDX-License-Identifier: MIT */
/* The queue of asynchronous procedure calls; see apc.h. */
#include "handle/apc.h"

bool ws2_apc_queue(struct ws2_thread *t, struct ws2_apc *apc)
{
    struct ws2_apc_queue *q = &t->apcs;
    unsigned expect;

    ws2_lock_take(&q->lock);
    if (q->ended) {
        ws2_lock_drop(&q->lock);
        return false;
    }
    apc->next = NULL;
    if (q->first == NULL)
        q->first = apc;
    else
        q->last->next = apc;
    q->last = apc;
    /* The waiter stays until it has taken its word back, under this lock. */
    expect = q->parked_pending;
    if (q->parked != NULL &&
        atomic_compare_exchange_strong(q->parked, &expect, q->parked_claimed))
        os_futex_wake(q->parked, 1);
    if (q->watched)
        ws2_thread_wake(t);
    ws2_lock_drop(&q->lock);
    return true;
}

bool ws2_apc_cancel(struct ws2_thread *t, struct ws2_apc *apc)
{
    struct ws2_apc_queue *q = &t->apcs;
    struct ws2_apc *before = NULL, *at;

    ws2_lock_take(&q->lock);
    for (at = q->first; at != NULL && at != apc; at = at->next)
        before = at;
    if (at != NULL && before == NULL)
        q->first = at->next;
    else if (at != NULL)
        before->next = at->next;
    if (at != NULL && q->last == at)
        q->last = before;
    ws2_lock_drop(&q->lock);
    return at != NULL;
}

bool ws2_apc_pending(struct ws2_thread *t)
{
    bool pending;

    ws2_lock_take(&t->apcs.lock);
    pending = t->apcs.first != NULL;
    ws2_lock_drop(&t->apcs.lock);
    return pending;
}

static struct ws2_apc *apc_pop(struct ws2_apc_queue *q)
{
    struct ws2_apc *apc;

    ws2_lock_take(&q->lock);
    apc = q->first;
    if (apc != NULL)
        q->first = apc->next;
    ws2_lock_drop(&q->lock);
    return apc;
}

/* One at a time: a call may wait alertably itself, or end the thread. */
unsigned ws2_apc_run(struct ws2_thread *t)
{
    struct ws2_apc *apc;
    unsigned count = 0;

    while ((apc = apc_pop(&t->apcs)) != NULL) {
        apc->run(apc);
        count++;
    }
    return count;
}

bool ws2_apc_watch(struct ws2_thread *t)
{
    bool wait;

    ws2_lock_take(&t->apcs.lock);
    wait = t->apcs.first == NULL;
    t->apcs.watched = wait;
    ws2_lock_drop(&t->apcs.lock);
    return wait;
}

void ws2_apc_unwatch(struct ws2_thread *t)
{
    ws2_lock_take(&t->apcs.lock);
    t->apcs.watched = false;
    ws2_lock_drop(&t->apcs.lock);
}

bool ws2_apc_park(struct ws2_thread *t, atomic_uint *result, unsigned pending,
                  unsigned claimed)
{
    bool wait;

    ws2_lock_take(&t->apcs.lock);
    wait = t->apcs.first == NULL;
    if (wait) {
        t->apcs.parked = result;
        t->apcs.parked_pending = pending;
        t->apcs.parked_claimed = claimed;
    }
    ws2_lock_drop(&t->apcs.lock);
    return wait;
}

void ws2_apc_unpark(struct ws2_thread *t)
{
    ws2_lock_take(&t->apcs.lock);
    t->apcs.parked = NULL;
    ws2_lock_drop(&t->apcs.lock);
}

void ws2_apc_end(struct ws2_thread *t)
{
    struct ws2_apc *apc;

    ws2_lock_take(&t->apcs.lock);
    t->apcs.ended = true;
    ws2_lock_drop(&t->apcs.lock);
    while ((apc = apc_pop(&t->apcs)) != NULL)
        if (apc->drop != NULL)
            apc->drop(apc);
}

/* The list is whole at every moment; its end may not be known yet. */
void ws2_apc_forked(struct ws2_thread *t)
{
    struct ws2_apc_queue *q = &t->apcs;

    atomic_store(&q->lock.word, 0);
    for (q->last = q->first; q->last != NULL && q->last->next != NULL;)
        q->last = q->last->next;
}
