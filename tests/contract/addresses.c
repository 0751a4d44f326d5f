/* SPDX-License-Identifier: MIT */
/* getsockname and getpeername: refusals and what they report in each state. */
#include "harness.h"

typedef int(WSAAPI *name_fn)(SOCKET s, struct sockaddr *name, int *len);

static name_fn door(const struct ct_row *row)
{
    return row->function[3] == 's' ? getsockname : getpeername;
}

static void name_fails(const struct ct_row *row)
{
    struct sockaddr_storage room;
    int len = sizeof(room);
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code, door(row)(s, SA(&room), &len));
}

/* Row: *namelen is arg. Nothing may be written on failure. */
static void name_length(const struct ct_row *row)
{
    struct sockaddr_storage room, before;
    SOCKET s = ct_sock(row);
    int len = row->arg;

    if (ct_failed())
        return;
    memset(&room, 0x55, sizeof(room));
    before = room;
    SOCKET_FAILS(row->code, door(row)(s, SA(&room), &len));
    EQUAL(memcmp(&room, &before, sizeof(room)), 0);
}

/* Row: a bad pointer (enum ct_bad) for the name or, with arg2, its length. */
static void name_pointer(const struct ct_row *row)
{
    struct sockaddr_storage room;
    int len = sizeof(room);
    SOCKET s = ct_sock(row);

    if (row->arg2)
        SOCKET_FAILS(row->code, door(row)(s, SA(&room), ct_bad(row->arg)));
    else
        SOCKET_FAILS(row->code, door(row)(s, ct_bad(row->arg), &len));
}

static void both_null(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code, door(row)(s, NULL, NULL));
}

static void length_rewritten(const struct ct_row *row)
{
    struct sockaddr_storage room;
    int len = sizeof(room);

    NEED(door(row)(ct_open(CT_TCP_CLIENT), SA(&room), &len), 0);
    EQUAL(len, sizeof(struct sockaddr_in));
    len = sizeof(struct sockaddr_in);
    EQUAL(door(row)(ct_open(CT_TCP_ACCEPTED), SA(&room), &len), 0);
    EQUAL(len, sizeof(struct sockaddr_in));
}

static void length_rewritten_six(const struct ct_row *row)
{
    struct sockaddr_storage room;
    int len = sizeof(room);
    SOCKET s = ct_open(CT_TCP6_CLIENT);

    if (ct_failed())
        return;
    NEED(door(row)(s, SA(&room), &len), 0);
    EQUAL(len, sizeof(struct sockaddr_in6));
    EQUAL(room.ss_family, AF_INET6);
}

/* bind's own page reads the port of a wildcard bind this way. */
static void wildcard_bound(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_name(ct_open(CT_TCP_WILD));

    (void)row;
    EQUAL(sin.sin_family, AF_INET);
    EQUAL(sin.sin_addr.s_addr, htonl(INADDR_ANY));
    CHECK(sin.sin_port != 0);
}

static void ends_agree(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct sockaddr_in mine = ct_name(s), theirs = ct_name(ct_peer()), got;
    int len = sizeof(got);

    (void)row;
    NEED(getpeername(s, SA(&got), &len), 0);
    EQUAL(got.sin_port, theirs.sin_port);
    EQUAL(got.sin_addr.s_addr, theirs.sin_addr.s_addr);
    len = sizeof(got);
    NEED(getpeername(ct_peer(), SA(&got), &len), 0);
    EQUAL(got.sin_port, mine.sin_port);
}

static void sendto_binds(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    struct sockaddr_in to = ct_name(ct_open(CT_UDP_BOUND)), sin;

    (void)row;
    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    sin = ct_name(s);
    EQUAL(sin.sin_addr.s_addr, htonl(INADDR_ANY));
    CHECK(sin.sin_port != 0);
}

/* A destination is not a peer. */
static void sendto_no_peer(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(ct_open(CT_UDP_BOUND)), sin;
    int len = sizeof(sin);

    EQUAL(sendto(s, "x", 1, 0, SA(&to), sizeof(to)), 1);
    SOCKET_FAILS(row->code, getpeername(s, SA(&sin), &len));
}

static void datagram_peer(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    struct sockaddr_in sin;
    int len = sizeof(sin);

    (void)row;
    NEED(getpeername(s, SA(&sin), &len), 0);
    EQUAL(sin.sin_port, ct_name(ct_peer()).sin_port);
}

/* A peer that is gone is still named. */
static void peer_after_end(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct sockaddr_in sin, theirs = ct_name(ct_peer());
    int len = sizeof(sin);
    char byte;

    (void)row;
    EQUAL(closesocket(ct_peer()), 0);
    EQUAL(recv(s, &byte, 1, 0), 0);
    NEED(getpeername(s, SA(&sin), &len), 0);
    EQUAL(sin.sin_port, theirs.sin_port);
}

#define BOTH(err, what, func, ...)                                             \
    ROW(getsockname, err, what, func, __VA_ARGS__),                            \
        ROW(getpeername, err, what, func, __VA_ARGS__)
#define BOTH_FIRST(err, what, func, ...)                                       \
    FIRST(getsockname, err, what, func, __VA_ARGS__),                          \
        FIRST(getpeername, err, what, func, __VA_ARGS__)
#define PAIR CT_TCP_CLIENT

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(getsockname, name_fails, PAIR),
    ROWS_UNSTARTED(getpeername, name_fails, PAIR),
    ROWS_NOTSOCK(getsockname, name_fails),
    ROWS_NOTSOCK(getpeername, name_fails),
    BOTH(WSAEFAULT, "*namelen 0", name_length, .sock = PAIR, .arg = 0),
    BOTH(WSAEFAULT, "*namelen one short", name_length, .sock = PAIR,
         .arg = sizeof(struct sockaddr_in) - 1),
    BOTH(WSAEFAULT, "*namelen -1", name_length, .sock = PAIR, .arg = -1),
    BOTH(WSAEFAULT, "IPv6, *namelen of IPv4", name_length,
         .sock = CT_TCP6_CLIENT, .arg = sizeof(struct sockaddr_in)),
    BOTH(WSAEFAULT, "name NULL", name_pointer, .sock = PAIR),
    BOTH(WSAEFAULT, "name unmapped", name_pointer, .sock = PAIR,
         .arg = CT_UNMAPPED),
    BOTH(WSAEFAULT, "name read-only", name_pointer, .sock = PAIR,
         .arg = CT_READONLY),
    BOTH(WSAEFAULT, "name partly mapped", name_pointer, .sock = PAIR,
         .arg = CT_EDGE),
    BOTH(WSAEFAULT, "namelen NULL", name_pointer, .sock = PAIR, .arg2 = 1),
    BOTH(WSAEFAULT, "namelen unmapped", name_pointer, .sock = PAIR,
         .arg = CT_UNMAPPED, .arg2 = 1),
    ROW(getsockname, WSAEINVAL, "unbound stream socket", name_fails,
        .sock = CT_TCP),
    ROW(getsockname, WSAEINVAL, "unbound datagram socket", name_fails,
        .sock = CT_UDP),
    ROW(getsockname, WSAEINVAL, "unbound IPv6 socket", name_fails,
        .sock = CT_TCP6),
    ROW(getpeername, WSAENOTCONN, "fresh stream socket", name_fails,
        .sock = CT_TCP),
    ROW(getpeername, WSAENOTCONN, "bound stream socket", name_fails,
        .sock = CT_TCP_BOUND),
    ROW(getpeername, WSAENOTCONN, "listening socket", name_fails,
        .sock = CT_TCP_LISTENING),
    ROW(getpeername, WSAENOTCONN, "unconnected datagram socket", name_fails,
        .sock = CT_UDP_BOUND),
    ROW(getpeername, WSAENOTCONN, "datagram socket after sendto",
        sendto_no_peer),
    ROW(getpeername, WSAENOTCONN, "IPv6 stream socket", name_fails,
        .sock = CT_TCP6),
    BOTH_FIRST(WSANOTINITIALISED, "WSAEFAULT", both_null, .sock = CT_INVALID,
               .flags = CT_UNSTARTED),
    BOTH_FIRST(WSAENOTSOCK, "WSAEFAULT", both_null, .sock = CT_STALE),
    FIRST(getpeername, WSAENOTCONN, "WSAEFAULT", both_null,
          .sock = CT_TCP_BOUND),
    RULE(getsockname, "*namelen becomes the size", length_rewritten, .arg = 0),
    RULE(getpeername, "*namelen becomes the size", length_rewritten, .arg = 0),
    RULE(getsockname, "*namelen becomes the size, IPv6", length_rewritten_six,
         .arg = 0),
    RULE(getpeername, "*namelen becomes the size, IPv6", length_rewritten_six,
         .arg = 0),
    RULE(getsockname, "wildcard bind shows wildcard and port", wildcard_bound),
    RULE(getsockname, "sendto binds to the wildcard", sendto_binds),
    RULE(getpeername, "both ends agree", ends_agree),
    RULE(getpeername, "datagram socket after connect", datagram_peer),
    RULE(getpeername, "a peer that closed is still named", peer_after_end),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
