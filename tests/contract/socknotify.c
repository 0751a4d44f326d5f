/* SPDX-License-Identifier: MIT */
/* ProcessSocketNotifications: readiness told by a completion port. */
#include "harness.h"

#ifndef SOCK_NOTIFY_OP_ENABLE /* mingw-w64's headers and library lack it all   \
                               */
#define SOCK_NOTIFY_REGISTER_EVENT_NONE   0x00
#define SOCK_NOTIFY_REGISTER_EVENT_IN     0x01
#define SOCK_NOTIFY_REGISTER_EVENT_OUT    0x02
#define SOCK_NOTIFY_REGISTER_EVENT_HANGUP 0x04
#define SOCK_NOTIFY_EVENT_IN              0x01
#define SOCK_NOTIFY_EVENT_OUT             0x02
#define SOCK_NOTIFY_EVENT_HANGUP          0x04
#define SOCK_NOTIFY_EVENT_ERR             0x40
#define SOCK_NOTIFY_EVENT_REMOVE          0x80
#define SOCK_NOTIFY_OP_NONE               0x00
#define SOCK_NOTIFY_OP_ENABLE             0x01
#define SOCK_NOTIFY_OP_DISABLE            0x02
#define SOCK_NOTIFY_OP_REMOVE             0x04
#define SOCK_NOTIFY_TRIGGER_ONESHOT       0x01
#define SOCK_NOTIFY_TRIGGER_PERSISTENT    0x02
#define SOCK_NOTIFY_TRIGGER_LEVEL         0x04
#define SOCK_NOTIFY_TRIGGER_EDGE          0x08

typedef struct SOCK_NOTIFY_REGISTRATION {
    SOCKET socket;
    PVOID completionKey;
    UINT16 eventFilter;
    UINT8 operation, triggerFlags;
    DWORD registrationResult;
} SOCK_NOTIFY_REGISTRATION;

#define SocketNotificationRetrieveEvents(e) ((e)->dwNumberOfBytesTransferred)

static DWORD ProcessSocketNotifications(HANDLE port, UINT32 count,
                                        SOCK_NOTIFY_REGISTRATION *infos,
                                        UINT32 timeout, ULONG max,
                                        OVERLAPPED_ENTRY *entries,
                                        UINT32 *received)
{
    union {
        FARPROC any;
        DWORD(WINAPI *fn)
        (HANDLE, UINT32, SOCK_NOTIFY_REGISTRATION *, UINT32, ULONG,
         OVERLAPPED_ENTRY *, UINT32 *);
    } found;

    found.any = GetProcAddress(GetModuleHandleA("ws2_32.dll"),
                               "ProcessSocketNotifications");
    return found.any != NULL
               ? found.fn(port, count, infos, timeout, max, entries, received)
               : (DWORD)ERROR_PROC_NOT_FOUND;
}
#endif

#define IN_     SOCK_NOTIFY_REGISTER_EVENT_IN
#define OUT_    SOCK_NOTIFY_REGISTER_EVENT_OUT
#define HANGUP  SOCK_NOTIFY_REGISTER_EVENT_HANGUP
#define LEVEL   SOCK_NOTIFY_TRIGGER_LEVEL
#define EDGE    SOCK_NOTIFY_TRIGGER_EDGE
#define ONESHOT SOCK_NOTIFY_TRIGGER_ONESHOT
#define ENABLE  SOCK_NOTIFY_OP_ENABLE
#define DISABLE SOCK_NOTIFY_OP_DISABLE
#define REMOVE  SOCK_NOTIFY_OP_REMOVE

enum { KEY = 4711 };

static HANDLE open_port(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    CHECK(port != NULL);
    return port;
}

static SOCK_NOTIFY_REGISTRATION registration(SOCKET s, int operation,
                                             int filter, int trigger)
{
    SOCK_NOTIFY_REGISTRATION r;

    memset(&r, 0, sizeof(r));
    r.socket = s;
    r.completionKey = (PVOID)KEY;
    r.operation = (UINT8)operation;
    r.eventFilter = (UINT16)filter;
    r.triggerFlags = (UINT8)trigger;
    r.registrationResult = CT_UNTOUCHED;
    return r;
}

/* Carries one registration out; its result. */
static DWORD process(HANDLE port, SOCKET s, int operation, int filter,
                     int trigger)
{
    SOCK_NOTIFY_REGISTRATION r = registration(s, operation, filter, trigger);

    EQUAL(ProcessSocketNotifications(port, 1, &r, 0, 0, NULL, NULL), 0);
    return r.registrationResult;
}

static void enable(HANDLE port, SOCKET s, int filter, int trigger)
{
    EQUAL(process(port, s, ENABLE, filter, trigger), 0);
}

/* The events of the next notification. */
static UINT32 next(HANDLE port)
{
    OVERLAPPED_ENTRY e;
    UINT32 n = 0;

    memset(&e, 0, sizeof(e));
    EQUAL(ProcessSocketNotifications(port, 0, NULL, INFINITE, 1, &e, &n), 0);
    EQUAL(n, 1);
    EQUAL(e.lpCompletionKey, KEY);
    return SocketNotificationRetrieveEvents(&e);
}

static void nothing(HANDLE port)
{
    OVERLAPPED_ENTRY e;
    UINT32 n = 9;

    EQUAL(ProcessSocketNotifications(port, 0, NULL, 0, 1, &e, &n),
          WAIT_TIMEOUT);
    EQUAL(n, 0);
}

static void give(SOCKET peer, const char *text)
{
    EQUAL(send(peer, text, (int)strlen(text), 0), (int)strlen(text));
}

static void drain(SOCKET s)
{
    char text[64];

    ct_nonblock(s);
    while (recv(s, text, sizeof(text), 0) > 0)
        ;
}

/* --- What is refused. */

static void unstarted(const struct ct_row *row)
{
    SOCK_NOTIFY_REGISTRATION r = registration(0, ENABLE, IN_, LEVEL);
    HANDLE port = open_port();

    EQUAL(ProcessSocketNotifications(port, 1, &r, 0, 0, NULL, NULL), row->code);
    CloseHandle(port);
}

enum whole {
    BAD_PORT,
    EVENT_PORT,
    INFOS_UNCOUNTED,
    INFOS_BAD,
    TIMEOUT_UNCOUNTED,
    ENTRIES_UNCOUNTED,
    RECEIVED_UNCOUNTED,
    ENTRIES_BAD,
    RECEIVED_BAD
};

/* One fault (arg) in the call; nothing of it takes effect. */
static void whole(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    SOCK_NOTIFY_REGISTRATION r = registration(s, ENABLE, OUT_, LEVEL);
    HANDLE port = open_port();
    OVERLAPPED_ENTRY e;
    UINT32 n;
    int at = row->arg;
    bool takes = at >= ENTRIES_BAD;

    EQUAL(ProcessSocketNotifications(
              at == BAD_PORT     ? (HANDLE)0x12345678
              : at == EVENT_PORT ? ct_event()
                                 : port,
              at == INFOS_UNCOUNTED ? 0 : 1,
              at == INFOS_BAD ? ct_unmapped() : &r,
              at == TIMEOUT_UNCOUNTED ? 1 : 0, takes ? 1 : 0,
              at == ENTRIES_BAD                             ? ct_unmapped()
              : at == ENTRIES_UNCOUNTED || at > ENTRIES_BAD ? &e
                                                            : NULL,
              at == RECEIVED_BAD                              ? ct_unmapped()
              : at == RECEIVED_UNCOUNTED || at == ENTRIES_BAD ? &n
                                                              : NULL),
          row->code);
    EQUAL(r.registrationResult, CT_UNTOUCHED);
    nothing(port);
    CloseHandle(port);
}

static void one_refused(const struct ct_row *row)
{
    HANDLE port = open_port();

    EQUAL(process(port, ct_sock(row), ENABLE, row->arg, row->arg2), row->code);
    CloseHandle(port);
}

static void bad_operation(const struct ct_row *row)
{
    HANDLE port = open_port();

    EQUAL(process(port, ct_open(CT_TCP_CLIENT), row->arg, IN_, LEVEL),
          row->code);
    CloseHandle(port);
}

static void two_ports(const struct ct_row *row)
{
    HANDLE port = open_port(), other = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    enable(port, s, IN_, LEVEL);
    EQUAL(process(other, s, ENABLE, IN_, LEVEL), row->code);
    EQUAL(process(other, s, REMOVE, 0, 0), ERROR_NOT_FOUND);
    EQUAL(process(port, s, REMOVE, 0, 0), 0);
    EQUAL(next(port), SOCK_NOTIFY_EVENT_REMOVE);
    enable(other, s, OUT_, LEVEL);
    EQUAL(next(other), SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
    CloseHandle(other);
}

/* One bad registration among good ones. */
static void several(const struct ct_row *row)
{
    SOCK_NOTIFY_REGISTRATION r[4];
    HANDLE port = open_port();
    OVERLAPPED_ENTRY e[4];
    SOCKET a = ct_open(CT_TCP_CLIENT), b = ct_open(CT_UDP_BOUND);
    UINT32 n = 0;

    (void)row;
    r[0] = registration(a, ENABLE, OUT_, LEVEL);
    r[1] = registration(INVALID_SOCKET, ENABLE, OUT_, LEVEL);
    r[2] = registration(b, ENABLE, IN_ | OUT_, LEVEL);
    r[3] = registration(INVALID_SOCKET, SOCK_NOTIFY_OP_NONE, 0, 0);
    r[2].completionKey = (PVOID)12;
    EQUAL(ProcessSocketNotifications(port, 4, r, INFINITE, 4, e, &n), 0);
    EQUAL(r[0].registrationResult, 0);
    EQUAL(r[1].registrationResult, WSAENOTSOCK);
    EQUAL(r[2].registrationResult, 0);
    EQUAL(r[3].registrationResult, 0);
    NEED(n, 2);
    EQUAL(e[0].lpCompletionKey, KEY);
    EQUAL(SocketNotificationRetrieveEvents(&e[0]), SOCK_NOTIFY_EVENT_OUT);
    EQUAL(e[1].lpCompletionKey, 12);
    EQUAL(SocketNotificationRetrieveEvents(&e[1]), SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
}

static void timed_out(const struct ct_row *row)
{
    SOCK_NOTIFY_REGISTRATION r =
        registration(ct_open(CT_TCP_CLIENT), ENABLE, IN_, LEVEL);
    HANDLE port = open_port();
    OVERLAPPED_ENTRY e;
    UINT32 n = 9;

    EQUAL(ProcessSocketNotifications(port, 1, &r, (UINT32)row->arg, 1, &e, &n),
          row->code);
    EQUAL(r.registrationResult, 0);
    EQUAL(n, 0);
    CloseHandle(port);
}

/* --- By level. */

/* As long as it holds, and no longer. */
static void level(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    enable(port, s, IN_ | HANGUP, LEVEL | row->arg);
    nothing(port);
    give(ct_peer(), "hello");
    ct_wait_readable(s);
    for (int i = 0; i < 3; i++)
        EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    drain(s);
    nothing(port);
    give(ct_peer(), "again");
    EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    drain(s);
    nothing(port);
    CloseHandle(port);
}

/* What is ready all the time keeps nothing else out. */
static void level_fair(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    SOCKET other = ct_open(CT_UDP);

    (void)row;
    enable(port, other, OUT_, LEVEL);
    enable(port, s, IN_, LEVEL);
    EQUAL(next(port), SOCK_NOTIFY_EVENT_OUT);
    give(peer, "hello");
    while (next(port) != SOCK_NOTIFY_EVENT_IN) /* hangs where it is */
        ;
    CloseHandle(port);
}

static void level_once(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    give(ct_peer(), "hello");
    ct_wait_readable(s);
    enable(port, s, IN_, LEVEL | ONESHOT);
    EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    nothing(port);
    give(ct_peer(), "more");
    nothing(port);
    enable(port, s, IN_, LEVEL | ONESHOT);
    EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    nothing(port);
    CloseHandle(port);
}

/* A thread that waits meanwhile gets it. */
static DWORD WINAPI giver(void *arg)
{
    give(*(SOCKET *)arg, "hello");
    return 0;
}

static void level_waits(const struct ct_row *row)
{
    HANDLE port = open_port(), thread;
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();

    for (int i = 0; i < 30; i++) {
        enable(port, s, IN_, row->arg);
        thread = ct_thread(giver, &peer);
        EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
        ct_join(thread);
        drain(s);
    }
    CloseHandle(port);
}

/* --- By edge. */

static void edge(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();

    (void)row;
    enable(port, s, IN_, EDGE);
    nothing(port);
    give(peer, "hello");
    EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    nothing(port); /* told once */
    drain(s);
    nothing(port);
    give(peer, "hello");
    EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    CloseHandle(port);
}

/* What held before it was enabled is no edge. */
static void edge_before(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();

    (void)row;
    give(peer, "hello");
    ct_wait_readable(s);
    enable(port, s, IN_ | OUT_, EDGE);
    nothing(port);
    drain(s);
    give(peer, "hello");
    CHECK((next(port) & SOCK_NOTIFY_EVENT_IN) != 0);
    CloseHandle(port);
}

/* --- What is told. */

static void ends(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    enable(port, s, row->arg, LEVEL);
    nothing(port);
    EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    EQUAL(next(port), row->arg2);
    CloseHandle(port);
}

static void reset(const struct ct_row *row)
{
    struct linger hard = {1, 0};
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();

    enable(port, s, row->arg, row->arg3);
    nothing(port);
    EQUAL(setsockopt(peer, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)),
          0);
    EQUAL(closesocket(peer), 0);
    EQUAL(next(port), row->arg2);
    CloseHandle(port);
}

static void listener(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_LISTENING);

    (void)row;
    enable(port, s, IN_ | OUT_ | HANGUP, LEVEL);
    nothing(port);
    ct_connect(ct_open(CT_TCP), s);
    EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    ct_keep(accept(s, NULL, NULL));
    nothing(port);
    CloseHandle(port);
}

static void connects(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET l = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    struct sockaddr_in sin = ct_name(l);

    (void)row;
    enable(port, s, IN_ | OUT_ | HANGUP, LEVEL);
    nothing(port);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&sin), sizeof(sin)));
    EQUAL(next(port), SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
}

static void datagram(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_UDP_PAIR);

    enable(port, s, IN_, row->arg);
    nothing(port);
    give(ct_peer(), "hello");
    EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    CloseHandle(port);
}

/* GetQueuedCompletionStatus has them too, among other packets. */
static void other_calls(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    OVERLAPPED *ov, mine;
    ULONG_PTR key = 0;
    DWORD bytes = 0;

    (void)row;
    CHECK(PostQueuedCompletionStatus(port, 5, 6, &mine));
    enable(port, s, OUT_, LEVEL | ONESHOT);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &ov, INFINITE));
    EQUAL(key, 6);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &ov, INFINITE));
    EQUAL(key, KEY);
    EQUAL(bytes, SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
}

/* --- Disabled, removed, closed. */

static void disabled(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    enable(port, s, OUT_, row->arg);
    EQUAL(process(port, s, DISABLE, 0, 0), 0);
    nothing(port);
    enable(port, s, IN_, LEVEL);
    give(ct_peer(), "hello");
    EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    CloseHandle(port);
}

static void not_registered(const struct ct_row *row)
{
    HANDLE port = open_port();

    EQUAL(process(port, ct_open(CT_UDP), row->arg, 0, 0), row->code);
    CloseHandle(port);
}

/* Enabled or disabled; with the last word. */
static void removed(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    enable(port, s, OUT_, LEVEL);
    if (row->arg)
        EQUAL(process(port, s, DISABLE, 0, 0), 0);
    EQUAL(process(port, s, REMOVE, 0, 0), 0);
    EQUAL(next(port), SOCK_NOTIFY_EVENT_REMOVE);
    nothing(port);
    EQUAL(process(port, s, REMOVE, 0, 0), ERROR_NOT_FOUND);
    enable(port, s, OUT_, LEVEL);
    EQUAL(next(port), SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
}

static void closed(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);

    (void)row;
    enable(port, s, OUT_, LEVEL);
    EQUAL(next(port), SOCK_NOTIFY_EVENT_OUT);
    EQUAL(closesocket(s), 0);
    nothing(port);
    CloseHandle(port);
}

static void port_closed(const struct ct_row *row)
{
    HANDLE port = open_port(), other = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    enable(port, s, OUT_, LEVEL);
    CHECK(CloseHandle(port));
    EQUAL(closesocket(s), 0);
    CloseHandle(other);
}

/* Overlapped operations on the same socket and port. */
static void beside_overlapped(const struct ct_row *row)
{
    HANDLE port = open_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char text[8];
    WSABUF buf = {5, text};
    OVERLAPPED ov, *got;
    ULONG_PTR key = 0;
    DWORD flags = 0, bytes = 0;

    if (row->arg)
        CHECK(CreateIoCompletionPort((HANDLE)s, port, 9, 0) == port);
    enable(port, s, IN_, LEVEL);
    if (!row->arg)
        CHECK(CreateIoCompletionPort((HANDLE)s, port, 9, 0) == port);
    nothing(port);
    memset(&ov, 0, sizeof(ov));
    SOCKET_FAILS(WSA_IO_PENDING, WSARecv(s, &buf, 1, NULL, &flags, &ov, NULL));
    give(ct_peer(), "helloworld");
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &got, INFINITE));
    EQUAL(key, 9);
    EQUAL(bytes, 5);
    EQUAL(next(port), SOCK_NOTIFY_EVENT_IN);
    drain(s);
    nothing(port);
    CloseHandle(port);
}

static const struct ct_row rows[] = {
    RULE(ProcessSocketNotifications, "before WSAStartup", unstarted,
         .code = WSANOTINITIALISED, .flags = CT_UNSTARTED),
    RULE(ProcessSocketNotifications, "no port", whole,
         .code = WSA_INVALID_HANDLE, .arg = BAD_PORT),
    RULE(ProcessSocketNotifications, "an event as the port", whole,
         .code = WSA_INVALID_HANDLE, .arg = EVENT_PORT),
    RULE(ProcessSocketNotifications, "registrations, none counted", whole,
         .code = WSAEINVAL, .arg = INFOS_UNCOUNTED),
    RULE(ProcessSocketNotifications, "bad registrations", whole,
         .code = WSAEFAULT, .arg = INFOS_BAD),
    RULE(ProcessSocketNotifications, "a time without entries", whole,
         .code = WSAEINVAL, .arg = TIMEOUT_UNCOUNTED),
    RULE(ProcessSocketNotifications, "entries, none counted", whole,
         .code = WSAEINVAL, .arg = ENTRIES_UNCOUNTED),
    RULE(ProcessSocketNotifications, "a count without entries", whole,
         .code = WSAEINVAL, .arg = RECEIVED_UNCOUNTED),
    RULE(ProcessSocketNotifications, "bad entries", whole, .code = WSAEFAULT,
         .arg = ENTRIES_BAD),
    RULE(ProcessSocketNotifications, "bad count", whole, .code = WSAEFAULT,
         .arg = RECEIVED_BAD),
    RULE(ProcessSocketNotifications, "no socket", one_refused,
         .code = WSAENOTSOCK, .sock = CT_INVALID, .arg = IN_, .arg2 = LEVEL),
    RULE(ProcessSocketNotifications, "closed socket", one_refused,
         .code = WSAENOTSOCK, .sock = CT_STALE, .arg = IN_, .arg2 = LEVEL),
    RULE(ProcessSocketNotifications, "unknown event", one_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT, .arg = 8, .arg2 = LEVEL),
    RULE(ProcessSocketNotifications, "neither level nor edge", one_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT, .arg = IN_, .arg2 = ONESHOT),
    RULE(ProcessSocketNotifications, "level and edge", one_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT, .arg = IN_,
         .arg2 = LEVEL | EDGE),
    RULE(ProcessSocketNotifications, "once and persistent", one_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT, .arg = IN_,
         .arg2 = LEVEL | ONESHOT | SOCK_NOTIFY_TRIGGER_PERSISTENT),
    RULE(ProcessSocketNotifications, "two operations", bad_operation,
         .code = WSAEINVAL, .arg = ENABLE | DISABLE),
    RULE(ProcessSocketNotifications, "unknown operation", bad_operation,
         .code = WSAEINVAL, .arg = 8),
    RULE(ProcessSocketNotifications, "another port", two_ports,
         .code = WSAEINVAL),
    RULE(ProcessSocketNotifications, "a bad one among several", several),
    ROW(ProcessSocketNotifications, WAIT_TIMEOUT, "nothing to be had at once",
        timed_out, .name = "WAIT_TIMEOUT"),
    ROW(ProcessSocketNotifications, WAIT_TIMEOUT, "nothing for a while",
        timed_out, .name = "WAIT_TIMEOUT", .arg = 20),

    RULE(ProcessSocketNotifications, "level", level),
    RULE(ProcessSocketNotifications, "level, SOCK_NOTIFY_TRIGGER_PERSISTENT",
         level, .arg = SOCK_NOTIFY_TRIGGER_PERSISTENT),
    RULE(ProcessSocketNotifications, "what is always ready is not alone",
         level_fair),
    RULE(ProcessSocketNotifications, "level, once", level_once),
    RULE(ProcessSocketNotifications, "level, waited for", level_waits,
         .arg = LEVEL),
    RULE(ProcessSocketNotifications, "level, once, waited for", level_waits,
         .arg = LEVEL | ONESHOT),
    RULE(ProcessSocketNotifications, "edge, waited for", level_waits,
         .arg = EDGE),
    RULE(ProcessSocketNotifications, "edge", edge),
    RULE(ProcessSocketNotifications, "edge, ready before", edge_before),

    RULE(ProcessSocketNotifications, "the end as hang-up", ends,
         .arg = IN_ | HANGUP, .arg2 = SOCK_NOTIFY_EVENT_HANGUP),
    RULE(ProcessSocketNotifications, "the end as input", ends, .arg = IN_,
         .arg2 = SOCK_NOTIFY_EVENT_IN),
    RULE(ProcessSocketNotifications, "a reset", reset, .arg = IN_ | HANGUP,
         .arg2 = SOCK_NOTIFY_EVENT_HANGUP | SOCK_NOTIFY_EVENT_ERR,
         .arg3 = LEVEL),
    RULE(ProcessSocketNotifications, "a reset, as an error only", reset,
         .arg = SOCK_NOTIFY_REGISTER_EVENT_NONE, .arg2 = SOCK_NOTIFY_EVENT_ERR,
         .arg3 = LEVEL),
    RULE(ProcessSocketNotifications, "a reset, by edge", reset,
         .arg = IN_ | HANGUP,
         .arg2 = SOCK_NOTIFY_EVENT_HANGUP | SOCK_NOTIFY_EVENT_ERR,
         .arg3 = EDGE),
    RULE(ProcessSocketNotifications, "a connection to accept", listener),
    RULE(ProcessSocketNotifications, "a connection that is made", connects),
    RULE(ProcessSocketNotifications, "a datagram", datagram, .arg = LEVEL),
    RULE(ProcessSocketNotifications, "a datagram, by edge", datagram,
         .arg = EDGE),
    RULE(SocketNotificationRetrieveEvents, "GetQueuedCompletionStatus' bytes",
         other_calls),

    RULE(ProcessSocketNotifications, "disabled", disabled, .arg = LEVEL),
    RULE(ProcessSocketNotifications, "disabled, by edge", disabled,
         .arg = EDGE),
    RULE(ProcessSocketNotifications, "disabling what is not registered",
         not_registered, .code = ERROR_NOT_FOUND, .arg = DISABLE),
    RULE(ProcessSocketNotifications, "removing what is not registered",
         not_registered, .code = ERROR_NOT_FOUND, .arg = REMOVE),
    RULE(ProcessSocketNotifications, "removed", removed),
    RULE(ProcessSocketNotifications, "removed while disabled", removed,
         .arg = 1),
    RULE(ProcessSocketNotifications, "the socket is closed", closed),
    RULE(ProcessSocketNotifications, "the port is closed", port_closed),
    RULE(ProcessSocketNotifications, "beside overlapped", beside_overlapped),
    RULE(ProcessSocketNotifications, "beside overlapped, attached before",
         beside_overlapped, .arg = 1),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
