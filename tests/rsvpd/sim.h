/* SPDX-License-Identifier: MIT */
/* A network in memory: nodes with an engine each, links between them, a clock
 * that stands still until it is told to go on. Messages travel as bytes and
 * take a millisecond a hop. One network at a time. */
#ifndef WS2_RSVPD_SIM_H
#define WS2_RSVPD_SIM_H

#include "engine.h"

#define NODES 8
#define LINKS 8 /* also interfaces' indices, from 1 */

struct sim_count {
    unsigned types[8]; /* messages by type, of those that were sent */
};

struct node {
    struct engine *engine; /* NULL: a router that takes no part */
    uint64_t budget[LINKS + 1], used[LINKS + 1];
    bool denies_path, denies_resv;
    uint32_t duration_s;
    struct sim_count sent;
    uint64_t last_sent[8]; /* when, by type */
    unsigned grants;
};

/* What a local program was told. */
struct ear {
    unsigned receivers, no_receivers, senders, confirmed, path_errors,
        resv_errors;
    struct rsvp_flowspec flowspec;
    struct rsvp_error_spec error;
    int dscp;
};

extern struct node nodes[NODES];
extern uint64_t sim_time; /* ms */
/* Whether a message from one node to another is lost; NULL: none is. */
extern bool (*sim_loses)(int from, int to, const struct rsvp_message *m);
/* Every message as it leaves; may be NULL. */
extern void (*sim_watch)(int from, const struct engine_packet *p,
                         const struct rsvp_message *m);
extern uint32_t sim_refresh_ms; /* of nodes that begin; 30000 */

void sim_begin(void);
void sim_end(void);   /* checks that nothing is left */
void sim_node(int n); /* gives it an engine */
void sim_stop(int n, bool tear);
/* The link's number, which is that of both ends' interfaces. */
int sim_link(int a, int b);
void sim_unlink(int link);
void sim_group(int node); /* a member of group(n)'s */
void sim_run(uint64_t ms);
/* A message out of nowhere, to a node by a link. */
void sim_inject(int to, int link, const struct rsvp_message *m);

struct rsvp_addr addr(int node);
struct rsvp_addr group(void);
struct rsvp_session session(struct rsvp_addr to, uint16_t port);
struct rsvp_sender sender(int node, uint16_t port);
struct rsvp_flowspec load(float rate); /* controlled */

struct engine_sender *speak(int node, struct ear *ear,
                            const struct rsvp_session *s, uint16_t port,
                            float rate);
struct engine_receiver *listen_to(int node, struct ear *ear,
                                  const struct rsvp_session *s);
/* Styles WF (count 0) and SE, and FF with one flow for each. */
bool ask(struct engine_receiver *r, uint8_t style, float rate, bool confirm,
         size_t count, const struct rsvp_sender *from);
uint64_t used(int node, int link);

#endif
