/* SPDX-License-Identifier: MIT */
/* This machine's interfaces, addresses and routes, as the kernel has them. */
#ifndef WS2_RSVPD_NET_H
#define WS2_RSVPD_NET_H

#include <net/if.h>

#include "loop.h"
#include "message.h"

struct net_interface {
    int index;
    char name[IF_NAMESIZE];
    bool up, loopback;
    uint32_t mtu;
    struct rsvp_addr addr[2]; /* IPv4; IPv6, a global one if there is any */
};

struct net_address {
    struct rsvp_addr addr;
    int interface;
};

struct net {
    struct watch watch; /* the kernel's news */
    struct loop *loop;
    struct mnl_socket *news, *query;
    unsigned sequence;
    size_t n_interfaces, n_addresses;
    struct net_interface *interfaces;
    struct net_address *addresses;
    void (*changed)(void *arg); /* interfaces, addresses or routes */
    void *arg;
};

int net_open(struct net *n, struct loop *loop, void (*changed)(void *arg),
             void *arg); /* 0 or -errno */
void net_close(struct net *n);

const struct net_interface *net_interface(const struct net *n, int index);
const struct net_interface *net_interface_named(const struct net *n,
                                                const char *name);
bool net_ours(const struct net *n, const struct rsvp_addr *a);
/* The interface that has this address; 0: none. */
int net_interface_of(const struct net *n, const struct rsvp_addr *a);

struct net_route {
    bool here;               /* an address of ours */
    int interface;           /* 0: there is no way */
    struct rsvp_addr source; /* what the kernel would send from */
};
struct net_route net_route(struct net *n, const struct rsvp_addr *to);

/* Where the kernel forwards a group's packets of source that come by `in`. */
size_t net_group_routes(struct net *n, const struct rsvp_addr *source,
                        const struct rsvp_addr *group, int in, int *out,
                        size_t max);

#endif
