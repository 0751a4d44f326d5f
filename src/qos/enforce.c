/* SPDX-License-Identifier: MIT */
/* From what was granted to what is done; see enforce.h. Pages "Priorities",
 * "Traffic Shaper" and "QOS_SD_MODE" of Windows 2000's Generic QoS. */
#include "qos/enforce.h"

#include <ws2ipdef.h>

#define UNSET         QOS_NOT_SPECIFIED
#define PRIORITY_MOST 6 /* without privilege */
#define SIZE_USUAL    1500

static const struct service_marks {
    ULONG service;
    unsigned dscp, priority;
} service_marks[] = {{SERVICETYPE_CONTROLLEDLOAD, 0x18, 4},
                     /* 5 would be the lowest of pfifo_fast's three bands */
                     {SERVICETYPE_GUARANTEED, 0x28, PRIORITY_MOST},
                     {SERVICETYPE_NETWORK_CONTROL, 0x30, PRIORITY_MOST}};

static void marks_of_service(struct ws2_qos_enforcement *e, ULONG service)
{
    for (size_t i = 0; i < sizeof(service_marks) / sizeof(service_marks[0]);
         i++)
        if (service_marks[i].service == service) {
            e->dscp = service_marks[i].dscp;
            e->priority = service_marks[i].priority;
        }
}

/* 802.1p's classes are Linux' priorities, but for the one above. */
static unsigned priority_of_class(ULONG traffic_class)
{
    return traffic_class >= 5 ? PRIORITY_MOST : (unsigned)traffic_class;
}

static void marks_set(struct ws2_qos_enforcement *e,
                      const struct ws2_qos_request *r,
                      const struct ws2_qos_grant *g)
{
    if (!g->reserved || r->tcp_traffic)
        return;
    marks_of_service(e, g->service);
    if (g->ds_field != UNSET)
        e->dscp = (unsigned)g->ds_field;
    if (g->priority != UNSET)
        e->priority = (unsigned)g->priority;
    if (r->ds_field != UNSET)
        e->dscp = (unsigned)r->ds_field;
    if (r->traffic_class != UNSET)
        e->priority = priority_of_class(r->traffic_class);
}

static ULONG first_set(ULONG a, ULONG b)
{
    return a != UNSET ? a : b;
}

/* A number, or 0 for none or one without a bound. */
static uint32_t bounded(ULONG n)
{
    return n >= POSITIVE_INFINITY_RATE ? 0 : n;
}

/* Before there is a reservation the program may shape itself to more than it
 * asks for; then what it has is the bound. */
static void rate_set(struct ws2_qos_enforcement *e,
                     const struct ws2_qos_request *r,
                     const struct ws2_qos_grant *g)
{
    uint32_t shaping = bounded(r->shaping_rate);

    e->rate = bounded(g->rate);
    if (e->rate != 0 && shaping != 0 && (!g->reserved || shaping < e->rate))
        e->rate = shaping;
    e->peak = bounded(g->peak);
    if (e->peak < e->rate)
        e->peak = 0;
    e->min_policed = bounded(g->min_policed);
    e->max_sdu = bounded(g->max_sdu);
    if (e->max_sdu == 0)
        e->max_sdu = SIZE_USUAL;
    e->burst = bounded(g->bucket);
    if (e->burst < e->max_sdu)
        e->burst = e->max_sdu;
}

static enum ws2_qos_excess excess_of(const struct ws2_qos_request *r,
                                     const struct ws2_qos_grant *g)
{
    switch (first_set(g->sd_mode, r->sd_mode)) {
    case TC_NONCONF_SHAPE:
        return WS2_QOS_DELAY;
    case TC_NONCONF_DISCARD:
        return WS2_QOS_DROP;
    case TC_NONCONF_BORROW:
    case TC_NONCONF_BORROW_PLUS:
        return WS2_QOS_DEMOTE;
    default:
        return g->service == SERVICETYPE_GUARANTEED ? WS2_QOS_DELAY
                                                    : WS2_QOS_DEMOTE;
    }
}

/* Packets are sent as if nothing had been asked for. */
static bool is_untouched(const struct ws2_qos_request *r,
                         const struct ws2_qos_grant *g)
{
    struct ws2_qos_service s;

    return g->service == SERVICETYPE_NOTRAFFIC ||
           g->service == SERVICETYPE_BESTEFFORT ||
           (ws2_qos_service_read(r->sending.ServiceType, &s) &&
            s.no_traffic_control);
}

void ws2_qos_enforcement_of(const struct ws2_qos_request *r, int protocol,
                            const struct ws2_qos_grant *g,
                            struct ws2_qos_enforcement *out)
{
    *out = (struct ws2_qos_enforcement){.excess = WS2_QOS_PASS};
    if (is_untouched(r, g))
        return;
    marks_set(out, r, g);
    rate_set(out, r, g);
    if (out->rate != 0)
        out->excess = excess_of(r, g);
    /* who demotes what has no mark has nothing to do */
    if (out->excess == WS2_QOS_DEMOTE &&
        (out->dscp == 0 || protocol == IPPROTO_TCP))
        out->excess = WS2_QOS_PASS;
    if (out->excess == WS2_QOS_DROP && protocol == IPPROTO_TCP)
        out->excess = WS2_QOS_DELAY; /* it would be sent again */
    if (out->excess == WS2_QOS_DELAY && g->held)
        out->excess = WS2_QOS_PASS;
    if (out->excess == WS2_QOS_DROP && g->held)
        out->excess = WS2_QOS_DROPPED;
}
