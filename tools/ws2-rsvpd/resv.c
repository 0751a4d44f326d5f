/* SPDX-License-Identifier: MIT */
/* Reservations that next hops, and programs here, ask for (RFC 2205, 2.2;
 * RFC 2209, "RESV message arrives"). */
#include <stdlib.h>
#include <string.h>

#include "state.h"

static bool filter_is_in(const struct rsvp_sender *filters, size_t count,
                         const struct rsvp_sender *f)
{
    for (size_t i = 0; i < count; i++)
        if (rsvp_sender_equal(&filters[i], f))
            return true;
    return false;
}

bool receiver_hears(const struct engine_receiver *r, const struct path *p)
{
    return (r->peer.addr.family == 0 ||
            rsvp_sender_equal(&r->peer, &p->sender)) &&
           (p->api == NULL || r->session->engine->config.loopback);
}

static bool path_leaves_by(const struct path *p, int interface)
{
    for (size_t i = 0; i < p->n_out; i++)
        if (p->out[i] == interface)
            return true;
    return false;
}

bool resv_wants(const struct resv *r, const struct path *p)
{
    if (r->api != NULL ? !receiver_hears(r->api, p)
                       : !path_leaves_by(p, r->interface))
        return false;
    return r->style == RSVP_WF ||
           filter_is_in(r->filters, r->n_filters, &p->sender);
}

/* --- Whose they are. */

static bool same_asker(const struct resv *a, const struct resv *b)
{
    if (a->api != NULL || b->api != NULL)
        return a->api == b->api;
    return a->interface == b->interface &&
           rsvp_addr_equal(&a->hop.addr, &b->hop.addr);
}

static struct resv *resv_find(const struct session *s, const struct resv *like)
{
    struct resv *r;

    LIST_FOREACH(r, &s->resvs, in_session)
    if (same_asker(r, like) && r->style == like->style &&
        (r->style != RSVP_FF ||
         rsvp_sender_equal(&r->filters[0], &like->filters[0])))
        return r;
    return NULL;
}

/* A session has one style; who is alone may change it. */
bool resv_style_fits(const struct session *s, const struct resv *from)
{
    struct resv *r;

    LIST_FOREACH(r, &s->resvs, in_session)
    if (r->style != from->style && !same_asker(r, from))
        return false;
    return true;
}

static void resv_leave_style(struct session *s, const struct resv *from)
{
    struct resv *r, *next;

    for (r = LIST_FIRST(&s->resvs); r != NULL; r = next) {
        next = LIST_NEXT(r, in_session);
        if (r->style != from->style && same_asker(r, from))
            resv_free(r);
    }
}

/* --- One reservation. */

static void resv_expired(struct timer *t)
{
    resv_free(CONTAINER(t, struct resv, expiry));
}

static void resv_overdue(struct timer *t)
{
    struct resv *r = CONTAINER(t, struct resv, permit.over);
    struct engine *e = r->session->engine;

    resv_refuse(
        r, error_of(RSVP_E_POLICY, e->world.expired(e->ctx, r->permit.grant)));
}

void resv_refuse(struct resv *r, struct rsvp_error_spec why)
{
    struct session *s = r->session;

    resv_error_answer(s->engine, &s->key, r, why);
    resv_free(r);
}

void resv_free(struct resv *r)
{
    struct session *s = r->session;

    timer_clear(&s->engine->timers, &r->expiry);
    permit_end(s->engine, &r->permit);
    LIST_REMOVE(r, in_session);
    s->n_resvs--;
    s->engine->counts.reservations--;
    session_mark(s);
    free(r->filters);
    free(r->scope);
    blobs_free(s->engine, &r->policies);
    free(r);
}

static struct resv *resv_new(struct session *s, const struct resv *from)
{
    struct resv *r = NULL;

    if (s->n_resvs < RESVS_MAX && state_room(s->engine))
        r = calloc(1, sizeof(*r));
    if (r == NULL)
        return NULL;
    s->n_resvs++;
    r->session = s;
    r->hop = from->hop;
    r->api = from->api;
    r->style = from->style;
    r->expiry.run = resv_expired;
    r->permit.over.run = resv_overdue;
    LIST_INSERT_HEAD(&s->resvs, r, in_session);
    s->engine->counts.reservations++;
    return r;
}

static bool resv_differs(const struct resv *r, const struct resv *from)
{
    if (rsvp_flowspec_compare(&r->flowspec, &from->flowspec) != RSVP_EQUAL ||
        r->n_filters != from->n_filters || r->n_scope != from->n_scope ||
        r->dscp != from->dscp || r->interface != from->interface ||
        !blobs_equal(&r->policies, from->policies.all, from->policies.count))
        return true;
    for (size_t i = 0; i < r->n_filters; i++)
        if (!filter_is_in(from->filters, from->n_filters, &r->filters[i]))
            return true;
    for (size_t i = 0; i < r->n_scope; i++)
        if (!rsvp_addr_equal(&r->scope[i], &from->scope[i]))
            return true;
    return false;
}

static void *copy_of(const void *bytes, size_t size)
{
    void *copy = malloc(size + 1); /* also of nothing */

    if (copy != NULL && size > 0)
        memcpy(copy, bytes, size);
    return copy;
}

/* Takes over what from says; false: no memory, and nothing changed. */
static bool resv_take(struct resv *r, const struct resv *from)
{
    struct rsvp_sender *filters =
        copy_of(from->filters, from->n_filters * sizeof(*filters));
    struct rsvp_addr *scope =
        copy_of(from->scope, from->n_scope * sizeof(*scope));
    struct engine *e = r->session->engine;
    struct blobs policies = {0, NULL};

    if (filters == NULL || scope == NULL ||
        !blobs_copy(e, &policies, from->policies.all, from->policies.count)) {
        free(filters);
        free(scope);
        return false;
    }
    free(r->filters);
    free(r->scope);
    blobs_free(e, &r->policies);
    r->filters = filters;
    r->n_filters = from->n_filters;
    r->scope = scope;
    r->n_scope = from->n_scope;
    r->policies = policies;
    r->flowspec = from->flowspec;
    r->interface = from->interface;
    r->dscp = from->dscp;
    return true;
}

static bool resv_allowed(struct resv *r, const struct resv *from,
                         struct rsvp_error_spec *why)
{
    const struct engine_asking a = {
        .session = &r->session->key,
        .receiving = true,
        .interface = r->api != NULL ? 0 : from->interface,
        .owner = r->api != NULL ? r->api->owner : NULL,
        .n_policies = from->policies.count,
        .policies = from->policies.all,
        .hop = &from->hop.addr,
        .flowspec = &from->flowspec};

    return permit_ask(r->session->engine, &r->permit, &a, why);
}

/* What is new in it is asked of policy and of the interface. */
static bool resv_renew(struct resv *r, const struct resv *from, bool is_new,
                       struct rsvp_error_spec *why)
{
    if (!resv_allowed(r, from, why) || !hold_try(r->session, from, r, why)) {
        why->flags = is_new ? 0 : RSVP_ERROR_IN_PLACE;
        return false;
    }
    *why = error_of(RSVP_E_SYSTEM, 1);
    if (!resv_take(r, from))
        return false;
    session_mark(r->session);
    return true;
}

bool resv_accept(struct session *s, const struct resv *from,
                 struct rsvp_error_spec *why)
{
    struct resv *r;
    bool is_new;

    if (!resv_style_fits(s, from)) {
        *why = error_of(RSVP_E_STYLE, 0);
        return false;
    }
    resv_leave_style(s, from);
    r = resv_find(s, from);
    is_new = r == NULL;
    if (is_new)
        r = resv_new(s, from);
    *why = error_of(RSVP_E_SYSTEM, 1);
    if (r == NULL)
        return false;
    if ((is_new || resv_differs(r, from)) &&
        !resv_renew(r, from, is_new, why)) {
        if (is_new)
            resv_free(r);
        session_mark(s);
        return false;
    }
    r->udp = from->udp;
    r->hop = from->hop;
    r->confirm = from->confirm;
    r->ask_confirm = from->confirm.family != 0;
    if (r->ask_confirm)
        session_mark(s);
    return true;
}

/* --- Messages. */

/* The interface that the message is about: ours by its handle, if it is one
 * that some sender's packets leave by. */
static int resv_interface(const struct session *s,
                          const struct engine_arrival *in,
                          const struct rsvp_message *m)
{
    struct path *p;

    LIST_FOREACH(p, &s->paths, in_session)
    if (m->hop.lih <= INT32_MAX && path_leaves_by(p, (int)m->hop.lih))
        return (int)m->hop.lih;
    return in->interface;
}

/* The filters for which there is a path, in place of all. */
static bool resv_keep_known(struct resv *from, struct rsvp_sender *known)
{
    size_t count = 0;

    for (size_t i = 0; i < from->n_filters; i++) {
        const struct path *p = path_find(from->session, &from->filters[i]);

        if (p != NULL && path_leaves_by(p, from->interface))
            known[count++] = from->filters[i];
    }
    from->filters = known;
    from->n_filters = count;
    return count > 0;
}

static bool resv_has_path(const struct resv *r)
{
    struct path *p;

    LIST_FOREACH(p, &r->session->paths, in_session)
    if (path_leaves_by(p, r->interface))
        return true;
    return false;
}

/* One flow descriptor of a message that `from` has the rest of. */
static void resv_flow_input(struct session *s, struct resv *from,
                            const struct rsvp_flow *flow, uint32_t refresh_ms)
{
    struct rsvp_sender known[RSVP_MAX_FILTERS];
    struct rsvp_error_spec why;
    struct engine *e = s->engine;
    bool good, stands;

    from->flowspec = flow->flowspec;
    from->filters = (struct rsvp_sender *)flow->filters;
    from->n_filters = flow->n_filters;
    why = error_of(RSVP_E_NO_PATH, 0);
    good = resv_has_path(from);
    if (good && from->style != RSVP_WF) {
        why = error_of(RSVP_E_NO_SENDER, 0);
        good = resv_keep_known(from, known);
    }
    good = good && resv_accept(s, from, &why);
    stands = good || (why.flags & RSVP_ERROR_IN_PLACE) != 0;
    if (stands) /* also what is left after a change that failed */
        timer_set(&e->timers, &resv_find(s, from)->expiry,
                  engine_now(e) + lifetime_ms(refresh_ms));
    if (good)
        return;
    from->filters = (struct rsvp_sender *)flow->filters;
    from->n_filters = flow->n_filters;
    resv_error_answer(e, &s->key, from, why);
}

static struct resv resv_of_message(const struct engine_arrival *in,
                                   const struct rsvp_message *m)
{
    return (struct resv){
        .hop = m->hop,
        .interface = in->interface,
        .udp = in->udp,
        .style = m->style,
        .n_scope = m->n_scope,
        .scope = (struct rsvp_addr *)m->scope,
        .dscp = m->n_dclass > 0 ? m->dclass[0] : -1,
        .policies = {m->n_policies, (struct rsvp_blob *)m->policies},
        .confirm = m->confirm};
}

void resv_input(struct engine *e, const struct engine_arrival *in,
                const struct rsvp_message *m)
{
    struct session *s = session_find(e, &m->session);
    struct resv from = resv_of_message(in, m);
    struct rsvp_error_spec why = error_of(RSVP_E_NO_PATH, 0);

    if (e->world.ours(e->ctx, &m->hop.addr)) {
        e->counts.dropped++;
        return;
    }
    if (m->style != RSVP_WF && m->style != RSVP_FF && m->style != RSVP_SE)
        why = error_of(RSVP_E_UNKNOWN_STYLE, 0);
    else if (s != NULL && !LIST_EMPTY(&s->paths)) {
        from.session = s;
        from.interface = resv_interface(s, in, m);
        for (size_t i = 0; i < m->n_flows; i++)
            resv_flow_input(s, &from, &m->flows[i], m->refresh_ms);
        return;
    }
    for (size_t i = 0; i < m->n_flows; i++) {
        from.flowspec = m->flows[i].flowspec;
        from.filters = (struct rsvp_sender *)m->flows[i].filters;
        from.n_filters = m->flows[i].n_filters;
        resv_error_answer(e, &m->session, &from, why);
    }
}

static bool flows_have(const struct rsvp_message *m,
                       const struct rsvp_sender *f)
{
    for (size_t i = 0; i < m->n_flows; i++)
        if (filter_is_in(m->flows[i].filters, m->flows[i].n_filters, f))
            return true;
    return false;
}

/* The filters leave the reservation, which leaves with the last. */
static void resv_narrow(struct resv *r, const struct rsvp_message *m)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->n_filters; i++)
        if (!flows_have(m, &r->filters[i]))
            r->filters[kept++] = r->filters[i];
    if (kept == r->n_filters && r->style != RSVP_WF)
        return;
    r->n_filters = kept;
    session_mark(r->session);
    if (kept == 0)
        resv_free(r);
}

void resv_tear_input(struct engine *e, const struct engine_arrival *in,
                     const struct rsvp_message *m)
{
    struct session *s = session_find(e, &m->session);
    struct resv from = resv_of_message(in, m), *r, *next;

    if (s == NULL) {
        e->counts.dropped++;
        return;
    }
    from.interface = resv_interface(s, in, m);
    for (r = LIST_FIRST(&s->resvs); r != NULL; r = next) {
        next = LIST_NEXT(r, in_session);
        if (same_asker(r, &from) && r->style == m->style)
            resv_narrow(r, m);
    }
}
