/* SPDX-License-Identifier: MIT */
/* Condition variables, in the eight bytes of CONDITION_VARIABLE: a sequence
 * number, which sleepers watch, and how many they are, so that waking nobody
 * costs no system call. A sleeper counts itself before it gives up its lock; a
 * waker that sees no sleeper therefore came before it. Follows "Condition
 * Variables" on Microsoft Learn; wake-ups can be spurious, there and here. */
#include <stdbool.h>
#include <windows.h>

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "err/lasterror.h"
#include "os/futex.h"

struct condvar {
    atomic_uint sequence;
    atomic_uint sleepers;
};

_Static_assert(sizeof(struct condvar) == sizeof(CONDITION_VARIABLE),
               "CONDITION_VARIABLE");

static struct condvar *condvar_of(PCONDITION_VARIABLE cv)
{
    return (struct condvar *)cv;
}

static unsigned condvar_begin(struct condvar *cv)
{
    atomic_fetch_add(&cv->sleepers, 1);
    return atomic_load(&cv->sequence);
}

static bool condvar_sleep(struct condvar *cv, unsigned sequence,
                          DWORD timeout_ms)
{
    int res = os_futex_wait(&cv->sequence, sequence, os_deadline(timeout_ms));
    bool woken = res != -ETIMEDOUT || atomic_load(&cv->sequence) != sequence;

    atomic_fetch_sub(&cv->sleepers, 1);
    return woken;
}

static BOOL condvar_result(bool woken)
{
    if (!woken)
        ws2_set_last_error(ERROR_TIMEOUT);
    return woken;
}

static void condvar_wake(struct condvar *cv, int count)
{
    atomic_fetch_add(&cv->sequence, 1);
    if (atomic_load(&cv->sleepers) != 0)
        os_futex_wake(&cv->sequence, count);
}

VOID WINAPI InitializeConditionVariable(PCONDITION_VARIABLE ConditionVariable)
{
    ConditionVariable->Ptr = NULL;
}

BOOL WINAPI SleepConditionVariableCS(PCONDITION_VARIABLE ConditionVariable,
                                     PCRITICAL_SECTION CriticalSection,
                                     DWORD dwMilliseconds)
{
    struct condvar *cv = condvar_of(ConditionVariable);
    unsigned sequence = condvar_begin(cv);
    bool woken;

    LeaveCriticalSection(CriticalSection);
    woken = condvar_sleep(cv, sequence, dwMilliseconds);
    EnterCriticalSection(CriticalSection);
    return condvar_result(woken);
}

BOOL WINAPI SleepConditionVariableSRW(PCONDITION_VARIABLE ConditionVariable,
                                      PSRWLOCK SRWLock, DWORD dwMilliseconds,
                                      ULONG Flags)
{
    struct condvar *cv = condvar_of(ConditionVariable);
    bool shared = (Flags & CONDITION_VARIABLE_LOCKMODE_SHARED) != 0;
    unsigned sequence;
    bool woken;

    if ((Flags & ~(ULONG)CONDITION_VARIABLE_LOCKMODE_SHARED) != 0) {
        ws2_set_last_error(ERROR_INVALID_PARAMETER);
        return FALSE;
    }
    sequence = condvar_begin(cv);
    (shared ? ReleaseSRWLockShared : ReleaseSRWLockExclusive)(SRWLock);
    woken = condvar_sleep(cv, sequence, dwMilliseconds);
    (shared ? AcquireSRWLockShared : AcquireSRWLockExclusive)(SRWLock);
    return condvar_result(woken);
}

VOID WINAPI WakeConditionVariable(PCONDITION_VARIABLE ConditionVariable)
{
    condvar_wake(condvar_of(ConditionVariable), 1);
}

VOID WINAPI WakeAllConditionVariable(PCONDITION_VARIABLE ConditionVariable)
{
    condvar_wake(condvar_of(ConditionVariable), OS_WAKE_ALL);
}
