/* SPDX-License-Identifier: MIT */
/* What only a network can refuse. The test driver runs this in a network
 * namespace (see lonely-net) that has the loopback interface, an unreachable
 * host and nothing else, and where connection attempts are given up early;
 * anywhere else the rows are skipped. */
#include "harness.h"
#include <stdlib.h>

enum target {
    NOWHERE, /* 198.51.100.1: no route */
    NOBODY,  /* 192.0.2.1: a router says that the host cannot be reached */
    SILENT   /* a full listener, which lets attempts go unanswered */
};

static struct sockaddr_in target_name(int target)
{
    struct sockaddr_in sin = ct_loopback(htons(9));

    if (target == SILENT)
        return ct_saturated();
    sin.sin_addr.s_addr = htonl(target == NOWHERE ? 0xc6336401 : 0xc0000201);
    return sin;
}

static bool lonely(void)
{
    if (getenv("CT_NETWORK") == NULL)
        ct_skip("needs a network namespace of its own");
    return getenv("CT_NETWORK") != NULL;
}

static int attempt(const struct ct_row *row, SOCKET s, struct sockaddr_in *sin)
{
    if (row->function[0] == 'c')
        return connect(s, SA(sin), sizeof(*sin));
    return WSAConnect(s, SA(sin), sizeof(*sin), NULL, NULL, NULL, NULL);
}

/* Row: the target is arg. The socket may try again elsewhere. */
static void connect_fails(const struct ct_row *row)
{
    struct sockaddr_in sin, good;
    SOCKET s;

    if (!lonely())
        return;
    sin = target_name(row->arg);
    s = ct_open(CT_TCP);
    SOCKET_FAILS(row->code, attempt(row, s, &sin));
    good = ct_name(ct_open(CT_TCP_LISTENING));
    EQUAL(attempt(row, s, &good), 0);
}

/* Row: by name, or by a list of one. */
static void connect_by_fails(const struct ct_row *row)
{
    struct sockaddr_in sin;
    SOCKET_ADDRESS_LIST list = {1, {{SA(&sin), sizeof(sin)}}};
    SOCKET s;

    if (!lonely())
        return;
    sin = target_name(row->arg);
    s = ct_open(CT_TCP);
    if (strcmp(row->function, "WSAConnectByList") == 0)
        FAILS(FALSE, row->code,
              WSAConnectByList(s, &list, NULL, NULL, NULL, NULL, NULL, NULL));
    else
        FAILS(FALSE, row->code,
              WSAConnectByNameA(s, "192.0.2.1", "9", NULL, NULL, NULL, NULL,
                                NULL, NULL));
}

static void sendto_fails(const struct ct_row *row)
{
    struct sockaddr_in sin;
    char byte = 'x';
    WSABUF buf = {1, &byte};
    DWORD sent;
    SOCKET s;

    if (!lonely())
        return;
    sin = target_name(row->arg);
    s = ct_open(CT_UDP);
    if (row->function[0] == 's')
        SOCKET_FAILS(row->code, sendto(s, "x", 1, 0, SA(&sin), sizeof(sin)));
    else
        SOCKET_FAILS(row->code, WSASendTo(s, &buf, 1, &sent, 0, SA(&sin),
                                          sizeof(sin), NULL, NULL));
}

static void sendmsg_fails(const struct ct_row *row)
{
    struct sockaddr_in sin;
    char byte = 'x';
    WSABUF buf = {1, &byte};
    WSAMSG msg;
    DWORD sent;

    if (!lonely())
        return;
    sin = target_name(row->arg);
    memset(&msg, 0, sizeof(msg));
    msg.name = SA(&sin);
    msg.namelen = sizeof(sin);
    msg.lpBuffers = &buf;
    msg.dwBufferCount = 1;
    SOCKET_FAILS(row->code,
                 WSASendMsg(ct_open(CT_UDP), &msg, 0, &sent, NULL, NULL));
}

/* Told later: by an exception, and by SO_ERROR which code it is. */
static void times_out_later(const struct ct_row *row)
{
    struct timeval limit = {10, 0};
    int err = 0, len = sizeof(err);
    struct sockaddr_in sin;
    fd_set failed;
    SOCKET s;

    if (!lonely())
        return;
    sin = target_name(SILENT);
    s = ct_open(CT_TCP);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, attempt(row, s, &sin));
    FD_ZERO(&failed);
    FD_SET(s, &failed);
    NEED(select(0, NULL, NULL, &failed, &limit), 1);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    EQUAL(err, WSAETIMEDOUT);
}

/* Between two machines that see nothing but themselves, this one works. */
static void loopback_works(const struct ct_row *row)
{
    SOCKET s;
    char byte = 0;

    (void)row;
    if (!lonely())
        return;
    s = ct_open(CT_TCP_CLIENT);
    EQUAL(send(s, "l", 1, 0), 1);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    EQUAL(byte, 'l');
}

/* Loopback addresses do not count as configured: nothing is asked. */
static void addrconfig_fails(const struct ct_row *row)
{
    ADDRINFOA hints = {.ai_flags = AI_ADDRCONFIG};
    ADDRINFOA *list = (ADDRINFOA *)row;

    if (!lonely())
        return;
    FAILS(row->code, row->code, getaddrinfo("host.test", NULL, &hints, &list));
    CHECK(list == NULL);
}

#define BOTH(err, what, target)                                                \
    ROW(connect, err, what, connect_fails, .arg = target),                     \
        ROW(WSAConnect, err, what, connect_fails, .arg = target)
#define BOTH_SEND(err, what, target)                                           \
    ROW(sendto, err, what, sendto_fails, .arg = target),                       \
        ROW(WSASendTo, err, what, sendto_fails, .arg = target)

static const struct ct_row rows[] = {
    RULE(connect, "loopback alone", loopback_works),
    BOTH(WSAENETUNREACH, "no route", NOWHERE),
    BOTH(WSAEHOSTUNREACH, "host unreachable", NOBODY),
    BOTH(WSAETIMEDOUT, "no answer", SILENT),
    ROW(WSAConnectByList, WSAEHOSTUNREACH, "host unreachable", connect_by_fails,
        .arg = NOBODY),
    ROW(WSAConnectByName, WSAEHOSTUNREACH, "host unreachable", connect_by_fails,
        .arg = NOBODY),
    BOTH_SEND(WSAENETUNREACH, "no route", NOWHERE),
    ROW(WSASendMsg, WSAENETUNREACH, "no route", sendmsg_fails, .arg = NOWHERE),
    BOTH_SEND(WSAEHOSTUNREACH, "host unreachable", NOBODY),
    RULE(connect, "no answer, non-blocking", times_out_later),
    ROW(getaddrinfo, WSANO_DATA, "AI_ADDRCONFIG without an address",
        addrconfig_fails),
    RULE(WSAConnect, "no answer, non-blocking", times_out_later),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
