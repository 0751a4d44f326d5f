/* SPDX-License-Identifier: MIT */
/* Connections through lsp-proxy: every way to connect, and every way in which a
 * SOCKS server can fail. */
#include "lspproxy.h"

static int (*const ways[WAYS])(SOCKET) = {
    by_blocking, by_select, by_poll, by_event, by_message, by_connectex};

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

/* What the layer answers itself, where there is no room for it. */
static void bad_answers(SOCKET s, void *bad)
{
    GUID id = WSAID_CONNECTEX;
    WSAPROTOCOL_INFOW info;
    struct sockaddr_in peer;
    int length = sizeof(info);
    LPFN_CONNECTEX function;
    DWORD n;

    SOCKET_FAILS(WSAEFAULT,
                 getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, bad, &length));
    SOCKET_FAILS(WSAEFAULT, getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW,
                                       (char *)&info, bad));
    length = sizeof(peer);
    SOCKET_FAILS(WSAEFAULT, getpeername(s, bad, &length));
    SOCKET_FAILS(WSAEFAULT, getpeername(s, SA(&peer), bad));
    SOCKET_FAILS(WSAEFAULT,
                 WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
                          sizeof(id), bad, sizeof(function), &n, NULL, NULL));
    SOCKET_FAILS(WSAEFAULT, WSAIoctl(s, SIO_BSP_HANDLE, NULL, 0, bad,
                                     sizeof(SOCKET), &n, NULL, NULL));
}

/* The name of a connect, an OVERLAPPED, and others. */
static void bad_memory(const struct ct_row *row)
{
    fd_set set;
    SOCKET s;

    begin(SOCKSD_GOOD);
    s = tcp();
    FD_ZERO(&set);
    FD_SET(s, &set);
    SOCKET_FAILS(row->code, setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                                       ct_unmapped(), sizeof(s)));
    SOCKET_FAILS(row->code, WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER,
                                     ct_unmapped(), sizeof(GUID), &op,
                                     sizeof(op), &op.flags, NULL, NULL));
    SOCKET_FAILS(WSAEINVAL, WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER,
                                     (void *)&lsp_id, sizeof(GUID), &op,
                                     sizeof(op), &op.flags, NULL, NULL));
    SOCKET_FAILS(row->code, connect(s, ct_unmapped(), sizeof(to)));
    SOCKET_FAILS(row->code, connect(s, NULL, sizeof(to)));
    SOCKET_FAILS(row->code, connect(s, SA(&to), 3));
    NEED(by_blocking(s), 0);
    for (int bad = CT_NULL; bad <= CT_READONLY; bad++)
        bad_answers(s, ct_bad(bad));
    SOCKET_FAILS(row->code, select(0, &set, NULL, NULL, ct_unmapped()));
    ct_op_init(&op, NULL);
    SOCKET_FAILS(row->code, WSARecv(s, &op.buf, 1, NULL, &op.flags,
                                    ct_bad(CT_READONLY), NULL));
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
    RULE(WSAConnectByName, "through a proxy", by_name),
    RULE(WSAConnectByName, "through a proxy, non-blocking", by_name, .arg = 1),
    RULE(WSAConnectByName, "is over before the proxy answers", name_late),
    RULE(WSAConnectByList, "through a proxy", by_list),
    RULE(WSAConnectByList, "through a proxy, non-blocking", by_list, .arg = 1),
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
