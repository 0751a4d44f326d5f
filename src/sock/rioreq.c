/* SPDX-License-Identifier: MIT */
/* Requests of registered I/O: taken in, given to the engine, ended; see rio.h.
 * What is wrong with the arguments fails the call; what is wrong with the
 * socket is told by the request's end, as on Windows, where the call does not
 * look at it. Pages "LPFN_RIORECEIVEEX" and "LPFN_RIOSENDEX". */
#include <stdlib.h>
#include <string.h>

#include <ws2ipdef.h>

#include "os/mem.h"
#include "sock/riobuf.h"
#include "sock/riorq.h"
#include "watch/watch.h"

/* --- The arguments. */

static ws2_err slice_in(const RIO_BUF *user, size_t least, struct os_buf *out,
                        RIO_BUFFERID *id)
{
    RIO_BUF slice;
    ws2_err err;

    out->base = NULL;
    out->len = 0;
    *id = NULL;
    if (user == NULL)
        return WS2_OK;
    if (os_mem_copy_in(&slice, user, sizeof(slice)) != 0)
        return WSAEFAULT;
    *id = slice.BufferId;
    err = ws2_rio_slice(&slice, out);
    return err == WS2_OK && out->len < least ? WSAEINVAL : err;
}

static ws2_err slices_in(const struct ws2_rio_args *a, enum ws2_rio_way way,
                         struct rio_slices *out)
{
    ws2_err err;

    if (way == WS2_RIO_SEND && a->local != NULL)
        return WSAEINVAL; /* reserved */
    err = slice_in(a->local, sizeof(SOCKADDR_INET), &out->local,
                   &out->id[RIO_LOCAL]);
    if (err == WS2_OK)
        err = slice_in(a->remote, sizeof(SOCKADDR_INET), &out->remote,
                       &out->id[RIO_REMOTE]);
    if (err == WS2_OK)
        err = slice_in(a->control, RIO_CMSG_BASE_SIZE, &out->control,
                       &out->id[RIO_CONTROL]);
    if (err == WS2_OK)
        err = slice_in(a->flags_out, sizeof(ULONG), &out->flags,
                       &out->id[RIO_FLAGS]);
    return err;
}

static ws2_err flags_check(const struct ws2_rio_args *a, enum ws2_rio_way way)
{
    DWORD known = RIO_MSG_DONT_NOTIFY | RIO_MSG_DEFER | RIO_MSG_COMMIT_ONLY;

    if (way == WS2_RIO_RECV)
        known |= RIO_MSG_WAITALL;
    if ((a->flags & ~known) != 0)
        return WSAEINVAL;
    if ((a->flags & RIO_MSG_COMMIT_ONLY) == 0)
        return a->count == (a->data != NULL) ? WS2_OK : WSAEINVAL;
    return a->flags == RIO_MSG_COMMIT_ONLY && a->count == 0 &&
                   a->data == NULL && a->local == NULL && a->remote == NULL &&
                   a->control == NULL && a->flags_out == NULL &&
                   a->context == NULL
               ? WS2_OK
               : WSAEINVAL;
}

/* --- The end. */

void ws2_rio_end(struct rio_request *r, enum ws2_rio_way way)
{
    struct ws2_rio_rq *rq = r->rq;
    struct ws2_rio_entry entry;

    entry.result.Status = ws2_watch_request(r->context, r->err, r->moved);
    entry.result.BytesTransferred =
        entry.result.Status == r->err ? r->moved : 0;
    entry.result.SocketContext = rq->context;
    entry.result.RequestContext = r->context;
    entry.rq = rq;
    entry.way = (uint8_t)way;
    entry.notifies = r->notifies;
    ws2_rio_cq_put(rq->side[way].cq, &entry); /* the slot is free */
}

/* --- The call. */

static ws2_err slices_keep(struct rio_side *side, struct rio_request *r,
                           const struct rio_slices *slices)
{
    if (side->slices == NULL)
        side->slices = calloc((size_t)side->mask + 1, sizeof(*side->slices));
    if (side->slices == NULL)
        return WSAENOBUFS;
    r->slices = &side->slices[side->next & side->mask];
    *r->slices = *slices;
    return WS2_OK;
}

/* Takes a request in. Only a call can raise what is outstanding, and the
 * lock is held. */
static ws2_err take_in_locked(struct ws2_rio_rq *rq, enum ws2_rio_way way,
                              const struct ws2_rio_args *a,
                              const struct os_buf *data, RIO_BUFFERID id,
                              const struct rio_slices *slices)
{
    struct rio_side *side = &rq->side[way];
    struct rio_request *r = &side->ring[side->next & side->mask];
    ws2_err err = WS2_OK;

    if (rio_outstanding(atomic_load(&rq->held), way) >= side->max)
        return WSAENOBUFS;
    r->slices = NULL;
    if (slices != NULL)
        err = slices_keep(side, r, slices);
    if (err != WS2_OK)
        return err;
    r->io.next = NULL; /* it waits for nothing yet */
    r->done = r->drained = false;
    r->io.ops = way == WS2_RIO_RECV ? &ws2_rio_recv_ops : &ws2_rio_send_ops;
    r->rq = rq;
    r->context = (uint64_t)(uintptr_t)a->context;
    r->id = id;
    r->data = *data;
    r->err = WS2_OK;
    r->moved = 0;
    r->wait_all = (a->flags & RIO_MSG_WAITALL) != 0;
    r->notifies = (a->flags & RIO_MSG_DONT_NOTIFY) == 0;
    atomic_fetch_add_explicit(&rq->held, RIO_ONE(way), memory_order_relaxed);
    side->next++;
    return WS2_OK;
}

/* Gives what was taken in to the engine. The socket cannot go meanwhile: its
 * closing waits for the lock. */
static void commit_locked(struct ws2_rio_rq *rq, enum ws2_rio_way way)
{
    enum ws2_io_side io = way == WS2_RIO_RECV ? WS2_IO_RECV : WS2_IO_SEND;
    struct ws2_io_chan *chan = atomic_load(&rq->sk->chan);
    struct rio_side *side = &rq->side[way];

    side->committing = true;
    while (side->begun != side->next) {
        struct rio_request *r = &side->ring[side->begun++ & side->mask];

        if (r->done) { /* together with one before it, which has ended */
            ws2_rio_end(r, way);
        } else if (ws2_io_submit(chan, io, &r->io, NULL) == WS2_IO_REFUSED) {
            r->err = WSA_OPERATION_ABORTED;
            ws2_rio_end(r, way);
        }
    }
    side->committing = false;
}

static ws2_err request_locked(struct ws2_rio_rq *rq, enum ws2_rio_way way,
                              const struct ws2_rio_args *a,
                              const struct os_buf *data, RIO_BUFFERID id,
                              const struct rio_slices *slices)
{
    ws2_err err = WS2_OK;

    if (rq->closed)
        return WSAEINVAL;
    if ((a->flags & RIO_MSG_COMMIT_ONLY) == 0)
        err = take_in_locked(rq, way, a, data, id, slices);
    if (err == WS2_OK && (a->flags & RIO_MSG_DEFER) == 0)
        commit_locked(rq, way);
    return err;
}

static ws2_err request(struct ws2_rio_rq *rq, enum ws2_rio_way way,
                       const struct ws2_rio_args *a)
{
    struct rio_slices slices;
    struct os_buf data = {0, NULL};
    RIO_BUFFERID id = NULL;
    RIO_BUF user;
    ws2_err err = flags_check(a, way);

    if (err == WS2_OK && a->data != NULL) {
        if (os_mem_copy_in(&user, a->data, sizeof(user)) != 0)
            return WSAEFAULT;
        id = user.BufferId;
        err = ws2_rio_slice(&user, &data);
    }
    if (err == WS2_OK && a->ex)
        err = slices_in(a, way, &slices);
    if (err != WS2_OK)
        return err;
    ws2_lock_take(&rq->side[way].lock);
    if (!rq->closed && sock_is_stream(rq->sk) && a->data == NULL &&
        (a->flags & RIO_MSG_COMMIT_ONLY) == 0)
        err = WSAEINVAL; /* a stream has no message without data */
    else if (!rq->closed && !sock_is_stream(rq->sk) &&
             (a->flags & RIO_MSG_WAITALL) != 0)
        err = WSAEINVAL;
    else
        err = request_locked(rq, way, a, &data, id, a->ex ? &slices : NULL);
    ws2_lock_drop(&rq->side[way].lock);
    return err;
}

ws2_err ws2_rio_request(RIO_RQ id, enum ws2_rio_way way,
                        const struct ws2_rio_args *args)
{
    struct ws2_rio_rq *rq =
        (struct ws2_rio_rq *)ws2_handle_pin((ws2_handle)id, WS2_KIND_RIO_RQ);
    ws2_err err;

    if (rq == NULL)
        return WSAEINVAL;
    err = request(rq, way, args);
    ws2_handle_unpin((ws2_handle)id);
    return err;
}
