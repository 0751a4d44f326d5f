/* SPDX-License-Identifier: MIT */
/* Sleeping on a word of memory; see futex.h. Deadlines are absolute on the
 * monotonic clock, so an early return does not stretch the wait. */
#include "os/futex.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "os/call.h"

int os_futex_wait(atomic_uint *word, unsigned expect, int64_t deadline_ns)
{
    struct timespec ts = {.tv_sec = deadline_ns / 1000000000,
                          .tv_nsec = deadline_ns % 1000000000};
    int res;

    res = OS_CALL(int,
                  (int)syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE,
                               expect, deadline_ns == OS_FOREVER ? NULL : &ts,
                               NULL, FUTEX_BITSET_MATCH_ANY));
    return res == -ETIMEDOUT ? res : 0;
}

int os_futex_wake(atomic_uint *word, int count)
{
    int res = OS_CALL(int, (int)syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE,
                                        count, NULL, NULL, 0));

    return res > 0 ? res : 0;
}
