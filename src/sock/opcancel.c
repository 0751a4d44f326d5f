/* SPDX-License-Identifier: MIT */
/* What ends overlapped operations before they are done: CancelIo and its like,
 * closesocket, the end of the thread that began them. Each takes what it means
 * off the channel, and is then the only one that has it. */
#include "handle/thread_obj.h"
#include "sock/netchange.h"
#include "sock/op.h"
#include "sock/oplate.h"
#include "sock/qos.h"
#include "sock/rio.h"
#include "sock/wsp.h"

struct wanted { /* NULL and 0: any */
    const struct ws2_sock *origin;
    const struct ws2_sock *filled;
    const OVERLAPPED *ov;
    uint32_t thread;
};

static bool op_is_wanted(const struct ws2_io_op *io, const void *arg)
{
    const struct ws2_op *op = ws2_op_of(io);
    const struct wanted *w = arg;
    const struct ws2_op_transit *transit;
    const struct ws2_sock *origin;

    if (op == NULL) /* registered I/O's */
        return false;
    transit = ws2_op_kind(op)->transit;
    origin = transit != NULL ? transit->origin(op) : op->sk;
    return (w->origin == NULL || origin == w->origin) &&
           (w->filled == NULL ||
            (transit != NULL && transit->target(op) == w->filled)) &&
           (w->ov == NULL || op->o.packet.overlapped == w->ov) &&
           (w->thread == 0 || op->o.packet.thread == w->thread);
}

static unsigned chan_cancel(struct ws2_io_chan *chan, const struct wanted *w,
                            int first)
{
    unsigned n = 0;

    for (int side = first; side < WS2_IO_SIDES; side++) {
        struct ws2_io_op *io =
            ws2_io_take(chan, (enum ws2_io_side)side, op_is_wanted, w);

        for (struct ws2_io_op *next; io != NULL; io = next, n++) {
            next = io->next;
            ws2_op_abort(io);
        }
    }
    return n;
}

struct elsewhere {
    const struct ws2_sock *here;
    struct wanted wanted;
    unsigned n;
};

static void elsewhere_cancel(ws2_handle h, struct ws2_obj *obj, void *arg)
{
    struct ws2_sock *sk = (struct ws2_sock *)obj;
    struct elsewhere *e = arg;
    struct ws2_io_chan *chan;

    (void)h;
    if (sk == e->here)
        return;
    chan = atomic_load(&sk->chan);
    if (chan != NULL)
        e->n += chan_cancel(chan, &e->wanted, 0);
}

/* A listener's operations may have gone on to wait at accepted sockets. */
static unsigned cancel_all(struct ws2_sock *sk, struct ws2_io_chan *chan,
                           const struct wanted *w)
{
    struct elsewhere e = {.here = sk, .wanted = *w};
    unsigned n = chan_cancel(chan, w, 0);

    if (!sock_has(sk, SK_LISTENING))
        return n;
    e.wanted.origin = sk;
    ws2_handle_each(WS2_KIND_SOCKET, elsewhere_cancel, &e);
    return n + e.n;
}

unsigned ws2_op_cancel(struct ws2_sock *sk, const OVERLAPPED *ov,
                       uint32_t thread)
{
    struct ws2_io_chan *chan = atomic_load(&sk->chan);
    const struct wanted w = {.ov = ov, .thread = thread};

    return ws2_netchange_cancel(sk, ov, thread) +
           ws2_op_late_cancel(sk, ov, thread) + ws2_qos_cancel(sk, ov, thread) +
           (chan != NULL ? cancel_all(sk, chan, &w) : 0);
}

void ws2_op_stop(struct ws2_sock *sk)
{
    struct elsewhere e = {.here = sk, .wanted = {.filled = sk}};
    const struct wanted any = {.ov = NULL};
    struct ws2_io_chan *chan;

    if (sock_has(sk, SK_ACCEPTING)) /* its AcceptEx waits at a listener */
        ws2_handle_each(WS2_KIND_SOCKET, elsewhere_cancel, &e);

    ws2_netchange_cancel(sk, NULL, 0);
    ws2_op_late_cancel(sk, NULL, 0);
    ws2_lock_take(&sk->home_lock); /* none is made from here on */
    chan = atomic_load(&sk->chan);
    ws2_lock_drop(&sk->home_lock);
    if (chan == NULL)
        return;
    ws2_io_chan_stop(chan);
    cancel_all(sk, chan, &any);
    ws2_rio_stop(sk);
}

void ws2_op_renew(struct ws2_sock *sk, bool sending)
{
    struct ws2_io_chan *chan = atomic_load(&sk->chan);
    const struct wanted any = {.ov = NULL};

    if (chan == NULL)
        return;
    chan_cancel(chan, &any, WS2_IO_RECV);
    ws2_io_chan_renew(chan, sending);
}

/* Windows cancels a thread's operations when it ends, but for those of sockets
 * with a port. */
static void cancel_own(ws2_handle h, struct ws2_obj *obj, void *arg)
{
    const uint32_t *thread = arg;

    (void)h;
    if (ws2_attached_port(&((struct ws2_sock *)obj)->attached) == NULL)
        ws2_op_cancel((struct ws2_sock *)obj, NULL, *thread);
}

static void thread_ends(void *data)
{
    uint32_t thread = ws2_thread_id();

    (void)data;
    ws2_handle_each(WS2_KIND_SOCKET, cancel_own, &thread);
}

bool ws2_op_remember(const struct ws2_overlapped *o)
{
    struct ws2_thread *t;

    if (o->packet.due)
        return true;
    t = ws2_thread_self();
    if (t == NULL)
        return false;
    t->slot[WS2_SLOT_OPERATIONS].data = t;
    t->slot[WS2_SLOT_OPERATIONS].destroy = thread_ends;
    return true;
}
