/* SPDX-License-Identifier: MIT */
/* WSAEventSelect: what a selection takes, does to its socket, and tells. Which
 * call enables what again is in eventmatrix.c. */
#include "netevents.h"

static void select_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, WSAEventSelect(s, ct_event(), FD_READ));
}

/* Row: the events; and whether the event object is NULL, closed, a socket. */
static void select_bad(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    HANDLE event = NULL;
    u_long on = 0;

    if (row->arg2 == 1)
        CHECK(WSACloseEvent(event = WSACreateEvent()));
    else if (row->arg2 == 2)
        event = (HANDLE)ct_open(CT_UDP);
    else if (row->arg2 == 3)
        event = ct_event();
    SOCKET_FAILS(row->code, WSAEventSelect(s, event, row->arg));
    EQUAL(ioctlsocket(s, (long)FIONBIO, &on), 0); /* it selected nothing */
}

static void stream_told(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED), peer = ct_peer();
    struct ct_selected w;
    char buf[4];

    (void)row;
    ct_select(&w, s, FD_READ | FD_WRITE | FD_CLOSE);
    EQUAL(ct_told(&w, FD_WRITE), FD_WRITE);
    EQUAL(send(peer, "data", 4, 0), 4);
    EQUAL(ct_told(&w, FD_READ), FD_READ);
    EQUAL(ct_untold(&w), 0);
    EQUAL(closesocket(peer), 0);
    EQUAL(ct_untold(&w), 0);
    EQUAL(recv(s, buf, 4, 0), 4);
    EQUAL(ct_told(&w, FD_CLOSE), FD_CLOSE);
    EQUAL(w.code[FD_CLOSE_BIT], 0);
    EQUAL(recv(s, buf, 4, 0), 0);
    EQUAL(ct_untold(&w), 0);
}

static void connect_told(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP), a;
    struct sockaddr_in to = ct_name(listener);
    struct ct_selected w, l;

    (void)row;
    ct_select(&l, listener, FD_ACCEPT | FD_READ | FD_WRITE);
    ct_select(&w, s, FD_ALL_EVENTS);
    EQUAL(ct_untold(&w), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    EQUAL(ct_told(&w, FD_CONNECT | FD_WRITE), FD_CONNECT | FD_WRITE);
    EQUAL(w.code[FD_CONNECT_BIT], 0);
    EQUAL(ct_told(&l, FD_ACCEPT), FD_ACCEPT);
    a = ct_keep(accept(listener, NULL, NULL));
    CHECK(a != INVALID_SOCKET);
    l.s = a;
    EQUAL(ct_told(&l, FD_WRITE), FD_WRITE);
    EQUAL(send(s, "x", 1, 0), 1);
    EQUAL(ct_told(&l, FD_READ), FD_READ);
    EQUAL(ct_untold(&w), 0);
}

static void connect_refused(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_STREAM));
    SOCKET s = ct_open(CT_TCP);
    struct ct_selected w;
    int err, len = sizeof(err);

    ct_select(&w, s, FD_ALL_EVENTS);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    EQUAL(ct_told(&w, FD_CONNECT), FD_CONNECT);
    EQUAL(w.code[FD_CONNECT_BIT], row->code);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    EQUAL(err, row->code);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    EQUAL(ct_told(&w, FD_CONNECT), FD_CONNECT);
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSAEventSelect, select_fails, CT_UDP),
    ROWS_NOTSOCK(WSAEventSelect, select_fails),
    ROW(WSAEventSelect, WSAEINVAL, "unknown events", select_bad, .sock = CT_UDP,
        .arg = 1 << FD_MAX_EVENTS, .arg2 = 3),
    ROW(WSAEventSelect, WSAEINVAL, "no event object", select_bad,
        .sock = CT_UDP, .arg = FD_READ),
    ROW(WSAEventSelect, WSAEINVAL, "a closed event object", select_bad,
        .sock = CT_UDP, .arg = FD_READ, .arg2 = 1),
    ROW(WSAEventSelect, WSAEINVAL, "a socket for an event object", select_bad,
        .sock = CT_UDP, .arg = FD_READ, .arg2 = 2),
    RULE(WSAEventSelect, "a stream from its first data to its end",
         stream_told),
    RULE(WSAEventSelect, "a connection, and both of its ends", connect_told),
    ROW(WSAEnumNetworkEvents, WSAECONNREFUSED, "FD_CONNECT", connect_refused),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
