/* SPDX-License-Identifier: MIT */
/* The life of a socket's flow at its backend, from the first request to the
 * end; see qosflow.h. */
#include <stdlib.h>

#include "sock/police.h"
#include "sock/qosflow.h"

bool ws2_qos_is_offered(const struct ws2_sock *sk)
{
    return (ws2_sock_protocol(sk)->dwServiceFlags1 & XP1_QOS_SUPPORTED) != 0;
}

struct ws2_qos *ws2_qos_need(struct ws2_sock *sk)
{
    struct ws2_rare *rare = ws2_rare_need(sk);
    struct ws2_qos *q = qos_of(sk), *other = NULL;

    if (q != NULL || rare == NULL)
        return q;
    q = calloc(1, sizeof(*q));
    if (q == NULL)
        return NULL;
    q->user =
        (struct ws2_qos_user){ws2_qos_done, ws2_qos_changed, ws2_qos_granted};
    q->sk = sk;
    ws2_qos_request_init(&q->request);
    if (atomic_compare_exchange_strong(&rare->qos, &other, q))
        return q;
    free(q);
    return other;
}

struct ws2_qos_place ws2_qos_place_of(struct ws2_qos *q)
{
    struct ws2_sock *sk = q->sk;
    const bool aims = atomic_load(&q->aims) && q->group.ss_family == 0;
    const DWORD part = aims ? q->aim_part : q->part;
    struct ws2_qos_place place = {
        .family = sk->family,
        .protocol = sk->protocol,
        .connected = sock_has(sk, SK_CONNECTED),
        .sends = !sock_has(sk, SK_SHUT_WR) && part != JL_RECEIVER_ONLY,
        .receives = !sock_has(sk, SK_SHUT_RD) && part != JL_SENDER_ONLY};
    int len;

    if (sock_has(sk, SK_BOUND | SK_CONNECTED))
        os_sockname(sk->fd, &place.local, &len);
    if (place.connected)
        os_peername(sk->fd, &place.peer, &len);
    else
        place.peer = aims ? q->aim : q->group;
    return place;
}

/* A socket that is being closed gets no flow any more. */
ws2_err ws2_qos_flow_need_locked(struct ws2_qos *q)
{
    ws2_err err;

    if (sock_has(q->sk, SK_CLOSED))
        return WSAENOTSOCK;
    if (q->flow != NULL)
        return WS2_OK;
    q->backend = ws2_qos_backend();
    err = q->backend->open(&q->user, &q->flow);
    if (err != WS2_OK)
        q->flow = NULL;
    return err;
}

/* Also for what is asked for later. */
void ws2_qos_joined(struct ws2_sock *sk, const SOCKADDR_STORAGE *group,
                    DWORD part)
{
    struct ws2_qos *q = ws2_qos_is_offered(sk) ? ws2_qos_need(sk) : NULL;

    if (q == NULL)
        return;
    ws2_lock_take(&q->calls);
    q->group = *group;
    q->part = part;
    ws2_qos_calls_drop(q);
    ws2_qos_moved_far(sk);
}

void ws2_qos_aimed(struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);

    if (q != NULL && atomic_exchange(&q->aims, false))
        ws2_qos_moved_far(sk);
}

static void moved_tell_locked(struct ws2_qos *q)
{
    struct ws2_qos_place place;

    if (!atomic_exchange(&q->moved, false) || q->flow == NULL)
        return;
    place = ws2_qos_place_of(q);
    q->backend->moved(q->flow, &place);
}

/* Who finds the lock taken leaves it to who has it, and who drops it looks. */
static void moved_tell(struct ws2_qos *q)
{
    atomic_thread_fence(memory_order_seq_cst);
    while (atomic_load(&q->moved) && ws2_lock_try(&q->calls)) {
        moved_tell_locked(q);
        ws2_lock_drop(&q->calls);
        atomic_thread_fence(memory_order_seq_cst);
    }
}

void ws2_qos_moved_far(struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);

    atomic_store(&q->moved, true);
    moved_tell(q);
}

void ws2_qos_calls_drop(struct ws2_qos *q)
{
    ws2_lock_drop(&q->calls);
    moved_tell(q);
}

/* --- Ends. */

static void flow_close_locked(struct ws2_qos *q)
{
    const struct ws2_qos_status aborted = {WSA_OPERATION_ABORTED, {0, 0}};

    if (q->flow != NULL)
        q->backend->close(q->flow);
    q->flow = NULL;
    ws2_lock_take(&q->lock);
    ws2_qos_set_end_locked(q, &aborted);
    ws2_lock_drop(&q->lock);
}

void ws2_qos_end(struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);

    if (q == NULL)
        return;
    ws2_lock_take(&q->calls);
    flow_close_locked(q);
    ws2_lock_take(&q->lock);
    q->asked = false;
    atomic_store(&q->aims, false);
    ws2_qos_request_clear(&q->request);
    ws2_lock_drop(&q->lock);
    ws2_qos_ungrant(q);
    ws2_qos_forget(q);
    ws2_qos_calls_drop(q);
    ws2_sock_wake(sk); /* who waits looks again */
}

/* What was asked for stays: who is inside a call finds the socket closed, not
 * one that was never asked. */
void ws2_qos_stop(struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);

    if (q == NULL)
        return;
    ws2_lock_take(&q->calls);
    flow_close_locked(q);
    ws2_qos_calls_drop(q);
    ws2_police_stop(sk);
    ws2_qos_cancel(sk, NULL, 0);
}

/* The flow, what was told of it, and what is pending, are the parent's. What
 * they own is not freed: a thread of the parent's was perhaps changing it. */
void ws2_qos_forked(struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);

    if (q == NULL)
        return;
    ws2_police_forked(sk);
    atomic_store(&q->calls.word, 0);
    atomic_store(&q->grants.word, 0);
    atomic_store(&q->lock.word, 0);
    q->flow = NULL;
    q->set = NULL;
    q->gets = NULL;
    q->answers = NULL;
    q->answer_count = 0;
    q->asked = false;
    ws2_qos_request_init(&q->request);
}

void ws2_qos_free(struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);
    struct ws2_qos_answer *next;

    if (q == NULL)
        return;
    for (struct ws2_qos_answer *a = q->answers; a != NULL; a = next) {
        next = a->next;
        free(a);
    }
    ws2_qos_request_clear(&q->request);
    free(q);
}
