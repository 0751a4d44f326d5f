/* SPDX-License-Identifier: MIT */
/* WSAAsyncSelect: network events as messages to a window. Which call enables
 * what again is the same for events and messages: eventmatrix.c has the table.
 */
#include "netmessages.h"

#include <mswsock.h>
#include <ws2spi.h>

/* --- Arguments. */

static void select_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, WSAAsyncSelect(s, row->arg != 0 ? NULL : window,
                                           NET, FD_READ));
}

/* Row: the events (arg), and which window (arg2). Nothing is selected: the
 * socket may still be made a blocking one. */
static void select_bad(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    HWND hwnd = window;
    u_long off = 0;

    if (row->arg2 == 1)
        hwnd = NULL;
    else if (row->arg2 == 2)
        EQUAL(DestroyWindow(hwnd = window_make()), TRUE);
    else if (row->arg2 == 3)
        hwnd = (HWND)ct_event();
    SOCKET_FAILS(row->code, WSAAsyncSelect(s, hwnd, NET, row->arg));
    EQUAL(ioctlsocket(s, (long)FIONBIO, &off), 0);
}

static void stays_nonblocking(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    u_long off = 0;
    char byte;

    async(s, FD_READ);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
    SOCKET_FAILS(WSAEINVAL, ioctlsocket(s, (long)FIONBIO, &off));
    EQUAL(WSAAsyncSelect(s, NULL, 0, 0), 0); /* no window is needed */
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
    EQUAL(ioctlsocket(s, (long)FIONBIO, &off), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(recv(s, &byte, 1, 0), 1);
    (void)row;
}

/* --- Streams. */

static void stream_told(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED), peer = ct_peer();
    char buf[4];

    (void)row;
    async(s, FD_READ | FD_WRITE | FD_CLOSE);
    EQUAL(told(s, FD_WRITE), FD_WRITE);
    EQUAL(send(peer, "data", 4, 0), 4);
    EQUAL(told(s, FD_READ), FD_READ);
    EQUAL(news.count, 1);
    EQUAL(news.code[FD_READ_BIT], 0);
    EQUAL(send(peer, "more", 4, 0), 4);
    EQUAL(untold(s), 0); /* posted once */
    EQUAL(recv(s, buf, 4, 0), 4);
    EQUAL(told(s, FD_READ), FD_READ); /* enabled, and there is more */
    EQUAL(news.count, 1);
    EQUAL(recv(s, buf, 4, 0), 4);
    EQUAL(untold(s), 0);
    EQUAL(closesocket(peer), 0);
    EQUAL(told(s, FD_CLOSE), FD_CLOSE);
    EQUAL(news.code[FD_CLOSE_BIT], 0);
    EQUAL(recv(s, buf, 4, 0), 0);
    EQUAL(untold(s), 0);
}

/* No room: FD_WRITE comes when there is some again. */
static void room(const struct ct_row *row)
{
    static char filler[65536];
    SOCKET s = ct_open(CT_TCP_ACCEPTED), peer = ct_peer();

    (void)row;
    async(s, FD_WRITE);
    EQUAL(told(s, FD_WRITE), FD_WRITE);
    while (send(s, filler, sizeof(filler), 0) > 0)
        ;
    EQUAL(WSAGetLastError(), WSAEWOULDBLOCK);
    EQUAL(untold(s), 0);
    ct_nonblock(peer);
    news_of(s);
    while (news.events == 0 && !ct_failed()) {
        recv(peer, filler, sizeof(filler), 0);
        news_pump();
    }
    EQUAL(news.events, FD_WRITE);
    EQUAL(news.count, 1);
}

static void urgent(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);
    char byte;

    (void)row;
    async(s, FD_READ | FD_OOB);
    EQUAL(send(ct_peer(), "u", 1, MSG_OOB), 1);
    EQUAL(told(s, FD_OOB) & FD_OOB, FD_OOB);
    EQUAL(recv(s, &byte, 1, MSG_OOB), 1);
    EQUAL(byte, 'u');
}

static void datagrams(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), from = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s);
    char buf[4];

    (void)row;
    async(s, FD_READ | FD_WRITE);
    EQUAL(told(s, FD_WRITE), FD_WRITE);
    EQUAL(sendto(from, "one", 3, 0, SA(&to), sizeof(to)), 3);
    EQUAL(sendto(from, "two", 3, 0, SA(&to), sizeof(to)), 3);
    EQUAL(told(s, FD_READ), FD_READ);
    EQUAL(untold(s), 0);
    EQUAL(recv(s, buf, 4, 0), 3);
    EQUAL(told(s, FD_READ), FD_READ);
    EQUAL(recv(s, buf, 4, 0), 3);
    EQUAL(untold(s), 0);
}

/* A message may be about data that has been read. */
static void stale_message(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);
    char byte;

    async(s, FD_READ);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_settle();
    EQUAL(recv(s, &byte, 1, 0), 1);
    EQUAL(told(s, FD_READ), FD_READ);
    SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
}

static void peer_resets(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);
    struct linger hard = {1, 0};

    async(s, FD_READ | FD_CLOSE);
    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    EQUAL(told(s, FD_CLOSE), FD_CLOSE);
    EQUAL(news.code[FD_CLOSE_BIT], row->code);
}

/* Data that comes after shutdown(SD_RECEIVE) ends the connection. */
static void data_unwanted(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);

    async(s, FD_READ | FD_CLOSE);
    EQUAL(shutdown(s, SD_RECEIVE), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(told(s, FD_CLOSE), FD_CLOSE);
    EQUAL(news.code[FD_CLOSE_BIT], row->code);
}

/* --- Connections. */

static void connection(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP), a;
    struct sockaddr_in to = ct_name(listener);

    (void)row;
    async(listener, FD_ACCEPT | FD_READ);
    async(s, FD_CONNECT | FD_WRITE | FD_READ);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    EQUAL(told(s, FD_CONNECT | FD_WRITE), FD_CONNECT | FD_WRITE);
    EQUAL(news.code[FD_CONNECT_BIT], 0);
    EQUAL(news.count, 2);
    ct_connect(ct_open(CT_TCP), listener);
    async(listener, FD_ACCEPT | FD_READ); /* told again of what holds */
    EQUAL(told(listener, FD_ACCEPT), FD_ACCEPT);
    a = ct_keep(accept(listener, NULL, NULL));
    CHECK(a != INVALID_SOCKET);
    EQUAL(told(listener, FD_ACCEPT), FD_ACCEPT); /* there is another */
    EQUAL(send(s, "x", 1, 0), 1);
    EQUAL(told(a, FD_READ), FD_READ); /* the listener's window and events */
}

static void refused(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_STREAM));
    SOCKET s = ct_open(CT_TCP);

    async(s, FD_CONNECT | FD_WRITE | FD_CLOSE);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    EQUAL(told(s, FD_CONNECT), FD_CONNECT);
    EQUAL(news.code[FD_CONNECT_BIT], row->code);
}

/* What connect tells at once is told as a message, too. */
static void connect_fails(const struct ct_row *row)
{
    struct sockaddr_in6 to6 = ct_loopback6(htons(9));
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_STREAM));
    SOCKET s = ct_sock(row);
    int len = row->arg2 != 0 ? row->arg2 : (int)sizeof(to);

    async(s, FD_CONNECT);
    if (row->arg == AF_INET6)
        SOCKET_FAILS(row->code, connect(s, SA(&to6), sizeof(to6)));
    else
        SOCKET_FAILS(row->code, connect(s, SA(&to), len));
    EQUAL(told(s, FD_CONNECT), FD_CONNECT);
    EQUAL(news.code[FD_CONNECT_BIT], row->code);
}

/* --- One selection a socket. */

static void replaced(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED), peer = ct_peer();
    struct ct_selected w;
    WSANETWORKEVENTS now;

    (void)row;
    async(s, FD_READ);
    async(s, FD_WRITE);
    EQUAL(told(s, FD_WRITE), FD_WRITE);
    EQUAL(send(peer, "x", 1, 0), 1);
    EQUAL(untold(s), 0);
    ct_select(&w, s, FD_READ); /* an event in place of messages */
    EQUAL(ct_told(&w, FD_READ), FD_READ);
    EQUAL(untold(s), 0);
    async(s, FD_READ); /* and messages again */
    EQUAL(told(s, FD_READ), FD_READ);
    EQUAL(WSAEnumNetworkEvents(s, NULL, &now), 0);
    EQUAL(now.lNetworkEvents, 0); /* nothing is recorded */
    EQUAL(WSAAsyncSelect(s, window, NET + 1, FD_READ), 0);
    EQUAL(untold(s), 0); /* another message */
}

/* Row: WSAAsyncSelect with 0, or closesocket. What is posted may still come. */
static void ended(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED), peer = ct_peer();
    char byte;

    async(s, FD_READ);
    EQUAL(send(peer, "x", 1, 0), 1);
    ct_settle();
    if (row->arg != 0)
        EQUAL(closesocket(s), 0);
    else
        EQUAL(WSAAsyncSelect(s, window, 0, 0), 0);
    EQUAL(untold(s) & ~FD_READ, 0);
    if (row->arg == 0)
        EQUAL(recv(s, &byte, 1, 0), 1);
    send(peer, "y", 1, 0);
    EQUAL(untold(s), 0);
}

/* Messages for a window that is gone are lost, and the socket is not. */
static void window_gone(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED), peer = ct_peer();
    char byte;

    (void)row;
    async(s, FD_READ);
    EQUAL(DestroyWindow(window), TRUE);
    EQUAL(send(peer, "x", 1, 0), 1);
    ct_settle();
    EQUAL(recv(s, &byte, 1, 0), 1);
    window = window_make();
    async(s, FD_READ);
    EQUAL(send(peer, "y", 1, 0), 1);
    EQUAL(told(s, FD_READ), FD_READ);
}

/* Import libraries lack it: providers get it in a table. */
static void upcall(const struct ct_row *row)
{
    HMODULE dll = GetModuleHandleA("ws2_32.dll");
    LPWPUPOSTMESSAGE post =
        (LPWPUPOSTMESSAGE)(void *)GetProcAddress(dll, "WPUPostMessage");
    HWND gone = window_make();

    (void)row;
    if (post == NULL) {
        ct_skip("no WPUPostMessage");
        return;
    }
    EQUAL(post(window, NET, 7, WSAMAKESELECTREPLY(FD_READ, 0)), TRUE);
    EQUAL(told(7, FD_READ), FD_READ);
    EQUAL(DestroyWindow(gone), TRUE);
    SetLastError(CT_UNTOUCHED);
    EQUAL(post(gone, NET, 7, 0), FALSE);
    EQUAL(GetLastError(), CT_UNTOUCHED);
}

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSAAsyncSelect, select_fails, CT_UDP),
    ROWS_NOTSOCK(WSAAsyncSelect, select_fails),
    FIRST(WSAAsyncSelect, WSANOTINITIALISED, "WSAENOTSOCK", select_fails,
          .sock = CT_INVALID, .flags = CT_UNSTARTED),
    FIRST(WSAAsyncSelect, WSAENOTSOCK, "WSAEINVAL", select_fails,
          .sock = CT_INVALID, .arg = 1),
    ROW(WSAAsyncSelect, WSAEINVAL, "no window", select_bad, .sock = CT_UDP,
        .arg = FD_READ, .arg2 = 1),
    ROW(WSAAsyncSelect, WSAEINVAL, "a window that is gone", select_bad,
        .sock = CT_UDP, .arg = FD_READ, .arg2 = 2),
    ROW(WSAAsyncSelect, WSAEINVAL, "an event for a window", select_bad,
        .sock = CT_UDP, .arg = FD_READ, .arg2 = 3),
    ROW(WSAAsyncSelect, WSAEINVAL, "unknown events", select_bad, .sock = CT_UDP,
        .arg = 1 << FD_MAX_EVENTS),
    RULE(WSAAsyncSelect, "non-blocking, until it is ended", stays_nonblocking),

    RULE(WSAAsyncSelect, "a stream from its first data to its end",
         stream_told),
    RULE(WSAAsyncSelect, "FD_WRITE after there was no room", room),
    RULE(WSAAsyncSelect, "FD_OOB", urgent),
    RULE(WSAAsyncSelect, "datagrams", datagrams),
    ROW(WSAAsyncSelect, WSAEWOULDBLOCK, "recv, the data is read already",
        stale_message),
    ROW(WSAAsyncSelect, WSAECONNRESET, "FD_CLOSE", peer_resets),
    ROW(WSAAsyncSelect, WSAECONNABORTED, "FD_CLOSE: data after SD_RECEIVE",
        data_unwanted),

    RULE(WSAAsyncSelect, "both ends of a connection", connection),
    ROW(WSAAsyncSelect, WSAECONNREFUSED, "FD_CONNECT", refused),
    ROW(WSAAsyncSelect, WSAEAFNOSUPPORT, "FD_CONNECT: another family",
        connect_fails, .sock = CT_TCP, .arg = AF_INET6),
    ROW(WSAAsyncSelect, WSAEFAULT, "FD_CONNECT: a short name", connect_fails,
        .sock = CT_TCP, .arg2 = 4),
    ROW(WSAAsyncSelect, WSAEINVAL, "FD_CONNECT: a listener", connect_fails,
        .sock = CT_TCP_LISTENING),

    RULE(WSAAsyncSelect, "one selection a socket", replaced),
    RULE(WSAAsyncSelect, "ended by 0", ended),
    RULE(WSAAsyncSelect, "ended by closesocket", ended, .arg = 1),
    RULE(WSAAsyncSelect, "the window is destroyed", window_gone),
    {.function = "WPUPostMessage",
     .name = "-",
     .label = "a window that is gone",
     .run = upcall},
};

int main(int argc, char **argv)
{
    window = window_make(); /* there is one in every row */
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
