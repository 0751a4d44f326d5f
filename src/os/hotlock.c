/* SPDX-License-Identifier: MIT */
/* The contended half of hotlock.h. Who drops the lock writes held and reads
 * sleepers; who is to sleep writes sleepers and reads held, in the kernel: one
 * of them sees the other. */
#include "os/hotlock.h"

#include "os/futex.h"

#define SPINS 100 /* about as long as the sections these locks guard */

/* Sleeps while it is held. */
static void sleep_once(union ws2_hotlock *lock)
{
    unsigned word;

    os_fence_heavy();
    word = atomic_load(&lock->word);
    if (atomic_load_explicit(&lock->held, memory_order_relaxed) == 0)
        return;
    os_futex_wait(&lock->word, word, OS_FOREVER);
}

void ws2_hotlock_slow(union ws2_hotlock *lock)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load_explicit(&lock->held, memory_order_relaxed) == 0 &&
            ws2_hotlock_try(lock))
            return;
    }
    atomic_fetch_add(&lock->sleepers, 1);
    while (!ws2_hotlock_try(lock))
        sleep_once(lock);
    atomic_fetch_sub(&lock->sleepers, 1);
}

void ws2_hotlock_wake(union ws2_hotlock *lock)
{
    os_futex_wake(&lock->word, 1);
}
