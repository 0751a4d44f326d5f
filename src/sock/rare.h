/* SPDX-License-Identifier: MIT */
/* What few sockets have: options that Linux lacks, time-outs, and what unusual
 * functions keep. It is one block, made when a part of it is set first, so that
 * an idle connection is small (docs/performance.md). Each part is guarded as
 * its file says. */
#ifndef WS2_SOCK_RARE_H
#define WS2_SOCK_RARE_H

#include "sock/sock.h"

struct os_filter;
struct ws2_capture;
struct ws2_errqueue;
struct ws2_leaf;
struct ws2_netevents;
struct ws2_notify;
struct ws2_police;
struct ws2_qos;
struct ws2_request;
struct ws2_rio_rq;
struct ws2_stamps;
struct ws2_unread;

/* Options whose value only the socket keeps; option_kept.c. */
enum ws2_kept {
    KEPT_PORT_SCALABILITY,
    KEPT_RANDOMIZE_PORT,
    KEPT_REUSE_UNICASTPORT,
    KEPT_MAXRT,
    KEPT_MAXRTMS,
    KEPT_FASTOPEN,
    KEPT_SEND_MSG_SIZE,
    KEPT_KEEPCNT,
    KEPT_KEEPINTVL,
    KEPT_RECV_COALESCED,
    KEPT_PROTECTION,
    KEPT_PROTECTION6,
    KEPT_USER_MTU6,
    KEPT_USER_MTU,
    KEPT_OFFLOAD,
    KEPT_SECURITY, /* SIO_SET_SECURITY was called */
    KEPT_COUNT
};

struct ws2_rare {
    struct ws2_unread *unread;   /* after SD_RECEIVE, or NULL; unread.c */
    struct os_filter *filter;    /* of datagrams, or NULL; option_filter.c */
    struct ws2_errqueue *errors; /* ICMP's, for the program; errqueue.c */
    struct ws2_stamps *stamps;   /* of datagrams sent; timestamp.c */
    struct ws2_notify *notify;   /* of readiness, to a port; notify.c */
    struct ws2_obj *home; /* a reference: whose set chan is in, if it can go */
    _Atomic(struct ws2_capture *) capture;     /* SIO_RCVALL's; rcvall.c */
    _Atomic(struct ws2_leaf *) leaf;           /* its group, or NULL; join.c */
    _Atomic(struct ws2_request *) deferred;    /* a listener's; accept.c */
    _Atomic(struct ws2_netevents *) netevents; /* set once; netevents.c */
    _Atomic(struct ws2_qos *) qos;       /* its quality, set once; qos.c */
    _Atomic(struct ws2_police *) police; /* set once; police.c */
    _Atomic(struct ws2_rio_rq *) rio;    /* registered I/O, set once; riorq.c */
    struct {                             /* reserve.c */
        uint64_t token; /* of the reservation to bind from, or 0 */
        uint16_t taken; /* the port that it gave, or 0 */
        bool owner;     /* of reservations */
    } ports;
    atomic_uint rcvtimeo_ms, sndtimeo_ms; /* 0: none */
    _Atomic uint16_t linger_s;
    atomic_bool linger_on;
    _Atomic uint16_t failed; /* what a connect ended with, for SO_ERROR; or 0 */
    atomic_uint group_priority;
    atomic_uint infos;            /* control data asked for; cmsg.c */
    atomic_uint kept[KEPT_COUNT]; /* options that Linux lacks */
};

extern const struct ws2_rare ws2_rare_unset;

/* The block, or NULL. */
static inline struct ws2_rare *sock_rare_made(const struct ws2_sock *sk)
{
    return atomic_load_explicit(&sk->rare, memory_order_acquire);
}

/* To be read only. */
static inline const struct ws2_rare *sock_rare(const struct ws2_sock *sk)
{
    const struct ws2_rare *rare = sock_rare_made(sk);

    return rare != NULL ? rare : &ws2_rare_unset;
}

/* To be set: made if it is not there. NULL without memory. */
struct ws2_rare *ws2_rare_need(struct ws2_sock *sk);

/* An option's value. WSAENOBUFS. */
ws2_err ws2_rare_keep(struct ws2_sock *sk, enum ws2_kept at, uint32_t value);

/* What a connection has of it from its listener. WSAENOBUFS. */
ws2_err ws2_rare_inherit(struct ws2_sock *sk, const struct ws2_sock *parent);

/* The socket goes. */
void ws2_rare_free(struct ws2_sock *sk);

/* A connection that a condition function deferred: the listener is readable
 * though the kernel does not show it. */
static inline bool ws2_sock_has_deferred(const struct ws2_sock *sk)
{
    return atomic_load_explicit(&sock_rare(sk)->deferred,
                                memory_order_acquire) != NULL;
}

#endif
