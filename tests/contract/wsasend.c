/* SPDX-License-Identifier: MIT */
/* WSASend: what send has not. Arrays of buffers above all: how many, empty
 * ones, bad ones, and that they leave as one stream or one datagram. What both
 * functions share is in send.c. */
#include "harness.h"
#include <stdlib.h>

static int put(SOCKET s, WSABUF *bufs, DWORD count, DWORD *sent)
{
    return WSASend(s, bufs, count, sent, 0, NULL, NULL);
}

static WSABUF buf_of(const char *text)
{
    WSABUF buf = {(ULONG)strlen(text), (char *)(uintptr_t)text};

    return buf;
}

enum place { BUFFERS, COUNT };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void send_pointer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF buf = buf_of("x");
    DWORD sent;
    void *bad = ct_bad(row->arg);

    SOCKET_FAILS(row->code, put(s, row->arg2 == BUFFERS ? bad : &buf, 1,
                                row->arg2 == COUNT ? bad : &sent));
}

/* Row: how many buffers the call is told of; one is mapped. */
static void array_too_short(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF *bufs = ct_edge(sizeof(*bufs));
    DWORD sent;

    bufs[0] = buf_of("x");
    SOCKET_FAILS(row->code, put(s, bufs, (DWORD)row->arg, &sent));
}

/* No part of a datagram leaves when some of it cannot be read. */
static void second_unmapped(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF bufs[2] = {buf_of("lost"), {4, ct_unmapped()}};
    DWORD sent = 0;
    char buf[8];

    SOCKET_FAILS(row->code, put(s, bufs, 2, &sent));
    if (row->sock == CT_TCP_CLIENT)
        return; /* docs/differences.md: how much left before that */
    bufs[0] = buf_of("y");
    EQUAL(put(s, bufs, 1, &sent), 0);
    EQUAL(recv(ct_peer(), buf, sizeof(buf), 0), 1);
    EQUAL(buf[0], 'y');
}

static void no_buffers(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF buf = buf_of("x");
    DWORD sent;

    SOCKET_FAILS(row->code, put(s, row->arg ? &buf : NULL, 0, &sent));
}

/* Neither buffer is too long; both together are. */
static void sum_too_long(const struct ct_row *row)
{
    static char half[32754];
    SOCKET s = ct_sock(row);
    WSABUF bufs[2] = {{sizeof(half), half}, {sizeof(half), half}};
    DWORD sent = CT_UNTOUCHED;
    char byte = 0;

    SOCKET_FAILS(row->code, put(s, bufs, 2, &sent));
    EQUAL(sent, CT_UNTOUCHED);
    bufs[0] = buf_of("y");
    EQUAL(put(s, bufs, 1, &sent), 0);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    EQUAL(byte, 'y');
}

static void null_count(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF buf = buf_of("x");

    SOCKET_FAILS(row->code, put(s, &buf, 1, NULL));
}

static void gathers(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF bufs[] = {buf_of(""), buf_of("one"), {0, NULL}, buf_of("two"),
                     buf_of(""), buf_of("!"),   buf_of("")};
    DWORD sent = 0;
    char buf[16];

    EQUAL(put(s, bufs, CT_COUNT(bufs), &sent), 0);
    EQUAL(sent, 7);
    if (row->sock == CT_TCP_CLIENT)
        EQUAL(recv(ct_peer(), buf, 7, MSG_WAITALL), 7);
    else
        EQUAL(recv(ct_peer(), buf, sizeof(buf), 0), 7);
    EQUAL(memcmp(buf, "onetwo!", 7), 0);
}

static void array_untouched(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF bufs[2] = {buf_of("ab"), buf_of("cd")}, was[2];
    DWORD sent = 0;

    memcpy(was, bufs, sizeof(was));
    EQUAL(put(s, bufs, 2, &sent), 0);
    /* Field by field: the padding of a WSABUF is nobody's. */
    EQUAL(bufs[0].len == was[0].len && bufs[0].buf == was[0].buf, TRUE);
    EQUAL(bufs[1].len == was[1].len && bufs[1].buf == was[1].buf, TRUE);
}

/* Row: arg buffers of one byte, more than one Linux call would take. */
static void many(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char data[3000], got[3001];
    WSABUF bufs[3000];
    DWORD sent = 0;
    int i;

    for (i = 0; i < row->arg; i++) {
        data[i] = (char)(i * 7 + i / 256);
        bufs[i].len = 1;
        bufs[i].buf = &data[i];
    }
    EQUAL(put(s, bufs, (DWORD)row->arg, &sent), 0);
    EQUAL(sent, row->arg);
    if (row->sock == CT_TCP_CLIENT)
        EQUAL(recv(ct_peer(), got, row->arg, MSG_WAITALL), row->arg);
    else
        EQUAL(recv(ct_peer(), got, sizeof(got), 0), row->arg);
    EQUAL(memcmp(data, got, (size_t)row->arg), 0);
}

static void nothing(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF bufs[2] = {{0, NULL}, {0, NULL}};
    DWORD sent = CT_UNTOUCHED;
    char buf[4];

    EQUAL(put(s, bufs, 2, &sent), 0);
    EQUAL(sent, 0);
    bufs[0] = buf_of("z");
    if (row->sock == CT_UDP_PAIR)
        EQUAL(recv(ct_peer(), buf, 4, 0), 0); /* an empty datagram */
    EQUAL(put(s, bufs, 1, &sent), 0);
    EQUAL(recv(ct_peer(), buf, 4, 0), 1);
}

static void count_left_alone(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF buf = buf_of("x");
    DWORD sent = CT_UNTOUCHED;

    EQUAL(shutdown(s, SD_SEND), 0);
    SOCKET_FAILS(WSAESHUTDOWN, put(s, &buf, 1, &sent));
    EQUAL(sent, CT_UNTOUCHED);
}

/* Overlapped arguments mean nothing without WSA_FLAG_OVERLAPPED. */
static void attribute_missing(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), peer;
    SOCKET s = ct_keep(WSASocketA(AF_INET, SOCK_STREAM, 0, NULL, 0, 0));
    WSAOVERLAPPED ov;
    WSABUF buf = buf_of("x");
    DWORD sent = 0;
    char byte = 0;

    (void)row;
    memset(&ov, 0, sizeof(ov));
    ct_connect(s, listener);
    peer = ct_keep(accept(listener, NULL, NULL));
    EQUAL(WSASend(s, &buf, 1, &sent, 0, &ov, NULL), 0);
    EQUAL(sent, 1);
    EQUAL(recv(peer, &byte, 1, 0), 1);
    EQUAL(byte, 'x');
}

enum { CHUNKS = 24, CHUNK = 65536, ALL = CHUNKS * CHUNK };

struct flow {
    SOCKET s;
    char *data;
    DWORD got;
};

static DWORD WINAPI take_all(void *arg)
{
    struct flow *f = arg;
    int n;

    while (f->got < ALL &&
           (n = recv(f->s, f->data + f->got, (int)(ALL - f->got), 0)) > 0)
        f->got += (DWORD)n;
    return 0;
}

static void wait_writable(SOCKET s)
{
    struct timeval limit = {10, 0};
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    EQUAL(select(0, NULL, &set, NULL, &limit), 1);
}

/* Sends data in an array of buffers of a chunk each. A non-blocking socket
 * takes a part, which may end in the middle of any buffer. */
static void put_all(SOCKET s, char *data)
{
    DWORD at, n, count, done = 0;
    WSABUF bufs[CHUNKS];

    while (done < ALL && !ct_failed()) {
        count = 0;
        for (at = done; at < ALL; at += n) {
            n = CHUNK - at % CHUNK;
            bufs[count].len = n;
            bufs[count++].buf = data + at;
        }
        if (put(s, bufs, count, &n) == 0) {
            done += n;
        } else {
            EQUAL(WSAGetLastError(), WSAEWOULDBLOCK);
            wait_writable(s);
        }
    }
}

/* Row: whether the sender waits is in flags. */
static void no_byte_lost(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char *data = malloc(ALL);
    struct flow f = {ct_peer(), calloc(1, ALL), 0};
    HANDLE reader = ct_thread(take_all, &f);
    int i, small = 8192;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_SNDBUF, (char *)&small, sizeof(small)),
          0);
    for (i = 0; i < ALL; i++)
        data[i] = (char)(i * 7 + i / 251);
    put_all(s, data);
    EQUAL(shutdown(s, SD_SEND), 0);
    ct_join(reader);
    EQUAL(f.got, ALL);
    EQUAL(memcmp(data, f.data, ALL), 0);
    free(data);
    free(f.data);
}

static void run_send(struct ct_blocked *b)
{
    static char chunk[1 << 20];
    WSABUF bufs[2] = {{sizeof(chunk), chunk}, {sizeof(chunk), chunk}};
    DWORD sent;

    do
        b->res = put(b->s, bufs, 2, &sent);
    while (b->res == 0);
    b->err = WSAGetLastError();
}

static void closed_meanwhile(const struct ct_row *row)
{
    struct ct_blocked b = {.s = ct_sock(row), .run = run_send};

    ct_blocked_start(&b);
    EQUAL(closesocket(b.s), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    CHECK(b.err == WSAEINTR || b.err == WSAENOTSOCK); /* closed before it */
}

#define TCP CT_TCP_CLIENT
#define UDP CT_UDP_PAIR

static const struct ct_row rows[] = {
    ROW(WSASend, WSANOTINITIALISED, "before WSAStartup, no count", null_count,
        .sock = CT_INVALID, .flags = CT_UNSTARTED),
    ROW(WSASend, WSAEFAULT, "buffers NULL", send_pointer, .sock = TCP),
    ROW(WSASend, WSAEFAULT, "buffers unmapped", send_pointer, .sock = TCP,
        .arg = CT_UNMAPPED),
    ROW(WSASend, WSAEFAULT, "UDP, buffers unmapped", send_pointer, .sock = UDP,
        .arg = CT_UNMAPPED),
    ROW(WSASend, WSAEFAULT, "buffers partly mapped", array_too_short,
        .sock = TCP, .arg = 2),
    ROW(WSASend, WSAEFAULT, "100 buffers, one mapped", array_too_short,
        .sock = TCP, .arg = 100),
    ROW(WSASend, WSAEFAULT, "second buffer unmapped", second_unmapped,
        .sock = TCP),
    ROW(WSASend, WSAEFAULT, "UDP, second buffer unmapped", second_unmapped,
        .sock = UDP),
    ROW(WSASend, WSAEFAULT, "count NULL", send_pointer, .sock = TCP,
        .arg2 = COUNT),
    ROW(WSASend, WSAEFAULT, "count unmapped", send_pointer, .sock = TCP,
        .arg = CT_UNMAPPED, .arg2 = COUNT),
    ROW(WSASend, WSAEFAULT, "count read-only", send_pointer, .sock = TCP,
        .arg = CT_READONLY, .arg2 = COUNT),
    ROW(WSASend, WSAEFAULT, "count partly mapped", send_pointer, .sock = TCP,
        .arg = CT_EDGE, .arg2 = COUNT),
    ROW(WSASend, WSAEINVAL, "no buffers", no_buffers, .sock = TCP),
    ROW(WSASend, WSAEINVAL, "no buffers in an array", no_buffers, .sock = TCP,
        .arg = 1),
    ROW(WSASend, WSAEINVAL, "UDP, no buffers", no_buffers, .sock = UDP,
        .arg = 1),
    ROW(WSASend, WSAEMSGSIZE, "65508 bytes in two buffers", sum_too_long,
        .sock = UDP),
    FIRST(WSASend, WSAENOTSOCK, "WSAEFAULT of the count", null_count,
          .sock = CT_STALE),
    FIRST(WSASend, WSAENOTSOCK, "WSAEINVAL, no buffers", no_buffers,
          .sock = CT_STALE, .arg = 1),
    RULE(WSASend, "buffers leave in order, empty ones too", gathers,
         .sock = TCP),
    RULE(WSASend, "UDP, all buffers are one datagram", gathers, .sock = UDP),
    RULE(WSASend, "the array is only read", array_untouched, .sock = TCP),
    RULE(WSASend, "17 buffers", many, .sock = TCP, .arg = 17),
    RULE(WSASend, "UDP, 17 buffers", many, .sock = UDP, .arg = 17),
    RULE(WSASend, "3000 buffers", many, .sock = TCP, .arg = 3000),
    RULE(WSASend, "UDP, 3000 buffers", many, .sock = UDP, .arg = 3000),
    RULE(WSASend, "empty buffers only", nothing, .sock = TCP),
    RULE(WSASend, "UDP, empty buffers only: an empty datagram", nothing,
         .sock = UDP),
    RULE(WSASend, "a failure leaves the count alone", count_left_alone,
         .sock = TCP),
    RULE(WSASend, "without the attribute OVERLAPPED is ignored",
         attribute_missing),
    RULE(WSASend, "no byte lost, blocking", no_byte_lost, .sock = TCP),
    RULE(WSASend, "no byte lost, non-blocking", no_byte_lost, .sock = TCP,
         .flags = CT_NONBLOCK),
    RULE(WSASend, "another thread closes: WSAEINTR", closed_meanwhile,
         .sock = TCP),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
