/* SPDX-License-Identifier: MIT */
/* Overlapped operations on the sockets of layers: every way in which an end is
 * told, cancelling, and closing under them. */
#include "lsp.h"
#include "overlapped.h"

static struct ct_op op;
static HANDLE port;

enum way { EVENT, PORT, ROUTINE, POLLING };

static int routine_calls;
static DWORD routine_err, routine_bytes;

static void CALLBACK routine(DWORD err, DWORD bytes, LPWSAOVERLAPPED ov,
                             DWORD flags)
{
    (void)flags;
    CHECK(ov == &op.ov);
    routine_calls++;
    routine_err = err;
    routine_bytes = bytes;
}

/* Row: the stack is arg, the way arg2. A connection whose receiving end is
 * ready for it. */
static SOCKET begin(const struct ct_row *row)
{
    SOCKET s;

    lsp_begin(row);
    s = ct_open(CT_TCP_CLIENT);
    port = NULL;
    routine_calls = 0;
    ct_op_init(&op,
               row->arg2 == EVENT || row->arg2 == POLLING ? ct_event() : NULL);
    if (row->arg2 == PORT) {
        port = ct_keep_handle(
            CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0));
        CHECK(CreateIoCompletionPort((HANDLE)s, port, 7, 0) == port);
    }
    return s;
}

static LPWSAOVERLAPPED_COMPLETION_ROUTINE routine_of(const struct ct_row *row)
{
    return row->arg2 == ROUTINE ? routine : NULL;
}

static void packet_take(DWORD bytes)
{
    OVERLAPPED *got = NULL;
    ULONG_PTR key = 0;
    DWORD n = 0;

    EQUAL(GetQueuedCompletionStatus(port, &n, &key, &got, 10000), TRUE);
    CHECK(got == &op.ov);
    EQUAL(key, 7);
    EQUAL(n, bytes);
}

/* Until the end was told by the row's way. */
static void end(const struct ct_row *row, SOCKET s, DWORD bytes)
{
    DWORD n = 0, flags = 0;

    switch (row->arg2) {
    case EVENT:
        ct_await(op.ov.hEvent);
        break;
    case PORT:
        packet_take(bytes);
        break;
    case ROUTINE:
        while (routine_calls == 0 && !ct_failed())
            EQUAL(SleepEx(10000, TRUE), WAIT_IO_COMPLETION);
        EQUAL(routine_calls, 1);
        EQUAL(routine_err, 0);
        EQUAL(routine_bytes, bytes);
        return; /* it has the result */
    default:
        break;
    }
    EQUAL(WSAGetOverlappedResult(s, &op.ov, &n, row->arg2 == POLLING, &flags),
          TRUE);
    EQUAL(n, bytes);
    CHECK(HasOverlappedIoCompleted(&op.ov));
}

static void receives(const struct ct_row *row)
{
    SOCKET s = begin(row);
    DWORD n = 0, flags = 0;

    if (ct_failed())
        return;
    SOCKET_FAILS(WSA_IO_PENDING, WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov,
                                         routine_of(row)));
    FAILS(FALSE, WSA_IO_INCOMPLETE,
          WSAGetOverlappedResult(s, &op.ov, &n, FALSE, &flags));
    EQUAL(send(ct_peer(), "abc", 3, 0), 3);
    end(row, s, 3);
    CHECK(memcmp(op.data, "abc", 3) == 0);
    lsp_remove();
}

static void sends(const struct ct_row *row)
{
    SOCKET s = begin(row);
    char in[8];
    int res;

    if (ct_failed())
        return;
    memcpy(op.data, "abc", 3);
    op.buf.len = 3;
    res = WSASend(s, &op.buf, 1, NULL, 0, &op.ov, routine_of(row));
    CHECK(res == 0 || WSAGetLastError() == WSA_IO_PENDING);
    end(row, s, 3);
    EQUAL(recv(ct_peer(), in, sizeof(in), 0), 3);
    lsp_remove();
}

static void datagrams(const struct ct_row *row)
{
    struct sockaddr_in to;
    SOCKET s, from;

    lsp_begin(row);
    s = ct_open(CT_UDP_BOUND);
    from = ct_open(CT_UDP_BOUND);
    to = ct_name(s);
    if (ct_failed())
        return;
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecvFrom(s, &op.buf, 1, NULL, &op.flags, SA(&op.name),
                             &op.namelen, &op.ov, NULL));
    EQUAL(sendto(from, "abcd", 4, 0, SA(&to), sizeof(to)), 4);
    EQUAL(ct_op_end(s, &op), 0);
    EQUAL(op.count, 4);
    EQUAL(op.name.sin_port, ct_name(from).sin_port);
    lsp_remove();
}

static void closed(const struct ct_row *row)
{
    SOCKET s = begin(row);
    DWORD n = 0;
    ULONG_PTR key;
    OVERLAPPED *got = NULL;

    if (ct_failed())
        return;
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL));
    EQUAL(closesocket(s), 0);
    if (row->arg2 == PORT) {
        FAILS(FALSE, ERROR_OPERATION_ABORTED,
              GetQueuedCompletionStatus(port, &n, &key, &got, 10000));
        CHECK(got == &op.ov);
    } else {
        ct_await(op.ov.hEvent);
    }
    CHECK(HasOverlappedIoCompleted(&op.ov));
    EQUAL(op.ov.InternalHigh, 0);
    lsp_remove();
}

/* The provider has the operations of its own handles, and has no procedure to
 * cancel them. */
static void cancelled(const struct ct_row *row)
{
    SOCKET s = begin(row);

    if (ct_failed())
        return;
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL));
    if (lsp_is_ifs(row)) {
        EQUAL(CancelIoEx((HANDLE)s, &op.ov), TRUE);
        EQUAL(ct_op_end(s, &op), WSA_OPERATION_ABORTED);
    } else {
        FAILS(FALSE, ERROR_NOT_FOUND, CancelIoEx((HANDLE)s, &op.ov));
        CHECK(!HasOverlappedIoCompleted(&op.ov));
        EQUAL(closesocket(s), 0);
        ct_await(op.ov.hEvent);
    }
    lsp_remove();
}

static struct pooled {
    HANDLE ready;
    ULONG err;
    ULONG_PTR bytes;
} pooled;

static VOID CALLBACK pool_told(PTP_CALLBACK_INSTANCE instance, PVOID context,
                               PVOID ov, ULONG err, ULONG_PTR bytes, PTP_IO io)
{
    (void)instance, (void)context, (void)ov, (void)io;
    pooled.err = err;
    pooled.bytes = bytes;
    SetEvent(pooled.ready);
}

static void pool(const struct ct_row *row)
{
    SOCKET s = begin(row);
    PTP_IO io;

    if (ct_failed())
        return;
    op.ov.hEvent = NULL;
    pooled.ready = ct_event();
    ResetEvent(pooled.ready);
    io = CreateThreadpoolIo((HANDLE)s, pool_told, NULL, NULL);
    CHECK(io != NULL);
    if (io == NULL)
        return;
    StartThreadpoolIo(io);
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL));
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    ct_await(pooled.ready);
    EQUAL(pooled.err, NO_ERROR);
    EQUAL(pooled.bytes, 5);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    CloseThreadpoolIo(io);
    lsp_remove();
}

/* ReadFile's end is told by the port as any. */
static void file(const struct ct_row *row)
{
    SOCKET s = begin(row);

    if (ct_failed())
        return;
    FAILS(FALSE, ERROR_IO_PENDING,
          ReadFile((HANDLE)s, op.data, sizeof(op.data), NULL, &op.ov));
    EQUAL(send(ct_peer(), "abc", 3, 0), 3);
    packet_take(3);
    lsp_remove();
}

#define WAYS(fn, what, func)                                                   \
    LSP_STACKS(fn, what " by event", func, .arg2 = EVENT),                     \
        LSP_STACKS(fn, what " by port", func, .arg2 = PORT),                   \
        LSP_STACKS(fn, what " by routine", func, .arg2 = ROUTINE),             \
        LSP_STACKS(fn, what " when it is waited for", func, .arg2 = POLLING)

static const struct ct_row rows[] = {
    WAYS(WSARecv, "is told through layers", receives),
    WAYS(WSASend, "is told through layers", sends),
    LSP_STACKS(WSARecvFrom, "is told through layers", datagrams),
    LSP_STACKS(closesocket, "ends a layer's receive, event", closed,
               .arg2 = EVENT),
    LSP_STACKS(closesocket, "ends a layer's receive, port", closed,
               .arg2 = PORT),
    LSP_STACKS(CancelIoEx, "on a layer's receive", cancelled, .arg2 = EVENT),
    LSP_STACKS(CreateThreadpoolIo, "of a layer's socket", pool, .arg2 = EVENT),
    LSP_STACKS(ReadFile, "is told through layers by port", file, .arg2 = PORT),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
