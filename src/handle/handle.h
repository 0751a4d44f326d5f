/* SPDX-License-Identifier: MIT */
/* The one table behind SOCKETs and HANDLEs.
 *
 * A value is (generation << 22 | index) << 2: a multiple of four, never 0 and
 * never all ones. Closing a handle retires the value; the slot comes back with
 * the next generation, so a stale handle finds nothing.
 *
 * Lookup is lock-free: the slot's word holds the generation and a count of
 * readers that are between "found" and "referenced"; see handle.c. Inserting
 * and closing take the table's lock. An object dies (ops->destroy) when its
 * last reference goes, which may be after its handle was closed. */
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
    WS2_KIND_LOOKUP = 1u << 9,
    WS2_KIND_ANY = (1u << 10) - 1
};

typedef uintptr_t ws2_handle; /* SOCKET and HANDLE without Windows headers */

struct ws2_obj;

struct ws2_obj_ops {
    /* The handle was closed: wake whoever blocks on the object. Called once,
     * without locks, while the table still owns a reference. May be NULL. */
    void (*closed)(struct ws2_obj *obj);
    /* The last reference went: free everything. */
    void (*destroy)(struct ws2_obj *obj);
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

/* Publishes obj and consumes the caller's reference on success; the table
 * holds it until ws2_handle_close. WSA_NOT_ENOUGH_MEMORY (8) when no slot can
 * be had. */
ws2_err ws2_handle_new(struct ws2_obj *obj, ws2_handle *out);

/* The object with a new reference, or NULL when h names nothing of the given
 * kinds (a mask of enum ws2_kind). Lock-free. */
struct ws2_obj *ws2_handle_get(ws2_handle h, unsigned kinds);

/* Retires the handle. NULL when h named nothing of these kinds (so of two
 * racing closes one wins); otherwise ops->closed has run and the table's
 * reference now belongs to the caller. */
struct ws2_obj *ws2_handle_close(ws2_handle h, unsigned kinds);

/* Calls fn for each live object of the given kinds with a reference held;
 * not under the lock. Used by the last WSACleanup. */
void ws2_handle_each(unsigned kinds,
                     void (*fn)(ws2_handle h, struct ws2_obj *obj, void *arg),
                     void *arg);

#endif
