/* SPDX-License-Identifier: MIT */
/* Paths: what is known of senders, and said of them further on (RFC 2205,
 * 2.1; RFC 2209, "Path message arrives"). */
#include <stdlib.h>
#include <string.h>

#include "state.h"

struct path *path_find(const struct session *s, const struct rsvp_sender *t)
{
    struct path *p;

    LIST_FOREACH(p, &s->paths, in_session)
    if (rsvp_sender_equal(&p->sender, t))
        return p;
    return NULL;
}

bool path_ports_fit(const struct session *s, const struct rsvp_sender *t,
                    struct rsvp_error_spec *why)
{
    const struct path *p;

    if (t->kind != RSVP_BY_PORT)
        return true;
    *why = error_of(RSVP_E_SENDER_PORTS, 0);
    if (s->key.port == 0 && t->id != 0)
        return false;
    LIST_FOREACH(p, &s->paths, in_session)
    if (p->sender.kind == RSVP_BY_PORT && (p->sender.id == 0) != (t->id == 0) &&
        rsvp_addr_equal(&p->sender.addr, &t->addr))
        return false;
    return true;
}

/* --- Previous hops. */

static struct upstream *upstream_find(struct session *s,
                                      const struct rsvp_hop *hop, int interface)
{
    struct upstream *u;

    LIST_FOREACH(u, &s->ups, in_session)
    if (u->interface == interface && u->hop.lih == hop->lih &&
        rsvp_addr_equal(&u->hop.addr, &hop->addr))
        return u;
    return NULL;
}

/* Who speaks both is answered by IP. */
static void upstream_form(struct upstream *u, bool udp)
{
    struct engine *e = u->session->engine;

    if (!udp)
        u->raw_until = engine_now(e) + lifetime_ms(e->config.refresh_ms);
    u->udp = udp && engine_now(e) >= u->raw_until;
}

static struct upstream *upstream_need(struct session *s,
                                      const struct rsvp_hop *hop,
                                      const struct engine_arrival *in)
{
    struct upstream *u = upstream_find(s, hop, in->interface);

    if (u == NULL) {
        u = calloc(1, sizeof(*u));
        if (u == NULL)
            return NULL;
        u->session = s;
        u->hop = *hop;
        u->interface = in->interface;
        u->pulse.timer.run = upstream_refresh;
        LIST_INSERT_HEAD(&s->ups, u, in_session);
    }
    upstream_form(u, in->udp);
    return u;
}

static void path_detach(struct path *p)
{
    struct upstream *u = p->up;

    p->up = NULL;
    if (u != NULL && --u->paths == 0 && p->session->engine->closing)
        upstream_free(u); /* else settling frees it, with a ResvTear */
}

bool path_attach(struct path *p, const struct rsvp_hop *hop,
                 const struct engine_arrival *in)
{
    struct upstream *u = upstream_need(p->session, hop, in);

    if (u == NULL)
        return false;
    if (u != p->up) {
        path_detach(p);
        p->up = u;
        u->paths++;
    }
    return true;
}

/* --- One path. */

static void path_expired(struct timer *t)
{
    struct path *p = CONTAINER(t, struct path, expiry);

    path_end(p, true); /* RFC 2205, 3.7: others are told */
}

static void path_refresh(struct timer *t)
{
    struct path *p = CONTAINER(t, struct path, pulse.timer);

    path_route(p);
    path_send(p);
    pulse_set(p->session->engine, &p->pulse, false);
}

static void path_unblocked(struct timer *t)
{
    struct path *p = CONTAINER(t, struct path, unblock);

    p->blocked = false;
    session_mark(p->session);
}

/* What policy has granted is over: who sends is told, and it is forgotten. */
static void path_overdue(struct timer *t)
{
    struct path *p = CONTAINER(t, struct path, permit.over);
    struct engine *e = p->session->engine;

    path_refuse(
        p, error_of(RSVP_E_POLICY, e->world.expired(e->ctx, p->permit.grant)));
}

void path_refuse(struct path *p, struct rsvp_error_spec why)
{
    path_error_tell(p, why);
    path_end(p, true);
}

struct path *path_new(struct session *s, const struct rsvp_sender *t)
{
    struct path *p = NULL;

    if (s->n_paths < PATHS_MAX && state_room(s->engine))
        p = calloc(1, sizeof(*p));
    if (p == NULL)
        return NULL;
    s->n_paths++;
    p->session = s;
    p->sender = *t;
    p->expiry.run = path_expired;
    p->pulse.timer.run = path_refresh;
    p->unblock.run = path_unblocked;
    p->permit.over.run = path_overdue;
    LIST_INSERT_HEAD(&s->paths, p, in_session);
    s->engine->counts.paths++;
    return p;
}

void path_free(struct path *p)
{
    struct session *s = p->session;

    timer_clear(&s->engine->timers, &p->expiry);
    timer_clear(&s->engine->timers, &p->pulse.timer);
    timer_clear(&s->engine->timers, &p->unblock);
    permit_end(s->engine, &p->permit);
    if (p->api != NULL)
        p->api->path = NULL;
    path_detach(p);
    LIST_REMOVE(p, in_session);
    s->n_paths--;
    s->engine->counts.paths--;
    s->paths_changed = true;
    session_mark(s);
    blobs_free(s->engine, &p->policies);
    blobs_free(s->engine, &p->unknown);
    free(p);
}

bool path_route(struct path *p)
{
    struct session *s = p->session;
    struct engine *e = s->engine;
    int out[ENGINE_OUT_MAX];
    bool here = false;
    size_t n = e->world.route(e->ctx, &p->sender.addr, &s->key.addr,
                              p->up != NULL ? p->up->interface : 0, out, &here);

    if (n == p->n_out && here == p->here &&
        memcmp(out, p->out, n * sizeof(*out)) == 0)
        return false;
    p->n_out = n;
    p->here = here;
    memcpy(p->out, out, n * sizeof(*out));
    session_mark(s);
    return true;
}

/* The address that a message of this path goes to, and how. */
static struct engine_packet path_packet(const struct path *p, int interface)
{
    return (struct engine_packet){
        .to = p->session->key.addr,
        .from = p->sender.addr,
        .interface = interface,
        .alert = true,
        .ttl = p->api != NULL ? p->ttl : (uint8_t)(p->ttl - 1)};
}

/* What a program here sends to another one here needs no message. */
static bool path_leaves(const struct path *p)
{
    if (p->api != NULL)
        return !p->here || addr_is_group(&p->session->key.addr);
    return p->ttl > 1;
}

void path_send(struct path *p)
{
    struct session *s = p->session;
    struct engine *e = s->engine;
    struct rsvp_message m = {
        .type = RSVP_PATH,
        .has = RSVP_HAS_SESSION | RSVP_HAS_HOP | RSVP_HAS_TIME |
               RSVP_HAS_SENDER | RSVP_HAS_TSPEC,
        .session = s->key,
        .refresh_ms =
            p->pulse.period_ms != 0 ? p->pulse.period_ms : e->config.refresh_ms,
        .sender = p->sender,
        .tspec = p->tspec,
        .n_policies = p->policies.count,
        .policies = p->policies.all,
        .n_unknown = p->unknown.count,
        .unknown = p->unknown.all};

    if (!path_leaves(p))
        return;
    for (size_t i = 0; i < p->n_out; i++) {
        const struct engine_packet packet = path_packet(p, p->out[i]);
        struct rsvp_ad_hop hop = {.bandwidth = 0};

        if (!e->world.address(e->ctx, p->out[i], s->key.addr.family,
                              &m.hop.addr))
            continue;
        m.hop.lih = (uint32_t)p->out[i];
        m.send_ttl = packet.ttl;
        if (p->has_adspec) {
            m.has |= RSVP_HAS_ADSPEC;
            m.adspec = p->adspec;
            e->world.hop(e->ctx, p->out[i], &hop);
            hop.non_rsvp_hop = p->non_rsvp_hop;
            rsvp_adspec_hop(&m.adspec, &hop);
        }
        e->counts.sent++;
        e->world.send(e->ctx, &packet, &m);
    }
}

void path_changed(struct path *p)
{
    path_send(p);
    pulse_set(p->session->engine, &p->pulse, true);
    p->session->paths_changed = true;
    session_mark(p->session);
}

static void path_tear(struct path *p)
{
    struct session *s = p->session;
    struct engine *e = s->engine;
    struct rsvp_message m = {.type = RSVP_PATH_TEAR,
                             .has = RSVP_HAS_SESSION | RSVP_HAS_HOP |
                                    RSVP_HAS_SENDER | RSVP_HAS_TSPEC,
                             .session = s->key,
                             .sender = p->sender,
                             .tspec = p->tspec};

    if (!path_leaves(p))
        return;
    for (size_t i = 0; i < p->n_out; i++) {
        const struct engine_packet packet = path_packet(p, p->out[i]);

        if (!e->world.address(e->ctx, p->out[i], s->key.addr.family,
                              &m.hop.addr))
            continue;
        m.hop.lih = (uint32_t)p->out[i];
        m.send_ttl = packet.ttl;
        e->counts.sent++;
        e->world.send(e->ctx, &packet, &m);
    }
}

void path_end(struct path *p, bool tear)
{
    if (tear)
        path_tear(p);
    path_free(p);
}

/* --- Messages. */

static bool fragment_equal(const struct rsvp_ad_fragment *a,
                           const struct rsvp_ad_fragment *b)
{
    if (!a->present || !b->present)
        return a->present == b->present;
    return a->broken == b->broken && a->given == b->given &&
           a->hops == b->hops && !(a->bandwidth < b->bandwidth) &&
           !(a->bandwidth > b->bandwidth) && a->latency == b->latency &&
           a->mtu == b->mtu;
}

bool adspec_equal(const struct rsvp_adspec *a, const struct rsvp_adspec *b)
{
    return fragment_equal(&a->general, &b->general) &&
           fragment_equal(&a->guaranteed, &b->guaranteed) &&
           fragment_equal(&a->controlled_load, &b->controlled_load) &&
           fragment_equal(&a->qualitative, &b->qualitative) &&
           a->c_total == b->c_total && a->d_total == b->d_total &&
           a->c_sum == b->c_sum && a->d_sum == b->d_sum;
}

/* What the message says differs from what is known. */
static bool path_differs(const struct path *p, const struct rsvp_message *m,
                         bool non_rsvp_hop)
{
    bool has_adspec = (m->has & RSVP_HAS_ADSPEC) != 0;

    return !rsvp_tspec_equal(&p->tspec, &m->tspec) ||
           p->has_adspec != has_adspec ||
           (has_adspec && !adspec_equal(&p->adspec, &m->adspec)) ||
           p->non_rsvp_hop != non_rsvp_hop ||
           !blobs_equal(&p->policies, m->policies, m->n_policies) ||
           !blobs_equal(&p->unknown, m->unknown, m->n_unknown);
}

static bool path_take(struct path *p, const struct engine_arrival *in,
                      const struct rsvp_message *m)
{
    struct engine *e = p->session->engine;
    struct blobs policies, unknown;

    if (!blobs_copy(e, &policies, m->policies, m->n_policies))
        return false;
    if (!blobs_copy(e, &unknown, m->unknown, m->n_unknown)) {
        blobs_free(e, &policies);
        return false;
    }
    blobs_free(e, &p->policies);
    blobs_free(e, &p->unknown);
    p->policies = policies;
    p->unknown = unknown;
    p->tspec = m->tspec;
    p->has_adspec = (m->has & RSVP_HAS_ADSPEC) != 0;
    p->adspec = m->adspec;
    p->ttl = in->ttl != 0 ? in->ttl : m->send_ttl;
    p->non_rsvp_hop = in->ttl != 0 && in->ttl != m->send_ttl;
    return true;
}

/* The path that a message is of, new if need be. NULL: refused, or there is no
 * room. */
static struct path *path_need(struct engine *e, const struct rsvp_message *m,
                              struct rsvp_error_spec *why, bool *is_new)
{
    struct session *s = session_need(e, &m->session, why);
    struct path *p;

    if (s == NULL)
        return NULL;
    p = path_find(s, &m->sender);
    *is_new = p == NULL;
    if (p != NULL)
        return p;
    session_mark(s); /* it may be left empty */
    if (!path_ports_fit(s, &m->sender, why))
        return NULL;
    *why = error_of(RSVP_E_SYSTEM, 1);
    return path_new(s, &m->sender);
}

static bool path_allowed(struct path *p, const struct engine_arrival *in,
                         const struct rsvp_message *m,
                         struct rsvp_error_spec *why)
{
    const struct engine_asking a = {.session = &m->session,
                                    .interface = in->interface,
                                    .n_policies = m->n_policies,
                                    .policies = m->policies,
                                    .hop = &m->hop.addr,
                                    .sender = &m->sender,
                                    .tspec = &m->tspec};

    return permit_ask(p->session->engine, &p->permit, &a, why);
}

/* New or not what it was; false: refused, and it stays as it was. */
static bool path_renew(struct path *p, const struct engine_arrival *in,
                       const struct rsvp_message *m,
                       struct rsvp_error_spec *why)
{
    if (!path_allowed(p, in, m, why))
        return false;
    *why = error_of(RSVP_E_SYSTEM, 1);
    return path_take(p, in, m);
}

void path_input(struct engine *e, const struct engine_arrival *in,
                const struct rsvp_message *m)
{
    bool off_path = in->ttl != 0 && in->ttl != m->send_ttl;
    struct rsvp_error_spec why = error_of(RSVP_E_SYSTEM, 1);
    struct upstream *old;
    struct path *p;
    bool is_new, differs;

    if (e->world.ours(e->ctx, &m->hop.addr) ||
        ((p = path_need(e, m, &why, &is_new)) != NULL && p->api != NULL)) {
        e->counts.dropped++; /* our own, from the loop or a group */
        return;
    }
    if (p == NULL) {
        path_error_answer(e, in, m, why);
        return;
    }
    differs = is_new || path_differs(p, m, off_path);
    old = p->up;
    if ((differs && !path_renew(p, in, m, &why)) ||
        !path_attach(p, &m->hop, in)) {
        path_error_answer(e, in, m, why);
        if (p->up == NULL)
            path_free(p);
        return;
    }
    p->ttl = in->ttl != 0 ? in->ttl : m->send_ttl;
    if (path_route(p) || differs || old != p->up)
        path_changed(p);
    timer_set(&e->timers, &p->expiry,
              engine_now(e) + lifetime_ms(m->refresh_ms));
}

void path_tear_input(struct engine *e, const struct engine_arrival *in,
                     const struct rsvp_message *m)
{
    struct session *s = session_find(e, &m->session);
    struct path *p = NULL;

    (void)in;
    if (s != NULL && (m->has & RSVP_HAS_SENDER) != 0)
        p = path_find(s, &m->sender);
    /* Only who brought it takes it away: after a change of routes an old hop
     * may say so too late. */
    if (p == NULL || p->up == NULL ||
        !rsvp_addr_equal(&p->up->hop.addr, &m->hop.addr)) {
        e->counts.dropped++;
        return;
    }
    path_end(p, true);
}
