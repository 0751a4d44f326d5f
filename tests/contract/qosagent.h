/* SPDX-License-Identifier: MIT */
/* What rows share that need somebody who signals: with-agent says what the
 * network is like. Elsewhere they are skipped. */
#ifndef CT_QOSAGENT_H
#define CT_QOSAGENT_H

#include "quality.h"

#define CL SERVICETYPE_CONTROLLEDLOAD
#define G  SERVICETYPE_GUARANTEED /* which the agent denies */

#define RATE     10000
#define TOO_MUCH 200000 /* for the loopback interface */

/* False: the row is skipped; how is with-agent's. */
static inline bool agent_is(const char *how)
{
    char is[32] = "";

    GetEnvironmentVariableA("CT_AGENT", is, sizeof(is));
    if (strcmp(is, how) == 0)
        return true;
    ct_skip("needs with-agent %s", how);
    return false;
}

static inline QOS qos_of(SERVICETYPE send, ULONG send_rate, SERVICETYPE receive,
                         ULONG receive_rate)
{
    QOS q = {qos_flow(send), qos_flow(receive), {0, NULL}};

    q.SendingFlowspec.TokenRate = send_rate;
    q.ReceivingFlowspec.TokenRate = receive_rate;
    return q;
}

static inline QOS qos_sends(SERVICETYPE type, ULONG rate)
{
    return qos_of(type, rate, SERVICETYPE_NOTRAFFIC, UNSET);
}

static inline QOS qos_receives(SERVICETYPE type, ULONG rate)
{
    return qos_of(SERVICETYPE_NOTRAFFIC, UNSET, type, rate);
}

/* A datagram socket that is bound there; it may share the name. */
static inline SOCKET qos_bound(const struct sockaddr_in *name, bool shared)
{
    SOCKET s = qos_udp();
    BOOL on = TRUE;

    if (s == INVALID_SOCKET)
        return s;
    if (shared)
        EQUAL(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof(on)),
              0);
    EQUAL(bind(s, (const struct sockaddr *)name, sizeof(*name)), 0);
    return ct_failed() ? INVALID_SOCKET : s;
}

/* A sender, which is connected to a receiver. */
struct ends {
    SOCKET a, b;
    struct sockaddr_in at_a, at_b;
};

static inline bool ends_open(struct ends *e)
{
    const struct sockaddr_in any = ct_loopback(0);

    e->a = qos_bound(&any, true);
    e->b = e->a != INVALID_SOCKET ? qos_bound(&any, true) : INVALID_SOCKET;
    if (e->b == INVALID_SOCKET)
        return false;
    e->at_a = ct_name(e->a);
    e->at_b = ct_name(e->b);
    EQUAL(connect(e->a, SA(&e->at_b), sizeof(e->at_b)), 0);
    return !ct_failed();
}

#endif
