/* SPDX-License-Identifier: MIT */
/* The engine's state; for its own files only.
 *
 * Handlers change paths and reservations and mark the session; engine_settle()
 * then does what follows of it: interfaces, local programs, and what is asked
 * of the previous hops. */
#ifndef WS2_RSVPD_STATE_H
#define WS2_RSVPD_STATE_H

#include <sys/queue.h>

#include "engine.h"
#include "timer.h"

struct blobs {
    size_t count;
    struct rsvp_blob *all; /* one block with the bodies */
};

/* Refreshes of one state: when the next is due, and how many were early. */
struct pulse {
    struct timer timer;
    uint32_t period_ms;
    unsigned early;
};

/* What policy has granted a state. */
struct permit {
    void *grant;
    struct timer over;
};

/* An address and protocol: its sessions all have a port, or none has. */
struct dest {
    LIST_ENTRY(dest) in_bucket;
    struct rsvp_addr addr;
    uint8_t protocol;
    unsigned with_port, without;
};

/* What was asked of a previous hop, or is to be. */
struct request {
    uint8_t style;
    int dscp;
    size_t n_flows, n_filters, n_scope;
    struct rsvp_flow *flows; /* one block with the rest */
    struct rsvp_sender *filters;
    struct rsvp_addr *scope;
};

/* A previous hop of a session, to which reservations are sent. */
struct upstream {
    LIST_ENTRY(upstream) in_session;
    struct session *session;
    struct rsvp_hop hop;
    int interface;
    bool udp;
    uint64_t raw_until; /* it has spoken IP lately */
    unsigned paths;
    struct request *sent;
    struct pulse pulse;
    struct rsvp_addr confirm; /* who wants to know, as it was sent */
};

struct path { /* PSB */
    LIST_ENTRY(path) in_session;
    struct session *session;
    struct rsvp_sender sender;
    struct upstream *up;       /* NULL: a program here */
    struct engine_sender *api; /* that program */
    struct rsvp_tspec tspec;
    bool has_adspec;
    struct rsvp_adspec adspec; /* as it came */
    struct blobs policies, unknown;
    uint8_t ttl;       /* that it came with */
    bool non_rsvp_hop; /* somebody on the way did not take part */
    size_t n_out;
    int out[ENGINE_OUT_MAX];
    bool here;
    struct timer expiry;
    struct pulse pulse;
    struct permit permit;
    /* Blockade (RFC 2205, 2.5): this much was refused up there. */
    bool blocked;
    struct rsvp_flowspec refused;
    struct timer unblock;
};

struct resv { /* RSB; of FF one for each sender */
    LIST_ENTRY(resv) in_session;
    struct session *session;
    struct rsvp_hop hop; /* next hop; family 0: a program here */
    struct engine_receiver *api;
    int interface; /* 0: a program here */
    bool udp;
    uint8_t style;
    struct rsvp_flowspec flowspec;
    size_t n_filters;
    struct rsvp_sender *filters;
    size_t n_scope;
    struct rsvp_addr *scope;
    int dscp;
    struct blobs policies;
    struct rsvp_addr confirm; /* who wants to know; family 0: nobody. A
                               * program here: no address */
    bool ask_confirm;         /* it has just said so */
    struct timer expiry;
    struct permit permit;
};

struct hold {
    LIST_ENTRY(hold) in_session;
    struct engine_hold is;
    struct rsvp_sender sender; /* FF */
    struct rsvp_sender *filters;
};

struct session {
    LIST_ENTRY(session) in_bucket;
    TAILQ_ENTRY(session) in_dirty;
    bool dirty, paths_changed;
    struct engine *engine;
    struct dest *dest;
    struct rsvp_session key;
    unsigned n_paths, n_resvs;
    LIST_HEAD(, path) paths;
    LIST_HEAD(, resv) resvs;
    LIST_HEAD(, upstream) ups;
    LIST_HEAD(, hold) holds;
    LIST_HEAD(, engine_sender) senders;
    LIST_HEAD(, engine_receiver) receivers;
};

struct engine_sender {
    LIST_ENTRY(engine_sender) in_session;
    void *owner;
    struct path *path;
    bool told; /* of receivers, with these */
    struct rsvp_flowspec flowspec;
    uint8_t style;
    int dscp;
};

struct engine_receiver {
    LIST_ENTRY(engine_receiver) in_session;
    struct session *session;
    void *owner;
    struct rsvp_sender peer; /* family 0: any */
    bool tell;
    bool confirm; /* wanted, and not had yet */
};

#define BUCKETS    4096u
#define PATHS_MAX  256u /* of a session */
#define RESVS_MAX  512u
#define ERRORS_MAX 500u /* messages that say so, in a second */

struct engine {
    struct engine_world world;
    void *ctx;
    struct engine_user user;
    struct engine_config config;
    struct timers timers;
    uint64_t random;
    LIST_HEAD(, session) sessions[BUCKETS];
    LIST_HEAD(, dest) dests[BUCKETS];
    TAILQ_HEAD(, session) dirty;
    bool settling, closing;
    struct engine_counts counts;
    size_t carried; /* bytes of all blobs */
    uint64_t error_window;
    unsigned errors_sent;
};

#define CONTAINER(pointer, type, member)                                       \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

/* --- engine.c */

uint64_t engine_now(struct engine *e);
struct session *session_find(struct engine *e, const struct rsvp_session *key);
/* NULL: no memory or too many, which *why says, as that ports conflict. */
struct session *session_need(struct engine *e, const struct rsvp_session *key,
                             struct rsvp_error_spec *why);
void session_mark(struct session *s);
/* Room for another path or reservation and its timers. */
bool state_room(struct engine *e);
void engine_settle(struct engine *e);
/* Whether policy allows it; the old grant is kept when not. */
bool permit_ask(struct engine *e, struct permit *p,
                const struct engine_asking *a, struct rsvp_error_spec *why);
void permit_end(struct engine *e, struct permit *p);
/* An error of ours. */
struct rsvp_error_spec error_of(enum rsvp_error code, unsigned value);

/* When a state is forgotten of whose sender R is this (RFC 2205, 3.7). */
uint64_t lifetime_ms(uint32_t refresh_ms);
/* Sets the next refresh; `anew` after a change. */
void pulse_set(struct engine *e, struct pulse *p, bool anew);

/* False: no memory, or more than may be kept. */
bool blobs_copy(struct engine *e, struct blobs *out,
                const struct rsvp_blob *all, size_t count);
bool blobs_equal(const struct blobs *a, const struct rsvp_blob *all,
                 size_t count);
void blobs_free(struct engine *e, struct blobs *b);

/* --- path.c */

void path_input(struct engine *e, const struct engine_arrival *in,
                const struct rsvp_message *m);
void path_tear_input(struct engine *e, const struct engine_arrival *in,
                     const struct rsvp_message *m);
struct path *path_find(const struct session *s, const struct rsvp_sender *t);
struct path *path_new(struct session *s, const struct rsvp_sender *t);
/* Looks up where it leaves; true when that is another place. */
bool path_route(struct path *p);
void path_send(struct path *p);
/* What was changed is sent at once, and early again. */
void path_changed(struct path *p);
/* Whether two ADSPECs say the same. */
bool adspec_equal(const struct rsvp_adspec *a, const struct rsvp_adspec *b);
/* Forgets it, with PathTear when `tear`. */
void path_end(struct path *p, bool tear);
void path_free(struct path *p);
/* Who sends is told why, and it is forgotten. */
void path_refuse(struct path *p, struct rsvp_error_spec why);
/* A previous hop; the old one is left. NULL for a program here. */
bool path_attach(struct path *p, const struct rsvp_hop *hop,
                 const struct engine_arrival *in);
/* False: a port is 0 and another is not. */
bool path_ports_fit(const struct session *s, const struct rsvp_sender *t,
                    struct rsvp_error_spec *why);

/* --- resv.c */

void resv_input(struct engine *e, const struct engine_arrival *in,
                const struct rsvp_message *m);
void resv_tear_input(struct engine *e, const struct engine_arrival *in,
                     const struct rsvp_message *m);
/* One request of somebody's, with n_filters of its style; `from` has who, what
 * and where, and keeps nothing. */
bool resv_accept(struct session *s, const struct resv *from,
                 struct rsvp_error_spec *why);
bool resv_style_fits(const struct session *s, const struct resv *from);
void resv_free(struct resv *r);
/* Who asked is told why, and it is gone. */
void resv_refuse(struct resv *r, struct rsvp_error_spec why);
/* Whether it asks for what this path brings. */
bool resv_wants(const struct resv *r, const struct path *p);
bool receiver_hears(const struct engine_receiver *r, const struct path *p);

/* --- hold.c */

/* Has the interface hold what r, which is not in the list yet and takes
 * `instead`'s place, adds to the others. */
bool hold_try(struct session *s, const struct resv *r,
              const struct resv *instead, struct rsvp_error_spec *why);
/* Lets go what nobody asks for any more. */
void hold_settle(struct session *s);

/* --- upstream.c */

void upstream_settle(struct upstream *u);
/* Who asked for a confirmation and is asked for no further. */
void confirm_settle(struct session *s);
void upstream_free(struct upstream *u);
void upstream_refresh(struct timer *t);
/* The least that satisfies all, but for those that were refused. */
struct merging {
    bool any, any_blocked;
    struct rsvp_flowspec clear, blocked;
};
void merging_add(struct merging *m, const struct rsvp_flowspec *f,
                 const struct rsvp_flowspec *refused);
const struct rsvp_flowspec *merging_result(const struct merging *m);

/* --- error.c */

void path_error_input(struct engine *e, const struct rsvp_message *m);
void resv_error_input(struct engine *e, const struct engine_arrival *in,
                      const struct rsvp_message *m);
void resv_conf_input(struct engine *e, const struct rsvp_message *m);
/* To the hop that m, a Path, came from. */
void path_error_answer(struct engine *e, const struct engine_arrival *in,
                       const struct rsvp_message *m,
                       struct rsvp_error_spec why);
/* To where p comes from. */
void path_error_tell(struct path *p, struct rsvp_error_spec why);
void resv_error_answer(struct engine *e, const struct rsvp_session *session,
                       const struct resv *to, struct rsvp_error_spec why);
void resv_conf_send(struct session *s, const struct resv *r);

/* --- api.c */

void senders_settle(struct session *s);
void receivers_settle(struct session *s);

#endif
