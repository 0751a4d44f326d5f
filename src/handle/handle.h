/* SPDX-License-Identifier: MIT */
/* The one table behind SOCKETs and HANDLEs.
 *
 * A value is (generation << 20 | index) << 2: a multiple of four, below 2^31
 * (programs keep sockets in an int), never 0. Closing a handle retires the
 * value; the slot comes back with the next generation, so that a stale handle
 * finds nothing.
 *
 * Two ways to use a handle. A pin holds the slot for the length of one call:
 * one atomic to take, one to drop, no lock, and nothing shared between
 * different handles; the data path has a lighter one (ws2_handle_hold). A
 * reference holds the object and may outlive the handle. Closing marks the
 * slot; the object's reference that the slot owns goes when the last pin does.
 * Opening and closing take the table's lock. */
#ifndef WS2_HANDLE_HANDLE_H
#define WS2_HANDLE_HANDLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err/err.h"

/* What a handle names. Bits, so that a lookup can accept several kinds. */
enum ws2_kind {
    WS2_KIND_SOCKET = 1u << 0,
    WS2_KIND_EVENT = 1u << 1,
    WS2_KIND_MUTEX = 1u << 2,
    WS2_KIND_SEMAPHORE = 1u << 3,
    WS2_KIND_THREAD = 1u << 4,
    WS2_KIND_TIMER = 1u << 5,
    WS2_KIND_PROCESS = 1u << 6,
    WS2_KIND_PORT = 1u << 7,
    WS2_KIND_FILE = 1u << 8,
    WS2_KIND_CHANGES = 1u << 9,  /* of the catalog */
    WS2_KIND_LAYERED = 1u << 10, /* a SOCKET that is nothing but its layer's */
    WS2_KIND_ANY = (1u << 11) - 1,
    /* The thread pool's, which CloseHandle does not close. */
    WS2_KIND_REGISTRATION = 1u << 20,
    WS2_KIND_TIMER_QUEUE = 1u << 21,
    WS2_KIND_QUEUE_TIMER = 1u << 22,
    /* Registered I/O's queues, which have functions of their own. */
    WS2_KIND_RIO_CQ = 1u << 23,
    WS2_KIND_RIO_RQ = 1u << 24,
    /* A thread's message queue, which has no handle. */
    WS2_KIND_QUEUE = 1u << 25,
    /* A query of namespace providers, which WSALookupServiceEnd ends, and what
     * the built-in ones make of it. */
    WS2_KIND_LOOKUP = 1u << 26,
    WS2_KIND_NSPDNS = 1u << 28,
    WS2_KIND_NSPNLA = 1u << 29,
    /* The same of a provider of version 2, and a call that it has not ended. */
    WS2_KIND_NSPV2 = 1u << 19,
    WS2_KIND_NSPV2_CALL = 1u << 18,
    /* What GetAddrInfoExCancel takes. */
    WS2_KIND_NAME_JOB = 1u << 27
};

#define WS2_KIND_SOCKETS ((unsigned)WS2_KIND_SOCKET | WS2_KIND_LAYERED)

typedef uintptr_t ws2_handle; /* SOCKET and HANDLE without Windows headers */

struct ws2_obj;
struct ws2_port;
struct ws2_signal;

struct ws2_obj_ops {
    /* A handle of the object was closed: wake whoever blocks on it. No lock is
     * held; the caller of ws2_handle_close holds a reference. May be NULL. */
    void (*closed)(struct ws2_obj *obj);
    /* The last reference went: free everything. */
    void (*destroy)(struct ws2_obj *obj);
    /* In the child of a fork, for objects that have a handle, at least once:
     * free the locks and forget the waiting threads. May be NULL. */
    void (*forked)(struct ws2_obj *obj);
    /* Objects with overlapped operations: attach to a completion port
     * (ERROR_INVALID_PARAMETER: attached already), change how completions are
     * told (FILE_SKIP_*), cancel operations (of an OVERLAPPED, if not NULL,
     * and of a thread, if not 0; how many there were). NULL elsewhere. */
    ws2_err (*attach)(struct ws2_obj *obj, struct ws2_port *port,
                      uintptr_t key);
    void (*notify)(struct ws2_obj *obj, unsigned modes);
    unsigned (*cancel)(struct ws2_obj *obj, const void *overlapped,
                       uint32_t thread);
    /* Likewise: what the object says when it is waited for (signal.h); NULL
     * without memory. */
    struct ws2_signal *(*own_signal)(struct ws2_obj *obj);
};

/* Every object begins with this. */
struct ws2_obj {
    const struct ws2_obj_ops *ops;
    atomic_uint refs;
    enum ws2_kind kind;
};

/* One reference, owned by the caller. */
void ws2_obj_init(struct ws2_obj *obj, enum ws2_kind kind,
                  const struct ws2_obj_ops *ops);

static inline void ws2_obj_ref(struct ws2_obj *obj)
{
    atomic_fetch_add_explicit(&obj->refs, 1, memory_order_relaxed);
}

void ws2_obj_put(struct ws2_obj *obj);

/* Publishes obj. On success the table has taken a reference of its own; the
 * caller keeps its. WSA_NOT_ENOUGH_MEMORY (8) when no slot can be had. */
ws2_err ws2_handle_new(struct ws2_obj *obj, ws2_handle *out);

/* The object with a new reference, dropped by ws2_obj_put; NULL when h names
 * nothing of the given kinds (a mask of enum ws2_kind). */
struct ws2_obj *ws2_handle_get(ws2_handle h, unsigned kinds);

/* The object, held until ws2_handle_unpin(h). NULL as above. */
struct ws2_obj *ws2_handle_pin(ws2_handle h, unsigned kinds);
void ws2_handle_unpin(ws2_handle h);

/* The same as a pin for one handle at a time, in the calling thread's record:
 * it costs no locked instruction, and who would free the object looks through
 * the threads first. A thread that holds another already, or has no record,
 * gets a pin; let_go knows. */
struct ws2_obj *ws2_handle_hold(ws2_handle h, unsigned kinds);
void ws2_handle_let_go(ws2_handle h);

/* Whether h names obj, to which the caller has a reference. Takes no pin: the
 * handle may be closed at any time. */
bool ws2_handle_names(ws2_handle h, const struct ws2_obj *obj);

/* Retires the handle and runs ops->closed. NULL when h named nothing of these
 * kinds, so of two racing closes one wins; otherwise the object with a
 * reference for the caller. */
struct ws2_obj *ws2_handle_close(ws2_handle h, unsigned kinds);

/* Calls fn for each live object of the given kinds, pinned, without the lock.
 * The last WSACleanup closes sockets so. */
void ws2_handle_each(unsigned kinds,
                     void (*fn)(ws2_handle h, struct ws2_obj *obj, void *arg),
                     void *arg);

#endif
