/* SPDX-License-Identifier: MIT */
/* select: refusals, what makes a socket readable, writable or exceptional, and
 * how Windows' sets and time-out differ from the BSD ones. */
#include "harness.h"

enum which { READ, WRITE, EXCEPT };

static fd_set set_of(SOCKET s)
{
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    return set;
}

static int select_one(enum which which, fd_set *set, struct timeval *limit)
{
    return select(0, which == READ ? set : NULL, which == WRITE ? set : NULL,
                  which == EXCEPT ? set : NULL, limit);
}

/* Row: the set (enum which) that holds the socket is arg. */
static void select_fails(const struct ct_row *row)
{
    struct timeval poll = {0, 0};
    fd_set set = set_of(ct_sock(row));

    SOCKET_FAILS(row->code, select_one((enum which)row->arg, &set, &poll));
}

static void one_bad(const struct ct_row *row)
{
    struct timeval poll = {0, 0};
    fd_set good = set_of(ct_open(CT_UDP)), mixed = set_of(ct_open(CT_UDP));

    FD_SET(ct_open(row->sock), &mixed);
    SOCKET_FAILS(row->code, select(0, &mixed, NULL, NULL, &poll));
    SOCKET_FAILS(row->code, select(0, NULL, &good, &mixed, &poll));
}

/* Row: arg is the place (enum which) of a set at arg2 (enum ct_bad). */
static void set_pointer(const struct ct_row *row)
{
    struct timeval poll = {0, 0};
    fd_set *set = row->arg2 == CT_EDGE ? ct_edge(8) : ct_bad(row->arg2);

    if (row->arg2 == CT_EDGE && set != NULL)
        set->fd_count = 1; /* and no room for it */
    SOCKET_FAILS(row->code, select_one((enum which)row->arg, set, &poll));
}

static void timeout_pointer(const struct ct_row *row)
{
    fd_set set = set_of(ct_open(CT_UDP_BOUND));

    SOCKET_FAILS(row->code,
                 select(0, &set, NULL, NULL,
                        row->arg == CT_EDGE ? ct_edge(4) : ct_bad(row->arg)));
}

static void no_sets(const struct ct_row *row)
{
    struct timeval poll = {0, 0};

    SOCKET_FAILS(row->code, select(0, NULL, NULL, NULL, &poll));
    SOCKET_FAILS(row->code, select(0, NULL, NULL, NULL, NULL));
}

static void empty_sets(const struct ct_row *row)
{
    struct timeval poll = {0, 0};
    fd_set a, b;

    FD_ZERO(&a);
    FD_ZERO(&b);
    SOCKET_FAILS(row->code, select(0, &a, &b, NULL, &poll));
}

/* Row: seconds arg, microseconds arg2. */
static void bad_timeout(const struct ct_row *row)
{
    struct timeval limit = {row->arg, row->arg2};
    fd_set set = set_of(ct_open(CT_UDP_BOUND));

    SOCKET_FAILS(row->code, select(0, &set, NULL, NULL, &limit));
}

static void reset_is_readable(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    char byte;

    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    ct_wait_readable(s);
    SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
}

/* The named set must report the socket within reason, or stay silent. */
static void reports(enum which which, SOCKET s, bool want)
{
    struct timeval limit = {want ? 10 : 0, 0};
    fd_set set = set_of(s);

    EQUAL(select_one(which, &set, &limit), want);
    EQUAL(FD_ISSET(s, &set) != 0, want);
    EQUAL(set.fd_count, want);
}

static void readable_by_data(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    char byte;

    reports(READ, s, false);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    reports(READ, s, true);
    reports(READ, s, true);
    EQUAL(recv(s, &byte, 1, 0), 1);
    reports(READ, s, false);
}

static void readable_by_end(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte;

    if (row->arg)
        EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    else
        EQUAL(closesocket(ct_peer()), 0);
    reports(READ, s, true);
    EQUAL(recv(s, &byte, 1, 0), 0);
}

static void readable_by_connection(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING);

    (void)row;
    reports(READ, s, false);
    ct_connect(ct_open(CT_TCP), s);
    reports(READ, s, true);
}

static void writable_when_connected(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_name(ct_open(CT_TCP_LISTENING));
    SOCKET s = ct_open(CT_TCP);

    (void)row;
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&sin), sizeof(sin)));
    reports(WRITE, s, true);
    reports(EXCEPT, s, false);
    reports(READ, s, false);
}

static void unwritable_when_full(const struct ct_row *row)
{
    static char chunk[65536];
    SOCKET s = ct_open(CT_TCP_CLIENT);
    int n;

    (void)row;
    reports(WRITE, s, true);
    ct_nonblock(s);
    do
        n = send(s, chunk, sizeof(chunk), 0);
    while (n > 0);
    reports(WRITE, s, false);
    ct_nonblock(ct_peer());
    do {
        n = recv(ct_peer(), chunk, sizeof(chunk), 0);
        if (n == SOCKET_ERROR) {
            struct timeval moment = {0, 20000};
            fd_set set = set_of(ct_peer());

            n = select(0, &set, NULL, NULL, &moment);
        }
    } while (n > 0);
    reports(WRITE, s, true);
}

/* A failed attempt shows as an exception, and there alone. */
static void exception_by_refusal(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(ct_dead_port(SOCK_STREAM));
    struct timeval limit = {10, 0};
    SOCKET s = ct_open(CT_TCP);
    fd_set writable = set_of(s), failed = set_of(s);
    int err = 0, len = sizeof(err);

    (void)row;
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&sin), sizeof(sin)));
    EQUAL(select(0, NULL, &writable, &failed, &limit), 1);
    EQUAL(FD_ISSET(s, &writable) != 0, 0);
    EQUAL(FD_ISSET(s, &failed) != 0, 1);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    EQUAL(err, WSAECONNREFUSED);
}

/* The next receive tells why. */
static void readable_by_icmp(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));
    SOCKET s = ct_open(CT_UDP_BOUND);
    char byte;

    (void)row;
    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    reports(READ, s, true);
    reports(EXCEPT, s, false);
    SOCKET_FAILS(WSAECONNRESET, recv(s, &byte, 1, 0));
    reports(READ, s, false);
}

/* A stream that was never connected has nothing to tell. */
static void in_no_set(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);

    reports(READ, s, false);
    reports(WRITE, s, false);
    reports(EXCEPT, s, false);
}

/* One that is still connecting is in none either. */
static void still_connecting(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_saturated();
    SOCKET s = ct_open(CT_TCP);

    (void)row;
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&sin), sizeof(sin)));
    reports(READ, s, false);
    reports(WRITE, s, false);
    reports(EXCEPT, s, false);
}

/* A failure writes nothing. */
static void sets_untouched(const struct ct_row *row)
{
    struct timeval none = {0, 0};
    SOCKET s = ct_open(CT_UDP_PAIR), bad = ct_open(CT_STALE);
    fd_set readable = set_of(s), writable = set_of(s);

    FD_SET(bad, &writable);
    SOCKET_FAILS(row->code, select(0, &readable, &writable, NULL, &none));
    EQUAL(readable.fd_count, 1);
    EQUAL(readable.fd_array[0], s);
    EQUAL(writable.fd_count, 2);
    EQUAL(writable.fd_array[1], bad);
}

static void empty_among_others(const struct ct_row *row)
{
    struct timeval none = {0, 0};
    SOCKET s = ct_open(CT_UDP_PAIR);
    fd_set empty, writable = set_of(s);

    (void)row;
    FD_ZERO(&empty);
    EQUAL(select(0, &empty, &writable, NULL, &none), 1);
    EQUAL(empty.fd_count, 0);
    EQUAL(writable.fd_count, 1);
}

/* 68 years are no reason not to look. */
static void longest_timeout(const struct ct_row *row)
{
    struct timeval limit = {0x7fffffff, 0x7fffffff};
    SOCKET s = ct_open(CT_UDP_PAIR);
    fd_set writable = set_of(s);

    (void)row;
    EQUAL(select(0, NULL, &writable, NULL, &limit), 1);
}

/* An event that is recorded stays recorded. */
static void events_stay(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    WSANETWORKEVENTS seen;
    HANDLE event = ct_event();

    (void)row;
    EQUAL(WSAEventSelect(s, event, FD_READ), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_await(event);
    reports(READ, s, true);
    EQUAL(WSAEnumNetworkEvents(s, event, &seen), 0);
    EQUAL(seen.lNetworkEvents, FD_READ);
}

/* Row: with arg the urgent byte stays in line and is plain data. */
static void urgent_byte(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    BOOL on = row->arg;
    char byte = 0;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_OOBINLINE, (char *)&on, sizeof(on)), 0);
    EQUAL(send(ct_peer(), "!", 1, MSG_OOB), 1);
    reports(row->arg ? READ : EXCEPT, s, true);
    reports(row->arg ? EXCEPT : READ, s, false);
    EQUAL(recv(s, &byte, 1, row->arg ? 0 : MSG_OOB), 1);
    EQUAL(byte, '!');
}

static void counts_all_sets(const struct ct_row *row)
{
    struct timeval limit = {10, 0};
    SOCKET a = ct_open(CT_TCP_CLIENT), a_peer = ct_peer();
    SOCKET b = ct_open(CT_TCP_CLIENT);
    fd_set readable = set_of(a), writable = set_of(a);

    (void)row;
    FD_SET(b, &readable);
    FD_SET(b, &writable);
    EQUAL(send(a_peer, "x", 1, 0), 1);
    ct_wait_readable(a);
    EQUAL(select(0, &readable, &writable, NULL, &limit), 3);
    EQUAL(readable.fd_count, 1);
    EQUAL(readable.fd_array[0], a);
    EQUAL(writable.fd_count, 2);
}

static void nfds_ignored(const struct ct_row *row)
{
    struct timeval poll = {0, 0};
    SOCKET s = ct_open(CT_TCP_CLIENT);
    fd_set set = set_of(s);

    EQUAL(select(row->arg, NULL, &set, NULL, &poll), 1);
}

/* BSD systems may write back what is left of the time. */
static void timeout_untouched(const struct ct_row *row)
{
    struct timeval limit = {0, 60000};
    SOCKET s = ct_open(CT_UDP_BOUND);
    fd_set set = set_of(s);
    ULONGLONG start = GetTickCount64();

    (void)row;
    EQUAL(select(0, &set, NULL, NULL, &limit), 0);
    EQUAL(set.fd_count, 0);
    CHECK(GetTickCount64() - start >= 40); /* the clock ticks coarsely */
    EQUAL(limit.tv_sec, 0);
    EQUAL(limit.tv_usec, 60000);
}

static void run_select(struct ct_blocked *b)
{
    fd_set set = set_of(b->s);

    b->res = select(0, &set, NULL, NULL, NULL);
}

static void waits_without_limit(const struct ct_row *row)
{
    struct ct_blocked b = {.s = ct_open(CT_UDP_PAIR), .run = run_select};

    (void)row;
    ct_blocked_start(&b);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_blocked_end(&b);
    EQUAL(b.res, 1);
}

static void sets_are_arrays(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP), other = ct_open(CT_UDP);
    fd_set set;

    (void)row;
    FD_ZERO(&set);
    FD_SET(s, &set);
    FD_SET(s, &set); /* once is enough */
    FD_SET(other, &set);
    EQUAL(set.fd_count, 2);
    FD_CLR(s, &set);
    EQUAL(set.fd_count, 1);
    EQUAL(set.fd_array[0], other);
    CHECK(!FD_ISSET(s, &set) && FD_ISSET(other, &set));
    EQUAL(sizeof(set.fd_array) / sizeof(SOCKET), 64);
}

static void sixty_four(const struct ct_row *row)
{
    struct timeval limit = {10, 0};
    SOCKET last = INVALID_SOCKET;
    struct sockaddr_in to;
    fd_set set;
    int i;

    (void)row;
    FD_ZERO(&set);
    for (i = 0; i < FD_SETSIZE; i++) {
        last = ct_open(CT_UDP_BOUND);
        FD_SET(last, &set);
    }
    to = ct_name(last);
    EQUAL(sendto(last, "x", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(select(0, &set, NULL, NULL, &limit), 1);
    EQUAL(set.fd_array[0], last);
}

#define NOTSOCK(kind, what, which)                                             \
    ROW(select, WSAENOTSOCK, what, select_fails, .sock = kind, .arg = which)

static const struct ct_row rows[] = {
    ROW(select, WSANOTINITIALISED, "before WSAStartup", select_fails,
        .flags = CT_UNSTARTED),
    ROW(select, WSANOTINITIALISED, "after WSACleanup", select_fails,
        .sock = CT_UDP_BOUND, .flags = CT_CLEANED),
    NOTSOCK(CT_INVALID, "INVALID_SOCKET in readfds", READ),
    NOTSOCK(CT_STALE, "closed socket in readfds", READ),
    NOTSOCK(CT_STALE, "closed socket in writefds", WRITE),
    NOTSOCK(CT_STALE, "closed socket in exceptfds", EXCEPT),
    NOTSOCK(CT_EVENT, "event handle in readfds", READ),
    ROW(select, WSAENOTSOCK, "one of several", one_bad, .sock = CT_STALE),
    ROW(select, WSAEFAULT, "readfds unmapped", set_pointer, .arg = READ,
        .arg2 = CT_UNMAPPED),
    ROW(select, WSAEFAULT, "writefds unmapped", set_pointer, .arg = WRITE,
        .arg2 = CT_UNMAPPED),
    ROW(select, WSAEFAULT, "exceptfds unmapped", set_pointer, .arg = EXCEPT,
        .arg2 = CT_UNMAPPED),
    ROW(select, WSAEFAULT, "readfds partly mapped", set_pointer, .arg = READ,
        .arg2 = CT_EDGE),
    ROW(select, WSAEFAULT, "timeout unmapped", timeout_pointer,
        .arg = CT_UNMAPPED),
    ROW(select, WSAEFAULT, "timeout partly mapped", timeout_pointer,
        .arg = CT_EDGE),
    ROW(select, WSAEINVAL, "all sets NULL", no_sets),
    ROW(select, WSAEINVAL, "all sets empty", empty_sets),
    ROW(select, WSAEINVAL, "negative seconds", bad_timeout, .arg = -1),
    ROW(select, WSAEINVAL, "negative microseconds", bad_timeout, .arg2 = -1),
    ROW(select, WSAECONNRESET, "recv on what a reset made readable",
        reset_is_readable),
    ROW(select, WSAENOTSOCK, "and the sets stay as they were", sets_untouched),
    RULE(select, "TCP data makes readable", readable_by_data,
         .sock = CT_TCP_CLIENT),
    RULE(select, "UDP data makes readable", readable_by_data,
         .sock = CT_UDP_PAIR),
    RULE(select, "the peer's close makes readable", readable_by_end),
    RULE(select, "the peer's half-close makes readable", readable_by_end,
         .arg = 1),
    RULE(select, "a connection makes a listener readable",
         readable_by_connection),
    RULE(select, "a finished connect makes writable", writable_when_connected),
    RULE(select, "full buffers make unwritable", unwritable_when_full),
    RULE(select, "a refused connect is an exception", exception_by_refusal),
    RULE(select, "an unreachable port makes readable", readable_by_icmp),
    RULE(select, "a fresh TCP socket is in no set", in_no_set, .sock = CT_TCP),
    RULE(select, "a bound TCP socket is in no set", in_no_set,
         .sock = CT_TCP_BOUND),
    RULE(select, "a connecting socket is in no set", still_connecting),
    RULE(select, "urgent data is an exception", urgent_byte),
    RULE(select, "urgent data in line is readable", urgent_byte, .arg = 1),
    RULE(select, "counts over all sets", counts_all_sets),
    RULE(select, "an empty set among others", empty_among_others),
    RULE(select, "events of WSAEventSelect stay", events_stay),
    RULE(select, "nfds 0 and any other is ignored", nfds_ignored, .arg = 1),
    RULE(select, "nfds -1 is ignored", nfds_ignored, .arg = -1),
    RULE(select, "waits, and leaves the time-out alone", timeout_untouched),
    RULE(select, "waits for ever without a time-out", waits_without_limit),
    RULE(select, "the longest time-out", longest_timeout),
    RULE(select, "fd_set is an array of 64", sets_are_arrays),
    RULE(select, "64 sockets", sixty_four),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
