/* SPDX-License-Identifier: MIT */
/* Locks and condition variables under contention; one-time initialisation;
 * waiting on addresses; the Interlocked functions. */
#include "harness.h"

#define THREADS 6
#define ROUNDS  20000
#define FOREVER 10000

static void all_run(LPTHREAD_START_ROUTINE fn, void *arg)
{
    HANDLE t[THREADS];
    int i;

    for (i = 0; i < THREADS; i++)
        t[i] = ct_thread(fn, arg);
    for (i = 0; i < THREADS; i++)
        ct_join(t[i]);
}

static struct {
    CRITICAL_SECTION cs;
    SRWLOCK srw;
    CONDITION_VARIABLE filled, emptied;
    LONG a, b; /* guarded: equal whenever nobody holds the lock */
    LONG bad;  /* interlocked */
    LONG turns;
} shared;

static DWORD WINAPI cs_run(LPVOID arg)
{
    int i;

    (void)arg;
    for (i = 0; i < ROUNDS; i++) {
        EnterCriticalSection(&shared.cs);
        if (i % 16 == 0) /* recursive */
            EnterCriticalSection(&shared.cs);
        if (shared.a++ != shared.b++)
            InterlockedIncrement(&shared.bad);
        if (i % 16 == 0)
            LeaveCriticalSection(&shared.cs);
        LeaveCriticalSection(&shared.cs);
    }
    return 0;
}

static DWORD WINAPI cs_try(LPVOID arg)
{
    BOOL got = TryEnterCriticalSection(arg);

    if (got)
        LeaveCriticalSection(arg);
    return (DWORD)got;
}

static DWORD cs_try_elsewhere(void)
{
    HANDLE t = CreateThread(NULL, 0, cs_try, &shared.cs, 0, NULL);
    DWORD code = 99;

    WaitForSingleObject(t, FOREVER);
    GetExitCodeThread(t, &code);
    CloseHandle(t);
    return code;
}

static void critical_section(const struct ct_row *row)
{
    memset(&shared, 0, sizeof(shared));
    EQUAL(InitializeCriticalSectionAndSpinCount(&shared.cs, (DWORD)row->arg),
          TRUE);
    all_run(cs_run, NULL);
    EQUAL(shared.a, THREADS * ROUNDS);
    EQUAL(shared.bad, 0);
    EnterCriticalSection(&shared.cs);
    EQUAL(TryEnterCriticalSection(&shared.cs), TRUE);
    EQUAL(cs_try_elsewhere(), FALSE);
    LeaveCriticalSection(&shared.cs);
    EQUAL(cs_try_elsewhere(), FALSE);
    LeaveCriticalSection(&shared.cs);
    EQUAL(cs_try_elsewhere(), TRUE);
    DeleteCriticalSection(&shared.cs);
}

static DWORD WINAPI srw_run(LPVOID arg)
{
    int i;

    (void)arg;
    for (i = 0; i < ROUNDS; i++) {
        if (i % 4 == 0) {
            AcquireSRWLockExclusive(&shared.srw);
            if (shared.a++ != shared.b++)
                InterlockedIncrement(&shared.bad);
            ReleaseSRWLockExclusive(&shared.srw);
        } else if (i % 4 == 1 && TryAcquireSRWLockShared(&shared.srw)) {
            if (shared.a != shared.b)
                InterlockedIncrement(&shared.bad);
            ReleaseSRWLockShared(&shared.srw);
        } else {
            AcquireSRWLockShared(&shared.srw);
            if (shared.a != shared.b)
                InterlockedIncrement(&shared.bad);
            ReleaseSRWLockShared(&shared.srw);
        }
    }
    return 0;
}

static void slim_lock(const struct ct_row *row)
{
    SRWLOCK lock = SRWLOCK_INIT;

    (void)row;
    memset(&shared, 0, sizeof(shared));
    InitializeSRWLock(&shared.srw);
    all_run(srw_run, NULL);
    EQUAL(shared.a, THREADS * ROUNDS / 4);
    EQUAL(shared.bad, 0);
    AcquireSRWLockShared(&lock);
    CHECK(TryAcquireSRWLockShared(&lock));
    CHECK(!TryAcquireSRWLockExclusive(&lock));
    ReleaseSRWLockShared(&lock);
    ReleaseSRWLockShared(&lock);
    CHECK(TryAcquireSRWLockExclusive(&lock));
    CHECK(!TryAcquireSRWLockShared(&lock));
    CHECK(!TryAcquireSRWLockExclusive(&lock));
    ReleaseSRWLockExclusive(&lock);
}

/* A buffer of one place: b counts what is in it. */
static DWORD WINAPI cv_produce(LPVOID arg)
{
    int i;

    (void)arg;
    for (i = 0; i < ROUNDS / 10; i++) {
        EnterCriticalSection(&shared.cs);
        while (shared.b != 0)
            SleepConditionVariableCS(&shared.emptied, &shared.cs, INFINITE);
        shared.b++;
        WakeConditionVariable(&shared.filled);
        LeaveCriticalSection(&shared.cs);
    }
    return 0;
}

static DWORD WINAPI cv_consume(LPVOID arg)
{
    int i;

    (void)arg;
    for (i = 0; i < ROUNDS / 10; i++) {
        EnterCriticalSection(&shared.cs);
        while (shared.b == 0)
            SleepConditionVariableCS(&shared.filled, &shared.cs, INFINITE);
        shared.b--;
        shared.a++;
        WakeConditionVariable(&shared.emptied);
        LeaveCriticalSection(&shared.cs);
    }
    return 0;
}

static void condition_cs(const struct ct_row *row)
{
    HANDLE t[4];
    int i;

    (void)row;
    memset(&shared, 0, sizeof(shared));
    InitializeCriticalSection(&shared.cs);
    InitializeConditionVariable(&shared.filled);
    for (i = 0; i < 4; i++)
        t[i] = ct_thread(i % 2 == 0 ? cv_produce : cv_consume, NULL);
    for (i = 0; i < 4; i++)
        ct_join(t[i]);
    EQUAL(shared.a, 2 * ROUNDS / 10);
    EQUAL(shared.b, 0);
    EnterCriticalSection(&shared.cs);
    FAILS(FALSE, ERROR_TIMEOUT,
          SleepConditionVariableCS(&shared.filled, &shared.cs, 20));
    EQUAL(cs_try_elsewhere(), FALSE); /* held again */
    LeaveCriticalSection(&shared.cs);
    DeleteCriticalSection(&shared.cs);
}

static DWORD WINAPI cv_turn(LPVOID arg)
{
    (void)arg;
    AcquireSRWLockShared(&shared.srw);
    while (shared.turns == 0)
        SleepConditionVariableSRW(&shared.filled, &shared.srw, INFINITE,
                                  CONDITION_VARIABLE_LOCKMODE_SHARED);
    ReleaseSRWLockShared(&shared.srw);
    InterlockedIncrement(&shared.a);
    return 0;
}

static void condition_srw(const struct ct_row *row)
{
    HANDLE t[THREADS];
    int i;

    (void)row;
    memset(&shared, 0, sizeof(shared));
    for (i = 0; i < THREADS; i++)
        t[i] = ct_thread(cv_turn, NULL);
    Sleep(20);
    AcquireSRWLockExclusive(&shared.srw);
    shared.turns = 1;
    ReleaseSRWLockExclusive(&shared.srw);
    WakeAllConditionVariable(&shared.filled);
    for (i = 0; i < THREADS; i++)
        ct_join(t[i]);
    EQUAL(shared.a, THREADS);
    AcquireSRWLockExclusive(&shared.srw);
    FAILS(FALSE, ERROR_TIMEOUT,
          SleepConditionVariableSRW(&shared.filled, &shared.srw, 10, 0));
    CHECK(!TryAcquireSRWLockShared(&shared.srw));
    ReleaseSRWLockExclusive(&shared.srw);
}

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static LONG once_runs;

static BOOL CALLBACK once_make(PINIT_ONCE o, PVOID parameter, PVOID *context)
{
    (void)o;
    Sleep(10);
    *context = parameter;
    return InterlockedIncrement(&once_runs) > 1; /* the first try fails */
}

static DWORD WINAPI once_run(LPVOID arg)
{
    static char thing[16];
    void *context = NULL;

    (void)arg;
    while (!InitOnceExecuteOnce(&once, once_make, thing, &context))
        ;
    if (context != (void *)thing)
        InterlockedIncrement(&shared.bad);
    return 0;
}

static void init_once(const struct ct_row *row)
{
    static INIT_ONCE other;
    BOOL pending = FALSE;
    void *context = NULL;

    (void)row;
    memset(&shared, 0, sizeof(shared));
    all_run(once_run, NULL);
    EQUAL(once_runs, 2);
    EQUAL(shared.bad, 0);
    InitOnceInitialize(&other);
    FAILS(FALSE, ERROR_GEN_FAILURE,
          InitOnceBeginInitialize(&other, INIT_ONCE_CHECK_ONLY, &pending,
                                  &context));
    EQUAL(InitOnceBeginInitialize(&other, INIT_ONCE_ASYNC, &pending, &context),
          TRUE);
    EQUAL(pending, TRUE);
    EQUAL(InitOnceComplete(&other, INIT_ONCE_ASYNC, (void *)64), TRUE);
    FAILS(FALSE, ERROR_GEN_FAILURE,
          InitOnceComplete(&other, INIT_ONCE_ASYNC, (void *)128));
    EQUAL(InitOnceBeginInitialize(&other, INIT_ONCE_CHECK_ONLY, &pending,
                                  &context),
          TRUE);
    EQUAL(pending, FALSE);
    EQUAL(context, 64);
    FAILS(FALSE, ERROR_INVALID_PARAMETER,
          InitOnceComplete(&other, 0, (void *)65));
}

static DWORD WINAPI address_wait(LPVOID arg)
{
    volatile char *byte = arg;
    char zero = 0;

    while (__atomic_load_n(byte, __ATOMIC_SEQ_CST) == 0)
        WaitOnAddress(byte, &zero, 1, INFINITE);
    return 0;
}

static void wait_on_address(const struct ct_row *row)
{
    static char bytes[4];
    int value = 5, same = 5;
    HANDLE t;

    (void)row;
    memset(bytes, 0, sizeof(bytes));
    t = ct_thread(address_wait, &bytes[1]);
    Sleep(10);
    __atomic_store_n(&bytes[1], 1, __ATOMIC_SEQ_CST);
    WakeByAddressSingle(&bytes[1]);
    ct_join(t);
    FAILS(FALSE, ERROR_TIMEOUT, WaitOnAddress(&value, &same, sizeof(value), 5));
    same = 6;
    EQUAL(WaitOnAddress(&value, &same, sizeof(value), INFINITE), TRUE);
    FAILS(FALSE, ERROR_INVALID_PARAMETER, WaitOnAddress(&value, &same, 3, 0));
}

static void interlocked(const struct ct_row *row)
{
    LONG n = 5;
    LONGLONG wide = 1;
    void *p = &n;

    (void)row;
    EQUAL(InterlockedIncrement(&n), 6);
    EQUAL(InterlockedDecrement(&n), 5);
    EQUAL(InterlockedExchange(&n, 7), 5);
    EQUAL(InterlockedExchangeAdd(&n, 3), 7);
    EQUAL(InterlockedCompareExchange(&n, 1, 9), 10);
    EQUAL(InterlockedCompareExchange(&n, 1, 10), 10);
    EQUAL(InterlockedOr(&n, 6), 1);
    EQUAL(InterlockedAnd(&n, 3), 7);
    EQUAL(InterlockedXor(&n, 1), 3);
    EQUAL(n, 2);
    EQUAL(InterlockedExchange64(&wide, 1LL << 40), 1);
    EQUAL(InterlockedIncrement64(&wide), (1LL << 40) + 1);
    EQUAL(InterlockedExchangePointer(&p, NULL), &n);
    EQUAL(InterlockedCompareExchangePointer(&p, &wide, NULL), NULL);
    EQUAL(p, &wide);
}

static const struct ct_row rows[] = {
    RULE(EnterCriticalSection, "many threads, no spinning", critical_section,
         .arg = 0),
    RULE(EnterCriticalSection, "many threads, spinning", critical_section,
         .arg = 4000),
    RULE(AcquireSRWLockExclusive, "readers and writers", slim_lock),
    RULE(SleepConditionVariableCS, "producers and consumers", condition_cs),
    RULE(SleepConditionVariableSRW, "wake all, time-out", condition_srw),
    RULE(InitOnceExecuteOnce, "once, also asynchronously", init_once),
    RULE(WaitOnAddress, "bytes and time-outs", wait_on_address),
    RULE(InterlockedIncrement, "results", interlocked),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
