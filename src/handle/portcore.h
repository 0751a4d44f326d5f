/* SPDX-License-Identifier: MIT */
/* The inside of a completion port, for port.c and portdrive.c. */
#ifndef WS2_HANDLE_PORTCORE_H
#define WS2_HANDLE_PORTCORE_H

#include "handle/attend.h"
#include "handle/port.h"
#include "os/epoll.h"
#include "os/ownlock.h"

struct ws2_port {
    struct ws2_obj obj;
    struct ws2_ownlock lock;
    bool closed;
    bool woken;          /* a waiter was woken and has not come back yet */
    atomic_uint waiting; /* threads inside ws2_io_set_wait */
    unsigned running, limit;
    unsigned streak; /* packets taken since anybody looked for edges */
    struct ws2_packet *first, *last;
    unsigned event, event_end; /* those of events not processed yet */
    struct os_event events[OS_EVENTS_MAX];
    struct ws2_io_set *set;
    struct ws2_attend attend; /* to it, when no thread does */
};

/* Only a thread that takes packets here may own the lock: it comes by when it
 * ends. */
static inline atomic_bool *ws2_port_inside(const struct ws2_port *port)
{
    struct ws2_thread *t = ws2_thread_peek();

    return t != NULL && t->slot[WS2_SLOT_PORT].data == port ? &t->port.inside
                                                            : NULL;
}

static inline void ws2_port_lock(struct ws2_port *port)
{
    ws2_ownlock_take(&port->lock, ws2_port_inside(port));
}

static inline void ws2_port_unlock(struct ws2_port *port)
{
    ws2_ownlock_drop(&port->lock, ws2_port_inside(port));
}

/* Whether a thread may have something: a packet, or an event that may bring
 * one. */
static inline bool ws2_port_due_locked(const struct ws2_port *port)
{
    return (port->first != NULL || port->event != port->event_end) &&
           port->running < port->limit;
}

/* Whether a packet waits that a sleeping thread may take; it is woken then. */
static inline bool ws2_port_wake_due_locked(struct ws2_port *port)
{
    if (port->waiting == 0 || port->woken ||
        (!port->closed && !ws2_port_due_locked(port)))
        return false;
    port->woken = true;
    return true;
}

/* The next events, up to max; how many. */
unsigned ws2_port_events_locked(struct ws2_port *port, struct os_event *out,
                                unsigned max);

/* Processes events. Up to room packets that come of them are the thread's, not
 * the queue's: a list, and in *caught how many. Inline, as it is below a system
 * call: io/chan.c. */
static inline struct ws2_packet *ws2_port_process(struct ws2_port *port,
                                                  struct ws2_thread *t,
                                                  const struct os_event *events,
                                                  unsigned n, unsigned room,
                                                  unsigned *caught)
{
    t->port.driving = port;
    t->port.room = room;
    t->port.first = NULL;
    ws2_io_dispatch(events, (int)n);
    t->port.driving = NULL;
    *caught = room - t->port.room;
    return t->port.first;
}

/* One wait, of a call whose first began at *start_ns (0: this is it). What
 * comes is put into port->events. */
void ws2_port_wait(struct ws2_port *port, struct ws2_thread *t, bool alertable,
                   int64_t *start_ns, int64_t deadline_ns);

/* For the port's attend. */
void ws2_port_attend(struct ws2_attend *attend);

#endif
