/* SPDX-License-Identifier: MIT */
/* What a path offers, hop by hop (RFC 2215), and the delay that comes of it
 * (RFC 2212). */
#include <math.h>
#include <string.h>

#include "intserv.h"

void rsvp_adspec_init(struct rsvp_adspec *ad, unsigned services)
{
    memset(ad, 0, sizeof(*ad));
    ad->general.present = true;
    ad->general.given = RSVP_AD_ALL;
    ad->general.bandwidth = INFINITY;
    ad->general.mtu = UINT32_MAX;
    ad->guaranteed.present = (services & 1u << RSVP_GUARANTEED) != 0;
    ad->controlled_load.present = (services & 1u << RSVP_CONTROLLED_LOAD) != 0;
    ad->qualitative.present = (services & 1u << RSVP_QUALITATIVE) != 0;
}

/* The largest number stands for more, or for unknown. */
static uint32_t sum(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

static void fragment_hop(struct rsvp_ad_fragment *f,
                         const struct rsvp_ad_hop *hop, bool broken)
{
    f->broken = f->broken || (f->present && broken);
    if (f->given & RSVP_AD_HOPS)
        f->hops = sum(f->hops, 1);
    if (f->given & RSVP_AD_BANDWIDTH)
        f->bandwidth = fminf(f->bandwidth, hop->bandwidth);
    if (f->given & RSVP_AD_LATENCY)
        f->latency = sum(f->latency, hop->latency);
    if ((f->given & RSVP_AD_MTU) && hop->mtu < f->mtu)
        f->mtu = hop->mtu;
}

void rsvp_adspec_hop(struct rsvp_adspec *ad, const struct rsvp_ad_hop *hop)
{
    fragment_hop(&ad->general, hop, hop->non_rsvp_hop);
    fragment_hop(&ad->guaranteed, hop, hop->no_guaranteed);
    fragment_hop(&ad->controlled_load, hop, hop->no_controlled_load);
    fragment_hop(&ad->qualitative, hop, hop->no_qualitative);
    if (!ad->guaranteed.present || hop->no_guaranteed)
        return;
    ad->c_total = sum(ad->c_total, hop->c);
    ad->d_total = sum(ad->d_total, hop->d);
    ad->c_sum = hop->shapes ? hop->c : sum(ad->c_sum, hop->c);
    ad->d_sum = hop->shapes ? hop->d : sum(ad->d_sum, hop->d);
}

uint32_t rsvp_guaranteed_delay(const struct rsvp_flowspec *f,
                               const struct rsvp_adspec *ad)
{
    const struct rsvp_tspec *t = &f->tspec;
    double rate = f->rate, packet = t->max_packet, burst, delay;

    if (rate <= 0)
        return UINT32_MAX;
    burst = fmax(t->bucket - packet, 0);
    delay = (packet + ad->c_total) / rate;
    if (isinf(t->peak))
        delay += burst / rate;
    else if (t->peak > rate)
        delay += burst * (t->peak - rate) / (rate * (t->peak - t->rate));
    delay = delay * 1e6 + ad->d_total;
    return delay < UINT32_MAX ? (uint32_t)delay : UINT32_MAX;
}
