/* SPDX-License-Identifier: MIT */
/* Slim reader/writer locks, in the eight bytes of SRWLOCK: a state word and a
 * count of writers let go, which sleeping writers watch.
 *
 * The state's low 30 bits count readers, all ones is a writer; the high two
 * bits say who sleeps. A sleeping writer keeps new readers out, so that it is
 * not starved; an unlock wakes one writer, else all readers. Follows "Slim
 * Reader/Writer (SRW) Locks" on Microsoft Learn: neither recursive nor fair. */
#include <stdbool.h>
#include <windows.h>

#include <stdatomic.h>
#include <stdbool.h>

#include "os/futex.h"

#define OWNERS          0x3fffffffu
#define WRITER          OWNERS
#define READERS_MAX     (OWNERS - 1)
#define READERS_WAITING 0x40000000u
#define WRITERS_WAITING 0x80000000u
#define SPINS           100

struct srw {
    atomic_uint state;
    atomic_uint passed; /* changes when a sleeping writer may go on */
};

_Static_assert(sizeof(struct srw) == sizeof(SRWLOCK), "SRWLOCK");

static struct srw *srw_of(PSRWLOCK lock)
{
    return (struct srw *)lock;
}

static bool reader_may_enter(unsigned state)
{
    return (state & OWNERS) < READERS_MAX &&
           (state & (READERS_WAITING | WRITERS_WAITING)) == 0;
}

static bool reader_try(struct srw *srw, unsigned *state)
{
    while (reader_may_enter(*state))
        if (atomic_compare_exchange_weak_explicit(
                &srw->state, state, *state + 1, memory_order_acquire,
                memory_order_relaxed))
            return true;
    return false;
}

/* Free of owners: takes it, keeping the marks of those who sleep. */
static bool writer_try(struct srw *srw, unsigned *state, unsigned mark)
{
    while ((*state & OWNERS) == 0)
        if (atomic_compare_exchange_weak_explicit(
                &srw->state, state, *state | WRITER | mark,
                memory_order_acquire, memory_order_relaxed))
            return true;
    return false;
}

/* Waits a little for the lock to come free without anybody asleep. */
static unsigned state_spin(struct srw *srw)
{
    unsigned state = atomic_load_explicit(&srw->state, memory_order_relaxed);

    for (int i = 0; i < SPINS && (state & OWNERS) == WRITER &&
                    (state & (READERS_WAITING | WRITERS_WAITING)) == 0;
         i++) {
        YieldProcessor();
        state = atomic_load_explicit(&srw->state, memory_order_relaxed);
    }
    return state;
}

static void reader_wait(struct srw *srw)
{
    unsigned state = state_spin(srw);

    while (!reader_try(srw, &state)) {
        if ((state & READERS_WAITING) == 0 &&
            !atomic_compare_exchange_strong(&srw->state, &state,
                                            state | READERS_WAITING))
            continue;
        os_futex_wait(&srw->state, state | READERS_WAITING, OS_FOREVER);
        state = state_spin(srw);
    }
}

static void writer_wait(struct srw *srw)
{
    unsigned state = state_spin(srw);
    unsigned mark = 0; /* after a sleep others may still sleep: keep the bit */
    unsigned passed;

    while (!writer_try(srw, &state, mark)) {
        if ((state & WRITERS_WAITING) == 0 &&
            !atomic_compare_exchange_strong(&srw->state, &state,
                                            state | WRITERS_WAITING))
            continue;
        mark = WRITERS_WAITING;
        passed = atomic_load(&srw->passed);
        state = atomic_load(&srw->state);
        if ((state & OWNERS) == 0 || (state & WRITERS_WAITING) == 0)
            continue;
        os_futex_wait(&srw->passed, passed, OS_FOREVER);
        state = state_spin(srw);
    }
}

/* The lock came free while somebody sleeps: one writer goes on, or all readers.
 * Whoever clears a mark wakes for it. A new owner, if there is one by now, has
 * kept the marks and does this when it leaves. */
static void waiters_wake(struct srw *srw, unsigned state)
{
    while ((state & OWNERS) == 0 && state != 0) {
        if ((state & WRITERS_WAITING) != 0) {
            /* The woken writer sets the mark again, for the others. */
            if (!atomic_compare_exchange_strong(&srw->state, &state,
                                                state & READERS_WAITING))
                continue;
            atomic_fetch_add(&srw->passed, 1);
            if (os_futex_wake(&srw->passed, 1) > 0)
                return;
            state &= READERS_WAITING; /* it was not asleep: readers, too */
        } else if (atomic_compare_exchange_strong(&srw->state, &state, 0)) {
            os_futex_wake(&srw->state, OS_WAKE_ALL);
            return;
        }
    }
}

VOID WINAPI InitializeSRWLock(PSRWLOCK SRWLock)
{
    SRWLock->Ptr = NULL;
}

VOID WINAPI AcquireSRWLockExclusive(PSRWLOCK SRWLock)
{
    if (!TryAcquireSRWLockExclusive(SRWLock))
        writer_wait(srw_of(SRWLock));
}

VOID WINAPI AcquireSRWLockShared(PSRWLOCK SRWLock)
{
    if (!TryAcquireSRWLockShared(SRWLock))
        reader_wait(srw_of(SRWLock));
}

BOOLEAN WINAPI TryAcquireSRWLockExclusive(PSRWLOCK SRWLock)
{
    struct srw *srw = srw_of(SRWLock);
    unsigned state = atomic_load_explicit(&srw->state, memory_order_relaxed);

    return writer_try(srw, &state, 0);
}

BOOLEAN WINAPI TryAcquireSRWLockShared(PSRWLOCK SRWLock)
{
    struct srw *srw = srw_of(SRWLock);
    unsigned state = atomic_load_explicit(&srw->state, memory_order_relaxed);

    return reader_try(srw, &state);
}

VOID WINAPI ReleaseSRWLockExclusive(PSRWLOCK SRWLock)
{
    struct srw *srw = srw_of(SRWLock);
    unsigned state;

    state =
        atomic_fetch_sub_explicit(&srw->state, WRITER, memory_order_release) -
        WRITER;
    if (state != 0)
        waiters_wake(srw, state);
}

VOID WINAPI ReleaseSRWLockShared(PSRWLOCK SRWLock)
{
    struct srw *srw = srw_of(SRWLock);
    unsigned state;

    state = atomic_fetch_sub_explicit(&srw->state, 1, memory_order_release) - 1;
    /* Readers sleep beside a reader only when a writer sleeps as well. */
    if ((state & OWNERS) == 0 && (state & WRITERS_WAITING) != 0)
        waiters_wake(srw, state);
}
