/* SPDX-License-Identifier: MIT */
/* The thread pool as programs see it: work, timers, waits, cleanup groups, what
 * a callback can ask for, and the older functions. */
#include "harness.h"

#define FOREVER 10000 /* ms: long enough on any machine */
#define MS      10000 /* in 100 ns */

static LONG calls;
static HANDLE go, begun; /* events: callbacks wait, callbacks have begun */

static void begin(void)
{
    calls = 0;
    go = CreateEventA(NULL, TRUE, FALSE, NULL);
    begun = CreateSemaphoreA(NULL, 0, 10000, NULL);
}

static void end(void)
{
    CloseHandle(go);
    CloseHandle(begun);
}

static FILETIME from_now(LONGLONG ms)
{
    ULARGE_INTEGER value;
    FILETIME ft;

    value.QuadPart = (ULONGLONG)(-ms * MS);
    ft.dwLowDateTime = value.LowPart;
    ft.dwHighDateTime = value.HighPart;
    return ft;
}

static void sleep_until_calls(LONG n)
{
    DWORD before = GetTickCount();

    while (InterlockedCompareExchange(&calls, 0, 0) < n &&
           GetTickCount() - before < FOREVER)
        Sleep(1);
    CHECK(InterlockedCompareExchange(&calls, 0, 0) >= n);
}

static VOID CALLBACK work_count(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                PTP_WORK work)
{
    (void)instance;
    (void)work;
    CHECK(context == &calls);
    InterlockedIncrement(&calls);
}

static VOID CALLBACK work_block(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                PTP_WORK work)
{
    (void)instance;
    (void)context;
    (void)work;
    ReleaseSemaphore(begun, 1, NULL);
    EQUAL(WaitForSingleObject(go, FOREVER), WAIT_OBJECT_0);
    InterlockedIncrement(&calls);
}

static void work_runs(const struct ct_row *row)
{
    PTP_WORK work = CreateThreadpoolWork(work_count, &calls, NULL);
    int i;

    (void)row;
    begin();
    CHECK(work != NULL);
    for (i = 0; i < 1000; i++)
        SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    EQUAL(calls, 1000);
    SubmitThreadpoolWork(work);
    CloseThreadpoolWork(work); /* what is queued still runs */
    sleep_until_calls(1001);
    end();
    FAILS(NULL, ERROR_INVALID_PARAMETER,
          CreateThreadpoolWork(NULL, NULL, NULL));
    FAILS(NULL, ERROR_INVALID_PARAMETER, CreateThreadpool(&calls));
}

/* One thread: the second call waits for its turn, and can be taken back. */
static void work_cancelled(const struct ct_row *row)
{
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON env;
    PTP_WORK work;

    (void)row;
    begin();
    InitializeThreadpoolEnvironment(&env);
    SetThreadpoolThreadMaximum(pool, 1);
    EQUAL(SetThreadpoolThreadMinimum(pool, 1), TRUE);
    SetThreadpoolCallbackPool(&env, pool);
    work = CreateThreadpoolWork(work_block, NULL, &env);
    SubmitThreadpoolWork(work);
    EQUAL(WaitForSingleObject(begun, FOREVER), WAIT_OBJECT_0);
    SubmitThreadpoolWork(work);
    SubmitThreadpoolWork(work);
    EQUAL(WaitForSingleObject(begun, 30), WAIT_TIMEOUT);
    SetEvent(go);
    WaitForThreadpoolWorkCallbacks(work, TRUE);
    CHECK(calls >= 1 && calls <= 3);
    CloseThreadpoolWork(work);
    CloseThreadpool(pool);
    DestroyThreadpoolEnvironment(&env);
    end();
}

/* Callbacks that all block do not stop the pool: it grows. */
static void pool_grows(const struct ct_row *row)
{
    PTP_WORK work = CreateThreadpoolWork(work_block, NULL, NULL);
    int i;

    (void)row;
    begin();
    for (i = 0; i < 12; i++)
        SubmitThreadpoolWork(work);
    for (i = 0; i < 12; i++)
        EQUAL(WaitForSingleObject(begun, FOREVER), WAIT_OBJECT_0);
    SetEvent(go);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    EQUAL(calls, 12);
    CloseThreadpoolWork(work);
    end();
}

static LONG order[4]; /* the first is for the blocked call */

static VOID CALLBACK work_order(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                PTP_WORK work)
{
    (void)instance;
    (void)work;
    order[InterlockedIncrement(&calls) - 1] = (LONG)(LONG_PTR)context;
}

static void priorities(const struct ct_row *row)
{
    PTP_POOL pool = CreateThreadpool(NULL);
    TP_CALLBACK_ENVIRON env;
    PTP_WORK block, work[3];
    int i;

    (void)row;
    begin();
    InitializeThreadpoolEnvironment(&env);
    SetThreadpoolThreadMaximum(pool, 1);
    SetThreadpoolCallbackPool(&env, pool);
    block = CreateThreadpoolWork(work_block, NULL, &env);
    SubmitThreadpoolWork(block);
    EQUAL(WaitForSingleObject(begun, FOREVER), WAIT_OBJECT_0);
    for (i = 0; i < 3; i++) {
        SetThreadpoolCallbackPriority(&env, (TP_CALLBACK_PRIORITY)(2 - i));
        work[i] =
            CreateThreadpoolWork(work_order, (PVOID)(LONG_PTR)(2 - i), &env);
        SubmitThreadpoolWork(work[i]);
    }
    calls = 0;
    SetEvent(go);
    for (i = 0; i < 3; i++) {
        WaitForThreadpoolWorkCallbacks(work[i], FALSE);
        CloseThreadpoolWork(work[i]);
    }
    for (i = 0; i < 3; i++)
        EQUAL(order[i + 1], i);
    CloseThreadpoolWork(block);
    CloseThreadpool(pool);
    end();
}

static CRITICAL_SECTION section;
static HANDLE returned, mutex;

static VOID CALLBACK asks(PTP_CALLBACK_INSTANCE instance, PVOID context)
{
    (void)context;
    EnterCriticalSection(&section);
    EQUAL(WaitForSingleObject(mutex, FOREVER), WAIT_OBJECT_0);
    LeaveCriticalSectionWhenCallbackReturns(instance, &section);
    ReleaseMutexWhenCallbackReturns(instance, mutex);
    ReleaseSemaphoreWhenCallbackReturns(instance, begun, 3);
    SetEventWhenCallbackReturns(instance, returned);
    EQUAL(CallbackMayRunLong(instance), TRUE);
    EQUAL(WaitForSingleObject(returned, 0), WAIT_TIMEOUT);
}

static VOID CALLBACK finalized(PTP_CALLBACK_INSTANCE instance, PVOID context)
{
    (void)instance;
    CHECK(context == &section);
    InterlockedIncrement(&calls);
}

static void when_returned(const struct ct_row *row)
{
    TP_CALLBACK_ENVIRON env;
    int i;

    (void)row;
    begin();
    InitializeCriticalSection(&section);
    returned = CreateEventA(NULL, TRUE, FALSE, NULL);
    mutex = CreateMutexA(NULL, FALSE, NULL);
    InitializeThreadpoolEnvironment(&env);
    SetThreadpoolCallbackRunsLong(&env);
    env.FinalizationCallback = finalized;
    EQUAL(TrySubmitThreadpoolCallback(asks, &section, &env), TRUE);
    EQUAL(WaitForSingleObject(returned, FOREVER), WAIT_OBJECT_0);
    for (i = 0; i < 3; i++)
        EQUAL(WaitForSingleObject(begun, 0), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(mutex, 0), WAIT_OBJECT_0);
    EQUAL(TryEnterCriticalSection(&section), TRUE);
    LeaveCriticalSection(&section);
    ReleaseMutex(mutex);
    sleep_until_calls(1);
    CloseHandle(mutex);
    CloseHandle(returned);
    DeleteCriticalSection(&section);
    end();
    FAILS(FALSE, ERROR_INVALID_PARAMETER,
          TrySubmitThreadpoolCallback(NULL, NULL, NULL));
}

static VOID CALLBACK work_apart(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                PTP_WORK work)
{
    (void)context;
    (void)work;
    DisassociateCurrentThreadFromCallback(instance);
    ReleaseSemaphore(begun, 1, NULL);
    WaitForSingleObject(go, FOREVER);
    InterlockedIncrement(&calls);
}

static void disassociated(const struct ct_row *row)
{
    PTP_WORK work = CreateThreadpoolWork(work_apart, NULL, NULL);

    (void)row;
    begin();
    SubmitThreadpoolWork(work);
    EQUAL(WaitForSingleObject(begun, FOREVER), WAIT_OBJECT_0);
    WaitForThreadpoolWorkCallbacks(work, FALSE); /* it still runs */
    EQUAL(calls, 0);
    CloseThreadpoolWork(work);
    SetEvent(go);
    sleep_until_calls(1);
    end();
}

static VOID CALLBACK timer_count(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                 PTP_TIMER timer)
{
    (void)instance;
    (void)timer;
    CHECK(context == &calls);
    InterlockedIncrement(&calls);
}

static void timers(const struct ct_row *row)
{
    PTP_TIMER timer = CreateThreadpoolTimer(timer_count, &calls, NULL);
    FILETIME due = from_now(5), later = from_now(100000);
    LONG before;

    (void)row;
    begin();
    EQUAL(IsThreadpoolTimerSet(timer), FALSE);
    SetThreadpoolTimer(timer, &due, 0, 0);
    EQUAL(IsThreadpoolTimerSet(timer), TRUE);
    sleep_until_calls(1);
    WaitForThreadpoolTimerCallbacks(timer, FALSE);
    EQUAL(SetThreadpoolTimerEx(timer, &due, 2, 0), FALSE); /* it had fired */
    sleep_until_calls(5);
    EQUAL(SetThreadpoolTimerEx(timer, NULL, 0, 0), TRUE);
    EQUAL(IsThreadpoolTimerSet(timer), FALSE);
    WaitForThreadpoolTimerCallbacks(timer, TRUE);
    before = calls;
    Sleep(10);
    EQUAL(calls, before);
    SetThreadpoolTimer(timer, &later, 0, 0);
    CloseThreadpoolTimer(timer);
    end();
}

static LONG wait_result;

static VOID CALLBACK wait_note(PTP_CALLBACK_INSTANCE instance, PVOID context,
                               PTP_WAIT wait, TP_WAIT_RESULT result)
{
    (void)instance;
    (void)wait;
    CHECK(context == &calls);
    InterlockedExchange(&wait_result, (LONG)result);
    InterlockedIncrement(&calls);
}

static void waits(const struct ct_row *row)
{
    PTP_WAIT wait = CreateThreadpoolWait(wait_note, &calls, NULL);
    HANDLE e = CreateEventA(NULL, FALSE, FALSE, NULL);
    FILETIME soon = from_now(5), zero = {0, 0};

    (void)row;
    begin();
    SetThreadpoolWait(wait, e, NULL);
    SetEvent(e);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    EQUAL(calls, 1);
    EQUAL(wait_result, WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(e, 0), WAIT_TIMEOUT); /* was taken */
    SetEvent(e);                                    /* one wait, one callback */
    EQUAL(WaitForSingleObject(e, 0), WAIT_OBJECT_0);
    SetThreadpoolWait(wait, e, &soon);
    sleep_until_calls(2);
    EQUAL(wait_result, WAIT_TIMEOUT);
    SetThreadpoolWait(wait, e, &zero);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    EQUAL(calls, 3);
    EQUAL(wait_result, WAIT_TIMEOUT);
    SetEvent(e); /* signaled when it is set */
    SetThreadpoolWait(wait, e, &zero);
    WaitForThreadpoolWaitCallbacks(wait, FALSE);
    EQUAL(calls, 4);
    EQUAL(wait_result, WAIT_OBJECT_0);
    SetThreadpoolWait(wait, e, NULL);
    EQUAL(SetThreadpoolWaitEx(wait, NULL, NULL, NULL), TRUE);
    EQUAL(SetThreadpoolWaitEx(wait, NULL, NULL, NULL), FALSE);
    SetEvent(e);
    EQUAL(WaitForSingleObject(e, 0), WAIT_OBJECT_0); /* nobody took it */
    EQUAL(calls, 4);
    SetThreadpoolWait(wait, e, NULL);
    CloseThreadpoolWait(wait);
    CloseHandle(e);
    end();
}

/* More objects than a thread could wait for, and a timer among them. */
static void many_waits(const struct ct_row *row)
{
    static PTP_WAIT wait[300];
    static HANDLE e[300];
    HANDLE timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    LARGE_INTEGER due;
    int i;

    (void)row;
    begin();
    due.QuadPart = -5 * MS;
    for (i = 0; i < 300; i++) {
        e[i] = i == 0 ? timer : CreateEventA(NULL, TRUE, FALSE, NULL);
        wait[i] = CreateThreadpoolWait(wait_note, &calls, NULL);
        SetThreadpoolWait(wait[i], e[i], NULL);
    }
    EQUAL(SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE), TRUE);
    for (i = 1; i < 300; i++)
        SetEvent(e[i]);
    sleep_until_calls(300);
    for (i = 0; i < 300; i++) {
        WaitForThreadpoolWaitCallbacks(wait[i], FALSE);
        CloseThreadpoolWait(wait[i]);
        CloseHandle(e[i]);
    }
    EQUAL(calls, 300);
    end();
}

static LONG cancelled;

static VOID CALLBACK on_cancel(PVOID object, PVOID cleanup)
{
    (void)object;
    CHECK(cleanup == &cancelled);
    InterlockedIncrement(&cancelled);
}

static void cleanup_group(const struct ct_row *row)
{
    PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
    HANDLE e = CreateEventA(NULL, FALSE, FALSE, NULL);
    FILETIME later = from_now(100000);
    TP_CALLBACK_ENVIRON env;
    PTP_WORK work, closed;
    PTP_TIMER timer;
    PTP_WAIT wait;

    (void)row;
    begin();
    cancelled = 0;
    InitializeThreadpoolEnvironment(&env);
    SetThreadpoolCallbackCleanupGroup(&env, group, on_cancel);
    work = CreateThreadpoolWork(work_count, &calls, &env);
    closed = CreateThreadpoolWork(work_count, &calls, &env);
    timer = CreateThreadpoolTimer(timer_count, &calls, &env);
    wait = CreateThreadpoolWait(wait_note, &calls, &env);
    SubmitThreadpoolWork(work);
    WaitForThreadpoolWorkCallbacks(work, FALSE);
    CloseThreadpoolWork(closed);
    SetThreadpoolTimer(timer, &later, 0, 0);
    SetThreadpoolWait(wait, e, NULL);
    CloseThreadpoolCleanupGroupMembers(group, TRUE, &cancelled);
    EQUAL(calls, 1);
    EQUAL(cancelled, 3);
    SetEvent(e);
    EQUAL(WaitForSingleObject(e, 0), WAIT_OBJECT_0); /* nobody waits */
    SubmitThreadpoolWork(work = CreateThreadpoolWork(work_count, &calls, &env));
    CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
    EQUAL(calls, 2);
    EQUAL(cancelled, 3);
    CloseThreadpoolCleanupGroup(group);
    CloseHandle(e);
    end();
}

static DWORD WINAPI item_count(LPVOID context)
{
    CHECK(context == &calls);
    InterlockedIncrement(&calls);
    return 0;
}

static void work_item(const struct ct_row *row)
{
    (void)row;
    begin();
    EQUAL(QueueUserWorkItem(item_count, &calls, WT_EXECUTEDEFAULT), TRUE);
    EQUAL(QueueUserWorkItem(item_count, &calls, WT_EXECUTELONGFUNCTION), TRUE);
    sleep_until_calls(2);
    end();
}

static LONG timeouts;

static VOID CALLBACK on_wait(PVOID context, BOOLEAN timed_out)
{
    CHECK(context == &calls);
    if (timed_out)
        InterlockedIncrement(&timeouts);
    InterlockedIncrement(&calls);
}

static VOID CALLBACK on_wait_block(PVOID context, BOOLEAN timed_out)
{
    (void)timed_out;
    ReleaseSemaphore(begun, 1, NULL);
    WaitForSingleObject(go, FOREVER);
    InterlockedIncrement((LONG *)context);
}

static void registered(const struct ct_row *row)
{
    HANDLE e = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE w = NULL;
    int i;

    (void)row;
    begin();
    timeouts = 0;
    EQUAL(RegisterWaitForSingleObject(&w, e, on_wait, &calls, INFINITE,
                                      WT_EXECUTEDEFAULT),
          TRUE);
    for (i = 1; i <= 5; i++) {
        SetEvent(e);
        sleep_until_calls(i);
    }
    EQUAL(UnregisterWaitEx(w, INVALID_HANDLE_VALUE), TRUE);
    FAILS(FALSE, ERROR_INVALID_HANDLE, UnregisterWait(w));
    SetEvent(e);
    EQUAL(WaitForSingleObject(e, 0), WAIT_OBJECT_0);
    EQUAL(calls, 5);
    EQUAL(timeouts, 0);
    EQUAL(RegisterWaitForSingleObject(&w, e, on_wait, &calls, 3,
                                      WT_EXECUTEDEFAULT),
          TRUE);
    sleep_until_calls(8); /* time-outs repeat */
    EQUAL(UnregisterWaitEx(w, INVALID_HANDLE_VALUE), TRUE);
    CHECK(timeouts >= 3);
    i = calls;
    EQUAL(RegisterWaitForSingleObject(&w, e, on_wait, &calls, 0,
                                      WT_EXECUTEONLYONCE),
          TRUE);
    sleep_until_calls(i + 1);
    Sleep(10);
    EQUAL(calls, i + 1);
    EQUAL(UnregisterWaitEx(w, INVALID_HANDLE_VALUE), TRUE);
    FAILS(FALSE, ERROR_INVALID_HANDLE,
          RegisterWaitForSingleObject(&w, NULL, on_wait, &calls, 0, 0));
    CloseHandle(e);
    end();
}

static void unregister_pending(const struct ct_row *row)
{
    HANDLE e = CreateEventA(NULL, TRUE, TRUE, NULL);
    HANDLE done = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE w = NULL;

    (void)row;
    begin();
    EQUAL(RegisterWaitForSingleObject(&w, e, on_wait_block, &calls, INFINITE,
                                      WT_EXECUTEONLYONCE),
          TRUE);
    EQUAL(WaitForSingleObject(begun, FOREVER), WAIT_OBJECT_0);
    FAILS(FALSE, ERROR_IO_PENDING, UnregisterWaitEx(w, done));
    EQUAL(WaitForSingleObject(done, 10), WAIT_TIMEOUT);
    SetEvent(go);
    EQUAL(WaitForSingleObject(done, FOREVER), WAIT_OBJECT_0);
    EQUAL(calls, 1);
    ResetEvent(go);
    EQUAL(RegisterWaitForSingleObject(&w, e, on_wait_block, &calls, INFINITE,
                                      WT_EXECUTEONLYONCE),
          TRUE);
    EQUAL(WaitForSingleObject(begun, FOREVER), WAIT_OBJECT_0);
    FAILS(FALSE, ERROR_IO_PENDING, UnregisterWait(w));
    SetEvent(go);
    sleep_until_calls(2);
    CloseHandle(done);
    CloseHandle(e);
    end();
}

static void timer_queues(const struct ct_row *row)
{
    HANDLE q = CreateTimerQueue(), other = CreateTimerQueue();
    HANDLE done = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE once = NULL, often = NULL, far_off = NULL;
    LONG before;

    (void)row;
    begin();
    timeouts = 0;
    EQUAL(CreateTimerQueueTimer(&once, q, on_wait, &calls, 1, 0, 0), TRUE);
    sleep_until_calls(1);
    EQUAL(timeouts, 1); /* a timer's callback is told TRUE */
    EQUAL(ChangeTimerQueueTimer(q, once, 0, 1), TRUE); /* has expired: not */
    Sleep(10);
    EQUAL(calls, 1);
    EQUAL(CreateTimerQueueTimer(&often, q, on_wait, &calls, 0, 2, 0), TRUE);
    sleep_until_calls(4);
    FAILS(FALSE, ERROR_INVALID_HANDLE,
          DeleteTimerQueueTimer(other, often, NULL));
    EQUAL(DeleteTimerQueueTimer(q, often, INVALID_HANDLE_VALUE), TRUE);
    before = calls;
    FAILS(FALSE, ERROR_INVALID_HANDLE, DeleteTimerQueueTimer(q, often, NULL));
    EQUAL(CreateTimerQueueTimer(&far_off, q, on_wait, &calls, 100000, 0, 0),
          TRUE);
    EQUAL(ChangeTimerQueueTimer(q, far_off, 1, 0), TRUE);
    sleep_until_calls(before + 1);
    EQUAL(calls, before + 1);
    EQUAL(DeleteTimerQueueEx(q, INVALID_HANDLE_VALUE), TRUE);
    FAILS(FALSE, ERROR_INVALID_HANDLE, DeleteTimerQueueEx(q, NULL));
    FAILS(FALSE, ERROR_INVALID_HANDLE, DeleteTimerQueueEx(NULL, NULL));
    EQUAL(CreateTimerQueueTimer(&once, other, on_wait_block, &calls, 0, 0,
                                WT_EXECUTELONGFUNCTION),
          TRUE);
    EQUAL(WaitForSingleObject(begun, FOREVER), WAIT_OBJECT_0);
    DeleteTimerQueueEx(other, done);
    EQUAL(WaitForSingleObject(done, 10), WAIT_TIMEOUT);
    SetEvent(go);
    EQUAL(WaitForSingleObject(done, FOREVER), WAIT_OBJECT_0);
    EQUAL(CreateTimerQueueTimer(&once, NULL, on_wait, &calls, 100000, 0, 0),
          TRUE);
    EQUAL(DeleteTimerQueueTimer(NULL, once, INVALID_HANDLE_VALUE), TRUE);
    CloseHandle(done);
    end();
}

static const struct ct_row rows[] = {
    RULE(CreateThreadpoolWork, "submissions add up", work_runs),
    RULE(CreateThreadpoolWork, "one thread, cancelled", work_cancelled),
    RULE(CreateThreadpoolWork, "blocked callbacks", pool_grows),
    RULE(CreateThreadpoolWork, "priorities", priorities),
    RULE(TrySubmitThreadpoolCallback, "when it returns", when_returned),
    RULE(DisassociateCurrentThreadFromCallback, "is not waited for",
         disassociated),
    RULE(CreateThreadpoolTimer, "once, periodic, stopped", timers),
    RULE(CreateThreadpoolWait, "results", waits),
    RULE(CreateThreadpoolWait, "300 objects", many_waits),
    RULE(CreateThreadpoolCleanupGroup, "closes members", cleanup_group),
    RULE(QueueUserWorkItem, "runs", work_item),
    RULE(RegisterWaitForSingleObject, "again, once, time-outs", registered),
    RULE(UnregisterWaitEx, "while a callback runs", unregister_pending),
    RULE(CreateTimerQueueTimer, "create, change, delete", timer_queues),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
