/* SPDX-License-Identifier: MIT */
/* The doors of mutexes. Follows "CreateMutexExA function (synchapi.h)" and its
 * neighbours on Microsoft Learn. Access rights and security attributes are not
 * used: every handle has all rights. */
#include <windows.h>

#include <stdlib.h>

#include "handle/mutex.h"
#include "win32/door.h"
#include "win32/objects.h"

HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES lpMutexAttributes,
                             LPCSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    bool own = dwFlags == CREATE_MUTEX_INITIAL_OWNER;
    struct ws2_thread *self = ws2_thread_self();
    struct ws2_mutex *mutex;
    struct ws2_waitable *w;
    HANDLE h;

    (void)lpMutexAttributes;
    (void)dwDesiredAccess;
    if (!own && dwFlags != 0)
        return ws2_win32_null(ERROR_INVALID_PARAMETER);
    mutex = self != NULL ? ws2_mutex_new() : NULL;
    if (mutex == NULL)
        return ws2_win32_null(ERROR_NOT_ENOUGH_MEMORY);
    w = ws2_mutex_waitable(mutex);
    if (own) /* before anybody can see it */
        ws2_wait(&w, 1, false, 0, false, self);
    h = ws2_object_publish(w, lpName);
    /* Not used after all, as it failed or the name exists: the thread's list
     * of owned mutexes has kept it alive. */
    if (own && ws2_get_last_error() != ERROR_SUCCESS)
        ws2_mutex_release(mutex, self);
    return h;
}

HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES lpMutexAttributes,
                             LPCWSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess)
{
    HANDLE h = NULL;
    char *name;

    if (ws2_object_name(lpName, &name)) {
        h = CreateMutexExA(lpMutexAttributes, name, dwFlags, dwDesiredAccess);
        free(name);
    }
    return h;
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES lpMutexAttributes,
                           BOOL bInitialOwner, LPCSTR lpName)
{
    return CreateMutexExA(lpMutexAttributes, lpName,
                          bInitialOwner ? CREATE_MUTEX_INITIAL_OWNER : 0,
                          MUTEX_ALL_ACCESS);
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES lpMutexAttributes,
                           BOOL bInitialOwner, LPCWSTR lpName)
{
    return CreateMutexExW(lpMutexAttributes, lpName,
                          bInitialOwner ? CREATE_MUTEX_INITIAL_OWNER : 0,
                          MUTEX_ALL_ACCESS);
}

HANDLE WINAPI OpenMutexA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                         LPCSTR lpName)
{
    (void)dwDesiredAccess;
    (void)bInheritHandle;
    return ws2_object_open(lpName, WS2_KIND_MUTEX);
}

HANDLE WINAPI OpenMutexW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                         LPCWSTR lpName)
{
    HANDLE h = NULL;
    char *name;

    if (ws2_object_name(lpName, &name)) {
        h = OpenMutexA(dwDesiredAccess, bInheritHandle, name);
        free(name);
    }
    return h;
}

BOOL WINAPI ReleaseMutex(HANDLE hMutex)
{
    ws2_handle h = (ws2_handle)hMutex;
    struct ws2_obj *obj = ws2_handle_pin(h, WS2_KIND_MUTEX);
    ws2_err err;

    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    err = ws2_mutex_release((struct ws2_mutex *)obj, ws2_thread_self());
    ws2_handle_unpin(h);
    return ws2_win32_bool(err);
}
