// SPDX-License-Identifier: MIT
// The property test: calls of every door with random and boundary arguments, in
// every state that the pool holds. usage: soak_calls SEED BATCHES CALLS
// [THREADS [FAULT]]. Each batch is a process, so a crash or hang costs one
// batch and is reported with its call; BATCHES 0 is one without a process of
// its own, for debuggers and the thread sanitizer, which forking confuses.
// Prints "count" rows for calls-check to read; SEED 1 CALLS repeats the batch
// whose seed a finding names. With THREADS above 1 so many make the calls, on
// the same handles, while the first one closes and renews them. FAULT shows
// that each finding can be made (host.h).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "soak.h"

enum {
    UNTOUCHED = 7777,
    SECONDS = 30,
    ARENA = 16 << 20,
    STATIC = 64 << 10, // of the arena: what calls share
    DOWN_EVERY = 5000, // calls, between two times that nothing is started
    DOWN_FOR = 50
};

// The thread sanitizer changes errno itself when it passes over a race that is
// suppressed.
#ifdef __SANITIZE_THREAD__
enum { ERRNO_IS_OURS = 0 };
#else
enum { ERRNO_IS_OURS = 1 };
#endif

_Thread_local struct self self;
static struct host_log *shared;
static char fault;
bool together;

unsigned below(unsigned n)
{
    self.state ^= self.state << 13;
    self.state ^= self.state >> 7;
    self.state ^= self.state << 17;
    return (unsigned)(self.state >> 33) % n;
}

static bool failed(const struct door *door, any result)
{
    switch (door->result & ~0x20) {
    case 'I':
    case 'T': // WAIT_FAILED, INVALID_FILE_SIZE
    case 'B':
    case 'L':
    case 'N':
        return (int)result == SOCKET_ERROR;
    case 'S':
    case 'H':
        return result == INVALID_SOCKET;
    case 'F':
        return (BOOL)result == FALSE;
    case 'V':
        return false;
    case 'R':
    case 'A':
    case 'X':
        return (int)result != 0;
    case 'U':
        return (int)result < 0;
    default:
        return result == 0;
    }
}

static int code_of(const struct door *door, const any *args, any result)
{
    if (door->result == 'L')
        return catalog_code(args, door->kinds);
    if (strchr("Rax", door->result) != NULL)
        return (int)result;
    return WSAGetLastError();
}

static bool is_socket(char kind)
{
    return strchr("sNBCU", kind) != NULL;
}

// A call may wait only where it is sure to end: a receive or send that has a
// time-out, or whose socket another thread will close.
static void calm(const struct door *door, any s)
{
    bool moves = strncmp(door->name, "recv", 4) == 0 ||
                 strncmp(door->name, "send", 4) == 0;
    u_long yes = !(moves && below(8) == 0);
    DWORD soon = 1;

    if (yes == 0 && (!together || below(2) == 0)) {
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&soon, sizeof soon);
        setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, (char *)&soon, sizeof soon);
    }
    if (strncmp(door->name, "WSAConnectBy", 12) == 0) // it waits in any case
        setsockopt(s, IPPROTO_TCP, TCP_MAXRT, (char *)&soon, sizeof soon);
    ioctlsocket(s, FIONBIO, &yes);
}

// A close that waits for its peer waits for a second at most, and what socket()
// makes is overlapped, as with socket_flags().
static void undo_option(any s)
{
    struct linger value;
    int size = sizeof value;
    DWORD overlapped = 0;

    if (!together)
        setsockopt(INVALID_SOCKET, SOL_SOCKET, SO_OPENTYPE, (char *)&overlapped,
                   sizeof overlapped);
    if (getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&value, &size) != 0)
        return;
    value.l_linger &= 1;
    setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&value, sizeof value);
}

static any given_back(any at)
{
    any value;

    memcpy(&value, (void *)at, sizeof value);
    return value;
}

static void keep_duplicate(any info)
{
    SOCKET s =
        WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                   (WSAPROTOCOL_INFOW *)info, 0, (DWORD)socket_flags());

    if (s != INVALID_SOCKET)
        pool_keep((enum pool)below(FIRST_OTHER), s);
}

static void keep(const struct door *door, const any *args, any result)
{
    u_long yes = 1;

    switch (door->result & ~0x20) {
    case 'S':
        ioctlsocket(result, FIONBIO, &yes);
        pool_keep((enum pool)below(FIRST_OTHER), result);
        break;
    case 'E':
        pool_keep(EVENT, result);
        break;
    case 'P':
        if (args[1] == 0) // else it is the same port
            pool_keep(PORT, result);
        break;
    case 'W':
        pool_keep(WAITABLE, result);
        break;
    case 'H':
        pool_keep(OPENED, result);
        break;
    case 'Q':
        pool_keep(COMPLETIONS, result);
        break;
    case 'K':
        pool_keep(REQUESTS, result);
        break;
    case 'B':
        pool_keep(BUFFERS, result);
        break;
    case 'A':
        freeaddrinfo((PADDRINFOA)given_back(args[3]));
        break;
    case 'X':
        FreeAddrInfoExW((PADDRINFOEXW)given_back(args[5]));
        break;
    default:
        if (strcmp(door->name, "WSADuplicateSocketW") == 0)
            keep_duplicate(args[2]);
        else if (strstr(door->name, "setsockopt") != NULL)
            undo_option(args[0]);
        else if (strncmp(door->name, "WSALookupServiceBegin", 21) == 0)
            pool_keep(LOOKUPS, given_back(args[2]));
        else if (strcmp(door->name, "DuplicateHandle") == 0 && args[3] != 0)
            pool_keep(WAITABLE, given_back(args[3]));
        break;
    }
}

static void judge(const struct door *door, const any *args, any result)
{
    int code;

    if (host_errno(UNTOUCHED) != UNTOUCHED && ERRNO_IS_OURS)
        host_finding(shared, self.log, door->name, "changed errno");
    if (fault == 's' && !failed(door, result))
        WSASetLastError(WSAEINVAL);
    code = code_of(door, args, result);
    if (failed(door, result)) {
        host_count(shared, self.log, code);
        return;
    }
    host_count(shared, self.log, 0);
    if (WSAGetLastError() != UNTOUCHED && (door->result & 0x20) == 0 &&
        door->call != (function *)(void (*)(void))WSAGetLastError)
        host_finding(shared, self.log, door->name,
                     "succeeded and set the last error");
    keep(door, args, result);
}

static void one(unsigned n)
{
    const struct door *door = &doors[n];
    any a[HOST_ARGS] = {0};
    any r;

    self.fair = below(8) < 5;
    self.lasting = strpbrk(door->kinds, "oO*") != NULL ||
                   strncmp(door->kinds, "|)", 2) == 0;
    self.aligned = *door->name < 'a' && strncmp(door->name, "WSA", 3) != 0;
    self.family = AF_INET;
    self.log->door = n; // also of what its arguments come to
    memset(self.log->args, 0, sizeof self.log->args);
    for (int i = 0; door->kinds[i] != '\0'; i++)
        a[i] = argument(door->kinds[i]);
    if (strpbrk(door->kinds, "oO") != NULL && self.slots_used != 0)
        self.owners[self.slots_used - 1] = a[0];
    if (self.fair && strchr(door->kinds, 'D') != NULL && self.slots_used != 0)
        a[0] = self.owners[self.older];
    if (is_socket(door->kinds[0]))
        calm(door, a[0]);
    memcpy(self.log->args, a, sizeof a);
    WSASetLastError(UNTOUCHED);
    host_errno(UNTOUCHED);
    if (self.log->call == 10)
        host_fault(fault);
    r = door->call(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9]);
    judge(door, a, r);
}

static void self_begin(unsigned number)
{
    self.number = number;
    self.log = &shared->of[number];
    self.state = (shared->seed * HOST_THREADS + number) * 0x9E3779B97F4A7C15u;
    self.state |= 1;
    host_pages();
    self.arena = host_arena(ARENA);
    self.fresh = self.arena + STATIC;
    self.end = self.arena + ARENA;
    self.slots = (OVERLAPPED *)host_arena(SLOTS * sizeof(OVERLAPPED));
    self.owners = (any *)host_arena(SLOTS * sizeof(any));
}

static void begin(void)
{
    WSADATA data;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        exit(3);
}

static void end(void)
{
    for (enum pool kind = FIRST_OTHER; kind < POOLS; kind++)
        pool_close(kind);
    WSACleanup(); // closes the sockets that are open, as on Windows
    for (enum pool kind = FRESH; kind < FIRST_OTHER; kind++)
        pool_close(kind);
}

// Every door, while nothing is started.
static void calls_down(void)
{
    WSACleanup();
    for (unsigned i = 0; i < DOWN_FOR; i++)
        one(below(door_count));
    begin();
}

static DWORD WINAPI work(LPVOID number)
{
    unsigned calls = (unsigned)(uintptr_t)number >> 8;

    self_begin((uintptr_t)number & 0xff);
    for (; self.log->call < calls; self.log->call++)
        one(below(door_count));
    return 0;
}

// A few calls take less, however busy the machine is.
static void watch(unsigned call, unsigned seconds)
{
    if (call % 64 == 0)
        host_watchdog(seconds);
}

static void batch_alone(unsigned calls)
{
    for (; self.log->call < calls; self.log->call++) {
        if (self.log->call % 12 == 0)
            state_renew();
        watch(self.log->call, fault == 'h' ? 1 : SECONDS);
        if (self.log->call % DOWN_EVERY == DOWN_EVERY - 1)
            calls_down();
        one(below(door_count));
    }
}

// What closes is never itself stuck, and so ends what waits elsewhere.
static void batch_together(unsigned calls)
{
    HANDLE threads[HOST_THREADS];
    DWORD n = shared->threads - 1;

    host_watchdog(4 * SECONDS);
    together = true;
    for (DWORD i = 0; i < n; i++)
        threads[i] = CreateThread(
            NULL, 0, work, (LPVOID)(uintptr_t)(calls << 8 | (i + 1)), 0, NULL);
    while (WaitForMultipleObjects(n, threads, TRUE, of_catalog ? 10 : 0) ==
           WAIT_TIMEOUT)
        state_renew();
    together = false;
    for (DWORD i = 0; i < n; i++)
        CloseHandle(threads[i]);
}

// The library's and the thread's own descriptors stay once they were needed.
static void warm(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    WSAPROTOCOL_INFOW info;
    DWORD size;

    WSADuplicateSocketW(s, GetCurrentProcessId(), &info);
    WSAIoctl(s, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0, &size,
             state_overlapped(), NULL);
    closesocket(s);
    state_begin();
    for (unsigned i = 0; i < 200; i++)
        state_renew();
    for (unsigned i = 0; i < 20 * door_count; i++) {
        if (i % 12 == 0)
            state_renew();
        watch(i, SECONDS);
        one(i % door_count);
    }
}

static void batch(struct host_log *log, unsigned calls)
{
    int before;

    shared = log;
    for (unsigned i = 0; i < log->threads; i++)
        log->of[i].call = 0;
    self_begin(0);
    host_watchdog(SECONDS);
    begin();
    if (!of_catalog)
        doors_find();
    warm();
    end();
    before = host_descriptors();
    begin();
    if (log->threads == 1)
        batch_alone(calls);
    else
        batch_together(calls);
    end();
    if (host_descriptors() > before) {
        host_finding(log, self.log, "all", "left descriptors open");
        host_describe_descriptors();
    }
}

static const char *name(unsigned door)
{
    return doors[door].name;
}

int main(int argc, char **argv)
{
    struct host_plan plan = {.doors = door_count, .batch = batch, .name = name};

    if (argc < 4 || argc > 6)
        return fputs("usage: soak_calls SEED BATCHES CALLS [THREADS [FAULT]]\n",
                     stderr),
               2;
    plan.seed = strtoull(argv[1], NULL, 0);
    plan.batches = (unsigned)atoi(argv[2]);
    plan.calls = (unsigned)atoi(argv[3]);
    plan.threads = argc > 4 ? (unsigned)atoi(argv[4]) : 1;
    fault = argc > 5 ? argv[5][0] : '\0';
    return host_run(&plan);
}
