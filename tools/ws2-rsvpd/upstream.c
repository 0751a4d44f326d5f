/* SPDX-License-Identifier: MIT */
/* What is asked of previous hops: the reservations that reach their senders,
 * merged (RFC 2205, 2.2 and 2.5; RFC 2209, "RESV refresh"). */
#include <stdlib.h>
#include <string.h>

#include "state.h"

/* --- Merging, with blockade: what is as much as was refused counts only when
 * there is nothing else, and then the least of it. */

void merging_add(struct merging *m, const struct rsvp_flowspec *f,
                 const struct rsvp_flowspec *refused)
{
    if (refused == NULL || rsvp_flowspec_compare(f, refused) == RSVP_LESS) {
        if (m->any)
            rsvp_flowspec_merge(&m->clear, f);
        else
            m->clear = *f;
        m->any = true;
        return;
    }
    if (!m->any_blocked || rsvp_flowspec_compare(f, &m->blocked) == RSVP_LESS)
        m->blocked = *f;
    m->any_blocked = true;
}

const struct rsvp_flowspec *merging_result(const struct merging *m)
{
    if (m->any)
        return &m->clear;
    return m->any_blocked ? &m->blocked : NULL;
}

static const struct rsvp_flowspec *refused_of(const struct path *p)
{
    return p->blocked ? &p->refused : NULL;
}

/* --- A request. */

static struct request *request_new(const struct upstream *u, uint8_t style)
{
    size_t paths = u->paths, flows = style == RSVP_FF ? paths : 1;
    struct request *q =
        calloc(1, sizeof(*q) + flows * sizeof(*q->flows) +
                      paths * sizeof(*q->filters) + paths * sizeof(*q->scope));

    if (q == NULL)
        return NULL;
    q->style = style;
    q->dscp = -1;
    q->flows = (struct rsvp_flow *)(q + 1);
    q->filters = (struct rsvp_sender *)(q->flows + flows);
    q->scope = (struct rsvp_addr *)(q->filters + paths);
    return q;
}

/* Whether a reservation with a scope is for this sender. */
static bool in_scope(const struct resv *r, const struct path *p)
{
    if (r->n_scope == 0)
        return true;
    for (size_t i = 0; i < r->n_scope; i++)
        if (rsvp_addr_equal(&r->scope[i], &p->sender.addr))
            return true;
    return false;
}

static void request_scope(struct request *q, const struct path *p)
{
    for (size_t i = 0; i < q->n_scope; i++)
        if (rsvp_addr_equal(&q->scope[i], &p->sender.addr))
            return;
    if (q->n_scope < RSVP_MAX_SCOPE)
        q->scope[q->n_scope++] = p->sender.addr;
}

/* Adds those that are for p to m, and p to the request. */
static bool request_add(struct request *q, const struct session *s,
                        const struct path *p, struct merging *m)
{
    bool wanted = false;
    struct resv *r;

    LIST_FOREACH(r, &s->resvs, in_session)
    {
        if (!resv_wants(r, p) || !in_scope(r, p))
            continue;
        merging_add(m, &r->flowspec, refused_of(p));
        if (r->dscp >= 0)
            q->dscp = r->dscp;
        wanted = true;
    }
    if (wanted && q->style != RSVP_WF)
        q->filters[q->n_filters++] = p->sender;
    if (wanted && q->style == RSVP_WF && addr_is_group(&s->key.addr))
        request_scope(q, p);
    return wanted;
}

static void request_flow(struct request *q, const struct merging *m,
                         size_t from)
{
    const struct rsvp_flowspec *f = merging_result(m);

    if (f == NULL || q->n_flows >= RSVP_MAX_FLOWS)
        return;
    q->flows[q->n_flows++] =
        (struct rsvp_flow){.has_flowspec = true,
                           .flowspec = *f,
                           .n_filters = q->n_filters - from,
                           .filters = q->filters + from};
}

/* What u is to be asked for; NULL: nothing. */
static struct request *request_make(const struct upstream *u, bool *no_memory)
{
    const struct session *s = u->session;
    const struct resv *first = LIST_FIRST(&s->resvs);
    struct merging m = {.any = false};
    struct request *q;
    struct path *p;

    *no_memory = false;
    if (first == NULL || u->paths == 0)
        return NULL;
    q = request_new(u, first->style);
    *no_memory = q == NULL;
    if (q == NULL)
        return NULL;
    LIST_FOREACH(p, &s->paths, in_session)
    {
        size_t from = q->n_filters;

        if (p->up != u || !request_add(q, s, p, &m) || q->style != RSVP_FF)
            continue;
        request_flow(q, &m, from);
        m = (struct merging){.any = false};
    }
    if (q->style != RSVP_FF)
        request_flow(q, &m, 0);
    if (q->n_flows > 0)
        return q;
    free(q);
    return NULL;
}

static bool flow_equal(const struct rsvp_flow *a, const struct rsvp_flow *b)
{
    if (a->n_filters != b->n_filters ||
        rsvp_flowspec_compare(&a->flowspec, &b->flowspec) != RSVP_EQUAL)
        return false;
    for (size_t i = 0; i < a->n_filters; i++)
        if (!rsvp_sender_equal(&a->filters[i], &b->filters[i]))
            return false;
    return true;
}

static bool request_equal(const struct request *a, const struct request *b)
{
    if (a->style != b->style || a->dscp != b->dscp ||
        a->n_flows != b->n_flows || a->n_scope != b->n_scope)
        return false;
    for (size_t i = 0; i < a->n_flows; i++)
        if (!flow_equal(&a->flows[i], &b->flows[i]))
            return false;
    for (size_t i = 0; i < a->n_scope; i++)
        if (!rsvp_addr_equal(&a->scope[i], &b->scope[i]))
            return false;
    return true;
}

/* --- Sending. */

static const struct resv *resv_for(const struct upstream *u,
                                   bool (*is)(const struct resv *r,
                                              const struct upstream *u))
{
    struct resv *r;
    struct path *p;

    LIST_FOREACH(r, &u->session->resvs, in_session)
    LIST_FOREACH(p, &u->session->paths, in_session)
    if (p->up == u && resv_wants(r, p) && is(r, u))
        return r;
    return NULL;
}

static bool has_policy(const struct resv *r, const struct upstream *u)
{
    (void)u;
    return r->policies.count > 0;
}

static bool asks_confirm(const struct resv *r, const struct upstream *u)
{
    (void)u;
    return r->confirm.family != 0;
}

static bool still_asks_confirm(const struct resv *r, const struct upstream *u)
{
    return r->confirm.family != 0 && rsvp_addr_equal(&r->confirm, &u->confirm);
}

static void upstream_send(struct upstream *u, uint8_t type,
                          const struct request *q)
{
    struct engine *e = u->session->engine;
    const struct engine_packet packet = {.to = u->hop.addr,
                                         .interface = u->interface,
                                         .form =
                                             u->udp ? ENGINE_UDP : ENGINE_RAW};
    const uint8_t dscp = (uint8_t)q->dscp;
    struct rsvp_message m = {.type = type,
                             .has = RSVP_HAS_SESSION | RSVP_HAS_HOP |
                                    RSVP_HAS_STYLE,
                             .send_ttl = 255,
                             .session = u->session->key,
                             .hop.lih = u->hop.lih,
                             .style = q->style,
                             .n_flows = q->n_flows,
                             .flows = q->flows,
                             .n_scope = q->n_scope,
                             .scope = q->scope};
    const struct resv *r = resv_for(u, has_policy);
    struct rsvp_flow bare[RSVP_MAX_FLOWS];

    if (!e->world.address(e->ctx, u->interface, u->hop.addr.family,
                          &m.hop.addr))
        return;
    if (q->n_scope > 0)
        m.has |= RSVP_HAS_SCOPE;
    if (type == RSVP_RESV_TEAR) { /* of what is said by whom it is for */
        for (size_t i = 0; i < q->n_flows; i++)
            bare[i] = (struct rsvp_flow){.n_filters = q->flows[i].n_filters,
                                         .filters = q->flows[i].filters};
        m.flows = bare;
        m.n_flows = q->style == RSVP_WF ? 0 : q->n_flows;
    } else {
        m.has |= RSVP_HAS_TIME;
        m.refresh_ms =
            u->pulse.period_ms != 0 ? u->pulse.period_ms : e->config.refresh_ms;
        if (u->confirm.family != 0) {
            m.has |= RSVP_HAS_CONFIRM;
            m.confirm = u->confirm;
            if (resv_for(u, still_asks_confirm)->api != NULL)
                m.confirm = m.hop.addr;
        }
        if (q->dscp >= 0) {
            m.n_dclass = 1;
            m.dclass = &dscp;
        }
        if (r != NULL) {
            m.n_policies = r->policies.count;
            m.policies = r->policies.all;
        }
    }
    e->counts.sent++;
    e->world.send(e->ctx, &packet, &m);
}

void upstream_refresh(struct timer *t)
{
    struct upstream *u = CONTAINER(t, struct upstream, pulse.timer);

    if (u->sent == NULL)
        return;
    if (resv_for(u, still_asks_confirm) == NULL)
        u->confirm.family = 0;
    upstream_send(u, RSVP_RESV, u->sent);
    pulse_set(u->session->engine, &u->pulse, false);
}

static void request_tear(struct upstream *u, const struct request *q)
{
    if (q != NULL)
        upstream_send(u, RSVP_RESV_TEAR, q);
}

static bool is_asked(const struct request *q, const struct rsvp_sender *f)
{
    for (size_t i = 0; i < q->n_filters; i++)
        if (rsvp_sender_equal(&q->filters[i], f))
            return true;
    return false;
}

/* What was asked for and is not any more, where a Resv does not say so. */
static void request_tear_rest(struct upstream *u, const struct request *now)
{
    struct request rest;
    struct rsvp_flow *flows;

    if (u->sent == NULL || u->sent->style == RSVP_WF)
        return;
    if (u->sent->style != now->style) {
        request_tear(u, u->sent);
        return;
    }
    if (now->style != RSVP_FF)
        return;
    rest = *u->sent;
    flows = calloc(rest.n_flows, sizeof(*flows));
    rest.n_flows = 0;
    for (size_t i = 0; flows != NULL && i < u->sent->n_flows; i++)
        if (!is_asked(now, &u->sent->flows[i].filters[0]))
            flows[rest.n_flows++] = u->sent->flows[i];
    rest.flows = flows;
    if (rest.n_flows > 0)
        request_tear(u, &rest);
    free(flows);
}

void upstream_free(struct upstream *u)
{
    timer_clear(&u->session->engine->timers, &u->pulse.timer);
    LIST_REMOVE(u, in_session);
    free(u->sent);
    free(u);
}

static void upstream_stop(struct upstream *u)
{
    request_tear(u, u->sent);
    timer_clear(&u->session->engine->timers, &u->pulse.timer);
    free(u->sent);
    u->sent = NULL;
    u->confirm.family = 0;
    if (u->paths == 0)
        upstream_free(u);
}

void upstream_settle(struct upstream *u)
{
    bool no_memory;
    struct request *q = request_make(u, &no_memory);
    const struct resv *r;

    if (no_memory)
        return; /* what was sent is refreshed */
    if (q == NULL) {
        upstream_stop(u);
        return;
    }
    if (u->sent != NULL && request_equal(q, u->sent)) {
        free(q);
        return;
    }
    request_tear_rest(u, q);
    free(u->sent);
    u->sent = q;
    if (resv_for(u, still_asks_confirm) == NULL)
        u->confirm.family = 0;
    r = resv_for(u, asks_confirm);
    if (r != NULL)
        u->confirm = r->confirm;
    upstream_send(u, RSVP_RESV, q);
    pulse_set(u->session->engine, &u->pulse, true);
}

/* A node confirms what it need not ask for any further: it has asked for as
 * much already, or the sender is here (RFC 2205, 2.6). */
static bool confirms(const struct session *s, const struct resv *r)
{
    struct path *p;

    LIST_FOREACH(p, &s->paths, in_session)
    if (resv_wants(r, p) &&
        (p->up == NULL || (p->up->sent != NULL &&
                           !rsvp_addr_equal(&p->up->confirm, &r->confirm))))
        return true;
    return false;
}

void confirm_settle(struct session *s)
{
    struct resv *r;

    LIST_FOREACH(r, &s->resvs, in_session)
    {
        if (!r->ask_confirm)
            continue;
        r->ask_confirm = false;
        if (confirms(s, r))
            resv_conf_send(s, r);
    }
}
