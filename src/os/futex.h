/* SPDX-License-Identifier: MIT */
/* Sleeping on a word of memory. Private to the process; errno is left alone. */
#ifndef WS2_OS_FUTEX_H
#define WS2_OS_FUTEX_H

#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>

#include "os/poll.h" /* deadlines: os_now_ns, OS_FOREVER */

#define OS_WAKE_ALL INT_MAX

/* Sleeps while *word is expect. 0 when woken, perhaps for nothing, or when the
 * word differs; -ETIMEDOUT at the deadline. */
int os_futex_wait(atomic_uint *word, unsigned expect, int64_t deadline_ns);

/* Wakes up to count sleepers; how many there were. The word is not read: it may
 * be gone already. */
int os_futex_wake(atomic_uint *word, int count);

#endif
