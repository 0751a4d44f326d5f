/* SPDX-License-Identifier: MIT */
/* Threads: codes, suspended starts, local storage, endings. */
#include "harness.h"
#include <process.h>

#define FOREVER 10000

static DWORD WINAPI give_back(LPVOID arg)
{
    return (DWORD)(ULONG_PTR)arg;
}

static DWORD thread_code(HANDLE t)
{
    DWORD code = 99;

    EQUAL(WaitForSingleObject(t, FOREVER), WAIT_OBJECT_0);
    EQUAL(GetExitCodeThread(t, &code), TRUE);
    CloseHandle(t);
    return code;
}

static void exit_codes(const struct ct_row *row)
{
    DWORD id = 0, code = 0;
    HANDLE t =
        CreateThread(NULL, 0, give_back, (void *)42, CREATE_SUSPENDED, &id);

    (void)row;
    CHECK(id != 0 && id != GetCurrentThreadId());
    EQUAL(GetThreadId(t), id);
    EQUAL(GetExitCodeThread(t, &code), TRUE);
    EQUAL(code, STILL_ACTIVE);
    EQUAL(WaitForSingleObject(t, 20), WAIT_TIMEOUT);
    EQUAL(SuspendThread(t), 1);
    EQUAL(ResumeThread(t), 2);
    EQUAL(WaitForSingleObject(t, 20), WAIT_TIMEOUT);
    EQUAL(ResumeThread(t), 1);
    EQUAL(thread_code(t), 42);
    FAILS(NULL, ERROR_INVALID_PARAMETER,
          CreateThread(NULL, 0, give_back, NULL, 0x80, NULL));
    FAILS(FALSE, ERROR_INVALID_HANDLE, GetExitCodeThread(NULL, &code));
}

static DWORD WINAPI leave_early(LPVOID arg)
{
    ExitThread((DWORD)(ULONG_PTR)arg);
    return 1;
}

static unsigned __stdcall crt_thread(void *arg)
{
    if (arg != NULL)
        _endthreadex(8);
    return 7;
}

static HANDLE plain_done;

static void __cdecl crt_plain(void *arg)
{
    SetEvent(arg);
    _endthread();
}

static void endings(const struct ct_row *row)
{
    unsigned id = 0;

    (void)row;
    EQUAL(thread_code(CreateThread(NULL, 0, leave_early, (void *)3, 0, NULL)),
          3);
    EQUAL(
        thread_code((HANDLE)_beginthreadex(NULL, 0, crt_thread, NULL, 0, &id)),
        7);
    CHECK(id != 0);
    EQUAL(thread_code(
              (HANDLE)_beginthreadex(NULL, 1 << 16, crt_thread, &id, 0, NULL)),
          8);
    plain_done = CreateEventA(NULL, FALSE, FALSE, NULL);
    CHECK(_beginthread(crt_plain, 0, plain_done) != (uintptr_t)-1);
    EQUAL(WaitForSingleObject(plain_done, FOREVER), WAIT_OBJECT_0);
    CloseHandle(plain_done);
}

static void killed_before_start(const struct ct_row *row)
{
    HANDLE t =
        CreateThread(NULL, 0, give_back, (void *)1, CREATE_SUSPENDED, NULL);

    (void)row;
    EQUAL(TerminateThread(t, 77), TRUE);
    EQUAL(thread_code(t), 77);
}

static DWORD WINAPI wait_self(LPVOID arg)
{
    HANDLE self = NULL;

    DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
                    GetCurrentProcess(), &self, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    *(HANDLE *)arg = self;
    return WaitForSingleObject(GetCurrentThread(), 5);
}

static void pseudo_handles(const struct ct_row *row)
{
    HANDLE self = NULL;
    HANDLE t = CreateThread(NULL, 0, wait_self, &self, 0, NULL);

    (void)row;
    EQUAL(thread_code(t), WAIT_TIMEOUT);
    EQUAL(WaitForSingleObject(self, 0), WAIT_OBJECT_0);
    EQUAL(thread_code(self), WAIT_TIMEOUT); /* its exit code, that is */
    EQUAL(GetCurrentProcess(), (HANDLE)-1);
    EQUAL(WaitForSingleObject(GetCurrentProcess(), 0), WAIT_TIMEOUT);
    EQUAL(GetProcessId(GetCurrentProcess()), GetCurrentProcessId());
}

static DWORD tls;

static DWORD WINAPI tls_run(LPVOID arg)
{
    if (TlsGetValue(tls) != NULL || !TlsSetValue(tls, arg))
        return 1;
    Sleep(10);
    return TlsGetValue(tls) != arg;
}

static void tls_values(const struct ct_row *row)
{
    HANDLE a, b;

    (void)row;
    tls = TlsAlloc();
    CHECK(tls != TLS_OUT_OF_INDEXES);
    SetLastError(5);
    EQUAL(TlsGetValue(tls), NULL);
    EQUAL(GetLastError(), 0);
    EQUAL(TlsSetValue(tls, &a), TRUE);
    a = CreateThread(NULL, 0, tls_run, &a, 0, NULL);
    b = CreateThread(NULL, 0, tls_run, &b, 0, NULL);
    EQUAL(thread_code(a), 0);
    EQUAL(thread_code(b), 0);
    EQUAL(TlsGetValue(tls), &a);
    EQUAL(TlsFree(tls), TRUE);
    EQUAL(TlsAlloc(), tls); /* and the old value is gone */
    EQUAL(TlsGetValue(tls), NULL);
    TlsFree(tls);
    FAILS(FALSE, ERROR_INVALID_PARAMETER, TlsFree(5000));
    FAILS(NULL, ERROR_INVALID_PARAMETER, TlsGetValue(5000));
}

static LONG fls_calls, fls_sum;
static DWORD fls;

static void WINAPI fls_drop(PVOID data)
{
    InterlockedIncrement(&fls_calls);
    InterlockedExchangeAdd(&fls_sum, (LONG)(LONG_PTR)data);
}

static DWORD WINAPI fls_run(LPVOID arg)
{
    return (DWORD)FlsSetValue(fls, arg);
}

static void fls_callbacks(const struct ct_row *row)
{
    (void)row;
    fls_calls = fls_sum = 0;
    fls = FlsAlloc(fls_drop);
    CHECK(fls != FLS_OUT_OF_INDEXES);
    EQUAL(thread_code(CreateThread(NULL, 0, fls_run, (void *)3, 0, NULL)), 1);
    EQUAL(thread_code(CreateThread(NULL, 0, fls_run, NULL, 0, NULL)), 1);
    EQUAL(fls_calls, 1);
    EQUAL(fls_sum, 3);
    EQUAL(FlsSetValue(fls, (void *)4), TRUE);
    EQUAL(FlsGetValue(fls), 4);
    EQUAL(FlsFree(fls), TRUE);
    EQUAL(fls_sum, 7);
}

static void priorities(const struct ct_row *row)
{
    HANDLE self = GetCurrentThread();
    FILETIME made, ended, kernel, user;

    (void)row;
    EQUAL(GetThreadPriority(self), THREAD_PRIORITY_NORMAL);
    EQUAL(SetThreadPriority(self, THREAD_PRIORITY_BELOW_NORMAL), TRUE);
    EQUAL(GetThreadPriority(self), THREAD_PRIORITY_BELOW_NORMAL);
    SetThreadPriority(self, THREAD_PRIORITY_NORMAL);
    FAILS(FALSE, ERROR_INVALID_PARAMETER, SetThreadPriority(self, 50));
    EQUAL(GetThreadTimes(self, &made, &ended, &kernel, &user), TRUE);
    CHECK(made.dwHighDateTime > 0x01d00000);
    EQUAL(GetProcessTimes(GetCurrentProcess(), &made, &ended, &kernel, &user),
          TRUE);
    CHECK(made.dwHighDateTime > 0x01d00000);
}

/* Many short threads: no handle, thread or lock is lost. */
static LONG started;

static DWORD WINAPI count_up(LPVOID arg)
{
    (void)arg;
    return (DWORD)InterlockedIncrement(&started);
}

static void many(const struct ct_row *row)
{
    HANDLE t[32];
    int i, round;

    (void)row;
    started = 0;
    for (round = 0; round < 10; round++) {
        for (i = 0; i < CT_COUNT(t); i++)
            t[i] = CreateThread(NULL, 0, count_up, NULL, 0, NULL);
        EQUAL(WaitForMultipleObjects(CT_COUNT(t), t, TRUE, FOREVER), 0);
        for (i = 0; i < CT_COUNT(t); i++)
            CloseHandle(t[i]);
    }
    EQUAL(started, 10 * CT_COUNT(t));
}

static const struct ct_row rows[] = {
    RULE(CreateThread, "codes and suspended start", exit_codes),
    RULE(ExitThread, "ways to end", endings),
    RULE(TerminateThread, "before the start", killed_before_start),
    RULE(GetCurrentThread, "pseudo handles", pseudo_handles),
    RULE(TlsAlloc, "values by thread", tls_values),
    RULE(FlsAlloc, "callbacks", fls_callbacks),
    RULE(SetThreadPriority, "remembered; times", priorities),
    RULE(CreateThread, "many short ones", many),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
