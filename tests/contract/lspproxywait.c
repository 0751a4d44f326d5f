/* SPDX-License-Identifier: MIT */
/* Sockets of lsp-proxy: how their operations end, how they are waited for while
 * the proxy is asked, and what happens when they are closed meanwhile. */
#include "lspproxy.h"

static SOCKET connected(void)
{
    SOCKET s;

    begin(SOCKSD_GOOD);
    s = tcp();
    EQUAL(by_blocking(s), 0);
    return s;
}

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED ov,
                             DWORD flags)
{
    EQUAL(error, 0);
    EQUAL(bytes, 5);
    EQUAL(flags, 0);
    CHECK(ov == &op.ov);
    op.count = bytes;
}

static void by_routine(const struct ct_row *row)
{
    SOCKET s = connected();

    (void)row;
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, routine));
    EQUAL(send(s, "hello", 5, 0), 5);
    EQUAL(SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
    EQUAL(op.count, 5);
    CHECK(memcmp(op.data, "hello", 5) == 0);
    EQUAL(WaitForSingleObject(op.ov.hEvent, 0), WAIT_TIMEOUT);
    end();
}

/* Row: arg is 0 for an event, else the handle is waited for. */
static void by_result(const struct ct_row *row)
{
    SOCKET s = connected();

    ct_op_init(&op, row->arg == 0 ? ct_event() : NULL);
    SOCKET_FAILS(WSA_IO_PENDING,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL));
    FAILS(FALSE, WSA_IO_INCOMPLETE,
          WSAGetOverlappedResult(s, &op.ov, &op.count, FALSE, &op.flags));
    EQUAL(send(s, "hello", 5, 0), 5);
    CHECK(WSAGetOverlappedResult(s, &op.ov, &op.count, TRUE, &op.flags));
    EQUAL(op.count, 5);
    CHECK(memcmp(op.data, "hello", 5) == 0);
    end();
}

static void no_event(const struct ct_row *row)
{
    SOCKET s = connected();

    (void)row;
    ct_op_init(&op, ct_keep_handle(CreateIoCompletionPort(INVALID_HANDLE_VALUE,
                                                          NULL, 0, 0)));
    SOCKET_FAILS(WSA_INVALID_HANDLE,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, &op.ov, NULL));
    check_echo(s); /* nothing waits for it */
    end();
}

/* The other process is this one. */
static void duplicated(const struct ct_row *row)
{
    WSAPROTOCOL_INFOW info;
    SOCKET s = connected(), twin;

    (void)row;
    EQUAL(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
    if (ct_failed()) {
        end();
        return;
    }
    twin =
        ct_keep(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                           FROM_PROTOCOL_INFO, &info, 0, WSA_FLAG_OVERLAPPED));
    CHECK(twin != INVALID_SOCKET);
    EQUAL(closesocket(s), 0);
    check_echo(twin);
    end();
}

/* --- Until the proxy has answered, there is no connection. */

static bool selected(SOCKET s)
{
    struct timeval none = {0, 0};
    fd_set reads, writes, excepts;

    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_ZERO(&excepts);
    FD_SET(s, &reads);
    FD_SET(s, &writes);
    FD_SET(s, &excepts);
    return select(0, &reads, &writes, &excepts, &none) != 0;
}

static bool polled(SOCKET s)
{
    WSAPOLLFD fd = {s, POLLRDNORM | POLLWRNORM, 0};

    return WSAPoll(&fd, 1, 0) != 0;
}

static void check_unconnected(SOCKET s)
{
    struct sockaddr_in name;
    int length = sizeof(name);
    char byte;

    CHECK(!selected(s));
    CHECK(!polled(s));
    SOCKET_FAILS(WSAENOTCONN, getpeername(s, SA(&name), &length));
    SOCKET_FAILS(WSAENOTCONN, send(s, "x", 1, 0));
    SOCKET_FAILS(WSAENOTCONN, recv(s, &byte, 1, 0));
    SOCKET_FAILS(WSAENOTCONN, shutdown(s, SD_BOTH));
    SOCKET_FAILS(WSAEALREADY, connect(s, SA(&to), sizeof(to)));
}

static void select_blocks(struct ct_blocked *b)
{
    b->res = select_ended(b->s);
}

static void poll_blocks(struct ct_blocked *b)
{
    b->res = poll_ended(b->s);
}

/* A wait that has begun before the answer sees it. Row: the answer is arg2. */
static void waits(const struct ct_row *row)
{
    struct ct_blocked b = {.run = row->arg == SELECT ? select_blocks
                                                     : poll_blocks};

    begin(SOCKSD_HELD);
    socksd.code = row->arg2;
    b.s = tcp();
    start(b.s);
    ct_await(socksd.asked);
    check_unconnected(b.s);
    ct_blocked_start(&b);
    ct_fire(socksd.go);
    ct_blocked_end(&b);
    EQUAL(b.res, row->arg2 == 0 ? 0 : WSAECONNREFUSED);
    end();
}

static void event_waits(const struct ct_row *row)
{
    HANDLE event = WSACreateEvent();
    SOCKET s;

    ct_keep_handle(event);
    begin(SOCKSD_HELD);
    socksd.code = row->arg2;
    s = tcp();
    start(s);
    ct_await(socksd.asked);
    EQUAL(WSAEventSelect(s, event, FD_CONNECT | FD_WRITE | FD_READ), 0);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    check_unconnected(s);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    ct_fire(socksd.go);
    EQUAL(event_ended(s, event), row->arg2 == 0 ? 0 : WSAECONNREFUSED);
    if (row->arg2 == 0) {
        EQUAL(send(s, "x", 1, 0), 1);
        ct_await(event); /* FD_READ */
    }
    end();
}

static void message_waits(const struct ct_row *row)
{
    char byte;
    SOCKET s;

    begin(SOCKSD_HELD);
    socksd.code = row->arg2;
    s = tcp();
    EQUAL(WSAAsyncSelect(s, window, NET, FD_CONNECT | FD_READ), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    ct_await(socksd.asked);
    check_unconnected(s);
    news_of(s);
    news_pump();
    EQUAL(news.count, 0);
    ct_fire(socksd.go);
    EQUAL(told(s, FD_CONNECT), FD_CONNECT);
    EQUAL(news.code[FD_CONNECT_BIT], row->arg2 == 0 ? 0 : WSAECONNREFUSED);
    if (row->arg2 == 0) {
        EQUAL(send(s, "x", 1, 0), 1);
        EQUAL(told(s, FD_READ), FD_READ);
        EQUAL(recv(s, &byte, 1, 0), 1);
    }
    end();
}

/* A set may hold others, which are found meanwhile. */
static void with_others(const struct ct_row *row)
{
    SOCKET s, listener, other;
    fd_set reads, writes;

    (void)row;
    begin(SOCKSD_HELD);
    s = tcp();
    start(s);
    ct_await(socksd.asked);
    listener = ct_open(CT_TCP_LISTENING);
    other = tcp();
    ct_connect(other, listener); /* directly */
    FD_ZERO(&reads);
    FD_ZERO(&writes);
    FD_SET(s, &writes);
    FD_SET(listener, &reads);
    EQUAL(select(0, &reads, &writes, NULL, NULL), 1);
    CHECK(FD_ISSET(listener, &reads));
    EQUAL(writes.fd_count, 0);
    ct_fire(socksd.go);
    FD_SET(s, &writes);
    EQUAL(select(0, NULL, &writes, NULL, NULL), 1);
    end();
}

/* --- Closed while the proxy is asked. */

/* A ConnectEx of a socket of its own, which is pending: op. */
static SOCKET ex_begin(enum socksd_kind kind)
{
    struct sockaddr_in any = ct_loopback(0);
    LPFN_CONNECTEX connectex;
    SOCKET s;

    begin(kind);
    s = tcp();
    any.sin_addr.s_addr = 0;
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    extension(s, (GUID)WSAID_CONNECTEX, &connectex);
    ct_op_init(&op, ct_event());
    FAILS(FALSE, WSA_IO_PENDING,
          connectex(s, SA(&to), sizeof(to), NULL, 0, NULL, &op.ov));
    return s;
}

static void connect_blocks(struct ct_blocked *b)
{
    b->res = connect(b->s, SA(&to), sizeof(to));
    b->err = WSAGetLastError();
}

static void closed(const struct ct_row *row)
{
    struct ct_blocked b = {.run = connect_blocks};

    (void)row;
    begin(SOCKSD_HELD);
    b.s = tcp();
    ct_blocked_start(&b);
    ct_await(socksd.asked);
    EQUAL(closesocket(b.s), 0);
    ct_blocked_end(&b);
    EQUAL(b.res, SOCKET_ERROR);
    EQUAL(b.err, WSAEINTR);
    SOCKET_FAILS(WSAENOTSOCK, closesocket(b.s));
    ct_fire(socksd.go);
    end();
}

static void ex_closed(const struct ct_row *row)
{
    SOCKET s = ex_begin(SOCKSD_HELD);

    (void)row;
    ct_await(socksd.asked);
    EQUAL(closesocket(s), 0);
    ct_await(op.ov.hEvent);
    EQUAL(op.ov.OffsetHigh, WSA_OPERATION_ABORTED);
    ct_fire(socksd.go);
    end();
}

static void cleaned(const struct ct_row *row)
{
    SOCKET s;

    (void)row;
    begin(SOCKSD_MUTE);
    s = tcp();
    start(s);
    ct_await(socksd.asked);
    EQUAL(WSACleanup(), 0);
    ct_join(socksd.thread);
    lsp_remove();
}

/* What was pending is told, although the handle goes. */
static void ex_cleaned(const struct ct_row *row)
{
    (void)row;
    ex_begin(SOCKSD_MUTE);
    ct_await(socksd.asked);
    EQUAL(WSACleanup(), 0);
    ct_await(op.ov.hEvent);
    EQUAL(op.ov.OffsetHigh, WSA_OPERATION_ABORTED);
    ct_join(socksd.thread);
    lsp_remove();
}

static const struct ct_row rows[] = {
    RULE(WSARecv, "a routine, through a proxy", by_routine),
    RULE(WSAGetOverlappedResult, "an event, through a proxy", by_result),
    RULE(WSAGetOverlappedResult, "the handle, through a proxy", by_result,
         .arg = 1),
    RULE(WSARecv, "what is no event, through a proxy", no_event),
    RULE(WSADuplicateSocket, "through a proxy", duplicated),
    RULE(select, "wakes for the proxy's yes", waits, .arg = SELECT),
    RULE(select, "wakes for the proxy's no", waits, .arg = SELECT, .arg2 = 5),
    RULE(WSAPoll, "wakes for the proxy's yes", waits, .arg = POLL),
    RULE(WSAPoll, "wakes for the proxy's no", waits, .arg = POLL, .arg2 = 5),
    RULE(WSAEventSelect, "tells the proxy's yes", event_waits),
    RULE(WSAEventSelect, "tells the proxy's no", event_waits, .arg2 = 5),
    RULE(WSAAsyncSelect, "tells the proxy's yes", message_waits),
    RULE(WSAAsyncSelect, "tells the proxy's no", message_waits, .arg2 = 5),
    RULE(select, "finds others while the proxy is asked", with_others),
    RULE(closesocket, "ends a connect through a proxy", closed),
    RULE(closesocket, "ends a ConnectEx through a proxy", ex_closed),
    RULE(WSACleanup, "ends a connect through a proxy", cleaned),
    RULE(WSACleanup, "ends a ConnectEx through a proxy", ex_cleaned),
};

int main(int argc, char **argv)
{
    window = window_make();
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
