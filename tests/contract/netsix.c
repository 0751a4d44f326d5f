/* SPDX-License-Identifier: MIT */
/* What ICMPv6 says to connects and to datagrams. netconnect.c and netfault.c
 * have the rest, over IPv4. Needs hosts that object: far.h. */
#include "far.h"

/* Row: the host's kind (arg) and code (arg2). */
static void connect_fails(const struct ct_row *row)
{
    struct sockaddr_in6 sin6 = far_name6(row->arg, row->arg2);
    SOCKET s;

    if (!far_ready6())
        return;
    s = ct_open(CT_TCP6);
    SOCKET_FAILS(row->code, connect(s, SA(&sin6), sizeof(sin6)));
    SOCKET_FAILS(row->code, connect(s, SA(&sin6), sizeof(sin6)));
}

/* Once a datagram to a host has been answered here, the row's has been, too:
 * packets keep their order. The first one has the neighbour asked for. */
static void settle(void)
{
    struct sockaddr_in to = far_name(FRIENDLY, 9);
    SOCKET s = ct_open(CT_UDP);

    EQUAL(sendto(s, "?", 1, 0, SA(&to), sizeof(to)), 1);
    ct_wait_readable(s);
}

static void is_told(const struct ct_row *row)
{
    struct sockaddr_in6 to = far_name6(row->arg, row->arg2);
    char byte;
    SOCKET s;

    if (!far_ready6())
        return;
    s = ct_open(CT_UDP6);
    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
}

static void is_not_told(const struct ct_row *row)
{
    struct sockaddr_in6 to = far_name6(row->arg, row->arg2);
    SOCKET s, first;
    int err = 0, len = sizeof(err);
    char byte;

    if (!far_ready6())
        return;
    first = ct_open(CT_TCP6); /* the neighbour is known when this has failed */
    SOCKET_FAILS(row->code, connect(first, SA(&to), sizeof(to)));
    s = ct_open(CT_UDP6);
    ct_nonblock(s);
    EQUAL(connect(s, SA(&to), sizeof(to)), 0);
    EQUAL(send(s, "x", 1, 0), 1);
    settle();
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
    EQUAL(send(s, "x", 1, 0), 1);
    settle();
    EQUAL(send(s, "x", 1, 0), 1);
    settle();
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    EQUAL(err, 0);
}

#define CONNECT(err, what, kind, n)                                            \
    RULE(connect, what, connect_fails, .code = err, .arg = kind, .arg2 = n)
#define QUIET(err, what, n)                                                    \
    RULE(recv, what, is_not_told, .code = err, .arg = UNREACHABLE, .arg2 = n)

static const struct ct_row rows[] = {
    CONNECT(WSAENETUNREACH, "ICMPv6 no route", UNREACHABLE, 0),
    CONNECT(WSAEACCES, "ICMPv6 prohibited", UNREACHABLE, 1),
    CONNECT(WSAEHOSTUNREACH, "ICMPv6 address unreachable", UNREACHABLE, 3),
    CONNECT(WSAECONNREFUSED, "ICMPv6 port unreachable", UNREACHABLE, 4),
    CONNECT(WSAEHOSTUNREACH, "ICMPv6 hop limit exceeded", EXPIRED, 0),
    RULE(recv, "ICMPv6 hop limit exceeded", is_told, .code = WSAENETRESET,
         .arg = EXPIRED),
    RULE(recv, "ICMPv6 port unreachable", is_told, .code = WSAECONNRESET,
         .arg = UNREACHABLE, .arg2 = 4),
    QUIET(WSAENETUNREACH, "ICMPv6 no route to datagrams", 0),
    QUIET(WSAEACCES, "ICMPv6 prohibited to datagrams", 1),
    QUIET(WSAEHOSTUNREACH, "ICMPv6 address unreachable to datagrams", 3),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
