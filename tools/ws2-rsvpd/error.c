/* SPDX-License-Identifier: MIT */
/* Errors and confirmations, ours and others' on their way (RFC 2205, 2.5 and
 * 3.1; RFC 2209). */
#include <string.h>

#include "state.h"

#define BLOCKADE_PERIODS 3u /* Kb */

/* Whether another error may be told in this second. */
static bool may_tell(struct engine *e)
{
    uint64_t now = engine_now(e);

    if (now - e->error_window >= 1000) {
        e->error_window = now;
        e->errors_sent = 0;
    }
    if (e->errors_sent >= ERRORS_MAX)
        return false;
    e->errors_sent++;
    e->counts.errors++;
    return true;
}

/* --- PathErr. */

static void path_error_send(struct engine *e, const struct rsvp_hop *to,
                            int interface, bool udp,
                            const struct rsvp_message *m)
{
    const struct engine_packet packet = {.to = to->addr,
                                         .interface = interface,
                                         .form = udp ? ENGINE_UDP : ENGINE_RAW};

    if (!may_tell(e))
        return;
    e->counts.sent++;
    e->world.send(e->ctx, &packet, m);
}

static struct rsvp_message path_error_make(const struct rsvp_session *session,
                                           const struct rsvp_sender *sender,
                                           const struct rsvp_tspec *tspec,
                                           const struct rsvp_error_spec *why)
{
    return (struct rsvp_message){.type = RSVP_PATH_ERR,
                                 .has = RSVP_HAS_SESSION | RSVP_HAS_ERROR |
                                        RSVP_HAS_SENDER | RSVP_HAS_TSPEC,
                                 .send_ttl = 255,
                                 .session = *session,
                                 .error = *why,
                                 .sender = *sender,
                                 .tspec = *tspec};
}

void path_error_answer(struct engine *e, const struct engine_arrival *in,
                       const struct rsvp_message *m, struct rsvp_error_spec why)
{
    struct rsvp_message answer =
        path_error_make(&m->session, &m->sender, &m->tspec, &why);

    if ((m->has & RSVP_HAS_HOP) == 0 || (m->has & RSVP_HAS_SESSION) == 0 ||
        !e->world.address(e->ctx, in->interface, m->hop.addr.family,
                          &answer.error.node))
        return;
    if ((m->has & RSVP_HAS_SENDER) == 0)
        answer.has &= ~(unsigned)(RSVP_HAS_SENDER | RSVP_HAS_TSPEC);
    if ((m->has & RSVP_HAS_TSPEC) == 0)
        answer.has &= ~(unsigned)RSVP_HAS_TSPEC;
    path_error_send(e, &m->hop, in->interface, in->udp, &answer);
}

void path_error_tell(struct path *p, struct rsvp_error_spec why)
{
    struct engine *e = p->session->engine;
    struct rsvp_message m =
        path_error_make(&p->session->key, &p->sender, &p->tspec, &why);

    if (p->api != NULL)
        e->user.path_error(p->api->owner, &why);
    else if (p->up != NULL &&
             (why.node.family != 0 ||
              e->world.address(e->ctx, p->up->interface, p->up->hop.addr.family,
                               &m.error.node)))
        path_error_send(e, &p->up->hop, p->up->interface, p->up->udp, &m);
}

void path_error_input(struct engine *e, const struct rsvp_message *m)
{
    struct session *s = session_find(e, &m->session);
    struct path *p = NULL;

    if (s != NULL && (m->has & RSVP_HAS_SENDER) != 0)
        p = path_find(s, &m->sender);
    if (p == NULL) {
        e->counts.dropped++;
        return;
    }
    path_error_tell(p, m->error);
}

/* --- ResvErr. */

/* With a node: another's error, else ours. flow may be NULL, of a request that
 * could not be read so far. */
static void resv_error_pass(struct engine *e,
                            const struct rsvp_session *session,
                            const struct resv *to, struct rsvp_error_spec why,
                            const struct rsvp_flow *flow)
{
    const struct engine_packet packet = {.to = to->hop.addr,
                                         .interface = to->interface,
                                         .form =
                                             to->udp ? ENGINE_UDP : ENGINE_RAW};
    struct rsvp_message m = {.type = RSVP_RESV_ERR,
                             .has = RSVP_HAS_SESSION | RSVP_HAS_HOP |
                                    RSVP_HAS_ERROR | RSVP_HAS_STYLE,
                             .send_ttl = 255,
                             .session = *session,
                             .hop.lih = to->hop.lih,
                             .error = why,
                             .style = to->style,
                             .n_flows = flow != NULL,
                             .flows = flow};

    if (to->api != NULL) {
        e->user.resv_error(to->api->owner, &why);
        return;
    }
    if (!e->world.address(e->ctx, to->interface, to->hop.addr.family,
                          &m.hop.addr) ||
        !may_tell(e))
        return;
    if (why.node.family == 0)
        m.error.node = m.hop.addr;
    e->counts.sent++;
    e->world.send(e->ctx, &packet, &m);
}

void resv_error_answer(struct engine *e, const struct rsvp_session *session,
                       const struct resv *to, struct rsvp_error_spec why)
{
    const struct rsvp_flow flow = {.has_flowspec = true,
                                   .flowspec = to->flowspec,
                                   .n_filters = to->n_filters,
                                   .filters = to->filters};

    resv_error_pass(e, session, to, why, &flow);
}

/* The senders up there that the error is about. */
static bool error_is_of(const struct path *p, const struct rsvp_message *m,
                        const struct rsvp_flow *flow)
{
    if (p->up == NULL || !rsvp_addr_equal(&p->up->hop.addr, &m->hop.addr))
        return false;
    if (m->style == RSVP_WF)
        return true;
    for (size_t i = 0; i < flow->n_filters; i++)
        if (rsvp_sender_equal(&flow->filters[i], &p->sender))
            return true;
    return false;
}

/* Refused for want of resources: not to be asked again for a while, so that
 * who asks for less may have it. */
static void path_block(struct path *p, const struct rsvp_flowspec *refused)
{
    struct engine *e = p->session->engine;

    p->blocked = true;
    p->refused = *refused;
    timer_set(&e->timers, &p->unblock,
              engine_now(e) + BLOCKADE_PERIODS * e->config.refresh_ms);
    session_mark(p->session);
}

static bool resv_is_concerned(const struct resv *r, const struct session *s,
                              const struct rsvp_message *m,
                              const struct rsvp_flow *flow)
{
    struct path *p;

    if (r->style != m->style)
        return false;
    LIST_FOREACH(p, &s->paths, in_session)
    if (error_is_of(p, m, flow) && resv_wants(r, p))
        return true;
    return false;
}

static void resv_error_flow(struct session *s, const struct rsvp_message *m,
                            const struct rsvp_flow *flow)
{
    bool refused = m->error.code == RSVP_E_ADMISSION && flow->has_flowspec;
    struct path *p;
    struct resv *r, *next;

    LIST_FOREACH(p, &s->paths, in_session)
    if (refused && error_is_of(p, m, flow))
        path_block(p, &flow->flowspec);
    for (r = LIST_FIRST(&s->resvs); r != NULL; r = next) {
        next = LIST_NEXT(r, in_session);
        if (!resv_is_concerned(r, s, m, flow) ||
            (refused &&
             rsvp_flowspec_compare(&r->flowspec, &flow->flowspec) == RSVP_LESS))
            continue; /* others have asked for too much */
        resv_error_pass(s->engine, &s->key, r, m->error, flow);
    }
}

/* Without a descriptor it is about all that was asked for there. */
static void resv_error_whole(struct session *s, const struct rsvp_message *m)
{
    struct resv *r, *next;
    struct path *p;

    for (r = LIST_FIRST(&s->resvs); r != NULL; r = next) {
        next = LIST_NEXT(r, in_session);
        LIST_FOREACH(p, &s->paths, in_session)
        if (p->up != NULL && rsvp_addr_equal(&p->up->hop.addr, &m->hop.addr) &&
            resv_wants(r, p))
            break;
        if (p != NULL)
            resv_error_pass(s->engine, &s->key, r, m->error, NULL);
    }
}

void resv_error_input(struct engine *e, const struct engine_arrival *in,
                      const struct rsvp_message *m)
{
    struct session *s = session_find(e, &m->session);

    (void)in;
    if (s == NULL || e->world.ours(e->ctx, &m->hop.addr)) {
        e->counts.dropped++;
        return;
    }
    if (m->n_flows == 0)
        resv_error_whole(s, m);
    for (size_t i = 0; i < m->n_flows; i++)
        resv_error_flow(s, m, &m->flows[i]);
}

void engine_rejected(struct engine *e, const struct engine_arrival *in,
                     const struct rsvp_message *m,
                     const struct rsvp_reject *reject)
{
    const struct rsvp_error_spec why = error_of(reject->code, reject->value);
    struct resv to = {.hop = m->hop,
                      .interface = in->interface,
                      .udp = in->udp,
                      .style = m->style};

    e->counts.dropped++;
    if ((m->has & RSVP_HAS_SESSION) == 0 || (m->has & RSVP_HAS_HOP) == 0 ||
        e->world.ours(e->ctx, &m->hop.addr))
        return;
    if (m->type == RSVP_PATH)
        path_error_answer(e, in, m, why);
    else if (m->type == RSVP_RESV)
        resv_error_pass(e, &m->session, &to, why,
                        m->n_flows > 0 ? &m->flows[0] : NULL);
}

/* --- ResvConf. */

static void confirm_here(struct session *s, const struct resv *r)
{
    if (r->api == NULL || !r->api->confirm)
        return;
    r->api->confirm = false;
    s->engine->user.confirmed(r->api->owner);
}

void resv_conf_send(struct session *s, const struct resv *r)
{
    struct engine *e = s->engine;
    const struct rsvp_flow flow = {.has_flowspec = true,
                                   .flowspec = r->flowspec,
                                   .n_filters = r->n_filters,
                                   .filters = r->filters};
    const struct engine_packet packet = {.to = r->confirm,
                                         .interface = r->interface,
                                         .alert = true,
                                         .ttl = 63,
                                         .form =
                                             r->udp ? ENGINE_UDP : ENGINE_RAW};
    struct rsvp_message m = {.type = RSVP_RESV_CONF,
                             .has = RSVP_HAS_SESSION | RSVP_HAS_ERROR |
                                    RSVP_HAS_CONFIRM | RSVP_HAS_STYLE,
                             .send_ttl = 63,
                             .session = s->key,
                             .confirm = r->confirm,
                             .style = r->style,
                             .n_flows = 1,
                             .flows = &flow};

    if (r->api != NULL) {
        confirm_here(s, r);
        return;
    }
    if (!e->world.address(e->ctx, r->interface, r->confirm.family,
                          &m.error.node))
        return;
    e->counts.sent++;
    e->world.send(e->ctx, &packet, &m);
}

/* Another's, which goes on to the receiver. */
static void resv_conf_forward(struct engine *e, const struct rsvp_message *m)
{
    struct rsvp_message copy = *m;
    const struct engine_packet packet = {
        .to = m->confirm, .alert = true, .ttl = (uint8_t)(m->send_ttl - 1)};

    if (m->send_ttl <= 1) {
        e->counts.dropped++;
        return;
    }
    copy.send_ttl = packet.ttl;
    e->counts.sent++;
    e->world.send(e->ctx, &packet, &copy);
}

static bool flow_has(const struct rsvp_message *m, const struct resv *r)
{
    if (m->style != r->style)
        return false;
    for (size_t i = 0; i < m->n_flows; i++) {
        if (m->flows[i].n_filters == 0)
            return true;
        for (size_t k = 0; k < m->flows[i].n_filters; k++)
            for (size_t n = 0; n < r->n_filters; n++)
                if (rsvp_sender_equal(&m->flows[i].filters[k], &r->filters[n]))
                    return true;
    }
    return false;
}

void resv_conf_input(struct engine *e, const struct rsvp_message *m)
{
    struct session *s = session_find(e, &m->session);
    struct resv *r, *next;

    if (!e->world.ours(e->ctx, &m->confirm)) {
        resv_conf_forward(e, m);
        return;
    }
    for (r = s != NULL ? LIST_FIRST(&s->resvs) : NULL; r != NULL; r = next) {
        next = LIST_NEXT(r, in_session);
        if (r->api == NULL || !flow_has(m, r))
            continue;
        r->confirm.family = 0; /* further refreshes do not ask */
        confirm_here(s, r);
    }
}
