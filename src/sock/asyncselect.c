/* SPDX-License-Identifier: MIT */
/* WSPAsyncSelect: network events that are messages to a window. Page
 * "WSAAsyncSelect function". */
#include "sock/netevents.h"
#include "sock/windows.h"
#include "sock/wspcall.h"

_Atomic(const struct ws2_windows *) ws2_sock_windows;

/* A message for a queue that is full is lost, as is one for a window that has
 * gone. */
static void message_tell(const struct ws2_netsink *sink, SOCKET s, LONG event,
                         ws2_err code)
{
    atomic_load(&ws2_sock_windows)
        ->post(sink->hwnd, sink->message, (WPARAM)s,
               WSAMAKESELECTREPLY(event, code));
}

/* To end a selection, the window is not looked at. */
static ws2_err async_select(struct ws2_sock *sk, HWND hwnd, unsigned message,
                            LONG events)
{
    const struct ws2_windows *windows = atomic_load(&ws2_sock_windows);
    struct ws2_netsink sink = {
        .tell = message_tell, .hwnd = hwnd, .message = message};

    if (events == 0)
        return ws2_netevents_select(sk, NULL, 0);
    if (windows == NULL || !windows->there(hwnd))
        return WSAEINVAL;
    return ws2_netevents_select(sk, &sink, events);
}

int WSPAPI ws2_wsp_asyncselect(SOCKET s, HWND hWnd, unsigned int wMsg,
                               long lEvent, LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = async_select(sk, hWnd, wMsg, (LONG)lEvent);
        ws2_sock_unpin(s);
    }
    return wsp_finish(err, lpErrno);
}
