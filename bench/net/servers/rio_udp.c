/* SPDX-License-Identifier: MIT */
/* rio_udp.c - Registered I/O UDP echo; plain Windows source.
 * usage: rio_udp port [poll]     told by a completion port, or polled
 * 64 datagrams under way; what is received together is answered together. */
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0602
#endif
#include <winsock2.h>
#include <ws2tcpip.h>
#include <ws2ipdef.h>
#include <mswsock.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 64

struct slot {
    char data[2048];
    SOCKADDR_INET from;
    int sending;
};

static RIO_EXTENSION_FUNCTION_TABLE rio;
static struct slot slots[SLOTS];
static RIO_BUFFERID memory;
static RIO_CQ cq;
static RIO_RQ rq;
static OVERLAPPED told;

static void fail(const char *what)
{
    fprintf(stderr, "%s: error %d\n", what, WSAGetLastError());
    exit(1);
}

static RIO_BUF part(const void *at, size_t length)
{
    RIO_BUF b;
    b.BufferId = memory;
    b.Offset = (ULONG)((const char *)at - (const char *)slots);
    b.Length = (ULONG)length;
    return b;
}

static void receive(struct slot *o)
{
    RIO_BUF data = part(o->data, sizeof o->data);
    RIO_BUF from = part(&o->from, sizeof o->from);
    o->sending = 0;
    if (!rio.RIOReceiveEx(rq, &data, 1, NULL, &from, NULL, NULL, RIO_MSG_DEFER,
                          o))
        fail("RIOReceiveEx");
}

static void reply(struct slot *o, ULONG n)
{
    RIO_BUF data = part(o->data, n), to = part(&o->from, sizeof o->from);
    o->sending = 1;
    if (!rio.RIOSendEx(rq, &data, 1, NULL, &to, NULL, NULL, RIO_MSG_DEFER, o))
        fail("RIOSendEx");
}

static void commit(void)
{
    if (!rio.RIOSend(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL) ||
        !rio.RIOReceive(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL))
        fail("commit");
}

static void take_completions(void)
{
    RIORESULT r[2 * SLOTS];
    ULONG n = rio.RIODequeueCompletion(cq, r, 2 * SLOTS), i;
    if (n == RIO_CORRUPT_CQ)
        fail("RIODequeueCompletion");
    for (i = 0; i < n; i++) {
        struct slot *o = (struct slot *)(ULONG_PTR)r[i].RequestContext;
        if (o->sending || r[i].Status != 0)
            receive(o);
        else
            reply(o, r[i].BytesTransferred);
    }
    if (n != 0)
        commit();
}

static void begin(SOCKET s, HANDLE port)
{
    RIO_NOTIFICATION_COMPLETION n;
    GUID id = WSAID_MULTIPLE_RIO;
    DWORD got;
    int i;
    if (WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id, sizeof id,
                 &rio, sizeof rio, &got, NULL, NULL))
        fail("WSAIoctl");
    memset(&n, 0, sizeof n);
    n.Type = RIO_IOCP_COMPLETION;
    n.Iocp.IocpHandle = port;
    n.Iocp.Overlapped = &told;
    memory = rio.RIORegisterBuffer((char *)slots, sizeof slots);
    cq = rio.RIOCreateCompletionQueue(2 * SLOTS, port != NULL ? &n : NULL);
    rq = rio.RIOCreateRequestQueue(s, SLOTS, 1, SLOTS, 1, cq, cq, NULL);
    if (rq == RIO_INVALID_RQ)
        fail("RIOCreateRequestQueue");
    for (i = 0; i < SLOTS; i++)
        receive(&slots[i]);
    commit();
}

int main(int argc, char **argv)
{
    WSADATA wd;
    struct sockaddr_in a;
    HANDLE port = NULL;
    SOCKET s;
    int size = 4 << 20;
    if (argc < 2 || WSAStartup(MAKEWORD(2, 2), &wd))
        return 1;
    s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
                   WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO);
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, (const char *)&size, sizeof size);
    memset(&a, 0, sizeof a);
    a.sin_family = AF_INET;
    a.sin_port = htons((unsigned short)atoi(argv[1]));
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(s, (struct sockaddr *)&a, sizeof a))
        fail("bind");
    if (argc < 3)
        port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    begin(s, port);
    for (;;) {
        DWORD n;
        ULONG_PTR key;
        OVERLAPPED *ov;
        if (port != NULL &&
            (rio.RIONotify(cq) != 0 ||
             !GetQueuedCompletionStatus(port, &n, &key, &ov, INFINITE)))
            fail("RIONotify");
        take_completions();
    }
}
