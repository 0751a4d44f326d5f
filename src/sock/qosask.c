/* SPDX-License-Identifier: MIT */
/* The calls that ask for quality of service, or about it. Microsoft Learn,
 * "Generic QoS", "SIO_SET_QOS", "SIO_CHK_QOS". */
#include "os/mem.h"
#include "sock/qosflow.h"

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

/* Its request is for there. */
static ws2_err aim_take(struct ws2_qos *q, const struct ws2_qos_aim *aim)
{
    if (aim->to == NULL)
        return WS2_OK;
    ws2_lock_take(&q->calls);
    q->aim = *aim->to;
    q->aim_part = aim->part;
    atomic_store(&q->aims, true);
    ws2_qos_calls_drop(q);
    return ws2_sock_bind_any(q->sk);
}

ws2_err ws2_qos_call(struct ws2_sock *sk, const QOS *user,
                     const struct ws2_qos_aim *aim)
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
    facts.connected |= aim->connects;
    facts.current = &current;
    err = ws2_qos_check(&qos, &facts, &r, &why);
    if (err != WS2_OK)
        return err;
    err = aim_take(q, aim);
    if (err != WS2_OK) {
        ws2_qos_request_clear(&r);
        return err;
    }
    return ws2_qos_set_now(q, &r, &why);
}

/* What the listener has, without the senders and policy of it: those are of
 * its own reservation. */
static bool listener_get(const struct ws2_sock *listener,
                         struct ws2_qos_request *current)
{
    struct ws2_qos *from = qos_of(listener);
    bool asked = false;

    ws2_qos_request_init(current);
    current->style = RSVP_FIXED_FILTER_STYLE;
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

static bool is_asked(const struct ws2_sock *sk)
{
    struct ws2_qos *q = qos_of(sk);
    bool asked = false;

    if (q == NULL)
        return false;
    ws2_lock_take(&q->lock);
    asked = q->asked;
    ws2_lock_drop(&q->lock);
    return asked;
}

/* The listener's request with other flows, and what of it suits them. */
static struct ws2_qos_request with_flows(const struct ws2_qos_request *from,
                                         const struct ws2_qos_request *flows)
{
    struct ws2_qos_request r = *from;
    const ULONG rate = flows->sending.TokenRate;

    r.sending = flows->sending;
    r.receiving = flows->receiving;
    if (rate == QOS_NOT_SPECIFIED && r.sd_mode != TC_NONCONF_BORROW_PLUS)
        r.sd_mode = QOS_NOT_SPECIFIED;
    if (rate != QOS_NOT_SPECIFIED && r.shaping_rate < rate)
        r.shaping_rate = QOS_NOT_SPECIFIED;
    return r;
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

    if ((!asked && is_untouched(wanted)) || is_asked(sk))
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
        r = with_flows(&current, &r);
    }
    return ws2_qos_set_now(q, &r, &why);
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
                  ? ws2_qos_set_overlapped(q, &r, c, status_room(c), &why)
                  : ws2_qos_set_now(q, &r, &why);
    if (err != WS2_OK && err != WSA_IO_PENDING && why.code == err)
        ws2_qos_status_out(status_room(c), &why);
    return err;
}

ws2_err ws2_ioctl_chk_qos(struct ws2_sock *sk, const struct ioctl_call *c)
{
    struct ws2_qos *q = qos_of(sk);
    ULONG question, answer = INFO_NOT_AVAILABLE;
    ws2_err err;

    if (!ws2_qos_is_offered(sk))
        return WSAENOPROTOOPT;
    if (!is_asked(sk))
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
    ws2_qos_calls_drop(q);
    return out_put(c, &answer, sizeof(answer));
}

/* Groups of sockets are reserved: none has any quality. */
ws2_err ws2_ioctl_get_group_qos(struct ws2_sock *sk, const struct ioctl_call *c)
{
    static const QOS none;

    return ws2_qos_is_offered(sk) ? out_put(c, &none, sizeof(none))
                                  : WSAENOPROTOOPT;
}
