/* SPDX-License-Identifier: MIT */
/* What the programs on registered I/O share: its functions, sockets and
 * queues. Declares what mingw-w64's mswsock.h lacks. */
#ifndef CT_RIO_H
#define CT_RIO_H

#include "harness.h"
#include <mswsock.h>

#ifndef WSAID_MULTIPLE_RIO
#define WSAID_MULTIPLE_RIO                                                     \
    {                                                                          \
        0x8509e081, 0x96dd, 0x4005,                                            \
        {                                                                      \
            0xb1, 0x65, 0x9e, 0x2e, 0xe8, 0xc7, 0x9e, 0x3f                     \
        }                                                                      \
    }
#define SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER _WSAIORW(IOC_WS2, 36)
#define RIO_MSG_DONT_NOTIFY                         1
#define RIO_MSG_DEFER                               2
#define RIO_MSG_WAITALL                             4
#define RIO_MSG_COMMIT_ONLY                         8
#define RIO_INVALID_BUFFERID                        ((RIO_BUFFERID)(ULONG_PTR)0xFFFFFFFF)
#define RIO_INVALID_CQ                              ((RIO_CQ)0)
#define RIO_INVALID_RQ                              ((RIO_RQ)0)
#define RIO_MAX_CQ_SIZE                             0x8000000
#define RIO_CORRUPT_CQ                              0xFFFFFFFF

typedef struct RIO_BUFFERID_t *RIO_BUFFERID;
typedef struct RIO_CQ_t *RIO_CQ;
typedef struct RIO_RQ_t *RIO_RQ;

typedef struct _RIORESULT {
    LONG Status;
    ULONG BytesTransferred;
    ULONGLONG SocketContext, RequestContext;
} RIORESULT;

typedef struct _RIO_BUF {
    RIO_BUFFERID BufferId;
    ULONG Offset, Length;
} RIO_BUF;

typedef struct _RIO_CMSG_BUFFER {
    ULONG TotalLength;
} RIO_CMSG_BUFFER;
#define RIO_CMSG_BASE_SIZE 8

typedef enum { RIO_EVENT_COMPLETION = 1, RIO_IOCP_COMPLETION = 2 } RIO_TYPE;

typedef struct _RIO_NOTIFICATION_COMPLETION {
    RIO_TYPE Type;
    union {
        struct {
            HANDLE EventHandle;
            BOOL NotifyReset;
        } Event;
        struct {
            HANDLE IocpHandle;
            PVOID CompletionKey, Overlapped;
        } Iocp;
    };
} RIO_NOTIFICATION_COMPLETION;

typedef struct _RIO_EXTENSION_FUNCTION_TABLE {
    DWORD cbSize;
    BOOL(PASCAL *RIOReceive)(RIO_RQ, RIO_BUF *, ULONG, DWORD, PVOID);
    int(PASCAL *RIOReceiveEx)(RIO_RQ, RIO_BUF *, ULONG, RIO_BUF *, RIO_BUF *,
                              RIO_BUF *, RIO_BUF *, DWORD, PVOID);
    BOOL(PASCAL *RIOSend)(RIO_RQ, RIO_BUF *, ULONG, DWORD, PVOID);
    BOOL(PASCAL *RIOSendEx)
    (RIO_RQ, RIO_BUF *, ULONG, RIO_BUF *, RIO_BUF *, RIO_BUF *, RIO_BUF *,
     DWORD, PVOID);
    VOID(PASCAL *RIOCloseCompletionQueue)(RIO_CQ);
    RIO_CQ(PASCAL *RIOCreateCompletionQueue)
    (DWORD, RIO_NOTIFICATION_COMPLETION *);
    RIO_RQ(PASCAL *RIOCreateRequestQueue)
    (SOCKET, ULONG, ULONG, ULONG, ULONG, RIO_CQ, RIO_CQ, PVOID);
    ULONG(PASCAL *RIODequeueCompletion)(RIO_CQ, RIORESULT *, ULONG);
    VOID(PASCAL *RIODeregisterBuffer)(RIO_BUFFERID);
    INT(PASCAL *RIONotify)(RIO_CQ);
    RIO_BUFFERID(PASCAL *RIORegisterBuffer)(PCHAR, DWORD);
    BOOL(PASCAL *RIOResizeCompletionQueue)(RIO_CQ, DWORD);
    BOOL(PASCAL *RIOResizeRequestQueue)(RIO_RQ, DWORD, DWORD);
} RIO_EXTENSION_FUNCTION_TABLE;
#endif

#define NOTHING NULL, NULL, NULL, NULL /* of the Ex functions */

static RIO_EXTENSION_FUNCTION_TABLE rio;

/* Memory that is registered while a row runs. */
static char rio_room[4096];
static RIO_BUFFERID rio_id;

/* Has the functions, and the memory registered. Every row begins with it. */
static inline bool rio_begin(void)
{
    static const GUID name = WSAID_MULTIPLE_RIO;
    GUID id = name;
    DWORD bytes = 0;

    if (WSAIoctl(ct_open(CT_UDP), SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER,
                 &id, sizeof(id), &rio, sizeof(rio), &bytes, NULL,
                 NULL) == SOCKET_ERROR) {
        ct_fail("no registered I/O: %s", ct_err_name(WSAGetLastError()));
        return false;
    }
    if (rio_id != NULL)
        rio.RIODeregisterBuffer(rio_id);
    memset(rio_room, 0, sizeof(rio_room));
    rio_id = rio.RIORegisterBuffer(rio_room, sizeof(rio_room));
    CHECK(rio_id != RIO_INVALID_BUFFERID);
    return !ct_failed();
}

/* A part of rio_room. */
static inline RIO_BUF rio_part(size_t offset, size_t length)
{
    RIO_BUF part;

    part.BufferId = rio_id;
    part.Offset = (ULONG)offset;
    part.Length = (ULONG)length;
    return part;
}

static inline SOCKET rio_socket(int type)
{
    SOCKET s =
        ct_keep(WSASocketW(AF_INET, type, 0, NULL, 0,
                           WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO));

    CHECK(s != INVALID_SOCKET);
    return s;
}

/* Connected; *peer is an ordinary socket. */
static inline SOCKET rio_tcp(SOCKET *peer)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = rio_socket(SOCK_STREAM);

    ct_connect(s, listener);
    *peer = ct_keep(accept(listener, NULL, NULL));
    CHECK(*peer != INVALID_SOCKET);
    return s;
}

static inline SOCKET rio_udp(void)
{
    struct sockaddr_in sin = ct_loopback(0);
    SOCKET s = rio_socket(SOCK_DGRAM);

    EQUAL(bind(s, SA(&sin), sizeof(sin)), 0);
    return s;
}

/* A queue of ten that is polled; nobody waits for it. */
static inline RIO_CQ rio_polled(void)
{
    RIO_CQ cq = rio.RIOCreateCompletionQueue(10, NULL);

    CHECK(cq != RIO_INVALID_CQ);
    return cq;
}

static inline RIO_CQ rio_with_event(HANDLE event, BOOL reset)
{
    RIO_NOTIFICATION_COMPLETION n;
    RIO_CQ cq;

    memset(&n, 0, sizeof(n));
    n.Type = RIO_EVENT_COMPLETION;
    n.Event.EventHandle = event;
    n.Event.NotifyReset = reset;
    cq = rio.RIOCreateCompletionQueue(10, &n);
    CHECK(cq != RIO_INVALID_CQ);
    return cq;
}

/* With up to n requests each way. */
static inline RIO_RQ rio_queue(SOCKET s, RIO_CQ cq, ULONG n)
{
    RIO_RQ rq = rio.RIOCreateRequestQueue(s, n, 1, n, 1, cq, cq, (PVOID)7);

    CHECK(rq != RIO_INVALID_RQ);
    return rq;
}

/* Polls until n completions are there. A queue that never has them hangs, and
 * the harness says so. */
static inline void rio_take(RIO_CQ cq, RIORESULT *results, ULONG n)
{
    ULONG have = 0, got;

    while (have < n && !ct_failed()) {
        got = rio.RIODequeueCompletion(cq, results + have, n - have);
        CHECK(got != RIO_CORRUPT_CQ);
        have += got;
    }
}

static inline RIORESULT rio_one(RIO_CQ cq)
{
    RIORESULT result;

    memset(&result, 0x57, sizeof(result));
    rio_take(cq, &result, 1);
    return result;
}

#endif
