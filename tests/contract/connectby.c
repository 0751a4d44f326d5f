/* SPDX-License-Identifier: MIT */
/* WSAConnectByName and WSAConnectByList: one of several addresses. */
#include "harness.h"

/* What differs between the two is hidden here: the target is 127.0.0.1. */
struct call {
    u_short port; /* network order */
    SOCKADDR *local;
    DWORD local_len;
    struct timeval *timeout;
    void *reserved;
};

static BOOL call(const struct ct_row *row, SOCKET s, struct call *c)
{
    struct sockaddr_in sin = ct_loopback(c->port);
    SOCKET_ADDRESS_LIST list = {1, {{SA(&sin), sizeof(sin)}}};
    char text[8];

    if (strcmp(row->function, "WSAConnectByList") == 0)
        return WSAConnectByList(s, &list, &c->local_len, c->local, NULL, NULL,
                                c->timeout, c->reserved);
    snprintf(text, sizeof(text), "%u", ntohs(c->port));
    return WSAConnectByNameA(s, "127.0.0.1", text, &c->local_len, c->local,
                             NULL, NULL, c->timeout, c->reserved);
}

static void fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct call c = {htons(9), NULL, 0, NULL, NULL};

    if (!ct_failed())
        FAILS(FALSE, row->code, call(row, s, &c));
}

static void reserved(const struct ct_row *row)
{
    WSAOVERLAPPED over = {0};
    struct call c = {htons(9), NULL, 0, NULL, &over};

    FAILS(FALSE, row->code, call(row, ct_sock(row), &c));
}

static void no_time(const struct ct_row *row)
{
    struct timeval none = {0, 0};
    struct call c = {ct_name(ct_open(CT_TCP_LISTENING)).sin_port, NULL, 0,
                     &none, NULL};

    FAILS(FALSE, row->code, call(row, ct_open(CT_TCP), &c));
}

static void bad_timeout(const struct ct_row *row)
{
    struct timeval past = {-1, 0};
    struct call c = {htons(9), NULL, 0, &past, NULL};

    FAILS(FALSE, row->code, call(row, ct_open(CT_TCP), &c));
}

/* Row: nodename missing for 0, servicename for 1. */
static void no_name(const struct ct_row *row)
{
    FAILS(FALSE, row->code,
          WSAConnectByNameA(ct_open(CT_TCP), row->arg == 0 ? NULL : "127.0.0.1",
                            row->arg == 1 ? NULL : "9", NULL, NULL, NULL, NULL,
                            NULL, NULL));
}

static void no_list(const struct ct_row *row)
{
    SOCKET_ADDRESS_LIST list = {0, {{NULL, 0}}};
    SOCKET s = ct_open(CT_TCP);

    FAILS(FALSE, row->code,
          WSAConnectByList(s, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    FAILS(FALSE, row->code,
          WSAConnectByList(s, &list, NULL, NULL, NULL, NULL, NULL, NULL));
    list.iAddressCount = -1;
    FAILS(FALSE, row->code,
          WSAConnectByList(s, &list, NULL, NULL, NULL, NULL, NULL, NULL));
    FAILS(
        FALSE, WSAEFAULT,
        WSAConnectByList(s, ct_unmapped(), NULL, NULL, NULL, NULL, NULL, NULL));
}

static void refused(const struct ct_row *row)
{
    struct call c = {ct_dead_port(SOCK_STREAM), NULL, 0, NULL, NULL};

    FAILS(FALSE, row->code, call(row, ct_open(CT_TCP), &c));
}

/* Nothing is connected, and the socket still good. */
static void little_room(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    struct sockaddr_in local;
    struct call c = {ct_name(ct_open(CT_TCP_LISTENING)).sin_port, SA(&local),
                     sizeof(local) - 1, NULL, NULL};

    FAILS(FALSE, row->code, call(row, s, &c));
    c.local_len = sizeof(local);
    EQUAL(call(row, s, &c), TRUE);
}

/* It waits though the socket does not, and the mode is kept. */
static void connects(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    struct timeval limit = {60, 0};
    struct sockaddr_in local;
    struct call c = {ct_name(ct_open(CT_TCP_LISTENING)).sin_port, SA(&local),
                     sizeof(local), &limit, NULL};
    char byte;

    ct_nonblock(s);
    NEED(call(row, s, &c), TRUE);
    EQUAL(c.local_len, sizeof(local));
    EQUAL(local.sin_port, ct_name(s).sin_port);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
    FAILS(FALSE, WSAEINVAL, call(row, s, &c));
}

/* A dead address, then a plain IPv4 one, for an IPv6 socket. */
static void second(const struct ct_row *row)
{
    struct sockaddr_in dead = ct_loopback(ct_dead_port(SOCK_STREAM));
    struct sockaddr_in good = ct_name(ct_open(CT_TCP_LISTENING));
    struct {
        INT count;
        SOCKET_ADDRESS at[2];
    } list = {2, {{SA(&dead), sizeof(dead)}, {SA(&good), sizeof(good)}}};
    struct sockaddr_in6 peer;
    DWORD len = sizeof(peer);
    int off = 0;
    SOCKET s;

    (void)row;
    if (!ct_have_ipv6())
        return;
    s = ct_open(CT_TCP6);
    setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&off, sizeof(off));
    NEED(WSAConnectByList(s, (PSOCKET_ADDRESS_LIST)&list, NULL, NULL, &len,
                          SA(&peer), NULL, NULL),
         TRUE);
    EQUAL(len, sizeof(peer));
    EQUAL(peer.sin6_family, AF_INET6);
    EQUAL(peer.sin6_port, good.sin_port);
}

#define BOTH(err, what, func, ...)                                             \
    ROW(WSAConnectByName, err, what, func, __VA_ARGS__),                       \
        ROW(WSAConnectByList, err, what, func, __VA_ARGS__)
#define RULES(err, what, func)                                                 \
    RULE(WSAConnectByName, what, func, .code = err),                           \
        RULE(WSAConnectByList, what, func, .code = err)

static const struct ct_row rows[] = {
    RULE(WSAConnectByName, "before WSAStartup", fails, .sock = CT_INVALID,
         .code = WSANOTINITIALISED, .flags = CT_UNSTARTED),
    RULE(WSAConnectByList, "before WSAStartup", fails, .sock = CT_INVALID,
         .code = WSANOTINITIALISED, .flags = CT_UNSTARTED),
    ROWS_NOTSOCK(WSAConnectByName, fails),
    ROWS_NOTSOCK(WSAConnectByList, fails),
    BOTH(WSAEINVAL, "Reserved not NULL", reserved, .sock = CT_TCP),
    BOTH(WSAEINVAL, "datagram socket", fails, .sock = CT_UDP),
    BOTH(WSAEINVAL, "listening socket", fails, .sock = CT_TCP_LISTENING),
    BOTH(WSAEINVAL, "negative timeout", bad_timeout, .sock = CT_TCP),
    BOTH(WSAETIMEDOUT, "no time at all", no_time, .sock = CT_TCP),
    ROW(WSAConnectByName, WSAEINVAL, "nodename NULL", no_name, .arg = 0),
    ROW(WSAConnectByName, WSAEINVAL, "servicename NULL", no_name, .arg = 1),
    ROW(WSAConnectByList, WSAEINVAL, "bound socket", fails,
        .sock = CT_TCP_BOUND),
    ROW(WSAConnectByList, WSAEINVAL, "no list, no address", no_list),
    RULES(WSAECONNREFUSED, "the code of the last attempt", refused),
    RULES(WSAEFAULT, "too little room for an address", little_room),
    RULES(0, "waits on a non-blocking socket", connects),
    RULE(WSAConnectByList, "the second, IPv4 on an IPv6 socket", second),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
