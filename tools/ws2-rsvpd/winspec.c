/* SPDX-License-Identifier: MIT */
/* Windows' FLOWSPEC and the Tspecs and requests that travel. Which FLOWSPECs
 * are legal the library has checked before; what is not specified here gets
 * Windows' default, or what the sender and the path say. */
#include <errno.h>
#include <math.h>
#include <stddef.h>

#include "intserv.h"

#define NOT_SPECIFIED 0xFFFFFFFFu
#define INFINITE_RATE 0xFFFFFFFEu

enum {
    WIN_CONTROLLED_LOAD = 2,
    WIN_GUARANTEED = 3,
    WIN_GENERAL_INFORMATION = 5,
    WIN_QUALITATIVE = 13,
    WIN_TYPE_MASK = 0xFFFF, /* flags above it */
};

#define DEFAULT_MAX_SDU     1500
#define DEFAULT_MIN_POLICED 128

static uint32_t given_or(uint32_t value, uint32_t otherwise)
{
    return value == NOT_SPECIFIED ? otherwise : value;
}

static float rate_or(uint32_t value, float otherwise)
{
    if (value == INFINITE_RATE)
        return INFINITY;
    return value == NOT_SPECIFIED ? otherwise : (float)value;
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

int rsvp_tspec_from_windows(struct rsvp_tspec *t,
                            const struct rsvp_windows_flowspec *w)
{
    uint32_t max_sdu = given_or(w->max_sdu_size, DEFAULT_MAX_SDU);

    *t = (struct rsvp_tspec){.service = RSVP_GENERAL, .max_packet = max_sdu};
    switch (w->service_type & WIN_TYPE_MASK) {
    case WIN_QUALITATIVE:
        t->service = RSVP_QUALITATIVE;
        return 0;
    case WIN_CONTROLLED_LOAD:
    case WIN_GUARANTEED:
    case WIN_GENERAL_INFORMATION:
        break;
    default:
        return -EINVAL;
    }
    if (w->token_rate == 0 || w->token_rate >= INFINITE_RATE)
        return -EINVAL;
    t->rate = (float)w->token_rate;
    t->bucket = (float)given_or(w->token_bucket_size, max_sdu);
    t->peak = rate_or(w->peak_bandwidth, INFINITY);
    t->min_unit = smaller(
        given_or(w->minimum_policed_size, DEFAULT_MIN_POLICED), max_sdu);
    return rsvp_tspec_valid(t) ? 0 : -EINVAL;
}

/* The rate with which the queueing delay stays within `delay` seconds: RFC
 * 2212's bound, solved for R. 0 when no rate does. */
static double rate_for_delay(const struct rsvp_tspec *t, double delay,
                             const struct rsvp_adspec *ad)
{
    double left = delay - (ad != NULL ? ad->d_total : 0) / 1e6;
    double bytes = t->max_packet + (ad != NULL ? (double)ad->c_total : 0);
    double burst = fmax(t->bucket - (double)t->max_packet, 0), rate, drain;

    if (left <= 0)
        return 0;
    if (isinf(t->peak))
        return fmax((burst + bytes) / left, t->rate);
    rate = bytes / left;
    if (rate >= t->peak || t->peak <= t->rate)
        return fmax(rate, t->rate);
    drain = burst / (t->peak - t->rate);
    return fmax((t->peak * drain + bytes) / (left + drain), t->rate);
}

static int guaranteed_rate(struct rsvp_flowspec *f,
                           const struct rsvp_windows_flowspec *w,
                           const struct rsvp_adspec *ad)
{
    double delay, rate;

    if (w->token_rate != NOT_SPECIFIED) {
        f->rate = fmaxf((float)w->token_rate, f->tspec.rate);
        f->slack = given_or(w->delay_variation, 0);
        return 0;
    }
    if (w->latency == NOT_SPECIFIED || w->delay_variation == NOT_SPECIFIED)
        return -EINVAL;
    delay = w->latency;
    if (ad != NULL && ad->general.latency != RSVP_LATENCY_UNKNOWN)
        delay -= ad->general.latency;
    delay = fmin(delay, w->delay_variation) / 1e6;
    rate = rate_for_delay(&f->tspec, delay, ad);
    if (rate <= 0 || rate > 3e38)
        return -ERANGE;
    f->rate = (float)rate;
    if (f->rate < rate) /* rounded, but never too slow */
        f->rate = nextafterf(f->rate, INFINITY);
    return 0;
}

/* A request for larger packets than the path carries is the application's to
 * make; one that leaves the size open gets what fits. */
static uint32_t max_packet(const struct rsvp_windows_flowspec *w,
                           const struct rsvp_tspec *sender,
                           const struct rsvp_adspec *ad)
{
    if (w->max_sdu_size != NOT_SPECIFIED)
        return w->max_sdu_size;
    return ad != NULL ? smaller(sender->max_packet, ad->general.mtu)
                      : sender->max_packet;
}

int rsvp_flowspec_from_windows(struct rsvp_flowspec *f,
                               const struct rsvp_windows_flowspec *w,
                               const struct rsvp_tspec *sender,
                               const struct rsvp_adspec *ad)
{
    struct rsvp_tspec *t = &f->tspec;

    *f = (struct rsvp_flowspec){.tspec = *sender};
    t->max_packet = max_packet(w, sender, ad);
    switch (w->service_type & WIN_TYPE_MASK) {
    case WIN_QUALITATIVE:
        f->service = RSVP_QUALITATIVE;
        *t = (struct rsvp_tspec){.service = RSVP_QUALITATIVE,
                                 .max_packet = t->max_packet};
        return 0;
    case WIN_CONTROLLED_LOAD:
        f->service = RSVP_CONTROLLED_LOAD;
        break;
    case WIN_GUARANTEED:
        f->service = RSVP_GUARANTEED;
        break;
    default:
        return -EINVAL;
    }
    if (sender->service == RSVP_QUALITATIVE)
        t->peak = INFINITY; /* it has said nothing of its rates */
    t->service = RSVP_GENERAL;
    if (f->service == RSVP_CONTROLLED_LOAD) {
        t->rate = rate_or(w->token_rate, t->rate);
        t->peak = fmaxf(rate_or(w->peak_bandwidth, t->peak), t->rate);
    }
    t->bucket = rate_or(w->token_bucket_size, t->bucket);
    t->min_unit =
        smaller(given_or(w->minimum_policed_size, t->min_unit), t->max_packet);
    if (f->service == RSVP_GUARANTEED) {
        int res = guaranteed_rate(f, w, ad);

        if (res < 0)
            return res;
    }
    return rsvp_flowspec_valid(f) ? 0 : -EINVAL;
}

static uint32_t to_number(float f)
{
    if (isinf(f))
        return INFINITE_RATE;
    return f < 4294967040.0f ? (uint32_t)f : INFINITE_RATE - 1;
}

void rsvp_tspec_to_windows(struct rsvp_windows_flowspec *w,
                           const struct rsvp_tspec *t)
{
    bool qualitative = t->service == RSVP_QUALITATIVE;

    *w = (struct rsvp_windows_flowspec){
        .token_rate = qualitative ? NOT_SPECIFIED : to_number(t->rate),
        .token_bucket_size = qualitative ? NOT_SPECIFIED : to_number(t->bucket),
        .peak_bandwidth = qualitative ? NOT_SPECIFIED : to_number(t->peak),
        .latency = NOT_SPECIFIED,
        .delay_variation = NOT_SPECIFIED,
        .service_type = qualitative ? WIN_QUALITATIVE : WIN_GENERAL_INFORMATION,
        .max_sdu_size = t->max_packet,
        .minimum_policed_size = qualitative ? NOT_SPECIFIED : t->min_unit,
    };
}

void rsvp_flowspec_to_windows(struct rsvp_windows_flowspec *w,
                              const struct rsvp_flowspec *f)
{
    rsvp_tspec_to_windows(w, &f->tspec);
    if (f->service == RSVP_CONTROLLED_LOAD)
        w->service_type = WIN_CONTROLLED_LOAD;
    if (f->service == RSVP_GUARANTEED) {
        w->service_type = WIN_GUARANTEED;
        w->token_rate = to_number(f->rate);
        w->delay_variation = f->slack;
    }
}
