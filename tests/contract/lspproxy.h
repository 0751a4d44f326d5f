/* SPDX-License-Identifier: MIT */
/* What the tests of lsp-proxy share. The SOCKS server is a thread of the row's
 * (socksd.h), so that no address is ever really connected to. */
#ifndef LSPPROXY_H
#define LSPPROXY_H

#include "netmessages.h"
#include "overlapped.h"
#include "socksd.h"

static struct socksd socksd;
static struct sockaddr_in to;   /* of the documentation's networks: RFC 5737 */
static struct sockaddr_in6 to6; /* and RFC 3849 */

/* Chains over TCP of IPv4 and IPv6. */
static inline void install(void)
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
static inline void begin_with(enum socksd_kind kind, const char *login)
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

static inline void begin(enum socksd_kind kind)
{
    begin_with(kind, "");
}

static inline void end(void)
{
    SetEnvironmentVariableA("WS2_PROXY", NULL);
    lsp_remove();
}

static inline SOCKET tcp(void)
{
    return ct_keep(socket(AF_INET, SOCK_STREAM, 0));
}

static inline void extension(SOCKET s, GUID id, void *function)
{
    DWORD n = 0;

    EQUAL(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                   function, sizeof(void *), &n, NULL, NULL),
          0);
}

/* --- The ways to connect. Each gives how it ended: 0, or the code. */

enum way { BLOCKING, SELECT, POLL, EVENT, MESSAGE, EX, WAYS };

static inline int last(int res)
{
    return res == 0 ? 0 : WSAGetLastError();
}

static inline void start(SOCKET s)
{
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
}

static inline int pending_error(SOCKET s)
{
    int error = -1, length = sizeof(error);

    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&error, &length), 0);
    return error;
}

static inline int by_blocking(SOCKET s)
{
    return last(connect(s, SA(&to), sizeof(to)));
}

static inline int select_ended(SOCKET s)
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

static inline int by_select(SOCKET s)
{
    start(s);
    return select_ended(s);
}

static inline int poll_ended(SOCKET s)
{
    WSAPOLLFD fd = {s, POLLWRNORM, 0};

    EQUAL(WSAPoll(&fd, 1, -1), 1);
    if ((fd.revents & POLLERR) == 0)
        EQUAL(fd.revents, POLLWRNORM);
    else
        EQUAL(fd.revents, POLLHUP | POLLERR | POLLWRNORM);
    return (fd.revents & POLLERR) != 0 ? pending_error(s) : 0;
}

static inline int by_poll(SOCKET s)
{
    start(s);
    return poll_ended(s);
}

static inline int event_ended(SOCKET s, HANDLE event)
{
    WSANETWORKEVENTS events;

    ct_await(event);
    EQUAL(WSAEnumNetworkEvents(s, event, &events), 0);
    CHECK((events.lNetworkEvents & FD_CONNECT) != 0);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    return events.iErrorCode[FD_CONNECT_BIT];
}

static inline int by_event(SOCKET s)
{
    HANDLE event = WSACreateEvent();

    ct_keep_handle(event);
    EQUAL(WSAEventSelect(s, event, FD_CONNECT | FD_WRITE), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    return event_ended(s, event);
}

static inline int by_message(SOCKET s)
{
    EQUAL(WSAAsyncSelect(s, window, NET, FD_CONNECT | FD_CLOSE), 0);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    EQUAL(told(s, FD_CONNECT), FD_CONNECT);
    EQUAL(news.count, 1);
    return news.code[FD_CONNECT_BIT];
}

static struct ct_op op;

static inline int by_connectex(SOCKET s)
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

/* --- What is said and seen when it works. */

static inline void check_peer(SOCKET s)
{
    struct sockaddr_in name;
    int length = sizeof(name);

    EQUAL(getpeername(s, SA(&name), &length), 0);
    EQUAL(length, sizeof(name));
    CHECK(memcmp(&name, &to, sizeof(name)) == 0);
    length = 3;
    SOCKET_FAILS(WSAEFAULT, getpeername(s, SA(&name), &length));
}

static inline void check_echo(SOCKET s)
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

static inline void check_request(const char *want, int length)
{
    EQUAL(socksd.request_length, length);
    CHECK(memcmp(socksd.request, want, (size_t)length) == 0);
}

#endif
