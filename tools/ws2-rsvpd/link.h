/* SPDX-License-Identifier: MIT */
/* What an interface says of itself. */
#ifndef WS2_RSVPD_LINK_H
#define WS2_RSVPD_LINK_H

#include <stdbool.h>
#include <stdint.h>

struct link_facts {
    uint32_t mtu;
    uint32_t header; /* bytes of the link layer before a packet */
    uint64_t speed;  /* bytes/s; 0: it does not say */
    bool loopback;
};

/* False: there is no such interface. Asked by ioctl: /sys shows the namespace
 * that it was mounted in. */
bool link_look(const char *name, struct link_facts *out);

#endif
