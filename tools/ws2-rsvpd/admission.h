/* SPDX-License-Identifier: MIT */
/* Admission control: what of an interface's capacity is promised to flows. Pure
 * arithmetic; nothing here waits, allocates or asks the system. Rates are
 * bytes/s, times microseconds. */
#ifndef WS2_RSVPD_ADMISSION_H
#define WS2_RSVPD_ADMISSION_H

#include <stdbool.h>
#include <stdint.h>

#define ADMISSION_PERCENT 20u /* that may be reserved, if nobody says more */

/* An ERROR_SPEC's code and value; all 0: none. */
struct admission_error {
    uint8_t code; /* 1 */
    uint16_t value;
};
#define ADMISSION_FAILURE   1u
#define ADMISSION_DELAY     1u
#define ADMISSION_BANDWIDTH 2u
#define ADMISSION_MTU       3u
/* Values that Microsoft's service adds. */
#define ADMISSION_FLOW_RATE 0x8001u
#define ADMISSION_PEAK_RATE 0x8003u

struct admission {
    uint64_t capacity;   /* 0: not known, nothing can be reserved */
    uint64_t reservable; /* of that */
    uint64_t used;
    uint32_t mtu;
    uint64_t max_rate, max_peak; /* of one flow; 0: any */
};

/* capacity: configured; 0: what the link says, which is link_speed (0 on the
 * loopback, so that it has to be configured). percent of it may be reserved; 0:
 * ADMISSION_PERCENT. Called again when any of these changed: what is used
 * stays, also when that is more than there is now. */
void admission_init(struct admission *a, uint64_t capacity, uint64_t link_speed,
                    unsigned percent, uint32_t mtu);

struct admission_ask {
    uint64_t rate; /* r, R, or 0 of a qualitative flow */
    uint64_t peak; /* 0: none */
    uint32_t size; /* M; 0: any */
    /* Guaranteed only: the delay that has to be kept, 0: none asked, and what
     * admission_rate needs for it. */
    uint32_t delay_us;
    double token_rate, bucket, c_tot, d_tot_us;
};

/* Whether a flow that has old (0: it is new) may have what is asked; if so it
 * has. A failure leaves the old. The checks are in this order: size, delay,
 * rate, peak, bandwidth. A change to less is always granted the last. */
struct admission_error admission_change(struct admission *a, uint64_t old,
                                        const struct admission_ask *ask);
void admission_release(struct admission *a, uint64_t rate);
uint64_t admission_left(const struct admission *a);

/* RFC 2212: the least R with which packets of at most size bytes of a flow
 * (r, b, p; p 0: infinite) are delayed no longer than delay_us, after error
 * terms c_tot (bytes) and d_tot_us. 0: none is enough. */
double admission_rate(double r, double b, double p, uint32_t size, double c_tot,
                      double d_tot_us, double delay_us);
/* The delay for an R that is >= r, in microseconds. */
double admission_delay(double r, double b, double p, uint32_t size,
                       double c_tot, double d_tot_us, double rate);

#endif
