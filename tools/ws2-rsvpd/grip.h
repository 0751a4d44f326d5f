/* SPDX-License-Identifier: MIT */
/* Interfaces with their budget and traffic control, and what one reservation
 * has of them. */
#ifndef WS2_RSVPD_GRIP_H
#define WS2_RSVPD_GRIP_H

#include "admission.h"
#include "agent.h"
#include "tc.h"

/* An interface that something was reserved on, or might be. */
struct outlet {
    struct outlet *next;
    int index;
    char name[IF_NAMESIZE];
    uint64_t line; /* bytes/s; 0: not known */
    struct admission admission;
    unsigned classes;
    struct tc *tc; /* NULL: no line, or no memory */
};

/* NULL: no such interface, or no memory. */
struct outlet *outlet_need(struct agent *a, int interface);
enum tc_state outlet_state(const struct outlet *o);
/* Budgets from the options and the policy file, again. */
void outlets_reset(struct agent *a);
void outlets_free(struct agent *a);

/* What is wanted of an interface. */
struct grip_want {
    struct rsvp_flowspec flowspec;
    uint64_t rate_max; /* of the class; 0: none */
    enum tc_mode mode;
    bool no_class; /* a budget and nothing else */
    const struct rsvp_session *session;
    size_t n_senders; /* 0: any */
    const struct rsvp_sender *senders;
};

struct grip;

/* A failure leaves what is there, and *why says what failed: error 1, 21, 22
 * or 23. *grip is NULL the first time. */
bool grip_take(struct agent *a, struct grip **grip, int interface,
               const struct grip_want *want, struct rsvp_error_spec *why);
void grip_drop(struct agent *a, struct grip *grip);
/* Its packets have a class. */
bool grip_has_class(const struct grip *grip);
uint32_t grip_classid(const struct grip *grip);
/* Whether traffic control stands, or may be done without. */
bool grip_may_control(struct agent *a, int interface,
                      struct rsvp_error_spec *why);

/* A rate or size as a number; 0: none, or without bound. */
uint64_t rate_whole(float rate);
/* The rate that counts against a budget, bytes/s. */
uint64_t flowspec_rate(const struct rsvp_flowspec *f);

#endif
