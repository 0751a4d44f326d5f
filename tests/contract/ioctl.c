/* SPDX-License-Identifier: MIT */
/* ioctlsocket: refusals, FIONBIO, FIONREAD and SIOCATMARK; WSAIoctl's
 * keep-alive times. */
#include "harness.h"
#include <mstcpip.h>

/* FIONREAD and its like have bit 31 set, which a signed cmd has to take. */
#define CMD(c) ((long)(int)(c))

/* Row: the command is arg. */
static void ioctl_fails(const struct ct_row *row)
{
    u_long value = 1;
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, ioctlsocket(s, CMD(row->arg), &value));
}

/* Row: the command is arg, the pointer arg2 (enum ct_bad). */
static void ioctl_pointer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, ioctlsocket(s, CMD(row->arg), ct_bad(row->arg2)));
}

/* Row: any number but zero turns blocking off. */
static void fionbio(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    u_long value = (u_long)row->arg;
    DWORD limit_ms = 50;
    char byte;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&limit_ms,
                     sizeof(limit_ms)),
          0);
    NEED(ioctlsocket(s, CMD(FIONBIO), &value), 0);
    EQUAL(value, (u_long)row->arg);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
    value = 0;
    NEED(ioctlsocket(s, CMD(FIONBIO), &value), 0);
    SOCKET_FAILS(WSAETIMEDOUT, recv(s, &byte, 1, 0));
}

/* Row: times of arg milliseconds, whatever the transport makes of them. */
static void keepalive_times(const struct ct_row *row)
{
    struct tcp_keepalive ka = {1, (u_long)row->arg, (u_long)row->arg};
    SOCKET s = ct_open(CT_TCP);
    BOOL on = FALSE;
    int len = sizeof(on);
    DWORD got;

    EQUAL(WSAIoctl(s, SIO_KEEPALIVE_VALS, &ka, sizeof(ka), NULL, 0, &got, NULL,
                   NULL),
          0);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_KEEPALIVE, (char *)&on, &len), 0);
    EQUAL(on, TRUE);
}

/* The option says that the connection has ended; this is not documented to,
 * and leaves it to the calls that are. */
static void keepalive_after_reset(const struct ct_row *row)
{
    struct tcp_keepalive ka = {1, 1000, 1000};
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    BOOL on = TRUE;
    DWORD got;
    char byte;

    (void)row;
    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    ct_wait_readable(s);
    EQUAL(WSAIoctl(s, SIO_KEEPALIVE_VALS, &ka, sizeof(ka), NULL, 0, &got, NULL,
                   NULL),
          0);
    SOCKET_FAILS(WSAECONNRESET, recv(s, &byte, 1, 0));
    EQUAL(WSAIoctl(s, SIO_KEEPALIVE_VALS, &ka, sizeof(ka), NULL, 0, &got, NULL,
                   NULL),
          0);
    SOCKET_FAILS(WSAENOTCONN, setsockopt(s, SOL_SOCKET, SO_KEEPALIVE,
                                         (char *)&on, sizeof(on)));
}

static u_long readable(SOCKET s)
{
    u_long value = 77;

    EQUAL(ioctlsocket(s, CMD(FIONREAD), &value), 0);
    return value;
}

static void fionread_stream(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char buf[3];

    (void)row;
    EQUAL(readable(s), 0);
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    EQUAL(recv(s, buf, 3, MSG_PEEK), 3);
    EQUAL(readable(s), 5);
    EQUAL(recv(s, buf, 2, 0), 2);
    EQUAL(readable(s), 3);
}

static void reaches(SOCKET s, u_long bytes)
{
    ULONGLONG start = GetTickCount64();
    u_long now;

    do
        now = readable(s);
    while (now != bytes && GetTickCount64() - start < 10000);
    EQUAL(now, bytes);
}

/* "The total number of bytes available to read, not the size of the first
 * datagram". Asking changes nothing: what is peeked at is the first one. */
static void fionread_datagram(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char buf[16];

    (void)row;
    EQUAL(readable(s), 0);
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    EQUAL(send(ct_peer(), "", 0, 0), 0);
    EQUAL(send(ct_peer(), "you", 3, 0), 3);
    reaches(s, 8);
    EQUAL(readable(s), 8);
    EQUAL(recv(s, buf, sizeof(buf), MSG_PEEK), 5);
    EQUAL(recv(s, buf, sizeof(buf), MSG_PEEK), 5);
    EQUAL(memcmp(buf, "hello", 5), 0);
    EQUAL(readable(s), 8);
    EQUAL(recv(s, buf, sizeof(buf), 0), 5);
    EQUAL(readable(s), 3);
    EQUAL(recv(s, buf, sizeof(buf), 0), 0);
    EQUAL(readable(s), 3);
    EQUAL(recv(s, buf, sizeof(buf), 0), 3);
    EQUAL(readable(s), 0);
}

/* An error that came in between stays for the next receive. */
static void fionread_error(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));
    char byte;

    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(readable(s), 0);
    SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
}

static void any_state(const struct ct_row *row)
{
    EQUAL(readable(ct_open(row->sock)), 0);
}

static bool no_urgent_data(SOCKET s)
{
    u_long value = 77;

    EQUAL(ioctlsocket(s, CMD(SIOCATMARK), &value), 0);
    return value != 0;
}

/* TRUE means that no urgent data waits; BSD's means that the mark is next. */
static void atmark(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    BOOL on = TRUE;
    char byte;

    (void)row;
    EQUAL(setsockopt(s, SOL_SOCKET, SO_OOBINLINE, (char *)&on, sizeof(on)), 0);
    EQUAL(no_urgent_data(s), true);
    EQUAL(send(ct_peer(), "a", 1, 0), 1);
    EQUAL(send(ct_peer(), "!", 1, MSG_OOB), 1);
    EQUAL(recv(s, &byte, 1, MSG_PEEK), 1);
    EQUAL(byte, 'a');
    EQUAL(no_urgent_data(s), false);
    EQUAL(recv(s, &byte, 1, 0), 1);
    EQUAL(recv(s, &byte, 1, 0), 1);
    EQUAL(byte, '!');
    EQUAL(no_urgent_data(s), true);
}

#define NOTSOCK(kind, what)                                                    \
    ROW(ioctlsocket, WSAENOTSOCK, what, ioctl_fails, .sock = kind,             \
        .arg = (int)FIONBIO)

static const struct ct_row rows[] = {
    ROW(ioctlsocket, WSANOTINITIALISED, "before WSAStartup", ioctl_fails,
        .flags = CT_UNSTARTED, .arg = (int)FIONBIO),
    ROW(ioctlsocket, WSANOTINITIALISED, "after WSACleanup", ioctl_fails,
        .sock = CT_TCP, .flags = CT_CLEANED, .arg = (int)FIONBIO),
    NOTSOCK(CT_INVALID, "INVALID_SOCKET"),
    NOTSOCK(CT_STALE, "closed socket"),
    NOTSOCK(CT_EVENT, "event handle"),
    ROW(ioctlsocket, WSAEFAULT, "FIONBIO, NULL", ioctl_pointer, .sock = CT_TCP,
        .arg = (int)FIONBIO),
    ROW(ioctlsocket, WSAEFAULT, "FIONBIO, unmapped", ioctl_pointer,
        .sock = CT_TCP, .arg = (int)FIONBIO, .arg2 = CT_UNMAPPED),
    ROW(ioctlsocket, WSAEFAULT, "FIONBIO, partly mapped", ioctl_pointer,
        .sock = CT_TCP, .arg = (int)FIONBIO, .arg2 = CT_EDGE),
    ROW(ioctlsocket, WSAEFAULT, "FIONREAD, NULL", ioctl_pointer,
        .sock = CT_TCP_CLIENT, .arg = (int)FIONREAD),
    ROW(ioctlsocket, WSAEFAULT, "FIONREAD, unmapped", ioctl_pointer,
        .sock = CT_TCP_CLIENT, .arg = (int)FIONREAD, .arg2 = CT_UNMAPPED),
    ROW(ioctlsocket, WSAEFAULT, "FIONREAD, read-only", ioctl_pointer,
        .sock = CT_TCP_CLIENT, .arg = (int)FIONREAD, .arg2 = CT_READONLY),
    FIRST(ioctlsocket, WSAENOTSOCK, "WSAEFAULT", ioctl_pointer,
          .sock = CT_STALE, .arg = (int)FIONBIO),
    FIRST(ioctlsocket, WSANOTINITIALISED, "WSAEFAULT", ioctl_pointer,
          .flags = CT_UNSTARTED, .arg = (int)FIONBIO),
    RULE(ioctlsocket, "FIONBIO 1 and back", fionbio, .arg = 1),
    RULE(ioctlsocket, "FIONBIO 256 and back", fionbio, .arg = 256),
    RULE(ioctlsocket, "FIONREAD counts a stream's bytes", fionread_stream),
    RULE(ioctlsocket, "FIONREAD counts all datagrams", fionread_datagram),
    RULE(ioctlsocket, "FIONREAD leaves an error to receive", fionread_error,
         .code = WSAECONNRESET),
    RULE(ioctlsocket, "FIONREAD on an unbound UDP socket", any_state,
         .sock = CT_UDP),
    RULE(ioctlsocket, "SIOCATMARK around an urgent byte", atmark),
    RULE(WSAIoctl, "SIO_KEEPALIVE_VALS, 1 ms", keepalive_times, .arg = 1),
    RULE(WSAIoctl, "SIO_KEEPALIVE_VALS, 49 days", keepalive_times, .arg = -1),
    RULE(WSAIoctl, "SIO_KEEPALIVE_VALS after the peer's reset",
         keepalive_after_reset),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
