/* SPDX-License-Identifier: MIT */
/* What a program is told of its flow. */
#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "identity.h"

/* --- ERROR_SPEC as RSVP_STATUS_INFO. */

/* code: value 0: any, or the one value; the second extended value is a number,
 * or what is added to the error's value. */
static const struct row {
    uint8_t code;
    uint16_t value;
    bool any, add;
    uint32_t status, group, fine;
} rows[] = {
    {RSVP_E_ADMISSION, 1, false, false, QOS_ADMISSION_FAILURE, 56100, 56102},
    {RSVP_E_ADMISSION, 2, false, false, QOS_ADMISSION_FAILURE, 56100, 56103},
    {RSVP_E_ADMISSION, 3, false, false, QOS_ADMISSION_FAILURE, 56100, 56104},
    {RSVP_E_ADMISSION, 0x8001, false, false, QOS_ADMISSION_FAILURE, 56100,
     56105},
    {RSVP_E_ADMISSION, 0x8003, false, false, QOS_ADMISSION_FAILURE, 56100,
     56106},
    {RSVP_E_ADMISSION, 0, true, false, QOS_ADMISSION_FAILURE, 56100, 56101},
    {RSVP_E_POLICY, 0, true, true, QOS_POLICY_FAILURE, 56200, 56200},
    {RSVP_E_NO_PATH, 0, true, false, QOS_GENERIC_ERROR, 56300, 56301},
    {RSVP_E_NO_SENDER, 0, true, false, QOS_GENERIC_ERROR, 56300, 56302},
    {RSVP_E_STYLE, 0, true, false, QOS_BAD_STYLE, 56300, 56303},
    {RSVP_E_UNKNOWN_STYLE, 0, true, false, QOS_BAD_STYLE, 56300, 56304},
    {RSVP_E_DEST_PORTS, 0, true, false, QOS_BAD_OBJECT, 56300, 56305},
    {RSVP_E_SENDER_PORTS, 0, true, false, QOS_BAD_OBJECT, 56300, 56306},
    {9, 0, true, false, QOS_BAD_OBJECT, 56300, 56307}, /* ambiguous filter */
    {RSVP_E_PREEMPTED, 0, true, false, QOS_ADMISSION_FAILURE, 56300, 56308},
    {RSVP_E_CLASS, 0, true, false, QOS_BAD_OBJECT, 56300, 56309},
    {RSVP_E_CTYPE, 0, true, false, QOS_BAD_OBJECT, 56300, 56310},
    {RSVP_E_API, 0, true, true, QOS_GENERIC_ERROR, 56400, 56400},
    {RSVP_E_TRAFFIC, 0, true, true, QOS_TRAFFIC_CTRL_ERROR, 56700, 56700},
    {RSVP_E_TRAFFIC_SYSTEM, 0, true, true, QOS_TRAFFIC_CTRL_ERROR, 56500,
     56500},
    {RSVP_E_SYSTEM, 0, true, true, QOS_GENERIC_ERROR, 56600, 56601},
    {ENGINE_NO_LOOPBACK, 0, true, false, QOS_GENERIC_ERROR, 56400, 56835},
};

struct ws2_aw_status status_of(const struct rsvp_error_spec *error)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (rows[i].code == error->code &&
            (rows[i].any || rows[i].value == error->value))
            return (struct ws2_aw_status){
                rows[i].status,
                {rows[i].group,
                 rows[i].fine + (rows[i].add ? error->value : 0)}};
    return (struct ws2_aw_status){QOS_GENERIC_ERROR,
                                  {0xffffffffu, 0xffffffffu}};
}

/* --- Numbers and names. */

struct rsvp_windows_flowspec windows_of(const struct ws2_aw_flow *w)
{
    return (struct rsvp_windows_flowspec){
        .token_rate = w->token_rate,
        .token_bucket_size = w->bucket,
        .peak_bandwidth = w->peak,
        .latency = w->latency,
        .delay_variation = w->delay_variation,
        .service_type = service_of_type(w->service).base,
        .max_sdu_size = w->max_sdu,
        .minimum_policed_size = w->min_policed};
}

static struct ws2_aw_flow wire_of(const struct rsvp_windows_flowspec *w)
{
    if (w == NULL)
        return (struct ws2_aw_flow){
            WS2_AW_UNSET, WS2_AW_UNSET,     WS2_AW_UNSET, WS2_AW_UNSET,
            WS2_AW_UNSET, SERVICE_NOCHANGE, WS2_AW_UNSET, WS2_AW_UNSET};
    return (struct ws2_aw_flow){.token_rate = w->token_rate,
                                .bucket = w->token_bucket_size,
                                .peak = w->peak_bandwidth,
                                .latency = w->latency,
                                .delay_variation = w->delay_variation,
                                .service = w->service_type,
                                .max_sdu = w->max_sdu_size,
                                .min_policed = w->minimum_policed_size};
}

static struct ws2_aw_filter filter_of(const struct rsvp_sender *t)
{
    static const uint32_t types[2][3] = {{1, 0, 4}, {2, 3, 5}};
    struct ws2_aw_filter f = {.type = types[t->addr.family == 6][t->kind],
                              .addr = {.family = t->addr.family}};

    if (t->kind == RSVP_BY_PORT)
        f.addr.port = (uint16_t)t->id;
    else
        f.id = t->id;
    memcpy(f.addr.bytes, t->addr.bytes, sizeof(f.addr.bytes));
    return f;
}

static uint32_t whole(float rate)
{
    return rate < 4294967040.0f ? (uint32_t)rate : 0xfffffffeu;
}

static struct ws2_aw_adspec adspec_of(const struct rsvp_adspec *a)
{
    if (a == NULL)
        return (struct ws2_aw_adspec){.present = 0};
    return (struct ws2_aw_adspec){.present = 1,
                                  .guaranteed = a->guaranteed.present,
                                  .controlled_load = a->controlled_load.present,
                                  .hops = a->general.hops,
                                  .bandwidth = whole(a->general.bandwidth),
                                  .latency = a->general.latency,
                                  .mtu = a->general.mtu,
                                  .flags = a->general.broken,
                                  .c_total = a->c_total,
                                  .d_total = a->d_total,
                                  .c_sum = a->c_sum,
                                  .d_sum = a->d_sum};
}

/* --- Changes. */

void *news_make(const struct flow *f, const struct news *n, size_t *len)
{
    size_t filters =
        n->n_filters < WS2_AW_FILTERS_MAX ? n->n_filters : WS2_AW_FILTERS_MAX;
    size_t policies = 0;
    struct ws2_aw_change *m;
    struct ws2_aw_filter *to;

    for (size_t i = 0; i < n->n_policies; i++)
        policies += n->policies[i].length;
    if (policies > WS2_AW_POLICY_MAX)
        policies = WS2_AW_POLICY_MAX;
    m = calloc(1, sizeof(*m) + filters * sizeof(*to) + policies);
    if (m == NULL)
        return NULL;
    to = (struct ws2_aw_filter *)(m + 1);
    m->head = (struct ws2_aw_head){WS2_AW_CHANGE, f->id};
    m->status = n->status;
    m->sending = wire_of(n->sending);
    m->receiving = wire_of(n->receiving);
    m->adspec = adspec_of(n->adspec);
    m->filter_count = (uint32_t)filters;
    for (size_t i = 0; i < filters; i++)
        to[i] = filter_of(&n->filters[i]);
    m->policy_len = (uint32_t)identity_elements(n->policies, n->n_policies,
                                                to + filters, policies);
    *len = sizeof(*m) + filters * sizeof(*to) + m->policy_len;
    return m;
}

void tell_change(struct flow *f, const struct news *n)
{
    size_t len;
    void *m = news_make(f, n, &len);

    if (m != NULL)
        flow_send(f, m, len);
    free(m);
}

static bool status_equal(const struct ws2_aw_status *a,
                         const struct ws2_aw_status *b)
{
    return a->code == b->code && a->extended[0] == b->extended[0] &&
           a->extended[1] == b->extended[1];
}

void tell_error(struct flow *f, const struct ws2_aw_status *status,
                bool sending)
{
    struct ws2_aw_status *last = sending ? &f->error : &f->refused;
    struct rsvp_windows_flowspec asked =
        windows_of(sending ? &f->set->sending : &f->set->receiving);
    const struct news n = {.status = *status,
                           .sending = sending ? &asked : NULL,
                           .receiving = sending ? NULL : &asked};

    if (status_equal(last, status))
        return;
    *last = *status;
    tell_change(f, &n);
}
