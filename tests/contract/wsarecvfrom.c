/* SPDX-License-Identifier: MIT */
/* WSARecvFrom: what recvfrom has not. Arrays of buffers, the count and the
 * flags; that whatever is refused leaves the datagram where it is. What both
 * functions share is in recvfrom.c. */
#include "harness.h"

static int take(SOCKET s, WSABUF *bufs, DWORD count, DWORD *got,
                struct sockaddr_in *from)
{
    DWORD flags = 0;
    int len = sizeof(*from);

    return WSARecvFrom(s, bufs, count, got, &flags, SA(from),
                       from != NULL ? &len : NULL, NULL, NULL);
}

/* What was not lost: the next receive still gives "hello", and at once. */
static void expect_hello(SOCKET s)
{
    char buf[8] = "";

    ct_nonblock(s);
    EQUAL(recv(s, buf, sizeof(buf), 0), 5);
    EQUAL(memcmp(buf, "hello", 5), 0);
}

/* A bound socket to which *sender sent "hello". */
static SOCKET with_hello(SOCKET *sender)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s);

    *sender = ct_open(CT_UDP_BOUND);
    EQUAL(sendto(*sender, "hello", 5, 0, SA(&to), sizeof(to)), 5);
    ct_wait_readable(s);
    return s;
}

enum place { BUFFERS, COUNT, FLAGS, FROM, FROMLEN };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void recvfrom_pointer(const struct ct_row *row)
{
    SOCKET sender, s = with_hello(&sender);
    struct sockaddr_in from;
    char data[8];
    WSABUF buf = {sizeof(data), data};
    DWORD got = CT_UNTOUCHED, flags = 0;
    int len = sizeof(from), at = row->arg2;
    void *bad = ct_bad(row->arg);

    SOCKET_FAILS(
        row->code,
        WSARecvFrom(s, at == BUFFERS ? bad : &buf, 1, at == COUNT ? bad : &got,
                    at == FLAGS ? bad : &flags, at == FROM ? bad : SA(&from),
                    at == FROMLEN ? bad : &len, NULL, NULL));
    EQUAL(got, CT_UNTOUCHED);
    expect_hello(s);
}

static void fromlen_short(const struct ct_row *row)
{
    SOCKET sender, s = with_hello(&sender);
    struct sockaddr_in from;
    char data[8];
    WSABUF buf = {sizeof(data), data};
    DWORD got = 0, flags = 0;
    int len = row->arg;

    SOCKET_FAILS(row->code, WSARecvFrom(s, &buf, 1, &got, &flags, SA(&from),
                                        &len, NULL, NULL));
    EQUAL(len, row->arg);
    expect_hello(s);
}

static void array_too_short(const struct ct_row *row)
{
    SOCKET sender, s = with_hello(&sender);
    WSABUF *bufs = ct_edge(sizeof(*bufs));
    struct sockaddr_in from;
    char data[8];
    DWORD got;

    bufs[0].len = sizeof(data);
    bufs[0].buf = data;
    SOCKET_FAILS(row->code, take(s, bufs, (DWORD)row->arg, &got, &from));
    expect_hello(s);
}

/* Row: the second of two buffers is arg (enum ct_bad), and is needed. README.md
 * says when the datagram is lost. */
static void second_bad(const struct ct_row *row)
{
    SOCKET sender, s = with_hello(&sender);
    struct sockaddr_in from;
    char data[2];
    WSABUF bufs[2] = {{sizeof(data), data}, {3, ct_bad(row->arg)}};
    DWORD got;

    SOCKET_FAILS(row->code, take(s, bufs, 2, &got, &from));
    if (row->arg == CT_NULL)
        expect_hello(s);
}

static void no_buffers(const struct ct_row *row)
{
    struct sockaddr_in from;
    char byte;
    WSABUF buf = {1, &byte};
    DWORD got;

    SOCKET_FAILS(row->code, take(ct_sock(row), &buf, 0, &got, &from));
}

static void null_count(const struct ct_row *row)
{
    struct sockaddr_in from;
    char byte;
    WSABUF buf = {1, &byte};

    SOCKET_FAILS(row->code, take(ct_sock(row), &buf, 1, NULL, &from));
}

static void too_long(const struct ct_row *row)
{
    SOCKET sender, s = with_hello(&sender);
    struct sockaddr_in to = ct_name(s), from;
    char one[2] = "..", two[4] = "....";
    WSABUF bufs[2] = {{1, one}, {3, two}};
    DWORD got = 0;

    memset(&from, 0, sizeof(from));
    EQUAL(sendto(sender, "you", 3, 0, SA(&to), sizeof(to)), 3);
    SOCKET_FAILS(row->code, take(s, bufs, 2, &got, &from));
    EQUAL(memcmp(one, "h.", 2), 0);
    EQUAL(memcmp(two, "ell.", 4), 0);
    EQUAL(from.sin_port, ct_name(sender).sin_port);
    EQUAL(take(s, bufs, 2, &got, &from), 0);
    EQUAL(got, 3);
}

/* Nothing of it fits, and it is gone all the same. */
static void too_long_for_nothing(const struct ct_row *row)
{
    SOCKET sender, s = with_hello(&sender);
    struct sockaddr_in from;
    WSABUF buf = {0, NULL};
    DWORD got = 0;

    memset(&from, 0, sizeof(from));
    SOCKET_FAILS(row->code, take(s, &buf, 1, &got, &from));
    EQUAL(from.sin_port, ct_name(sender).sin_port);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, take(s, &buf, 1, &got, &from));
}

static void scatters(const struct ct_row *row)
{
    SOCKET sender, s = with_hello(&sender);
    struct sockaddr_in from;
    char one[2] = "..", two[4] = "....", three[4] = "....";
    WSABUF bufs[] = {{0, NULL}, {2, one}, {0, NULL}, {2, two}, {4, three}};
    DWORD got = 0;

    (void)row;
    EQUAL(take(s, bufs, CT_COUNT(bufs), &got, &from), 0);
    EQUAL(got, 5);
    EQUAL(memcmp(one, "he", 2), 0);
    EQUAL(memcmp(two, "ll..", 4), 0);
    EQUAL(memcmp(three, "o...", 4), 0);
    EQUAL(from.sin_port, ct_name(sender).sin_port);
}

/* Row: arg buffers of one byte, more than one Linux call would take. */
static void many(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), sender = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s), from;
    char data[3000], out[3000];
    WSABUF bufs[3000];
    DWORD got = 0;
    int i;

    for (i = 0; i < row->arg; i++) {
        data[i] = (char)(i * 7 + i / 256);
        bufs[i].len = 1;
        bufs[i].buf = &out[i];
    }
    memset(out, 0, sizeof(out));
    EQUAL(sendto(sender, data, row->arg, 0, SA(&to), sizeof(to)), row->arg);
    EQUAL(take(s, bufs, (DWORD)row->arg, &got, &from), 0);
    EQUAL(got, row->arg);
    EQUAL(memcmp(data, out, (size_t)row->arg), 0);
    EQUAL(from.sin_port, ct_name(sender).sin_port);
}

static void stream_leaves_from(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct sockaddr_in *from = ct_unmapped();
    char byte = 0;
    WSABUF buf = {1, &byte};
    DWORD got = 0, flags = 0;

    EQUAL(send(ct_peer(), "t", 1, 0), 1);
    EQUAL(WSARecvFrom(s, &buf, 1, &got, &flags, SA(from), NULL, NULL, NULL), 0);
    EQUAL(got, 1);
    EQUAL(byte, 't');
}

static void failure_touches_nothing(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct sockaddr_in from, was;
    char byte;
    WSABUF buf = {1, &byte};
    DWORD got = CT_UNTOUCHED;

    memset(&from, 0x55, sizeof(from));
    was = from;
    SOCKET_FAILS(WSAEWOULDBLOCK, take(s, &buf, 1, &got, &from));
    EQUAL(got, CT_UNTOUCHED);
    EQUAL(memcmp(&from, &was, sizeof(was)), 0);
}

static void run_recvfrom(struct ct_blocked *b)
{
    struct sockaddr_in from;
    char byte;
    WSABUF buf = {1, &byte};
    DWORD got;

    b->res = take(b->s, &buf, 1, &got, &from);
    b->err = WSAGetLastError();
}

static void closed_meanwhile(const struct ct_row *row)
{
    struct ct_blocked b = {.s = ct_sock(row), .run = run_recvfrom};

    ct_blocked_start(&b);
    EQUAL(closesocket(b.s), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    CHECK(b.err == WSAEINTR || b.err == WSAENOTSOCK); /* closed before it */
}

#define BAD(what, how, where)                                                  \
    ROW(WSARecvFrom, WSAEFAULT, what ", nothing lost", recvfrom_pointer,       \
        .arg = how, .arg2 = where)

static const struct ct_row rows[] = {
    ROW(WSARecvFrom, WSANOTINITIALISED, "before WSAStartup, no count",
        null_count, .sock = CT_INVALID, .flags = CT_UNSTARTED),
    BAD("buffers NULL", CT_NULL, BUFFERS),
    BAD("buffers unmapped", CT_UNMAPPED, BUFFERS),
    BAD("count NULL", CT_NULL, COUNT),
    BAD("count unmapped", CT_UNMAPPED, COUNT),
    BAD("count read-only", CT_READONLY, COUNT),
    BAD("flags NULL", CT_NULL, FLAGS),
    BAD("flags unmapped", CT_UNMAPPED, FLAGS),
    BAD("flags read-only", CT_READONLY, FLAGS),
    BAD("from unmapped", CT_UNMAPPED, FROM),
    BAD("from partly mapped", CT_EDGE, FROM),
    BAD("from read-only", CT_READONLY, FROM),
    BAD("fromlen NULL", CT_NULL, FROMLEN),
    BAD("fromlen unmapped", CT_UNMAPPED, FROMLEN),
    ROW(WSARecvFrom, WSAEFAULT, "*fromlen one short, nothing lost",
        fromlen_short, .arg = sizeof(struct sockaddr_in) - 1),
    ROW(WSARecvFrom, WSAEFAULT, "*fromlen 0, nothing lost", fromlen_short,
        .arg = 0),
    ROW(WSARecvFrom, WSAEFAULT, "buffers partly mapped", array_too_short,
        .arg = 2),
    ROW(WSARecvFrom, WSAEFAULT, "100 buffers, one mapped", array_too_short,
        .arg = 100),
    ROW(WSARecvFrom, WSAEFAULT, "second buffer unmapped", second_bad,
        .arg = CT_UNMAPPED),
    ROW(WSARecvFrom, WSAEFAULT, "second buffer read-only", second_bad,
        .arg = CT_READONLY),
    ROW(WSARecvFrom, WSAEFAULT, "second buffer NULL, nothing lost", second_bad,
        .arg = CT_NULL),
    ROW(WSARecvFrom, WSAEINVAL, "no buffers", no_buffers, .sock = CT_UDP_BOUND,
        .flags = CT_NONBLOCK),
    ROW(WSARecvFrom, WSAEMSGSIZE, "longer than two buffers", too_long,
        .arg = 0),
    ROW(WSARecvFrom, WSAEMSGSIZE, "longer than nothing", too_long_for_nothing,
        .arg = 0),
    FIRST(WSARecvFrom, WSAEINVAL, "WSAEWOULDBLOCK, no buffers", no_buffers,
          .sock = CT_UDP_BOUND, .flags = CT_NONBLOCK),
    RULE(WSARecvFrom, "WSAENOTSOCK before WSAEFAULT of the count", null_count,
         .code = WSAENOTSOCK, .sock = CT_STALE),
    RULE(WSARecvFrom, "fills buffers in order, past empty ones", scatters),
    RULE(WSARecvFrom, "17 buffers", many, .arg = 17),
    RULE(WSARecvFrom, "3000 buffers", many, .arg = 3000),
    RULE(WSARecvFrom, "a stream looks at neither from nor fromlen",
         stream_leaves_from, .sock = CT_TCP_CLIENT),
    RULE(WSARecvFrom, "a failure touches neither count nor from",
         failure_touches_nothing, .sock = CT_UDP_BOUND, .flags = CT_NONBLOCK),
    RULE(WSARecvFrom, "another thread closes: WSAEINTR", closed_meanwhile,
         .sock = CT_UDP_BOUND),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
