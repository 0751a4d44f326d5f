/* SPDX-License-Identifier: MIT */
/* What the network says of a socket's quality of service, by every way in which
 * a program can be told: FD_QOS as an event and as a message, and SIO_GET_QOS
 * which waits, is asked again and again, or pends. Needs with-agent good. */
#include "netmessages.h"
#include "overlapped.h"
#include "qosagent.h"

/* --- Who looks, and how. */

enum way { BY_GET, BY_EVENT, BY_MESSAGE };

static struct watch {
    enum way way;
    SOCKET s;
    HANDLE event;
} watch;

static union {
    QOS q;
    ULONG need;
    char room[8192];
} got;

static void watch_begin(SOCKET s)
{
    watch.s = s;
    if (watch.way == BY_EVENT) {
        watch.event = ct_event();
        EQUAL(WSAEventSelect(s, watch.event, FD_QOS), 0);
    } else if (watch.way == BY_MESSAGE) {
        news_of(s);
        EQUAL(WSAAsyncSelect(s, window, NET, FD_QOS), 0);
    }
}

/* The code that FD_QOS brings, by either model. */
static int event_code(void)
{
    WSANETWORKEVENTS events;

    ct_await(watch.event);
    EQUAL(WSAEnumNetworkEvents(watch.s, watch.event, &events), 0);
    return (events.lNetworkEvents & FD_QOS) != 0 ? events.iErrorCode[FD_QOS_BIT]
                                                 : 0;
}

static int message_code(void)
{
    MSG msg;

    CHECK(GetMessageA(&msg, window, NET, NET) > 0);
    EQUAL(WSAGETSELECTEVENT(msg.lParam), FD_QOS);
    EQUAL(msg.wParam, watch.s);
    return WSAGETSELECTERROR(msg.lParam);
}

static const RSVP_STATUS_INFO *status_of(void)
{
    return (const RSVP_STATUS_INFO *)(const void *)got.q.ProviderSpecific.buf;
}

static int get(SOCKET s)
{
    DWORD n = 0;
    int res =
        WSAIoctl(s, SIO_GET_QOS, NULL, 0, &got, sizeof(got), &n, NULL, NULL);

    if (res == 0)
        EQUAL(n, sizeof(QOS) + got.q.ProviderSpecific.len);
    return res;
}

/* The next piece of news; what FD_QOS says of it SIO_GET_QOS says too. */
static int news_next(void)
{
    int code = 0;

    if (watch.way == BY_EVENT)
        code = event_code();
    else if (watch.way == BY_MESSAGE)
        code = message_code();
    if (watch.way != BY_GET && code == 0)
        return 0;
    if (get(watch.s) != 0) {
        ct_fail("SIO_GET_QOS: %s", ct_err_name(WSAGetLastError()));
        return -1;
    }
    EQUAL(status_of()->ObjectHdr.ObjectType, RSVP_OBJECT_STATUS_INFO);
    if (watch.way != BY_GET)
        EQUAL(status_of()->StatusCode, code);
    return (int)status_of()->StatusCode;
}

/* Whatever else is told before. */
static void news_await(int code)
{
    while (!ct_failed() && news_next() != code)
        ;
}

static void ask(SOCKET s, QOS q)
{
    EQUAL(qos_set(s, &q), 0);
}

/* --- What happens. Each is what brings about one code, up to the wait for
 * it. */

static void happens_receivers(void)
{
    struct ends e;

    if (!ends_open(&e))
        return;
    watch_begin(e.a);
    ask(e.a, qos_sends(CL, RATE));
    ask(e.b, qos_receives(CL, RATE));
}

static void happens_senders(void)
{
    struct ends e;

    if (!ends_open(&e))
        return;
    watch_begin(e.b);
    ask(e.b, qos_receives(CL | SERVICE_NO_QOS_SIGNALING, UNSET));
    ask(e.a, qos_sends(CL, RATE));
}

static void happens_no_senders(void)
{
    struct ends e;

    if (!ends_open(&e))
        return;
    watch_begin(e.b);
    ask(e.b, qos_receives(CL, RATE));
    ask(e.a, qos_sends(CL, RATE));
    news_await(WSA_QOS_SENDERS);
    EQUAL(shutdown(e.a, SD_SEND), 0);
}

static void happens_no_receivers(void)
{
    struct ends e;

    if (!ends_open(&e))
        return;
    watch_begin(e.a);
    ask(e.a, qos_sends(CL, RATE));
    ask(e.b, qos_receives(CL, RATE));
    news_await(WSA_QOS_RECEIVERS);
    ask(e.b, qos_none());
}

static void happens_confirmed(void)
{
    RSVP_RESERVE_INFO info = {
        .ObjectHdr = {RSVP_OBJECT_RESERVE_INFO, sizeof(info)},
        .ConfirmRequest = 1};
    QOS q = qos_receives(CL, RATE);
    struct ends e;

    if (!ends_open(&e))
        return;
    watch_begin(e.b);
    q.ProviderSpecific.buf = (char *)&info;
    q.ProviderSpecific.len = sizeof(info);
    ask(e.b, q);
    ask(e.a, qos_sends(CL, RATE));
}

/* More than there is to give away. */
static void happens_admission(void)
{
    struct ends e;

    if (!ends_open(&e))
        return;
    watch_begin(e.b);
    ask(e.b, qos_receives(CL, TOO_MUCH));
    ask(e.a, qos_sends(CL, TOO_MUCH));
}

/* A service that nobody may have. */
static void happens_policy(void)
{
    struct ends e;

    if (!ends_open(&e))
        return;
    watch_begin(e.b);
    ask(e.b, qos_receives(G, RATE));
    ask(e.a, qos_sends(CL, RATE));
}

/* Two receivers of one session, and the second wants another style. */
static void happens_style(void)
{
    RSVP_FILTERSPEC filter = {.Type = FILTERSPECV4};
    FLOWDESCRIPTOR flow = {
        .FlowSpec = qos_flow(CL), .NumFilters = 1, .FilterList = &filter};
    RSVP_RESERVE_INFO info = {
        .ObjectHdr = {RSVP_OBJECT_RESERVE_INFO, sizeof(info)},
        .Style = RSVP_SHARED_EXPLICIT_STYLE,
        .NumFlowDesc = 1,
        .FlowDescList = &flow};
    QOS q = qos_receives(CL, RATE);
    struct ends e;
    SOCKET second;

    if (!ends_open(&e))
        return;
    filter.FilterSpecV4.Address.Addr = e.at_a.sin_addr.s_addr;
    filter.FilterSpecV4.Port = e.at_a.sin_port;
    watch.s = e.a;
    ask(e.a, qos_sends(CL, RATE));
    ask(e.b, q);
    EQUAL(get(e.a), 0); /* there is one: WSA_QOS_RECEIVERS */
    second = qos_bound(&e.at_b, true);
    if (second == INVALID_SOCKET)
        return;
    watch_begin(second);
    q.ProviderSpecific.buf = (char *)&info;
    q.ProviderSpecific.len = sizeof(info);
    ask(second, q);
}

/* A node on the way does not understand what it is sent. */
static void happens_object(void)
{
    struct sockaddr_in name = ct_loopback(htons(6013));
    SOCKET s;

    name.sin_addr.s_addr = htonl(0xc6336401); /* 198.51.100.1 */
    s = qos_bound(&name, false);
    if (s == INVALID_SOCKET)
        return;
    watch_begin(s);
    ask(s, qos_receives(CL, RATE));
}

/* Two senders of one name and one destination, as the second one's connect has
 * it. */
static void happens_generic(void)
{
    struct ends e;
    SOCKET second;

    if (!ends_open(&e))
        return;
    ask(e.a, qos_sends(CL, RATE));
    second = qos_bound(&e.at_a, true);
    if (second == INVALID_SOCKET)
        return;
    watch_begin(second);
    ask(second, qos_sends(CL, RATE));
    EQUAL(connect(second, SA(&e.at_b), sizeof(e.at_b)), 0);
}

enum what {
    RECEIVERS,
    SENDERS,
    NO_SENDERS,
    NO_RECEIVERS,
    CONFIRMED,
    ADMISSION,
    POLICY,
    STYLE,
    OBJECT,
    GENERIC
};

static void (*const happens[])(void) = {
    happens_receivers,    happens_senders,   happens_no_senders,
    happens_no_receivers, happens_confirmed, happens_admission,
    happens_policy,       happens_style,     happens_object,
    happens_generic};

static bool happen(const struct ct_row *row, enum way way)
{
    if (!agent_is("good"))
        return false;
    watch.way = way;
    happens[row->arg]();
    return !ct_failed();
}

/* --- The rows. */

static void is_told(const struct ct_row *row)
{
    if (happen(row, (enum way)row->arg2))
        news_await(row->code);
}

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

    if (!happen(row, BY_GET))
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
    if (!happen(row, BY_GET))
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
    ULONG need;
    DWORD n;

    if (!happen(row, BY_EVENT))
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
    if (!happen(row, BY_EVENT))
        return;
    news_await(WSA_QOS_REQUEST_CONFIRMED);
    EQUAL(WaitForSingleObject(watch.event, 1000), WAIT_TIMEOUT);
}

/* What a socket may ask when an agent is there. */
static void questions(const struct ct_row *row)
{
    static const ULONG asked[] = {ALLOWED_TO_SEND_DATA, ABLE_TO_RECV_RSVP,
                                  END_TO_END_QOSABILITY};
    DWORD n;

    if (!happen(row, BY_GET))
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

#define TOLD(code, what, label)                                                \
    ROW(WSAEnumNetworkEvents, WSA_QOS_##code, label, is_told, .arg = what,     \
        .arg2 = BY_EVENT),                                                     \
        ROW(WSAAsyncSelect, WSA_QOS_##code, label, is_told, .arg = what,       \
            .arg2 = BY_MESSAGE),                                               \
        ROW(WSAIoctl, WSA_QOS_##code, "SIO_GET_QOS: " label, is_told,          \
            .arg = what, .arg2 = BY_GET)

static const struct ct_row rows[] = {
    TOLD(RECEIVERS, RECEIVERS, "somebody reserves"),
    TOLD(SENDERS, SENDERS, "somebody sends, to who only looks"),
    TOLD(NO_SENDERS, NO_SENDERS, "the sender has shut down"),
    TOLD(NO_RECEIVERS, NO_RECEIVERS, "the receiver wants nothing more"),
    TOLD(REQUEST_CONFIRMED, CONFIRMED, "a confirmation was asked for"),
    TOLD(ADMISSION_FAILURE, ADMISSION, "more than can be reserved"),
    TOLD(POLICY_FAILURE, POLICY, "a service that is denied"),
    TOLD(BAD_STYLE, STYLE, "two styles in one session"),
    TOLD(BAD_OBJECT, OBJECT, "a node that does not know an object"),
    TOLD(GENERIC_ERROR, GENERIC, "two senders of one name"),
    ROW(WSAIoctl, WSAENOBUFS, "SIO_GET_QOS: too little room for a change",
        no_room, .arg = SENDERS),
    ROW(WSAGetOverlappedResult, WSAENOBUFS,
        "SIO_GET_QOS: too little room for a change", pends_no_room),
    RULE(WSAIoctl, "SIO_GET_QOS: all that is told of a sender", senders_in_full,
         .arg = SENDERS),
    RULE(WSAIoctl, "SIO_GET_QOS: why an admission failed", admission_in_full,
         .arg = ADMISSION),
    RULE(WSAIoctl, "SIO_GET_QOS: pends until there is news", pends_event),
    RULE(WSAIoctl, "SIO_GET_QOS: a completion port", pends_port),
    RULE(WSAIoctl, "SIO_GET_QOS: a completion routine", pends_routine),
    RULE(WSAIoctl, "SIO_GET_QOS: a confirmation comes once", confirmed_once,
         .arg = CONFIRMED),
    RULE(WSAIoctl, "SIO_CHK_QOS: of a flow that is reserved", questions,
         .arg = RECEIVERS),
};

int main(int argc, char **argv)
{
    window = window_make();
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
