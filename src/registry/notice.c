/* SPDX-License-Identifier: MIT */
/* Telling a program; see notice.h. No state. */
#include "registry/notice.h"

#include <stdbool.h>
#include <stdlib.h>
#include <windows.h>

/* What a completed OVERLAPPED holds: an NTSTATUS. */
#define DONE    0u
#define ABORTED 0xC0000120u /* STATUS_CANCELLED */

static LPWSAOVERLAPPED overlapped_of(const WSACOMPLETION *how)
{
    switch (how->Type) {
    case NSP_NOTIFY_EVENT:
        return how->Parameters.Event.lpOverlapped;
    case NSP_NOTIFY_PORT:
        return how->Parameters.Port.lpOverlapped;
    case NSP_NOTIFY_APC:
        return how->Parameters.Apc.lpOverlapped;
    case NSP_NOTIFY_HWND:
    case NSP_NOTIFY_IMMEDIATELY:
    default:
        return NULL;
    }
}

static bool way_valid(const WSACOMPLETION *how)
{
    switch (how->Type) {
    case NSP_NOTIFY_HWND:
        return IsWindow(how->Parameters.WindowMessage.hWnd);
    case NSP_NOTIFY_APC:
        return how->Parameters.Apc.lpfnCompletionProc != NULL &&
               overlapped_of(how) != NULL;
    case NSP_NOTIFY_EVENT:
    case NSP_NOTIFY_PORT:
        return overlapped_of(how) != NULL;
    case NSP_NOTIFY_IMMEDIATELY:
    default:
        return false;
    }
}

ws2_err ws2_reg_notice_begin(struct ws2_reg_notice *n,
                             const WSACOMPLETION *completion)
{
    LPWSAOVERLAPPED o = overlapped_of(completion);

    n->how = *completion;
    n->thread = NULL;
    if (!way_valid(completion))
        return WSAEINVAL;
    if (completion->Type == NSP_NOTIFY_APC &&
        !DuplicateHandle(GetCurrentProcess(), GetCurrentThread(),
                         GetCurrentProcess(), &n->thread, 0, FALSE,
                         DUPLICATE_SAME_ACCESS))
        return WSA_NOT_ENOUGH_MEMORY;
    if (o != NULL) {
        o->InternalHigh = 0;
        o->Internal = WSS_OPERATION_IN_PROGRESS;
    }
    if (completion->Type == NSP_NOTIFY_EVENT && o->hEvent != NULL)
        ResetEvent(o->hEvent);
    return WS2_OK;
}

struct apc {
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
    LPWSAOVERLAPPED overlapped;
    DWORD err;
};

static VOID CALLBACK apc_run(ULONG_PTR arg)
{
    struct apc apc = *(struct apc *)arg;

    free((void *)arg);
    apc.routine(apc.err, 0, apc.overlapped, 0);
}

/* A thread that has ended is not told. */
static void apc_queue(const struct ws2_reg_notice *n, ws2_err err)
{
    struct apc *apc = malloc(sizeof(*apc));

    if (apc == NULL)
        return;
    *apc = (struct apc){n->how.Parameters.Apc.lpfnCompletionProc,
                        n->how.Parameters.Apc.lpOverlapped, (DWORD)err};
    if (!QueueUserAPC(apc_run, n->thread, (ULONG_PTR)apc))
        free(apc);
}

void ws2_reg_notice_end(struct ws2_reg_notice *n, ws2_err err)
{
    LPWSAOVERLAPPED o = overlapped_of(&n->how);

    if (o != NULL)
        __atomic_store_n(&o->Internal, err == WS2_OK ? DONE : ABORTED,
                         __ATOMIC_RELEASE);
    switch (n->how.Type) {
    case NSP_NOTIFY_HWND:
        if (err == WS2_OK)
            WPUPostMessage(n->how.Parameters.WindowMessage.hWnd,
                           n->how.Parameters.WindowMessage.uMsg,
                           n->how.Parameters.WindowMessage.context, 0);
        break;
    case NSP_NOTIFY_EVENT:
        if (o->hEvent != NULL)
            SetEvent(o->hEvent);
        break;
    case NSP_NOTIFY_PORT:
        PostQueuedCompletionStatus(n->how.Parameters.Port.hPort, 0,
                                   n->how.Parameters.Port.Key, o);
        break;
    case NSP_NOTIFY_APC:
        apc_queue(n, err);
        CloseHandle(n->thread);
        break;
    case NSP_NOTIFY_IMMEDIATELY:
    default:
        break;
    }
}
