/* SPDX-License-Identifier: MIT */
/* Channels: descriptors with their queues of operations; see io.h.
 *
 * Threads may hold events of a channel that is closed meanwhile, so channels
 * live in chunks that are never freed, and a token names a generation, which
 * changes under the locks of all queues. A queue's lock guards the queue and
 * its readiness; several are taken in the order of enum ws2_io_side. pool.lock
 * guards the free channels, and is a leaf. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "io/set.h"
#include "os/fork.h"
#include "os/lock.h"
#include "os/poll.h"

#define CHUNK_BITS 8
#define CHUNK_SIZE (1u << CHUNK_BITS)
#define CHUNK_MAX  (1u << 12) /* a million channels */

/* Once the kernel has told one of these a short transfer does not mean that
 * nothing is left: the end may be next, or what follows urgent data. */
#define STICKY (OS_END | OS_HUP | OS_ERR | OS_PRI)

struct queue {
    struct ws2_lock lock;
    atomic_int ready;       /* OS_* bits; changes under the lock */
    struct ws2_io_op *last; /* of a ring: the first is its next */
};

struct ws2_io_chan {
    struct queue side[WS2_IO_SIDES];
    uint32_t index, generation;
    int fd;
    bool stopped;
    atomic_bool unwatched; /* the set could not be told of a new file */
    _Atomic(struct ws2_io_watcher *) watchers; /* side[RECV]'s lock guards it */
    union {
        struct ws2_io_set *set;
        struct ws2_io_chan *next_free;
    };
};

static struct {
    struct ws2_lock lock;
    struct ws2_io_chan *free;
    uint32_t chunks;
    _Atomic(struct ws2_io_chan *) chunk[CHUNK_MAX];
} pool;

/* The bit that lets a side's operations be attempted. */
static const int side_bit[WS2_IO_SIDES] = {OS_OUT, OS_IN, OS_PRI};

/* The bits of an event that a side looks at, its own apart: an end or an
 * error is something that an attempt finds. */
static const int side_sees[WS2_IO_SIDES] = {OS_HUP | OS_ERR,
                                            OS_END | OS_HUP | OS_ERR | OS_PRI,
                                            OS_END | OS_HUP | OS_ERR};

static int queue_ready(const struct queue *q)
{
    return atomic_load_explicit(&q->ready, memory_order_relaxed);
}

static void queue_set_ready(struct queue *q, int ready)
{
    atomic_store_explicit(&q->ready, ready, memory_order_relaxed);
}

static void pool_forked(void)
{
    atomic_store(&pool.lock.word, 0);
}
OS_IN_FORKED_CHILD(pool_forked)

static struct ws2_io_chan *chan_at(uint32_t index)
{
    struct ws2_io_chan *chunk;

    if (index >> CHUNK_BITS >= CHUNK_MAX)
        return NULL;
    chunk = atomic_load_explicit(&pool.chunk[index >> CHUNK_BITS],
                                 memory_order_acquire);
    return chunk != NULL ? &chunk[index & (CHUNK_SIZE - 1)] : NULL;
}

static bool pool_grow_locked(void)
{
    struct ws2_io_chan *chunk;

    if (pool.chunks == CHUNK_MAX)
        return false;
    chunk = calloc(CHUNK_SIZE, sizeof(*chunk));
    if (chunk == NULL)
        return false;
    for (uint32_t i = CHUNK_SIZE; i-- > 0;) {
        chunk[i].index = pool.chunks << CHUNK_BITS | i;
        chunk[i].next_free = pool.free;
        pool.free = &chunk[i];
    }
    atomic_store_explicit(&pool.chunk[pool.chunks++], chunk,
                          memory_order_release);
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
    for (int i = 0; i < WS2_IO_SIDES; i++)
        ws2_lock_take(&chan->side[i].lock);
}

static void sides_unlock(struct ws2_io_chan *chan)
{
    for (int i = WS2_IO_SIDES; i-- > 0;)
        ws2_lock_drop(&chan->side[i].lock);
}

/* Generations begin at 1, so that no token is that of a wake-up. */
static uint64_t chan_token(const struct ws2_io_chan *chan)
{
    return (uint64_t)chan->generation << 32 | chan->index;
}

static void chan_retire(struct ws2_io_chan *chan)
{
    sides_lock(chan);
    chan->generation += chan->generation != UINT32_MAX ? 1 : 2;
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
    for (int i = 0; i < WS2_IO_SIDES; i++) {
        /* taken to be ready until an attempt says otherwise */
        queue_set_ready(&chan->side[i], side_bit[i]);
        chan->side[i].last = NULL;
    }
    chan->fd = fd;
    chan->stopped = false;
    atomic_store(&chan->unwatched, false);
    atomic_store(&chan->watchers, NULL);
    chan->set = set;
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
    chan->stopped = true;
    sides_unlock(chan);
}

bool ws2_io_chan_busy(struct ws2_io_chan *chan)
{
    bool busy = false;

    sides_lock(chan);
    for (int i = 0; i < WS2_IO_SIDES; i++)
        busy = busy || chan->side[i].last != NULL;
    sides_unlock(chan);
    return busy;
}

void ws2_io_chan_close(struct ws2_io_chan *chan)
{
    os_epoll_remove(chan->set->ep, chan->fd);
    chan_retire(chan);
    pool_put(chan);
}

/* The new set reports at once what is ready, so that no edge is lost. With the
 * locks, as the old set may go afterwards. */
int ws2_io_chan_move(struct ws2_io_chan *chan, struct ws2_io_set *set)
{
    int res = 0;

    sides_lock(chan);
    if (chan->set != set)
        res = os_epoll_add(set->ep, chan->fd, chan_token(chan));
    if (res >= 0 && chan->set != set) {
        os_epoll_remove(chan->set->ep, chan->fd);
        __atomic_store_n(&chan->set, set, __ATOMIC_RELAXED);
    }
    sides_unlock(chan);
    return res < 0 ? res : 0;
}

void ws2_io_chan_renew(struct ws2_io_chan *chan, bool sending)
{
    for (int i = 0; i < WS2_IO_SIDES; i++) {
        bool held = sending && i == WS2_IO_SEND;

        if (!held)
            ws2_lock_take(&chan->side[i].lock);
        queue_set_ready(&chan->side[i], side_bit[i]);
        if (!held)
            ws2_lock_drop(&chan->side[i].lock);
    }
    atomic_store(&chan->unwatched,
                 os_epoll_add(chan->set->ep, chan->fd, chan_token(chan)) < 0);
}

/* Once more, where the kernel had no memory for it. */
static bool chan_is_watched(struct ws2_io_chan *chan)
{
    if (!atomic_load_explicit(&chan->unwatched, memory_order_relaxed))
        return true;
    if (os_epoll_add(chan->set->ep, chan->fd, chan_token(chan)) == -ENOMEM)
        return false;
    atomic_store(&chan->unwatched, false);
    return true;
}

static void queue_push(struct queue *q, struct ws2_io_op *op)
{
    if (q->last != NULL) {
        op->next = q->last->next;
        q->last->next = op;
    } else {
        op->next = op;
    }
    q->last = op;
}

static void queue_pop(struct queue *q)
{
    struct ws2_io_op *first = q->last->next;

    if (first == q->last)
        q->last = NULL;
    else
        q->last->next = first->next;
}

/* Somebody will come to attempt what is queued, though nothing has changed.
 * Where the channel is moved meanwhile, the new set reports anyway. */
static void chan_again(struct ws2_io_chan *chan)
{
    struct ws2_io_set *set = __atomic_load_n(&chan->set, __ATOMIC_RELAXED);

    os_epoll_again(set->ep, chan->fd, chan_token(chan));
}

/* Attempts the operation and learns from that about the next one. That there
 * is room to send comes with every event, and is passed over without a look at
 * the queue while the queue knows (chan_event). So when it does not any more
 * it has to ask again: the event may have been passed over just before. */
static enum ws2_io_result queue_attempt_locked(struct ws2_io_chan *chan,
                                               struct queue *q, int bit,
                                               struct ws2_io_op *op)
{
    enum ws2_io_result result = op->ops->attempt(op);
    int ready = queue_ready(q);

    if (result == WS2_IO_DONE ||
        (result == WS2_IO_DRAINED && (ready & STICKY) != 0))
        return result;
    queue_set_ready(q, ready & ~bit);
    if (result == WS2_IO_YIELD)
        chan_again(chan);
    if (bit != OS_OUT || result != WS2_IO_AGAIN)
        return result;
    atomic_thread_fence(memory_order_seq_cst);
    result = op->ops->attempt(op);
    if (result == WS2_IO_YIELD)
        chan_again(chan);
    else if (result != WS2_IO_AGAIN)
        queue_set_ready(q, ready);
    return result;
}

/* Attempts what is queued while the kernel may have something for it. */
static void queue_run_locked(struct ws2_io_chan *chan, struct queue *q, int bit)
{
    while (q->last != NULL && (queue_ready(q) & bit) != 0) {
        struct ws2_io_op *op = q->last->next;
        enum ws2_io_result result;

        result = queue_attempt_locked(chan, q, bit, op);
        if (result == WS2_IO_AGAIN || result == WS2_IO_YIELD)
            return;
        queue_pop(q);
        op->ops->done(op, false);
    }
}

enum ws2_io_submitted ws2_io_submit(struct ws2_io_chan *chan,
                                    enum ws2_io_side side, struct ws2_io_op *op)
{
    struct queue *q = &chan->side[side];
    enum ws2_io_submitted how = WS2_IO_QUEUED;
    enum ws2_io_result result = WS2_IO_AGAIN;

    ws2_lock_take(&q->lock);
    if (chan->stopped || !chan_is_watched(chan)) {
        ws2_lock_drop(&q->lock);
        return WS2_IO_REFUSED;
    }
    if (q->last == NULL && (queue_ready(q) & side_bit[side]) != 0)
        result = queue_attempt_locked(chan, q, side_bit[side], op);
    if (result == WS2_IO_AGAIN || result == WS2_IO_YIELD) {
        queue_push(q, op);
    } else {
        op->ops->done(op, true);
        how = WS2_IO_FINISHED;
    }
    ws2_lock_drop(&q->lock);
    return how;
}

struct ws2_io_op *ws2_io_take(struct ws2_io_chan *chan, enum ws2_io_side side,
                              bool (*pick)(const struct ws2_io_op *op,
                                           const void *arg),
                              const void *arg)
{
    struct queue *q = &chan->side[side];
    struct ws2_io_op *taken = NULL, **end = &taken, *op, *next, *stop;

    ws2_lock_take(&q->lock);
    stop = q->last;
    op = stop != NULL ? stop->next : NULL;
    q->last = NULL;
    for (; op != NULL; op = next) {
        next = op != stop ? op->next : NULL;
        if (!pick(op, arg)) {
            queue_push(q, op);
            continue;
        }
        op->next = NULL;
        *end = op;
        end = &op->next;
    }
    ws2_lock_drop(&q->lock);
    return taken;
}

void ws2_io_chan_watch(struct ws2_io_chan *chan, struct ws2_io_watcher *watcher)
{
    ws2_lock_take(&chan->side[WS2_IO_RECV].lock);
    watcher->next = atomic_load(&chan->watchers);
    atomic_store(&chan->watchers, watcher);
    ws2_lock_drop(&chan->side[WS2_IO_RECV].lock);
}

void ws2_io_chan_unwatch(struct ws2_io_chan *chan,
                         struct ws2_io_watcher *watcher)
{
    struct ws2_io_watcher *at;

    ws2_lock_take(&chan->side[WS2_IO_RECV].lock);
    at = atomic_load(&chan->watchers);
    if (at == watcher)
        atomic_store(&chan->watchers, watcher->next);
    for (; at != NULL; at = at->next)
        if (at->next == watcher)
            at->next = watcher->next;
    ws2_lock_drop(&chan->side[WS2_IO_RECV].lock);
}

static void watchers_tell(struct ws2_io_chan *chan, uint32_t generation,
                          int ready)
{
    struct ws2_io_watcher *watcher;

    ws2_lock_take(&chan->side[WS2_IO_RECV].lock);
    watcher = atomic_load(&chan->watchers);
    if (generation != 0 && chan->generation != generation)
        watcher = NULL;
    for (; watcher != NULL; watcher = watcher->next)
        watcher->edge(watcher, ready);
    ws2_lock_drop(&chan->side[WS2_IO_RECV].lock);
}

/* The generation is that of the event, or 0 for the channel's own. */
static void chan_event(struct ws2_io_chan *chan, uint32_t generation, int ready)
{
    for (int i = 0; i < WS2_IO_SIDES; i++) {
        struct queue *q = &chan->side[i];

        if ((ready & (side_bit[i] | side_sees[i])) == 0)
            continue;
        if (i == WS2_IO_SEND && (ready & side_sees[i]) == 0 &&
            (queue_ready(q) & OS_OUT) != 0)
            continue;
        ws2_lock_take(&q->lock);
        if (generation == 0 || chan->generation == generation) {
            queue_set_ready(q, queue_ready(q) | (ready & side_sees[i]) |
                                   side_bit[i]);
            queue_run_locked(chan, q, side_bit[i]);
        }
        ws2_lock_drop(&q->lock);
    }
    if (atomic_load_explicit(&chan->watchers, memory_order_relaxed) != NULL)
        watchers_tell(chan, generation, ready);
}

void ws2_io_dispatch(const struct os_event *events, int n)
{
    for (int i = 0; i < n; i++)
        if (events[i].token != WS2_IO_WAKE)
            chan_event(chan_at((uint32_t)events[i].token),
                       (uint32_t)(events[i].token >> 32), events[i].ready);
}

void ws2_io_poke(struct ws2_io_chan *chan, int ready)
{
    chan_event(chan, 0, ready);
}
