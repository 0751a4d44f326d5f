/* SPDX-License-Identifier: MIT */
/* Fences of which one side is cheap. Two threads write a word each and then
 * read the other's; one of them is to see what the other wrote. That takes a
 * full fence in both, or this: os_fence_light in the one that does it often,
 * os_fence_heavy in the other. membarrier(2) makes every running thread of the
 * process pass a fence. */
#ifndef WS2_OS_FENCE_H
#define WS2_OS_FENCE_H

#include <stdatomic.h>
#include <stdbool.h>

/* Whether the kernel has it; a sandbox may take it away. */
extern atomic_bool os_fence_is_light __attribute__((visibility("hidden")));

void os_fence_full(void); /* for this thread */

static inline void os_fence_light(void)
{
    if (atomic_load_explicit(&os_fence_is_light, memory_order_relaxed))
        atomic_signal_fence(memory_order_seq_cst);
    else
        os_fence_full();
}

void os_fence_heavy(void);

#endif
