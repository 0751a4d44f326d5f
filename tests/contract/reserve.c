/* SPDX-License-Identifier: MIT */
/* Runtime reservations of ports: acquired, used by sockets with the token, kept
 * from others, given back. */
#include "harness.h"
#include <mstcpip.h>

#define ACQUIRE   _WSAIOW(IOC_VENDOR, 100)
#define RELEASE   _WSAIOW(IOC_VENDOR, 101)
#define ASSOCIATE _WSAIOW(IOC_VENDOR, 102)

struct range { /* INET_PORT_RANGE */
    USHORT first_be, count;
};

struct instance { /* INET_PORT_RESERVATION_INSTANCE */
    struct range range;
    ULONG64 token;
};

static int acquire(SOCKET s, u_short first_be, USHORT count,
                   struct instance *out)
{
    struct range range = {first_be, count};
    DWORD n = 0;
    int res = WSAIoctl(s, ACQUIRE, &range, sizeof(range), out, sizeof(*out), &n,
                       NULL, NULL);

    if (res == 0)
        EQUAL(n, sizeof(*out));
    return res;
}

static int with_token(SOCKET s, DWORD code, ULONG64 token)
{
    DWORD n;

    return WSAIoctl(s, code, &token, sizeof(token), NULL, 0, &n, NULL, NULL);
}

static int bind_to(SOCKET s, u_short port_be)
{
    struct sockaddr_in sin = ct_loopback(port_be);

    return bind(s, SA(&sin), sizeof(sin));
}

static int nth(const struct instance *i, int n)
{
    return htons((u_short)(ntohs(i->range.first_be) + n));
}

/* Row: TCP or UDP. The block is one, others cannot have it. */
static void reserved(const struct ct_row *row)
{
    SOCKET owner = ct_open(row->sock);
    struct instance i;

    NEED(acquire(owner, 0, 3, &i), 0);
    EQUAL(i.range.count, 3);
    CHECK(i.range.first_be != 0 && i.token != 0);
    for (int n = 0; n < 3; n++)
        SOCKET_FAILS(WSAEADDRINUSE,
                     bind_to(ct_open(row->sock), (u_short)nth(&i, n)));
    NEED(with_token(owner, RELEASE, i.token), 0);
    EQUAL(bind_to(ct_open(row->sock), (u_short)nth(&i, 1)), 0);
    SOCKET_FAILS(WSAEINVAL, with_token(owner, RELEASE, i.token));
}

static SOCKET with_port(const struct ct_row *row, ULONG64 token)
{
    SOCKET s = ct_open(row->sock);

    EQUAL(with_token(s, ASSOCIATE, token), 0);
    return s;
}

/* Two ports serve two sockets; the third waits for one to be given back. */
static void consumed(const struct ct_row *row)
{
    SOCKET owner = ct_open(row->sock), one, other;
    struct instance i;

    NEED(acquire(owner, 0, 2, &i), 0);
    one = with_port(row, i.token);
    other = with_port(row, i.token);
    NEED(bind_to(one, 0), 0);
    EQUAL(ct_name(one).sin_port, nth(&i, 0));
    NEED(bind_to(other, 0), 0);
    EQUAL(ct_name(other).sin_port, nth(&i, 1));
    SOCKET_FAILS(WSAENOBUFS, bind_to(with_port(row, i.token), 0));
    NEED(closesocket(one), 0);
    SOCKET_FAILS(WSAEADDRINUSE,
                 bind_to(ct_open(row->sock), (u_short)nth(&i, 0)));
    one = with_port(row, i.token);
    NEED(bind_to(one, 0), 0);
    EQUAL(ct_name(one).sin_port, nth(&i, 0));
}

static void chosen(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    struct instance i;

    NEED(acquire(ct_open(row->sock), 0, 3, &i), 0);
    NEED(with_token(s, ASSOCIATE, i.token), 0);
    SOCKET_FAILS(WSAEADDRNOTAVAIL, bind_to(s, (u_short)nth(&i, 3)));
    NEED(bind_to(s, (u_short)nth(&i, 2)), 0);
    EQUAL(ct_name(s).sin_port, nth(&i, 2));
}

static void ends_with_owner(const struct ct_row *row)
{
    SOCKET owner = ct_open(row->sock), s;
    struct instance i;

    NEED(acquire(owner, 0, 2, &i), 0);
    s = with_port(row, i.token);
    NEED(closesocket(owner), 0);
    SOCKET_FAILS(WSAEADDRNOTAVAIL, bind_to(s, 0));
    EQUAL(bind_to(ct_open(row->sock), (u_short)nth(&i, 0)), 0);
}

/* A port of the program's choice, which is free again by then. */
static void specific(const struct ct_row *row)
{
    SOCKET first = ct_open(row->sock), second = ct_open(row->sock);
    struct instance i, again;

    NEED(acquire(first, 0, 2, &i), 0);
    SOCKET_FAILS(WSAEADDRINUSE, acquire(second, i.range.first_be, 2, &again));
    NEED(with_token(first, RELEASE, i.token), 0);
    NEED(acquire(second, i.range.first_be, 2, &again), 0);
    EQUAL(again.range.first_be, i.range.first_be);
    CHECK(again.token != i.token);
}

/* connect and sendto bind, too. */
static void connect_uses(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    struct sockaddr_in to = ct_name(listener);
    struct instance i;

    (void)row;
    NEED(acquire(ct_open(CT_TCP), 0, 1, &i), 0);
    NEED(with_token(s, ASSOCIATE, i.token), 0);
    NEED(connect(s, SA(&to), sizeof(to)), 0);
    EQUAL(ct_name(s).sin_port, i.range.first_be);
}

static void sendto_uses(const struct ct_row *row)
{
    SOCKET peer = ct_open(CT_UDP_BOUND), s = ct_open(CT_UDP);
    struct sockaddr_in to = ct_name(peer), from;
    int len = sizeof(from);
    struct instance i;
    char byte;

    (void)row;
    NEED(acquire(ct_open(CT_UDP), 0, 1, &i), 0);
    NEED(with_token(s, ASSOCIATE, i.token), 0);
    NEED(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    NEED(recvfrom(peer, &byte, 1, 0, SA(&from), &len), 1);
    EQUAL(from.sin_port, i.range.first_be);
}

static void acquire_fails(const struct ct_row *row)
{
    struct instance i;

    SOCKET_FAILS(row->code, acquire(ct_sock(row), htons((u_short)row->arg),
                                    (USHORT)row->arg2, &i));
}

/* Row: a reservation for TCP, and the socket. */
static void associate_fails(const struct ct_row *row)
{
    struct instance i;

    NEED(acquire(ct_open(CT_TCP), 0, 1, &i), 0);
    SOCKET_FAILS(row->code, with_token(ct_sock(row), ASSOCIATE, i.token));
}

#define BOTH(what, func)                                                       \
    RULE(WSAIoctl, what ", TCP", func, .sock = CT_TCP),                        \
        RULE(WSAIoctl, what ", UDP", func, .sock = CT_UDP)
#define ACQUIRE_FAILS(err, what, kind, first, count)                           \
    RULE(WSAIoctl, "SIO_ACQUIRE_PORT_RESERVATION, " what, acquire_fails,       \
         .code = err, .sock = kind, .arg = first, .arg2 = count)

static const struct ct_row rows[] = {
    BOTH("a block is reserved and released", reserved),
    BOTH("sockets use up a reservation", consumed),
    BOTH("a port of a reservation can be chosen", chosen),
    BOTH("a reservation ends with its socket", ends_with_owner),
    BOTH("a block of the program's choice", specific),
    RULE(WSAIoctl, "connect takes a reserved port", connect_uses),
    RULE(WSAIoctl, "sendto takes a reserved port", sendto_uses),
    ACQUIRE_FAILS(WSAEINVAL, "no ports", CT_TCP, 0, 0),
    ACQUIRE_FAILS(WSAEINVAL, "beyond the last port", CT_UDP, 65535, 2),
    RULE(WSAIoctl, "SIO_ASSOCIATE_PORT_RESERVATION, UDP to TCP's",
         associate_fails, .code = WSAEINVAL, .sock = CT_UDP),
    RULE(WSAIoctl, "SIO_ASSOCIATE_PORT_RESERVATION after bind", associate_fails,
         .code = WSAEINVAL, .sock = CT_TCP_BOUND),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
