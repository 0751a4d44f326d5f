// SPDX-License-Identifier: MIT
// Random and boundary arguments for the doors of calls.def: soak_calls SEED
// BATCHES CALLS [FAULT]. Each batch is a process, so a crash or hang costs one
// batch and is reported with its call. Prints "count" rows for calls-check to
// read; SEED 1 CALLS repeats the batch whose seed a finding names. FAULT shows
// that each finding can be made (host.h).
//
// Every door is called through one type, with nine words: the calling
// convention of x86-64 takes that, C does not promise it, and
// -fsanitize=function has to be off here.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>
#include <afunix.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <mswsockdef.h>
#include <ws2tcpip.h>

#include "host.h"

#pragma GCC diagnostic ignored "-Wcast-function-type"

enum { UNTOUCHED = 7777, SOCKETS = 24, EVENTS = 6, SECONDS = 20 };

typedef uintptr_t any;
typedef any function(any, any, any, any, any, any, any, any, any);

static const struct door {
    const char *name;
    function *call;
    char result;
    const char *kinds;
} doors[] = {
#define CALL(name, result, kinds)                                              \
    {#name, (function *)(void (*)(void))name, #result[0], kinds},
#include "calls.def"
#undef CALL
};

enum { DOORS = sizeof doors / sizeof doors[0] };

static const struct {
    int level, name;
} options[] = {
#define OPT(level, name, ...) {level, name},
#include "options.inc"
#undef OPT
};

static const DWORD ioctls[] = {
#define IOCTL(code, ...) (DWORD) code,
#include "ioctls.inc"
#undef IOCTL
};

static uint64_t state;
static SOCKET sockets[SOCKETS];
static HANDLE events[EVENTS];
static char fault;
static int option; // whose level and name belong together

static unsigned below(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % n;
}

// Good three times out of four: with room for more than any door writes, as
// lengths lie.
static char *memory(void)
{
    static const char *(*const bad[])(void) = {host_null, host_unmapped,
                                               host_readonly, host_page_end};
    static _Alignas(16) char good[8 * 512 + 65536];
    if (below(4) == 0)
        return (char *)bad[below(4)]();
    return good + 512 * below(8) + (below(8) == 0);
}

static any length(void)
{
    static const int odd[] = {0, 1, -1, 15, 17, INT32_MAX, INT32_MIN, 2};
    static const int fair[] = {4, 8, 16, 28, 64, 128, 200, 256};
    return (any)(intptr_t)(below(4) ? fair[below(8)] : odd[below(8)]);
}

static any put(const void *value, size_t size)
{
    char *at = memory();
    if (host_writable(at, size))
        memcpy(at, value, size);
    return (any)at;
}

static any address(void)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    six.sin6_addr = in6addr_loopback;
    SOCKET s = sockets[below(SOCKETS)];
    int size = sizeof four;
    if (below(2) != 0)
        getsockname(s, (struct sockaddr *)&four, &size);
    if (below(8) == 0)
        four.sin_family = (u_short)below(40);
    return below(4) ? put(&four, sizeof four) : put(&six, sizeof six);
}

static any buffers(void)
{
    static WSABUF list[4];
    for (int i = 0; i < 4; i++)
        list[i] = (WSABUF){below(6) ? below(257) : (ULONG)length(), memory()};
    return below(8) ? (any)list : (any)memory();
}

static any sets(void)
{
    static fd_set set[3];
    fd_set *to = &set[below(3)];
    FD_ZERO(to);
    for (unsigned n = below(4); n > 0; n--)
        FD_SET(sockets[below(SOCKETS)], to);
    return below(8) ? (any)to : (any)memory();
}

static any polls(void)
{
    static WSAPOLLFD list[4];
    for (int i = 0; i < 4; i++)
        list[i] = (WSAPOLLFD){sockets[below(SOCKETS)], (SHORT)below(0x800), 0};
    return below(8) ? (any)list : (any)memory();
}

static any handle(void)
{
    static const uintptr_t odd[] = {0, UINTPTR_MAX, 3, 0x12345678};
    if (below(10) == 0)
        return odd[below(4)];
    return below(12) ? (any)sockets[below(SOCKETS)]
                     : (any)events[below(EVENTS)];
}

static any event(void)
{
    return below(4) ? (any)events[below(EVENTS)] : handle();
}

static any text(int wide)
{
    static const char *const some[] = {"127.0.0.1", "[::1]:80",  "1.2.3.4:5",
                                       "::",        "fe80::1%1", "",
                                       "300.1.1.1", "x"};
    char bytes[64] = {0};
    const char *from = some[below(8)];
    for (size_t i = 0; i <= strlen(from); i++)
        bytes[wide ? 2 * i : i] = below(40) || !from[i] ? from[i] : '9';
    return put(bytes, sizeof bytes);
}

static any number(void)
{
    static const int some[] = {0, 1, 2, 3, 6, 17, 23, 58, 255, -1};
    return (any)(intptr_t)some[below(10)];
}

static any argument(char kind)
{
    static const struct timeval soon[] = {{0, 0}, {0, 100}, {-1, 0}, {0, -1}};
    DWORD count = (DWORD)length();
    switch (kind) {
    case 's':
        return handle();
    case 'a':
        return address();
    case 'l':
        return length();
    case 'p':
        return put(&count, sizeof count);
    case 'w':
        return buffers();
    case 'n':
        return below(5);
    case 'f':
        return below(3) ? 0 : below(2) ? 1u << below(16) : below(1024);
    case 'g':
        count = below(3) ? 0 : 1u << below(16);
        return put(&count, sizeof count);
    case 'L':
        option = (int)below(sizeof options / sizeof options[0]);
        return (any)(intptr_t)(below(16) ? options[option].level : -1);
    case 'o':
        return (any)(intptr_t)(below(16) ? options[option].name : -1);
    case 'i':
        return below(16) ? ioctls[below(sizeof ioctls / sizeof ioctls[0])]
                         : below(100);
    case 'd':
        return number();
    case '0':
        return 0;
    case 'F':
        return sets();
    case 't': // NULL would wait for good
        return below(8) ? (any)&soon[below(4)] : (any)host_unmapped();
    case 'q':
        return polls();
    case 'm':
        return below(2);
    case 'e':
        return event();
    case 'x':
        return text(0);
    case 'X':
        return text(1);
    default:
        return (any)memory(); // b c v
    }
}

static int failed(const struct door *door, any result)
{
    switch (door->result) {
    case 'I':
        return (int)result == SOCKET_ERROR;
    case 'S':
        return (SOCKET)result == INVALID_SOCKET;
    case 'F':
        return (BOOL)result == FALSE;
    default:
        return result == 0;
    }
}

// A new socket now and then; none may block, as nobody would wake it.
static void renew(void)
{
    SOCKET *slot = &sockets[below(SOCKETS)];
    int stream = (int)below(2);
    u_long yes = 1;
    if (below(2) != 0)
        closesocket(*slot); // the others stay: stale values, too
    *slot = socket(below(4) ? AF_INET : AF_INET6,
                   stream ? SOCK_STREAM : SOCK_DGRAM, 0);
    struct sockaddr_in name = {.sin_family = AF_INET};
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (below(2) != 0)
        bind(*slot, (struct sockaddr *)&name, sizeof name);
    if (stream && below(2) != 0)
        listen(*slot, 4);
    ioctlsocket(*slot, FIONBIO, &yes);
}

static void calm(const any *args, const struct door *door)
{
    u_long yes = 1;
    if (door->kinds[0] != 's')
        return;
    ioctlsocket((SOCKET)args[0], FIONBIO, &yes);
}

static void keep(const struct door *door, any result)
{
    u_long yes = 1;
    if (door->result == 'S') {
        SOCKET *slot = &sockets[below(SOCKETS)];
        closesocket(*slot);
        *slot = (SOCKET)result;
        ioctlsocket(*slot, FIONBIO, &yes);
    } else if (door->result == 'Z' && door->kinds[0] == '\0') {
        HANDLE *slot = &events[below(EVENTS)];
        WSACloseEvent(*slot);
        *slot = (HANDLE)result;
    }
}

static void one(struct host_log *log)
{
    any a[9] = {0};
    unsigned n = below(DOORS);
    const struct door *door = &doors[n];
    for (int i = 0; door->kinds[i] != '\0'; i++)
        a[i] = argument(door->kinds[i]);
    calm(a, door);
    log->door = n;
    memcpy(log->args, a, sizeof a);
    WSASetLastError(UNTOUCHED);
    errno = UNTOUCHED;
    if (log->call == 10)
        host_fault(fault);
    any r = door->call(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]);
    if (errno != UNTOUCHED)
        host_finding(log, door->name, "changed errno");
    if (fault == 's' && !failed(door, r))
        WSASetLastError(WSAEINVAL);
    int code = WSAGetLastError();
    if (failed(door, r)) {
        host_count(log, n, code);
        return;
    }
    host_count(log, n, 0);
    if (code != UNTOUCHED)
        host_finding(log, door->name, "succeeded and set the last error");
    keep(door, r);
}

static void begin(void)
{
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        exit(3);
    for (int i = 0; i < SOCKETS; i++)
        sockets[i] = INVALID_SOCKET;
    for (int i = 0; i < EVENTS; i++)
        events[i] = WSACreateEvent();
}

static void end(void)
{
    for (int i = 0; i < EVENTS; i++)
        WSACloseEvent(events[i]);
    WSACleanup(); // closes what is open, as on Windows
}

static void batch(struct host_log *log, unsigned calls)
{
    begin();
    renew();
    WSAPOLLFD wait = {sockets[0], POLLRDNORM, 0};
    WSAPoll(&wait, 1, 1);   // a thread keeps what it waits with
    WSAPROTOCOL_INFOW info; // and so does the one that serves offers
    WSADuplicateSocketW(sockets[0], GetCurrentProcessId(), &info);
    end();
    int before = host_descriptors();
    begin();
    state = log->seed * 0x9E3779B97F4A7C15u + 1;
    for (log->call = 0; log->call < calls; log->call++) {
        if (log->call % 16 == 0)
            renew();
        if (log->call % 64 == 0)
            host_watchdog(fault ? 1 : SECONDS);
        one(log);
    }
    end();
    if (host_descriptors() > before)
        host_finding(log, "all", "left descriptors open");
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 5)
        return fputs("usage: soak_calls SEED BATCHES CALLS [FAULT]\n", stderr),
               2;
    fault = argc > 4 ? argv[4][0] : '\0';
    const char *names[DOORS];
    for (int i = 0; i < DOORS; i++)
        names[i] = doors[i].name;
    return host_run(strtoull(argv[1], NULL, 0), (unsigned)atoi(argv[2]),
                    (unsigned)atoi(argv[3]), batch, names, DOORS);
}
