/* SPDX-License-Identifier: MIT */
/* Waiting for handles and messages at once. Follows
 * "MsgWaitForMultipleObjectsEx function (winuser.h)" on Microsoft Learn. */
#include <string.h>

#include "os/mem.h"
#include "user/queue.h"
#include "win32/door.h"

#define MWMO_KNOWN (MWMO_WAITALL | MWMO_ALERTABLE | MWMO_INPUTAVAILABLE)
static DWORD wait_fail(ws2_err err)
{
    ws2_set_last_error(err);
    return WAIT_FAILED;
}

DWORD WINAPI MsgWaitForMultipleObjectsEx(DWORD nCount, const HANDLE *pHandles,
                                         DWORD dwMilliseconds, DWORD dwWakeMask,
                                         DWORD dwFlags)
{
    struct ws2_queue *q = ws2_queue_self();
    HANDLE handles[MAXIMUM_WAIT_OBJECTS];
    struct ws2_queue_wait how = {
        .handles = (const ws2_handle *)handles,
        .n = nCount,
        .changed = dwWakeMask & WS2_QS_KNOWN,
        .all = (dwFlags & MWMO_WAITALL) != 0,
        .alertable = (dwFlags & MWMO_ALERTABLE) != 0,
        .deadline_ns = os_deadline(dwMilliseconds),
    };
    unsigned result = 0;
    ws2_err err;

    if (nCount >= MAXIMUM_WAIT_OBJECTS || (nCount != 0 && pHandles == NULL) ||
        (dwFlags & ~(DWORD)MWMO_KNOWN) != 0)
        return wait_fail(ERROR_INVALID_PARAMETER);
    if (os_mem_copy_in(handles, pHandles, nCount * sizeof(*handles)) != 0)
        return wait_fail(ERROR_NOACCESS);
    if (q == NULL)
        return wait_fail(ERROR_NOT_ENOUGH_MEMORY);
    if ((dwFlags & MWMO_INPUTAVAILABLE) != 0)
        how.bits = how.changed;
    err = ws2_queue_wait(q, &how, &result);
    return err == WS2_OK ? result : wait_fail(err);
}

DWORD WINAPI MsgWaitForMultipleObjects(DWORD nCount, const HANDLE *pHandles,
                                       BOOL fWaitAll, DWORD dwMilliseconds,
                                       DWORD dwWakeMask)
{
    return MsgWaitForMultipleObjectsEx(nCount, pHandles, dwMilliseconds,
                                       dwWakeMask, fWaitAll ? MWMO_WAITALL : 0);
}
