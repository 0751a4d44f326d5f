/* SPDX-License-Identifier: MIT */
/* What the files of the agent's client share: its flows. All of it is guarded
 * by the link's lock (agentlink.h), but for the mail. */
#ifndef WS2_QOS_AGENTFLOW_H
#define WS2_QOS_AGENTFLOW_H

#include "qos/agentlink.h"
#include "qos/agentmsg.h"

/* What a flow has to say. */
#define SAY_SET   1u
#define SAY_MOVED 2u
#define SAY_ASK   4u
#define SAY_END   8u

struct ask { /* a request, as a message */
    struct ws2_aw_set *m;
    size_t len;
};

struct ws2_qos_flow {
    struct ws2_qos_user *user; /* NULL: closed, and the agent is to hear it */
    struct ws2_qos_flow *next; /* in its bucket */
    uint32_t id;
    int fd;
    struct ask has;   /* what stands */
    struct ask wants; /* a set that is under way asks for it */
    unsigned tries;
    uint32_t serial;     /* of the set that was said last */
    unsigned unanswered; /* sets that were said */
    bool told;           /* the agent knows the flow */
    uint32_t question, answer, answer_serial;
    bool answered;
    unsigned say;
    struct ws2_aw_place mail; /* it moved there, and nobody has looked */
    bool has_mail;
    struct ws2_qos_flow *next_mail;
    struct ws2_qos_flow *next_say; /* of those who wait for room */
    bool queued;
};

/* It cannot be reached. */
extern const struct ws2_qos_status ws2_flow_unreachable;

/* agentflow.c: the flows there are, and what they have to say. */
void ws2_flow_ask_free(struct ask *ask);
struct ws2_qos_flow *ws2_flow_find_locked(uint32_t id);
void ws2_flow_add_locked(struct ws2_qos_flow *f); /* gives it its number */
void ws2_flow_free_locked(struct ws2_qos_flow *f);
/* There is a connection. f may be gone afterwards if it is closed. */
void ws2_flow_say_locked(struct ws2_qos_flow *f, unsigned what);
/* So many of its sets are answered, or will not be. */
void ws2_flow_answered_locked(struct ws2_qos_flow *f, unsigned n);

/* agenthear.c: what is said to them. */
void ws2_flow_tell_locked(struct ws2_qos_flow *f,
                          const struct ws2_qos_status *status);
/* The set that was under way; or what stood, said to a new agent. */
void ws2_flow_set_end_locked(struct ws2_qos_flow *f,
                             const struct ws2_qos_status *status);
void ws2_flow_grant_lost_locked(struct ws2_qos_flow *f);

/* agent.c */
void ws2_flows_mail_forked(void);

#endif
