/* SPDX-License-Identifier: MIT */
/* WSARecv: what recv has not. Arrays of buffers, the count and the flags that
 * come back, receives of no bytes. What both functions share is in recv.c. */
#include "harness.h"
#include <stdlib.h>

static int take(SOCKET s, WSABUF *bufs, DWORD count, DWORD *got)
{
    DWORD flags = 0;

    return WSARecv(s, bufs, count, got, &flags, NULL, NULL);
}

/* What was not lost: the next receive still gives "hello", and at once. */
static void expect_hello(SOCKET s)
{
    char buf[8] = "";

    ct_nonblock(s);
    EQUAL(recv(s, buf, sizeof(buf), 0), 5);
    EQUAL(memcmp(buf, "hello", 5), 0);
}

static SOCKET with_hello(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    ct_wait_readable(s);
    return s;
}

enum place { BUFFERS, COUNT, FLAGS };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void recv_pointer(const struct ct_row *row)
{
    SOCKET s = with_hello(row);
    char data[8];
    WSABUF buf = {sizeof(data), data};
    DWORD got, flags = 0;
    void *bad = ct_bad(row->arg);

    SOCKET_FAILS(row->code,
                 WSARecv(s, row->arg2 == BUFFERS ? bad : &buf, 1,
                         row->arg2 == COUNT ? bad : &got,
                         row->arg2 == FLAGS ? bad : &flags, NULL, NULL));
    expect_hello(s);
}

/* Row: how many buffers the call is told of; one is mapped. */
static void array_too_short(const struct ct_row *row)
{
    SOCKET s = with_hello(row);
    WSABUF *bufs = ct_edge(sizeof(*bufs));
    char data[8];
    DWORD got;

    bufs[0].len = sizeof(data);
    bufs[0].buf = data;
    SOCKET_FAILS(row->code, take(s, bufs, (DWORD)row->arg, &got));
    expect_hello(s);
}

/* Row: the second of two buffers is arg (enum ct_bad), and is needed. Nothing
 * is lost with arg2; README.md says where a datagram is. */
static void second_bad(const struct ct_row *row)
{
    SOCKET s = with_hello(row);
    char data[2];
    WSABUF bufs[2] = {{sizeof(data), data}, {3, ct_bad(row->arg)}};
    DWORD got;

    SOCKET_FAILS(row->code, take(s, bufs, 2, &got));
    if (row->arg2)
        expect_hello(s);
}

/* Row: the only buffer is arg (enum ct_bad); nothing is lost with arg2. */
static void only_bad(const struct ct_row *row)
{
    SOCKET s = with_hello(row);
    WSABUF buf = {5, ct_bad(row->arg)};
    DWORD got;

    SOCKET_FAILS(row->code, take(s, &buf, 1, &got));
    if (row->arg2)
        expect_hello(s);
}

static void no_buffers(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char byte;
    WSABUF buf = {1, &byte};
    DWORD got;

    SOCKET_FAILS(row->code, take(s, row->arg ? &buf : NULL, 0, &got));
}

static void null_count(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char byte;
    WSABUF buf = {1, &byte};

    SOCKET_FAILS(row->code, take(s, &buf, 1, NULL));
}

/* The buffers hold the head, the rest is lost. */
static void too_long(const struct ct_row *row)
{
    SOCKET s = with_hello(row);
    char one[2] = "..", two[4] = "....";
    WSABUF bufs[2] = {{1, one}, {3, two}};
    DWORD got = 0;

    EQUAL(send(ct_peer(), "you", 3, 0), 3);
    SOCKET_FAILS(row->code, take(s, bufs, 2, &got));
    EQUAL(memcmp(one, "h.", 2), 0);
    EQUAL(memcmp(two, "ell.", 4), 0);
    EQUAL(take(s, bufs, 2, &got), 0);
    EQUAL(got, 3);
}

static void scatters(const struct ct_row *row)
{
    SOCKET s = with_hello(row);
    char one[2] = "..", two[4] = "....", three[4] = "....";
    WSABUF bufs[] = {{0, NULL}, {2, one}, {0, NULL}, {2, two}, {4, three}};
    DWORD got = 0;

    EQUAL(take(s, bufs, CT_COUNT(bufs), &got), 0);
    EQUAL(got, 5);
    EQUAL(memcmp(one, "he", 2), 0);
    EQUAL(memcmp(two, "ll..", 4), 0);
    EQUAL(memcmp(three, "o...", 4), 0);
    EQUAL(bufs[4].len, 4); /* the array is only read */
}

/* Row: arg buffers of one byte, more than one Linux call would take. */
static void many(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char data[3000], out[3000];
    WSABUF bufs[3000];
    DWORD got = 0, n = 0;
    int i;

    for (i = 0; i < row->arg; i++) {
        data[i] = (char)(i * 7 + i / 256);
        bufs[i].len = 1;
        bufs[i].buf = &out[i];
    }
    memset(out, 0, sizeof(out));
    EQUAL(send(ct_peer(), data, row->arg, 0), row->arg);
    while (got < (DWORD)row->arg && !ct_failed()) {
        EQUAL(take(s, bufs + got, (DWORD)row->arg - got, &n), 0);
        CHECK(n > 0 && (row->sock != CT_UDP_PAIR || n == (DWORD)row->arg));
        got += n;
    }
    EQUAL(memcmp(data, out, (size_t)row->arg), 0);
}

static void waitall(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char one[3], two[3];
    WSABUF bufs[2] = {{3, one}, {3, two}};
    DWORD got = 0, flags = MSG_WAITALL;

    EQUAL(send(ct_peer(), "ab", 2, 0), 2);
    ct_wait_readable(s);
    EQUAL(send(ct_peer(), "cdef", 4, 0), 4);
    EQUAL(WSARecv(s, bufs, 2, &got, &flags, NULL, NULL), 0);
    EQUAL(got, 6);
    EQUAL(memcmp(one, "abc", 3), 0);
    EQUAL(memcmp(two, "def", 3), 0);
}

/* Row: the flags given are arg; they do not come back. */
static void flags_cleared(const struct ct_row *row)
{
    SOCKET s = with_hello(row);
    char data[8];
    WSABUF buf = {sizeof(data), data};
    DWORD got = 0, flags = (DWORD)row->arg;

    EQUAL(WSARecv(s, &buf, 1, &got, &flags, NULL, NULL), 0);
    EQUAL(got, 5);
    EQUAL(flags, 0);
}

/* It completes when there is something to read, and takes nothing. */
static void run_nothing(struct ct_blocked *b)
{
    WSABUF bufs[2] = {{0, NULL}, {0, NULL}};
    DWORD got = CT_UNTOUCHED;

    b->res = take(b->s, bufs, 2, &got);
    b->err = WSAGetLastError();
    if (b->res == 0)
        b->res = got;
}

static void nothing_waits(const struct ct_row *row)
{
    struct ct_blocked b = {.s = ct_sock(row), .run = run_nothing};

    ct_blocked_start(&b);
    EQUAL(WaitForSingleObject(b.thread, 50), WAIT_TIMEOUT);
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    ct_blocked_end(&b);
    EQUAL(b.res, 0);
    expect_hello(b.s);
}

static void nothing_would_block(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF buf = {0, NULL};
    DWORD got = 0;

    SOCKET_FAILS(WSAEWOULDBLOCK, take(s, &buf, 1, &got));
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    ct_wait_readable(s);
    EQUAL(take(s, &buf, 1, &got), 0);
    EQUAL(got, 0);
    expect_hello(s);
}

static void nothing_at_the_end(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF buf = {0, NULL};
    DWORD got = 1;

    EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    EQUAL(take(s, &buf, 1, &got), 0);
    EQUAL(got, 0);
}

static void count_left_alone(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char byte;
    WSABUF buf = {1, &byte};
    DWORD got = CT_UNTOUCHED, timeout_ms = 50;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout_ms,
                     sizeof(timeout_ms)),
          0);
    SOCKET_FAILS(WSAETIMEDOUT, take(s, &buf, 1, &got));
    EQUAL(got, CT_UNTOUCHED);
}

static void attribute_missing(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), peer;
    SOCKET s = ct_keep(WSASocketA(AF_INET, SOCK_STREAM, 0, NULL, 0, 0));
    WSAOVERLAPPED ov;
    char byte = 0;
    WSABUF buf = {1, &byte};
    DWORD got = 0, flags = 0;

    (void)row;
    memset(&ov, 0, sizeof(ov));
    ct_connect(s, listener);
    peer = ct_keep(accept(listener, NULL, NULL));
    EQUAL(send(peer, "x", 1, 0), 1);
    EQUAL(WSARecv(s, &buf, 1, &got, &flags, &ov, NULL), 0);
    EQUAL(got, 1);
    EQUAL(byte, 'x');
}

static void run_recv(struct ct_blocked *b)
{
    char byte;
    WSABUF buf = {1, &byte};
    DWORD got;

    b->res = take(b->s, &buf, 1, &got);
    b->err = WSAGetLastError();
}

/* Row: run_nothing with arg. */
static void closed_meanwhile(const struct ct_row *row)
{
    struct ct_blocked b = {.s = ct_sock(row),
                           .run = row->arg ? run_nothing : run_recv};

    ct_blocked_start(&b);
    EQUAL(closesocket(b.s), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    CHECK(b.err == WSAEINTR || b.err == WSAENOTSOCK); /* closed before it */
}

#define TCP CT_TCP_CLIENT
#define UDP CT_UDP_PAIR
#define BAD(what, func, kind, how, kept)                                       \
    ROW(WSARecv, WSAEFAULT, what, func, .sock = kind, .arg = how, .arg2 = kept)

static const struct ct_row rows[] = {
    ROW(WSARecv, WSANOTINITIALISED, "before WSAStartup, no count", null_count,
        .sock = CT_INVALID, .flags = CT_UNSTARTED),
    ROW(WSARecv, WSAEFAULT, "buffers NULL", recv_pointer, .sock = TCP),
    ROW(WSARecv, WSAEFAULT, "buffers unmapped", recv_pointer, .sock = TCP,
        .arg = CT_UNMAPPED),
    ROW(WSARecv, WSAEFAULT, "UDP, buffers unmapped", recv_pointer, .sock = UDP,
        .arg = CT_UNMAPPED),
    ROW(WSARecv, WSAEFAULT, "buffers partly mapped", array_too_short,
        .sock = TCP, .arg = 2),
    ROW(WSARecv, WSAEFAULT, "UDP, 100 buffers, one mapped", array_too_short,
        .sock = UDP, .arg = 100),
    BAD("buffer NULL, no byte lost", only_bad, TCP, CT_NULL, 1),
    BAD("buffer unmapped, no byte lost", only_bad, TCP, CT_UNMAPPED, 1),
    BAD("buffer partly mapped, no byte lost", only_bad, TCP, CT_EDGE, 1),
    BAD("UDP, buffer NULL, no byte lost", only_bad, UDP, CT_NULL, 1),
    BAD("UDP, buffer unmapped", only_bad, UDP, CT_UNMAPPED, 0),
    BAD("UDP, buffer partly mapped", only_bad, UDP, CT_EDGE, 0),
    BAD("second buffer NULL, no byte lost", second_bad, TCP, CT_NULL, 1),
    BAD("second buffer unmapped, no byte lost", second_bad, TCP, CT_UNMAPPED,
        1),
    BAD("UDP, second buffer NULL, no byte lost", second_bad, UDP, CT_NULL, 1),
    BAD("UDP, second buffer read-only", second_bad, UDP, CT_READONLY, 0),
    ROW(WSARecv, WSAEFAULT, "count NULL", recv_pointer, .sock = TCP,
        .arg2 = COUNT),
    ROW(WSARecv, WSAEFAULT, "count unmapped", recv_pointer, .sock = TCP,
        .arg = CT_UNMAPPED, .arg2 = COUNT),
    ROW(WSARecv, WSAEFAULT, "UDP, count read-only", recv_pointer, .sock = UDP,
        .arg = CT_READONLY, .arg2 = COUNT),
    ROW(WSARecv, WSAEFAULT, "flags NULL", recv_pointer, .sock = TCP,
        .arg2 = FLAGS),
    ROW(WSARecv, WSAEFAULT, "flags unmapped", recv_pointer, .sock = TCP,
        .arg = CT_UNMAPPED, .arg2 = FLAGS),
    ROW(WSARecv, WSAEFAULT, "UDP, flags read-only", recv_pointer, .sock = UDP,
        .arg = CT_READONLY, .arg2 = FLAGS),
    ROW(WSARecv, WSAEINVAL, "no buffers", no_buffers, .sock = TCP,
        .flags = CT_NONBLOCK),
    ROW(WSARecv, WSAEINVAL, "no buffers in an array", no_buffers, .sock = TCP,
        .flags = CT_NONBLOCK, .arg = 1),
    ROW(WSARecv, WSAEINVAL, "UDP, no buffers", no_buffers, .sock = UDP,
        .flags = CT_NONBLOCK, .arg = 1),
    ROW(WSARecv, WSAEMSGSIZE, "UDP, longer than two buffers", too_long,
        .sock = UDP),
    FIRST(WSARecv, WSAENOTSOCK, "WSAEFAULT of the count", null_count,
          .sock = CT_STALE),
    FIRST(WSARecv, WSAENOTSOCK, "WSAEINVAL, no buffers", no_buffers,
          .sock = CT_STALE),
    RULE(WSARecv, "fills buffers in order, past empty ones", scatters,
         .sock = TCP),
    RULE(WSARecv, "UDP, fills buffers in order, past empty ones", scatters,
         .sock = UDP),
    RULE(WSARecv, "17 buffers", many, .sock = TCP, .arg = 17),
    RULE(WSARecv, "UDP, 17 buffers", many, .sock = UDP, .arg = 17),
    RULE(WSARecv, "3000 buffers", many, .sock = TCP, .arg = 3000),
    RULE(WSARecv, "UDP, 3000 buffers", many, .sock = UDP, .arg = 3000),
    RULE(WSARecv, "MSG_WAITALL fills all buffers", waitall, .sock = TCP),
    RULE(WSARecv, "flags come back 0", flags_cleared, .sock = TCP),
    RULE(WSARecv, "UDP, a whole message clears MSG_PARTIAL", flags_cleared,
         .sock = UDP, .arg = MSG_PARTIAL),
    RULE(WSARecv, "no bytes: waits, and takes none", nothing_waits,
         .sock = TCP),
    RULE(WSARecv, "no bytes: WSAEWOULDBLOCK, or takes none",
         nothing_would_block, .sock = TCP, .flags = CT_NONBLOCK),
    RULE(WSARecv, "no bytes: 0 at the end", nothing_at_the_end, .sock = TCP),
    RULE(WSARecv, "a failure leaves the count alone", count_left_alone,
         .sock = TCP),
    RULE(WSARecv, "UDP, a failure leaves the count alone", count_left_alone,
         .sock = UDP),
    RULE(WSARecv, "without the attribute OVERLAPPED is ignored",
         attribute_missing),
    RULE(WSARecv, "another thread closes: WSAEINTR", closed_meanwhile,
         .sock = TCP),
    RULE(WSARecv, "UDP, another thread closes: WSAEINTR", closed_meanwhile,
         .sock = UDP),
    RULE(WSARecv, "no bytes, another thread closes: WSAEINTR", closed_meanwhile,
         .sock = TCP, .arg = 1),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
