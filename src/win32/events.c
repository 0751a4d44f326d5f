/* SPDX-License-Identifier: MIT */
/* The doors of events. Follows "CreateEventExA function (synchapi.h)" and its
 * neighbours on Microsoft Learn. Access rights and security attributes are not
 * used: every handle has all rights. */
#include <windows.h>

#include <stdlib.h>

#include "handle/event.h"
#include "win32/door.h"
#include "win32/objects.h"

#define EVENT_FLAGS (CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET)

HANDLE WINAPI CreateEventExA(LPSECURITY_ATTRIBUTES lpEventAttributes,
                             LPCSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    struct ws2_event *event;

    (void)lpEventAttributes;
    (void)dwDesiredAccess;
    if ((dwFlags & ~(DWORD)EVENT_FLAGS) != 0)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    event = ws2_event_new((dwFlags & CREATE_EVENT_MANUAL_RESET) != 0,
                          (dwFlags & CREATE_EVENT_INITIAL_SET) != 0);
    return ws2_object_publish((struct ws2_waitable *)event, lpName);
}

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES lpEventAttributes,
                             LPCWSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    HANDLE h = NULL;
    char *name;

    if (ws2_object_name(lpName, &name)) {
        h = CreateEventExA(lpEventAttributes, name, dwFlags, dwDesiredAccess);
        free(name);
    }
    return h;
}

static DWORD event_flags(BOOL manual, BOOL signaled)
{
    return (manual ? CREATE_EVENT_MANUAL_RESET : 0u) |
           (signaled ? CREATE_EVENT_INITIAL_SET : 0u);
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES lpEventAttributes,
                           BOOL bManualReset, BOOL bInitialState, LPCSTR lpName)
{
    return CreateEventExA(lpEventAttributes, lpName,
                          event_flags(bManualReset, bInitialState),
                          EVENT_ALL_ACCESS);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES lpEventAttributes,
                           BOOL bManualReset, BOOL bInitialState,
                           LPCWSTR lpName)
{
    return CreateEventExW(lpEventAttributes, lpName,
                          event_flags(bManualReset, bInitialState),
                          EVENT_ALL_ACCESS);
}

HANDLE WINAPI OpenEventA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                         LPCSTR lpName)
{
    (void)dwDesiredAccess;
    (void)bInheritHandle;
    return ws2_object_open(lpName, WS2_KIND_EVENT);
}

HANDLE WINAPI OpenEventW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                         LPCWSTR lpName)
{
    HANDLE h = NULL;
    char *name;

    if (ws2_object_name(lpName, &name)) {
        h = OpenEventA(dwDesiredAccess, bInheritHandle, name);
        free(name);
    }
    return h;
}

BOOL WINAPI SetEvent(HANDLE hEvent)
{
    return ws2_win32_bool(ws2_event_apply((ws2_handle)hEvent, ws2_event_set));
}

BOOL WINAPI ResetEvent(HANDLE hEvent)
{
    return ws2_win32_bool(ws2_event_apply((ws2_handle)hEvent, ws2_event_reset));
}

BOOL WINAPI PulseEvent(HANDLE hEvent)
{
    return ws2_win32_bool(ws2_event_apply((ws2_handle)hEvent, ws2_event_pulse));
}
