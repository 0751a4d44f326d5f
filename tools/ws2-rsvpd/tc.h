/* SPDX-License-Identifier: MIT */
/* Traffic control of one interface: a class of HTB for each flow that has a
 * rate, and filters that say whose packets go into it. All over rtnetlink,
 * which answers at once. Addresses are as in a packet, ports in host order,
 * rates bytes/s of IP packets (the link's header does not count).
 *
 * The interface gets our root qdisc, 5732:, with the first class and loses it
 * with the last. One that is there and neither the kernel's default nor ours is
 * never touched. Classes that an earlier process left are removed at start.
 *
 *   5732:        htb; its size table takes the link's header off each packet
 *   5732:1         the line
 *   5732:2           all that no flow claims: best effort
 *   5732:3           RSVP itself, before all others
 *   5732:10 ...      one for each flow */
#ifndef WS2_RSVPD_TC_H
#define WS2_RSVPD_TC_H

#include <stdbool.h>
#include <stdint.h>

#define TC_MAJOR 0x5732u /* of our handles */

struct tc;

enum tc_state {
    TC_READY,
    TC_UNPRIVILEGED, /* no CAP_NET_ADMIN here */
    TC_FOREIGN,      /* somebody else's root qdisc is on the interface */
    TC_UNSUPPORTED,  /* the kernel has no HTB or no u32 filter */
    TC_FAILED        /* tc_errno says how */
};

/* What ERROR_SPEC and RSVP_STATUS_INFO say of a failure. */
struct tc_fault {
    uint8_t rsvp_code; /* 21, 22 */
    uint16_t rsvp_value;
    uint32_t extended[2]; /* beside WSA_QOS_TRAFFIC_CTRL_ERROR */
};

/* Looks what is there, and removes what is left of ours. line: bytes/s, > 0.
 * -ENODEV, -ENOMEM, or 0: *out may then still be unable to do anything
 * (tc_state), which is looked at again by each tc_class_add. */
int tc_open(unsigned ifindex, uint64_t line, struct tc **out);
/* Removes what it set up. NULL: nothing. */
void tc_close(struct tc *tc);
enum tc_state tc_state(const struct tc *tc);
/* Of a state, or of what a function below returned. */
struct tc_fault tc_fault_of(enum tc_state state);
enum tc_state tc_state_of(int res);

/* What happens to packets that are more than the rate allows. As
 * TC_NONCONF_*. */
enum tc_mode { TC_BORROW, TC_SHAPE, TC_DISCARD, TC_BORROW_PLUS };

/* Which goes first, of what may be sent, when the link is short. */
enum tc_priority {
    TC_PRIO_CONTROL = 0,
    TC_PRIO_GUARANTEED = 1,
    TC_PRIO_CONTROLLED_LOAD = 2,
    TC_PRIO_BEST_EFFORT = 3,
    TC_PRIO_QUALITATIVE = 4,
    TC_PRIO_NONCONFORMING = 7
};

struct tc_flow {
    uint64_t rate;   /* > 0 */
    uint64_t burst;  /* TokenBucketSize; a packet's size at least is used */
    uint32_t mpu;    /* MinimumPolicedSize: smaller packets count as that */
    uint32_t packet; /* the largest, M; 0: the interface's MTU */
    enum tc_mode mode;
    enum tc_priority priority;
};

/* Whose packets. A port or an address that is all zero is any. Fragments but
 * the first, and IPv4 packets with options, have no ports to look at and are
 * best effort when one is asked for. */
struct tc_match {
    uint8_t family;   /* 4, 6 */
    uint8_t protocol; /* 6, 17; 0: any */
    bool hop_by_hop;  /* of family 6: behind that header, and without ports */
    uint16_t sport, dport;
    uint8_t src[16], dst[16]; /* of family 4 the first four */
};

/* A class and the number that it has from now on, also as SO_PRIORITY of a
 * socket whose packets belong into it without a filter. 0 or -errno: -EPERM,
 * -EEXIST (foreign), -ENOSPC (too many), -ENOENT (TC_UNSUPPORTED) ... */
int tc_class_add(struct tc *tc, const struct tc_flow *flow, uint32_t *classid);
/* Keeps packets and filters. After a failure the class is as it was. */
int tc_class_change(struct tc *tc, uint32_t classid,
                    const struct tc_flow *flow);
/* With its filters; the last one takes the root qdisc along. */
int tc_class_remove(struct tc *tc, uint32_t classid);

/* Packets of match go into the class; *id names the filter. */
int tc_match_add(struct tc *tc, uint32_t classid, const struct tc_match *match,
                 uint32_t *id);
int tc_match_remove(struct tc *tc, uint32_t id);

struct tc_counters {
    uint64_t bytes, packets; /* that left */
    uint64_t dropped;        /* before they did */
    uint64_t backlog;        /* bytes that wait */
};
/* For tc_class_add's numbers, and with TC_MAJOR << 16: 2 for best effort, 3 for
 * RSVP. */
int tc_class_counters(struct tc *tc, uint32_t classid, struct tc_counters *out);

/* What ws2 qos show lists: every class, in no order. */
void tc_each(struct tc *tc,
             void (*each)(void *arg, uint32_t classid,
                          const struct tc_flow *flow),
             void *arg);

#endif
