/* SPDX-License-Identifier: MIT */
/* recv and WSARecv with one buffer: refusals, broken connections, flags, and
 * what a call takes off the queue. Every row runs through both. */
#include "harness.h"

static int take(const struct ct_row *row, SOCKET s, void *data, int len,
                int flags)
{
    WSABUF buf = {(ULONG)len, data};
    DWORD got = 0, inout = (DWORD)flags;

    if (row->function[0] == 'r')
        return recv(s, data, len, flags);
    return WSARecv(s, &buf, 1, &got, &inout, NULL, NULL) == 0 ? (int)got
                                                              : SOCKET_ERROR;
}

/* Row: flags are arg. */
static void recv_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char byte;

    if (!ct_failed())
        SOCKET_FAILS(row->code, take(row, s, &byte, 1, row->arg));
}

/* Row: the buffer is arg (enum ct_bad); 5 bytes are there to be read. */
static void recv_pointer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (row->sock == CT_TCP_CLIENT || row->sock == CT_UDP_PAIR) {
        EQUAL(send(ct_peer(), "hello", 5, 0), 5);
        ct_wait_readable(s);
    }
    SOCKET_FAILS(row->code, take(row, s, ct_bad(row->arg), 5, 0));
}

static void set_bool(SOCKET s, int name, BOOL on)
{
    EQUAL(setsockopt(s, SOL_SOCKET, name, (char *)&on, sizeof(on)), 0);
}

static void hard_close(SOCKET s)
{
    struct linger hard = {1, 0};

    EQUAL(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)), 0);
    EQUAL(closesocket(s), 0);
}

static void peer_reset(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    char byte;

    if (ct_failed())
        return;
    hard_close(ct_peer());
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, 0));
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, 0)); /* from now on */
}

/* A reset ends a call that is already waiting. */
static void run_recv(struct ct_blocked *b)
{
    char byte;

    b->res = recv(b->s, &byte, 1, 0);
    b->err = WSAGetLastError();
}

static void run_wsarecv(struct ct_blocked *b)
{
    char byte;
    WSABUF buf = {1, &byte};
    DWORD got, flags = 0;

    b->res = WSARecv(b->s, &buf, 1, &got, &flags, NULL, NULL);
    b->err = WSAGetLastError();
}

static void reset_while_blocked(const struct ct_row *row)
{
    struct ct_blocked b = {.s = ct_open(CT_TCP_CLIENT),
                           .run = row->function[0] == 'r' ? run_recv
                                                          : run_wsarecv};

    ct_blocked_start(&b);
    hard_close(ct_peer());
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    EQUAL(b.err, row->code);
}

static void port_unreachable(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    struct sockaddr_in sin = ct_loopback(ct_dead_port(SOCK_DGRAM));
    char byte;

    NEED(connect(s, SA(&sin), sizeof(sin)), 0);
    EQUAL(send(s, "x", 1, 0), 1);
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, 0));
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, take(row, s, &byte, 1, 0)); /* told once */
}

static void oob_inline(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte;

    set_bool(s, SO_OOBINLINE, TRUE);
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, MSG_OOB));
}

/* The head of the datagram is delivered all the same, the tail is lost. */
static void too_long(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char buf[4] = "....";

    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    EQUAL(send(ct_peer(), "you", 3, 0), 3);
    SOCKET_FAILS(row->code, take(row, s, buf, 3, 0));
    EQUAL(memcmp(buf, "hel.", 4), 0);
    EQUAL(take(row, s, buf, 4, 0), 3);
    EQUAL(memcmp(buf, "you.", 4), 0);
}

/* Peeking at a part says the same and loses nothing. */
static void too_long_peek(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char buf[8];

    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    SOCKET_FAILS(row->code, take(row, s, buf, 3, MSG_PEEK));
    EQUAL(take(row, s, buf, 8, 0), 5);
}

static void dissolved(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct sockaddr_in zero;
    char byte;

    memset(&zero, 0, sizeof(zero));
    zero.sin_family = AF_INET;
    NEED(connect(s, SA(&zero), sizeof(zero)), 0);
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, 0));
}

/* Row: the direction shut down is arg. */
static void after_shutdown(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    char byte;

    EQUAL(shutdown(s, row->arg), 0);
    SOCKET_FAILS(row->code, take(row, s, &byte, 1, 0));
}

static void times_out(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    DWORD timeout_ms = 100;
    ULONGLONG start;
    char byte;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout_ms,
                     sizeof(timeout_ms)),
          0);
    start = GetTickCount64();
    SOCKET_FAILS(WSAETIMEDOUT, take(row, s, &byte, 1, 0));
    CHECK(GetTickCount64() - start >= 80); /* the clock ticks coarsely */
}

static void end_of_stream(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char buf[8];

    EQUAL(send(ct_peer(), "last", 4, 0), 4);
    EQUAL(closesocket(ct_peer()), 0);
    EQUAL(take(row, s, buf, 4, 0), 4);
    EQUAL(take(row, s, buf, 4, 0), 0);
    EQUAL(take(row, s, buf, 4, 0), 0);
}

static void peek(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    char buf[8];

    EQUAL(send(ct_peer(), "seen", 4, 0), 4);
    EQUAL(take(row, s, buf, 8, MSG_PEEK), 4);
    EQUAL(take(row, s, buf, 8, 0), 4);
    EQUAL(memcmp(buf, "seen", 4), 0);
}

static DWORD WINAPI send_in_parts(void *arg)
{
    SOCKET s = *(SOCKET *)arg;
    BOOL on = TRUE;
    DWORD sent = 0;
    int i;

    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (char *)&on, sizeof(on));
    for (i = 0; i < 8; i++)
        sent += (DWORD)send(s, "part", 4, 0);
    return sent;
}

static void waitall(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    HANDLE sender = ct_thread(send_in_parts, &peer);
    char buf[32];

    EQUAL(take(row, s, buf, sizeof(buf), MSG_WAITALL), sizeof(buf));
    EQUAL(memcmp(buf + 28, "part", 4), 0);
    ct_join(sender);
}

/* The end of the stream ends it, with what came. */
static void waitall_ends(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char buf[8];

    EQUAL(send(ct_peer(), "abc", 3, 0), 3);
    EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    EQUAL(take(row, s, buf, 8, MSG_WAITALL), 3);
    EQUAL(take(row, s, buf, 8, MSG_WAITALL), 0);
}

static void empty_datagram(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char buf[4];

    EQUAL(send(ct_peer(), "", 0, 0), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(take(row, s, buf, 4, 0), 0);
    EQUAL(take(row, s, buf, 4, 0), 1);
}

/* Urgent data is apart from the stream unless asked for in line. */
static void urgent_apart(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct timeval limit = {10, 0};
    char buf[4];
    fd_set set;

    EQUAL(send(ct_peer(), "a", 1, 0), 1);
    EQUAL(send(ct_peer(), "!", 1, MSG_OOB), 1);
    EQUAL(send(ct_peer(), "b", 1, 0), 1);
    FD_ZERO(&set);
    FD_SET(s, &set);
    NEED(select(0, NULL, NULL, &set, &limit), 1);
    EQUAL(take(row, s, buf, 4, MSG_OOB), 1);
    EQUAL(buf[0], '!');
    EQUAL(take(row, s, buf, 1, 0), 1);
    EQUAL(buf[0], 'a');
    EQUAL(take(row, s, buf, 1, 0), 1);
    EQUAL(buf[0], 'b');
}

static void reads_after_peers_shutdown(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte = 0;

    EQUAL(shutdown(s, SD_SEND), 0);
    EQUAL(send(ct_peer(), "y", 1, 0), 1);
    EQUAL(take(row, s, &byte, 1, 0), 1);
    EQUAL(byte, 'y');
}

#define BOTH(err, what, func, ...)                                             \
    ROW(recv, err, what, func, __VA_ARGS__),                                   \
        ROW(WSARecv, err, what, func, __VA_ARGS__)
#define BOTH_FIRST(err, what, func, ...)                                       \
    FIRST(recv, err, what, func, __VA_ARGS__),                                 \
        FIRST(WSARecv, err, what, func, __VA_ARGS__)
#define BOTH_RULE(what, func, ...)                                             \
    RULE(recv, what, func, __VA_ARGS__), RULE(WSARecv, what, func, __VA_ARGS__)
#define UNKNOWN_FLAG 0x4000

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(recv, recv_fails, CT_TCP_CLIENT),
    ROWS_UNSTARTED(WSARecv, recv_fails, CT_TCP_CLIENT),
    ROWS_NOTSOCK(recv, recv_fails),
    ROWS_NOTSOCK(WSARecv, recv_fails),
    BOTH(WSAECONNRESET, "the peer reset", peer_reset, .sock = CT_TCP_CLIENT),
    BOTH(WSAECONNRESET, "the IPv6 peer reset", peer_reset,
         .sock = CT_TCP6_CLIENT),
    BOTH(WSAECONNRESET, "the peer resets while it waits", reset_while_blocked,
         .arg = 0),
    BOTH(WSAECONNRESET, "UDP, nobody at the port", port_unreachable, .arg = 0),
    BOTH(WSAEFAULT, "NULL", recv_pointer, .sock = CT_TCP_CLIENT),
    BOTH(WSAEFAULT, "unmapped", recv_pointer, .sock = CT_TCP_CLIENT,
         .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "read-only", recv_pointer, .sock = CT_TCP_CLIENT,
         .arg = CT_READONLY),
    BOTH(WSAEFAULT, "UDP, unmapped", recv_pointer, .sock = CT_UDP_PAIR,
         .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "UDP, partly mapped", recv_pointer, .sock = CT_UDP_PAIR,
         .arg = CT_EDGE),
    BOTH(WSAEINVAL, "UDP, never bound", recv_fails, .sock = CT_UDP),
    BOTH(WSAEINVAL, "IPv6 UDP, never bound", recv_fails, .sock = CT_UDP6),
    ROW(recv, WSAEINVAL, "unknown flag", recv_fails, .sock = CT_TCP_CLIENT,
        .arg = UNKNOWN_FLAG),
    ROW(recv, WSAEINVAL, "MSG_OOB while SO_OOBINLINE is on", oob_inline),
    BOTH(WSAEMSGSIZE, "UDP, longer than the buffer", too_long, .arg = 0),
    BOTH(WSAEMSGSIZE, "UDP, longer than the buffer, MSG_PEEK", too_long_peek,
         .arg = 0),
    BOTH(WSAENOTCONN, "fresh stream socket", recv_fails, .sock = CT_TCP),
    BOTH(WSAENOTCONN, "bound stream socket", recv_fails, .sock = CT_TCP_BOUND),
    BOTH(WSAENOTCONN, "listening socket", recv_fails, .sock = CT_TCP_LISTENING),
    ROW(recv, WSAENOTCONN, "UDP after its peer was taken back", dissolved),
    BOTH(WSAEOPNOTSUPP, "UDP, MSG_OOB", recv_fails, .sock = CT_UDP_PAIR,
         .arg = MSG_OOB),
    ROW(recv, WSAEOPNOTSUPP, "UDP, MSG_WAITALL", recv_fails,
        .sock = CT_UDP_PAIR, .arg = MSG_WAITALL),
    ROW(recv, WSAEOPNOTSUPP, "non-blocking, MSG_WAITALL", recv_fails,
        .sock = CT_TCP_CLIENT, .flags = CT_NONBLOCK, .arg = MSG_WAITALL),
    ROW(recv, WSAEOPNOTSUPP, "MSG_WAITALL with MSG_PEEK", recv_fails,
        .sock = CT_TCP_CLIENT, .arg = MSG_WAITALL | MSG_PEEK),
    ROW(recv, WSAEOPNOTSUPP, "MSG_WAITALL with MSG_OOB", recv_fails,
        .sock = CT_TCP_CLIENT, .arg = MSG_WAITALL | MSG_OOB),
    BOTH(WSAESHUTDOWN, "after SD_RECEIVE", after_shutdown,
         .sock = CT_TCP_CLIENT, .arg = SD_RECEIVE),
    BOTH(WSAESHUTDOWN, "after SD_BOTH", after_shutdown, .sock = CT_TCP_CLIENT,
         .arg = SD_BOTH),
    BOTH(WSAESHUTDOWN, "UDP, after SD_RECEIVE", after_shutdown,
         .sock = CT_UDP_PAIR, .arg = SD_RECEIVE),
    ROW(recv, WSAETIMEDOUT, "SO_RCVTIMEO passes", times_out,
        .sock = CT_TCP_CLIENT),
    ROW(recv, WSAETIMEDOUT, "UDP, SO_RCVTIMEO passes", times_out,
        .sock = CT_UDP_PAIR),
    BOTH(WSAEWOULDBLOCK, "non-blocking, nothing there", recv_fails,
         .sock = CT_TCP_CLIENT, .flags = CT_NONBLOCK),
    BOTH(WSAEWOULDBLOCK, "UDP, non-blocking, nothing there", recv_fails,
         .sock = CT_UDP_PAIR, .flags = CT_NONBLOCK),
    BOTH_FIRST(WSANOTINITIALISED, "WSAEFAULT", recv_pointer, .sock = CT_INVALID,
               .flags = CT_UNSTARTED),
    BOTH_FIRST(WSAENOTSOCK, "WSAEFAULT", recv_pointer, .sock = CT_STALE),
    BOTH_FIRST(WSAENOTCONN, "WSAEWOULDBLOCK", recv_fails, .sock = CT_TCP,
               .flags = CT_NONBLOCK),
    BOTH_FIRST(WSAENOTCONN, "WSAEFAULT", recv_pointer, .sock = CT_TCP),
    BOTH_FIRST(WSAEINVAL, "WSAEFAULT", recv_pointer, .sock = CT_UDP),
    RULE(WSARecv, "SO_RCVTIMEO ends it with WSAETIMEDOUT", times_out,
         .sock = CT_TCP_CLIENT),
    BOTH_RULE("0 at the end of the stream, again and again", end_of_stream,
              .arg = 0),
    BOTH_RULE("MSG_PEEK leaves the data", peek, .sock = CT_TCP_CLIENT),
    BOTH_RULE("UDP, MSG_PEEK leaves the data", peek, .sock = CT_UDP_PAIR),
    BOTH_RULE("MSG_WAITALL fills the buffer", waitall, .arg = 0),
    BOTH_RULE("MSG_WAITALL ends with the stream", waitall_ends, .arg = 0),
    BOTH_RULE("an empty datagram is 0 bytes", empty_datagram, .arg = 0),
    BOTH_RULE("urgent data stays apart", urgent_apart, .arg = 0),
    BOTH_RULE("works after our own SD_SEND", reads_after_peers_shutdown,
              .arg = 0),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
