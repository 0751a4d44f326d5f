/* SPDX-License-Identifier: MIT */
/* The doors of semaphores. Follows "CreateSemaphoreExA function (winbase.h)"
 * and its neighbours on Microsoft Learn. Access rights and security attributes
 * are not used: every handle has all rights. */
#include <windows.h>

#include <stdlib.h>

#include "handle/semaphore.h"
#include "os/mem.h"
#include "win32/door.h"
#include "win32/objects.h"

HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes,
                                 LONG lInitialCount, LONG lMaximumCount,
                                 LPCSTR lpName, DWORD dwFlags,
                                 DWORD dwDesiredAccess)
{
    struct ws2_semaphore *semaphore;

    (void)lpSemaphoreAttributes;
    (void)dwDesiredAccess;
    if (dwFlags != 0 || lMaximumCount <= 0 || lInitialCount < 0 ||
        lInitialCount > lMaximumCount)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    semaphore = ws2_semaphore_new(lInitialCount, lMaximumCount);
    return ws2_object_publish((struct ws2_waitable *)semaphore, lpName);
}

HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes,
                                 LONG lInitialCount, LONG lMaximumCount,
                                 LPCWSTR lpName, DWORD dwFlags,
                                 DWORD dwDesiredAccess)
{
    HANDLE h = NULL;
    char *name;

    if (ws2_object_name(lpName, &name)) {
        h = CreateSemaphoreExA(lpSemaphoreAttributes, lInitialCount,
                               lMaximumCount, name, dwFlags, dwDesiredAccess);
        free(name);
    }
    return h;
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes,
                               LONG lInitialCount, LONG lMaximumCount,
                               LPCSTR lpName)
{
    return CreateSemaphoreExA(lpSemaphoreAttributes, lInitialCount,
                              lMaximumCount, lpName, 0, SEMAPHORE_ALL_ACCESS);
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes,
                               LONG lInitialCount, LONG lMaximumCount,
                               LPCWSTR lpName)
{
    return CreateSemaphoreExW(lpSemaphoreAttributes, lInitialCount,
                              lMaximumCount, lpName, 0, SEMAPHORE_ALL_ACCESS);
}

HANDLE WINAPI OpenSemaphoreA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                             LPCSTR lpName)
{
    (void)dwDesiredAccess;
    (void)bInheritHandle;
    return ws2_object_open(lpName, WS2_KIND_SEMAPHORE);
}

HANDLE WINAPI OpenSemaphoreW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                             LPCWSTR lpName)
{
    HANDLE h = NULL;
    char *name;

    if (ws2_object_name(lpName, &name)) {
        h = OpenSemaphoreA(dwDesiredAccess, bInheritHandle, name);
        free(name);
    }
    return h;
}

BOOL WINAPI ReleaseSemaphore(HANDLE hSemaphore, LONG lReleaseCount,
                             LPLONG lpPreviousCount)
{
    ws2_handle h = (ws2_handle)hSemaphore;
    struct ws2_obj *obj = ws2_handle_pin(h, WS2_KIND_SEMAPHORE);
    int32_t previous;
    ws2_err err = ERROR_INVALID_PARAMETER;

    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    if (lpPreviousCount != NULL &&
        !os_mem_writable(lpPreviousCount, sizeof(*lpPreviousCount)))
        err = ERROR_NOACCESS; /* and nothing is released */
    else if (lReleaseCount > 0)
        err = ws2_semaphore_post((struct ws2_semaphore *)obj, lReleaseCount,
                                 &previous);
    ws2_handle_unpin(h);
    if (err == WS2_OK && lpPreviousCount != NULL)
        *lpPreviousCount = previous;
    return ws2_win32_bool(err);
}
