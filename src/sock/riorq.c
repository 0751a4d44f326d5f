/* SPDX-License-Identifier: MIT */
/* Request queues of registered I/O: making, resizing, closing; see rio.h.
 * Pages "LPFN_RIOCREATEREQUESTQUEUE" and "LPFN_RIORESIZEREQUESTQUEUE". */
#include <stdlib.h>
#include <string.h>

#include "sock/op.h"
#include "sock/rare.h"
#include "sock/riorq.h"
#include "sock/wsp.h"

static void rq_destroy(struct ws2_obj *obj)
{
    struct ws2_rio_rq *rq = (struct ws2_rio_rq *)obj;

    for (int way = 0; way < WS2_RIO_WAYS; way++) {
        struct rio_side *side = &rq->side[way];

        free(side->ring);
        free(side->slices);
        if (side->cq != NULL)
            ws2_rio_cq_drop(side->cq);
    }
    free(rq);
}

/* What was outstanding is the parent's, and so is the queue. */
static void rq_forked(struct ws2_obj *obj)
{
    struct ws2_rio_rq *rq = (struct ws2_rio_rq *)obj;

    for (int way = 0; way < WS2_RIO_WAYS; way++) {
        struct rio_side *side = &rq->side[way];

        atomic_store(&side->lock.word, 0);
        side->begun = side->next;
    }
    rq->closed = true;
}

static const struct ws2_obj_ops rq_ops = {.destroy = rq_destroy,
                                          .forked = rq_forked};

void ws2_rio_rq_release(const struct ws2_rio_entry *entry)
{
    struct ws2_rio_rq *rq = entry->rq;
    struct ws2_rio_cq *cq = rq->side[entry->way].cq;
    uint64_t one = RIO_ONE(entry->way);
    uint64_t held = atomic_fetch_sub(&rq->held, one);

    if ((held & RIO_SOCKET) == 0)
        ws2_rio_cq_unreserve(cq, 1);
    if (held == one)
        ws2_obj_put(&rq->obj);
}

static uint32_t ring_mask(uint32_t max)
{
    uint32_t size = 1;

    while (size < max)
        size *= 2;
    return size - 1;
}

static ws2_err side_init(struct rio_side *side, ULONG max, RIO_CQ cq)
{
    side->cq = ws2_rio_cq_get(cq);
    if (side->cq == NULL)
        return WSAEINVAL;
    side->max = max;
    side->mask = ring_mask(max);
    side->ring = calloc((size_t)side->mask + 1, sizeof(*side->ring));
    return side->ring != NULL ? WS2_OK : WSAENOBUFS;
}

/* One buffer a request is all that Windows has. */
static ws2_err args_check(const struct ws2_sock *sk,
                          const struct ws2_rio_rq_args *args)
{
    if ((sk->type != SOCK_STREAM && sk->type != SOCK_DGRAM) ||
        sk->family == AF_UNIX || !sock_has(sk, SK_REGISTERED))
        return WSAEOPNOTSUPP;
    if (args->max[WS2_RIO_RECV] == 0 && args->max[WS2_RIO_SEND] == 0)
        return WSAEINVAL;
    for (int way = 0; way < WS2_RIO_WAYS; way++)
        if (args->max[way] > RIO_MAX_CQ_SIZE || args->buffers[way] > 1 ||
            (args->max[way] != 0 && args->buffers[way] == 0))
            return WSAEINVAL;
    return WS2_OK;
}

static ws2_err reserve(struct rio_side *side)
{
    if (!ws2_rio_cq_reserve(side[WS2_RIO_RECV].cq, side[WS2_RIO_RECV].max))
        return WSAENOBUFS;
    if (ws2_rio_cq_reserve(side[WS2_RIO_SEND].cq, side[WS2_RIO_SEND].max))
        return WS2_OK;
    ws2_rio_cq_unreserve(side[WS2_RIO_RECV].cq, side[WS2_RIO_RECV].max);
    return WSAENOBUFS;
}

static void unreserve(struct ws2_rio_rq *rq, uint64_t held)
{
    for (int way = 0; way < WS2_RIO_WAYS; way++)
        ws2_rio_cq_unreserve(rq->side[way].cq,
                             rq->side[way].max -
                                 rio_outstanding(held, (enum ws2_rio_way)way));
}

static void sides_lock(struct ws2_rio_rq *rq)
{
    for (int way = 0; way < WS2_RIO_WAYS; way++)
        ws2_lock_take(&rq->side[way].lock);
}

static void sides_unlock(struct ws2_rio_rq *rq)
{
    for (int way = 0; way < WS2_RIO_WAYS; way++)
        ws2_lock_drop(&rq->side[way].lock);
}

/* The channel goes where the one who will wait for receives is. */
static struct ws2_rio_cq *rq_home(struct ws2_rio_rq *rq)
{
    const struct rio_side *recv = &rq->side[WS2_RIO_RECV];

    return recv->max != 0 ? recv->cq : rq->side[WS2_RIO_SEND].cq;
}

static ws2_err rq_attach_locked(struct ws2_rio_rq *rq, struct ws2_sock *sk,
                                struct ws2_obj **left)
{
    struct ws2_rare *rare;
    ws2_err err;

    if (sock_has(sk, SK_CLOSED) || atomic_load(&sock_rare(sk)->rio) != NULL)
        return WSAEINVAL;
    rare = ws2_rare_need(sk);
    if (rare == NULL)
        return WSAENOBUFS;
    err = ws2_rio_cq_house(rq_home(rq), sk, left);
    if (err != WS2_OK)
        return WSAENOBUFS;
    atomic_store(&rq->held, RIO_SOCKET);
    ws2_obj_ref(&rq->obj); /* held's */
    sides_lock(rq);
    rq->closed = false;
    sides_unlock(rq);
    atomic_store(&rare->rio, rq);
    return WS2_OK;
}

/* The socket gets its queue, if it has none. */
static ws2_err rq_attach(struct ws2_rio_rq *rq, struct ws2_sock *sk)
{
    struct ws2_obj *left = NULL;
    ws2_err err = reserve(rq->side);

    if (err != WS2_OK)
        return err;
    ws2_lock_take(&sk->home_lock);
    err = rq_attach_locked(rq, sk, &left);
    ws2_lock_drop(&sk->home_lock);
    if (left != NULL)
        ws2_obj_put(left);
    if (err == WS2_OK)
        ws2_rio_cq_attached(rq_home(rq));
    else
        unreserve(rq, 0);
    return err;
}

static ws2_err rq_init(struct ws2_rio_rq *rq, struct ws2_sock *sk,
                       const struct ws2_rio_rq_args *args)
{
    ws2_err err = WS2_OK;

    ws2_obj_init(&rq->obj, WS2_KIND_RIO_RQ, &rq_ops);
    rq->sk = sk;
    rq->closed = true; /* its handle may be guessed before it is attached */
    rq->context = (uint64_t)(uintptr_t)args->context;
    for (int way = 0; way < WS2_RIO_WAYS && err == WS2_OK; way++)
        err = side_init(&rq->side[way], args->max[way], args->cq[way]);
    return err;
}

static ws2_err rq_new(struct ws2_sock *sk, const struct ws2_rio_rq_args *args,
                      RIO_RQ *out)
{
    struct ws2_rio_rq *rq;
    struct ws2_obj *obj;
    ws2_err err = args_check(sk, args);

    if (err != WS2_OK)
        return err;
    rq = calloc(1, sizeof(*rq));
    if (rq == NULL)
        return WSAENOBUFS;
    err = rq_init(rq, sk, args);
    if (err == WS2_OK && ws2_handle_new(&rq->obj, &rq->handle) != WS2_OK)
        err = WSAENOBUFS;
    if (err == WS2_OK) {
        err = rq_attach(rq, sk);
        *out = (RIO_RQ)rq->handle;
        if (err != WS2_OK) {
            obj = ws2_handle_close(rq->handle, WS2_KIND_RIO_RQ);
            if (obj != NULL)
                ws2_obj_put(obj);
        }
    }
    ws2_obj_put(&rq->obj);
    return err;
}

/* A layered provider's handle is not the base provider's socket. */
ws2_err ws2_rio_rq_open(SOCKET s, const struct ws2_rio_rq_args *args,
                        RIO_RQ *out)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err != WS2_OK)
        return err;
    err = rq_new(sk, args, out);
    ws2_sock_unpin(s);
    return err;
}

static bool any(const struct ws2_io_op *op, const void *ops)
{
    return op->ops == ops;
}

static const struct ws2_io_ops *const ops_of[WS2_RIO_WAYS] = {
    &ws2_rio_recv_ops, &ws2_rio_send_ops};
static const enum ws2_io_side io_side[WS2_RIO_WAYS] = {WS2_IO_RECV,
                                                       WS2_IO_SEND};

/* All of the side's that wait in the engine, in order. */
static struct ws2_io_op *side_take(struct ws2_rio_rq *rq, int way)
{
    struct ws2_io_chan *chan = atomic_load(&rq->sk->chan);

    return chan != NULL ? ws2_io_take(chan, io_side[way], any, ops_of[way])
                        : NULL;
}

static void request_abort(struct rio_request *r, int way)
{
    r->err = WSA_OPERATION_ABORTED;
    r->moved = 0;
    ws2_rio_end(r, (enum ws2_rio_way)way);
}

static void side_stop_locked(struct ws2_rio_rq *rq, int way)
{
    struct rio_side *side = &rq->side[way];
    struct ws2_io_op *op = side_take(rq, way);

    for (struct ws2_io_op *next; op != NULL; op = next) {
        next = op->next;
        request_abort((struct rio_request *)op, way);
    }
    for (; side->begun != side->next; side->begun++)
        request_abort(&side->ring[side->begun & side->mask], way);
}

/* Nobody uses the socket for the queue afterwards. */
void ws2_rio_stop(struct ws2_sock *sk)
{
    struct ws2_rio_rq *rq = atomic_load(&sock_rare(sk)->rio);
    struct ws2_obj *obj;

    if (rq == NULL)
        return;
    obj = ws2_handle_close(rq->handle, WS2_KIND_RIO_RQ);
    if (obj != NULL)
        ws2_obj_put(obj);
    sides_lock(rq);
    if (!rq->closed)
        for (int way = 0; way < WS2_RIO_WAYS; way++)
            side_stop_locked(rq, way);
    rq->closed = true;
    sides_unlock(rq);
}

void ws2_rio_forget(struct ws2_sock *sk)
{
    struct ws2_rio_rq *rq = atomic_load(&sock_rare(sk)->rio);
    uint64_t held;

    if (rq == NULL)
        return;
    held = atomic_fetch_and(&rq->held, ~RIO_SOCKET) & ~RIO_SOCKET;
    unreserve(rq, held);
    if (held == 0)
        ws2_obj_put(&rq->obj);
}

/* A larger or smaller ring with the requests that have not ended. The engine's
 * are taken out for it, and given back in order. */
static ws2_err side_ring_locked(struct ws2_rio_rq *rq, int way, uint32_t max)
{
    struct rio_side *side = &rq->side[way];
    uint32_t mask = ring_mask(max), at = side->begun;
    struct rio_request *ring = calloc((size_t)mask + 1, sizeof(*ring));
    struct rio_slices *slices = NULL;
    struct ws2_io_op *op, *next;
    uint32_t waiting = 0;

    if (ring != NULL && side->slices != NULL)
        slices = calloc((size_t)mask + 1, sizeof(*slices));
    if (ring == NULL || (side->slices != NULL && slices == NULL)) {
        free(ring);
        return WSAENOBUFS;
    }
    op = side_take(rq, way);
    for (next = op; next != NULL; next = next->next)
        waiting++;
    for (uint32_t i = side->begun - waiting; i != side->next; i++) {
        struct rio_request *r = &ring[i & mask];

        *r = side->ring[i & side->mask];
        r->io.next = NULL;
        if (r->slices != NULL) {
            slices[i & mask] = *r->slices;
            r->slices = &slices[i & mask];
        }
    }
    free(side->ring);
    free(side->slices);
    side->ring = ring;
    side->slices = slices;
    side->mask = mask;
    for (at -= waiting; at != side->begun; at++)
        if (ws2_io_submit(atomic_load(&rq->sk->chan), io_side[way],
                          &ring[at & mask].io, NULL) == WS2_IO_REFUSED)
            request_abort(&ring[at & mask], way);
    return WS2_OK;
}

static ws2_err side_resize_locked(struct ws2_rio_rq *rq, int way, uint32_t max)
{
    struct rio_side *side = &rq->side[way];
    ws2_err err = WS2_OK;

    if (max > side->max && !ws2_rio_cq_reserve(side->cq, max - side->max))
        return WSAENOBUFS;
    if (ring_mask(max) != side->mask)
        err = side_ring_locked(rq, way, max);
    if (err == WS2_OK && max < side->max)
        ws2_rio_cq_unreserve(side->cq, side->max - max);
    else if (err != WS2_OK && max > side->max)
        ws2_rio_cq_unreserve(side->cq, max - side->max);
    if (err == WS2_OK)
        side->max = max;
    return err;
}

/* Both or neither: what was done first is taken back. */
static ws2_err rq_resize_locked(struct ws2_rio_rq *rq, const uint32_t *max)
{
    uint64_t held = atomic_load(&rq->held);
    uint32_t was = rq->side[WS2_RIO_RECV].max;
    ws2_err err;

    if (rq->closed)
        return WSAEINVAL;
    for (int way = 0; way < WS2_RIO_WAYS; way++)
        if (max[way] < rio_outstanding(held, (enum ws2_rio_way)way))
            return WSAETOOMANYREFS;
    err = side_resize_locked(rq, WS2_RIO_RECV, max[WS2_RIO_RECV]);
    if (err != WS2_OK)
        return err;
    err = side_resize_locked(rq, WS2_RIO_SEND, max[WS2_RIO_SEND]);
    if (err != WS2_OK)
        side_resize_locked(rq, WS2_RIO_RECV, was);
    return err;
}

ws2_err ws2_rio_rq_resize(RIO_RQ id, DWORD max_recv, DWORD max_send)
{
    const uint32_t max[WS2_RIO_WAYS] = {max_recv, max_send};
    struct ws2_rio_rq *rq;
    ws2_err err;

    if ((max_recv == 0 && max_send == 0) || max_recv > RIO_MAX_CQ_SIZE ||
        max_send > RIO_MAX_CQ_SIZE)
        return WSAEINVAL;
    rq = (struct ws2_rio_rq *)ws2_handle_pin((ws2_handle)id, WS2_KIND_RIO_RQ);
    if (rq == NULL)
        return WSAEINVAL;
    sides_lock(rq);
    err = rq_resize_locked(rq, max);
    sides_unlock(rq);
    ws2_handle_unpin((ws2_handle)id);
    return err;
}
