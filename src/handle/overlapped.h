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
#include <stddef.h>

#include <winsock2.h>

#include "handle/port.h"

struct ws2_signal;

#define WS2_NO_PACKET ((uintptr_t)1) /* hEvent's low bit */

/* What a handle with overlapped operations knows of how their ends are told.
 * to is a pointer with bits below it, so that an end looks at one word: the
 * port, of which it is a reference, or, with WS2_SIGNALS, what the handle
 * itself says (signal.h; most are never asked), which has the port then. Above
 * that bit are the FILE_SKIP_* modes. Port, key and signal are set once. */
struct ws2_attachment {
    atomic_uintptr_t to;
    uintptr_t key;
};

#define WS2_SIGNALS      ((uintptr_t)1)
#define WS2_MODES_SHIFT  1
#define WS2_ATTACHED_LOW ((uintptr_t)15) /* memory is aligned to more */

struct ws2_routine;

struct ws2_overlapped {
    struct ws2_packet packet; /* due: the attachment's port gets it */
    union ws2_told {
        struct ws2_obj *event;       /* a reference, or NULL */
        struct ws2_routine *routine; /* packet.runs: to run instead */
    } told;
};

/* What packet.next and packet.key occupy is its owner's until it ends: an
 * operation that waits in the engine is linked there (sock/op.h). */
#define WS2_OVERLAPPED_FREE offsetof(struct ws2_packet, overlapped)

struct ws2_port *ws2_signal_port(const struct ws2_signal *signal);

static inline void *ws2_attached_pointer(uintptr_t to)
{
    return (void *)(to & ~WS2_ATTACHED_LOW);
}

/* NULL: none. */
static inline struct ws2_signal *
ws2_attached_signal(const struct ws2_attachment *a)
{
    uintptr_t to = atomic_load_explicit(&a->to, memory_order_acquire);

    return (to & WS2_SIGNALS) != 0 ? ws2_attached_pointer(to) : NULL;
}

static inline struct ws2_port *ws2_attached_port(const struct ws2_attachment *a)
{
    uintptr_t to = atomic_load_explicit(&a->to, memory_order_acquire);

    return (to & WS2_SIGNALS) != 0 ? ws2_signal_port(ws2_attached_pointer(to))
                                   : ws2_attached_pointer(to);
}

/* FILE_SKIP_* */
static inline unsigned ws2_attached_modes(const struct ws2_attachment *a)
{
    return (unsigned)((atomic_load_explicit(&a->to, memory_order_relaxed) &
                       WS2_ATTACHED_LOW) >>
                      WS2_MODES_SHIFT);
}

static inline void ws2_attached_notify(struct ws2_attachment *a, unsigned modes)
{
    atomic_fetch_or(&a->to,
                    (uintptr_t)modes << WS2_MODES_SHIFT & WS2_ATTACHED_LOW);
}

/* Takes a reference to the port. Of several callers one at a time. */
void ws2_attach(struct ws2_attachment *a, struct ws2_port *port, uintptr_t key);

/* WSAEFAULT, WSA_INVALID_HANDLE (hEvent names something else), WSAEINVAL (a
 * routine, on a handle with a port), WSAENOBUFS. Sets STATUS_PENDING and resets
 * the event; with a routine hEvent is the program's own. */
ws2_err ws2_overlapped_begin(struct ws2_overlapped *o,
                             const struct ws2_attachment *a, OVERLAPPED *ov,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* The operation failed in the call that began it: nothing is told. */
void ws2_overlapped_drop(struct ws2_overlapped *o, uint32_t status);

/* Tells the end. a: as it began. flags: for the routine. quiet: no packet. The
 * block is freed, here or by who takes the packet. Called with locks held;
 * calls nobody back. */
void ws2_overlapped_end(struct ws2_overlapped *o,
                        const struct ws2_attachment *a, uint32_t status,
                        uint32_t bytes, uint32_t flags, bool quiet);

/* An operation that began elsewhere, without a struct ws2_overlapped, has
 * ended: event and packet. WSAEFAULT; WSAENOBUFS, and nothing is told. */
ws2_err ws2_overlapped_told(const struct ws2_attachment *a, OVERLAPPED *ov,
                            uint32_t status, uint32_t bytes);

/* How an operation of obj ended; wait: that it has, on its event or, if it has
 * none, on obj. WSA_IO_INCOMPLETE: it has not. WSAEFAULT. WSA_INVALID_HANDLE:
 * there is nothing to wait on. */
ws2_err ws2_overlapped_result(struct ws2_obj *obj, OVERLAPPED *ov, bool wait,
                              uint32_t *status, DWORD *bytes);

void ws2_attachment_free(struct ws2_attachment *a); /* its handle goes */

#endif
