/* SPDX-License-Identifier: MIT */
/* Doors: the blocking model of Windows Sockets 1.1, and the upcall by which a
 * provider takes part in it. Programs of version 2 have no hooks; calling one
 * is handle/hook.c. Pages: "Windows Sockets 1.1 Blocking Routines and
 * EINPROGRESS", "Blocking Hook", WSPCancelBlockingCall,
 * WPUQueryBlockingCallback. */
#include "api/door.h"

#include <windows.h>

#include "api/upcalls.h"
#include "os/mem.h"
#include "sock/wsp.h"

/* What a thread has until it sets one. Preemptive Windows calls none then, and
 * neither do we: the thread waits for the kernel. It is there for hooks that
 * end by calling the one before them. */
static INT_PTR WINAPI default_hook(void)
{
    MSG msg;

    if (!PeekMessageW(&msg, NULL, 0, 0, PM_REMOVE))
        return FALSE;
    TranslateMessage(&msg);
    DispatchMessageW(&msg);
    return TRUE;
}

static ws2_err version1_check(ws2_err err)
{
    return err == WS2_OK && atomic_load(&ws2_version1) == 0 ? WSAEOPNOTSUPP
                                                            : err;
}

/* The calling thread, if it may have a hook. */
static ws2_err hook_open(struct ws2_thread **t)
{
    ws2_err err = version1_check(ws2_enter());

    if (err != WS2_OK)
        return err;
    *t = ws2_thread_self();
    return *t != NULL ? WS2_OK : WSAENOBUFS;
}

/* Hooks are BOOL (CALLBACK *)(void), whatever the type of the parameter. */
FARPROC WSAAPI ws2_do_WSASetBlockingHook(FARPROC lpBlockFunc)
{
    FARPROC before = default_hook;
    struct ws2_thread *t;
    ws2_err err = hook_open(&t);

    if (err == WS2_OK && lpBlockFunc == NULL)
        err = WSAEFAULT;
    if (err != WS2_OK) {
        ws2_set_last_error(err);
        return NULL;
    }
    if (ws2_hook_is_set(t))
        before = (FARPROC)(void (*)(void))t->hook.call;
    t->hook.version1 = atomic_load(&ws2_version1);
    t->hook.call = lpBlockFunc == default_hook
                       ? NULL
                       : (int (*)(void))(void (*)(void))lpBlockFunc;
    return before;
}

int WSAAPI ws2_do_WSAUnhookBlockingHook(void)
{
    struct ws2_thread *t;
    ws2_err err = hook_open(&t);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    t->hook.call = NULL;
    return 0;
}

BOOL WSAAPI ws2_do_WSAIsBlocking(void)
{
    return ws2_hook_runs();
}

/* Meant for inside a hook, where ws2_enter() lets nobody pass. The call that
 * waits is one of the base provider's as long as that is the only one. */
int WSAAPI ws2_do_WSACancelBlockingCall(void)
{
    INT err =
        version1_check(ws2_gate_startups() != 0 ? WS2_OK : WSANOTINITIALISED);

    if (err == WS2_OK &&
        ws2_base_provider.proc->lpWSPCancelBlockingCall(&err) == 0)
        return 0;
    return ws2_door_fail(err);
}

/* FALSE: the call has been cancelled. */
static BOOL CALLBACK blocking_callback(DWORD_PTR dwContext)
{
    struct ws2_thread *t = ws2_thread_peek();
    bool again;

    (void)dwContext;
    return t == NULL || !ws2_hook_waits(t) || ws2_hook_call(t, &again);
}

/* NULL where the thread has no hook: the provider waits as the system does. */
int WSPAPI WPUQueryBlockingCallback(DWORD dwCatalogEntryId,
                                    LPBLOCKINGCALLBACK *lplpfnCallback,
                                    PDWORD_PTR lpdwContext, LPINT lpErrno)
{
    const struct ws2_thread *t = ws2_thread_peek();
    LPBLOCKINGCALLBACK callback = NULL;
    DWORD_PTR context = dwCatalogEntryId;
    WSAPROTOCOL_INFOW entry;
    INT err = WS2_OK;

    if (t != NULL && ws2_hook_waits(t))
        callback = blocking_callback;
    if (!ws2_spi_entry(dwCatalogEntryId, &entry))
        err = WSAEINVAL;
    else if (os_mem_copy_out(lplpfnCallback, &callback, sizeof(callback)) !=
                 0 ||
             os_mem_copy_out(lpdwContext, &context, sizeof(context)) != 0)
        err = WSAEFAULT;
    return ws2_upcall_end(err, lpErrno);
}
