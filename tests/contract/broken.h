/* SPDX-License-Identifier: MIT */
/* Established connections that break without a word from the peer. Needs a
 * network that can be broken: far.h. */
#ifndef CT_BROKEN_H
#define CT_BROKEN_H

#include "far.h"

#include <mstcpip.h>

#include "newer.h"

enum broken {
    UNANSWERED, /* data that was sent again and again, and not acknowledged */
    LIMITED,    /* the same, by the limit that the program set (TCP_MAXRTMS) */
    PROBED,     /* nothing under way, but keep-alive probes */
    FAILED_NET, /* as UNANSWERED, but a router said why: ICMP */
    ALL_DOWN    /* as UNANSWERED, with every interface down */
};

/* Connects to a host that will not answer; false ends the row. */
static inline bool far_connect(SOCKET s, int kind, int code)
{
    struct sockaddr_in sin = far_name(kind, code);

    EQUAL(connect(s, SA(&sin), sizeof(sin)), 0);
    return !ct_failed();
}

static inline void keep_alive(SOCKET s)
{
    struct tcp_keepalive soon = {1, 1000, 1000};
    DWORD n, one = 1;

    EQUAL(WSAIoctl(s, SIO_KEEPALIVE_VALS, &soon, sizeof(soon), NULL, 0, &n,
                   NULL, NULL),
          0);
    EQUAL(setsockopt(s, IPPROTO_TCP, TCP_KEEPCNT, (char *)&one, sizeof(one)),
          0);
}

/* A connection that is about to break; INVALID_SOCKET ends the row. */
static inline SOCKET breaking(int broken)
{
    SOCKET s = ct_open(CT_TCP);
    DWORD limit_ms = 300;

    if (broken == LIMITED)
        EQUAL(setsockopt(s, IPPROTO_TCP, TCP_MAXRTMS, (char *)&limit_ms,
                         sizeof(limit_ms)),
              0);
    if (broken == FAILED_NET)
        CHECK(far_ask("set tcp_retries2 3\n")); /* time for the router */
    else
        CHECK(far_ask("set tcp_retries2 0\n"));
    if (!far_connect(s, broken == FAILED_NET ? CUT_OFF : DEAF, 1))
        return INVALID_SOCKET;
    if (broken == PROBED)
        keep_alive(s);
    else
        EQUAL(send(s, "x", 1, 0), 1);
    if (broken == ALL_DOWN)
        CHECK(far_ask("down\n"));
    return ct_failed() ? INVALID_SOCKET : s;
}

#endif
