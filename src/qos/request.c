/* SPDX-License-Identifier: MIT */
/* The life of a request; see request.h. */
#include "qos/request.h"

#include <stdlib.h>
#include <string.h>

static void flow_init(FLOWSPEC *flow)
{
    memset(flow, 0xff, sizeof(*flow)); /* QOS_NOT_SPECIFIED everywhere */
    flow->ServiceType = SERVICETYPE_NOTRAFFIC;
}

void ws2_qos_request_init(struct ws2_qos_request *r)
{
    memset(r, 0, sizeof(*r));
    flow_init(&r->sending);
    flow_init(&r->receiving);
    r->style = RSVP_WILDCARD_STYLE;
    r->sd_mode = QOS_NOT_SPECIFIED;
    r->shaping_rate = QOS_NOT_SPECIFIED;
    r->ds_field = QOS_NOT_SPECIFIED;
    r->traffic_class = QOS_NOT_SPECIFIED;
}

void ws2_qos_request_clear(struct ws2_qos_request *r)
{
    free(r->senders);
    free(r->policy);
    ws2_qos_request_init(r);
}
