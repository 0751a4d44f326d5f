/* SPDX-License-Identifier: MIT */
/* WSAAsyncSelect among the ways in which a program waits for a socket: see
 * models.h. Each waits in a thread of its own, with a window of its own. */
#ifndef CT_MODELSMSG_H
#define CT_MODELSMSG_H

#include "models.h"

#define NET (WM_APP + 1)

static HWND messages_select(struct attempt *a, LONG events)
{
    WNDCLASSA wc;
    HWND window;

    memset(&wc, 0, sizeof(wc));
    wc.lpfnWndProc = DefWindowProcA;
    wc.hInstance = GetModuleHandleA(NULL);
    wc.lpszClassName = "ws2 neterrors";
    RegisterClassA(&wc); /* once will do */
    window = CreateWindowA(wc.lpszClassName, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
                           NULL, wc.hInstance, NULL);
    a->event = CreateEventA(NULL, TRUE, FALSE, NULL); /* who gives up sets it */
    want(a, "window", window != NULL, TRUE);
    want(a, "selects", WSAAsyncSelect(a->s, window, NET, events), 0);
    return window;
}

/* Waits for one of these events, which alone is to come but for FD_WRITE; its
 * code. */
static int message_for(struct attempt *a, HWND window, LONG wanted)
{
    LONG event;
    MSG msg;

    for (;;) {
        if (!PeekMessageA(&msg, window, NET, NET, PM_REMOVE)) {
            if (MsgWaitForMultipleObjects(1, &a->event, FALSE, INFINITE,
                                          QS_ALLPOSTMESSAGE) == WAIT_OBJECT_0)
                return 0;
            continue;
        }
        event = WSAGETSELECTEVENT(msg.lParam);
        if (event == FD_WRITE)
            continue;
        want(a, "event", event, wanted);
        want(a, "socket", (SOCKET)msg.wParam == a->s, TRUE);
        DestroyWindow(window);
        return WSAGETSELECTERROR(msg.lParam);
    }
}

static void messages_connect(struct attempt *a)
{
    HWND window =
        messages_select(a, FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE);

    if (connect_begin(a))
        learn(a, message_for(a, window, FD_CONNECT));
}

static void messages_close(struct attempt *a)
{
    HWND window = messages_select(a, FD_READ | FD_WRITE | FD_CLOSE);

    about_to_wait(a);
    learn(a, message_for(a, window, FD_CLOSE));
    a->telling = BY_CLOSE;
}

static void messages_recv(struct attempt *a)
{
    HWND window = messages_select(a, FD_READ | FD_WRITE | FD_CLOSE);

    about_to_wait(a);
    want(a, "FD_READ's code", message_for(a, window, FD_READ), 0);
    learn_recv(a);
}

#endif
