/* SPDX-License-Identifier: MIT */
/* Programs of this machine: senders are paths without a previous hop, receivers
 * reservations without a next one. */
#include <stdlib.h>
#include <string.h>

#include "state.h"

/* --- Senders. */

static bool sender_allowed(struct path *p, const struct engine_sending *what,
                           struct rsvp_error_spec *why)
{
    const struct engine_asking a = {.session = &p->session->key,
                                    .owner = p->api->owner,
                                    .n_policies = what->n_policies,
                                    .policies = what->policies,
                                    .sender = &p->sender,
                                    .tspec = &what->tspec};

    return permit_ask(p->session->engine, &p->permit, &a, why);
}

static bool sender_take(struct path *p, const struct engine_sending *what,
                        struct rsvp_error_spec *why)
{
    struct blobs policies;

    if (!sender_allowed(p, what, why))
        return false;
    *why = error_of(RSVP_E_SYSTEM, 1);
    if (!blobs_copy(p->session->engine, &policies, what->policies,
                    what->n_policies))
        return false;
    blobs_free(p->session->engine, &p->policies);
    p->policies = policies;
    p->tspec = what->tspec;
    p->has_adspec = true;
    rsvp_adspec_init(&p->adspec, what->services);
    p->ttl = what->ttl;
    return true;
}

static struct path *sender_path(struct session *s, struct engine_sender *sender,
                                const struct engine_sending *what,
                                struct rsvp_error_spec *why)
{
    struct path *p;

    if (path_find(s, &what->sender) != NULL) {
        *why = error_of(RSVP_E_API, 1); /* BADSEND: it has one already */
        return NULL;
    }
    if (!path_ports_fit(s, &what->sender, why))
        return NULL;
    *why = error_of(RSVP_E_SYSTEM, 1);
    p = path_new(s, &what->sender);
    if (p == NULL)
        return NULL;
    p->api = sender;
    path_route(p);
    if (p->here && !addr_is_group(&s->key.addr) && !s->engine->config.loopback)
        *why = error_of(ENGINE_NO_LOOPBACK, 0);
    else if (sender_take(p, what, why))
        return p;
    path_free(p);
    return NULL;
}

struct engine_sender *engine_sender_open(struct engine *e, void *owner,
                                         const struct engine_sending *what,
                                         struct rsvp_error_spec *why)
{
    struct session *s = session_need(e, &what->session, why);
    struct engine_sender *sender =
        s != NULL ? calloc(1, sizeof(*sender)) : NULL;

    if (sender != NULL) {
        sender->owner = owner;
        sender->path = sender_path(s, sender, what, why);
        if (sender->path == NULL) {
            free(sender);
            sender = NULL;
        }
    }
    if (sender != NULL) {
        LIST_INSERT_HEAD(&s->senders, sender, in_session);
        path_changed(sender->path);
    }
    if (s != NULL)
        session_mark(s);
    engine_settle(e);
    return sender;
}

static bool sender_differs(const struct path *p,
                           const struct engine_sending *what)
{
    struct rsvp_adspec adspec;

    rsvp_adspec_init(&adspec, what->services);
    return !rsvp_tspec_equal(&p->tspec, &what->tspec) || p->ttl != what->ttl ||
           !adspec_equal(&p->adspec, &adspec) ||
           !blobs_equal(&p->policies, what->policies, what->n_policies);
}

bool engine_sender_change(struct engine_sender *s,
                          const struct engine_sending *what,
                          struct rsvp_error_spec *why)
{
    struct path *p = s->path;
    struct engine *e;

    *why = error_of(RSVP_E_SYSTEM, 1);
    if (p == NULL)
        return false;
    if (!sender_differs(p, what))
        return true;
    if (!sender_take(p, what, why))
        return false;
    e = p->session->engine;
    path_changed(p);
    engine_settle(e);
    return true;
}

void engine_sender_close(struct engine_sender *s)
{
    struct engine *e = NULL;

    LIST_REMOVE(s, in_session);
    if (s->path != NULL) {
        e = s->path->session->engine;
        path_end(s->path, true);
    }
    free(s);
    if (e != NULL)
        engine_settle(e);
}

int engine_sender_interface(const struct engine_sender *s)
{
    return s->path != NULL && s->path->n_out > 0 ? s->path->out[0] : 0;
}

static struct hold *sender_hold(const struct engine_sender *s)
{
    const struct path *p = s->path;
    struct hold *h;

    if (p == NULL)
        return NULL;
    LIST_FOREACH(h, &p->session->holds, in_session)
    {
        if (h->is.style == RSVP_WF)
            return h;
        for (size_t i = 0; i < h->is.n_filters; i++)
            if (rsvp_sender_equal(&h->filters[i], &p->sender))
                return h;
    }
    return NULL;
}

void *engine_sender_held(const struct engine_sender *s)
{
    const struct hold *h = sender_hold(s);

    return h != NULL ? h->is.owned : NULL;
}

bool engine_sender_renew(const struct engine_sender *s,
                         struct rsvp_error_spec *why)
{
    struct hold *h = sender_hold(s);
    struct engine *e;

    if (h == NULL)
        return true;
    e = s->path->session->engine;
    return e->world.reserve(e->ctx, &h->is, why);
}

/* What is reserved for a sender here, all interfaces together. */
static void sender_settle(struct session *s, struct engine_sender *sender)
{
    struct merging m = {.any = false};
    const struct rsvp_flowspec *f;
    struct resv *r;
    uint8_t style = 0;
    int dscp = -1;

    if (sender->path == NULL)
        return;
    LIST_FOREACH(r, &s->resvs, in_session)
    {
        if (!resv_wants(r, sender->path))
            continue;
        merging_add(&m, &r->flowspec, NULL);
        style = r->style;
        if (r->dscp >= 0)
            dscp = r->dscp;
    }
    f = merging_result(&m);
    if (f == NULL
            ? !sender->told
            : sender->told && sender->style == style && sender->dscp == dscp &&
                  rsvp_flowspec_compare(f, &sender->flowspec) == RSVP_EQUAL)
        return;
    sender->told = f != NULL;
    sender->style = style;
    sender->dscp = dscp;
    if (f != NULL)
        sender->flowspec = *f;
    s->engine->user.receivers(sender->owner, f, style, dscp);
}

void senders_settle(struct session *s)
{
    struct engine_sender *sender, *next;

    /* The owner does not close a sender when it is told of one. */
    for (sender = LIST_FIRST(&s->senders); sender != NULL; sender = next) {
        next = LIST_NEXT(sender, in_session);
        sender_settle(s, sender);
    }
}

/* --- Receivers. */

struct engine_receiver *engine_receiver_open(struct engine *e, void *owner,
                                             const struct rsvp_session *session,
                                             const struct rsvp_sender *peer,
                                             struct rsvp_error_spec *why)
{
    struct session *s = session_need(e, session, why);
    struct engine_receiver *r = s != NULL ? calloc(1, sizeof(*r)) : NULL;

    if (r != NULL) {
        r->session = s;
        r->owner = owner;
        r->peer = *peer;
        LIST_INSERT_HEAD(&s->receivers, r, in_session);
        r->tell = true; /* of who is there already */
    }
    if (s != NULL)
        session_mark(s);
    engine_settle(e);
    return r;
}

void engine_receiver_close(struct engine_receiver *r)
{
    struct engine *e = r->session->engine;

    engine_unreserve(r);
    LIST_REMOVE(r, in_session);
    session_mark(r->session);
    free(r);
    engine_settle(e);
}

void engine_receiver_paths(const struct engine_receiver *r,
                           bool (*use)(void *arg, const struct engine_path *p),
                           void *arg)
{
    struct rsvp_adspec adspec;
    struct path *p;

    LIST_FOREACH(p, &r->session->paths, in_session)
    {
        const struct engine_path shown = {&p->sender, &p->tspec,
                                          p->has_adspec ? &adspec : NULL,
                                          p->policies.count, p->policies.all};

        adspec = p->adspec;
        if (p->non_rsvp_hop)
            adspec.general.broken = true; /* the last hop, to us */
        if (receiver_hears(r, p) && !use(arg, &shown))
            return;
    }
}

/* For a program here that sends to another one here, the loop is reserved. */
static int loop_interface(const struct engine_receiver *r)
{
    struct path *p;

    LIST_FOREACH(p, &r->session->paths, in_session)
    if (p->api != NULL && p->n_out > 0 && receiver_hears(r, p))
        return p->out[0];
    return 0;
}

/* Reservations of FF for senders that are not asked for any more. */
static void forget_others(struct engine_receiver *receiver,
                          const struct engine_asked *asked)
{
    struct resv *r, *next;

    for (r = LIST_FIRST(&receiver->session->resvs); r != NULL; r = next) {
        bool kept = r->style != RSVP_FF;

        next = LIST_NEXT(r, in_session);
        if (r->api != receiver || asked->style != RSVP_FF)
            continue;
        for (size_t i = 0; i < asked->n_flows && !kept; i++)
            kept =
                rsvp_sender_equal(&r->filters[0], &asked->flows[i].filters[0]);
        if (!kept)
            resv_free(r);
    }
}

bool engine_reserve(struct engine_receiver *r, const struct engine_asked *asked,
                    struct rsvp_error_spec *why)
{
    struct session *s = r->session;
    struct resv from = {
        .session = s,
        .api = r,
        .interface = loop_interface(r),
        .style = asked->style,
        .dscp = asked->dscp,
        .policies = {asked->n_policies, (struct rsvp_blob *)asked->policies}};
    bool good = true;

    if (asked->confirm)
        from.confirm.family = s->key.addr.family; /* without an address */
    r->confirm = asked->confirm;
    forget_others(r, asked);
    for (size_t i = 0; i < asked->n_flows && good; i++) {
        from.flowspec = asked->flows[i].flowspec;
        from.filters = (struct rsvp_sender *)asked->flows[i].filters;
        from.n_filters = asked->flows[i].n_filters;
        good = resv_accept(s, &from, why);
    }
    engine_settle(s->engine);
    return good;
}

void engine_unreserve(struct engine_receiver *r)
{
    struct resv *v, *next;
    struct engine *e = r->session->engine;

    for (v = LIST_FIRST(&r->session->resvs); v != NULL; v = next) {
        next = LIST_NEXT(v, in_session);
        if (v->api == r)
            resv_free(v);
    }
    engine_settle(e);
}

static struct engine_receiver *receiver_to_tell(struct session *s)
{
    struct engine_receiver *r;

    LIST_FOREACH(r, &s->receivers, in_session)
    if (r->tell)
        return r;
    return NULL;
}

/* One that is told may close itself or another. */
void receivers_settle(struct session *s)
{
    struct engine_receiver *r;

    if (s->paths_changed)
        LIST_FOREACH(r, &s->receivers, in_session)
    r->tell = true;
    s->paths_changed = false;
    while ((r = receiver_to_tell(s)) != NULL) {
        r->tell = false;
        s->engine->user.senders(r->owner);
    }
}
