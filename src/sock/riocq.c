/* SPDX-License-Identifier: MIT */
/* Completion queues of registered I/O; see rio.h.
 *
 * cq.put guards the end that entries are added to, the size and what is
 * reserved of it, and the notification; it is a leaf. cq.take is the
 * consumer's. An empty queue is seen without a lock. head and tail count
 * entries for ever; the ring is as large as a power of two. Pages
 * "LPFN_RIOCREATECOMPLETIONQUEUE", "LPFN_RIONOTIFY" and their like. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "handle/attend.h"
#include "handle/block.h"
#include "handle/event.h"
#include "handle/port.h"
#include "io/driver.h"
#include "os/mem.h"
#include "sock/op.h"
#include "sock/rio.h"

struct ws2_rio_cq {
    struct ws2_obj obj;
    struct ws2_lock put, take;
    struct ws2_rio_entry *ring;
    uint32_t mask;
    uint32_t size, reserved; /* entries */
    _Atomic uint32_t head, tail;
    /* Entries that count for a notification, put and taken. */
    uint32_t notifying;
    _Atomic uint32_t notified;
    bool closed;
    bool armed;              /* the next such entry is told */
    atomic_bool was_empty;   /* at the consumer's last look */
    struct ws2_event *event; /* a reference, or NULL */
    bool event_reset;
    struct ws2_port *port; /* a reference, or NULL */
    uintptr_t key;
    void *overlapped;
    struct ws2_packet *packet; /* of the notification to come */
    struct ws2_io_set *set;
    bool own_set;
    struct ws2_attend attend; /* to the queue's own set */
    atomic_uint nobody;       /* sleeps on it */
};

static struct ws2_rio_cq *cq_pin(RIO_CQ id)
{
    return (struct ws2_rio_cq *)ws2_handle_pin((ws2_handle)id, WS2_KIND_RIO_CQ);
}

static void cq_unpin(RIO_CQ id)
{
    ws2_handle_unpin((ws2_handle)id);
}

static uint32_t ring_size(uint32_t n)
{
    uint32_t size = 1;

    while (size < n)
        size *= 2;
    return size;
}

static void cq_destroy(struct ws2_obj *obj)
{
    struct ws2_rio_cq *cq = (struct ws2_rio_cq *)obj;

    if (cq->own_set) {
        ws2_attend_stop(&cq->attend);
        ws2_io_set_close(cq->set);
    }
    if (cq->event != NULL)
        ws2_obj_put((struct ws2_obj *)cq->event);
    if (cq->port != NULL)
        ws2_obj_put((struct ws2_obj *)cq->port);
    if (cq->packet != NULL)
        ws2_block_put(cq->packet, sizeof(*cq->packet));
    free(cq->ring);
    free(cq);
}

/* Entries that the ring has given up already. A request may begin, and end in
 * the ring, for each that is released: the next ones are not touched by it. */
static void entries_release(struct ws2_rio_cq *cq, uint32_t head, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct ws2_rio_entry e = cq->ring[(head + i) & cq->mask];

        ws2_rio_rq_release(&e);
    }
}

/* What is in it is dropped, and what comes. */
static void cq_closed(struct ws2_obj *obj)
{
    struct ws2_rio_cq *cq = (struct ws2_rio_cq *)obj;
    uint32_t head, tail;

    ws2_lock_take(&cq->put);
    cq->closed = true;
    ws2_lock_drop(&cq->put);
    ws2_lock_take(&cq->take);
    head = atomic_load(&cq->head);
    tail = atomic_load(&cq->tail);
    atomic_store(&cq->head, tail);
    entries_release(cq, head, tail - head);
    ws2_lock_drop(&cq->take);
}

static void cq_forked(struct ws2_obj *obj)
{
    struct ws2_rio_cq *cq = (struct ws2_rio_cq *)obj;

    atomic_store(&cq->put.word, 0);
    atomic_store(&cq->take.word, 0);
    if (!cq->own_set)
        return;
    ws2_io_set_forked(cq->set);
    ws2_attend_forked(&cq->attend);
}

static const struct ws2_obj_ops cq_ops = {
    .closed = cq_closed, .destroy = cq_destroy, .forked = cq_forked};

static ws2_err cq_event(struct ws2_rio_cq *cq,
                        const RIO_NOTIFICATION_COMPLETION *n)
{
    int res = ws2_io_driver_set(&cq->set);

    cq->event = (struct ws2_event *)ws2_handle_get(
        (ws2_handle)n->Event.EventHandle, WS2_KIND_EVENT);
    cq->event_reset = n->Event.NotifyReset != 0;
    if (cq->event == NULL)
        return WSAEINVAL;
    return res < 0 ? WSAENOBUFS : WS2_OK;
}

static ws2_err cq_port(struct ws2_rio_cq *cq,
                       const RIO_NOTIFICATION_COMPLETION *n)
{
    if (n->Iocp.Overlapped == NULL)
        return WSAEINVAL;
    cq->port = (struct ws2_port *)ws2_handle_get((ws2_handle)n->Iocp.IocpHandle,
                                                 WS2_KIND_PORT);
    if (cq->port == NULL)
        return WSAEINVAL;
    cq->key = (uintptr_t)n->Iocp.CompletionKey;
    cq->overlapped = n->Iocp.Overlapped;
    cq->set = ws2_port_set(cq->port);
    return WS2_OK;
}

static void set_drive(struct ws2_attend *attend)
{
    ws2_io_set_drive(attend->set);
}

static ws2_err cq_polled(struct ws2_rio_cq *cq)
{
    if (ws2_io_set_open(&cq->set) < 0)
        return WSAENOBUFS;
    cq->own_set = true;
    ws2_attend_init(&cq->attend, cq->set, set_drive, &cq->nobody);
    return WS2_OK;
}

static ws2_err cq_init(struct ws2_rio_cq *cq,
                       const RIO_NOTIFICATION_COMPLETION *notify)
{
    if (notify == NULL)
        return cq_polled(cq);
    if (notify->Type == RIO_EVENT_COMPLETION)
        return cq_event(cq, notify);
    return notify->Type == RIO_IOCP_COMPLETION ? cq_port(cq, notify)
                                               : WSAEINVAL;
}

ws2_err ws2_rio_cq_new(DWORD size, const RIO_NOTIFICATION_COMPLETION *notify,
                       RIO_CQ *out)
{
    RIO_NOTIFICATION_COMPLETION n;
    struct ws2_rio_cq *cq;
    ws2_handle h;
    ws2_err err;

    if (size == 0 || size > RIO_MAX_CQ_SIZE)
        return WSAEINVAL;
    if (notify != NULL && os_mem_copy_in(&n, notify, sizeof(n)) != 0)
        return WSAEFAULT;
    cq = calloc(1, sizeof(*cq));
    if (cq == NULL)
        return WSAENOBUFS;
    ws2_obj_init(&cq->obj, WS2_KIND_RIO_CQ, &cq_ops);
    cq->size = size;
    cq->mask = ring_size(size) - 1;
    cq->ring = calloc((size_t)cq->mask + 1, sizeof(*cq->ring));
    err =
        cq->ring != NULL ? cq_init(cq, notify != NULL ? &n : NULL) : WSAENOBUFS;
    if (err == WS2_OK && ws2_handle_new(&cq->obj, &h) != WS2_OK)
        err = WSAENOBUFS;
    ws2_obj_put(&cq->obj);
    if (err == WS2_OK)
        *out = (RIO_CQ)h;
    return err;
}

void ws2_rio_cq_close(RIO_CQ id)
{
    struct ws2_obj *obj = ws2_handle_close((ws2_handle)id, WS2_KIND_RIO_CQ);

    if (obj != NULL)
        ws2_obj_put(obj);
}

struct ws2_rio_cq *ws2_rio_cq_get(RIO_CQ id)
{
    return (struct ws2_rio_cq *)ws2_handle_get((ws2_handle)id, WS2_KIND_RIO_CQ);
}

void ws2_rio_cq_drop(struct ws2_rio_cq *cq)
{
    ws2_obj_put(&cq->obj);
}

ws2_err ws2_rio_cq_house(struct ws2_rio_cq *cq, struct ws2_sock *sk,
                         struct ws2_obj **left)
{
    struct ws2_obj *owner = cq->own_set ? &cq->obj : (struct ws2_obj *)cq->port;

    return ws2_op_home(sk, cq->set, owner, left);
}

bool ws2_rio_cq_reserve(struct ws2_rio_cq *cq, uint32_t n)
{
    bool fits;

    ws2_lock_take(&cq->put);
    fits = n <= cq->size - cq->reserved;
    if (fits)
        cq->reserved += n;
    ws2_lock_drop(&cq->put);
    return fits;
}

void ws2_rio_cq_unreserve(struct ws2_rio_cq *cq, uint32_t n)
{
    ws2_lock_take(&cq->put);
    cq->reserved -= n;
    ws2_lock_drop(&cq->put);
}

void ws2_rio_cq_attached(struct ws2_rio_cq *cq)
{
    if (cq->port != NULL)
        ws2_port_attached(cq->port);
    else if (cq->own_set)
        ws2_attend_leave(&cq->attend);
}

/* Tells that there is something. Under the lock, so that an event is not set
 * late, when it was reset for the next time. */
static void cq_tell_locked(struct ws2_rio_cq *cq)
{
    cq->armed = false;
    if (cq->event != NULL)
        ws2_event_set(cq->event);
    if (cq->port != NULL)
        ws2_port_queue(cq->port, cq->packet);
    cq->packet = NULL; /* whoever takes it frees it */
}

void ws2_rio_cq_put(struct ws2_rio_cq *cq, const struct ws2_rio_entry *entry)
{
    uint32_t tail;

    ws2_lock_take(&cq->put);
    if (cq->closed) {
        ws2_lock_drop(&cq->put);
        ws2_rio_rq_release(entry);
        return;
    }
    tail = atomic_load_explicit(&cq->tail, memory_order_relaxed);
    cq->ring[tail & cq->mask] = *entry;
    atomic_store_explicit(&cq->tail, tail + 1, memory_order_release);
    if (entry->notifies) {
        cq->notifying++;
        if (cq->armed)
            cq_tell_locked(cq);
    }
    ws2_lock_drop(&cq->put);
}

/* What the notification needs is had before it is asked for. */
static ws2_err cq_prepare_locked(struct ws2_rio_cq *cq)
{
    if (cq->port == NULL && cq->event == NULL)
        return WSAEINVAL; /* polled: there is no notification */
    if (cq->event != NULL && cq->event_reset)
        ws2_event_reset(cq->event);
    if (cq->port == NULL)
        return WS2_OK;
    cq->packet = ws2_block_get(sizeof(*cq->packet));
    if (cq->packet == NULL)
        return WSAEINVAL;
    cq->packet->size = sizeof(*cq->packet);
    cq->packet->key = cq->key;
    cq->packet->overlapped = cq->overlapped;
    cq->packet->status = 0;
    cq->packet->bytes = 0;
    return WS2_OK;
}

static ws2_err cq_arm_locked(struct ws2_rio_cq *cq)
{
    ws2_err err = WS2_OK;

    if (cq->closed)
        return WSAEINVAL;
    if (cq->armed)
        return WSAEALREADY;
    err = cq_prepare_locked(cq);
    if (err != WS2_OK)
        return err;
    cq->armed = true;
    if (cq->notifying != atomic_load(&cq->notified))
        cq_tell_locked(cq);
    return WS2_OK;
}

ws2_err ws2_rio_cq_notify(RIO_CQ id)
{
    struct ws2_rio_cq *cq = cq_pin(id);
    ws2_err err;

    if (cq == NULL)
        return WSAEINVAL;
    ws2_lock_take(&cq->put);
    err = cq_arm_locked(cq);
    ws2_lock_drop(&cq->put);
    cq_unpin(id);
    return err;
}

/* Processes what the kernel has to tell of the sockets. */
static void cq_drive(struct ws2_rio_cq *cq)
{
    if (cq->port != NULL) {
        ws2_port_look(cq->port);
        return;
    }
    if (cq->own_set)
        ws2_attend_enter(&cq->attend);
    ws2_io_set_drive(cq->set);
    if (cq->own_set)
        ws2_attend_leave(&cq->attend);
}

static uint32_t cq_ready(const struct ws2_rio_cq *cq)
{
    return atomic_load_explicit(&cq->tail, memory_order_acquire) -
           atomic_load_explicit(&cq->head, memory_order_relaxed);
}

/* Who takes entries and finds none has done its work; who looks again without
 * waiting in between polls, and drives the sockets. */
static uint32_t cq_poll(struct ws2_rio_cq *cq)
{
    bool polls = cq->own_set || cq->was_empty;

    if (cq_ready(cq) == 0 && polls)
        cq_drive(cq);
    return cq_ready(cq);
}

static uint32_t cq_take_locked(struct ws2_rio_cq *cq, RIORESULT *out,
                               uint32_t max)
{
    uint32_t head = atomic_load_explicit(&cq->head, memory_order_relaxed);
    uint32_t n = cq_ready(cq), told = 0;

    if (n > max)
        n = max;
    for (uint32_t i = 0; i < n; i++) {
        struct ws2_rio_entry *e = &cq->ring[(head + i) & cq->mask];

        out[i] = e->result;
        told += e->notifies;
    }
    atomic_store_explicit(&cq->head, head + n, memory_order_release);
    if (told != 0)
        atomic_store_explicit(
            &cq->notified,
            atomic_load_explicit(&cq->notified, memory_order_relaxed) + told,
            memory_order_release);
    entries_release(cq, head, n);
    return n;
}

static ULONG cq_dequeue(struct ws2_rio_cq *cq, RIORESULT *out, ULONG max)
{
    uint32_t n = cq_poll(cq);

    cq->was_empty = n == 0;
    if (n == 0 || max == 0)
        return 0;
    if (n > max)
        n = max;
    if (!os_mem_writable(out, n * sizeof(*out)))
        return RIO_CORRUPT_CQ;
    ws2_lock_take(&cq->take);
    n = cq_take_locked(cq, out, n);
    ws2_lock_drop(&cq->take);
    return n;
}

ULONG ws2_rio_cq_dequeue(RIO_CQ id, RIORESULT *out, ULONG max)
{
    struct ws2_rio_cq *cq = cq_pin(id);
    ULONG n;

    if (cq == NULL)
        return RIO_CORRUPT_CQ;
    n = cq_dequeue(cq, out, max);
    cq_unpin(id);
    return n;
}

static ws2_err cq_resize_locked(struct ws2_rio_cq *cq, uint32_t size)
{
    uint32_t head = atomic_load(&cq->head), tail = atomic_load(&cq->tail);
    uint32_t mask = ring_size(size) - 1;
    struct ws2_rio_entry *ring;

    if (size < cq->reserved)
        return WSAETOOMANYREFS;
    ring = calloc((size_t)mask + 1, sizeof(*ring));
    if (ring == NULL)
        return WSAENOBUFS;
    for (; head != tail; head++)
        ring[head & mask] = cq->ring[head & cq->mask];
    free(cq->ring);
    cq->ring = ring;
    cq->mask = mask;
    cq->size = size;
    return WS2_OK;
}

ws2_err ws2_rio_cq_resize(RIO_CQ id, DWORD size)
{
    struct ws2_rio_cq *cq = cq_pin(id);
    ws2_err err = WSAEINVAL;

    if (cq == NULL)
        return err;
    if (size != 0 && size <= RIO_MAX_CQ_SIZE) {
        ws2_lock_take(&cq->take);
        ws2_lock_take(&cq->put);
        err = cq_resize_locked(cq, size);
        ws2_lock_drop(&cq->put);
        ws2_lock_drop(&cq->take);
    }
    cq_unpin(id);
    return err;
}
