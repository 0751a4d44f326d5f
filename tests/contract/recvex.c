/* SPDX-License-Identifier: MIT */
/* WSARecvEx: refusals, and what tells it from recv: flags are only given back,
 * and part of a message is a success. */
#include "harness.h"

#include <mswsock.h>

/* Flags that recv would refuse: they must not count. */
#define NOISE (MSG_OOB | MSG_PEEK | 0x4000)

static int take(SOCKET s, char *buf, int len)
{
    int flags = NOISE;

    return WSARecvEx(s, buf, len, &flags);
}

static void fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char byte;

    if (!ct_failed())
        SOCKET_FAILS(row->code, take(s, &byte, 1));
}

static void bad_length(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char byte;

    SOCKET_FAILS(row->code, take(s, &byte, row->arg));
}

/* Row: the buffer is at arg (enum ct_bad); nothing is lost. */
static void bad_buffer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char buf[8];

    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, take(s, ct_bad(row->arg), 5));
    EQUAL(take(s, buf, 8), 5);
}

static void bad_flags(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char buf[8];

    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, WSARecvEx(s, buf, 5, ct_bad(row->arg)));
    EQUAL(take(s, buf, 8), 5);
}

static void peer_reset(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    char byte;

    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    SOCKET_FAILS(row->code, take(s, &byte, 1));
}

static void port_unreachable(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));
    SOCKET s = ct_open(CT_UDP);
    char byte;

    NEED(connect(s, SA(&to), sizeof(to)), 0);
    EQUAL(send(s, "x", 1, 0), 1);
    SOCKET_FAILS(row->code, take(s, &byte, 1));
}

static void after_shutdown(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    char byte;

    EQUAL(shutdown(s, row->arg), 0);
    SOCKET_FAILS(row->code, take(s, &byte, 1));
}

static void time_limit(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    DWORD limit_ms = 30;
    char byte;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&limit_ms,
                     sizeof(limit_ms)),
          0);
    SOCKET_FAILS(WSAETIMEDOUT, take(s, &byte, 1));
}

/* The caller's flags neither count nor stay. */
static void stream(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    int flags = NOISE;
    char buf[8];

    (void)row;
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    EQUAL(WSARecvEx(s, buf, 2, &flags), 2);
    EQUAL(flags, 0); /* never partial */
    flags = NOISE;
    EQUAL(WSARecvEx(s, buf, 8, &flags), 3);
    EQUAL(flags, 0);
    EQUAL(memcmp(buf, "llo", 3), 0);
    EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    EQUAL(WSARecvEx(s, buf, 8, &flags), 0);
}

static void part_of_a_message(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char buf[8] = ".......";
    int flags = 0;

    (void)row;
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    EQUAL(send(ct_peer(), "you", 3, 0), 3);
    WSASetLastError(CT_UNTOUCHED);
    EQUAL(WSARecvEx(s, buf, 2, &flags), 2);
    CHECK(WSAGetLastError() != WSAEMSGSIZE);
    EQUAL(flags, MSG_PARTIAL);
    EQUAL(memcmp(buf, "he.", 3), 0);
    /* UDP has thrown the rest away */
    EQUAL(WSARecvEx(s, buf, 8, &flags), 3);
    EQUAL(flags, 0);
    EQUAL(memcmp(buf, "you.", 4), 0);
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSARecvEx, fails, CT_TCP_CLIENT),
    ROWS_NOTSOCK(WSARecvEx, fails),
    ROW(WSARecvEx, WSAENOTCONN, "fresh stream socket", fails, .sock = CT_TCP),
    ROW(WSARecvEx, WSAENOTCONN, "bound stream socket", fails,
        .sock = CT_TCP_BOUND),
    ROW(WSARecvEx, WSAENOTCONN, "listening socket", fails,
        .sock = CT_TCP_LISTENING),
    ROW(WSARecvEx, WSAEINVAL, "UDP, never bound", fails, .sock = CT_UDP),
    ROW(WSARecvEx, WSAEINVAL, "length -1", bad_length, .sock = CT_TCP_CLIENT,
        .arg = -1),
    ROW(WSARecvEx, WSAEINVAL, "UDP, length -1", bad_length, .sock = CT_UDP_PAIR,
        .arg = -1),
    ROW(WSARecvEx, WSAEFAULT, "buffer NULL", bad_buffer, .sock = CT_TCP_CLIENT,
        .arg = CT_NULL),
    ROW(WSARecvEx, WSAEFAULT, "buffer unmapped", bad_buffer,
        .sock = CT_TCP_CLIENT, .arg = CT_UNMAPPED),
    ROW(WSARecvEx, WSAEFAULT, "flags unmapped", bad_flags,
        .sock = CT_TCP_CLIENT, .arg = CT_UNMAPPED),
    ROW(WSARecvEx, WSAEFAULT, "UDP, flags unmapped", bad_flags,
        .sock = CT_UDP_PAIR, .arg = CT_UNMAPPED),
    ROW(WSARecvEx, WSAECONNRESET, "the peer reset", peer_reset),
    ROW(WSARecvEx, WSAECONNRESET, "UDP, port unreachable", port_unreachable),
    ROW(WSARecvEx, WSAESHUTDOWN, "after SD_RECEIVE", after_shutdown,
        .sock = CT_TCP_CLIENT, .arg = SD_RECEIVE),
    ROW(WSARecvEx, WSAESHUTDOWN, "after SD_BOTH", after_shutdown,
        .sock = CT_TCP_CLIENT, .arg = SD_BOTH),
    ROW(WSARecvEx, WSAESHUTDOWN, "UDP, after SD_RECEIVE", after_shutdown,
        .sock = CT_UDP_PAIR, .arg = SD_RECEIVE),
    ROW(WSARecvEx, WSAEWOULDBLOCK, "non-blocking, nothing there", fails,
        .sock = CT_TCP_CLIENT, .flags = CT_NONBLOCK),
    ROW(WSARecvEx, WSAEWOULDBLOCK, "UDP, non-blocking, nothing there", fails,
        .sock = CT_UDP_PAIR, .flags = CT_NONBLOCK),
    FIRST(WSARecvEx, WSAENOTSOCK, "WSAEINVAL", bad_length, .sock = CT_STALE,
          .arg = -1),
    RULE(WSARecvEx, "SO_RCVTIMEO passes", time_limit, .sock = CT_TCP_CLIENT),
    RULE(WSARecvEx, "flags are only given back; a stream has no messages",
         stream),
    RULE(WSARecvEx, "part of a message is a success", part_of_a_message),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
