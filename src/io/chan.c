/* SPDX-License-Identifier: MIT */
/* Channels: descriptors with their queues of operations; see io.h.
 *
 * Threads may hold events of a channel that is closed meanwhile, so channels
 * live in chunks that are never freed, and a token names a generation, which
 * changes under all locks. A queue's lock guards the queue and its readiness;
 * urgent data, which is rare, shares that of receiving, taken after that of
 * sending. pool.lock guards the free channels, and is a leaf. An idle
 * connection has a channel: it is as small as it can be. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "io/set.h"
#include "os/fork.h"
#include "os/lock.h"
#include "os/poll.h"

#define CHUNK_SIZE 256

/* A token is a channel's address and, above it, its generation. What comes
 * round to the same after half a million sockets is an edge too many, which
 * nobody minds. */
#define ADDRESS_UNIT    8u
#define ADDRESS_BITS    45 /* of an address in units, on every machine */
#define GENERATION_LAST ((1u << (64 - ADDRESS_BITS)) - 1)

/* Once the kernel has told one of these a short transfer does not mean that
 * nothing is left: the end may be next, or what follows urgent data. */
#define STICKY (OS_END | OS_HUP | OS_ERR | OS_PRI)

enum { /* why nothing can be submitted */
       STOPPED = 1,
       UNWATCHED = 2 /* the set could not be told of a new file */
};

struct ws2_io_chan {
    struct ws2_lock lock[2]; /* queue_lock */
    int fd;
    int ep; /* its set's; changes under all locks */
    union {
        struct ws2_io_op *last[WS2_IO_SIDES]; /* of rings: next is the first */
        struct ws2_io_chan *next_free;
    };
    _Atomic(struct ws2_io_watcher *) watchers; /* receiving's lock */
    uint32_t generation;
    atomic_uchar ready[WS2_IO_SIDES]; /* OS_* bits; changes under the lock */
    atomic_uchar refuses;
};

struct chunk {
    struct chunk *next;
    struct ws2_io_chan chan[CHUNK_SIZE];
};

static struct {
    struct ws2_lock lock;
    struct ws2_io_chan *free;
    struct chunk *chunks;
} pool;

/* The bit that lets a side's operations be attempted. */
static const int side_bit[WS2_IO_SIDES] = {OS_OUT, OS_IN, OS_PRI};

/* The bits of an event that a side looks at, its own apart: an end or an
 * error is something that an attempt finds. */
static const int side_sees[WS2_IO_SIDES] = {OS_HUP | OS_ERR,
                                            OS_END | OS_HUP | OS_ERR | OS_PRI,
                                            OS_END | OS_HUP | OS_ERR};

static struct ws2_lock *queue_lock(struct ws2_io_chan *chan, unsigned side)
{
    return &chan->lock[side != WS2_IO_SEND];
}

static int queue_ready(const struct ws2_io_chan *chan, unsigned side)
{
    return atomic_load_explicit(&chan->ready[side], memory_order_relaxed);
}

static void queue_set_ready(struct ws2_io_chan *chan, unsigned side, int ready)
{
    atomic_store_explicit(&chan->ready[side], (unsigned char)ready,
                          memory_order_relaxed);
}

static void pool_forked(void)
{
    atomic_store(&pool.lock.word, 0);
}
OS_IN_FORKED_CHILD(pool_forked)

static bool pool_grow_locked(void)
{
    struct chunk *chunk = calloc(1, sizeof(*chunk));

    if (chunk == NULL)
        return false;
    chunk->next = pool.chunks;
    pool.chunks = chunk;
    for (int i = CHUNK_SIZE; i-- > 0;) {
        chunk->chan[i].next_free = pool.free;
        pool.free = &chunk->chan[i];
    }
    return true;
}

static struct ws2_io_chan *pool_take(void)
{
    struct ws2_io_chan *chan = NULL;

    ws2_lock_take(&pool.lock);
    if (pool.free != NULL || pool_grow_locked()) {
        chan = pool.free;
        pool.free = chan->next_free;
    }
    ws2_lock_drop(&pool.lock);
    return chan;
}

static void pool_put(struct ws2_io_chan *chan)
{
    ws2_lock_take(&pool.lock);
    chan->next_free = pool.free;
    pool.free = chan;
    ws2_lock_drop(&pool.lock);
}

static void sides_lock(struct ws2_io_chan *chan)
{
    ws2_lock_take(queue_lock(chan, WS2_IO_SEND));
    ws2_lock_take(queue_lock(chan, WS2_IO_RECV));
}

static void sides_unlock(struct ws2_io_chan *chan)
{
    ws2_lock_drop(queue_lock(chan, WS2_IO_RECV));
    ws2_lock_drop(queue_lock(chan, WS2_IO_SEND));
}

static uint64_t chan_token(const struct ws2_io_chan *chan)
{
    return (uint64_t)chan->generation << ADDRESS_BITS |
           (uintptr_t)chan / ADDRESS_UNIT;
}

static struct ws2_io_chan *token_chan(uint64_t token)
{
    uint64_t address = token & ((UINT64_C(1) << ADDRESS_BITS) - 1);

    return (struct ws2_io_chan *)(uintptr_t)(address * ADDRESS_UNIT);
}

/* Generations begin at 1: 0 is none's. */
static void chan_retire(struct ws2_io_chan *chan)
{
    sides_lock(chan);
    chan->generation =
        chan->generation < GENERATION_LAST ? chan->generation + 1 : 1;
    sides_unlock(chan);
}

int ws2_io_chan_open(struct ws2_io_set *set, int fd, struct ws2_io_chan **out)
{
    struct ws2_io_chan *chan = pool_take();
    int res;

    if (chan == NULL)
        return -ENOMEM;
    chan_retire(chan);
    sides_lock(chan);
    for (unsigned i = 0; i < WS2_IO_SIDES; i++) {
        /* taken to be ready until an attempt says otherwise */
        queue_set_ready(chan, i, side_bit[i]);
        chan->last[i] = NULL;
    }
    chan->fd = fd;
    chan->ep = set->ep;
    atomic_store(&chan->refuses, 0);
    atomic_store(&chan->watchers, NULL);
    sides_unlock(chan);
    res = os_epoll_add(set->ep, fd, chan_token(chan));
    if (res < 0) {
        chan_retire(chan);
        pool_put(chan);
        return res;
    }
    *out = chan;
    return 0;
}

void ws2_io_chan_stop(struct ws2_io_chan *chan)
{
    sides_lock(chan);
    atomic_fetch_or(&chan->refuses, STOPPED);
    sides_unlock(chan);
}

bool ws2_io_chan_busy(struct ws2_io_chan *chan)
{
    bool busy = false;

    sides_lock(chan);
    for (unsigned i = 0; i < WS2_IO_SIDES; i++)
        busy = busy || chan->last[i] != NULL;
    sides_unlock(chan);
    return busy;
}

void ws2_io_chan_close(struct ws2_io_chan *chan)
{
    os_epoll_remove(chan->ep, chan->fd);
    chan_retire(chan);
    pool_put(chan);
}

/* The new set reports at once what is ready, so that no edge is lost. With the
 * locks, as the old set may go afterwards. */
int ws2_io_chan_move(struct ws2_io_chan *chan, struct ws2_io_set *set)
{
    int res = 0;

    sides_lock(chan);
    if (chan->ep != set->ep)
        res = os_epoll_add(set->ep, chan->fd, chan_token(chan));
    if (res >= 0 && chan->ep != set->ep) {
        os_epoll_remove(chan->ep, chan->fd);
        __atomic_store_n(&chan->ep, set->ep, __ATOMIC_RELAXED);
    }
    sides_unlock(chan);
    return res < 0 ? res : 0;
}

/* Once more, where the kernel had no memory for it. */
static void chan_watch_anew(struct ws2_io_chan *chan)
{
    if (os_epoll_add(chan->ep, chan->fd, chan_token(chan)) == -ENOMEM)
        atomic_fetch_or(&chan->refuses, UNWATCHED);
    else
        atomic_fetch_and(&chan->refuses, ~UNWATCHED);
}

void ws2_io_chan_renew(struct ws2_io_chan *chan, bool sending)
{
    if (!sending)
        ws2_lock_take(queue_lock(chan, WS2_IO_SEND));
    queue_set_ready(chan, WS2_IO_SEND, OS_OUT);
    if (!sending)
        ws2_lock_drop(queue_lock(chan, WS2_IO_SEND));
    ws2_lock_take(queue_lock(chan, WS2_IO_RECV));
    queue_set_ready(chan, WS2_IO_RECV, OS_IN);
    queue_set_ready(chan, WS2_IO_URGENT, OS_PRI);
    ws2_lock_drop(queue_lock(chan, WS2_IO_RECV));
    chan_watch_anew(chan);
}

static bool chan_refuses(struct ws2_io_chan *chan)
{
    unsigned why = atomic_load_explicit(&chan->refuses, memory_order_relaxed);

    if (why == UNWATCHED) {
        chan_watch_anew(chan);
        why = atomic_load(&chan->refuses);
    }
    return why != 0;
}

static void queue_push(struct ws2_io_op **last, struct ws2_io_op *op)
{
    if (*last != NULL) {
        op->next = (*last)->next;
        (*last)->next = op;
    } else {
        op->next = op;
    }
    *last = op;
}

static void queue_pop(struct ws2_io_op **last)
{
    struct ws2_io_op *first = (*last)->next;

    if (first == *last)
        *last = NULL;
    else
        (*last)->next = first->next;
}

/* Somebody will come to attempt what is queued, though nothing has changed.
 * Where the channel is moved meanwhile, the new set reports anyway. */
static void chan_again(struct ws2_io_chan *chan)
{
    int ep = __atomic_load_n(&chan->ep, __ATOMIC_RELAXED);

    os_epoll_again(ep, chan->fd, chan_token(chan));
}

/* Attempts the operation and learns from that about the next one. That there
 * is room to send comes with every event, and is passed over without a look at
 * the queue while the queue knows (chan_event). So when it does not any more
 * it has to ask again: the event may have been passed over just before. */
static enum ws2_io_result queue_attempt_locked(struct ws2_io_chan *chan,
                                               unsigned side,
                                               struct ws2_io_op *op)
{
    enum ws2_io_result result = op->ops->attempt(op);
    int ready = queue_ready(chan, side);

    if (result == WS2_IO_DONE ||
        (result == WS2_IO_DRAINED && (ready & STICKY) != 0))
        return result;
    queue_set_ready(chan, side, ready & ~side_bit[side]);
    if (result == WS2_IO_YIELD)
        chan_again(chan);
    if (side != WS2_IO_SEND || result != WS2_IO_AGAIN)
        return result;
    atomic_thread_fence(memory_order_seq_cst);
    result = op->ops->attempt(op);
    if (result == WS2_IO_YIELD)
        chan_again(chan);
    else if (result != WS2_IO_AGAIN)
        queue_set_ready(chan, side, ready);
    return result;
}

/* Attempts what is queued while the kernel may have something for it. */
static void queue_run_locked(struct ws2_io_chan *chan, unsigned side)
{
    struct ws2_io_op **last = &chan->last[side];

    while (*last != NULL && (queue_ready(chan, side) & side_bit[side]) != 0) {
        struct ws2_io_op *op = (*last)->next;
        enum ws2_io_result result;

        result = queue_attempt_locked(chan, side, op);
        if (result == WS2_IO_AGAIN || result == WS2_IO_YIELD)
            return;
        queue_pop(last);
        op->ops->done(op, NULL);
    }
}

enum ws2_io_submitted ws2_io_submit(struct ws2_io_chan *chan,
                                    enum ws2_io_side side, struct ws2_io_op *op,
                                    void *now)
{
    struct ws2_io_op **last = &chan->last[side];
    enum ws2_io_submitted how = WS2_IO_QUEUED;
    enum ws2_io_result result = WS2_IO_AGAIN;

    ws2_lock_take(queue_lock(chan, side));
    if (chan_refuses(chan)) {
        ws2_lock_drop(queue_lock(chan, side));
        return WS2_IO_REFUSED;
    }
    if (*last == NULL && (queue_ready(chan, side) & side_bit[side]) != 0)
        result = queue_attempt_locked(chan, side, op);
    if (result == WS2_IO_AGAIN || result == WS2_IO_YIELD) {
        queue_push(last, op);
    } else {
        op->ops->done(op, now);
        how = WS2_IO_FINISHED;
    }
    ws2_lock_drop(queue_lock(chan, side));
    return how;
}

struct ws2_io_op *ws2_io_take(struct ws2_io_chan *chan, enum ws2_io_side side,
                              bool (*pick)(const struct ws2_io_op *op,
                                           const void *arg),
                              const void *arg)
{
    struct ws2_io_op **last = &chan->last[side];
    struct ws2_io_op *taken = NULL, **end = &taken, *op, *next, *stop;

    ws2_lock_take(queue_lock(chan, side));
    stop = *last;
    op = stop != NULL ? stop->next : NULL;
    *last = NULL;
    for (; op != NULL; op = next) {
        next = op != stop ? op->next : NULL;
        if (!pick(op, arg)) {
            queue_push(last, op);
            continue;
        }
        op->next = NULL;
        *end = op;
        end = &op->next;
    }
    ws2_lock_drop(queue_lock(chan, side));
    return taken;
}

void ws2_io_chan_watch(struct ws2_io_chan *chan, struct ws2_io_watcher *watcher)
{
    ws2_lock_take(queue_lock(chan, WS2_IO_RECV));
    watcher->next = atomic_load(&chan->watchers);
    atomic_store(&chan->watchers, watcher);
    ws2_lock_drop(queue_lock(chan, WS2_IO_RECV));
}

void ws2_io_chan_unwatch(struct ws2_io_chan *chan,
                         struct ws2_io_watcher *watcher)
{
    struct ws2_io_watcher *at;

    ws2_lock_take(queue_lock(chan, WS2_IO_RECV));
    at = atomic_load(&chan->watchers);
    if (at == watcher)
        atomic_store(&chan->watchers, watcher->next);
    for (; at != NULL; at = at->next)
        if (at->next == watcher)
            at->next = watcher->next;
    ws2_lock_drop(queue_lock(chan, WS2_IO_RECV));
}

static void watchers_tell(struct ws2_io_chan *chan, uint32_t generation,
                          int ready)
{
    struct ws2_io_watcher *watcher;

    ws2_lock_take(queue_lock(chan, WS2_IO_RECV));
    watcher = atomic_load(&chan->watchers);
    if (generation != 0 && chan->generation != generation)
        watcher = NULL;
    for (; watcher != NULL; watcher = watcher->next)
        watcher->edge(watcher, ready);
    ws2_lock_drop(queue_lock(chan, WS2_IO_RECV));
}

/* The generation is that of the event, or 0 for the channel's own. */
static void chan_event(struct ws2_io_chan *chan, uint32_t generation, int ready)
{
    for (unsigned i = 0; i < WS2_IO_SIDES; i++) {
        if ((ready & (side_bit[i] | side_sees[i])) == 0)
            continue;
        if (i == WS2_IO_SEND && (ready & side_sees[i]) == 0 &&
            (queue_ready(chan, i) & OS_OUT) != 0)
            continue;
        ws2_lock_take(queue_lock(chan, i));
        if (generation == 0 || chan->generation == generation) {
            queue_set_ready(chan, i,
                            queue_ready(chan, i) | (ready & side_sees[i]) |
                                side_bit[i]);
            queue_run_locked(chan, i);
        }
        ws2_lock_drop(queue_lock(chan, i));
    }
    if (atomic_load_explicit(&chan->watchers, memory_order_relaxed) != NULL)
        watchers_tell(chan, generation, ready);
}

void ws2_io_dispatch(const struct os_event *events, int n)
{
    for (int i = 0; i < n; i++)
        if (events[i].token != WS2_IO_WAKE)
            chan_event(token_chan(events[i].token),
                       (uint32_t)(events[i].token >> ADDRESS_BITS),
                       events[i].ready);
}

void ws2_io_poke(struct ws2_io_chan *chan, int ready)
{
    chan_event(chan, 0, ready);
}
