/* SPDX-License-Identifier: MIT */
/* What most programs do most of the time: send or receive on a connection, or
 * send a datagram to an address, with one buffer and no flags, told by a packet
 * or by the OVERLAPPED alone. The same as optransfer.c does, in few steps: what
 * an operation has besides is decided here before it begins, so that nothing is
 * left to ask when it ends.
 *
 * A send that the kernel takes at once is none that anybody could cancel or
 * wait for: its block is a packet from the beginning. */
#include <errno.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/thread_obj.h"
#include "os/mem.h"
#include "sock/op.h"
#include "sock/plain.h"
#include "sock/police.h"
#include "watch/watch.h"

/* Whether nothing but a packet, if that, tells the end. Who watches is told by
 * ws2_overlapped_end. */
static bool is_plain(const struct ws2_attachment *a, OVERLAPPED *ov,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    uintptr_t to = atomic_load_explicit(&a->to, memory_order_relaxed);

    return routine == NULL && (to & WS2_SIGNALS) == 0 && !ws2_watched() &&
           ((uintptr_t)ov & (_Alignof(OVERLAPPED) - 1)) == 0 &&
           os_mem_writable(ov, sizeof(*ov)) &&
           ((uintptr_t)ov->hEvent & ~WS2_NO_PACKET) == 0;
}

static bool one_in(struct ws2_op *op, const WSABUF *buf)
{
    WSABUF b;

    if (os_mem_copy_in(&b, buf, sizeof(b)) != 0 || b.len == 0 ||
        (uintptr_t)b.buf < WS2_MEM_LOWEST)
        return false;
    op->base = b.buf;
    op->len = b.len;
    op->room = WS2_OP_BUF;
    return true;
}

/* A block whose end is told as is_plain says; NULL: it is not for us. */
static struct ws2_op *one_new(struct ws2_sock *sk,
                              const struct ws2_op_kind *kind, const WSABUF *buf,
                              OVERLAPPED *ov)
{
    struct ws2_op *op = ws2_block_get(sizeof(struct ws2_op));

    if (op == NULL)
        return NULL;
    if (!one_in(op, buf)) {
        ws2_block_put(op, sizeof(*op));
        return NULL;
    }
    op->o.packet.overlapped = ov;
    op->o.packet.err = WS2_OK;
    op->o.packet.bytes = 0;
    op->o.packet.size = sizeof(*op);
    op->o.packet.due = ws2_attached_port(&sk->attached) != NULL &&
                       ((uintptr_t)ov->hEvent & WS2_NO_PACKET) == 0;
    op->o.packet.runs = false;
    op->o.told.event = NULL;
    op->io.ops = &kind->io;
    op->sk = sk;
    op->flags = 0;
    return op;
}

/* The end, in order. now: in the call that began it. */
static void one_tell(struct ws2_op *op, struct ws2_op_now *now)
{
    struct ws2_attachment *a = &op->sk->attached;
    OVERLAPPED *ov = op->o.packet.overlapped;
    DWORD moved = op->o.packet.bytes;
    bool quiet = false;

    if (now != NULL) {
        now->told = true;
        now->err = WS2_OK;
        now->moved = moved;
        now->flags = 0;
        quiet =
            (ws2_attached_modes(a) & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0;
    }
    ov->InternalHigh = moved;
    __atomic_store_n(&ov->Internal, 0, __ATOMIC_RELEASE);
    if (!op->o.packet.due || quiet) {
        ws2_block_put(op, sizeof(*op));
        return;
    }
    op->o.packet.status = 0;
    op->o.packet.key = a->key;
    ws2_port_queue(ws2_attached_port(a), &op->o.packet);
}

static bool has_signal(const struct ws2_sock *sk)
{
    return (atomic_load_explicit(&sk->attached.to, memory_order_relaxed) &
            WS2_SIGNALS) != 0; /* come since it began */
}

void ws2_op_one_done(struct ws2_io_op *io, void *now)
{
    struct ws2_op *op = (struct ws2_op *)io;

    if (op->o.packet.err != WS2_OK || has_signal(op->sk) || ws2_watched()) {
        ws2_op_done(io, now);
        return;
    }
    if (ws2_op_kind(op)->side != WS2_IO_SEND)
        ((OVERLAPPED *)op->o.packet.overlapped)->Offset = 0; /* flags */
    one_tell(op, now);
}

/* A connection that was shut, or broke, since the operation began. */
static ws2_err one_refused(const struct ws2_sock *sk, bool recv)
{
    if (recv && sock_has(sk, SK_SHUT_RD))
        return WSAESHUTDOWN;
    return atomic_load_explicit(&sk->dead, memory_order_relaxed);
}

static enum ws2_io_result one_result(struct ws2_op *op, ws2_err err,
                                     bool drained)
{
    if (err == WS2_AGAIN)
        return WS2_IO_AGAIN;
    op->o.packet.err = err;
    return drained ? WS2_IO_DRAINED : WS2_IO_DONE;
}

/* Where nothing is to be received any more what came is dropped, as it would be
 * anyway: so the question can wait until the system call is over. */
static enum ws2_io_result recv_one(struct ws2_io_op *io, int fd)
{
    struct ws2_op *op = (struct ws2_op *)io;
    ws2_err err, refused;
    DWORD moved = 0;

    __builtin_prefetch(op->o.packet.overlapped, 1);
    err = ws2_plain_recv(op->sk, fd, op->base, op->len, &moved);
    refused = one_refused(op->sk, true);
    if (refused != WS2_OK && err != refused)
        return one_result(op, refused, false);
    op->o.packet.bytes = moved;
    return one_result(op, err, err == WS2_OK && moved < op->len);
}

static enum ws2_io_result send_one(struct ws2_io_op *io, int fd)
{
    struct ws2_op *op = (struct ws2_op *)io;
    ws2_err err = one_refused(op->sk, false);
    struct os_buf left = {op->len, op->base};

    if (err == WS2_OK)
        err = ws2_plain_send(op->sk, fd, &left, &op->o.packet.bytes);
    op->base = left.base;
    op->len = left.len;
    return one_result(op, err, false);
}

static const struct ws2_op_kind recv_kind = {{recv_one, ws2_op_one_done},
                                             WS2_IO_RECV,
                                             sizeof(struct ws2_op),
                                             NULL,
                                             NULL,
                                             NULL};
static const struct ws2_op_kind send_kind = {{send_one, ws2_op_one_done},
                                             WS2_IO_SEND,
                                             sizeof(struct ws2_op),
                                             NULL,
                                             NULL,
                                             NULL};

/* The state in which a call is refused, or has more to do, is the others'. */
#define SEND_STATE                                                             \
    (SK_CONNECTED | SK_CONNECTING | SK_SHUT_WR | SK_PEER_BROADCAST)
#define RECV_STATE (SK_CONNECTED | SK_CONNECTING | SK_SHUT_RD)

static bool is_open(const struct ws2_sock *sk, unsigned state)
{
    return sock_is_stream(sk) && (sock_flags(sk) & state) == SK_CONNECTED &&
           atomic_load_explicit(&sk->dead, memory_order_relaxed) == 0;
}

static void overlapped_pending(OVERLAPPED *ov)
{
    ov->InternalHigh = 0;
    __atomic_store_n(&ov->Internal, WS2_STATUS_PENDING, __ATOMIC_RELEASE);
}

/* It did not begin, or failed in the call: nobody is told. */
static ws2_err one_drop(struct ws2_op *op, ws2_err err)
{
    ws2_overlapped_drop(&op->o, ws2_status_from_err(err));
    return err;
}

static ws2_err one_submitted(struct ws2_op *op, enum ws2_io_submitted how,
                             const struct ws2_op_now *now)
{
    switch (how) {
    case WS2_IO_QUEUED:
        return WSA_IO_PENDING;
    case WS2_IO_REFUSED:
        return one_drop(op,
                        sock_has(op->sk, SK_CLOSED) ? WSAENOTSOCK : WSAENOBUFS);
    case WS2_IO_FINISHED:
        break;
    }
    return now->told ? WS2_OK : one_drop(op, now->err);
}

static ws2_err one_submit(struct ws2_op *op, struct ws2_io_chan *chan,
                          struct ws2_op_now *now)
{
    now->told = false;
    overlapped_pending(op->o.packet.overlapped);
    return one_submitted(
        op, ws2_io_submit(chan, ws2_op_kind(op)->side, &op->io, now), now);
}

/* The queue is locked. What there is no room for waits. */
static ws2_err send_now(struct ws2_op *op, struct ws2_io_chan *chan,
                        struct ws2_op_now *now)
{
    struct os_buf left = {op->len, op->base};
    ws2_err err;

    err = ws2_plain_send(op->sk, op->sk->fd, &left, &op->o.packet.bytes);
    if (err == WS2_OK) {
        one_tell(op, now);
    } else if (err == WS2_AGAIN) {
        op->base = left.base;
        op->len = left.len;
        now->told = false;
        overlapped_pending(op->o.packet.overlapped);
        return one_submitted(
            op, ws2_io_end_submit(chan, WS2_IO_SEND, &op->io, now), now);
    }
    ws2_io_end(chan, WS2_IO_SEND);
    return err == WS2_OK ? WS2_OK : one_drop(op, err);
}

/* The channel's first operation is one of optransfer.c's. */
static inline struct ws2_op *
one_begin(struct ws2_sock *sk, const struct ws2_op_kind *kind, unsigned state,
          const WSABUF *buf, LPWSAOVERLAPPED ov,
          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, struct ws2_io_chan **chan)
{
    struct ws2_op *op;

    *chan = atomic_load_explicit(&sk->chan, memory_order_acquire);
    if (*chan == NULL || !is_open(sk, state) ||
        !is_plain(&sk->attached, ov, routine))
        return NULL;
    op = one_new(sk, kind, buf, ov);
    if (op == NULL)
        return NULL;
    op->o.packet.thread = ws2_thread_id();
    if (ws2_op_remember(&op->o))
        return op;
    ws2_block_put(op, sizeof(*op));
    return NULL;
}

bool ws2_op_send_one(struct ws2_sock *sk, const WSABUF *buf,
                     ws2_user_dword *sent, LPWSAOVERLAPPED ov,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, ws2_err *err)
{
    struct ws2_op_now now;
    struct ws2_io_chan *chan;
    struct ws2_op *op =
        one_begin(sk, &send_kind, SEND_STATE, buf, ov, routine, &chan);

    if (op == NULL)
        return false;
    if (ws2_io_begin(chan, WS2_IO_SEND))
        *err = send_now(op, chan, &now);
    else
        *err = one_submit(op, chan, &now);
    if (*err == WS2_OK && sent != NULL)
        *sent = now.moved;
    return true;
}

/* The queue is locked. False: there is no room, and nothing was done. */
static bool sendto_now(struct ws2_op *op, const struct os_msg *msg,
                       struct ws2_op_now *now, ws2_err *err)
{
    long res;

    do {
        res = os_sendto(op->sk->fd, op->base, op->len, 0, msg);
        if (res == -EAGAIN)
            return false;
        *err = res >= 0 ? WS2_OK : ws2_sock_dgram_failed(op->sk, msg, res);
    } while (res < 0 && *err == WS2_OK);
    if (*err != WS2_OK) {
        one_drop(op, *err);
        return true;
    }
    op->o.packet.bytes = (uint32_t)res;
    one_tell(op, now);
    return true;
}

bool ws2_op_sendto_one(struct ws2_sock *sk, const WSABUF *buf,
                       ws2_user_dword *sent, const struct sockaddr *to,
                       int tolen, LPWSAOVERLAPPED ov,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, ws2_err *err)
{
    struct ws2_io_chan *chan =
        atomic_load_explicit(&sk->chan, memory_order_acquire);
    SOCKADDR_STORAGE ss;
    struct os_msg msg = {.name = &ss};
    struct ws2_op_now now;
    struct ws2_op *op = NULL;
    bool done;

    if (chan == NULL || sk->type != SOCK_DGRAM || !sock_has(sk, SK_BOUND) ||
        sock_police(sk) != NULL || !is_plain(&sk->attached, ov, routine) ||
        ws2_sock_dgram_check(sk, 0, to, tolen, &msg) != WS2_OK)
        return false;
    op = one_new(sk, &send_kind, buf, ov);
    if (op == NULL)
        return false;
    if (!ws2_io_begin(chan, WS2_IO_SEND)) {
        ws2_block_put(op, sizeof(*op));
        return false;
    }
    done = sendto_now(op, &msg, &now, err);
    ws2_io_end(chan, WS2_IO_SEND);
    if (!done)
        ws2_block_put(op, sizeof(*op));
    else if (*err == WS2_OK && sent != NULL)
        *sent = now.moved;
    return done;
}

bool ws2_op_recv_one(struct ws2_sock *sk, const WSABUF *buf,
                     ws2_user_dword *received, ws2_user_dword *flags,
                     LPWSAOVERLAPPED ov,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, ws2_err *err)
{
    struct ws2_op_now now;
    struct ws2_io_chan *chan;
    struct ws2_op *op =
        one_begin(sk, &recv_kind, RECV_STATE, buf, ov, routine, &chan);

    if (op == NULL)
        return false;
    *err = one_submit(op, chan, &now);
    if (*err != WS2_OK)
        return true;
    if (received != NULL)
        *received = now.moved;
    *flags = 0;
    return true;
}
