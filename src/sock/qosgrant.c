/* SPDX-License-Identifier: MIT */
/* How a socket's packets leave once a backend has said what was granted: marks
 * and a TCP connection's pace are the kernel's to keep, a datagram socket's
 * rate is ours (police.c). */
#include "os/mark.h"
#include "sock/police.h"
#include "sock/qosflow.h"

#define TCP_HEADERS4 40 /* of IP and TCP: the rate is of packets */
#define TCP_HEADERS6 60

static const struct ws2_qos_grant nothing = {.service = SERVICETYPE_BESTEFFORT};

/* What of the rate is data. */
static uint32_t tcp_pace(const struct ws2_sock *sk,
                         const struct ws2_qos_enforcement *e)
{
    uint32_t headers = sk->family == AF_INET6 ? TCP_HEADERS6 : TCP_HEADERS4;
    uint32_t size = e->max_sdu > 2 * headers ? e->max_sdu : 2 * headers;
    uint32_t pace = (uint32_t)((uint64_t)e->rate * (size - headers) / size);

    if (e->excess != WS2_QOS_DELAY)
        return 0;
    return pace != 0 ? pace : 1;
}

/* A mark or a pace that cannot be set leaves the packets best effort. */
static void apply_locked(struct ws2_qos *q, const struct ws2_qos_enforcement *e)
{
    struct ws2_sock *sk = q->sk;
    bool marks = e->dscp != 0 || e->priority != 0;
    uint32_t pace = sk->protocol == IPPROTO_TCP ? tcp_pace(sk, e) : 0;

    if (marks || q->marked)
        os_mark(sk->fd, sk->family == AF_INET6, e->dscp, e->priority);
    q->marked = marks;
    if (pace != q->pace)
        os_pace(sk->fd, pace);
    q->pace = pace;
    if (sk->protocol != IPPROTO_TCP)
        ws2_police_set(sk, e);
}

/* The request that is under way is the one that is granted. */
static void grant_apply(struct ws2_qos *q, const struct ws2_qos_grant *grant)
{
    struct ws2_qos_enforcement e;

    ws2_lock_take(&q->grants);
    ws2_lock_take(&q->lock);
    ws2_qos_enforcement_of(q->set != NULL ? &q->set->request : &q->request,
                           q->sk->protocol, grant, &e);
    ws2_lock_drop(&q->lock);
    apply_locked(q, &e);
    ws2_lock_drop(&q->grants);
}

void ws2_qos_granted(struct ws2_qos_user *user,
                     const struct ws2_qos_grant *grant)
{
    grant_apply((struct ws2_qos *)user, grant);
}

void ws2_qos_ungrant(struct ws2_qos *q)
{
    grant_apply(q, &nothing);
}
