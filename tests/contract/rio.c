/* SPDX-License-Identifier: MIT */
/* Registered I/O: queues and buffers; what the calls refuse. What requests do
 * is in riodata.c and riodgram.c, how their ends are told in rionotify.c. */
#include "rio.h"

/* --- The table. */

static void table_pointer(const struct ct_row *row)
{
    static const GUID name = WSAID_MULTIPLE_RIO;
    GUID id = name;
    DWORD bytes = 0, room = row->arg ? sizeof(rio) - 1 : sizeof(rio);

    SOCKET_FAILS(row->code,
                 WSAIoctl(ct_open(CT_UDP),
                          SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id,
                          sizeof(id), row->arg ? &rio : ct_unmapped(), room,
                          &bytes, NULL, NULL));
}

static void table_unknown(const struct ct_row *row)
{
    GUID id = WSAID_ACCEPTEX;
    DWORD bytes = 0;

    SOCKET_FAILS(row->code,
                 WSAIoctl(ct_open(CT_UDP),
                          SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id,
                          sizeof(id), &rio, sizeof(rio), &bytes, NULL, NULL));
}

static void table_whole(const struct ct_row *row)
{
    (void)row;
    if (!rio_begin())
        return;
    EQUAL(rio.cbSize, sizeof(rio));
    CHECK(rio.RIOReceive && rio.RIOReceiveEx && rio.RIOSend && rio.RIOSendEx &&
          rio.RIOCloseCompletionQueue && rio.RIOCreateCompletionQueue &&
          rio.RIOCreateRequestQueue && rio.RIODequeueCompletion &&
          rio.RIODeregisterBuffer && rio.RIONotify && rio.RIORegisterBuffer &&
          rio.RIOResizeCompletionQueue && rio.RIOResizeRequestQueue);
}

/* --- Completion queues. */

static void cq_size(const struct ct_row *row)
{
    if (rio_begin())
        FAILS(RIO_INVALID_CQ, row->code,
              rio.RIOCreateCompletionQueue((DWORD)row->arg, NULL));
}

static void cq_pointer(const struct ct_row *row)
{
    if (rio_begin())
        FAILS(RIO_INVALID_CQ, row->code,
              rio.RIOCreateCompletionQueue(1, ct_unmapped()));
}

enum notify { NO_TYPE, NO_EVENT, A_SOCKET, NO_PORT, AN_EVENT, NO_OVERLAPPED };

static void cq_notify(const struct ct_row *row)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    RIO_NOTIFICATION_COMPLETION n;
    OVERLAPPED ov;

    if (!rio_begin())
        return;
    memset(&n, 0, sizeof(n));
    n.Type = row->arg < NO_PORT ? RIO_EVENT_COMPLETION : RIO_IOCP_COMPLETION;
    if (row->arg == NO_TYPE)
        memset(&n.Type, 0, sizeof(n.Type));
    if (row->arg == A_SOCKET)
        n.Event.EventHandle = (HANDLE)ct_open(CT_UDP);
    if (row->arg >= NO_PORT) {
        n.Iocp.IocpHandle = row->arg == NO_PORT    ? NULL
                            : row->arg == AN_EVENT ? ct_event()
                                                   : port;
        n.Iocp.Overlapped = row->arg == NO_OVERLAPPED ? NULL : &ov;
    }
    FAILS(RIO_INVALID_CQ, row->code, rio.RIOCreateCompletionQueue(1, &n));
    CloseHandle(port);
}

/* --- Request queues. */

/* Row: arguments of RIOCreateRequestQueue with one fault (arg). */
enum fault {
    NO_RECV_CQ,
    NO_SEND_CQ,
    NO_LIMITS,
    TWO_BUFFERS,
    NO_BUFFERS,
    CROWDED,
    CROWDED_SHARED,
    SECOND
};

static void rq_fault(const struct ct_row *row)
{
    ULONG recvs = 1, sends = 1, bufs = 1;
    SOCKET peer, s;
    RIO_CQ cq, a, b;

    if (!rio_begin())
        return;
    s = rio_tcp(&peer);
    cq = rio_polled();
    a = row->arg == NO_RECV_CQ ? RIO_INVALID_CQ : cq;
    b = row->arg == NO_SEND_CQ ? RIO_INVALID_CQ : cq;
    if (row->arg == NO_LIMITS)
        recvs = sends = 0;
    if (row->arg == TWO_BUFFERS)
        bufs = 2;
    if (row->arg == NO_BUFFERS)
        bufs = 0;
    if (row->arg == CROWDED)
        recvs = 11;
    if (row->arg == CROWDED_SHARED)
        recvs = 6, sends = 5;
    if (row->arg == SECOND)
        rio_queue(s, cq, 1);
    FAILS(RIO_INVALID_RQ, row->code,
          rio.RIOCreateRequestQueue(s, recvs, bufs, sends, bufs, a, b, NULL));
    rio.RIOCloseCompletionQueue(cq);
}

static void rq_not_socket(const struct ct_row *row)
{
    RIO_CQ cq;

    if (!rio_begin())
        return;
    cq = rio_polled();
    FAILS(RIO_INVALID_RQ, row->code,
          rio.RIOCreateRequestQueue(ct_sock(row), 1, 1, 1, 1, cq, cq, NULL));
    rio.RIOCloseCompletionQueue(cq);
}

/* The slots of a socket that is closed are free for others. */
static void rq_slots_return(const struct ct_row *row)
{
    SOCKET s;
    RIO_CQ cq;

    (void)row;
    if (!rio_begin())
        return;
    cq = rio_polled();
    s = WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, WSA_FLAG_REGISTERED_IO);
    rio_queue(s, cq, 5);
    FAILS(RIO_INVALID_RQ, WSAENOBUFS,
          rio.RIOCreateRequestQueue(rio_udp(), 1, 1, 0, 1, cq, cq, NULL));
    EQUAL(closesocket(s), 0);
    rio_queue(rio_udp(), cq, 5);
    rio.RIOCloseCompletionQueue(cq);
}

/* --- Buffers. */

static void buffer_fault(const struct ct_row *row)
{
    if (rio_begin())
        FAILS(RIO_INVALID_BUFFERID, row->code,
              rio.RIORegisterBuffer(row->arg ? rio_room : ct_unmapped(),
                                    row->arg ? 0 : 1));
}

static void buffer_beyond(const struct ct_row *row)
{
    if (rio_begin())
        FAILS(RIO_INVALID_BUFFERID, row->code,
              rio.RIORegisterBuffer(ct_edge(8), 9));
}

static void buffer_many(const struct ct_row *row)
{
    RIO_BUFFERID ids[600];

    (void)row;
    if (!rio_begin())
        return;
    for (int i = 0; i < CT_COUNT(ids); i++) {
        ids[i] = rio.RIORegisterBuffer(rio_room, 16);
        CHECK(ids[i] != RIO_INVALID_BUFFERID && ids[i] != rio_id);
        CHECK(i == 0 || ids[i] != ids[i - 1]);
    }
    for (int i = 0; i < CT_COUNT(ids); i++)
        rio.RIODeregisterBuffer(ids[i]);
    rio.RIODeregisterBuffer(ids[0]); /* ignored */
    rio.RIODeregisterBuffer(RIO_INVALID_BUFFERID);
    rio.RIODeregisterBuffer((RIO_BUFFERID)12);
}

/* --- Resizing. */

static void cq_resize(const struct ct_row *row)
{
    RIO_CQ cq;

    if (!rio_begin())
        return;
    cq = rio_polled();
    rio_queue(rio_udp(), cq, 3);
    FAILS(FALSE, row->code,
          rio.RIOResizeCompletionQueue(row->arg2 ? RIO_INVALID_CQ : cq,
                                       (DWORD)row->arg));
    CHECK(rio.RIOResizeCompletionQueue(cq, 6));
    FAILS(RIO_INVALID_RQ, WSAENOBUFS,
          rio.RIOCreateRequestQueue(rio_udp(), 1, 1, 1, 1, cq, cq, NULL));
    CHECK(rio.RIOResizeCompletionQueue(cq, 8));
    rio_queue(rio_udp(), cq, 1);
    rio.RIOCloseCompletionQueue(cq);
}

static void rq_resize(const struct ct_row *row)
{
    RIO_BUF part;
    RIO_RQ rq;
    RIO_CQ cq;

    if (!rio_begin())
        return;
    cq = rio_polled();
    rq = rio_queue(rio_udp(), cq, 3);
    part = rio_part(0, 10);
    for (int i = 0; i < 3; i++)
        CHECK(rio.RIOReceive(rq, &part, 1, 0, NULL));
    FAILS(FALSE, row->code,
          rio.RIOResizeRequestQueue(row->arg3 ? RIO_INVALID_RQ : rq,
                                    (DWORD)row->arg, (DWORD)row->arg2));
    FAILS(FALSE, WSAENOBUFS, rio.RIOReceive(rq, &part, 1, 0, NULL));
    CHECK(rio.RIOResizeRequestQueue(rq, 4, 0));
    CHECK(rio.RIOReceive(rq, &part, 1, 0, NULL));
    FAILS(FALSE, WSAENOBUFS, rio.RIOReceive(rq, &part, 1, 0, NULL));
    FAILS(FALSE, WSAENOBUFS, rio.RIOSend(rq, &part, 1, 0, NULL));
    rio.RIOCloseCompletionQueue(cq);
}

/* --- Requests that are refused. */

static bool request(const struct ct_row *row, RIO_RQ rq, RIO_BUF *part,
                    ULONG count, DWORD flags, PVOID context)
{
    bool ex = strstr(row->function, "Ex") != NULL;

    if (row->function[3] == 'R')
        return ex ? rio.RIOReceiveEx(rq, part, count, NOTHING, flags,
                                     context) != 0
                  : rio.RIOReceive(rq, part, count, flags, context);
    return ex ? rio.RIOSendEx(rq, part, count, NOTHING, flags, context)
              : rio.RIOSend(rq, part, count, flags, context);
}

/* A socket's queue with room for one request each way. */
static RIO_RQ one_queue(bool datagrams, RIO_CQ *cq)
{
    SOCKET peer, s = datagrams ? rio_udp() : rio_tcp(&peer);

    *cq = rio_polled();
    return rio_queue(s, *cq, 1);
}

enum { GONE, NEVER, UNMAPPED };

static void request_buffer(const struct ct_row *row)
{
    RIO_BUF part;
    RIO_RQ rq;
    RIO_CQ cq;

    if (!rio_begin())
        return;
    rq = one_queue(false, &cq);
    part = rio_part(0, 16);
    if (row->arg == GONE) {
        rio.RIODeregisterBuffer(rio_id);
        rio_id = NULL;
    }
    if (row->arg == NEVER)
        part.BufferId = RIO_INVALID_BUFFERID;
    FAILS(FALSE, row->code,
          request(row, rq, row->arg == UNMAPPED ? ct_unmapped() : &part, 1, 0,
                  NULL));
    rio.RIOCloseCompletionQueue(cq);
}

enum wrong {
    NO_QUEUE,
    CLOSED,
    BAD_FLAG,
    BEYOND,
    FAR_BEYOND,
    COUNT_2,
    COUNT_0,
    WITHOUT_DATA,
    COMMIT_AND,
    COMMIT_DATA,
    COMMIT_CONTEXT
};

static void request_wrong(const struct ct_row *row)
{
    static const DWORD bad_flags[] = {0x10, RIO_MSG_WAITALL};
    int fault = row->arg;
    bool commits = fault >= COMMIT_AND;
    DWORD flags = commits ? RIO_MSG_COMMIT_ONLY : 0;
    SOCKET peer, s;
    RIO_BUF part;
    RIO_RQ rq;
    RIO_CQ cq;

    if (!rio_begin())
        return;
    s = row->arg2 ? rio_udp() : rio_tcp(&peer);
    cq = rio_polled();
    rq = rio_queue(s, cq, 1);
    part = rio_part(0, 16);
    if (fault == CLOSED)
        CHECK(closesocket(s) == 0);
    if (fault == BEYOND)
        part = rio_part(sizeof(rio_room) - 15, 16);
    if (fault == FAR_BEYOND)
        part = rio_part(0xfffffff8, 16);
    if (fault == BAD_FLAG)
        flags = bad_flags[row->arg3];
    if (fault == COMMIT_AND)
        flags |= RIO_MSG_DONT_NOTIFY;
    FAILS(FALSE, row->code,
          request(row, fault == NO_QUEUE ? RIO_INVALID_RQ : rq,
                  fault == WITHOUT_DATA || (commits && fault != COMMIT_DATA)
                      ? NULL
                      : &part,
                  fault == COUNT_2                                       ? 2
                  : fault == COUNT_0 || fault == WITHOUT_DATA || commits ? 0
                                                                         : 1,
                  flags, fault == COMMIT_CONTEXT ? &part : NULL));
    rio.RIOCloseCompletionQueue(cq);
}

/* The limit of outstanding requests; one that is 0. */
static void request_full(const struct ct_row *row)
{
    bool receives = row->function[3] == 'R';
    RIO_BUF part;
    SOCKET peer, s;
    RIO_RQ rq;
    RIO_CQ cq;

    if (!rio_begin())
        return;
    s = rio_tcp(&peer);
    cq = rio_polled();
    part = rio_part(0, 16);
    rq = rio.RIOCreateRequestQueue(s, receives ? (ULONG)row->arg : 1, 1,
                                   receives ? 1 : (ULONG)row->arg, 1, cq, cq,
                                   NULL);
    for (int i = 0; i < row->arg; i++)
        CHECK(request(row, rq, &part, 1, 0, NULL));
    FAILS(FALSE, row->code, request(row, rq, &part, 1, 0, NULL));
    FAILS(FALSE, row->code, request(row, rq, &part, 1, RIO_MSG_DEFER, NULL));
    rio.RIOCloseCompletionQueue(cq);
}

/* What was done counts until it is dequeued. */
static void request_counts(const struct ct_row *row)
{
    RIO_BUF part;
    RIO_RQ rq;
    RIO_CQ cq;

    (void)row;
    if (!rio_begin())
        return;
    rq = one_queue(false, &cq);
    part = rio_part(0, 16);
    CHECK(rio.RIOSend(rq, &part, 1, 0, NULL));
    FAILS(FALSE, WSAENOBUFS, rio.RIOSend(rq, &part, 1, 0, NULL));
    EQUAL(rio_one(cq).Status, 0);
    CHECK(rio.RIOSend(rq, &part, 1, 0, NULL));
    EQUAL(rio_one(cq).Status, 0);
    rio.RIOCloseCompletionQueue(cq);
}

enum slice { LOCAL, REMOTE, CONTROL, FLAGS };

/* A slice beside the data (arg) that is too small, or may not be there. */
static void slice_wrong(const struct ct_row *row)
{
    RIO_BUF part, bad, *at[4] = {NULL, NULL, NULL, NULL};
    RIO_RQ rq;
    RIO_CQ cq;

    if (!rio_begin())
        return;
    rq = one_queue(true, &cq);
    part = rio_part(0, 16);
    bad = rio_part(16, (size_t)row->arg2);
    if (row->code == WSAEFAULT)
        bad.BufferId = RIO_INVALID_BUFFERID;
    at[row->arg] = &bad;
    if (row->function[3] == 'R')
        FAILS(FALSE, row->code,
              rio.RIOReceiveEx(rq, &part, 1, at[0], at[1], at[2], at[3], 0,
                               NULL));
    else
        FAILS(FALSE, row->code,
              rio.RIOSendEx(rq, &part, 1, at[0], at[1], at[2], at[3], 0, NULL));
    rio.RIOCloseCompletionQueue(cq);
}

/* --- Dequeuing. */

static void dequeue_corrupt(const struct ct_row *row)
{
    RIORESULT result;
    RIO_CQ cq;

    if (!rio_begin())
        return;
    cq = rio_polled();
    EQUAL(rio.RIODequeueCompletion(cq, &result, 1), 0);
    rio.RIOCloseCompletionQueue(cq);
    rio.RIOCloseCompletionQueue(cq); /* ignored, as RIO_INVALID_CQ is */
    rio.RIOCloseCompletionQueue(RIO_INVALID_CQ);
    ct_verdict(
        rio.RIODequeueCompletion(row->arg ? cq : RIO_INVALID_CQ, &result, 1),
        (long long)RIO_CORRUPT_CQ, row->code, row->code,
        "RIODequeueCompletion");
}

static void dequeue_room(const struct ct_row *row)
{
    RIO_BUF part;
    RIO_RQ rq;
    RIO_CQ cq;

    if (!rio_begin())
        return;
    rq = one_queue(false, &cq);
    part = rio_part(0, 4);
    CHECK(rio.RIOSend(rq, &part, 1, 0, NULL));
    ct_verdict(rio.RIODequeueCompletion(cq, ct_unmapped(), 1),
               (long long)RIO_CORRUPT_CQ, row->code, row->code,
               "RIODequeueCompletion");
    EQUAL(rio_one(cq).BytesTransferred, 4); /* it was not lost */
    rio.RIOCloseCompletionQueue(cq);
}

#define ROWS_REQUEST(fn, receives)                                             \
    ROW(fn, WSAEFAULT, "deregistered buffer", request_buffer, .arg = GONE),    \
        ROW(fn, WSAEFAULT, "RIO_INVALID_BUFFERID", request_buffer,             \
            .arg = NEVER),                                                     \
        ROW(fn, WSAEFAULT, "bad RIO_BUF", request_buffer, .arg = UNMAPPED),    \
        ROW(fn, WSAEINVAL, "RIO_INVALID_RQ", request_wrong, .arg = NO_QUEUE),  \
        ROW(fn, WSAEINVAL, "queue of a closed socket", request_wrong,          \
            .arg = CLOSED),                                                    \
        ROW(fn, WSAEINVAL, "unknown flag", request_wrong, .arg = BAD_FLAG),    \
        ROW(fn, WSAEINVAL, "RIO_MSG_WAITALL where it is not had",              \
            request_wrong, .arg = BAD_FLAG, .arg2 = receives, .arg3 = 1),      \
        ROW(fn, WSAEINVAL, "one byte beyond the buffer", request_wrong,        \
            .arg = BEYOND),                                                    \
        ROW(fn, WSAEINVAL, "offset and length overflow", request_wrong,        \
            .arg = FAR_BEYOND),                                                \
        ROW(fn, WSAEINVAL, "two buffers", request_wrong, .arg = COUNT_2),      \
        ROW(fn, WSAEINVAL, "a buffer, and none counted", request_wrong,        \
            .arg = COUNT_0),                                                   \
        ROW(fn, WSAEINVAL, "no data on a stream", request_wrong,               \
            .arg = WITHOUT_DATA),                                              \
        ROW(fn, WSAEINVAL, "RIO_MSG_COMMIT_ONLY and another flag",             \
            request_wrong, .arg = COMMIT_AND),                                 \
        ROW(fn, WSAEINVAL, "RIO_MSG_COMMIT_ONLY with data", request_wrong,     \
            .arg = COMMIT_DATA),                                               \
        ROW(fn, WSAEINVAL, "RIO_MSG_COMMIT_ONLY with a context",               \
            request_wrong, .arg = COMMIT_CONTEXT),                             \
        ROW(fn, WSAENOBUFS, "as many as may be outstanding", request_full,     \
            .arg = 2),                                                         \
        ROW(fn, WSAENOBUFS, "queue without entries for it", request_full)

static const struct ct_row rows[] = {
    ROW(WSAIoctl, WSAEFAULT, "RIO's table: bad room", table_pointer),
    ROW(WSAIoctl, WSAEFAULT, "RIO's table: too little room", table_pointer,
        .arg = 1),
    ROW(WSAIoctl, WSAEINVAL, "no family of functions has that GUID",
        table_unknown),
    RULE(WSAIoctl, "RIO's table is whole", table_whole),

    ROW(RIOCreateCompletionQueue, WSAEFAULT, "bad notification", cq_pointer),
    ROW(RIOCreateCompletionQueue, WSAEINVAL, "size 0", cq_size),
    ROW(RIOCreateCompletionQueue, WSAEINVAL, "size above the maximum", cq_size,
        .arg = RIO_MAX_CQ_SIZE + 1),
    ROW(RIOCreateCompletionQueue, WSAEINVAL, "unknown notification", cq_notify,
        .arg = NO_TYPE),
    ROW(RIOCreateCompletionQueue, WSAEINVAL, "no event", cq_notify,
        .arg = NO_EVENT),
    ROW(RIOCreateCompletionQueue, WSAEINVAL, "a socket as the event", cq_notify,
        .arg = A_SOCKET),
    ROW(RIOCreateCompletionQueue, WSAEINVAL, "no port", cq_notify,
        .arg = NO_PORT),
    ROW(RIOCreateCompletionQueue, WSAEINVAL, "an event as the port", cq_notify,
        .arg = AN_EVENT),
    ROW(RIOCreateCompletionQueue, WSAEINVAL, "port without OVERLAPPED",
        cq_notify, .arg = NO_OVERLAPPED),

    ROWS_NOTSOCK(RIOCreateRequestQueue, rq_not_socket),
    ROW(RIOCreateRequestQueue, WSAEOPNOTSUPP,
        "socket without WSA_FLAG_REGISTERED_IO", rq_not_socket,
        .sock = CT_TCP_CLIENT),
    ROW(RIOCreateRequestQueue, WSAEINVAL, "no queue for receives", rq_fault,
        .arg = NO_RECV_CQ),
    ROW(RIOCreateRequestQueue, WSAEINVAL, "no queue for sends", rq_fault,
        .arg = NO_SEND_CQ),
    ROW(RIOCreateRequestQueue, WSAEINVAL, "both limits 0", rq_fault,
        .arg = NO_LIMITS),
    ROW(RIOCreateRequestQueue, WSAEINVAL, "two buffers a request", rq_fault,
        .arg = TWO_BUFFERS),
    ROW(RIOCreateRequestQueue, WSAEINVAL, "no buffer a request", rq_fault,
        .arg = NO_BUFFERS),
    ROW(RIOCreateRequestQueue, WSAEINVAL, "the socket has a queue", rq_fault,
        .arg = SECOND),
    ROW(RIOCreateRequestQueue, WSAENOBUFS, "more than the completion queue has",
        rq_fault, .arg = CROWDED),
    ROW(RIOCreateRequestQueue, WSAENOBUFS,
        "both directions are more than it has", rq_fault,
        .arg = CROWDED_SHARED),
    RULE(RIOCreateRequestQueue, "more than fits now fits when a socket closed",
         rq_slots_return),

    ROW(RIORegisterBuffer, WSAEFAULT, "bad memory", buffer_fault),
    ROW(RIORegisterBuffer, WSAEFAULT, "memory that ends too early",
        buffer_beyond),
    ROW(RIORegisterBuffer, WSAEINVAL, "no bytes", buffer_fault, .arg = 1),
    RULE(RIODeregisterBuffer, "ids are not reused; bad ones are ignored",
         buffer_many),

    ROW(RIOResizeCompletionQueue, WSAEINVAL, "RIO_INVALID_CQ", cq_resize,
        .arg = 8, .arg2 = 1),
    ROW(RIOResizeCompletionQueue, WSAEINVAL, "size 0", cq_resize),
    ROW(RIOResizeCompletionQueue, WSAEINVAL, "size above the maximum",
        cq_resize, .arg = RIO_MAX_CQ_SIZE + 1),
    ROW(RIOResizeCompletionQueue, WSAETOOMANYREFS,
        "smaller than what its request queues may need", cq_resize, .arg = 5),

    ROW(RIOResizeRequestQueue, WSAEINVAL, "RIO_INVALID_RQ", rq_resize, .arg = 4,
        .arg2 = 4, .arg3 = 1),
    ROW(RIOResizeRequestQueue, WSAEINVAL, "both limits 0", rq_resize),
    ROW(RIOResizeRequestQueue, WSAETOOMANYREFS,
        "fewer than what is outstanding", rq_resize, .arg = 2, .arg2 = 2),
    ROW(RIOResizeRequestQueue, WSAENOBUFS, "more than the completion queue has",
        rq_resize, .arg = 8, .arg2 = 8),

    ROWS_REQUEST(RIOReceive, 1),
    ROWS_REQUEST(RIOReceiveEx, 1),
    ROWS_REQUEST(RIOSend, 0),
    ROWS_REQUEST(RIOSendEx, 0),
    RULE(RIOSend, "what was done counts until it is dequeued", request_counts),
    ROW(RIOReceiveEx, WSAEINVAL, "little room for the local address",
        slice_wrong, .arg = LOCAL, .arg2 = 27),
    ROW(RIOReceiveEx, WSAEINVAL, "little room for the remote address",
        slice_wrong, .arg = REMOTE, .arg2 = 16),
    ROW(RIOReceiveEx, WSAEINVAL, "no room for control data", slice_wrong,
        .arg = CONTROL, .arg2 = 7),
    ROW(RIOReceiveEx, WSAEINVAL, "no room for flags", slice_wrong, .arg = FLAGS,
        .arg2 = 3),
    ROW(RIOReceiveEx, WSAEFAULT, "remote address in no buffer", slice_wrong,
        .arg = REMOTE, .arg2 = 28),
    ROW(RIOSendEx, WSAEINVAL, "a local address", slice_wrong, .arg = LOCAL,
        .arg2 = 28),
    ROW(RIOSendEx, WSAEINVAL, "short remote address", slice_wrong,
        .arg = REMOTE, .arg2 = 16),
    ROW(RIOSendEx, WSAEFAULT, "remote address in no buffer", slice_wrong,
        .arg = REMOTE, .arg2 = 28),

    ROW(RIODequeueCompletion, (int)RIO_CORRUPT_CQ, "RIO_INVALID_CQ",
        dequeue_corrupt, .name = "RIO_CORRUPT_CQ"),
    ROW(RIODequeueCompletion, (int)RIO_CORRUPT_CQ, "closed queue",
        dequeue_corrupt, .name = "RIO_CORRUPT_CQ", .arg = 1),
    ROW(RIODequeueCompletion, (int)RIO_CORRUPT_CQ, "bad room", dequeue_room,
        .name = "RIO_CORRUPT_CQ"),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
