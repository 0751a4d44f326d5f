/* SPDX-License-Identifier: MIT */
/* iocp_echo.c - Winsock 2 + I/O completion port TCP echo server.
 *
 * Plain Windows source: builds unmodified with
 *     x86_64-w64-mingw32-gcc -O2 iocp_echo.c -o iocp_echo.exe -lws2_32
 * and is meant to be the source the native library is benchmarked with as well.
 *
 * usage: iocp_echo port [opts] [bufsize]      opts: words joined by commas
 *   t1 t2 t4   worker threads (default t1)
 *   skip       FILE_SKIP_COMPLETION_PORT_ON_SUCCESS
 *   ex         GetQueuedCompletionStatusEx, 64 entries a call
 *   acceptex   AcceptEx through the port (default) | thread  plain accept() in
 * a thread */
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0601
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef FILE_SKIP_COMPLETION_PORT_ON_SUCCESS
#define FILE_SKIP_COMPLETION_PORT_ON_SUCCESS 1
#endif
#define ACCEPTS 32
#define ADDRLEN (sizeof(struct sockaddr_in) + 16)

enum op { OP_RECV, OP_SEND, OP_ACCEPT };
struct conn {
    OVERLAPPED ov; /* one operation at a time per connection */
    enum op op;
    SOCKET s;
    DWORD len, off;
    char *buf;
    char addr[2 * ADDRLEN]; /* AcceptEx only */
};

static HANDLE port;
static SOCKET lsock;
static DWORD bufsize = 65536;
static int skip, ex;
static LPFN_ACCEPTEX accept_ex;

static void fail(const char *what)
{
    fprintf(stderr, "%s: error %d\n", what, WSAGetLastError());
    exit(1);
}

static void step(struct conn *c, DWORD n, int ok);

static void drop(struct conn *c)
{
    closesocket(c->s);
    free(c->buf);
    free(c);
}

static void post_accept(struct conn *c)
{
    DWORD got = 0;
    memset(&c->ov, 0, sizeof c->ov);
    c->op = OP_ACCEPT;
    c->s = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                      WSA_FLAG_OVERLAPPED);
    if (c->s == INVALID_SOCKET)
        fail("WSASocket");
    if (!accept_ex(lsock, c->s, c->addr, 0, ADDRLEN, ADDRLEN, &got, &c->ov) &&
        WSAGetLastError() != ERROR_IO_PENDING)
        fail("AcceptEx");
}

/* Both return 1 when the result is already known and no packet will come (skip
 * mode). */
static int post_recv(struct conn *c, DWORD *n)
{
    WSABUF b;
    DWORD fl = 0;
    memset(&c->ov, 0, sizeof c->ov);
    c->op = OP_RECV;
    b.buf = c->buf;
    b.len = bufsize;
    if (WSARecv(c->s, &b, 1, n, &fl, &c->ov, NULL) == 0)
        return skip;
    if (WSAGetLastError() == WSA_IO_PENDING)
        return 0;
    *n = 0;
    return -1;
}

static int post_send(struct conn *c, DWORD *n)
{
    WSABUF b;
    memset(&c->ov, 0, sizeof c->ov);
    c->op = OP_SEND;
    b.buf = c->buf + c->off;
    b.len = c->len - c->off;
    if (WSASend(c->s, &b, 1, n, 0, &c->ov, NULL) == 0)
        return skip;
    if (WSAGetLastError() == WSA_IO_PENDING)
        return 0;
    *n = 0;
    return -1;
}

static void start_conn(SOCKET s)
{
    struct conn *c = (struct conn *)calloc(1, sizeof *c);
    BOOL one = TRUE;
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (const char *)&one, sizeof one);
    c->s = s;
    c->buf = (char *)malloc(bufsize);
    if (!CreateIoCompletionPort((HANDLE)s, port, (ULONG_PTR)c, 0))
        fail("CreateIoCompletionPort");
    if (skip && !SetFileCompletionNotificationModes(
                    (HANDLE)s, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
        skip = 0;
    DWORD n = 0;
    int k = post_recv(c, &n);
    if (k)
        step(c, n, k > 0);
}

/* A completion (or, in skip mode, an immediate result): run the connection
 * until it pends. */
static void step(struct conn *c, DWORD n, int ok)
{
    int k;
    if (c->op == OP_ACCEPT) {
        SOCKET s = c->s;
        if (ok) {
            setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                       (const char *)&lsock, sizeof lsock);
            start_conn(s);
        } else
            closesocket(s);
        post_accept(c);
        return;
    }
    for (;;) {
        if (!ok || n == 0) {
            drop(c);
            return;
        }
        if (c->op == OP_RECV) {
            c->off = 0;
            c->len = n;
        } else
            c->off += n;
        if (c->off < c->len)
            k = post_send(c, &n);
        else
            k = post_recv(c, &n);
        if (k == 0)
            return;
        ok = k > 0;
    }
}

static DWORD WINAPI worker(LPVOID arg)
{
    (void)arg;
    for (;;) {
        if (ex) {
            OVERLAPPED_ENTRY e[64];
            ULONG n = 0, i;
            if (!GetQueuedCompletionStatusEx(port, e, 64, &n, INFINITE, FALSE))
                fail("GQCSEx");
            for (i = 0; i < n; i++) {
                struct conn *c = (struct conn *)e[i].lpOverlapped;
                if (c)
                    step(c, e[i].dwNumberOfBytesTransferred,
                         c->ov.Internal == 0);
            }
        } else {
            DWORD n = 0;
            ULONG_PTR key = 0;
            OVERLAPPED *ov = NULL;
            BOOL ok = GetQueuedCompletionStatus(port, &n, &key, &ov, INFINITE);
            if (ov)
                step((struct conn *)ov, n, ok);
            else if (!ok)
                fail("GQCS");
        }
    }
    return 0;
}

static DWORD WINAPI acceptor(LPVOID arg)
{
    (void)arg;
    for (;;) {
        SOCKET s = accept(lsock, NULL, NULL);
        if (s == INVALID_SOCKET)
            fail("accept");
        start_conn(s);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *o = argc > 2 ? argv[2] : "";
    int i,
        threads = strstr(o, "t4")   ? 4
                  : strstr(o, "t2") ? 2
                                    : 1,
        by_thread = !!strstr(o, "thread");
    WSADATA wd;
    struct sockaddr_in a;
    if (argc < 2)
        return 2;
    if (argc > 3)
        bufsize = (DWORD)atol(argv[3]);
    skip = !!strstr(o, "skip");
    ex = strstr(o, "ex") &&
         !(strstr(o, "acceptex") && !strstr(o, "ex,") && !strstr(o, ",ex"));
    if (WSAStartup(MAKEWORD(2, 2), &wd))
        return 1;
    port =
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, (DWORD)threads);
    if (!port)
        return 1;
    lsock = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                       WSA_FLAG_OVERLAPPED);
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons((unsigned short)atoi(argv[1]));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(lsock, (struct sockaddr *)&a, sizeof a) == SOCKET_ERROR)
        fail("bind");
    if (listen(lsock, 4096) == SOCKET_ERROR)
        fail("listen");
    if (by_thread) {
        CloseHandle(CreateThread(NULL, 0, acceptor, NULL, 0, NULL));
    } else {
        GUID g = WSAID_ACCEPTEX;
        DWORD got;
        if (WSAIoctl(lsock, SIO_GET_EXTENSION_FUNCTION_POINTER, &g, sizeof g,
                     &accept_ex, sizeof accept_ex, &got, NULL, NULL))
            fail("WSAIoctl");
        if (!CreateIoCompletionPort((HANDLE)lsock, port, 0, 0))
            fail("port");
        for (i = 0; i < ACCEPTS; i++)
            post_accept((struct conn *)calloc(1, sizeof(struct conn)));
    }
    for (i = 1; i < threads; i++)
        CloseHandle(CreateThread(NULL, 0, worker, NULL, 0, NULL));
    worker(NULL);
    return 0;
}
