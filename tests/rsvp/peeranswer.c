/* SPDX-License-Identifier: MIT */
/* What rsvp-peer adds to a message that a script names only in part. */
#include <string.h>

#include "peercommand.h"
#include "wire.h"

static struct rsvp_message last[RSVP_RESV_CONF + 1]; /* expected, by type */
static bool last_udp;

void answer_remember(struct rsvp_message *m, bool udp)
{
    rsvp_message_clear(&last[m->type]);
    last[m->type] = *m;
    last_udp = udp;
}

void answer_forget(void)
{
    for (unsigned i = 0; i <= RSVP_RESV_CONF; i++)
        rsvp_message_clear(&last[i]);
}

/* Whom a message answers: receivers' side a Path, senders' side a Resv. */
static const struct rsvp_message *answered(unsigned type)
{
    switch (type) {
    case RSVP_RESV:
    case RSVP_RESV_TEAR:
    case RSVP_PATH_ERR:
        return &last[RSVP_PATH];
    case RSVP_RESV_ERR:
    case RSVP_RESV_CONF:
        return &last[RSVP_RESV];
    default:
        return &last[0];
    }
}

static const struct rsvp_addr *destination(const struct rsvp_message *m,
                                           const struct rsvp_message *to)
{
    if (m->type == RSVP_PATH || m->type == RSVP_PATH_TEAR)
        return &m->session.addr;
    return m->type == RSVP_RESV_CONF ? &m->confirm : &to->hop.addr;
}

/* A Resv for the sender of a Path, with the traffic that it announces. */
static void default_flow(struct text_message *t, const struct rsvp_message *to)
{
    struct rsvp_message *m = &t->m;

    m->style = RSVP_FF;
    m->has |= RSVP_HAS_STYLE;
    if (to->type == RSVP_RESV) {
        m->style = to->style;
        m->flows = to->flows;
        m->n_flows = to->n_flows > 0;
    } else if (to->type == RSVP_PATH) {
        t->filters[0] = to->sender;
        t->flows[0] = (struct rsvp_flow){
            m->type != RSVP_RESV_TEAR,
            {.service = RSVP_CONTROLLED_LOAD, .tspec = to->tspec},
            1,
            t->filters};
        m->n_flows = 1;
    }
}

static void defaults_of_answer(struct text_message *t,
                               const struct rsvp_message *to)
{
    struct rsvp_message *m = &t->m;

    if (!(m->has & RSVP_HAS_SESSION)) {
        m->session = to->session;
        m->has |= to->has & RSVP_HAS_SESSION;
    }
    if (!(t->given & TEXT_LIH))
        m->hop.lih = to->hop.lih;
    if (m->type == RSVP_PATH_ERR && !(m->has & RSVP_HAS_SENDER) &&
        (to->has & RSVP_HAS_SENDER)) {
        m->sender = to->sender;
        m->tspec = to->tspec;
        m->has |= RSVP_HAS_SENDER | RSVP_HAS_TSPEC;
    }
    if (m->type == RSVP_RESV_CONF && !(m->has & RSVP_HAS_CONFIRM)) {
        m->confirm = to->confirm;
        m->has |= to->has & RSVP_HAS_CONFIRM;
    }
    if ((wire_rule_of(m->type)->required & RSVP_HAS_STYLE) &&
        !(m->has & RSVP_HAS_STYLE) && m->n_flows == 0)
        default_flow(t, to);
}

/* What is this host's own: the hop, the node of an error, the period. */
static int defaults_of_host(struct command *c)
{
    struct rsvp_message *m = &c->text.m;
    unsigned required = wire_rule_of(m->type)->required;
    struct rsvp_addr own = c->route.from;

    if (own.family == 0) {
        int res = peer_own_addr(&c->route.to, &own);

        if (res < 0)
            return peer_fail(1, "no way there: %s", strerror(-res));
    }
    if ((required & RSVP_HAS_HOP) && m->hop.addr.family == 0)
        m->hop.addr = own;
    if ((required & RSVP_HAS_ERROR) && m->error.node.family == 0)
        m->error.node = own;
    if ((required & RSVP_HAS_TIME) && !(m->has & RSVP_HAS_TIME))
        m->refresh_ms = 30000;
    m->has |= required & (RSVP_HAS_HOP | RSVP_HAS_ERROR | RSVP_HAS_TIME);
    if (c->route.ip_ttl < 0)
        c->route.ip_ttl = m->send_ttl;
    return 0;
}

int answer_complete(struct command *c, bool raw)
{
    struct rsvp_message *m = &c->text.m;
    const struct rsvp_message *to = answered(m->type);

    defaults_of_answer(&c->text, to);
    if (!c->to_given)
        c->route.to = *destination(m, to);
    if (!c->via_given)
        c->route.udp = to->type != 0 ? last_udp : !raw;
    if (c->route.to.family == 0)
        return peer_fail(2, "to= whom?");
    return defaults_of_host(c);
}
