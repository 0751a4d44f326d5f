/* SPDX-License-Identifier: MIT */
/* Completion ports; see port.h. port.lock guards the queue and the counts; it
 * is a leaf, taken under a channel's. A thread's record holds a reference to
 * the port whose packets it took last, and says whether it counts among that
 * port's running threads. */
#include "handle/port.h"

#include <stdlib.h>
#include <unistd.h>
#include <windows.h>

#include "handle/block.h"
#include "handle/portcore.h"
#include "os/poll.h"

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

    ws2_port_lock(port);
    port->closed = true;
    ws2_port_unlock(port);
    ws2_io_set_wake(port->set);
    ws2_attend_stop(&port->attend);
}

static void port_forked(struct ws2_obj *obj)
{
    struct ws2_port *port = (struct ws2_port *)obj;

    ws2_ownlock_forked(&port->lock);
    port->waiting = port->running = 0;
    port->woken = false;
    port->event = port->event_end = 0;
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
    ws2_attend_init(&port->attend, port->set, ws2_port_attend, &port->waiting);
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

/* Who processes events in ws2_port_process takes what comes of them itself, as
 * long as it has room. */
void ws2_port_queue(struct ws2_port *port, struct ws2_packet *packet)
{
    struct ws2_thread *self = ws2_thread_peek();
    bool wake;

    packet->next = NULL;
    if (self != NULL && self->port.driving == port && self->port.room != 0) {
        if (self->port.first == NULL)
            self->port.first = packet;
        else
            self->port.last->next = packet;
        self->port.last = packet;
        self->port.room--;
        return;
    }
    ws2_port_lock(port);
    if (port->first != NULL)
        port->last->next = packet;
    else
        port->first = packet;
    port->last = packet;
    wake = ws2_port_wake_due_locked(port);
    ws2_port_unlock(port);
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

void ws2_port_leave(struct ws2_thread *t)
{
    struct ws2_port *port = t->slot[WS2_SLOT_PORT].data;
    bool wake;

    t->port.running = false;
    ws2_port_lock(port);
    port->running--;
    wake = ws2_port_wake_due_locked(port);
    ws2_port_unlock(port);
    if (wake)
        ws2_io_set_wake(port->set);
}

void ws2_port_return(struct ws2_thread *t)
{
    struct ws2_port *port = t->slot[WS2_SLOT_PORT].data;

    t->port.running = true;
    ws2_port_lock(port);
    port->running++; /* past the limit, if it must be, as on Windows */
    ws2_port_unlock(port);
}
