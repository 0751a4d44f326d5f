/* SPDX-License-Identifier: MIT */
/* listen: the states in which it is refused, and what a backlog may be. */
#include "harness.h"

static void listen_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code, listen(s, 5));
}

/* Row: the backlog is arg. Any number is moved to the nearest legal one. */
static void backlog_accepted(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_BOUND);

    NEED(listen(s, row->arg), 0);
    ct_connect(ct_open(CT_TCP), s);
}

static void listen_again(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING);

    (void)row;
    EQUAL(listen(s, 5), 0);
    EQUAL(listen(s, 100), 0);
    ct_connect(ct_open(CT_TCP), s);
}

static void acceptconn_shows(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_BOUND);
    int on = 7, len = sizeof(on);

    (void)row;
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ACCEPTCONN, (char *)&on, &len), 0);
    EQUAL(on & 0xff, 0);
    EQUAL(listen(s, 1), 0);
    len = sizeof(on);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ACCEPTCONN, (char *)&on, &len), 0);
    EQUAL(on & 0xff, 1);
}

static void accepted_survives(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);
    char byte = 0;

    (void)row;
    NEED(closesocket(ct_listener()), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(recv(s, &byte, 1, 0), 1);
    EQUAL(byte, 'x');
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(listen, listen_fails, CT_TCP_BOUND),
    ROWS_NOTSOCK(listen, listen_fails),
    ROW(listen, WSAEINVAL, "never bound", listen_fails, .sock = CT_TCP),
    ROW(listen, WSAEINVAL, "IPv6, never bound", listen_fails, .sock = CT_TCP6),
    ROW(listen, WSAEISCONN, "connected", listen_fails, .sock = CT_TCP_CLIENT),
    ROW(listen, WSAEISCONN, "accepted", listen_fails, .sock = CT_TCP_ACCEPTED),
    ROW(listen, WSAEOPNOTSUPP, "datagram", listen_fails, .sock = CT_UDP_BOUND),
    ROW(listen, WSAEOPNOTSUPP, "IPv6 datagram", listen_fails,
        .sock = CT_UDP6_BOUND),
    FIRST(listen, WSAEOPNOTSUPP, "WSAEINVAL", listen_fails, .sock = CT_UDP),
    FIRST(listen, WSAEOPNOTSUPP, "WSAEISCONN", listen_fails,
          .sock = CT_UDP_PAIR),
    RULE(listen, "backlog 0", backlog_accepted, .arg = 0),
    RULE(listen, "backlog -1", backlog_accepted, .arg = -1),
    RULE(listen, "backlog SOMAXCONN", backlog_accepted, .arg = SOMAXCONN),
    RULE(listen, "backlog SOMAXCONN_HINT(500)", backlog_accepted, .arg = -500),
    RULE(listen, "a second time is fine", listen_again),
    RULE(listen, "SO_ACCEPTCONN shows it", acceptconn_shows),
    RULE(listen, "accepted sockets outlive the listener", accepted_survives),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
