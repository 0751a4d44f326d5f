/* SPDX-License-Identifier: MIT */
/* A hotlock that one thread may have nearly to itself. Whoever takes it many
 * times in a row owns it from then on, and takes it without a locked
 * instruction, by a word of its own; the first other thread to come takes that
 * back, after a fence in all threads (fence.h), and waits until the owner is
 * out. A completion port with one worker has such a lock. */
#ifndef WS2_OS_OWNLOCK_H
#define WS2_OS_OWNLOCK_H

#include <stddef.h>

#include "os/hotlock.h"

struct ws2_ownlock {
    union ws2_hotlock lock;
    bool by_owner;                /* how it was taken */
    uint16_t turns;               /* of last, in a row; under the lock */
    _Atomic(atomic_bool *) owner; /* its word; or NULL */
    const atomic_bool *last;      /* under the lock */
};

void ws2_ownlock_slow(struct ws2_ownlock *l, atomic_bool *inside);

/* inside: a word of the thread's, false when it is in none of these; or NULL,
 * for one that is not to own it. */
static inline void ws2_ownlock_take(struct ws2_ownlock *l, atomic_bool *inside)
{
    if (inside != NULL &&
        atomic_load_explicit(&l->owner, memory_order_relaxed) == inside) {
        atomic_store_explicit(inside, true, memory_order_relaxed);
        os_fence_light();
        if (atomic_load_explicit(&l->owner, memory_order_relaxed) == inside) {
            l->by_owner = true;
            return;
        }
        atomic_store_explicit(inside, false, memory_order_release);
    }
    ws2_ownlock_slow(l, inside);
}

/* With what it was taken with. */
static inline void ws2_ownlock_drop(struct ws2_ownlock *l, atomic_bool *inside)
{
    if (l->by_owner)
        atomic_store_explicit(inside, false, memory_order_release);
    else
        ws2_hotlock_drop(&l->lock);
}

/* The word goes: its thread does not own the lock any more. */
void ws2_ownlock_leave(struct ws2_ownlock *l, const atomic_bool *inside);

/* In the child of a fork. */
void ws2_ownlock_forked(struct ws2_ownlock *l);

#endif
