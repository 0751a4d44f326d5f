/* SPDX-License-Identifier: MIT */
/* membarrier(2); see fence.h. */
#include "os/fence.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/call.h"

bool os_fence_is_light;

static int membarrier(int command)
{
    return OS_CALL(int, (int)syscall(SYS_membarrier, command, 0, 0));
}

static __attribute__((constructor)) void fence_find(void)
{
    os_fence_is_light =
        membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0 &&
        membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0;
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

bool os_fence_heavy(void)
{
    os_fence_full();
    return !os_fence_is_light ||
           membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) == 0;
}
