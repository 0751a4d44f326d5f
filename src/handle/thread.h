/* SPDX-License-Identifier: MIT */
/* The thread record: what ws2 keeps for each thread that called it.
 *
 * Made on first use (foreign pthreads included), freed when the thread ends.
 * It holds the wake-up that lets close, cancel, time-out and APCs end a
 * blocking call, and what the thread's results are stored in. */
#ifndef WS2_HANDLE_THREAD_H
#define WS2_HANDLE_THREAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err/err.h"
#include "os/lock.h"

struct ws2_apc;
struct ws2_block;
struct ws2_packet;

enum ws2_thread_slot { /* per-thread results with their destructors */
                       WS2_SLOT_HOSTENT,
                       WS2_SLOT_SERVENT,
                       WS2_SLOT_PROTOENT,
                       WS2_SLOT_ADDRTEXT,   /* inet_ntoa's buffer */
                       WS2_SLOT_LOCALS,     /* TlsAlloc, FlsAlloc values */
                       WS2_SLOT_MUTEXES,    /* owned mutexes: mutex.c */
                       WS2_SLOT_OPERATIONS, /* it began some: sock/opcancel.c */
                       WS2_SLOT_PORT,   /* whose packets it took last: port.c */
                       WS2_SLOT_QUEUE,  /* of messages: user/queue.c */
                       WS2_SLOT_OBJECT, /* what its HANDLE names; last, as it
                                           tells others that the thread ended:
                                           thread_obj.c */
                       WS2_SLOT_COUNT
};

struct ws2_apc_queue { /* apc.c */
    struct ws2_lock lock;
    bool ended;   /* takes no more */
    bool watched; /* the owner waits alertably on its wake-up */
    struct ws2_apc *first, *last;
    atomic_uint *parked; /* the alertable waiter's result, or NULL */
    unsigned parked_pending, parked_claimed;
};

#define WS2_BLOCK_CLASSES 22

/* Whether the thread waits in a call that CancelSynchronousIo ends. */
enum ws2_sync { WS2_SYNC_NONE, WS2_SYNC_WAITS, WS2_SYNC_CANCELLED };

struct ws2_thread {
    atomic_uintptr_t held;           /* a handle: ws2_handle_hold; or 0 */
    struct ws2_thread *next, **link; /* threads.c */
    int wake_fd;       /* eventfd, made on the first blocking call; else -1 */
    atomic_uint wakes; /* set by ws2_thread_wake, cleared by the owner */
    atomic_uint refs;  /* waiter lists may outlive the thread */
    atomic_uint sync;  /* enum ws2_sync */
    struct ws2_apc_queue apcs;
    struct {            /* whether waits poll: spin.c */
        unsigned score; /* of recent waits that were short */
        bool trying;    /* the last wait polled; its outcome is not known */
        int64_t not_before_ns;
    } poll;
    struct { /* of Windows Sockets 1.1: hook.h */
        int (*call)(void);
        unsigned version1; /* when it was set */
        bool runs, cancelled;
    } hook;
    struct {                /* of completion ports: port.c, portdrive.c */
        bool running;       /* counts among its port's running threads */
        atomic_bool inside; /* its lock, as its owner */
        uintptr_t handle;   /* by which it took the last packet; or 0 */
        unsigned room;      /* for packets of the events it processes, */
        void *driving;      /* of this port; NULL: none */
        struct ws2_packet *first, *last;
    } port;
    struct { /* free blocks of a size: block.h */
        struct ws2_block *first;
        unsigned n;
    } blocks[WS2_BLOCK_CLASSES];
    struct {
        void *data;
        void (*destroy)(void *data);
    } slot[WS2_SLOT_COUNT];
};

extern __thread struct ws2_thread *ws2_thread_own
    __attribute__((tls_model("initial-exec"), visibility("hidden")));
struct ws2_thread *ws2_thread_make(void);

/* The same in two parts, for a thread that is to begin with one: made by who
 * begins it, and given to the thread, which calls the second. It is gone when
 * that fails. */
struct ws2_thread *ws2_thread_alloc(void);
bool ws2_thread_adopt(struct ws2_thread *t);

/* The calling thread's record; NULL only when memory is exhausted. */
static inline struct ws2_thread *ws2_thread_self(void)
{
    return ws2_thread_own != NULL ? ws2_thread_own : ws2_thread_make();
}

/* The same, but NULL for a thread that has none yet. */
static inline struct ws2_thread *ws2_thread_peek(void)
{
    return ws2_thread_own;
}

/* The thread's wake-up descriptor for poll(), made on first use; -errno. */
int ws2_thread_wake_fd(struct ws2_thread *t);

/* Ends the thread's current (or next) wait on its wake-up. Any thread; the
 * owner has called ws2_thread_wake_fd before it let others know of itself. */
void ws2_thread_wake(struct ws2_thread *t);

/* Takes the wake-up back after a wait; true when there was one. Owner only. */
bool ws2_thread_unwake(struct ws2_thread *t);

/* Around such a wait, which a wake-up ends; true: it was cancelled. */
static inline void ws2_sync_begin(struct ws2_thread *t)
{
    atomic_store(&t->sync, WS2_SYNC_WAITS);
}

static inline bool ws2_sync_end(struct ws2_thread *t)
{
    return atomic_exchange(&t->sync, WS2_SYNC_NONE) == WS2_SYNC_CANCELLED;
}

/* Any thread, which keeps the record alive; false: there is none such wait. */
bool ws2_sync_cancel(struct ws2_thread *t);

static inline void ws2_thread_ref(struct ws2_thread *t)
{
    atomic_fetch_add_explicit(&t->refs, 1, memory_order_relaxed);
}

void ws2_thread_put(struct ws2_thread *t);

#endif
