/* SPDX-License-Identifier: MIT */
/* A rate that is kept in the sends of a datagram socket, for its quality of
 * service: what is more is delayed, dropped, or sent without a mark
 * (qos/enforce.h). A socket that never had one costs a look at its pointer. */
#ifndef WS2_SOCK_POLICE_H
#define WS2_SOCK_POLICE_H

#include "qos/enforce.h"
#include "sock/rare.h"

struct os_msg;
struct ws2_police;

/* NULL: the socket never had a rate. */
static inline struct ws2_police *sock_police(const struct ws2_sock *sk)
{
    struct ws2_rare *rare = sock_rare_made(sk);

    if (__builtin_expect(rare == NULL, 1))
        return NULL;
    return atomic_load_explicit(&rare->police, memory_order_acquire);
}

enum ws2_verdict {
    WS2_VERDICT_SEND,   /* it is in the rate, and counted */
    WS2_VERDICT_PASS,   /* no rate is kept */
    WS2_VERDICT_WAIT,   /* later: WS2_AGAIN */
    WS2_VERDICT_DROP,   /* say that it was sent */
    WS2_VERDICT_DEMOTE, /* send it without a mark */
    WS2_VERDICT_TRY     /* send it; the kernel may drop it: WSAENOBUFS */
};
/* Of a datagram with so many bytes of data, right before it is sent. */
enum ws2_verdict ws2_police_ask(struct ws2_police *p, uint64_t size);
/* WS2_VERDICT_SEND, but the send failed. */
void ws2_police_return(struct ws2_police *p, uint64_t size);

/* A send had to wait, and has to until then; 0: no. The channel, if there is
 * one, is told of the moment as of an edge. */
int64_t ws2_police_due_far(struct ws2_police *p);
static inline int64_t ws2_police_due(const struct ws2_sock *sk)
{
    struct ws2_police *p = sock_police(sk);

    return __builtin_expect(p == NULL, 1) ? 0 : ws2_police_due_far(p);
}

/* From now on; what waits looks again. WSAENOBUFS. */
ws2_err ws2_police_set(struct ws2_sock *sk,
                       const struct ws2_qos_enforcement *what);
void ws2_police_stop(struct ws2_sock *sk); /* closesocket */
void ws2_police_forked(struct ws2_sock *sk);

#endif
