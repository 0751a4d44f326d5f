/* SPDX-License-Identifier: MIT */
/* Echoes bytes on a completion port: AcceptEx, WSARecv and WSASend, and as many
 * threads as are asked for, each of which takes whatever completes next.
 * Connections are accepted by the port too; nothing here blocks but
 * GetQueuedCompletionStatus. Press Enter to stop.
 *
 *     iocp_server PORT [THREADS]
 */
#include "example.h"
#include <mswsock.h>

#define ACCEPTS  16 /* connections that may come at the same time */
#define ADDRESS  (sizeof(struct sockaddr_in) + 16)
#define KEY_STOP 1

/* A connection, or one that is waited for. One operation at a time. */
struct conn {
    OVERLAPPED ov;
    enum { ACCEPTING, RECEIVING, SENDING } doing;
    SOCKET s;
    DWORD len, sent;
    char buf[4096];
    char addresses[2 * ADDRESS];
};

static HANDLE port;
static SOCKET listener;
static LPFN_ACCEPTEX accept_ex;

static BOOL is_pending(void)
{
    return WSAGetLastError() == WSA_IO_PENDING;
}

static void conn_free(struct conn *c)
{
    if (c->s != INVALID_SOCKET)
        closesocket(c->s);
    free(c);
}

static BOOL receive(struct conn *c)
{
    WSABUF buf;
    DWORD flags = 0;

    buf.len = sizeof(c->buf);
    buf.buf = c->buf;
    c->doing = RECEIVING;
    memset(&c->ov, 0, sizeof(c->ov));
    return WSARecv(c->s, &buf, 1, NULL, &flags, &c->ov, NULL) == 0 ||
           is_pending();
}

static BOOL send_back(struct conn *c)
{
    WSABUF buf;

    buf.len = c->len - c->sent;
    buf.buf = c->buf + c->sent;
    c->doing = SENDING;
    memset(&c->ov, 0, sizeof(c->ov));
    return WSASend(c->s, &buf, 1, NULL, 0, &c->ov, NULL) == 0 || is_pending();
}

/* The connection arrives in a socket that we make. */
static BOOL accept_next(struct conn *c)
{
    DWORD received;

    c->doing = ACCEPTING;
    memset(&c->ov, 0, sizeof(c->ov));
    c->s = WSASocket(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                     WSA_FLAG_OVERLAPPED);
    if (c->s == INVALID_SOCKET)
        return FALSE;
    return accept_ex(listener, c->s, c->addresses, 0, ADDRESS, ADDRESS,
                     &received, &c->ov) ||
           is_pending();
}

static void accept_begin(void)
{
    struct conn *c = calloc(1, sizeof(*c));

    if (c == NULL)
        return;
    c->s = INVALID_SOCKET;
    if (!accept_next(c)) {
        print_error("AcceptEx", WSAGetLastError());
        conn_free(c);
    }
}

static BOOL accepted(struct conn *c)
{
    accept_begin(); /* for the next one */
    return setsockopt(c->s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                      (const char *)&listener, sizeof(listener)) == 0 &&
           CreateIoCompletionPort((HANDLE)c->s, port, 0, 0) != NULL &&
           receive(c);
}

static BOOL completed(struct conn *c, DWORD bytes)
{
    switch (c->doing) {
    case ACCEPTING:
        return accepted(c);
    case RECEIVING:
        c->len = bytes;
        c->sent = 0;
        return bytes != 0 && send_back(c); /* 0: the peer sends no more */
    case SENDING:
        c->sent += bytes;
        return c->sent < c->len ? send_back(c) : receive(c);
    }
    return FALSE;
}

static unsigned __stdcall work(void *arg)
{
    (void)arg;
    for (;;) {
        LPOVERLAPPED ov = NULL;
        ULONG_PTR key = 0;
        DWORD bytes = 0;
        BOOL ok = GetQueuedCompletionStatus(port, &bytes, &key, &ov, INFINITE);

        if (ov == NULL) /* told to stop, or the port is gone */
            return ok && key == KEY_STOP ? 0 : 1;
        if (!ok || !completed((struct conn *)ov, bytes))
            conn_free((struct conn *)ov); /* the OVERLAPPED comes first */
    }
}

static BOOL find_accept_ex(void)
{
    GUID id = WSAID_ACCEPTEX;
    DWORD bytes;

    return WSAIoctl(listener, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
                    sizeof(id), &accept_ex, sizeof(accept_ex), &bytes, NULL,
                    NULL) == 0;
}

static void serve(int threads)
{
    HANDLE worker[MAXIMUM_WAIT_OBJECTS];
    int i;

    for (i = 0; i < ACCEPTS; i++)
        accept_begin();
    for (i = 0; i < threads; i++)
        worker[i] = start_thread(work, NULL);
    wait_for_enter(new_event());
    for (i = 0; i < threads; i++)
        PostQueuedCompletionStatus(port, 0, KEY_STOP, NULL);
    WaitForMultipleObjects((DWORD)threads, worker, TRUE, INFINITE);
    for (i = 0; i < threads; i++)
        CloseHandle(worker[i]);
    printf("stopped\n");
}

int main(int argc, char **argv)
{
    int threads = argc > 2 ? atoi(argv[2]) : 2;
    int status = 1;

    if (argc < 2 || threads < 1 || threads > MAXIMUM_WAIT_OBJECTS) {
        fprintf(stderr, "usage: iocp_server PORT [THREADS]\n");
        return 2;
    }
    start_winsock();
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    listener = bind_loopback(SOCK_STREAM, parse_port(argv[1]));
    if (port != NULL && listener != INVALID_SOCKET) {
        if (listen(listener, SOMAXCONN) == SOCKET_ERROR ||
            CreateIoCompletionPort((HANDLE)listener, port, 0, 0) == NULL ||
            !find_accept_ex()) {
            print_error("listen", WSAGetLastError());
        } else {
            serve(threads);
            status = 0;
        }
        closesocket(listener);
    }
    WSACleanup();
    return status;
}
