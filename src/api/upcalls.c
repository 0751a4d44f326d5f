/* SPDX-License-Identifier: MIT */
/* Doors: the upcalls that a provider may make, as a table and by name; those
 * for handles and threads are in files of their own.
 * Pages: WPUFDIsSet, WPUPostMessage, WPUCreateEvent, WPUCloseEvent,
 * WPUSetEvent, WPUResetEvent. */
#include <winsock2.h>

#include <ws2spi.h>

#include "api/upcalls.h"
#include "handle/event.h"
#include "os/mem.h"
#include "sock/windows.h"
#include "spi/layer.h"
#include "user/post.h"
#include "user/window.h"

bool ws2_upcall_works(ws2_err err, LPINT lpErrno)
{
    if (err != WS2_OK)
        os_mem_copy_out(lpErrno, &err, sizeof(err));
    return err == WS2_OK;
}

int WSPAPI WPUFDIsSet(SOCKET s, fd_set *fdset)
{
    return __WSAFDIsSet(s, fdset);
}

/* The page names no code, and a provider calls this in the middle of calls that
 * succeed: the last error is left alone. */
BOOL WSPAPI WPUPostMessage(HWND hWnd, UINT Msg, WPARAM wParam, LPARAM lParam)
{
    return ws2_post(hWnd, Msg, wParam, lParam) == WS2_OK;
}

WSAEVENT WSPAPI WPUCreateEvent(LPINT lpErrno)
{
    ws2_handle h = 0;
    ws2_err err = ws2_event_open(true, false, &h);

    return ws2_upcall_works(err, lpErrno) ? (WSAEVENT)h : WSA_INVALID_EVENT;
}

BOOL WSPAPI WPUCloseEvent(WSAEVENT hEvent, LPINT lpErrno)
{
    struct ws2_obj *obj = ws2_handle_close((ws2_handle)hEvent, WS2_KIND_EVENT);

    if (obj != NULL)
        ws2_obj_put(obj);
    return ws2_upcall_works(obj != NULL ? WS2_OK : WSA_INVALID_HANDLE, lpErrno);
}

BOOL WSPAPI WPUSetEvent(WSAEVENT hEvent, LPINT lpErrno)
{
    return ws2_upcall_works(ws2_event_apply((ws2_handle)hEvent, ws2_event_set),
                            lpErrno);
}

BOOL WSPAPI WPUResetEvent(WSAEVENT hEvent, LPINT lpErrno)
{
    return ws2_upcall_works(
        ws2_event_apply((ws2_handle)hEvent, ws2_event_reset), lpErrno);
}

void ws2_upcalls_give(void)
{
    static const struct ws2_windows windows = {.post = WPUPostMessage,
                                               .there = ws2_window_exists};
    static const WSPUPCALLTABLE table = {
        .lpWPUCloseEvent = WPUCloseEvent,
        .lpWPUCloseSocketHandle = WPUCloseSocketHandle,
        .lpWPUCreateEvent = WPUCreateEvent,
        .lpWPUCreateSocketHandle = WPUCreateSocketHandle,
        .lpWPUFDIsSet = WPUFDIsSet,
        .lpWPUGetProviderPath = WPUGetProviderPath,
        .lpWPUModifyIFSHandle = WPUModifyIFSHandle,
        .lpWPUPostMessage = WPUPostMessage,
        .lpWPUQueryBlockingCallback = WPUQueryBlockingCallback,
        .lpWPUQuerySocketHandleContext = WPUQuerySocketHandleContext,
        .lpWPUQueueApc = WPUQueueApc,
        .lpWPUResetEvent = WPUResetEvent,
        .lpWPUSetEvent = WPUSetEvent,
        .lpWPUOpenCurrentThread = WPUOpenCurrentThread,
        .lpWPUCloseThread = WPUCloseThread};

    atomic_store(&ws2_sock_windows, &windows);
    ws2_layers_give(&table);
}
