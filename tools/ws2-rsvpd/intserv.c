/* SPDX-License-Identifier: MIT */
/* Token buckets and requests: which are valid, how they compare and merge
 * (RFC 2210 to 2212, 2215, 2997). */
#include <math.h>

#include "intserv.h"

static bool rate_valid(float f)
{
    return isfinite(f) && f >= 0;
}

bool rsvp_tspec_valid(const struct rsvp_tspec *t)
{
    if (t->service == RSVP_QUALITATIVE)
        return true; /* it has a size only */
    return t->service == RSVP_GENERAL && rate_valid(t->rate) &&
           rate_valid(t->bucket) && !isnan(t->peak) && t->peak >= t->rate &&
           t->min_unit <= t->max_packet;
}

bool rsvp_flowspec_valid(const struct rsvp_flowspec *f)
{
    switch (f->service) {
    case RSVP_QUALITATIVE:
        return f->tspec.service == RSVP_QUALITATIVE;
    case RSVP_CONTROLLED_LOAD:
        return f->tspec.service == RSVP_GENERAL && rsvp_tspec_valid(&f->tspec);
    case RSVP_GUARANTEED:
        return f->tspec.service == RSVP_GENERAL &&
               rsvp_tspec_valid(&f->tspec) && rate_valid(f->rate) &&
               f->rate >= f->tspec.rate;
    default:
        return false;
    }
}

static enum rsvp_order order_of(bool less, bool greater)
{
    if (less)
        return greater ? RSVP_NEITHER : RSVP_LESS;
    return greater ? RSVP_GREATER : RSVP_EQUAL;
}

enum rsvp_order rsvp_tspec_compare(const struct rsvp_tspec *a,
                                   const struct rsvp_tspec *b)
{
    bool less = a->max_packet < b->max_packet;
    bool greater = a->max_packet > b->max_packet;

    if (a->service == RSVP_QUALITATIVE && b->service == RSVP_QUALITATIVE)
        return order_of(less, greater);
    if (a->service != b->service)
        return a->service == RSVP_QUALITATIVE ? RSVP_LESS : RSVP_GREATER;
    less = less || a->rate < b->rate || a->bucket < b->bucket ||
           a->peak < b->peak || a->min_unit > b->min_unit;
    greater = greater || a->rate > b->rate || a->bucket > b->bucket ||
              a->peak > b->peak || a->min_unit < b->min_unit;
    return order_of(less, greater);
}

bool rsvp_tspec_equal(const struct rsvp_tspec *a, const struct rsvp_tspec *b)
{
    return rsvp_tspec_compare(a, b) == RSVP_EQUAL;
}

/* The stronger service first: guaranteed, controlled load, qualitative. */
static int strength(uint8_t service)
{
    switch (service) {
    case RSVP_GUARANTEED:
        return 3;
    case RSVP_CONTROLLED_LOAD:
        return 2;
    default:
        return service == RSVP_QUALITATIVE;
    }
}

enum rsvp_order rsvp_flowspec_compare(const struct rsvp_flowspec *a,
                                      const struct rsvp_flowspec *b)
{
    enum rsvp_order t = rsvp_tspec_compare(&a->tspec, &b->tspec);
    bool less = t == RSVP_LESS || t == RSVP_NEITHER;
    bool greater = t == RSVP_GREATER || t == RSVP_NEITHER;
    int by = strength(a->service) - strength(b->service);

    less = less || by < 0;
    greater = greater || by > 0;
    if (by == 0 && a->service == RSVP_GUARANTEED) { /* slack is leniency */
        less = less || a->rate < b->rate || a->slack > b->slack;
        greater = greater || a->rate > b->rate || a->slack < b->slack;
    }
    return order_of(less, greater);
}

static void tspec_merge(struct rsvp_tspec *into, const struct rsvp_tspec *other)
{
    if (other->service == RSVP_QUALITATIVE && into->service != other->service)
        return;
    if (into->service == RSVP_QUALITATIVE && into->service != other->service) {
        *into = *other;
        return;
    }
    into->rate = fmaxf(into->rate, other->rate);
    into->bucket = fmaxf(into->bucket, other->bucket);
    into->peak = fmaxf(into->peak, other->peak);
    if (other->min_unit < into->min_unit)
        into->min_unit = other->min_unit;
    if (other->max_packet < into->max_packet)
        into->max_packet = other->max_packet;
    if (into->min_unit > into->max_packet)
        into->min_unit = into->max_packet;
}

void rsvp_flowspec_merge(struct rsvp_flowspec *into,
                         const struct rsvp_flowspec *other)
{
    bool both =
        into->service == RSVP_GUARANTEED && other->service == RSVP_GUARANTEED;

    tspec_merge(&into->tspec, &other->tspec);
    if (both) {
        into->rate = fmaxf(into->rate, other->rate);
        if (other->slack < into->slack)
            into->slack = other->slack;
    } else if (strength(other->service) > strength(into->service)) {
        into->service = other->service;
        into->rate = other->rate;
        into->slack = other->slack;
    }
    /* A Tspec may come from the other one, with a higher rate. */
    if (into->service == RSVP_GUARANTEED)
        into->rate = fmaxf(into->rate, into->tspec.rate);
}

void rsvp_tspec_sum(struct rsvp_tspec *into, const struct rsvp_tspec *other)
{
    into->rate += other->rate;
    into->bucket += other->bucket;
    into->peak += other->peak;
    if (other->min_unit < into->min_unit)
        into->min_unit = other->min_unit;
    if (other->max_packet > into->max_packet)
        into->max_packet = other->max_packet;
}
