/* SPDX-License-Identifier: MIT */
/* The program's own APCs. Follows "QueueUserAPC function" on Microsoft
 * Learn. */
#include <windows.h>

#include <stdlib.h>

#include "handle/apc.h"
#include "handle/thread_obj.h"
#include "win32/door.h"
#include "win32/thread_pin.h"

struct user_apc {
    struct ws2_apc apc;
    PAPCFUNC function;
    ULONG_PTR data;
};

/* The function may not come back: ExitThread. */
static void user_apc_run(struct ws2_apc *apc)
{
    struct user_apc user = *(struct user_apc *)apc;

    free(apc);
    user.function(user.data);
}

static void user_apc_drop(struct ws2_apc *apc)
{
    free(apc);
}

static ws2_err user_apc_queue(struct ws2_thread *record, PAPCFUNC function,
                              ULONG_PTR data)
{
    struct user_apc *user = malloc(sizeof(*user));

    if (user == NULL || record == NULL) {
        free(user);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    user->apc.run = user_apc_run;
    user->apc.drop = user_apc_drop;
    user->function = function;
    user->data = data;
    if (ws2_apc_queue(record, &user->apc))
        return WS2_OK;
    free(user);
    return ERROR_GEN_FAILURE;
}

DWORD WINAPI QueueUserAPC(PAPCFUNC pfnAPC, HANDLE hThread, ULONG_PTR dwData)
{
    struct ws2_thread_obj *t = ws2_thread_pin(hThread);
    ws2_err err = ERROR_INVALID_PARAMETER;

    if (t == NULL)
        return 0;
    if (pfnAPC != NULL)
        err = user_apc_queue(ws2_thread_obj_record(t), pfnAPC, dwData);
    ws2_thread_unpin(hThread);
    return err == WS2_OK ? 1 : ws2_win32_zero(err);
}
