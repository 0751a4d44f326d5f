/* SPDX-License-Identifier: MIT */
/* Sends text over several connections at a time from one thread: ConnectEx,
 * then WSASend and WSARecv, each told by an event. Prints what came back, in
 * the order of the connections.
 *
 *     overlapped_client PORT CONNECTIONS TEXT
 */
#include "example.h"
#include <mswsock.h>

#define CONNECTIONS_MAX WSA_MAXIMUM_WAIT_EVENTS

struct conn {
    WSAOVERLAPPED ov; /* hEvent is in the array of events too */
    enum { CONNECTING, SENDING, RECEIVING, DONE } doing;
    SOCKET s;
    DWORD len, moved;
    char text[128], back[128];
};

static struct conn conns[CONNECTIONS_MAX];
static WSAEVENT events[CONNECTIONS_MAX];
static LPFN_CONNECTEX connect_ex;

/* What an overlapped call returned: goes on, or failed. */
static BOOL under_way(const char *what, BOOL ok)
{
    if (ok || WSAGetLastError() == WSA_IO_PENDING)
        return TRUE;
    print_error(what, WSAGetLastError());
    return FALSE;
}

static BOOL find_connect_ex(SOCKET s)
{
    GUID id = WSAID_CONNECTEX;
    DWORD bytes;

    return WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                    &connect_ex, sizeof(connect_ex), &bytes, NULL, NULL) == 0;
}

/* ConnectEx wants a bound socket. */
static BOOL connect_begin(struct conn *c, unsigned short port)
{
    struct sockaddr_in addr;

    c->s = WSASocket(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                     WSA_FLAG_OVERLAPPED);
    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    if (c->s == INVALID_SOCKET || !find_connect_ex(c->s) ||
        bind(c->s, (struct sockaddr *)&addr, sizeof(addr)) == SOCKET_ERROR)
        return under_way("bind", FALSE);
    addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    addr.sin_port = htons(port);
    c->doing = CONNECTING;
    return under_way("ConnectEx",
                     connect_ex(c->s, (struct sockaddr *)&addr, sizeof(addr),
                                NULL, 0, NULL, &c->ov));
}

static BOOL go_on(struct conn *c, DWORD moved)
{
    WSABUF buf;
    DWORD flags = 0;

    if (c->doing == CONNECTING &&
        setsockopt(c->s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0) != 0)
        return under_way("SO_UPDATE_CONNECT_CONTEXT", FALSE);
    c->moved = c->doing == RECEIVING ? c->moved + moved : 0;
    if (c->doing == CONNECTING) {
        c->doing = SENDING;
        buf.buf = c->text;
        buf.len = c->len;
        return under_way("WSASend",
                         WSASend(c->s, &buf, 1, NULL, 0, &c->ov, NULL) == 0);
    }
    if (c->moved == c->len) {
        c->doing = DONE;
        return FALSE;
    }
    if (c->doing == RECEIVING && moved == 0)
        return FALSE; /* ended too early */
    c->doing = RECEIVING;
    buf.buf = c->back + c->moved;
    buf.len = c->len - c->moved;
    return under_way("WSARecv",
                     WSARecv(c->s, &buf, 1, NULL, &flags, &c->ov, NULL) == 0);
}

/* The next event of any connection; FALSE when that connection is done. */
static BOOL step(int n)
{
    DWORD which =
        WSAWaitForMultipleEvents((DWORD)n, events, FALSE, WSA_INFINITE, FALSE);
    struct conn *c = &conns[which - WSA_WAIT_EVENT_0];
    DWORD moved, flags;
    BOOL more;

    WSAResetEvent(events[which - WSA_WAIT_EVENT_0]);
    more = WSAGetOverlappedResult(c->s, &c->ov, &moved, FALSE, &flags);
    if (!more)
        print_error("result", WSAGetLastError());
    return more && go_on(c, moved);
}

static int report(int n)
{
    int i, status = 0;

    for (i = 0; i < n; i++) {
        if (conns[i].doing == DONE)
            printf("%.*s\n", (int)conns[i].len, conns[i].back);
        else
            status = 1;
        closesocket(conns[i].s);
        WSACloseEvent(events[i]);
    }
    return status;
}

int main(int argc, char **argv)
{
    int i, n = argc > 2 ? atoi(argv[2]) : 0, running = 0;

    if (argc < 4 || n < 1 || n > CONNECTIONS_MAX || strlen(argv[3]) > 100) {
        fprintf(stderr, "usage: overlapped_client PORT CONNECTIONS TEXT\n");
        return 2;
    }
    start_winsock();
    for (i = 0; i < n; i++) {
        struct conn *c = &conns[i];

        events[i] = c->ov.hEvent = WSACreateEvent();
        c->len = (DWORD)sprintf(c->text, "%d: %s", i + 1, argv[3]);
        running += connect_begin(c, parse_port(argv[1]));
    }
    while (running > 0)
        running -= !step(n);
    i = report(n);
    WSACleanup();
    return i;
}
