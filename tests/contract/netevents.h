/* SPDX-License-Identifier: MIT */
/* What rows about network events share. */
#ifndef CT_NETEVENTS_H
#define CT_NETEVENTS_H

#include "harness.h"

/* A socket whose events set an event object. */
struct ct_selected {
    SOCKET s, peer; /* peer: of the pair opened last */
    WSAEVENT event;
    LONG recorded; /* since ct_told() or ct_untold() looked last */
    int code[FD_MAX_EVENTS];
};

static inline void ct_select(struct ct_selected *w, SOCKET s, long events)
{
    memset(w, 0, sizeof(*w));
    w->s = s;
    w->peer = ct_peer();
    w->event = ct_keep_handle(WSACreateEvent());
    EQUAL(WSAEventSelect(s, w->event, events), 0);
}

static inline void ct_enum(struct ct_selected *w)
{
    WSANETWORKEVENTS now;
    int bit;

    EQUAL(WSAEnumNetworkEvents(w->s, w->event, &now), 0);
    if (ct_failed())
        return;
    for (bit = 0; bit < FD_MAX_EVENTS; bit++)
        if ((now.lNetworkEvents >> bit & 1) != 0)
            w->code[bit] = now.iErrorCode[bit];
    w->recorded |= now.lNetworkEvents;
}

/* Waits until these are recorded, and says what is. */
static inline LONG ct_told(struct ct_selected *w, LONG events)
{
    w->recorded = 0;
    while ((w->recorded & events) != events && !ct_failed()) {
        EQUAL(WSAWaitForMultipleEvents(1, &w->event, FALSE, 10000, FALSE),
              WSA_WAIT_EVENT_0);
        ct_enum(w);
    }
    return w->recorded;
}

/* All that has happened on other sockets so far has been told by the time that
 * something that happens on another pair now is. */
static inline void ct_settle(void)
{
    struct ct_selected fence;

    ct_select(&fence, ct_open(CT_TCP_ACCEPTED), FD_READ);
    EQUAL(send(ct_peer(), "f", 1, 0), 1);
    ct_told(&fence, FD_READ);
    EQUAL(closesocket(fence.s), 0);
}

/* What is recorded when everything has settled; the event must agree. */
static inline LONG ct_untold(struct ct_selected *w)
{
    DWORD set;

    ct_settle();
    w->recorded = 0;
    set = WSAWaitForMultipleEvents(1, &w->event, FALSE, 0, FALSE);
    ct_enum(w);
    EQUAL(set, w->recorded != 0 ? WSA_WAIT_EVENT_0 : WSA_WAIT_TIMEOUT);
    return w->recorded;
}

#endif
