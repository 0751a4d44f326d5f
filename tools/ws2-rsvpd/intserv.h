/* SPDX-License-Identifier: MIT */
/* Integrated services as RSVP carries them (RFC 2210, 2215, 2997): what a
 * sender's traffic looks like, what is asked of the network for it, and what
 * the path offers. Plain values; nothing here owns memory.
 *
 * Rates are bytes per second, sizes bytes, times microseconds. Rates and the
 * bucket are IEEE singles, as on the wire; infinity means no bound. */
#ifndef RSVPD_INTSERV_H
#define RSVPD_INTSERV_H

#include <stdbool.h>
#include <stdint.h>

enum rsvp_service {
    RSVP_GENERAL = 1, /* in a Tspec and in an ADSPEC only */
    RSVP_GUARANTEED = 2,
    RSVP_CONTROLLED_LOAD = 5,
    RSVP_QUALITATIVE = 6, /* RFC 2997's null service: only max_packet counts */
};

/* A token bucket. `service` is RSVP_GENERAL, or RSVP_QUALITATIVE for a sender
 * that says its packets' size and nothing else. */
struct rsvp_tspec {
    uint8_t service;
    float rate;          /* r */
    float bucket;        /* b */
    float peak;          /* p, may be infinity */
    uint32_t min_unit;   /* m: smaller packets count as this */
    uint32_t max_packet; /* M */
};

/* What a receiver asks for. tspec.service is RSVP_GENERAL here. */
struct rsvp_flowspec {
    uint8_t service; /* guaranteed, controlled load or qualitative */
    struct rsvp_tspec tspec;
    float rate;     /* R, guaranteed only: >= tspec.rate */
    uint32_t slack; /* S, microseconds, guaranteed only */
};

/* Which parameters a fragment of an ADSPEC brings. */
enum {
    RSVP_AD_HOPS = 1,
    RSVP_AD_BANDWIDTH = 2,
    RSVP_AD_LATENCY = 4,
    RSVP_AD_MTU = 8,
    RSVP_AD_ALL = 15,
};

#define RSVP_LATENCY_UNKNOWN 0xFFFFFFFFu

/* One fragment. The general one always brings all four parameters; another
 * service's only where they differ from the general ones. */
struct rsvp_ad_fragment {
    bool present;
    bool broken; /* a node on the path did not take part */
    uint8_t given;
    uint32_t hops;
    float bandwidth;
    uint32_t latency; /* minimum, RSVP_LATENCY_UNKNOWN at its end */
    uint32_t mtu;
};

struct rsvp_adspec {
    struct rsvp_ad_fragment general;
    struct rsvp_ad_fragment guaranteed;
    struct rsvp_ad_fragment controlled_load;
    struct rsvp_ad_fragment qualitative;
    uint32_t c_total, d_total; /* guaranteed: bytes, microseconds; whole path */
    uint32_t c_sum, d_sum;     /* since the last node that shapes */
};

/* What a node, or its outgoing interface, adds to an ADSPEC. */
struct rsvp_ad_hop {
    float bandwidth;  /* of the link, bytes per second */
    uint32_t latency; /* microseconds, RSVP_LATENCY_UNKNOWN if not known */
    uint32_t mtu;
    uint32_t c, d;      /* of guaranteed service at this node */
    bool non_rsvp_hop;  /* the message crossed a hop without RSVP */
    bool no_guaranteed; /* services that this node does not offer */
    bool no_controlled_load;
    bool no_qualitative;
    bool shapes; /* this node reshapes: the sums begin anew behind it */
};

/* An ADSPEC as a sender's node first makes it: no hops yet, everything
 * unlimited; the sending host's own interface is then its first hop.
 * services  fragments to offer: bits 1 << RSVP_GUARANTEED and so on */
void rsvp_adspec_init(struct rsvp_adspec *ad, unsigned services);

/* Carries an ADSPEC across one node (RFC 2215). */
void rsvp_adspec_hop(struct rsvp_adspec *ad, const struct rsvp_ad_hop *hop);

/* Whether values are ones that may be on the wire: no NaN, nothing negative,
 * only the peak infinite and no less than r, R no less than r, m no more than
 * M. */
bool rsvp_tspec_valid(const struct rsvp_tspec *t);
bool rsvp_flowspec_valid(const struct rsvp_flowspec *f);

/* How two requests compare; RSVP_NEITHER needs their least upper bound. */
enum rsvp_order {
    RSVP_EQUAL,
    RSVP_LESS,
    RSVP_GREATER,
    RSVP_NEITHER,
};

bool rsvp_tspec_equal(const struct rsvp_tspec *a, const struct rsvp_tspec *b);
enum rsvp_order rsvp_tspec_compare(const struct rsvp_tspec *a,
                                   const struct rsvp_tspec *b);
enum rsvp_order rsvp_flowspec_compare(const struct rsvp_flowspec *a,
                                      const struct rsvp_flowspec *b);

/* Makes *into the least upper bound of the two (RFC 2210, 2211, 2212: rates and
 * bucket the larger, m and M the smaller). Services that differ become
 * the stronger: guaranteed, controlled load, qualitative. */
void rsvp_flowspec_merge(struct rsvp_flowspec *into,
                         const struct rsvp_flowspec *other);

/* Adds the Tspec of another sender of a session whose reservation is shared. */
void rsvp_tspec_sum(struct rsvp_tspec *into, const struct rsvp_tspec *other);

/* Windows' FLOWSPEC as its eight numbers, in its order. 0xFFFFFFFF is
 * QOS_NOT_SPECIFIED, 0xFFFFFFFE POSITIVE_INFINITY_RATE. */
struct rsvp_windows_flowspec {
    uint32_t token_rate;
    uint32_t token_bucket_size;
    uint32_t peak_bandwidth;
    uint32_t latency;
    uint32_t delay_variation;
    uint32_t service_type;
    uint32_t max_sdu_size;
    uint32_t minimum_policed_size;
};

/* A sending FLOWSPEC as a Tspec, with Windows' defaults for what is not
 * specified. Returns 0 or -EINVAL (no such service, or not valid). */
int rsvp_tspec_from_windows(struct rsvp_tspec *t,
                            const struct rsvp_windows_flowspec *w);

/* A receiving FLOWSPEC as a request; what is not specified is taken from the
 * sender's Tspec, and a guaranteed rate that is not, from the delay asked for
 * and the ADSPEC (may be NULL). Returns 0; -EINVAL; -ERANGE when no rate gives
 * that delay. */
int rsvp_flowspec_from_windows(struct rsvp_flowspec *f,
                               const struct rsvp_windows_flowspec *w,
                               const struct rsvp_tspec *sender,
                               const struct rsvp_adspec *ad);

/* The way back, for SIO_GET_QOS. Service types: guaranteed 3, controlled load
 * 2, qualitative 13; a sender's, which may be had as either, general
 * information 5. */
void rsvp_tspec_to_windows(struct rsvp_windows_flowspec *w,
                           const struct rsvp_tspec *t);
void rsvp_flowspec_to_windows(struct rsvp_windows_flowspec *w,
                              const struct rsvp_flowspec *f);

/* The queueing delay that guaranteed service promises (RFC 2212), in
 * microseconds; 0xFFFFFFFF when it is unbounded. */
uint32_t rsvp_guaranteed_delay(const struct rsvp_flowspec *f,
                               const struct rsvp_adspec *ad);

#endif
