/* SPDX-License-Identifier: MIT */
/* recvfrom and WSARecvFrom with one buffer: refusals, and what they say of the
 * sender. Both functions run every row. */
#include "harness.h"

static int take(const struct ct_row *row, SOCKET s, void *data, int len,
                int flags, struct sockaddr *from, int *fromlen)
{
    WSABUF buf = {(ULONG)len, data};
    DWORD got = 0, inout = (DWORD)flags;

    if (row->function[0] == 'r')
        return recvfrom(s, data, len, flags, from, fromlen);
    return WSARecvFrom(s, &buf, 1, &got, &inout, from, fromlen, NULL, NULL) == 0
               ? (int)got
               : SOCKET_ERROR;
}

/* Row: flags are arg. */
static void recvfrom_fails(const struct ct_row *row)
{
    struct sockaddr_in from;
    int len = sizeof(from);
    SOCKET s = ct_sock(row);
    char byte;

    if (!ct_failed())
        SOCKET_FAILS(row->code,
                     take(row, s, &byte, 1, row->arg, SA(&from), &len));
}

/* A bound socket to which another one (returned in *sender) sent "hello". */
static SOCKET with_datagram(SOCKET *sender)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s);

    *sender = ct_open(CT_UDP_BOUND);
    EQUAL(sendto(*sender, "hello", 5, 0, SA(&to), sizeof(to)), 5);
    ct_wait_readable(s);
    return s;
}

enum place { DATA, FROM, FROMLEN };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void recvfrom_pointer(const struct ct_row *row)
{
    struct sockaddr_in from;
    int len = sizeof(from);
    SOCKET sender, s = with_datagram(&sender);
    void *bad = ct_bad(row->arg);
    char buf[8];

    SOCKET_FAILS(row->code, take(row, s, row->arg2 == DATA ? bad : buf, 5, 0,
                                 row->arg2 == FROM ? bad : SA(&from),
                                 row->arg2 == FROMLEN ? bad : &len));
}

static void data_null(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, take(row, s, NULL, 5, 0, NULL, NULL));
}

/* Row: *fromlen is arg. */
static void recvfrom_length(const struct ct_row *row)
{
    struct sockaddr_in from;
    SOCKET sender, s = with_datagram(&sender);
    int len = row->arg;
    char buf[8];

    SOCKET_FAILS(row->code, take(row, s, buf, 8, 0, SA(&from), &len));
}

/* The answer to a datagram of ours comes back to whoever receives next. */
static void port_unreachable(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));
    char byte;

    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, 0, NULL, NULL));
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, take(row, s, &byte, 1, 0, NULL, NULL));
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
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, 0, NULL, NULL));
}

static void oob_inline(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    BOOL on = TRUE;
    char byte;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_OOBINLINE, (char *)&on, sizeof(on)), 0);
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, MSG_OOB, NULL, NULL));
}

/* The head and the sender are delivered all the same, the tail is lost. */
static void too_long(const struct ct_row *row)
{
    struct sockaddr_in from;
    SOCKET sender, s = with_datagram(&sender);
    int len = sizeof(from);
    char buf[4] = "....";

    memset(&from, 0, sizeof(from));
    SOCKET_FAILS(row->code, take(row, s, buf, 3, 0, SA(&from), &len));
    EQUAL(memcmp(buf, "hel.", 4), 0);
    EQUAL(from.sin_port, ct_name(sender).sin_port);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, take(row, s, buf, 4, 0, NULL, NULL));
}

/* Row: the direction shut down is arg. */
static void after_shutdown(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    char byte;

    EQUAL(shutdown(s, row->arg), 0);
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, 0, NULL, NULL));
}

static void times_out(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    DWORD timeout_ms = 100;
    ULONGLONG start;
    char byte;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout_ms,
                     sizeof(timeout_ms)),
          0);
    start = GetTickCount64();
    SOCKET_FAILS(WSAETIMEDOUT, take(row, s, &byte, 1, 0, NULL, NULL));
    CHECK(GetTickCount64() - start >= 80); /* the clock ticks coarsely */
}

static void names_sender(const struct ct_row *row)
{
    struct sockaddr_storage room;
    struct sockaddr_in *from = (struct sockaddr_in *)&room;
    SOCKET sender, s = with_datagram(&sender);
    int len = sizeof(room);
    char buf[8];

    memset(&room, 0, sizeof(room));
    NEED(take(row, s, buf, 8, 0, SA(&room), &len), 5);
    EQUAL(memcmp(buf, "hello", 5), 0);
    EQUAL(len, sizeof(struct sockaddr_in));
    EQUAL(from->sin_family, AF_INET);
    EQUAL(from->sin_port, ct_name(sender).sin_port);
    EQUAL(from->sin_addr.s_addr, htonl(INADDR_LOOPBACK));
}

static void names_sender_six(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP6_BOUND), sender = ct_open(CT_UDP6_BOUND);
    struct sockaddr_in6 to, from;
    int len = sizeof(from);
    char buf[8];

    if (ct_failed())
        return;
    to = ct_name6(s);
    EQUAL(sendto(sender, "six", 3, 0, SA(&to), sizeof(to)), 3);
    NEED(take(row, s, buf, 8, 0, SA(&from), &len), 3);
    EQUAL(len, sizeof(from));
    EQUAL(from.sin6_family, AF_INET6);
    EQUAL(from.sin6_port, ct_name6(sender).sin6_port);
}

static void nobody_asked(const struct ct_row *row)
{
    SOCKET sender, s = with_datagram(&sender);
    int len = 99;
    char buf[8];

    EQUAL(take(row, s, buf, 8, MSG_PEEK, NULL, &len), 5);
    EQUAL(take(row, s, buf, 8, 0, NULL, NULL), 5);
}

/* The error table would have WSAEISCONN; programs rely on the remarks. */
static void connected_works(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct sockaddr_in from;
    int len = sizeof(from);
    char byte = 0;

    EQUAL(send(ct_peer(), "c", 1, 0), 1);
    NEED(take(row, s, &byte, 1, 0, SA(&from), &len), 1);
    EQUAL(byte, 'c');
    EQUAL(from.sin_port, ct_name(ct_peer()).sin_port);
}

static void stream_leaves_from(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct sockaddr_in from;
    int len = 3; /* far too short, were it looked at */
    char byte = 0;

    memset(&from, 0x55, sizeof(from));
    EQUAL(send(ct_peer(), "t", 1, 0), 1);
    NEED(take(row, s, &byte, 1, 0, SA(&from), &len), 1);
    EQUAL((u_short)from.sin_family, 0x5555);
    EQUAL(len, 3);
}

static void empty_datagram(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), sender = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s), from;
    int len = sizeof(from);
    char buf[4];

    EQUAL(sendto(sender, "", 0, 0, SA(&to), sizeof(to)), 0);
    EQUAL(take(row, s, buf, 4, 0, SA(&from), &len), 0);
    EQUAL(from.sin_port, ct_name(sender).sin_port);
}

#define BOTH(err, what, func, ...)                                             \
    ROW(recvfrom, err, what, func, __VA_ARGS__),                               \
        ROW(WSARecvFrom, err, what, func, __VA_ARGS__)
#define BOTH_FIRST(err, what, func, ...)                                       \
    FIRST(recvfrom, err, what, func, __VA_ARGS__),                             \
        FIRST(WSARecvFrom, err, what, func, __VA_ARGS__)
#define BOTH_RULE(what, func, ...)                                             \
    RULE(recvfrom, what, func, __VA_ARGS__),                                   \
        RULE(WSARecvFrom, what, func, __VA_ARGS__)
/* WSARecvFrom's table leaves out codes that it gives all the same. */
#define UNLISTED(err, what, func, ...)                                         \
    RULE(WSARecvFrom, #err ", unlisted: " what, func, .code = err, __VA_ARGS__)
#define UNKNOWN_FLAG 0x4000

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(recvfrom, recvfrom_fails, CT_UDP_BOUND),
    ROWS_UNSTARTED(WSARecvFrom, recvfrom_fails, CT_UDP_BOUND),
    ROWS_NOTSOCK(recvfrom, recvfrom_fails),
    UNLISTED(WSAENOTSOCK, "INVALID_SOCKET", recvfrom_fails, .sock = CT_INVALID),
    UNLISTED(WSAENOTSOCK, "closed socket", recvfrom_fails, .sock = CT_STALE),
    UNLISTED(WSAENOTSOCK, "event handle", recvfrom_fails, .sock = CT_EVENT),
    BOTH(WSAECONNRESET, "nobody at a port that we sent to", port_unreachable,
         .arg = 0),
    BOTH(WSAECONNRESET, "the stream's peer reset", peer_reset, .arg = 0),
    BOTH(WSAEFAULT, "data NULL", recvfrom_pointer, .arg2 = DATA),
    BOTH(WSAEFAULT, "data unmapped", recvfrom_pointer, .arg = CT_UNMAPPED,
         .arg2 = DATA),
    BOTH(WSAEFAULT, "data partly mapped", recvfrom_pointer, .arg = CT_EDGE,
         .arg2 = DATA),
    BOTH(WSAEFAULT, "from unmapped", recvfrom_pointer, .arg = CT_UNMAPPED,
         .arg2 = FROM),
    BOTH(WSAEFAULT, "from read-only", recvfrom_pointer, .arg = CT_READONLY,
         .arg2 = FROM),
    BOTH(WSAEFAULT, "fromlen unmapped", recvfrom_pointer, .arg = CT_UNMAPPED,
         .arg2 = FROMLEN),
    BOTH(WSAEFAULT, "*fromlen 0", recvfrom_length, .arg = 0),
    BOTH(WSAEFAULT, "*fromlen one short", recvfrom_length,
         .arg = sizeof(struct sockaddr_in) - 1),
    BOTH(WSAEFAULT, "*fromlen -1", recvfrom_length, .arg = -1),
    BOTH(WSAEINVAL, "never bound", recvfrom_fails, .sock = CT_UDP),
    BOTH(WSAEINVAL, "IPv6, never bound", recvfrom_fails, .sock = CT_UDP6),
    ROW(recvfrom, WSAEINVAL, "unknown flag", recvfrom_fails,
        .sock = CT_UDP_BOUND, .arg = UNKNOWN_FLAG),
    ROW(recvfrom, WSAEINVAL, "MSG_OOB while SO_OOBINLINE is on", oob_inline),
    BOTH(WSAEMSGSIZE, "longer than the buffer", too_long, .arg = 0),
    ROW(WSARecvFrom, WSAENOTCONN, "fresh stream socket", recvfrom_fails,
        .sock = CT_TCP),
    ROW(recvfrom, WSAEOPNOTSUPP, "UDP, MSG_OOB", recvfrom_fails,
        .sock = CT_UDP_BOUND, .arg = MSG_OOB),
    ROW(recvfrom, WSAESHUTDOWN, "after SD_RECEIVE", after_shutdown,
        .sock = CT_UDP_BOUND, .arg = SD_RECEIVE),
    ROW(recvfrom, WSAESHUTDOWN, "after SD_BOTH", after_shutdown,
        .sock = CT_UDP_BOUND, .arg = SD_BOTH),
    ROW(recvfrom, WSAESHUTDOWN, "stream, after SD_RECEIVE", after_shutdown,
        .sock = CT_TCP_CLIENT, .arg = SD_RECEIVE),
    UNLISTED(WSAESHUTDOWN, "after SD_RECEIVE", after_shutdown,
             .sock = CT_UDP_BOUND, .arg = SD_RECEIVE),
    BOTH(WSAEWOULDBLOCK, "non-blocking, nothing there", recvfrom_fails,
         .sock = CT_UDP_BOUND, .flags = CT_NONBLOCK),
    BOTH_FIRST(WSANOTINITIALISED, "WSAEFAULT", data_null, .sock = CT_INVALID,
               .flags = CT_UNSTARTED),
    BOTH_FIRST(WSAENOTSOCK, "WSAEFAULT", data_null, .sock = CT_STALE),
    BOTH_FIRST(WSAEINVAL, "WSAEFAULT", data_null, .sock = CT_UDP),
    BOTH_FIRST(WSAEINVAL, "WSAEWOULDBLOCK", recvfrom_fails, .sock = CT_UDP,
               .flags = CT_NONBLOCK),
    BOTH_RULE("SO_RCVTIMEO ends it with WSAETIMEDOUT", times_out, .arg = 0),
    BOTH_RULE("names the sender", names_sender, .arg = 0),
    BOTH_RULE("names an IPv6 sender", names_sender_six, .arg = 0),
    BOTH_RULE("from may be NULL", nobody_asked, .arg = 0),
    BOTH_RULE("works on a connected socket", connected_works, .arg = 0),
    BOTH_RULE("a stream leaves from alone", stream_leaves_from, .arg = 0),
    BOTH_RULE("an empty datagram names its sender", empty_datagram, .arg = 0),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
