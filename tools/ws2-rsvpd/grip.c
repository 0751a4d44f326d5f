/* SPDX-License-Identifier: MIT */
#include "grip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "link.h"
#include "log.h"

#define RATE_LIMIT 9223372036854775808.0f /* 2 to the 63rd */

struct grip {
    struct outlet *outlet;
    uint64_t rate;    /* of the budget */
    uint32_t classid; /* 0: none */
    size_t n_matches;
    struct grip_match {
        struct tc_match is;
        uint32_t id;
    } * matches;
};

/* --- Interfaces. */

static const struct budget *budget_of(const struct agent *a, const char *name)
{
    for (size_t i = 0; i < a->options.n_budgets; i++)
        if (strcmp(a->options.budgets[i].interface, name) == 0)
            return &a->options.budgets[i];
    return NULL;
}

static void outlet_budget(struct agent *a, struct outlet *o)
{
    const struct policy_interface *p = policy_interface_of(a->policy, o->name);
    const struct budget *b = budget_of(a, o->name);
    struct link_facts facts = {.mtu = 1500};
    uint64_t capacity = p != NULL ? p->capacity : 0;

    link_look(o->name, &facts);
    admission_init(&o->admission, capacity, facts.speed,
                   p != NULL ? p->percent : 0, facts.mtu);
    o->admission.max_rate = p != NULL ? p->max_rate : 0;
    o->admission.max_peak = p != NULL ? p->max_peak : 0;
    if (b != NULL) {
        o->admission.reservable = b->rate;
        if (o->admission.capacity < b->rate)
            o->admission.capacity = b->rate;
    }
    o->line = o->admission.capacity;
}

/* Looks what the interface has, and what is left of ours goes. */
static void outlet_control(struct outlet *o)
{
    tc_close(o->tc);
    if (o->line == 0 || tc_open((unsigned)o->index, o->line, &o->tc) != 0)
        o->tc = NULL;
}

struct outlet *outlet_need(struct agent *a, int interface)
{
    const struct net_interface *i = net_interface(&a->net, interface);
    struct outlet *o;

    for (o = a->outlets; o != NULL; o = o->next)
        if (o->index == interface)
            return o;
    o = i != NULL ? calloc(1, sizeof(*o)) : NULL;
    if (o == NULL)
        return NULL;
    o->index = interface;
    memcpy(o->name, i->name, sizeof(o->name));
    outlet_budget(a, o);
    outlet_control(o);
    o->next = a->outlets;
    a->outlets = o;
    return o;
}

enum tc_state outlet_state(const struct outlet *o)
{
    return o->tc != NULL ? tc_state(o->tc) : TC_UNSUPPORTED;
}

void outlets_reset(struct agent *a)
{
    for (struct outlet *o = a->outlets; o != NULL; o = o->next)
        outlet_budget(a, o);
}

void outlets_free(struct agent *a)
{
    struct outlet *o;

    while ((o = a->outlets) != NULL) {
        a->outlets = o->next;
        tc_close(o->tc);
        free(o);
    }
}

/* --- Admission. */

uint64_t rate_whole(float rate)
{
    if (!(rate > 0) || isinf(rate))
        return 0;
    return rate < RATE_LIMIT ? (uint64_t)ceilf(rate) : INT64_MAX;
}

uint64_t flowspec_rate(const struct rsvp_flowspec *f)
{
    switch (f->service) {
    case RSVP_GUARANTEED:
        return rate_whole(f->rate);
    case RSVP_CONTROLLED_LOAD:
        return rate_whole(f->tspec.rate);
    default:
        return 0;
    }
}

static bool admit(struct grip *g, const struct rsvp_flowspec *f,
                  struct rsvp_error_spec *why)
{
    const struct admission_ask ask = {.rate = flowspec_rate(f),
                                      .peak = rate_whole(f->tspec.peak),
                                      .size = f->tspec.max_packet};
    const struct admission_error e =
        admission_change(&g->outlet->admission, g->rate, &ask);

    if (e.code == 0)
        return true;
    *why = (struct rsvp_error_spec){.code = e.code, .value = e.value};
    return false;
}

/* --- Traffic control. */

/* No class is no failure for who may not make any, unless it has to be. */
static bool may_go_without(const struct agent *a, enum tc_state state)
{
    return !a->options.strict &&
           (state == TC_UNPRIVILEGED || state == TC_UNSUPPORTED);
}

static bool fault(enum tc_state state, struct rsvp_error_spec *why)
{
    const struct tc_fault f = tc_fault_of(state);

    *why = (struct rsvp_error_spec){.code = f.rsvp_code, .value = f.rsvp_value};
    return false;
}

bool grip_may_control(struct agent *a, int interface,
                      struct rsvp_error_spec *why)
{
    struct outlet *o = outlet_need(a, interface);
    enum tc_state state;

    if (o != NULL && o->classes == 0)
        outlet_control(o); /* others may have come, or gone */
    state = o != NULL ? outlet_state(o) : TC_UNSUPPORTED;
    return state == TC_READY || may_go_without(a, state) || fault(state, why);
}

static struct tc_flow class_of(const struct grip_want *want)
{
    const struct rsvp_flowspec *f = &want->flowspec;
    uint64_t rate = flowspec_rate(f);

    if (want->rate_max != 0 && want->rate_max < rate)
        rate = want->rate_max;
    return (struct tc_flow){.rate = rate,
                            .burst = rate_whole(f->tspec.bucket),
                            .mpu = f->tspec.min_unit,
                            .packet = f->tspec.max_packet,
                            .mode = want->mode,
                            .priority = f->service == RSVP_GUARANTEED
                                            ? TC_PRIO_GUARANTEED
                                            : TC_PRIO_CONTROLLED_LOAD};
}

static struct tc_match match_of(const struct rsvp_session *s,
                                const struct rsvp_sender *t)
{
    struct tc_match m = {
        .family = s->addr.family, .protocol = s->protocol, .dport = s->port};

    memcpy(m.dst, s->addr.bytes, sizeof(m.dst));
    if (t != NULL) {
        memcpy(m.src, t->addr.bytes, sizeof(m.src));
        m.sport = t->kind == RSVP_BY_PORT ? (uint16_t)t->id : 0;
    }
    return m;
}

static bool match_equal(const struct tc_match *a, const struct tc_match *b)
{
    return a->family == b->family && a->protocol == b->protocol &&
           a->sport == b->sport && a->dport == b->dport &&
           memcmp(a->src, b->src, sizeof(a->src)) == 0 &&
           memcmp(a->dst, b->dst, sizeof(a->dst)) == 0;
}

static bool match_is_in(const struct grip_match *all, size_t count,
                        const struct tc_match *m)
{
    for (size_t i = 0; i < count; i++)
        if (match_equal(&all[i].is, m))
            return true;
    return false;
}

/* The filters that the class is to have: new ones first, so that no packet
 * misses it. 0 or -errno, and then some may be there already. */
static int matches_change(struct grip *g, const struct grip_want *want)
{
    size_t n = want->n_senders > 0 ? want->n_senders : 1, had = g->n_matches;
    struct grip_match *all = calloc(n, sizeof(*all)), *more;
    struct tc *tc = g->outlet->tc;
    int res = 0;

    more = realloc(g->matches, (had + n) * sizeof(*more));
    if (more != NULL)
        g->matches = more;
    if (all == NULL || more == NULL) {
        free(all);
        return -1;
    }
    for (size_t i = 0; i < n && res == 0; i++) {
        struct grip_match *m = &g->matches[g->n_matches];

        all[i].is = match_of(want->session,
                             want->n_senders > 0 ? &want->senders[i] : NULL);
        if (match_is_in(g->matches, g->n_matches, &all[i].is))
            continue;
        m->is = all[i].is;
        res = tc_match_add(tc, g->classid, &m->is, &m->id);
        if (res == 0)
            g->n_matches++;
    }
    for (size_t i = g->n_matches; i > 0 && res == 0; i--) {
        if (match_is_in(all, n, &g->matches[i - 1].is))
            continue;
        tc_match_remove(tc, g->matches[i - 1].id);
        g->matches[i - 1] = g->matches[--g->n_matches];
    }
    free(all);
    return res;
}

static void class_drop(struct grip *g)
{
    if (g->classid != 0) {
        tc_class_remove(g->outlet->tc, g->classid);
        g->outlet->classes--;
    }
    g->classid = 0;
    g->n_matches = 0;
}

static int class_make(struct grip *g, const struct grip_want *want)
{
    const struct tc_flow flow = class_of(want);
    bool is_new = g->classid == 0;
    int res = is_new ? tc_class_add(g->outlet->tc, &flow, &g->classid)
                     : tc_class_change(g->outlet->tc, g->classid, &flow);

    if (res != 0 && is_new)
        g->classid = 0;
    else if (is_new)
        g->outlet->classes++;
    if (res == 0)
        res = matches_change(g, want);
    if (res != 0 && is_new)
        class_drop(g);
    return res;
}

static bool control(struct agent *a, struct grip *g,
                    const struct grip_want *want, struct rsvp_error_spec *why)
{
    enum tc_state state;
    int res;

    if (want->no_class || class_of(want).rate == 0) {
        class_drop(g);
        return true;
    }
    state = g->outlet->tc != NULL ? TC_READY : TC_UNSUPPORTED;
    res = g->outlet->tc != NULL ? class_make(g, want) : 0;
    if (res != 0)
        state = tc_state_of(res);
    if (state == TC_READY || may_go_without(a, state))
        return true;
    log_say(LOG_WARN, "%s: no class for a flow: %s", g->outlet->name,
            strerror(-res));
    return fault(state, why);
}

/* --- Both. */

bool grip_take(struct agent *a, struct grip **grip, int interface,
               const struct grip_want *want, struct rsvp_error_spec *why)
{
    struct outlet *o = outlet_need(a, interface);
    struct grip *g = *grip != NULL ? *grip : calloc(1, sizeof(*g));
    uint64_t old;

    *why = (struct rsvp_error_spec){.code = RSVP_E_SYSTEM, .value = 1};
    if (g == NULL)
        return false;
    if (o == NULL)
        goto fail;
    if (g->outlet != NULL && g->outlet != o)
        goto fail; /* whoever has one gives it back first */
    g->outlet = o;
    old = g->rate;
    if (!admit(g, &want->flowspec, why))
        goto fail;
    g->rate = flowspec_rate(&want->flowspec);
    if (control(a, g, want, why)) {
        *grip = g;
        return true;
    }
    admission_release(&o->admission, g->rate);
    o->admission.used += old;
    g->rate = old;
fail:
    if (g != *grip) {
        class_drop(g);
        free(g->matches);
        free(g);
    }
    return false;
}

void grip_drop(struct agent *a, struct grip *grip)
{
    (void)a;
    if (grip == NULL)
        return;
    class_drop(grip);
    admission_release(&grip->outlet->admission, grip->rate);
    free(grip->matches);
    free(grip);
}

bool grip_has_class(const struct grip *grip)
{
    return grip != NULL && grip->classid != 0;
}

uint32_t grip_classid(const struct grip *grip)
{
    return grip != NULL ? grip->classid : 0;
}
