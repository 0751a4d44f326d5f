/* SPDX-License-Identifier: MIT */
/* AcceptEx and GetAcceptExSockaddrs. */
#include "overlapped.h"

#define EACH (sizeof(struct sockaddr_in) + 16)

static struct ct_op op;
static char room[64 + 2 * EACH];

static BOOL accept_ex(SOCKET listener, SOCKET s, DWORD data)
{
    memset(room, 0, sizeof(room));
    return AcceptEx(listener, s, room, data, EACH, EACH, &op.count, &op.ov);
}

/* Row: data of arg bytes is wanted too. The addresses are there. */
static void accepts(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    SOCKET client = ct_open(CT_TCP);
    struct sockaddr *local, *remote;
    int local_len = 0, remote_len = 0;
    DWORD data = (DWORD)row->arg;
    struct sockaddr_in name;

    ct_op_init(&op, ct_event());
    FAILS(FALSE, row->code, accept_ex(listener, s, data));
    EQUAL(op.count, CT_UNTOUCHED);
    ct_connect(client, listener);
    if (data != 0) {
        EQUAL(WaitForSingleObject(op.ov.hEvent, 50), WAIT_TIMEOUT);
        EQUAL(send(client, "hello", 5, 0), 5);
    }
    NEED(ct_op_end(listener, &op), 0);
    EQUAL(op.count, data != 0 ? 5 : 0);
    if (data != 0)
        EQUAL(memcmp(room, "hello", 5), 0);
    GetAcceptExSockaddrs(room, data, EACH, EACH, &local, &local_len, &remote,
                         &remote_len);
    name = ct_name(client);
    EQUAL(local_len, sizeof(name));
    EQUAL(remote_len, sizeof(name));
    EQUAL(((struct sockaddr_in *)remote)->sin_port, name.sin_port);
    EQUAL(((struct sockaddr_in *)local)->sin_port, ct_name(listener).sin_port);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&listener,
                     sizeof(listener)),
          0);
    EQUAL(send(s, "x", 1, 0), 1);
}

/* Until the pending AcceptEx, which waits for data, has its connection. */
static void is_connected(SOCKET s)
{
    int seconds = -1, len = sizeof(seconds);

    while (seconds == -1 && !ct_failed())
        EQUAL(
            getsockopt(s, SOL_SOCKET, SO_CONNECT_TIME, (char *)&seconds, &len),
            0);
}

enum ending { LISTENER, ACCEPTED, CANCEL };

/* Row: what ends it is arg; arg2: it waits for data already. */
static void accept_ended(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    HANDLE port = ct_port();

    CHECK(CreateIoCompletionPort((HANDLE)listener, port, 3, 0) == port);
    ct_op_init(&op, NULL);
    FAILS(FALSE, ERROR_IO_PENDING, accept_ex(listener, s, row->arg2 ? 10 : 0));
    if (row->arg2) {
        ct_connect(ct_open(CT_TCP), listener);
        is_connected(s);
    }
    if (row->arg == LISTENER)
        EQUAL(closesocket(listener), 0);
    else if (row->arg == ACCEPTED)
        EQUAL(closesocket(s), 0);
    else
        EQUAL(CancelIoEx((HANDLE)listener, &op.ov), TRUE);
    EQUAL(ct_take(port, INFINITE).err, row->code);
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
}

static void reset(SOCKET s)
{
    struct linger hard = {1, 0};

    EQUAL(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)), 0);
    EQUAL(closesocket(s), 0);
}

/* The connection is gone before it is asked for; the next one is taken. */
static void reset_in_queue(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    SOCKET client = ct_open(CT_TCP);

    ct_connect(client, listener);
    ct_wait_readable(listener);
    reset(client);
    ct_op_init(&op, ct_event());
    if (!accept_ex(listener, s, 0) && WSAGetLastError() == WSA_IO_PENDING)
        EQUAL(ct_op_end(listener, &op), row->code);
    else
        EQUAL(WSAGetLastError(), row->code);
    ct_op_init(&op, ct_event());
    FAILS(FALSE, ERROR_IO_PENDING, accept_ex(listener, s, 0));
    ct_connect(ct_open(CT_TCP), listener);
    EQUAL(ct_op_end(listener, &op), 0);
}

static void reset_before_data(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    SOCKET client = ct_open(CT_TCP);

    ct_op_init(&op, ct_event());
    FAILS(FALSE, ERROR_IO_PENDING, accept_ex(listener, s, 10));
    ct_connect(client, listener);
    is_connected(s);
    reset(client);
    EQUAL(ct_op_end(listener, &op), row->code);
}

/* Without an event, while it has gone on to the accepted socket. */
static DWORD WINAPI result_main(void *arg)
{
    DWORD n = 0, flags;

    return WSAGetOverlappedResult((SOCKET)(uintptr_t)arg, &op.ov, &n, TRUE,
                                  &flags)
               ? n
               : 0;
}

static void accept_result(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    SOCKET client = ct_open(CT_TCP);
    HANDLE thread;
    DWORD n = 0;

    (void)row;
    ct_op_init(&op, NULL);
    FAILS(FALSE, ERROR_IO_PENDING, accept_ex(listener, s, 10));
    thread = ct_thread(result_main, (void *)(uintptr_t)listener);
    ct_connect(client, listener);
    EQUAL(WaitForSingleObject(thread, 20), WAIT_TIMEOUT);
    EQUAL(send(client, "hello", 5, 0), 5);
    ct_join(thread);
    CHECK(GetExitCodeThread(thread, &n));
    EQUAL(n, 5);
}

/* Row: the accept socket is row->sock, the listener of kind arg. */
static void accept_refused(const struct ct_row *row)
{
    SOCKET listener = ct_open((enum ct_kind)row->arg), s = ct_sock(row);

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code, accept_ex(listener, s, 0));
}

static const struct ct_row rows[] = {
    ROW(AcceptEx, ERROR_IO_PENDING, "nobody has connected", accepts,
        .name = "ERROR_IO_PENDING"),
    ROW(AcceptEx, ERROR_IO_PENDING, "data is wanted too", accepts, .arg = 64,
        .name = "ERROR_IO_PENDING"),
    RULE(GetAcceptExSockaddrs, "the addresses", accepts, .arg = 64,
         .code = ERROR_IO_PENDING),
    RULE(AcceptEx, "the listener is closed", accept_ended, .arg = LISTENER,
         .code = ERROR_OPERATION_ABORTED),
    RULE(AcceptEx, "the listener is closed, data is awaited", accept_ended,
         .arg = LISTENER, .arg2 = 1, .code = ERROR_OPERATION_ABORTED),
    RULE(AcceptEx, "the accept socket is closed", accept_ended, .arg = ACCEPTED,
         .code = ERROR_OPERATION_ABORTED),
    RULE(AcceptEx, "the accept socket is closed, data is awaited", accept_ended,
         .arg = ACCEPTED, .arg2 = 1, .code = ERROR_OPERATION_ABORTED),
    RULE(AcceptEx, "CancelIoEx of the listener", accept_ended, .arg = CANCEL,
         .code = ERROR_OPERATION_ABORTED),
    RULE(AcceptEx, "CancelIoEx of the listener, data is awaited", accept_ended,
         .arg = CANCEL, .arg2 = 1, .code = ERROR_OPERATION_ABORTED),
    ROW(AcceptEx, WSAECONNRESET, "the peer resets the queued connection",
        reset_in_queue),
    ROW(AcceptEx, WSAECONNRESET, "the peer resets, data is awaited",
        reset_before_data),
    RULE(AcceptEx, "fWait without an event", accept_result),
    RULE(AcceptEx, "not listening", accept_refused, .arg = CT_TCP_BOUND,
         .sock = CT_TCP, .code = WSAEINVAL),
    RULE(AcceptEx, "a bound accept socket", accept_refused,
         .arg = CT_TCP_LISTENING, .sock = CT_TCP_BOUND, .code = WSAEINVAL),
    RULE(AcceptEx, "no socket", accept_refused, .arg = CT_TCP_LISTENING,
         .sock = CT_STALE, .code = WSAENOTSOCK),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
