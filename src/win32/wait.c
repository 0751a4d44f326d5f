/* SPDX-License-Identifier: MIT */
/* Waits and sleep, by handle: the doors of the wait core. Follows "Wait
 * Functions" and the page of each function on Microsoft Learn. */
#include <windows.h>

#include "err/lasterror.h"
#include "handle/event.h"
#include "handle/mutex.h"
#include "handle/pseudo.h"
#include "handle/semaphore.h"
#include "handle/wait.h"
#include "os/mem.h"

_Static_assert(WS2_WAIT_ABANDONED == WAIT_ABANDONED_0 &&
                   WS2_WAIT_APC == WAIT_IO_COMPLETION &&
                   WS2_WAIT_TIMEOUT == WAIT_TIMEOUT &&
                   WS2_WAIT_MAX == MAXIMUM_WAIT_OBJECTS,
               "the core's results are Windows'");

static DWORD wait_fail(ws2_err err)
{
    ws2_set_last_error(err);
    return WAIT_FAILED;
}

static DWORD handles_wait(const HANDLE *handles, DWORD n, BOOL all,
                          DWORD timeout_ms, BOOL alertable)
{
    unsigned result = 0;
    ws2_err err = ws2_wait_handles((const ws2_handle *)handles, n, all != 0,
                                   timeout_ms, alertable != 0, &result);

    return err == WS2_OK ? result : wait_fail(err);
}

/* The array is copied: what a wait pins it has to unpin, whatever the program
 * writes there meanwhile. */
static DWORD array_wait(DWORD n, const HANDLE *array, BOOL all,
                        DWORD timeout_ms, BOOL alertable)
{
    HANDLE handles[MAXIMUM_WAIT_OBJECTS];

    if (array == NULL || n == 0 || n > MAXIMUM_WAIT_OBJECTS)
        return wait_fail(ERROR_INVALID_PARAMETER);
    if (os_mem_copy_in(handles, array, n * sizeof(*handles)) != 0)
        return wait_fail(ERROR_NOACCESS);
    return handles_wait(handles, n, all, timeout_ms, alertable);
}

DWORD WINAPI WaitForSingleObjectEx(HANDLE hHandle, DWORD dwMilliseconds,
                                   BOOL bAlertable)
{
    return handles_wait(&hHandle, 1, FALSE, dwMilliseconds, bAlertable);
}

DWORD WINAPI WaitForSingleObject(HANDLE hHandle, DWORD dwMilliseconds)
{
    return handles_wait(&hHandle, 1, FALSE, dwMilliseconds, FALSE);
}

DWORD WINAPI WaitForMultipleObjectsEx(DWORD nCount, const HANDLE *lpHandles,
                                      BOOL bWaitAll, DWORD dwMilliseconds,
                                      BOOL bAlertable)
{
    return array_wait(nCount, lpHandles, bWaitAll, dwMilliseconds, bAlertable);
}

DWORD WINAPI WaitForMultipleObjects(DWORD nCount, const HANDLE *lpHandles,
                                    BOOL bWaitAll, DWORD dwMilliseconds)
{
    return WaitForMultipleObjectsEx(nCount, lpHandles, bWaitAll, dwMilliseconds,
                                    FALSE);
}

static ws2_err object_signal(struct ws2_obj *obj)
{
    int32_t previous;

    switch ((unsigned)obj->kind) {
    case WS2_KIND_EVENT:
        ws2_event_set((struct ws2_event *)obj);
        return WS2_OK;
    case WS2_KIND_MUTEX:
        return ws2_mutex_release((struct ws2_mutex *)obj, ws2_thread_self());
    default:
        return ws2_semaphore_post((struct ws2_semaphore *)obj, 1, &previous);
    }
}

DWORD WINAPI SignalObjectAndWait(HANDLE hObjectToSignal, HANDLE hObjectToWaitOn,
                                 DWORD dwMilliseconds, BOOL bAlertable)
{
    ws2_handle h = (ws2_handle)hObjectToSignal;
    ws2_handle other = (ws2_handle)hObjectToWaitOn;
    struct ws2_obj *obj =
        ws2_handle_pin(h, WS2_KIND_EVENT | WS2_KIND_MUTEX | WS2_KIND_SEMAPHORE);
    struct ws2_obj *next = ws2_pseudo_pin(other, WS2_KIND_WAITABLE);
    DWORD result = WAIT_FAILED;
    ws2_err err = ERROR_INVALID_HANDLE;

    if (obj != NULL && next != NULL)
        err = object_signal(obj); /* not if it cannot wait after it */
    if (err == WS2_OK)
        result = handles_wait(&hObjectToWaitOn, 1, FALSE, dwMilliseconds,
                              bAlertable);
    if (next != NULL)
        ws2_pseudo_unpin(other);
    if (obj != NULL)
        ws2_handle_unpin(h);
    return err == WS2_OK ? result : wait_fail(err);
}

/* Sleeping is waiting for nothing. */
DWORD WINAPI SleepEx(DWORD dwMilliseconds, BOOL bAlertable)
{
    struct ws2_thread *thread =
        bAlertable ? ws2_thread_self() : ws2_thread_peek();
    unsigned result;

    if (dwMilliseconds == 0)
        os_yield();
    result = ws2_wait(NULL, 0, false, os_deadline(dwMilliseconds),
                      bAlertable && thread != NULL, thread);
    return result == WS2_WAIT_APC ? WAIT_IO_COMPLETION : 0;
}

VOID WINAPI Sleep(DWORD dwMilliseconds)
{
    SleepEx(dwMilliseconds, FALSE);
}
