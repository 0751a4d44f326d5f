/* SPDX-License-Identifier: MIT */
/* How threads drive a completion port: they wait on its set and process what
 * they are told; see port.h.
 *
 * Events are not processed all at once. Those that nobody has come to yet stay
 * with the port, and a thread takes the next when no packet is left. So a
 * program that answers what it received does so while the kernel's and its own
 * memory of the connection are still near the processor. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <windows.h>

#include "handle/apc.h"
#include "handle/portcore.h"
#include "handle/spin.h"
#include "os/poll.h"

unsigned ws2_port_events_locked(struct ws2_port *port, struct os_event *out,
                                unsigned max)
{
    unsigned n = port->event_end - port->event;

    if (n > max)
        n = max;
    memcpy(out, &port->events[port->event], n * sizeof(*out));
    port->event += n;
    return n;
}

/* What no waiter has come to yet, and what the set has; to the queue. The
 * wake-up of a waiter may be among it: it is woken anew, as this thread takes
 * no packet. */
static void events_process(struct ws2_port *port)
{
    struct os_event events[OS_EVENTS_MAX];
    unsigned n;
    bool wake;
    int more;

    ws2_port_lock(port);
    n = ws2_port_events_locked(port, events, OS_EVENTS_MAX);
    ws2_port_unlock(port);
    ws2_io_dispatch(events, (int)n);
    more = ws2_io_set_wait(port->set, events, OS_EVENTS_MAX, 0);
    if (more <= 0)
        return;
    ws2_port_lock(port);
    port->woken = false;
    wake = ws2_port_wake_due_locked(port);
    ws2_port_unlock(port);
    if (wake)
        ws2_io_set_wake(port->set);
    ws2_io_dispatch(events, more);
}

void ws2_port_attend(struct ws2_attend *attend)
{
    events_process(
        (struct ws2_port *)(void *)((char *)attend -
                                    offsetof(struct ws2_port, attend)));
}

void ws2_port_look(struct ws2_port *port)
{
    ws2_attend_enter(&port->attend);
    events_process(port);
    ws2_attend_leave(&port->attend);
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

/* After a wait: its events wait for threads, those there is no room for do not.
 * A thread that spins may have got the wake-up of one that sleeps. */
static void events_put(struct ws2_port *port, const struct os_event *events,
                       int n, bool slept)
{
    unsigned left, put = n > 0 ? (unsigned)n : 0;

    ws2_port_lock(port);
    if (slept)
        port->waiting--;
    port->woken = false;
    left = port->event_end - port->event;
    if (put > OS_EVENTS_MAX - left)
        put = OS_EVENTS_MAX - left;
    memmove(port->events, &port->events[port->event], left * sizeof(*events));
    memcpy(&port->events[left], events, put * sizeof(*events));
    port->event = 0;
    port->event_end = left + put;
    ws2_port_unlock(port);
    if (n > (int)put)
        ws2_io_dispatch(events + put, n - (int)put);
}

/* Looks without sleeping; true: there were events, or it is to be done again.
 * The thread counts as no waiter: it comes back at once. */
static bool port_spin(struct ws2_port *port, struct ws2_thread *t,
                      int64_t start_ns, struct os_event *events)
{
    int n = ws2_io_set_wait(port->set, events, OS_EVENTS_MAX, 0);

    if (n == 0)
        return ws2_spin_once(t, start_ns, os_now_ns());
    events_put(port, events, n, false);
    return true;
}

static void port_sleep(struct ws2_port *port, struct ws2_thread *t,
                       bool alertable, int64_t deadline_ns,
                       struct os_event *events)
{
    int64_t now;
    int n;

    ws2_port_lock(port);
    if (port->closed || ws2_port_due_locked(port)) {
        ws2_port_unlock(port);
        return;
    }
    port->waiting++;
    ws2_port_unlock(port);
    now = os_now_ns();
    if (alertable)
        n = wait_alertably(port, t, deadline_ns, events);
    else
        n = ws2_io_set_wait(port->set, events, OS_EVENTS_MAX,
                            timeout_of(deadline_ns, now));
    ws2_spin_slept(t, os_now_ns() - now);
    events_put(port, events, n, true);
    if (port->waiting == 0)
        ws2_attend_leave(&port->attend);
}

void ws2_port_wait(struct ws2_port *port, struct ws2_thread *t, bool alertable,
                   int64_t *start_ns, int64_t deadline_ns)
{
    struct os_event events[OS_EVENTS_MAX];

    if (*start_ns == 0) {
        *start_ns = os_now_ns();
        ws2_spin_begin(t);
    }
    ws2_attend_enter(&port->attend);
    if (deadline_ns != 0 && ws2_spin_willing(t) &&
        atomic_load_explicit(&port->waiting, memory_order_relaxed) == 0 &&
        port_spin(port, t, *start_ns, events))
        return;
    port_sleep(port, t, alertable, deadline_ns, events);
}
