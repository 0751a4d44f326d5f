/* SPDX-License-Identifier: MIT */
/* connect and WSAConnect: addresses that are refused, the non-blocking
 * sequence, datagram associations. Every row runs through both functions. */
#include "harness.h"

enum form {
    LISTENER, /* somebody listens there */
    DEAD,     /* nobody does */
    WILD,     /* 0.0.0.0 or ::, with a port */
    PORT_0,
    BROADCAST,
    OTHER_FAMILY,
    NO_FAMILY
};

struct address {
    union {
        struct sockaddr sa;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
    } u;
    int len;
};

typedef int (*connect_fn)(SOCKET s, const struct sockaddr *name, int len);

static int plain(SOCKET s, const struct sockaddr *name, int len)
{
    return connect(s, name, len);
}

static int extended(SOCKET s, const struct sockaddr *name, int len)
{
    return WSAConnect(s, name, len, NULL, NULL, NULL, NULL);
}

static connect_fn door(const struct ct_row *row)
{
    return row->function[0] == 'c' ? plain : extended;
}

static struct address address_make(enum form form, bool six)
{
    struct address a;

    memset(&a, 0, sizeof(a));
    if (six != (form == OTHER_FAMILY)) {
        a.u.in6 = ct_loopback6(
            form == LISTENER ? ct_name6(ct_open(CT_TCP6_LISTENING)).sin6_port
                             : htons(9));
        a.len = sizeof(a.u.in6);
    } else {
        a.u.in = ct_loopback(htons(9));
        a.len = sizeof(a.u.in);
    }
    if (form == LISTENER && !six)
        a.u.in = ct_name(ct_open(CT_TCP_LISTENING));
    else if (form == DEAD)
        a.u.in = ct_loopback(ct_dead_port(SOCK_STREAM));
    else if (form == WILD && six)
        memset(&a.u.in6.sin6_addr, 0, sizeof(a.u.in6.sin6_addr));
    else if (form == WILD)
        a.u.in.sin_addr.s_addr = htonl(INADDR_ANY);
    else if (form == PORT_0)
        a.u.in.sin_port = 0;
    else if (form == BROADCAST)
        a.u.in.sin_addr.s_addr = INADDR_BROADCAST;
    else if (form == NO_FAMILY)
        a.u.sa.sa_family = 0xdead;
    return a;
}

/* Row: the address form is arg. */
static void connect_fails(const struct ct_row *row)
{
    bool six = row->sock >= CT_TCP6, off = row->flags & CT_UNSTARTED;
    struct address a = address_make(off ? NO_FAMILY : (enum form)row->arg, six);
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code, door(row)(s, &a.u.sa, a.len));
}

/* Row: the length is arg; somebody listens at the address. */
static void connect_length(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct address a = address_make(LISTENER, row->sock >= CT_TCP6);

    if (!ct_failed())
        SOCKET_FAILS(row->code, door(row)(s, &a.u.sa, row->arg));
}

static void connect_pointer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code,
                 door(row)(s, ct_bad(row->arg), sizeof(struct sockaddr_in)));
}

/* What only WSAConnect has: caller data and flow specifications. */
static void caller_data(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_name(ct_open(CT_TCP_LISTENING));
    char hello[] = "hello";
    WSABUF data = {5, hello};

    SOCKET_FAILS(row->code, WSAConnect(ct_open(CT_TCP), SA(&sin), sizeof(sin),
                                       &data, NULL, NULL, NULL));
}

static void group_qos(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_name(ct_open(CT_TCP_LISTENING));
    QOS qos;

    memset(&qos, 0, sizeof(qos));
    SOCKET_FAILS(row->code, WSAConnect(ct_open(CT_TCP), SA(&sin), sizeof(sin),
                                       NULL, NULL, NULL, &qos));
}

static void nonblocking_starts(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_name(ct_open(CT_TCP_LISTENING));
    SOCKET s = ct_open(CT_TCP);

    ct_nonblock(s);
    SOCKET_FAILS(row->code, door(row)(s, SA(&sin), sizeof(sin)));
}

static bool wait_writable(SOCKET s)
{
    struct timeval limit = {10, 0};
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    return select(0, NULL, &set, NULL, &limit) == 1;
}

static void nonblocking_ends(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_name(ct_open(CT_TCP_LISTENING));
    SOCKET s = ct_open(CT_TCP);

    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, door(row)(s, SA(&sin), sizeof(sin)));
    CHECK(wait_writable(s));
    SOCKET_FAILS(row->code, door(row)(s, SA(&sin), sizeof(sin)));
}

/* The peer accepts and resets; select has seen that connect ended, nobody that
 * the connection did. */
static void nonblocking_reset(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP), peer;
    struct sockaddr_in sin = ct_name(listener);
    struct linger hard = {1, 0};
    char byte;

    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&sin), sizeof(sin)));
    peer = accept(listener, NULL, NULL);
    CHECK(peer != INVALID_SOCKET);
    setsockopt(peer, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard));
    EQUAL(closesocket(peer), 0);
    SOCKET_FAILS(row->code, door(row)(s, SA(&sin), sizeof(sin)));
    SOCKET_FAILS(WSAECONNRESET, recv(s, &byte, 1, 0));
}

/* A listener that nobody accepts from holds a few connections; the attempts
 * after that stay pending for seconds (or are refused, on Windows, later). */
static void nonblocking_repeats(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_BOUND), s;
    struct sockaddr_in sin = ct_name(listener);
    int i, err = WSAEISCONN;

    EQUAL(listen(listener, 1), 0);
    for (i = 0; i < 400 && err == WSAEISCONN; i++) {
        s = ct_open(CT_TCP);
        ct_nonblock(s);
        SOCKET_FAILS(WSAEWOULDBLOCK, door(row)(s, SA(&sin), sizeof(sin)));
        if (ct_failed())
            return;
        EQUAL(door(row)(s, SA(&sin), sizeof(sin)), SOCKET_ERROR);
        err = WSAGetLastError();
    }
    EQUAL(err, row->code);
}

/* Two sockets of one local address want the same peer. */
static void same_pair_twice(const struct ct_row *row)
{
    struct sockaddr_in peer = ct_name(ct_open(CT_TCP_LISTENING));
    struct sockaddr_in local = ct_loopback(0);
    SOCKET a = ct_open(CT_TCP), b = ct_open(CT_TCP);
    BOOL on = TRUE;

    EQUAL(setsockopt(a, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof(on)), 0);
    EQUAL(setsockopt(b, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof(on)), 0);
    EQUAL(bind(a, SA(&local), sizeof(local)), 0);
    local = ct_name(a);
    EQUAL(bind(b, SA(&local), sizeof(local)), 0);
    EQUAL(door(row)(a, SA(&peer), sizeof(peer)), 0);
    SOCKET_FAILS(row->code, door(row)(b, SA(&peer), sizeof(peer)));
}

static void refused_may_retry(const struct ct_row *row)
{
    struct address dead = address_make(DEAD, false);
    struct address live = address_make(LISTENER, false);
    SOCKET s = ct_open(CT_TCP);

    SOCKET_FAILS(WSAECONNREFUSED, door(row)(s, &dead.u.sa, dead.len));
    EQUAL(door(row)(s, &live.u.sa, live.len), 0);
}

static void connect_binds(const struct ct_row *row)
{
    struct address a = address_make(LISTENER, false);
    SOCKET s = ct_open(CT_TCP);

    NEED(door(row)(s, &a.u.sa, a.len), 0);
    CHECK(ct_name(s).sin_port != 0);
    EQUAL(ct_name(s).sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    SOCKET_FAILS(WSAEINVAL, bind(s, &a.u.sa, a.len));
}

/* Row: arg 1 zeroes the family too; sending or receiving (arg2) then fails. */
static void dissolved(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct sockaddr_in zero;
    char byte = 'x';

    memset(&zero, 0, sizeof(zero));
    if (!row->arg)
        zero.sin_family = AF_INET;
    NEED(door(row)(s, SA(&zero), sizeof(zero)), 0);
    if (row->arg2)
        SOCKET_FAILS(row->code, recv(s, &byte, 1, 0));
    else
        SOCKET_FAILS(row->code, send(s, &byte, 1, 0));
}

static void dissolved_still_sends_to(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in zero, to = ct_name(other);
    char byte = 0;

    memset(&zero, 0, sizeof(zero));
    zero.sin_family = AF_INET;
    NEED(door(row)(s, SA(&zero), sizeof(zero)), 0);
    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(recvfrom(other, &byte, 1, 0, NULL, NULL), 1);
    EQUAL(byte, 'x');
}

/* Also a port that bind chose, and at the address that was bound. */
static void dissolved_keeps_name(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in before = ct_name(s), after, zero;
    char byte = 0;

    memset(&zero, 0, sizeof(zero));
    zero.sin_family = AF_INET;
    NEED(door(row)(s, SA(&zero), sizeof(zero)), 0);
    after = ct_name(s);
    EQUAL(after.sin_port, before.sin_port);
    EQUAL(after.sin_addr.s_addr, before.sin_addr.s_addr);
    EQUAL(sendto(other, "x", 1, 0, SA(&before), sizeof(before)), 1);
    EQUAL(recvfrom(s, &byte, 1, 0, NULL, NULL), 1);
    EQUAL(byte, 'x');
}

/* The source address is chosen anew for each peer. */
static void next_peer_elsewhere(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in near_by = ct_name(other), far_off = near_by;
    u_short port;

    far_off.sin_addr.s_addr = htonl(0xc0000201); /* TEST-NET-1 */
    NEED(door(row)(s, SA(&near_by), sizeof(near_by)), 0);
    EQUAL(ct_name(s).sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    port = ct_name(s).sin_port;
    if (door(row)(s, SA(&far_off), sizeof(far_off)) != 0) {
        EQUAL(WSAGetLastError(), WSAENETUNREACH); /* no network: no answer */
        return;
    }
    CHECK(ct_name(s).sin_addr.s_addr != htonl(INADDR_LOOPBACK));
    EQUAL(ct_name(s).sin_port, port);
}

static void datagrams_filtered(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), friendly = ct_open(CT_UDP_BOUND);
    SOCKET stranger = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s), peer = ct_name(friendly);
    char byte = 0;

    NEED(door(row)(s, SA(&peer), sizeof(peer)), 0);
    EQUAL(sendto(stranger, "s", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(sendto(friendly, "f", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(recv(s, &byte, 1, 0), 1);
    EQUAL(byte, 'f');
}

/* What is queued when the peer changes came from the old one. */
static void queue_discarded(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR), old = ct_peer();
    SOCKET fresh = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(s), peer = ct_name(fresh);
    char byte = 0;

    EQUAL(send(old, "o", 1, 0), 1);
    ct_wait_readable(s);
    NEED(door(row)(s, SA(&peer), sizeof(peer)), 0);
    EQUAL(sendto(fresh, "n", 1, 0, SA(&to), sizeof(to)), 1);
    EQUAL(recv(s, &byte, 1, 0), 1);
    EQUAL(byte, 'n');
}

static void broadcast_allowed(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    struct address a = address_make(BROADCAST, false);
    BOOL on = TRUE;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_BROADCAST, (char *)&on, sizeof(on)), 0);
    if (door(row)(s, &a.u.sa, a.len) == SOCKET_ERROR)
        CHECK(WSAGetLastError() != WSAEACCES); /* there may be no network */
}

#define BOTH(err, what, func, ...)                                             \
    ROW(connect, err, what, func, __VA_ARGS__),                                \
        ROW(WSAConnect, err, what, func, __VA_ARGS__)
#define BOTH_FIRST(err, what, func, ...)                                       \
    FIRST(connect, err, what, func, __VA_ARGS__),                              \
        FIRST(WSAConnect, err, what, func, __VA_ARGS__)
#define BOTH_RULE(what, func)                                                  \
    RULE(connect, what, func), RULE(WSAConnect, what, func)

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(connect, connect_fails, CT_TCP),
    ROWS_UNSTARTED(WSAConnect, connect_fails, CT_TCP),
    ROWS_NOTSOCK(connect, connect_fails),
    ROWS_NOTSOCK(WSAConnect, connect_fails),
    BOTH(WSAEACCES, "datagram, broadcast, SO_BROADCAST off", connect_fails,
         .sock = CT_UDP, .arg = BROADCAST),
    BOTH(WSAEADDRINUSE, "local and remote address of another connection",
         same_pair_twice, .arg = 0),
    BOTH(WSAEADDRNOTAVAIL, "0.0.0.0", connect_fails, .sock = CT_TCP,
         .arg = WILD),
    BOTH(WSAEADDRNOTAVAIL, "::", connect_fails, .sock = CT_TCP6, .arg = WILD),
    BOTH(WSAEADDRNOTAVAIL, "port 0", connect_fails, .sock = CT_TCP,
         .arg = PORT_0),
    BOTH(WSAEADDRNOTAVAIL, "bound, 0.0.0.0", connect_fails,
         .sock = CT_TCP_BOUND, .arg = WILD),
    BOTH(WSAEAFNOSUPPORT, "IPv6 name, IPv4 socket", connect_fails,
         .sock = CT_TCP, .arg = OTHER_FAMILY),
    BOTH(WSAEAFNOSUPPORT, "unknown family", connect_fails, .sock = CT_TCP,
         .arg = NO_FAMILY),
    BOTH(WSAEAFNOSUPPORT, "datagram, unknown family", connect_fails,
         .sock = CT_UDP, .arg = NO_FAMILY),
    BOTH(WSAEALREADY, "non-blocking, still pending", nonblocking_repeats,
         .arg = 0),
    BOTH(WSAECONNREFUSED, "nobody listens", connect_fails, .sock = CT_TCP,
         .arg = DEAD),
    BOTH(WSAEFAULT, "name NULL", connect_pointer, .sock = CT_TCP),
    BOTH(WSAEFAULT, "name unmapped", connect_pointer, .sock = CT_TCP,
         .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "only the family mapped", connect_pointer, .sock = CT_UDP,
         .arg = CT_EDGE),
    BOTH(WSAEFAULT, "namelen 0", connect_length, .sock = CT_TCP, .arg = 0),
    BOTH(WSAEFAULT, "namelen one short", connect_length, .sock = CT_TCP,
         .arg = sizeof(struct sockaddr_in) - 1),
    BOTH(WSAEFAULT, "namelen -1", connect_length, .sock = CT_TCP, .arg = -1),
    BOTH(WSAEFAULT, "IPv6, namelen of IPv4", connect_length, .sock = CT_TCP6,
         .arg = sizeof(struct sockaddr_in)),
    BOTH(WSAEINVAL, "listening", connect_fails, .sock = CT_TCP_LISTENING,
         .arg = LISTENER),
    BOTH(WSAEISCONN, "connected", connect_fails, .sock = CT_TCP_CLIENT,
         .arg = LISTENER),
    BOTH(WSAEISCONN, "accepted", connect_fails, .sock = CT_TCP_ACCEPTED,
         .arg = LISTENER),
    BOTH(WSAEISCONN, "non-blocking, attempt has ended", nonblocking_ends,
         .arg = 0),
    BOTH(WSAEISCONN, "non-blocking, attempt has ended, and was reset",
         nonblocking_reset, .arg = 0),
    BOTH(WSAENOTCONN, "send after the association was dissolved", dissolved,
         .arg = 0),
    BOTH(WSAENOTCONN, "recv after the association was dissolved", dissolved,
         .arg2 = 1),
    BOTH(WSAENOTCONN, "send after a name of zeros only", dissolved, .arg = 1),
    BOTH(WSAEWOULDBLOCK, "non-blocking, attempt begins", nonblocking_starts,
         .arg = 0),
    ROW(WSAConnect, WSAEPROTONOSUPPORT, "TCP with caller data", caller_data),
    ROW(WSAConnect, WSAEINVAL, "lpGQOS given", group_qos),
    BOTH_FIRST(WSANOTINITIALISED, "WSAEFAULT", connect_pointer,
               .sock = CT_INVALID, .flags = CT_UNSTARTED),
    BOTH_FIRST(WSAENOTSOCK, "WSAEFAULT", connect_pointer, .sock = CT_STALE),
    BOTH_FIRST(WSAENOTSOCK, "WSAEAFNOSUPPORT", connect_fails, .sock = CT_STALE,
               .arg = NO_FAMILY),
    BOTH_FIRST(WSAEISCONN, "WSAECONNREFUSED", connect_fails,
               .sock = CT_TCP_CLIENT, .arg = DEAD),
    BOTH_FIRST(WSAEINVAL, "WSAECONNREFUSED", connect_fails,
               .sock = CT_TCP_LISTENING, .arg = DEAD),
    BOTH_RULE("after a refusal the socket may try again", refused_may_retry),
    BOTH_RULE("binds an unbound socket", connect_binds),
    BOTH_RULE("a dissolved association leaves sendto",
              dissolved_still_sends_to),
    BOTH_RULE("a dissolved association leaves the name", dissolved_keeps_name),
    BOTH_RULE("a new datagram peer can be on another network",
              next_peer_elsewhere),
    BOTH_RULE("datagrams of strangers are dropped", datagrams_filtered),
    BOTH_RULE("a new datagram peer discards the queue", queue_discarded),
    BOTH_RULE("SO_BROADCAST allows broadcast", broadcast_allowed),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
