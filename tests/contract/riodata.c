/* SPDX-License-Identifier: MIT */
/* Registered I/O: what requests do, and how they end. */
#include "rio.h"

#include <ws2ipdef.h>

/* Where things lie in rio_room. */
enum { DATA = 0, LOCAL = 1024, REMOTE = 1056, CONTROL = 1088, FLAGS = 1216 };

static RIO_RQ tcp_queue(RIO_CQ *cq, SOCKET *s, SOCKET *peer)
{
    *s = rio_tcp(peer);
    *cq = rio_polled();
    return rio_queue(*s, *cq, 5);
}

static BOOL receive(RIO_RQ rq, size_t offset, size_t length, DWORD flags,
                    intptr_t context)
{
    RIO_BUF part = rio_part(offset, length);

    return rio.RIOReceive(rq, &part, 1, flags, (PVOID)context);
}

static BOOL transmit(RIO_RQ rq, size_t offset, size_t length, DWORD flags,
                     intptr_t context)
{
    RIO_BUF part = rio_part(offset, length);

    return rio.RIOSend(rq, &part, 1, flags, (PVOID)context);
}

static void expect(RIORESULT result, LONG status, ULONG bytes,
                   ULONGLONG request)
{
    EQUAL(result.Status, status);
    EQUAL(result.BytesTransferred, bytes);
    EQUAL(result.SocketContext, 7);
    EQUAL(result.RequestContext, request);
}

static void give(SOCKET peer, const char *text)
{
    int len = (int)strlen(text);

    EQUAL(send(peer, text, len, 0), len);
}

static void receive_now(const struct ct_row *row)
{
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = tcp_queue(&cq, &s, &peer);
    give(peer, "hello");
    ct_wait_readable(s);
    CHECK(receive(rq, DATA + 3, 100, 0, 1));
    expect(rio_one(cq), 0, 5, 1);
    EQUAL(memcmp(rio_room + 3, "hello", 6), 0);
    rio.RIOCloseCompletionQueue(cq);
}

/* Three receives wait; each gets what it has room for, in order. */
static void receive_later(const struct ct_row *row)
{
    RIORESULT results[3];
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = tcp_queue(&cq, &s, &peer);
    for (int i = 0; i < 3; i++)
        CHECK(receive(rq, DATA + 10 * (size_t)i, 2, 0, i));
    EQUAL(rio.RIODequeueCompletion(cq, results, 3), 0);
    give(peer, "abcdef");
    rio_take(cq, results, 3);
    for (int i = 0; i < 3; i++) {
        expect(results[i], 0, 2, (ULONGLONG)i);
        EQUAL(memcmp(rio_room + 10 * i, &"abcdef"[2 * i], 2), 0);
    }
    rio.RIOCloseCompletionQueue(cq);
}

static void send_some(const struct ct_row *row)
{
    SOCKET s, peer;
    char text[8] = "";
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = tcp_queue(&cq, &s, &peer);
    memcpy(rio_room, "hello", 5);
    CHECK(transmit(rq, DATA, 5, 0, 3));
    expect(rio_one(cq), 0, 5, 3);
    EQUAL(recv(peer, text, sizeof(text), 0), 5);
    EQUAL(memcmp(text, "hello", 5), 0);
    rio.RIOCloseCompletionQueue(cq);
}

/* More than the connection takes: it ends when the peer has read. */
static void send_much(const struct ct_row *row)
{
    enum { MUCH = 32 << 20 };
    static char big[MUCH], back[1 << 16];
    RIO_BUFFERID id;
    RIO_BUF part;
    SOCKET s, peer;
    RIORESULT result;
    long long got = 0;
    int n;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    for (size_t i = 0; i < MUCH; i++)
        big[i] = (char)(i * 7 >> 3);
    rq = tcp_queue(&cq, &s, &peer);
    id = rio.RIORegisterBuffer(big, MUCH);
    part.BufferId = id;
    part.Offset = 0;
    part.Length = MUCH;
    CHECK(rio.RIOSend(rq, &part, 1, 0, NULL));
    EQUAL(rio.RIODequeueCompletion(cq, &result, 1), 0);
    while (got < MUCH && (n = recv(peer, back, sizeof(back), 0)) > 0) {
        EQUAL(memcmp(back, big + got, (size_t)n), 0);
        got += n; /* nobody polls meanwhile */
    }
    EQUAL(got, MUCH);
    expect(rio_one(cq), 0, MUCH, 0);
    rio.RIODeregisterBuffer(id);
    rio.RIOCloseCompletionQueue(cq);
}

static void wait_all(const struct ct_row *row)
{
    RIORESULT result;
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = tcp_queue(&cq, &s, &peer);
    CHECK(receive(rq, DATA, 6, RIO_MSG_WAITALL, 1));
    give(peer, "abc");
    ct_wait_readable(s);
    EQUAL(rio.RIODequeueCompletion(cq, &result, 1), 0);
    give(peer, "def");
    expect(rio_one(cq), 0, 6, 1);
    EQUAL(memcmp(rio_room, "abcdef", 6), 0);
    CHECK(receive(rq, DATA, 6, RIO_MSG_WAITALL, 2));
    give(peer, "gh");
    EQUAL(shutdown(peer, SD_SEND), 0);
    expect(rio_one(cq), 0, 2, 2);
    rio.RIOCloseCompletionQueue(cq);
}

/* The end of the peer's data, and a reset. */
static void peer_ends(const struct ct_row *row)
{
    struct linger hard = {1, 0};
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = tcp_queue(&cq, &s, &peer);
    CHECK(receive(rq, DATA, 6, 0, 1));
    EQUAL(shutdown(peer, SD_SEND), 0);
    expect(rio_one(cq), 0, 0, 1);
    CHECK(rio.RIOResizeCompletionQueue(cq, 14));
    rq = rio_queue(rio_tcp(&peer), cq, 2);
    CHECK(receive(rq, DATA, 6, 0, 2));
    EQUAL(setsockopt(peer, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)),
          0);
    EQUAL(closesocket(peer), 0);
    expect(rio_one(cq), WSAECONNRESET, 0, 2);
    CHECK(receive(rq, DATA, 6, 0, 3));
    expect(rio_one(cq), WSAECONNRESET, 0, 3);
    CHECK(transmit(rq, DATA, 6, 0, 4));
    expect(rio_one(cq), WSAECONNRESET, 0, 4);
    rio.RIOCloseCompletionQueue(cq);
}

/* What waits when the socket is closed, deferred or not. */
static void closed_while_pending(const struct ct_row *row)
{
    bool ex = strstr(row->function, "Ex") != NULL;
    RIO_BUF part;
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    if (!rio_begin())
        return;
    rq = tcp_queue(&cq, &s, &peer);
    part = rio_part(DATA, 10);
    if (ex)
        CHECK(rio.RIOReceiveEx(rq, &part, 1, NOTHING, 0, (PVOID)1));
    else
        CHECK(receive(rq, DATA, 10, 0, 1));
    CHECK(receive(rq, DATA, 10, RIO_MSG_DEFER, 2));
    EQUAL(closesocket(s), 0);
    expect(rio_one(cq), row->code, 0, 1);
    expect(rio_one(cq), row->code, 0, 2);
    rio.RIOCloseCompletionQueue(cq);
}

/* What is wrong with the socket, the request's end tells. */
static void socket_state(const struct ct_row *row)
{
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    cq = rio_polled();
    rq = rio_queue(rio_socket(SOCK_STREAM), cq, 1);
    CHECK(receive(rq, DATA, 10, 0, 1));
    expect(rio_one(cq), WSAENOTCONN, 0, 1);
    CHECK(transmit(rq, DATA, 10, 0, 2));
    expect(rio_one(cq), WSAENOTCONN, 0, 2);
    s = rio_tcp(&peer);
    rq = rio_queue(s, cq, 1);
    EQUAL(shutdown(s, SD_BOTH), 0);
    CHECK(receive(rq, DATA, 10, 0, 3));
    expect(rio_one(cq), WSAESHUTDOWN, 0, 3);
    CHECK(transmit(rq, DATA, 10, 0, 4));
    expect(rio_one(cq), WSAESHUTDOWN, 0, 4);
    rio.RIOCloseCompletionQueue(cq);
}

/* Deferred requests go with the next that is not, or when told. */
static void deferred(const struct ct_row *row)
{
    char text[8];
    RIORESULT results[3];
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;
    int got = 0;

    if (!rio_begin())
        return;
    rq = tcp_queue(&cq, &s, &peer);
    memcpy(rio_room, "abcdef", 6);
    CHECK(transmit(rq, 0, 2, RIO_MSG_DEFER, 0));
    CHECK(transmit(rq, 2, 2, RIO_MSG_DEFER, 1));
    if (row->arg) {
        CHECK(transmit(rq, 4, 2, RIO_MSG_DEFER, 2));
        CHECK(rio.RIOSend(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL));
    } else {
        CHECK(transmit(rq, 4, 2, 0, 2));
    }
    rio_take(cq, results, 3);
    for (int i = 0; i < 3; i++)
        expect(results[i], 0, 2, (ULONGLONG)i);
    while (got < 6)
        got += recv(peer, text + got, 6 - got, 0);
    EQUAL(memcmp(text, "abcdef", 6), 0);
    CHECK(receive(rq, 100, 2, RIO_MSG_DEFER, 3));
    CHECK(receive(rq, 200, 2, RIO_MSG_DEFER, 4));
    CHECK(rio.RIOReceive(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL));
    give(peer, "wxyz");
    rio_take(cq, results, 2);
    expect(results[0], 0, 2, 3);
    expect(results[1], 0, 2, 4);
    EQUAL(memcmp(rio_room + 100, "wx", 2), 0);
    EQUAL(memcmp(rio_room + 200, "yz", 2), 0);
    rio.RIOCloseCompletionQueue(cq);
}

/* Several sockets, one queue. */
static void shared(const struct ct_row *row)
{
    bool seen[4] = {false, false, false, false};
    RIORESULT results[4];
    SOCKET peer[4];
    RIO_CQ cq;

    (void)row;
    if (!rio_begin())
        return;
    cq = rio_polled();
    for (int i = 0; i < 4; i++) {
        RIO_RQ rq = rio.RIOCreateRequestQueue(rio_tcp(&peer[i]), 1, 1, 1, 1, cq,
                                              cq, (PVOID)(intptr_t)(50 + i));

        CHECK(receive(rq, 10 * (size_t)i, 10, 0, i));
    }
    for (int i = 4; i-- > 0;)
        give(peer[i], &"abcdefgh"[2 * i]);
    rio_take(cq, results, 4);
    for (int i = 0; i < 4; i++) {
        ULONGLONG which = results[i].RequestContext;

        NEED(which < 4, 1);
        CHECK(!seen[which]);
        seen[which] = true;
        EQUAL(results[i].SocketContext, 50 + which);
        EQUAL(results[i].BytesTransferred, 8 - 2 * which);
    }
    rio.RIOCloseCompletionQueue(cq);
}

/* Completions of a queue that was closed are dropped; the socket works. */
static void queue_closed(const struct ct_row *row)
{
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = tcp_queue(&cq, &s, &peer);
    CHECK(transmit(rq, DATA, 1, 0, 0));
    CHECK(receive(rq, DATA, 2, 0, 1));
    rio.RIOCloseCompletionQueue(cq);
    give(peer, "abcd");
    for (int i = 0; i < 20; i++) /* each is outstanding no more */
        CHECK(transmit(rq, DATA, 1, 0, 2));
    EQUAL(closesocket(s), 0);
}

/* The rings move while requests wait and ends lie in them. */
static void resized(const struct ct_row *row)
{
    RIORESULT results[6];
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = tcp_queue(&cq, &s, &peer);
    CHECK(transmit(rq, DATA, 1, 0, 9)); /* so that the rings are in use */
    rio_one(cq);
    for (int i = 0; i < 3; i++)
        CHECK(receive(rq, 10 * (size_t)i, 2, 0, i));
    CHECK(receive(rq, 30, 2, RIO_MSG_DEFER, 3));
    CHECK(transmit(rq, DATA, 1, 0, 8));
    CHECK(rio.RIOResizeCompletionQueue(cq, 100));
    CHECK(rio.RIOResizeRequestQueue(rq, 40, 1));
    CHECK(receive(rq, 40, 2, 0, 4));
    give(peer, "abcdefghij");
    rio_take(cq, results, 6);
    expect(results[0], 0, 1, 8);
    for (int i = 0; i < 5; i++) {
        expect(results[i + 1], 0, 2, (ULONGLONG)i);
        EQUAL(memcmp(rio_room + 10 * i, &"abcdefghij"[2 * i], 2), 0);
    }
    rio.RIOCloseCompletionQueue(cq);
}

/* --- Datagrams. */

static RIO_RQ udp_queue(RIO_CQ *cq, SOCKET *s)
{
    *s = rio_udp();
    *cq = rio_polled();
    return rio_queue(*s, *cq, 5);
}

static void datagram_from(const struct ct_row *row)
{
    RIO_BUF data, local, remote, flags;
    SOCKADDR_INET *at_local = (SOCKADDR_INET *)(void *)(rio_room + LOCAL);
    SOCKADDR_INET *at_remote = (SOCKADDR_INET *)(void *)(rio_room + REMOTE);
    struct sockaddr_in here, there;
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = udp_queue(&cq, &s);
    here = ct_name(s);
    peer = ct_open(CT_UDP_BOUND);
    there = ct_name(peer);
    data = rio_part(DATA, 100);
    local = rio_part(LOCAL, sizeof(SOCKADDR_INET));
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    flags = rio_part(FLAGS, sizeof(ULONG));
    memset(rio_room + FLAGS, 0x57, sizeof(ULONG));
    CHECK(rio.RIOReceiveEx(rq, &data, 1, &local, &remote, NULL, &flags, 0,
                           (PVOID)1));
    EQUAL(sendto(peer, "hello", 5, 0, SA(&here), sizeof(here)), 5);
    expect(rio_one(cq), 0, 5, 1);
    EQUAL(memcmp(rio_room, "hello", 6), 0);
    EQUAL(at_remote->si_family, AF_INET);
    EQUAL(at_remote->Ipv4.sin_port, there.sin_port);
    EQUAL(at_remote->Ipv4.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    EQUAL(at_local->si_family, AF_INET);
    EQUAL(at_local->Ipv4.sin_port, here.sin_port);
    EQUAL(at_local->Ipv4.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    EQUAL(*(ULONG *)(void *)(rio_room + FLAGS), 0);
    rio.RIOCloseCompletionQueue(cq);
}

/* Cut, in order, and one whose data is not wanted. */
static void datagram_cut(const struct ct_row *row)
{
    struct sockaddr_in here;
    RIO_BUF remote, flags, data;
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = udp_queue(&cq, &s);
    here = ct_name(s);
    peer = ct_open(CT_UDP_BOUND);
    data = rio_part(DATA, 3);
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    flags = rio_part(FLAGS, sizeof(ULONG));
    CHECK(receive(rq, DATA + 10, 100, 0, 0));
    CHECK(
        rio.RIOReceiveEx(rq, &data, 1, NULL, NULL, NULL, &flags, 0, (PVOID)1));
    CHECK(
        rio.RIOReceiveEx(rq, NULL, 0, NULL, &remote, NULL, NULL, 0, (PVOID)2));
    for (int i = 0; i < 3; i++)
        EQUAL(sendto(peer, "hello", 5, 0, SA(&here), sizeof(here)), 5);
    expect(rio_one(cq), 0, 5, 0);
    expect(rio_one(cq), WSAEMSGSIZE, 3, 1);
    EQUAL(memcmp(rio_room, "hel", 4), 0);
    EQUAL(*(ULONG *)(void *)(rio_room + FLAGS), MSG_TRUNC);
    expect(rio_one(cq), 0, 0, 2);
    rio.RIOCloseCompletionQueue(cq);
}

static void datagram_to(const struct ct_row *row)
{
    struct sockaddr_in there, from;
    int len = sizeof(from);
    RIO_BUF data, remote;
    char text[8] = "";
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = udp_queue(&cq, &s);
    peer = ct_open(CT_UDP_BOUND);
    there = ct_name(peer);
    memcpy(rio_room, "hello", 5);
    memcpy(rio_room + REMOTE, &there, sizeof(there));
    data = rio_part(DATA, 5);
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    CHECK(rio.RIOSendEx(rq, &data, 1, NULL, &remote, NULL, NULL, 0, (PVOID)1));
    CHECK(rio.RIOSendEx(rq, NULL, 0, NULL, &remote, NULL, NULL, 0, (PVOID)2));
    expect(rio_one(cq), 0, 5, 1);
    expect(rio_one(cq), 0, 0, 2);
    EQUAL(recvfrom(peer, text, sizeof(text), 0, SA(&from), &len), 5);
    EQUAL(memcmp(text, "hello", 5), 0);
    EQUAL(from.sin_port, ct_name(s).sin_port);
    EQUAL(recv(peer, text, sizeof(text), 0), 0);
    memset(rio_room + REMOTE, 0, sizeof(SOCKADDR_INET));
    CHECK(rio.RIOSendEx(rq, &data, 1, NULL, &remote, NULL, NULL, 0, (PVOID)3));
    expect(rio_one(cq), WSAEAFNOSUPPORT, 0, 3);
    CHECK(rio.RIOSend(rq, &data, 1, 0, (PVOID)4)); /* to whom? */
    expect(rio_one(cq), WSAENOTCONN, 0, 4);
    rio.RIOCloseCompletionQueue(cq);
}

/* The address that a datagram was sent to, as control data in both ways. */
static void datagram_control(const struct ct_row *row)
{
    RIO_CMSG_BUFFER *at = (RIO_CMSG_BUFFER *)(void *)(rio_room + CONTROL);
    WSACMSGHDR *item =
        (WSACMSGHDR *)(void *)(rio_room + CONTROL + RIO_CMSG_BASE_SIZE);
    IN_PKTINFO info;
    RIO_BUF data, control, remote;
    struct sockaddr_in here;
    DWORD on = 1;
    SOCKET s;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = udp_queue(&cq, &s);
    here = ct_name(s);
    EQUAL(setsockopt(s, IPPROTO_IP, IP_PKTINFO, (char *)&on, sizeof(on)), 0);
    data = rio_part(DATA, 100);
    control = rio_part(CONTROL, 100);
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    CHECK(rio.RIOReceiveEx(rq, &data, 1, NULL, NULL, &control, NULL, 0, NULL));
    EQUAL(sendto(ct_open(CT_UDP), "hello", 5, 0, SA(&here), sizeof(here)), 5);
    expect(rio_one(cq), 0, 5, 0);
    CHECK(at->TotalLength >= RIO_CMSG_BASE_SIZE + WSA_CMSG_LEN(sizeof(info)));
    EQUAL(item->cmsg_level, IPPROTO_IP);
    EQUAL(item->cmsg_type, IP_PKTINFO);
    memcpy(&info, WSA_CMSG_DATA(item), sizeof(info));
    EQUAL(info.ipi_addr.s_addr, htonl(INADDR_LOOPBACK));
    info.ipi_ifindex = 0;
    memcpy(WSA_CMSG_DATA(item), &info, sizeof(info));
    memcpy(rio_room + REMOTE, &here, sizeof(here));
    CHECK(rio.RIOSendEx(rq, &data, 1, NULL, &remote, &control, NULL, 0, NULL));
    expect(rio_one(cq), 0, 100, 0);
    at->TotalLength = 1000;
    CHECK(rio.RIOSendEx(rq, &data, 1, NULL, &remote, &control, NULL, 0, NULL));
    expect(rio_one(cq), WSAEINVAL, 0, 0);
    rio.RIOCloseCompletionQueue(cq);
}

static void unreachable(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(ct_dead_port(SOCK_DGRAM));
    RIO_BUF data, remote;
    SOCKET s;
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = udp_queue(&cq, &s);
    memcpy(rio_room + REMOTE, &sin, sizeof(sin));
    data = rio_part(DATA, 5);
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    CHECK(rio.RIOSendEx(rq, &data, 1, NULL, &remote, NULL, NULL, 0, NULL));
    expect(rio_one(cq), 0, 5, 0);
    CHECK(receive(rq, DATA, 5, 0, 1));
    expect(rio_one(cq), WSAECONNRESET, 0, 1);
    rio.RIOCloseCompletionQueue(cq);
}

/* --- Many at a time. */

enum { MANY = 50, ROOM = 32 };

static RIO_RQ many_queue(SOCKET s, RIO_CQ *cq)
{
    *cq = rio.RIOCreateCompletionQueue(2 * MANY, NULL);
    return rio_queue(s, *cq, MANY);
}

/* Datagrams that wait, or come later, are received in order, each with the
 * address of its sender. */
static void many_received(const struct ct_row *row)
{
    static SOCKADDR_INET from[MANY];
    struct sockaddr_in here, there[2];
    RIORESULT results[MANY];
    SOCKET s, peer[2];
    RIO_BUFFERID id;
    RIO_BUF data, name;
    RIO_CQ cq;
    RIO_RQ rq;

    if (!rio_begin())
        return;
    rq = many_queue(s = rio_udp(), &cq);
    here = ct_name(s);
    id = rio.RIORegisterBuffer((char *)from, sizeof(from));
    for (int k = 0; k < 2; k++) {
        peer[k] = ct_open(CT_UDP_BOUND);
        there[k] = ct_name(peer[k]);
    }
    for (int later = 0; later < 2; later++) {
        for (int i = 0; later == row->arg && i < MANY; i++)
            EQUAL(sendto(peer[i % 2], rio_room, i % ROOM, 0, SA(&here),
                         sizeof(here)),
                  i % ROOM);
        for (int i = 0; later != row->arg && i < MANY; i++) {
            data = rio_part((size_t)i * ROOM, ROOM - 4);
            name.BufferId = id;
            name.Offset = (ULONG)((size_t)i * sizeof(from[0]));
            name.Length = sizeof(from[0]);
            CHECK(rio.RIOReceiveEx(rq, &data, 1, NULL, &name, NULL, NULL,
                                   i < MANY - 1 ? RIO_MSG_DEFER : 0,
                                   (PVOID)(intptr_t)i));
        }
    }
    rio_take(cq, results, MANY);
    for (int i = 0; i < MANY && !ct_failed(); i++) {
        ULONG len = (ULONG)(i % ROOM), room = ROOM - 4;

        expect(results[i], len > room ? WSAEMSGSIZE : 0,
               len > room ? room : len, (ULONGLONG)i);
        EQUAL(from[i].si_family, AF_INET);
        EQUAL(from[i].Ipv4.sin_port, there[i % 2].sin_port);
    }
    rio.RIODeregisterBuffer(id);
    rio.RIOCloseCompletionQueue(cq);
}

/* Sent in order; one of them cannot be. */
static void many_sent(const struct ct_row *row)
{
    enum { BAD = 20 };
    struct sockaddr_in there, nowhere;
    RIORESULT results[MANY];
    SOCKET peer = ct_open(CT_UDP_BOUND);
    RIO_BUF data, to;
    char text[ROOM];
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = many_queue(rio_udp(), &cq);
    there = nowhere = ct_name(peer);
    nowhere.sin_family = AF_INET6;
    memcpy(rio_room + 2000, &there, sizeof(there));
    memcpy(rio_room + 2100, &nowhere, sizeof(nowhere));
    for (int i = 0; i < MANY; i++) {
        rio_room[i * ROOM] = (char)i;
        data = rio_part((size_t)i * ROOM, 1 + (size_t)i % (ROOM - 1));
        to = rio_part(i == BAD ? 2100 : 2000, sizeof(SOCKADDR_INET));
        CHECK(rio.RIOSendEx(rq, &data, 1, NULL, &to, NULL, NULL, RIO_MSG_DEFER,
                            (PVOID)(intptr_t)i));
    }
    CHECK(rio.RIOSend(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL));
    rio_take(cq, results, MANY);
    for (int i = 0; i < MANY && !ct_failed(); i++) {
        int len = 1 + i % (ROOM - 1);

        expect(results[i], i == BAD ? WSAEAFNOSUPPORT : 0,
               i == BAD ? 0 : (ULONG)len, (ULONGLONG)i);
        if (i == BAD)
            continue;
        EQUAL(recv(peer, text, sizeof(text), 0), len);
        EQUAL(text[0], i);
    }
    rio.RIOCloseCompletionQueue(cq);
}

/* Deferred pieces of a stream, more than it takes at once. */
static void many_pieces(const struct ct_row *row)
{
    enum { PIECE = 400001, ALL = MANY * PIECE };
    static char out[ALL], in[1 << 16];
    RIORESULT results[MANY];
    SOCKET s, peer;
    RIO_BUFFERID id;
    RIO_BUF part;
    long long got = 0;
    RIO_CQ cq;
    RIO_RQ rq;
    int n;

    (void)row;
    if (!rio_begin())
        return;
    for (size_t i = 0; i < ALL; i++)
        out[i] = (char)(i * 13 >> 4);
    s = rio_tcp(&peer);
    rq = many_queue(s, &cq);
    id = rio.RIORegisterBuffer(out, ALL);
    for (int i = 0; i < MANY; i++) {
        part.BufferId = id;
        part.Offset = (ULONG)(i * PIECE);
        part.Length = PIECE;
        CHECK(rio.RIOSend(rq, &part, 1, i < MANY - 1 ? RIO_MSG_DEFER : 0,
                          (PVOID)(intptr_t)i));
    }
    while (got < ALL && (n = recv(peer, in, sizeof(in), 0)) > 0) {
        EQUAL(memcmp(in, out + got, (size_t)n), 0);
        got += n;
    }
    EQUAL(got, ALL);
    rio_take(cq, results, MANY);
    for (int i = 0; i < MANY && !ct_failed(); i++)
        expect(results[i], 0, PIECE, (ULONGLONG)i);
    rio.RIODeregisterBuffer(id);
    rio.RIOCloseCompletionQueue(cq);
}

static const struct ct_row rows[] = {
    RULE(RIOReceive, "what is there", receive_now),
    RULE(RIOReceive, "several wait, and end in order", receive_later),
    RULE(RIOSend, "a few bytes", send_some),
    RULE(RIOSend, "more than the connection takes", send_much),
    RULE(RIOReceive, "RIO_MSG_WAITALL", wait_all),
    RULE(RIOReceive, "the peer ends", peer_ends),
    ROW(RIOReceive, WSA_OPERATION_ABORTED, "socket closed while pending",
        closed_while_pending),
    ROW(RIOReceiveEx, WSA_OPERATION_ABORTED, "socket closed while pending",
        closed_while_pending),
    RULE(RIOReceive, "the socket's state is told by the end", socket_state),
    RULE(RIOSend, "deferred, sent with the next", deferred),
    RULE(RIOSend, "deferred, RIO_MSG_COMMIT_ONLY", deferred, .arg = 1),
    RULE(RIODequeueCompletion, "queue of several sockets", shared),
    RULE(RIOCloseCompletionQueue, "completions are dropped", queue_closed),
    RULE(RIOResizeRequestQueue, "while requests wait", resized),
    RULE(RIOReceiveEx, "datagram with addresses", datagram_from),
    RULE(RIOReceiveEx, "datagrams that are cut", datagram_cut),
    RULE(RIOSendEx, "datagrams to an address", datagram_to),
    RULE(RIOReceiveEx, "control data", datagram_control),
    RULE(RIOReceive, "nobody at that port", unreachable),
    RULE(RIOReceiveEx, "many datagrams that are there", many_received),
    RULE(RIOReceiveEx, "many datagrams that come", many_received, .arg = 1),
    RULE(RIOSendEx, "many datagrams, and one that cannot be", many_sent),
    RULE(RIOSend, "many pieces of a stream", many_pieces),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
