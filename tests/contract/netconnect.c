/* SPDX-License-Identifier: MIT */
/* What a network says to those who want to connect: hosts that are not there,
 * routers that object, no interface, no port. The choices are in README.md.
 * Needs a network of that kind: far.h. */
#include "far.h"

#include <mswsock.h>

#include "newer.h"

#define PATIENCE_MS 60000 /* for a busy machine; nothing takes that long */

enum way {
    BLOCKING,
    LATER,  /* non-blocking; exceptfds and SO_ERROR tell */
    AGAIN,  /* non-blocking; connect itself tells when it is asked again */
    WITH_EX /* ConnectEx */
};

static int attempt(const struct ct_row *row, SOCKET s, struct sockaddr_in *sin)
{
    if (strcmp(row->function, "WSAConnect") == 0)
        return WSAConnect(s, SA(sin), sizeof(*sin), NULL, NULL, NULL, NULL);
    return connect(s, SA(sin), sizeof(*sin));
}

static void is_told(const struct ct_row *row, SOCKET s)
{
    struct timeval limit = {PATIENCE_MS / 1000, 0};
    int err = 0, len = sizeof(err);
    fd_set failed;

    FD_ZERO(&failed);
    FD_SET(s, &failed);
    EQUAL(select(0, NULL, NULL, &failed, &limit), 1);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    EQUAL(err, row->code);
}

static void fails_later(const struct ct_row *row, SOCKET s,
                        struct sockaddr_in *sin)
{
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, attempt(row, s, sin));
    is_told(row, s);
}

static void is_told_again(const struct ct_row *row, SOCKET s,
                          struct sockaddr_in *sin)
{
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;
    int res;

    do
        res = attempt(row, s, sin);
    while (res == SOCKET_ERROR && WSAGetLastError() == WSAEALREADY &&
           GetTickCount64() < end);
    EQUAL(res, SOCKET_ERROR);
    EQUAL(WSAGetLastError(), row->code);
}

static void fails_again(const struct ct_row *row, SOCKET s,
                        struct sockaddr_in *sin)
{
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, attempt(row, s, sin));
    is_told_again(row, s, sin);
}

static void fails_overlapped(const struct ct_row *row, SOCKET s,
                             struct sockaddr_in *sin)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    GUID guid = WSAID_CONNECTEX;
    LPFN_CONNECTEX connect_ex;
    OVERLAPPED ov;
    DWORD n, flags;
    BOOL done;

    NEED(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof(guid),
                  &connect_ex, sizeof(connect_ex), &n, NULL, NULL),
         0);
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    memset(&ov, 0, sizeof(ov));
    ov.hEvent = ct_event();
    done = connect_ex(s, SA(sin), sizeof(*sin), NULL, 0, NULL, &ov);
    EQUAL(done, FALSE);
    if (WSAGetLastError() == WSA_IO_PENDING) /* else it failed at once */
        EQUAL(WSAGetOverlappedResult(s, &ov, &n, TRUE, &flags), FALSE);
    EQUAL(WSAGetLastError(), row->code);
}

/* The socket is as it was, without a name, and may try elsewhere. */
static void is_as_new(const struct ct_row *row, SOCKET s)
{
    struct sockaddr_in name = ct_loopback(0), good;
    struct timeval limit = {PATIENCE_MS / 1000, 0};
    int len = sizeof(name);
    fd_set set;

    good = ct_name(ct_open(CT_TCP_LISTENING));
    SOCKET_FAILS(WSAEINVAL, getsockname(s, SA(&name), &len));
    EQUAL(bind(s, SA(&name), sizeof(name)), 0);
    if (attempt(row, s, &good) != 0)
        EQUAL(WSAGetLastError(), WSAEWOULDBLOCK);
    FD_ZERO(&set);
    FD_SET(s, &set);
    EQUAL(select(0, NULL, &set, NULL, &limit), 1);
    EQUAL(send(s, "x", 1, 0), 1);
}

/* Row: the host's kind (arg) and code (arg2), the way of asking (arg3). */
static void connect_fails(const struct ct_row *row)
{
    struct sockaddr_in sin = far_name(row->arg, row->arg2);
    DWORD limit_ms = 300;
    SOCKET s;

    if (!far_ready())
        return;
    s = ct_open(CT_TCP);
    if (row->arg == SILENT)
        EQUAL(setsockopt(s, IPPROTO_TCP, TCP_MAXRTMS, (char *)&limit_ms,
                         sizeof(limit_ms)),
              0);
    if (row->arg3 == BLOCKING)
        SOCKET_FAILS(row->code, attempt(row, s, &sin));
    else if (row->arg3 == LATER)
        fails_later(row, s, &sin);
    else if (row->arg3 == AGAIN)
        fails_again(row, s, &sin);
    else
        fails_overlapped(row, s, &sin);
    if (!ct_failed() && row->arg3 != WITH_EX)
        is_as_new(row, s);
}

#define ATTEMPTS 200

/* Row: somebody looks all the time, the moment in which it happens, too. */
static void connect_watched(const struct ct_row *row)
{
    struct sockaddr_in sin = far_name(row->arg, row->arg2);
    struct timeval now = {0, 0};
    fd_set ready, failed;
    ULONGLONG end;
    SOCKET s;
    int n;

    if (!far_ready())
        return;
    for (int i = 0; i < ATTEMPTS && !ct_failed(); i++) {
        s = ct_open(CT_TCP);
        ct_nonblock(s);
        SOCKET_FAILS(WSAEWOULDBLOCK, attempt(row, s, &sin));
        end = GetTickCount64() + PATIENCE_MS;
        do {
            FD_ZERO(&ready);
            FD_SET(s, &ready);
            failed = ready;
            n = select(0, NULL, &ready, &failed, &now);
        } while (n == 0 && GetTickCount64() < end);
        NEED(n, 1);
        NEED(ready.fd_count, 0);
        is_told(row, s);
        EQUAL(closesocket(s), 0);
    }
}

/* Row: the message is asked for first; the outcome is still to be told. */
static void message_first(const struct ct_row *row)
{
    struct sockaddr_in sin = far_name(row->arg, row->arg2);
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;
    int on = 1, len;
    char info[64];
    SOCKET s;

    if (!far_ready())
        return;
    s = ct_open(CT_TCP);
    NEED(setsockopt(s, IPPROTO_TCP, TCP_FAIL_CONNECT_ON_ICMP_ERROR, (char *)&on,
                    sizeof(on)),
         0);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, attempt(row, s, &sin));
    do {
        len = sizeof(info);
        NEED(getsockopt(s, IPPROTO_TCP, TCP_ICMP_ERROR_INFO, info, &len), 0);
    } while (len == 0 && GetTickCount64() < end);
    CHECK(len != 0);
    if (row->arg3 == LATER)
        is_told(row, s);
    else
        is_told_again(row, s, &sin);
    if (!ct_failed())
        is_as_new(row, s);
}

/* Row: with no interface up, and in the way of arg3. */
static void connect_down(const struct ct_row *row)
{
    struct sockaddr_in sin = far_name(FRIENDLY, 1);
    SOCKET s;

    if (!far_ready())
        return;
    s = ct_open(CT_TCP);
    CHECK(far_ask("down\n"));
    if (row->arg3 == WITH_EX)
        fails_overlapped(row, s, &sin);
    else
        SOCKET_FAILS(row->code, attempt(row, s, &sin));
    CHECK(far_ask("up\n"));
    if (row->arg3 != WITH_EX)
        EQUAL(attempt(row, s, &sin), 0);
}

/* Row: all four ports that the system may choose, from arg2 on, are taken. They
 * wait a while for lost packets before others can have them. */
static void no_port_left(const struct ct_row *row)
{
    struct sockaddr_in sin = far_name(FRIENDLY, 1);
    char ports[64];
    SOCKET s;
    int i, res = 0;

    if (!far_ready())
        return;
    snprintf(ports, sizeof(ports), "set ip_local_port_range %d %d\n", row->arg2,
             row->arg2 + 3);
    CHECK(far_ask(ports));
    for (i = 0; i < 5 && res == 0; i++) {
        s = ct_open((enum ct_kind)row->arg);
        if (strcmp(row->function, "bind") == 0) {
            sin = ct_loopback(0);
            res = bind(s, SA(&sin), sizeof(sin));
        } else {
            res = attempt(row, s, &sin);
        }
    }
    EQUAL(WSAGetLastError(), row->code);
    EQUAL(i, 5);
}

/* The address that the socket is bound to goes. */
static void own_address_goes(const struct ct_row *row)
{
    struct sockaddr_in own = far_name(OWN, 0), to = far_name(FRIENDLY, 1);
    SOCKET s;

    if (!far_ready())
        return;
    s = ct_open(CT_TCP);
    own.sin_port = 0;
    CHECK(far_ask("lend\n"));
    EQUAL(bind(s, SA(&own), sizeof(own)), 0);
    CHECK(far_ask("take\n"));
    SOCKET_FAILS(row->code, attempt(row, s, &to));
}

/* A datagram socket wants to be allowed that. */
static void everybody(const struct ct_row *row)
{
    struct sockaddr_in to = far_name(EVERYBODY, 0);
    BOOL on = TRUE;
    SOCKET s;

    if (!far_ready())
        return;
    s = ct_open(CT_UDP);
    SOCKET_FAILS(row->code, attempt(row, s, &to));
    EQUAL(setsockopt(s, SOL_SOCKET, SO_BROADCAST, (char *)&on, sizeof(on)), 0);
    EQUAL(attempt(row, s, &to), 0);
    EQUAL(send(s, "x", 1, 0), 1);
}

#define CONNECT(err, what, kind, code)                                         \
    ROW(connect, err, what, connect_fails, .arg = kind, .arg2 = code),         \
        ROW(WSAConnect, err, what, connect_fails, .arg = kind, .arg2 = code)
/* Codes that connect's page has not. */
#define CONNECT_RULE(err, what, kind, ...)                                     \
    RULE(connect, what, connect_fails, .code = err, .arg = kind, __VA_ARGS__)
static const struct ct_row rows[] = {
    CONNECT(WSAENETUNREACH, "ICMP net unreachable", UNREACHABLE, 0),
    CONNECT(WSAEHOSTUNREACH, "ICMP host unreachable", UNREACHABLE, 1),
    CONNECT(WSAECONNREFUSED, "ICMP port unreachable", UNREACHABLE, 3),
    CONNECT(WSAEHOSTUNREACH, "nobody has the address", ABSENT, 1),
    CONNECT(WSAETIMEDOUT, "no answer within TCP_MAXRTMS", SILENT, 1),
    CONNECT_RULE(WSAEACCES, "prohibited route", PROHIBITED, .arg2 = 0),
    CONNECT_RULE(WSAENETUNREACH, "black hole", BLACK_HOLE, .arg2 = 0),
    CONNECT_RULE(WSAEHOSTUNREACH, "ICMP protocol", UNREACHABLE, .arg2 = 2),
    CONNECT_RULE(WSAENETUNREACH, "ICMP source route", UNREACHABLE, .arg2 = 5),
    CONNECT_RULE(WSAENETUNREACH, "ICMP net unknown", UNREACHABLE, .arg2 = 6),
    CONNECT_RULE(WSAEHOSTDOWN, "ICMP host unknown", UNREACHABLE, .arg2 = 7),
    CONNECT_RULE(WSAEHOSTUNREACH, "ICMP isolated", UNREACHABLE, .arg2 = 8),
    CONNECT_RULE(WSAENETUNREACH, "ICMP net forbidden", UNREACHABLE, .arg2 = 9),
    CONNECT_RULE(WSAEHOSTUNREACH, "ICMP host forbidden", UNREACHABLE,
                 .arg2 = 10),
    CONNECT_RULE(WSAEHOSTUNREACH, "ICMP forbidden", UNREACHABLE, .arg2 = 13),
    CONNECT_RULE(WSAEHOSTUNREACH, "ICMP time exceeded", EXPIRED, .arg2 = 0),
    CONNECT_RULE(WSAENETUNREACH, "ICMP net, told later", UNREACHABLE, .arg2 = 0,
                 .arg3 = LATER),
    CONNECT_RULE(WSAENETUNREACH, "ICMP net, asked again", UNREACHABLE,
                 .arg2 = 0, .arg3 = AGAIN),
    CONNECT_RULE(WSAEHOSTUNREACH, "ICMP host, told later", UNREACHABLE,
                 .arg2 = 1, .arg3 = LATER),
    CONNECT_RULE(WSAEHOSTUNREACH, "ICMP host, asked again", UNREACHABLE,
                 .arg2 = 1, .arg3 = AGAIN),
    CONNECT_RULE(WSAECONNREFUSED, "ICMP port, told later", UNREACHABLE,
                 .arg2 = 3, .arg3 = LATER),
    CONNECT_RULE(WSAEHOSTDOWN, "ICMP unknown, asked again", UNREACHABLE,
                 .arg2 = 7, .arg3 = AGAIN),
    CONNECT_RULE(WSAEHOSTUNREACH, "nobody, told later", ABSENT, .arg2 = 2,
                 .arg3 = LATER),
    CONNECT_RULE(WSAEHOSTUNREACH, "nobody, asked again", ABSENT, .arg2 = 3,
                 .arg3 = AGAIN),
    RULE(connect, "ICMP net, watched", connect_watched, .code = WSAENETUNREACH,
         .arg = UNREACHABLE),
    RULE(connect, "ICMP net, asked for, told later", message_first,
         .code = WSAEHOSTUNREACH, .arg = UNREACHABLE, .arg3 = LATER),
    RULE(connect, "ICMP net, asked for, asked again", message_first,
         .code = WSAEHOSTUNREACH, .arg = UNREACHABLE, .arg3 = AGAIN),
    CONNECT_RULE(WSAETIMEDOUT, "no answer, told later", SILENT, .arg2 = 1,
                 .arg3 = LATER),
    ROW(ConnectEx, WSAENETUNREACH, "ICMP net unreachable", connect_fails,
        .arg = UNREACHABLE, .arg2 = 0, .arg3 = WITH_EX),
    ROW(ConnectEx, WSAEHOSTUNREACH, "ICMP host unreachable", connect_fails,
        .arg = UNREACHABLE, .arg2 = 1, .arg3 = WITH_EX),
    ROW(ConnectEx, WSAETIMEDOUT, "no answer within TCP_MAXRTMS", connect_fails,
        .arg = SILENT, .arg2 = 1, .arg3 = WITH_EX),
    ROW(connect, WSAENETDOWN, "no interface is up", connect_down),
    ROW(WSAConnect, WSAENETDOWN, "no interface is up", connect_down),
    ROW(ConnectEx, WSAENETDOWN, "no interface is up", connect_down,
        .arg3 = WITH_EX),
    ROW(connect, WSAENOBUFS, "no port is left", no_port_left, .arg2 = 50000,
        .arg = CT_TCP),
    ROW(WSAConnect, WSAENOBUFS, "no port is left", no_port_left, .arg2 = 50010,
        .arg = CT_TCP),
    ROW(bind, WSAENOBUFS, "no port is left, TCP", no_port_left, .arg2 = 50020,
        .arg = CT_TCP),
    ROW(bind, WSAENOBUFS, "no port is left, UDP", no_port_left, .arg2 = 50030,
        .arg = CT_UDP),
    ROW(connect, WSAEACCES, "the network's broadcast address", everybody),
    ROW(WSAConnect, WSAEACCES, "the network's broadcast address", everybody),
    RULE(connect, "from an address that went", own_address_goes, .arg = CT_TCP,
         .code = WSAEADDRNOTAVAIL),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
