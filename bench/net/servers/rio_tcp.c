/* SPDX-License-Identifier: MIT */
/* rio_tcp.c - Registered I/O TCP echo server; plain Windows source.
 * usage: rio_tcp port [bufsize]
 * One completion queue for all connections, told by a completion port, which
 * AcceptEx uses as well. */
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0602
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACCEPTS 32
#define ADDRLEN (sizeof(struct sockaddr_in) + 16)
#define BATCH   256
#define SLAB    64     /* connections whose buffers are registered together */
#define RESULTS 131072 /* what the completion queue can take */

struct conn {
    struct conn *next; /* free */
    SOCKET s;
    RIO_RQ rq;
    RIO_BUF whole, rest; /* the buffer; what is left to be sent */
    int sending;
};
struct accepting {
    OVERLAPPED ov;
    SOCKET s;
    char addr[2 * ADDRLEN];
};

static RIO_EXTENSION_FUNCTION_TABLE rio;
static LPFN_ACCEPTEX accept_ex;
static HANDLE port;
static SOCKET lsock;
static RIO_CQ cq;
static OVERLAPPED told; /* the packet that means: there are completions */
static struct conn *unused;
static DWORD bufsize = 65536;

static void fail(const char *what)
{
    fprintf(stderr, "%s: error %d\n", what, WSAGetLastError());
    exit(1);
}

static void slab_new(void)
{
    struct conn *c = (struct conn *)calloc(SLAB, sizeof *c);
    char *memory = (char *)malloc((size_t)SLAB * bufsize);
    RIO_BUFFERID id = rio.RIORegisterBuffer(memory, SLAB * bufsize);
    DWORD i;
    if (id == RIO_INVALID_BUFFERID)
        fail("RIORegisterBuffer");
    for (i = 0; i < SLAB; i++) {
        c[i].whole.BufferId = id;
        c[i].whole.Offset = i * bufsize;
        c[i].whole.Length = bufsize;
        c[i].next = unused;
        unused = &c[i];
    }
}

static void drop(struct conn *c)
{
    closesocket(c->s);
    c->next = unused;
    unused = c;
}

static void receive(struct conn *c)
{
    c->sending = 0;
    if (!rio.RIOReceive(c->rq, &c->whole, 1, 0, c))
        drop(c);
}

static void reply(struct conn *c)
{
    c->sending = 1;
    if (!rio.RIOSend(c->rq, &c->rest, 1, 0, c))
        drop(c);
}

static void completed(const RIORESULT *r)
{
    struct conn *c = (struct conn *)(ULONG_PTR)r->RequestContext;
    if (r->Status != 0 || r->BytesTransferred == 0) {
        drop(c);
    } else if (!c->sending) {
        c->rest = c->whole;
        c->rest.Length = r->BytesTransferred;
        reply(c);
    } else {
        c->rest.Offset += r->BytesTransferred;
        c->rest.Length -= r->BytesTransferred;
        if (c->rest.Length != 0)
            reply(c);
        else
            receive(c);
    }
}

static void take_completions(void)
{
    RIORESULT r[BATCH];
    ULONG n, i;
    do {
        n = rio.RIODequeueCompletion(cq, r, BATCH);
        if (n == RIO_CORRUPT_CQ)
            fail("RIODequeueCompletion");
        for (i = 0; i < n; i++)
            completed(&r[i]);
    } while (n == BATCH);
    if (rio.RIONotify(cq) != 0)
        fail("RIONotify");
}

static void post_accept(struct accepting *a)
{
    DWORD got = 0;
    memset(&a->ov, 0, sizeof a->ov);
    a->s = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                      WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO);
    if (a->s == INVALID_SOCKET)
        fail("WSASocket");
    if (!accept_ex(lsock, a->s, a->addr, 0, ADDRLEN, ADDRLEN, &got, &a->ov) &&
        WSAGetLastError() != ERROR_IO_PENDING)
        fail("AcceptEx");
}

static void start_conn(SOCKET s)
{
    struct conn *c;
    BOOL one = TRUE;
    setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (const char *)&lsock,
               sizeof lsock);
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, (const char *)&one, sizeof one);
    if (unused == NULL)
        slab_new();
    c = unused;
    unused = c->next;
    c->s = s;
    c->rq = rio.RIOCreateRequestQueue(s, 1, 1, 1, 1, cq, cq, NULL);
    if (c->rq == RIO_INVALID_RQ)
        fail("RIOCreateRequestQueue");
    receive(c);
}

static void serve(void)
{
    for (;;) {
        OVERLAPPED_ENTRY e[64];
        ULONG n = 0, i;
        if (!GetQueuedCompletionStatusEx(port, e, 64, &n, INFINITE, FALSE))
            fail("GetQueuedCompletionStatusEx");
        for (i = 0; i < n; i++) {
            struct accepting *a = (struct accepting *)e[i].lpOverlapped;
            if (e[i].lpOverlapped == &told) {
                take_completions();
                continue;
            }
            if (a->ov.Internal == 0)
                start_conn(a->s);
            else
                closesocket(a->s);
            post_accept(a);
        }
    }
}

static void find_functions(void)
{
    GUID multiple = WSAID_MULTIPLE_RIO, accept = WSAID_ACCEPTEX;
    DWORD got;
    if (WSAIoctl(lsock, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &multiple,
                 sizeof multiple, &rio, sizeof rio, &got, NULL, NULL) ||
        WSAIoctl(lsock, SIO_GET_EXTENSION_FUNCTION_POINTER, &accept,
                 sizeof accept, &accept_ex, sizeof accept_ex, &got, NULL, NULL))
        fail("WSAIoctl");
}

static void queue_new(void)
{
    RIO_NOTIFICATION_COMPLETION n;
    memset(&n, 0, sizeof n);
    n.Type = RIO_IOCP_COMPLETION;
    n.Iocp.IocpHandle = port;
    n.Iocp.Overlapped = &told;
    cq = rio.RIOCreateCompletionQueue(RESULTS, &n);
    if (cq == RIO_INVALID_CQ)
        fail("RIOCreateCompletionQueue");
    if (rio.RIONotify(cq) != 0)
        fail("RIONotify");
}

int main(int argc, char **argv)
{
    WSADATA wd;
    struct sockaddr_in a;
    int i;
    if (argc < 2)
        return 2;
    if (argc > 2)
        bufsize = (DWORD)atol(argv[2]);
    if (WSAStartup(MAKEWORD(2, 2), &wd))
        return 1;
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    lsock = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                       WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO);
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons((unsigned short)atoi(argv[1]));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(lsock, (struct sockaddr *)&a, sizeof a) == SOCKET_ERROR)
        fail("bind");
    if (listen(lsock, 4096) == SOCKET_ERROR)
        fail("listen");
    find_functions();
    if (!CreateIoCompletionPort((HANDLE)lsock, port, 0, 0))
        fail("port");
    queue_new();
    for (i = 0; i < ACCEPTS; i++)
        post_accept((struct accepting *)calloc(1, sizeof(struct accepting)));
    serve();
    return 0;
}
