/* SPDX-License-Identifier: MIT */
/* The program's own APCs. Follows "QueueUserAPC function" on Microsoft
 * Learn. */
#include <windows.h>

#include "handle/thread_obj.h"
#include "handle/userapc.h"
#include "win32/door.h"
#include "win32/thread_pin.h"

DWORD WINAPI QueueUserAPC(PAPCFUNC pfnAPC, HANDLE hThread, ULONG_PTR dwData)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);
    ws2_err err = ERROR_INVALID_PARAMETER;

    if (t == NULL)
        return 0;
    if (pfnAPC != NULL)
        err = ws2_user_apc(ws2_thread_obj_record(t), pfnAPC, dwData);
    ws2_thread_unpin(hThread);
    return err == WS2_OK ? 1 : ws2_win32_zero(err);
}
