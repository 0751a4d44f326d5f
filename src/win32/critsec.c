/* SPDX-License-Identifier: MIT */
/* Critical sections. LockCount is the lock: -1 free, 0 held, 1 held and
 * somebody sleeps. OwningThread and RecursionCount are written by the owner
 * only; another thread that reads OwningThread can see an old value but never
 * its own identifier. Follows "Critical Section Objects" on Microsoft Learn. */
#include <windows.h>

#include <stdatomic.h>
#include <stdbool.h>

#include "handle/thread_obj.h"
#include "os/futex.h"

#define FREE      UINT32_MAX /* LockCount -1 */
#define HELD      0u
#define CONTENDED 1u

/* The high byte of the spin count holds flags, as on Windows. */
#define SPIN_MASK 0x00ffffffu

static atomic_uint *section_word(CRITICAL_SECTION *cs)
{
    return (atomic_uint *)&cs->LockCount;
}

static _Atomic(HANDLE) *section_owner(CRITICAL_SECTION *cs)
{
    return (_Atomic(HANDLE) *)&cs->OwningThread;
}

static HANDLE self_handle(void)
{
    return (HANDLE)(ULONG_PTR)ws2_thread_id();
}

static bool section_is_mine(CRITICAL_SECTION *cs)
{
    return atomic_load_explicit(section_owner(cs), memory_order_relaxed) ==
           self_handle();
}

static void section_own(CRITICAL_SECTION *cs)
{
    atomic_store_explicit(section_owner(cs), self_handle(),
                          memory_order_relaxed);
    cs->RecursionCount = 1;
}

static bool section_try(CRITICAL_SECTION *cs)
{
    unsigned expect = FREE;

    return atomic_compare_exchange_strong_explicit(section_word(cs), &expect,
                                                   HELD, memory_order_acquire,
                                                   memory_order_relaxed);
}

static void section_take_slow(CRITICAL_SECTION *cs)
{
    atomic_uint *word = section_word(cs);
    ULONG_PTR spins = cs->SpinCount & SPIN_MASK;

    for (ULONG_PTR i = 0; i < spins; i++) {
        if (atomic_load_explicit(word, memory_order_relaxed) == FREE &&
            section_try(cs))
            return;
        YieldProcessor();
    }
    while (atomic_exchange_explicit(word, CONTENDED, memory_order_acquire) !=
           FREE)
        os_futex_wait(word, CONTENDED, OS_FOREVER);
}

BOOL WINAPI InitializeCriticalSectionEx(LPCRITICAL_SECTION cs,
                                        DWORD dwSpinCount, DWORD Flags)
{
    (void)Flags;
    cs->DebugInfo = (PRTL_CRITICAL_SECTION_DEBUG)(LONG_PTR)-1; /* none */
    cs->RecursionCount = 0;
    cs->OwningThread = NULL;
    cs->LockSemaphore = NULL;
    cs->SpinCount = dwSpinCount;
    atomic_store(section_word(cs), FREE);
    return TRUE;
}

VOID WINAPI InitializeCriticalSection(LPCRITICAL_SECTION cs)
{
    InitializeCriticalSectionEx(cs, 0, 0);
}

BOOL WINAPI InitializeCriticalSectionAndSpinCount(LPCRITICAL_SECTION cs,
                                                  DWORD dwSpinCount)
{
    return InitializeCriticalSectionEx(cs, dwSpinCount, 0);
}

DWORD WINAPI SetCriticalSectionSpinCount(LPCRITICAL_SECTION cs,
                                         DWORD dwSpinCount)
{
    DWORD previous = (DWORD)cs->SpinCount;

    cs->SpinCount = dwSpinCount;
    return previous;
}

VOID WINAPI EnterCriticalSection(LPCRITICAL_SECTION cs)
{
    if (section_is_mine(cs)) {
        cs->RecursionCount++;
        return;
    }
    if (!section_try(cs))
        section_take_slow(cs);
    section_own(cs);
}

BOOL WINAPI TryEnterCriticalSection(LPCRITICAL_SECTION cs)
{
    if (section_is_mine(cs)) {
        cs->RecursionCount++;
        return TRUE;
    }
    if (!section_try(cs))
        return FALSE;
    section_own(cs);
    return TRUE;
}

/* A section that the thread does not own stays as it is; Windows leaves that
 * undefined. */
VOID WINAPI LeaveCriticalSection(LPCRITICAL_SECTION cs)
{
    if (!section_is_mine(cs) || --cs->RecursionCount > 0)
        return;
    atomic_store_explicit(section_owner(cs), NULL, memory_order_relaxed);
    if (atomic_exchange_explicit(section_word(cs), FREE,
                                 memory_order_release) == CONTENDED)
        os_futex_wake(section_word(cs), 1);
}

VOID WINAPI DeleteCriticalSection(LPCRITICAL_SECTION cs)
{
    cs->DebugInfo = NULL;
    cs->OwningThread = NULL;
    cs->RecursionCount = 0;
    cs->SpinCount = 0;
    atomic_store(section_word(cs), FREE);
}
