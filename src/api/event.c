/* SPDX-License-Identifier: MIT */
/* Doors of event objects: the wait core's events under Winsock's names, network
 * events that set them or are messages, and waiting for several. An event from
 * CreateEvent serves as well. Follows "WSACreateEvent function (winsock2.h)"
 * and its neighbours on Microsoft Learn. */
#include "api/door.h"

#include "handle/event.h"
#include "os/mem.h"

_Static_assert(WSA_WAIT_TIMEOUT == WS2_WAIT_TIMEOUT &&
                   WSA_WAIT_IO_COMPLETION == WS2_WAIT_APC &&
                   WSA_MAXIMUM_WAIT_EVENTS == WS2_WAIT_MAX,
               "the wait core's results are Windows'");

static BOOL event_done(ws2_err err)
{
    if (err != WS2_OK)
        ws2_set_last_error(err);
    return err == WS2_OK;
}

WSAEVENT WSAAPI ws2_do_WSACreateEvent(void)
{
    ws2_handle h = 0;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_event_open(true, false, &h);
    return event_done(err) ? (WSAEVENT)h : WSA_INVALID_EVENT;
}

BOOL WSAAPI ws2_do_WSACloseEvent(WSAEVENT hEvent)
{
    ws2_err err = ws2_enter();
    struct ws2_obj *obj;

    if (err != WS2_OK)
        return event_done(err);
    obj = ws2_handle_close((ws2_handle)hEvent, WS2_KIND_EVENT);
    if (obj != NULL)
        ws2_obj_put(obj);
    return event_done(obj != NULL ? WS2_OK : WSA_INVALID_HANDLE);
}

static BOOL event_change(WSAEVENT hEvent, void (*change)(struct ws2_event *))
{
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_event_apply((ws2_handle)hEvent, change);
    return event_done(err);
}

BOOL WSAAPI ws2_do_WSASetEvent(WSAEVENT hEvent)
{
    return event_change(hEvent, ws2_event_set);
}

BOOL WSAAPI ws2_do_WSAResetEvent(WSAEVENT hEvent)
{
    return event_change(hEvent, ws2_event_reset);
}

int WSAAPI ws2_do_WSAEventSelect(SOCKET s, WSAEVENT hEventObject,
                                 long lNetworkEvents)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPEventSelect(s, hEventObject, lNetworkEvents, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_WSAAsyncSelect(SOCKET s, HWND hWnd, u_int wMsg, long lEvent)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPAsyncSelect(s, hWnd, wMsg, lEvent, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_WSAEnumNetworkEvents(SOCKET s, WSAEVENT hEventObject,
                                       LPWSANETWORKEVENTS lpNetworkEvents)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPEnumNetworkEvents(s, hEventObject, lpNetworkEvents,
                                           &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

DWORD WSAAPI ws2_do_WSAWaitForMultipleEvents(DWORD cEvents,
                                             const WSAEVENT *lphEvents,
                                             BOOL fWaitAll, DWORD dwTimeout,
                                             BOOL fAlertable)
{
    ws2_handle handles[WSA_MAXIMUM_WAIT_EVENTS];
    unsigned result = WSA_WAIT_FAILED;
    ws2_err err = ws2_enter();

    if (err == WS2_OK &&
        (cEvents == 0 || cEvents > WSA_MAXIMUM_WAIT_EVENTS ||
         os_mem_copy_in(handles, lphEvents, cEvents * sizeof(*handles)) != 0))
        err = WSA_INVALID_PARAMETER;
    if (err == WS2_OK)
        err = ws2_wait_handles(handles, cEvents, fWaitAll != 0, dwTimeout,
                               fAlertable != 0, &result);
    return event_done(err) ? result : WSA_WAIT_FAILED;
}

BOOL WSAAPI ws2_do_WSAGetOverlappedResult(SOCKET s,
                                          LPWSAOVERLAPPED lpOverlapped,
                                          LPDWORD lpcbTransfer, BOOL fWait,
                                          LPDWORD lpdwFlags)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    BOOL res = FALSE;

    if (err == WS2_OK) {
        res = proc->lpWSPGetOverlappedResult(s, lpOverlapped, lpcbTransfer,
                                             fWait, lpdwFlags, &err);
        ws2_door_close(s);
    }
    return res || ws2_door_fail(err) == 0;
}
