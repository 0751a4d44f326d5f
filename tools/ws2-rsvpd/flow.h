/* SPDX-License-Identifier: MIT */
/* Programs and their flows: what a socket asks for, turned into senders and
 * receivers of the engine's, and what comes of them. */
#ifndef WS2_RSVPD_FLOW_H
#define WS2_RSVPD_FLOW_H

#include <sys/queue.h>

#include "../../src/qos/agentwire.h"
#include "agent.h"
#include "grip.h"

#define LISTENINGS_MAX 16u /* addresses of this machine */
#define FLOW_BUCKETS   64u
#define FLOWS_MAX      16384u      /* of one program */
#define ASKED_MAX      (16u << 20) /* bytes of its requests */
#define ASKED_ALL_MAX  (256u << 20)

/* Statuses, as winsock2.h and qossp.h number them. */
enum {
    QOS_RECEIVERS = 11005,
    QOS_SENDERS = 11006,
    QOS_NO_SENDERS = 11007,
    QOS_NO_RECEIVERS = 11008,
    QOS_REQUEST_CONFIRMED = 11009,
    QOS_ADMISSION_FAILURE = 11010,
    QOS_POLICY_FAILURE = 11011,
    QOS_BAD_STYLE = 11012,
    QOS_BAD_OBJECT = 11013,
    QOS_TRAFFIC_CTRL_ERROR = 11014,
    QOS_GENERIC_ERROR = 11015,
};

enum {
    SERVICE_NOTRAFFIC = 0,
    SERVICE_BESTEFFORT = 1,
    SERVICE_CL = 2,
    SERVICE_G = 3,
    SERVICE_GENERAL = 5,
    SERVICE_NOCHANGE = 6,
    SERVICE_QUAL = 13,
};

/* A ServiceType taken apart. */
struct service {
    uint32_t base;
    bool served, signaled, controlled;
};
struct service service_of_type(uint32_t type);

struct program {
    struct client *client;
    struct agent *agent;
    bool greeted, who_known;
    struct policy_who who;
    unsigned n_flows;
    size_t asked; /* bytes of its requests */
    LIST_HEAD(, flow) flows[FLOW_BUCKETS];
    char *text; /* ws2 qos show: what is still to be sent */
    size_t text_len, text_at;
};

/* An owner, as the engine has it, begins with the flow. */
struct speaking {
    struct flow *flow;
    struct engine_sender *sender; /* NULL: it does not */
    struct rsvp_session session;
    struct rsvp_sender name;
    bool reserved;
    struct rsvp_flowspec flowspec; /* that is reserved */
    int dscp;
};

struct listening {
    struct flow *flow;
    struct engine_receiver *receiver;
    struct rsvp_session session;
    struct rsvp_sender peer;
};

struct flow {
    LIST_ENTRY(flow) in_bucket;
    struct program *program;
    uint32_t id;
    struct ws2_aw_set *set; /* with what is behind it */
    struct rsvp_blob *identity;
    struct ws2_aw_place place;
    struct speaking out;
    size_t n_in;
    struct listening in[LISTENINGS_MAX];
    bool has_senders, confirmed, granted;
    /* Not signalled: what this machine alone has granted. */
    struct grip *local;
    int local_interface;
    struct policy_grant *local_permit;
    struct ws2_aw_grant grant; /* as it was told */
    struct ws2_aw_status error, refused;
    void *told; /* the last news of senders */
    size_t told_len;
    /* While a request is under way its news wait for its end. */
    bool holding;
    STAILQ_HEAD(, held) held;
};

static inline struct flow *flow_of(const void *owner)
{
    return owner != NULL ? *(struct flow *const *)owner : NULL;
}

static inline struct agent *flow_agent(const struct flow *f)
{
    return f->program->agent;
}

/* program.c */
const struct policy_who *program_who(struct program *p);

/* flow.c: whether another request may be kept. */
bool program_has_room(const struct program *p, const struct ws2_aw_set *set);
/* Asks for what the set, which it then owns, says. A failure leaves
 * what was there. */
bool flow_set(struct flow *f, struct ws2_aw_set *set,
              struct ws2_aw_status *why);
/* It is elsewhere now; what fails is told as a change. */
void flow_move(struct flow *f, const struct ws2_aw_place *place);
void flow_end(struct flow *f);
uint32_t flow_answer(struct flow *f, uint32_t question);
/* The end of a request that flow_set began, and what came of it meanwhile. */
void flow_set_done(struct flow *f, uint32_t serial,
                   const struct ws2_aw_status *status);
void flow_send(struct flow *f, const void *bytes, size_t len);
/* What a class for its packets is to be like. */
void flow_want(const struct flow *f, struct grip_want *want);
void flow_grant(struct flow *f, bool always);
uint32_t flow_interface(const struct flow *f);

/* speak.c */
void local_end(struct flow *f);
bool speaking_apply(struct flow *f, struct ws2_aw_status *why);
void speaking_end(struct flow *f);
void speaking_receivers(void *owner, const struct rsvp_flowspec *spec,
                        uint8_t style, int dscp);
void speaking_error(void *owner, const struct rsvp_error_spec *error);
bool addr_is_any(const struct rsvp_addr *a);
struct rsvp_addr addr_of_wire(const struct ws2_aw_addr *w);

/* listen.c */
bool listening_apply(struct flow *f, struct ws2_aw_status *why);
void listening_end(struct flow *f);
void listening_senders(void *owner);
void listening_error(void *owner, const struct rsvp_error_spec *error);
void listening_confirmed(void *owner);

/* tell.c */
struct ws2_aw_status status_of(const struct rsvp_error_spec *error);
struct rsvp_windows_flowspec windows_of(const struct ws2_aw_flow *w);
struct news {
    struct ws2_aw_status status;
    const struct rsvp_windows_flowspec *sending, *receiving; /* or NULL */
    const struct rsvp_adspec *adspec;
    size_t n_filters;
    const struct rsvp_sender *filters;
    size_t n_policies;
    const struct rsvp_blob *policies;
};
void tell_change(struct flow *f, const struct news *n);
/* The same as a message for free(); NULL without memory. */
void *news_make(const struct flow *f, const struct news *n, size_t *len);
/* An error, unless it is the one that was told last. */
void tell_error(struct flow *f, const struct ws2_aw_status *status,
                bool sending);

/* shown.c: the text of ws2 qos show, for free(). */
char *shown_make(struct agent *a, size_t *len);

#endif
