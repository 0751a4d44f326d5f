/* SPDX-License-Identifier: MIT */
/* send and WSASend with one buffer: refusals, broken connections, what a
 * blocking and a non-blocking send take. Every row runs through both. */
#include "harness.h"
#include <stdlib.h>

static int put(const struct ct_row *row, SOCKET s, const void *data, int len,
               int flags)
{
    WSABUF buf = {(ULONG)len, (char *)(uintptr_t)data};
    DWORD sent = 0;

    if (row->function[0] == 's')
        return send(s, data, len, flags);
    return WSASend(s, &buf, 1, &sent, (DWORD)flags, NULL, NULL) == 0
               ? (int)sent
               : SOCKET_ERROR;
}

/* Row: flags are arg. */
static void send_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code, put(row, s, "x", 1, row->arg));
}

/* Row: the buffer is arg (enum ct_bad), of 5 bytes. */
static void send_pointer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, put(row, s, ct_bad(row->arg), 5, 0));
}

static void set_bool(SOCKET s, int name, BOOL on)
{
    EQUAL(setsockopt(s, SOL_SOCKET, name, (char *)&on, sizeof(on)), 0);
}

/* The peer was chosen while broadcast was allowed. */
static void broadcast_revoked(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    struct sockaddr_in sin = ct_loopback(htons(9));

    sin.sin_addr.s_addr = INADDR_BROADCAST;
    set_bool(s, SO_BROADCAST, TRUE);
    if (connect(s, SA(&sin), sizeof(sin)) == SOCKET_ERROR) {
        ct_skip("no network here for a broadcast address");
        return;
    }
    set_bool(s, SO_BROADCAST, FALSE);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0));
}

static void peer_reset(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    struct linger hard = {1, 0};

    if (ct_failed())
        return;
    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0));
    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0)); /* from now on */
}

static void port_unreachable(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    struct sockaddr_in sin = ct_loopback(ct_dead_port(SOCK_DGRAM));

    NEED(connect(s, SA(&sin), sizeof(sin)), 0);
    EQUAL(put(row, s, "x", 1, 0), 1);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0));
    EQUAL(put(row, s, "x", 1, 0), 1); /* told once */
}

static void oob_inline(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    set_bool(s, SO_OOBINLINE, TRUE);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, MSG_OOB));
}

/* Row: more than SO_MAX_MSG_SIZE; nothing goes out. */
static void too_long(const struct ct_row *row)
{
    static char big[65508];
    SOCKET s = ct_open(CT_UDP_PAIR);
    char byte = 0;

    SOCKET_FAILS(row->code, put(row, s, big, sizeof(big), 0));
    EQUAL(put(row, s, "y", 1, 0), 1);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    EQUAL(byte, 'y');
}

/* Row: the direction shut down is arg. */
static void after_shutdown(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);

    EQUAL(shutdown(s, row->arg), 0);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0));
}

static void dissolved(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct sockaddr_in zero;

    memset(&zero, 0, sizeof(zero));
    zero.sin_family = AF_INET;
    NEED(connect(s, SA(&zero), sizeof(zero)), 0);
    SOCKET_FAILS(row->code, put(row, s, "x", 1, 0));
}

static void would_block(const struct ct_row *row)
{
    static char chunk[65536];
    SOCKET s = ct_open(CT_TCP_CLIENT);
    int n;

    ct_nonblock(s);
    do
        n = put(row, s, chunk, sizeof(chunk), 0);
    while (n > 0);
    EQUAL(n, SOCKET_ERROR);
    EQUAL(WSAGetLastError(), row->code);
    SOCKET_FAILS(row->code, put(row, s, chunk, 1, 0));
}

/* A time limit, in milliseconds. What was sent before it is lost to sight. */
static void send_times_out(const struct ct_row *row)
{
    static char chunk[65536];
    SOCKET s = ct_open(CT_TCP_CLIENT);
    DWORD timeout_ms = 100;
    int n;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, (char *)&timeout_ms,
                     sizeof(timeout_ms)),
          0);
    do
        n = put(row, s, chunk, sizeof(chunk), 0);
    while (n > 0);
    EQUAL(n, SOCKET_ERROR);
    EQUAL(WSAGetLastError(), WSAETIMEDOUT);
}

static void nothing_stream(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    EQUAL(put(row, s, "", 0, 0), 0);
    EQUAL(put(row, s, "x", 1, 0), 1);
}

static void nothing_datagram(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char buf[4];

    EQUAL(put(row, s, "", 0, 0), 0);
    EQUAL(recv(ct_peer(), buf, sizeof(buf), 0), 0);
}

static void urgent(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct timeval limit = {10, 0};
    fd_set set;
    char byte = 0;

    EQUAL(put(row, s, "!", 1, MSG_OOB), 1);
    FD_ZERO(&set);
    FD_SET(ct_peer(), &set);
    NEED(select(0, NULL, NULL, &set, &limit), 1);
    EQUAL(recv(ct_peer(), &byte, 1, MSG_OOB), 1);
    EQUAL(byte, '!');
}

enum { MEGABYTE = 1 << 20 };

static DWORD WINAPI read_all(void *arg)
{
    SOCKET s = *(SOCKET *)arg;
    static char buf[4096];
    DWORD sum = 0;
    int i, n;

    while ((n = recv(s, buf, sizeof(buf), 0)) > 0)
        for (i = 0; i < n; i++)
            sum = sum * 31 + (unsigned char)buf[i];
    return sum;
}

/* A blocking send takes everything, however little fits at a time. */
static void takes_everything(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    HANDLE reader = ct_thread(read_all, &peer);
    char *data = malloc(MEGABYTE);
    DWORD sum = 0, got = 0;
    int i;

    NEED(data != NULL, 1);
    for (i = 0; i < MEGABYTE; i++) {
        data[i] = (char)(i * 7 + i / 1000);
        sum = sum * 31 + (unsigned char)data[i];
    }
    EQUAL(put(row, s, data, MEGABYTE, 0), MEGABYTE);
    free(data);
    EQUAL(shutdown(s, SD_SEND), 0);
    ct_join(reader);
    EQUAL(GetExitCodeThread(reader, &got) != 0, 1);
    EQUAL(got, sum);
}

static void partial_when_nonblocking(const struct ct_row *row)
{
    static char big[16 << 20];
    SOCKET s = ct_open(CT_TCP_CLIENT);
    int n;

    ct_nonblock(s);
    n = put(row, s, big, sizeof(big), 0);
    CHECK(n > 0 && n <= (int)sizeof(big));
}

#define BOTH(err, what, func, ...)                                             \
    ROW(send, err, what, func, __VA_ARGS__),                                   \
        ROW(WSASend, err, what, func, __VA_ARGS__)
#define BOTH_FIRST(err, what, func, ...)                                       \
    FIRST(send, err, what, func, __VA_ARGS__),                                 \
        FIRST(WSASend, err, what, func, __VA_ARGS__)
#define BOTH_RULE(what, func)                                                  \
    RULE(send, what, func, .arg = 0), RULE(WSASend, what, func, .arg = 0)
#define UNKNOWN_FLAG 0x4000

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(send, send_fails, CT_TCP_CLIENT),
    ROWS_UNSTARTED(WSASend, send_fails, CT_TCP_CLIENT),
    ROWS_NOTSOCK(send, send_fails),
    ROWS_NOTSOCK(WSASend, send_fails),
    ROW(send, WSAEACCES, "peer is broadcast, SO_BROADCAST off",
        broadcast_revoked),
    BOTH(WSAECONNRESET, "the peer reset", peer_reset, .sock = CT_TCP_CLIENT),
    BOTH(WSAECONNRESET, "the IPv6 peer reset", peer_reset,
         .sock = CT_TCP6_CLIENT),
    BOTH(WSAECONNRESET, "UDP, nobody at the port", port_unreachable, .arg = 0),
    BOTH(WSAEFAULT, "NULL", send_pointer, .sock = CT_TCP_CLIENT),
    BOTH(WSAEFAULT, "unmapped", send_pointer, .sock = CT_TCP_CLIENT,
         .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "UDP, NULL", send_pointer, .sock = CT_UDP_PAIR),
    BOTH(WSAEFAULT, "UDP, unmapped", send_pointer, .sock = CT_UDP_PAIR,
         .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "UDP, partly mapped", send_pointer, .sock = CT_UDP_PAIR,
         .arg = CT_EDGE),
    ROW(send, WSAEINVAL, "unknown flag", send_fails, .sock = CT_TCP_CLIENT,
        .arg = UNKNOWN_FLAG),
    ROW(send, WSAEINVAL, "UDP, unknown flag", send_fails, .sock = CT_UDP_PAIR,
        .arg = UNKNOWN_FLAG),
    ROW(send, WSAEINVAL, "MSG_OOB while SO_OOBINLINE is on", oob_inline),
    BOTH(WSAEMSGSIZE, "UDP, 65508 bytes", too_long, .arg = 0),
    BOTH(WSAENOTCONN, "fresh stream socket", send_fails, .sock = CT_TCP),
    BOTH(WSAENOTCONN, "bound stream socket", send_fails, .sock = CT_TCP_BOUND),
    BOTH(WSAENOTCONN, "listening socket", send_fails, .sock = CT_TCP_LISTENING),
    BOTH(WSAENOTCONN, "UDP without a peer", send_fails, .sock = CT_UDP_BOUND),
    BOTH(WSAENOTCONN, "UDP after its peer was taken back", dissolved, .arg = 0),
    BOTH(WSAEOPNOTSUPP, "UDP, MSG_OOB", send_fails, .sock = CT_UDP_PAIR,
         .arg = MSG_OOB),
    ROW(WSASend, WSAEOPNOTSUPP, "TCP, MSG_PARTIAL", send_fails,
        .sock = CT_TCP_CLIENT, .arg = MSG_PARTIAL),
    BOTH(WSAESHUTDOWN, "after SD_SEND", after_shutdown, .sock = CT_TCP_CLIENT,
         .arg = SD_SEND),
    BOTH(WSAESHUTDOWN, "after SD_BOTH", after_shutdown, .sock = CT_TCP_CLIENT,
         .arg = SD_BOTH),
    BOTH(WSAESHUTDOWN, "UDP, after SD_SEND", after_shutdown,
         .sock = CT_UDP_PAIR, .arg = SD_SEND),
    BOTH(WSAEWOULDBLOCK, "non-blocking, no room", would_block, .arg = 0),
    BOTH_FIRST(WSANOTINITIALISED, "WSAEFAULT", send_pointer, .sock = CT_INVALID,
               .flags = CT_UNSTARTED),
    BOTH_FIRST(WSAENOTSOCK, "WSAEFAULT", send_pointer, .sock = CT_STALE),
    BOTH_FIRST(WSAENOTCONN, "WSAEWOULDBLOCK", send_fails, .sock = CT_TCP,
               .flags = CT_NONBLOCK),
    BOTH_FIRST(WSAENOTCONN, "WSAEFAULT", send_pointer, .sock = CT_TCP),
    BOTH_RULE("SO_SNDTIMEO ends it with WSAETIMEDOUT", send_times_out),
    BOTH_RULE("no bytes on a stream", nothing_stream),
    BOTH_RULE("no bytes on UDP is an empty datagram", nothing_datagram),
    BOTH_RULE("MSG_OOB arrives as urgent data", urgent),
    BOTH_RULE("a blocking send takes everything", takes_everything),
    BOTH_RULE("a non-blocking send may take a part", partial_when_nonblocking),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
