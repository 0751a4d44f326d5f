/* SPDX-License-Identifier: MIT */
/* WSASendTo: what sendto has not. Arrays of buffers, the count, and which of
 * its pointers are looked at when. What both functions share is in sendto.c. */
#include "harness.h"

static WSABUF buf_of(const char *text)
{
    WSABUF buf = {(ULONG)strlen(text), (char *)(uintptr_t)text};

    return buf;
}

static int put(SOCKET s, WSABUF *bufs, DWORD count, DWORD *sent,
               struct sockaddr_in *to)
{
    return WSASendTo(s, bufs, count, sent, 0, SA(to), sizeof(*to), NULL, NULL);
}

enum place { BUFFERS, COUNT };

/* Row: a bad pointer (enum ct_bad) at a place (arg2). */
static void sendto_pointer(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = ct_sock(row);
    WSABUF buf = buf_of("x");
    DWORD sent;
    void *bad = ct_bad(row->arg);

    SOCKET_FAILS(row->code, put(s, row->arg2 == BUFFERS ? bad : &buf, 1,
                                row->arg2 == COUNT ? bad : &sent, &to));
}

static void array_too_short(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = ct_sock(row);
    WSABUF *bufs = ct_edge(sizeof(*bufs));
    DWORD sent;

    bufs[0] = buf_of("x");
    SOCKET_FAILS(row->code, put(s, bufs, 2, &sent, &to));
}

/* Nothing leaves when a part of it cannot be read. */
static void second_unmapped(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    WSABUF bufs[2] = {buf_of("lost"), {4, ct_unmapped()}};
    DWORD sent = CT_UNTOUCHED;
    char buf[8];

    SOCKET_FAILS(row->code, put(s, bufs, 2, &sent, &to));
    EQUAL(sent, CT_UNTOUCHED);
    bufs[0] = buf_of("y");
    EQUAL(put(s, bufs, 1, &sent, &to), 0);
    EQUAL(recv(other, buf, sizeof(buf), 0), 1);
    EQUAL(buf[0], 'y');
}

static void no_buffers(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    WSABUF buf = buf_of("x");
    DWORD sent;

    SOCKET_FAILS(row->code, put(ct_sock(row), &buf, 0, &sent, &to));
}

static void sum_too_long(const struct ct_row *row)
{
    static char half[32754];
    SOCKET s = ct_open(CT_UDP_BOUND), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    WSABUF bufs[2] = {{sizeof(half), half}, {sizeof(half), half}};
    DWORD sent = CT_UNTOUCHED;
    char byte = 0;

    SOCKET_FAILS(row->code, put(s, bufs, 2, &sent, &to));
    EQUAL(sent, CT_UNTOUCHED);
    bufs[0] = buf_of("y");
    EQUAL(put(s, bufs, 1, &sent, &to), 0);
    EQUAL(recv(other, &byte, 1, 0), 1);
    EQUAL(byte, 'y');
}

static void null_count(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = ct_sock(row);
    WSABUF buf = buf_of("x");

    SOCKET_FAILS(row->code, put(s, &buf, 1, NULL, &to));
}

static void gathers(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    WSABUF bufs[] = {
        buf_of(""), buf_of("one"), {0, NULL}, buf_of("two"), buf_of("!")};
    DWORD sent = 0;
    char buf[16];

    (void)row;
    EQUAL(put(s, bufs, CT_COUNT(bufs), &sent, &to), 0);
    EQUAL(sent, 7);
    EQUAL(recv(other, buf, sizeof(buf), 0), 7);
    EQUAL(memcmp(buf, "onetwo!", 7), 0);
}

/* Row: arg buffers of one byte. */
static void many(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    char data[3000], got[3001];
    WSABUF bufs[3000];
    DWORD sent = 0;
    int i;

    for (i = 0; i < row->arg; i++) {
        data[i] = (char)(i * 7 + i / 256);
        bufs[i].len = 1;
        bufs[i].buf = &data[i];
    }
    EQUAL(put(s, bufs, (DWORD)row->arg, &sent, &to), 0);
    EQUAL(sent, row->arg);
    EQUAL(recv(other, got, sizeof(got), 0), row->arg);
    EQUAL(memcmp(data, got, (size_t)row->arg), 0);
}

static void empty_datagram(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    WSABUF bufs[2] = {{0, NULL}, {0, NULL}};
    DWORD sent = CT_UNTOUCHED;
    char buf[4];

    (void)row;
    EQUAL(put(s, bufs, 2, &sent, &to), 0);
    EQUAL(sent, 0);
    EQUAL(recv(other, buf, sizeof(buf), 0), 0);
}

/* The port stays the same; the address is still open. */
static void binds(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other), from;
    WSABUF buf = buf_of("x");
    DWORD sent = 0;
    int len = sizeof(from);
    char byte;

    EQUAL(put(s, &buf, 1, &sent, &to), 0);
    NEED(recvfrom(other, &byte, 1, 0, SA(&from), &len), 1);
    EQUAL(ct_name(s).sin_addr.s_addr, htonl(INADDR_ANY));
    EQUAL(ct_name(s).sin_port, from.sin_port);
    EQUAL(put(s, &buf, 1, &sent, &to), 0);
    EQUAL(recvfrom(other, &byte, 1, 0, SA(&from), &len), 1);
    EQUAL(ct_name(s).sin_port, from.sin_port);
}

/* A refused destination says nothing of whether the socket is bound now, but
 * the next one must work. */
static void works_after_refusal(const struct ct_row *row)
{
    SOCKET s = ct_sock(row), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other), wild = ct_loopback(htons(9));
    WSABUF buf = buf_of("x");
    DWORD sent = CT_UNTOUCHED;
    char byte = 0;

    wild.sin_addr.s_addr = htonl(INADDR_ANY);
    SOCKET_FAILS(WSAEADDRNOTAVAIL, put(s, &buf, 1, &sent, &wild));
    EQUAL(sent, CT_UNTOUCHED);
    EQUAL(put(s, &buf, 1, &sent, &to), 0);
    EQUAL(recv(other, &byte, 1, 0), 1);
    EQUAL(byte, 'x');
}

/* Overlapped arguments mean nothing without WSA_FLAG_OVERLAPPED. */
static void attribute_missing(const struct ct_row *row)
{
    SOCKET s = ct_keep(WSASocketA(AF_INET, SOCK_DGRAM, 0, NULL, 0, 0));
    SOCKET other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    WSAOVERLAPPED ov;
    WSABUF buf = buf_of("x");
    DWORD sent = 0;
    char byte = 0;

    (void)row;
    memset(&ov, 0, sizeof(ov));
    EQUAL(WSASendTo(s, &buf, 1, &sent, 0, SA(&to), sizeof(to), &ov, NULL), 0);
    EQUAL(sent, 1);
    EQUAL(recv(other, &byte, 1, 0), 1);
    EQUAL(byte, 'x');
}

#define UDP CT_UDP

static const struct ct_row rows[] = {
    ROW(WSASendTo, WSANOTINITIALISED, "before WSAStartup, no count", null_count,
        .sock = CT_INVALID, .flags = CT_UNSTARTED),
    ROW(WSASendTo, WSAEFAULT, "buffers NULL", sendto_pointer, .sock = UDP),
    ROW(WSASendTo, WSAEFAULT, "buffers unmapped", sendto_pointer, .sock = UDP,
        .arg = CT_UNMAPPED),
    ROW(WSASendTo, WSAEFAULT, "buffers partly mapped", array_too_short,
        .sock = UDP),
    ROW(WSASendTo, WSAEFAULT, "second buffer unmapped", second_unmapped),
    ROW(WSASendTo, WSAEFAULT, "count NULL", sendto_pointer, .sock = UDP,
        .arg2 = COUNT),
    ROW(WSASendTo, WSAEFAULT, "count unmapped", sendto_pointer, .sock = UDP,
        .arg = CT_UNMAPPED, .arg2 = COUNT),
    ROW(WSASendTo, WSAEFAULT, "count read-only", sendto_pointer, .sock = UDP,
        .arg = CT_READONLY, .arg2 = COUNT),
    ROW(WSASendTo, WSAEINVAL, "no buffers", no_buffers, .sock = UDP),
    ROW(WSASendTo, WSAEMSGSIZE, "65508 bytes in two buffers", sum_too_long),
    FIRST(WSASendTo, WSAENOTSOCK, "WSAEFAULT of the count", null_count,
          .sock = CT_STALE),
    FIRST(WSASendTo, WSAENOTSOCK, "WSAEINVAL, no buffers", no_buffers,
          .sock = CT_STALE),
    RULE(WSASendTo, "all buffers are one datagram", gathers),
    RULE(WSASendTo, "17 buffers", many, .arg = 17),
    RULE(WSASendTo, "3000 buffers", many, .arg = 3000),
    RULE(WSASendTo, "empty buffers only: an empty datagram", empty_datagram),
    RULE(WSASendTo, "binds, to one port for good", binds, .sock = UDP),
    RULE(WSASendTo, "a refused destination does no harm", works_after_refusal,
         .sock = UDP),
    RULE(WSASendTo, "without the attribute OVERLAPPED is ignored",
         attribute_missing),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
