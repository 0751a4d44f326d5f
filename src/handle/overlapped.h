/* SPDX-License-Identifier: MIT */
/* How the end of an overlapped operation is told: by its OVERLAPPED, and an
 * event, a packet to a completion port, or a routine that the thread runs which
 * began it.
 *
 * An operation begins with a struct ws2_overlapped, in a block from
 * ws2_block_get whose size its packet knows. Begun, it ends exactly once, by
 * _end or, when the call that began it fails, by _drop. Microsoft Learn,
 * "Overlapped I/O and Event Objects". */
#ifndef WS2_HANDLE_OVERLAPPED_H
#define WS2_HANDLE_OVERLAPPED_H

#include <stdatomic.h>

#include <winsock2.h>

#include "handle/port.h"

/* What a handle that can be attached to a port knows of it. Set once. */
struct ws2_attachment {
    _Atomic(struct ws2_port *) port; /* with a reference */
    uintptr_t key;
    atomic_uint modes; /* FILE_SKIP_* */
};

struct ws2_routine;

struct ws2_overlapped {
    struct ws2_packet packet;
    struct ws2_port *port; /* that gets the packet; the handle keeps it alive */
    struct ws2_obj *event; /* a reference, or NULL */
    struct ws2_routine *routine; /* what to run instead, or NULL */
};

static inline struct ws2_port *ws2_attached_port(const struct ws2_attachment *a)
{
    return atomic_load_explicit(&a->port, memory_order_acquire);
}

/* WSAEFAULT, WSA_INVALID_HANDLE (hEvent names something else), WSAEINVAL (a
 * routine, on a handle with a port), WSAENOBUFS. Sets STATUS_PENDING and resets
 * the event; with a routine hEvent is the program's own. */
ws2_err ws2_overlapped_begin(struct ws2_overlapped *o,
                             const struct ws2_attachment *a, OVERLAPPED *ov,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* The operation failed in the call that began it: nothing is told. */
void ws2_overlapped_drop(struct ws2_overlapped *o, uint32_t status);

/* Tells the end. flags: for the routine. quiet: no packet. The block is freed,
 * here or by who takes the packet. Called with locks held; calls nobody back.
 */
void ws2_overlapped_end(struct ws2_overlapped *o, uint32_t status,
                        uint32_t bytes, uint32_t flags, bool quiet);

/* How the operation ended; wait: that it has, on its event. WSA_IO_INCOMPLETE:
 * it has not. WSAEFAULT. WSA_INVALID_HANDLE: there is no event to wait on. */
ws2_err ws2_overlapped_result(OVERLAPPED *ov, bool wait, uint32_t *status,
                              DWORD *bytes);

#endif
