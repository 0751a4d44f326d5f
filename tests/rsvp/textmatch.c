/* SPDX-License-Identifier: MIT */
/* Whether a message has what words say. */
#include <string.h>

#include "text.h"

static bool error_matches(const struct text_message *want,
                          const struct rsvp_error_spec *got)
{
    const struct rsvp_error_spec *e = &want->m.error;

    return e->code == got->code && e->value == got->value &&
           (!(want->given & TEXT_ERROR_FLAGS) || e->flags == got->flags) &&
           (!(want->given & TEXT_ERROR_NODE) ||
            rsvp_addr_equal(&e->node, &got->node));
}

static bool flows_match(const struct rsvp_message *a,
                        const struct rsvp_message *b)
{
    if (a->n_flows != b->n_flows)
        return false;
    for (size_t i = 0; i < a->n_flows; i++) {
        const struct rsvp_flow *x = &a->flows[i], *y = &b->flows[i];

        if (x->has_flowspec != y->has_flowspec ||
            x->n_filters != y->n_filters ||
            (x->has_flowspec &&
             rsvp_flowspec_compare(&x->flowspec, &y->flowspec) != RSVP_EQUAL))
            return false;
        for (size_t k = 0; k < x->n_filters; k++) {
            if (!rsvp_sender_equal(&x->filters[k], &y->filters[k]))
                return false;
        }
    }
    return true;
}

static bool general_matches(const struct rsvp_ad_fragment *a,
                            const struct rsvp_ad_fragment *b)
{
    return a->hops == b->hops && a->broken == b->broken &&
           !(a->bandwidth < b->bandwidth) && !(a->bandwidth > b->bandwidth) &&
           a->latency == b->latency && a->mtu == b->mtu;
}

static bool scope_matches(const struct rsvp_message *a,
                          const struct rsvp_message *b)
{
    if (a->n_scope != b->n_scope)
        return false;
    for (size_t i = 0; i < a->n_scope; i++) {
        if (!rsvp_addr_equal(&a->scope[i], &b->scope[i]))
            return false;
    }
    return true;
}

/* Those of the list that are wanted, anywhere in the other. */
static bool blobs_match(const struct rsvp_blob *want, size_t n_want,
                        const struct rsvp_blob *got, size_t n_got)
{
    for (size_t i = 0; i < n_want; i++) {
        bool found = false;

        for (size_t k = 0; k < n_got && !found; k++)
            found = want[i].class_num == got[k].class_num &&
                    want[i].ctype == got[k].ctype &&
                    want[i].length == got[k].length &&
                    memcmp(want[i].body, got[k].body, want[i].length) == 0;
        if (!found)
            return false;
    }
    return true;
}

bool text_matches(const struct text_message *want,
                  const struct rsvp_message *got)
{
    const struct rsvp_message *m = &want->m;
    unsigned given = want->given;

    if (m->type != got->type || (m->has & ~got->has) != 0)
        return false;
#define UNLESS(bit, same) (!(given & (bit)) || (same))
    return UNLESS(RSVP_HAS_SESSION,
                  rsvp_session_equal(&m->session, &got->session)) &&
           UNLESS(RSVP_HAS_HOP,
                  rsvp_addr_equal(&m->hop.addr, &got->hop.addr)) &&
           UNLESS(TEXT_LIH, m->hop.lih == got->hop.lih) &&
           UNLESS(RSVP_HAS_TIME, m->refresh_ms == got->refresh_ms) &&
           UNLESS(TEXT_TTL, m->send_ttl == got->send_ttl) &&
           UNLESS(RSVP_HAS_SENDER,
                  rsvp_sender_equal(&m->sender, &got->sender)) &&
           UNLESS(RSVP_HAS_TSPEC, rsvp_tspec_equal(&m->tspec, &got->tspec)) &&
           UNLESS(RSVP_HAS_ADSPEC,
                  general_matches(&m->adspec.general, &got->adspec.general)) &&
           UNLESS(RSVP_HAS_ERROR, error_matches(want, &got->error)) &&
           UNLESS(RSVP_HAS_STYLE, m->style == got->style) &&
           UNLESS(TEXT_FLOW, flows_match(m, got)) &&
           UNLESS(RSVP_HAS_CONFIRM,
                  rsvp_addr_equal(&m->confirm, &got->confirm)) &&
           UNLESS(RSVP_HAS_SCOPE, scope_matches(m, got)) &&
           UNLESS(TEXT_DCLASS,
                  m->n_dclass == got->n_dclass &&
                      memcmp(m->dclass, got->dclass, m->n_dclass) == 0) &&
           UNLESS(TEXT_POLICY, blobs_match(m->policies, m->n_policies,
                                           got->policies, got->n_policies)) &&
           UNLESS(TEXT_UNKNOWN, blobs_match(m->unknown, m->n_unknown,
                                            got->unknown, got->n_unknown));
#undef UNLESS
}
