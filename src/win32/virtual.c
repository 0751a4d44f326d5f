/* SPDX-License-Identifier: MIT */
/* VirtualAlloc: regions by mmap. A list under a lock remembers them, as
 * MEM_RELEASE names only the start. Reserved pages are inaccessible and charged
 * to nobody; committing makes them accessible, decommitting gives their memory
 * back. Regions start at multiples of 64 KiB, as on Windows. Follows
 * memoryapi.h on Microsoft Learn. */
#include <windows.h>

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "os/lock.h"
#include "win32/door.h"

#define PAGE        ((uintptr_t)4096)
#define GRANULARITY ((uintptr_t)0x10000)

struct region {
    struct region *next;
    uintptr_t start;
    size_t size;
};

static struct ws2_lock regions_lock = WS2_LOCK_INIT;
static struct region *regions;

static bool protect_bits(DWORD protect, int *bits)
{
    switch (protect & 0xff) {
    case PAGE_NOACCESS:
        *bits = PROT_NONE;
        return true;
    case PAGE_READONLY:
        *bits = PROT_READ;
        return true;
    case PAGE_READWRITE:
        *bits = PROT_READ | PROT_WRITE;
        return true;
    case PAGE_EXECUTE:
    case PAGE_EXECUTE_READ:
        *bits = PROT_READ | PROT_EXEC;
        return true;
    case PAGE_EXECUTE_READWRITE:
        *bits = PROT_READ | PROT_WRITE | PROT_EXEC;
        return true;
    default:
        return false;
    }
}

/* Whole pages that hold [address, address + size). */
static bool pages_of(LPVOID address, SIZE_T size, uintptr_t *start, size_t *len)
{
    uintptr_t first = (uintptr_t)address & ~(PAGE - 1);
    uintptr_t end;

    if (size == 0 || __builtin_add_overflow((uintptr_t)address, size, &end) ||
        end > PTRDIFF_MAX)
        return false;
    *start = first;
    *len = ((end - first) + PAGE - 1) & ~(PAGE - 1);
    return true;
}

static struct region *region_find_locked(uintptr_t start, size_t len)
{
    struct region *r = regions;

    while (r != NULL && (start < r->start || start - r->start > r->size ||
                         len > r->size - (start - r->start)))
        r = r->next;
    return r;
}

/* Maps size bytes at a multiple of the granularity; NULL when there is no
 * room. hint is where, or 0. */
static void *region_map(uintptr_t hint, size_t size)
{
    uintptr_t at, aligned;
    void *p;

    if (hint != 0) {
        p = mmap((void *)hint, size, PROT_NONE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
                     MAP_FIXED_NOREPLACE,
                 -1, 0);
        return p != MAP_FAILED ? p : NULL;
    }
    p = mmap(NULL, size + GRANULARITY, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    at = (uintptr_t)p;
    aligned = (at + GRANULARITY - 1) & ~(GRANULARITY - 1);
    if (aligned > at)
        munmap(p, aligned - at);
    if (aligned - at < GRANULARITY)
        munmap((void *)(aligned + size), GRANULARITY - (aligned - at));
    return (void *)aligned;
}

static ws2_err region_reserve(LPVOID address, SIZE_T size, uintptr_t *start,
                              size_t *len)
{
    uintptr_t hint = (uintptr_t)address & ~(GRANULARITY - 1);
    struct region *r;
    void *p;

    if (!pages_of(address != NULL ? (void *)hint : NULL,
                  size + ((uintptr_t)address - hint), start, len))
        return ERROR_INVALID_PARAMETER;
    r = malloc(sizeof(*r));
    p = r != NULL ? region_map(hint, *len) : NULL;
    if (p == NULL) {
        free(r);
        return hint != 0 ? ERROR_INVALID_ADDRESS : ERROR_NOT_ENOUGH_MEMORY;
    }
    r->start = *start = (uintptr_t)p;
    r->size = *len;
    ws2_lock_take(&regions_lock);
    r->next = regions;
    regions = r;
    ws2_lock_drop(&regions_lock);
    return WS2_OK;
}

static ws2_err region_commit(uintptr_t start, size_t len, int bits)
{
    ws2_err err = WS2_OK;

    ws2_lock_take(&regions_lock);
    if (region_find_locked(start, len) == NULL)
        err = ERROR_INVALID_ADDRESS;
    else if (mprotect((void *)start, len, bits) != 0)
        err = ERROR_COMMITMENT_LIMIT;
    ws2_lock_drop(&regions_lock);
    return err;
}

LPVOID WINAPI VirtualAlloc(LPVOID lpAddress, SIZE_T dwSize,
                           DWORD flAllocationType, DWORD flProtect)
{
    DWORD what = flAllocationType & (MEM_RESERVE | MEM_COMMIT);
    int saved = errno;
    uintptr_t start = 0;
    size_t len = 0;
    ws2_err err = WS2_OK;
    int bits;

    if (what == 0 || !protect_bits(flProtect, &bits))
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    if ((what & MEM_RESERVE) != 0 || lpAddress == NULL)
        err = region_reserve(lpAddress, dwSize, &start, &len);
    else if (!pages_of(lpAddress, dwSize, &start, &len))
        err = ERROR_INVALID_PARAMETER;
    if (err == WS2_OK && (what & MEM_COMMIT) != 0)
        err = region_commit(start, len, bits);
    errno = saved;
    return err == WS2_OK ? (LPVOID)start : ws2_win32_null(err);
}

static ws2_err region_release(uintptr_t start)
{
    struct region **link, *r;

    ws2_lock_take(&regions_lock);
    for (link = &regions; *link != NULL && (*link)->start != start;)
        link = &(*link)->next;
    r = *link;
    if (r != NULL)
        *link = r->next;
    ws2_lock_drop(&regions_lock);
    if (r == NULL)
        return ERROR_INVALID_ADDRESS;
    munmap((void *)r->start, r->size);
    free(r);
    return WS2_OK;
}

/* Size 0 with the start of a region means all of it. */
static ws2_err region_decommit(LPVOID address, SIZE_T size)
{
    struct region *r;
    uintptr_t start = (uintptr_t)address;
    size_t len = 0;
    ws2_err err = WS2_OK;

    if (size != 0 && !pages_of(address, size, &start, &len))
        return ERROR_INVALID_PARAMETER;
    ws2_lock_take(&regions_lock);
    r = region_find_locked(start, len);
    if (r != NULL && size == 0)
        len = r->start == start ? r->size : 0;
    if (r == NULL || len == 0)
        err = ERROR_INVALID_ADDRESS;
    else if (mmap((void *)start, len, PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1,
                  0) == MAP_FAILED)
        err = ERROR_NOT_ENOUGH_MEMORY;
    ws2_lock_drop(&regions_lock);
    return err;
}

BOOL WINAPI VirtualFree(LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType)
{
    int saved = errno;
    ws2_err err = ERROR_INVALID_PARAMETER;

    if (dwFreeType == MEM_RELEASE && dwSize == 0)
        err = region_release((uintptr_t)lpAddress);
    else if (dwFreeType == MEM_DECOMMIT)
        err = region_decommit(lpAddress, dwSize);
    errno = saved;
    return ws2_win32_bool(err);
}
