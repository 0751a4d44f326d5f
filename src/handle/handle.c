/* SPDX-License-Identifier: MIT */
/* The handle table; see handle.h.
 *
 * A slot's word is generation << 34 | state << 32 | pins. A lookup adds a pin
 * by compare-and-swap and only while generation and state fit, so a slot never
 * carries a pin that its handle does not justify. Slots live in chunks that
 * are never freed or moved; those of consecutive indices are far apart, so that
 * threads which opened a few handles each do not share cache lines. table.lock
 * guards the free queue and growth.
 *
 * Free slots are reused first-in first-out and only once QUARANTINE of them
 * wait: a stale value then meets a live slot only after many closes. */
#include "handle/handle.h"

#include <pthread.h>
#include <stdlib.h>

#include "handle/threads.h"
#include "os/fence.h"

#define INDEX_BITS 20
#define GEN_BITS   9
#define INDEX_MASK ((1u << INDEX_BITS) - 1)
#define GEN_MASK   ((1u << GEN_BITS) - 1)
#define CHUNK_BITS 10
#define CHUNK_SIZE (1u << CHUNK_BITS)
#define CHUNK_MAX  (1u << (INDEX_BITS - CHUNK_BITS))
#define QUARANTINE 256
#define NO_SLOT    UINT32_MAX

#define PINS_MASK   0xffffffffull
#define STATE_FREE  (0ull << 32)
#define STATE_LIVE  (1ull << 32)
#define STATE_DYING (2ull << 32)
#define STATE_MASK  (3ull << 32)
#define GEN_SHIFT   34

#define SLOTS_A_LINE 4 /* in 64 bytes */

struct slot {
    _Atomic uint64_t word;
    union {
        _Atomic(struct ws2_obj *) obj; /* of a handle */
        _Atomic uintptr_t next_free;   /* an index, in the free queue */
    };
};

static struct {
    pthread_mutex_t lock;
    _Atomic(struct slot *) chunk[CHUNK_MAX];
    uint32_t used; /* slots ever handed out */
    uint32_t free_head, free_tail, free_count;
} table = {.lock = PTHREAD_MUTEX_INITIALIZER,
           .used = 1, /* index 0 would make the value 0 */
           .free_head = NO_SLOT,
           .free_tail = NO_SLOT};

static struct slot *slot_at(uint32_t index)
{
    struct slot *chunk;

    chunk = atomic_load_explicit(&table.chunk[index >> CHUNK_BITS],
                                 memory_order_acquire);
    index &= CHUNK_SIZE - 1;
    index = index % (CHUNK_SIZE / SLOTS_A_LINE) * SLOTS_A_LINE +
            index / (CHUNK_SIZE / SLOTS_A_LINE);
    return chunk != NULL ? &chunk[index] : NULL;
}

static ws2_handle handle_make(uint32_t index, uint64_t word)
{
    return ((ws2_handle)(word >> GEN_SHIFT) << INDEX_BITS | index) << 2;
}

/* The slot that h points into and the word it must show, or NULL. The low two
 * bits are ignored, as on Windows. */
static struct slot *slot_of(ws2_handle h, uint64_t *want)
{
    uint64_t gen = h >> (INDEX_BITS + 2);

    if (gen > GEN_MASK)
        return NULL;
    *want = gen << GEN_SHIFT | STATE_LIVE;
    return slot_at((uint32_t)(h >> 2) & INDEX_MASK);
}

static void free_push(struct slot *slot, uint32_t index)
{
    slot->next_free = NO_SLOT;
    if (table.free_tail == NO_SLOT)
        table.free_head = index;
    else
        slot_at(table.free_tail)->next_free = index;
    table.free_tail = index;
    table.free_count++;
}

static uint32_t free_pop(void)
{
    uint32_t index = table.free_head;

    if (index == NO_SLOT)
        return NO_SLOT;
    table.free_head = (uint32_t)slot_at(index)->next_free;
    if (table.free_head == NO_SLOT)
        table.free_tail = NO_SLOT;
    table.free_count--;
    return index;
}

/* A slot nobody ever used; NO_SLOT when the table or memory is full. */
static uint32_t slot_fresh(void)
{
    uint32_t index = table.used;
    struct slot *chunk;

    if (index > INDEX_MASK)
        return NO_SLOT;
    if (slot_at(index) == NULL) {
        chunk = aligned_alloc(SLOTS_A_LINE * sizeof(struct slot),
                              CHUNK_SIZE * sizeof(struct slot));
        if (chunk == NULL)
            return NO_SLOT;
        for (uint32_t i = 0; i < CHUNK_SIZE; i++) {
            atomic_init(&chunk[i].word, STATE_FREE);
            atomic_init(&chunk[i].obj, NULL);
        }
        atomic_store_explicit(&table.chunk[index >> CHUNK_BITS], chunk,
                              memory_order_release);
    }
    table.used++;
    return index;
}

static uint32_t slot_take_locked(void)
{
    uint32_t index = NO_SLOT;

    if (table.free_count < QUARANTINE)
        index = slot_fresh();
    return index != NO_SLOT ? index : free_pop();
}

/* The last pin of a dying slot went: whoever wins the exchange cleans up. A
 * thread that holds the handle finds the slot dying when it lets go, and comes
 * here: either this sees what it holds, or it sees that the slot is dying. Out
 * of line: pin and unpin are in every call's path. */
static __attribute__((noinline, cold)) void
slot_release(struct slot *slot, uint32_t index, uint64_t word)
{
    uint64_t gen = ((word >> GEN_SHIFT) + 1) & GEN_MASK;
    struct ws2_obj *obj;

    os_fence_heavy();
    if (ws2_threads_hold(handle_make(index, word)))
        return;
    obj = atomic_load_explicit(&slot->obj, memory_order_relaxed);
    if (!atomic_compare_exchange_strong(&slot->word, &word,
                                        gen << GEN_SHIFT | STATE_FREE))
        return;
    pthread_mutex_lock(&table.lock);
    free_push(slot, index);
    pthread_mutex_unlock(&table.lock);
    ws2_obj_put(obj);
}

static void fork_prepare(void)
{
    pthread_mutex_lock(&table.lock);
}

static void fork_done(void)
{
    pthread_mutex_unlock(&table.lock);
}

/* Pins are threads' that are not there, so a close need not wait for them. No
 * thread calls fork while it holds one. */
static void slot_forked(struct slot *slot, uint32_t index)
{
    uint64_t word = atomic_load(&slot->word) & ~PINS_MASK;
    struct ws2_obj *obj;

    if ((word & STATE_MASK) == STATE_FREE)
        return;
    atomic_store(&slot->word, word);
    obj = atomic_load(&slot->obj);
    if (obj->ops->forked != NULL)
        obj->ops->forked(obj);
    if ((word & STATE_MASK) == STATE_DYING)
        slot_release(slot, index, word);
}

static void fork_child(void)
{
    fork_done();
    ws2_threads_forked();
    for (uint32_t i = 1; i < table.used; i++)
        slot_forked(slot_at(i), i);
}

/* fork while another thread opens a handle must not leave the child a table
 * that is locked for ever. */
static __attribute__((constructor)) void fork_guard(void)
{
    pthread_atfork(fork_prepare, fork_done, fork_child);
}

void ws2_obj_init(struct ws2_obj *obj, enum ws2_kind kind,
                  const struct ws2_obj_ops *ops)
{
    obj->ops = ops;
    obj->kind = kind;
    atomic_init(&obj->refs, 1);
}

void ws2_obj_put(struct ws2_obj *obj)
{
    if (atomic_fetch_sub_explicit(&obj->refs, 1, memory_order_acq_rel) == 1)
        obj->ops->destroy(obj);
}

ws2_err ws2_handle_new(struct ws2_obj *obj, ws2_handle *out)
{
    struct slot *slot;
    uint32_t index;
    uint64_t word;

    pthread_mutex_lock(&table.lock);
    index = slot_take_locked();
    pthread_mutex_unlock(&table.lock);
    if (index == NO_SLOT)
        return 8; /* ERROR_NOT_ENOUGH_MEMORY */
    slot = slot_at(index);
    ws2_obj_ref(obj);
    atomic_store_explicit(&slot->obj, obj, memory_order_relaxed);
    word = (atomic_load(&slot->word) & ~STATE_MASK) | STATE_LIVE;
    atomic_store_explicit(&slot->word, word, memory_order_release);
    *out = handle_make(index, word);
    return WS2_OK;
}

static __attribute__((noinline, cold)) struct ws2_obj *pin_refused(ws2_handle h)
{
    ws2_handle_unpin(h);
    return NULL;
}

struct ws2_obj *ws2_handle_pin(ws2_handle h, unsigned kinds)
{
    struct ws2_obj *obj;
    struct slot *slot;
    uint64_t want, word;

    slot = slot_of(h, &want);
    if (slot == NULL)
        return NULL;
    word = atomic_load_explicit(&slot->word, memory_order_relaxed);
    do {
        if ((word & ~PINS_MASK) != want)
            return NULL;
    } while (!atomic_compare_exchange_weak_explicit(
        &slot->word, &word, word + 1, memory_order_acquire,
        memory_order_relaxed));
    obj = atomic_load_explicit(&slot->obj, memory_order_relaxed);
    return (obj->kind & kinds) != 0 ? obj : pin_refused(h);
}

void ws2_handle_unpin(ws2_handle h)
{
    uint32_t index = (uint32_t)(h >> 2) & INDEX_MASK;
    struct slot *slot = slot_at(index);
    uint64_t word;

    word = atomic_fetch_sub_explicit(&slot->word, 1, memory_order_acq_rel) - 1;
    if ((word & (PINS_MASK | STATE_MASK)) == STATE_DYING)
        slot_release(slot, index, word);
}

/* Begun holding, before anybody knows whether there is something to hold. */
static struct ws2_obj *held_obj(struct slot *slot, uint64_t want,
                                unsigned kinds)
{
    uint64_t word = atomic_load_explicit(&slot->word, memory_order_acquire);
    struct ws2_obj *obj;

    if ((word & ~PINS_MASK) != want)
        return NULL;
    obj = atomic_load_explicit(&slot->obj, memory_order_relaxed);
    return (obj->kind & kinds) != 0 ? obj : NULL;
}

struct ws2_obj *ws2_handle_hold(ws2_handle h, unsigned kinds)
{
    struct ws2_thread *t = ws2_thread_peek();
    struct ws2_obj *obj;
    struct slot *slot;
    uint64_t want;

    h &= ~(ws2_handle)3;
    if (t == NULL || h == 0 ||
        atomic_load_explicit(&t->held, memory_order_relaxed) != 0)
        return ws2_handle_pin(h, kinds);
    slot = slot_of(h, &want);
    if (slot == NULL)
        return NULL;
    atomic_store_explicit(&t->held, h, memory_order_relaxed);
    os_fence_light();
    obj = held_obj(slot, want, kinds);
    if (obj == NULL)
        ws2_handle_let_go(h);
    return obj;
}

void ws2_handle_let_go(ws2_handle h)
{
    struct ws2_thread *t = ws2_thread_peek();
    uint32_t index = (uint32_t)(h >> 2) & INDEX_MASK;
    struct slot *slot;
    uint64_t word;

    h &= ~(ws2_handle)3;
    if (t == NULL ||
        atomic_load_explicit(&t->held, memory_order_relaxed) != h) {
        ws2_handle_unpin(h);
        return;
    }
    slot = slot_at(index);
    atomic_store_explicit(&t->held, 0, memory_order_release);
    os_fence_light();
    word = atomic_load_explicit(&slot->word, memory_order_acquire);
    if ((word & (PINS_MASK | STATE_MASK)) == STATE_DYING)
        slot_release(slot, index, word);
}

bool ws2_handle_names(ws2_handle h, const struct ws2_obj *obj)
{
    uint64_t want;
    struct slot *slot = slot_of(h, &want);

    return slot != NULL &&
           (atomic_load_explicit(&slot->word, memory_order_acquire) &
            ~PINS_MASK) == want &&
           atomic_load_explicit(&slot->obj, memory_order_relaxed) == obj;
}

struct ws2_obj *ws2_handle_get(ws2_handle h, unsigned kinds)
{
    struct ws2_obj *obj = ws2_handle_pin(h, kinds);

    if (obj != NULL) {
        ws2_obj_ref(obj);
        ws2_handle_unpin(h);
    }
    return obj;
}

struct ws2_obj *ws2_handle_close(ws2_handle h, unsigned kinds)
{
    struct ws2_obj *obj = ws2_handle_pin(h, kinds);
    struct slot *slot;
    uint64_t want = 0, word;

    if (obj == NULL)
        return NULL;
    ws2_obj_ref(obj);
    slot = slot_of(h, &want);
    word = atomic_load_explicit(&slot->word, memory_order_relaxed);
    do {
        if ((word & ~PINS_MASK) != want) { /* another close was first */
            ws2_handle_unpin(h);
            ws2_obj_put(obj);
            return NULL;
        }
    } while (!atomic_compare_exchange_weak(&slot->word, &word,
                                           (word & ~STATE_MASK) | STATE_DYING));
    if (obj->ops->closed != NULL)
        obj->ops->closed(obj);
    ws2_handle_unpin(h);
    return obj;
}

void ws2_handle_each(unsigned kinds,
                     void (*fn)(ws2_handle h, struct ws2_obj *obj, void *arg),
                     void *arg)
{
    uint32_t used;

    pthread_mutex_lock(&table.lock);
    used = table.used;
    pthread_mutex_unlock(&table.lock);
    for (uint32_t i = 1; i < used; i++) {
        uint64_t word = atomic_load(&slot_at(i)->word);
        ws2_handle h = handle_make(i, word);
        struct ws2_obj *obj;

        if ((word & STATE_MASK) != STATE_LIVE)
            continue;
        obj = ws2_handle_pin(h, kinds);
        if (obj != NULL) {
            fn(h, obj, arg);
            ws2_handle_unpin(h);
        }
    }
}
