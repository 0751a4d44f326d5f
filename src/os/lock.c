/* SPDX-License-Identifier: MIT */
/* The contended half of lock.h. */
#include "os/lock.h"

#define SPINS 40 /* about as long as the sections these locks guard */

void ws2_lock_slow(struct ws2_lock *lock)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load_explicit(&lock->word, memory_order_relaxed) == 0 &&
            ws2_lock_try(lock))
            return;
    }
    /* From here on the word says 2, also when this thread gets the lock: a
     * later sleeper would otherwise be forgotten. */
    while (atomic_exchange_explicit(&lock->word, 2, memory_order_acquire) != 0)
        os_futex_wait(&lock->word, 2, OS_FOREVER);
}
