/* SPDX-License-Identifier: MIT */
/* RSVP on the wire: IP protocol 46 with the router alert option where the agent
 * may have raw sockets, and encapsulated in UDP (RFC 2205, appendix C) where it
 * may not, or beside it. */
#ifndef WS2_RSVPD_TRANSPORT_H
#define WS2_RSVPD_TRANSPORT_H

#include "engine.h"
#include "loop.h"

#define UDP_PORT     1698 /* Pu: what hosts without raw sockets say */
#define UDP_PORT_RAW 1699 /* Pu': what the others say to them */

struct transport_config {
    bool no_raw;
    bool udp_copy;              /* Paths by UDP too, though raw works */
    struct rsvp_addr first_hop; /* of UDP: who gets the Paths; family 0: the
                                 * destination */
};

struct transport;

/* Any socket will do; NULL: there is none at all. arrived gets every message's
 * bytes. */
struct transport *
transport_open(struct loop *loop, const struct transport_config *config,
               void (*arrived)(void *arg, const struct engine_arrival *in,
                               const void *bytes, size_t len),
               void *arg);
void transport_close(struct transport *t);

bool transport_is_raw(const struct transport *t, uint8_t family);

/* 0 or -errno. path: one that may go to first_hop. */
int transport_send(struct transport *t, const struct engine_packet *p,
                   bool path, const void *bytes, size_t len);

#endif
