/* SPDX-License-Identifier: MIT */
/* What a network says to those who wait for network events: how a connect ends,
 * and how a connection. Needs a network of that kind: far.h. */
#include "broken.h"
#include "netevents.h"

/* Row: the host's kind (arg) and code (arg2). The call itself may tell as well,
 * when it is known at once. */
static void connect_ends(const struct ct_row *row)
{
    struct sockaddr_in sin = far_name(row->arg, row->arg2);
    DWORD limit_ms = 300;
    struct ct_selected w;
    SOCKET s;

    if (!far_ready())
        return;
    s = ct_open(CT_TCP);
    if (row->arg == SILENT)
        EQUAL(setsockopt(s, IPPROTO_TCP, TCP_MAXRTMS, (char *)&limit_ms,
                         sizeof(limit_ms)),
              0);
    ct_select(&w, s, FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE);
    EQUAL(connect(s, SA(&sin), sizeof(sin)), SOCKET_ERROR);
    if (WSAGetLastError() != row->code)
        EQUAL(WSAGetLastError(), WSAEWOULDBLOCK);
    EQUAL(ct_told(&w, FD_CONNECT), FD_CONNECT);
    EQUAL(w.code[FD_CONNECT_BIT], row->code);
    EQUAL(ct_untold(&w), 0);
}

/* Row: all four ports that the system may choose, from arg on, are taken. */
static void no_port_left(const struct ct_row *row)
{
    struct sockaddr_in sin = far_name(FRIENDLY, 1);
    struct ct_selected w;
    char ports[64];
    int i;

    if (!far_ready())
        return;
    snprintf(ports, sizeof(ports), "set ip_local_port_range %d %d\n", row->arg,
             row->arg + 3);
    CHECK(far_ask(ports));
    for (i = 0; i < 5; i++) {
        ct_select(&w, ct_open(CT_TCP), FD_CONNECT);
        connect(w.s, SA(&sin), sizeof(sin));
        EQUAL(ct_told(&w, FD_CONNECT), FD_CONNECT);
        EQUAL(w.code[FD_CONNECT_BIT], i < 4 ? 0 : row->code);
    }
}

/* Row: how the connection breaks (arg), and what a receive says then (arg2). */
static void connection_ends(const struct ct_row *row)
{
    struct ct_selected w;
    char byte;
    SOCKET s;

    if (!far_ready())
        return;
    s = breaking(row->arg);
    if (s == INVALID_SOCKET)
        return;
    ct_select(&w, s, FD_READ | FD_CLOSE);
    EQUAL(ct_told(&w, FD_CLOSE), FD_CLOSE);
    EQUAL(w.code[FD_CLOSE_BIT], row->code);
    SOCKET_FAILS(row->arg2, recv(s, &byte, 1, 0));
    if (row->arg != ALL_DOWN) /* nothing could be told then */
        EQUAL(ct_untold(&w), 0);
}

#define CONNECT(err, what, kind, host)                                         \
    ROW(WSAEnumNetworkEvents, err, "FD_CONNECT: " what, connect_ends,          \
        .arg = kind, .arg2 = host)
#define CONNECT_RULE(err, what, kind, host)                                    \
    RULE(WSAEnumNetworkEvents, "FD_CONNECT: " what, connect_ends, .code = err, \
         .arg = kind, .arg2 = host)
#define CLOSE(err, what, how, says)                                            \
    ROW(WSAEnumNetworkEvents, err, "FD_CLOSE: " what, connection_ends,         \
        .arg = how, .arg2 = says)

static const struct ct_row rows[] = {
    CONNECT(WSAENETUNREACH, "ICMP net unreachable", UNREACHABLE, 0),
    CONNECT(WSAENETUNREACH, "black hole", BLACK_HOLE, 0),
    CONNECT(WSAECONNREFUSED, "ICMP port unreachable", UNREACHABLE, 3),
    CONNECT(WSAETIMEDOUT, "no answer within TCP_MAXRTMS", SILENT, 1),
    CONNECT_RULE(WSAEHOSTUNREACH, "nobody has the address", ABSENT, 1),
    CONNECT_RULE(WSAEACCES, "prohibited route", PROHIBITED, 0),
    ROW(WSAEnumNetworkEvents, WSAENOBUFS, "FD_CONNECT: no port left",
        no_port_left, .arg = 45000),
    CLOSE(WSAECONNABORTED, "retransmissions run out", UNANSWERED,
          WSAECONNABORTED),
    CLOSE(WSAECONNABORTED, "TCP_MAXRTMS", LIMITED, WSAETIMEDOUT),
    CLOSE(WSAECONNABORTED, "a router knows no way", FAILED_NET, WSAETIMEDOUT),
    CLOSE(WSAECONNABORTED, "keep-alive", PROBED, WSAENETRESET),
    CLOSE(WSAENETDOWN, "no interface is up", ALL_DOWN, WSAENETDOWN),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
