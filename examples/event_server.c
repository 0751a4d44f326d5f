/* SPDX-License-Identifier: MIT */
/* An echo server of one thread that waits for network events: the listener and
 * each connection have an event object, and WSAWaitForMultipleEvents waits for
 * all of them and for Enter.
 *
 *     event_server [PORT]
 *
 * What a client does not take at once is kept until FD_WRITE says that there
 * is room again; until then nothing more is read from it. */
#include "example.h"

#define FIRST_CLIENT 2 /* before: Enter, the listener */

struct client {
    SOCKET sock;
    BOOL ended;  /* it sends no more */
    int at, len; /* what is still to be echoed */
    char buf[4096];
};

/* Entry i of both belongs together. */
static WSAEVENT events[WSA_MAXIMUM_WAIT_EVENTS];
static struct client *clients[WSA_MAXIMUM_WAIT_EVENTS];
static DWORD count;

static WSAEVENT select_events(SOCKET s, long which)
{
    WSAEVENT event = WSACreateEvent();

    if (event != WSA_INVALID_EVENT && WSAEventSelect(s, event, which) == 0)
        return event;
    print_error("WSAEventSelect", WSAGetLastError());
    exit(1);
}

/* The last one takes its place. */
static void client_remove(DWORD i)
{
    closesocket(clients[i]->sock);
    WSACloseEvent(events[i]);
    free(clients[i]);
    count--;
    events[i] = events[count];
    clients[i] = clients[count];
}

/* The connection has the listener's selection, until it gets its own. */
static void client_accept(SOCKET listener)
{
    SOCKET s = accept(listener, NULL, NULL);
    struct client *client;

    if (s == INVALID_SOCKET) {
        if (WSAGetLastError() != WSAEWOULDBLOCK) /* it left meanwhile */
            print_error("accept", WSAGetLastError());
        return;
    }
    client =
        count < WSA_MAXIMUM_WAIT_EVENTS ? calloc(1, sizeof(*client)) : NULL;
    if (client == NULL) {
        fprintf(stderr, "too many clients\n");
        closesocket(s);
        return;
    }
    client->sock = s;
    clients[count] = client;
    events[count] = select_events(s, FD_READ | FD_WRITE | FD_CLOSE);
    count++;
}

/* FALSE when there is no room: FD_WRITE will tell when there is. */
static BOOL client_send(struct client *c)
{
    while (c->at < c->len) {
        int sent = send(c->sock, c->buf + c->at, c->len - c->at, 0);

        if (sent == SOCKET_ERROR)
            return FALSE;
        c->at += sent;
    }
    return TRUE;
}

/* Reads until there is no more; each recv() enables FD_READ again. */
static void client_echo(struct client *c)
{
    while (client_send(c)) {
        c->at = 0;
        c->len = recv(c->sock, c->buf, sizeof(c->buf), 0);
        if (c->len <= 0) {
            c->len = 0;
            return;
        }
    }
}

static void client_events(DWORD i)
{
    struct client *c = clients[i];
    WSANETWORKEVENTS now;

    if (WSAEnumNetworkEvents(c->sock, events[i], &now) == SOCKET_ERROR) {
        print_error("WSAEnumNetworkEvents", WSAGetLastError());
        client_remove(i);
        return;
    }
    if ((now.lNetworkEvents & FD_CLOSE) != 0) {
        c->ended = TRUE;
        if (now.iErrorCode[FD_CLOSE_BIT] != 0) {
            print_error("connection", now.iErrorCode[FD_CLOSE_BIT]);
            c->at = c->len; /* nobody waits for it */
        }
    }
    client_echo(c); /* also what came before the end */
    if (c->ended && c->at == c->len)
        client_remove(i);
}

static void listener_events(SOCKET listener)
{
    WSANETWORKEVENTS now;

    if (WSAEnumNetworkEvents(listener, events[1], &now) == 0 &&
        (now.lNetworkEvents & FD_ACCEPT) != 0)
        client_accept(listener);
}

static void serve(SOCKET listener)
{
    for (;;) {
        DWORD i =
            WSAWaitForMultipleEvents(count, events, FALSE, WSA_INFINITE, FALSE);

        if (i == WSA_WAIT_FAILED) {
            print_error("WSAWaitForMultipleEvents", WSAGetLastError());
            return;
        }
        i -= WSA_WAIT_EVENT_0;
        if (i == 0)
            return; /* Enter */
        if (i == 1)
            listener_events(listener);
        else
            client_events(i);
    }
}

int main(int argc, char **argv)
{
    unsigned short port = argc > 1 ? parse_port(argv[1]) : 7007;
    SOCKET listener;

    start_winsock();
    listener = bind_loopback(SOCK_STREAM, port);
    if (listener == INVALID_SOCKET)
        return 1;
    if (listen(listener, SOMAXCONN) == SOCKET_ERROR) {
        print_error("listen", WSAGetLastError());
        return 1;
    }
    events[0] = new_event();
    events[1] = select_events(listener, FD_ACCEPT);
    count = FIRST_CLIENT;
    start_thread(wait_for_enter, events[0]);
    serve(listener);
    while (count > FIRST_CLIENT)
        client_remove(count - 1);
    closesocket(listener);
    WSACloseEvent(events[1]);
    WSACleanup();
    printf("stopped\n");
    return 0;
}
