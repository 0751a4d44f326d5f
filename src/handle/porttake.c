/* SPDX-License-Identifier: MIT */
/* Taking packets off a completion port; see port.h. A thread's record holds a
 * reference to the port whose packets it took last, and says whether it counts
 * among that port's running threads. */
#include <string.h>
#include <windows.h>

#include "handle/apc.h"
#include "handle/block.h"
#include "handle/portcore.h"

/* As long as packets are queued nobody waits for edges. Sockets whose
 * operations end at once can keep it so for ever; after so many packets the
 * thread that takes them looks what the others have. */
#define STREAK_MAX 64

#define LOOK_AHEAD 3 /* events */

#define EVENTS_TAKEN 16 /* at once, by a call that takes many packets */

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

/* The thread ends. The record is its own still, the slot is empty already. */
static void thread_end(void *data)
{
    struct ws2_thread *t = ws2_thread_peek();
    struct ws2_port *port = data;

    if (t != NULL && t->port.running) {
        t->slot[WS2_SLOT_PORT].data = port;
        ws2_port_leave(t);
        t->slot[WS2_SLOT_PORT].data = NULL;
    }
    if (t != NULL)
        ws2_ownlock_leave(&port->lock, &t->port.inside);
    ws2_obj_put(&port->obj);
}

static void thread_join(struct ws2_thread *t, struct ws2_port *port)
{
    struct ws2_port *old = t->slot[WS2_SLOT_PORT].data;

    if (old == port)
        return;
    ws2_port_pause(t);
    if (old != NULL)
        ws2_ownlock_leave(&old->lock, &t->port.inside);
    t->port.handle = 0;
    ws2_obj_ref(&port->obj);
    t->slot[WS2_SLOT_PORT].data = port;
    t->slot[WS2_SLOT_PORT].destroy = thread_end;
    if (old != NULL)
        ws2_obj_put(&old->obj);
}

/* Waits until there may be something. Called, and returns, with the lock. */
static __attribute__((noinline)) ws2_err
port_await_locked(struct ws2_port *port, struct ws2_thread *t,
                  int64_t deadline_ns, bool alertable)
{
    int64_t start_ns = 0;
    bool driven = false;

    while (!ws2_port_due_locked(port)) {
        if (port->closed)
            return ERROR_ABANDONED_WAIT_0;
        if (alertable && ws2_apc_pending(t))
            return WAIT_IO_COMPLETION;
        if (driven && deadline_ns != OS_FOREVER &&
            (deadline_ns == 0 || os_now_ns() >= deadline_ns))
            return WAIT_TIMEOUT;
        port->streak = 0;
        ws2_port_unlock(port);
        ws2_port_wait(port, t, alertable, &start_ns, deadline_ns);
        driven = true;
        ws2_port_lock(port);
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

/* Takes packets once, or else events, of which packets may come; those that had
 * nothing to tell may leave none. */
static ws2_err port_take_once(struct ws2_port *port, struct ws2_packet *out,
                              unsigned max, unsigned *taken,
                              uint32_t timeout_ms, int64_t *deadline_ns,
                              bool alertable, struct ws2_thread *t)
{
    struct os_event events[EVENTS_TAKEN];
    struct ws2_packet *list;
    ws2_err err = WS2_OK;
    bool wake, look = false;
    unsigned n = 0;

    ws2_port_lock(port);
    if (t->port.running)
        port->running--;
    t->port.running = false;
    if (!ws2_port_due_locked(port)) {
        if (*deadline_ns == UNKNOWN)
            *deadline_ns = timeout_ms != 0 ? os_deadline(timeout_ms) : 0;
        err = port_await_locked(port, t, *deadline_ns, alertable);
        if (err != WS2_OK) {
            wake = ws2_port_wake_due_locked(port);
            ws2_port_unlock(port);
            if (wake)
                ws2_io_set_wake(port->set);
            return err;
        }
    }
    list = port->first;
    if (list != NULL) {
        *taken = packets_take_locked(port, max);
        look = streak_is_over_locked(port, *taken);
    } else {
        n = ws2_port_events_locked(port, events,
                                   max < EVENTS_TAKEN ? max : EVENTS_TAKEN);
        port->streak = 0;
    }
    port->running++;
    t->port.running = true;
    wake = ws2_port_wake_due_locked(port);
    ws2_port_unlock(port);
    if (wake)
        ws2_io_set_wake(port->set);
    if (list == NULL)
        list = ws2_port_process(port, t, events, n, max, taken);
    *taken = packets_settle(port, list, out, *taken, &look);
    if (look)
        ws2_port_look(port);
    return WS2_OK;
}

/* One that tells what is in it, which is the thread's; copied and freed. */
static void packet_settle(struct ws2_packet *packet, struct ws2_packet *out)
{
    *out = *packet;
    ws2_block_put(packet, packet->size);
}

/* The next packet, or the next event, if that is quickly done. */
static bool next_locked(struct ws2_port *port, struct ws2_packet **packet,
                        struct os_event *events, unsigned *n)
{
    if (port->closed || port->running > port->limit ||
        port->streak == STREAK_MAX - 1)
        return false;
    *packet = port->first;
    if (*packet != NULL) {
        if ((*packet)->size == 0)
            return false;
        port->first = (*packet)->next;
        port->streak++;
        return true;
    }
    if (port->event == port->event_end)
        return false;
    *n = port->event_end - port->event;
    if (*n > LOOK_AHEAD)
        *n = LOOK_AHEAD;
    memcpy(events, &port->events[port->event], *n * sizeof(*events));
    port->event++;
    port->streak = 0;
    return true;
}

bool ws2_port_take_next(struct ws2_thread *t, struct ws2_packet *out)
{
    struct ws2_port *port = t->slot[WS2_SLOT_PORT].data;
    struct ws2_packet *packet;
    struct os_event events[LOOK_AHEAD];
    bool wake, found, look = false;
    unsigned n = 0, taken = 1;

    ws2_port_lock(port);
    found = next_locked(port, &packet, events, &n);
    wake = found && ws2_port_wake_due_locked(port);
    ws2_port_unlock(port);
    if (wake)
        ws2_io_set_wake(port->set);
    if (!found)
        return false;
    if (packet == NULL) {
        ws2_io_ahead(events + 1, n - 1);
        packet = ws2_port_process(port, t, events, 1, 1, &taken);
    }
    if (taken != 0 && packet->size == 0)
        return packets_settle(port, packet, out, 1, &look) != 0;
    if (taken != 0)
        packet_settle(packet, out);
    return taken != 0;
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
