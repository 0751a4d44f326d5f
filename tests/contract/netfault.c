/* SPDX-License-Identifier: MIT */
/* What a network says to datagrams: to those who send them, and to those who
 * wait for an answer. The choices are in README.md. Needs a network where much
 * goes wrong: far.h. */
#include "blocking.h"
#include "far.h"

#include "overlapped.h"
#include "netevents.h"

static int put_msg(SOCKET s, WSABUF *buf, struct sockaddr_in *to)
{
    WSAMSG msg;
    DWORD sent;

    memset(&msg, 0, sizeof(msg));
    msg.name = SA(to);
    msg.namelen = to != NULL ? sizeof(*to) : 0;
    msg.lpBuffers = buf;
    msg.dwBufferCount = 1;
    return WSASendMsg(s, &msg, 0, &sent, NULL, NULL);
}

static bool is(const struct ct_row *row, const char *function)
{
    return strcmp(row->function, function) == 0;
}

/* send and WSASend want a connected socket; NULL serves the others too. */
static bool needs_peer(const struct ct_row *row)
{
    return is(row, "send") || is(row, "WSASend");
}

static int put(const struct ct_row *row, SOCKET s, int len,
               struct sockaddr_in *to)
{
    static char data[4000];
    WSABUF buf = {(ULONG)len, data};
    int tolen = to != NULL ? (int)sizeof(*to) : 0;
    DWORD sent;

    if (is(row, "send"))
        return send(s, data, len, 0);
    if (is(row, "WSASend"))
        return WSASend(s, &buf, 1, &sent, 0, NULL, NULL);
    if (is(row, "WSASendTo"))
        return WSASendTo(s, &buf, 1, &sent, 0, SA(to), tolen, NULL, NULL);
    if (is(row, "WSASendMsg"))
        return put_msg(s, &buf, to);
    return sendto(s, data, len, 0, SA(to), tolen);
}

/* A datagram socket, connected where the function needs that. */
static SOCKET sender(const struct ct_row *row, struct sockaddr_in *to)
{
    SOCKET s = ct_open(CT_UDP);

    if (needs_peer(row))
        EQUAL(connect(s, SA(to), sizeof(*to)), 0);
    return s;
}

/* Row: the host (arg, arg2), the datagram's length (arg3, or 1). */
static void put_fails(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(row->arg, row->arg2);
    DWORD on = 1;
    SOCKET s;

    if (!far_ready())
        return;
    s = sender(row, &to);
    if (row->code == WSAEMSGSIZE)
        EQUAL(
            setsockopt(s, IPPROTO_IP, IP_DONTFRAGMENT, (char *)&on, sizeof(on)),
            0);
    SOCKET_FAILS(row->code, put(row, s, row->arg3 != 0 ? row->arg3 : 1, &to));
}

static void put_down(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(FRIENDLY, 1);
    char byte;
    SOCKET s;

    if (!far_ready())
        return;
    s = sender(row, &to);
    CHECK(far_ask("down\n"));
    SOCKET_FAILS(row->code, put(row, s, 1, &to));
    CHECK(far_ask("up\n"));
    do /* an interface that has just come up may lose one */
        CHECK(put(row, s, 1, &to) >= 0);
    while (!ct_moment(s, true) && !ct_failed());
    EQUAL(recv(s, &byte, 1, 0), 1);
}

/* Somebody closes the way after the socket was connected. */
static void way_is_barred(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(FRIENDLY, 77);
    SOCKET s;

    if (!far_ready())
        return;
    s = sender(row, &to);
    CHECK(put(row, s, 1, &to) >= 0);
    CHECK(far_ask("bar\n"));
    SOCKET_FAILS(row->code, put(row, s, 1, &to));
}

/* The link lets some wait, unless earlier rows did that, and then no more. */
static void put_jams(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(JAMMED, 1);
    SOCKET s;
    int i;

    if (!far_ready())
        return;
    s = sender(row, &to);
    for (i = 0; i < 100 && put(row, s, 1000, &to) != SOCKET_ERROR; i++)
        ;
    EQUAL(WSAGetLastError(), row->code);
    CHECK(i < 100);
}

/* The link has plenty of room, but the socket has not: it waits. */
static void put_waits(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(SLOW, 1);
    DWORD limit_ms = 50, room = 8192;
    SOCKET s;
    int i;

    if (!far_ready())
        return;
    if (row->code == WSAEINTR)
        ct_hook_begin(NULL, 1);
    s = sender(row, &to);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_SNDBUF, (char *)&room, sizeof(room)), 0);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, (char *)&limit_ms,
                     sizeof(limit_ms)),
          0);
    if (row->code == WSAEWOULDBLOCK)
        ct_nonblock(s);
    for (i = 0; i < 1000 && put(row, s, 1000, &to) != SOCKET_ERROR; i++)
        ;
    EQUAL(WSAGetLastError(), row->code);
    CHECK(i > 0 && i < 1000);
}

/* The socket has no name yet, and all ports that the system may choose are
 * taken. */
static void no_port_left(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(FRIENDLY, 1);
    int i, res = 0;

    if (!far_ready())
        return;
    CHECK(far_ask("set ip_local_port_range 50000 50003\n"));
    for (i = 0; i < 5 && res != SOCKET_ERROR; i++)
        res = put(row, ct_open(CT_UDP), 1, &to);
    EQUAL(res, SOCKET_ERROR);
    EQUAL(WSAGetLastError(), row->code);
    EQUAL(i, 5);
}

/* --- What routers and hosts say about datagrams that left. */

/* Packets keep their order: what was said to earlier ones has arrived. */
static void settle(void)
{
    struct sockaddr_in to = far_name(FRIENDLY, 9);
    SOCKET s = ct_open(CT_UDP);

    EQUAL(sendto(s, "?", 1, 0, SA(&to), sizeof(to)), 1);
    ct_wait_readable(s);
}

enum moment { AFTER, DURING, PENDING };

static int take_overlapped(SOCKET s, struct sockaddr_in *to)
{
    WSAOVERLAPPED ov;
    char byte;
    WSABUF buf = {1, &byte};
    DWORD n, flags = 0;

    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecvFrom(s, &buf, 1, NULL, &flags, NULL, NULL, &ov, NULL));
    EQUAL(sendto(s, "x", 1, 0, SA(to), sizeof(*to)), 1);
    if (ct_failed())
        return 0;
    return WSAGetOverlappedResult(s, &ov, &n, TRUE, &flags) ? 0 : SOCKET_ERROR;
}

static int take(const struct ct_row *row, SOCKET s)
{
    struct ct_msg m;
    char byte;
    WSABUF buf = {1, &byte};
    DWORD n, flags = 0;
    int got = 0;

    if (is(row, "recvfrom"))
        return recvfrom(s, &byte, 1, 0, NULL, NULL);
    if (is(row, "WSARecvEx"))
        return WSARecvEx(s, &byte, 1, &got);
    if (is(row, "WSARecv"))
        return WSARecv(s, &buf, 1, &n, &flags, NULL, NULL);
    if (is(row, "WSARecvFrom"))
        return WSARecvFrom(s, &buf, 1, &n, &flags, NULL, NULL, NULL, NULL);
    if (is(row, "WSARecvMsg")) {
        ct_msg_init(&m);
        return ct_msg_recv(s, &m);
    }
    return recv(s, &byte, 1, 0);
}

/* Row: the host (arg, arg2), and when the receive is called (arg3). Told once,
 * and the socket works on. */
static void take_fails(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(row->arg, row->arg2);
    struct sockaddr_in good = far_name(FRIENDLY, 1);
    char byte;
    SOCKET s;

    if (!far_ready())
        return;
    s = ct_open(CT_UDP);
    if (row->arg3 == PENDING) {
        EQUAL(sendto(s, "x", 1, 0, SA(&good), sizeof(good)), 1);
        EQUAL(recv(s, &byte, 1, 0), 1);
        SOCKET_FAILS(row->code, take_overlapped(s, &to));
    } else {
        EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
        if (row->arg3 == AFTER)
            settle();
        SOCKET_FAILS(row->code, take(row, s));
    }
    EQUAL(sendto(s, "x", 1, 0, SA(&good), sizeof(good)), 1);
    EQUAL(recv(s, &byte, 1, 0), 1);
}

/* Row: the next send tells. */
static void put_tells(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(row->arg, row->arg2);
    struct sockaddr_in good = far_name(FRIENDLY, 1);
    SOCKET s;

    if (!far_ready())
        return;
    s = sender(row, &to);
    CHECK(put(row, s, 1, &to) >= 0);
    settle();
    SOCKET_FAILS(row->code, put(row, s, 1, needs_peer(row) ? &to : &good));
    CHECK(put(row, s, 1, &good) >= 0);
}

/* FD_READ is enabled again by a receive that fails, and holds while there is
 * another error to be told. */
static void each_is_an_event(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(UNREACHABLE, 3);
    struct ct_selected w;
    char byte;
    SOCKET s;
    int i;

    if (!far_ready())
        return;
    s = ct_open(CT_UDP);
    for (i = 0; i < 2; i++) {
        EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
        settle();
    }
    ct_select(&w, s, FD_READ);
    for (i = 0; i < 2; i++) {
        EQUAL(ct_told(&w, FD_READ), FD_READ);
        SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
    }
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
}

/* Row: Windows tells datagram sockets nothing of that (arg, arg2); arg3:
 * connected. */
static void tells_nothing(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(row->arg, row->arg2);
    int err = 0, len = sizeof(err);
    SOCKET s;
    char byte;

    if (!far_ready())
        return;
    s = ct_open(CT_UDP);
    ct_nonblock(s);
    if (row->arg3)
        EQUAL(connect(s, SA(&to), sizeof(to)), 0);
    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    settle();
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    settle();
    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    settle();
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    EQUAL(err, 0);
}

/* A router wants smaller datagrams: one that is too long says so from then on,
 * others pass, and nobody else hears of it. */
static void path_is_narrow(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(UNREACHABLE, 4);
    DWORD on = 1, mtu = 0;
    int len = sizeof(mtu);
    char byte;
    SOCKET s;

    if (!far_ready())
        return;
    s = sender(row, &to);
    EQUAL(setsockopt(s, IPPROTO_IP, IP_DONTFRAGMENT, (char *)&on, sizeof(on)),
          0);
    CHECK(put(row, s, 1400, &to) >= 0);
    settle();
    CHECK(put(row, s, 900, &to) >= 0);
    SOCKET_FAILS(row->code, put(row, s, 1400, &to));
    CHECK(put(row, s, 900, &to) >= 0);
    EQUAL(getsockopt(s, IPPROTO_IP, IP_MTU, (char *)&mtu, &len), 0);
    EQUAL(mtu, 1000);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
}

/* --- Addresses that come and go. */

static void own_address_goes(const struct ct_row *row)
{
    struct sockaddr_in own = far_name(OWN, 0), to = far_name(FRIENDLY, 1);
    SOCKET s;

    if (!far_ready())
        return;
    s = ct_open(CT_UDP);
    own.sin_port = 0;
    SOCKET_FAILS(WSAEADDRNOTAVAIL, bind(s, SA(&own), sizeof(own)));
    CHECK(far_ask("lend\n"));
    EQUAL(bind(s, SA(&own), sizeof(own)), 0);
    CHECK(far_ask("take\n"));
    if (is(row, "bind"))
        SOCKET_FAILS(row->code, bind(ct_open(CT_UDP), SA(&own), sizeof(own)));
    else
        SOCKET_FAILS(row->code, put(row, s, 1, &to));
}

static void everybody(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(EVERYBODY, 0);
    BOOL on = TRUE;
    SOCKET s;

    if (!far_ready())
        return;
    s = ct_open(CT_UDP);
    SOCKET_FAILS(row->code, put(row, s, 1, &to));
    EQUAL(setsockopt(s, SOL_SOCKET, SO_BROADCAST, (char *)&on, sizeof(on)), 0);
    EQUAL(connect(s, SA(&to), sizeof(to)), 0);
    EQUAL(send(s, "x", 1, 0), 1);
}

#define PUT_TO(err, what, func, ...)                                           \
    ROW(sendto, err, what, func, __VA_ARGS__),                                 \
        ROW(WSASendTo, err, what, func, __VA_ARGS__),                          \
        ROW(WSASendMsg, err, what, func, __VA_ARGS__)
#define PUT_ALL(err, what, func, ...)                                          \
    ROW(send, err, what, func, __VA_ARGS__),                                   \
        ROW(WSASend, err, what, func, __VA_ARGS__),                            \
        PUT_TO(err, what, func, __VA_ARGS__)
#define TAKE(fn, err, what, kind, ...)                                         \
    ROW(fn, err, what, take_fails, .arg = kind, __VA_ARGS__)
#define QUIET(what, kind, code)                                                \
    RULE(recv, what, tells_nothing, .arg = kind, .arg2 = code),                \
        RULE(recv, what ", connected", tells_nothing, .arg = kind,             \
             .arg2 = code, .arg3 = 1)

static const struct ct_row rows[] = {
    PUT_ALL(WSAENETDOWN, "no interface is up", put_down),
    PUT_ALL(WSAENOBUFS, "the link's queue is full", put_jams),
    ROW(send, WSAEHOSTUNREACH, "the way is barred", way_is_barred),
    ROW(WSASendTo, WSAEHOSTUNREACH, "the way is barred", way_is_barred),
    ROW(sendto, WSAENOBUFS, "no port is left", no_port_left),
    ROW(WSASendMsg, WSAEWOULDBLOCK, "the link is slow", put_waits),
    ROW(WSASendMsg, WSAETIMEDOUT, "the link is slow", put_waits),
    ROW(WSASendMsg, WSAEINTR, "the link is slow", put_waits),
    PUT_ALL(WSAEMSGSIZE, "longer than the link takes", put_fails,
            .arg = FRIENDLY, .arg2 = 1, .arg3 = 2000),
    ROW(send, WSAEMSGSIZE, "longer than the path takes", path_is_narrow),
    RULE(sendto, "prohibited route", put_fails, .code = WSAEACCES,
         .arg = PROHIBITED),
    RULE(sendto, "black hole", put_fails, .code = WSAENETUNREACH,
         .arg = BLACK_HOLE),
    PUT_TO(WSAEACCES, "the network's broadcast address", everybody),
    ROW(bind, WSAEADDRNOTAVAIL, "an address that went", own_address_goes),
    RULE(sendto, "from an address that went", own_address_goes,
         .code = WSAEADDRNOTAVAIL),

    TAKE(recv, WSAENETRESET, "ICMP time exceeded", EXPIRED, .arg3 = DURING),
    TAKE(recvfrom, WSAENETRESET, "ICMP time exceeded", EXPIRED, .arg3 = AFTER),
    TAKE(WSARecv, WSAENETRESET, "ICMP time exceeded", EXPIRED, .arg3 = DURING),
    TAKE(WSARecvEx, WSAENETRESET, "ICMP time exceeded", EXPIRED, .arg3 = AFTER),
    TAKE(WSARecvFrom, WSAENETRESET, "ICMP time exceeded", EXPIRED,
         .arg3 = AFTER),
    TAKE(WSARecvFrom, WSAENETRESET, "ICMP time exceeded, overlapped", EXPIRED,
         .arg3 = PENDING),
    TAKE(WSARecvMsg, WSAENETRESET, "ICMP time exceeded", EXPIRED,
         .arg3 = DURING),
    TAKE(recvfrom, WSAECONNRESET, "ICMP port unreachable", UNREACHABLE,
         .arg2 = 3, .arg3 = DURING),
    TAKE(WSARecvFrom, WSAECONNRESET, "ICMP port unreachable, overlapped",
         UNREACHABLE, .arg2 = 3, .arg3 = PENDING),
    RULE(WSAEventSelect, "two ICMP messages", each_is_an_event,
         .code = WSAECONNRESET),
    ROW(send, WSAENETRESET, "ICMP time exceeded", put_tells, .arg = EXPIRED),
    ROW(WSASend, WSAENETRESET, "ICMP time exceeded", put_tells, .arg = EXPIRED),
    ROW(WSASendTo, WSAENETRESET, "ICMP time exceeded", put_tells,
        .arg = EXPIRED),
    ROW(WSASendMsg, WSAENETRESET, "ICMP time exceeded", put_tells,
        .arg = EXPIRED),
    QUIET("ICMP net unreachable", UNREACHABLE, 0),
    QUIET("ICMP host unreachable", UNREACHABLE, 1),
    QUIET("ICMP protocol unreachable", UNREACHABLE, 2),
    QUIET("ICMP fragmentation needed", UNREACHABLE, 4),
    QUIET("ICMP source route failed", UNREACHABLE, 5),
    QUIET("ICMP host unknown", UNREACHABLE, 7),
    QUIET("ICMP host isolated", UNREACHABLE, 8),
    QUIET("ICMP forbidden", UNREACHABLE, 13),
    QUIET("ICMP parameter problem", PROBLEM, 0),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
