/* SPDX-License-Identifier: MIT */
/* A SOCKET as a HANDLE: waited for, read and written. */
#include "transmit.h"

static struct ct_op op;

static int receive(SOCKET s)
{
    return WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL);
}

/* Not signaled at first, nor by an operation with an event. */
static void socket_waited(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    EQUAL(WaitForSingleObject((HANDLE)s, 0), WAIT_TIMEOUT);
    ct_op_init(&op, NULL);
    SOCKET_FAILS(WSA_IO_PENDING, receive(s));
    EQUAL(WaitForSingleObject((HANDLE)s, 0), WAIT_TIMEOUT);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(WaitForSingleObject((HANDLE)s, INFINITE), WAIT_OBJECT_0);
    EQUAL(WaitForSingleObject((HANDLE)s, 0), WAIT_OBJECT_0);
    EQUAL(op.ov.InternalHigh, 1);
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, receive(s));
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_await(op.ov.hEvent);
    EQUAL(WaitForSingleObject((HANDLE)s, 0), WAIT_TIMEOUT);
}

/* First asked when an operation has been done at once. */
static void waited_after(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    ct_op_init(&op, NULL);
    EQUAL(WSASend(s, &op.buf, 1, NULL, 0, &op.ov, NULL), 0);
    EQUAL(WaitForSingleObject((HANDLE)s, INFINITE), WAIT_OBJECT_0);
}

/* First asked while an operation is pending. */
static void waited_late(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE both[2] = {(HANDLE)s, ct_event()};

    (void)row;
    ct_op_init(&op, NULL);
    SOCKET_FAILS(WSA_IO_PENDING, receive(s));
    EQUAL(WaitForMultipleObjects(2, both, FALSE, 0), WAIT_TIMEOUT);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    EQUAL(WaitForMultipleObjects(2, both, FALSE, INFINITE), WAIT_OBJECT_0);
}

static void skip_set_event(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    DWORD n, flags;

    (void)row;
    EQUAL(SetFileCompletionNotificationModes((HANDLE)s,
                                             FILE_SKIP_SET_EVENT_ON_HANDLE),
          TRUE);
    EQUAL(WaitForSingleObject((HANDLE)s, 0), WAIT_TIMEOUT);
    ct_op_init(&op, NULL);
    SOCKET_FAILS(WSA_IO_PENDING, receive(s));
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    while (!WSAGetOverlappedResult(s, &op.ov, &n, FALSE, &flags))
        Sleep(0);
    EQUAL(WaitForSingleObject((HANDLE)s, 0), WAIT_TIMEOUT);
}

struct result {
    SOCKET s;
    struct ct_op op;
    HANDLE about_to;
    BOOL good;
    DWORD n, flags;
};

static DWORD WINAPI result_main(void *arg)
{
    struct result *r = arg;

    SetEvent(r->about_to);
    r->good = WSAGetOverlappedResult(r->s, &r->op.ov, &r->n, TRUE, &r->flags);
    return 0;
}

/* Two operations of one socket without events, each awaited by a thread: each
 * goes on when its own has ended. */
static void result_without_event(const struct ct_row *row)
{
    static struct result r[2];
    HANDLE thread[2];
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    memset(r, 0, sizeof(r));
    for (int i = 0; i < 2; i++) {
        ct_op_init(&r[i].op, NULL);
        r[i].op.buf.len = 1;
        SOCKET_FAILS(WSA_IO_PENDING,
                     WSARecv(s, &r[i].op.buf, 1, NULL, &r[i].op.flags,
                             &r[i].op.ov, NULL));
        r[i].s = s;
        r[i].about_to = ct_event();
        thread[i] = ct_thread(result_main, &r[i]);
        ct_await(r[i].about_to);
    }
    EQUAL(send(ct_peer(), "a", 1, 0), 1);
    ct_join(thread[0]);
    EQUAL(r[0].good, TRUE);
    EQUAL(WaitForSingleObject(thread[1], 20), WAIT_TIMEOUT);
    EQUAL(send(ct_peer(), "b", 1, 0), 1);
    ct_join(thread[1]);
    EQUAL(r[1].good, TRUE);
    EQUAL(r[1].op.data[0], 'b');
}

static void file_transfer_pends(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    HANDLE port = ct_port();
    DWORD n = CT_UNTOUCHED;
    struct ct_packet p;

    (void)row;
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 6, 0) == port);
    ct_op_init(&op, NULL);
    FAILS(FALSE, ERROR_IO_PENDING,
          ReadFile((HANDLE)s, op.data, sizeof(op.data), &n, &op.ov));
    EQUAL(n, 0);
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    p = ct_take(port, INFINITE);
    EQUAL(p.err, 0);
    EQUAL(p.bytes, 5);
    EQUAL(p.key, 6);
    EQUAL(memcmp(op.data, "hello", 5), 0);
    CHECK(GetOverlappedResult((HANDLE)s, &op.ov, &n, TRUE));
    EQUAL(n, 5);
}

static void file_transfer_now(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    DWORD n = CT_UNTOUCHED;
    char data[8];

    (void)row;
    ct_op_init(&op, ct_event());
    EQUAL(WriteFile((HANDLE)s, "hello", 5, &n, &op.ov), TRUE);
    EQUAL(n, 5);
    ct_await(op.ov.hEvent);
    EQUAL(recv(ct_peer(), data, sizeof(data), 0), 5);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_wait_readable(s);
    ct_op_init(&op, ct_event());
    EQUAL(ReadFile((HANDLE)s, data, sizeof(data), &n, &op.ov), TRUE);
    EQUAL(n, 1);
    EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    ct_op_init(&op, ct_event());
    if (!ReadFile((HANDLE)s, data, sizeof(data), &n, &op.ov))
        EQUAL(GetLastError(), ERROR_IO_PENDING);
    CHECK(GetOverlappedResult((HANDLE)s, &op.ov, &n, TRUE));
    EQUAL(n, 0); /* the peer's end */
}

/* A socket without the overlapped attribute is read as any file. */
static void file_transfer_waits(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), peer;
    SOCKET s = ct_keep(WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, 0));
    DWORD n = CT_UNTOUCHED;
    char data[8];

    (void)row;
    ct_connect(s, listener);
    peer = ct_keep(accept(listener, NULL, NULL));
    EQUAL(WriteFile((HANDLE)s, "hello", 5, &n, NULL), TRUE);
    EQUAL(n, 5);
    EQUAL(recv(peer, data, sizeof(data), 0), 5);
    EQUAL(send(peer, "xyz", 3, 0), 3);
    EQUAL(ReadFile((HANDLE)s, data, sizeof(data), &n, NULL), TRUE);
    EQUAL(n, 3);
}

static void overlapped_needed(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char data[8];
    DWORD n;

    FAILS(FALSE, row->code, ReadFile((HANDLE)s, data, sizeof(data), &n, NULL));
    FAILS(FALSE, row->code, WriteFile((HANDLE)s, "x", 1, &n, NULL));
}

static void file_cancelled(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    DWORD n;

    ct_op_init(&op, ct_event());
    FAILS(FALSE, ERROR_IO_PENDING,
          ReadFile((HANDLE)s, op.data, sizeof(op.data), NULL, &op.ov));
    EQUAL(CancelIo((HANDLE)s), TRUE);
    FAILS(FALSE, row->code, GetOverlappedResult((HANDLE)s, &op.ov, &n, TRUE));
}

static void file_reset(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    char data[8];
    DWORD n;

    setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard));
    EQUAL(closesocket(ct_peer()), 0);
    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code,
          ReadFile((HANDLE)s, data, sizeof(data), &n, &op.ov));
}

static struct {
    int calls;
    DWORD err, bytes;
    OVERLAPPED *ov;
} told;

static VOID CALLBACK routine(DWORD err, DWORD bytes, LPOVERLAPPED ov)
{
    told.calls++;
    told.err = err;
    told.bytes = bytes;
    told.ov = ov;
}

static void ex_on_socket(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    memset(&told, 0, sizeof(told));
    ct_op_init(&op, NULL);
    EQUAL(ReadFileEx((HANDLE)s, op.data, sizeof(op.data), &op.ov, routine),
          TRUE);
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    EQUAL(SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
    EQUAL(told.calls, 1);
    EQUAL(told.bytes, 5);
    CHECK(told.ov == &op.ov);
    EQUAL(WriteFileEx((HANDLE)s, "hi", 2, &op.ov, routine), TRUE);
    EQUAL(SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
    EQUAL(told.calls, 2);
    EQUAL(told.bytes, 2);
}

/* A file of FILE_FLAG_OVERLAPPED and a port. */
static void file_and_port(const struct ct_row *row)
{
    HANDLE file = ct_file_empty(FILE_FLAG_OVERLAPPED), port = ct_port();
    struct ct_packet p;
    char data[16];
    DWORD n;

    (void)row;
    CHECK(CreateIoCompletionPort(file, port, 5, 0) == port);
    FAILS(NULL, ERROR_INVALID_PARAMETER,
          CreateIoCompletionPort(file, port, 5, 0));
    ct_op_init(&op, NULL);
    op.ov.Offset = 10;
    if (!WriteFile(file, "hello", 5, NULL, &op.ov))
        EQUAL(GetLastError(), ERROR_IO_PENDING);
    p = ct_take(port, INFINITE);
    EQUAL(p.err, 0);
    EQUAL(p.bytes, 5);
    EQUAL(p.key, 5);
    CHECK(p.ov == &op.ov);
    ct_op_init(&op, NULL);
    op.ov.Offset = 12;
    if (!ReadFile(file, data, sizeof(data), NULL, &op.ov))
        EQUAL(GetLastError(), ERROR_IO_PENDING);
    EQUAL(ct_take(port, INFINITE).bytes, 3);
    EQUAL(memcmp(data, "llo", 3), 0);
    CHECK(GetOverlappedResult(file, &op.ov, &n, TRUE));
    EQUAL(n, 3);
    FAILS(FALSE, ERROR_NOT_FOUND, CancelIoEx(file, NULL));
    EQUAL(CancelIo(file), TRUE);
    EQUAL(WaitForSingleObject(file, 0), WAIT_OBJECT_0);
}

static void file_ex(const struct ct_row *row)
{
    HANDLE file = ct_file_empty(FILE_FLAG_OVERLAPPED);
    char data[16];

    (void)row;
    memset(&told, 0, sizeof(told));
    ct_op_init(&op, NULL);
    EQUAL(WriteFileEx(file, "hello", 5, &op.ov, routine), TRUE);
    EQUAL(told.calls, 0);
    EQUAL(SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
    EQUAL(told.calls, 1);
    EQUAL(told.err, 0);
    EQUAL(told.bytes, 5);
    EQUAL(ReadFileEx(file, data, sizeof(data), &op.ov, routine), TRUE);
    EQUAL(SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
    EQUAL(told.bytes, 5);
}

static void file_not_overlapped(const struct ct_row *row)
{
    HANDLE file = ct_file(10);

    FAILS(NULL, row->code, CreateIoCompletionPort(file, ct_port(), 5, 0));
}

static const struct ct_row rows[] = {
    RULE(WSARecv, "a socket without an event is waited for", socket_waited),
    RULE(WSASend, "waiting for the socket of an operation that is done",
         waited_after),
    RULE(WSARecv, "waiting for the socket of a pending operation", waited_late),
    RULE(SetFileCompletionNotificationModes, "FILE_SKIP_SET_EVENT_ON_HANDLE",
         skip_set_event),
    RULE(WSAGetOverlappedResult, "fWait without events", result_without_event),
    RULE(GetOverlappedResult, "ReadFile on a socket, with a port",
         file_transfer_pends),
    RULE(GetOverlappedResult, "ReadFile and WriteFile on a socket, at once",
         file_transfer_now),
    RULE(GetOverlappedResult, "ReadFile and WriteFile on a socket that waits",
         file_transfer_waits),
    RULE(GetOverlappedResult, "an overlapped socket needs an OVERLAPPED",
         overlapped_needed, .code = ERROR_INVALID_PARAMETER),
    {.function = "GetOverlappedResult",
     .name = "-",
     .code = ERROR_OPERATION_ABORTED,
     .label = "ReadFile on a socket, cancelled",
     .run = file_cancelled},
    RULE(GetOverlappedResult, "ReadFile on a connection that was reset",
         file_reset, .code = ERROR_NETNAME_DELETED),
    RULE(GetOverlappedResult, "ReadFileEx, WriteFileEx on a socket",
         ex_on_socket),
    RULE(CreateIoCompletionPort, "a file", file_and_port),
    RULE(CreateIoCompletionPort, "a file that is not overlapped",
         file_not_overlapped, .code = ERROR_INVALID_PARAMETER),
    RULE(GetOverlappedResult, "ReadFileEx, WriteFileEx on a file", file_ex),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
