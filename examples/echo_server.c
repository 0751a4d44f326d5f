/* SPDX-License-Identifier: MIT */
/* An echo server with one thread for each connection.
 *
 *     echo_server [PORT]
 *
 * Prints the port and serves until Enter is pressed: closing the listening
 * socket ends the accept() that blocks on it in another thread. */
#include "example.h"

#define MAX_CLIENTS 64

struct client {
    SOCKET sock;
    HANDLE thread; /* NULL: the place is free */
};

static struct client clients[MAX_CLIENTS]; /* the acceptor's, then main's */
static HANDLE stopped;

static unsigned __stdcall echo(void *arg)
{
    struct client *client = arg;
    char buf[4096];
    int len;

    while ((len = recv(client->sock, buf, sizeof(buf), 0)) > 0) {
        if (send_all(client->sock, buf, len) == SOCKET_ERROR)
            break;
    }
    /* 0 is the client's orderly goodbye, or ours was first. */
    if (len != 0 && !is_set(stopped))
        print_error("connection", WSAGetLastError());
    shutdown(client->sock, SD_BOTH);
    return 0;
}

static void client_release(struct client *client)
{
    WaitForSingleObject(client->thread, INFINITE);
    CloseHandle(client->thread);
    closesocket(client->sock);
    client->thread = NULL;
}

/* A free place; those whose thread has ended become free here. */
static struct client *client_place(void)
{
    int i;

    for (i = 0; i < MAX_CLIENTS; i++) {
        if (clients[i].thread == NULL)
            return &clients[i];
        if (WaitForSingleObject(clients[i].thread, 0) == WAIT_OBJECT_0) {
            client_release(&clients[i]);
            return &clients[i];
        }
    }
    return NULL;
}

static void client_start(SOCKET s)
{
    struct client *client = client_place();

    if (client == NULL) {
        fprintf(stderr, "too many clients\n");
        closesocket(s);
        return;
    }
    client->sock = s;
    client->thread = start_thread(echo, client);
}

static unsigned __stdcall accept_clients(void *arg)
{
    SOCKET listener = *(SOCKET *)arg;
    int err;

    for (;;) {
        SOCKET s = accept(listener, NULL, NULL);

        if (s != INVALID_SOCKET) {
            client_start(s);
            continue;
        }
        err = WSAGetLastError();
        if (is_set(stopped))
            return 0; /* main closed the listener: WSAEINTR or WSAENOTSOCK */
        if (err == WSAECONNRESET)
            continue; /* that client left before it was served */
        print_error("accept", err);
        return 1;
    }
}

int main(int argc, char **argv)
{
    unsigned short port = argc > 1 ? parse_port(argv[1]) : 7007;
    SOCKET listener;
    HANDLE acceptor;
    DWORD code = 1;
    int i;

    start_winsock();
    stopped = new_event();
    listener = bind_loopback(SOCK_STREAM, port);
    if (listener == INVALID_SOCKET)
        return 1;
    if (listen(listener, SOMAXCONN) == SOCKET_ERROR) {
        print_error("listen", WSAGetLastError());
        return 1;
    }
    acceptor = start_thread(accept_clients, &listener);
    wait_for_enter(stopped);
    closesocket(listener);
    WaitForSingleObject(acceptor, INFINITE);
    GetExitCodeThread(acceptor, &code);
    CloseHandle(acceptor);
    for (i = 0; i < MAX_CLIENTS; i++) {
        if (clients[i].thread != NULL) {
            shutdown(clients[i].sock, SD_BOTH); /* ends its recv() */
            client_release(&clients[i]);
        }
    }
    CloseHandle(stopped);
    WSACleanup();
    printf("stopped\n");
    return (int)code;
}
