/* SPDX-License-Identifier: MIT */
/* What cannot be had on this machine itself is told by the call that asks for
 * it: flows that are not signalled, by SIO_SET_QOS at once and overlapped,
 * WSAConnect, WSAJoinLeaf and WSAAccept's condition function. Needs with-agent:
 * good for what is denied, foreign for traffic control that is not ours. */
#include "netmessages.h"
#include "overlapped.h"
#include "qosagent.h"

#define LOCAL SERVICE_NO_QOS_SIGNALING

static struct ct_op op;

/* Row: arg says what cannot be had. */
enum wish { TOO_FAST, DENIED, UNCONTROLLED };

static bool wish_of(const struct ct_row *row, QOS *q)
{
    switch (row->arg) {
    case TOO_FAST:
        *q = qos_sends(CL | LOCAL, TOO_MUCH);
        break;
    case DENIED:
        *q = qos_sends(G | LOCAL, RATE);
        break;
    default:
        *q = qos_sends(CL | LOCAL, RATE);
        return agent_is("foreign");
    }
    return agent_is("good");
}

static void status_says(const RSVP_STATUS_INFO *status,
                        const struct ct_row *row)
{
    static const ULONG from[] = {56100, 56200, 56500};

    EQUAL(status->StatusCode, row->code);
    EQUAL(status->ExtendedStatus1, from[row->arg]);
    CHECK(status->ExtendedStatus2 > from[row->arg]);
}

static void by_ioctl(const struct ct_row *row)
{
    RSVP_STATUS_INFO status;
    struct ends e;
    QOS q;
    DWORD n;

    if (!wish_of(row, &q) || !ends_open(&e))
        return;
    memset(&status, 0, sizeof(status));
    SOCKET_FAILS(row->code, WSAIoctl(e.a, SIO_SET_QOS, &q, sizeof(q), &status,
                                     sizeof(status), &n, NULL, NULL));
    status_says(&status, row);
}

static void overlapped(const struct ct_row *row)
{
    static RSVP_STATUS_INFO status;
    struct ends e;
    QOS q;

    if (!wish_of(row, &q) || !ends_open(&e))
        return;
    memset(&status, 0, sizeof(status));
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSAIoctl(e.a, SIO_SET_QOS, &q, sizeof(q), &status,
                          sizeof(status), &op.count, &op.ov, NULL));
    EQUAL(ct_op_end(e.a, &op), row->code);
    status_says(&status, row);
}

/* Nothing was connected. */
static void by_connect(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9)), peer;
    SOCKET s = qos_udp();
    int len = sizeof(peer);
    QOS q;

    if (s == INVALID_SOCKET || !wish_of(row, &q))
        return;
    SOCKET_FAILS(row->code,
                 WSAConnect(s, SA(&to), sizeof(to), NULL, NULL, &q, NULL));
    SOCKET_FAILS(WSAENOTCONN, getpeername(s, SA(&peer), &len));
}

static void by_connect_tcp(const struct ct_row *row)
{
    struct sockaddr_in to;
    SOCKET l = ct_open(CT_TCP_LISTENING), s = qos_tcp();
    QOS q;

    if (s == INVALID_SOCKET || !wish_of(row, &q))
        return;
    to = ct_name(l);
    SOCKET_FAILS(row->code,
                 WSAConnect(s, SA(&to), sizeof(to), NULL, NULL, &q, NULL));
}

static void by_join(const struct ct_row *row)
{
    struct sockaddr_in group = ct_loopback(htons(9));
    SOCKET s = qos_open(AF_INET, SOCK_DGRAM, LEAF);
    QOS q;

    if (s == INVALID_SOCKET || !wish_of(row, &q))
        return;
    group.sin_addr.s_addr = htonl(0xefff0101);
    FAILS(INVALID_SOCKET, row->code,
          WSAJoinLeaf(s, SA(&group), sizeof(group), NULL, NULL, &q, NULL,
                      JL_SENDER_ONLY));
}

static int CALLBACK condition(LPWSABUF caller, LPWSABUF data, LPQOS qos,
                              LPQOS group, LPWSABUF callee, LPWSABUF back,
                              GROUP *g, DWORD_PTR wanted)
{
    (void)caller, (void)data, (void)group, (void)callee, (void)back, (void)g;
    *qos = *(const QOS *)wanted;
    return CF_ACCEPT;
}

/* The connection was made by the other side, and is closed. */
static void by_accept(const struct ct_row *row)
{
    struct sockaddr_in name = ct_loopback(0);
    SOCKET l = qos_tcp(), c;
    QOS q;

    if (l == INVALID_SOCKET || !wish_of(row, &q))
        return;
    NEED(bind(l, SA(&name), sizeof(name)), 0);
    NEED(listen(l, 1), 0);
    c = ct_open(CT_TCP);
    ct_connect(c, l);
    FAILS(INVALID_SOCKET, row->code,
          WSAAccept(l, NULL, NULL, condition, (DWORD_PTR)&q));
}

/* A request that is refused leaves the one before: what it had is still taken
 * from the budget, and no more. */
static void refused_keeps(const struct ct_row *row)
{
    struct ends one, two;
    QOS half = qos_sends(CL | LOCAL, 60000);
    QOS more = qos_sends(CL | LOCAL, TOO_MUCH);
    QOS rest = qos_sends(CL | LOCAL, 40000);

    (void)row;
    if (!agent_is("good") || !ends_open(&one) || !ends_open(&two))
        return;
    NEED(qos_set(one.a, &half), 0);
    SOCKET_FAILS(WSA_QOS_ADMISSION_FAILURE, qos_set(one.a, &more));
    SOCKET_FAILS(WSA_QOS_ADMISSION_FAILURE, qos_set(two.a, &half));
    EQUAL(qos_set(two.a, &rest), 0);
}

/* What was had is given back. */
static void given_back(const struct ct_row *row)
{
    QOS q = qos_sends(CL | LOCAL, 60000), none = qos_none();
    struct ends one, two;

    (void)row;
    if (!agent_is("good") || !ends_open(&one) || !ends_open(&two))
        return;
    NEED(qos_set(one.a, &q), 0);
    SOCKET_FAILS(WSA_QOS_ADMISSION_FAILURE, qos_set(two.a, &q));
    EQUAL(qos_set(one.a, &none), 0);
    EQUAL(qos_set(two.a, &q), 0);
    EQUAL(closesocket(two.a), 0);
    EQUAL(qos_set(one.a, &q), 0);
}

/* A second sender of the same name and destination: the agent cannot tell the
 * two apart. */
static void overlapped_generic(const struct ct_row *row)
{
    QOS q = qos_sends(CL, RATE);
    struct ends e;
    SOCKET second;

    if (!agent_is("good") || !ends_open(&e))
        return;
    NEED(qos_set(e.a, &q), 0);
    second = qos_bound(&e.at_a, true);
    if (second == INVALID_SOCKET)
        return;
    NEED(connect(second, SA(&e.at_b), sizeof(e.at_b)), 0);
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, WSAIoctl(second, SIO_SET_QOS, &q, sizeof(q),
                                          NULL, 0, &op.count, &op.ov, NULL));
    EQUAL(ct_op_end(second, &op), row->code);
}

/* What a connect finds after SIO_SET_QOS succeeded without a peer is news.
 * Row: arg2 tells how they come, 0: as an event, 1: as a message. */
static void told_later(const struct ct_row *row)
{
    const struct sockaddr_in any = ct_loopback(0);
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = qos_bound(&any, false);
    HANDLE event = ct_event();
    WSANETWORKEVENTS events;
    MSG msg;
    QOS q;

    if (s == INVALID_SOCKET || !wish_of(row, &q))
        return;
    NEED(qos_set(s, &q), 0);
    NEED(row->arg2 == 0 ? WSAEventSelect(s, event, FD_QOS)
                        : WSAAsyncSelect(s, window, NET, FD_QOS),
         0);
    NEED(connect(s, SA(&to), sizeof(to)), 0);
    if (row->arg2 == 0) {
        ct_await(event);
        EQUAL(WSAEnumNetworkEvents(s, event, &events), 0);
        EQUAL(events.iErrorCode[FD_QOS_BIT], row->code);
    } else {
        CHECK(GetMessageA(&msg, window, NET, NET) > 0);
        EQUAL(WSAGETSELECTEVENT(msg.lParam), FD_QOS);
        EQUAL(WSAGETSELECTERROR(msg.lParam), row->code);
    }
}

#define REFUSED(code, wish, label)                                             \
    ROW(WSAIoctl, WSA_QOS_##code, "SIO_SET_QOS: " label, by_ioctl,             \
        .arg = wish),                                                          \
        ROW(WSAGetOverlappedResult, WSA_QOS_##code, "SIO_SET_QOS: " label,     \
            overlapped, .arg = wish),                                          \
        ROW(WSAConnect, WSA_QOS_##code, label, by_connect, .arg = wish),       \
        ROW(WSAConnect, WSA_QOS_##code, "TCP: " label, by_connect_tcp,         \
            .arg = wish),                                                      \
        ROW(WSAJoinLeaf, WSA_QOS_##code, label, by_join, .arg = wish),         \
        ROW(WSAAccept, WSA_QOS_##code, "condition function: " label,           \
            by_accept, .arg = wish),                                           \
        ROW(WSAEnumNetworkEvents, WSA_QOS_##code, "connect: " label,           \
            told_later, .arg = wish),                                          \
        ROW(WSAAsyncSelect, WSA_QOS_##code, "connect: " label, told_later,     \
            .arg = wish, .arg2 = 1)

static const struct ct_row rows[] = {
    REFUSED(ADMISSION_FAILURE, TOO_FAST, "more than the interface has"),
    REFUSED(POLICY_FAILURE, DENIED, "a service that is denied"),
    REFUSED(TRAFFIC_CTRL_ERROR, UNCONTROLLED, "a foreign root qdisc"),
    ROW(WSAGetOverlappedResult, WSA_QOS_GENERIC_ERROR,
        "SIO_SET_QOS: a second sender of one name", overlapped_generic),
    RULE(WSAIoctl, "SIO_SET_QOS: a refusal keeps what was had", refused_keeps),
    RULE(WSAIoctl, "SIO_SET_QOS: what ended is had by others", given_back),
};

int main(int argc, char **argv)
{
    window = window_make();
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
