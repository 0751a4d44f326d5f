/* SPDX-License-Identifier: MIT */
/* How rsvp-peer's packets come and go: protocol 46, or in UDP. */
#ifndef RSVP_PEERNET_H
#define RSVP_PEERNET_H

#include "message.h"

#define PEER_PORT 1698

struct peer_net {
    int raw[2], udp[2]; /* IPv4, IPv6; -1 where there is none */
};

struct peer_packet {
    uint8_t bytes[RSVP_MAX_MESSAGE];
    size_t length;
    struct rsvp_addr from;
    bool udp;
};

struct peer_route {
    struct rsvp_addr to;
    struct rsvp_addr from; /* family 0: the kernel's choice */
    bool udp;
    bool alert;    /* raw only */
    unsigned port; /* UDP's destination */
    int ip_ttl;    /* -1: the system's default */
};

/* Opens what is wanted; without the right to raw sockets, UDP alone when
 * both are. 0, or -1 with a message. */
int peer_net_open(struct peer_net *net, bool raw, bool udp);
void peer_net_close(struct peer_net *net);

/* Receives a group's packets, on an interface. 0 or -errno. */
int peer_net_join(struct peer_net *net, const struct rsvp_addr *group,
                  const char *interface);

/* A packet into *p before the deadline (CLOCK_MONOTONIC, milliseconds): 1, or 0
 * when the time is over. */
int peer_net_receive(struct peer_net *net, struct peer_packet *p,
                     int64_t deadline_ms);
int64_t peer_now_ms(void);

/* A socket for that route, and a packet on it: 0 or more, or -errno. */
int peer_route_open(const struct peer_route *route);
int peer_route_send(int fd, const struct peer_route *route, const void *bytes,
                    size_t length);

/* The address that the system sends from to `to`. 0 or -errno. */
int peer_own_addr(const struct rsvp_addr *to, struct rsvp_addr *own);

#endif
