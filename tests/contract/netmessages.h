/* SPDX-License-Identifier: MIT */
/* What rows about messages of WSAAsyncSelect share. */
#ifndef CT_NETMESSAGES_H
#define CT_NETMESSAGES_H

#include "netevents.h"

#define NET (WM_APP + 1)

static HWND window; /* made by main */

/* What came, since news_of(). */
static struct news {
    SOCKET s; /* whose messages count */
    LONG events;
    int code[FD_MAX_EVENTS];
    int count; /* of messages */
} news;

static inline HWND window_make(void)
{
    WNDCLASSA wc;

    memset(&wc, 0, sizeof(wc));
    wc.lpfnWndProc = DefWindowProcA;
    wc.hInstance = GetModuleHandleA(NULL);
    wc.lpszClassName = "ws2 asyncselect";
    RegisterClassA(&wc);
    return CreateWindowA(wc.lpszClassName, NULL, 0, 0, 0, 0, 0, HWND_MESSAGE,
                         NULL, wc.hInstance, NULL);
}

static inline void news_take(const MSG *msg)
{
    LONG event = WSAGETSELECTEVENT(msg->lParam);
    int bit;

    if ((SOCKET)msg->wParam != news.s)
        return;
    news.count++;
    news.events |= event;
    for (bit = 0; bit < FD_MAX_EVENTS; bit++)
        if (event == 1 << bit)
            news.code[bit] = WSAGETSELECTERROR(msg->lParam);
    CHECK((event & (event - 1)) == 0 && event != 0); /* one a message */
}

static inline void news_pump(void)
{
    MSG msg;

    while (PeekMessageA(&msg, window, NET, NET, PM_REMOVE))
        news_take(&msg);
}

static inline void news_of(SOCKET s)
{
    memset(&news, 0, sizeof(news));
    news.s = s;
}

/* Waits until these came, and says what did. */
static inline LONG told(SOCKET s, LONG events)
{
    news_of(s);
    for (;;) {
        news_pump();
        if ((news.events & events) == events || ct_failed())
            return news.events;
        EQUAL(
            MsgWaitForMultipleObjects(0, NULL, FALSE, 10000, QS_ALLPOSTMESSAGE),
            WAIT_OBJECT_0);
    }
}

/* What came when everything has settled. */
static inline LONG untold(SOCKET s)
{
    ct_settle();
    news_of(s);
    news_pump();
    return news.events;
}

static inline void async(SOCKET s, long events)
{
    EQUAL(WSAAsyncSelect(s, window, NET, events), 0);
}

#endif
