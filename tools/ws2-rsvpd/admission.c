/* SPDX-License-Identifier: MIT */
/* See admission.h. */
#include "admission.h"

static uint64_t share_of(uint64_t capacity, unsigned percent)
{
    return capacity / 100 * percent + capacity % 100 * percent / 100;
}

void admission_init(struct admission *a, uint64_t capacity, uint64_t link_speed,
                    unsigned percent, uint32_t mtu)
{
    a->capacity = capacity != 0 ? capacity : link_speed;
    a->reservable =
        share_of(a->capacity, percent != 0 ? percent : ADMISSION_PERCENT);
    a->mtu = mtu;
}

static struct admission_error refuse(unsigned value)
{
    return (struct admission_error){ADMISSION_FAILURE, (uint16_t)value};
}

/* The rate that the delay takes; 0: the whole capacity is not enough. */
static double delay_rate(const struct admission *a,
                         const struct admission_ask *ask)
{
    double rate =
        admission_rate(ask->token_rate, ask->bucket, (double)ask->peak,
                       ask->size, ask->c_tot, ask->d_tot_us, ask->delay_us);

    return rate > (double)a->capacity ? 0 : rate;
}

static struct admission_error check(const struct admission *a, uint64_t old,
                                    const struct admission_ask *ask)
{
    uint64_t others = a->used > old ? a->used - old : 0;

    if (ask->size > a->mtu)
        return refuse(ADMISSION_MTU);
    if (ask->delay_us != 0 && delay_rate(a, ask) <= 0)
        return refuse(ADMISSION_DELAY);
    if (a->max_rate != 0 && ask->rate > a->max_rate)
        return refuse(ADMISSION_FLOW_RATE);
    if (a->max_peak != 0 && ask->peak > a->max_peak)
        return refuse(ADMISSION_PEAK_RATE);
    if (ask->rate > old &&
        (others > a->reservable || ask->rate > a->reservable - others))
        return refuse(ADMISSION_BANDWIDTH);
    return (struct admission_error){0};
}

struct admission_error admission_change(struct admission *a, uint64_t old,
                                        const struct admission_ask *ask)
{
    struct admission_error error = check(a, old, ask);

    if (error.code == 0) {
        admission_release(a, old);
        a->used += ask->rate;
    }
    return error;
}

void admission_release(struct admission *a, uint64_t rate)
{
    a->used = a->used > rate ? a->used - rate : 0;
}

uint64_t admission_left(const struct admission *a)
{
    return a->reservable > a->used ? a->reservable - a->used : 0;
}

/* --- RFC 2212, section "Exported Information" and its equations for p > R >= r
 * and for R >= p >= r. Rates are bytes/s, hence the 1e6. */

double admission_delay(double r, double b, double p, uint32_t size,
                       double c_tot, double d_tot_us, double rate)
{
    double wait = (size + c_tot) / rate;

    if (p <= 0)
        wait += b > size ? (b - size) / rate : 0;
    else if (p > rate && p > r && b > size)
        wait += (b - size) / rate * (p - rate) / (p - r);
    return wait * 1e6 + d_tot_us;
}

/* The equations solved for R. */
double admission_rate(double r, double b, double p, uint32_t size, double c_tot,
                      double d_tot_us, double delay_us)
{
    double room = (delay_us - d_tot_us) / 1e6;
    double burst = b > size ? b - size : 0, rate, slope;

    if (room <= 0)
        return 0;
    if (p <= 0) {
        rate = (burst + size + c_tot) / room;
    } else {
        rate = (size + c_tot) / room;
        if (rate < p && p > r) {
            slope = burst / (p - r);
            rate = (burst * p / (p - r) + size + c_tot) / (room + slope);
        }
    }
    return rate > r ? rate : r;
}
