/* SPDX-License-Identifier: MIT */
/* Asynchronous procedure calls: what other threads, and completed operations,
 * want run on a thread while it waits alertably.
 *
 * An alertable wait of the wait core (ws2_wait) lends the queue the waiter's
 * result word: queueing claims the waiter with WS2_WAIT_APC. A thread that
 * waits for descriptors instead says so with ws2_apc_watch and is woken by
 * ws2_thread_wake. Everything is guarded by the queue's own lock, a leaf.
 * Follows "Asynchronous Procedure Calls" on Microsoft Learn. */
#ifndef WS2_HANDLE_APC_H
#define WS2_HANDLE_APC_H

#include "handle/thread.h"

/* Embedded in its owner. One of the two is called, once, without locks, and
 * owns the apc from then on. */
struct ws2_apc {
    struct ws2_apc *next;
    void (*run)(struct ws2_apc *apc);  /* on the target thread */
    void (*drop)(struct ws2_apc *apc); /* the thread ended first; may be NULL */
};

/* Any thread; first in, first out. False when the thread has ended: the apc
 * stays the caller's. The caller keeps the record alive. */
bool ws2_apc_queue(struct ws2_thread *t, struct ws2_apc *apc);

/* Takes it back; false when it is not queued: it runs, or has run. The caller
 * knows that the apc has not been freed. */
bool ws2_apc_cancel(struct ws2_thread *t, struct ws2_apc *apc);

/* The rest is for the thread itself. */

bool ws2_apc_pending(struct ws2_thread *t);

/* Runs what is queued, also what is queued meanwhile; how many there were. */
unsigned ws2_apc_run(struct ws2_thread *t);

/* Before an alertable wait on ws2_thread_wake_fd: from here on an APC wakes the
 * thread. False when one is there already: do not wait. After the wait, in
 * either case: ws2_apc_unwatch, ws2_thread_unwake, ws2_apc_run. */
bool ws2_apc_watch(struct ws2_thread *t);
void ws2_apc_unwatch(struct ws2_thread *t);

/* The same for the wait core: *result goes from pending to claimed when an APC
 * comes. False when one is there already. */
bool ws2_apc_park(struct ws2_thread *t, atomic_uint *result, unsigned pending,
                  unsigned claimed);
void ws2_apc_unpark(struct ws2_thread *t);

/* The thread ends: what is still queued is dropped, and nothing more taken. */
void ws2_apc_end(struct ws2_thread *t);

/* In the child of a fork. */
void ws2_apc_forked(struct ws2_thread *t);

#endif
