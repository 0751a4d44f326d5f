/* SPDX-License-Identifier: MIT */
/* How a receiver reserves: the style, and for explicit styles whom for. Pages
 * "RSVP_RESERVE_INFO structure", "FLOWDESCRIPTOR structure". */
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "qos/check.h"

static ws2_err style_read(struct ws2_qos_reading *r, ULONG style)
{
    if (style > RSVP_SHARED_EXPLICIT_STYLE)
        return ws2_qos_refuse(r, WSA_QOS_EFILTERSTYLE, GQOS_UNKNOWN_STYLE);
    if (style == RSVP_DEFAULT_STYLE)
        return WS2_OK; /* has been settled */
    if (!ws2_qos_flow_is_served(&r->out->receiving) ||
        (style == RSVP_SHARED_EXPLICIT_STYLE && ws2_qos_has_one_peer(r->facts)))
        return ws2_qos_refuse(r, WSA_QOS_EFILTERSTYLE, GQOS_BAD_STYLE);
    r->out->style = style;
    return WS2_OK;
}

static bool flow_count_fits(const struct ws2_qos_reading *r, ULONG count)
{
    const bool one_peer = ws2_qos_has_one_peer(r->facts);

    switch (r->out->style) {
    case RSVP_WILDCARD_STYLE:
        return count == 0;
    case RSVP_SHARED_EXPLICIT_STYLE:
        return count == 1;
    default: /* the peer need not be named */
        return one_peer ? count <= 1
                        : count >= 1 && count <= WS2_QOS_SENDERS_MAX;
    }
}

static bool filter_count_fits(ULONG style, ULONG count)
{
    return style == RSVP_SHARED_EXPLICIT_STYLE
               ? count >= 1 && count <= WS2_QOS_SENDERS_MAX
               : count == 1;
}

/* A receiver's flowspec, and of the service that is asked for altogether, if
 * this call asks for any. */
static bool flow_fits(const struct ws2_qos_reading *r, const FLOWSPEC *flow)
{
    struct ws2_qos_service here, outside;

    if (!ws2_qos_service_read(flow->ServiceType, &here) ||
        !ws2_qos_service_read(r->out->receiving.ServiceType, &outside))
        return false;
    return ws2_qos_is_served(here.base) &&
           here.base != SERVICETYPE_GENERAL_INFORMATION &&
           (!ws2_qos_is_served(outside.base) || here.base == outside.base) &&
           ws2_qos_flow_fits(flow, here.base, true);
}

static ws2_err sender_add(struct ws2_qos_reading *r, const FLOWSPEC *flow,
                          const RSVP_FILTERSPEC *filter)
{
    struct ws2_qos_request *out = r->out;
    struct ws2_qos_sender *all =
        realloc(out->senders, (out->sender_count + 1) * sizeof(*all));

    if (all == NULL)
        return ws2_qos_no_memory(r);
    out->senders = all;
    all += out->sender_count;
    memset(all, 0, sizeof(*all));
    all->flow = *flow;
    all->filter = *filter;
    out->sender_count++;
    return WS2_OK;
}

static ws2_err filters_read(struct ws2_qos_reading *r,
                            const FLOWDESCRIPTOR *desc)
{
    ws2_err err = WS2_OK;

    for (ULONG i = 0; i < desc->NumFilters && err == WS2_OK; i++) {
        RSVP_FILTERSPEC given, filter;

        if (os_mem_copy_in(&given, desc->FilterList + i, sizeof(given)) != 0)
            return ws2_qos_fault(r);
        err = ws2_qos_filter_read(r, &given, &filter);
        if (err == WS2_OK)
            err = sender_add(r, &desc->FlowSpec, &filter);
    }
    return err;
}

static ws2_err descriptor_read(struct ws2_qos_reading *r,
                               const FLOWDESCRIPTOR *user)
{
    FLOWDESCRIPTOR desc;

    if (os_mem_copy_in(&desc, user, sizeof(desc)) != 0)
        return ws2_qos_fault(r);
    if (desc.NumFilters > 0 && desc.FilterList == NULL)
        return ws2_qos_refuse(r, WSA_QOS_EFLOWDESC, GQOS_SETQOS_BADFLOWDESC);
    if (!flow_fits(r, &desc.FlowSpec))
        return ws2_qos_refuse(r, WSA_QOS_EPSFLOWSPEC, GQOS_SETQOS_BADFLOWSPEC);
    if (!filter_count_fits(r->out->style, desc.NumFilters))
        return ws2_qos_refuse(r, WSA_QOS_EFILTERCOUNT,
                              GQOS_SETQOS_BADFILTERCOUNT);
    return filters_read(r, &desc);
}

/* Two flows for one sender would be two answers to one question. */
static bool sender_comes_twice(const struct ws2_qos_request *r)
{
    for (unsigned i = 0; i < r->sender_count; i++)
        for (unsigned k = 0; k < i; k++)
            if (memcmp(&r->senders[i].filter, &r->senders[k].filter,
                       sizeof(r->senders[i].filter)) == 0)
                return true;
    return false;
}

static ws2_err descriptors_read(struct ws2_qos_reading *r,
                                const RSVP_RESERVE_INFO *info)
{
    ws2_err err = WS2_OK;

    if (!flow_count_fits(r, info->NumFlowDesc))
        return ws2_qos_refuse(r, WSA_QOS_EFLOWCOUNT, GQOS_SETQOS_BADFLOWCOUNT);
    if (info->NumFlowDesc > 0 && info->FlowDescList == NULL)
        return ws2_qos_refuse(r, WSA_QOS_EFLOWDESC,
                              GQOS_SETQOS_MISSINGFLOWDESC);
    for (ULONG i = 0; i < info->NumFlowDesc && err == WS2_OK; i++)
        err = descriptor_read(r, info->FlowDescList + i);
    if (err == WS2_OK && sender_comes_twice(r->out))
        return ws2_qos_refuse(r, WSA_QOS_EFLOWDESC, GQOS_SETQOS_COLLISION);
    return err;
}

ws2_err ws2_qos_reserve_read(struct ws2_qos_reading *r,
                             const RSVP_RESERVE_INFO *info)
{
    ws2_err err = style_read(r, info->Style);

    if (err == WS2_OK)
        err = descriptors_read(r, info);
    r->out->confirm = info->ConfirmRequest != 0;
    if (err == WS2_OK && info->PolicyElementList != NULL)
        err = ws2_qos_policy_read(r, (const char *)info->PolicyElementList);
    return err;
}
