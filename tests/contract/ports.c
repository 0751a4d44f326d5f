/* SPDX-License-Identifier: MIT */
/* Completion ports: what is attached, what is posted, who is released. The
 * packets of operations are in overlapped.c and its neighbours. */
#include "overlapped.h"

static struct ct_op op;

static HANDLE attach(SOCKET s, HANDLE port, ULONG_PTR key)
{
    return CreateIoCompletionPort((HANDLE)s, port, key, 0);
}

static int receive(SOCKET s)
{
    ct_op_init(&op, NULL);
    return WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL);
}

/* Row: what row->sock says cannot be attached. */
static void attach_fails(const struct ct_row *row)
{
    HANDLE port = ct_port();
    SOCKET s = ct_sock(row);

    FAILS(NULL, row->code, attach(s, port, 0));
    FAILS(NULL, row->code, attach(s, NULL, 0));
}

static void attach_twice(const struct ct_row *row)
{
    HANDLE port = ct_port(), other = ct_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    CHECK(attach(s, port, 1) == port);
    FAILS(NULL, row->code, attach(s, port, 2));
    FAILS(NULL, row->code, attach(s, other, 2));
}

static void attach_no_port(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    FAILS(NULL, row->code, attach(s, ct_event(), 0));
    FAILS(NULL, row->code, attach(s, (HANDLE)ct_open(CT_STALE), 0));
}

static void nothing_for_a_port(const struct ct_row *row)
{
    HANDLE port = ct_port();

    FAILS(NULL, row->code,
          CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 0, 0));
}

/* A new port and the first socket at once; a second socket with a key of its
 * own. */
static void keys(const struct ct_row *row)
{
    SOCKET a = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    SOCKET b = ct_open(CT_TCP_CLIENT);
    HANDLE port = ct_keep_handle(attach(a, NULL, 11));
    struct ct_packet p;

    (void)row;
    CHECK(port != NULL && attach(b, port, 12) == port);
    SOCKET_FAILS(WSA_IO_PENDING, receive(a));
    EQUAL(send(peer, "x", 1, 0), 1);
    p = ct_take(port, INFINITE);
    EQUAL(p.key, 11);
    EQUAL(p.bytes, 1);
    SOCKET_FAILS(WSA_IO_PENDING, receive(b));
    EQUAL(send(ct_peer(), "xy", 2, 0), 2);
    p = ct_take(port, INFINITE);
    EQUAL(p.key, 12);
    EQUAL(p.bytes, 2);
}

/* Whatever is posted comes as it is, first in, first out. */
static void posted(const struct ct_row *row)
{
    HANDLE port = ct_port();
    struct ct_packet p;

    (void)row;
    EQUAL(PostQueuedCompletionStatus(port, 1, 2, NULL), TRUE);
    EQUAL(PostQueuedCompletionStatus(port, 0xffffffff, (ULONG_PTR)-1,
                                     (OVERLAPPED *)(uintptr_t)3),
          TRUE);
    p = ct_take(port, 0);
    EQUAL(p.err, 0);
    EQUAL(p.bytes, 1);
    EQUAL(p.key, 2);
    CHECK(p.ov == NULL);
    p = ct_take(port, 0);
    EQUAL(p.bytes, 0xffffffff);
    CHECK(p.key == (ULONG_PTR)-1);
    CHECK(p.ov == (OVERLAPPED *)(uintptr_t)3);
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
}

static void no_port(const struct ct_row *row)
{
    HANDLE h = row->sock == CT_EVENT ? ct_event() : (HANDLE)ct_sock(row);
    OVERLAPPED_ENTRY entry;
    ULONG n;

    FAILS(FALSE, row->code, PostQueuedCompletionStatus(h, 0, 0, NULL));
    EQUAL(ct_take(h, 0).err, row->code);
    FAILS(FALSE, row->code,
          GetQueuedCompletionStatusEx(h, &entry, 1, &n, 0, FALSE));
}

static void times_out(const struct ct_row *row)
{
    HANDLE port = ct_port();
    ULONGLONG start = GetTickCount64();
    struct ct_packet p;

    EQUAL(ct_take(port, 0).err, row->code);
    p = ct_take(port, 100);
    EQUAL(p.err, row->code);
    CHECK(p.ov == NULL);
    CHECK(GetTickCount64() - start >= 80);
}

static void times_out_ex(const struct ct_row *row)
{
    HANDLE port = ct_port();
    OVERLAPPED_ENTRY entry;
    ULONG n;

    FAILS(FALSE, row->code,
          GetQueuedCompletionStatusEx(port, &entry, 1, &n, 0, FALSE));
    FAILS(FALSE, row->code,
          GetQueuedCompletionStatusEx(port, &entry, 1, &n, 50, TRUE));
}

static void failed_packet(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    HANDLE port = ct_port();
    struct ct_packet p;

    CHECK(attach(s, port, 4) == port);
    SOCKET_FAILS(WSA_IO_PENDING, receive(s));
    setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard));
    EQUAL(closesocket(ct_peer()), 0);
    p = ct_take(port, INFINITE);
    EQUAL(p.err, row->code);
    CHECK(p.ov == &op.ov);
    EQUAL(p.key, 4);
}

/* Several at once, each with its own status; the call itself succeeds. */
static void several(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE port = ct_port();
    OVERLAPPED_ENTRY entry[4];
    ULONG n = 0;

    (void)row;
    CHECK(attach(s, port, 4) == port);
    EQUAL(PostQueuedCompletionStatus(port, 1, 1, NULL), TRUE);
    EQUAL(PostQueuedCompletionStatus(port, 2, 2, NULL), TRUE);
    SOCKET_FAILS(WSA_IO_PENDING, receive(s));
    EQUAL(CancelIoEx((HANDLE)s, NULL), TRUE);
    EQUAL(GetQueuedCompletionStatusEx(port, entry, 4, &n, INFINITE, FALSE),
          TRUE);
    NEED(n, 3);
    EQUAL(entry[0].lpCompletionKey, 1);
    EQUAL(entry[1].dwNumberOfBytesTransferred, 2);
    EQUAL(entry[2].lpCompletionKey, 4);
    CHECK(entry[2].lpOverlapped == &op.ov);
    EQUAL(op.ov.Internal, 0xC0000120); /* STATUS_CANCELLED */
}

static void ex_arguments(const struct ct_row *row)
{
    HANDLE port = ct_port();
    OVERLAPPED_ENTRY entry;
    ULONG n;

    EQUAL(PostQueuedCompletionStatus(port, 1, 1, NULL), TRUE);
    FAILS(FALSE, row->code,
          GetQueuedCompletionStatusEx(port, &entry, 0, &n, 0, FALSE));
    EQUAL(ct_take(port, 0).err, 0); /* it is there still */
}

static VOID CALLBACK call(ULONG_PTR arg)
{
    *(int *)arg += 1;
}

static void alertable(const struct ct_row *row)
{
    HANDLE port = ct_port();
    OVERLAPPED_ENTRY entry;
    int calls = 0;
    ULONG n;

    (void)row;
    CHECK(QueueUserAPC(call, GetCurrentThread(), (ULONG_PTR)&calls));
    FAILS(FALSE, WAIT_TIMEOUT,
          GetQueuedCompletionStatusEx(port, &entry, 1, &n, 0, FALSE));
    EQUAL(calls, 0);
    FAILS(FALSE, WAIT_IO_COMPLETION,
          GetQueuedCompletionStatusEx(port, &entry, 1, &n, INFINITE, TRUE));
    EQUAL(calls, 1);
}

struct taker {
    HANDLE port, about_to;
    BOOL good;
    DWORD err;
    OVERLAPPED *ov;
};

static DWORD WINAPI take_main(void *arg)
{
    struct taker *t = arg;
    ULONG_PTR key;
    DWORD bytes;

    SetEvent(t->about_to);
    t->good =
        GetQueuedCompletionStatus(t->port, &bytes, &key, &t->ov, INFINITE);
    t->err = GetLastError();
    return 0;
}

static DWORD WINAPI take_ex_main(void *arg)
{
    struct taker *t = arg;
    OVERLAPPED_ENTRY entry;
    ULONG n;

    SetEvent(t->about_to);
    t->good =
        GetQueuedCompletionStatusEx(t->port, &entry, 1, &n, INFINITE, FALSE);
    t->err = GetLastError();
    return 0;
}

/* Row: who waits is GetQueuedCompletionStatusEx (arg). Whether it waits yet
 * cannot be seen: a port that is closed before is an invalid handle. */
static void port_closed(const struct ct_row *row)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    struct taker t[2] = {{.port = port}, {.port = port}};
    HANDLE thread[2];

    for (int i = 0; i < 2; i++) {
        t[i].ov = (OVERLAPPED *)&t[i];
        t[i].about_to = ct_event();
        thread[i] = ct_thread(row->arg ? take_ex_main : take_main, &t[i]);
        ct_await(t[i].about_to);
    }
    WaitForSingleObject(thread[0], 50); /* it does not end by itself */
    EQUAL(CloseHandle(port), TRUE);
    for (int i = 0; i < 2; i++) {
        ct_join(thread[i]);
        EQUAL(t[i].good, FALSE);
        EQUAL(t[i].err, row->code);
        if (!row->arg)
            CHECK(t[i].ov == NULL);
    }
}

/* The low bit of hEvent keeps the packet away; the event is set. */
static void no_packet(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE port = ct_port(), event = ct_event();

    (void)row;
    CHECK(attach(s, port, 1) == port);
    ct_op_init(&op, (HANDLE)((ULONG_PTR)event | 1));
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL));
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_await(event);
    EQUAL(op.ov.InternalHigh, 1);
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
}

/* An operation that is done at once has a packet, unless the program asked for
 * none. */
static void skip_on_success(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE port = ct_port();

    (void)row;
    CHECK(attach(s, port, 1) == port);
    ct_op_init(&op, NULL);
    EQUAL(WSASend(s, &op.buf, 1, NULL, 0, &op.ov, NULL), 0);
    EQUAL(ct_take(port, INFINITE).bytes, sizeof(op.data));
    EQUAL(SetFileCompletionNotificationModes(
              (HANDLE)s, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS),
          TRUE);
    ct_op_init(&op, NULL);
    EQUAL(WSASend(s, &op.buf, 1, NULL, 0, &op.ov, NULL), 0);
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
    SOCKET_FAILS(WSA_IO_PENDING, receive(s)); /* one that was pending has */
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(ct_take(port, INFINITE).bytes, 1);
}

/* Row: the flags are arg. */
static void modes_fail(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    FAILS(FALSE, row->code,
          SetFileCompletionNotificationModes((HANDLE)s, (UCHAR)row->arg));
}

/* A routine is for sockets without a port. */
static void CALLBACK routine(DWORD err, DWORD bytes, LPWSAOVERLAPPED ov,
                             DWORD flags)
{
    (void)err, (void)bytes, (void)ov, (void)flags;
}

static void routine_refused(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE port = ct_port();

    CHECK(attach(s, port, 1) == port);
    ct_op_init(&op, NULL);
    SOCKET_FAILS(row->code,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, routine));
}

/* What is in the port outlives the socket. */
static void socket_closed(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE port = ct_port();
    struct ct_packet p;

    (void)row;
    CHECK(attach(s, port, 8) == port);
    ct_op_init(&op, NULL);
    EQUAL(WSASend(s, &op.buf, 1, NULL, 0, &op.ov, NULL), 0);
    EQUAL(closesocket(s), 0);
    p = ct_take(port, INFINITE);
    EQUAL(p.err, 0);
    EQUAL(p.key, 8);
    EQUAL(p.bytes, sizeof(op.data));
}

/* A queue that is never empty keeps no socket out. */
static void never_empty(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    HANDLE port = ct_keep_handle(attach(s, NULL, 11));
    int others = 0;

    (void)row;
    SOCKET_FAILS(WSA_IO_PENDING, receive(s));
    CHECK(PostQueuedCompletionStatus(port, 0, 1, NULL));
    CHECK(PostQueuedCompletionStatus(port, 0, 1, NULL));
    EQUAL(send(peer, "x", 1, 0), 1);
    while (others < 1000 && ct_take(port, INFINITE).key == 1) {
        CHECK(PostQueuedCompletionStatus(port, 0, 1, NULL));
        others++;
    }
    CHECK(others < 1000);
}

#define ANY(fn, err, what, func, ...)                                          \
    {                                                                          \
        .function = #fn, .code = (err), .name = "-", .label = what,            \
        .run = func, __VA_ARGS__                                               \
    }

static const struct ct_row rows[] = {
    ANY(CreateIoCompletionPort, ERROR_INVALID_HANDLE, "a closed socket",
        attach_fails, .sock = CT_STALE),
    ANY(CreateIoCompletionPort, ERROR_INVALID_HANDLE, "no port",
        attach_no_port),
    ANY(CreateIoCompletionPort, ERROR_INVALID_PARAMETER, "attached already",
        attach_twice),
    ANY(CreateIoCompletionPort, ERROR_INVALID_PARAMETER,
        "nothing for an existing port", nothing_for_a_port),
    RULE(CreateIoCompletionPort, "keys", keys),
    RULE(CreateIoCompletionPort, "packets outlive the socket", socket_closed),
    RULE(CreateIoCompletionPort, "a routine is refused", routine_refused,
         .code = WSAEINVAL),
    ANY(PostQueuedCompletionStatus, ERROR_INVALID_HANDLE, "a closed handle",
        no_port, .sock = CT_STALE),
    ANY(PostQueuedCompletionStatus, ERROR_INVALID_HANDLE, "an event", no_port,
        .sock = CT_EVENT),
    RULE(PostQueuedCompletionStatus, "comes as it was posted", posted),
    ROW(GetQueuedCompletionStatus, WAIT_TIMEOUT, "nothing comes", times_out,
        .name = "WAIT_TIMEOUT"),
    ROW(GetQueuedCompletionStatusEx, WAIT_TIMEOUT, "nothing comes",
        times_out_ex, .name = "WAIT_TIMEOUT"),
    ROW(GetQueuedCompletionStatus, ERROR_ABANDONED_WAIT_0, "closed meanwhile",
        port_closed, .name = "ERROR_ABANDONED_WAIT_0"),
    ROW(GetQueuedCompletionStatusEx, ERROR_ABANDONED_WAIT_0, "closed meanwhile",
        port_closed, .arg = 1, .name = "ERROR_ABANDONED_WAIT_0"),
    ANY(GetQueuedCompletionStatus, ERROR_NETNAME_DELETED,
        "the packet of a failed operation", failed_packet),
    ANY(GetQueuedCompletionStatusEx, ERROR_INVALID_PARAMETER, "no room",
        ex_arguments),
    RULE(GetQueuedCompletionStatus, "a queue that is never empty", never_empty),
    RULE(GetQueuedCompletionStatusEx, "several at once", several),
    RULE(GetQueuedCompletionStatusEx, "alertable", alertable),
    RULE(GetQueuedCompletionStatus, "hEvent's low bit: no packet", no_packet),
    ANY(SetFileCompletionNotificationModes, ERROR_INVALID_HANDLE,
        "a closed socket", modes_fail, .sock = CT_STALE),
    ANY(SetFileCompletionNotificationModes, ERROR_INVALID_PARAMETER,
        "an unknown flag", modes_fail, .sock = CT_TCP, .arg = 0x80),
    RULE(SetFileCompletionNotificationModes,
         "FILE_SKIP_COMPLETION_PORT_ON_SUCCESS", skip_on_success),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
