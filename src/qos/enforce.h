/* SPDX-License-Identifier: MIT */
/* What this process does itself to a flow's packets: how they are marked, and
 * the rate that is kept. A backend says what was granted; the socket makes an
 * enforcement of it, with what the program asked for. */
#ifndef WS2_QOS_ENFORCE_H
#define WS2_QOS_ENFORCE_H

#include <stdint.h>

#include "qos/request.h"

/* As the agent says it (WS2_AW_GRANT). Unknown numbers are QOS_NOT_SPECIFIED.
 * All 0 but those: best effort. */
struct ws2_qos_grant {
    bool reserved; /* what is asked stands, or nobody was to be asked */
    bool held;     /* a class of the interface holds the rate: not we */
    ULONG service; /* SERVICETYPE_*, no flags; _BESTEFFORT: nothing to do */
    ULONG rate, bucket, peak;
    ULONG min_policed, max_sdu;
    ULONG sd_mode;  /* TC_NONCONF_*; else the service's own */
    ULONG ds_field; /* 0 to 63, from DCLASS or so */
    ULONG priority; /* SO_PRIORITY, 0 to 6 */
};

/* What to do with what is more than the rate allows. */
enum ws2_qos_excess {
    WS2_QOS_PASS,   /* nothing: no rate is kept */
    WS2_QOS_DELAY,  /* SHAPE */
    WS2_QOS_DROP,   /* DISCARD: it is said to be sent */
    WS2_QOS_DEMOTE, /* BORROW: sent with DSCP 0 */
    WS2_QOS_DROPPED /* DISCARD, by the interface: a send does not fail of it */
};

struct ws2_qos_enforcement {
    unsigned dscp;     /* 0 to 63 */
    unsigned priority; /* SO_PRIORITY, 0 to 6 */
    enum ws2_qos_excess excess;
    uint32_t rate;        /* bytes/s, of IP packets; 0: none */
    uint32_t burst;       /* bytes */
    uint32_t peak;        /* bytes/s; 0: none */
    uint32_t min_policed; /* a packet counts for that at least */
    uint32_t max_sdu;     /* the burst at the peak rate */
};

/* r: as the program asked; protocol: IPPROTO_TCP, IPPROTO_UDP.
 * TCP_TRAFFIC goes before DS_CLASS and TRAFFIC_CLASS, these before the grant's
 * numbers, and those before the service's. Before it is reserved all is marked
 * as best effort. */
void ws2_qos_enforcement_of(const struct ws2_qos_request *r, int protocol,
                            const struct ws2_qos_grant *grant,
                            struct ws2_qos_enforcement *out);

#endif
