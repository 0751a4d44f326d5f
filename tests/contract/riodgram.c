/* SPDX-License-Identifier: MIT */
/* Registered I/O on datagrams: what requests do, and how they end. */
#include "riodata.h"

#include <ws2ipdef.h>

/* Where things lie in rio_room. */
enum { DATA = 0, LOCAL = 1024, REMOTE = 1056, CONTROL = 1088, FLAGS = 1216 };

static void datagram_from(const struct ct_row *row)
{
    struct rio_talk t;
    RIO_BUF data, local, remote, flags;
    SOCKADDR_INET *at_local = (SOCKADDR_INET *)(void *)(rio_room + LOCAL);
    SOCKADDR_INET *at_remote = (SOCKADDR_INET *)(void *)(rio_room + REMOTE);
    struct sockaddr_in here, there;

    (void)row;
    if (!rio_talk_begin(&t, true))
        return;
    here = ct_name(t.s);
    there = ct_name(t.peer);
    data = rio_part(DATA, 100);
    local = rio_part(LOCAL, sizeof(SOCKADDR_INET));
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    flags = rio_part(FLAGS, sizeof(ULONG));
    memset(rio_room + FLAGS, 0x57, sizeof(ULONG));
    CHECK(rio.RIOReceiveEx(t.rq, &data, 1, &local, &remote, NULL, &flags, 0,
                           (PVOID)1));
    EQUAL(sendto(t.peer, "hello", 5, 0, SA(&here), sizeof(here)), 5);
    rio_expect(rio_one(t.cq), 0, 5, 1);
    EQUAL(memcmp(rio_room, "hello", 6), 0);
    EQUAL(at_remote->si_family, AF_INET);
    EQUAL(at_remote->Ipv4.sin_port, there.sin_port);
    EQUAL(at_remote->Ipv4.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    EQUAL(at_local->si_family, AF_INET);
    EQUAL(at_local->Ipv4.sin_port, here.sin_port);
    EQUAL(at_local->Ipv4.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    EQUAL(*(ULONG *)(void *)(rio_room + FLAGS), 0);
    rio.RIOCloseCompletionQueue(t.cq);
}

/* Cut, in order, and one whose data is not wanted. */
static void datagram_cut(const struct ct_row *row)
{
    struct rio_talk t;
    struct sockaddr_in here;
    RIO_BUF remote, flags, data;

    (void)row;
    if (!rio_talk_begin(&t, true))
        return;
    here = ct_name(t.s);
    data = rio_part(DATA, 3);
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    flags = rio_part(FLAGS, sizeof(ULONG));
    CHECK(rio_receive(t.rq, DATA + 10, 100, 0, 0));
    CHECK(rio.RIOReceiveEx(t.rq, &data, 1, NULL, NULL, NULL, &flags, 0,
                           (PVOID)1));
    CHECK(rio.RIOReceiveEx(t.rq, NULL, 0, NULL, &remote, NULL, NULL, 0,
                           (PVOID)2));
    for (int i = 0; i < 3; i++)
        EQUAL(sendto(t.peer, "hello", 5, 0, SA(&here), sizeof(here)), 5);
    rio_expect(rio_one(t.cq), 0, 5, 0);
    rio_expect(rio_one(t.cq), WSAEMSGSIZE, 3, 1);
    EQUAL(memcmp(rio_room, "hel", 4), 0);
    EQUAL(*(ULONG *)(void *)(rio_room + FLAGS), MSG_TRUNC);
    rio_expect(rio_one(t.cq), 0, 0, 2);
    rio.RIOCloseCompletionQueue(t.cq);
}

static void datagram_to(const struct ct_row *row)
{
    struct rio_talk t;
    struct sockaddr_in there, from;
    int len = sizeof(from);
    RIO_BUF data, remote;
    char text[8] = "";

    (void)row;
    if (!rio_talk_begin(&t, true))
        return;
    there = ct_name(t.peer);
    memcpy(rio_room, "hello", 5);
    memcpy(rio_room + REMOTE, &there, sizeof(there));
    data = rio_part(DATA, 5);
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    CHECK(
        rio.RIOSendEx(t.rq, &data, 1, NULL, &remote, NULL, NULL, 0, (PVOID)1));
    CHECK(rio.RIOSendEx(t.rq, NULL, 0, NULL, &remote, NULL, NULL, 0, (PVOID)2));
    rio_expect(rio_one(t.cq), 0, 5, 1);
    rio_expect(rio_one(t.cq), 0, 0, 2);
    EQUAL(recvfrom(t.peer, text, sizeof(text), 0, SA(&from), &len), 5);
    EQUAL(memcmp(text, "hello", 5), 0);
    EQUAL(from.sin_port, ct_name(t.s).sin_port);
    EQUAL(recv(t.peer, text, sizeof(text), 0), 0);
    memset(rio_room + REMOTE, 0, sizeof(SOCKADDR_INET));
    CHECK(
        rio.RIOSendEx(t.rq, &data, 1, NULL, &remote, NULL, NULL, 0, (PVOID)3));
    rio_expect(rio_one(t.cq), WSAEAFNOSUPPORT, 0, 3);
    CHECK(rio.RIOSend(t.rq, &data, 1, 0, (PVOID)4)); /* to whom? */
    rio_expect(rio_one(t.cq), WSAENOTCONN, 0, 4);
    rio.RIOCloseCompletionQueue(t.cq);
}

/* The address that a datagram was sent to, as control data in both ways. */
static void datagram_control(const struct ct_row *row)
{
    struct rio_talk t;
    RIO_CMSG_BUFFER *at = (RIO_CMSG_BUFFER *)(void *)(rio_room + CONTROL);
    WSACMSGHDR *item =
        (WSACMSGHDR *)(void *)(rio_room + CONTROL + RIO_CMSG_BASE_SIZE);
    IN_PKTINFO info;
    RIO_BUF data, control, remote;
    struct sockaddr_in here;
    DWORD on = 1;

    (void)row;
    if (!rio_talk_begin(&t, true))
        return;
    here = ct_name(t.s);
    EQUAL(setsockopt(t.s, IPPROTO_IP, IP_PKTINFO, (char *)&on, sizeof(on)), 0);
    data = rio_part(DATA, 100);
    control = rio_part(CONTROL, 100);
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    CHECK(
        rio.RIOReceiveEx(t.rq, &data, 1, NULL, NULL, &control, NULL, 0, NULL));
    EQUAL(sendto(ct_open(CT_UDP), "hello", 5, 0, SA(&here), sizeof(here)), 5);
    rio_expect(rio_one(t.cq), 0, 5, 0);
    CHECK(at->TotalLength >= RIO_CMSG_BASE_SIZE + WSA_CMSG_LEN(sizeof(info)));
    EQUAL(item->cmsg_level, IPPROTO_IP);
    EQUAL(item->cmsg_type, IP_PKTINFO);
    memcpy(&info, WSA_CMSG_DATA(item), sizeof(info));
    EQUAL(info.ipi_addr.s_addr, htonl(INADDR_LOOPBACK));
    info.ipi_ifindex = 0;
    memcpy(WSA_CMSG_DATA(item), &info, sizeof(info));
    memcpy(rio_room + REMOTE, &here, sizeof(here));
    CHECK(
        rio.RIOSendEx(t.rq, &data, 1, NULL, &remote, &control, NULL, 0, NULL));
    rio_expect(rio_one(t.cq), 0, 100, 0);
    at->TotalLength = 1000;
    CHECK(
        rio.RIOSendEx(t.rq, &data, 1, NULL, &remote, &control, NULL, 0, NULL));
    rio_expect(rio_one(t.cq), WSAEINVAL, 0, 0);
    rio.RIOCloseCompletionQueue(t.cq);
}

static void unreachable(const struct ct_row *row)
{
    struct rio_talk t;
    struct sockaddr_in sin = ct_loopback(ct_dead_port(SOCK_DGRAM));
    RIO_BUF data, remote;

    (void)row;
    if (!rio_talk_begin(&t, true))
        return;
    memcpy(rio_room + REMOTE, &sin, sizeof(sin));
    data = rio_part(DATA, 5);
    remote = rio_part(REMOTE, sizeof(SOCKADDR_INET));
    CHECK(rio.RIOSendEx(t.rq, &data, 1, NULL, &remote, NULL, NULL, 0, NULL));
    rio_expect(rio_one(t.cq), 0, 5, 0);
    CHECK(rio_receive(t.rq, DATA, 5, 0, 1));
    rio_expect(rio_one(t.cq), WSAECONNRESET, 0, 1);
    rio.RIOCloseCompletionQueue(t.cq);
}

/* --- Many at a time. */

enum { ROOM = 32 }; /* of each */

/* Datagrams that wait, or come later, are received in order, each with the
 * address of its sender. */
static void many_received(const struct ct_row *row)
{
    static SOCKADDR_INET from[RIO_MANY];
    struct sockaddr_in here, there[2];
    RIORESULT results[RIO_MANY];
    SOCKET s, peer[2];
    RIO_BUFFERID id;
    RIO_BUF data, name;
    RIO_CQ cq;
    RIO_RQ rq;

    if (!rio_begin())
        return;
    rq = rio_many(s = rio_udp(), &cq);
    here = ct_name(s);
    id = rio.RIORegisterBuffer((char *)from, sizeof(from));
    for (int k = 0; k < 2; k++) {
        peer[k] = ct_open(CT_UDP_BOUND);
        there[k] = ct_name(peer[k]);
    }
    for (int later = 0; later < 2; later++) {
        for (int i = 0; later == row->arg && i < RIO_MANY; i++)
            EQUAL(sendto(peer[i % 2], rio_room, i % ROOM, 0, SA(&here),
                         sizeof(here)),
                  i % ROOM);
        for (int i = 0; later != row->arg && i < RIO_MANY; i++) {
            data = rio_part((size_t)i * ROOM, ROOM - 4);
            name.BufferId = id;
            name.Offset = (ULONG)((size_t)i * sizeof(from[0]));
            name.Length = sizeof(from[0]);
            CHECK(rio.RIOReceiveEx(rq, &data, 1, NULL, &name, NULL, NULL,
                                   i < RIO_MANY - 1 ? RIO_MSG_DEFER : 0,
                                   (PVOID)(intptr_t)i));
        }
    }
    rio_take(cq, results, RIO_MANY);
    for (int i = 0; i < RIO_MANY && !ct_failed(); i++) {
        ULONG len = (ULONG)(i % ROOM), room = ROOM - 4;

        rio_expect(results[i], len > room ? WSAEMSGSIZE : 0,
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
    RIORESULT results[RIO_MANY];
    SOCKET peer = ct_open(CT_UDP_BOUND);
    RIO_BUF data, to;
    char text[ROOM];
    RIO_CQ cq;
    RIO_RQ rq;

    (void)row;
    if (!rio_begin())
        return;
    rq = rio_many(rio_udp(), &cq);
    there = nowhere = ct_name(peer);
    nowhere.sin_family = AF_INET6;
    memcpy(rio_room + 2000, &there, sizeof(there));
    memcpy(rio_room + 2100, &nowhere, sizeof(nowhere));
    for (int i = 0; i < RIO_MANY; i++) {
        rio_room[i * ROOM] = (char)i;
        data = rio_part((size_t)i * ROOM, 1 + (size_t)i % (ROOM - 1));
        to = rio_part(i == BAD ? 2100 : 2000, sizeof(SOCKADDR_INET));
        CHECK(rio.RIOSendEx(rq, &data, 1, NULL, &to, NULL, NULL, RIO_MSG_DEFER,
                            (PVOID)(intptr_t)i));
    }
    CHECK(rio.RIOSend(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL));
    rio_take(cq, results, RIO_MANY);
    for (int i = 0; i < RIO_MANY && !ct_failed(); i++) {
        int len = 1 + i % (ROOM - 1);

        rio_expect(results[i], i == BAD ? WSAEAFNOSUPPORT : 0,
                   i == BAD ? 0 : (ULONG)len, (ULONGLONG)i);
        if (i == BAD)
            continue;
        EQUAL(recv(peer, text, sizeof(text), 0), len);
        EQUAL(text[0], i);
    }
    rio.RIOCloseCompletionQueue(cq);
}

static const struct ct_row rows[] = {
    RULE(RIOReceiveEx, "datagram with addresses", datagram_from),
    RULE(RIOReceiveEx, "datagrams that are cut", datagram_cut),
    RULE(RIOSendEx, "datagrams to an address", datagram_to),
    RULE(RIOReceiveEx, "control data", datagram_control),
    RULE(RIOReceive, "nobody at that port", unreachable),
    RULE(RIOReceiveEx, "many datagrams that are there", many_received),
    RULE(RIOReceiveEx, "many datagrams that come", many_received, .arg = 1),
    RULE(RIOSendEx, "many datagrams, and one that cannot be", many_sent),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
