/* SPDX-License-Identifier: MIT */
/* The doors of threads: create, end, suspend, ask. Follows
 * processthreadsapi.h on Microsoft Learn. */
#include <windows.h>

#include <sched.h>

#include "handle/pseudo.h"
#include "handle/thread_obj.h"
#include "win32/door.h"
#include "win32/thread_pin.h"

#define THREAD_FLAGS (CREATE_SUSPENDED | STACK_SIZE_PARAM_IS_A_RESERVATION)

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES lpThreadAttributes,
                           SIZE_T dwStackSize,
                           LPTHREAD_START_ROUTINE lpStartAddress,
                           LPVOID lpParameter, DWORD dwCreationFlags,
                           LPDWORD lpThreadId)
{
    struct ws2_thread_start how = {
        .run = lpStartAddress,
        .arg = lpParameter,
        .stack_size = dwStackSize,
        .stack_exact =
            (dwCreationFlags & STACK_SIZE_PARAM_IS_A_RESERVATION) != 0,
        .suspended = (dwCreationFlags & CREATE_SUSPENDED) != 0,
    };
    ws2_handle h = 0;
    ws2_err err;

    (void)lpThreadAttributes;
    if (lpStartAddress == NULL || (dwCreationFlags & ~(DWORD)THREAD_FLAGS) != 0)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    err = ws2_thread_start(&how, &h, lpThreadId);
    return err == WS2_OK ? (HANDLE)h : ws2_win32_null(err);
}

VOID WINAPI ExitThread(DWORD dwExitCode)
{
    ws2_thread_exit(dwExitCode);
}

BOOL WINAPI GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);

    if (t == NULL)
        return FALSE;
    *lpExitCode = ws2_thread_obj_exit_code(t);
    ws2_thread_unpin(hThread);
    return TRUE;
}

DWORD WINAPI ResumeThread(HANDLE hThread)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);
    int previous;

    if (t == NULL)
        return (DWORD)-1;
    previous = ws2_thread_obj_resume(t);
    ws2_thread_unpin(hThread);
    return (DWORD)previous;
}

DWORD WINAPI SuspendThread(HANDLE hThread)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);
    int previous;

    if (t == NULL)
        return (DWORD)-1;
    previous = ws2_thread_obj_suspend(t);
    ws2_thread_unpin(hThread);
    if (previous < 0)
        ws2_set_last_error(ERROR_NOT_SUPPORTED);
    return (DWORD)previous;
}

BOOL WINAPI TerminateThread(HANDLE hThread, DWORD dwExitCode)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);
    bool self, killed;

    if (t == NULL)
        return FALSE;
    self = t == ws2_thread_obj_self();
    killed = !self && ws2_thread_obj_kill(t, dwExitCode);
    ws2_thread_unpin(hThread);
    if (self)
        ws2_thread_exit(dwExitCode);
    return ws2_win32_bool(killed ? WS2_OK : ERROR_NOT_SUPPORTED);
}

HANDLE WINAPI GetCurrentThread(void)
{
    return (HANDLE)WS2_HANDLE_SELF_THREAD;
}

DWORD WINAPI GetCurrentThreadId(void)
{
    return ws2_thread_id();
}

DWORD WINAPI GetThreadId(HANDLE Thread)
{
    struct ws2_thread_obj *t = ws2_thread_pin(Thread);
    DWORD id = 0;

    if (t != NULL) {
        id = ws2_thread_obj_id(t);
        ws2_thread_unpin(Thread);
    }
    return id;
}

/* Linux does not tell whether another thread ran. */
BOOL WINAPI SwitchToThread(void)
{
    sched_yield();
    return TRUE;
}

DWORD WINAPI GetCurrentProcessorNumber(void)
{
    int cpu = sched_getcpu();

    return cpu < 0 ? 0 : (DWORD)cpu;
}
