/* SPDX-License-Identifier: MIT */
/* What is told of a socket's quality of service: a queue of changes, which
 * SIO_GET_QOS fetches one at a time, at once, waiting or overlapped, and whose
 * first one is what FD_QOS is about. Microsoft Learn, "SIO_GET_QOS", "QoS
 * Events". */
#include <stdlib.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/hook.h"
#include "handle/thread_obj.h"
#include "sock/join.h"
#include "sock/netevents.h"
#include "sock/op.h"
#include "sock/qosflow.h"

/* Whoever does not fetch them loses the oldest. */
#define ANSWERS_MAX 32u

/* --- The queue. */

static void answer_drop_locked(struct ws2_qos *q)
{
    struct ws2_qos_answer *first = q->answers;

    q->answers = first->next;
    q->answer_count--;
    free(first);
}

static void answer_add_locked(struct ws2_qos *q, struct ws2_qos_answer *a)
{
    struct ws2_qos_answer **end = &q->answers;

    while (*end != NULL)
        end = &(*end)->next;
    *end = a;
    if (++q->answer_count > ANSWERS_MAX)
        answer_drop_locked(q);
}

/* The oldest one; what does not fit stays. */
static ws2_err answer_take_locked(struct ws2_qos *q, void *out, DWORD room,
                                  DWORD *moved)
{
    ws2_err err = ws2_qos_answer_put(q->answers, out, room);

    *moved = 0;
    if (err != WS2_OK)
        return err;
    *moved = (DWORD)q->answers->len;
    answer_drop_locked(q);
    return WS2_OK;
}

static void get_end(struct ws2_qos *q, struct ws2_qos_get *g, ws2_err err,
                    DWORD moved)
{
    ws2_overlapped_end(&g->o, &q->sk->attached,
                       err != WS2_OK ? ws2_status_from_err(err) : 0, moved, 0,
                       false);
}

/* Those that wait get what there is. */
static void gets_serve_locked(struct ws2_qos *q)
{
    while (q->answers != NULL && q->gets != NULL) {
        struct ws2_qos_get *g = q->gets;
        DWORD moved;
        ws2_err err = answer_take_locked(q, g->out, g->room, &moved);

        q->gets = g->next;
        get_end(q, g, err, moved);
    }
}

/* Without memory the change is lost, as is one that nobody fetches. */
void ws2_qos_changed(struct ws2_qos_user *user,
                     const struct ws2_qos_change *change)
{
    struct ws2_qos *q = (struct ws2_qos *)user;
    struct ws2_qos_answer *a = ws2_qos_answer_new(change);

    if (a == NULL)
        return;
    ws2_lock_take(&q->lock);
    answer_add_locked(q, a);
    gets_serve_locked(q);
    ws2_lock_drop(&q->lock);
    ws2_sock_wake(q->sk);
    ws2_netevents_quality(q->sk);
}

ws2_err ws2_qos_due(struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);
    ws2_err code = WS2_OK;

    if (q == NULL)
        return WS2_OK;
    ws2_lock_take(&q->lock);
    if (q->answers != NULL)
        code = q->answers->code;
    ws2_lock_drop(&q->lock);
    return code;
}

/* --- Fetching. */

/* What was asked for may end meanwhile. */
static bool get_is_over(const struct ws2_qos *q, const void *unused)
{
    (void)unused;
    return q->answers != NULL || !q->asked;
}

/* WS2_AGAIN: there is none. */
static ws2_err get_once(struct ws2_qos *q, const struct ioctl_call *c,
                        DWORD *moved)
{
    ws2_err err = WS2_AGAIN;

    ws2_lock_take(&q->lock);
    if (q->answers != NULL)
        err = answer_take_locked(q, c->out, c->out_len, moved);
    else if (!q->asked)
        err = WSAEINVAL;
    ws2_lock_drop(&q->lock);
    return err;
}

static ws2_err get_now(struct ws2_qos *q, const struct ioctl_call *c)
{
    DWORD moved = 0;
    ws2_err err = get_once(q, c, &moved), wait = WS2_OK;

    while (err == WS2_AGAIN && wait == WS2_OK) {
        wait = sock_has(q->sk, SK_NONBLOCK)
                   ? WSAEWOULDBLOCK
                   : ws2_qos_sleep(q, get_is_over, NULL);
        if (wait == WS2_OK)
            err = get_once(q, c, &moved);
    }
    *c->returned = moved;
    return err == WS2_AGAIN ? wait : err;
}

static void get_add_locked(struct ws2_qos *q, struct ws2_qos_get *g)
{
    struct ws2_qos_get **end = &q->gets;

    while (*end != NULL)
        end = &(*end)->next;
    *end = g;
}

/* What is there already is had at once. */
static ws2_err get_begin(struct ws2_qos *q, struct ws2_qos_get *g, DWORD *moved)
{
    ws2_err err = WSA_IO_PENDING;

    if (!ws2_op_remember(&g->o))
        return WSAENOBUFS;
    ws2_lock_take(&q->lock);
    if (sock_has(q->sk, SK_CLOSED))
        err = WSAENOTSOCK; /* else ws2_qos_stop comes */
    else if (!q->asked)
        err = WSAEINVAL; /* likewise ws2_qos_end */
    else if (q->answers != NULL)
        err = answer_take_locked(q, g->out, g->room, moved);
    else
        get_add_locked(q, g);
    ws2_lock_drop(&q->lock);
    return err;
}

static ws2_err get_overlapped(struct ws2_qos *q, const struct ioctl_call *c)
{
    const unsigned skip = FILE_SKIP_COMPLETION_PORT_ON_SUCCESS;
    struct ws2_attachment *attached = &q->sk->attached;
    struct ws2_qos_get *g = ws2_block_get(sizeof(*g));
    DWORD moved = 0;
    ws2_err err;

    if (g == NULL)
        return WSAENOBUFS;
    g->o.packet.size = sizeof(*g);
    err = ws2_overlapped_begin(&g->o, attached, c->ov, c->routine);
    if (err != WS2_OK) {
        ws2_block_put(g, sizeof(*g));
        return err;
    }
    g->o.packet.thread = ws2_thread_id();
    g->next = NULL;
    g->out = c->out;
    g->room = c->out_len;
    err = get_begin(q, g, &moved);
    if (err == WSA_IO_PENDING)
        return err;
    *c->returned = moved;
    if (err == WS2_OK)
        ws2_overlapped_end(&g->o, attached, 0, moved, 0,
                           (ws2_attached_modes(attached) & skip) != 0);
    else
        ws2_overlapped_drop(&g->o, ws2_status_from_err(err));
    return err;
}

/* A sender hears nothing before it has somebody to send to, a receiver before
 * it can be reached. */
static ws2_err get_check(struct ws2_qos *q)
{
    const bool named = sock_has(q->sk, SK_BOUND | SK_CONNECTED);
    bool asked, sends, receives, connected = sock_has(q->sk, SK_CONNECTED);
    int len;

    ws2_lock_take(&q->lock);
    asked = q->asked;
    sends = ws2_qos_flow_is_served(&q->request.sending);
    receives = ws2_qos_flow_is_served(&q->request.receiving);
    connected |= q->request.destination.ss_family != 0;
    ws2_lock_drop(&q->lock);
    if (!asked)
        return WSAEINVAL;
    connected = connected || ws2_leaf_peer(q->sk, &len) != NULL;
    if (sends && !receives && !connected)
        return WSAENOTCONN;
    return receives && !sends && !named ? WSAEINVAL : WS2_OK;
}

ws2_err ws2_ioctl_get_qos(struct ws2_sock *sk, const struct ioctl_call *c)
{
    struct ws2_qos *q = qos_of(sk);
    ws2_err err = WSAEINVAL;

    if (!ws2_qos_is_offered(sk))
        return WSAENOPROTOOPT;
    if (q != NULL)
        err = get_check(q);
    if (err == WS2_OK && (c->out == NULL || c->out_len < sizeof(ULONG) ||
                          !os_mem_writable(c->out, c->out_len)))
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = c->ov != NULL || c->routine != NULL ? get_overlapped(q, c)
                                                  : get_now(q, c);
    ws2_netevents_again(sk, FD_QOS); /* whatever came of it */
    return err;
}

/* --- What ends operations early. */

static bool get_is_wanted(const struct ws2_qos_get *g, const OVERLAPPED *ov,
                          uint32_t thread)
{
    return (ov == NULL || g->o.packet.overlapped == ov) &&
           (thread == 0 || g->o.packet.thread == thread);
}

unsigned ws2_qos_cancel(struct ws2_sock *sk, const OVERLAPPED *ov,
                        uint32_t thread)
{
    struct ws2_qos *q = qos_of(sk);
    struct ws2_qos_get *g;
    unsigned n = 0;

    if (q == NULL)
        return 0;
    ws2_lock_take(&q->lock);
    for (struct ws2_qos_get **at = &q->gets; (g = *at) != NULL;) {
        if (!get_is_wanted(g, ov, thread)) {
            at = &g->next;
            continue;
        }
        *at = g->next;
        get_end(q, g, WSA_OPERATION_ABORTED, 0);
        n++;
    }
    ws2_lock_drop(&q->lock);
    return n;
}

void ws2_qos_forget(struct ws2_qos *q)
{
    ws2_lock_take(&q->lock);
    while (q->answers != NULL)
        answer_drop_locked(q);
    ws2_lock_drop(&q->lock);
    ws2_qos_cancel(q->sk, NULL, 0);
}

bool ws2_qos_is_busy(const struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);
    bool busy = false;

    if (q == NULL)
        return false;
    ws2_lock_take(&q->lock);
    busy = q->gets != NULL || (q->set != NULL && q->set->overlapped);
    ws2_lock_drop(&q->lock);
    return busy;
}
