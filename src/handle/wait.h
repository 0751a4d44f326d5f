/* SPDX-License-Identifier: MIT */
/* The wait core: what events, mutexes, semaphores and threads have in common.
 *
 * Each waitable has a lock and a first-in first-out list of who waits. Whoever
 * signals an object hands it over: under the object's lock it claims a waiter
 * (one compare-and-swap from "pending" to the result, so each waiter is claimed
 * once, by an object, a time-out or an APC), consumes the signal in the
 * waiter's name, and wakes it after unlocking. A waiter links itself only
 * under the same lock and only while the object is not signaled: no wake-up
 * can be lost.
 *
 * Waiting for all needs several locks at once. Only the holder of one global
 * lock may do that, and who signals an object with such waiters takes it too;
 * everybody else never holds more than one object's lock. Follows "Wait
 * Functions" on Microsoft Learn. */
#ifndef WS2_HANDLE_WAIT_H
#define WS2_HANDLE_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "err/err.h"
#include "handle/handle.h"
#include "os/lock.h"
#include "handle/thread.h"

#define WS2_WAIT_MAX 64

/* Results, with Windows' values: object index + 0, or + ABANDONED. */
#define WS2_WAIT_OBJECT    0x00u
#define WS2_WAIT_ABANDONED 0x80u
#define WS2_WAIT_APC       0xc0u
#define WS2_WAIT_TIMEOUT   0x102u

/* Kinds of handle that can be waited for. */
#define WS2_KIND_WAITABLE                                                      \
    (WS2_KIND_EVENT | WS2_KIND_MUTEX | WS2_KIND_SEMAPHORE | WS2_KIND_THREAD |  \
     WS2_KIND_TIMER | WS2_KIND_PROCESS | WS2_KIND_SOCKETS | WS2_KIND_FILE)

struct ws2_waitable;
struct ws2_async_wait;

struct ws2_wait_block { /* one waiter's place in one object's list */
    struct ws2_wait_block *prev, *next;
    struct ws2_wait_state *waiter;
    struct ws2_waitable *object;
    unsigned index;
    bool linked;
};

#define WS2_WAIT_PENDING UINT32_MAX

struct ws2_wait_state { /* a waiter; wait.c's own */
    atomic_uint result; /* pending, claimed, then final; the futex */
    unsigned count;
    bool all;
    struct ws2_thread *thread;
    struct ws2_wait_block *block;
    struct ws2_async_wait *async; /* or NULL: a thread sleeps */
};

enum ws2_ready { WS2_NOT_READY, WS2_READY, WS2_READY_ABANDONED };

/* All but taken are called with the object's lock held. */
struct ws2_wait_ops {
    enum ws2_ready (*ready)(const struct ws2_waitable *w,
                            const struct ws2_thread *thread);
    void (*take)(struct ws2_waitable *w, struct ws2_thread *thread);
    /* Run by the waiting thread after its wait, without locks. May be NULL. */
    void (*taken)(struct ws2_waitable *w, struct ws2_thread *thread);
};

/* Every waitable object begins with this. */
struct ws2_waitable {
    struct ws2_obj obj;
    struct ws2_lock lock;
    bool named; /* listed in named.c */
    const struct ws2_wait_ops *wait;
    struct ws2_wait_block *first, *last;
    unsigned all_waiters; /* how many of them wait for several objects */
};

void ws2_waitable_init(struct ws2_waitable *w, enum ws2_kind kind,
                       const struct ws2_obj_ops *ops,
                       const struct ws2_wait_ops *wait);

/* The forked operation of every waitable object. */
void ws2_waitable_forked(struct ws2_obj *obj);

/* Changing an object's state: lock, change, release whoever can go on now,
 * unlock. */
struct ws2_wait_guard {
    bool all;                                   /* the global lock is held */
    struct ws2_async_wait *async, **async_last; /* to be called */
    unsigned wakes;
    atomic_uint *wake[16];
};

void ws2_waitable_lock(struct ws2_waitable *w, struct ws2_wait_guard *guard);
void ws2_waitable_release(struct ws2_waitable *w, struct ws2_wait_guard *guard);
void ws2_waitable_unlock(struct ws2_waitable *w, struct ws2_wait_guard *guard);

/* Waits for one (the lowest index that is ready) or all of n objects that the
 * caller keeps alive; all: no object twice; n may be 0, which is sleeping. An
 * alertable wait ends for APCs too, if nothing is ready, and runs them. A
 * WS2_WAIT_* result. */
unsigned ws2_wait(struct ws2_waitable *const *objs, unsigned n, bool all,
                  int64_t deadline_ns, bool alertable,
                  struct ws2_thread *thread);

/* A wait that calls back, so that no thread has to sit in it. For objects that
 * no thread owns: not for mutexes. The caller keeps the object alive. */
struct ws2_async_wait {
    struct ws2_wait_state state;
    struct ws2_wait_block block;
    struct ws2_async_wait *next;
    void (*done)(struct ws2_async_wait *a);
};

/* done is called once, when the object has been taken in its name: by who
 * signaled the object, without the object's lock, and may free the wait. False
 * when the object was ready and is taken: done is not called. */
bool ws2_async_wait_begin(struct ws2_async_wait *a, struct ws2_waitable *w,
                          void (*done)(struct ws2_async_wait *a));

/* True when nothing was taken: done will not be called. Otherwise it was, or
 * will be at once. */
bool ws2_async_wait_end(struct ws2_async_wait *a);

/* What obj, of a waitable kind, is waited for as: itself, or what stands for a
 * socket or a file. NULL: it cannot be. */
struct ws2_waitable *ws2_waitable_of(struct ws2_obj *obj);

/* The same for a handle, with a reference of its own. */
struct ws2_waitable *ws2_waitable_get(ws2_handle h, unsigned kinds);

/* ws2_wait for handles. ERROR_INVALID_HANDLE (6), ERROR_INVALID_PARAMETER
 * (87): none or too many, or one twice when waiting for all;
 * ERROR_NOT_ENOUGH_MEMORY (8). */
ws2_err ws2_wait_handles(const ws2_handle *handles, unsigned n, bool all,
                         uint32_t timeout_ms, bool alertable, unsigned *result);

/* The same until a deadline, and for an object more, if it is not NULL, that
 * has no handle: it has index n, which may be 0. */
struct ws2_wait_more {
    struct ws2_waitable *also;
    bool all, alertable;
    int64_t deadline_ns;
};
ws2_err ws2_wait_handles_and(const ws2_handle *handles, unsigned n,
                             const struct ws2_wait_more *more,
                             unsigned *result);

#endif
