/* SPDX-License-Identifier: MIT */
/* What holds for every message: which objects belong in which type (RFC 2205,
 * section 3.1), one address family, descriptors as the style wants them. */
#include <stdlib.h>

#include "wire.h"

#define SENDER (RSVP_HAS_SENDER | RSVP_HAS_TSPEC | RSVP_HAS_ADSPEC)

static const struct wire_rule rules[] = {
    [RSVP_PATH] = {.required = RSVP_HAS_SESSION | RSVP_HAS_HOP | RSVP_HAS_TIME |
                               RSVP_HAS_SENDER | RSVP_HAS_TSPEC,
                   .allowed = RSVP_HAS_ADSPEC,
                   .policies = true},
    [RSVP_RESV] = {.required = RSVP_HAS_SESSION | RSVP_HAS_HOP | RSVP_HAS_TIME |
                               RSVP_HAS_STYLE,
                   .allowed = RSVP_HAS_CONFIRM | RSVP_HAS_SCOPE,
                   .policies = true,
                   .dclass = true,
                   .min_flows = 1,
                   .max_flows = RSVP_MAX_FLOWS},
    [RSVP_PATH_ERR] = {.required = RSVP_HAS_SESSION | RSVP_HAS_ERROR,
                       .allowed = SENDER,
                       .policies = true},
    [RSVP_RESV_ERR] = {.required = RSVP_HAS_SESSION | RSVP_HAS_HOP |
                                   RSVP_HAS_ERROR | RSVP_HAS_STYLE,
                       .allowed = RSVP_HAS_SCOPE,
                       .policies = true,
                       .max_flows = 1},
    [RSVP_PATH_TEAR] = {.required = RSVP_HAS_SESSION | RSVP_HAS_HOP,
                        .allowed = SENDER},
    [RSVP_RESV_TEAR] = {.required =
                            RSVP_HAS_SESSION | RSVP_HAS_HOP | RSVP_HAS_STYLE,
                        .allowed = RSVP_HAS_SCOPE,
                        .max_flows = RSVP_MAX_FLOWS},
    [RSVP_RESV_CONF] = {.required = RSVP_HAS_SESSION | RSVP_HAS_ERROR |
                                    RSVP_HAS_CONFIRM | RSVP_HAS_STYLE,
                        .min_flows = 1,
                        .max_flows = RSVP_MAX_FLOWS},
};

const struct wire_rule *wire_rule_of(unsigned type)
{
    if (type < RSVP_PATH || type > RSVP_RESV_CONF)
        return NULL;
    return &rules[type];
}

bool rsvp_addr_equal(const struct rsvp_addr *a, const struct rsvp_addr *b)
{
    if (a->family != b->family)
        return false;
    return a->family == 0 ||
           memcmp(a->bytes, b->bytes, a->family == 4 ? 4 : 16) == 0;
}

bool rsvp_addr_is_link_local(const struct rsvp_addr *a)
{
    return a->family == 6 && a->bytes[0] == 0xfe &&
           (a->bytes[1] & 0xc0) == 0x80;
}

bool rsvp_session_equal(const struct rsvp_session *a,
                        const struct rsvp_session *b)
{
    return a->protocol == b->protocol && a->port == b->port &&
           a->gpi == b->gpi && rsvp_addr_equal(&a->addr, &b->addr);
}

bool rsvp_sender_equal(const struct rsvp_sender *a, const struct rsvp_sender *b)
{
    return a->kind == b->kind && a->id == b->id &&
           rsvp_addr_equal(&a->addr, &b->addr);
}

static bool sender_valid(const struct rsvp_sender *s, uint8_t family)
{
    if (s->addr.family != family)
        return false;
    switch (s->kind) {
    case RSVP_BY_PORT:
        return s->id <= 0xFFFF;
    case RSVP_BY_LABEL:
        return family == 6 && s->id <= 0xFFFFFF;
    default:
        return s->kind == RSVP_BY_GPI;
    }
}

static bool flow_valid(const struct rsvp_message *m, const struct rsvp_flow *f)
{
    size_t least = m->style == RSVP_WF ? 0 : 1;
    size_t most = m->style == RSVP_SE ? RSVP_MAX_FILTERS : least;

    if (f->has_flowspec
            ? m->type == RSVP_RESV_TEAR || !rsvp_flowspec_valid(&f->flowspec)
            : m->type != RSVP_RESV_TEAR)
        return false;
    if (f->n_filters < least || f->n_filters > most)
        return false;
    for (size_t i = 0; i < f->n_filters; i++) {
        if (!sender_valid(&f->filters[i], m->session.addr.family))
            return false;
    }
    return true;
}

bool wire_style_known(uint8_t style)
{
    return style == RSVP_FF || style == RSVP_SE || style == RSVP_WF;
}

/* WF has one descriptor, and a teardown of it none; SE has one. */
static bool flows_valid(const struct rsvp_message *m,
                        const struct wire_rule *rule)
{
    size_t least = rule->min_flows, most = rule->max_flows, filters = 0;

    if (!(m->has & RSVP_HAS_STYLE))
        return m->n_flows == 0;
    if (!wire_style_known(m->style)) /* which is what the error is about */
        return m->type == RSVP_RESV_ERR && m->style < 32 && m->n_flows == 0;
    if (m->type == RSVP_RESV_TEAR)
        least = m->style != RSVP_WF;
    if (m->style != RSVP_FF)
        most = m->type != RSVP_RESV_TEAR || m->style == RSVP_SE;
    if (m->n_flows < least || m->n_flows > most)
        return false;
    for (size_t i = 0; i < m->n_flows; i++) {
        if (!flow_valid(m, &m->flows[i]))
            return false;
        filters += m->flows[i].n_filters;
    }
    return filters <= RSVP_MAX_FILTERS;
}

static bool families_equal(const struct rsvp_message *m)
{
    uint8_t family = m->session.addr.family;

    if (family != 4 && family != 6)
        return false;
    for (size_t i = 0; i < m->n_scope; i++) {
        if (m->scope[i].family != family)
            return false;
    }
    return (!(m->has & RSVP_HAS_HOP) || m->hop.addr.family == family) &&
           (!(m->has & RSVP_HAS_ERROR) || m->error.node.family == family) &&
           (!(m->has & RSVP_HAS_CONFIRM) || m->confirm.family == family) &&
           (!(m->has & RSVP_HAS_SENDER) || sender_valid(&m->sender, family));
}

static bool blobs_valid(const struct rsvp_message *m)
{
    if (m->n_policies > RSVP_MAX_BLOBS || m->n_unknown > RSVP_MAX_BLOBS)
        return false;
    for (size_t i = 0; i < m->n_policies; i++) {
        const struct rsvp_blob *b = &m->policies[i];

        if (b->class_num != RSVP_POLICY_DATA || b->length % 4 != 0 ||
            b->length < 4 || b->length > RSVP_MAX_BODY)
            return false;
    }
    for (size_t i = 0; i < m->n_unknown; i++) {
        const struct rsvp_blob *b = &m->unknown[i];

        if (b->class_num < 0xC0 || b->length % 4 != 0 ||
            b->length > RSVP_MAX_BODY)
            return false;
    }
    return true;
}

bool wire_message_valid(const struct rsvp_message *m)
{
    const struct wire_rule *rule = wire_rule_of(m->type);
    bool scope = (m->has & RSVP_HAS_SCOPE) != 0;

    if (rule == NULL || m->flags > 15 ||
        (m->has & rule->required) != rule->required ||
        (m->has & ~(rule->required | rule->allowed | RSVP_HAS_INTEGRITY)) != 0)
        return false;
    if ((m->n_policies > 0 && !rule->policies) ||
        (m->n_dclass > 0 && !rule->dclass) || m->n_dclass > RSVP_MAX_DCLASS)
        return false;
    if (scope ? m->n_scope == 0 || m->n_scope > RSVP_MAX_SCOPE : m->n_scope > 0)
        return false;
    for (size_t i = 0; i < m->n_dclass; i++) {
        if (m->dclass[i] > 63)
            return false;
    }
    if ((m->has & RSVP_HAS_TSPEC && !rsvp_tspec_valid(&m->tspec)) ||
        (m->has & RSVP_HAS_ADSPEC && !wire_adspec_valid(&m->adspec)))
        return false;
    return families_equal(m) && blobs_valid(m) && flows_valid(m, rule);
}

/* The first flow is what a ResvErr is about; a descriptor that was not read
 * whole says nothing. */
static bool refusal_of_resv(struct rsvp_message *m)
{
    bool whole = wire_style_known(m->style) && m->n_flows > 0 &&
                 flow_valid(m, &m->flows[0]);

    m->n_flows = whole ? 1 : 0;
    return m->style != 0; /* an unknown one is told, too */
}

bool wire_refusal_valid(struct rsvp_message *m)
{
    unsigned needed = RSVP_HAS_SESSION | RSVP_HAS_HOP;
    uint8_t family = m->session.addr.family;

    if ((m->has & needed) != needed || m->hop.addr.family != family)
        return false;
    if (m->type == RSVP_RESV)
        return refusal_of_resv(m);
    if ((m->has & RSVP_HAS_SENDER) && !sender_valid(&m->sender, family))
        m->has &= ~(unsigned)RSVP_HAS_SENDER;
    return m->type == RSVP_PATH;
}

void rsvp_message_clear(struct rsvp_message *m)
{
    free(m->memory);
    memset(m, 0, sizeof(*m));
}
