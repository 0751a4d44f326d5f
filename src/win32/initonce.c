/* SPDX-License-Identifier: MIT */
/* One-time initialisation. The word's low two bits are the state, the rest the
 * context; its low 32 bits are the futex while a thread initialises. Follows
 * "One-Time Initialization" on Microsoft Learn. */
#include <windows.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "err/lasterror.h"
#include "os/futex.h"

#define STATE_MASK    3u
#define STATE_NONE    0u
#define STATE_RUNNING 1u /* one thread initialises, others wait */
#define STATE_DONE    2u
#define STATE_ASYNC   3u /* several try, the first to complete wins */

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the futex is taken to be the low half of the word"
#endif

static atomic_uintptr_t *once_word(PINIT_ONCE once)
{
    return (atomic_uintptr_t *)&once->Ptr;
}

static BOOL once_fail(ws2_err err)
{
    ws2_set_last_error(err);
    return FALSE;
}

static BOOL once_done(uintptr_t word, BOOL *pending, LPVOID *context)
{
    *pending = FALSE;
    if (context != NULL)
        *context = (LPVOID)(word & ~(uintptr_t)STATE_MASK);
    return TRUE;
}

/* Moves from one state to the next and wakes who waits for that. */
static bool once_move(PINIT_ONCE once, uintptr_t from, uintptr_t to)
{
    if (!atomic_compare_exchange_strong(once_word(once), &from, to))
        return false;
    if (from == STATE_RUNNING)
        os_futex_wake((atomic_uint *)once_word(once), OS_WAKE_ALL);
    return true;
}

VOID WINAPI InitOnceInitialize(PINIT_ONCE InitOnce)
{
    InitOnce->Ptr = NULL;
}

/* Takes the part that matters now: to initialise (pending), or not. */
static BOOL once_begin(PINIT_ONCE once, bool async, BOOL *pending,
                       LPVOID *context)
{
    for (;;) {
        uintptr_t word = atomic_load(once_word(once));

        *pending = TRUE;
        switch (word & STATE_MASK) {
        case STATE_DONE:
            return once_done(word, pending, context);
        case STATE_NONE:
            if (once_move(once, STATE_NONE,
                          async ? STATE_ASYNC : STATE_RUNNING))
                return TRUE;
            break;
        case STATE_ASYNC:
            return async ? TRUE : once_fail(ERROR_INVALID_PARAMETER);
        default:
            if (async)
                return once_fail(ERROR_INVALID_PARAMETER);
            os_futex_wait((atomic_uint *)once_word(once), STATE_RUNNING,
                          OS_FOREVER);
        }
    }
}

BOOL WINAPI InitOnceBeginInitialize(LPINIT_ONCE lpInitOnce, DWORD dwFlags,
                                    PBOOL fPending, LPVOID *lpContext)
{
    uintptr_t word = atomic_load(once_word(lpInitOnce));

    if ((dwFlags & ~(DWORD)(INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC)) != 0 ||
        dwFlags == (INIT_ONCE_CHECK_ONLY | INIT_ONCE_ASYNC))
        return once_fail(ERROR_INVALID_PARAMETER);
    if ((dwFlags & INIT_ONCE_CHECK_ONLY) == 0)
        return once_begin(lpInitOnce, dwFlags == INIT_ONCE_ASYNC, fPending,
                          lpContext);
    if ((word & STATE_MASK) != STATE_DONE) {
        *fPending = TRUE;
        return once_fail(ERROR_GEN_FAILURE);
    }
    return once_done(word, fPending, lpContext);
}

BOOL WINAPI InitOnceComplete(LPINIT_ONCE lpInitOnce, DWORD dwFlags,
                             LPVOID lpContext)
{
    uintptr_t context = (uintptr_t)lpContext;
    bool failed = dwFlags == INIT_ONCE_INIT_FAILED;
    bool async = dwFlags == INIT_ONCE_ASYNC;

    if (dwFlags != 0 && !failed && !async)
        return once_fail(ERROR_INVALID_PARAMETER);
    if ((context & STATE_MASK) != 0 || (failed && lpContext != NULL))
        return once_fail(ERROR_INVALID_PARAMETER);
    if (failed)
        return once_move(lpInitOnce, STATE_RUNNING, STATE_NONE)
                   ? TRUE
                   : once_fail(ERROR_GEN_FAILURE);
    return once_move(lpInitOnce, async ? STATE_ASYNC : STATE_RUNNING,
                     context | STATE_DONE)
               ? TRUE
               : once_fail(ERROR_GEN_FAILURE);
}

BOOL WINAPI InitOnceExecuteOnce(PINIT_ONCE InitOnce, PINIT_ONCE_FN InitFn,
                                PVOID Parameter, LPVOID *Context)
{
    PVOID context = NULL;
    BOOL pending;

    if (!once_begin(InitOnce, false, &pending, Context))
        return FALSE;
    if (!pending)
        return TRUE;
    if (!InitFn(InitOnce, Parameter, &context)) {
        /* The function's last error stands; the next call tries again. */
        once_move(InitOnce, STATE_RUNNING, STATE_NONE);
        return FALSE;
    }
    if (!InitOnceComplete(InitOnce, 0, context)) {
        once_move(InitOnce, STATE_RUNNING, STATE_NONE); /* a bad context */
        return FALSE;
    }
    if (Context != NULL)
        *Context = context;
    return TRUE;
}
