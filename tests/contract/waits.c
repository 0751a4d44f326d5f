/* SPDX-License-Identifier: MIT */
/* Calls that wait: what must end a wait, and what must not. A row whose call
 * never returns is reported by the runner. */
#include "harness.h"

enum { SHORT_MS = 150, TOO_LONG = 65530 /* for a datagram */ };

static void receive_timeout(SOCKET s)
{
    DWORD ms = SHORT_MS;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms, sizeof(ms)), 0);
}

/* A datagram socket that tried to send too much. */
static SOCKET oversender(void)
{
    static char data[TOO_LONG];
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_loopback(htons(9));

    SOCKET_FAILS(WSAEMSGSIZE,
                 sendto(s, data, sizeof(data), 0, SA(&to), sizeof(to)));
    return s;
}

/* The sender was told; that is no news for a receiver. */
static void too_long_is_told(const struct ct_row *row)
{
    SOCKET s = oversender();
    char byte;

    receive_timeout(s);
    SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
}

static void too_long_nothing_readable(const struct ct_row *row)
{
    struct timeval now = {0, 0};
    SOCKET s = oversender();
    fd_set set;

    (void)row;
    FD_ZERO(&set);
    FD_SET(s, &set);
    EQUAL(select(0, &set, NULL, NULL, &now), 0);
}

/* A datagram socket whose datagram met nobody. */
static SOCKET unheard(void)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));

    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    ct_wait_readable(s);
    return s;
}

static void unreachable_is_no_exception(const struct ct_row *row)
{
    struct timeval limit = {0, SHORT_MS * 1000};
    SOCKET s = unheard();
    fd_set set;
    char byte;

    (void)row;
    FD_ZERO(&set);
    FD_SET(s, &set);
    EQUAL(select(0, NULL, NULL, &set, &limit), 0);
    SOCKET_FAILS(WSAECONNRESET, recv(s, &byte, 1, 0)); /* still to be told */
}

static void unreachable_is_told_once(const struct ct_row *row)
{
    struct timeval now = {0, 0};
    SOCKET s = unheard();
    fd_set set;
    char byte;

    SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
    FD_ZERO(&set);
    FD_SET(s, &set);
    EQUAL(select(0, &set, NULL, NULL, &now), 0);
}

/* The peer ends the stream in order, or resets it (arg): no urgent data will
 * come, and the call says what any receive says then. */
static SOCKET peer_gone(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};

    if (row->arg)
        EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                         sizeof(hard)),
              0);
    EQUAL(closesocket(ct_peer()), 0);
    receive_timeout(s);
    return s;
}

static void urgent_reset(const struct ct_row *row)
{
    SOCKET s = peer_gone(row);
    char byte;

    SOCKET_FAILS(row->code, recv(s, &byte, 1, MSG_OOB));
}

static void urgent_end(const struct ct_row *row)
{
    SOCKET s = peer_gone(row);
    char byte;

    EQUAL(shutdown(s, SD_SEND), 0);
    EQUAL(recv(s, &byte, 1, MSG_OOB), 0);
}

static void urgent_timeout(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte;

    receive_timeout(s);
    SOCKET_FAILS(row->code, recv(s, &byte, 1, MSG_OOB));
}

/* Empty buffers wait for something, and a reset is something. */
static void nothing_reset(const struct ct_row *row)
{
    SOCKET s = peer_gone(row);
    DWORD got = 0, flags = 0;
    WSABUF empty = {0, NULL};

    SOCKET_FAILS(row->code, WSARecv(s, &empty, 1, &got, &flags, NULL, NULL));
}

/* Row: fromlen cannot be written. Nothing is taken off the queue for it. */
static void datagram_stays(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s), from;
    int *len = ct_readonly();
    DWORD old;
    char byte = 0;

    if (ct_failed())
        return;
    EQUAL(VirtualProtect(len, 4096, PAGE_READWRITE, &old), TRUE);
    *len = sizeof(from);
    EQUAL(VirtualProtect(len, 4096, PAGE_READONLY, &old), TRUE);
    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, recvfrom(s, &byte, 1, 0, SA(&from), len));
    ct_nonblock(s);
    EQUAL(recv(s, &byte, 1, 0), 1);
    EQUAL(byte, 'x');
}

static const struct ct_row rows[] = {
    ROW(recv, WSAETIMEDOUT, "UDP, after a datagram too long to send",
        too_long_is_told),
    RULE(select, "a datagram too long to send makes nothing readable",
         too_long_nothing_readable),
    RULE(select, "port unreachable is no exception, and is told later",
         unreachable_is_no_exception),
    ROW(recv, WSAECONNRESET, "UDP, port unreachable that select saw",
        unreachable_is_told_once),
    ROW(recv, WSAECONNRESET, "MSG_OOB, reset by peer", urgent_reset, .arg = 1),
    ROW(recv, WSAETIMEDOUT, "MSG_OOB, SO_RCVTIMEO", urgent_timeout),
    RULE(recv, "MSG_OOB is 0 at the end of the stream", urgent_end),
    ROW(WSARecv, WSAECONNRESET, "empty buffer, reset by peer", nothing_reset,
        .arg = 1),
    ROW(recvfrom, WSAEFAULT, "read-only fromlen, the datagram stays",
        datagram_stays),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
