/* SPDX-License-Identifier: MIT */
/* What a network says to those who wait for messages. Needs a network of that
 * kind: far.h. */
#include "broken.h"
#include "netmessages.h"

/* Row: the host's kind (arg) and code (arg2). The call itself may tell as well,
 * when it is known at once. */
static void connect_ends(const struct ct_row *row)
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
    async(s, FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE);
    EQUAL(connect(s, SA(&sin), sizeof(sin)), SOCKET_ERROR);
    if (WSAGetLastError() != row->code)
        EQUAL(WSAGetLastError(), WSAEWOULDBLOCK);
    EQUAL(told(s, FD_CONNECT), FD_CONNECT);
    EQUAL(news.code[FD_CONNECT_BIT], row->code);
    EQUAL(untold(s), 0);
}

/* Row: all four ports that the system may choose, from arg on, are taken. */
static void no_port_left(const struct ct_row *row)
{
    struct sockaddr_in sin = far_name(FRIENDLY, 1);
    char ports[64];
    SOCKET s;
    int i;

    if (!far_ready())
        return;
    snprintf(ports, sizeof(ports), "set ip_local_port_range %d %d\n", row->arg,
             row->arg + 3);
    CHECK(far_ask(ports));
    for (i = 0; i < 5; i++) {
        async(s = ct_open(CT_TCP), FD_CONNECT);
        connect(s, SA(&sin), sizeof(sin));
        EQUAL(told(s, FD_CONNECT), FD_CONNECT);
        EQUAL(news.code[FD_CONNECT_BIT], i < 4 ? 0 : row->code);
    }
}

/* Row: how the connection breaks. */
static void connection_ends(const struct ct_row *row)
{
    SOCKET s;

    if (!far_ready())
        return;
    s = breaking(row->arg);
    if (s == INVALID_SOCKET)
        return;
    async(s, FD_READ | FD_CLOSE);
    EQUAL(told(s, FD_CLOSE), FD_CLOSE);
    EQUAL(news.code[FD_CLOSE_BIT], row->code);
}

static const struct ct_row rows[] = {
    ROW(WSAAsyncSelect, WSAENETUNREACH, "FD_CONNECT: ICMP net unreachable",
        connect_ends, .arg = UNREACHABLE, .arg2 = 0),
    ROW(WSAAsyncSelect, WSAETIMEDOUT, "FD_CONNECT: no answer", connect_ends,
        .arg = SILENT, .arg2 = 1),
    ROW(WSAAsyncSelect, WSAENOBUFS, "FD_CONNECT: no port left", no_port_left,
        .arg = 46000),
    ROW(WSAAsyncSelect, WSAECONNABORTED, "FD_CLOSE: retransmissions run out",
        connection_ends, .arg = UNANSWERED),
    ROW(WSAAsyncSelect, WSAENETDOWN, "FD_CLOSE: no interface is up",
        connection_ends, .arg = ALL_DOWN),
};

int main(int argc, char **argv)
{
    window = window_make();
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
