/* SPDX-License-Identifier: MIT */
/* Registered buffers; see riobuf.h. Entries live in chunks that are never
 * freed. A generation is odd while the entry is in use; who reads an entry
 * reads its generation before and after. table.lock guards changes. Page
 * "LPFN_RIOREGISTERBUFFER". */
#include "sock/riobuf.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "os/fork.h"
#include "os/lock.h"
#include "os/mem.h"

#define CHUNK_BITS 8
#define CHUNK_SIZE (1u << CHUNK_BITS)
#define CHUNK_MAX  (1u << 12)

struct entry {
    atomic_uint generation;
    atomic_uint len;
    _Atomic(char *) base;
    uint32_t index;
    struct entry *next_free;
};

static struct {
    struct ws2_lock lock;
    struct entry *free;
    uint32_t chunks;
    _Atomic(struct entry *) chunk[CHUNK_MAX];
} table;

static void table_forked(void)
{
    atomic_store(&table.lock.word, 0);
}
OS_IN_FORKED_CHILD(table_forked)

static struct entry *entry_at(uint32_t index)
{
    struct entry *chunk;

    if (index >> CHUNK_BITS >= CHUNK_MAX)
        return NULL;
    chunk = atomic_load_explicit(&table.chunk[index >> CHUNK_BITS],
                                 memory_order_acquire);
    return chunk != NULL ? &chunk[index & (CHUNK_SIZE - 1)] : NULL;
}

static bool table_grow_locked(void)
{
    struct entry *chunk;

    if (table.chunks == CHUNK_MAX)
        return false;
    chunk = calloc(CHUNK_SIZE, sizeof(*chunk));
    if (chunk == NULL)
        return false;
    for (uint32_t i = CHUNK_SIZE; i-- > 0;) {
        chunk[i].index = table.chunks << CHUNK_BITS | i;
        chunk[i].next_free = table.free;
        table.free = &chunk[i];
    }
    atomic_store_explicit(&table.chunk[table.chunks++], chunk,
                          memory_order_release);
    return true;
}

/* Generations are above 0 in an id, so that none is RIO_INVALID_BUFFERID. */
static RIO_BUFFERID id_make(uint32_t generation, uint32_t index)
{
    return (RIO_BUFFERID)((uintptr_t)generation << 32 | index);
}

/* The entry that an id points into, and the generation it must have. */
static struct entry *entry_of(RIO_BUFFERID id, uint32_t *generation)
{
    *generation = (uint32_t)((uintptr_t)id >> 32);
    return (*generation & 1) != 0 ? entry_at((uint32_t)(uintptr_t)id) : NULL;
}

ws2_err ws2_rio_register(char *data, DWORD len, RIO_BUFFERID *out)
{
    struct entry *e = NULL;
    uint32_t generation;

    if (len == 0)
        return WSAEINVAL;
    if (!os_mem_readable(data, len))
        return WSAEFAULT;
    ws2_lock_take(&table.lock);
    if (table.free != NULL || table_grow_locked()) {
        e = table.free;
        table.free = e->next_free;
        generation = atomic_load(&e->generation) + 1;
        atomic_store(&e->base, data);
        atomic_store(&e->len, len);
        atomic_store(&e->generation, generation);
        *out = id_make(generation, e->index);
    }
    ws2_lock_drop(&table.lock);
    return e != NULL ? WS2_OK : WSAENOBUFS;
}

void ws2_rio_deregister(RIO_BUFFERID id)
{
    uint32_t generation;
    struct entry *e = entry_of(id, &generation);

    if (e == NULL)
        return;
    ws2_lock_take(&table.lock);
    if (atomic_load(&e->generation) == generation) {
        atomic_store(&e->generation, generation + 1);
        e->next_free = table.free;
        table.free = e;
    }
    ws2_lock_drop(&table.lock);
}

bool ws2_rio_registered(RIO_BUFFERID id)
{
    uint32_t generation;
    struct entry *e = entry_of(id, &generation);

    return e != NULL && atomic_load_explicit(
                            &e->generation, memory_order_acquire) == generation;
}

ws2_err ws2_rio_slice(const RIO_BUF *slice, struct os_buf *out)
{
    uint32_t generation, len;
    struct entry *e = entry_of(slice->BufferId, &generation);
    char *base;

    if (e == NULL || atomic_load(&e->generation) != generation)
        return WSAEFAULT;
    base = atomic_load(&e->base);
    len = atomic_load(&e->len);
    if (atomic_load(&e->generation) != generation)
        return WSAEFAULT;
    if (slice->Offset > len || slice->Length > len - slice->Offset)
        return WSAEINVAL;
    out->base = base + slice->Offset;
    out->len = slice->Length;
    return WS2_OK;
}
