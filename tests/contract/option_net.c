/* SPDX-License-Identifier: MIT */
/* Options of SOL_SOCKET, TCP, IP, IPv6 and UDP beyond those of sockopt.c:
 * defaults, values that come back, refusals, wrong sizes and levels. */
#include "option.h"
#include <mswsock.h>
#include "newer.h"

/* Rows: level arg, name arg2, value or length arg3. */
static void default_is(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        EQUAL(ct_get_int(s, row->arg, row->arg2), row->arg3);
}

static void comes_back(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (ct_failed())
        return;
    NEED(ct_set_int(s, row->arg, row->arg2, row->arg3), 0);
    EQUAL(ct_get_int(s, row->arg, row->arg2), row->arg3);
}

static void set_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code, ct_set_int(s, row->arg, row->arg2, row->arg3));
}

static void get_short(const struct ct_row *row)
{
    char value[256];
    int len = row->arg3;
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code,
                     getsockopt(s, row->arg, row->arg2, value, &len));
}

static void set_short(const struct ct_row *row)
{
    char value[sizeof(GROUP_SOURCE_REQ)] = {0};
    SOCKET s = ct_sock(row);

    if (!ct_failed())
        SOCKET_FAILS(row->code,
                     setsockopt(s, row->arg, row->arg2, value, row->arg3));
}

/* The size that Windows' BOOL may have on input. */
static void one_byte(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char on = 1;

    if (ct_failed())
        return;
    NEED(setsockopt(s, row->arg, row->arg2, &on, 1), 0);
    EQUAL(ct_get_int(s, row->arg, row->arg2) & 0xff, 1);
}

static void unicast_if_order(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);
    SOCKET s6;

    (void)row;
    NEED(ct_set_int(s, IPPROTO_IP, IP_UNICAST_IF, (int)htonl(1)), 0);
    EQUAL(ct_get_int(s, IPPROTO_IP, IP_UNICAST_IF), 1);
    if (!ct_have_ipv6())
        return;
    s6 = ct_open(CT_UDP6);
    NEED(ct_set_int(s6, IPPROTO_IPV6, IPV6_UNICAST_IF, 1), 0);
    EQUAL(ct_get_int(s6, IPPROTO_IPV6, IPV6_UNICAST_IF), 1);
}

static void mtu_of_connection(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);

    (void)row;
    CHECK(ct_get_int(s, IPPROTO_IP, IP_MTU) >= 576);
}

/* One send of 300 bytes becomes three datagrams of 100. */
static void send_is_cut(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);
    char data[300] = {0};

    (void)row;
    NEED(ct_set_int(s, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 100), 0);
    NEED(send(s, data, sizeof(data), 0), sizeof(data));
    for (int i = 0; i < 3; i++)
        NEED(recv(ct_peer(), data, sizeof(data), 0), 100);
}

/* Loopback's own MTU is far above the datagram. */
static void user_mtu_caps(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP6), to = ct_open(CT_UDP6_BOUND);
    struct sockaddr_in6 name;
    static char data[4000];

    (void)row;
    if (ct_failed())
        return;
    name = ct_name6(to);
    NEED(connect(s, SA(&name), sizeof(name)), 0);
    NEED(ct_set_int(s, IPPROTO_IPV6, IPV6_DONTFRAG, 1), 0);
    NEED(send(s, data, sizeof(data), 0), sizeof(data));
    NEED(ct_set_int(s, IPPROTO_IPV6, IPV6_USER_MTU, 1400), 0);
    SOCKET_FAILS(WSAEMSGSIZE, send(s, data, sizeof(data), 0));
    NEED(ct_set_int(s, IPPROTO_IPV6, IPV6_USER_MTU, -1), 0);
    NEED(send(s, data, sizeof(data), 0), sizeof(data));
}

static void checksum_inverse(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP);

    (void)row;
    NEED(ct_set_int(s, IPPROTO_UDP, UDP_NOCHECKSUM, 1), 0);
    EQUAL(ct_get_int(s, IPPROTO_UDP, UDP_CHECKSUM_COVERAGE), 0);
    NEED(ct_set_int(s, IPPROTO_UDP, UDP_CHECKSUM_COVERAGE, 1), 0);
    EQUAL(ct_get_int(s, IPPROTO_UDP, UDP_NOCHECKSUM), 0);
}

static void accept_context(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_ACCEPTED);
    SOCKET listener = row->arg ? ct_listener() : INVALID_SOCKET;

    SOCKET_FAILS(row->code, setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                                       (char *)&listener, sizeof(listener)));
}

static void connect_context(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    if (row->code != 0)
        SOCKET_FAILS(row->code, setsockopt(s, SOL_SOCKET,
                                           SO_UPDATE_CONNECT_CONTEXT, NULL, 0));
    else
        EQUAL(setsockopt(s, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0), 0);
}

#define INITIAL(kind, level, name, value)                                      \
    RULE(getsockopt, "default of " #name, default_is, .sock = kind,            \
         .arg = level, .arg2 = name, .arg3 = value)
#define BACK(kind, level, name, value)                                         \
    RULE(setsockopt, #name " comes back", comes_back, .sock = kind,            \
         .arg = level, .arg2 = name, .arg3 = value)
#define BOTH_REFUSED(kind, level, name)                                        \
    ROW(getsockopt, WSAENOPROTOOPT, #name, ct_get_fails, .sock = kind,         \
        .arg = level, .arg2 = name),                                           \
        ROW(setsockopt, WSAENOPROTOOPT, #name, set_fails, .sock = kind,        \
            .arg = level, .arg2 = name, .arg3 = 1)
#define SET_REFUSED(err, kind, level, name, value)                             \
    ROW(setsockopt, err, #name " " #value, set_fails, .sock = kind,            \
        .arg = level, .arg2 = name, .arg3 = value)
#define TOO_SHORT(kind, level, name, len)                                      \
    ROW(setsockopt, WSAEFAULT, #name ", " #len " bytes", set_short,            \
        .sock = kind, .arg = level, .arg2 = name, .arg3 = len)
#define GET_TOO_SHORT(kind, level, name, len)                                  \
    ROW(getsockopt, WSAEFAULT, #name ", " #len " bytes", get_short,            \
        .sock = kind, .arg = level, .arg2 = name, .arg3 = len)

static const struct ct_row rows[] = {
    INITIAL(CT_TCP, SOL_SOCKET, SO_COMPARTMENT_ID, 1),
    INITIAL(CT_TCP, SOL_SOCKET, SO_PAUSE_ACCEPT, 0),
    INITIAL(CT_TCP, SOL_SOCKET, SO_RANDOMIZE_PORT, 0),
    INITIAL(CT_TCP, SOL_SOCKET, SO_PORT_SCALABILITY, 0),
    INITIAL(CT_TCP, SOL_SOCKET, SO_REUSE_UNICASTPORT, 0),
    INITIAL(CT_TCP, IPPROTO_TCP, TCP_EXPEDITED_1122, 0),
    INITIAL(CT_TCP, IPPROTO_TCP, TCP_FASTOPEN, 0),
    INITIAL(CT_TCP, IPPROTO_TCP, TCP_KEEPALIVE, 7200),
    INITIAL(CT_TCP, IPPROTO_TCP, TCP_KEEPINTVL, 1),
    INITIAL(CT_TCP, IPPROTO_TCP, TCP_KEEPCNT, 10),
    INITIAL(CT_UDP, IPPROTO_IP, IP_DONTFRAGMENT, 0),
    INITIAL(CT_UDP, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_NOT_SET),
    INITIAL(CT_UDP, IPPROTO_IP, IP_MULTICAST_TTL, 1),
    INITIAL(CT_UDP, IPPROTO_IP, IP_MULTICAST_LOOP, 1),
    INITIAL(CT_UDP, IPPROTO_IP, IP_PKTINFO, 0),
    INITIAL(CT_UDP, IPPROTO_IP, IP_RECVTTL, 0),
    INITIAL(CT_UDP, IPPROTO_IP, IP_RECVTOS, 0),
    INITIAL(CT_UDP, IPPROTO_IP, IP_UNICAST_IF, 0),
    INITIAL(CT_UDP6, IPPROTO_IPV6, IPV6_DONTFRAG, 0),
    INITIAL(CT_UDP6, IPPROTO_IPV6, IPV6_PKTINFO, 0),
    INITIAL(CT_UDP6, IPPROTO_IPV6, IPV6_UNICAST_IF, 0),
    INITIAL(CT_UDP, IPPROTO_UDP, UDP_NOCHECKSUM, 0),
    INITIAL(CT_UDP, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 0),
    INITIAL(CT_UDP, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, 0),
    INITIAL(CT_UDP, IPPROTO_UDP, UDP_CHECKSUM_COVERAGE, 1),
    INITIAL(CT_UDP, IPPROTO_IP, IP_PROTECTION_LEVEL, -1),
    INITIAL(CT_UDP6, IPPROTO_IPV6, IPV6_USER_MTU, -1),
    BACK(CT_TCP, IPPROTO_TCP, TCP_KEEPCNT, 255),
    BACK(CT_UDP, IPPROTO_UDP, UDP_CHECKSUM_COVERAGE, 0),
    BACK(CT_UDP6, IPPROTO_IPV6, IPV6_USER_MTU, 1400),
    BACK(CT_TCP6, IPPROTO_IPV6, IPV6_PROTECTION_LEVEL,
         PROTECTION_LEVEL_UNRESTRICTED),
    BACK(CT_TCP6, IPPROTO_IPV6, IPV6_PROTECTION_LEVEL,
         PROTECTION_LEVEL_EDGERESTRICTED),
    RULE(setsockopt, "IPV6_USER_MTU caps a datagram", user_mtu_caps),
    RULE(setsockopt, "UDP_CHECKSUM_COVERAGE undoes UDP_NOCHECKSUM",
         checksum_inverse),
    BOTH_REFUSED(CT_UDP6, IPPROTO_UDP, UDP_NOCHECKSUM),
    SET_REFUSED(WSAEINVAL, CT_TCP, IPPROTO_TCP, TCP_KEEPCNT, 256),
    SET_REFUSED(WSAEINVAL, CT_TCP6, IPPROTO_IPV6, IPV6_PROTECTION_LEVEL, 15),
    SET_REFUSED(WSAENOPROTOOPT, CT_UDP6, IPPROTO_UDP, UDP_CHECKSUM_COVERAGE, 0),
    BACK(CT_TCP, SOL_SOCKET, SO_RANDOMIZE_PORT, 1),
    BACK(CT_TCP, SOL_SOCKET, SO_PORT_SCALABILITY, 1),
    BACK(CT_TCP, SOL_SOCKET, SO_REUSE_UNICASTPORT, 1),
    BACK(CT_TCP, IPPROTO_TCP, TCP_FASTOPEN, 1),
    BACK(CT_TCP, IPPROTO_TCP, TCP_KEEPALIVE, 60),
    BACK(CT_TCP, IPPROTO_TCP, TCP_KEEPINTVL, 7),
    BACK(CT_TCP, IPPROTO_TCP, TCP_KEEPCNT, 5),
    BACK(CT_TCP, IPPROTO_TCP, TCP_MAXRT, 20),
    BACK(CT_TCP, IPPROTO_TCP, TCP_MAXRT, -1),
    BACK(CT_TCP, IPPROTO_TCP, TCP_MAXRTMS, 20000),
    BACK(CT_UDP, IPPROTO_IP, IP_DONTFRAGMENT, 1),
    BACK(CT_UDP, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO),
    BACK(CT_UDP, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT),
    BACK(CT_UDP, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE),
    BACK(CT_UDP, IPPROTO_IP, IP_MULTICAST_TTL, 9),
    BACK(CT_UDP, IPPROTO_IP, IP_PKTINFO, 1),
    BACK(CT_UDP, IPPROTO_IP, IP_RECVTTL, 1),
    BACK(CT_UDP, IPPROTO_IP, IP_RECVTOS, 1),
    BACK(CT_UDP6, IPPROTO_IPV6, IPV6_DONTFRAG, 1),
    BACK(CT_UDP6, IPPROTO_IPV6, IPV6_PKTINFO, 1),
    BACK(CT_UDP6, IPPROTO_IPV6, IPV6_HOPLIMIT, 1),
    BACK(CT_UDP6, IPPROTO_IPV6, IPV6_RECVTCLASS, 1),
    BACK(CT_UDP6, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 33),
    BACK(CT_UDP6, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IP_PMTUDISC_DO),
    BACK(CT_UDP, IPPROTO_UDP, UDP_NOCHECKSUM, 1),
    BACK(CT_UDP, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 1200),
    RULE(setsockopt, "TCP_FASTOPEN as one byte", one_byte, .sock = CT_TCP,
         .arg = IPPROTO_TCP, .arg2 = TCP_FASTOPEN),
    RULE(setsockopt, "IP_DONTFRAGMENT as one byte", one_byte, .sock = CT_UDP,
         .arg = IPPROTO_IP, .arg2 = IP_DONTFRAGMENT),
    RULE(setsockopt, "IP_UNICAST_IF is set in network byte order, IPv6's not",
         unicast_if_order),
    RULE(getsockopt, "IP_MTU of a connected socket", mtu_of_connection),
    RULE(setsockopt, "UDP_SEND_MSG_SIZE cuts a send", send_is_cut),
    BOTH_REFUSED(CT_TCP, SOL_SOCKET, SO_CONNDATA),
    BOTH_REFUSED(CT_TCP, SOL_SOCKET, SO_MAXDG),
    BOTH_REFUSED(CT_TCP, SOL_SOCKET, SO_USELOOPBACK),
    BOTH_REFUSED(CT_UDP, IPPROTO_TCP, TCP_NODELAY),
    BOTH_REFUSED(CT_UDP, IPPROTO_TCP, TCP_MAXRT),
    BOTH_REFUSED(CT_TCP, IPPROTO_UDP, UDP_SEND_MSG_SIZE),
    BOTH_REFUSED(CT_UDP, IPPROTO_IPV6, IPV6_UNICAST_IF),
    SET_REFUSED(WSAEINVAL, CT_TCP_BOUND, SOL_SOCKET, SO_RANDOMIZE_PORT, 1),
    SET_REFUSED(WSAEINVAL, CT_TCP_BOUND, SOL_SOCKET, SO_PORT_SCALABILITY, 1),
    SET_REFUSED(WSAEINVAL, CT_TCP, IPPROTO_TCP, TCP_KEEPCNT, 1000),
    SET_REFUSED(WSAEINVAL, CT_UDP, IPPROTO_IP, IP_MTU_DISCOVER, 77),
    SET_REFUSED(WSAEINVAL, CT_UDP, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 70000),
    SET_REFUSED(WSAENOPROTOOPT, CT_UDP, IPPROTO_IP, IP_MTU, 1400),
    SET_REFUSED(WSAENOPROTOOPT, CT_TCP, SOL_SOCKET, SO_CONNECT_TIME, 1),
    TOO_SHORT(CT_TCP, IPPROTO_TCP, TCP_KEEPALIVE, 3),
    TOO_SHORT(CT_TCP, IPPROTO_TCP, TCP_MAXRT, 2),
    TOO_SHORT(CT_UDP, IPPROTO_IP, IP_ADD_MEMBERSHIP, 7),
    TOO_SHORT(CT_UDP, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, 8),
    TOO_SHORT(CT_UDP, IPPROTO_IP, MCAST_JOIN_GROUP, 100),
    TOO_SHORT(CT_UDP, IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP, 200),
    TOO_SHORT(CT_UDP, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 3),
    GET_TOO_SHORT(CT_TCP, IPPROTO_TCP, TCP_KEEPALIVE, 3),
    GET_TOO_SHORT(CT_UDP, IPPROTO_IP, IP_TTL, 2),
    ROW(setsockopt, WSAENOTSOCK, "SO_UPDATE_ACCEPT_CONTEXT, no listener",
        accept_context),
    ROW(setsockopt, WSAEINVAL, "SO_UPDATE_ACCEPT_CONTEXT after accept",
        accept_context, .arg = 1),
    ROW(setsockopt, WSAENOTCONN, "SO_UPDATE_CONNECT_CONTEXT", connect_context,
        .sock = CT_TCP),
    RULE(setsockopt, "SO_UPDATE_CONNECT_CONTEXT after connect", connect_context,
         .sock = CT_TCP_CLIENT),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
