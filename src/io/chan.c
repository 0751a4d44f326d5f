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
#include <stdlib.h>

#include "io/chan.h"
#include "io/set.h"
#include "os/fork.h"
#include "os/lock.h"

#define CHUNK_SIZE 256

#define GENERATION_LAST ((1u << (64 - ADDRESS_BITS)) - 1)

struct chunk {
    struct chunk *next;
    struct ws2_io_chan chan[CHUNK_SIZE];
};

static struct {
    struct ws2_lock lock;
    struct ws2_io_chan *free;
    struct chunk *chunks;
} pool;

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
    ws2_hotlock_take(queue_lock(chan, WS2_IO_SEND));
    ws2_hotlock_take(queue_lock(chan, WS2_IO_RECV));
}

static void sides_unlock(struct ws2_io_chan *chan)
{
    ws2_hotlock_drop(queue_lock(chan, WS2_IO_RECV));
    ws2_hotlock_drop(queue_lock(chan, WS2_IO_SEND));
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

void ws2_io_chan_watch_anew(struct ws2_io_chan *chan)
{
    if (os_epoll_add(chan->ep, chan->fd, chan_token(chan)) == -ENOMEM)
        atomic_fetch_or(&chan->refuses, UNWATCHED);
    else
        atomic_fetch_and(&chan->refuses, ~UNWATCHED);
}

void ws2_io_chan_renew(struct ws2_io_chan *chan, bool sending)
{
    if (!sending)
        ws2_hotlock_take(queue_lock(chan, WS2_IO_SEND));
    queue_set_ready(chan, WS2_IO_SEND, OS_OUT);
    if (!sending)
        ws2_hotlock_drop(queue_lock(chan, WS2_IO_SEND));
    ws2_hotlock_take(queue_lock(chan, WS2_IO_RECV));
    queue_set_ready(chan, WS2_IO_RECV, OS_IN);
    queue_set_ready(chan, WS2_IO_URGENT, OS_PRI);
    ws2_hotlock_drop(queue_lock(chan, WS2_IO_RECV));
    ws2_io_chan_watch_anew(chan);
}

void ws2_io_chan_watch(struct ws2_io_chan *chan, struct ws2_io_watcher *watcher)
{
    ws2_hotlock_take(queue_lock(chan, WS2_IO_RECV));
    watcher->next = atomic_load(&chan->watchers);
    atomic_store(&chan->watchers, watcher);
    ws2_hotlock_drop(queue_lock(chan, WS2_IO_RECV));
}

void ws2_io_chan_unwatch(struct ws2_io_chan *chan,
                         struct ws2_io_watcher *watcher)
{
    struct ws2_io_watcher *at;

    ws2_hotlock_take(queue_lock(chan, WS2_IO_RECV));
    at = atomic_load(&chan->watchers);
    if (at == watcher)
        atomic_store(&chan->watchers, watcher->next);
    for (; at != NULL; at = at->next)
        if (at->next == watcher)
            at->next = watcher->next;
    ws2_hotlock_drop(queue_lock(chan, WS2_IO_RECV));
}
