/* SPDX-License-Identifier: MIT */
/* Overlapped operations: their life, and the channel that they wait in. See
 * op.h; how they are cancelled is in opcancel.c. sk->chan is set once, under
 * home_lock, when the first operation begins or somebody asks for it. */
#include "sock/op.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/thread_obj.h"
#include "io/driver.h"
#include "os/mem.h"
#include "os/poll.h"
#include "sock/netchange.h"
#include "sock/rare.h"
#include "sock/rio.h"

#define OF(member_op)                                                          \
    ((struct ws2_op *)(void *)((char *)(member_op)-offsetof(struct ws2_op, io)))

static enum ws2_io_result op_attempt(struct ws2_io_op *io)
{
    struct ws2_op *op = OF(io);
    bool drained = false;
    ws2_err err = op->kind->attempt(op, &drained);

    if (err == WS2_AGAIN)
        return WS2_IO_AGAIN;
    if (err == WS2_YIELD)
        return WS2_IO_YIELD;
    op->err = err;
    return drained ? WS2_IO_DRAINED : WS2_IO_DONE;
}

/* A datagram that did not fit and an ICMP message have statuses of their own.
 */
static uint32_t op_status(const struct ws2_op *op)
{
    if (op->err == WSAECONNRESET && !sock_is_stream(op->sk))
        return WS2_STATUS_PORT_UNREACHABLE;
    return ws2_status_from_err(op->err);
}

/* What the block owns goes; the block stays. */
static void op_release(struct ws2_op *op)
{
    if (op->kind->free != NULL)
        op->kind->free(op);
    if (op->many)
        free(op->list);
}

/* What WSAGetOverlappedResult gives back as flags is kept where Windows has
 * room for it: Offset is for use by the provider. */
static void op_tell(struct ws2_op *op, bool quiet)
{
    LPWSAOVERLAPPED ov = op->o.packet.overlapped;
    uint32_t status = op_status(op);
    DWORD moved = op->err == WS2_OK || op->err == WSAEMSGSIZE ? op->moved : 0;
    DWORD flags = op->flags;
    struct ws2_sock *held =
        op->kind->transit != NULL ? *op->kind->transit->held(op) : NULL;

    if (op->kind->side != WS2_IO_SEND)
        ov->Offset = flags;
    op_release(op);
    ws2_overlapped_end(&op->o, status, moved, flags, quiet);
    if (held != NULL)
        ws2_obj_put(&held->so.obj);
}

static enum ws2_io_submitted op_queue(struct ws2_op *op);

/* Whoever began the operation learns that it is under way. What tells its end
 * is the first socket's, which may be closed while the other one ends it. */
static void op_go_on(struct ws2_op *op, bool now)
{
    struct ws2_sock **held = op->kind->transit->held(op);

    if (now) {
        op->now->told = true;
        op->now->err = WSA_IO_PENDING;
    }
    op->now = NULL;
    op->sk = op->kind->transit->target(op);
    *held = op->kind->transit->origin(op);
    ws2_obj_ref(&(*held)->so.obj);
    if (op_queue(op) == WS2_IO_REFUSED)
        ws2_op_abort(&op->io);
}

static void op_done(struct ws2_io_op *io, bool now)
{
    struct ws2_op *op = OF(io);
    bool quiet = false;

    if (op->err == WS2_GO_ON) {
        op_go_on(op, now);
        return;
    }
    if (now && op->now != NULL) {
        op->now->err = op->err;
        op->now->moved = op->moved;
        op->now->flags = op->flags;
        op->now->told = op->err == WS2_OK || (op->err == WSAEMSGSIZE &&
                                              op->kind->side != WS2_IO_SEND);
        if (!op->now->told)
            return; /* ws2_op_start drops it */
        quiet = (atomic_load(&op->sk->attached.modes) &
                 FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0;
    }
    op_tell(op, quiet);
}

static const struct ws2_io_ops op_ops = {.attempt = op_attempt,
                                         .done = op_done};

const struct ws2_op *ws2_op_of(const struct ws2_io_op *io)
{
    if (io->ops != &op_ops)
        return NULL;
    return (const void *)((const char *)io - offsetof(struct ws2_op, io));
}

void ws2_op_abort(struct ws2_io_op *io)
{
    struct ws2_op *op = OF(io);

    op->err = WSA_OPERATION_ABORTED;
    op->moved = 0;
    op->flags = 0;
    op_tell(op, false);
}

struct ws2_op *ws2_op_new(struct ws2_sock *sk, const struct ws2_op_kind *kind)
{
    struct ws2_op *op = ws2_block_get(kind->size);

    if (op == NULL)
        return NULL;
    op->o.packet.size = (uint32_t)kind->size;
    op->io.ops = &op_ops;
    op->sk = sk;
    op->kind = kind;
    op->err = WS2_OK;
    op->moved = op->flags = 0;
    op->nbufs = 0;
    op->many = false;
    return op;
}

void ws2_op_free(struct ws2_op *op)
{
    op_release(op);
    ws2_block_put(op, op->o.packet.size);
}

ws2_err ws2_op_bufs(struct ws2_op *op, const WSABUF *bufs, DWORD n)
{
    struct ws2_bufs b;
    ws2_err err;

    if (n == 1) {
        op->at = &op->one;
        op->nbufs = 1;
        if (os_mem_copy_in(&op->one, bufs, sizeof(*bufs)) != 0 ||
            (op->one.len != 0 && (uintptr_t)op->one.base < WS2_MEM_LOWEST))
            return WSAEFAULT;
        return WS2_OK;
    }
    err = ws2_bufs_in(&b, bufs, n);
    if (err != WS2_OK)
        return err;
    op->list = b.many;
    if (op->list == NULL) {
        op->list = malloc(b.n * sizeof(*op->list));
        if (op->list == NULL)
            return WSAENOBUFS;
        memcpy(op->list, b.at, b.n * sizeof(*op->list));
    }
    op->many = true;
    op->at = op->list;
    op->nbufs = b.n;
    return WS2_OK;
}

ws2_err ws2_op_transfer(struct ws2_op *op, struct os_msg *msg,
                        ws2_sock_try *once)
{
    struct ws2_bufs b;
    ws2_err err;

    ws2_bufs_borrow(&b, op->at, op->nbufs);
    err = once(op->sk, &b, msg, &op->moved, (int)op->flags);
    op->at = b.at;
    op->nbufs = b.n;
    ws2_bufs_free(&b);
    return err;
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

static enum ws2_io_submitted op_queue(struct ws2_op *op)
{
    struct ws2_io_chan *chan;

    op->err = ws2_op_channel(op->sk, &chan);
    return op->err == WS2_OK ? ws2_io_submit(chan, op->kind->side, &op->io)
                             : WS2_IO_REFUSED;
}

static ws2_err op_submit(struct ws2_op *op, struct ws2_op_now *now)
{
    op->now = now;
    op->thread = ws2_thread_id();
    if (!ws2_op_remember(&op->o))
        return WSAENOBUFS;
    switch (op_queue(op)) {
    case WS2_IO_FINISHED:
        return now->err;
    case WS2_IO_REFUSED:
        if (op->err != WS2_OK)
            return op->err;
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

    return chan != NULL && !ws2_io_chan_busy(chan) && !ws2_netchange_busy();
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
    else if (atomic_load(&sk->attached.port) != NULL)
        err = WSA_INVALID_PARAMETER;
    if (err == WS2_OK) {
        chan = atomic_load(&sk->chan);
        if (chan != NULL)
            err = ws2_err_from_res(WS2_OP_POLL,
                                   ws2_io_chan_move(chan, ws2_port_set(port)));
    }
    if (err == WS2_OK) {
        ws2_obj_ref((struct ws2_obj *)port);
        sk->attached.key = key;
        atomic_store_explicit(&sk->attached.port, port, memory_order_release);
    }
    ws2_lock_drop(&sk->home_lock);
    if (err == WS2_OK)
        ws2_port_attached(port);
    return err;
}
