/* SPDX-License-Identifier: MIT */
/* ProcessSocketNotifications: what it refuses, of a call and of registrations.
 */
#include "socknotify.h"

static void unstarted(const struct ct_row *row)
{
    SOCK_NOTIFY_REGISTRATION r = sn_registration(0, SN_ENABLE, SN_IN, SN_LEVEL);
    HANDLE port = sn_port();

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
    SOCK_NOTIFY_REGISTRATION r =
        sn_registration(s, SN_ENABLE, SN_OUT, SN_LEVEL);
    HANDLE port = sn_port();
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
    sn_nothing(port);
    CloseHandle(port);
}

static void one_refused(const struct ct_row *row)
{
    HANDLE port = sn_port();

    EQUAL(sn_process(port, ct_sock(row), SN_ENABLE, row->arg, row->arg2),
          row->code);
    CloseHandle(port);
}

static void bad_operation(const struct ct_row *row)
{
    HANDLE port = sn_port();

    EQUAL(sn_process(port, ct_open(CT_TCP_CLIENT), row->arg, SN_IN, SN_LEVEL),
          row->code);
    CloseHandle(port);
}

static void two_ports(const struct ct_row *row)
{
    HANDLE port = sn_port(), other = sn_port();
    SOCKET s = ct_open(CT_TCP_CLIENT);

    sn_enable(port, s, SN_IN, SN_LEVEL);
    EQUAL(sn_process(other, s, SN_ENABLE, SN_IN, SN_LEVEL), row->code);
    EQUAL(sn_process(other, s, SN_REMOVE, 0, 0), ERROR_NOT_FOUND);
    EQUAL(sn_process(port, s, SN_REMOVE, 0, 0), 0);
    EQUAL(sn_next(port), SOCK_NOTIFY_EVENT_REMOVE);
    sn_enable(other, s, SN_OUT, SN_LEVEL);
    EQUAL(sn_next(other), SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
    CloseHandle(other);
}

/* One bad registration among good ones. */
static void several(const struct ct_row *row)
{
    SOCK_NOTIFY_REGISTRATION r[4];
    HANDLE port = sn_port();
    OVERLAPPED_ENTRY e[4];
    SOCKET a = ct_open(CT_TCP_CLIENT), b = ct_open(CT_UDP_BOUND);
    UINT32 n = 0;

    (void)row;
    r[0] = sn_registration(a, SN_ENABLE, SN_OUT, SN_LEVEL);
    r[1] = sn_registration(INVALID_SOCKET, SN_ENABLE, SN_OUT, SN_LEVEL);
    r[2] = sn_registration(b, SN_ENABLE, SN_IN | SN_OUT, SN_LEVEL);
    r[3] = sn_registration(INVALID_SOCKET, SOCK_NOTIFY_OP_NONE, 0, 0);
    r[2].completionKey = (PVOID)12;
    EQUAL(ProcessSocketNotifications(port, 4, r, INFINITE, 4, e, &n), 0);
    EQUAL(r[0].registrationResult, 0);
    EQUAL(r[1].registrationResult, WSAENOTSOCK);
    EQUAL(r[2].registrationResult, 0);
    EQUAL(r[3].registrationResult, 0);
    NEED(n, 2);
    EQUAL(e[0].lpCompletionKey, SN_KEY);
    EQUAL(SocketNotificationRetrieveEvents(&e[0]), SOCK_NOTIFY_EVENT_OUT);
    EQUAL(e[1].lpCompletionKey, 12);
    EQUAL(SocketNotificationRetrieveEvents(&e[1]), SOCK_NOTIFY_EVENT_OUT);
    CloseHandle(port);
}

static void timed_out(const struct ct_row *row)
{
    SOCK_NOTIFY_REGISTRATION r =
        sn_registration(ct_open(CT_TCP_CLIENT), SN_ENABLE, SN_IN, SN_LEVEL);
    HANDLE port = sn_port();
    OVERLAPPED_ENTRY e;
    UINT32 n = 9;

    EQUAL(ProcessSocketNotifications(port, 1, &r, (UINT32)row->arg, 1, &e, &n),
          row->code);
    EQUAL(r.registrationResult, 0);
    EQUAL(n, 0);
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
         .code = WSAENOTSOCK, .sock = CT_INVALID, .arg = SN_IN,
         .arg2 = SN_LEVEL),
    RULE(ProcessSocketNotifications, "closed socket", one_refused,
         .code = WSAENOTSOCK, .sock = CT_STALE, .arg = SN_IN, .arg2 = SN_LEVEL),
    RULE(ProcessSocketNotifications, "unknown event", one_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT, .arg = 8, .arg2 = SN_LEVEL),
    RULE(ProcessSocketNotifications, "neither level nor edge", one_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT, .arg = SN_IN,
         .arg2 = SN_ONESHOT),
    RULE(ProcessSocketNotifications, "level and edge", one_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT, .arg = SN_IN,
         .arg2 = SN_LEVEL | SN_EDGE),
    RULE(ProcessSocketNotifications, "once and persistent", one_refused,
         .code = WSAEINVAL, .sock = CT_TCP_CLIENT, .arg = SN_IN,
         .arg2 = SN_LEVEL | SN_ONESHOT | SOCK_NOTIFY_TRIGGER_PERSISTENT),
    RULE(ProcessSocketNotifications, "two operations", bad_operation,
         .code = WSAEINVAL, .arg = SN_ENABLE | SN_DISABLE),
    RULE(ProcessSocketNotifications, "unknown operation", bad_operation,
         .code = WSAEINVAL, .arg = 8),
    RULE(ProcessSocketNotifications, "another port", two_ports,
         .code = WSAEINVAL),
    RULE(ProcessSocketNotifications, "a bad one among several", several),
    ROW(ProcessSocketNotifications, WAIT_TIMEOUT, "nothing to be had at once",
        timed_out, .name = "WAIT_TIMEOUT"),
    ROW(ProcessSocketNotifications, WAIT_TIMEOUT, "nothing for a while",
        timed_out, .name = "WAIT_TIMEOUT", .arg = 20),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
