/* SPDX-License-Identifier: MIT */
/* Overlapped operations: their life, and the channel that they wait in. See
 * op.h; how they are cancelled is in opcancel.c. sk->chan is set once, under
 * home_lock, when the first operation begins or somebody asks for it. */
#include "sock/op.h"

#include <errno.h>
#include <stdlib.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/thread_obj.h"
#include "io/driver.h"
#include "os/poll.h"
#include "sock/netchange.h"
#include "sock/qos.h"
#include "sock/rare.h"
#include "sock/rio.h"

enum ws2_io_result ws2_op_attempt(struct ws2_io_op *io, int fd)
{
    struct ws2_op *op = (struct ws2_op *)io;
    bool drained = false;
    ws2_err err = ws2_op_kind(op)->attempt(op, &drained);

    (void)fd; /* the socket's */
    if (err == WS2_AGAIN)
        return WS2_IO_AGAIN;
    if (err == WS2_YIELD)
        return WS2_IO_YIELD;
    op->o.packet.err = err;
    return drained ? WS2_IO_DRAINED : WS2_IO_DONE;
}

/* A datagram that did not fit and an ICMP message have statuses of their own.
 */
static uint32_t op_status(const struct ws2_op *op)
{
    ws2_err err = op->o.packet.err;

    if (err == WSAECONNRESET && !sock_is_stream(op->sk))
        return WS2_STATUS_PORT_UNREACHABLE;
    return ws2_status_from_err(err);
}

/* What the block owns goes; the block stays. */
static void op_release(struct ws2_op *op)
{
    const struct ws2_op_kind *kind = ws2_op_kind(op);

    if (kind->free != NULL)
        kind->free(op);
    if (op->room == WS2_OP_BUFS)
        free(op->bufs);
}

/* What WSAGetOverlappedResult gives back as flags is kept where Windows has
 * room for it: Offset is for use by the provider. */
static void op_tell(struct ws2_op *op, bool quiet)
{
    const struct ws2_op_kind *kind = ws2_op_kind(op);
    const struct ws2_op_transit *transit = kind->transit;
    LPWSAOVERLAPPED ov = op->o.packet.overlapped;
    const struct ws2_sock *origin = op->sk;
    struct ws2_sock *held = NULL;
    ws2_err err = op->o.packet.err;
    DWORD moved = err == WS2_OK || err == WSAEMSGSIZE ? op->o.packet.bytes : 0;
    uint32_t status = err == WS2_OK ? 0 : op_status(op);
    DWORD flags = op->flags;

    if (transit != NULL) {
        origin = transit->origin(op);
        held = *transit->held(op);
    }
    if (kind->side != WS2_IO_SEND)
        ov->Offset = flags;
    op_release(op);
    ws2_overlapped_end(&op->o, &origin->attached, status, moved, flags, quiet);
    if (held != NULL)
        ws2_obj_put(&held->so.obj);
}

static enum ws2_io_submitted op_queue(struct ws2_op *op,
                                      struct ws2_op_now *now);

/* Whoever began the operation learns that it is under way. What tells its end
 * is the first socket's, which may be closed while the other one ends it. */
static void op_go_on(struct ws2_op *op, struct ws2_op_now *now)
{
    const struct ws2_op_transit *transit = ws2_op_kind(op)->transit;
    struct ws2_sock **held = transit->held(op);

    if (now != NULL) {
        now->told = true;
        now->err = WSA_IO_PENDING;
    }
    op->sk = transit->target(op);
    *held = transit->origin(op);
    ws2_obj_ref(&(*held)->so.obj);
    if (op_queue(op, NULL) == WS2_IO_REFUSED)
        ws2_op_abort(&op->io);
}

/* Whether the call that began it is to tell the end, which is in *now then. */
static bool op_told_now(const struct ws2_op *op, struct ws2_op_now *now)
{
    now->err = op->o.packet.err;
    now->moved = op->o.packet.bytes;
    now->flags = op->flags;
    now->told = now->err == WS2_OK || (now->err == WSAEMSGSIZE &&
                                       ws2_op_kind(op)->side != WS2_IO_SEND);
    return now->told;
}

void ws2_op_done(struct ws2_io_op *io, void *now)
{
    struct ws2_op *op = (struct ws2_op *)io;
    bool quiet = false;

    if (op->o.packet.err == WS2_GO_ON) {
        op_go_on(op, now);
        return;
    }
    if (now != NULL) {
        if (!op_told_now(op, now))
            return; /* ws2_op_start drops it */
        quiet = (ws2_attached_modes(&op->sk->attached) &
                 FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0;
    }
    op_tell(op, quiet);
}

const struct ws2_op *ws2_op_of(const struct ws2_io_op *io)
{
    return io->ops->done == ws2_op_done || io->ops->done == ws2_op_one_done
               ? (const struct ws2_op *)io
               : NULL;
}

void ws2_op_abort(struct ws2_io_op *io)
{
    struct ws2_op *op = (struct ws2_op *)io;

    op->o.packet.err = WSA_OPERATION_ABORTED;
    op->o.packet.bytes = 0;
    op->flags = 0;
    op_tell(op, false);
}

struct ws2_op *ws2_op_new(struct ws2_sock *sk, const struct ws2_op_kind *kind)
{
    struct ws2_op *op = ws2_block_get(kind->size);

    if (op == NULL)
        return NULL;
    op->o.packet.size = kind->size;
    op->o.packet.err = WS2_OK;
    op->o.packet.bytes = 0;
    op->io.ops = &kind->io;
    op->sk = sk;
    op->flags = 0;
    op->room = WS2_OP_NO_BUF;
    return op;
}

void ws2_op_free(struct ws2_op *op)
{
    op_release(op);
    ws2_block_put(op, op->o.packet.size);
}

ws2_err ws2_op_channel(struct ws2_sock *sk, struct ws2_io_chan **out)
{
    struct ws2_io_set *set;
    struct ws2_port *port;
    int res = 0;

    *out = atomic_load_explicit(&sk->chan, memory_order_acquire);
    if (*out != NULL)
        return WS2_OK;
    ws2_lock_take(&sk->home_lock);
    *out = atomic_load(&sk->chan);
    if (sock_has(sk, SK_CLOSED))
        res = -ECANCELED;
    if (res == 0 && *out == NULL) {
        port = ws2_attached_port(&sk->attached);
        if (port != NULL)
            set = ws2_port_set(port);
        else
            res = ws2_io_driver_set(&set);
        if (res == 0)
            res = ws2_io_chan_open(set, sk->fd, out);
        if (res == 0)
            atomic_store_explicit(&sk->chan, *out, memory_order_release);
    }
    ws2_lock_drop(&sk->home_lock);
    return ws2_err_from_res(WS2_OP_POLL, res);
}

static int home_set(struct ws2_sock *sk, struct ws2_io_set *set)
{
    struct ws2_io_chan *chan = atomic_load(&sk->chan);
    int res;

    if (chan != NULL)
        return ws2_io_chan_move(chan, set);
    res = ws2_io_chan_open(set, sk->fd, &chan);
    if (res == 0)
        atomic_store_explicit(&sk->chan, chan, memory_order_release);
    return res;
}

ws2_err ws2_op_home(struct ws2_sock *sk, struct ws2_io_set *set,
                    struct ws2_obj *owner, struct ws2_obj **left)
{
    struct ws2_port *port = ws2_attached_port(&sk->attached);
    struct ws2_rare *rare = ws2_rare_need(sk);
    int res;

    *left = NULL;
    if (rare == NULL)
        return WSAENOBUFS;
    if (port != NULL && atomic_load(&sk->chan) != NULL)
        return WS2_OK;
    res = home_set(sk, port != NULL ? ws2_port_set(port) : set);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_POLL, res);
    if (owner != NULL)
        ws2_obj_ref(owner);
    *left = rare->home;
    rare->home = owner;
    return WS2_OK;
}

static enum ws2_io_submitted op_queue(struct ws2_op *op, struct ws2_op_now *now)
{
    struct ws2_io_chan *chan;
    ws2_err err = ws2_op_channel(op->sk, &chan);

    op->o.packet.err = err;
    return err == WS2_OK
               ? ws2_io_submit(chan, ws2_op_kind(op)->side, &op->io, now)
               : WS2_IO_REFUSED;
}

static ws2_err op_submit(struct ws2_op *op, struct ws2_op_now *now)
{
    op->o.packet.thread = ws2_thread_id();
    if (!ws2_op_remember(&op->o))
        return WSAENOBUFS;
    switch (op_queue(op, now)) {
    case WS2_IO_FINISHED:
        return now->err;
    case WS2_IO_REFUSED:
        if (op->o.packet.err != WS2_OK)
            return op->o.packet.err;
        return sock_has(op->sk, SK_CLOSED) ? WSAENOTSOCK : WSAENOBUFS;
    case WS2_IO_QUEUED:
        break;
    }
    return WSA_IO_PENDING;
}

ws2_err ws2_op_start(struct ws2_op *op, LPWSAOVERLAPPED ov,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                     struct ws2_op_now *now)
{
    ws2_err err = ws2_overlapped_begin(&op->o, &op->sk->attached, ov, routine);

    now->told = false;
    if (err != WS2_OK) {
        ws2_op_free(op);
        return err;
    }
    err = op_submit(op, now);
    if (err == WSA_IO_PENDING || now->told)
        return err;
    op_release(op);
    ws2_overlapped_drop(&op->o, ws2_status_from_err(err));
    return err;
}

bool ws2_op_idle(struct ws2_sock *sk)
{
    struct ws2_io_chan *chan = atomic_load(&sk->chan);

    return chan != NULL && !ws2_io_chan_busy(chan) && !ws2_netchange_busy() &&
           !ws2_qos_is_busy(sk);
}

void ws2_op_look(struct ws2_sock *sk)
{
    struct ws2_io_chan *chan = atomic_load(&sk->chan);

    if (chan != NULL)
        ws2_io_poke(chan, OS_IN);
}

void ws2_op_forget(struct ws2_sock *sk)
{
    struct ws2_io_chan *chan = atomic_load(&sk->chan);

    if (chan != NULL)
        ws2_io_chan_close(chan);
    if (sock_rare(sk)->home != NULL)
        ws2_obj_put(sock_rare(sk)->home);
    ws2_rio_forget(sk);
    ws2_attachment_free(&sk->attached);
}

ws2_err ws2_sock_attach(struct ws2_sock *sk, struct ws2_port *port,
                        uintptr_t key)
{
    struct ws2_io_chan *chan;
    ws2_err err = WS2_OK;

    ws2_lock_take(&sk->home_lock);
    if (sock_has(sk, SK_CLOSED))
        err = WSA_INVALID_HANDLE;
    else if (ws2_attached_port(&sk->attached) != NULL)
        err = WSA_INVALID_PARAMETER;
    if (err == WS2_OK) {
        chan = atomic_load(&sk->chan);
        if (chan != NULL)
            err = ws2_err_from_res(WS2_OP_POLL,
                                   ws2_io_chan_move(chan, ws2_port_set(port)));
    }
    if (err == WS2_OK)
        ws2_attach(&sk->attached, port, key);
    ws2_lock_drop(&sk->home_lock);
    if (err == WS2_OK)
        ws2_port_attached(port);
    return err;
}
