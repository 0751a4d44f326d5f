/* SPDX-License-Identifier: MIT */
/* membarrier(2); see fence.h. */
#include "os/fence.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "os/call.h"
#include "os/fork.h"

#define SETTLED_NS 1000000 /* what a processor has stored is seen by then */

atomic_bool os_fence_is_light;

static int membarrier(int command)
{
    return OS_CALL(int, (int)syscall(SYS_membarrier, command, 0, 0));
}

static void fence_find(void)
{
    os_fence_is_light =
        membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0 &&
        membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0;
}
OS_IN_FORKED_CHILD(fence_find)

static __attribute__((constructor)) void fence_first(void)
{
    fence_find();
}

/* Thread sanitizers know no fences. What is guarded with these is atomic, so
 * that they need not. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wtsan"
#endif

void os_fence_full(void)
{
    atomic_thread_fence(memory_order_seq_cst);
}

/* A sandbox that came later forbids it: all fences are full from now on, and
 * the light ones of the past are waited for, once. */
static void fence_lost(void)
{
    const struct timespec settled = {0, SETTLED_NS};
    int saved = errno;

    atomic_store(&os_fence_is_light, false);
    nanosleep(&settled, NULL);
    errno = saved;
}

void os_fence_heavy(void)
{
    os_fence_full();
    if (atomic_load(&os_fence_is_light) &&
        membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) != 0)
        fence_lost();
}
