/* SPDX-License-Identifier: MIT */
/* Events, mutexes, semaphores and the waits for them, as programs see them.
 * tests/unit/wait_test.c looks at the core behind. */
#include "harness.h"

#define FOREVER 10000 /* ms: long enough on any machine */

static void event_resets(const struct ct_row *row)
{
    HANDLE once = CreateEventW(NULL, FALSE, TRUE, NULL);
    HANDLE stays = CreateEventA(NULL, TRUE, FALSE, NULL);

    (void)row;
    EQUAL(WaitForSingleObject(once, 0), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(once, 0), WAIT_TIMEOUT);
    EQUAL(WaitForSingleObject(stays, 0), WAIT_TIMEOUT);
    EQUAL(SetEvent(stays), TRUE);
    EQUAL(WaitForSingleObject(stays, INFINITE), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(stays, 0), WAIT_OBJECT_0);
    EQUAL(ResetEvent(stays), TRUE);
    EQUAL(WaitForSingleObjectEx(stays, 5, FALSE), WAIT_TIMEOUT);
    EQUAL(PulseEvent(stays), TRUE);
    EQUAL(WaitForSingleObject(stays, 0), WAIT_TIMEOUT);
    EQUAL(CloseHandle(once), TRUE);
    EQUAL(CloseHandle(stays), TRUE);
}

static void event_ex(const struct ct_row *row)
{
    HANDLE e = CreateEventExW(
        NULL, NULL, CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET,
        EVENT_ALL_ACCESS);

    (void)row;
    EQUAL(WaitForSingleObject(e, 0), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(e, 0), WAIT_OBJECT_0);
    CloseHandle(e);
    FAILS(NULL, ERROR_INVALID_PARAMETER,
          CreateEventExA(NULL, NULL, 8, EVENT_ALL_ACCESS));
}

static void bad_handles(const struct ct_row *row)
{
    HANDLE e = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE two[2] = {e, e};
    HANDLE many[MAXIMUM_WAIT_OBJECTS + 1];
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(many); i++)
        many[i] = e;
    FAILS(WAIT_FAILED, ERROR_INVALID_HANDLE, WaitForSingleObject(NULL, 0));
    FAILS(WAIT_FAILED, ERROR_INVALID_PARAMETER,
          WaitForMultipleObjects(0, many, FALSE, 0));
    FAILS(WAIT_FAILED, ERROR_INVALID_PARAMETER,
          WaitForMultipleObjects(CT_COUNT(many), many, FALSE, 0));
    FAILS(WAIT_FAILED, ERROR_INVALID_PARAMETER,
          WaitForMultipleObjects(2, two, TRUE, 0));
    EQUAL(WaitForMultipleObjects(2, two, FALSE, 0), WAIT_TIMEOUT);
    FAILS(FALSE, ERROR_INVALID_HANDLE, SetEvent(NULL));
    FAILS(FALSE, ERROR_INVALID_HANDLE, ReleaseMutex(e));
    FAILS(FALSE, ERROR_INVALID_HANDLE, ReleaseSemaphore(e, 1, NULL));
    EQUAL(CloseHandle(e), TRUE);
    FAILS(FALSE, ERROR_INVALID_HANDLE, CloseHandle(e));
    FAILS(WAIT_FAILED, ERROR_INVALID_HANDLE, WaitForSingleObject(e, 0));
    FAILS(WAIT_FAILED, ERROR_INVALID_HANDLE,
          WaitForMultipleObjects(2, two, FALSE, 0));
}

static void many_objects(const struct ct_row *row)
{
    HANDLE all[MAXIMUM_WAIT_OBJECTS];
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(all); i++)
        all[i] = CreateEventA(NULL, FALSE, i == 7 || i >= 60, NULL);
    EQUAL(WaitForMultipleObjects(CT_COUNT(all), all, FALSE, INFINITE), 7);
    EQUAL(WaitForMultipleObjects(CT_COUNT(all), all, FALSE, INFINITE), 60);
    EQUAL(WaitForMultipleObjects(CT_COUNT(all), all, TRUE, 10), WAIT_TIMEOUT);
    EQUAL(WaitForSingleObject(all[61], 0), WAIT_OBJECT_0); /* not consumed */
    for (i = 0; i < CT_COUNT(all); i++)
        SetEvent(all[i]);
    EQUAL(WaitForMultipleObjects(CT_COUNT(all), all, TRUE, FOREVER), 0);
    EQUAL(WaitForMultipleObjects(CT_COUNT(all), all, FALSE, 0), WAIT_TIMEOUT);
    for (i = 0; i < CT_COUNT(all); i++)
        CloseHandle(all[i]);
}

static void names_join(const struct ct_row *row)
{
    HANDLE a = CreateEventA(NULL, TRUE, FALSE, "ws2 test name");
    HANDLE b, c;

    (void)row;
    EQUAL(GetLastError(), 0);
    b = CreateEventW(NULL, FALSE, FALSE, L"Local\\ws2 test name");
    EQUAL(GetLastError(), ERROR_ALREADY_EXISTS);
    c = OpenEventA(EVENT_ALL_ACCESS, FALSE, "ws2 test name");
    CHECK(a != NULL && b != NULL && c != NULL && a != b);
    EQUAL(SetEvent(b), TRUE);
    EQUAL(WaitForSingleObject(a, 0), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(c, 0), WAIT_OBJECT_0); /* still manual */
    FAILS(NULL, ERROR_INVALID_HANDLE,
          CreateMutexA(NULL, FALSE, "ws2 test name"));
    FAILS(NULL, ERROR_INVALID_HANDLE,
          OpenSemaphoreA(SEMAPHORE_ALL_ACCESS, FALSE, "ws2 test name"));
    CloseHandle(a);
    CloseHandle(b);
    CloseHandle(c);
    FAILS(NULL, ERROR_FILE_NOT_FOUND,
          OpenEventW(EVENT_ALL_ACCESS, FALSE, L"ws2 test name"));
}

static void duplicates(const struct ct_row *row)
{
    HANDLE self = GetCurrentProcess();
    HANDLE a = CreateEventA(NULL, TRUE, FALSE, NULL), b = NULL, c = NULL;

    (void)row;
    EQUAL(DuplicateHandle(self, a, self, &b, 0, FALSE, DUPLICATE_SAME_ACCESS),
          TRUE);
    CHECK(b != NULL && b != a);
    EQUAL(SetEvent(b), TRUE);
    EQUAL(CloseHandle(a), TRUE);
    EQUAL(WaitForSingleObject(b, 0), WAIT_OBJECT_0);
    EQUAL(DuplicateHandle(self, b, self, &c, 0, FALSE,
                          DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE),
          TRUE);
    if (b != c) /* Windows may give the value out again at once */
        FAILS(FALSE, ERROR_INVALID_HANDLE, SetEvent(b));
    EQUAL(WaitForSingleObject(c, 0), WAIT_OBJECT_0);
    CloseHandle(c);
    FAILS(FALSE, ERROR_INVALID_HANDLE,
          DuplicateHandle(self, c, self, &b, 0, FALSE, 0));
}

static DWORD WINAPI mutex_keep(LPVOID arg)
{
    return WaitForSingleObject(arg, FOREVER); /* and never gives it back */
}

static void mutex_rules(const struct ct_row *row)
{
    HANDLE m = CreateMutexA(NULL, TRUE, NULL), both[2];

    (void)row;
    EQUAL(WaitForSingleObject(m, 0), WAIT_OBJECT_0); /* recursive */
    EQUAL(ReleaseMutex(m), TRUE);
    EQUAL(ReleaseMutex(m), TRUE);
    FAILS(FALSE, ERROR_NOT_OWNER, ReleaseMutex(m));
    ct_join(ct_thread(mutex_keep, m));
    both[0] = CreateEventA(NULL, FALSE, FALSE, NULL);
    both[1] = m;
    EQUAL(WaitForMultipleObjects(2, both, FALSE, FOREVER),
          WAIT_ABANDONED_0 + 1);
    EQUAL(ReleaseMutex(m), TRUE);
    EQUAL(WaitForSingleObject(m, 0), WAIT_OBJECT_0);
    EQUAL(ReleaseMutex(m), TRUE);
    CloseHandle(m);
    CloseHandle(both[0]);
}

static DWORD WINAPI mutex_try(LPVOID arg)
{
    return WaitForSingleObject(arg, 0);
}

static void mutex_excludes(const struct ct_row *row)
{
    HANDLE m = CreateMutexExW(NULL, NULL, CREATE_MUTEX_INITIAL_OWNER,
                              MUTEX_ALL_ACCESS);
    HANDLE t = CreateThread(NULL, 0, mutex_try, m, 0, NULL);
    DWORD code = 0;

    (void)row;
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    EQUAL(GetExitCodeThread(t, &code), TRUE);
    EQUAL(code, WAIT_TIMEOUT);
    CloseHandle(t);
    ReleaseMutex(m);
    CloseHandle(m);
}

static void semaphore_counts(const struct ct_row *row)
{
    HANDLE s = CreateSemaphoreA(NULL, 1, 3, NULL);
    LONG previous = -1;

    (void)row;
    FAILS(FALSE, ERROR_TOO_MANY_POSTS, ReleaseSemaphore(s, 3, &previous));
    EQUAL(previous, -1);
    EQUAL(ReleaseSemaphore(s, 2, &previous), TRUE);
    EQUAL(previous, 1);
    EQUAL(WaitForSingleObject(s, 0), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(s, 0), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(s, 0), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(s, 0), WAIT_TIMEOUT);
    FAILS(FALSE, ERROR_INVALID_PARAMETER, ReleaseSemaphore(s, 0, NULL));
    FAILS(NULL, ERROR_INVALID_PARAMETER, CreateSemaphoreW(NULL, 2, 1, NULL));
    FAILS(NULL, ERROR_INVALID_PARAMETER, CreateSemaphoreW(NULL, 0, 0, NULL));
    FAILS(NULL, ERROR_INVALID_PARAMETER, CreateSemaphoreW(NULL, -1, 1, NULL));
    CloseHandle(s);
}

static void signal_and_wait(const struct ct_row *row)
{
    HANDLE a = CreateEventA(NULL, FALSE, FALSE, NULL);
    HANDLE s = CreateSemaphoreA(NULL, 0, 1, NULL);

    (void)row;
    EQUAL(SignalObjectAndWait(s, a, 0, FALSE), WAIT_TIMEOUT);
    EQUAL(SignalObjectAndWait(a, s, FOREVER, FALSE), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(a, 0), WAIT_OBJECT_0);
    EQUAL(ReleaseSemaphore(s, 1, NULL), TRUE);
    FAILS(WAIT_FAILED, ERROR_TOO_MANY_POSTS,
          SignalObjectAndWait(s, a, 0, FALSE));
    FAILS(WAIT_FAILED, ERROR_INVALID_HANDLE,
          SignalObjectAndWait(NULL, a, 0, FALSE));
    CloseHandle(a);
    CloseHandle(s);
}

static DWORD WINAPI wait_any(LPVOID arg)
{
    return WaitForMultipleObjects(3, arg, FALSE, FOREVER);
}

/* A waiter is released by the object that is signaled, and says which. */
static void released_by_index(const struct ct_row *row)
{
    HANDLE all[3], t;
    DWORD code = 99;
    int i;

    (void)row;
    for (i = 0; i < 3; i++)
        all[i] = CreateEventA(NULL, FALSE, FALSE, NULL);
    t = CreateThread(NULL, 0, wait_any, all, 0, NULL);
    Sleep(20);
    SetEvent(all[2]);
    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    GetExitCodeThread(t, &code);
    EQUAL(code, 2);
    EQUAL(WaitForSingleObject(all[2], 0), WAIT_TIMEOUT);
    CloseHandle(t);
    for (i = 0; i < 3; i++)
        CloseHandle(all[i]);
}

static void time_out(const struct ct_row *row)
{
    HANDLE e = CreateEventA(NULL, FALSE, FALSE, NULL);
    LARGE_INTEGER before, after, hz;

    (void)row;
    QueryPerformanceFrequency(&hz);
    QueryPerformanceCounter(&before);
    EQUAL(WaitForSingleObject(e, 50), WAIT_TIMEOUT);
    QueryPerformanceCounter(&after);
    /* Windows rounds to its clock tick: a little early is allowed. */
    CHECK((after.QuadPart - before.QuadPart) * 1000 / hz.QuadPart >= 49);
    QueryPerformanceCounter(&before);
    Sleep(30);
    QueryPerformanceCounter(&after);
    CHECK((after.QuadPart - before.QuadPart) * 1000 / hz.QuadPart >= 29);
    EQUAL(SleepEx(0, TRUE), 0);
    CloseHandle(e);
}

static void handle_flags(const struct ct_row *row)
{
    HANDLE e = CreateEventA(NULL, FALSE, FALSE, NULL);
    DWORD flags = 99;

    (void)row;
    EQUAL(GetHandleInformation(e, &flags), TRUE);
    EQUAL(flags, 0);
    EQUAL(SetHandleInformation(e, HANDLE_FLAG_INHERIT, 0), TRUE);
    CloseHandle(e);
    FAILS(FALSE, ERROR_INVALID_HANDLE, GetHandleInformation(e, &flags));
    EQUAL(CloseHandle(GetCurrentThread()), TRUE);
}

/* Memory that the system is to read or write: nothing has happened then. */
static void bad_memory(const struct ct_row *row)
{
    HANDLE s = CreateSemaphoreA(NULL, 0, 1, NULL);
    void *bad = ct_bad(row->arg);

    FAILS(FALSE, ERROR_NOACCESS, ReleaseSemaphore(s, 1, bad));
    EQUAL(WaitForSingleObject(s, 0), WAIT_TIMEOUT);
    FAILS(FALSE, ERROR_NOACCESS, GetHandleInformation(s, bad));
    FAILS(FALSE, ERROR_NOACCESS,
          DuplicateHandle(GetCurrentProcess(), s, GetCurrentProcess(), bad, 0,
                          FALSE, DUPLICATE_SAME_ACCESS));
    if (row->arg == CT_UNMAPPED)
        FAILS(WAIT_FAILED, ERROR_NOACCESS,
              WaitForMultipleObjects(2, bad, FALSE, 0));
    CloseHandle(s);
}

static const struct ct_row rows[] = {
    RULE(CreateEvent, "auto and manual reset", event_resets),
    RULE(CreateEventEx, "flags", event_ex),
    RULE(WaitForMultipleObjects, "bad handles and counts", bad_handles),
    RULE(WaitForMultipleObjects, "64 objects, lowest index, all", many_objects),
    RULE(CreateEvent, "names", names_join),
    RULE(DuplicateHandle, "two handles, one object", duplicates),
    RULE(CreateMutex, "recursion, owner, abandoned", mutex_rules),
    RULE(CreateMutex, "excludes other threads", mutex_excludes),
    RULE(CreateSemaphore, "counts and limits", semaphore_counts),
    RULE(SignalObjectAndWait, "signals, then waits", signal_and_wait),
    RULE(WaitForMultipleObjects, "says which object", released_by_index),
    RULE(WaitForSingleObject, "not before its time", time_out),
    RULE(SetHandleInformation, "flags", handle_flags),
    RULE(ReleaseSemaphore, "unmapped memory", bad_memory, .arg = CT_UNMAPPED),
    RULE(ReleaseSemaphore, "read-only memory", bad_memory, .arg = CT_READONLY),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
