/* SPDX-License-Identifier: MIT */
/* What malloc has given to threads other than the first: the memory of glibc's
 * arenas, which is known to be there as the brk heap is (mem.h). A server's
 * worker threads allocate there what they pass in.
 *
 * An arena lives in a heap that starts at a multiple of its largest size, says
 * how much of it is in use, and never goes. That is glibc's own affair: so it
 * is looked at from a block that malloc has just given, through probes, and
 * only a heap that looks right in every respect is taken to be one. */
#ifndef WS2_OS_ARENA_H
#define WS2_OS_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OS_ARENA_MAX ((uintptr_t)64 << 20)
#define OS_ARENAS    64 /* that are known; of two in one place the later */

struct os_arena { /* how a heap begins: heap_info of malloc/arena.c */
    uintptr_t state;
    uintptr_t before; /* the arena's heap before this, or 0 */
    size_t size;
};

extern uintptr_t os_arenas[OS_ARENAS] __attribute__((visibility("hidden")));

static inline uintptr_t *os_arena_place(uintptr_t heap)
{
    return &os_arenas[heap / OS_ARENA_MAX % OS_ARENAS];
}

static inline bool os_mem_in_arena(const void *p, size_t len)
{
    uintptr_t at = (uintptr_t)p, heap = at & ~(OS_ARENA_MAX - 1);
    size_t size;

    if (heap == 0 ||
        __atomic_load_n(os_arena_place(heap), __ATOMIC_RELAXED) != heap)
        return false;
    size = __atomic_load_n(&((const struct os_arena *)heap)->size,
                           __ATOMIC_RELAXED);
    return at - heap < size && len <= size - (at - heap);
}

/* Once in each thread: where its malloc allocates. readable tests one page. */
void os_arena_find(bool (*readable)(uintptr_t at));

#endif
