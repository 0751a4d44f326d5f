/* SPDX-License-Identifier: MIT */
/* What is done with a channel's queues: operations are submitted, attempted and
 * taken off, events are dispatched; see io.h, and chan.c for the locks. */
#include "io/chan.h"
#include "io/set.h"
#include "os/fence.h"

#define LINE 64 /* bytes that the processor fetches at once */

/* Once the kernel has told one of these a short transfer does not mean that
 * nothing is left: the end may be next, or what follows urgent data. */
#define STICKY (OS_END | OS_HUP | OS_ERR | OS_PRI)

/* The bits of an event that a side looks at, its own apart: an end or an
 * error is something that an attempt finds. */
static const int side_sees[WS2_IO_SIDES] = {OS_HUP | OS_ERR,
                                            OS_END | OS_HUP | OS_ERR | OS_PRI,
                                            OS_END | OS_HUP | OS_ERR};

static struct ws2_io_chan *token_chan(uint64_t token)
{
    uint64_t address = token & ((UINT64_C(1) << ADDRESS_BITS) - 1);

    return (struct ws2_io_chan *)(uintptr_t)(address * ADDRESS_UNIT);
}

static bool chan_refuses(struct ws2_io_chan *chan)
{
    unsigned why = atomic_load_explicit(&chan->refuses, memory_order_relaxed);

    if (why == UNWATCHED) {
        ws2_io_chan_watch_anew(chan);
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

/* An attempt left nothing, or less than nothing. That there is room to send
 * comes with every event, and is passed over without a look at the queue while
 * the queue knows (side_event). So when it does not any more it has to ask
 * again: the event may have been passed over just before. */
static __attribute__((noinline)) enum ws2_io_result
queue_learn_locked(struct ws2_io_chan *chan, unsigned side,
                   struct ws2_io_op *op, enum ws2_io_result result)
{
    int ready = queue_ready(chan, side);

    queue_set_ready(chan, side, ready & ~side_bit[side]);
    if (result == WS2_IO_YIELD)
        chan_again(chan);
    if (side != WS2_IO_SEND || result != WS2_IO_AGAIN)
        return result;
    os_fence_full();
    result = op->ops->attempt(op, chan->fd);
    if (result == WS2_IO_YIELD)
        chan_again(chan);
    else if (result != WS2_IO_AGAIN)
        queue_set_ready(chan, side, ready);
    return result;
}

/* Attempts the operation and learns from that about the next one. Inline, as
 * what follows: after a system call the processor does not know where to return
 * to, and each function between is paid for. */
static inline __attribute__((always_inline)) enum ws2_io_result
queue_attempt_locked(struct ws2_io_chan *chan, unsigned side,
                     struct ws2_io_op *op)
{
    enum ws2_io_result result = op->ops->attempt(op, chan->fd);

    if (result == WS2_IO_DONE ||
        (result == WS2_IO_DRAINED && (queue_ready(chan, side) & STICKY) != 0))
        return result;
    return queue_learn_locked(chan, side, op, result);
}

/* Attempts what is queued while the kernel may have something for it. */
static inline __attribute__((always_inline)) void
queue_run_locked(struct ws2_io_chan *chan, unsigned side)
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

/* After an attempt, or with WS2_IO_AGAIN for want of one. */
static enum ws2_io_submitted
submit_end_locked(struct ws2_io_chan *chan, enum ws2_io_side side,
                  struct ws2_io_op *op, enum ws2_io_result result, void *now)
{
    enum ws2_io_submitted how = WS2_IO_QUEUED;

    if (result == WS2_IO_AGAIN || result == WS2_IO_YIELD) {
        queue_push(&chan->last[side], op);
    } else {
        op->ops->done(op, now);
        how = WS2_IO_FINISHED;
    }
    ws2_hotlock_drop(queue_lock(chan, side));
    return how;
}

static bool may_attempt_locked(const struct ws2_io_chan *chan, unsigned side)
{
    return chan->last[side] == NULL &&
           (queue_ready(chan, side) & side_bit[side]) != 0;
}

enum ws2_io_submitted ws2_io_submit(struct ws2_io_chan *chan,
                                    enum ws2_io_side side, struct ws2_io_op *op,
                                    void *now)
{
    enum ws2_io_result result = WS2_IO_AGAIN;

    ws2_hotlock_take(queue_lock(chan, side));
    if (chan_refuses(chan)) {
        ws2_hotlock_drop(queue_lock(chan, side));
        return WS2_IO_REFUSED;
    }
    if (may_attempt_locked(chan, side))
        result = queue_attempt_locked(chan, side, op);
    return submit_end_locked(chan, side, op, result, now);
}

bool ws2_io_begin(struct ws2_io_chan *chan, enum ws2_io_side side)
{
    ws2_hotlock_take(queue_lock(chan, side));
    if (may_attempt_locked(chan, side) && !chan_refuses(chan))
        return true;
    ws2_hotlock_drop(queue_lock(chan, side));
    return false;
}

void ws2_io_end(struct ws2_io_chan *chan, enum ws2_io_side side)
{
    ws2_hotlock_drop(queue_lock(chan, side));
}

enum ws2_io_submitted ws2_io_end_submit(struct ws2_io_chan *chan,
                                        enum ws2_io_side side,
                                        struct ws2_io_op *op, void *now)
{
    enum ws2_io_result result =
        queue_learn_locked(chan, side, op, WS2_IO_AGAIN);

    return submit_end_locked(chan, side, op, result, now);
}

struct ws2_io_op *ws2_io_take(struct ws2_io_chan *chan, enum ws2_io_side side,
                              bool (*pick)(const struct ws2_io_op *op,
                                           const void *arg),
                              const void *arg)
{
    struct ws2_io_op **last = &chan->last[side];
    struct ws2_io_op *taken = NULL, **end = &taken, *op, *next, *stop;

    ws2_hotlock_take(queue_lock(chan, side));
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
    ws2_hotlock_drop(queue_lock(chan, side));
    return taken;
}

static void watchers_tell(struct ws2_io_chan *chan, uint32_t generation,
                          int ready)
{
    struct ws2_io_watcher *watcher;

    ws2_hotlock_take(queue_lock(chan, WS2_IO_RECV));
    watcher = atomic_load(&chan->watchers);
    if (generation != 0 && chan->generation != generation)
        watcher = NULL;
    for (; watcher != NULL; watcher = watcher->next)
        watcher->edge(watcher, ready);
    ws2_hotlock_drop(queue_lock(chan, WS2_IO_RECV));
}

static inline __attribute__((always_inline)) void
side_event(struct ws2_io_chan *chan, unsigned side, uint32_t generation,
           int ready)
{
    if ((ready & (side_bit[side] | side_sees[side])) == 0)
        return;
    if (side == WS2_IO_SEND && (ready & side_sees[side]) == 0 &&
        (queue_ready(chan, side) & OS_OUT) != 0)
        return;
    ws2_hotlock_take(queue_lock(chan, side));
    if (generation == 0 || chan->generation == generation) {
        queue_set_ready(chan, side,
                        queue_ready(chan, side) | (ready & side_sees[side]) |
                            side_bit[side]);
        queue_run_locked(chan, side);
    }
    ws2_hotlock_drop(queue_lock(chan, side));
}

/* The generation is that of the event, or 0 for the channel's own. */
static inline __attribute__((always_inline)) void
chan_event(struct ws2_io_chan *chan, uint32_t generation, int ready)
{
    side_event(chan, WS2_IO_SEND, generation, ready);
    side_event(chan, WS2_IO_RECV, generation, ready);
    side_event(chan, WS2_IO_URGENT, generation, ready);
    if (atomic_load_explicit(&chan->watchers, memory_order_relaxed) != NULL)
        watchers_tell(chan, generation, ready);
}

void ws2_io_dispatch(const struct os_event *events, int n)
{
    for (int i = 0; i < n; i++)
        if (events[i].token != WS2_IO_WAKE)
            chan_event(token_chan(events[i].token),
                       (uint32_t)(events[i].token >> ADDRESS_BITS),
                       os_event_ready(&events[i]));
}

/* Races with who has the lock, and comes to nothing worse than a line too many.
 */
__attribute__((no_sanitize("thread"))) void
ws2_io_ahead(const struct os_event *events, unsigned n)
{
    const struct ws2_io_chan *chan =
        n != 0 ? token_chan(events[0].token) : NULL;
    const char *op;

    if (n > 1)
        __builtin_prefetch(token_chan(events[1].token), 1);
    if (chan == NULL) /* WS2_IO_WAKE */
        return;
    op = (const char *)__atomic_load_n(&chan->last[WS2_IO_RECV],
                                       __ATOMIC_RELAXED);
    __builtin_prefetch(op, 1);
    __builtin_prefetch(op + LINE, 1);
}

void ws2_io_poke(struct ws2_io_chan *chan, int ready)
{
    chan_event(chan, 0, ready);
}
