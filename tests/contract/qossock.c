/* SPDX-License-Identifier: MIT */
/* Sockets with quality of service: the catalog's entries, how such sockets are
 * made, and what is asked for in WSAConnect, WSAJoinLeaf and WSAAccept's
 * condition function. Nobody signals in the network that these run in. */
#include "quality.h"

/* --- The catalog. */

static void entries(const struct ct_row *row)
{
    static const int types[] = {SOCK_STREAM, SOCK_DGRAM};
    WSAPROTOCOL_INFOW with, plain;
    int len = sizeof(plain);

    (void)row;
    for (int i = 0; i < CT_COUNT(types); i++) {
        SOCKET s = ct_open(types[i] == SOCK_STREAM ? CT_TCP : CT_UDP);

        if (!qos_entry(AF_INET, types[i], &with))
            return;
        EQUAL(
            getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&plain, &len),
            0);
        EQUAL(plain.dwServiceFlags1 & XP1_QOS_SUPPORTED, 0);
        EQUAL(with.dwServiceFlags1, plain.dwServiceFlags1 | XP1_QOS_SUPPORTED);
        EQUAL(with.iProtocol, plain.iProtocol);
    }
}

static void enum_short(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info;
    DWORD need = 0, len;

    if (!qos_entry(AF_INET, SOCK_DGRAM, &info))
        return;
    SOCKET_FAILS(row->code, WSAEnumProtocolsW(NULL, NULL, &need));
    len = need - 1;
    SOCKET_FAILS(row->code, WSAEnumProtocolsW(NULL, &info, &len));
    EQUAL(len, need);
}

static void not_overlapped(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info;

    if (qos_entry(AF_INET, SOCK_DGRAM, &info))
        FAILS(INVALID_SOCKET, row->code,
              WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                         FROM_PROTOCOL_INFO, &info, 0, 0));
}

static void not_by_socket(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info;
    int len = sizeof(info);
    SOCKET s = ct_open(CT_UDP);

    (void)row;
    EQUAL(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &len), 0);
    EQUAL(info.dwServiceFlags1 & XP1_QOS_SUPPORTED, 0);
}

static void duplicated(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    WSAPROTOCOL_INFOW info;

    if (s != INVALID_SOCKET)
        SOCKET_FAILS(row->code,
                     WSADuplicateSocketW(s, GetCurrentProcessId(), &info));
}

/* --- WSAConnect and WSAJoinLeaf. Row: how is arg. */

enum how { PLAIN, UNREADABLE, GROUP_TOO, SIGNALED, UNAIDED_FLOW };

static int connect_with(SOCKET s, QOS *sqos, QOS *gqos)
{
    struct sockaddr_in to = ct_loopback(htons(9));

    return WSAConnect(s, SA(&to), sizeof(to), NULL, NULL, sqos, gqos);
}

static SOCKET join_with(SOCKET s, QOS *sqos, QOS *gqos)
{
    struct sockaddr_in to = ct_loopback(htons(9));

    to.sin_addr.s_addr = htonl(0xefff0101);
    return WSAJoinLeaf(s, SA(&to), sizeof(to), NULL, NULL, sqos, gqos,
                       JL_SENDER_ONLY);
}

static QOS *wanted(int how)
{
    static QOS q;

    q = qos_good();
    if (how == SIGNALED)
        q.SendingFlowspec.ServiceType = SERVICETYPE_CONTROLLEDLOAD;
    return how == UNREADABLE ? (QOS *)ct_edge(sizeof(q) - 1) : &q;
}

static void connect_fails(const struct ct_row *row)
{
    SOCKET s = row->arg == PLAIN ? ct_open(CT_UDP) : qos_udp();
    QOS *q = wanted(row->arg);

    if (s != INVALID_SOCKET)
        SOCKET_FAILS(row->code,
                     connect_with(s, q, row->arg == GROUP_TOO ? q : NULL));
}

static void join_fails(const struct ct_row *row)
{
    SOCKET s = row->arg == PLAIN
                   ? WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, LEAF)
                   : qos_open(AF_INET, SOCK_DGRAM, LEAF);
    QOS *q = wanted(row->arg);

    if (s != INVALID_SOCKET)
        FAILS(INVALID_SOCKET, row->code,
              join_with(ct_keep(s), q, row->arg == GROUP_TOO ? q : NULL));
}

/* What the connection was asked for is there. */
static void connect_sets(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    ULONG in = ALLOWED_TO_SEND_DATA, out = 0;
    DWORD n;

    (void)row;
    if (s == INVALID_SOCKET)
        return;
    EQUAL(connect_with(s, wanted(UNAIDED_FLOW), NULL), 0);
    EQUAL(WSAIoctl(s, SIO_CHK_QOS, &in, sizeof(in), &out, sizeof(out), &n, NULL,
                   NULL),
          0);
    EQUAL(out, 1);
}

/* A stream that is one already is not asked for anything. */
static void connected_first(const struct ct_row *row)
{
    struct sockaddr_in name;
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = qos_tcp();

    if (s == INVALID_SOCKET)
        return;
    name = ct_name(listener);
    NEED(connect(s, SA(&name), sizeof(name)), 0);
    SOCKET_FAILS(row->code, connect_with(s, wanted(SIGNALED), NULL));
}

static void set_signaled(const struct ct_row *row)
{
    SOCKET s = qos_udp();
    RSVP_STATUS_INFO status;
    DWORD n;

    if (s == INVALID_SOCKET)
        return;
    memset(&status, 0, sizeof(status));
    SOCKET_FAILS(row->code,
                 WSAIoctl(s, SIO_SET_QOS, wanted(SIGNALED), sizeof(QOS),
                          &status, sizeof(status), &n, NULL, NULL));
    EQUAL(status.StatusCode, row->code);
    CHECK(status.ExtendedStatus1 != 0 && status.ExtendedStatus2 != 0);
}

/* --- WSAAccept. */

struct question {
    int calls, untouched;
    void (*answer)(QOS *q);
};

static bool is_unset(const FLOWSPEC *f)
{
    return f->TokenRate == UNSET && f->TokenBucketSize == UNSET &&
           f->PeakBandwidth == UNSET && f->Latency == UNSET &&
           f->DelayVariation == UNSET && f->ServiceType == UNSET &&
           f->MaxSduSize == UNSET && f->MinimumPolicedSize == UNSET;
}

static int CALLBACK condition(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos,
                              LPQOS gqos, LPWSABUF callee, LPWSABUF callee_data,
                              GROUP *g, DWORD_PTR data)
{
    struct question *q = (struct question *)data;

    (void)caller, (void)caller_data, (void)callee, (void)callee_data, (void)g;
    q->calls++;
    if (sqos == NULL || gqos != NULL)
        return CF_REJECT;
    q->untouched =
        is_unset(&sqos->SendingFlowspec) && is_unset(&sqos->ReceivingFlowspec);
    if (q->answer != NULL)
        q->answer(sqos);
    return CF_ACCEPT;
}

static void answer_bad_service(QOS *q)
{
    q->SendingFlowspec = qos_flow(0x555);
}

static void answer_bad_flow(QOS *q)
{
    q->ReceivingFlowspec = qos_flow(UNAIDED | SERVICETYPE_CONTROLLEDLOAD);
    q->ReceivingFlowspec.MinimumPolicedSize = 0;
}

static void answer_signaled(QOS *q)
{
    q->SendingFlowspec = qos_flow(SERVICETYPE_GUARANTEED);
}

static void answer_good(QOS *q)
{
    *q = qos_good();
    q->ProviderSpecific.len = 77; /* is not looked at */
}

static void (*const answers[])(QOS *) = {answer_bad_service, answer_bad_flow,
                                         answer_signaled, answer_good};
enum answer { BAD_SERVICE, BAD_FLOW, SIGNALED_FLOW, GOOD_FLOW };

/* A listener with quality of service, somebody at its door. */
static SOCKET listener_called(void)
{
    struct sockaddr_in name = ct_loopback(0);
    SOCKET l = qos_tcp(), c = ct_open(CT_TCP);

    if (l == INVALID_SOCKET)
        return l;
    EQUAL(bind(l, SA(&name), sizeof(name)), 0);
    EQUAL(listen(l, 5), 0);
    ct_connect(c, l);
    if (!ct_failed())
        ct_wait_readable(l);
    return ct_failed() ? INVALID_SOCKET : l;
}

static SOCKET put(SOCKET listener, struct question *q)
{
    return ct_keep(WSAAccept(listener, NULL, NULL, condition, (DWORD_PTR)q));
}

static void accept_fails(const struct ct_row *row)
{
    struct question q = {0, 0, answers[row->arg]};
    SOCKET l = listener_called();

    if (l == INVALID_SOCKET)
        return;
    FAILS(INVALID_SOCKET, row->code,
          WSAAccept(l, NULL, NULL, condition, (DWORD_PTR)&q));
    EQUAL(q.calls, 1);
    EQUAL(q.untouched, 1);
}

static int checked(SOCKET s)
{
    ULONG in = ALLOWED_TO_SEND_DATA, out;
    DWORD n;

    return WSAIoctl(s, SIO_CHK_QOS, &in, sizeof(in), &out, sizeof(out), &n,
                    NULL, NULL);
}

static void accept_sets(const struct ct_row *row)
{
    struct question q = {0, 0, answer_good};
    SOCKET l = listener_called(), s;

    (void)row;
    if (l == INVALID_SOCKET)
        return;
    s = put(l, &q);
    CHECK(s != INVALID_SOCKET);
    EQUAL(checked(s), 0);
}

/* Left as it was, it asks for nothing. */
static void accept_untouched(const struct ct_row *row)
{
    struct question q = {0, 0, NULL};
    SOCKET l = listener_called(), s;

    if (l == INVALID_SOCKET)
        return;
    s = put(l, &q);
    CHECK(s != INVALID_SOCKET);
    EQUAL(q.untouched, 1);
    SOCKET_FAILS(row->code, checked(s));
}

static void accept_inherits(const struct ct_row *row)
{
    SOCKET l = listener_called();
    QOS q = qos_good();

    (void)row;
    if (l == INVALID_SOCKET)
        return;
    NEED(qos_set(l, &q), 0);
    EQUAL(checked(ct_keep(accept(l, NULL, NULL))), 0);
}

static const struct ct_row rows[] = {
    RULE(WSAEnumProtocols, "the plain entries' flags and XP1_QOS_SUPPORTED",
         entries),
    ROW(WSAEnumProtocols, WSAENOBUFS, "no room for all of them", enum_short),
    ROW(WSASocket, WSAEINVAL, "quality of service, and not overlapped",
        not_overlapped),
    RULE(WSASocket, "nobody gets it who does not ask", not_by_socket),
    ROW(WSADuplicateSocket, WSAEINVAL, "a socket with quality of service",
        duplicated),
    ROW(WSAConnect, WSAEOPNOTSUPP, "lpSQOS without quality", connect_fails,
        .arg = PLAIN),
    ROW(WSAConnect, WSAEFAULT, "lpSQOS unreadable", connect_fails,
        .arg = UNREADABLE),
    ROW(WSAConnect, WSAEINVAL, "lpGQOS", connect_fails, .arg = GROUP_TOO),
    ROW(WSAConnect, WSA_QOS_GENERIC_ERROR, "nobody signals", connect_fails,
        .arg = SIGNALED),
    RULE(WSAConnect, "lpSQOS is set", connect_sets),
    FIRST(WSAConnect, WSAEISCONN, "connected, and lpSQOS", connected_first),
    ROW(WSAJoinLeaf, WSAEOPNOTSUPP, "lpSQOS without quality", join_fails,
        .arg = PLAIN),
    ROW(WSAJoinLeaf, WSAEFAULT, "lpSQOS unreadable", join_fails,
        .arg = UNREADABLE),
    ROW(WSAJoinLeaf, WSAEINVAL, "lpGQOS", join_fails, .arg = GROUP_TOO),
    ROW(WSAJoinLeaf, WSA_QOS_GENERIC_ERROR, "nobody signals", join_fails,
        .arg = SIGNALED),
    ROW(WSAIoctl, WSA_QOS_GENERIC_ERROR, "SIO_SET_QOS: nobody signals",
        set_signaled),
    ROW(WSAAccept, WSA_QOS_ESERVICETYPE, "no such service", accept_fails,
        .arg = BAD_SERVICE),
    ROW(WSAAccept, WSA_QOS_EFLOWSPEC, "no smallest packet", accept_fails,
        .arg = BAD_FLOW),
    ROW(WSAAccept, WSA_QOS_GENERIC_ERROR, "nobody signals", accept_fails,
        .arg = SIGNALED_FLOW),
    RULE(WSAAccept, "what the condition function asks for", accept_sets),
    RULE(WSAAccept, "what it does not ask for", accept_untouched,
         .code = WSAEINVAL),
    RULE(WSAAccept, "what its listener has", accept_inherits),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
