/* SPDX-License-Identifier: MIT */
/* What all eight functions that move data have in common: lengths below 1,
 * sockets that are only connecting, ICMP switched off, datagrams of strangers,
 * urgent data in line, several threads on one socket. */
#include "harness.h"
#include <mswsock.h>

static bool is(const struct ct_row *row, const char *function)
{
    return strcmp(row->function, function) == 0;
}

static int take(const struct ct_row *row, SOCKET s, void *data, int len,
                int flags)
{
    WSABUF buf = {(ULONG)len, data};
    DWORD got = 0, inout = (DWORD)flags;
    int res;

    if (is(row, "recv"))
        return recv(s, data, len, flags);
    if (is(row, "recvfrom"))
        return recvfrom(s, data, len, flags, NULL, NULL);
    if (is(row, "WSARecv"))
        res = WSARecv(s, &buf, 1, &got, &inout, NULL, NULL);
    else
        res = WSARecvFrom(s, &buf, 1, &got, &inout, NULL, NULL, NULL, NULL);
    return res == 0 ? (int)got : SOCKET_ERROR;
}

/* To the peer, for the functions that could send elsewhere. */
static int put(const struct ct_row *row, SOCKET s, const void *data, int len)
{
    WSABUF buf = {(ULONG)len, (char *)(uintptr_t)data};
    DWORD sent = 0;
    int res;

    if (is(row, "send"))
        return send(s, data, len, 0);
    if (is(row, "sendto"))
        return sendto(s, data, len, 0, NULL, 0);
    if (is(row, "WSASend"))
        res = WSASend(s, &buf, 1, &sent, 0, NULL, NULL);
    else
        res = WSASendTo(s, &buf, 1, &sent, 0, NULL, 0, NULL, NULL);
    return res == 0 ? (int)sent : SOCKET_ERROR;
}

/* Row: the length is arg; one byte is there to be read. */
static void recv_length(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char buf[4];

    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, take(row, s, buf, row->arg, 0));
    EQUAL(take(row, s, buf, sizeof(buf), 0), 1);
}

static void recv_nothing(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char buf[4];

    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(take(row, s, buf, 0, 0), 0); /* waits for the byte */
    EQUAL(take(row, s, buf, sizeof(buf), 0), 1);
}

/* Nothing leaves, least of all what follows the buffer in memory. */
static void send_length(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char buf[4] = "";

    SOCKET_FAILS(row->code, put(row, s, "secret", -1));
    EQUAL(put(row, s, "y", 1), 1);
    EQUAL(recv(ct_peer(), buf, sizeof(buf), 0), 1);
    EQUAL(buf[0], 'y');
}

static void send_no_bytes(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, put(row, s, NULL, 0));
}

static void null_for_no_bytes(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char buf[4];

    EQUAL(put(row, s, NULL, 0), 0);
    if (row->sock == CT_UDP_PAIR)
        EQUAL(recv(ct_peer(), buf, sizeof(buf), 0), 0);
}

static void fails_on(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code, put(row, s, "x", 1));
}

/* A socket whose connect is still under way: the listener's queue is full. */
static SOCKET connecting(void)
{
    SOCKET listener = ct_open(CT_TCP_BOUND), s = INVALID_SOCKET;
    struct sockaddr_in sin = ct_name(listener);
    int i, err = WSAEISCONN;

    EQUAL(listen(listener, 1), 0);
    for (i = 0; i < 400 && err == WSAEISCONN; i++) {
        s = ct_open(CT_TCP);
        ct_nonblock(s);
        EQUAL(connect(s, SA(&sin), sizeof(sin)), SOCKET_ERROR);
        EQUAL(connect(s, SA(&sin), sizeof(sin)), SOCKET_ERROR);
        err = WSAGetLastError();
    }
    EQUAL(err, WSAEALREADY);
    return s;
}

static void still_connecting(const struct ct_row *row)
{
    SOCKET s = connecting();
    char byte = 'x';

    if (ct_failed())
        return;
    if (row->arg)
        SOCKET_FAILS(row->code, put(row, s, &byte, 1));
    else
        SOCKET_FAILS(row->code, take(row, s, &byte, 1, 0));
}

/* IPv6 destinations that no machine has. Row: port 0, or with arg "::". */
static void sendto_nowhere(const struct ct_row *row)
{
    struct sockaddr_in6 to = ct_loopback6(htons(row->arg ? 9 : 0));
    SOCKET s = ct_sock(row);
    WSABUF buf = {1, (char[]){"x"}};
    DWORD sent;

    if (row->arg)
        to.sin6_addr.s6_addr[15] = 0;
    if (ct_failed())
        return;
    if (is(row, "sendto"))
        SOCKET_FAILS(row->code, sendto(s, "x", 1, 0, SA(&to), sizeof(to)));
    else
        SOCKET_FAILS(row->code, WSASendTo(s, &buf, 1, &sent, 0, SA(&to),
                                          sizeof(to), NULL, NULL));
}

static void connreset_set(SOCKET s, BOOL on)
{
    DWORD n;

    EQUAL(WSAIoctl(s, (DWORD)SIO_UDP_CONNRESET, &on, sizeof(on), NULL, 0, &n,
                   NULL, NULL),
          0);
}

/* With the switch off the answer of a dead port is nobody's business. */
static void connreset_off(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in dead = ct_loopback(ct_dead_port(SOCK_DGRAM));
    struct sockaddr_in to = ct_name(s);
    DWORD timeout_ms = 2000; /* not to wait for what never comes */
    char byte = 0;

    connreset_set(s, FALSE);
    EQUAL(sendto(s, "x", 1, 0, SA(&dead), sizeof(dead)), 1);
    EQUAL(sendto(other, "d", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(take(row, s, &byte, 1, 0), 1);
    EQUAL(byte, 'd');
    connreset_set(s, TRUE);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout_ms,
                     sizeof(timeout_ms)),
          0);
    EQUAL(sendto(s, "x", 1, 0, SA(&dead), sizeof(dead)), 1);
    SOCKET_FAILS(WSAECONNRESET, take(row, s, &byte, 1, 0));
}

static void connreset_off_sending(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    struct sockaddr_in dead = ct_loopback(ct_dead_port(SOCK_DGRAM));
    int i;

    connreset_set(s, FALSE);
    EQUAL(connect(s, SA(&dead), sizeof(dead)), 0);
    for (i = 0; i < 5; i++)
        EQUAL(put(row, s, "x", 1), 1);
}

/* A connected datagram socket hears its peer alone. */
static void strangers(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR), peer = ct_peer();
    SOCKET stranger = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s);
    char byte = 0;

    EQUAL(sendto(stranger, "s", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(send(peer, "p", 1, 0), 1);
    EQUAL(take(row, s, &byte, 1, 0), 1);
    EQUAL(byte, 'p');
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, take(row, s, &byte, 1, 0));
}

static void boundaries(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char buf[16];
    int i;

    for (i = 1; i <= 5; i++)
        EQUAL(send(ct_peer(), "abcde", i, 0), i);
    for (i = 1; i <= 5; i++)
        EQUAL(take(row, s, buf, sizeof(buf), 0), i);
}

/* In line, urgent data keeps its place in the stream. */
static void urgent_in_line(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    BOOL on = TRUE;
    char got[4] = "";
    int i;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_OOBINLINE, (char *)&on, sizeof(on)), 0);
    EQUAL(send(ct_peer(), "a", 1, 0), 1);
    EQUAL(send(ct_peer(), "!", 1, MSG_OOB), 1);
    EQUAL(send(ct_peer(), "b", 1, 0), 1);
    for (i = 0; i < 3; i++)
        EQUAL(take(row, s, got + i, 1, 0), 1);
    EQUAL(memcmp(got, "a!b", 3), 0);
}

/* Row: flags are arg. */
static void would_block(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char byte;

    EQUAL(send(ct_peer(), "n", 1, 0), 1); /* normal data does not count */
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, row->arg));
}

static void nothing_lost(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char buf[8] = "";

    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, take(row, s, ct_bad(row->arg), 5, 0));
    ct_nonblock(s);
    EQUAL(take(row, s, buf, sizeof(buf), 0), 5);
    EQUAL(memcmp(buf, "hello", 5), 0);
}

static void half_closed(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte = 0;

    EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    ct_wait_readable(s); /* the end has been seen */
    EQUAL(put(row, s, "h", 1), 1);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    EQUAL(byte, 'h');
}

struct reader {
    const struct ct_row *row;
    SOCKET s;
    HANDLE about_to;
    unsigned seen[256]; /* how often each byte came */
    int got;
};

static DWORD WINAPI read_on(void *arg)
{
    struct reader *r = arg;
    unsigned char buf[7];
    int i, n;

    ct_fire(r->about_to);
    while ((n = take(r->row, r->s, buf, sizeof(buf), 0)) > 0) {
        for (i = 0; i < n; i++)
            r->seen[buf[i]]++;
        r->got += n;
    }
    return 0;
}

/* Who waits for data does not keep others from sending. */
static void both_ways(const struct ct_row *row)
{
    struct reader r = {.row = row, .s = ct_open(CT_TCP_CLIENT)};
    HANDLE thread;
    char byte = 0;

    r.about_to = ct_event();
    thread = ct_thread(read_on, &r);
    ct_await(r.about_to);
    EQUAL(send(r.s, "q", 1, 0), 1);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    EQUAL(byte, 'q');
    EQUAL(send(ct_peer(), "a", 1, 0), 1);
    EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    ct_join(thread);
    EQUAL(r.got, 1);
    EQUAL(r.seen['a'], 1);
}

enum { READERS = 3, ROUNDS = 64 };

/* Each byte goes to one of the threads that wait on a socket. */
static void several_readers(const struct ct_row *row)
{
    static struct reader r[READERS];
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    unsigned char all[256];
    HANDLE threads[READERS];
    int i, j, got = 0;

    memset(r, 0, sizeof(r));
    for (i = 0; i < 256; i++)
        all[i] = (unsigned char)i;
    for (i = 0; i < READERS; i++) {
        r[i].row = row;
        r[i].s = s;
        r[i].about_to = ct_event();
        threads[i] = ct_thread(read_on, &r[i]);
    }
    for (i = 0; i < ROUNDS; i++)
        EQUAL(send(peer, (char *)all, sizeof(all), 0), sizeof(all));
    EQUAL(shutdown(peer, SD_SEND), 0);
    for (i = 0; i < READERS; i++) {
        ct_join(threads[i]);
        got += r[i].got;
    }
    EQUAL(got, ROUNDS * 256);
    for (j = 0; j < 256; j++)
        EQUAL(r[0].seen[j] + r[1].seen[j] + r[2].seen[j], ROUNDS);
}

#define RECEIVE(what, func, ...)                                               \
    RULE(recv, what, func, __VA_ARGS__),                                       \
        RULE(recvfrom, what, func, __VA_ARGS__),                               \
        RULE(WSARecv, what, func, __VA_ARGS__),                                \
        RULE(WSARecvFrom, what, func, __VA_ARGS__)
#define SEND(what, func, ...)                                                  \
    RULE(send, what, func, __VA_ARGS__),                                       \
        RULE(sendto, what, func, __VA_ARGS__),                                 \
        RULE(WSASend, what, func, __VA_ARGS__),                                \
        RULE(WSASendTo, what, func, __VA_ARGS__)
#define TWO(one, other, err, what, func, ...)                                  \
    ROW(one, err, what, func, __VA_ARGS__),                                    \
        ROW(other, err, what, func, __VA_ARGS__)
#define TCP CT_TCP_CLIENT
#define UDP CT_UDP_PAIR

static const struct ct_row rows[] = {
    RULE(recv, "TCP, length 0: returns 0, takes nothing", recv_nothing,
         .sock = TCP),
    RULE(recvfrom, "TCP, length 0: returns 0, takes nothing", recv_nothing,
         .sock = TCP),
    TWO(recv, recvfrom, WSAEINVAL, "TCP, length -1", recv_length, .sock = TCP,
        .arg = -1),
    TWO(send, sendto, WSAEFAULT, "TCP, length -1", send_length, .sock = TCP),
    TWO(send, sendto, WSAEFAULT, "UDP, length -1", send_length, .sock = UDP),
    TWO(send, sendto, WSAENOTCONN, "no bytes, fresh stream socket",
        send_no_bytes, .sock = CT_TCP),
    TWO(send, WSASend, WSAENOTCONN, "UDP, never bound", fails_on,
        .sock = CT_UDP),
    TWO(send, WSASend, WSAENOTCONN, "IPv6 UDP, never bound", fails_on,
        .sock = CT_UDP6),
    TWO(sendto, WSASendTo, WSAEDESTADDRREQ, "never bound", fails_on,
        .sock = CT_UDP),
    TWO(send, WSASend, WSAENOTCONN, "still connecting", still_connecting,
        .arg = 1),
    TWO(recv, WSARecv, WSAENOTCONN, "still connecting", still_connecting,
        .arg = 0),
    TWO(sendto, WSASendTo, WSAENOTCONN, "still connecting", still_connecting,
        .arg = 1),
    ROW(WSARecvFrom, WSAENOTCONN, "still connecting", still_connecting),
    TWO(sendto, WSASendTo, WSAEADDRNOTAVAIL, "IPv6, port 0", sendto_nowhere,
        .sock = CT_UDP6),
    TWO(sendto, WSASendTo, WSAEADDRNOTAVAIL, "::", sendto_nowhere,
        .sock = CT_UDP6, .arg = 1),
    TWO(recv, recvfrom, WSAEWOULDBLOCK, "non-blocking, no urgent data",
        would_block, .sock = TCP, .flags = CT_NONBLOCK, .arg = MSG_OOB),
    TWO(recv, recvfrom, WSAEFAULT, "unmapped, no byte lost", nothing_lost,
        .sock = TCP, .arg = CT_UNMAPPED),
    TWO(recv, recvfrom, WSAEFAULT, "UDP, NULL, no byte lost", nothing_lost,
        .sock = UDP, .arg = CT_NULL),
    SEND("NULL for no bytes", null_for_no_bytes, .sock = TCP),
    SEND("UDP, NULL for no bytes", null_for_no_bytes, .sock = UDP),
    SEND("still works after the peer's SD_SEND", half_closed, .arg = 0),
    SEND("SIO_UDP_CONNRESET off: a dead port is no error",
         connreset_off_sending, .arg = 0),
    RECEIVE("SIO_UDP_CONNRESET off: a dead port is no error", connreset_off,
            .arg = 0),
    RECEIVE("a connected socket hears its peer alone", strangers, .arg = 0),
    RECEIVE("one datagram at a time", boundaries, .arg = 0),
    RECEIVE("urgent data in line", urgent_in_line, .arg = 0),
    RECEIVE("waiting does not keep others from sending", both_ways, .arg = 0),
    RECEIVE("each byte goes to one of the threads", several_readers, .arg = 0),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
