/* SPDX-License-Identifier: MIT */
/* APCs as programs see them: QueueUserAPC and the alertable waits. */
#include "harness.h"

#define FOREVER 10000 /* ms: long enough on any machine */

static LONG order[8];
static LONG ran;

static void CALLBACK note(ULONG_PTR data)
{
    order[InterlockedIncrement(&ran) - 1] = (LONG)data;
}

static void notes_begin(void)
{
    ran = 0;
}

static void own_thread(const struct ct_row *row)
{
    HANDLE e = CreateEventA(NULL, TRUE, FALSE, NULL);
    int i;

    (void)row;
    notes_begin();
    for (i = 1; i <= 3; i++)
        EQUAL(QueueUserAPC(note, GetCurrentThread(), (ULONG_PTR)i), 1);
    EQUAL(WaitForSingleObject(e, 0), WAIT_TIMEOUT); /* not alertable */
    EQUAL(WaitForSingleObjectEx(e, 0, FALSE), WAIT_TIMEOUT);
    Sleep(0);
    EQUAL(SleepEx(0, FALSE), 0);
    EQUAL(ran, 0);
    EQUAL(SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
    EQUAL(ran, 3);
    for (i = 0; i < 3; i++)
        EQUAL(order[i], i + 1);
    EQUAL(SleepEx(0, TRUE), 0);
    EQUAL(SleepEx(2, TRUE), 0);
    CloseHandle(e);
}

static void each_wait(const struct ct_row *row)
{
    HANDLE e[2];
    int i;

    (void)row;
    notes_begin();
    for (i = 0; i < 2; i++)
        e[i] = CreateEventA(NULL, TRUE, FALSE, NULL);
    QueueUserAPC(note, GetCurrentThread(), 1);
    EQUAL(WaitForSingleObjectEx(e[0], FOREVER, TRUE), WAIT_IO_COMPLETION);
    QueueUserAPC(note, GetCurrentThread(), 2);
    EQUAL(WaitForMultipleObjectsEx(2, e, FALSE, FOREVER, TRUE),
          WAIT_IO_COMPLETION);
    QueueUserAPC(note, GetCurrentThread(), 3);
    EQUAL(WaitForMultipleObjectsEx(2, e, TRUE, FOREVER, TRUE),
          WAIT_IO_COMPLETION);
    QueueUserAPC(note, GetCurrentThread(), 4);
    EQUAL(SignalObjectAndWait(e[1], e[0], FOREVER, TRUE), WAIT_IO_COMPLETION);
    EQUAL(WaitForSingleObject(e[1], 0), WAIT_OBJECT_0);
    QueueUserAPC(note, GetCurrentThread(), 5);
    EQUAL(WSAWaitForMultipleEvents(1, e, FALSE, FOREVER, TRUE),
          WSA_WAIT_IO_COMPLETION);
    EQUAL(ran, 5);
    for (i = 0; i < 2; i++)
        CloseHandle(e[i]);
}

static void signal_and_wait(const struct ct_row *row)
{
    HANDLE e = CreateEventA(NULL, TRUE, FALSE, NULL);

    (void)row;
    FAILS(WAIT_FAILED, ERROR_INVALID_HANDLE,
          SignalObjectAndWait(e, NULL, 0, FALSE));
    EQUAL(WaitForSingleObject(e, 0), WAIT_TIMEOUT); /* not signaled then */
    FAILS(WAIT_FAILED, ERROR_INVALID_HANDLE,
          SignalObjectAndWait(NULL, e, 0, FALSE));
    EQUAL(SignalObjectAndWait(e, e, 0, FALSE), WAIT_OBJECT_0);
    CloseHandle(e);
}

static HANDLE started;

static DWORD WINAPI sleeper(LPVOID arg)
{
    (void)arg;
    SetEvent(started);
    return SleepEx(FOREVER, TRUE);
}

static void other_thread(const struct ct_row *row)
{
    HANDLE t;
    DWORD code = 0;

    (void)row;
    notes_begin();
    started = CreateEventA(NULL, FALSE, FALSE, NULL);
    t = CreateThread(NULL, 0, sleeper, NULL, 0, NULL);
    EQUAL(WaitForSingleObject(started, FOREVER), WAIT_OBJECT_0);
    EQUAL(QueueUserAPC(note, t, 7), 1);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    EQUAL(GetExitCodeThread(t, &code), TRUE);
    EQUAL(code, WAIT_IO_COMPLETION);
    EQUAL(ran, 1);
    EQUAL(order[0], 7);
    FAILS(0, ERROR_GEN_FAILURE, QueueUserAPC(note, t, 8));
    CloseHandle(t);
    CloseHandle(started);
    FAILS(0, ERROR_INVALID_HANDLE, QueueUserAPC(note, NULL, 0));
}

static DWORD WINAPI count_ran(LPVOID arg)
{
    (void)arg;
    return (DWORD)ran;
}

static void before_start(const struct ct_row *row)
{
    HANDLE t = CreateThread(NULL, 0, count_ran, NULL, CREATE_SUSPENDED, NULL);
    DWORD code = 0;

    (void)row;
    notes_begin();
    EQUAL(QueueUserAPC(note, t, 1), 1);
    EQUAL(QueueUserAPC(note, t, 2), 1);
    EQUAL(ResumeThread(t), 1);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    EQUAL(GetExitCodeThread(t, &code), TRUE);
    EQUAL(code, 2); /* they ran before the thread's function */
    CloseHandle(t);
}

static void CALLBACK leave(ULONG_PTR data)
{
    ExitThread((DWORD)data);
}

static void exit_within(const struct ct_row *row)
{
    HANDLE t;
    DWORD code = 0;

    (void)row;
    notes_begin();
    started = CreateEventA(NULL, FALSE, FALSE, NULL);
    t = CreateThread(NULL, 0, sleeper, NULL, CREATE_SUSPENDED, NULL);
    EQUAL(QueueUserAPC(leave, t, 42), 1);
    EQUAL(QueueUserAPC(note, t, 1), 1);
    ResumeThread(t);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    EQUAL(GetExitCodeThread(t, &code), TRUE);
    EQUAL(code, 42);
    EQUAL(ran, 0);
    CloseHandle(t);
    CloseHandle(started);
}

static const struct ct_row rows[] = {
    RULE(QueueUserAPC, "the own thread, in order", own_thread),
    RULE(QueueUserAPC, "each alertable wait ends", each_wait),
    RULE(SignalObjectAndWait, "both handles first", signal_and_wait),
    RULE(QueueUserAPC, "a sleeping thread", other_thread),
    RULE(QueueUserAPC, "before the thread starts", before_start),
    RULE(QueueUserAPC, "ExitThread within", exit_within),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
