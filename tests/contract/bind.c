/* SPDX-License-Identifier: MIT */
/* bind: every way an address can be wrong, and what a bound socket has. */
#include "harness.h"

enum form {
    GOOD, /* 127.0.0.1 port 0, or ::1 on an IPv6 socket */
    TAKEN,
    FOREIGN, /* an address of no interface here */
    BROADCAST,
    OTHER_FAMILY, /* IPv6 on an IPv4 socket and the reverse */
    NO_FAMILY
};

struct address {
    union {
        struct sockaddr sa;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_storage room;
    } u;
    int len;
};

static struct address address_make(enum form form, bool six, u_short port_be)
{
    struct address a;

    memset(&a, 0, sizeof(a));
    if (six != (form == OTHER_FAMILY)) {
        a.u.in6 = ct_loopback6(port_be);
        a.len = sizeof(a.u.in6);
    } else {
        a.u.in = ct_loopback(port_be);
        a.len = sizeof(a.u.in);
    }
    if (form == FOREIGN && six) /* 2001:db8::1, for documentation only */
        memcpy(&a.u.in6.sin6_addr, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1",
               16);
    else if (form == FOREIGN)
        a.u.in.sin_addr.s_addr = htonl(0xc0000201); /* 192.0.2.1, likewise */
    else if (form == BROADCAST)
        a.u.in.sin_addr.s_addr = INADDR_BROADCAST;
    else if (form == NO_FAMILY)
        a.u.sa.sa_family = 0xdead;
    return a;
}

static bool is_six(enum ct_kind kind)
{
    return kind >= CT_TCP6;
}

/* Row: the address form is arg. */
static void bind_fails(const struct ct_row *row)
{
    bool six = is_six(row->sock);
    SOCKET s, other;
    u_short port = 0;
    struct address a;

    if (six && !ct_have_ipv6())
        return;
    if (row->arg == TAKEN) {
        other = ct_open(row->arg2 ? (enum ct_kind)row->arg2 : CT_TCP_BOUND);
        port = six ? ct_name6(other).sin6_port : ct_name(other).sin_port;
    }
    a = address_make((enum form)row->arg, six, port);
    s = ct_sock(row);
    SOCKET_FAILS(row->code, bind(s, &a.u.sa, a.len));
}

/* Row: the length is arg; the address itself is good. */
static void bind_length(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct address a = address_make(GOOD, is_six(row->sock), 0);

    if (!ct_failed())
        SOCKET_FAILS(row->code, bind(s, &a.u.sa, row->arg));
}

/* Row: the pointer is arg (enum ct_bad). */
static void bind_pointer(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    SOCKET_FAILS(row->code,
                 bind(s, ct_bad(row->arg), sizeof(struct sockaddr_in)));
}

/* After a refusal the socket is as it was. */
static void refused_stays_unbound(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    struct address a = address_make(FOREIGN, false, 0);

    (void)row;
    SOCKET_FAILS(WSAEADDRNOTAVAIL, bind(s, &a.u.sa, a.len));
    SOCKET_FAILS(WSAEINVAL, listen(s, 1));
    a = address_make(GOOD, false, 0);
    EQUAL(bind(s, &a.u.sa, a.len), 0);
}

static void port_zero(const struct ct_row *row)
{
    struct sockaddr_in a = ct_name(ct_open(row->sock));
    struct sockaddr_in b = ct_name(ct_open(row->sock));

    CHECK(a.sin_port != 0 && b.sin_port != 0);
    CHECK(a.sin_port != b.sin_port);
    EQUAL(a.sin_family, AF_INET);
    EQUAL(a.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
}

static void long_name(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    struct address a = address_make(GOOD, false, 0);

    (void)row;
    EQUAL(bind(s, &a.u.sa, sizeof(a.u.room)), 0);
    CHECK(ct_name(s).sin_port != 0);
}

/* IPV6_V6ONLY is on by default, so the two wildcards are apart. */
static void wildcards_apart(const struct ct_row *row)
{
    SOCKET four = ct_open(CT_TCP_WILD), six = ct_open(CT_TCP6);
    struct sockaddr_in6 any;

    (void)row;
    if (ct_failed())
        return;
    memset(&any, 0, sizeof(any));
    any.sin6_family = AF_INET6;
    any.sin6_port = ct_name(four).sin_port;
    EQUAL(bind(six, SA(&any), sizeof(any)), 0);
}

static void protocols_apart(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_name(ct_open(CT_TCP_BOUND));

    (void)row;
    EQUAL(bind(ct_open(CT_UDP), SA(&sin), sizeof(sin)), 0);
}

static void port_free_after_close(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING);
    struct sockaddr_in sin = ct_name(s);

    (void)row;
    EQUAL(closesocket(s), 0);
    EQUAL(bind(ct_open(CT_TCP), SA(&sin), sizeof(sin)), 0);
}

static void reuseaddr_shares(const struct ct_row *row)
{
    struct sockaddr_in sin = ct_loopback(0);
    SOCKET a = ct_open(CT_UDP), b = ct_open(CT_UDP);
    BOOL on = TRUE;

    (void)row;
    EQUAL(setsockopt(a, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof(on)), 0);
    EQUAL(setsockopt(b, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof(on)), 0);
    EQUAL(bind(a, SA(&sin), sizeof(sin)), 0);
    sin = ct_name(a);
    EQUAL(bind(b, SA(&sin), sizeof(sin)), 0);
}

#define LENGTH(what, kind, n)                                                  \
    ROW(bind, WSAEFAULT, what, bind_length, .sock = kind, .arg = n)

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(bind, bind_fails, CT_TCP),
    ROWS_NOTSOCK(bind, bind_fails),
    ROW(bind, WSAEACCES, "datagram, broadcast, SO_BROADCAST off", bind_fails,
        .sock = CT_UDP, .arg = BROADCAST),
    ROW(bind, WSAEADDRINUSE, "another stream socket has it", bind_fails,
        .sock = CT_TCP, .arg = TAKEN),
    ROW(bind, WSAEADDRINUSE, "a listening socket has it", bind_fails,
        .sock = CT_TCP, .arg = TAKEN, .arg2 = CT_TCP_LISTENING),
    ROW(bind, WSAEADDRINUSE, "another datagram socket has it", bind_fails,
        .sock = CT_UDP, .arg = TAKEN, .arg2 = CT_UDP_BOUND),
    ROW(bind, WSAEADDRINUSE, "another IPv6 socket has it", bind_fails,
        .sock = CT_TCP6, .arg = TAKEN, .arg2 = CT_TCP6_BOUND),
    ROW(bind, WSAEADDRNOTAVAIL, "address of another machine", bind_fails,
        .sock = CT_TCP, .arg = FOREIGN),
    ROW(bind, WSAEADDRNOTAVAIL, "datagram, address of another machine",
        bind_fails, .sock = CT_UDP, .arg = FOREIGN),
    ROW(bind, WSAEADDRNOTAVAIL, "IPv6 address of another machine", bind_fails,
        .sock = CT_TCP6, .arg = FOREIGN),
    ROW(bind, WSAEFAULT, "IPv6 name, IPv4 socket", bind_fails, .sock = CT_TCP,
        .arg = OTHER_FAMILY),
    ROW(bind, WSAEFAULT, "IPv4 name, IPv6 socket", bind_fails, .sock = CT_TCP6,
        .arg = OTHER_FAMILY),
    ROW(bind, WSAEFAULT, "unknown family", bind_fails, .sock = CT_UDP,
        .arg = NO_FAMILY),
    ROW(bind, WSAEFAULT, "name NULL", bind_pointer, .sock = CT_TCP),
    ROW(bind, WSAEFAULT, "name unmapped", bind_pointer, .sock = CT_TCP,
        .arg = CT_UNMAPPED),
    ROW(bind, WSAEFAULT, "only the family mapped", bind_pointer, .sock = CT_TCP,
        .arg = CT_EDGE),
    LENGTH("namelen 0", CT_TCP, 0),
    LENGTH("namelen 2", CT_TCP, 2),
    LENGTH("namelen one short", CT_UDP, sizeof(struct sockaddr_in) - 1),
    LENGTH("namelen -1", CT_TCP, -1),
    LENGTH("IPv6, namelen of IPv4", CT_TCP6, sizeof(struct sockaddr_in)),
    LENGTH("IPv6, namelen -1", CT_UDP6, -1),
    ROW(bind, WSAEINVAL, "bound already", bind_fails, .sock = CT_TCP_BOUND),
    ROW(bind, WSAEINVAL, "datagram, bound already", bind_fails,
        .sock = CT_UDP_BOUND),
    ROW(bind, WSAEINVAL, "listening", bind_fails, .sock = CT_TCP_LISTENING),
    ROW(bind, WSAEINVAL, "connected", bind_fails, .sock = CT_TCP_CLIENT),
    ROW(bind, WSAEINVAL, "IPv6, bound already", bind_fails,
        .sock = CT_TCP6_BOUND),
    FIRST(bind, WSANOTINITIALISED, "WSAEFAULT", bind_pointer,
          .sock = CT_INVALID, .flags = CT_UNSTARTED),
    FIRST(bind, WSAENOTSOCK, "WSAEFAULT", bind_pointer, .sock = CT_STALE),
    FIRST(bind, WSAENOTSOCK, "WSAEADDRINUSE", bind_fails, .sock = CT_STALE,
          .arg = TAKEN),
    FIRST(bind, WSAEINVAL, "WSAEFAULT", bind_pointer, .sock = CT_TCP_BOUND),
    FIRST(bind, WSAEINVAL, "WSAEADDRINUSE", bind_fails, .sock = CT_TCP_BOUND,
          .arg = TAKEN),
    FIRST(bind, WSAEINVAL, "WSAEADDRNOTAVAIL", bind_fails, .sock = CT_TCP_BOUND,
          .arg = FOREIGN),
    RULE(bind, "a refused socket stays unbound", refused_stays_unbound),
    RULE(bind, "port 0 gives streams free ports", port_zero,
         .sock = CT_TCP_BOUND),
    RULE(bind, "port 0 gives datagrams free ports", port_zero,
         .sock = CT_UDP_BOUND),
    RULE(bind, "a longer name is fine", long_name),
    RULE(bind, "the IPv6 wildcard leaves IPv4 alone", wildcards_apart),
    RULE(bind, "TCP and UDP ports are apart", protocols_apart),
    RULE(bind, "a listener's port is free once it is closed",
         port_free_after_close),
    RULE(bind, "SO_REUSEADDR on both shares a UDP port", reuseaddr_shares),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
