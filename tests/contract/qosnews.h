/* SPDX-License-Identifier: MIT */
/* What rows share that hear of a socket's quality of service: who looks and
 * how, and a sender and a receiver to look at. Needs with-agent good. */
#ifndef CT_QOSNEWS_H
#define CT_QOSNEWS_H

#include "netmessages.h"
#include "overlapped.h"
#include "qosagent.h"

enum way { BY_GET, BY_EVENT, BY_MESSAGE };

static struct watch {
    enum way way;
    SOCKET s;
    HANDLE event;
} watch;

static union {
    QOS q;
    ULONG need;
    char room[8192];
} got;

static inline void watch_begin(SOCKET s)
{
    watch.s = s;
    if (watch.way == BY_EVENT) {
        watch.event = ct_event();
        EQUAL(WSAEventSelect(s, watch.event, FD_QOS), 0);
    } else if (watch.way == BY_MESSAGE) {
        news_of(s);
        EQUAL(WSAAsyncSelect(s, window, NET, FD_QOS), 0);
    }
}

/* The code that FD_QOS brings, by either model. */
static inline int event_code(void)
{
    WSANETWORKEVENTS events;

    ct_await(watch.event);
    EQUAL(WSAEnumNetworkEvents(watch.s, watch.event, &events), 0);
    return (events.lNetworkEvents & FD_QOS) != 0 ? events.iErrorCode[FD_QOS_BIT]
                                                 : 0;
}

static inline int message_code(void)
{
    MSG msg;

    CHECK(GetMessageA(&msg, window, NET, NET) > 0);
    EQUAL(WSAGETSELECTEVENT(msg.lParam), FD_QOS);
    EQUAL(msg.wParam, watch.s);
    return WSAGETSELECTERROR(msg.lParam);
}

static inline const RSVP_STATUS_INFO *status_of(void)
{
    return (const RSVP_STATUS_INFO *)(const void *)got.q.ProviderSpecific.buf;
}

static inline int get(SOCKET s)
{
    DWORD n = 0;
    int res =
        WSAIoctl(s, SIO_GET_QOS, NULL, 0, &got, sizeof(got), &n, NULL, NULL);

    if (res == 0)
        EQUAL(n, sizeof(QOS) + got.q.ProviderSpecific.len);
    return res;
}

/* The next piece of news; what FD_QOS says of it SIO_GET_QOS says too. */
static inline int news_next(void)
{
    int code = 0;

    if (watch.way == BY_EVENT)
        code = event_code();
    else if (watch.way == BY_MESSAGE)
        code = message_code();
    if (watch.way != BY_GET && code == 0)
        return 0;
    if (get(watch.s) != 0) {
        ct_fail("SIO_GET_QOS: %s", ct_err_name(WSAGetLastError()));
        return -1;
    }
    EQUAL(status_of()->ObjectHdr.ObjectType, RSVP_OBJECT_STATUS_INFO);
    if (watch.way != BY_GET)
        EQUAL(status_of()->StatusCode, code);
    return (int)status_of()->StatusCode;
}

/* Whatever else is told before. */
static inline void news_await(int code)
{
    while (!ct_failed() && news_next() != code)
        ;
}

static inline void ask(SOCKET s, QOS q)
{
    EQUAL(qos_set(s, &q), 0);
}

/* A sender that asks, one of the two being watched, and then a receiver. */
enum side { SENDER, RECEIVER };

static inline bool both_ask(struct ends *e, enum side watched, QOS sends,
                            QOS receives)
{
    if (!agent_is("good") || !ends_open(e))
        return false;
    watch_begin(watched == SENDER ? e->a : e->b);
    ask(e->b, receives);
    ask(e->a, sends);
    return !ct_failed();
}

static inline QOS qos_confirmed(RSVP_RESERVE_INFO *info)
{
    QOS q = qos_receives(CL, RATE);

    memset(info, 0, sizeof(*info));
    info->ObjectHdr.ObjectType = RSVP_OBJECT_RESERVE_INFO;
    info->ObjectHdr.ObjectLength = sizeof(*info);
    info->ConfirmRequest = 1;
    q.ProviderSpecific.buf = (char *)info;
    q.ProviderSpecific.len = sizeof(*info);
    return q;
}

#endif
