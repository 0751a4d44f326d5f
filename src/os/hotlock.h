/* SPDX-License-Identifier: MIT */
/* A lock as lock.h's for the data path, where several are taken for each
 * message: to drop it takes no locked instruction, which costs more than all
 * else in such a section. In return a thread that has to sleep pays for a fence
 * in all others (fence.h), and who drops the lock looks at it once more
 * afterwards: it has to be in memory that stays. */
#ifndef WS2_OS_HOTLOCK_H
#define WS2_OS_HOTLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "os/fence.h"

union ws2_hotlock {
    atomic_uint word; /* to sleep on: both below */
    struct {
        atomic_uchar held;
        _Atomic uint16_t sleepers; /* or about to sleep */
    };
};

static inline bool ws2_hotlock_try(union ws2_hotlock *lock)
{
    unsigned char expect = 0;

    return atomic_compare_exchange_strong_explicit(
        &lock->held, &expect, 1, memory_order_acquire, memory_order_relaxed);
}

void ws2_hotlock_slow(union ws2_hotlock *lock);
void ws2_hotlock_wake(union ws2_hotlock *lock);

static inline void ws2_hotlock_take(union ws2_hotlock *lock)
{
    if (!ws2_hotlock_try(lock))
        ws2_hotlock_slow(lock);
}

static inline void ws2_hotlock_drop(union ws2_hotlock *lock)
{
    atomic_store_explicit(&lock->held, 0, memory_order_release);
    os_fence_light();
    if (atomic_load_explicit(&lock->sleepers, memory_order_relaxed) != 0)
        ws2_hotlock_wake(lock);
}

/* In the child of a fork, of whatever state it was in. */
static inline void ws2_hotlock_forked(union ws2_hotlock *lock)
{
    atomic_store(&lock->word, 0);
}

#endif
