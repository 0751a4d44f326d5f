/* SPDX-License-Identifier: MIT */
/* Following the rules: which one is for who asks, and what was granted so far.
 * Sums are of one user (or program, of a rule for one; all unknown ones
 * together), over the grants that the rule is about, whichever rule granted
 * them. */
#include "policy.h"

#include <stdlib.h>
#include <string.h>

#include "policyrule.h"

#define LISTS 256

struct policy_grant {
    struct policy_grant *next, **link;
    struct policy_ask ask;
    bool subnet;
    enum policy_for by;
};

struct policy {
    struct rules rules;
    struct policy_grant *by_user[LISTS];
};

struct policy *policy_new(void)
{
    struct policy *p = calloc(1, sizeof(*p));

    if (p != NULL)
        rules_init(&p->rules);
    return p;
}

void policy_free(struct policy *p)
{
    if (p == NULL)
        return;
    for (unsigned i = 0; i < LISTS; i++)
        while (p->by_user[i] != NULL)
            policy_release(p, p->by_user[i]);
    rules_free(&p->rules);
    free(p);
}

/* In place of the old ones. */
static void rules_take(struct policy *p, struct rules *fresh)
{
    rules_free(&p->rules);
    p->rules = *fresh;
    if (fresh->first == NULL)
        p->rules.end = &p->rules.first;
}

bool policy_load(struct policy *p, const char *path, struct policy_error *why)
{
    struct rules fresh;

    rules_init(&fresh);
    if (!rules_load(&fresh, path, why))
        return false;
    rules_take(p, &fresh);
    return true;
}

bool policy_parse(struct policy *p, const char *text, size_t len,
                  struct policy_error *why)
{
    struct rules fresh;

    rules_init(&fresh);
    if (!rules_parse(&fresh, text, len, why))
        return false;
    rules_take(p, &fresh);
    return true;
}

const struct policy_interface *policy_interface_of(const struct policy *p,
                                                   const char *name)
{
    const struct policy_interface *i = p->rules.interfaces;

    while (i != NULL && strcmp(i->name, name) != 0)
        i = i->next;
    return i;
}

size_t policy_rule_count(const struct policy *p)
{
    return p->rules.count;
}

/* --- The rule. */

static bool prefix_has(const struct rule *r, const struct policy_ask *ask)
{
    unsigned whole = r->bits / 8, rest = r->bits % 8;
    unsigned mask = 0xffu << (8 - rest) & 0xffu;

    if (r->family == 0)
        return true;
    if (r->family != ask->family || memcmp(r->prefix, ask->address, whole) != 0)
        return false;
    return rest == 0 || ((r->prefix[whole] ^ ask->address[whole]) & mask) == 0;
}

static bool rule_is_about(const struct rule *r, const struct policy_ask *ask)
{
    return (r->directions & ask->direction) != 0 &&
           (r->services & ask->service) != 0 && prefix_has(r, ask);
}

static bool rule_names(const struct rule *r, const struct policy_who *who)
{
    switch (r->identity) {
    case BY_USER:
        return who->known && strcmp(r->name, who->user) == 0;
    case BY_APP: /* whoever runs it */
        return who->app[0] != 0 && strcmp(r->name, who->app) == 0;
    case BY_GROUP:
        return who->known && policy_who_in(who, r->name);
    case BY_DEFAULT:
        return who->known;
    default:
        return !who->known;
    }
}

static const struct rule *rule_for(const struct policy *p,
                                   const struct policy_ask *ask)
{
    const struct rule *best = NULL;

    for (const struct rule *r = p->rules.first; r != NULL; r = r->next)
        if ((best == NULL || r->identity < best->identity) &&
            rule_is_about(r, ask) && rule_names(r, &ask->who))
            best = r;
    return best;
}

static enum policy_for for_of(const struct rule *r)
{
    switch (r->identity) {
    case BY_USER:
    case BY_APP:
        return POLICY_USER;
    case BY_GROUP:
        return POLICY_GROUP;
    case BY_DEFAULT:
        return POLICY_DEFAULT;
    default:
        return POLICY_UNKNOWN;
    }
}

/* --- Sums. */

struct sums {
    uint64_t flows, rate, peak;
};

static struct policy_grant **list_of(struct policy *p,
                                     const struct policy_who *who)
{
    unsigned h = 5381;

    for (const char *c = who->user; *c != 0; c++)
        h = h * 33 + (unsigned char)*c;
    return &p->by_user[h % LISTS];
}

static void sums_add(struct sums *s, const struct rule *r,
                     const struct policy_ask *ask,
                     const struct policy_grant *except,
                     const struct policy_grant *g)
{
    for (; g != NULL; g = g->next) {
        bool same = r->identity == BY_APP
                        ? strcmp(g->ask.who.app, ask->who.app) == 0
                        : g->ask.who.known == ask->who.known &&
                              strcmp(g->ask.who.user, ask->who.user) == 0;

        if (g == except || !same || g->ask.direction != ask->direction ||
            !rule_is_about(r, &g->ask))
            continue;
        s->flows++;
        s->rate += g->ask.rate;
        s->peak += g->ask.peak;
    }
}

static struct sums sums_of(struct policy *p, const struct rule *r,
                           const struct policy_ask *ask,
                           const struct policy_grant *except)
{
    struct sums s = {1, ask->rate, ask->peak};

    if (r->identity != BY_APP)
        sums_add(&s, r, ask, except, *list_of(p, &ask->who));
    else
        for (unsigned i = 0; i < LISTS; i++)
            sums_add(&s, r, ask, except, p->by_user[i]);
    return s;
}

/* In the order of their values. */
static unsigned limits_check(struct policy *p, const struct rule *r,
                             const struct policy_ask *ask,
                             const struct policy_grant *old)
{
    struct sums s = sums_of(p, r, ask, old);
    const uint64_t is[LIMITS] = {[POLICY_FLOWS] = s.flows,
                                 [POLICY_RATE] = ask->rate,
                                 [POLICY_PEAK] = ask->peak,
                                 [POLICY_SUM_RATE] = s.rate,
                                 [POLICY_SUM_PEAK] = s.peak};

    for (unsigned kind = 0; kind < LIMITS; kind++)
        if (kind != POLICY_DURATION && is[kind] > r->limit[kind])
            return policy_value((enum policy_kind)kind, r->family != 0,
                                for_of(r));
    return 0;
}

/* --- Grants. */

static void grant_take_off(struct policy_grant *g)
{
    *g->link = g->next;
    if (g->next != NULL)
        g->next->link = g->link;
}

static void grant_put(struct policy *p, struct policy_grant *g)
{
    g->link = list_of(p, &g->ask.who);
    g->next = *g->link;
    if (g->next != NULL)
        g->next->link = &g->next;
    *g->link = g;
}

static bool grant_keep(struct policy *p, const struct policy_ask *ask,
                       const struct rule *r, struct policy_grant **grant)
{
    struct policy_grant *g = *grant;

    if (g != NULL)
        grant_take_off(g);
    else
        g = malloc(sizeof(*g));
    if (g == NULL)
        return false;
    g->ask = *ask;
    g->subnet = r != NULL && r->family != 0;
    g->by = r != NULL ? for_of(r) : POLICY_DEFAULT;
    grant_put(p, g);
    *grant = g;
    return true;
}

unsigned policy_admit(struct policy *p, const struct policy_ask *ask,
                      struct policy_grant **grant, uint32_t *duration_s)
{
    const struct rule *r = rule_for(p, ask);
    unsigned value = 0;

    *duration_s = 0;
    if (r == NULL && !ask->who.known && p->rules.count != 0)
        return POLICY_UNKNOWN_USER;
    if (r != NULL)
        value =
            r->deny ? POLICY_NO_PRIVILEGES : limits_check(p, r, ask, *grant);
    if (value != 0)
        return value;
    if (!grant_keep(p, ask, r, grant))
        return POLICY_NO_RESOURCES;
    if (r != NULL && r->limit[POLICY_DURATION] != NO_LIMIT)
        *duration_s = (uint32_t)r->limit[POLICY_DURATION];
    return 0;
}

void policy_release(struct policy *p, struct policy_grant *grant)
{
    (void)p;
    if (grant == NULL)
        return;
    grant_take_off(grant);
    free(grant);
}

unsigned policy_expired(const struct policy_grant *grant)
{
    return policy_value(POLICY_DURATION, grant->subnet, grant->by);
}
