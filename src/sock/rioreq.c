/* SPDX-License-Identifier: MIT */
/* Requests of registered I/O; see rio.h. What is wrong with the arguments
 * fails the call; what is wrong with the socket is told by the request's end,
 * as on Windows, where the call does not look at it. The attempts are those of
 * send.c and recv.c. Pages "LPFN_RIORECEIVEEX" and "LPFN_RIOSENDEX". */
#include <stdlib.h>
#include <string.h>

#include <ws2ipdef.h>

#include "os/mem.h"
#include "sock/cmsg.h"
#include "sock/riobuf.h"
#include "sock/riorq.h"

/* --- The arguments. */

static ws2_err slice_in(const RIO_BUF *user, size_t least, struct os_buf *out)
{
    RIO_BUF slice;
    ws2_err err;

    out->base = NULL;
    out->len = 0;
    if (user == NULL)
        return WS2_OK;
    if (os_mem_copy_in(&slice, user, sizeof(slice)) != 0)
        return WSAEFAULT;
    err = ws2_rio_slice(&slice, out);
    return err == WS2_OK && out->len < least ? WSAEINVAL : err;
}

static ws2_err slices_in(const struct ws2_rio_args *a, enum ws2_rio_way way,
                         struct rio_slices *out)
{
    ws2_err err;

    if (way == WS2_RIO_SEND && a->local != NULL)
        return WSAEINVAL; /* reserved */
    err = slice_in(a->local, sizeof(SOCKADDR_INET), &out->local);
    if (err == WS2_OK)
        err = slice_in(a->remote, sizeof(SOCKADDR_INET), &out->remote);
    if (err == WS2_OK)
        err = slice_in(a->control, RIO_CMSG_BASE_SIZE, &out->control);
    if (err == WS2_OK)
        err = slice_in(a->flags_out, sizeof(ULONG), &out->flags);
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

/* --- The attempts. */

static ws2_err receive_once(struct rio_request *r, struct os_msg *msg)
{
    struct ws2_bufs b;
    struct os_buf data = r->data;
    ws2_err err;

    b.at = &data;
    b.n = 1;
    b.many = NULL;
    b.whole.base = NULL;
    err = ws2_sock_recv_try(r->rq->sk, &b, msg, &r->moved,
                            r->wait_all ? MSG_WAITALL : 0);
    ws2_bufs_free(&b);
    r->data = data;
    return err;
}

/* The name of a connection's end, into a slice. */
static ws2_err name_out(const struct ws2_sock *sk, const struct os_buf *slice,
                        int (*name)(int fd, void *addr, int *len))
{
    SOCKADDR_STORAGE ss;
    int len, res;

    if (slice->base == NULL)
        return WS2_OK;
    res = name(sk->fd, &ss, &len);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_GETNAME, res);
    return os_mem_copy_out(slice->base, &ss, sizeof(SOCKADDR_INET)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

static ws2_err flags_out(const struct rio_slices *s, ULONG flags)
{
    if (s->flags.base == NULL ||
        os_mem_copy_out(s->flags.base, &flags, sizeof(flags)) == 0)
        return WS2_OK;
    return WSAEFAULT;
}

/* Where a datagram was sent to: the address among the items, the port of the
 * socket's name. */
static void local_of(const struct os_control *control, SOCKADDR_INET *local)
{
    struct os_cmsg item;
    unsigned at = 0;

    while (os_control_next(control, &at, &item)) {
        if (item.level == IPPROTO_IP && item.type == IP_PKTINFO)
            memcpy(&local->Ipv4.sin_addr, item.data,
                   sizeof(local->Ipv4.sin_addr));
        if (item.level == IPPROTO_IPV6 && item.type == IPV6_PKTINFO)
            memcpy(&local->Ipv6.sin6_addr, item.data,
                   sizeof(local->Ipv6.sin6_addr));
    }
}

static ws2_err local_out(const struct ws2_sock *sk, const struct rio_slices *s,
                         const struct os_control *control)
{
    union {
        SOCKADDR_STORAGE room;
        SOCKADDR_INET inet;
    } name;
    int len, res;

    if (s->local.base == NULL)
        return WS2_OK;
    res = os_sockname(sk->fd, &name.room, &len);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_GETNAME, res);
    local_of(control, &name.inet);
    return os_mem_copy_out(s->local.base, &name.inet, sizeof(name.inet)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

static ws2_err control_out(const struct ws2_sock *sk,
                           const struct rio_slices *s,
                           const struct os_control *control, ULONG *flags)
{
    RIO_CMSG_BUFFER head;
    WSABUF items;
    ws2_err err;

    if (s->control.base == NULL)
        return WS2_OK;
    items.buf = s->control.base + RIO_CMSG_BASE_SIZE;
    items.len = s->control.len - (ULONG)RIO_CMSG_BASE_SIZE;
    err = ws2_control_out(sk, control, &items, flags);
    if (err != WS2_OK)
        return err;
    head.TotalLength = (ULONG)RIO_CMSG_BASE_SIZE + items.len;
    return os_mem_copy_out(s->control.base, &head, sizeof(head)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

/* A datagram with what RIOReceiveEx asks for beside it. The sender's address
 * goes where it is wanted at once. */
static ws2_err receive_more(struct rio_request *r)
{
    const ULONG told = MSG_TRUNC | MSG_CTRUNC | MSG_BCAST | MSG_MCAST;
    const struct rio_slices *s = r->slices;
    struct ws2_sock *sk = r->rq->sk;
    struct os_control control;
    struct os_msg msg = {.name = s->remote.base};
    ULONG flags;
    ws2_err err, failed;

    if (s->local.base != NULL || s->control.base != NULL ||
        s->flags.base != NULL) {
        ws2_control_ask(sk);
        control.len = 0;
        msg.control = &control;
    }
    err = receive_once(r, &msg);
    if (err != WS2_OK && err != WSAEMSGSIZE)
        return err;
    flags = (ULONG)msg.flags & told;
    failed = msg.control != NULL ? local_out(sk, s, &control) : WS2_OK;
    if (failed == WS2_OK && msg.control != NULL)
        failed = control_out(sk, s, &control, &flags);
    if (failed == WS2_OK)
        failed = flags_out(s, flags);
    return failed != WS2_OK ? failed : err;
}

static ws2_err receive_dgram(struct rio_request *r)
{
    struct os_msg msg = {0};
    ws2_err err = r->slices != NULL ? receive_more(r) : receive_once(r, &msg);

    /* without a buffer the data is not wanted */
    return err == WSAEMSGSIZE && r->id == NULL ? WS2_OK : err;
}

static ws2_err receive_stream(struct rio_request *r)
{
    struct ws2_sock *sk = r->rq->sk;
    struct os_msg msg = {0};
    ws2_err err = receive_once(r, &msg);

    if (err != WS2_OK || r->slices == NULL)
        return err;
    err = name_out(sk, &r->slices->local, os_sockname);
    if (err == WS2_OK)
        err = name_out(sk, &r->slices->remote, os_peername);
    return err == WS2_OK ? flags_out(r->slices, 0) : err;
}

static enum ws2_io_result ended(struct rio_request *r, ws2_err err,
                                bool drained)
{
    if (err == WS2_AGAIN)
        return WS2_IO_AGAIN;
    r->err = err;
    return drained ? WS2_IO_DRAINED : WS2_IO_DONE;
}

/* Memory of a buffer that was deregistered is not touched any more. */
static bool is_gone(const struct rio_request *r)
{
    return r->id != NULL && !ws2_rio_registered(r->id);
}

static enum ws2_io_result receive_attempt(struct ws2_io_op *op)
{
    struct rio_request *r = (struct rio_request *)op;
    struct ws2_sock *sk = r->rq->sk;
    DWORD before = r->moved, room = r->data.len;
    ws2_err err = is_gone(r) ? WSAEFAULT : ws2_sock_recv_check(sk, 0, true);

    if (err != WS2_OK)
        return ended(r, err, false);
    if (!sock_is_stream(sk))
        return ended(r, receive_dgram(r), false);
    err = receive_stream(r); /* less than there was room for: that was all */
    return ended(r, err, err == WS2_OK && r->moved - before < room);
}

static ws2_err control_in(const struct ws2_sock *sk, const struct os_buf *slice,
                          struct os_control *out)
{
    RIO_CMSG_BUFFER head;
    WSABUF items;

    if (os_mem_copy_in(&head, slice->base, sizeof(head)) != 0)
        return WSAEFAULT;
    if (head.TotalLength > slice->len || head.TotalLength < RIO_CMSG_BASE_SIZE)
        return WSAEINVAL;
    items.buf = slice->base + RIO_CMSG_BASE_SIZE;
    items.len = head.TotalLength - (ULONG)RIO_CMSG_BASE_SIZE;
    return ws2_control_in(sk, &items, out);
}

static ws2_err send_once(struct rio_request *r, struct os_msg *msg)
{
    struct ws2_bufs b;
    struct os_buf data = r->data;
    ws2_err err;

    b.at = &data;
    b.n = 1;
    b.many = NULL;
    b.whole.base = NULL;
    err = ws2_sock_send_try(r->rq->sk, &b, msg, &r->moved, 0);
    ws2_bufs_free(&b);
    r->data = data;
    return err;
}

/* To an address, or with control data. */
static ws2_err send_more(struct rio_request *r)
{
    const struct rio_slices *s = r->slices;
    struct ws2_sock *sk = r->rq->sk;
    struct os_control control;
    SOCKADDR_STORAGE to;
    struct os_msg msg = {.name = &to};
    ws2_err err = ws2_sock_dgram_check(
        sk, 0, (const struct sockaddr *)(const void *)s->remote.base,
        sizeof(SOCKADDR_INET), &msg);

    if (err == WS2_OK && s->control.base != NULL) {
        err = control_in(sk, &s->control, &control);
        msg.control = &control;
    }
    if (err == WS2_OK && s->remote.base != NULL && !sock_has(sk, SK_BOUND))
        err = ws2_sock_bind_any(sk);
    if (err == WS2_OK)
        err = send_once(r, &msg);
    return err == WS2_OK ? flags_out(s, 0) : err;
}

static enum ws2_io_result send_attempt(struct ws2_io_op *op)
{
    struct rio_request *r = (struct rio_request *)op;
    struct ws2_sock *sk = r->rq->sk;
    struct os_msg msg = {0};
    ws2_err err = is_gone(r) ? WSAEFAULT : WS2_OK;

    if (err != WS2_OK)
        return ended(r, err, false);
    if (r->slices != NULL && !sock_is_stream(sk))
        return ended(r, send_more(r), false);
    err = ws2_sock_send_check(sk, 0);
    return ended(r, err == WS2_OK ? send_once(r, &msg) : err, false);
}

/* --- Ends. */

void ws2_rio_end(struct rio_request *r, enum ws2_rio_way way)
{
    struct ws2_rio_rq *rq = r->rq;
    struct ws2_rio_entry entry;

    entry.result.Status = r->err;
    entry.result.BytesTransferred = r->moved;
    entry.result.SocketContext = rq->context;
    entry.result.RequestContext = r->context;
    entry.rq = rq;
    entry.way = (uint8_t)way;
    entry.notifies = r->notifies;
    ws2_rio_cq_put(rq->side[way].cq, &entry); /* the slot is free */
}

static void receive_done(struct ws2_io_op *op, bool now)
{
    (void)now;
    ws2_rio_end((struct rio_request *)op, WS2_RIO_RECV);
}

static void send_done(struct ws2_io_op *op, bool now)
{
    (void)now;
    ws2_rio_end((struct rio_request *)op, WS2_RIO_SEND);
}

const struct ws2_io_ops ws2_rio_recv_ops = {.attempt = receive_attempt,
                                            .done = receive_done};
const struct ws2_io_ops ws2_rio_send_ops = {.attempt = send_attempt,
                                            .done = send_done};

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

    while (side->begun != side->next) {
        struct rio_request *r = &side->ring[side->begun++ & side->mask];

        if (ws2_io_submit(chan, io, &r->io) == WS2_IO_REFUSED) {
            r->err = WSA_OPERATION_ABORTED;
            ws2_rio_end(r, way);
        }
    }
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
