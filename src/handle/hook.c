/* SPDX-License-Identifier: MIT */
/* The blocking hook; see hook.h. All of it but the gate belongs to the thread,
 * so that there is nothing to lock. */
#include "handle/hook.h"

#include <winerror.h>

#include "os/fork.h"
#include "os/poll.h"

#define TURN_NS 10000000 /* until a hook with nothing to do is called again */

atomic_llong ws2_gate;
atomic_uint ws2_version1;
atomic_bool ws2_below22;

static void hook_enter(struct ws2_thread *t)
{
    t->hook.runs = true;
    atomic_fetch_sub(&ws2_gate, WS2_GATE_HOOK);
}

static void hook_leave(struct ws2_thread *t)
{
    atomic_fetch_add(&ws2_gate, WS2_GATE_HOOK);
    t->hook.runs = false;
}

/* Of the hooks that run, the child has its own thread's. */
static void hook_forked(void)
{
    atomic_store(&ws2_gate, (long long)ws2_gate_startups() -
                                (ws2_hook_runs() ? WS2_GATE_HOOK : 0));
}
OS_IN_FORKED_CHILD(hook_forked)

bool ws2_hook_call(struct ws2_thread *t, bool *again)
{
    t->hook.cancelled = false;
    hook_enter(t);
    *again = t->hook.call() != 0;
    hook_leave(t);
    return !t->hook.cancelled;
}

/* TRUE asks to be called again at once: the call only looks then. Version 1.1
 * would not look before the hook says FALSE, and hooks that never do would
 * never end. */
ws2_err ws2_hook_turn(struct ws2_thread *t, int64_t *until_ns)
{
    int64_t next_ns;
    bool again;

    if (!ws2_hook_waits(t))
        return WS2_OK;
    if (!ws2_hook_call(t, &again))
        return WSAEINTR;
    next_ns = os_now_ns() + (again ? 0 : TURN_NS);
    if (next_ns < *until_ns)
        *until_ns = next_ns;
    return WS2_OK;
}

ws2_err ws2_hook_cancel(void)
{
    if (!ws2_hook_runs())
        return WSAEINVAL;
    ws2_thread_peek()->hook.cancelled = true;
    return WS2_OK;
}

/* Perhaps inside the hook. */
void ws2_hook_end(struct ws2_thread *t)
{
    if (t->hook.runs)
        hook_leave(t);
}
