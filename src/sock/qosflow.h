/* SPDX-License-Identifier: MIT */
/* What the files about a socket's quality of service share.
 *
 * Two locks, as a backend calls back: calls is held over its functions, one at
 * a time, and guards flow; lock is taken in what it calls, and guards the rest.
 * The order is calls, the backend's own, then a selection's (netevents.c), then
 * lock. */
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
    const struct ws2_qos_backend *backend; /* of flow */
    struct ws2_qos_flow *flow;             /* or NULL */
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

struct ws2_qos *ws2_qos_need(struct ws2_sock *sk); /* NULL without memory */

/* qosget.c: a backend tells. */
void ws2_qos_changed(struct ws2_qos_user *user,
                     const struct ws2_qos_change *change);
/* Sleeps until a backend has told something, at most; the caller looks again.
 * WSAEINTR, WSA_OPERATION_ABORTED. */
ws2_err ws2_qos_sleep(struct ws2_qos *q, bool (*over)(const struct ws2_qos *));

#endif
