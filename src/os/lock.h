/* SPDX-License-Identifier: MIT */
/* A lock of four bytes for short critical sections: 0 free, 1 held, 2 held
 * and somebody sleeps. Not recursive, unknown to lock-order checkers: the wait
 * core holds several at once, in any order, under a lock of its own. */
#ifndef WS2_OS_LOCK_H
#define WS2_OS_LOCK_H

#include <stdatomic.h>
#include <stdbool.h>

#include "os/futex.h"

struct ws2_lock {
    atomic_uint word;
};

#define WS2_LOCK_INIT                                                          \
    {                                                                          \
        0                                                                      \
    }

static inline bool ws2_lock_try(struct ws2_lock *lock)
{
    unsigned expect = 0;

    return atomic_compare_exchange_strong_explicit(
        &lock->word, &expect, 1, memory_order_acquire, memory_order_relaxed);
}

void ws2_lock_slow(struct ws2_lock *lock);

static inline void ws2_lock_take(struct ws2_lock *lock)
{
    if (!ws2_lock_try(lock))
        ws2_lock_slow(lock);
}

static inline void ws2_lock_drop(struct ws2_lock *lock)
{
    if (atomic_exchange_explicit(&lock->word, 0, memory_order_release) == 2)
        os_futex_wake(&lock->word, 1);
}

#endif
