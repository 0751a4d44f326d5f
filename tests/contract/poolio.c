/* SPDX-License-Identifier: MIT */
/* The thread pool and overlapped operations: CreateThreadpoolIo and its
 * relatives, BindIoCompletionCallback. */
#include "overlapped.h"

static struct ct_op op;

static struct told { /* by the callback */
    HANDLE ready, go;
    volatile LONG calls;
    ULONG err;
    ULONG_PTR bytes;
    PVOID context, ov;
    PTP_IO io;
} told;

static VOID CALLBACK callback(PTP_CALLBACK_INSTANCE instance, PVOID context,
                              PVOID ov, ULONG err, ULONG_PTR bytes, PTP_IO io)
{
    (void)instance;
    told.context = context;
    told.ov = ov;
    told.err = err;
    told.bytes = bytes;
    told.io = io;
    InterlockedIncrement(&told.calls);
    SetEvent(told.ready);
    if (told.go != NULL)
        ct_await(told.go);
}

static VOID CALLBACK bound(DWORD err, DWORD bytes, LPOVERLAPPED ov)
{
    told.err = err;
    told.bytes = bytes;
    told.ov = ov;
    InterlockedIncrement(&told.calls);
    SetEvent(told.ready);
}

static PTP_IO make(SOCKET s, PTP_CALLBACK_ENVIRON env)
{
    PTP_IO io;

    memset(&told, 0, sizeof(told));
    told.ready = ct_event();
    io = CreateThreadpoolIo((HANDLE)s, callback, &op, env);
    CHECK(io != NULL);
    return io;
}

static int receive(SOCKET s, PTP_IO io)
{
    StartThreadpoolIo(io);
    ct_op_init(&op, NULL);
    return WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL);
}

static void comes(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    PTP_IO io = make(s, NULL);

    (void)row;
    if (io == NULL)
        return;
    for (LONG i = 1; i <= 3; i++) {
        SOCKET_FAILS(WSA_IO_PENDING, receive(s, io));
        EQUAL(send(ct_peer(), "hello", 5, 0), 5);
        WaitForThreadpoolIoCallbacks(io, FALSE);
        EQUAL(told.calls, i);
        EQUAL(told.err, NO_ERROR);
        EQUAL(told.bytes, 5);
        CHECK(told.ov == &op.ov && told.io == io && told.context == &op);
    }
    CloseThreadpoolIo(io);
}

static void aborted(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    PTP_IO io = make(s, NULL);

    if (io == NULL)
        return;
    SOCKET_FAILS(WSA_IO_PENDING, receive(s, io));
    EQUAL(closesocket(s), 0);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    EQUAL(told.calls, 1);
    EQUAL(told.err, row->code);
    CloseThreadpoolIo(io);
}

/* The operation did not begin, or has no packet: nobody waits for it. */
static void taken_back(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    PTP_IO io = make(s, NULL);

    (void)row;
    if (io == NULL)
        return;
    StartThreadpoolIo(io);
    SOCKET_FAILS(WSAEFAULT, WSARecv(s, NULL, 1, NULL, &op.flags, &op.ov, NULL));
    CancelThreadpoolIo(io);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    EQUAL(told.calls, 0);
    CloseThreadpoolIo(io);
}

/* What is under way is passed over; later operations are told. */
static void passed_over(const struct ct_row *row)
{
    static struct ct_op second;
    SOCKET s = ct_open(CT_TCP_CLIENT);
    PTP_IO io = make(s, NULL);

    (void)row;
    if (io == NULL)
        return;
    SOCKET_FAILS(WSA_IO_PENDING, receive(s, io));
    WaitForThreadpoolIoCallbacks(io, TRUE);
    EQUAL(told.calls, 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_op_init(&second, NULL);
    StartThreadpoolIo(io);
    EQUAL(WSASend(s, &second.buf, 1, NULL, 0, &second.ov, NULL), 0);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    EQUAL(told.calls, 1); /* of two */
    CloseThreadpoolIo(io);
}

/* Closed while the callback runs, it lives as long as that. */
static void closed_early(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    PTP_IO io = make(s, NULL);

    (void)row;
    if (io == NULL)
        return;
    told.go = ct_event();
    SOCKET_FAILS(WSA_IO_PENDING, receive(s, io));
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_await(told.ready);
    CloseThreadpoolIo(io);
    ct_fire(told.go);
    EQUAL(told.bytes, 1);
}

/* Closing the group waits for what is under way. */
static void in_group(const struct ct_row *row)
{
    PTP_CLEANUP_GROUP group = CreateThreadpoolCleanupGroup();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    TP_CALLBACK_ENVIRON env;
    PTP_IO io;

    (void)row;
    InitializeThreadpoolEnvironment(&env);
    SetThreadpoolCallbackCleanupGroup(&env, group, NULL);
    io = make(s, &env);
    if (io == NULL)
        return;
    SOCKET_FAILS(WSA_IO_PENDING, receive(s, io));
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    CloseThreadpoolCleanupGroupMembers(group, FALSE, NULL);
    EQUAL(told.calls, 1);
    CloseThreadpoolCleanupGroup(group);
}

static void refused(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    PTP_IO io = make(s, NULL);

    FAILS(NULL, row->code, CreateThreadpoolIo((HANDLE)s, callback, NULL, NULL));
    FAILS(NULL, row->code, CreateThreadpoolIo((HANDLE)s, NULL, NULL, NULL));
    FAILS(FALSE, row->code, BindIoCompletionCallback((HANDLE)s, bound, 0));
    FAILS(NULL, ERROR_INVALID_HANDLE,
          CreateThreadpoolIo((HANDLE)ct_open(CT_STALE), callback, NULL, NULL));
    CloseThreadpoolIo(io);
}

static void by_routine(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    memset(&told, 0, sizeof(told));
    told.ready = ct_event();
    EQUAL(BindIoCompletionCallback((HANDLE)s, bound, 0), TRUE);
    ct_op_init(&op, NULL);
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL));
    EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    ct_await(told.ready);
    EQUAL(told.err, 0);
    EQUAL(told.bytes, 5);
    CHECK(told.ov == &op.ov);
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL));
    EQUAL(closesocket(s), 0);
    ct_await(told.ready);
    EQUAL(told.err, row->code);
}

static const struct ct_row rows[] = {
    RULE(CreateThreadpoolIo, "completions come", comes),
    RULE(CreateThreadpoolIo, "closesocket", aborted,
         .code = ERROR_OPERATION_ABORTED),
    RULE(CancelThreadpoolIo, "an operation that did not begin", taken_back),
    RULE(WaitForThreadpoolIoCallbacks, "passes over", passed_over),
    RULE(CloseThreadpoolIo, "while the callback runs", closed_early),
    RULE(CreateThreadpoolIo, "in a cleanup group", in_group),
    RULE(CreateThreadpoolIo, "what cannot be", refused,
         .code = ERROR_INVALID_PARAMETER),
    RULE(BindIoCompletionCallback, "completions come", by_routine,
         .code = ERROR_OPERATION_ABORTED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
