/* SPDX-License-Identifier: MIT */
/* What riorq.c and rioreq.c know of request queues. */
#ifndef WS2_SOCK_RIORQ_H
#define WS2_SOCK_RIORQ_H

#include <stdatomic.h>

#include "io/io.h"
#include "sock/rio.h"
#include "sock/riobuf.h"
#include "sock/sock.h"

/* The slices of RIOSendEx and RIOReceiveEx, each with its buffer; base NULL:
 * not given. */
enum { RIO_LOCAL, RIO_REMOTE, RIO_CONTROL, RIO_FLAGS, RIO_SLICES };
struct rio_slices {
    struct os_buf local, remote, control, flags;
    RIO_BUFFERID id[RIO_SLICES]; /* NULL: not given */
};

struct rio_request {
    struct ws2_io_op io;
    struct ws2_rio_rq *rq;
    struct rio_slices *slices; /* its own place, or NULL */
    uint64_t context;
    RIO_BUFFERID id;    /* of the data, or NULL */
    struct os_buf data; /* what is left of it */
    ws2_err err;
    DWORD moved;
    bool wait_all, notifies;
    bool done;    /* by a batch; err and moved are its outcome */
    bool drained; /* with it: nothing is left to be received */
};

/* One direction. lock is held while requests are taken in and given to the
 * engine; slots are given back, first in first out, by whoever ends them. */
struct rio_side {
    struct ws2_lock lock;
    struct rio_request *ring;
    struct rio_slices *slices; /* beside them, once they are needed */
    uint32_t mask, max;
    uint32_t begun, next; /* given to the engine, taken in */
    bool committing;      /* those between are on their way */
    struct ws2_rio_cq *cq;
};

/* held counts what is outstanding (ws2_rio_way, 31 bits each) and whether the
 * socket is there: at 0 the queue goes. */
#define RIO_ONE(way) ((uint64_t)1 << (way)*31)
#define RIO_SOCKET   ((uint64_t)1 << 62)

struct ws2_rio_rq {
    struct ws2_obj obj;
    ws2_handle handle;
    struct ws2_sock *sk; /* until the queue is closed */
    bool closed; /* or not attached yet; under the locks of both sides */
    _Atomic uint64_t held;
    uint64_t context;
    struct rio_side side[WS2_RIO_WAYS];
};

static inline uint32_t rio_outstanding(uint64_t held, enum ws2_rio_way way)
{
    return (uint32_t)(held >> way * 31) & 0x7fffffffu;
}

/* A pointer to it finds the request; the list of them is the engine's. */
extern const struct ws2_io_ops ws2_rio_recv_ops, ws2_rio_send_ops;

/* Memory of a buffer that was deregistered is not touched any more. */
static inline bool rio_is_gone(const struct rio_request *r)
{
    if (r->id != NULL && !ws2_rio_registered(r->id))
        return true;
    for (int i = 0; r->slices != NULL && i < RIO_SLICES; i++)
        if (r->slices->id[i] != NULL && !ws2_rio_registered(r->slices->id[i]))
            return true;
    return false;
}

/* Ends it with its err and moved. */
void ws2_rio_end(struct rio_request *r, enum ws2_rio_way way);

#endif
