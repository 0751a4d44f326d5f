/* SPDX-License-Identifier: MIT */
/* What interfaces hold for a session: of styles WF and SE one thing, of FF one
 * for each sender; the least that satisfies all who ask there. */
#include <stdlib.h>
#include <string.h>

#include "state.h"

static bool sender_is_in(const struct rsvp_sender *all, size_t count,
                         const struct rsvp_sender *t)
{
    for (size_t i = 0; i < count; i++)
        if (rsvp_sender_equal(&all[i], t))
            return true;
    return false;
}

static struct hold *hold_find(const struct session *s, const struct resv *r)
{
    struct hold *h;

    LIST_FOREACH(h, &s->holds, in_session)
    if (h->is.interface == r->interface && h->is.style == r->style &&
        (r->style != RSVP_FF || rsvp_sender_equal(&h->sender, &r->filters[0])))
        return h;
    return NULL;
}

static bool hold_is_of(const struct hold *h, const struct resv *r)
{
    return h->is.interface == r->interface && h->is.style == r->style &&
           (r->style != RSVP_FF ||
            rsvp_sender_equal(&h->sender, &r->filters[0]));
}

/* What is to be held, as it comes together. */
struct sum {
    bool any;
    struct rsvp_flowspec flowspec;
    size_t n_filters;
    struct rsvp_sender *filters; /* room for all there are */
    const struct blobs *policies;
};

static void sum_add(struct sum *sum, const struct resv *r)
{
    if (sum->any)
        rsvp_flowspec_merge(&sum->flowspec, &r->flowspec);
    else
        sum->flowspec = r->flowspec;
    if (!sum->any)
        sum->policies = &r->policies;
    sum->any = true;
    for (size_t i = 0; i < r->n_filters; i++)
        if (!sender_is_in(sum->filters, sum->n_filters, &r->filters[i]))
            sum->filters[sum->n_filters++] = r->filters[i];
}

/* With `and`, without `instead`; both may be NULL. False: no memory. */
static bool sum_make(struct sum *sum, const struct session *s,
                     const struct hold *h, const struct resv *and,
                     const struct resv *instead)
{
    size_t room = and != NULL ? and->n_filters : 0;
    struct resv *r;

    LIST_FOREACH(r, &s->resvs, in_session)
    room += r->n_filters;
    *sum = (struct sum){.any = false};
    sum->filters = malloc((room + 1) * sizeof(*sum->filters));
    if (sum->filters == NULL)
        return false;
    if (and != NULL)
        sum_add(sum, and);
    LIST_FOREACH(r, &s->resvs, in_session)
    if (r != instead && hold_is_of(h, r))
        sum_add(sum, r);
    return true;
}

static bool sum_is_held(const struct sum *sum, const struct hold *h)
{
    if (sum->n_filters != h->is.n_filters ||
        rsvp_flowspec_compare(&sum->flowspec, &h->is.flowspec) != RSVP_EQUAL)
        return false;
    for (size_t i = 0; i < sum->n_filters; i++)
        if (!sender_is_in(h->filters, h->is.n_filters, &sum->filters[i]))
            return false;
    return true;
}

static void *sent_here(const struct session *s, const struct sum *sum)
{
    struct path *p;

    LIST_FOREACH(p, &s->paths, in_session)
    if (p->api != NULL &&
        (sum->n_filters == 0 ||
         sender_is_in(sum->filters, sum->n_filters, &p->sender)))
        return p->api->owner;
    return NULL;
}

/* Has it hold the sum, whose filters it then owns. */
static bool hold_change(struct session *s, struct hold *h, struct sum *sum,
                        struct rsvp_error_spec *why)
{
    struct engine *e = s->engine;
    struct engine_hold old = h->is;
    struct rsvp_sender *filters = h->filters;

    h->filters = sum->filters;
    h->is.filters = sum->filters;
    h->is.n_filters = sum->n_filters;
    h->is.flowspec = sum->flowspec;
    h->is.n_policies = sum->policies->count;
    h->is.policies = sum->policies->all;
    h->is.sender = sent_here(s, sum);
    if (e->world.reserve(e->ctx, &h->is, why)) {
        free(filters);
        h->is.n_policies = 0; /* they may go */
        return true;
    }
    h->is.flowspec = old.flowspec;
    h->is.n_filters = old.n_filters;
    h->is.filters = h->filters = filters;
    h->is.sender = old.sender;
    h->is.n_policies = 0;
    free(sum->filters);
    return false;
}

static struct hold *hold_new(struct session *s, const struct resv *r)
{
    struct hold *h = calloc(1, sizeof(*h));

    if (h == NULL)
        return NULL;
    h->is.interface = r->interface;
    h->is.session = &s->key;
    h->is.style = r->style;
    if (r->style == RSVP_FF)
        h->sender = r->filters[0];
    LIST_INSERT_HEAD(&s->holds, h, in_session);
    s->engine->counts.holds++;
    return h;
}

static void hold_free(struct session *s, struct hold *h)
{
    LIST_REMOVE(h, in_session);
    s->engine->counts.holds--;
    free(h->filters);
    free(h);
}

bool hold_try(struct session *s, const struct resv *r,
              const struct resv *instead, struct rsvp_error_spec *why)
{
    struct hold *h;
    struct sum sum;
    bool is_new;

    if (r->interface == 0)
        return true; /* for a program here: nothing leaves */
    h = hold_find(s, r);
    is_new = h == NULL;
    if (is_new)
        h = hold_new(s, r);
    *why = error_of(RSVP_E_SYSTEM, 1);
    if (h == NULL)
        return false;
    if (sum_make(&sum, s, h, r, instead)) {
        if (!is_new && sum_is_held(&sum, h)) {
            free(sum.filters);
            return true;
        }
        if (hold_change(s, h, &sum, why))
            return true;
    }
    if (is_new)
        hold_free(s, h);
    return false;
}

static void hold_release(struct session *s, struct hold *h)
{
    s->engine->world.release(s->engine->ctx, &h->is);
    hold_free(s, h);
}

void hold_settle(struct session *s)
{
    struct rsvp_error_spec why;
    struct hold *h, *next;
    struct sum sum;

    for (h = LIST_FIRST(&s->holds); h != NULL; h = next) {
        next = LIST_NEXT(h, in_session);
        if (!sum_make(&sum, s, h, NULL, NULL))
            continue; /* it holds more than it has to */
        if (sum.any && !sum_is_held(&sum, h)) {
            hold_change(s, h, &sum, &why);
            continue;
        }
        if (!sum.any)
            hold_release(s, h);
        free(sum.filters);
    }
}
