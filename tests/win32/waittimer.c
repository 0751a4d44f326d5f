/* SPDX-License-Identifier: MIT */
/* Waitable timers as programs see them. */
#include "harness.h"

#define FOREVER 10000 /* ms: long enough on any machine */
#define MS      10000 /* in 100 ns */

static LARGE_INTEGER from_now(LONGLONG ms)
{
    LARGE_INTEGER due;

    due.QuadPart = -ms * MS;
    return due;
}

static ULONGLONG now_100ns(void)
{
    FILETIME ft;

    GetSystemTimeAsFileTime(&ft);
    return (ULONGLONG)ft.dwHighDateTime << 32 | ft.dwLowDateTime;
}

static void once(const struct ct_row *row)
{
    HANDLE manual = CreateWaitableTimerW(NULL, TRUE, NULL);
    HANDLE resets = CreateWaitableTimerA(NULL, FALSE, NULL);
    LARGE_INTEGER due = from_now(20);
    DWORD before;

    (void)row;
    CHECK(manual != NULL && resets != NULL);
    EQUAL(WaitForSingleObject(manual, 0), WAIT_TIMEOUT);
    before = GetTickCount();
    EQUAL(SetWaitableTimer(manual, &due, 0, NULL, NULL, FALSE), TRUE);
    EQUAL(SetWaitableTimer(resets, &due, 0, NULL, NULL, FALSE), TRUE);
    EQUAL(WaitForSingleObject(manual, FOREVER), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(resets, FOREVER), WAIT_OBJECT_0);
    CHECK(GetTickCount() - before >= 18);
    EQUAL(WaitForSingleObject(manual, 0), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(resets, 0), WAIT_TIMEOUT);
    EQUAL(CancelWaitableTimer(manual), TRUE); /* leaves the signal */
    EQUAL(WaitForSingleObject(manual, 0), WAIT_OBJECT_0);
    due = from_now(100000);
    EQUAL(SetWaitableTimer(manual, &due, 0, NULL, NULL, FALSE), TRUE);
    EQUAL(WaitForSingleObject(manual, 0), WAIT_TIMEOUT); /* took it back */
    EQUAL(CloseHandle(manual), TRUE);                    /* while it is set */
    EQUAL(CloseHandle(resets), TRUE);
}

static void at_once(const struct ct_row *row)
{
    HANDLE t = CreateWaitableTimerExW(
        NULL, NULL, CREATE_WAITABLE_TIMER_MANUAL_RESET, TIMER_ALL_ACCESS);
    LARGE_INTEGER due;

    (void)row;
    due.QuadPart = 0;
    EQUAL(SetWaitableTimer(t, &due, 0, NULL, NULL, FALSE), TRUE);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    due.QuadPart = (LONGLONG)now_100ns() - 5 * MS;
    EQUAL(SetWaitableTimer(t, &due, 0, NULL, NULL, FALSE), TRUE);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    CloseHandle(t);
}

static void absolute(const struct ct_row *row)
{
    HANDLE t = CreateWaitableTimerA(NULL, TRUE, NULL);
    LARGE_INTEGER due;

    (void)row;
    due.QuadPart = (LONGLONG)now_100ns() + 30 * MS;
    EQUAL(SetWaitableTimer(t, &due, 0, NULL, NULL, FALSE), TRUE);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    CHECK(now_100ns() >= (ULONGLONG)due.QuadPart);
    due.QuadPart = (LONGLONG)(~0ull >> 1);
    EQUAL(SetWaitableTimer(t, &due, 0, NULL, NULL, FALSE), TRUE);
    EQUAL(WaitForSingleObject(t, 5), WAIT_TIMEOUT);
    CloseHandle(t);
}

static void periodic(const struct ct_row *row)
{
    HANDLE t = CreateWaitableTimerA(NULL, FALSE, NULL);
    LARGE_INTEGER due = from_now(1);
    int i;

    (void)row;
    EQUAL(SetWaitableTimer(t, &due, 5, NULL, NULL, FALSE), TRUE);
    for (i = 0; i < 5; i++)
        EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    EQUAL(CancelWaitableTimer(t), TRUE);
    WaitForSingleObject(t, 0); /* a signal may be left */
    EQUAL(WaitForSingleObject(t, 20), WAIT_TIMEOUT);
    CloseHandle(t);
}

static LONG calls;
static ULONGLONG called_at;

static VOID CALLBACK on_timer(LPVOID arg, DWORD low, DWORD high)
{
    EQUAL(arg == &calls, TRUE);
    called_at = (ULONGLONG)high << 32 | low;
    calls++;
}

static void routine(const struct ct_row *row)
{
    HANDLE t = CreateWaitableTimerA(NULL, FALSE, NULL);
    LARGE_INTEGER due = from_now(1);
    ULONGLONG before = now_100ns();

    (void)row;
    calls = 0;
    EQUAL(SetWaitableTimer(t, &due, 0, on_timer, &calls, FALSE), TRUE);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0); /* not alertable */
    EQUAL(calls, 0);
    EQUAL(SleepEx(FOREVER, TRUE), WAIT_IO_COMPLETION);
    EQUAL(calls, 1);
    CHECK(called_at >= before && called_at <= now_100ns());
    EQUAL(SetWaitableTimer(t, &due, 2, on_timer, &calls, FALSE), TRUE);
    while (calls < 4)
        EQUAL(SleepEx(FOREVER, TRUE), WAIT_IO_COMPLETION);
    EQUAL(CancelWaitableTimer(t), TRUE); /* and what is queued */
    EQUAL(SleepEx(10, TRUE), 0);
    EQUAL(SetWaitableTimer(t, &due, 0, on_timer, &calls, FALSE), TRUE);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    CloseHandle(t);
    EQUAL(SleepEx(0, TRUE), 0);
    EQUAL(calls, 4);
}

static DWORD WINAPI set_and_end(LPVOID arg)
{
    LARGE_INTEGER due = from_now(30);

    EQUAL(SetWaitableTimer(arg, &due, 0, on_timer, &calls, FALSE), TRUE);
    return 0;
}

/* With a routine, a timer ends with the thread that set it. */
static void thread_ends(const struct ct_row *row)
{
    HANDLE t = CreateWaitableTimerA(NULL, TRUE, NULL);
    HANDLE thread = CreateThread(NULL, 0, set_and_end, t, 0, NULL);

    (void)row;
    EQUAL(WaitForSingleObject(thread, FOREVER), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(t, 80), WAIT_TIMEOUT);
    CloseHandle(thread);
    CloseHandle(t);
}

static void names_and_errors(const struct ct_row *row)
{
    HANDLE t = CreateWaitableTimerW(NULL, TRUE, L"ws2 test timer");
    HANDLE e = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE again;
    LARGE_INTEGER due = from_now(1);

    (void)row;
    again = OpenWaitableTimerA(TIMER_ALL_ACCESS, FALSE, "ws2 test timer");
    CHECK(again != NULL);
    EQUAL(SetWaitableTimer(again, &due, 0, NULL, NULL, FALSE), TRUE);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    EQUAL(CloseHandle(again), TRUE);
    FAILS(NULL, ERROR_INVALID_HANDLE,
          CreateEventA(NULL, TRUE, FALSE, "ws2 test timer"));
    FAILS(NULL, ERROR_FILE_NOT_FOUND,
          OpenWaitableTimerW(TIMER_ALL_ACCESS, FALSE, L"ws2 no timer"));
    FAILS(NULL, ERROR_INVALID_PARAMETER,
          CreateWaitableTimerExA(NULL, NULL, 8, TIMER_ALL_ACCESS));
    FAILS(FALSE, ERROR_INVALID_HANDLE,
          SetWaitableTimer(e, &due, 0, NULL, NULL, FALSE));
    FAILS(FALSE, ERROR_INVALID_HANDLE, CancelWaitableTimer(e));
    FAILS(FALSE, ERROR_INVALID_HANDLE, CancelWaitableTimer(NULL));
    FAILS(FALSE, ERROR_INVALID_PARAMETER,
          SetWaitableTimer(t, &due, -1, NULL, NULL, FALSE));
    CloseHandle(t);
    CloseHandle(e);
}

static const struct ct_row rows[] = {
    RULE(SetWaitableTimer, "once, manual and auto reset", once),
    RULE(SetWaitableTimer, "due already", at_once),
    RULE(SetWaitableTimer, "a time of day", absolute),
    RULE(SetWaitableTimer, "periodic", periodic),
    RULE(SetWaitableTimer, "completion routine", routine),
    RULE(SetWaitableTimer, "ends with the thread", thread_ends),
    RULE(CreateWaitableTimer, "names and errors", names_and_errors),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
