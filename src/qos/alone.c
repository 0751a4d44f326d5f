/* SPDX-License-Identifier: MIT */
/* The backend where no agent is: what needs nobody else is granted, and all
 * other requests fail. Not of a flow, so that the agent's client can ask it. */
#include "qos/provider.h"

/* Nothing is kept of a flow. */
struct ws2_qos_flow {
    char unused;
};
static struct ws2_qos_flow any_flow;

static ws2_err alone_open(struct ws2_qos_user *user, struct ws2_qos_flow **out)
{
    (void)user;
    *out = &any_flow;
    return WS2_OK;
}

/* A flow that is not signalled needs no more than traffic control, and a
 * receiver has none. */
static bool needs_agent(const struct ws2_qos_request *r)
{
    struct ws2_qos_service s;

    if (ws2_qos_service_read(r->sending.ServiceType, &s) &&
        ws2_qos_is_served(s.base) && !(s.no_signaling && s.no_traffic_control))
        return true;
    return ws2_qos_service_read(r->receiving.ServiceType, &s) &&
           ws2_qos_is_signaled(&s);
}

static ws2_err alone_set(struct ws2_qos_flow *flow,
                         const struct ws2_qos_request *r,
                         const struct ws2_qos_place *place, int fd,
                         struct ws2_qos_status *why)
{
    (void)flow, (void)place, (void)fd;
    if (!needs_agent(r))
        return WS2_OK;
    *why = (struct ws2_qos_status){WSA_QOS_GENERIC_ERROR,
                                   {GQOS_RSVP_SYS, GQOS_OTHER_SYS}};
    return why->code;
}

static void alone_moved(struct ws2_qos_flow *flow,
                        const struct ws2_qos_place *place)
{
    (void)flow, (void)place;
}

/* Data may be sent, as it may without any quality; there is nobody to receive
 * signalling, and no traffic control. */
static ULONG alone_ask(struct ws2_qos_flow *flow, ULONG question)
{
    (void)flow;
    switch (question) {
    case ALLOWED_TO_SEND_DATA:
        return 1;
    case ABLE_TO_RECV_RSVP:
    case LOCAL_TRAFFIC_CONTROL:
    case LOCAL_QOSABILITY:
        return 0;
    default:
        return INFO_NOT_AVAILABLE;
    }
}

static void alone_close(struct ws2_qos_flow *flow)
{
    (void)flow;
}

const struct ws2_qos_backend ws2_qos_alone = {
    .open = alone_open,
    .set = alone_set,
    .moved = alone_moved,
    .ask = alone_ask,
    .close = alone_close,
};
