/* SPDX-License-Identifier: MIT */
/* The messages of tc.c: each is sent, and answered at once. 0 or -errno. */
#ifndef WS2_RSVPD_TCNL_H
#define WS2_RSVPD_TCNL_H

#include "tc.h"

struct mnl_socket;

/* Where messages go: rtnetlink, about one interface. */
struct tcnl {
    struct mnl_socket *nl;
    uint32_t seq;
    int ifindex;
};

int tcnl_open(struct tcnl *t, int ifindex);
void tcnl_close(struct tcnl *t);

/* The root qdisc's handle, 0: the kernel's default, and whether it is an
 * HTB. */
int tcnl_root(struct tcnl *t, uint32_t *handle, bool *htb);
/* defcls: the class, by its minor number, of packets that no filter takes;
 * header: bytes of each packet that do not count. */
int tcnl_root_add(struct tcnl *t, uint32_t handle, uint32_t defcls, int header);
int tcnl_root_remove(struct tcnl *t, uint32_t handle);

struct tcnl_class {
    uint32_t parent, id;
    uint64_t rate, ceil;    /* bytes/s */
    uint64_t burst, cburst; /* bytes, that may go at once */
    uint32_t mpu, quantum;
    uint32_t priority;
};
/* is_new: else it is changed. */
int tcnl_class(struct tcnl *t, const struct tcnl_class *c, bool is_new);
int tcnl_class_remove(struct tcnl *t, uint32_t id);
int tcnl_counters(struct tcnl *t, uint32_t id, struct tc_counters *out);

/* A queue of so many bytes in the class, instead of the usual one. */
int tcnl_queue(struct tcnl *t, uint32_t id, uint32_t bytes);
int tcnl_queue_remove(struct tcnl *t, uint32_t id);

/* A u32 filter below the root qdisc; its priority names it. */
int tcnl_filter(struct tcnl *t, uint32_t root, uint16_t priority,
                const struct tc_match *match, uint32_t classid);
int tcnl_filter_remove(struct tcnl *t, uint32_t root, uint16_t priority,
                       uint8_t family);

#endif
