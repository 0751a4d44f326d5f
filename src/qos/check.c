/* SPDX-License-Identifier: MIT */
/* The order of the checks, and service types; see check.h. */
#include "qos/check.h"

#include <string.h>

#include "os/mem.h"

/* NETWORK_UNAVAILABLE is told and never asked for; NONCONFORMING and
 * NETWORK_CONTROL are traffic control's own; to take any service is a
 * sender's. */
static bool base_is_for(ULONG base, bool receiving)
{
    switch (base) {
    case SERVICETYPE_NETWORK_UNAVAILABLE:
    case SERVICETYPE_NONCONFORMING:
    case SERVICETYPE_NETWORK_CONTROL:
        return false;
    case SERVICETYPE_GENERAL_INFORMATION:
        return !receiving;
    default:
        return true;
    }
}

static ws2_err service_check(struct ws2_qos_reading *r, ULONG type,
                             bool receiving, ULONG *base)
{
    struct ws2_qos_service s;

    if (type == QOS_NOT_SPECIFIED && r->facts->unset_is_kept) {
        *base = SERVICETYPE_NOCHANGE;
        return WS2_OK;
    }
    if (!ws2_qos_service_read(type, &s) || !base_is_for(s.base, receiving))
        return ws2_qos_refuse(r, WSA_QOS_ESERVICETYPE, GQOS_SETQOS_BADFLOWSPEC);
    *base = s.base;
    return WS2_OK;
}

static ws2_err flows_read(struct ws2_qos_reading *r, const QOS *qos)
{
    const FLOWSPEC *given[2] = {&qos->SendingFlowspec, &qos->ReceivingFlowspec};
    const FLOWSPEC *kept[2] = {&r->facts->current->sending,
                               &r->facts->current->receiving};
    FLOWSPEC *out[2] = {&r->out->sending, &r->out->receiving};
    ULONG base[2];
    ws2_err err;

    for (int i = 0; i < 2; i++) {
        err = service_check(r, given[i]->ServiceType, i == 1, &base[i]);
        if (err != WS2_OK)
            return err;
    }
    for (int i = 0; i < 2; i++) {
        if (!ws2_qos_flow_fits(given[i], base[i], i == 1))
            return ws2_qos_refuse(r, WSA_QOS_EFLOWSPEC,
                                  GQOS_SETQOS_BADFLOWSPEC);
        *out[i] = base[i] == SERVICETYPE_NOCHANGE ? *kept[i] : *given[i];
    }
    return WS2_OK;
}

static ws2_err list_read(struct ws2_qos_reading *r, const WSABUF *list)
{
    if (list->len == 0)
        return WS2_OK;
    if (list->buf == NULL)
        return ws2_qos_refuse(r, WSA_QOS_EPROVSPECBUF,
                              GQOS_SETQOS_BADPROVSPECBUF);
    if (!os_mem_readable(list->buf, list->len))
        return ws2_qos_fault(r);
    return ws2_qos_objects_read(r, list->buf, list->len);
}

/* Where no reservation was described. */
static void style_default(const struct ws2_qos_facts *facts,
                          struct ws2_qos_request *out)
{
    out->style = ws2_qos_has_one_peer(facts) ? RSVP_FIXED_FILTER_STYLE
                                             : RSVP_WILDCARD_STYLE;
}

ws2_err ws2_qos_check(const QOS *qos, const struct ws2_qos_facts *facts,
                      struct ws2_qos_request *out, struct ws2_qos_status *why)
{
    struct ws2_qos_reading r = {facts, out, why};
    ws2_err err;

    ws2_qos_request_init(out);
    style_default(facts, out);
    err = flows_read(&r, qos);
    if (err == WS2_OK)
        err = list_read(&r, &qos->ProviderSpecific);
    if (err != WS2_OK)
        ws2_qos_request_clear(out);
    return err;
}
