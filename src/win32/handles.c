/* SPDX-License-Identifier: MIT */
/* Handles of any kind. Sockets close through closesocket; CloseHandle takes
 * them too, as Windows does. Follows handleapi.h on Microsoft Learn. */
#include <windows.h>

#include "handle/pseudo.h"
#include "os/mem.h"
#include "win32/door.h"

#define KNOWN_FLAGS (HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE)

/* A socket's other users (its provider, the engine) know it by its one
 * handle, so only plain objects can have a second one. */
#define DUPLICABLE (WS2_KIND_ANY & ~WS2_KIND_SOCKETS)

static bool handle_is_pseudo(HANDLE h)
{
    return (ws2_handle)h == WS2_HANDLE_SELF_PROCESS ||
           (ws2_handle)h == WS2_HANDLE_SELF_THREAD;
}

BOOL WINAPI CloseHandle(HANDLE hObject)
{
    struct ws2_obj *obj;

    if (handle_is_pseudo(hObject))
        return TRUE;
    obj = ws2_handle_close((ws2_handle)hObject, WS2_KIND_ANY);
    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    ws2_obj_put(obj);
    return TRUE;
}

/* to may be NULL, for DUPLICATE_CLOSE_SOURCE alone. */
static ws2_err handle_duplicate(ws2_handle from, DWORD options, HANDLE *to)
{
    struct ws2_obj *obj = ws2_pseudo_pin(from, DUPLICABLE);
    struct ws2_obj *closed;
    ws2_err err = ERROR_INVALID_HANDLE;
    ws2_handle copy = 0;

    if (obj != NULL) {
        err = to != NULL ? ws2_handle_new(obj, &copy) : WS2_OK;
        ws2_pseudo_unpin(from);
    }
    /* The source is closed whatever happened before, as documented. */
    if ((options & DUPLICATE_CLOSE_SOURCE) != 0) {
        closed = ws2_handle_close(from, DUPLICABLE);
        if (closed != NULL)
            ws2_obj_put(closed);
    }
    if (err == WS2_OK && to != NULL)
        *to = (HANDLE)copy;
    return err;
}

BOOL WINAPI DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle,
                            HANDLE hTargetProcessHandle,
                            LPHANDLE lpTargetHandle, DWORD dwDesiredAccess,
                            BOOL bInheritHandle, DWORD dwOptions)
{
    (void)dwDesiredAccess; /* every handle has all rights */
    if (hSourceProcessHandle != GetCurrentProcess() ||
        (hTargetProcessHandle != GetCurrentProcess() && lpTargetHandle != NULL))
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    if (bInheritHandle)
        return ws2_win32_bool(ERROR_NOT_SUPPORTED);
    if (lpTargetHandle != NULL &&
        !os_mem_writable(lpTargetHandle, sizeof(*lpTargetHandle)))
        return ws2_win32_bool(ERROR_NOACCESS);
    return ws2_win32_bool(
        handle_duplicate((ws2_handle)hSourceHandle, dwOptions, lpTargetHandle));
}

BOOL WINAPI GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags)
{
    const DWORD none = 0;
    struct ws2_obj *obj = ws2_handle_pin((ws2_handle)hObject, WS2_KIND_ANY);

    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    ws2_handle_unpin((ws2_handle)hObject);
    if (os_mem_copy_out(lpdwFlags, &none, sizeof(none)) != 0)
        return ws2_win32_bool(ERROR_NOACCESS);
    return TRUE;
}

BOOL WINAPI SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags)
{
    struct ws2_obj *obj = ws2_handle_pin((ws2_handle)hObject, WS2_KIND_ANY);

    if (obj == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    ws2_handle_unpin((ws2_handle)hObject);
    if ((dwMask & ~(DWORD)KNOWN_FLAGS) != 0)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    return ws2_win32_bool((dwMask & dwFlags) != 0 ? ERROR_NOT_SUPPORTED
                                                  : WS2_OK);
}

BOOL WINAPI CompareObjectHandles(HANDLE hFirstObjectHandle,
                                 HANDLE hSecondObjectHandle)
{
    ws2_handle first = (ws2_handle)hFirstObjectHandle;
    ws2_handle second = (ws2_handle)hSecondObjectHandle;
    struct ws2_obj *a = ws2_pseudo_pin(first, WS2_KIND_ANY);
    struct ws2_obj *b = ws2_pseudo_pin(second, WS2_KIND_ANY);
    ws2_err err = a == NULL || b == NULL ? ERROR_INVALID_HANDLE
                  : a != b               ? ERROR_NOT_SAME_OBJECT
                                         : WS2_OK;

    if (a != NULL)
        ws2_pseudo_unpin(first);
    if (b != NULL)
        ws2_pseudo_unpin(second);
    return ws2_win32_bool(err);
}
