/* SPDX-License-Identifier: MIT */
/* WSAPoll: refusals, and which events a socket in each state has. */
#include "harness.h"

#define WAIT_MS 10000 /* for what must happen */

static WSAPOLLFD entry_of(SOCKET s, int events)
{
    WSAPOLLFD entry = {s, (short)events, 0x7777};

    return entry;
}

/* The socket has exactly these events, of those asked for and the unasked. */
static void shows(SOCKET s, int events, int want)
{
    WSAPOLLFD entry = entry_of(s, events);

    EQUAL(WSAPoll(&entry, 1, want != 0 ? WAIT_MS : 0), want != 0);
    EQUAL(entry.revents, want);
    EQUAL(entry.events, (short)events);
    EQUAL(entry.fd, s);
}

/* Row: events are arg. */
static void poll_fails(const struct ct_row *row)
{
    WSAPOLLFD entry = entry_of(ct_sock(row), row->arg);

    SOCKET_FAILS(row->code, WSAPoll(&entry, 1, 0));
}

/* Row: the array is at arg (enum ct_bad); where it ends too early its first
 * entry has the events of arg2, and stands at an odd address. */
static void bad_array(const struct ct_row *row)
{
    WSAPOLLFD first = entry_of(ct_open(CT_UDP_BOUND), row->arg2);
    WSAPOLLFD *fds =
        row->arg == CT_EDGE ? ct_edge(sizeof(first) + 4) : ct_bad(row->arg);

    if (row->arg == CT_EDGE && fds != NULL)
        memcpy((void *)fds, &first, sizeof(first));
    SOCKET_FAILS(row->code, WSAPoll(fds, 2, 0));
}

static void no_entries(const struct ct_row *row)
{
    WSAPOLLFD entry = entry_of(ct_open(CT_UDP_BOUND), POLLIN);

    SOCKET_FAILS(row->code, WSAPoll(&entry, 0, 0));
}

/* Row: an unknown event beside a good entry. */
static void one_bad_event(const struct ct_row *row)
{
    WSAPOLLFD fds[] = {entry_of(ct_open(CT_UDP_BOUND), POLLOUT),
                       entry_of(ct_open(CT_UDP_BOUND), row->arg)};

    SOCKET_FAILS(row->code, WSAPoll(fds, 2, 0));
}

/* Row: none of the entries is a socket. */
static void none_valid(const struct ct_row *row)
{
    WSAPOLLFD fds[] = {entry_of(ct_open(CT_STALE), POLLIN),
                       entry_of(ct_open(CT_EVENT), POLLIN),
                       entry_of((SOCKET)-2, POLLIN)};

    SOCKET_FAILS(row->code, WSAPoll(fds, 3, 0));
}

/* A bad handle among good ones is told at once, whatever the time-out. */
static void bad_among_good(const struct ct_row *row)
{
    WSAPOLLFD fds[] = {entry_of(ct_open(CT_UDP_BOUND), POLLIN),
                       entry_of(ct_open(row->sock), POLLIN)};

    EQUAL(WSAPoll(fds, 2, -1), 1);
    EQUAL(fds[0].revents, 0);
    EQUAL(fds[1].revents, POLLNVAL);
}

static void negative_skipped(const struct ct_row *row)
{
    WSAPOLLFD fds[] = {entry_of(INVALID_SOCKET, POLLPRI),
                       entry_of(ct_open(CT_UDP_BOUND), POLLOUT),
                       entry_of((SOCKET)-7, POLLIN)};

    (void)row;
    EQUAL(WSAPoll(fds, 3, 0), 1);
    EQUAL(fds[0].revents, 0);
    EQUAL(fds[1].revents, POLLWRNORM);
    EQUAL(fds[2].revents, 0);
}

static void data(const struct ct_row *row)
{
    SOCKET s = ct_open(row->sock);
    char byte;

    shows(s, POLLIN, 0);
    shows(s, POLLIN | POLLOUT, POLLWRNORM);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    shows(s, POLLIN, POLLRDNORM);
    shows(s, POLLRDNORM | POLLWRNORM, POLLRDNORM | POLLWRNORM);
    shows(s, POLLRDBAND, 0);
    EQUAL(recv(s, &byte, 1, 0), 1);
    shows(s, POLLIN, 0);
}

/* Row: with arg the peer only ends its sending. */
static void peer_ends(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT), peer = ct_peer();
    char byte;

    EQUAL(send(peer, "x", 1, 0), 1);
    EQUAL(row->arg ? shutdown(peer, SD_SEND) : closesocket(peer), 0);
    shows(s, 0, POLLHUP); /* unasked */
    shows(s, POLLIN, POLLRDNORM | POLLHUP);
    EQUAL(recv(s, &byte, 1, 0), 1);
    shows(s, POLLIN, POLLHUP);
    shows(s, POLLOUT, POLLHUP | POLLWRNORM);
    EQUAL(recv(s, &byte, 1, 0), 0);
}

static void peer_resets(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger hard = {1, 0};
    char byte;

    (void)row;
    EQUAL(setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard,
                     sizeof(hard)),
          0);
    EQUAL(closesocket(ct_peer()), 0);
    shows(s, POLLIN, POLLHUP | POLLERR);
    shows(s, 0, POLLHUP | POLLERR);
    SOCKET_FAILS(WSAECONNRESET, recv(s, &byte, 1, 0));
    shows(s, POLLIN, POLLHUP | POLLERR); /* still */
}

static void urgent(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    BOOL on = row->arg;
    char byte;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_OOBINLINE, (char *)&on, sizeof(on)), 0);
    EQUAL(send(ct_peer(), "!", 1, MSG_OOB), 1);
    shows(s, POLLIN, row->arg ? POLLRDNORM : POLLRDBAND);
    shows(s, row->arg ? POLLRDBAND : POLLRDNORM, 0);
    EQUAL(recv(s, &byte, 1, row->arg ? 0 : MSG_OOB), 1);
}

static void connection_waits(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING);

    (void)row;
    shows(s, POLLIN | POLLOUT, 0);
    ct_connect(ct_open(CT_TCP), s);
    shows(s, POLLIN | POLLOUT, POLLRDNORM);
}

static int CALLBACK defers(LPWSABUF caller, LPWSABUF caller_data, LPQOS qos,
                           LPQOS group_qos, LPWSABUF callee,
                           LPWSABUF callee_data, GROUP *g, DWORD_PTR arg)
{
    (void)caller, (void)caller_data, (void)qos, (void)group_qos;
    (void)callee, (void)callee_data, (void)g, (void)arg;
    return CF_DEFER;
}

/* What WSAAccept put off waits still. */
static void connection_deferred(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING);

    (void)row;
    ct_connect(ct_open(CT_TCP), s);
    FAILS(INVALID_SOCKET, WSATRY_AGAIN, WSAAccept(s, NULL, NULL, defers, 0));
    shows(s, POLLIN, POLLRDNORM);
    CHECK(ct_keep(accept(s, NULL, NULL)) != INVALID_SOCKET);
    shows(s, POLLIN, 0);
}

static void connect_ends(const struct ct_row *row)
{
    struct sockaddr_in to = ct_name(ct_open(CT_TCP_LISTENING));
    SOCKET s = ct_open(CT_TCP);

    (void)row;
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    shows(s, POLLIN | POLLOUT, POLLWRNORM);
    shows(s, POLLIN, 0);
}

/* Row: who waits with the events of arg is told. */
static void connect_refused(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_STREAM));
    SOCKET s = ct_open(CT_TCP);
    int err = 0, len = sizeof(err);

    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    shows(s, row->arg, (row->arg & POLLOUT) | POLLHUP | POLLERR);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    EQUAL(err, WSAECONNREFUSED);
}

static void never_connected(const struct ct_row *row)
{
    shows(ct_open(row->sock), POLLIN | POLLOUT, 0);
}

static void unreachable_port(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));
    SOCKET s = ct_open(CT_UDP_BOUND);
    char byte;

    (void)row;
    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    shows(s, POLLIN, POLLRDNORM);
    SOCKET_FAILS(WSAECONNRESET, recv(s, &byte, 1, 0));
    shows(s, POLLIN, 0);
}

/* The same socket in several entries, each with its own events. */
static void one_socket_twice(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    WSAPOLLFD fds[] = {entry_of(s, POLLIN), entry_of(s, POLLOUT),
                       entry_of(s, 0)};

    (void)row;
    EQUAL(WSAPoll(fds, 3, 0), 1);
    EQUAL(fds[0].revents, 0);
    EQUAL(fds[1].revents, POLLWRNORM);
    EQUAL(fds[2].revents, 0);
}

static void waits_its_time(const struct ct_row *row)
{
    WSAPOLLFD entry = entry_of(ct_open(CT_UDP_BOUND), POLLIN);
    ULONGLONG start = GetTickCount64();

    (void)row;
    EQUAL(WSAPoll(&entry, 1, 60), 0);
    CHECK(GetTickCount64() - start >= 40); /* the clock ticks coarsely */
    EQUAL(entry.revents, 0);
}

static void run_poll(struct ct_blocked *b)
{
    WSAPOLLFD entry = entry_of(b->s, POLLIN);

    b->res = WSAPoll(&entry, 1, -1);
    b->err = entry.revents;
}

static void waits_for_ever(const struct ct_row *row)
{
    struct ct_blocked b = {.s = ct_open(CT_UDP_PAIR), .run = run_poll};

    (void)row;
    ct_blocked_start(&b);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_blocked_end(&b);
    EQUAL(b.res, 1);
    EQUAL(b.err, POLLRDNORM);
}

/* However far the other thread came: before the wait, in it, or not begun,
 * when the array has no socket any more. */
static void closed_meanwhile(const struct ct_row *row)
{
    struct ct_blocked b = {.s = ct_open(row->sock), .run = run_poll};

    ct_blocked_start(&b);
    EQUAL(closesocket(b.s), 0);
    ct_blocked_end(&b);
    if (b.res != SOCKET_ERROR) {
        EQUAL(b.res, 1);
        EQUAL(b.err, POLLNVAL);
    }
}

#define MANY 1200

/* Each hears one peer only: other programs send to ports of the past. */
static void many_sockets(const struct ct_row *row)
{
    static WSAPOLLFD fds[MANY];
    struct sockaddr_in from, to;
    int i;

    (void)row;
    for (i = 0; i < MANY; i++) {
        SOCKET s = ct_keep(socket(AF_INET, SOCK_DGRAM, 0));
        struct sockaddr_in any = ct_loopback(0);

        if (s == INVALID_SOCKET || bind(s, SA(&any), sizeof(any)) != 0) {
            ct_skip("%d sockets are too many here", MANY);
            return;
        }
        fds[i] = entry_of(s, POLLIN);
        from = ct_name(fds[0].fd);
        if (i > 0)
            EQUAL(connect(s, SA(&from), sizeof(from)), 0);
    }
    to = ct_name(fds[MANY - 1].fd);
    EQUAL(connect(fds[0].fd, SA(&to), sizeof(to)), 0);
    EQUAL(send(fds[0].fd, "x", 1, 0), 1);
    EQUAL(WSAPoll(fds, MANY, WAIT_MS), 1);
    EQUAL(fds[0].revents, 0);
    EQUAL(fds[MANY - 1].revents, POLLRDNORM);
}

/* More entries than the process may have descriptors. */
static void many_entries(const struct ct_row *row)
{
    static WSAPOLLFD fds[100000];
    SOCKET s = ct_open(CT_UDP_BOUND);
    int i;

    (void)row;
    for (i = 0; i < CT_COUNT(fds); i++)
        fds[i] = entry_of(i % 2 ? s : INVALID_SOCKET, POLLOUT);
    EQUAL(WSAPoll(fds, CT_COUNT(fds), 0), CT_COUNT(fds) / 2);
    EQUAL(fds[CT_COUNT(fds) - 1].revents, POLLWRNORM);
}

#define BAD_EVENT(name)                                                        \
    ROW(WSAPoll, WSAEINVAL, #name " in events", one_bad_event, .arg = name)

static const struct ct_row rows[] = {
    RULE(WSAPoll, "not started", poll_fails, .code = WSANOTINITIALISED,
         .sock = CT_INVALID, .flags = CT_UNSTARTED),
    RULE(WSAPoll, "after WSACleanup", poll_fails, .code = WSANOTINITIALISED,
         .sock = CT_UDP_BOUND, .flags = CT_CLEANED),
    ROW(WSAPoll, WSAEFAULT, "array NULL", bad_array, .arg = CT_NULL),
    ROW(WSAPoll, WSAEFAULT, "array unmapped", bad_array, .arg = CT_UNMAPPED),
    ROW(WSAPoll, WSAEFAULT, "array read-only", bad_array, .arg = CT_READONLY),
    ROW(WSAPoll, WSAEFAULT, "array partly mapped", bad_array, .arg = CT_EDGE),
    ROW(WSAPoll, WSAEINVAL, "no entries", no_entries),
    ROW(WSAPoll, WSAEINVAL, "only INVALID_SOCKET", poll_fails,
        .sock = CT_INVALID, .arg = POLLIN),
    ROW(WSAPoll, WSAEINVAL, "only a closed socket", poll_fails,
        .sock = CT_STALE, .arg = POLLIN),
    ROW(WSAPoll, WSAEINVAL, "no socket among several", none_valid),
    BAD_EVENT(POLLPRI),
    BAD_EVENT(POLLWRBAND),
    BAD_EVENT(POLLERR),
    BAD_EVENT(POLLHUP),
    BAD_EVENT(POLLNVAL),
    BAD_EVENT(0x0800),
    FIRST(WSAPoll, WSAEFAULT, "WSAEINVAL of the entries", bad_array,
          .arg = CT_EDGE, .arg2 = POLLPRI),
    RULE(WSAPoll, "a closed socket among good ones is POLLNVAL", bad_among_good,
         .sock = CT_STALE),
    RULE(WSAPoll, "another handle among good ones is POLLNVAL", bad_among_good,
         .sock = CT_EVENT),
    RULE(WSAPoll, "negative entries are skipped", negative_skipped),
    RULE(WSAPoll, "TCP data", data, .sock = CT_TCP_CLIENT),
    RULE(WSAPoll, "UDP data", data, .sock = CT_UDP_PAIR),
    RULE(WSAPoll, "the peer's close is POLLHUP", peer_ends),
    RULE(WSAPoll, "the peer's half-close is POLLHUP", peer_ends, .arg = 1),
    RULE(WSAPoll, "a reset is POLLHUP and POLLERR", peer_resets),
    RULE(WSAPoll, "urgent data is POLLRDBAND", urgent),
    RULE(WSAPoll, "urgent data in line is POLLRDNORM", urgent, .arg = 1),
    RULE(WSAPoll, "a waiting connection is POLLRDNORM", connection_waits),
    RULE(WSAPoll, "a deferred connection is POLLRDNORM", connection_deferred),
    RULE(WSAPoll, "a finished connect is POLLWRNORM", connect_ends),
    RULE(WSAPoll, "a refused connect, writable asked", connect_refused,
         .arg = POLLOUT),
    RULE(WSAPoll, "a refused connect, readable asked", connect_refused,
         .arg = POLLIN),
    RULE(WSAPoll, "a refused connect, nothing asked", connect_refused),
    RULE(WSAPoll, "a fresh TCP socket has no events", never_connected,
         .sock = CT_TCP),
    RULE(WSAPoll, "a bound TCP socket has no events", never_connected,
         .sock = CT_TCP_BOUND),
    RULE(WSAPoll, "an unreachable port is POLLRDNORM", unreachable_port),
    RULE(WSAPoll, "one socket in several entries", one_socket_twice),
    RULE(WSAPoll, "waits its time", waits_its_time),
    RULE(WSAPoll, "waits for ever", waits_for_ever),
    RULE(WSAPoll, "UDP closed by another thread is POLLNVAL", closed_meanwhile,
         .sock = CT_UDP_BOUND),
    RULE(WSAPoll, "TCP closed by another thread is POLLNVAL", closed_meanwhile,
         .sock = CT_TCP_CLIENT),
    RULE(WSAPoll, "1200 sockets", many_sockets),
    RULE(WSAPoll, "100000 entries", many_entries),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
