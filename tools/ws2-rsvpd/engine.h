/* SPDX-License-Identifier: MIT */
/* RSVP's state machine (RFC 2205, 2209) and nothing else: no sockets, no clock,
 * no files. What it needs of the world is struct engine_world; what arrives and
 * what local programs want is told to it by the functions below. One thread.
 *
 * The engine calls its owner from within these functions, and the owner may
 * call them from there: what follows of that is done before the outermost one
 * returns. */
#ifndef WS2_RSVPD_ENGINE_H
#define WS2_RSVPD_ENGINE_H

#include "message.h"

#define ENGINE_OUT_MAX 8 /* interfaces that one sender's packets leave by */

/* Multicast. */
static inline bool addr_is_group(const struct rsvp_addr *a)
{
    return a->family == 4 ? (a->bytes[0] & 0xf0) == 0xe0
                          : a->family == 6 && a->bytes[0] == 0xff;
}

struct engine;
struct engine_sender;   /* a local program that sends */
struct engine_receiver; /* one that receives, or waits for senders */

enum engine_form { ENGINE_ANY, ENGINE_RAW, ENGINE_UDP };

/* How a message is to travel. */
struct engine_packet {
    struct rsvp_addr to;
    struct rsvp_addr from; /* Path: the sender's; family 0: any of ours */
    int interface;         /* that it leaves by; 0: by the route */
    bool alert;            /* every router on the way looks at it */
    uint8_t ttl;           /* 0: the system's */
    enum engine_form form; /* as the neighbour speaks */
};

/* How one came. */
struct engine_arrival {
    int interface;
    uint8_t ttl; /* of its IP header; 0: unknown */
    bool udp;
};

/* What is reserved on an interface for one session, or of style FF for one of
 * its senders. The engine's, and the same from the first reserve to
 * release. */
struct engine_hold {
    int interface;
    const struct rsvp_session *session;
    uint8_t style;
    size_t n_filters; /* WF: all senders, and none is named */
    const struct rsvp_sender *filters;
    struct rsvp_flowspec flowspec;
    size_t n_policies; /* of who asked last */
    const struct rsvp_blob *policies;
    void *sender; /* the owner of a program's that is here, or NULL */
    void *owned;  /* the owner's; NULL before the first reserve */
};

/* A request as policy sees it. */
struct engine_asking {
    const struct rsvp_session *session;
    bool receiving; /* a Resv; else a Path */
    int interface;  /* that it came by; 0: from a program here */
    void *owner;    /* whose it is then */
    size_t n_policies;
    const struct rsvp_blob *policies;
    const struct rsvp_addr *hop;          /* the neighbour; or NULL */
    const struct rsvp_sender *sender;     /* of a Path */
    const struct rsvp_tspec *tspec;       /* of a Path */
    const struct rsvp_flowspec *flowspec; /* of a Resv */
};

struct engine_world {
    uint64_t (*now)(void *ctx); /* milliseconds */
    void (*send)(void *ctx, const struct engine_packet *p,
                 const struct rsvp_message *m);
    /* Where packets of source for dest, which came by interface `in` (0: are
     * made here), leave; their number. *here: dest is an address of ours, or
     * a group, which may have members here. */
    size_t (*route)(void *ctx, const struct rsvp_addr *source,
                    const struct rsvp_addr *dest, int in,
                    int out[ENGINE_OUT_MAX], bool *here);
    bool (*ours)(void *ctx, const struct rsvp_addr *a);
    /* An address of the interface's; false: it has none of that family. */
    bool (*address)(void *ctx, int interface, uint8_t family,
                    struct rsvp_addr *out);
    /* What the interface adds to an ADSPEC. */
    void (*hop)(void *ctx, int interface, struct rsvp_ad_hop *out);
    /* Admission and traffic control, for h->flowspec instead of what was
     * there. False: all is as it was, and why says so. */
    bool (*reserve)(void *ctx, struct engine_hold *h,
                    struct rsvp_error_spec *why);
    void (*release)(void *ctx, struct engine_hold *h);
    /* False: refused, for *value of error 2. *grant is NULL the first time
     * and replaced after; *duration_s: how long it is good, 0: ever. */
    bool (*allow)(void *ctx, const struct engine_asking *a, void **grant,
                  uint32_t *duration_s, uint16_t *value);
    void (*forgive)(void *ctx, void *grant);     /* it is not needed any more */
    uint16_t (*expired)(void *ctx, void *grant); /* error 2's value for that */
};

/* Of engine_sender_open, beside RSVP's: the destination is this machine. */
#define ENGINE_NO_LOOPBACK 0xF0

/* What a local program is told; owner is who opened it. Only in senders may it
 * open, close or change anything. */
struct engine_user {
    /* What is reserved for this sender has changed; NULL: nothing is any
     * more. dscp: what the network wants its packets marked with, or -1. */
    void (*receivers)(void *owner, const struct rsvp_flowspec *f, uint8_t style,
                      int dscp);
    void (*path_error)(void *owner, const struct rsvp_error_spec *error);
    /* The senders that a receiver has, or what they say, have changed. */
    void (*senders)(void *owner);
    void (*resv_error)(void *owner, const struct rsvp_error_spec *error);
    void (*confirmed)(void *owner);
};

struct engine_config {
    uint32_t refresh_ms; /* R */
    bool loopback;       /* programs of one machine may reserve for another */
    bool quick;          /* the first refreshes come early */
    uint32_t seed;
    size_t sessions_max;
    size_t states_max;  /* paths and reservations together */
    size_t carried_max; /* bytes of others' objects that they keep */
};

struct engine *engine_open(const struct engine_world *world, void *ctx,
                           const struct engine_user *user,
                           const struct engine_config *config);
/* Tears down what stands when `tear`. */
void engine_close(struct engine *e, bool tear);

/* A message that was read; m is the caller's. */
void engine_input(struct engine *e, const struct engine_arrival *in,
                  const struct rsvp_message *m);
/* One that could not be understood but has to be answered. */
void engine_rejected(struct engine *e, const struct engine_arrival *in,
                     const struct rsvp_message *m,
                     const struct rsvp_reject *reject);

/* Runs what is due; when to call it again (UINT64_MAX: not at all). */
uint64_t engine_run(struct engine *e);

/* R from now on; states that stand get there by steps of 30%. */
void engine_refresh_change(struct engine *e, uint32_t refresh_ms);

/* The routes are others: all paths are looked up anew. */
void engine_rerouted(struct engine *e);
/* Policy or budgets are others: what stands is asked for again. */
void engine_reconsider(struct engine *e);

/* --- Local programs. why is written when NULL, false or -1 is returned. */

struct engine_sending {
    struct rsvp_session session;
    struct rsvp_sender sender;
    struct rsvp_tspec tspec;
    unsigned services; /* for the ADSPEC, bits 1 << RSVP_GUARANTEED ... */
    uint8_t ttl;
    size_t n_policies;
    const struct rsvp_blob *policies;
};

struct engine_sender *engine_sender_open(struct engine *e, void *owner,
                                         const struct engine_sending *what,
                                         struct rsvp_error_spec *why);
/* Other numbers or policies; session and sender are the same. */
bool engine_sender_change(struct engine_sender *s,
                          const struct engine_sending *what,
                          struct rsvp_error_spec *why);
void engine_sender_close(struct engine_sender *s);
/* The interface that its packets leave by; 0: none. */
int engine_sender_interface(const struct engine_sender *s);
/* What the owner has for what is held for it; NULL: nothing is. */
void *engine_sender_held(const struct engine_sender *s);
/* Reserves anew what is held for it, if anything is: its owner's wishes are
 * others. */
bool engine_sender_renew(const struct engine_sender *s,
                         struct rsvp_error_spec *why);

/* peer: the only sender that counts, or family 0. */
struct engine_receiver *engine_receiver_open(struct engine *e, void *owner,
                                             const struct rsvp_session *session,
                                             const struct rsvp_sender *peer,
                                             struct rsvp_error_spec *why);
void engine_receiver_close(struct engine_receiver *r);

struct engine_path {
    const struct rsvp_sender *sender;
    const struct rsvp_tspec *tspec;
    const struct rsvp_adspec *adspec; /* NULL: none came; gone when use ends */
    size_t n_policies;
    const struct rsvp_blob *policies;
};
/* Its senders; use returns false to stop. */
void engine_receiver_paths(const struct engine_receiver *r,
                           bool (*use)(void *arg, const struct engine_path *p),
                           void *arg);

struct engine_asked {
    uint8_t style;
    size_t n_flows;
    const struct rsvp_flow *flows;
    bool confirm;
    int dscp; /* -1: none */
    size_t n_policies;
    const struct rsvp_blob *policies;
};
/* Replaces what it has asked for. */
bool engine_reserve(struct engine_receiver *r, const struct engine_asked *asked,
                    struct rsvp_error_spec *why);
void engine_unreserve(struct engine_receiver *r);

/* --- What there is, for people. */

struct engine_counts {
    size_t sessions, paths, reservations, holds;
    uint64_t received, sent, dropped, errors;
};
void engine_counts(const struct engine *e, struct engine_counts *out);

struct engine_shown_path {
    const struct rsvp_session *session;
    struct engine_path path;
    struct rsvp_hop hop; /* family 0: a program here */
    bool udp;
    int out;          /* first interface; 0: none */
    uint64_t left_ms; /* until it is forgotten; UINT64_MAX: never */
};
struct engine_shown_resv {
    const struct rsvp_session *session;
    struct rsvp_hop hop;
    bool udp;
    int interface;
    uint8_t style;
    struct rsvp_flow flow;
    uint64_t left_ms;
};
struct engine_viewer {
    void (*path)(void *arg, const struct engine_shown_path *p);
    void (*resv)(void *arg, const struct engine_shown_resv *r);
    void (*hold)(void *arg, const struct engine_hold *h);
};
void engine_show(const struct engine *e, const struct engine_viewer *v,
                 void *arg);

#endif
