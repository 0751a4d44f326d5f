/* SPDX-License-Identifier: MIT */
/* The doors of waitable timers. Follows "CreateWaitableTimerExW function
 * (synchapi.h)", "SetWaitableTimer function" and their neighbours on Microsoft
 * Learn. Access rights and security attributes are not used. */
#include <windows.h>

#include <stdlib.h>

#include "handle/waittimer.h"
#include "os/mem.h"
#include "win32/door.h"
#include "win32/due.h"
#include "win32/objects.h"

#define TIMER_FLAGS                                                            \
    (CREATE_WAITABLE_TIMER_MANUAL_RESET | CREATE_WAITABLE_TIMER_HIGH_RESOLUTION)

HANDLE WINAPI CreateWaitableTimerExA(LPSECURITY_ATTRIBUTES lpTimerAttributes,
                                     LPCSTR lpTimerName, DWORD dwFlags,
                                     DWORD dwDesiredAccess)
{
    struct ws2_waittimer *t;

    (void)lpTimerAttributes;
    (void)dwDesiredAccess;
    if ((dwFlags & ~(DWORD)TIMER_FLAGS) != 0)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    t = ws2_waittimer_new((dwFlags & CREATE_WAITABLE_TIMER_MANUAL_RESET) != 0);
    return ws2_object_publish((struct ws2_waitable *)t, lpTimerName);
}

HANDLE WINAPI CreateWaitableTimerExW(LPSECURITY_ATTRIBUTES lpTimerAttributes,
                                     LPCWSTR lpTimerName, DWORD dwFlags,
                                     DWORD dwDesiredAccess)
{
    HANDLE h = NULL;
    char *name;

    if (ws2_object_name(lpTimerName, &name)) {
        h = CreateWaitableTimerExA(lpTimerAttributes, name, dwFlags,
                                   dwDesiredAccess);
        free(name);
    }
    return h;
}

HANDLE WINAPI CreateWaitableTimerA(LPSECURITY_ATTRIBUTES lpTimerAttributes,
                                   BOOL bManualReset, LPCSTR lpTimerName)
{
    return CreateWaitableTimerExA(
        lpTimerAttributes, lpTimerName,
        bManualReset ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0u,
        TIMER_ALL_ACCESS);
}

HANDLE WINAPI CreateWaitableTimerW(LPSECURITY_ATTRIBUTES lpTimerAttributes,
                                   BOOL bManualReset, LPCWSTR lpTimerName)
{
    return CreateWaitableTimerExW(
        lpTimerAttributes, lpTimerName,
        bManualReset ? CREATE_WAITABLE_TIMER_MANUAL_RESET : 0u,
        TIMER_ALL_ACCESS);
}

HANDLE WINAPI OpenWaitableTimerA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                                 LPCSTR lpTimerName)
{
    (void)dwDesiredAccess;
    (void)bInheritHandle;
    return ws2_object_open(lpTimerName, WS2_KIND_TIMER);
}

HANDLE WINAPI OpenWaitableTimerW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                                 LPCWSTR lpTimerName)
{
    HANDLE h = NULL;
    char *name;

    if (ws2_object_name(lpTimerName, &name)) {
        h = OpenWaitableTimerA(dwDesiredAccess, bInheritHandle, name);
        free(name);
    }
    return h;
}

static void done_call(void (*routine)(void), void *arg, int64_t wall_ns)
{
    PTIMERAPCROUTINE call = (PTIMERAPCROUTINE)routine;
    FILETIME when;

    ws2_filetime_set(&when, ws2_filetime_from_unix(wall_ns));
    call(arg, when.dwLowDateTime, when.dwHighDateTime);
}

static ws2_err timer_set(HANDLE timer, const LARGE_INTEGER *due_time,
                         LONG period_ms, PTIMERAPCROUTINE routine, void *arg)
{
    struct ws2_waittimer_setting setting = {
        .done = done_call, .routine = (void (*)(void))routine, .arg = arg};
    ws2_handle h = (ws2_handle)timer;
    struct ws2_obj *obj;
    struct ws2_due due;
    LARGE_INTEGER value;
    ws2_err err;

    if (os_mem_copy_in(&value, due_time, sizeof(value)) != 0)
        return ERROR_NOACCESS;
    if (period_ms < 0)
        return ERROR_INVALID_PARAMETER;
    obj = ws2_handle_pin(h, WS2_KIND_TIMER);
    if (obj == NULL)
        return ERROR_INVALID_HANDLE;
    due = ws2_due_from(value.QuadPart);
    setting.wall = due.wall;
    setting.due_ns = due.ns;
    setting.period_ms = (uint32_t)period_ms;
    err = ws2_waittimer_set((struct ws2_waittimer *)obj, &setting);
    ws2_handle_unpin(h);
    return err;
}

BOOL WINAPI SetWaitableTimer(HANDLE hTimer, const LARGE_INTEGER *lpDueTime,
                             LONG lPeriod,
                             PTIMERAPCROUTINE pfnCompletionRoutine,
                             LPVOID lpArgToCompletionRoutine, BOOL fResume)
{
    BOOL ok = ws2_win32_bool(timer_set(hTimer, lpDueTime, lPeriod,
                                       pfnCompletionRoutine,
                                       lpArgToCompletionRoutine));

    if (ok && fResume)
        ws2_set_last_error(ERROR_NOT_SUPPORTED);
    return ok;
}

BOOL WINAPI SetWaitableTimerEx(HANDLE hTimer, const LARGE_INTEGER *lpDueTime,
                               LONG lPeriod,
                               PTIMERAPCROUTINE pfnCompletionRoutine,
                               LPVOID lpArgToCompletionRoutine,
                               PREASON_CONTEXT WakeContext,
                               ULONG TolerableDelay)
{
    (void)TolerableDelay; /* it comes as soon as it can */
    return SetWaitableTimer(hTimer, lpDueTime, lPeriod, pfnCompletionRoutine,
                            lpArgToCompletionRoutine, WakeContext != NULL);
}

BOOL WINAPI CancelWaitableTimer(HANDLE hTimer)
{
    ws2_handle h = (ws2_handle)hTimer;
    struct ws2_obj *obj = ws2_handle_pin(h, WS2_KIND_TIMER);

    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    ws2_waittimer_cancel((struct ws2_waittimer *)obj);
    ws2_handle_unpin(h);
    return TRUE;
}
