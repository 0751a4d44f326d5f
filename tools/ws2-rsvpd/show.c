/* SPDX-License-Identifier: MIT */
/* What the engine has, for people; and what it asks for anew. */
#include "state.h"

void engine_counts(const struct engine *e, struct engine_counts *out)
{
    *out = e->counts;
}

static uint64_t left(const struct engine *e, const struct timer *t)
{
    uint64_t now = e->world.now(e->ctx);

    if (t->place == 0)
        return UINT64_MAX;
    return t->due > now ? t->due - now : 0;
}

static void path_show(const struct engine *e, const struct path *p,
                      const struct engine_viewer *v, void *arg)
{
    struct engine_shown_path shown = {
        .session = &p->session->key,
        .path = {&p->sender, &p->tspec, p->has_adspec ? &p->adspec : NULL,
                 p->policies.count, p->policies.all},
        .out = p->n_out > 0 ? p->out[0] : 0,
        .left_ms = left(e, &p->expiry)};

    if (p->up != NULL) {
        shown.hop = p->up->hop;
        shown.udp = p->up->udp;
    }
    v->path(arg, &shown);
}

static void resv_show(const struct engine *e, const struct resv *r,
                      const struct engine_viewer *v, void *arg)
{
    const struct engine_shown_resv shown = {
        .session = &r->session->key,
        .hop = r->hop,
        .udp = r->udp,
        .interface = r->interface,
        .style = r->style,
        .flow = {true, r->flowspec, r->n_filters, r->filters},
        .left_ms = left(e, &r->expiry)};

    v->resv(arg, &shown);
}

void engine_show(const struct engine *e, const struct engine_viewer *v,
                 void *arg)
{
    struct session *s;
    struct path *p;
    struct resv *r;
    struct hold *h;

    for (unsigned i = 0; i < BUCKETS; i++)
        LIST_FOREACH(s, &e->sessions[i], in_bucket)
        {
            LIST_FOREACH(p, &s->paths, in_session)
            path_show(e, p, v, arg);
            LIST_FOREACH(r, &s->resvs, in_session)
            resv_show(e, r, v, arg);
            LIST_FOREACH(h, &s->holds, in_session)
            v->hold(arg, &h->is);
        }
}

/* --- Asked again, by other rules and budgets. */

static bool path_stands(struct path *p, struct rsvp_error_spec *why)
{
    const struct engine_asking a = {
        .session = &p->session->key,
        .interface = p->up != NULL ? p->up->interface : 0,
        .owner = p->api != NULL ? p->api->owner : NULL,
        .hop = p->up != NULL ? &p->up->hop.addr : NULL,
        .n_policies = p->policies.count,
        .policies = p->policies.all,
        .sender = &p->sender,
        .tspec = &p->tspec};

    return permit_ask(p->session->engine, &p->permit, &a, why);
}

static bool resv_stands(struct resv *r, struct rsvp_error_spec *why)
{
    const struct engine_asking a = {
        .session = &r->session->key,
        .receiving = true,
        .interface = r->api != NULL ? 0 : r->interface,
        .owner = r->api != NULL ? r->api->owner : NULL,
        .n_policies = r->policies.count,
        .policies = r->policies.all,
        .hop = &r->hop.addr,
        .flowspec = &r->flowspec};

    return permit_ask(r->session->engine, &r->permit, &a, why);
}

static void session_reconsider(struct session *s)
{
    struct rsvp_error_spec why;
    struct path *p, *next_path;
    struct resv *r, *next_resv;

    for (p = LIST_FIRST(&s->paths); p != NULL; p = next_path) {
        next_path = LIST_NEXT(p, in_session);
        if (!path_stands(p, &why))
            path_refuse(p, why);
    }
    for (r = LIST_FIRST(&s->resvs); r != NULL; r = next_resv) {
        next_resv = LIST_NEXT(r, in_session);
        if (!resv_stands(r, &why))
            resv_refuse(r, why);
    }
}

void engine_reconsider(struct engine *e)
{
    struct session *s;

    e->settling = true; /* so that no session goes meanwhile */
    for (unsigned i = 0; i < BUCKETS; i++)
        LIST_FOREACH(s, &e->sessions[i], in_bucket)
    session_reconsider(s);
    e->settling = false;
    engine_settle(e);
}
