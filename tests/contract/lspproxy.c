/* SPDX-License-Identifier: MIT */
/* Connections through lsp-proxy: every way to connect and to wait for it, and
 * every way in which a SOCKS server can fail. The server is a thread of the
 * row's (socksd.h), so that no address is ever really connected to. */
#include "netmessages.h"
#include "overlapped.h"
#include "socksd.h"

static struct socksd socksd;
static struct sockaddr_in to;   /* of the documentation's networks: RFC 5737 */
static struct sockaddr_in6 to6; /* and RFC 3849 */

/* Chains over TCP of IPv4 and IPv6. */
static void install(void)
{
    static WSAPROTOCOL_INFOW over[2];
    WCHAR path[MAX_PATH], name[] = L"lsp-proxy";
    DWORD id = 0;
    INT e = 0;

    over[0].iAddressFamily = AF_INET;
    over[1].iAddressFamily = AF_INET6;
    over[0].iSocketType = over[1].iSocketType = SOCK_STREAM;
    over[0].iProtocol = over[1].iProtocol = IPPROTO_TCP;
    lsp_path("lsp-proxy", path);
    EQUAL(WSCInstallProviderAndChains64_32(&lsp_id, path, NULL, name, 0,
                                           (void *)over, 2, &id, &e),
          0);
    EQUAL(e, 0);
}

/* The provider reads its environment with the first socket of its own. */
static void begin_with(enum socksd_kind kind, const char *login)
{
    char url[128];

    install();
    lsp_restart();
    memset(&socksd, 0, sizeof(socksd));
    socksd.kind = kind;
    socksd_start(&socksd);
    snprintf(url, sizeof(url), "socks5://%s127.0.0.1:%u", login, socksd.port);
    SetEnvironmentVariableA("WS2_PROXY", url);
    SetEnvironmentVariableA("WS2_PROXY_DIRECT", NULL);
    SetEnvironmentVariableA("WS2_PROXY_TIMEOUT", NULL);
    to = ct_loopback(htons(7777));
    to.sin_addr.s_addr = htonl(0xcb007107); /* 203.0.113.7 */
    to6 = ct_loopback6(htons(7777));
    memcpy(&to6.sin6_addr, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7", 16);
}

static void begin(enum socksd_kind kind)
{
    begin_with(kind, "");
}

static void end(void)
{
    SetEnvironmentVariableA("WS2_PROXY", NULL);
    lsp_remove();
}

static SOCKET tcp(void)
{
    return ct_keep(socket(AF_INET, SOCK_STREAM, 0));
}

static void extension(SOCKET s, GUID id, void *function)
{
    DWORD n = 0;

    EQUAL(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                   function, sizeof(void *), &n, NULL, NULL),
          0);
}

/* --- The ways to connect. Each gives how it ended: 0, or the code. */

enum way { BLOCKING, SELECT, POLL, EVENT, MESSAGE, EX, WAYS };

static int last(int res)
{
    return res == 0 ? 0 : WSAGetLastError();
}

static void start(SOCKET s)
{
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
}

static int pending_error(SOCKET s)
{
    int error = -1, length = sizeof(error);

    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&error, &length), 0);
    return error;
}

static int by_blocking(SOCKET s)
{
    return last(connect(s, SA(&to), sizeof(to)));
}

static int select_ended(SOCKET s)
{
    fd_set writes, excepts;

    FD_ZERO(&writes);
    FD_ZERO(&excepts);
    FD_SET(s, &writes);
    FD_SET(s, &excepts);
    EQUAL(select(0, NULL, &writes, &excepts, NULL), 1);
    CHECK(FD_ISSET(s, &writes) != FD_ISSET(s, &excepts));
    return FD_ISSET(s, &excepts) ? pending_error(s) : 0;
}

static int by_select(SOCKET s)
{
    start(s);
    return select_ended(s);
}

static int poll_ended(SOCKET s)
{
    WSAPOLLFD fd = {s, POLLWRNORM, 0};

    EQUAL(WSAPoll(&fd, 1, -1), 1);
    if ((fd.revents & POLLERR) == 0)
        EQUAL(fd.revents, POLLWRNORM);
    else
        EQUAL(fd.revents, POLLHUP | POLLERR | POLLWRNORM);
    return (fd.revents & POLLERR) != 0 ? pending_error(s) : 0;
}

static int by_poll(SOCKET s)
{
    start(s);
    return poll_ended(s);
}

static int event_ended(SOCKET s, HANDLE event)
{
    WSANETWORKEVENTS events;

    ct_await(event);
    EQUAL(WSAEnumNetworkEvents(s, event, &events), 0);
    CHECK((events.lNetworkEvents & FD_CONNECT) != 0);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    return events.iErrorCode[FD_CONNECT_BIT];
}

static int by_event(SOCKET s)
{
    HANDLE event = WSACreateEvent();

    ct_keep_handle(event);
    EQUAL(WSAEventSelect(s, event, FD_CONNECT | FD_WRITE), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    return event_ended(s, event);
}

static int by_message(SOCKET s)
{
    EQUAL(WSAAsyncSelect(s, window, NET, FD_CONNECT | FD_CLOSE), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    EQUAL(told(s, FD_CONNECT), FD_CONNECT);
    EQUAL(news.count, 1);
    return news.code[FD_CONNECT_BIT];
}

static struct ct_op op;

static int by_connectex(SOCKET s)
{
    struct sockaddr_in any = ct_loopback(0);
    LPFN_CONNECTEX connectex;

    any.sin_addr.s_addr = 0;
    extension(s, (GUID)WSAID_CONNECTEX, &connectex);
    ct_op_init(&op, ct_event());
    FAILS(FALSE, WSAEINVAL,
          connectex(s, SA(&to), sizeof(to), NULL, 0, NULL, &op.ov));
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    FAILS(FALSE, WSA_IO_PENDING,
          connectex(s, SA(&to), sizeof(to), NULL, 0, NULL, &op.ov));
    return ct_op_end(s, &op);
}

static int (*const ways[WAYS])(SOCKET) = {
    by_blocking, by_select, by_poll, by_event, by_message, by_connectex};

/* --- What is said and seen when it works. */

static void check_peer(SOCKET s)
{
    struct sockaddr_in name;
    int length = sizeof(name);

    EQUAL(getpeername(s, SA(&name), &length), 0);
    EQUAL(length, sizeof(name));
    CHECK(memcmp(&name, &to, sizeof(name)) == 0);
    length = 3;
    SOCKET_FAILS(WSAEFAULT, getpeername(s, SA(&name), &length));
}

static void check_echo(SOCKET s)
{
    char buf[8];
    u_long off = 0;

    WSAEventSelect(s, NULL, 0);
    EQUAL(ioctlsocket(s, (long)FIONBIO, &off), 0);
    EQUAL(send(s, "hello", 5, 0), 5);
    EQUAL(recv(s, buf, sizeof(buf), 0), 5);
    CHECK(memcmp(buf, "hello", 5) == 0);
    EQUAL(shutdown(s, SD_SEND), 0);
    EQUAL(recv(s, buf, sizeof(buf), 0), 0);
}

static void check_request(const char *want, int length)
{
    EQUAL(socksd.request_length, length);
    CHECK(memcmp(socksd.request, want, (size_t)length) == 0);
}

/* Longer than any address is. */
static void long_name(const struct ct_row *row)
{
    struct {
        struct sockaddr_in to;
        char more[1024];
    } name = {.more = ""};
    SOCKET s;

    (void)row;
    begin(SOCKSD_GOOD);
    name.to = to;
    s = tcp();
    EQUAL(connect(s, SA(&name), sizeof(name)), 0);
    check_peer(s);
    check_echo(s);
    end();
}

/* The name of a connect, and an OVERLAPPED. */
static void bad_memory(const struct ct_row *row)
{
    SOCKET s;

    begin(SOCKSD_GOOD);
    s = tcp();
    SOCKET_FAILS(row->code, connect(s, ct_unmapped(), sizeof(to)));
    SOCKET_FAILS(row->code, connect(s, NULL, sizeof(to)));
    SOCKET_FAILS(row->code, connect(s, SA(&to), 3));
    NEED(by_blocking(s), 0);
    ct_op_init(&op, NULL);
    SOCKET_FAILS(row->code,
                 WSARecv(s, &op.buf, 1, NULL, &op.flags, ct_unmapped(), NULL));
    check_echo(s);
    end();
}

static void connects(const struct ct_row *row)
{
    SOCKET s;

    begin(SOCKSD_GOOD);
    s = tcp();
    NEED(ways[row->arg](s), 0);
    check_peer(s);
    SOCKET_FAILS(WSAEISCONN, connect(s, SA(&to), sizeof(to)));
    check_echo(s);
    ct_join(socksd.thread);
    EQUAL(socksd.greeting_length, 3);
    CHECK(memcmp(socksd.greeting, "\5\1\0", 3) == 0);
    check_request("\5\1\0\1\xcb\0\x71\7\x1e\x61", 10);
    end();
}

/* The same socket may be used for another attempt. */
static void refused(const struct ct_row *row)
{
    SOCKET s;

    begin(SOCKSD_GOOD);
    socksd.code = 5;
    s = tcp();
    EQUAL(ways[row->arg](s), WSAECONNREFUSED);
    SOCKET_FAILS(WSAENOTCONN, send(s, "x", 1, 0));
    SOCKET_FAILS(WSAENOTCONN, shutdown(s, SD_SEND));
    EQUAL(pending_error(s),
          row->arg == BLOCKING || row->arg >= EVENT ? WSAECONNREFUSED : 0);
    ct_join(socksd.thread);
    socksd.code = 0;
    socksd.thread = ct_thread(socksd_run, &socksd);
    if (row->arg == BLOCKING)
        EQUAL(by_blocking(s), 0);
    else {
        start(s);
        EQUAL(select_ended(s), 0);
    }
    check_echo(s);
    ct_join(socksd.thread);
    end();
}

static void logs_in(const struct ct_row *row)
{
    (void)row;
    begin_with(SOCKSD_GOOD, "ann:s%3acret%40@");
    EQUAL(by_blocking(tcp()), 0);
    EQUAL(WSACleanup(), 0);
    ct_join(socksd.thread);
    CHECK(memcmp(socksd.greeting, "\5\2\0\2", 4) == 0);
    EQUAL(socksd.login_length, 13);
    CHECK(memcmp(socksd.login, "\1\3ann\7s:cret@", 13) == 0);
    lsp_remove();
}

static void six(const struct ct_row *row)
{
    struct sockaddr_in6 name;
    int length = sizeof(name);
    SOCKET s;

    (void)row;
    if (!ct_have_ipv6())
        return;
    begin(SOCKSD_GOOD);
    s = ct_keep(socket(AF_INET6, SOCK_STREAM, 0));
    NEED(connect(s, SA(&to6), sizeof(to6)), 0);
    EQUAL(getpeername(s, SA(&name), &length), 0);
    CHECK(memcmp(&name, &to6, sizeof(name)) == 0);
    check_echo(s);
    ct_join(socksd.thread);
    check_request("\5\1\0\4\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\7\x1e\x61",
                  22);
    end();
}

/* A mapped address is asked for as what it is. */
static void mapped(const struct ct_row *row)
{
    SOCKET s;

    (void)row;
    if (!ct_have_ipv6())
        return;
    begin(SOCKSD_GOOD);
    memset(&to6.sin6_addr, 0, 10);
    memset((char *)&to6.sin6_addr + 10, 0xff, 2);
    memcpy((char *)&to6.sin6_addr + 12, &to.sin_addr, 4);
    s = ct_keep(socket(AF_INET6, SOCK_STREAM, 0));
    EQUAL(connect(s, SA(&to6), sizeof(to6)), 0);
    check_echo(s);
    ct_join(socksd.thread);
    check_request("\5\1\0\1\xcb\0\x71\7\x1e\x61", 10);
    end();
}

static void slow(const struct ct_row *row)
{
    SOCKET s;

    (void)row;
    begin(SOCKSD_SLOW);
    s = tcp();
    EQUAL(by_blocking(s), 0);
    check_echo(s);
    end();
}

/* Data that comes with the answer is the program's. */
static void eager(const struct ct_row *row)
{
    char buf[8];
    SOCKET s;

    (void)row;
    begin(SOCKSD_EAGER);
    s = tcp();
    EQUAL(by_blocking(s), 0);
    EQUAL(recv(s, buf, sizeof(buf), 0), 5);
    CHECK(memcmp(buf, "eager", 5) == 0);
    check_echo(s);
    end();
}

/* ConnectEx' data goes to the destination, and completes at a port. */
static void ex_data(const struct ct_row *row)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    struct sockaddr_in any = ct_loopback(0);
    LPFN_CONNECTEX connectex;
    char text[] = "hello", buf[8];
    OVERLAPPED *got = NULL;
    ULONG_PTR key = 0;
    DWORD n = 0;
    SOCKET s;

    (void)row;
    ct_keep_handle(port);
    begin(SOCKSD_GOOD);
    s = tcp();
    any.sin_addr.s_addr = 0;
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 7, 0) == port);
    extension(s, (GUID)WSAID_CONNECTEX, &connectex);
    ct_op_init(&op, NULL);
    FAILS(FALSE, WSA_IO_PENDING,
          connectex(s, SA(&to), sizeof(to), text, 5, NULL, &op.ov));
    CHECK(GetQueuedCompletionStatus(port, &n, &key, &got, INFINITE));
    EQUAL(n, 5);
    EQUAL(key, 7);
    CHECK(got == (OVERLAPPED *)&op.ov);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0), 0);
    EQUAL(recv(s, buf, sizeof(buf), 0), 5);
    check_peer(s);
    end();
}

/* --- By name and by list: several addresses, one after the other. */

static void by_name(const struct ct_row *row)
{
    char node[] = "203.0.113.7", service[] = "7777";
    struct sockaddr_in name, peer;
    DWORD length = sizeof(name), peer_length = sizeof(peer);
    SOCKET s;

    begin(SOCKSD_GOOD);
    s = tcp();
    if (row->arg != 0)
        ct_nonblock(s);
    CHECK(WSAConnectByNameA(s, node, service, &length, SA(&name), &peer_length,
                            SA(&peer), NULL, NULL));
    EQUAL(name.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    CHECK(memcmp(&peer, &to, sizeof(to)) == 0);
    FAILS(FALSE, WSAEINVAL,
          WSAConnectByNameA(s, node, service, NULL, NULL, NULL, NULL, NULL,
                            NULL));
    check_echo(s);
    ct_join(socksd.thread);
    check_request("\5\1\0\1\xcb\0\x71\7\x1e\x61", 10);
    end();
}

/* The first is refused directly, the second is the proxy's. */
static void by_list(const struct ct_row *row)
{
    static struct {
        SOCKET_ADDRESS_LIST list;
        SOCKET_ADDRESS second;
    } two;
    struct sockaddr_in dead;
    SOCKET s;

    begin(SOCKSD_GOOD);
    dead = ct_loopback(ct_dead_port(SOCK_STREAM));
    two.list.iAddressCount = 2;
    two.list.Address[0].lpSockaddr = SA(&dead);
    two.list.Address[0].iSockaddrLength = sizeof(dead);
    two.second.lpSockaddr = SA(&to);
    two.second.iSockaddrLength = sizeof(to);
    s = tcp();
    if (row->arg != 0)
        ct_nonblock(s);
    CHECK(WSAConnectByList(s, &two.list, NULL, NULL, NULL, NULL, NULL, NULL));
    check_peer(s);
    check_echo(s);
    end();
}

static void name_late(const struct ct_row *row)
{
    char node[] = "203.0.113.7", service[] = "7777";
    struct timeval moment = {0, 1000};
    SOCKET s;

    (void)row;
    begin(SOCKSD_HELD);
    s = tcp();
    ct_nonblock(s);
    FAILS(FALSE, WSAETIMEDOUT,
          WSAConnectByNameA(s, node, service, NULL, NULL, NULL, NULL, &moment,
                            NULL));
    ct_await(socksd.asked);
    ct_fire(socksd.go);
    end();
}

/* --- Overlapped operations */

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
    struct sockaddr_in any = ct_loopback(0);
    LPFN_CONNECTEX connectex;
    SOCKET s;

    (void)row;
    begin(SOCKSD_HELD);
    s = tcp();
    any.sin_addr.s_addr = 0;
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    extension(s, (GUID)WSAID_CONNECTEX, &connectex);
    ct_op_init(&op, ct_event());
    FAILS(FALSE, WSA_IO_PENDING,
          connectex(s, SA(&to), sizeof(to), NULL, 0, NULL, &op.ov));
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
    struct sockaddr_in any = ct_loopback(0);
    LPFN_CONNECTEX connectex;
    SOCKET s;

    (void)row;
    begin(SOCKSD_MUTE);
    s = tcp();
    any.sin_addr.s_addr = 0;
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    extension(s, (GUID)WSAID_CONNECTEX, &connectex);
    ct_op_init(&op, ct_event());
    FAILS(FALSE, WSA_IO_PENDING,
          connectex(s, SA(&to), sizeof(to), NULL, 0, NULL, &op.ov));
    ct_await(socksd.asked);
    EQUAL(WSACleanup(), 0);
    ct_await(op.ov.hEvent);
    EQUAL(op.ov.OffsetHigh, WSA_OPERATION_ABORTED);
    ct_join(socksd.thread);
    lsp_remove();
}

/* --- Proxies that fail. */

enum fault {
    SILENCE,
    MUTENESS,
    END,
    RESET,
    DROP,
    METHOD_CUT,
    METHOD_OLD,
    METHOD_NONE,
    METHOD_ODD,
    METHOD_UNASKED,
    LOGIN_NO,
    LOGIN_OLD,
    LOGIN_CUT,
    REPLY_OLD,
    REPLY_CUT,
    REPLY_TYPE,
    REPLY_SHORT,
    REPLY_LONG
};

#define BYTES(text) text, sizeof(text) - 1

static const struct {
    enum socksd_kind kind;
    const char *bytes;
    int length;
    const char *login;
} faults[] = {
    [SILENCE] = {SOCKSD_SILENT, NULL, 0, ""},
    [MUTENESS] = {SOCKSD_MUTE, NULL, 0, ""},
    [END] = {SOCKSD_ENDS, NULL, 0, ""},
    [RESET] = {SOCKSD_RESETS, NULL, 0, ""},
    [DROP] = {SOCKSD_DROPS, NULL, 0, ""},
    [METHOD_CUT] = {SOCKSD_METHOD, BYTES("\5"), ""},
    [METHOD_OLD] = {SOCKSD_METHOD, BYTES("\4\0"), ""},
    [METHOD_NONE] = {SOCKSD_METHOD, BYTES("\5\xff"), ""},
    [METHOD_ODD] = {SOCKSD_METHOD, BYTES("\5\7"), ""},
    [METHOD_UNASKED] = {SOCKSD_METHOD, BYTES("\5\2"), ""},
    [LOGIN_NO] = {SOCKSD_LOGIN, BYTES("\1\1"), "ann:secret@"},
    [LOGIN_OLD] = {SOCKSD_LOGIN, BYTES("\5\0"), "ann:secret@"},
    [LOGIN_CUT] = {SOCKSD_LOGIN, BYTES("\1"), "ann:secret@"},
    [REPLY_OLD] = {SOCKSD_REPLY, BYTES("\4\0\0\1\0\0\0\0\0\0"), ""},
    [REPLY_CUT] = {SOCKSD_REPLY, BYTES("\5\0\0\1\0\0\0"), ""},
    [REPLY_TYPE] = {SOCKSD_REPLY, BYTES("\5\0\0\2\0\0\0\0\0\0"), ""},
    [REPLY_SHORT] = {SOCKSD_REPLY, BYTES("\5\5"), ""},
    [REPLY_LONG] = {SOCKSD_REPLY, BYTES("\5\0\0\3\xff a name that ends"), ""},
};

static void fails(const struct ct_row *row)
{
    SOCKET s;

    begin_with(faults[row->arg].kind, faults[row->arg].login);
    socksd.bytes = faults[row->arg].bytes;
    socksd.length = faults[row->arg].length;
    SetEnvironmentVariableA("WS2_PROXY_TIMEOUT",
                            row->code == WSAETIMEDOUT ? "1" : NULL);
    s = tcp();
    EQUAL(by_blocking(s), row->code);
    SOCKET_FAILS(WSAENOTCONN, send(s, "x", 1, 0));
    SetEnvironmentVariableA("WS2_PROXY_TIMEOUT", NULL);
    ct_join(socksd.thread);
    end();
}

static void replies(const struct ct_row *row)
{
    begin(SOCKSD_GOOD);
    socksd.code = row->arg;
    EQUAL(by_blocking(tcp()), row->code);
    ct_join(socksd.thread);
    end();
}

/* A proxy that is not there refuses as the destination would. */
static void no_proxy(const struct ct_row *row)
{
    SOCKET s;

    (void)row;
    begin(SOCKSD_GOOD);
    closesocket(socksd.listener);
    ct_join(socksd.thread);
    s = tcp();
    EQUAL(by_blocking(s), WSAECONNREFUSED);
    EQUAL(by_blocking(s), WSAECONNREFUSED);
    end();
}

/* --- Its environment */

static void misconfigured(const struct ct_row *row)
{
    static const char *const bad[][2] = {
        {"WS2_PROXY", "127.0.0.1:1080"},
        {"WS2_PROXY", "http://127.0.0.1:1080"},
        {"WS2_PROXY", "socks5://"},
        {"WS2_PROXY", "socks5://127.0.0.1:x"},
        {"WS2_PROXY", "socks5://127.0.0.1:0"},
        {"WS2_PROXY", "socks5://127.0.0.1:65536"},
        {"WS2_PROXY", "socks5://[::1"},
        {"WS2_PROXY", "socks5://ann@127.0.0.1"},
        {"WS2_PROXY", "socks5://:x@127.0.0.1"},
        {"WS2_PROXY", "socks5://a%4:x@127.0.0.1"},
        {"WS2_PROXY_DIRECT", "10.0.0.0/33"},
        {"WS2_PROXY_DIRECT", "10.0.0.0/8,x"},
        {"WS2_PROXY_TIMEOUT", "0"},
        {"WS2_PROXY_TIMEOUT", "-1"},
    };

    begin(SOCKSD_GOOD);
    SetEnvironmentVariableA(bad[row->arg][0], bad[row->arg][1]);
    FAILS(INVALID_SOCKET, WSAEPROVIDERFAILEDINIT,
          socket(AF_INET, SOCK_STREAM, 0));
    SetEnvironmentVariableA(bad[row->arg][0], NULL);
    closesocket(socksd.listener);
    ct_join(socksd.thread);
    end();
}

/* Loopback is direct unless told, and what is told is; row: the list. */
static void direct(const struct ct_row *row)
{
    static const char *const lists[] = {NULL, "10.0.0.0/8,127.0.0.1",
                                        "127.0.0.0/31"};
    struct sockaddr_in name;
    int length = sizeof(name);
    SOCKET s, listener;

    begin(SOCKSD_ENDS);
    SetEnvironmentVariableA("WS2_PROXY_DIRECT", lists[row->arg]);
    listener = ct_open(CT_TCP_LISTENING);
    s = tcp();
    ct_connect(s, listener);
    EQUAL(getpeername(s, SA(&name), &length), 0);
    EQUAL(name.sin_port, ct_name(listener).sin_port);
    EQUAL(by_blocking(tcp()), WSAENETDOWN); /* that went to the proxy */
    end();
}

#define WAY_ROWS(what, func)                                                   \
    RULE(connect, what ", blocking", func, .arg = BLOCKING),                   \
        RULE(select, what, func, .arg = SELECT),                               \
        RULE(WSAPoll, what, func, .arg = POLL),                                \
        RULE(WSAEventSelect, what, func, .arg = EVENT),                        \
        RULE(WSAAsyncSelect, what, func, .arg = MESSAGE),                      \
        RULE(ConnectEx, what, func, .arg = EX)

#define FAULT(fault, err, what)                                                \
    RULE(connect, "a proxy that " what, fails, .arg = fault, .code = err)

#define REPLY(reply, err)                                                      \
    RULE(connect, "the proxy's reply " #reply, replies, .arg = reply,          \
         .code = err)

#define BAD(n) RULE(socket, "a bad variable, " #n, misconfigured, .arg = n)

static const struct ct_row rows[] = {
    WAY_ROWS("through a proxy", connects),
    WAY_ROWS("refused by a proxy", refused),
    RULE(connect, "a long name through a proxy", long_name),
    RULE(connect, "bad memory with a proxy", bad_memory, .code = WSAEFAULT),
    RULE(connect, "a proxy that is not there", no_proxy),
    RULE(connect, "with name and password", logs_in),
    RULE(connect, "IPv6 through a proxy", six),
    RULE(connect, "a mapped address through a proxy", mapped),
    RULE(connect, "a proxy that sends byte by byte", slow),
    RULE(recv, "data right behind the proxy's answer", eager),
    RULE(ConnectEx, "data and a port through a proxy", ex_data),
    RULE(WSARecv, "a routine, through a proxy", by_routine),
    RULE(WSAGetOverlappedResult, "an event, through a proxy", by_result),
    RULE(WSAGetOverlappedResult, "the handle, through a proxy", by_result,
         .arg = 1),
    RULE(WSARecv, "what is no event, through a proxy", no_event),
    RULE(WSADuplicateSocket, "through a proxy", duplicated),
    RULE(WSAConnectByName, "through a proxy", by_name),
    RULE(WSAConnectByName, "through a proxy, non-blocking", by_name, .arg = 1),
    RULE(WSAConnectByName, "is over before the proxy answers", name_late),
    RULE(WSAConnectByList, "through a proxy", by_list),
    RULE(WSAConnectByList, "through a proxy, non-blocking", by_list, .arg = 1),
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
    FAULT(SILENCE, WSAETIMEDOUT, "says nothing"),
    FAULT(MUTENESS, WSAETIMEDOUT, "does not answer the request"),
    FAULT(END, WSAENETDOWN, "closes at the greeting"),
    FAULT(RESET, WSAENETDOWN, "resets at the greeting"),
    FAULT(DROP, WSAENETDOWN, "closes at the request"),
    FAULT(METHOD_CUT, WSAENETDOWN, "closes amid the method"),
    FAULT(METHOD_OLD, WSAENETDOWN, "has version 4"),
    FAULT(METHOD_NONE, WSAEACCES, "wants another method"),
    FAULT(METHOD_ODD, WSAENETDOWN, "chooses what was not offered"),
    FAULT(METHOD_UNASKED, WSAENETDOWN, "wants a login that there is not"),
    FAULT(LOGIN_NO, WSAEACCES, "refuses the login"),
    FAULT(LOGIN_OLD, WSAENETDOWN, "answers a login with version 5"),
    FAULT(LOGIN_CUT, WSAENETDOWN, "closes amid the login's answer"),
    FAULT(REPLY_OLD, WSAENETDOWN, "replies with version 4"),
    FAULT(REPLY_CUT, WSAENETDOWN, "closes amid the reply"),
    FAULT(REPLY_TYPE, WSAENETDOWN, "replies with an unknown address"),
    FAULT(REPLY_SHORT, WSAECONNREFUSED, "refuses in two bytes"),
    FAULT(REPLY_LONG, WSAENETDOWN, "closes amid a long name"),
    REPLY(1, WSAENETDOWN),
    REPLY(2, WSAEACCES),
    REPLY(3, WSAENETUNREACH),
    REPLY(4, WSAEHOSTUNREACH),
    REPLY(5, WSAECONNREFUSED),
    REPLY(6, WSAETIMEDOUT),
    REPLY(7, WSAEOPNOTSUPP),
    REPLY(8, WSAEAFNOSUPPORT),
    REPLY(9, WSAENETDOWN),
    REPLY(255, WSAENETDOWN),
    BAD(0),
    BAD(1),
    BAD(2),
    BAD(3),
    BAD(4),
    BAD(5),
    BAD(6),
    BAD(7),
    BAD(8),
    BAD(9),
    BAD(10),
    BAD(11),
    BAD(12),
    BAD(13),
    RULE(connect, "loopback is direct", direct),
    RULE(connect, "an address that is direct", direct, .arg = 1),
    RULE(connect, "a range that is direct", direct, .arg = 2),
};

int main(int argc, char **argv)
{
    window = window_make();
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
