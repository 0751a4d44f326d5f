/* SPDX-License-Identifier: MIT */
/* Heaps: malloc with a header that knows the block's heap and size. A private
 * heap lists its blocks, so that HeapDestroy can free them; its lock guards the
 * list and the total. The process heap lists nothing and takes no lock. Follows
 * heapapi.h on Microsoft Learn. */
#include <windows.h>

#include <stdlib.h>
#include <string.h>

#include "os/lock.h"
#include "win32/door.h"

struct heap;

struct block { /* 32 bytes: what follows stays aligned to 16 */
    struct heap *heap;
    size_t size;
    struct block *prev, *next;
};

struct heap {
    struct ws2_lock lock;
    size_t limit; /* 0: none */
    size_t total;
    struct block *first;
};

static struct heap process_heap;

static struct block *block_of(LPCVOID mem)
{
    return (struct block *)mem - 1;
}

/* Reserves room for size bytes in place of old ones. */
static bool heap_charge(struct heap *heap, size_t size, size_t old)
{
    bool fits;

    if (heap->limit == 0)
        return true;
    ws2_lock_take(&heap->lock);
    fits = size <= heap->limit && heap->total - old <= heap->limit - size;
    if (fits)
        heap->total += size - old;
    ws2_lock_drop(&heap->lock);
    return fits;
}

static void block_list(struct heap *heap, struct block *b)
{
    b->prev = NULL;
    b->next = NULL;
    if (heap == &process_heap)
        return;
    ws2_lock_take(&heap->lock);
    b->next = heap->first;
    if (b->next != NULL)
        b->next->prev = b;
    heap->first = b;
    ws2_lock_drop(&heap->lock);
}

static void block_unlist(struct heap *heap, struct block *b)
{
    if (heap == &process_heap)
        return;
    ws2_lock_take(&heap->lock);
    if (b->next != NULL)
        b->next->prev = b->prev;
    if (b->prev != NULL)
        b->prev->next = b->next;
    else
        heap->first = b->next;
    ws2_lock_drop(&heap->lock);
}

HANDLE WINAPI GetProcessHeap(void)
{
    return &process_heap;
}

HANDLE WINAPI HeapCreate(DWORD flOptions, SIZE_T dwInitialSize,
                         SIZE_T dwMaximumSize)
{
    struct heap *heap;

    (void)flOptions; /* always for several threads, never executable */
    if (dwMaximumSize != 0 && dwInitialSize > dwMaximumSize)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    heap = calloc(1, sizeof(*heap));
    if (heap == NULL)
        return ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
    heap->limit = dwMaximumSize;
    return heap;
}

BOOL WINAPI HeapDestroy(HANDLE hHeap)
{
    struct heap *heap = hHeap;
    struct block *b, *next;

    if (heap == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    if (heap == &process_heap)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    for (b = heap->first; b != NULL; b = next) {
        next = b->next;
        free(b);
    }
    free(heap);
    return TRUE;
}

LPVOID WINAPI HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes)
{
    struct heap *heap = hHeap;
    struct block *b;
    size_t size;

    if (heap == NULL || dwBytes > (SIZE_T)PTRDIFF_MAX - sizeof(*b) ||
        !heap_charge(heap, dwBytes, 0))
        return NULL;
    size = sizeof(*b) + dwBytes;
    b = (dwFlags & HEAP_ZERO_MEMORY) != 0 ? calloc(1, size) : malloc(size);
    if (b == NULL) {
        heap_charge(heap, 0, dwBytes);
        return NULL;
    }
    b->heap = heap;
    b->size = dwBytes;
    block_list(heap, b);
    return b + 1;
}

/* HEAP_REALLOC_IN_PLACE_ONLY: a block can shrink where it is, not grow. */
static LPVOID block_shrink(struct block *b, size_t size)
{
    if (size > b->size)
        return NULL;
    heap_charge(b->heap, size, b->size);
    b->size = size;
    return b + 1;
}

LPVOID WINAPI HeapReAlloc(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem,
                          SIZE_T dwBytes)
{
    struct heap *heap = hHeap;
    struct block *b, *moved;
    size_t old;

    if (heap == NULL || lpMem == NULL || block_of(lpMem)->heap != heap ||
        dwBytes > (SIZE_T)PTRDIFF_MAX - sizeof(*b))
        return NULL;
    b = block_of(lpMem);
    old = b->size;
    if ((dwFlags & HEAP_REALLOC_IN_PLACE_ONLY) != 0)
        return block_shrink(b, dwBytes);
    if (!heap_charge(heap, dwBytes, old))
        return NULL;
    block_unlist(heap, b);
    moved = realloc(b, sizeof(*b) + dwBytes);
    if (moved == NULL) {
        heap_charge(heap, old, dwBytes);
        block_list(heap, b);
        return NULL;
    }
    moved->size = dwBytes;
    block_list(heap, moved);
    if ((dwFlags & HEAP_ZERO_MEMORY) != 0 && dwBytes > old)
        memset((char *)(moved + 1) + old, 0, dwBytes - old);
    return moved + 1;
}

BOOL WINAPI HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)
{
    struct heap *heap = hHeap;
    struct block *b;

    (void)dwFlags;
    if (lpMem == NULL)
        return TRUE;
    b = block_of(lpMem);
    if (heap == NULL || b->heap != heap)
        return ws2_win32_bool(heap == NULL ? ERROR_INVALID_HANDLE
                                           : ERROR_INVALID_PARAMETER);
    block_unlist(heap, b);
    heap_charge(heap, 0, b->size);
    free(b);
    return TRUE;
}

SIZE_T WINAPI HeapSize(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
{
    (void)dwFlags;
    if (hHeap == NULL || lpMem == NULL || block_of(lpMem)->heap != hHeap)
        return (SIZE_T)-1;
    return block_of(lpMem)->size;
}

/* Whether the block is the heap's; NULL stands for the whole heap. */
BOOL WINAPI HeapValidate(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
{
    (void)dwFlags;
    return hHeap != NULL && (lpMem == NULL || block_of(lpMem)->heap == hHeap);
}

BOOL WINAPI HeapSetInformation(HANDLE HeapHandle,
                               HEAP_INFORMATION_CLASS HeapInformationClass,
                               PVOID HeapInformation,
                               SIZE_T HeapInformationLength)
{
    (void)HeapHandle;
    (void)HeapInformation;
    (void)HeapInformationLength;
    return ws2_win32_bool(HeapInformationClass ==
                                  HeapEnableTerminationOnCorruption
                              ? WS2_OK
                              : ERROR_INVALID_PARAMETER);
}
