/* SPDX-License-Identifier: MIT */
/* SIO_GET_QOS where there is something to be told: all that comes with it, too
 * little room, every way to wait; and who hears of whom over other protocols
 * and families. */
#include "qosnews.h"

/* Which object of what is told is of this type; NULL: none. */
static const QOS_OBJECT_HDR *object_of(ULONG type)
{
    const char *at = got.q.ProviderSpecific.buf;
    const char *end = at + got.q.ProviderSpecific.len;
    const QOS_OBJECT_HDR *hdr;

    for (; at < end; at += hdr->ObjectLength) {
        hdr = (const QOS_OBJECT_HDR *)(const void *)at;
        if (hdr->ObjectType == type)
            return hdr;
        if (hdr->ObjectLength < sizeof(*hdr))
            break;
    }
    return NULL;
}

/* Of a sender: what it sends, what the way offers, and who it is. */
static void senders_in_full(const struct ct_row *row)
{
    const RSVP_ADSPEC *adspec;
    const QOS_OBJECT_HDR *filters;
    struct ends e;

    (void)row;
    watch.way = BY_GET;
    if (!both_ask(&e, RECEIVER, qos_sends(CL, RATE), qos_receives(CL, RATE)))
        return;
    news_await(WSA_QOS_SENDERS);
    if (ct_failed())
        return;
    EQUAL(got.q.SendingFlowspec.ServiceType, SERVICETYPE_NOCHANGE);
    EQUAL(got.q.ReceivingFlowspec.TokenRate, RATE);
    adspec = (const RSVP_ADSPEC *)object_of(RSVP_OBJECT_ADSPEC);
    filters = object_of(RSVP_OBJECT_FILTERSPEC_LIST);
    CHECK(adspec != NULL && filters != NULL &&
          object_of(QOS_OBJECT_END_OF_LIST) != NULL);
    if (ct_failed())
        return;
    CHECK(adspec->GeneralParams.PathMTU >= 1500);
    EQUAL(filters->ObjectLength, sizeof(*filters) + sizeof(RSVP_FILTERSPEC));
}

/* What ResvErr says of an admission that failed. */
static void admission_in_full(const struct ct_row *row)
{
    struct ends e;

    (void)row;
    watch.way = BY_GET;
    if (!both_ask(&e, RECEIVER, qos_sends(CL, TOO_MUCH),
                  qos_receives(CL, TOO_MUCH)))
        return;
    news_await(WSA_QOS_ADMISSION_FAILURE);
    if (ct_failed())
        return;
    EQUAL(status_of()->ExtendedStatus1, 56100);
    EQUAL(status_of()->ExtendedStatus2, 56103);
    EQUAL(got.q.ReceivingFlowspec.TokenRate, TOO_MUCH);
}

/* Too little room: how much is needed, and the change stays. */
static void no_room(const struct ct_row *row)
{
    struct ends e;
    ULONG need;
    DWORD n;

    watch.way = BY_EVENT;
    if (!both_ask(&e, RECEIVER, qos_sends(CL, RATE), qos_receives(CL, RATE)))
        return;
    EQUAL(event_code(), WSA_QOS_SENDERS);
    SOCKET_FAILS(row->code, WSAIoctl(watch.s, SIO_GET_QOS, NULL, 0, &got,
                                     sizeof(ULONG), &n, NULL, NULL));
    need = got.need;
    CHECK(need > sizeof(QOS));
    EQUAL(event_code(), WSA_QOS_SENDERS); /* told again */
    EQUAL(WSAIoctl(watch.s, SIO_GET_QOS, NULL, 0, &got, need, &n, NULL, NULL),
          0);
    EQUAL(n, need);
    EQUAL(status_of()->StatusCode, WSA_QOS_SENDERS);
}

static struct ct_op op;

static int get_pends(SOCKET s, DWORD room, HANDLE event,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    ct_op_init(&op, event);
    return WSAIoctl(s, SIO_GET_QOS, NULL, 0, &got, room, &op.count, &op.ov,
                    routine) == 0
               ? 0
               : WSAGetLastError();
}

/* A receiver who waits with a pending operation, and then a sender comes. */
static bool pend(DWORD room, HANDLE event, HANDLE port,
                 LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ends e;

    if (!agent_is("good") || !ends_open(&e))
        return false;
    watch.s = e.b;
    if (port != NULL)
        CHECK(CreateIoCompletionPort((HANDLE)e.b, port, 7, 0) == port);
    ask(e.b, qos_receives(CL, RATE));
    EQUAL(get_pends(e.b, room, event, routine), WSA_IO_PENDING);
    ask(e.a, qos_sends(CL, RATE));
    return !ct_failed();
}

static void pends_event(const struct ct_row *row)
{
    (void)row;
    if (!pend(sizeof(got), ct_event(), NULL, NULL))
        return;
    EQUAL(ct_op_end(watch.s, &op), 0);
    EQUAL(op.count, sizeof(QOS) + got.q.ProviderSpecific.len);
    EQUAL(status_of()->StatusCode, WSA_QOS_SENDERS);
}

static void pends_no_room(const struct ct_row *row)
{
    if (!pend(sizeof(ULONG), ct_event(), NULL, NULL))
        return;
    EQUAL(ct_op_end(watch.s, &op), row->code);
    CHECK(got.need > sizeof(QOS));
}

static void pends_port(const struct ct_row *row)
{
    HANDLE port = ct_port();
    struct ct_packet p;

    (void)row;
    if (!pend(sizeof(got), NULL, port, NULL))
        return;
    p = ct_take(port, INFINITE);
    EQUAL(p.err, 0);
    EQUAL(p.key, 7);
    EQUAL(p.bytes, sizeof(QOS) + got.q.ProviderSpecific.len);
    EQUAL(status_of()->StatusCode, WSA_QOS_SENDERS);
}

static DWORD routine_error, routine_bytes;

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED ov,
                             DWORD flags)
{
    (void)ov, (void)flags;
    routine_error = error;
    routine_bytes = bytes;
}

static void pends_routine(const struct ct_row *row)
{
    (void)row;
    routine_error = CT_UNTOUCHED;
    if (!pend(sizeof(got), NULL, NULL, routine))
        return;
    while (routine_error == CT_UNTOUCHED) /* it may run in any wait */
        SleepEx(INFINITE, TRUE);
    EQUAL(routine_error, 0);
    EQUAL(routine_bytes, sizeof(QOS) + got.q.ProviderSpecific.len);
    EQUAL(status_of()->StatusCode, WSA_QOS_SENDERS);
}

/* A confirmation comes once, not with every refresh. */
static void confirmed_once(const struct ct_row *row)
{
    RSVP_RESERVE_INFO info;
    struct ends e;

    (void)row;
    watch.way = BY_EVENT;
    if (!both_ask(&e, RECEIVER, qos_sends(CL, RATE), qos_confirmed(&info)))
        return;
    news_await(WSA_QOS_REQUEST_CONFIRMED);
    EQUAL(WaitForSingleObject(watch.event, 1000), WAIT_TIMEOUT);
}

/* What a socket may ask when an agent is there. */
static void questions(const struct ct_row *row)
{
    static const ULONG asked[] = {ALLOWED_TO_SEND_DATA, ABLE_TO_RECV_RSVP,
                                  END_TO_END_QOSABILITY};
    struct ends e;
    DWORD n;

    (void)row;
    watch.way = BY_GET;
    if (!both_ask(&e, SENDER, qos_sends(CL, RATE), qos_receives(CL, RATE)))
        return;
    news_await(WSA_QOS_RECEIVERS);
    for (int i = 0; i < CT_COUNT(asked); i++) {
        ULONG question = asked[i], answer = CT_UNTOUCHED;

        EQUAL(WSAIoctl(watch.s, SIO_CHK_QOS, &question, sizeof(question),
                       &answer, sizeof(answer), &n, NULL, NULL),
              0);
        EQUAL(answer, 1);
    }
}

/* A receiver and a sender that hear of each other. */
static void hear(SOCKET sender, SOCKET receiver)
{
    watch.way = BY_GET;
    watch.s = receiver;
    news_await(WSA_QOS_SENDERS);
    watch.s = sender;
    news_await(WSA_QOS_RECEIVERS);
}

static void over_ip6(const struct ct_row *row)
{
    struct sockaddr_in6 name = ct_loopback6(0);
    SOCKET a, b;

    (void)row;
    if (!agent_is("good") || !ct_have_ipv6())
        return;
    a = qos_open(AF_INET6, SOCK_DGRAM, WSA_FLAG_OVERLAPPED);
    b = qos_open(AF_INET6, SOCK_DGRAM, WSA_FLAG_OVERLAPPED);
    if (a == INVALID_SOCKET || b == INVALID_SOCKET)
        return;
    NEED(bind(b, SA(&name), sizeof(name)), 0);
    name = ct_name6(b);
    NEED(connect(a, SA(&name), sizeof(name)), 0);
    ask(b, qos_receives(CL, RATE));
    ask(a, qos_sends(CL, RATE));
    hear(a, b);
}

/* The accepted socket has what its listener asked for. */
static void over_tcp(const struct ct_row *row)
{
    struct sockaddr_in name = ct_loopback(0);
    QOS sends = qos_sends(CL, RATE);
    SOCKET l, a, b;

    (void)row;
    if (!agent_is("good"))
        return;
    l = qos_tcp();
    a = l != INVALID_SOCKET ? qos_tcp() : INVALID_SOCKET;
    if (a == INVALID_SOCKET)
        return;
    NEED(bind(l, SA(&name), sizeof(name)), 0);
    NEED(listen(l, 1), 0);
    ask(l, qos_receives(CL, RATE));
    name = ct_name(l);
    NEED(WSAConnect(a, SA(&name), sizeof(name), NULL, NULL, &sends, NULL), 0);
    b = ct_keep(accept(l, NULL, NULL));
    CHECK(b != INVALID_SOCKET);
    if (!ct_failed())
        hear(a, b);
}

static void over_multicast(const struct ct_row *row)
{
    const struct sockaddr_in any = {.sin_family = AF_INET};
    QOS sends = qos_sends(CL, RATE), receives = qos_receives(CL, RATE);
    struct sockaddr_in group = ct_loopback(0);
    SOCKET a, b;

    (void)row;
    if (!agent_is("good"))
        return;
    a = qos_open(AF_INET, SOCK_DGRAM, LEAF);
    b = qos_open(AF_INET, SOCK_DGRAM, LEAF);
    if (a == INVALID_SOCKET || b == INVALID_SOCKET)
        return;
    NEED(bind(b, (const struct sockaddr *)&any, sizeof(any)), 0);
    group.sin_addr.s_addr = htonl(0xefff0101);
    group.sin_port = ct_name(b).sin_port;
    NEED(WSAJoinLeaf(b, SA(&group), sizeof(group), NULL, NULL, &receives, NULL,
                     JL_RECEIVER_ONLY) != INVALID_SOCKET,
         1);
    NEED(WSAJoinLeaf(a, SA(&group), sizeof(group), NULL, NULL, &sends, NULL,
                     JL_SENDER_ONLY) != INVALID_SOCKET,
         1);
    if (!ct_failed())
        hear(a, b);
}

static const struct ct_row rows[] = {
    ROW(WSAIoctl, WSAENOBUFS, "SIO_GET_QOS: too little room for a change",
        no_room),
    ROW(WSAGetOverlappedResult, WSAENOBUFS,
        "SIO_GET_QOS: too little room for a change", pends_no_room),
    RULE(WSAIoctl, "SIO_GET_QOS: all that is told of a sender",
         senders_in_full),
    RULE(WSAIoctl, "SIO_GET_QOS: why an admission failed", admission_in_full),
    RULE(WSAIoctl, "SIO_GET_QOS: pends until there is news", pends_event),
    RULE(WSAIoctl, "SIO_GET_QOS: a completion port", pends_port),
    RULE(WSAIoctl, "SIO_GET_QOS: a completion routine", pends_routine),
    RULE(WSAIoctl, "SIO_GET_QOS: a confirmation comes once", confirmed_once),
    RULE(WSAIoctl, "SIO_CHK_QOS: of a flow that is reserved", questions),
    RULE(WSAIoctl, "SIO_GET_QOS: both sides of IPv6", over_ip6),
    RULE(WSAConnect, "lpSQOS: both sides of TCP", over_tcp),
    RULE(WSAJoinLeaf, "lpSQOS: both sides of a group", over_multicast),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
