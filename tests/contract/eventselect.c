/* SPDX-License-Identifier: MIT */
/* WSAEventSelect: what a selection takes, does to its socket, tells, and passes
 * on. Which call enables what again is in eventmatrix.c, what a network says in
 * netselect.c, the record in enumevents.c. */
#include "netevents.h"

#include <mswsock.h>

#include "overlapped.h"

/* --- Arguments. */

static void select_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, WSAEventSelect(s, ct_event(),
                                           row->arg != 0 ? row->arg : FD_READ));
}

/* Row: the events (arg), and what is no event object (arg2). Nothing is
 * selected: the socket may still be made a blocking one. */
static void select_bad(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSAEVENT event = NULL;
    u_long on = 0;

    if (row->arg2 == 1)
        CHECK(WSACloseEvent(event = WSACreateEvent()));
    else if (row->arg2 == 2)
        event = (HANDLE)ct_open(CT_UDP);
    else if (row->arg2 == 3)
        event = ct_event();
    SOCKET_FAILS(row->code, WSAEventSelect(s, event, row->arg));
    EQUAL(ioctlsocket(s, (long)FIONBIO, &on), 0);
}

/* --- Non-blocking. Row: the function. */

static int make_blocking(const struct ct_row *row, SOCKET s)
{
    u_long off = 0;
    DWORD n;

    if (strcmp(row->function, "WSAIoctl") == 0)
        return WSAIoctl(s, FIONBIO, &off, sizeof(off), NULL, 0, &n, NULL, NULL);
    return ioctlsocket(s, (long)FIONBIO, &off);
}

static void stays_nonblocking(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    u_long on = 1;
    char byte;

    EQUAL(WSAEventSelect(s, ct_event(), FD_READ), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
    SOCKET_FAILS(row->code, make_blocking(row, s));
    EQUAL(ioctlsocket(s, (long)FIONBIO, &on), 0);
    EQUAL(WSAEventSelect(s, NULL, 0), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
    EQUAL(make_blocking(row, s), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(recv(s, &byte, 1, 0), 1);
}

/* No event is needed to end a selection, also when there is none. */
static void nothing_selected(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte;

    (void)row;
    EQUAL(WSAEventSelect(s, (WSAEVENT)ct_open(CT_UDP), 0), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
}

/* --- One selection a socket. */

static bool is_set(WSAEVENT event)
{
    return WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE) ==
           WSA_WAIT_EVENT_0;
}

static void second_selection(const struct ct_row *row)
{
    struct ct_selected first, second;
    char byte;

    (void)row;
    ct_select(&first, ct_open(CT_TCP_ACCEPTED), FD_READ);
    ct_select(&second, first.s, FD_WRITE);
    EQUAL(ct_told(&second, FD_WRITE), FD_WRITE);
    EQUAL(send(first.peer, "x", 1, 0), 1);
    EQUAL(ct_untold(&second), 0);
    CHECK(!is_set(first.event));
    EQUAL(WSAEventSelect(first.s, first.event, FD_READ), 0);
    EQUAL(ct_told(&first, FD_READ), FD_READ);
    EQUAL(recv(first.s, &byte, 1, 0), 1);
    CHECK(!is_set(second.event));
}

static void record_is_cleared(const struct ct_row *row)
{
    struct ct_selected w;
    char byte;

    (void)row;
    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ);
    EQUAL(send(w.peer, "x", 1, 0), 1);
    EQUAL(WSAWaitForMultipleEvents(1, &w.event, FALSE, 10000, FALSE),
          WSA_WAIT_EVENT_0);
    EQUAL(recv(w.s, &byte, 1, 0), 1);
    EQUAL(WSAEventSelect(w.s, w.event, FD_READ), 0);
    w.recorded = 0;
    ct_enum(&w);
    EQUAL(w.recorded, 0);
}

static void ended(const struct ct_row *row)
{
    struct ct_selected w;

    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ | FD_CLOSE);
    if (row->arg != 0)
        EQUAL(closesocket(w.s), 0);
    else
        EQUAL(WSAEventSelect(w.s, NULL, 0), 0);
    send(w.peer, "x", 1, 0);
    ct_settle();
    CHECK(!is_set(w.event));
    CHECK(WSASetEvent(w.event)); /* it is the program's to close */
}

/* The selection has an event that nobody can wait for any more. */
static void event_is_closed(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);
    WSAEVENT event = WSACreateEvent();
    WSANETWORKEVENTS now;

    (void)row;
    EQUAL(WSAEventSelect(s, event, FD_READ), 0);
    CHECK(WSACloseEvent(event));
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_settle();
    EQUAL(WSAEnumNetworkEvents(s, NULL, &now), 0);
    EQUAL(now.lNetworkEvents, FD_READ);
}

static void automatic_event(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);
    HANDLE event = ct_event();

    (void)row;
    EQUAL(WSAEventSelect(s, event, FD_READ), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(WaitForSingleObject(event, 10000), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
}

static void shared_event(const struct ct_row *row)
{
    struct ct_selected a, b;

    (void)row;
    ct_select(&a, ct_open(CT_TCP_ACCEPTED), FD_READ);
    b = a;
    b.s = ct_open(CT_TCP_ACCEPTED);
    EQUAL(WSAEventSelect(b.s, b.event, FD_READ), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(ct_told(&b, FD_READ), FD_READ);
    EQUAL(ct_untold(&a), 0);
}

/* --- Streams. */

static void stream_told(const struct ct_row *row)
{
    struct ct_selected w;
    char buf[4];

    ct_select(&w, ct_open((enum ct_kind)row->arg),
              FD_READ | FD_WRITE | FD_CLOSE);
    EQUAL(ct_told(&w, FD_WRITE), FD_WRITE);
    EQUAL(send(w.peer, "data", 4, 0), 4);
    EQUAL(ct_told(&w, FD_READ), FD_READ);
    EQUAL(ct_untold(&w), 0);
    EQUAL(closesocket(w.peer), 0);
    EQUAL(ct_untold(&w), 0); /* not before everything is read */
    EQUAL(recv(w.s, buf, 4, 0), 4);
    EQUAL(ct_told(&w, FD_CLOSE), FD_CLOSE);
    EQUAL(w.code[FD_CLOSE_BIT], 0);
    EQUAL(recv(w.s, buf, 4, 0), 0);
    EQUAL(ct_untold(&w), 0);
}

static void peer_reset(SOCKET peer)
{
    struct linger hard = {1, 0};

    EQUAL(setsockopt(peer, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)),
          0);
    EQUAL(closesocket(peer), 0);
}

/* Unread data does not keep a reset back. */
static void reset_told(const struct ct_row *row)
{
    struct ct_selected w;
    char byte;

    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ | FD_WRITE | FD_CLOSE);
    EQUAL(ct_told(&w, FD_WRITE), FD_WRITE);
    EQUAL(send(w.peer, "data", 4, 0), 4);
    EQUAL(ct_told(&w, FD_READ), FD_READ);
    peer_reset(w.peer);
    EQUAL(ct_told(&w, FD_CLOSE), FD_CLOSE);
    EQUAL(w.code[FD_CLOSE_BIT], row->code);
    SOCKET_FAILS(row->code, recv(w.s, &byte, 1, 0));
    EQUAL(ct_untold(&w), 0);
}

static void ended_before(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);
    struct ct_selected w;

    if (row->arg != 0)
        peer_reset(ct_peer());
    else
        EQUAL(closesocket(ct_peer()), 0);
    ct_settle();
    ct_select(&w, s, FD_READ | FD_CLOSE);
    EQUAL(ct_told(&w, FD_CLOSE), FD_CLOSE);
    EQUAL(w.code[FD_CLOSE_BIT], row->arg);
}

/* What this side ends is no event; the peer's end is one all the same. */
static void own_shutdown(const struct ct_row *row)
{
    struct ct_selected w;

    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ | FD_CLOSE);
    EQUAL(shutdown(w.s, row->arg), 0);
    EQUAL(ct_untold(&w), 0);
    EQUAL(shutdown(w.peer, SD_SEND), 0);
    EQUAL(ct_told(&w, FD_CLOSE), FD_CLOSE);
    EQUAL(w.code[FD_CLOSE_BIT], 0);
}

/* Row: SO_OOBINLINE. */
static void urgent_data(const struct ct_row *row)
{
    BOOL on = row->arg;
    struct ct_selected w;
    LONG want = row->arg ? FD_READ : FD_OOB;

    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ | FD_OOB);
    EQUAL(setsockopt(w.s, SOL_SOCKET, SO_OOBINLINE, (char *)&on, sizeof(on)),
          0);
    EQUAL(send(w.peer, "u", 1, MSG_OOB), 1);
    EQUAL(ct_told(&w, want) & FD_OOB, want & FD_OOB);
}

/* The event stays set for data that has been read. */
static void stale_event(const struct ct_row *row)
{
    struct ct_selected w;
    char byte;

    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ);
    EQUAL(send(w.peer, "x", 1, 0), 1);
    EQUAL(WSAWaitForMultipleEvents(1, &w.event, FALSE, 10000, FALSE),
          WSA_WAIT_EVENT_0);
    EQUAL(recv(w.s, &byte, 1, 0), 1);
    CHECK(is_set(w.event));
    SOCKET_FAILS(row->code, recv(w.s, &byte, 1, 0));
}

/* --- Connections. */

static void connection_told(const struct ct_row *row)
{
    struct ct_selected w;
    struct sockaddr_in to;

    (void)row;
    to = ct_name(ct_open(CT_TCP_LISTENING));
    ct_select(&w, ct_open(CT_TCP), FD_ALL_EVENTS);
    EQUAL(ct_untold(&w), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(w.s, SA(&to), sizeof(to)));
    EQUAL(ct_told(&w, FD_CONNECT | FD_WRITE), FD_CONNECT | FD_WRITE);
    EQUAL(w.code[FD_CONNECT_BIT], 0);
    EQUAL(ct_untold(&w), 0);
}

/* A socket that was accepted asked for no connection. */
static void connected_before(const struct ct_row *row)
{
    struct ct_selected w;

    ct_select(&w, ct_open((enum ct_kind)row->arg), FD_CONNECT);
    if (row->arg == CT_TCP_CLIENT)
        EQUAL(ct_told(&w, FD_CONNECT), FD_CONNECT);
    EQUAL(WSAEventSelect(w.s, w.event, FD_CONNECT), 0);
    EQUAL(ct_untold(&w), 0);
}

/* Whoever waits with select or WSAPoll is told too, where FD_CONNECT is not
 * selected. */
static void refusal_is_left(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_STREAM));
    struct timeval limit = {10, 0};
    struct ct_selected w;
    fd_set failed;
    int err = 0, len = sizeof(err);

    ct_select(&w, ct_open(CT_TCP), FD_READ | FD_WRITE | FD_CLOSE);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(w.s, SA(&to), sizeof(to)));
    FD_ZERO(&failed);
    FD_SET(w.s, &failed);
    EQUAL(select(0, NULL, NULL, &failed, &limit), 1);
    EQUAL(getsockopt(w.s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    EQUAL(err, row->code);
    EQUAL(ct_untold(&w), 0);
}

/* ConnectEx is a connect; a socket that is used again connects again. */
static void connected_again(const struct ct_row *row)
{
    struct sockaddr_in any = {.sin_family = AF_INET}, to;
    GUID ids[2] = {WSAID_CONNECTEX, WSAID_DISCONNECTEX};
    LPFN_DISCONNECTEX disconnect_ex;
    LPFN_CONNECTEX connect_ex;
    OVERLAPPED ov;
    struct ct_selected w;
    DWORD n, flags;
    SOCKET s, l = ct_open(CT_TCP_LISTENING);
    int i;

    (void)row;
    to = ct_name(l);
    s = ct_open(CT_TCP);
    NEED(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &ids[0],
                  sizeof(ids[0]), &connect_ex, sizeof(connect_ex), &n, NULL,
                  NULL),
         0);
    NEED(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &ids[1],
                  sizeof(ids[1]), &disconnect_ex, sizeof(disconnect_ex), &n,
                  NULL, NULL),
         0);
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    ct_select(&w, s, FD_CONNECT | FD_WRITE);
    for (i = 0; i < 2; i++) {
        memset(&ov, 0, sizeof(ov));
        ov.hEvent = ct_event();
        if (!connect_ex(s, SA(&to), sizeof(to), NULL, 0, NULL, &ov)) {
            EQUAL(WSAGetLastError(), WSA_IO_PENDING);
            CHECK(WSAGetOverlappedResult(s, &ov, &n, TRUE, &flags));
        }
        EQUAL(ct_told(&w, FD_CONNECT | FD_WRITE), FD_CONNECT | FD_WRITE);
        EQUAL(w.code[FD_CONNECT_BIT], 0);
        EQUAL(closesocket(accept(l, NULL, NULL)), 0);
        CHECK(disconnect_ex(s, NULL, TF_REUSE_SOCKET, 0));
    }
}

/* --- Listeners. */

static void request_persists(const struct ct_row *row)
{
    SOCKET l = ct_open(CT_TCP_LISTENING);
    struct ct_selected w;

    (void)row;
    ct_connect(ct_open(CT_TCP), l);
    ct_select(&w, l, FD_ACCEPT);
    EQUAL(ct_told(&w, FD_ACCEPT), FD_ACCEPT);
    EQUAL(WSAEventSelect(l, NULL, 0), 0);
    EQUAL(WSAEventSelect(l, w.event, FD_ACCEPT), 0);
    EQUAL(ct_told(&w, FD_ACCEPT), FD_ACCEPT);
}

/* Both may be used from the first moment on, and replaced. */
static void accepted_inherits(const struct ct_row *row)
{
    SOCKET l = ct_open(CT_TCP_LISTENING), c = ct_open(CT_TCP);
    struct ct_selected w, a, own;
    char byte;

    (void)row;
    ct_select(&w, l, FD_ACCEPT | FD_READ | FD_WRITE | FD_CONNECT);
    ct_connect(c, l);
    EQUAL(ct_told(&w, FD_ACCEPT), FD_ACCEPT);
    a = w;
    a.s = ct_keep(accept(l, NULL, NULL));
    EQUAL(ct_told(&a, FD_WRITE), FD_WRITE);
    EQUAL(send(c, "x", 1, 0), 1);
    EQUAL(ct_told(&a, FD_READ), FD_READ);
    EQUAL(recv(a.s, &byte, 1, 0), 1);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(a.s, &byte, 1, 0));
    ct_select(&own, a.s, FD_READ | FD_CLOSE);
    EQUAL(closesocket(c), 0);
    EQUAL(ct_told(&own, FD_CLOSE), FD_CLOSE);
    EQUAL(ct_untold(&w), 0); /* the listener's goes on */
    ct_connect(ct_open(CT_TCP), l);
    EQUAL(ct_told(&w, FD_ACCEPT), FD_ACCEPT);
}

static void nothing_to_inherit(const struct ct_row *row)
{
    SOCKET l = ct_open(CT_TCP_LISTENING), c = ct_open(CT_TCP), a;
    struct ct_selected w;

    (void)row;
    ct_select(&w, l, FD_READ | FD_WRITE);
    EQUAL(WSAEventSelect(l, NULL, 0), 0);
    ct_connect(c, l);
    ct_settle();
    a = ct_keep(accept(l, NULL, NULL));
    CHECK(a != INVALID_SOCKET);
    EQUAL(send(c, "x", 1, 0), 1);
    ct_settle();
    CHECK(!is_set(w.event));
}

/* With AcceptEx it takes the option; a pending one takes the request away. */
static void acceptex_inherits(const struct ct_row *row)
{
    static char room[2 * (sizeof(struct sockaddr_in) + 16)];
    SOCKET l = ct_open(CT_TCP_LISTENING), a = ct_open(CT_TCP);
    struct ct_selected w, own;
    static OVERLAPPED ov;
    DWORD n, flags;

    (void)row;
    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    ct_select(&w, l, FD_ACCEPT | FD_READ | FD_WRITE);
    CHECK(
        !AcceptEx(l, a, room, 0, sizeof(room) / 2, sizeof(room) / 2, &n, &ov));
    EQUAL(WSAGetLastError(), WSA_IO_PENDING);
    ct_connect(ct_open(CT_TCP), l);
    CHECK(WSAGetOverlappedResult(l, &ov, &n, TRUE, &flags));
    EQUAL(ct_untold(&w), 0);
    EQUAL(setsockopt(a, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&l,
                     sizeof(l)),
          0);
    own = w;
    own.s = a;
    EQUAL(ct_told(&own, FD_WRITE), FD_WRITE);
}

static int CALLBACK defer(LPWSABUF caller, LPWSABUF caller_data, LPQOS sqos,
                          LPQOS gqos, LPWSABUF callee, LPWSABUF callee_data,
                          GROUP *g, DWORD_PTR data)
{
    (void)caller, (void)caller_data, (void)sqos, (void)gqos, (void)callee;
    (void)callee_data, (void)g, (void)data;
    return CF_DEFER;
}

static void deferred_request(const struct ct_row *row)
{
    SOCKET l = ct_open(CT_TCP_LISTENING);
    struct ct_selected w;

    ct_select(&w, l, FD_ACCEPT);
    ct_connect(ct_open(CT_TCP), l);
    EQUAL(ct_told(&w, FD_ACCEPT), FD_ACCEPT);
    FAILS(INVALID_SOCKET, row->code, WSAAccept(l, NULL, NULL, defer, 0));
    EQUAL(ct_untold(&w), 0);
    EQUAL(WSAEventSelect(l, w.event, FD_ACCEPT), 0);
    EQUAL(ct_told(&w, FD_ACCEPT), FD_ACCEPT);
    CHECK(ct_keep(accept(l, NULL, NULL)) != INVALID_SOCKET);
}

/* --- Datagrams. */

static void dgrams_told(const struct ct_row *row)
{
    struct sockaddr_in to;
    struct ct_selected w;
    SOCKET peer;
    char buf[8];

    (void)row;
    ct_select(&w, ct_open(CT_UDP), FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE);
    EQUAL(ct_told(&w, FD_WRITE), FD_WRITE);
    peer = ct_open(CT_UDP_BOUND);
    to = ct_name(peer);
    EQUAL(connect(w.s, SA(&to), sizeof(to)), 0);
    EQUAL(ct_told(&w, FD_CONNECT), FD_CONNECT | FD_WRITE);
    to = ct_name(w.s);
    EQUAL(sendto(peer, "one", 3, 0, SA(&to), sizeof(to)), 3);
    EQUAL(ct_told(&w, FD_READ), FD_READ);
    EQUAL(recv(w.s, buf, sizeof(buf), 0), 3);
    EQUAL(ct_untold(&w), 0);
}

/* A receive tells that nobody listens there. */
static void nobody_listens(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));
    struct ct_selected w;
    char byte;

    ct_select(&w, ct_open(CT_UDP_BOUND), FD_READ);
    EQUAL(sendto(w.s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(ct_told(&w, FD_READ), FD_READ);
    SOCKET_FAILS(row->code, recvfrom(w.s, &byte, 1, 0, NULL, NULL));
    EQUAL(ct_untold(&w), 0);
}

static void other_families(const struct ct_row *row)
{
    struct sockaddr_in6 to;
    struct ct_selected w;

    (void)row;
    if (!ct_have_ipv6())
        return;
    to = ct_name6(ct_open(CT_TCP6_LISTENING));
    ct_select(&w, ct_open(CT_TCP6), FD_CONNECT | FD_WRITE);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(w.s, SA(&to), sizeof(to)));
    EQUAL(ct_told(&w, FD_CONNECT | FD_WRITE), FD_CONNECT | FD_WRITE);
}

/* --- Beside other ways to wait. */

/* Data that a pending receive takes is none that can be read. */
static void receive_pending(const struct ct_row *row)
{
    static struct ct_op op;
    struct ct_selected w;

    (void)row;
    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ);
    ct_op_init(&op, ct_event());
    op.buf.len = 1;
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(w.s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL));
    EQUAL(send(w.peer, "x", 1, 0), 1);
    EQUAL(ct_op_end(w.s, &op), 0);
    EQUAL(ct_untold(&w), 0);
    EQUAL(send(w.peer, "y", 1, 0), 1);
    EQUAL(ct_told(&w, FD_READ), FD_READ);
}

static void select_and_poll(const struct ct_row *row)
{
    struct timeval limit = {10, 0};
    struct ct_selected w;
    WSAPOLLFD p;
    fd_set rd;

    (void)row;
    ct_select(&w, ct_open(CT_TCP_ACCEPTED), FD_READ);
    EQUAL(send(w.peer, "x", 1, 0), 1);
    FD_ZERO(&rd);
    FD_SET(w.s, &rd);
    EQUAL(select(0, &rd, NULL, NULL, &limit), 1);
    p.fd = w.s;
    p.events = POLLRDNORM;
    EQUAL(WSAPoll(&p, 1, 10000), 1);
    EQUAL(p.revents, POLLRDNORM);
    EQUAL(ct_told(&w, FD_READ), FD_READ);
}

/* Row: attached to the port before or after. Nobody waits on it. */
static void with_a_port(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);
    HANDLE port = ct_keep_handle(
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0));
    struct ct_selected w;

    if (row->arg == 0)
        CHECK(CreateIoCompletionPort((HANDLE)s, port, 1, 0) == port);
    ct_select(&w, s, FD_READ);
    if (row->arg != 0)
        CHECK(CreateIoCompletionPort((HANDLE)s, port, 1, 0) == port);
    EQUAL(send(w.peer, "x", 1, 0), 1);
    EQUAL(ct_told(&w, FD_READ), FD_READ);
}

static void quality_of_service(const struct ct_row *row)
{
    struct ct_selected w;
    char room[256];
    DWORD n;

    ct_select(&w, ct_open(CT_UDP_BOUND), FD_QOS | FD_GROUP_QOS);
    EQUAL(ct_untold(&w), 0);
    SOCKET_FAILS(row->code, WSAIoctl(w.s, SIO_GET_QOS, NULL, 0, room,
                                     sizeof(room), &n, NULL, NULL));
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSAEventSelect, select_fails, CT_UDP),
    ROWS_NOTSOCK(WSAEventSelect, select_fails),
    FIRST(WSAEventSelect, WSANOTINITIALISED, "WSAENOTSOCK", select_fails,
          .sock = CT_INVALID, .flags = CT_UNSTARTED),
    FIRST(WSAEventSelect, WSAENOTSOCK, "WSAEINVAL", select_fails,
          .sock = CT_INVALID, .arg = 1 << FD_MAX_EVENTS),
    ROW(WSAEventSelect, WSAEINVAL, "unknown events", select_bad, .sock = CT_UDP,
        .arg = 1 << FD_MAX_EVENTS, .arg2 = 3),
    ROW(WSAEventSelect, WSAEINVAL, "no event object", select_bad,
        .sock = CT_UDP, .arg = FD_READ),
    ROW(WSAEventSelect, WSAEINVAL, "a closed event object", select_bad,
        .sock = CT_UDP, .arg = FD_READ, .arg2 = 1),
    ROW(WSAEventSelect, WSAEINVAL, "a socket for an event object", select_bad,
        .sock = CT_UDP, .arg = FD_READ, .arg2 = 2),
    RULE(ioctlsocket, "FIONBIO 0 while events are selected", stays_nonblocking,
         .code = WSAEINVAL),
    ROW(WSAIoctl, WSAEINVAL, "FIONBIO 0 while events are selected",
        stays_nonblocking),
    RULE(WSAEventSelect, "no events: non-blocking, and no event is looked at",
         nothing_selected),

    RULE(WSAEventSelect, "a second selection replaces the first",
         second_selection),
    RULE(WSAEventSelect, "a selection clears the record", record_is_cleared),
    RULE(WSAEventSelect, "no events end the selection", ended),
    RULE(WSAEventSelect, "closesocket ends the selection", ended, .arg = 1),
    RULE(WSAEventSelect, "the event object is closed meanwhile",
         event_is_closed),
    RULE(WSAEventSelect, "an event that resets itself", automatic_event),
    RULE(WSAEventSelect, "one event object, two sockets", shared_event),

    RULE(WSAEventSelect, "an accepted stream to its end", stream_told,
         .arg = CT_TCP_ACCEPTED),
    RULE(WSAEventSelect, "a connected stream to its end", stream_told,
         .arg = CT_TCP_CLIENT),
    ROW(WSAEventSelect, WSAECONNRESET, "FD_CLOSE", reset_told),
    RULE(WSAEventSelect, "FD_CLOSE: the peer ended before", ended_before),
    RULE(WSAEventSelect, "FD_CLOSE: the peer reset before", ended_before,
         .arg = WSAECONNRESET),
    RULE(WSAEventSelect, "FD_CLOSE after own shutdown(SD_SEND)", own_shutdown,
         .arg = SD_SEND),
    RULE(WSAEventSelect, "FD_CLOSE after own shutdown(SD_RECEIVE)",
         own_shutdown, .arg = SD_RECEIVE),
    RULE(WSAEventSelect, "FD_CLOSE after own shutdown(SD_BOTH)", own_shutdown,
         .arg = SD_BOTH),
    RULE(WSAEventSelect, "FD_OOB", urgent_data),
    RULE(WSAEventSelect, "FD_OOB with SO_OOBINLINE", urgent_data, .arg = 1),
    ROW(WSAEventSelect, WSAEWOULDBLOCK, "recv, the data was read before",
        stale_event),

    RULE(WSAEventSelect, "FD_CONNECT and FD_WRITE", connection_told),
    RULE(WSAEventSelect, "FD_CONNECT: connected before", connected_before,
         .arg = CT_TCP_CLIENT),
    RULE(WSAEventSelect, "FD_CONNECT: accepted before", connected_before,
         .arg = CT_TCP_ACCEPTED),
    RULE(WSAEventSelect, "a refusal that is left to select", refusal_is_left,
         .code = WSAECONNREFUSED),
    RULE(WSAEventSelect, "FD_CONNECT: ConnectEx, and again", connected_again),

    RULE(WSAEventSelect, "FD_ACCEPT: a request from before", request_persists),
    RULE(WSAEventSelect, "accept: the selection is inherited",
         accepted_inherits),
    RULE(WSAEventSelect, "accept: no selection, nothing inherited",
         nothing_to_inherit),
    RULE(WSAEventSelect, "AcceptEx: inherited with the listener's context",
         acceptex_inherits),
    ROW(WSAEventSelect, WSATRY_AGAIN, "WSAAccept, CF_DEFER", deferred_request),

    RULE(WSAEventSelect, "a datagram socket", dgrams_told),
    RULE(WSAEventSelect, "FD_READ: port unreachable", nobody_listens,
         .code = WSAECONNRESET),
    RULE(WSAEventSelect, "IPv6", other_families),

    RULE(WSAEventSelect, "FD_READ beside a pending receive", receive_pending),
    RULE(WSAEventSelect, "FD_READ beside select and WSAPoll", select_and_poll),
    RULE(WSAEventSelect, "FD_READ, attached to a port before", with_a_port),
    RULE(WSAEventSelect, "FD_READ, attached to a port after", with_a_port,
         .arg = 1),
    ROW(WSAEventSelect, WSAENOPROTOOPT, "FD_QOS, and SIO_GET_QOS",
        quality_of_service),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
