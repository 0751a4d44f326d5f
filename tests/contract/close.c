/* SPDX-License-Identifier: MIT */
/* closesocket: refusals, what the peer sees under each SO_LINGER setting, and
 * that it ends calls which other threads are blocked in. */
#include "harness.h"

static void close_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, closesocket(s));
}

static void linger_set(SOCKET s, u_short onoff, u_short seconds)
{
    struct linger l = {onoff, seconds};

    EQUAL(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof(l)), 0);
}

/* Fills what the transport takes while the peer does not read. */
static void stuff(SOCKET s)
{
    static char chunk[65536];
    int sent;

    ct_nonblock(s);
    do
        sent = send(s, chunk, sizeof(chunk), 0);
    while (sent > 0);
    EQUAL(WSAGetLastError(), WSAEWOULDBLOCK);
}

/* The handle stays good and nothing was disconnected. */
static void close_would_block(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct sockaddr_in sin;
    int len = sizeof(sin);
    char byte;

    stuff(s);
    linger_set(s, 1, 5);
    SOCKET_FAILS(row->code, closesocket(s));
    EQUAL(getpeername(s, SA(&sin), &len), 0);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    linger_set(s, 1, 0);
    EQUAL(closesocket(s), 0);
}

/* Row: a socket whose peer then reads a reset. */
static void hard_close(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    char byte;

    linger_set(s, 1, 0);
    NEED(closesocket(s), 0);
    SOCKET_FAILS(row->code, recv(ct_peer(), &byte, 1, 0));
}

/* Row: arg and arg2 are l_onoff and l_linger. */
static void graceful_close(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char buf[8];

    linger_set(s, (u_short)row->arg, (u_short)row->arg2);
    EQUAL(send(s, "bye", 3, 0), 3);
    EQUAL(closesocket(s), 0);
    EQUAL(recv(ct_peer(), buf, 3, MSG_WAITALL), 3);
    EQUAL(memcmp(buf, "bye", 3), 0);
    EQUAL(recv(ct_peer(), buf, sizeof(buf), 0), 0);
}

static void once_only(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);

    EQUAL(closesocket(s), 0);
    SOCKET_FAILS(WSAENOTSOCK, closesocket(s));
    SOCKET_FAILS(WSAENOTSOCK, listen(s, 1));
}

static void listener_refuses(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING);
    struct sockaddr_in sin = ct_name(s);

    (void)row;
    EQUAL(closesocket(s), 0);
    SOCKET_FAILS(WSAECONNREFUSED,
                 connect(ct_open(CT_TCP), SA(&sin), sizeof(sin)));
}

/* Who was queued, and never accepted, is cut off. */
static void listener_resets_queue(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING), client = ct_open(CT_TCP);
    char byte;

    (void)row;
    ct_connect(client, s);
    EQUAL(closesocket(s), 0);
    SOCKET_FAILS(WSAECONNRESET, recv(client, &byte, 1, 0));
}

static void run_recv(struct ct_blocked *b)
{
    char byte;

    b->res = recv(b->s, &byte, 1, 0);
    b->err = WSAGetLastError();
}

static void run_recvfrom(struct ct_blocked *b)
{
    char byte;

    b->res = recvfrom(b->s, &byte, 1, 0, NULL, NULL);
    b->err = WSAGetLastError();
}

static void run_accept(struct ct_blocked *b)
{
    b->res = (long long)(intptr_t)accept(b->s, NULL, NULL);
    b->err = WSAGetLastError();
}

static void run_send(struct ct_blocked *b)
{
    static char chunk[1 << 20];

    do
        b->res = send(b->s, chunk, sizeof(chunk), 0);
    while (b->res > 0);
    b->err = WSAGetLastError();
}

static struct sockaddr_in saturated; /* nobody accepts there any more */

static void run_connect(struct ct_blocked *b)
{
    b->res = connect(b->s, SA(&saturated), sizeof(saturated));
    b->err = WSAGetLastError();
}

static void run_select(struct ct_blocked *b)
{
    fd_set set;

    FD_ZERO(&set);
    FD_SET(b->s, &set);
    b->res = select(0, &set, NULL, NULL, NULL);
    b->err = WSAGetLastError();
    if (b->res == 1) { /* also fine: recv then says what happened */
        b->res = SOCKET_ERROR;
        b->err = WSAEINTR;
    }
}

/* Row: a kind of socket and the call (arg) that blocks on it. Nothing tells
 * from outside when the thread is inside the call. Closed before that, the
 * call finds no socket, so another attempt follows; once it must be inside.
 * With arg2 finding no socket is an answer that the blocked call may give. */
static void ends_blocked(const struct ct_row *row)
{
    static void (*const runs[])(struct ct_blocked *) = {
        run_recv, run_recvfrom, run_accept, run_send, run_select, run_connect};
    int attempts = 200;
    struct ct_blocked b;

    if (runs[row->arg] == run_connect)
        saturated = ct_saturated();
    do {
        memset(&b, 0, sizeof(b));
        b.s = ct_open(row->sock);
        b.run = runs[row->arg];
        ct_blocked_start(&b);
        SwitchToThread();
        EQUAL(closesocket(b.s), 0);
        ct_blocked_end(&b);
        EQUAL(b.res, -1);
        closesocket(ct_peer());
        closesocket(ct_listener());
    } while (b.err == WSAENOTSOCK && !row->arg2 && !ct_failed() &&
             --attempts > 0);
    if (b.err != WSAEINTR && b.err != WSAECONNABORTED &&
        !(row->arg2 && b.err == WSAENOTSOCK))
        ct_fail("the call ended with %s", ct_err_name(b.err));
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(closesocket, close_fails, CT_TCP),
    ROWS_NOTSOCK(closesocket, close_fails),
    ROW(closesocket, WSAEWOULDBLOCK,
        "non-blocking, told to linger, data unsent", close_would_block),
    ROW(closesocket, WSAECONNRESET, "peer's recv after a hard close",
        hard_close, .sock = CT_TCP_CLIENT),
    ROW(closesocket, WSAECONNRESET, "client's recv after a hard close",
        hard_close, .sock = CT_TCP_ACCEPTED),
    ROW(closesocket, WSAECONNRESET, "IPv6 peer's recv after a hard close",
        hard_close, .sock = CT_TCP6_CLIENT),
    RULE(closesocket, "without linger the peer gets everything",
         graceful_close),
    RULE(closesocket, "with linger the peer gets everything", graceful_close,
         .arg = 1, .arg2 = 10),
    RULE(closesocket, "a TCP socket closes once", once_only, .sock = CT_TCP),
    RULE(closesocket, "a UDP socket closes once", once_only,
         .sock = CT_UDP_BOUND),
    RULE(closesocket, "a listener closes once", once_only,
         .sock = CT_TCP_LISTENING),
    RULE(closesocket, "a closed listener refuses", listener_refuses),
    RULE(closesocket, "a closed listener resets its queue",
         listener_resets_queue),
    RULE(closesocket, "ends a blocked recv", ends_blocked,
         .sock = CT_TCP_CLIENT, .arg = 0),
    RULE(closesocket, "ends a blocked recvfrom", ends_blocked,
         .sock = CT_UDP_BOUND, .arg = 1),
    RULE(closesocket, "ends a blocked accept", ends_blocked,
         .sock = CT_TCP_LISTENING, .arg = 2),
    RULE(closesocket, "ends a blocked send", ends_blocked,
         .sock = CT_TCP_CLIENT, .arg = 3),
    RULE(closesocket, "ends a blocked select", ends_blocked,
         .sock = CT_UDP_BOUND, .arg = 4, .arg2 = 1),
    RULE(closesocket, "ends a blocked connect", ends_blocked, .sock = CT_TCP,
         .arg = 5),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
