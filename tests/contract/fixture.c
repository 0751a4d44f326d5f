/* SPDX-License-Identifier: MIT */
/* What rows need around the call they test: sockets in every state, addresses
 * on the loopback interface, memory that must be refused, threads and events.
 * Everything is remembered and given back by ct_fixture_reset() after the
 * row. Main thread only, but for ct_fire() and ct_await(). */
#include "harness.h"

#define KEPT 512 /* sockets, or other things, a row may hold */

static struct {
    SOCKET socks[KEPT];
    int sock_count;
    HANDLE handles[KEPT];
    int handle_count;
    HANDLE threads[KEPT];
    int thread_count;
    void *pages[KEPT];
    int page_count;
    SOCKET peer, listener;
} fx;

SOCKET ct_keep(SOCKET s)
{
    if (s != INVALID_SOCKET && fx.sock_count < KEPT)
        fx.socks[fx.sock_count++] = s;
    return s;
}

static SOCKET sock_new(int af, int type)
{
    SOCKET s = ct_keep(socket(af, type, 0));

    if (s == INVALID_SOCKET)
        ct_fail("fixture: socket gave %s", ct_err_name(WSAGetLastError()));
    return s;
}

static bool sock_ok(int res, const char *call)
{
    if (res == SOCKET_ERROR)
        ct_fail("fixture: %s gave %s", call, ct_err_name(WSAGetLastError()));
    return res != SOCKET_ERROR;
}

struct sockaddr_in ct_loopback(u_short port_be)
{
    struct sockaddr_in sin;

    memset(&sin, 0, sizeof(sin));
    sin.sin_family = AF_INET;
    sin.sin_port = port_be;
    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sin;
}

struct sockaddr_in6 ct_loopback6(u_short port_be)
{
    struct sockaddr_in6 sin6;

    memset(&sin6, 0, sizeof(sin6));
    sin6.sin6_family = AF_INET6;
    sin6.sin6_port = port_be;
    sin6.sin6_addr.s6_addr[15] = 1;
    return sin6;
}

struct sockaddr_in ct_name(SOCKET s)
{
    struct sockaddr_in sin;
    int len = sizeof(sin);

    memset(&sin, 0, sizeof(sin));
    sock_ok(getsockname(s, SA(&sin), &len), "getsockname");
    return sin;
}

struct sockaddr_in6 ct_name6(SOCKET s)
{
    struct sockaddr_in6 sin6;
    int len = sizeof(sin6);

    memset(&sin6, 0, sizeof(sin6));
    sock_ok(getsockname(s, SA(&sin6), &len), "getsockname");
    return sin6;
}

static SOCKET sock_bound(int type)
{
    struct sockaddr_in sin = ct_loopback(0);
    SOCKET s = sock_new(AF_INET, type);

    sock_ok(bind(s, SA(&sin), sizeof(sin)), "bind");
    return s;
}

static SOCKET sock_wild(void)
{
    struct sockaddr_in sin = ct_loopback(0);
    SOCKET s = sock_new(AF_INET, SOCK_STREAM);

    sin.sin_addr.s_addr = htonl(INADDR_ANY);
    sock_ok(bind(s, SA(&sin), sizeof(sin)), "bind");
    return s;
}

static SOCKET sock_listening(void)
{
    SOCKET s = sock_bound(SOCK_STREAM);

    sock_ok(listen(s, 5), "listen");
    return s;
}

void ct_connect(SOCKET client, SOCKET listener)
{
    struct sockaddr_in sin = ct_name(listener);

    sock_ok(connect(client, SA(&sin), sizeof(sin)), "connect");
}

static SOCKET sock_accept(SOCKET listener)
{
    SOCKET s = ct_keep(accept(listener, NULL, NULL));

    if (s == INVALID_SOCKET)
        ct_fail("fixture: accept gave %s", ct_err_name(WSAGetLastError()));
    return s;
}

static SOCKET tcp_pair(bool accepted)
{
    SOCKET client = sock_new(AF_INET, SOCK_STREAM), server;

    fx.listener = sock_listening();
    ct_connect(client, fx.listener);
    if (ct_failed())
        return INVALID_SOCKET;
    server = sock_accept(fx.listener);
    fx.peer = accepted ? client : server;
    return accepted ? server : client;
}

static SOCKET udp_pair(void)
{
    SOCKET a = sock_bound(SOCK_DGRAM), b = sock_bound(SOCK_DGRAM);

    ct_connect(a, b);
    ct_connect(b, a);
    fx.peer = b;
    return a;
}

bool ct_have_ipv6(void)
{
    struct sockaddr_in6 sin6 = ct_loopback6(0);
    SOCKET s = ct_keep(socket(AF_INET6, SOCK_DGRAM, 0));
    bool have =
        s != INVALID_SOCKET && bind(s, SA(&sin6), sizeof(sin6)) != SOCKET_ERROR;

    if (!have)
        ct_skip("this machine has no IPv6 loopback address");
    return have;
}

static SOCKET sock_bound6(int type)
{
    struct sockaddr_in6 sin6 = ct_loopback6(0);
    SOCKET s = sock_new(AF_INET6, type);

    sock_ok(bind(s, SA(&sin6), sizeof(sin6)), "bind");
    return s;
}

static SOCKET tcp6_open(enum ct_kind kind)
{
    struct sockaddr_in6 sin6;
    SOCKET s, client;

    if (kind == CT_TCP6)
        return sock_new(AF_INET6, SOCK_STREAM);
    s = sock_bound6(SOCK_STREAM);
    if (kind == CT_TCP6_BOUND)
        return s;
    sock_ok(listen(s, 5), "listen");
    if (kind == CT_TCP6_LISTENING)
        return s;
    sin6 = ct_name6(s);
    client = sock_new(AF_INET6, SOCK_STREAM);
    if (!sock_ok(connect(client, SA(&sin6), sizeof(sin6)), "connect"))
        return INVALID_SOCKET;
    fx.listener = s;
    fx.peer = sock_accept(s);
    return client;
}

static SOCKET sock_stale(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

    sock_ok(closesocket(s), "closesocket");
    return s;
}

SOCKET ct_open(enum ct_kind kind)
{
    if (kind >= CT_TCP6 && !ct_have_ipv6())
        return INVALID_SOCKET;
    switch (kind) {
    case CT_STALE:
        return sock_stale();
    case CT_EVENT:
        return (SOCKET)(uintptr_t)ct_event();
    case CT_TCP:
        return sock_new(AF_INET, SOCK_STREAM);
    case CT_TCP_BOUND:
        return sock_bound(SOCK_STREAM);
    case CT_TCP_WILD:
        return sock_wild();
    case CT_TCP_LISTENING:
        return sock_listening();
    case CT_TCP_CLIENT:
        return tcp_pair(false);
    case CT_TCP_ACCEPTED:
        return tcp_pair(true);
    case CT_UDP:
        return sock_new(AF_INET, SOCK_DGRAM);
    case CT_UDP_BOUND:
        return sock_bound(SOCK_DGRAM);
    case CT_UDP_PAIR:
        return udp_pair();
    case CT_TCP6:
    case CT_TCP6_BOUND:
    case CT_TCP6_LISTENING:
    case CT_TCP6_CLIENT:
        return tcp6_open(kind);
    case CT_UDP6:
        return sock_new(AF_INET6, SOCK_DGRAM);
    case CT_UDP6_BOUND:
        return sock_bound6(SOCK_DGRAM);
    case CT_INVALID:
    case CT_KINDS:
        break;
    }
    return INVALID_SOCKET;
}

/* Fills its queue. */
struct sockaddr_in ct_saturated(void)
{
    SOCKET listener = ct_open(CT_TCP_BOUND), s;
    struct sockaddr_in sin = ct_name(listener);
    int i, err = WSAEISCONN;

    EQUAL(listen(listener, 1), 0);
    for (i = 0; i < 400 && err == WSAEISCONN && !ct_failed(); i++) {
        s = ct_open(CT_TCP);
        ct_nonblock(s);
        connect(s, SA(&sin), sizeof(sin));
        connect(s, SA(&sin), sizeof(sin));
        err = WSAGetLastError();
    }
    EQUAL(err, WSAEALREADY);
    return sin;
}

SOCKET ct_sock(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);

    if (row->flags & CT_NONBLOCK)
        ct_nonblock(s);
    if (row->flags & CT_CLEANED)
        sock_ok(WSACleanup(), "WSACleanup");
    return s;
}

SOCKET ct_peer(void)
{
    return fx.peer;
}

SOCKET ct_listener(void)
{
    return fx.listener;
}

void ct_nonblock(SOCKET s)
{
    u_long on = 1;

    sock_ok(ioctlsocket(s, (long)FIONBIO, &on), "ioctlsocket");
}

void ct_wait_readable(SOCKET s)
{
    struct timeval limit = {10, 0};
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    if (select(0, &set, NULL, NULL, &limit) != 1)
        ct_fail("fixture: nothing arrived");
}

u_short ct_dead_port(int type)
{
    SOCKET s = sock_bound(type);
    u_short port = ct_name(s).sin_port;

    /* A bound stream socket that does not listen refuses and keeps the port
     * for us; a datagram socket would take what is sent. */
    if (type == SOCK_DGRAM) {
        fx.sock_count--;
        sock_ok(closesocket(s), "closesocket");
    }
    return port;
}

static void *page_new(size_t size, DWORD how, DWORD access)
{
    void *page = VirtualAlloc(NULL, size, how, access);

    if (page == NULL)
        ct_fail("fixture: VirtualAlloc gave %ld", (long)GetLastError());
    else if (fx.page_count < KEPT)
        fx.pages[fx.page_count++] = page;
    return page;
}

/* Reserved and never committed: no other allocation can come to lie there. */
void *ct_unmapped(void)
{
    return page_new(65536, MEM_RESERVE, PAGE_NOACCESS);
}

void *ct_readonly(void)
{
    void *page = page_new(4096, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD old;

    if (page != NULL && !VirtualProtect(page, 4096, PAGE_READONLY, &old))
        ct_fail("fixture: VirtualProtect gave %ld", (long)GetLastError());
    return page;
}

void *ct_edge(size_t n)
{
    char *pages = page_new(8192, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD old;

    if (pages == NULL)
        return NULL;
    if (!VirtualProtect(pages + 4096, 4096, PAGE_NOACCESS, &old))
        ct_fail("fixture: VirtualProtect gave %ld", (long)GetLastError());
    return pages + 4096 - n;
}

void *ct_bad(int which)
{
    switch (which) {
    case CT_UNMAPPED:
        return ct_unmapped();
    case CT_READONLY:
        return ct_readonly();
    case CT_EDGE:
        return ct_edge(2);
    default:
        return NULL;
    }
}

HANDLE ct_keep_handle(HANDLE h)
{
    if (h != NULL && fx.handle_count < KEPT)
        fx.handles[fx.handle_count++] = h;
    return h;
}

HANDLE ct_event(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

    if (event == NULL)
        ct_fail("fixture: CreateEvent gave %ld", (long)GetLastError());
    return ct_keep_handle(event);
}

HANDLE ct_thread(LPTHREAD_START_ROUTINE fn, void *arg)
{
    HANDLE thread = CreateThread(NULL, 0, fn, arg, 0, NULL);

    if (thread == NULL)
        ct_fail("fixture: CreateThread gave %ld", (long)GetLastError());
    else if (fx.thread_count < KEPT)
        fx.threads[fx.thread_count++] = thread;
    return thread;
}

void ct_join(HANDLE thread)
{
    WaitForSingleObject(thread, INFINITE); /* the watchdog has the clock */
}

void ct_fire(HANDLE event)
{
    SetEvent(event);
}

void ct_await(HANDLE event)
{
    WaitForSingleObject(event, INFINITE);
}

static DWORD WINAPI blocked_main(void *arg)
{
    struct ct_blocked *b = arg;

    ct_fire(b->about_to);
    b->run(b);
    return 0;
}

void ct_blocked_start(struct ct_blocked *b)
{
    b->about_to = ct_event();
    b->thread = ct_thread(blocked_main, b);
    ct_await(b->about_to);
}

void ct_blocked_end(struct ct_blocked *b)
{
    ct_join(b->thread);
}

/* Sockets first: a thread that still waits on one is thereby released. */
void ct_fixture_reset(void)
{
    while (fx.sock_count > 0)
        closesocket(fx.socks[--fx.sock_count]);
    while (fx.thread_count > 0) {
        ct_join(fx.threads[--fx.thread_count]);
        CloseHandle(fx.threads[fx.thread_count]);
    }
    while (fx.handle_count > 0)
        CloseHandle(fx.handles[--fx.handle_count]);
    while (fx.page_count > 0)
        VirtualFree(fx.pages[--fx.page_count], 0, MEM_RELEASE);
    fx.peer = fx.listener = INVALID_SOCKET;
}
