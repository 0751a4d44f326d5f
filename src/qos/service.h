/* SPDX-License-Identifier: MIT */
/* A FLOWSPEC's ServiceType taken apart: the service and what is asked of it.
 * Page "ServiceType", qos.h. */
#ifndef WS2_QOS_SERVICE_H
#define WS2_QOS_SERVICE_H

#include <stdbool.h>

#include <winsock2.h>
#include <qossp.h>

struct ws2_qos_service {
    ULONG base;              /* SERVICETYPE_* */
    bool no_signaling;       /* SERVICE_NO_QOS_SIGNALING */
    bool no_traffic_control; /* SERVICE_NO_TRAFFIC_CONTROL */
};

/* False: no service is written so, in whatever direction. */
bool ws2_qos_service_read(ULONG type, struct ws2_qos_service *out);

/* Whether a flow of this service has any quality: else it ends what was
 * there. */
static inline bool ws2_qos_is_served(ULONG base)
{
    return base == SERVICETYPE_CONTROLLEDLOAD ||
           base == SERVICETYPE_GUARANTEED ||
           base == SERVICETYPE_GENERAL_INFORMATION ||
           base == SERVICETYPE_QUALITATIVE;
}

/* The same of a flowspec; false too where its type is none. */
bool ws2_qos_flow_is_served(const FLOWSPEC *flow);

/* The flow is made known to the network. */
static inline bool ws2_qos_is_signaled(const struct ws2_qos_service *s)
{
    return ws2_qos_is_served(s->base) && !s->no_signaling;
}

#endif
