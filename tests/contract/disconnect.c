/* SPDX-License-Identifier: MIT */
/* WSASendDisconnect and WSARecvDisconnect: refusals, and that without data
 * they are shutdown of one direction. */
#include "harness.h"

static int disconnect(const struct ct_row *row, SOCKET s, WSABUF *data)
{
    return strcmp(row->function, "WSASendDisconnect") == 0
               ? WSASendDisconnect(s, data)
               : WSARecvDisconnect(s, data);
}

static void fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code, disconnect(row, s, NULL));
}

/* Row: data is at arg (enum ct_bad). The connection is as before. */
static void bad_data(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, disconnect(row, s, ct_bad(row->arg)));
    EQUAL(send(s, "x", 1, 0), 1);
}

/* Row: data's bytes are at arg (enum ct_bad). */
static void bad_bytes(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    WSABUF data = {5, ct_bad(row->arg)};

    SOCKET_FAILS(row->code, disconnect(row, s, &data));
    EQUAL(send(s, "x", 1, 0), 1);
}

static void with_data(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char bytes[5] = "hello";
    WSABUF data = {5, bytes};

    SOCKET_FAILS(row->code, disconnect(row, s, &data));
    if (row->code == WSAENOPROTOOPT) /* and nothing was ended */
        EQUAL(send(s, "x", 1, 0), 1);
}

static void ends_sending(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    char byte = 0;

    (void)row;
    EQUAL(send(s, "a", 1, 0), 1);
    EQUAL(WSASendDisconnect(s, NULL), 0);
    SOCKET_FAILS(WSAESHUTDOWN, send(s, "b", 1, 0));
    EQUAL(recv(peer, &byte, 1, 0), 1);
    EQUAL(recv(peer, &byte, 1, 0), 0);
    EQUAL(send(peer, "c", 1, 0), 1);
    EQUAL(recv(s, &byte, 1, 0), 1);
    EQUAL(byte, 'c');
}

static void ends_receiving(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte = 0;

    (void)row;
    EQUAL(WSARecvDisconnect(s, NULL), 0);
    SOCKET_FAILS(WSAESHUTDOWN, recv(s, &byte, 1, 0));
    EQUAL(send(s, "d", 1, 0), 1);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    EQUAL(byte, 'd');
}

/* Data that nobody will read any more ends the connection at once. */
static void receive_resets(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    char byte;

    (void)row;
    EQUAL(send(peer, "x", 1, 0), 1);
    ct_wait_readable(s);
    EQUAL(WSARecvDisconnect(s, NULL), 0);
    SOCKET_FAILS(WSAECONNRESET, recv(peer, &byte, 1, 0));
}

static void datagram(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char byte;

    EQUAL(disconnect(row, s, NULL), 0);
    if (strcmp(row->function, "WSASendDisconnect") == 0)
        SOCKET_FAILS(WSAESHUTDOWN, send(s, "x", 1, 0));
    else
        SOCKET_FAILS(WSAESHUTDOWN, recv(s, &byte, 1, 0));
}

#define BOTH(err, what, func, ...)                                             \
    ROW(WSASendDisconnect, err, what, func, __VA_ARGS__),                      \
        ROW(WSARecvDisconnect, err, what, func, __VA_ARGS__)
#define BOTH_FIRST(err, what, func, ...)                                       \
    FIRST(WSASendDisconnect, err, what, func, __VA_ARGS__),                    \
        FIRST(WSARecvDisconnect, err, what, func, __VA_ARGS__)

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSASendDisconnect, fails, CT_TCP_CLIENT),
    ROWS_UNSTARTED(WSARecvDisconnect, fails, CT_TCP_CLIENT),
    ROWS_NOTSOCK(WSASendDisconnect, fails),
    ROWS_NOTSOCK(WSARecvDisconnect, fails),
    BOTH(WSAENOTCONN, "fresh stream socket", fails, .sock = CT_TCP),
    BOTH(WSAENOTCONN, "bound stream socket", fails, .sock = CT_TCP_BOUND),
    BOTH(WSAENOTCONN, "listening socket", fails, .sock = CT_TCP_LISTENING),
    BOTH(WSAEFAULT, "data unmapped", bad_data, .sock = CT_TCP_CLIENT,
         .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "data partly mapped", bad_data, .sock = CT_TCP_CLIENT,
         .arg = CT_EDGE),
    BOTH(WSAEFAULT, "its bytes NULL", bad_bytes, .sock = CT_TCP_CLIENT,
         .arg = CT_NULL),
    BOTH(WSAEFAULT, "its bytes unmapped", bad_bytes, .sock = CT_TCP_CLIENT,
         .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "its bytes partly mapped", bad_bytes, .sock = CT_TCP_CLIENT,
         .arg = CT_EDGE),
    ROW(WSARecvDisconnect, WSAEFAULT, "its bytes read-only", bad_bytes,
        .sock = CT_TCP_CLIENT, .arg = CT_READONLY),
    BOTH(WSAENOPROTOOPT, "TCP with data", with_data, .sock = CT_TCP_CLIENT),
    BOTH(WSAENOPROTOOPT, "UDP with data", with_data, .sock = CT_UDP_PAIR),
    BOTH_FIRST(WSAENOTCONN, "WSAENOPROTOOPT", with_data, .sock = CT_TCP),
    BOTH_FIRST(WSAENOTSOCK, "WSAENOPROTOOPT", with_data, .sock = CT_STALE),
    RULE(WSASendDisconnect, "the peer reads the end, we still read",
         ends_sending),
    RULE(WSARecvDisconnect, "recv is refused, send works", ends_receiving),
    RULE(WSARecvDisconnect, "with data queued resets", receive_resets),
    RULE(WSASendDisconnect, "UDP", datagram),
    RULE(WSARecvDisconnect, "UDP", datagram),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
