/* SPDX-License-Identifier: MIT */
/* Completion ports: a queue of packets, and the threads that take them.
 *
 * Whoever waits on a port drives the sockets that are attached to it: it waits
 * for edges on the port's set and processes what it is told, receiving into
 * the program's buffers, until there is a packet. Packets leave first in first
 * out. Waiters are released last in first out, as the kernel's epoll does with
 * them, and no more than the port's limit run at a time: a thread that took a
 * packet runs until it waits, here or elsewhere in the library, or ends.
 * Microsoft Learn, "I/O Completion Ports". */
#ifndef WS2_HANDLE_PORT_H
#define WS2_HANDLE_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "err/err.h"
#include "handle/handle.h"
#include "handle/thread.h"
#include "io/io.h"

struct ws2_port;

/* A completion. What it is part of, if anything, is freed with it by whoever
 * takes it; size is that of the whole block, from ws2_block_get. */
struct ws2_packet {
    struct ws2_packet *next;
    uintptr_t key;
    void *overlapped;
    union {
        uint32_t status; /* NTSTATUS */
        ws2_err err;     /* its owner's, before it is told */
    };
    uint32_t bytes;
    uint16_t size;
    /* for its owner's use: overlapped.h */
    bool due, runs;
    uint32_t thread;
};

/* A packet that says only when it is taken what it tells. size is 0; it lies in
 * its owner. */
enum {
    WS2_LIVE_TOLD = 1, /* out is filled: there is something to tell */
    WS2_LIVE_AGAIN = 2 /* queue it again: more may be to be told */
};
struct ws2_live_packet {
    struct ws2_packet packet;
    /* Taken, by the caller; no lock is held. WS2_LIVE_*; without _AGAIN the
     * port does not know the packet any more when this is called. */
    unsigned (*take)(struct ws2_live_packet *live, struct ws2_packet *out);
    void (*drop)(
        struct ws2_live_packet *live); /* instead, when the port goes */
};

/* limit 0: as many as there are processors. ERROR_NOT_ENOUGH_MEMORY ... */
ws2_err ws2_port_new(uint32_t limit, ws2_handle *out);

struct ws2_io_set *ws2_port_set(struct ws2_port *port);

/* There is something in the set: it is seen to, whoever waits or not. */
void ws2_port_attached(struct ws2_port *port);

/* The port has the packet from here on. */
void ws2_port_queue(struct ws2_port *port, struct ws2_packet *packet);

/* Processes what is there to be processed, without waiting. */
void ws2_port_look(struct ws2_port *port);

/* PostQueuedCompletionStatus. ERROR_NOT_ENOUGH_MEMORY. */
ws2_err ws2_port_post(struct ws2_port *port, uint32_t bytes, uintptr_t key,
                      void *overlapped);

/* Up to max packets' contents into out, at least one on WS2_OK.
 * WAIT_TIMEOUT, ERROR_ABANDONED_WAIT_0, WAIT_IO_COMPLETION (alertable, and
 * APCs have run). */
ws2_err ws2_port_take(struct ws2_port *port, struct ws2_packet *out,
                      unsigned max, unsigned *taken, uint32_t timeout_ms,
                      bool alertable, struct ws2_thread *t);

/* The same for one packet, of the port whose last one the thread took by this
 * handle. False: nothing was done, or there was nothing to tell; ws2_port_take
 * has to see to it. */
bool ws2_port_take_next(struct ws2_thread *t, struct ws2_packet *out);

static inline bool ws2_port_take_quickly(struct ws2_thread *t, ws2_handle h,
                                         struct ws2_packet *out)
{
    return t->port.handle == h && t->port.running && ws2_port_take_next(t, out);
}

/* The calling thread, which counts as running, is about to sleep elsewhere;
 * and is back. */
void ws2_port_leave(struct ws2_thread *t);
void ws2_port_return(struct ws2_thread *t);

/* True when ws2_port_return has to follow. */
static inline bool ws2_port_pause(struct ws2_thread *t)
{
    if (!t->port.running)
        return false;
    ws2_port_leave(t);
    return true;
}

/* The port that h names, if the calling thread took packets of it last: its
 * record holds a reference, so that there is no need to pin it. Else NULL. */
static inline struct ws2_port *ws2_port_own(const struct ws2_thread *t,
                                            ws2_handle h)
{
    struct ws2_obj *obj = t->slot[WS2_SLOT_PORT].data;

    return obj != NULL && ws2_handle_names(h, obj) ? (struct ws2_port *)obj
                                                   : NULL;
}

static inline struct ws2_port *ws2_port_pin(ws2_handle h)
{
    return (struct ws2_port *)ws2_handle_pin(h, WS2_KIND_PORT);
}

#endif
