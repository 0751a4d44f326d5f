/* SPDX-License-Identifier: MIT */
/* Multicast on the loopback interface: every way to join a group, seen by
 * whether a datagram to the group arrives. */
#include "harness.h"

#define GROUP_TEXT  "239.77.7.7"
#define GROUP6_TEXT "ff11::7:7"

/* By which option, and the interface as an address or as an index. */
enum how { BY_MEMBERSHIP, BY_SOURCE_MEMBERSHIP, BY_GROUP, BY_GROUP_SOURCE };
enum { LOOPBACK_INDEX = 1 };

static IN_ADDR in_addr(const char *text)
{
    IN_ADDR addr;

    EQUAL(inet_pton(AF_INET, text, &addr), 1);
    return addr;
}

static IN_ADDR interface_of(bool by_index)
{
    IN_ADDR addr = in_addr("127.0.0.1");

    if (by_index)
        addr.s_addr = htonl(LOOPBACK_INDEX);
    return addr;
}

static SOCKADDR_STORAGE storage(const char *text)
{
    SOCKADDR_STORAGE ss = {0};
    SOCKADDR_IN sin = {.sin_family = AF_INET, .sin_addr = in_addr(text)};

    memcpy(&ss, &sin, sizeof(sin));
    return ss;
}

/* join or leave the group, for any source or for 127.0.0.1 alone */
static int change(SOCKET s, enum how how, bool join, bool by_index)
{
    IP_MREQ req = {in_addr(GROUP_TEXT), interface_of(by_index)};
    IP_MREQ_SOURCE req_source = {in_addr(GROUP_TEXT), in_addr("127.0.0.1"),
                                 interface_of(by_index)};
    GROUP_REQ group = {LOOPBACK_INDEX, storage(GROUP_TEXT)};
    GROUP_SOURCE_REQ source = {LOOPBACK_INDEX, storage(GROUP_TEXT),
                               storage("127.0.0.1")};

    switch (how) {
    case BY_MEMBERSHIP:
        return setsockopt(s, IPPROTO_IP,
                          join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
                          (char *)&req, sizeof(req));
    case BY_SOURCE_MEMBERSHIP:
        return setsockopt(s, IPPROTO_IP,
                          join ? IP_ADD_SOURCE_MEMBERSHIP
                               : IP_DROP_SOURCE_MEMBERSHIP,
                          (char *)&req_source, sizeof(req_source));
    case BY_GROUP:
        return setsockopt(s, IPPROTO_IP,
                          join ? MCAST_JOIN_GROUP : MCAST_LEAVE_GROUP,
                          (char *)&group, sizeof(group));
    default:
        return setsockopt(s, IPPROTO_IP,
                          join ? MCAST_JOIN_SOURCE_GROUP
                               : MCAST_LEAVE_SOURCE_GROUP,
                          (char *)&source, sizeof(source));
    }
}

static SOCKET receiver(struct sockaddr_in *to)
{
    SOCKET s = ct_open(CT_UDP);
    struct sockaddr_in any = {.sin_family = AF_INET};

    EQUAL(bind(s, SA(&any), sizeof(any)), 0);
    *to = ct_name(s);
    to->sin_addr = in_addr(GROUP_TEXT);
    return s;
}

static void tell(SOCKET from, const struct sockaddr_in *to)
{
    IN_ADDR loopback = in_addr("127.0.0.1");

    EQUAL(setsockopt(from, IPPROTO_IP, IP_MULTICAST_IF, (char *)&loopback,
                     sizeof(loopback)),
          0);
    EQUAL(sendto(from, "hi", 2, 0, SA(to), sizeof(*to)), 2);
}

/* The loopback interface delivers within the call. */
static void expect_silence(SOCKET s)
{
    char buf[4];

    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, buf, sizeof(buf), 0));
}

/* Row: arg says how, arg2 by index. */
static void joins(const struct ct_row *row)
{
    struct sockaddr_in to;
    SOCKET s = receiver(&to);
    SOCKET from = ct_open(CT_UDP_BOUND);
    char buf[4];

    NEED(change(s, (enum how)row->arg, true, row->arg2), 0);
    tell(from, &to);
    NEED(recv(s, buf, sizeof(buf), 0), 2);
    NEED(change(s, (enum how)row->arg, false, row->arg2), 0);
    tell(from, &to);
    expect_silence(s);
}

static void blocks_source(const struct ct_row *row)
{
    IP_MREQ_SOURCE req = {in_addr(GROUP_TEXT), in_addr("127.0.0.1"),
                          interface_of(row->arg)};
    struct sockaddr_in to;
    SOCKET s = receiver(&to);
    SOCKET from = ct_open(CT_UDP_BOUND);

    NEED(change(s, BY_MEMBERSHIP, true, row->arg), 0);
    NEED(setsockopt(s, IPPROTO_IP, IP_BLOCK_SOURCE, (char *)&req, sizeof(req)),
         0);
    tell(from, &to);
    expect_silence(s);
    NEED(
        setsockopt(s, IPPROTO_IP, IP_UNBLOCK_SOURCE, (char *)&req, sizeof(req)),
        0);
    tell(from, &to);
    ct_wait_readable(s);
}

static void leaves_unjoined(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);

    SOCKET_FAILS(row->code, change(s, (enum how)row->arg, false, false));
}

static void joins_unicast(const struct ct_row *row)
{
    IP_MREQ req = {in_addr("10.1.2.3"), in_addr("127.0.0.1")};

    SOCKET_FAILS(row->code,
                 setsockopt(ct_open(CT_UDP), IPPROTO_IP, IP_ADD_MEMBERSHIP,
                            (char *)&req, sizeof(req)));
}

static void joins_stream(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    IPV6_MREQ six = {.ipv6mr_interface = LOOPBACK_INDEX};

    SOCKET_FAILS(row->code, change(s, BY_MEMBERSHIP, row->arg, false));
    if (!ct_have_ipv6())
        return;
    s = ct_open(CT_TCP6);
    EQUAL(inet_pton(AF_INET6, GROUP6_TEXT, &six.ipv6mr_multiaddr), 1);
    SOCKET_FAILS(row->code, setsockopt(s, IPPROTO_IPV6,
                                       row->arg ? IPV6_ADD_MEMBERSHIP
                                                : IPV6_DROP_MEMBERSHIP,
                                       (char *)&six, sizeof(six)));
}

static void joins_nowhere(const struct ct_row *row)
{
    IP_MREQ req = {in_addr(GROUP_TEXT), in_addr("203.0.113.9")};

    SOCKET_FAILS(row->code,
                 setsockopt(ct_open(CT_UDP), IPPROTO_IP, IP_ADD_MEMBERSHIP,
                            (char *)&req, sizeof(req)));
}

/* Row: arg says whether as an index, which comes back in host byte order. */
static void interface_comes_back(const struct ct_row *row)
{
    IN_ADDR addr = interface_of(row->arg), got = {0};
    SOCKET s = ct_open(CT_UDP);
    int len = sizeof(got);

    NEED(
        setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (char *)&addr, sizeof(addr)),
        0);
    NEED(getsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (char *)&got, &len), 0);
    EQUAL(got.s_addr, row->arg ? LOOPBACK_INDEX : addr.s_addr);
}

/* GROUP_REQ carries Windows' number of AF_INET6. */
static void joins_ipv6(const struct ct_row *row)
{
    GROUP_REQ req = {.gr_interface = LOOPBACK_INDEX};
    SOCKADDR_IN6 sin6 = {.sin6_family = AF_INET6};
    SOCKET s;

    (void)row;
    if (!ct_have_ipv6())
        return;
    s = ct_open(CT_UDP6);
    EQUAL(inet_pton(AF_INET6, GROUP6_TEXT, &sin6.sin6_addr), 1);
    memcpy(&req.gr_group, &sin6, sizeof(sin6));
    EQUAL(setsockopt(s, IPPROTO_IPV6, MCAST_JOIN_GROUP, (char *)&req,
                     sizeof(req)),
          0);
    EQUAL(setsockopt(s, IPPROTO_IPV6, MCAST_LEAVE_GROUP, (char *)&req,
                     sizeof(req)),
          0);
    SOCKET_FAILS(WSAEADDRNOTAVAIL,
                 setsockopt(s, IPPROTO_IPV6, MCAST_LEAVE_GROUP, (char *)&req,
                            sizeof(req)));
}

#define JOINS(how, by_index)                                                   \
    RULE(setsockopt, #how ", " #by_index, joins, .arg = how, .arg2 = by_index)

enum { ADDRESS, INDEX };

static const struct ct_row rows[] = {
    JOINS(BY_MEMBERSHIP, ADDRESS),
    JOINS(BY_MEMBERSHIP, INDEX),
    JOINS(BY_SOURCE_MEMBERSHIP, ADDRESS),
    JOINS(BY_SOURCE_MEMBERSHIP, INDEX),
    JOINS(BY_GROUP, INDEX),
    JOINS(BY_GROUP_SOURCE, INDEX),
    RULE(setsockopt, "MCAST_JOIN_GROUP, IPv6", joins_ipv6),
    RULE(setsockopt, "IP_BLOCK_SOURCE by address", blocks_source),
    RULE(setsockopt, "IP_BLOCK_SOURCE by index", blocks_source, .arg = 1),
    RULE(setsockopt, "IP_MULTICAST_IF by address", interface_comes_back),
    RULE(setsockopt, "IP_MULTICAST_IF by index", interface_comes_back,
         .arg = 1),
    RULE(setsockopt, "IP_DROP_MEMBERSHIP, not a member", leaves_unjoined,
         .code = WSAEADDRNOTAVAIL, .arg = BY_MEMBERSHIP),
    ROW(setsockopt, WSAEINVAL, "IP_ADD_MEMBERSHIP, no multicast address",
        joins_unicast),
    ROW(setsockopt, WSAENOPROTOOPT, "ADD_MEMBERSHIP of a stream socket",
        joins_stream, .arg = 1),
    ROW(setsockopt, WSAENOPROTOOPT, "DROP_MEMBERSHIP of a stream socket",
        joins_stream),
    RULE(setsockopt, "IP_ADD_MEMBERSHIP, no such interface", joins_nowhere,
         .code = WSAEADDRNOTAVAIL),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
