/* SPDX-License-Identifier: MIT */
/* The asynchronous engine: a readiness-tracked proactor.
 *
 * A channel is a descriptor with queues of operations, one for each side:
 * receiving, sending, receiving urgent data. It is registered once, by edge,
 * with a set, and for its life: the queue remembers whether the kernel may have
 * something for it ("ready"). An operation that is submitted to a ready queue
 * is attempted at once; otherwise it waits, without a system call, for the set
 * to report an edge. So an operation is live when ws2_io_submit returns and
 * belongs to no thread.
 *
 *     submit -> attempted -> done            (nothing queued before it, ready)
 *     submit -> queued -> attempted -> done  (by whoever waits on the set)
 *     submit -> queued -> cancelled          (taken off by ws2_io_take)
 *
 * A queue's lock is held over an attempt, which never blocks, and over done:
 * so operations of one side are attempted, and end, in the order in which they
 * were submitted, whichever threads are at it. done must not call back into the
 * channel.
 *
 * A set is where threads wait for edges: a completion port has one, sockets
 * without a port share one that the reactor drives. Its threads process
 * what they are told themselves; none stands between the kernel and them. */
#ifndef WS2_IO_IO_H
#define WS2_IO_IO_H

#include <stdbool.h>
#include <stdint.h>

/* An attempt may look into a later side's queue (ws2_io_poke). */
enum ws2_io_side { WS2_IO_SEND, WS2_IO_RECV, WS2_IO_URGENT, WS2_IO_SIDES };

enum ws2_io_result {
    WS2_IO_AGAIN,  /* nothing to be had: the queue is not ready any more */
    WS2_IO_YIELD,  /* there is more to do, and others are to have their turn:
                      to be attempted again soon */
    WS2_IO_DONE,   /* there may be more */
    WS2_IO_DRAINED /* done, and nothing is left */
};

struct ws2_io_op;

struct ws2_io_ops {
    enum ws2_io_result (*attempt)(struct ws2_io_op *op,
                                  int fd); /* never blocks */
    /* The attempt was the last: the operation is its owner's again. now: what
     * was submitted with it, within that call; else NULL. */
    void (*done)(struct ws2_io_op *op, void *now);
};

struct ws2_io_op { /* embedded in its owner */
    /* While it is queued: the one behind it, of the last the first. An attempt
     * may look at those behind its own. */
    struct ws2_io_op *next;
    const struct ws2_io_ops *ops;
};

struct ws2_io_set;
struct ws2_io_chan;

/* Sets. -errno. */
int ws2_io_set_open(struct ws2_io_set **out);
void ws2_io_set_close(struct ws2_io_set *set);   /* no channel is left in it */
int ws2_io_set_fd(const struct ws2_io_set *set); /* readable: there are edges */
/* In the child of a fork: what was in it stays the parent's. */
void ws2_io_set_forked(struct ws2_io_set *set);

/* Waits up to timeout_ms (-1: for ever) for edges, into events. > 0: to be
 * given to ws2_io_dispatch; 0: time passed; -EINTR. A wake-up is an event. */
struct os_event;
int ws2_io_set_wait(struct ws2_io_set *set, struct os_event *events, int n,
                    int timeout_ms);
void ws2_io_dispatch(const struct os_event *events, int n);
/* The next events after the one at hand: has the processor fetch what they
 * need meanwhile. */
void ws2_io_ahead(const struct os_event *events, unsigned n);
void ws2_io_set_drive(struct ws2_io_set *set); /* both, without waiting */
void ws2_io_set_wake(struct ws2_io_set *set); /* one waiter, the last to come */

/* Channels. fd stays the caller's, who closes it after ws2_io_chan_close. */
int ws2_io_chan_open(struct ws2_io_set *set, int fd, struct ws2_io_chan **out);
void ws2_io_chan_close(struct ws2_io_chan *chan); /* queues are empty */
/* To another set, with what is queued. */
int ws2_io_chan_move(struct ws2_io_chan *chan, struct ws2_io_set *set);

/* Its descriptor stands for another file now: registered anew. sending: called
 * by an attempt of the sending side. */
void ws2_io_chan_renew(struct ws2_io_chan *chan, bool sending);

enum ws2_io_submitted {
    WS2_IO_FINISHED, /* done was called */
    WS2_IO_QUEUED,   /* done will be called, or was by now */
    /* The channel is stopped, or the kernel has no memory to watch the
     * descriptor; done will not be called. */
    WS2_IO_REFUSED
};
enum ws2_io_submitted ws2_io_submit(struct ws2_io_chan *chan,
                                    enum ws2_io_side side, struct ws2_io_op *op,
                                    void *now);

/* The same for who makes the first attempt without an operation. False: there
 * is none to be made, ws2_io_submit knows why. True: to be followed by one of
 * the others, at once, as the queue is locked: _end when all was done, or the
 * attempt failed; _end_submit when there was nothing to be had any more, with
 * an operation that does the rest. */
bool ws2_io_begin(struct ws2_io_chan *chan, enum ws2_io_side side);
void ws2_io_end(struct ws2_io_chan *chan, enum ws2_io_side side);
enum ws2_io_submitted ws2_io_end_submit(struct ws2_io_chan *chan,
                                        enum ws2_io_side side,
                                        struct ws2_io_op *op, void *now);

/* Takes queued operations off: all of those that pick chooses, in order, as a
 * list that is the caller's. */
struct ws2_io_op *ws2_io_take(struct ws2_io_chan *chan, enum ws2_io_side side,
                              bool (*pick)(const struct ws2_io_op *op,
                                           const void *arg),
                              const void *arg);

/* Whether operations are queued. */
bool ws2_io_chan_busy(struct ws2_io_chan *chan);

/* From here on what is submitted is refused. */
void ws2_io_chan_stop(struct ws2_io_chan *chan);

/* Who is told of every edge, after the operations that it concerns were
 * attempted. edge must not call back into the channel. */
struct ws2_io_watcher {
    void (*edge)(struct ws2_io_watcher *watcher, int ready); /* OS_* bits */
    struct ws2_io_watcher *next;                             /* the channel's */
};

/* Unwatched, edge is not running any more. A channel that is closed forgets its
 * watchers. */
void ws2_io_chan_watch(struct ws2_io_chan *chan,
                       struct ws2_io_watcher *watcher);
void ws2_io_chan_unwatch(struct ws2_io_chan *chan,
                         struct ws2_io_watcher *watcher);

/* As if the kernel had reported these OS_* bits: something that only we know
 * of has come up. */
void ws2_io_poke(struct ws2_io_chan *chan, int ready);

#endif
