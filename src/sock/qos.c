/* SPDX-License-Identifier: MIT */
/* What a socket asks of its backend; see qosflow.h. Microsoft Learn, "Generic
 * QoS", "SIO_SET_QOS". */
#include <stdlib.h>
#include <string.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/thread_obj.h"
#include "os/mem.h"
#include "sock/join.h"
#include "sock/op.h"
#include "sock/qosflow.h"

bool ws2_qos_is_offered(const struct ws2_sock *sk)
{
    return (ws2_sock_protocol(sk)->dwServiceFlags1 & XP1_QOS_SUPPORTED) != 0;
}

/* --- The flow's life. */

static void qos_done(struct ws2_qos_user *user,
                     const struct ws2_qos_status *status);

struct ws2_qos *ws2_qos_need(struct ws2_sock *sk)
{
    struct ws2_rare *rare = ws2_rare_need(sk);
    struct ws2_qos *q = qos_of(sk), *other = NULL;

    if (q != NULL || rare == NULL)
        return q;
    q = calloc(1, sizeof(*q));
    if (q == NULL)
        return NULL;
    q->user = (struct ws2_qos_user){qos_done, ws2_qos_changed};
    q->sk = sk;
    ws2_qos_request_init(&q->request);
    if (atomic_compare_exchange_strong(&rare->qos, &other, q))
        return q;
    free(q);
    return other;
}

static struct ws2_qos_place place_of(struct ws2_sock *sk)
{
    struct ws2_qos_place place = {.family = sk->family,
                                  .protocol = sk->protocol,
                                  .connected = sock_has(sk, SK_CONNECTED),
                                  .sends = !sock_has(sk, SK_SHUT_WR),
                                  .receives = !sock_has(sk, SK_SHUT_RD)};
    const struct sockaddr *group;
    int len;

    if (sock_has(sk, SK_BOUND | SK_CONNECTED))
        os_sockname(sk->fd, &place.local, &len);
    if (place.connected)
        os_peername(sk->fd, &place.peer, &len);
    group = ws2_leaf_peer(sk, &len);
    if (group != NULL)
        memcpy(&place.peer, group, (size_t)len);
    return place;
}

/* A socket that is being closed gets no flow any more. */
static ws2_err flow_need_locked(struct ws2_qos *q)
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

void ws2_qos_moved_far(struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);
    struct ws2_qos_place place;

    ws2_lock_take(&q->calls);
    if (q->flow != NULL) {
        place = place_of(sk);
        q->backend->moved(q->flow, &place);
    }
    ws2_lock_drop(&q->calls);
}

/* --- Sets. */

static void set_free(struct ws2_qos_set *set)
{
    ws2_qos_request_clear(&set->request);
    ws2_block_put(set, sizeof(*set));
}

static void status_out(void *out, const struct ws2_qos_status *status)
{
    const RSVP_STATUS_INFO info = ws2_qos_status_info(status);

    if (out != NULL)
        os_mem_copy_out(out, &info, sizeof(info)); /* if it can be written */
}

/* What was asked for is what the socket has now. */
static void set_apply_locked(struct ws2_qos *q, struct ws2_qos_set *set)
{
    struct ws2_qos_request old = q->request;

    q->request = set->request;
    set->request = old;
    q->asked = true;
}

static void set_tell(struct ws2_qos *q, struct ws2_qos_set *set)
{
    ws2_err err = set->status.code;

    ws2_qos_request_clear(&set->request);
    if (err != WS2_OK)
        status_out(set->out, &set->status);
    ws2_overlapped_end(&set->o, &q->sk->attached, ws2_status_from_err(err), 0,
                       0, false);
}

/* One that was under way, with its outcome. */
static void set_end_locked(struct ws2_qos *q,
                           const struct ws2_qos_status *status)
{
    struct ws2_qos_set *set = q->set;

    if (set == NULL)
        return;
    q->set = NULL;
    set->status = *status;
    if (status->code == WS2_OK)
        set_apply_locked(q, set);
    if (set->overlapped)
        set_tell(q, set);
    else if (set->left)
        set_free(set);
    else
        set->over = true;
}

static void qos_done(struct ws2_qos_user *user,
                     const struct ws2_qos_status *status)
{
    struct ws2_qos *q = (struct ws2_qos *)user;

    ws2_lock_take(&q->lock);
    set_end_locked(q, status);
    ws2_lock_drop(&q->lock);
    ws2_sock_wake(q->sk);
}

/* WSAEINPROGRESS: another one is. */
static ws2_err set_claim(struct ws2_qos *q, struct ws2_qos_set *set)
{
    ws2_err err = WS2_OK;

    ws2_lock_take(&q->lock);
    if (q->set != NULL)
        err = WSAEINPROGRESS;
    else
        q->set = set;
    ws2_lock_drop(&q->lock);
    return err;
}

/* Pending: the set is the backend's to end, and may have ended by now. */
static ws2_err set_begin_locked(struct ws2_qos *q, struct ws2_qos_set *set)
{
    struct ws2_qos_place place;
    struct ws2_qos_status why = {.code = WS2_OK};
    ws2_err err = flow_need_locked(q);

    if (err == WS2_OK)
        err = set_claim(q, set);
    if (err != WS2_OK) {
        set->status = (struct ws2_qos_status){err, {GQOS_RSVP_SYS, 0}};
        return err;
    }
    place = place_of(q->sk);
    err = q->backend->set(q->flow, &set->request, &place, q->sk->fd, &why);
    if (err == WSA_IO_PENDING)
        return err;
    ws2_lock_take(&q->lock);
    q->set = NULL;
    set->status = why;
    if (err == WS2_OK)
        set_apply_locked(q, set);
    ws2_lock_drop(&q->lock);
    return err;
}

static ws2_err set_begin(struct ws2_qos *q, struct ws2_qos_set *set)
{
    ws2_err err;

    ws2_lock_take(&q->calls);
    err = set_begin_locked(q, set);
    ws2_lock_drop(&q->calls);
    return err;
}

static bool set_is_over(const struct ws2_qos *q)
{
    return q->set == NULL || q->set->over;
}

/* Until it is over, or is left to end alone: then it is not ours any more. */
static ws2_err set_wait(struct ws2_qos *q, struct ws2_qos_set **set)
{
    ws2_err err = WS2_OK;
    bool over = false;

    while (!over) {
        if (err == WS2_OK)
            err = ws2_qos_sleep(q, set_is_over);
        ws2_lock_take(&q->lock);
        over = (*set)->over || err != WS2_OK;
        if (over && !(*set)->over) {
            (*set)->left = true;
            *set = NULL;
        }
        ws2_lock_drop(&q->lock);
    }
    return err == WS2_OK ? (*set)->status.code : err;
}

/* Takes r over; *why says what the code does. */
static ws2_err set_now(struct ws2_qos *q, struct ws2_qos_request *r,
                       struct ws2_qos_status *why)
{
    struct ws2_qos_set *set = ws2_block_get(sizeof(*set));
    ws2_err err;

    if (set == NULL) {
        ws2_qos_request_clear(r);
        *why = (struct ws2_qos_status){WSAENOBUFS, {GQOS_RSVP_SYS, 0}};
        return WSAENOBUFS;
    }
    memset(set, 0, sizeof(*set));
    set->request = *r;
    err = set_begin(q, set);
    if (err == WSA_IO_PENDING)
        err = set_wait(q, &set);
    if (set == NULL)
        return err;
    *why = set->status;
    set_free(set);
    return err;
}

/* Overlapped. */
static ws2_err set_overlapped(struct ws2_qos *q, struct ws2_qos_request *r,
                              const struct ioctl_call *c, void *out,
                              struct ws2_qos_status *why)
{
    const unsigned skip = FILE_SKIP_COMPLETION_PORT_ON_SUCCESS;
    struct ws2_attachment *attached = &q->sk->attached;
    struct ws2_qos_set *set = ws2_block_get(sizeof(*set));
    ws2_err err = WSAENOBUFS;

    if (set == NULL)
        goto clear;
    memset(set, 0, sizeof(*set));
    set->o.packet.size = sizeof(*set);
    set->overlapped = true;
    set->out = out;
    err = ws2_overlapped_begin(&set->o, attached, c->ov, c->routine);
    if (err != WS2_OK) {
        ws2_block_put(set, sizeof(*set));
        goto clear;
    }
    set->o.packet.thread = ws2_thread_id();
    set->request = *r;
    err = ws2_op_remember(&set->o) ? set_begin(q, set) : WSAENOBUFS;
    if (err == WSA_IO_PENDING)
        return err;
    *why = set->status;
    ws2_qos_request_clear(&set->request);
    if (err == WS2_OK)
        ws2_overlapped_end(&set->o, attached, 0, 0, 0,
                           (ws2_attached_modes(attached) & skip) != 0);
    else
        ws2_overlapped_drop(&set->o, ws2_status_from_err(err));
    return err;

clear:
    ws2_qos_request_clear(r);
    return err;
}

/* --- The calls that ask. */

/* What NOCHANGE keeps of it: the flowspecs. */
static void current_get(struct ws2_qos *q, struct ws2_qos_request *current)
{
    ws2_qos_request_init(current);
    ws2_lock_take(&q->lock);
    current->sending = q->request.sending;
    current->receiving = q->request.receiving;
    ws2_lock_drop(&q->lock);
}

static struct ws2_qos_facts facts_of(const struct ws2_sock *sk)
{
    return (struct ws2_qos_facts){.family = sk->family,
                                  .protocol = sk->protocol,
                                  .connected = sock_has(sk, SK_CONNECTED)};
}

ws2_err ws2_qos_call(struct ws2_sock *sk, const QOS *user, bool connects)
{
    struct ws2_qos_facts facts = facts_of(sk);
    struct ws2_qos_request current, r;
    struct ws2_qos_status why;
    struct ws2_qos *q;
    ws2_err err;
    QOS qos;

    if (!ws2_qos_is_offered(sk))
        return WSAEOPNOTSUPP;
    if (os_mem_copy_in(&qos, user, sizeof(qos)) != 0)
        return WSAEFAULT;
    q = ws2_qos_need(sk);
    if (q == NULL)
        return WSAENOBUFS;
    current_get(q, &current);
    facts.connected |= connects;
    facts.current = &current;
    err = ws2_qos_check(&qos, &facts, &r, &why);
    return err == WS2_OK ? set_now(q, &r, &why) : err;
}

/* What the listener has, without the senders and policy of it: those are of
 * its own reservation. */
static bool listener_get(const struct ws2_sock *listener,
                         struct ws2_qos_request *current)
{
    struct ws2_qos *from = qos_of(listener);
    bool asked = false;

    ws2_qos_request_init(current);
    if (from == NULL)
        return false;
    ws2_lock_take(&from->lock);
    asked = from->asked;
    if (asked)
        *current = from->request;
    ws2_lock_drop(&from->lock);
    current->sender_count = 0;
    current->senders = NULL;
    current->policy_len = 0;
    current->policy = NULL;
    return asked;
}

static bool is_untouched(const QOS *wanted)
{
    return wanted == NULL ||
           (wanted->SendingFlowspec.ServiceType == QOS_NOT_SPECIFIED &&
            wanted->ReceivingFlowspec.ServiceType == QOS_NOT_SPECIFIED);
}

ws2_err ws2_qos_accepted(struct ws2_sock *sk, const struct ws2_sock *listener,
                         const QOS *wanted)
{
    struct ws2_qos_facts facts = facts_of(sk);
    struct ws2_qos_request current, r;
    struct ws2_qos_status why;
    struct ws2_qos *q;
    bool asked = listener_get(listener, &current);
    QOS flows;
    ws2_err err;

    if (!asked && is_untouched(wanted))
        return WS2_OK;
    q = ws2_qos_need(sk);
    if (q == NULL)
        return WSAENOBUFS;
    r = current;
    if (!is_untouched(wanted)) {
        flows = *wanted;
        flows.ProviderSpecific.len = 0; /* ignored, as the page says */
        facts.unset_is_kept = true;
        facts.current = &current;
        err = ws2_qos_check(&flows, &facts, &r, &why);
        if (err != WS2_OK)
            return err;
    }
    return set_now(q, &r, &why);
}

/* Where the status of a failure goes. */
static void *status_room(const struct ioctl_call *c)
{
    return c->out != NULL && c->out_len >= sizeof(RSVP_STATUS_INFO) ? c->out
                                                                    : NULL;
}

static ws2_err ioctl_check(struct ws2_qos *q, const struct ioctl_call *c,
                           struct ws2_qos_request *r,
                           struct ws2_qos_status *why)
{
    struct ws2_qos_facts facts = facts_of(q->sk);
    struct ws2_qos_request current;
    ws2_err err;
    QOS qos;

    err = in_get(c, &qos, sizeof(qos));
    if (err != WS2_OK) {
        *why =
            (struct ws2_qos_status){err, {GQOS_API, GQOS_SETQOS_BADINBUFFER}};
        return err;
    }
    current_get(q, &current);
    facts.current = &current;
    return ws2_qos_check(&qos, &facts, r, why);
}

ws2_err ws2_ioctl_set_qos(struct ws2_sock *sk, const struct ioctl_call *c)
{
    struct ws2_qos_request r;
    struct ws2_qos_status why = {.code = WS2_OK};
    struct ws2_qos *q;
    ws2_err err;

    if (!ws2_qos_is_offered(sk))
        return WSAENOPROTOOPT;
    q = ws2_qos_need(sk);
    if (q == NULL)
        return WSAENOBUFS;
    err = ioctl_check(q, c, &r, &why);
    if (err == WS2_OK)
        err = c->ov != NULL || c->routine != NULL
                  ? set_overlapped(q, &r, c, status_room(c), &why)
                  : set_now(q, &r, &why);
    if (err != WS2_OK && err != WSA_IO_PENDING && why.code == err)
        status_out(status_room(c), &why);
    return err;
}

ws2_err ws2_ioctl_chk_qos(struct ws2_sock *sk, const struct ioctl_call *c)
{
    struct ws2_qos *q = qos_of(sk);
    ULONG question, answer = INFO_NOT_AVAILABLE;
    ws2_err err;

    if (!ws2_qos_is_offered(sk))
        return WSAENOPROTOOPT;
    if (q == NULL || !q->asked)
        return WSAEINVAL;
    err = in_get(c, &question, sizeof(question));
    if (err == WS2_OK)
        err = out_put(c, &answer, sizeof(answer));
    if (err != WS2_OK)
        return err;
    if (question < ALLOWED_TO_SEND_DATA || question > END_TO_END_QOSABILITY) {
        *c->returned = 0;
        return WSAEINVAL;
    }
    ws2_lock_take(&q->calls);
    if (q->flow != NULL)
        answer = q->backend->ask(q->flow, question);
    ws2_lock_drop(&q->calls);
    return out_put(c, &answer, sizeof(answer));
}

/* Groups of sockets are reserved: none has any quality. */
ws2_err ws2_ioctl_get_group_qos(struct ws2_sock *sk, const struct ioctl_call *c)
{
    static const QOS none;

    return ws2_qos_is_offered(sk) ? out_put(c, &none, sizeof(none))
                                  : WSAENOPROTOOPT;
}

/* --- Ends. */

static void flow_close_locked(struct ws2_qos *q)
{
    const struct ws2_qos_status aborted = {WSA_OPERATION_ABORTED, {0, 0}};

    if (q->flow != NULL)
        q->backend->close(q->flow);
    q->flow = NULL;
    ws2_lock_take(&q->lock);
    set_end_locked(q, &aborted);
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
    ws2_qos_request_clear(&q->request);
    ws2_lock_drop(&q->lock);
    ws2_lock_drop(&q->calls);
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
    ws2_lock_drop(&q->calls);
    ws2_qos_cancel(sk, NULL, 0);
}

/* The flow, and what is pending, are the parent's. */
void ws2_qos_forked(struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);

    if (q == NULL)
        return;
    atomic_store(&q->calls.word, 0);
    atomic_store(&q->lock.word, 0);
    q->flow = NULL;
    q->set = NULL;
    q->gets = NULL;
    q->asked = false;
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
