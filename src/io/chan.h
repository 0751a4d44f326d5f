/* SPDX-License-Identifier: MIT */
/* The inside of a channel, for chan.c and attempt.c. */
#ifndef WS2_IO_CHAN_H
#define WS2_IO_CHAN_H

#include <stddef.h>

#include "io/io.h"
#include "os/hotlock.h"
#include "os/poll.h"

/* A token is a channel's address and, above it, its generation. What comes
 * round to the same after half a million sockets is an edge too many, which
 * nobody minds. */
#define ADDRESS_UNIT 8u
#define ADDRESS_BITS 45 /* of an address in units, on every machine */

enum { /* why nothing can be submitted */
       STOPPED = 1,
       UNWATCHED = 2 /* the set could not be told of a new file */
};

struct ws2_io_chan {
    union ws2_hotlock lock[2]; /* queue_lock */
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

/* The bit that lets a side's operations be attempted. */
static const int side_bit[WS2_IO_SIDES] = {OS_OUT, OS_IN, OS_PRI};

static inline union ws2_hotlock *queue_lock(struct ws2_io_chan *chan,
                                            unsigned side)
{
    return &chan->lock[side != WS2_IO_SEND];
}

static inline int queue_ready(const struct ws2_io_chan *chan, unsigned side)
{
    return atomic_load_explicit(&chan->ready[side], memory_order_relaxed);
}

static inline void queue_set_ready(struct ws2_io_chan *chan, unsigned side,
                                   int ready)
{
    atomic_store_explicit(&chan->ready[side], (unsigned char)ready,
                          memory_order_relaxed);
}

static inline uint64_t chan_token(const struct ws2_io_chan *chan)
{
    return (uint64_t)chan->generation << ADDRESS_BITS |
           (uintptr_t)chan / ADDRESS_UNIT;
}

/* Once more with its set, where the kernel had no memory for it. */
void ws2_io_chan_watch_anew(struct ws2_io_chan *chan);

#endif
