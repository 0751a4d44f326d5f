/* SPDX-License-Identifier: MIT */
/* What the files about a socket's quality of service share.
 *
 * Two locks, as a backend calls back: calls is held over its functions, one at
 * a time, and guards flow, group and aim; lock is taken in what it calls, and
 * guards the rest, but for what grants does. The order is calls, the backend's
 * own, grants, a channel's and a selection's (netevents.c), then lock. A socket
 * can move below a channel's lock, or while a backend tells something: who
 * moves it waits for none of these, but leaves word for who has calls. */
#ifndef WS2_SOCK_QOSFLOW_H
#define WS2_SOCK_QOSFLOW_H

#include "qos/answer.h"
#include "qos/check.h"
#include "sock/ioctl.h"
#include "sock/qos.h"

/* A set that is under way: the block is its overlapped operation's, too. */
struct ws2_qos_set {
    struct ws2_overlapped o;
    bool overlapped; /* else who began it waits */
    bool over;       /* *status is there */
    bool left;       /* and nobody waits any more */
    struct ws2_qos_request request;
    struct ws2_qos_status status;
    void *out; /* the program's, for the status of a failure, or NULL */
};

/* A SIO_GET_QOS that is pending. */
struct ws2_qos_get {
    struct ws2_overlapped o; /* first: its block is ours */
    struct ws2_qos_get *next;
    void *out;
    DWORD room;
};

struct ws2_qos {
    struct ws2_qos_user user; /* first: the backend's */
    struct ws2_sock *sk;
    struct ws2_lock calls;
    atomic_bool moved; /* the backend is to hear of it: by who has calls */
    const struct ws2_qos_backend *backend; /* of flow */
    struct ws2_qos_flow *flow;             /* or NULL */
    SOCKADDR_STORAGE group;                /* a leaf's; ss_family 0: none */
    DWORD part;                            /* JL_*, in that; or 0 */
    SOCKADDR_STORAGE aim;                  /* of a call that leads there */
    DWORD aim_part;
    atomic_bool aims;       /* such a call is under way */
    struct ws2_lock grants; /* taken before lock; over marked and pace */
    bool marked;            /* packets have a mark */
    uint32_t pace;          /* of TCP, bytes/s; 0: none */
    struct ws2_lock lock;
    bool asked; /* a set has succeeded */
    struct ws2_qos_request request;
    struct ws2_qos_set *set;        /* under way, or NULL */
    struct ws2_qos_answer *answers; /* the oldest first */
    unsigned answer_count;
    struct ws2_qos_get *gets; /* likewise; only while there are no answers */
};

static inline struct ws2_qos *qos_of(const struct ws2_sock *sk)
{
    return atomic_load_explicit(&sock_rare(sk)->qos, memory_order_acquire);
}

/* qos.c */
struct ws2_qos *ws2_qos_need(struct ws2_sock *sk); /* NULL without memory */
void ws2_qos_calls_drop(struct ws2_qos *q);        /* the lock */
struct ws2_qos_place ws2_qos_place_of(struct ws2_qos *q); /* calls is held */
/* calls is held. A socket that is being closed gets none: WSAENOTSOCK. */
ws2_err ws2_qos_flow_need_locked(struct ws2_qos *q);

/* qosset.c: these take r over; *why says what the code does. */
ws2_err ws2_qos_set_now(struct ws2_qos *q, struct ws2_qos_request *r,
                        struct ws2_qos_status *why);
/* out: where the status of a late failure goes, or NULL. */
ws2_err ws2_qos_set_overlapped(struct ws2_qos *q, struct ws2_qos_request *r,
                               const struct ioctl_call *c, void *out,
                               struct ws2_qos_status *why);
void ws2_qos_status_out(void *out, const struct ws2_qos_status *status);
/* The one that is under way, if there is one, has ended; lock is held. */
void ws2_qos_set_end_locked(struct ws2_qos *q,
                            const struct ws2_qos_status *status);
void ws2_qos_done(struct ws2_qos_user *user,
                  const struct ws2_qos_status *status);

/* qosgrant.c: how packets leave. */
void ws2_qos_granted(struct ws2_qos_user *user,
                     const struct ws2_qos_grant *grant);
void ws2_qos_ungrant(struct ws2_qos *q); /* as best effort */

/* qosget.c: a backend tells. */
void ws2_qos_changed(struct ws2_qos_user *user,
                     const struct ws2_qos_change *change);
/* As if nothing had been told: changes are dropped, what is pending ends. */
void ws2_qos_forget(struct ws2_qos *q);

/* qoswait.c */
/* Sleeps until a backend has told something, at most, unless it is over by now,
 * as told with lock held; the caller looks again. WSAEINTR,
 * WSA_OPERATION_ABORTED. */
ws2_err ws2_qos_sleep(struct ws2_qos *q,
                      bool (*over)(const struct ws2_qos *q, const void *what),
                      const void *what);

#endif
