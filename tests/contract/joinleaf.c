/* SPDX-License-Identifier: MIT */
/* WSAJoinLeaf: leaves of multipoint sessions, which are multicast groups here.
 * Rows that send and receive are for a network of their own (see lonely-net),
 * where the loopback interface has a route for multicasts. */
#include "harness.h"
#include <stdlib.h>

#define GROUP_TEXT  "239.77.7.8"
#define GROUP6_TEXT "ff11::7:8"
#define LEAF        (WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF)

static SOCKET leaf(int family)
{
    SOCKET s = ct_keep(WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
                                  WSA_FLAG_OVERLAPPED | LEAF));

    if (s == INVALID_SOCKET)
        ct_fail("no leaf: %s", ct_err_name(WSAGetLastError()));
    return s;
}

static struct sockaddr_in group(u_short port_be)
{
    struct sockaddr_in sin = ct_loopback(port_be);

    EQUAL(inet_pton(AF_INET, GROUP_TEXT, &sin.sin_addr), 1);
    return sin;
}

static SOCKET join(SOCKET s, const struct sockaddr_in *to, DWORD flags)
{
    return WSAJoinLeaf(s, SA(to), sizeof(*to), NULL, NULL, NULL, NULL, flags);
}

/* Bound to a loopback address, a leaf joins where multicasts are known in every
 * network. */
static SOCKET leaf_bound(void)
{
    struct sockaddr_in sin = ct_loopback(0);
    SOCKET s = leaf(AF_INET);

    EQUAL(bind(s, SA(&sin), sizeof(sin)), 0);
    return s;
}

/* A socket of any kind, no leaf. */
static void join_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct sockaddr_in to = {.sin_family = AF_INET};

    to.sin_addr.s_addr = htonl(0xef4d0708);
    to.sin_port = htons(9);
    FAILS(INVALID_SOCKET, row->code, join(s, &to, JL_BOTH));
}

/* Row: the flags are arg. */
static void flags_fail(const struct ct_row *row)
{
    struct sockaddr_in to = group(htons(9));

    FAILS(INVALID_SOCKET, row->code, join(leaf_bound(), &to, (DWORD)row->arg));
}

/* Row: the address is arg. */
static void address_fails(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));

    to.sin_addr.s_addr = htonl((u_long)row->arg);
    FAILS(INVALID_SOCKET, row->code, join(leaf_bound(), &to, JL_BOTH));
}

static void family_fails(const struct ct_row *row)
{
    struct sockaddr_in6 to = ct_loopback6(htons(9));

    to.sin6_addr.s6_addr[0] = 0xff;
    FAILS(INVALID_SOCKET, row->code,
          WSAJoinLeaf(leaf_bound(), SA(&to), sizeof(to), NULL, NULL, NULL, NULL,
                      JL_BOTH));
}

/* Row: bad memory is arg. */
static void name_fails(const struct ct_row *row)
{
    FAILS(INVALID_SOCKET, row->code,
          WSAJoinLeaf(leaf_bound(), ct_bad(row->arg),
                      sizeof(struct sockaddr_in), NULL, NULL, NULL, NULL,
                      JL_BOTH));
}

/* Row: the length is arg. */
static void length_fails(const struct ct_row *row)
{
    struct sockaddr_in to = group(htons(9));

    FAILS(INVALID_SOCKET, row->code,
          WSAJoinLeaf(leaf_bound(), SA(&to), row->arg, NULL, NULL, NULL, NULL,
                      JL_BOTH));
}

enum extra { CALLER, SQOS, GQOS };

static void extra_fails(const struct ct_row *row)
{
    struct sockaddr_in to = group(htons(9));
    WSABUF data = {2, (char[]){'h', 'i'}};
    QOS qos;

    memset(&qos, 0, sizeof(qos));
    FAILS(INVALID_SOCKET, row->code,
          WSAJoinLeaf(leaf_bound(), SA(&to), sizeof(to),
                      row->arg == CALLER ? &data : NULL, NULL,
                      row->arg == SQOS ? &qos : NULL,
                      row->arg == GQOS ? &qos : NULL, JL_BOTH));
}

/* Row: the flags are arg. */
static void once(const struct ct_row *row)
{
    struct sockaddr_in to = group(htons(9));
    SOCKET s = leaf_bound();

    NEED(join(s, &to, (DWORD)row->arg), s);
    FAILS(INVALID_SOCKET, row->code, join(s, &to, (DWORD)row->arg));
}

static int member(SOCKET s, u_long host)
{
    IP_MREQ req;

    req.imr_multiaddr.s_addr = htonl(host);
    req.imr_interface.s_addr = htonl(INADDR_LOOPBACK);
    return setsockopt(s, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&req,
                      sizeof(req));
}

/* A member by setsockopt, too. */
static void member_already(const struct ct_row *row)
{
    struct sockaddr_in to = group(htons(9));
    SOCKET s = leaf_bound();

    NEED(member(s, ntohl(to.sin_addr.s_addr)), 0);
    FAILS(INVALID_SOCKET, row->code, join(s, &to, JL_BOTH));
    EQUAL(join(s, &to, JL_SENDER_ONLY), s); /* a failure leaves it as it was */
}

/* A socket can be a member of so many groups. */
static void memberships_exhausted(const struct ct_row *row)
{
    struct sockaddr_in to = group(htons(9));
    SOCKET s = leaf_bound();

    for (u_long i = 1; i < 10000; i++)
        if (member(s, 0xefff0000 + i) != 0) {
            EQUAL(WSAGetLastError(), WSAENOBUFS);
            FAILS(INVALID_SOCKET, row->code, join(s, &to, JL_BOTH));
            return;
        }
    ct_skip("no limit of memberships below 10000");
}

/* Row: the socket's type and the WSA_FLAG_ are arg and arg2. */
static void flag_fails(const struct ct_row *row)
{
    FAILS(INVALID_SOCKET, row->code,
          WSASocketW(AF_INET, row->arg, 0, NULL, 0,
                     WSA_FLAG_OVERLAPPED | (DWORD)row->arg2));
}

/* The flags are the new descriptor's own; the protocol is not asked. */
static void duplicate_fails(const struct ct_row *row)
{
    struct sockaddr_in to = group(htons(9));
    SOCKET s = ct_sock(row), again;
    WSAPROTOCOL_INFOW info;

    NEED(WSADuplicateSocketW(s, GetCurrentProcessId(), &info), 0);
    again = ct_keep(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                               FROM_PROTOCOL_INFO, &info, 0,
                               WSA_FLAG_OVERLAPPED | LEAF));
    if (again == INVALID_SOCKET)
        EQUAL(WSAGetLastError(), row->code);
    else
        FAILS(INVALID_SOCKET, row->code, join(again, &to, JL_BOTH));
}

static bool lonely(void)
{
    if (getenv("CT_NETWORK") == NULL)
        ct_skip("needs a network namespace of its own");
    return getenv("CT_NETWORK") != NULL;
}

static void no_route(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));

    if (!lonely())
        return;
    to.sin_addr.s_addr = htonl(0xe1000001); /* 225.0.0.1 */
    FAILS(INVALID_SOCKET, row->code, join(leaf(AF_INET), &to, JL_BOTH));
}

/* The ports that may be given away: false, and skipped, where that is not ours
 * to say. */
static bool ports_set(const char *range)
{
    FILE *f = fopen("/proc/sys/net/ipv4/ip_local_port_range", "w");
    bool done = f != NULL && fputs(range, f) >= 0;

    if (f != NULL && fclose(f) != 0)
        done = false;
    if (!done)
        ct_skip("the range of ports cannot be set");
    return done;
}

/* The socket is bound by the call, and the one port that there is is taken. */
static void no_port(const struct ct_row *row)
{
    struct sockaddr_in any = {.sin_family = AF_INET}, to = group(htons(9));

    if (!lonely() || !ports_set("40000 40000\n"))
        return;
    EQUAL(bind(ct_open(CT_UDP), SA(&any), sizeof(any)), 0);
    FAILS(INVALID_SOCKET, row->code, join(leaf(AF_INET), &to, JL_BOTH));
    ports_set("32768 60999\n");
}

static void expect_silence(SOCKET s)
{
    char byte;

    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
}

/* Row: arg and arg2 are the parts of two leaves; arg3: the first asks by
 * overlapped WSASend. The wildcard is what receives multicasts on Linux. */
static SOCKET receiver(struct sockaddr_in *to, DWORD flags)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    SOCKET s = leaf(AF_INET);

    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    *to = group(ct_name(s).sin_port);
    EQUAL(join(s, to, flags), s);
    return s;
}

static void talks(const struct ct_row *row)
{
    struct sockaddr_in to, peer;
    int len = sizeof(peer);
    WSABUF buf = {5, (char[]){'h', 'e', 'l', 'l', 'o'}};
    WSAOVERLAPPED ov = {.hEvent = ct_event()};
    DWORD moved = 0;
    char text[8];
    SOCKET in, out;

    if (!lonely())
        return;
    in = receiver(&to, (DWORD)row->arg2);
    out = leaf(AF_INET);
    NEED(join(out, &to, (DWORD)row->arg), out);
    NEED(getpeername(out, SA(&peer), &len), 0);
    EQUAL(peer.sin_addr.s_addr, to.sin_addr.s_addr);
    EQUAL(peer.sin_port, to.sin_port);
    if (row->arg3)
        NEED(WSASend(out, &buf, 1, &moved, 0, &ov, NULL), 0);
    else
        NEED(send(out, "hello", 5, 0), 5);
    NEED(recv(in, text, sizeof(text), 0), 5);
    EQUAL(memcmp(text, "hello", 5), 0);
}

/* No part in sending: no peer. */
static void receiver_has_no_peer(const struct ct_row *row)
{
    struct sockaddr_in to = group(htons(9)), peer;
    int len = sizeof(peer);
    SOCKET s = leaf_bound();

    (void)row;
    NEED(join(s, &to, JL_RECEIVER_ONLY), s);
    SOCKET_FAILS(WSAENOTCONN, getpeername(s, SA(&peer), &len));
    SOCKET_FAILS(WSAENOTCONN, send(s, "x", 1, 0));
}

static void sender_receives_nothing(const struct ct_row *row)
{
    struct sockaddr_in any = {.sin_family = AF_INET}, to;
    SOCKET s = leaf(AF_INET), out;

    (void)row;
    if (!lonely())
        return;
    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    to = group(ct_name(s).sin_port);
    NEED(join(s, &to, JL_SENDER_ONLY), s);
    out = leaf(AF_INET);
    NEED(join(out, &to, JL_SENDER_ONLY), out);
    NEED(send(out, "x", 1, 0), 1);
    expect_silence(s);
}

/* A member can leave. */
static void group6(const struct ct_row *row)
{
    struct sockaddr_in6 to = ct_loopback6(htons(9)), peer;
    int len = sizeof(peer);
    IPV6_MREQ req = {.ipv6mr_interface = 1}; /* loopback */
    SOCKET s;

    (void)row;
    if (!ct_have_ipv6())
        return;
    s = leaf(AF_INET6);
    to.sin6_scope_id = req.ipv6mr_interface;
    EQUAL(inet_pton(AF_INET6, GROUP6_TEXT, &to.sin6_addr), 1);
    req.ipv6mr_multiaddr = to.sin6_addr;
    NEED(WSAJoinLeaf(s, SA(&to), sizeof(to), NULL, NULL, NULL, NULL, JL_BOTH),
         s);
    NEED(getpeername(s, SA(&peer), &len), 0);
    EQUAL(memcmp(&peer.sin6_addr, &to.sin6_addr, sizeof(peer.sin6_addr)), 0);
    EQUAL(setsockopt(s, IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, (char *)&req,
                     sizeof(req)),
          0);
}

/* What was not bound is, and what nobody answered is empty. */
static void binds_and_tells(const struct ct_row *row)
{
    char room[4];
    WSABUF callee = {sizeof(room), room};
    struct sockaddr_in to = group(htons(9)), name;
    SOCKET s = leaf(AF_INET);

    (void)row;
    NEED(WSAJoinLeaf(s, SA(&to), sizeof(to), NULL, &callee, NULL, NULL,
                     JL_SENDER_ONLY),
         s);
    name = ct_name(s);
    CHECK(name.sin_port != 0);
    EQUAL(callee.len, 0);
}

static void nonblocking(const struct ct_row *row)
{
    struct sockaddr_in to = group(htons(9));
    SOCKET s = leaf_bound();

    (void)row;
    ct_nonblock(s);
    EQUAL(join(s, &to, JL_BOTH), s);
}

#define ADDRESS(err, what, host)                                               \
    ROW(WSAJoinLeaf, err, what, address_fails, .arg = (int)(host))
#define NO_FLAG(what, type, flag)                                              \
    ROW(WSASocket, WSAEINVAL, what, flag_fails, .arg = type, .arg2 = flag)

static const struct ct_row rows[] = {
    ROWS_UNSTARTED(WSAJoinLeaf, join_fails, CT_UDP),
    ROWS_NOTSOCK(WSAJoinLeaf, join_fails),
    ROW(WSAJoinLeaf, WSAEINVAL, "no leaf", join_fails, .sock = CT_UDP),
    ROW(WSAJoinLeaf, WSAEINVAL, "no leaf, IPv6", join_fails, .sock = CT_UDP6),
    ROW(WSAJoinLeaf, WSAEINVAL, "no leaf, TCP", join_fails, .sock = CT_TCP),
    ROW(WSAJoinLeaf, WSAEINVAL, "a TCP socket's duplicate with the flags",
        duplicate_fails, .sock = CT_TCP),
    ROW(WSAJoinLeaf, WSAEINVAL, "no JL_ flag", flags_fail, .arg = 0),
    ROW(WSAJoinLeaf, WSAEINVAL, "two JL_ flags", flags_fail,
        .arg = JL_SENDER_ONLY | JL_RECEIVER_ONLY),
    ROW(WSAJoinLeaf, WSAEINVAL, "an unknown JL_ flag", flags_fail, .arg = 8),
    ROW(WSAJoinLeaf, WSAEINVAL, "lpGQOS", extra_fails, .arg = GQOS),
    ROW(WSAJoinLeaf, WSAEPROTONOSUPPORT, "lpCallerData", extra_fails,
        .arg = CALLER),
    ROW(WSAJoinLeaf, WSAEOPNOTSUPP, "lpSQOS", extra_fails, .arg = SQOS),
    ROW(WSAJoinLeaf, WSAEFAULT, "name NULL", name_fails, .arg = CT_NULL),
    ROW(WSAJoinLeaf, WSAEFAULT, "name unmapped", name_fails,
        .arg = CT_UNMAPPED),
    ROW(WSAJoinLeaf, WSAEFAULT, "name partly mapped", name_fails,
        .arg = CT_EDGE),
    ROW(WSAJoinLeaf, WSAEFAULT, "namelen too small", length_fails,
        .arg = sizeof(struct sockaddr_in) - 1),
    ROW(WSAJoinLeaf, WSAEFAULT, "namelen 0", length_fails, .arg = 0),
    ROW(WSAJoinLeaf, WSAEFAULT, "namelen negative", length_fails, .arg = -1),
    ROW(WSAJoinLeaf, WSAEAFNOSUPPORT, "an IPv6 group for IPv4", family_fails),
    ADDRESS(WSAEADDRNOTAVAIL, "the wildcard address", INADDR_ANY),
    ADDRESS(WSAEADDRNOTAVAIL, "no group", INADDR_LOOPBACK),
    ADDRESS(WSAEADDRNOTAVAIL, "the broadcast address", INADDR_BROADCAST),
    ROW(WSAJoinLeaf, WSAEISCONN, "joined already", once, .arg = JL_BOTH),
    ROW(WSAJoinLeaf, WSAEISCONN, "joined already to send", once,
        .arg = JL_SENDER_ONLY),
    ROW(WSAJoinLeaf, WSAEISCONN, "a member already", member_already),
    ROW(WSAJoinLeaf, WSAENOBUFS, "memberships exhausted",
        memberships_exhausted),
    ROW(WSAJoinLeaf, WSAENETUNREACH, "no route", no_route),
    ROW(WSAJoinLeaf, WSAENOBUFS, "no port left", no_port),
    FIRST(WSAJoinLeaf, WSAEINVAL, "WSAEAFNOSUPPORT", join_fails,
          .sock = CT_UDP6_BOUND),
    NO_FLAG("TCP as a control leaf", SOCK_STREAM, WSA_FLAG_MULTIPOINT_C_LEAF),
    NO_FLAG("TCP as a data leaf", SOCK_STREAM, WSA_FLAG_MULTIPOINT_D_LEAF),
    NO_FLAG("UDP as a control root", SOCK_DGRAM, WSA_FLAG_MULTIPOINT_C_ROOT),
    NO_FLAG("UDP as a data root", SOCK_DGRAM, WSA_FLAG_MULTIPOINT_D_ROOT),
    RULE(WSAJoinLeaf, "a sender and a receiver", talks, .arg = JL_SENDER_ONLY,
         .arg2 = JL_RECEIVER_ONLY),
    RULE(WSAJoinLeaf, "both do both", talks, .arg = JL_BOTH, .arg2 = JL_BOTH),
    RULE(WSAJoinLeaf, "overlapped", talks, .arg = JL_SENDER_ONLY,
         .arg2 = JL_BOTH, .arg3 = 1),
    RULE(WSAJoinLeaf, "a receiver has no peer", receiver_has_no_peer),
    RULE(WSAJoinLeaf, "a sender receives nothing", sender_receives_nothing),
    RULE(WSAJoinLeaf, "IPv6", group6),
    RULE(WSAJoinLeaf, "an unbound socket is bound, callee data empty",
         binds_and_tells),
    RULE(WSAJoinLeaf, "non-blocking, it is done at once", nonblocking),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
