/* SPDX-License-Identifier: MIT */
/* The receiving side of a flow: it waits for Paths to its own address, or its
 * group, and asks for its reservation as soon as there is one. */
#include <stdlib.h>
#include <string.h>

#include "flow.h"

/* --- The sessions that it is a receiver of. */

static size_t session_add(struct listening *out, size_t count,
                          const struct flow *f, const struct rsvp_addr *addr,
                          uint16_t port)
{
    struct listening *l = &out[count];

    if (count == LISTENINGS_MAX)
        return count;
    *l = (struct listening){.session = {.addr = *addr,
                                        .protocol = f->place.protocol,
                                        .port = port}};
    if (f->place.connected && !addr_is_group(addr))
        l->peer = (struct rsvp_sender){.addr = addr_of_wire(&f->place.peer),
                                       .id = f->place.peer.port};
    return count + 1;
}

/* A socket of no one address receives by all of this machine's. */
static size_t sessions_any(const struct flow *f, struct listening *out)
{
    const struct agent *a = flow_agent(f);
    size_t count = 0;

    for (size_t i = 0; i < a->net.n_addresses; i++) {
        const struct net_address *own = &a->net.addresses[i];
        const struct net_interface *on = net_interface(&a->net, own->interface);

        if (own->addr.family == f->place.family &&
            (a->options.loopback || (on != NULL && !on->loopback)))
            count = session_add(out, count, f, &own->addr, f->place.local.port);
    }
    return count;
}

static size_t sessions_wanted(const struct flow *f, struct listening *out)
{
    struct rsvp_addr local = addr_of_wire(&f->place.local);
    struct rsvp_addr peer = addr_of_wire(&f->place.peer);

    if (!service_of_type(f->set->receiving.service).served ||
        !f->place.receives)
        return 0;
    if (addr_is_group(&peer))
        return session_add(out, 0, f, &peer,
                           f->place.peer.port != 0 ? f->place.peer.port
                                                   : f->place.local.port);
    if (f->place.local.port == 0 ||
        (f->place.protocol == 6 && !f->place.connected))
        return 0;
    if (addr_is_any(&local))
        return sessions_any(f, out);
    if (!net_route(&flow_agent(f)->net, &local).here)
        return 0; /* the Paths are another's */
    return session_add(out, 0, f, &local, f->place.local.port);
}

static bool listening_equal(const struct listening *a,
                            const struct listening *b)
{
    return rsvp_session_equal(&a->session, &b->session) &&
           rsvp_sender_equal(&a->peer, &b->peer);
}

static bool listening_is_in(const struct listening *all, size_t count,
                            const struct listening *l)
{
    for (size_t i = 0; i < count; i++)
        if (listening_equal(&all[i], l))
            return true;
    return false;
}

static bool listening_open(struct flow *f, size_t at,
                           struct rsvp_error_spec *error)
{
    struct listening *l = &f->in[at];

    l->receiver = engine_receiver_open(flow_agent(f)->engine, l, &l->session,
                                       &l->peer, error);
    return l->receiver != NULL;
}

/* A place in f->in, whose entries must not move: the engine knows them. */
static size_t place_free(const struct flow *f)
{
    size_t at = 0;

    while (at < LISTENINGS_MAX && f->in[at].receiver != NULL)
        at++;
    return at;
}

static void listening_leave(struct listening *l)
{
    struct engine_receiver *r = l->receiver;

    l->receiver = NULL;
    if (r != NULL)
        engine_receiver_close(r);
}

void listening_end(struct flow *f)
{
    for (size_t i = 0; i < LISTENINGS_MAX; i++)
        listening_leave(&f->in[i]);
}

static void flow_news(struct flow *f);

bool listening_apply(struct flow *f, struct ws2_aw_status *why)
{
    struct listening wanted[LISTENINGS_MAX];
    size_t n = sessions_wanted(f, wanted), at;
    struct rsvp_error_spec error;
    struct listening now[LISTENINGS_MAX];

    for (size_t i = 0; i < LISTENINGS_MAX; i++)
        if (f->in[i].receiver != NULL && !listening_is_in(wanted, n, &f->in[i]))
            listening_leave(&f->in[i]);
    memcpy(now, f->in, sizeof(now));
    for (size_t i = 0; i < LISTENINGS_MAX; i++)
        if (now[i].receiver == NULL)
            now[i].session.protocol = 0; /* like none that is wanted */
    for (size_t i = 0; i < n; i++) {
        at = place_free(f);
        if (listening_is_in(now, LISTENINGS_MAX, &wanted[i]) ||
            at == LISTENINGS_MAX)
            continue;
        f->in[at] = wanted[i];
        f->in[at].flow = f;
        if (!listening_open(f, at, &error)) {
            *why = status_of(&error);
            return false;
        }
    }
    flow_news(f); /* what is asked of those that stay is another thing */
    return true;
}

/* --- The senders that there are. */

struct gathering {
    size_t count;
    struct rsvp_sender senders[WS2_AW_FILTERS_MAX];
    bool any;
    struct rsvp_tspec tspec; /* the most of all */
    struct engine_path first;
    struct rsvp_adspec adspec; /* its */
};

static float larger(float a, float b)
{
    return a > b ? a : b;
}

static bool gather(void *arg, const struct engine_path *p)
{
    struct gathering *g = arg;
    struct rsvp_tspec *t = &g->tspec;

    if (g->count == WS2_AW_FILTERS_MAX)
        return false;
    g->senders[g->count++] = *p->sender;
    if (!g->any) {
        g->first = *p;
        if (p->adspec != NULL) {
            g->adspec = *p->adspec;
            g->first.adspec = &g->adspec;
        }
        *t = *p->tspec;
        g->any = true;
        return true;
    }
    t->rate = larger(t->rate, p->tspec->rate);
    t->bucket = larger(t->bucket, p->tspec->bucket);
    t->peak = larger(t->peak, p->tspec->peak);
    if (p->tspec->min_unit < t->min_unit)
        t->min_unit = p->tspec->min_unit;
    if (p->tspec->max_packet > t->max_packet)
        t->max_packet = p->tspec->max_packet;
    return true;
}

/* --- The reservation. */

/* A wildcard becomes a fixed filter when its socket gets its only peer. */
static uint8_t style_of(const struct flow *f)
{
    static const uint8_t styles[] = {0, RSVP_WF, RSVP_FF, RSVP_SE};

    if (f->place.connected && !f->set->place.connected &&
        styles[f->set->style] == RSVP_WF)
        return RSVP_FF;
    return styles[f->set->style];
}

struct asking {
    struct flow *flow;
    const struct gathering *g;
    size_t n_flows, n_filters;
    struct rsvp_flow flows[WS2_AW_FILTERS_MAX];
    struct rsvp_sender filters[WS2_AW_FILTERS_MAX];
};

static bool asking_add(struct asking *a, const struct ws2_aw_flow *wanted,
                       size_t n_filters)
{
    const struct rsvp_windows_flowspec w = windows_of(wanted);
    struct rsvp_flow *flow = &a->flows[a->n_flows];

    *flow = (struct rsvp_flow){.has_flowspec = true,
                               .n_filters = n_filters,
                               .filters = a->filters + a->n_filters};
    if (rsvp_flowspec_from_windows(&flow->flowspec, &w, &a->g->tspec,
                                   a->g->first.adspec) != 0)
        return false;
    a->n_flows++;
    a->n_filters += n_filters;
    return true;
}

static struct rsvp_sender sender_of(const struct ws2_aw_filter *f)
{
    struct rsvp_sender t = {.addr = addr_of_wire(&f->addr)};

    t.kind = f->type == 3   ? RSVP_BY_LABEL
             : f->type >= 4 ? RSVP_BY_GPI
                            : RSVP_BY_PORT;
    t.id = t.kind == RSVP_BY_PORT ? f->addr.port : f->id;
    return t;
}

static bool is_there(const struct gathering *g, const struct rsvp_sender *t)
{
    for (size_t i = 0; i < g->count; i++)
        if (rsvp_sender_equal(&g->senders[i], t))
            return true;
    return false;
}

/* The explicit styles: of the senders that are named, those that there are. */
static bool asking_explicit(struct asking *a, bool shared)
{
    const struct ws2_aw_set *set = a->flow->set;
    const struct ws2_aw_sender *named = ws2_aw_set_senders(set);
    size_t shared_count = 0;

    if (set->sender_count == 0) { /* the only peer */
        a->filters[0] = a->g->senders[0];
        return asking_add(a, &set->receiving, 1);
    }
    for (size_t i = 0; i < set->sender_count; i++) {
        const struct rsvp_sender t = sender_of(&named[i].filter);

        if (!is_there(a->g, &t))
            continue;
        a->filters[a->n_filters + shared_count] = t;
        if (shared)
            shared_count++;
        else if (!asking_add(a, &named[i].flow, 1))
            return false;
    }
    return shared_count == 0 || asking_add(a, &named[0].flow, shared_count);
}

static void listening_reserve(struct listening *l, const struct gathering *g)
{
    struct flow *f = l->flow;
    struct asking a = {.flow = f, .g = g};
    struct engine_asked asked = {.style = style_of(f),
                                 .flows = a.flows,
                                 .confirm = f->set->confirm && !f->confirmed,
                                 .dscp = -1,
                                 .n_policies = f->identity != NULL,
                                 .policies = f->identity};
    struct rsvp_error_spec error = {.code = RSVP_E_API, .value = 2};
    bool good = asked.style == RSVP_WF
                    ? asking_add(&a, &f->set->receiving, 0)
                    : asking_explicit(&a, asked.style == RSVP_SE);

    asked.n_flows = a.n_flows;
    if (good && a.n_flows == 0) {
        engine_unreserve(l->receiver); /* nobody who is named is there */
        return;
    }
    if (!good || !engine_reserve(l->receiver, &asked, &error))
        listening_error(l, &error);
}

/* --- News. */

static void news_send(struct flow *f, const struct news *n)
{
    size_t len;
    void *m = news_make(f, n, &len);

    if (m == NULL)
        return;
    if (len == f->told_len && memcmp(m, f->told, len) == 0) {
        free(m); /* as before */
        return;
    }
    free(f->told);
    f->told = m;
    f->told_len = len;
    flow_send(f, m, len);
}

static void senders_tell(struct flow *f, const struct gathering *g)
{
    struct rsvp_windows_flowspec w;
    struct news n = {.status = {QOS_SENDERS, {0, 0}},
                     .receiving = &w,
                     .n_filters = g->count,
                     .filters = g->senders};

    if (g->any) {
        rsvp_tspec_to_windows(&w, &g->tspec);
        n.adspec = g->first.adspec;
        n.policies = g->first.policies;
        n.n_policies = g->first.n_policies;
    } else {
        w = windows_of(&f->set->receiving);
        n.status.code = QOS_NO_SENDERS;
    }
    if (g->any || f->has_senders)
        news_send(f, &n);
    f->has_senders = g->any;
}

static void flow_news(struct flow *f)
{
    const struct service s = service_of_type(f->set->receiving.service);
    struct gathering all = {.count = 0};

    for (size_t i = 0; i < LISTENINGS_MAX; i++)
        if (f->in[i].receiver != NULL)
            engine_receiver_paths(f->in[i].receiver, gather, &all);
    senders_tell(f, &all);
    for (size_t i = 0; i < LISTENINGS_MAX; i++) {
        struct listening *l = &f->in[i];
        struct gathering own = {.count = 0};

        if (l->receiver == NULL)
            continue;
        engine_receiver_paths(l->receiver, gather, &own);
        if (own.any && s.signaled)
            listening_reserve(l, &own);
        else
            engine_unreserve(l->receiver);
    }
}

void listening_senders(void *owner)
{
    struct listening *l = owner;

    if (l->receiver != NULL) /* else it is just being opened */
        flow_news(l->flow);
}

void listening_error(void *owner, const struct rsvp_error_spec *error)
{
    const struct ws2_aw_status status = status_of(error);

    tell_error(flow_of(owner), &status, false);
}

void listening_confirmed(void *owner)
{
    struct flow *f = flow_of(owner);
    struct rsvp_windows_flowspec w = windows_of(&f->set->receiving);
    const struct news n = {.status = {QOS_REQUEST_CONFIRMED, {0, 0}},
                           .receiving = &w};

    f->refused = (struct ws2_aw_status){0};
    if (!f->confirmed)
        tell_change(f, &n);
    f->confirmed = true;
}
