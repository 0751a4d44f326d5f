/* SPDX-License-Identifier: MIT */
/* AcceptEx, ConnectEx and DisconnectEx. */
#include "overlapped.h"

#define EACH (sizeof(struct sockaddr_in) + 16)

static struct ct_op op, other;
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

enum ending { LISTENER, ACCEPTED, CANCEL };

/* Row: what ends it is arg; arg2: it waits for data already. */
static void accept_ended(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    HANDLE port = ct_port();
    int seconds = -1, len = sizeof(seconds);

    CHECK(CreateIoCompletionPort((HANDLE)listener, port, 3, 0) == port);
    ct_op_init(&op, NULL);
    FAILS(FALSE, ERROR_IO_PENDING, accept_ex(listener, s, row->arg2 ? 10 : 0));
    if (row->arg2) {
        ct_connect(ct_open(CT_TCP), listener);
        while (seconds == -1 && !ct_failed()) /* until it is connected */
            EQUAL(getsockopt(s, SOL_SOCKET, SO_CONNECT_TIME, (char *)&seconds,
                             &len),
                  0);
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

static BOOL connect_ex(SOCKET s, const struct sockaddr_in *to, const char *text)
{
    GUID id = WSAID_CONNECTEX;
    LPFN_CONNECTEX fn = (LPFN_CONNECTEX)ct_extension(ct_open(CT_TCP), id);

    return fn(s, (const struct sockaddr *)to, sizeof(*to),
              (void *)(uintptr_t)text, text != NULL ? (DWORD)strlen(text) : 0,
              &op.count, &op.ov);
}

static struct sockaddr_in wildcard(void)
{
    struct sockaddr_in sin = ct_loopback(htons(9));

    sin.sin_addr.s_addr = 0;
    return sin;
}

enum target { LISTENING, NOBODY, NOWHERE, FAMILY };

/* Row: the target is arg. */
static void connect_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct sockaddr_in to = ct_loopback(htons(9));

    if (row->arg == LISTENING)
        to = ct_name(ct_open(CT_TCP_LISTENING));
    if (row->arg == NOWHERE)
        to = wildcard();
    if (row->arg == FAMILY)
        to.sin_family = AF_INET6;
    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code, connect_ex(s, &to, NULL));
}

static void connects(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP_BOUND), a;
    struct sockaddr_in to = ct_name(listener);
    char data[8];

    (void)row;
    ct_op_init(&op, ct_event());
    if (!connect_ex(s, &to, "hello"))
        EQUAL(WSAGetLastError(), WSA_IO_PENDING);
    NEED(ct_op_end(s, &op), 0);
    EQUAL(op.count, 5);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0), 0);
    a = ct_keep(accept(listener, NULL, NULL));
    EQUAL(recv(a, data, sizeof(data), 0), 5);
    ct_op_init(&op, NULL);
    FAILS(FALSE, WSAEISCONN, connect_ex(s, &to, NULL));
}

static void connect_refused(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_BOUND);
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_STREAM));

    ct_op_init(&op, ct_event());
    if (!connect_ex(s, &to, NULL) && WSAGetLastError() != WSA_IO_PENDING) {
        EQUAL(WSAGetLastError(), row->code);
        return;
    }
    EQUAL(ct_op_end(s, &op), row->code);
    to = ct_name(ct_open(CT_TCP_LISTENING)); /* the same socket may retry */
    ct_op_init(&op, ct_event());
    if (!connect_ex(s, &to, NULL))
        EQUAL(WSAGetLastError(), WSA_IO_PENDING);
    EQUAL(ct_op_end(s, &op), 0);
}

static void connect_bad_pointer(const struct ct_row *row)
{
    GUID id = WSAID_CONNECTEX;
    SOCKET s = ct_open(CT_TCP_BOUND);
    LPFN_CONNECTEX fn = (LPFN_CONNECTEX)ct_extension(s, id);
    struct sockaddr_in to = ct_loopback(htons(9));
    void *bad = ct_unmapped();

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code, fn(s, bad, sizeof(to), NULL, 0, NULL, &op.ov));
    FAILS(FALSE, row->code, fn(s, SA(&to), 3, NULL, 0, NULL, &op.ov));
    FAILS(FALSE, row->code, fn(s, SA(&to), sizeof(to), bad, 5, NULL, &op.ov));
    FAILS(FALSE, row->code, fn(s, SA(&to), sizeof(to), NULL, 0, NULL, bad));
}

static BOOL disconnect_ex(SOCKET s, LPOVERLAPPED ov, DWORD flags, DWORD zero)
{
    static LPFN_DISCONNECTEX fn;
    GUID id = WSAID_DISCONNECTEX;

    if (fn == NULL)
        fn = (LPFN_DISCONNECTEX)ct_extension(ct_open(CT_TCP), id);
    return fn(s, ov, flags, zero);
}

/* Row: flags are arg, what is reserved arg2. */
static void disconnect_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    FAILS(FALSE, row->code,
          disconnect_ex(s, NULL, (DWORD)row->arg, (DWORD)row->arg2));
}

static void disconnect_bad_pointer(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    FAILS(FALSE, row->code, disconnect_ex(s, ct_unmapped(), 0, 0));
}

/* Row: overlapped (arg). A receive that is pending is ended, and the socket
 * connects again. */
static void disconnect_reuses(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_BOUND), a;
    char data[8];

    for (int i = 0; i < 3 && !ct_failed(); i++) {
        SOCKET listener = ct_open(CT_TCP_LISTENING);
        struct sockaddr_in to = ct_name(listener);

        ct_op_init(&op, ct_event());
        if (!connect_ex(s, &to, NULL))
            EQUAL(WSAGetLastError(), WSA_IO_PENDING);
        NEED(ct_op_end(s, &op), 0);
        EQUAL(setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0), 0);
        a = ct_keep(accept(listener, NULL, NULL));
        EQUAL(send(s, "x", 1, 0), 1);
        ct_op_init(&other, ct_event());
        SOCKET_FAILS(WSA_IO_PENDING, WSARecv(s, &other.buf, 1, NULL,
                                             &other.flags, &other.ov, NULL));
        ct_op_init(&op, ct_event());
        if (!disconnect_ex(s, row->arg ? &op.ov : NULL, TF_REUSE_SOCKET, 0))
            EQUAL(WSAGetLastError(), WSA_IO_PENDING);
        if (row->arg)
            EQUAL(ct_op_end(s, &op), 0);
        EQUAL(ct_op_end(s, &other), WSA_OPERATION_ABORTED);
        EQUAL(recv(a, data, sizeof(data), 0), 1);
        EQUAL(recv(a, data, sizeof(data), 0), 0);
    }
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
    RULE(AcceptEx, "fWait without an event", accept_result),
    RULE(AcceptEx, "not listening", accept_refused, .arg = CT_TCP_BOUND,
         .sock = CT_TCP, .code = WSAEINVAL),
    RULE(AcceptEx, "a bound accept socket", accept_refused,
         .arg = CT_TCP_LISTENING, .sock = CT_TCP_BOUND, .code = WSAEINVAL),
    RULE(AcceptEx, "no socket", accept_refused, .arg = CT_TCP_LISTENING,
         .sock = CT_STALE, .code = WSAENOTSOCK),
    ROW(ConnectEx, WSAENOTSOCK, "closed socket", connect_fails,
        .sock = CT_STALE),
    ROW(ConnectEx, WSAENOTSOCK, "event handle", connect_fails,
        .sock = CT_EVENT),
    ROW(ConnectEx, WSAEINVAL, "not bound", connect_fails, .sock = CT_TCP),
    ROW(ConnectEx, WSAEINVAL, "listening", connect_fails,
        .sock = CT_TCP_LISTENING),
    ROW(ConnectEx, WSAEISCONN, "connected", connect_fails,
        .sock = CT_TCP_CLIENT),
    ROW(ConnectEx, WSAEADDRNOTAVAIL, "to the wildcard address", connect_fails,
        .sock = CT_TCP_BOUND, .arg = NOWHERE),
    ROW(ConnectEx, WSAEAFNOSUPPORT, "another family", connect_fails,
        .sock = CT_TCP_BOUND, .arg = FAMILY),
    ROW(ConnectEx, WSAECONNREFUSED, "nobody listens", connect_refused),
    ROW(ConnectEx, WSAEFAULT, "bad pointers", connect_bad_pointer),
    RULE(ConnectEx, "with first data", connects),
    ROW(DisconnectEx, WSAENOTCONN, "never connected", disconnect_fails,
        .sock = CT_TCP),
    ROW(DisconnectEx, WSAEINVAL, "an unknown flag", disconnect_fails,
        .sock = CT_TCP_CLIENT, .arg = TF_WRITE_BEHIND),
    ROW(DisconnectEx, WSAEINVAL, "reserved", disconnect_fails,
        .sock = CT_TCP_CLIENT, .arg2 = 1),
    ROW(DisconnectEx, WSAEFAULT, "unmapped OVERLAPPED", disconnect_bad_pointer),
    RULE(DisconnectEx, "TF_REUSE_SOCKET", disconnect_reuses, .arg = 0),
    RULE(DisconnectEx, "TF_REUSE_SOCKET, overlapped", disconnect_reuses,
         .arg = 1),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
