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

struct ws2_signal;

/* What a handle with overlapped operations knows of how their ends are told.
 * Port, key and signal are set once. */
struct ws2_attachment {
    _Atomic(struct ws2_port *) port; /* with a reference */
    uintptr_t key;
    atomic_uint modes;                   /* FILE_SKIP_* */
    _Atomic(struct ws2_signal *) signal; /* ours; most have none: signal.h */
};

struct ws2_routine;

struct ws2_overlapped {
    struct ws2_packet packet; /* due: the attachment's port gets it */
    const struct ws2_attachment *attachment; /* of a handle that stays */
    struct ws2_obj *event;                   /* a reference, or NULL */
    struct ws2_routine *routine;             /* what to run instead, or NULL */
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

/* How an operation of obj ended; wait: that it has, on its event or, if it has
 * none, on obj. WSA_IO_INCOMPLETE: it has not. WSAEFAULT. WSA_INVALID_HANDLE:
 * there is nothing to wait on. */
ws2_err ws2_overlapped_result(struct ws2_obj *obj, OVERLAPPED *ov, bool wait,
                              uint32_t *status, DWORD *bytes);

void ws2_attachment_free(struct ws2_attachment *a); /* its handle goes */

#endif
