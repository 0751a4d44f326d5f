/* SPDX-License-Identifier: MIT */
/* ProcessSocketNotifications: readiness told by a completion port. What it
 * refuses is in socknotify_refused.c. */
#include "socknotify.h"

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

/* --- By level. */

/* As long as it holds, and no longer. */
static void level(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    sn_enable(port, s, SN_IN | SN_HANGUP, SN_LEVEL | row->arg);
    sn_nothing(port);
    give(ct_peer(), "hello");
    ct_wait_readable(s);
    for (int i = 0; i < 3; i++)
        EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    drain(s);
    sn_nothing(port);
    give(ct_peer(), "again");
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    drain(s);
    sn_nothing(port);
    CloseHandle(port);
}

/* What is ready all the time keeps nothing else out. */
static void level_fair(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    SOCKET other = ct_open(CT_UDP);

    (void)row;
    sn_enable(port, other, SN_OUT, SN_LEVEL);
    sn_enable(port, s, SN_IN, SN_LEVEL);
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_OUT);
    give(peer, "hello");
    while (sn_next(port) != SOCK_NOTIFY_EVENT_IN) /* hangs where it is */
        ;
    CloseHandle(port);
}

static void level_once(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    give(ct_peer(), "hello");
    ct_wait_readable(s);
    sn_enable(port, s, SN_IN, SN_LEVEL | SN_ONESHOT);
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    sn_nothing(port);
    give(ct_peer(), "more");
    sn_nothing(port);
    sn_enable(port, s, SN_IN, SN_LEVEL | SN_ONESHOT);
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    sn_nothing(port);
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
    HANDLE port = sn_port(), thread;
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();

    for (int i = 0; i < 30; i++) {
        sn_enable(port, s, SN_IN, row->arg);
        thread = ct_thread(giver, &peer);
        EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
        ct_join(thread);
        drain(s);
    }
    CloseHandle(port);
}

/* --- By edge. */

static void edge(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();

    (void)row;
    sn_enable(port, s, SN_IN, SN_EDGE);
    sn_nothing(port);
    give(peer, "hello");
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    sn_nothing(port); /* told once */
    drain(s);
    sn_nothing(port);
    give(peer, "hello");
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    CloseHandle(port);
}

/* What held before it was enabled is no edge. */
static void edge_before(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();

    (void)row;
    give(peer, "hello");
    ct_wait_readable(s);
    sn_enable(port, s, SN_IN | SN_OUT, SN_EDGE);
    sn_nothing(port);
    drain(s);
    give(peer, "hello");
    CHECK((sn_next(port) & SOCK_NOTIFY_EVENT_IN) != 0);
    CloseHandle(port);
}

/* --- What is told. */

static void ends(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    sn_enable(port, s, row->arg, SN_LEVEL);
    sn_nothing(port);
    EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    EQUAL(sn_next(port), row->arg2);
    CloseHandle(port);
}

static void reset(const struct ct_row *row)
{
    struct linger hard = {1, 0};
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();

    sn_enable(port, s, row->arg, row->arg3);
    sn_nothing(port);
    EQUAL(setsockopt(peer, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)),
          0);
    EQUAL(closesocket(peer), 0);
    EQUAL(sn_next(port), row->arg2);
    CloseHandle(port);
}

static void listener(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_LISTENING);

    (void)row;
    sn_enable(port, s, SN_IN | SN_OUT | SN_HANGUP, SN_LEVEL);
    sn_nothing(port);
    ct_connect(ct_open(CT_TCP), s);
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    ct_keep(accept(s, NULL, NULL));
    sn_nothing(port);
    CloseHandle(port);
}

static void connects(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET l = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    struct sockaddr_in sin = ct_name(l);

    (void)row;
    sn_enable(port, s, SN_IN | SN_OUT | SN_HANGUP, SN_LEVEL);
    sn_nothing(port);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&sin), sizeof(sin)));
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
}

static void datagram(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_UDP_PAIR);

    sn_enable(port, s, SN_IN, row->arg);
    sn_nothing(port);
    give(ct_peer(), "hello");
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    CloseHandle(port);
}

/* GetQueuedCompletionStatus has them too, among other packets. */
static void other_calls(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    OVERLAPPED *ov, mine;
    ULONG_PTR key = 0;
    DWORD bytes = 0;

    (void)row;
    CHECK(PostQueuedCompletionStatus(port, 5, 6, &mine));
    sn_enable(port, s, SN_OUT, SN_LEVEL | SN_ONESHOT);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &ov, INFINITE));
    EQUAL(key, 6);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &ov, INFINITE));
    EQUAL(key, SN_KEY);
    EQUAL(bytes, SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
}

/* --- Disabled, removed, closed. */

static void disabled(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    sn_enable(port, s, SN_OUT, row->arg);
    EQUAL(sn_process(port, s, SN_DISABLE, 0, 0), 0);
    sn_nothing(port);
    sn_enable(port, s, SN_IN, SN_LEVEL);
    give(ct_peer(), "hello");
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    CloseHandle(port);
}

static void not_registered(const struct ct_row *row)
{
    HANDLE port = sn_port();

    EQUAL(sn_process(port, ct_open(CT_UDP), row->arg, 0, 0), row->code);
    CloseHandle(port);
}

/* Enabled or disabled; with the last word. */
static void removed(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    sn_enable(port, s, SN_OUT, SN_LEVEL);
    if (row->arg)
        EQUAL(sn_process(port, s, SN_DISABLE, 0, 0), 0);
    EQUAL(sn_process(port, s, SN_REMOVE, 0, 0), 0);
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_REMOVE);
    sn_nothing(port);
    EQUAL(sn_process(port, s, SN_REMOVE, 0, 0), ERROR_NOT_FOUND);
    sn_enable(port, s, SN_OUT, SN_LEVEL);
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
}

static void closed(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);

    (void)row;
    sn_enable(port, s, SN_OUT, SN_LEVEL);
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_OUT);
    EQUAL(closesocket(s), 0);
    sn_nothing(port);
    CloseHandle(port);
}

static void port_closed(const struct ct_row *row)
{
    HANDLE port = sn_port(), other = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    sn_enable(port, s, SN_OUT, SN_LEVEL);
    CHECK(CloseHandle(port));
    EQUAL(closesocket(s), 0);
    CloseHandle(other);
}

/* Overlapped operations on the same socket and port. */
static void beside_overlapped(const struct ct_row *row)
{
    HANDLE port = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char text[8];
    WSABUF buf = {5, text};
    OVERLAPPED ov, *got;
    ULONG_PTR key = 0;
    DWORD flags = 0, bytes = 0;

    if (row->arg)
        CHECK(CreateIoCompletionPort((HANDLE)s, port, 9, 0) == port);
    sn_enable(port, s, SN_IN, SN_LEVEL);
    if (!row->arg)
        CHECK(CreateIoCompletionPort((HANDLE)s, port, 9, 0) == port);
    sn_nothing(port);
    memset(&ov, 0, sizeof(ov));
    SOCKET_FAILS(WSA_IO_PENDING, WSARecv(s, &buf, 1, NULL, &flags, &ov, NULL));
    give(ct_peer(), "helloworld");
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &got, INFINITE));
    EQUAL(key, 9);
    EQUAL(bytes, 5);
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_IN);
    drain(s);
    sn_nothing(port);
    CloseHandle(port);
}

static const struct ct_row rows[] = {
    RULE(ProcessSocketNotifications, "level", level),
    RULE(ProcessSocketNotifications, "level, SOCK_NOTIFY_TRIGGER_PERSISTENT",
         level, .arg = SOCK_NOTIFY_TRIGGER_PERSISTENT),
    RULE(ProcessSocketNotifications, "what is always ready is not alone",
         level_fair),
    RULE(ProcessSocketNotifications, "level, once", level_once),
    RULE(ProcessSocketNotifications, "level, waited for", level_waits,
         .arg = SN_LEVEL),
    RULE(ProcessSocketNotifications, "level, once, waited for", level_waits,
         .arg = SN_LEVEL | SN_ONESHOT),
    RULE(ProcessSocketNotifications, "edge, waited for", level_waits,
         .arg = SN_EDGE),
    RULE(ProcessSocketNotifications, "edge", edge),
    RULE(ProcessSocketNotifications, "edge, ready before", edge_before),

    RULE(ProcessSocketNotifications, "the end as hang-up", ends,
         .arg = SN_IN | SN_HANGUP, .arg2 = SOCK_NOTIFY_EVENT_HANGUP),
    RULE(ProcessSocketNotifications, "the end as input", ends, .arg = SN_IN,
         .arg2 = SOCK_NOTIFY_EVENT_IN),
    RULE(ProcessSocketNotifications, "a reset", reset, .arg = SN_IN | SN_HANGUP,
         .arg2 = SOCK_NOTIFY_EVENT_HANGUP | SOCK_NOTIFY_EVENT_ERR,
         .arg3 = SN_LEVEL),
    RULE(ProcessSocketNotifications, "a reset, as an error only", reset,
         .arg = SOCK_NOTIFY_REGISTER_EVENT_NONE, .arg2 = SOCK_NOTIFY_EVENT_ERR,
         .arg3 = SN_LEVEL),
    RULE(ProcessSocketNotifications, "a reset, by edge", reset,
         .arg = SN_IN | SN_HANGUP,
         .arg2 = SOCK_NOTIFY_EVENT_HANGUP | SOCK_NOTIFY_EVENT_ERR,
         .arg3 = SN_EDGE),
    RULE(ProcessSocketNotifications, "a connection to accept", listener),
    RULE(ProcessSocketNotifications, "a connection that is made", connects),
    RULE(ProcessSocketNotifications, "a datagram", datagram, .arg = SN_LEVEL),
    RULE(ProcessSocketNotifications, "a datagram, by edge", datagram,
         .arg = SN_EDGE),
    RULE(SocketNotificationRetrieveEvents, "GetQueuedCompletionStatus' bytes",
         other_calls),

    RULE(ProcessSocketNotifications, "disabled", disabled, .arg = SN_LEVEL),
    RULE(ProcessSocketNotifications, "disabled, by edge", disabled,
         .arg = SN_EDGE),
    RULE(ProcessSocketNotifications, "disabling what is not registered",
         not_registered, .code = ERROR_NOT_FOUND, .arg = SN_DISABLE),
    RULE(ProcessSocketNotifications, "removing what is not registered",
         not_registered, .code = ERROR_NOT_FOUND, .arg = SN_REMOVE),
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
