/* SPDX-License-Identifier: MIT */
/* The blocking hook of Windows Sockets 1.1: a function of the program that a
 * call which waits calls again and again meanwhile. It is the thread's own, and
 * while it runs no other Windows Sockets call may be made on the thread. Only
 * programs that agreed on version 1.0 or 1.1 have one.
 * Page: "Windows Sockets 1.1 Blocking Routines and EINPROGRESS". */
#ifndef WS2_HANDLE_HOOK_H
#define WS2_HANDLE_HOOK_H

#include "handle/thread.h"

/* What a call asks first: the WSAStartup calls that were not cleaned up, less
 * WS2_GATE_HOOK for each hook that runs. So one comparison with 0 tells a call
 * that it may go on, and only another value needs a closer look. */
#define WS2_GATE_HOOK (1ll << 32)
extern atomic_llong ws2_gate __attribute__((visibility("hidden")));

static inline unsigned ws2_gate_startups(void)
{
    return (unsigned)atomic_load_explicit(&ws2_gate, memory_order_relaxed);
}

/* Not 0 from the first WSAStartup that agreed on a version below 2.0 to the
 * last WSACleanup, and another number the next time: hooks do not outlive it.
 */
extern atomic_uint ws2_version1 __attribute__((visibility("hidden")));

/* Whether some WSAStartup since the first agreed on a version below 2.2, whose
 * codes for the end of a lookup have other numbers. */
extern atomic_bool ws2_below22 __attribute__((visibility("hidden")));

/* Whether the calling thread is inside its hook. */
static inline bool ws2_hook_runs(void)
{
    const struct ws2_thread *t = ws2_thread_peek();

    return t != NULL && t->hook.runs;
}

static inline bool ws2_hook_is_set(const struct ws2_thread *t)
{
    return t->hook.call != NULL &&
           t->hook.version1 ==
               atomic_load_explicit(&ws2_version1, memory_order_relaxed);
}

/* Whether a call of the thread that waits will call a hook. */
static inline bool ws2_hook_waits(const struct ws2_thread *t)
{
    return ws2_hook_is_set(t) && !t->hook.runs;
}

/* Calls it; false when it has cancelled the call that waits. */
bool ws2_hook_call(struct ws2_thread *t, bool *again);

/* Before each sleep of a call that waits until *until_ns: the hook's turn,
 * after which the call sleeps for a while only. WSAEINTR: cancelled. */
ws2_err ws2_hook_turn(struct ws2_thread *t, int64_t *until_ns);

/* WSAEINVAL when the thread is not inside its hook. */
ws2_err ws2_hook_cancel(void);

/* The thread ends. */
void ws2_hook_end(struct ws2_thread *t);

#endif
