/* SPDX-License-Identifier: MIT */
/* Readiness told by a completion port; see notify.h.
 *
 * A registration has one packet, which is queued when something may be to be
 * told, and says what when it is taken: so several events are one, and what
 * has passed is nothing. An edge of the socket queues it; by level it is
 * queued when it is enabled and again after each time that it told something.
 *
 * By edge, an event is told that holds and whose edge came since. Linux has an
 * edge for all that arrives, also when what was there before was not taken,
 * and names everything that holds with it; Windows asks programs to drain the
 * socket, which covers both.
 *
 * notify.lock is taken under a channel's; the port's is taken under it.
 * rare.notify changes under home_lock. The socket has a reference, the queued
 * packet another. Page "Winsock socket state notifications". */
#include "sock/notify.h"

#include <stddef.h>
#include <stdlib.h>

#include "handle/thread_obj.h"
#include "sock/op.h"
#include "sock/rare.h"
#include "sock/wsapoll.h"
#include "sock/wsp.h"

#define WAYS  (SOCK_NOTIFY_TRIGGER_LEVEL | SOCK_NOTIFY_TRIGGER_EDGE)
#define LASTS (SOCK_NOTIFY_TRIGGER_ONESHOT | SOCK_NOTIFY_TRIGGER_PERSISTENT)

struct ws2_notify {
    struct ws2_live_packet live; /* first */
    struct ws2_io_watcher watcher;
    atomic_uint refs;
    struct ws2_lock lock;
    struct ws2_sock *sk;   /* NULL: removed, or closed */
    struct ws2_port *port; /* a reference, as long as sk is there */
    UINT16 filter;
    UINT8 trigger;
    bool enabled, queued, removed;
    unsigned edges; /* SOCK_NOTIFY_EVENT_* since it was told last */
};

static void notify_put(struct ws2_notify *n)
{
    if (atomic_fetch_sub(&n->refs, 1) == 1)
        free(n);
}

/* Events that are told: those asked for, and errors. */
static unsigned notify_tells(const struct ws2_notify *n)
{
    return n->filter | SOCK_NOTIFY_EVENT_ERR;
}

/* An end is something to be read for who does not ask for it as such. */
static unsigned events_now(const struct ws2_notify *n)
{
    int poll = ws2_sock_poll_now(n->sk, POLLRDNORM | POLLWRNORM);
    unsigned events = 0;

    if (poll != 0 && sock_has(n->sk, SK_CONNECTING))
        ws2_sock_refresh(n->sk);
    if ((poll & POLLRDNORM) != 0 ||
        ((poll & POLLHUP) != 0 &&
         (n->filter & SOCK_NOTIFY_REGISTER_EVENT_HANGUP) == 0))
        events |= SOCK_NOTIFY_EVENT_IN;
    if ((poll & POLLWRNORM) != 0)
        events |= SOCK_NOTIFY_EVENT_OUT;
    if ((poll & POLLHUP) != 0)
        events |= SOCK_NOTIFY_EVENT_HANGUP;
    if ((poll & POLLERR) != 0)
        events |= SOCK_NOTIFY_EVENT_ERR;
    return events & notify_tells(n);
}

static unsigned events_of(int ready)
{
    unsigned events = 0;

    if ((ready & (OS_IN | OS_END | OS_HUP | OS_ERR)) != 0)
        events |= SOCK_NOTIFY_EVENT_IN;
    if ((ready & OS_OUT) != 0)
        events |= SOCK_NOTIFY_EVENT_OUT;
    if ((ready & (OS_END | OS_HUP | OS_ERR)) != 0)
        events |= SOCK_NOTIFY_EVENT_HANGUP;
    if ((ready & (OS_ERR | OS_HUP)) != 0) /* a reset may show as either */
        events |= SOCK_NOTIFY_EVENT_ERR;
    return events;
}

static bool is_level(const struct ws2_notify *n)
{
    return (n->trigger & SOCK_NOTIFY_TRIGGER_LEVEL) != 0;
}

static void queue_locked(struct ws2_notify *n)
{
    if (n->queued)
        return;
    n->queued = true;
    atomic_fetch_add(&n->refs, 1);
    ws2_port_queue(n->port, &n->live.packet);
}

static void notify_edge(struct ws2_io_watcher *watcher, int ready)
{
    struct ws2_notify *n =
        (struct ws2_notify *)(void *)((char *)watcher -
                                      offsetof(struct ws2_notify, watcher));
    unsigned events = events_of(ready);

    ws2_lock_take(&n->lock);
    events &= notify_tells(n);
    if (n->sk != NULL && n->enabled && events != 0) {
        n->edges |= events;
        queue_locked(n);
    }
    ws2_lock_drop(&n->lock);
}

/* What is to be told, and whether more will be. */
static unsigned told_locked(struct ws2_notify *n, bool *again)
{
    unsigned events = 0;

    *again = false;
    if (n->removed)
        return SOCK_NOTIFY_EVENT_REMOVE;
    if (n->sk == NULL || !n->enabled)
        return 0;
    events = events_now(n);
    if (!is_level(n))
        events &= n->edges;
    n->edges = 0;
    if (events == 0)
        return 0;
    if ((n->trigger & SOCK_NOTIFY_TRIGGER_ONESHOT) != 0)
        n->enabled = false;
    *again = n->enabled && is_level(n);
    return events;
}

static unsigned notify_take(struct ws2_live_packet *live,
                            struct ws2_packet *out)
{
    struct ws2_notify *n = (struct ws2_notify *)live;
    unsigned events;
    bool again;

    ws2_lock_take(&n->lock);
    events = told_locked(n, &again);
    n->queued = again;
    ws2_lock_drop(&n->lock);
    out->bytes = events;
    if (!again)
        notify_put(n);
    return (events != 0 ? WS2_LIVE_TOLD : 0) | (again ? WS2_LIVE_AGAIN : 0);
}

static void notify_drop(struct ws2_live_packet *live)
{
    notify_put((struct ws2_notify *)live);
}

static struct ws2_notify *notify_new(struct ws2_sock *sk, struct ws2_port *port,
                                     void *key)
{
    struct ws2_notify *n = calloc(1, sizeof(*n));

    if (n == NULL)
        return NULL;
    n->live.packet.key = (uintptr_t)key;
    n->live.take = notify_take;
    n->live.drop = notify_drop;
    n->watcher.edge = notify_edge;
    atomic_init(&n->refs, 1);
    n->sk = sk;
    n->port = port;
    ws2_obj_ref((struct ws2_obj *)port);
    return n;
}

/* Takes it from the socket; no edge is told any more. */
static struct ws2_notify *detach_locked(struct ws2_sock *sk)
{
    struct ws2_notify *n = sock_rare(sk)->notify;

    if (n == NULL)
        return NULL;
    ws2_io_chan_unwatch(atomic_load(&sk->chan), &n->watcher);
    sock_rare_made(sk)->notify = NULL;
    return n;
}

/* tell: that it was removed. */
static void notify_end(struct ws2_notify *n, bool tell)
{
    struct ws2_port *port;

    ws2_lock_take(&n->lock);
    port = n->port;
    n->sk = NULL;
    n->removed = tell;
    if (tell)
        queue_locked(n);
    n->port = NULL;
    ws2_lock_drop(&n->lock);
    ws2_obj_put((struct ws2_obj *)port);
    notify_put(n);
}

/* Its channel is in a set where somebody waits for edges: the port's, unless
 * another port or registered I/O has it. */
static ws2_err home_locked(struct ws2_sock *sk, struct ws2_port *port,
                           struct ws2_obj **left)
{
    if (atomic_load(&sk->chan) != NULL &&
        (ws2_attached_port(&sk->attached) != NULL ||
         atomic_load(&sock_rare(sk)->rio) != NULL))
        return WS2_OK;
    return ws2_op_home(sk, ws2_port_set(port), (struct ws2_obj *)port, left) ==
                   WS2_OK
               ? WS2_OK
               : WSAENOBUFS;
}

static ws2_err register_locked(struct ws2_sock *sk, struct ws2_port *port,
                               void *key, struct ws2_obj **left)
{
    struct ws2_notify *n = sock_rare(sk)->notify;
    struct ws2_rare *rare;
    ws2_err err;

    if (sock_has(sk, SK_CLOSED))
        return WSAENOTSOCK;
    if (n != NULL) /* its key stays */
        return n->port == port ? WS2_OK : WSAEINVAL;
    err = home_locked(sk, port, left);
    if (err != WS2_OK)
        return err;
    rare = ws2_rare_need(sk);
    n = rare != NULL ? notify_new(sk, port, key) : NULL;
    if (n == NULL)
        return WSAENOBUFS;
    rare->notify = n;
    ws2_io_chan_watch(atomic_load(&sk->chan), &n->watcher);
    return WS2_OK;
}

static ws2_err enable_locked(struct ws2_sock *sk,
                             const SOCK_NOTIFY_REGISTRATION *r)
{
    struct ws2_notify *n = sock_rare(sk)->notify;

    if (n == NULL)
        return ERROR_NOT_FOUND; /* removed, or closed, meanwhile */
    ws2_lock_take(&n->lock);
    n->filter = r->eventFilter;
    n->trigger = r->triggerFlags;
    n->enabled = true;
    n->edges = 0;
    if (is_level(n))
        queue_locked(n);
    ws2_lock_drop(&n->lock);
    return WS2_OK;
}

/* A set tells at first what holds, which is no edge: that is done away with
 * before the registration is enabled. */
static ws2_err op_enable(struct ws2_sock *sk, struct ws2_port *port,
                         const SOCK_NOTIFY_REGISTRATION *r)
{
    struct ws2_thread *t = ws2_thread_self();
    struct ws2_obj *left = NULL;
    ws2_err err;

    if (t == NULL)
        return WSAENOBUFS;
    ws2_lock_take(&sk->home_lock);
    err = register_locked(sk, port, r->completionKey, &left);
    ws2_lock_drop(&sk->home_lock);
    if (left != NULL)
        ws2_obj_put(left);
    if (err != WS2_OK)
        return err;
    ws2_port_attached(port);
    if ((r->triggerFlags & SOCK_NOTIFY_TRIGGER_EDGE) != 0)
        ws2_port_look(port);
    ws2_lock_take(&sk->home_lock);
    err = enable_locked(sk, r);
    ws2_lock_drop(&sk->home_lock);
    return err;
}

static ws2_err op_disable(struct ws2_sock *sk, struct ws2_port *port)
{
    struct ws2_notify *n;
    ws2_err err = ERROR_NOT_FOUND;

    ws2_lock_take(&sk->home_lock);
    n = sock_rare(sk)->notify;
    if (n != NULL && n->port == port) {
        ws2_lock_take(&n->lock);
        n->enabled = false;
        ws2_lock_drop(&n->lock);
        err = WS2_OK;
    }
    ws2_lock_drop(&sk->home_lock);
    return err;
}

static ws2_err op_remove(struct ws2_sock *sk, const struct ws2_port *port)
{
    struct ws2_notify *n;

    ws2_lock_take(&sk->home_lock);
    n = sock_rare(sk)->notify;
    n = n != NULL && n->port == port ? detach_locked(sk) : NULL;
    ws2_lock_drop(&sk->home_lock);
    if (n == NULL)
        return ERROR_NOT_FOUND;
    notify_end(n, true);
    return WS2_OK;
}

/* Of each pair of trigger flags at most one; persistent is what is meant by
 * neither. */
static ws2_err enable_check(const SOCK_NOTIFY_REGISTRATION *r)
{
    unsigned way = r->triggerFlags & WAYS, lasts = r->triggerFlags & LASTS;

    if ((r->triggerFlags & ~SOCK_NOTIFY_TRIGGER_ALL) != 0 || way == 0 ||
        way == WAYS || lasts == LASTS ||
        (r->eventFilter & ~SOCK_NOTIFY_REGISTER_EVENTS_ALL) != 0)
        return WSAEINVAL;
    return WS2_OK;
}

static ws2_err process(struct ws2_sock *sk, struct ws2_port *port,
                       const SOCK_NOTIFY_REGISTRATION *r)
{
    ws2_err err;

    switch (r->operation) {
    case SOCK_NOTIFY_OP_ENABLE:
        err = enable_check(r);
        return err == WS2_OK ? op_enable(sk, port, r) : err;
    case SOCK_NOTIFY_OP_DISABLE:
        return op_disable(sk, port);
    case SOCK_NOTIFY_OP_REMOVE:
        return op_remove(sk, port);
    default:
        return WSAEINVAL;
    }
}

ws2_err ws2_notify_process(struct ws2_port *port,
                           const SOCK_NOTIFY_REGISTRATION *r)
{
    struct ws2_sock *sk;
    ws2_err err;

    if (r->operation == SOCK_NOTIFY_OP_NONE)
        return WS2_OK;
    err = ws2_sock_pin(r->socket, &sk);
    if (err != WS2_OK)
        return err;
    err = process(sk, port, r);
    ws2_sock_unpin(r->socket);
    return err;
}

void ws2_notify_stop(struct ws2_sock *sk)
{
    struct ws2_notify *n;

    ws2_lock_take(&sk->home_lock);
    n = detach_locked(sk);
    ws2_lock_drop(&sk->home_lock);
    if (n != NULL)
        notify_end(n, false);
}

/* Registrations are the parent's; a packet in the child's copy of the port
 * finds nothing. */
void ws2_notify_forked(struct ws2_sock *sk)
{
    struct ws2_notify *n = sock_rare(sk)->notify;

    if (n == NULL)
        return;
    atomic_store(&n->lock.word, 0);
    n->sk = NULL;
    n->removed = false;
    sock_rare_made(sk)->notify = NULL;
}
