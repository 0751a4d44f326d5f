/* SPDX-License-Identifier: MIT */
/* Finding arenas; see arena.h. */
#include "os/arena.h"

#include <errno.h>
#include <features.h>
#include <stdlib.h>

#include "os/raw6.h"

uintptr_t os_arenas[OS_ARENAS];

#define BLOCK        64u
#define NON_MAIN     4u   /* in the word before a block */
#define STATE_WITHIN 256u /* of the heap's start, in the arena's first one */
#define PAGE         4096u

/* Not of a block that sanitizers guard. */
#if defined(__GLIBC__) && OS_RAW
static bool is_arena(const struct os_arena *heap, uintptr_t block)
{
    uintptr_t at = (uintptr_t)heap;

    return heap->state > at && heap->state < at + STATE_WITHIN &&
           heap->before == 0 && heap->size % PAGE == 0 &&
           heap->size <= OS_ARENA_MAX && block - at + BLOCK <= heap->size;
}

static uintptr_t heap_of(uintptr_t block, bool (*readable)(uintptr_t at))
{
    uintptr_t word = block - sizeof(size_t);
    uintptr_t heap = block & ~(OS_ARENA_MAX - 1);

    if (!readable(word) || (*(const size_t *)word & NON_MAIN) == 0 ||
        heap == 0 || !readable(heap) ||
        !is_arena((const struct os_arena *)heap, block))
        return 0;
    return heap;
}

void os_arena_find(bool (*readable)(uintptr_t at))
{
    int saved = errno;
    void *block = malloc(BLOCK);
    uintptr_t heap = 0;

    if (block != NULL)
        heap = heap_of((uintptr_t)block, readable);
    free(block);
    errno = saved;
    if (heap != 0)
        __atomic_store_n(os_arena_place(heap), heap, __ATOMIC_RELAXED);
}
#else
void os_arena_find(bool (*readable)(uintptr_t at))
{
    (void)readable;
}
#endif
