/* SPDX-License-Identifier: MIT */
/* shutdown: refusals, and what the two ends can still do afterwards. */
#include "harness.h"

/* Row: how is arg. */
static void shutdown_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code, shutdown(s, row->arg));
}

/* Row: how is arg. It shuts nothing down, and the calls after it hear the
 * same. */
static void after_reset(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    char byte;

    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, shutdown(s, row->arg));
    SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
    SOCKET_FAILS(row->code, send(s, "x", 1, 0));
    SOCKET_FAILS(row->code, shutdown(s, row->arg));
}

static void send_side(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    char byte = 0;

    EQUAL(send(s, "a", 1, 0), 1);
    EQUAL(shutdown(s, row->arg), 0);
    SOCKET_FAILS(WSAESHUTDOWN, send(s, "b", 1, 0));
    EQUAL(recv(peer, &byte, 1, 0), 1);
    EQUAL(recv(peer, &byte, 1, 0), 0);
    if (row->arg == SD_SEND) { /* the other direction is open */
        EQUAL(send(peer, "c", 1, 0), 1);
        EQUAL(recv(s, &byte, 1, 0), 1);
        EQUAL(byte, 'c');
    }
}

static void receive_side(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte = 0;

    EQUAL(shutdown(s, row->arg), 0);
    SOCKET_FAILS(WSAESHUTDOWN, recv(s, &byte, 1, 0));
    if (row->arg == SD_RECEIVE) {
        EQUAL(send(s, "d", 1, 0), 1);
        EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    }
}

/* Data that nobody will read any more ends the connection at once. */
static void receive_resets(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    char byte;

    (void)row;
    EQUAL(send(peer, "x", 1, 0), 1);
    ct_wait_readable(s);
    EQUAL(shutdown(s, SD_RECEIVE), 0);
    SOCKET_FAILS(WSAECONNRESET, recv(peer, &byte, 1, 0));
}

static void twice(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    EQUAL(shutdown(s, SD_SEND), 0);
    EQUAL(shutdown(s, SD_SEND), 0);
    EQUAL(shutdown(s, SD_BOTH), 0);
    EQUAL(closesocket(s), 0);
}

static void datagram_unconnected(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    struct sockaddr_in to = ct_name(ct_open(CT_UDP_BOUND));

    EQUAL(shutdown(s, row->arg), 0);
    if (row->arg != SD_RECEIVE)
        SOCKET_FAILS(WSAESHUTDOWN, sendto(s, "x", 1, 0, SA(&to), sizeof(to)));
    else
        EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
}

static void run_recv(struct ct_blocked *b)
{
    char byte;

    b->res = recv(b->s, &byte, 1, 0);
    b->err = WSAGetLastError();
}

/* The peer's half-close reaches a blocked recv as the end of the stream. */
static void ends_peers_recv(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_blocked b = {.s = ct_peer(), .run = run_recv, .res = -7};

    (void)row;
    ct_blocked_start(&b);
    EQUAL(shutdown(s, SD_SEND), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, 0);
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(shutdown, shutdown_fails, CT_TCP_CLIENT),
    ROWS_NOTSOCK(shutdown, shutdown_fails),
    ROW(shutdown, WSAECONNRESET, "SD_SEND after the peer's reset", after_reset,
        .arg = SD_SEND),
    ROW(shutdown, WSAECONNRESET, "SD_BOTH after the peer's reset", after_reset,
        .arg = SD_BOTH),
    ROW(shutdown, WSAEINVAL, "how 3", shutdown_fails, .sock = CT_TCP_CLIENT,
        .arg = 3),
    ROW(shutdown, WSAEINVAL, "how -1", shutdown_fails, .sock = CT_TCP_CLIENT,
        .arg = -1),
    ROW(shutdown, WSAEINVAL, "datagram, how 3", shutdown_fails,
        .sock = CT_UDP_BOUND, .arg = 3),
    ROW(shutdown, WSAENOTCONN, "fresh stream socket", shutdown_fails,
        .sock = CT_TCP, .arg = SD_BOTH),
    ROW(shutdown, WSAENOTCONN, "bound stream socket", shutdown_fails,
        .sock = CT_TCP_BOUND, .arg = SD_SEND),
    ROW(shutdown, WSAENOTCONN, "listening socket", shutdown_fails,
        .sock = CT_TCP_LISTENING, .arg = SD_RECEIVE),
    ROW(shutdown, WSAENOTCONN, "IPv6 stream socket", shutdown_fails,
        .sock = CT_TCP6, .arg = SD_BOTH),
    FIRST(shutdown, WSANOTINITIALISED, "WSAEINVAL", shutdown_fails,
          .sock = CT_INVALID, .flags = CT_UNSTARTED, .arg = 3),
    FIRST(shutdown, WSAENOTSOCK, "WSAEINVAL", shutdown_fails, .sock = CT_STALE,
          .arg = 3),
    RULE(shutdown, "SD_SEND: the peer reads the end, we still read", send_side,
         .arg = SD_SEND),
    RULE(shutdown, "SD_BOTH: the peer reads the end", send_side,
         .arg = SD_BOTH),
    RULE(shutdown, "SD_RECEIVE: recv is refused, send works", receive_side,
         .arg = SD_RECEIVE),
    RULE(shutdown, "SD_BOTH: recv is refused", receive_side, .arg = SD_BOTH),
    RULE(shutdown, "SD_RECEIVE with data queued resets", receive_resets),
    RULE(shutdown, "may be repeated", twice),
    RULE(shutdown, "SD_SEND on unconnected UDP", datagram_unconnected,
         .sock = CT_UDP_BOUND, .arg = SD_SEND),
    RULE(shutdown, "SD_RECEIVE on unconnected UDP", datagram_unconnected,
         .sock = CT_UDP_BOUND, .arg = SD_RECEIVE),
    RULE(shutdown, "SD_BOTH on unbound UDP", datagram_unconnected,
         .sock = CT_UDP, .arg = SD_BOTH),
    RULE(shutdown, "ends the peer's blocked recv", ends_peers_recv),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
