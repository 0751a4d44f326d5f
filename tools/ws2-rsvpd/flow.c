/* SPDX-License-Identifier: MIT */
/* A flow: one socket's request, its two sides, and what its program is to do
 * itself. */
#include "flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"

/* As src/qos/service.h says; its header is Windows'. */
struct service service_of_type(uint32_t type)
{
    struct service s = {.base = type & 0xffffu};

    if ((type & 0x00ff0000u) != 0) /* the older spelling, a mask */
        s.base = (type & 0x00010000u) != 0   ? SERVICE_BESTEFFORT
                 : (type & 0x00020000u) != 0 ? SERVICE_CL
                 : (type & 0x00040000u) != 0 ? SERVICE_G
                                             : SERVICE_QUAL;
    s.served = s.base == SERVICE_CL || s.base == SERVICE_G ||
               s.base == SERVICE_GENERAL || s.base == SERVICE_QUAL;
    s.signaled = s.served && (type & 0x40000000u) == 0;
    s.controlled = s.served && (type & 0x81000000u) != 0x81000000u;
    return s;
}

/* --- Messages that wait for the end of a request. */

struct held {
    STAILQ_ENTRY(held) next;
    size_t len;
    unsigned char bytes[];
};

void flow_send(struct flow *f, const void *bytes, size_t len)
{
    struct held *h;

    if (!f->holding) {
        server_send(f->program->client, bytes, len);
        return;
    }
    h = malloc(sizeof(*h) + len);
    if (h == NULL)
        return;
    h->len = len;
    memcpy(h->bytes, bytes, len);
    STAILQ_INSERT_TAIL(&f->held, h, next);
}

static void held_end(struct flow *f, bool send)
{
    struct held *h;

    f->holding = false;
    while ((h = STAILQ_FIRST(&f->held)) != NULL) {
        STAILQ_REMOVE_HEAD(&f->held, next);
        if (send)
            flow_send(f, h->bytes, h->len);
        free(h);
    }
}

void flow_set_done(struct flow *f, uint32_t serial,
                   const struct ws2_aw_status *status)
{
    const struct ws2_aw_set_done done = {
        .head = {WS2_AW_SET_DONE, f->id}, .serial = serial, .status = *status};

    f->holding = false;
    if (status->code == 0)
        flow_grant(f, true);
    flow_send(f, &done, sizeof(done));
    held_end(f, true);
}

/* --- What it is to do itself. */

void flow_want(const struct flow *f, struct grip_want *want)
{
    const struct service s = service_of_type(f->set->sending.service);

    want->no_class = !s.controlled;
    want->mode =
        want->flowspec.service == RSVP_GUARANTEED ? TC_SHAPE : TC_BORROW;
    if (f->set->sd_mode != WS2_AW_UNSET)
        want->mode = (enum tc_mode)f->set->sd_mode;
    if (f->set->shaping_rate != WS2_AW_UNSET)
        want->rate_max = f->set->shaping_rate;
}

static uint32_t whole(float rate)
{
    return rate < 4294967040.0f ? (uint32_t)ceilf(rate) : WS2_AW_UNSET;
}

/* The numbers that hold: those that are reserved, or its own. */
static void grant_rates(const struct flow *f, struct ws2_aw_grant *g)
{
    const struct ws2_aw_flow *own = &f->set->sending;
    const struct rsvp_flowspec *spec = &f->out.flowspec;

    g->rate = own->token_rate;
    g->bucket = own->bucket;
    g->peak = own->peak == 0xfffffffeu ? WS2_AW_UNSET : own->peak;
    g->min_policed = own->min_policed;
    g->max_sdu = own->max_sdu;
    if (!f->out.reserved)
        return;
    if (spec->service == RSVP_QUALITATIVE) {
        g->service = SERVICE_QUAL;
        g->rate = WS2_AW_UNSET;
        return;
    }
    g->service = spec->service == RSVP_GUARANTEED ? SERVICE_G : SERVICE_CL;
    g->rate = spec->service == RSVP_GUARANTEED ? whole(spec->rate)
                                               : whole(spec->tspec.rate);
    g->bucket = whole(spec->tspec.bucket);
    g->peak = whole(spec->tspec.peak);
    g->min_policed = spec->tspec.min_unit;
    g->max_sdu = spec->tspec.max_packet;
}

static struct ws2_aw_grant grant_make(const struct flow *f)
{
    const struct ws2_aw_set *set = f->set;
    const struct service s = service_of_type(set->sending.service);
    struct ws2_aw_grant g = {.head = {WS2_AW_GRANT, f->id},
                             .reserved = !s.signaled || f->out.reserved,
                             .service = s.base,
                             .sd_mode = set->sd_mode,
                             .ds_field = set->ds_field,
                             .priority = WS2_AW_UNSET};

    if (s.base == SERVICE_GENERAL)
        g.service = SERVICE_CL;
    grant_rates(f, &g);
    if (set->shaping_rate != WS2_AW_UNSET && set->shaping_rate < g.rate)
        g.rate = set->shaping_rate;
    if (f->out.sender != NULL && f->out.reserved)
        g.by_agent = grip_has_class(engine_sender_held(f->out.sender));
    else
        g.by_agent = grip_has_class(f->local);
    if (s.served && !s.controlled)
        g.rate = g.bucket = g.peak = WS2_AW_UNSET;
    if (g.ds_field == WS2_AW_UNSET && f->out.dscp >= 0)
        g.ds_field = (uint32_t)f->out.dscp;
    if (set->traffic_class != WS2_AW_UNSET)
        g.priority = set->traffic_class < 6 ? set->traffic_class : 6;
    return g;
}

void flow_grant(struct flow *f, bool always)
{
    const struct ws2_aw_grant g = grant_make(f);

    if (!always && f->granted && memcmp(&g, &f->grant, sizeof(g)) == 0)
        return;
    f->grant = g;
    f->granted = true;
    flow_send(f, &g, sizeof(g));
}

/* --- Requests. */

/* With a copy of what is policy's, which its identity has. */
static size_t set_size(const struct ws2_aw_set *set)
{
    return set == NULL ? 0
                       : sizeof(*set) + 2 * (size_t)set->policy_len +
                             set->sender_count * sizeof(struct ws2_aw_sender);
}

bool program_has_room(const struct program *p, const struct ws2_aw_set *set)
{
    const size_t size = set_size(set);

    return p->asked + size <= ASKED_MAX &&
           p->agent->asked + size <= ASKED_ALL_MAX;
}

/* The flow has another one, or none. */
static void flow_keep(struct flow *f, struct ws2_aw_set *set)
{
    const size_t more = set_size(set), less = set_size(f->set);

    f->program->asked += more - less;
    f->program->agent->asked += more - less;
    f->set = set;
}

static bool flow_apply(struct flow *f, struct ws2_aw_status *why)
{
    return speaking_apply(f, why) && listening_apply(f, why);
}

static void flow_name(struct flow *f)
{
    free(f->identity);
    f->identity = identity_make(f->program->client->who.uid,
                                ws2_aw_set_policy(f->set), f->set->policy_len);
}

static void flow_stop(struct flow *f)
{
    speaking_end(f);
    listening_end(f);
    local_end(f);
}

bool flow_set(struct flow *f, struct ws2_aw_set *set, struct ws2_aw_status *why)
{
    struct ws2_aw_set *old = f->set;
    const struct ws2_aw_place place = f->place;
    struct ws2_aw_status unsaid;

    f->holding = true;
    flow_keep(f, set);
    f->place = set->place;
    f->confirmed = false;
    f->error = f->refused = (struct ws2_aw_status){0};
    flow_name(f);
    if (flow_apply(f, why)) {
        free(old);
        return true;
    }
    if (old == NULL) {
        flow_stop(f);
        return false;
    }
    flow_keep(f, old);
    f->place = place;
    flow_name(f);
    flow_apply(f, &unsaid); /* as it was */
    free(set);
    return false;
}

void flow_move(struct flow *f, const struct ws2_aw_place *place)
{
    const struct service s = service_of_type(f->set->sending.service);
    struct ws2_aw_status why;

    f->place = *place;
    if (!speaking_apply(f, &why))
        tell_error(f, &why, true);
    if (!listening_apply(f, &why))
        tell_error(f, &why, false);
    if (s.served)
        flow_grant(f, false);
}

void flow_end(struct flow *f)
{
    struct ws2_aw_set *old;

    held_end(f, false);
    if (f->set != NULL)
        flow_stop(f);
    LIST_REMOVE(f, in_bucket);
    f->program->n_flows--;
    old = f->set;
    flow_keep(f, NULL);
    free(old);
    free(f->identity);
    free(f->told);
    free(f);
}

/* --- SIO_CHK_QOS. */

enum {
    ALLOWED_TO_SEND = 50001,
    ABLE_TO_RECV_RSVP,
    LINE_RATE,
    LOCAL_TRAFFIC_CONTROL,
    LOCAL_QOSABILITY,
    END_TO_END_QOSABILITY
};

static uint32_t line_rate(const struct outlet *o)
{
    uint64_t kbits = o != NULL ? o->line / 125 : 0;

    if (kbits == 0)
        return WS2_AW_UNSET;
    return kbits < WS2_AW_UNSET ? (uint32_t)kbits : WS2_AW_UNSET - 1;
}

struct ability {
    bool any, broken;
};

static bool ability_read(void *arg, const struct engine_path *p)
{
    struct ability *a = arg;

    a->any = true;
    a->broken = a->broken || p->adspec == NULL || p->adspec->general.broken;
    return true;
}

/* Whether every router on the way takes part, as far as Paths tell. */
static uint32_t end_to_end(const struct flow *f)
{
    struct ability a = {.any = false};

    for (size_t i = 0; i < LISTENINGS_MAX; i++)
        if (f->in[i].receiver != NULL)
            engine_receiver_paths(f->in[i].receiver, ability_read, &a);
    if (a.any)
        return !a.broken;
    return f->out.reserved ? 1 : WS2_AW_UNSET;
}

uint32_t flow_answer(struct flow *f, uint32_t question)
{
    uint32_t interface = f->set != NULL ? flow_interface(f) : 0;
    const struct outlet *o =
        interface != 0 ? outlet_need(flow_agent(f), (int)interface) : NULL;

    switch (question) {
    case ALLOWED_TO_SEND:
    case ABLE_TO_RECV_RSVP:
        return 1;
    case LINE_RATE:
        return line_rate(o);
    case LOCAL_TRAFFIC_CONTROL:
    case LOCAL_QOSABILITY:
        return o != NULL && outlet_state(o) == TC_READY;
    case END_TO_END_QOSABILITY:
        return end_to_end(f);
    default:
        return WS2_AW_UNSET;
    }
}
