/* SPDX-License-Identifier: MIT */
/* The agent: what its parts share. One for each network namespace, one
 * thread. */
#ifndef WS2_RSVPD_AGENT_H
#define WS2_RSVPD_AGENT_H

#include "engine.h"
#include "loop.h"
#include "net.h"
#include "policy.h"
#include "server.h"
#include "transport.h"

#define BUDGETS_MAX 32u
#define TRUST_MAX   32u

struct budget {
    char interface[IF_NAMESIZE];
    uint64_t rate; /* bytes/s that may be reserved */
};

struct trust { /* neighbours whose names are believed */
    struct rsvp_addr addr;
    unsigned bits;
};

struct options {
    const char *config; /* the policy file */
    bool config_named;  /* and has to be there */
    uint32_t refresh_ms;
    bool foreground, on_demand, strict, loopback;
    unsigned idle_s;
    int ready_fd; /* -1: nobody waits */
    struct transport_config transport;
    size_t n_budgets, n_trust;
    struct budget budgets[BUDGETS_MAX];
    struct trust trust[TRUST_MAX];
};

struct agent {
    struct options options;
    struct loop loop;
    struct server server;
    struct net net;
    struct transport *transport;
    struct engine *engine;
    struct policy *policy;
    struct outlet *outlets;
    bool rerouted;     /* look again at the routes */
    uint64_t last_use; /* when a program was last here */
    uint64_t unread;   /* messages that were none */
    size_t asked;      /* bytes of all programs' requests */
};

/* options.c: 0, or an exit status + 1 when there is nothing else to do. */
int options_take(struct options *o, int argc, char **argv);

/* world.c */
extern const struct engine_world world;
void world_arrived(void *agent, const struct engine_arrival *in,
                   const void *bytes, size_t len);

/* Whether a neighbour's word is taken for who somebody is. */
bool agent_trusts(const struct agent *a, const struct rsvp_addr *hop);

/* program.c: the other side of src/qos/agentwire.h. */
extern const struct engine_user programs;
void program_opened(struct client *c);
void program_message(struct client *c, const void *bytes, size_t len, int fd);
void program_closed(struct client *c);
void program_drained(struct client *c);
/* The machine's addresses are others. */
void programs_moved(struct agent *a);

#endif
