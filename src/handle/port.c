/* SPDX-License-Identifier: MIT */
/* Completion ports; see port.h. port.lock guards the queue and the counts; it
 * is a leaf, taken under a channel's. A thread's record holds a reference to
 * the port whose packets it took last, and says whether it counts among that
 * port's running threads. */
#include "handle/port.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <windows.h>

#include "handle/apc.h"
#include "handle/attend.h"
#include "handle/block.h"
#include "handle/spin.h"
#include "os/epoll.h"
#include "os/lock.h"
#include "os/poll.h"

/* As long as packets are queued nobody waits for edges. Sockets whose
 * operations end at once can keep it so for ever; after so many packets the
 * thread that takes them looks what the others have. */
#define STREAK_MAX 64

struct ws2_port {
    struct ws2_obj obj;
    struct ws2_lock lock;
    bool closed;
    bool woken;          /* a waiter was woken and has not come back yet */
    atomic_uint waiting; /* threads inside ws2_io_set_wait */
    unsigned running, limit;
    unsigned streak; /* packets taken since anybody looked for edges */
    struct ws2_packet *first, *last;
    struct ws2_io_set *set;
    struct ws2_attend attend; /* to it, when no thread does */
};

static unsigned processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n > 0 ? (unsigned)n : 1;
}

static void port_destroy(struct ws2_obj *obj)
{
    struct ws2_port *port = (struct ws2_port *)obj;

    while (port->first != NULL) {
        struct ws2_packet *packet = port->first;

        port->first = packet->next;
        if (packet->size != 0)
            ws2_block_put(packet, packet->size);
        else
            ((struct ws2_live_packet *)packet)->drop((void *)packet);
    }
    ws2_attend_stop(&port->attend);
    ws2_io_set_close(port->set);
    free(port);
}

/* Each waiter that leaves wakes the next. */
static void port_closed(struct ws2_obj *obj)
{
    struct ws2_port *port = (struct ws2_port *)obj;

    ws2_lock_take(&port->lock);
    port->closed = true;
    ws2_lock_drop(&port->lock);
    ws2_io_set_wake(port->set);
    ws2_attend_stop(&port->attend);
}

static void port_forked(struct ws2_obj *obj)
{
    struct ws2_port *port = (struct ws2_port *)obj;

    atomic_store(&port->lock.word, 0);
    port->waiting = port->running = 0;
    port->woken = false;
    ws2_io_set_forked(port->set);
    ws2_attend_forked(&port->attend);
}

static const struct ws2_obj_ops port_ops = {
    .closed = port_closed, .destroy = port_destroy, .forked = port_forked};

ws2_err ws2_port_new(uint32_t limit, ws2_handle *out)
{
    struct ws2_port *port = calloc(1, sizeof(*port));
    ws2_err err;
    int res;

    if (port == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    res = ws2_io_set_open(&port->set);
    if (res < 0) {
        free(port);
        return ws2_err_from_res(WS2_OP_FILE, res);
    }
    ws2_attend_init(&port->attend, port->set, &port->waiting);
    port->limit = limit != 0 ? limit : processors();
    ws2_obj_init(&port->obj, WS2_KIND_PORT, &port_ops);
    err = ws2_handle_new(&port->obj, out);
    ws2_obj_put(&port->obj);
    return err;
}

void ws2_port_attached(struct ws2_port *port)
{
    ws2_attend_leave(&port->attend);
}

struct ws2_io_set *ws2_port_set(struct ws2_port *port)
{
    return port->set;
}

/* Whether a packet waits that a sleeping thread may take; it is woken then. */
static bool wake_due_locked(struct ws2_port *port)
{
    if (port->waiting == 0 || port->woken ||
        (!port->closed &&
         (port->first == NULL || port->running >= port->limit)))
        return false;
    port->woken = true;
    return true;
}

/* Who dispatches events wakes nobody: it takes a packet itself and wakes the
 * next for what is left. */
void ws2_port_queue(struct ws2_port *port, struct ws2_packet *packet)
{
    struct ws2_thread *self = ws2_thread_peek();
    bool wake;

    packet->next = NULL;
    ws2_lock_take(&port->lock);
    if (port->first != NULL)
        port->last->next = packet;
    else
        port->first = packet;
    port->last = packet;
    wake =
        (self == NULL || self->port_driving != port) && wake_due_locked(port);
    ws2_lock_drop(&port->lock);
    if (wake)
        ws2_io_set_wake(port->set);
}

ws2_err ws2_port_post(struct ws2_port *port, uint32_t bytes, uintptr_t key,
                      void *overlapped)
{
    struct ws2_packet *packet = ws2_block_get(sizeof(*packet));

    if (packet == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    packet->size = sizeof(*packet);
    packet->key = key;
    packet->overlapped = overlapped;
    packet->status = 0;
    packet->bytes = bytes;
    ws2_port_queue(port, packet);
    return WS2_OK;
}

/* The first packets leave the queue; they are a list of n still. */
static unsigned packets_take_locked(struct ws2_port *port, unsigned max)
{
    unsigned n = 0;

    for (; n < max && port->first != NULL; n++)
        port->first = port->first->next;
    return n;
}

/* Copies a list of n into out and frees it. Live packets fill in their own now,
 * and those with nothing to tell leave no gap. How many there are. *again: one
 * was queued again, and what is always there would keep the rest out. */
static unsigned packets_settle(struct ws2_port *port, struct ws2_packet *packet,
                               struct ws2_packet *out, unsigned n, bool *again)
{
    unsigned told = 0;

    for (; n > 0; n--) {
        struct ws2_packet *next = packet->next;
        unsigned more = WS2_LIVE_TOLD;

        out[told] = *packet;
        if (packet->size != 0)
            ws2_block_put(packet, packet->size);
        else
            more = ((struct ws2_live_packet *)packet)
                       ->take((void *)packet, &out[told]);
        if ((more & WS2_LIVE_TOLD) != 0)
            told++;
        if ((more & WS2_LIVE_AGAIN) != 0) {
            *again = true;
            ws2_port_queue(port, packet);
        }
        packet = next;
    }
    return told;
}

void ws2_port_leave(struct ws2_thread *t)
{
    struct ws2_port *port = t->slot[WS2_SLOT_PORT].data;
    bool wake;

    t->port_running = false;
    ws2_lock_take(&port->lock);
    port->running--;
    wake = wake_due_locked(port);
    ws2_lock_drop(&port->lock);
    if (wake)
        ws2_io_set_wake(port->set);
}

void ws2_port_return(struct ws2_thread *t)
{
    struct ws2_port *port = t->slot[WS2_SLOT_PORT].data;

    t->port_running = true;
    ws2_lock_take(&port->lock);
    port->running++; /* past the limit, if it must be, as on Windows */
    ws2_lock_drop(&port->lock);
}

/* The thread ends. The record is its own still, the slot is empty already. */
static void thread_end(void *data)
{
    struct ws2_thread *t = ws2_thread_peek();
    struct ws2_port *port = data;

    if (t != NULL && t->port_running) {
        t->slot[WS2_SLOT_PORT].data = port;
        ws2_port_leave(t);
        t->slot[WS2_SLOT_PORT].data = NULL;
    }
    ws2_obj_put(&port->obj);
}

static void thread_join(struct ws2_thread *t, struct ws2_port *port)
{
    struct ws2_port *old = t->slot[WS2_SLOT_PORT].data;

    if (old == port)
        return;
    ws2_port_pause(t);
    ws2_obj_ref(&port->obj);
    t->slot[WS2_SLOT_PORT].data = port;
    t->slot[WS2_SLOT_PORT].destroy = thread_end;
    if (old != NULL)
        ws2_obj_put(&old->obj);
}

static int timeout_of(int64_t deadline_ns, int64_t now_ns)
{
    int64_t left;

    if (deadline_ns == OS_FOREVER)
        return -1;
    left = (deadline_ns - now_ns + 999999) / 1000000;
    return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* An APC is there, or comes while the thread waits for edges. Number of edges,
 * 0, or -EINTR for an APC. */
static int wait_alertably(struct ws2_port *port, struct ws2_thread *t,
                          int64_t deadline_ns, struct os_event *events)
{
    struct os_pollfd fds[2];
    bool apc = !ws2_apc_watch(t);
    int n = 0;

    if (!apc) {
        os_poll_set(&fds[0], ws2_io_set_fd(port->set), OS_IN);
        os_poll_set(&fds[1], t->wake_fd, OS_IN);
        n = os_poll(fds, 2, deadline_ns);
    }
    ws2_apc_unwatch(t);
    ws2_thread_unwake(t);
    if (apc || ws2_apc_pending(t))
        return -EINTR;
    return n > 0 ? ws2_io_set_wait(port->set, events, OS_EVENTS_MAX, 0) : n;
}

/* A thread that spins may get the wake-up of one that sleeps. */
static void wake_taken(struct ws2_port *port)
{
    ws2_lock_take(&port->lock);
    port->woken = false;
    ws2_lock_drop(&port->lock);
}

/* One wait of a call that began to wait at start_ns. */
static int port_wait(struct ws2_port *port, struct ws2_thread *t, bool spin,
                     bool alertable, int64_t start_ns, int64_t deadline_ns,
                     struct os_event *events)
{
    int64_t now;
    int n;

    ws2_attend_enter(&port->attend);
    if (spin) { /* counted as no waiter: it comes back at once */
        n = ws2_io_set_wait(port->set, events, OS_EVENTS_MAX, 0);
        if (n != 0) {
            wake_taken(port);
            return n;
        }
        now = os_now_ns();
        if (ws2_spin_once(t, start_ns, now))
            return 0;
    }
    ws2_lock_take(&port->lock);
    if (port->closed || (port->first != NULL && port->running < port->limit)) {
        ws2_lock_drop(&port->lock);
        return 0;
    }
    port->waiting++;
    ws2_lock_drop(&port->lock);
    now = os_now_ns();
    if (alertable)
        n = wait_alertably(port, t, deadline_ns, events);
    else
        n = ws2_io_set_wait(port->set, events, OS_EVENTS_MAX,
                            timeout_of(deadline_ns, now));
    ws2_spin_slept(t, os_now_ns() - now);
    ws2_lock_take(&port->lock);
    port->waiting--;
    port->woken = false;
    ws2_lock_drop(&port->lock);
    if (port->waiting == 0)
        ws2_attend_leave(&port->attend);
    return n;
}

/* Waits for events and processes them. */
static void port_drive(struct ws2_port *port, struct ws2_thread *t,
                       bool alertable, int64_t *start_ns, int64_t deadline_ns)
{
    struct os_event events[OS_EVENTS_MAX];
    bool spin;
    int n;

    if (*start_ns == 0) {
        *start_ns = os_now_ns();
        ws2_spin_begin(t);
    }
    spin = deadline_ns != 0 && ws2_spin_willing(t) &&
           atomic_load_explicit(&port->waiting, memory_order_relaxed) == 0;
    n = port_wait(port, t, spin, alertable, *start_ns, deadline_ns, events);
    if (n <= 0)
        return;
    t->port_driving = port;
    ws2_io_dispatch(events, n);
    t->port_driving = NULL;
}

void ws2_port_look(struct ws2_port *port, struct ws2_thread *t)
{
    struct os_event events[OS_EVENTS_MAX];
    int n;

    ws2_attend_enter(&port->attend);
    n = ws2_io_set_wait(port->set, events, OS_EVENTS_MAX, 0);
    if (n > 0) {
        wake_taken(port);
        t->port_driving = port;
        ws2_io_dispatch(events, n);
        t->port_driving = NULL;
    }
    ws2_attend_leave(&port->attend);
}

static bool is_due_locked(const struct ws2_port *port)
{
    return port->first != NULL && port->running < port->limit;
}

/* Waits until a packet may be taken. Called, and returns, with the lock. */
static __attribute__((noinline)) ws2_err
port_await_locked(struct ws2_port *port, struct ws2_thread *t,
                  int64_t deadline_ns, bool alertable)
{
    int64_t start_ns = 0;
    bool driven = false;

    while (!is_due_locked(port)) {
        if (port->closed)
            return ERROR_ABANDONED_WAIT_0;
        if (alertable && ws2_apc_pending(t))
            return WAIT_IO_COMPLETION;
        if (driven && deadline_ns != OS_FOREVER &&
            (deadline_ns == 0 || os_now_ns() >= deadline_ns))
            return WAIT_TIMEOUT;
        port->streak = 0;
        ws2_lock_drop(&port->lock);
        port_drive(port, t, alertable, &start_ns, deadline_ns);
        driven = true;
        ws2_lock_take(&port->lock);
    }
    return WS2_OK;
}

static bool streak_is_over_locked(struct ws2_port *port, unsigned taken)
{
    port->streak += taken;
    if (port->streak < STREAK_MAX)
        return false;
    port->streak = 0;
    return true;
}

#define UNKNOWN (-1) /* no deadline has this value: time is not asked yet */

/* Takes packets once; those that had nothing to tell may leave none. */
static ws2_err port_take_once(struct ws2_port *port, struct ws2_packet *out,
                              unsigned max, unsigned *taken,
                              uint32_t timeout_ms, int64_t *deadline_ns,
                              bool alertable, struct ws2_thread *t)
{
    struct ws2_packet *list;
    ws2_err err = WS2_OK;
    bool wake, look = false;

    ws2_lock_take(&port->lock);
    if (t->port_running)
        port->running--;
    t->port_running = false;
    if (!is_due_locked(port)) {
        if (*deadline_ns == UNKNOWN)
            *deadline_ns = timeout_ms != 0 ? os_deadline(timeout_ms) : 0;
        err = port_await_locked(port, t, *deadline_ns, alertable);
    }
    list = port->first;
    if (err == WS2_OK) {
        *taken = packets_take_locked(port, max);
        port->running++;
        look = streak_is_over_locked(port, *taken);
    }
    t->port_running = err == WS2_OK;
    wake = wake_due_locked(port);
    ws2_lock_drop(&port->lock);
    if (wake)
        ws2_io_set_wake(port->set);
    if (err == WS2_OK)
        *taken = packets_settle(port, list, out, *taken, &look);
    if (look)
        ws2_port_look(port, t);
    return err;
}

ws2_err ws2_port_take(struct ws2_port *port, struct ws2_packet *out,
                      unsigned max, unsigned *taken, uint32_t timeout_ms,
                      bool alertable, struct ws2_thread *t)
{
    int64_t deadline_ns = UNKNOWN;
    ws2_err err;

    thread_join(t, port);
    if (alertable)
        ws2_thread_wake_fd(t);
    do {
        err = port_take_once(port, out, max, taken, timeout_ms, &deadline_ns,
                             alertable, t);
    } while (err == WS2_OK && *taken == 0);
    if (err == WAIT_IO_COMPLETION)
        ws2_apc_run(t);
    return err;
}
