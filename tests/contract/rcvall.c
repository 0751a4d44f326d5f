/* SPDX-License-Identifier: MIT */
/* SIO_RCVALL and its siblings, on the loopback interface of a network of its
 * own: what a raw socket sees of other sockets' packets. */
#include "harness.h"
#include <mstcpip.h>

#define GROUP 0xe800010au /* 232.0.1.10 */

enum { IP_BYTES = 20, UDP_BYTES = 8 };

static SOCKET raw_open(int family, int protocol)
{
    SOCKET s = socket(family, SOCK_RAW, protocol);

    if (s == INVALID_SOCKET && WSAGetLastError() == WSAEACCES)
        ct_skip("raw sockets need a privilege");
    else
        CHECK(s != INVALID_SOCKET);
    return s == INVALID_SOCKET ? s : ct_keep(s);
}

static SOCKET raw_bound(int protocol)
{
    SOCKET s = raw_open(AF_INET, protocol);
    struct sockaddr_in here = ct_loopback(0);
    DWORD limit_ms = 10000;

    if (ct_failed())
        return s;
    EQUAL(bind(s, SA(&here), sizeof(here)), 0);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&limit_ms,
                     sizeof(limit_ms)),
          0);
    return s;
}

static int rcvall(SOCKET s, DWORD code, int mode)
{
    DWORD n;

    return WSAIoctl(s, code, &mode, sizeof(mode), NULL, 0, &n, NULL, NULL);
}

static void sends(const char *text, const struct sockaddr_in *to)
{
    SOCKET s = ct_open(CT_UDP);
    DWORD here = htonl(INADDR_LOOPBACK);

    EQUAL(
        setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (char *)&here, sizeof(here)),
        0);
    EQUAL(sendto(s, text, (int)strlen(text), 0, SA(to), sizeof(*to)),
          (int)strlen(text));
}

/* The next packet of a protocol is what was sent, header and all. */
static void sees(SOCKET s, int protocol, int offset, const char *text)
{
    struct sockaddr_in from;
    char packet[2048];
    int n, len;

    do {
        len = sizeof(from);
        n = recvfrom(s, packet, sizeof(packet), 0, SA(&from), &len);
        NEED(n >= IP_BYTES, 1);
    } while (packet[9] != protocol);
    EQUAL((unsigned char)packet[0], 0x45);
    EQUAL(n, IP_BYTES + offset + (int)strlen(text));
    EQUAL(memcmp(packet + IP_BYTES + offset, text, strlen(text)), 0);
    EQUAL(from.sin_family, AF_INET);
    EQUAL(memcmp(&from.sin_addr, packet + 12, 4), 0);
}

/* Row: the mode is arg. Packets that are for somebody else. */
static void captures(const struct ct_row *row)
{
    SOCKET s = raw_bound(IPPROTO_IP), to = ct_open(CT_UDP_BOUND);
    struct sockaddr_in name = ct_name(to);
    char text[8];

    if (ct_failed())
        return;
    NEED(rcvall(s, SIO_RCVALL, row->arg), 0);
    sends("one", &name);
    sends("second", &name);
    sees(s, IPPROTO_UDP, UDP_BYTES, "one");
    sees(s, IPPROTO_UDP, UDP_BYTES, "second"); /* once each */
    EQUAL(recv(to, text, sizeof(text), 0), 3); /* they arrive all the same */
    EQUAL(ct_name(s).sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    SOCKET_FAILS(WSAEOPNOTSUPP, sendto(s, "x", 1, 0, SA(&name), sizeof(name)));
}

/* Another mode, off, and on again. */
static void changes(const struct ct_row *row)
{
    SOCKET s = raw_bound(IPPROTO_IP), to = ct_open(CT_UDP_BOUND);
    struct sockaddr_in name = ct_name(to);
    char byte;

    (void)row;
    if (ct_failed())
        return;
    NEED(rcvall(s, SIO_RCVALL, RCVALL_OFF), 0);
    NEED(rcvall(s, SIO_RCVALL, RCVALL_SOCKETLEVELONLY), 0);
    NEED(rcvall(s, SIO_RCVALL, RCVALL_ON), 0);
    NEED(rcvall(s, SIO_RCVALL, RCVALL_IPLEVEL), 0);
    sends("a", &name);
    sees(s, IPPROTO_UDP, UDP_BYTES, "a");
    NEED(rcvall(s, SIO_RCVALL, RCVALL_OFF), 0);
    sends("b", &name);
    EQUAL(ct_name(s).sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    NEED(rcvall(s, SIO_RCVALL, RCVALL_ON), 0);
    sends("c", &name);
    sees(s, IPPROTO_UDP, UDP_BYTES, "c");
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &byte, 1, 0));
}

static void is_readable(const struct ct_row *row)
{
    SOCKET s = raw_bound(IPPROTO_IP), to = ct_open(CT_UDP_BOUND);
    struct sockaddr_in name = ct_name(to);

    (void)row;
    if (ct_failed())
        return;
    NEED(rcvall(s, SIO_RCVALL, RCVALL_ON), 0);
    sends("a", &name);
    ct_wait_readable(s);
}

static void captures6(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET6, IPPROTO_IPV6), to = ct_open(CT_UDP6_BOUND);
    struct sockaddr_in6 name, here = ct_loopback6(0), from;
    unsigned char packet[2048];
    int n, len = sizeof(from);

    (void)row;
    if (ct_failed())
        return;
    name = ct_name6(to);
    NEED(bind(s, SA(&here), sizeof(here)), 0);
    NEED(rcvall(s, SIO_RCVALL, RCVALL_ON), 0);
    EQUAL(sendto(ct_open(CT_UDP6), "six", 3, 0, SA(&name), sizeof(name)), 3);
    do
        n = recvfrom(s, (char *)packet, sizeof(packet), 0, SA(&from), &len);
    while (n > 6 && packet[6] != IPPROTO_UDP);
    EQUAL(n, 40 + UDP_BYTES + 3);
    EQUAL(packet[0] >> 4, 6);
    EQUAL(memcmp(&from.sin6_addr, &here.sin6_addr, 16), 0);
}

/* Multicasts that nobody here joined, and no unicast. */
static void multicasts(const struct ct_row *row)
{
    SOCKET s = raw_bound(IPPROTO_UDP), to = ct_open(CT_UDP_BOUND);
    struct sockaddr_in name = ct_name(to);

    (void)row;
    if (ct_failed())
        return;
    NEED(rcvall(s, SIO_RCVALL_MCAST, 1), 0);
    sends("unicast", &name);
    name.sin_addr.s_addr = htonl(GROUP);
    sends("group", &name);
    sees(s, IPPROTO_UDP, UDP_BYTES, "group");
}

static void igmp(const struct ct_row *row)
{
    SOCKET s = raw_bound(IPPROTO_IGMP), out = raw_open(AF_INET, IPPROTO_IGMP);
    struct sockaddr_in group = {.sin_family = AF_INET};
    DWORD here = htonl(INADDR_LOOPBACK);

    (void)row;
    if (ct_failed())
        return;
    NEED(rcvall(s, SIO_RCVALL_IGMPMCAST, 1), 0);
    group.sin_addr.s_addr = htonl(GROUP);
    group.sin_port = htons(9);
    sends("udp", &group);
    group.sin_port = 0;
    EQUAL(setsockopt(out, IPPROTO_IP, IP_MULTICAST_IF, (char *)&here,
                     sizeof(here)),
          0);
    EQUAL(sendto(out, "report.", 7, 0, SA(&group), sizeof(group)), 7);
    sees(s, IPPROTO_IGMP, 0, "report.");
}

/* Row: protocol arg, the code arg2, the mode arg3; bound as sock says. */
static void fails(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET, row->arg);
    struct sockaddr_in sin = ct_loopback(0);

    if (ct_failed())
        return;
    if (row->sock == CT_TCP_WILD)
        sin.sin_addr.s_addr = htonl(INADDR_ANY);
    if (row->sock != CT_INVALID)
        NEED(bind(s, SA(&sin), sizeof(sin)), 0);
    SOCKET_FAILS(row->code, rcvall(s, (DWORD)row->arg2, row->arg3));
}

static void datagrams(const struct ct_row *row)
{
    SOCKET_FAILS(row->code,
                 rcvall(ct_open(CT_UDP_BOUND), SIO_RCVALL, RCVALL_ON));
}

static void no_mode(const struct ct_row *row)
{
    SOCKET s = raw_bound(IPPROTO_IP);
    DWORD n;

    if (!ct_failed())
        SOCKET_FAILS(row->code,
                     WSAIoctl(s, SIO_RCVALL, ct_bad(row->arg), (DWORD)row->arg2,
                              NULL, 0, &n, NULL, NULL));
}

#define FAILS_WITH(err, what, state, protocol, io, mode)                       \
    RULE(WSAIoctl, #io ", " what, fails, .code = err, .sock = state,           \
         .arg = protocol, .arg2 = (int)(io), .arg3 = mode)

static const struct ct_row rows[] = {
    RULE(WSAIoctl, "SIO_RCVALL, RCVALL_ON", captures, .arg = RCVALL_ON),
    RULE(WSAIoctl, "SIO_RCVALL, RCVALL_IPLEVEL", captures,
         .arg = RCVALL_IPLEVEL),
    RULE(WSAIoctl, "SIO_RCVALL on, off and on", changes),
    RULE(WSAIoctl, "SIO_RCVALL, select", is_readable),
    RULE(WSAIoctl, "SIO_RCVALL over IPv6", captures6),
    RULE(WSAIoctl, "SIO_RCVALL_MCAST", multicasts),
    RULE(WSAIoctl, "SIO_RCVALL_IGMPMCAST", igmp),
    FAILS_WITH(WSAEINVAL, "unbound", CT_INVALID, IPPROTO_IP, SIO_RCVALL, 1),
    FAILS_WITH(WSAEINVAL, "wildcard", CT_TCP_WILD, IPPROTO_IP, SIO_RCVALL, 1),
    FAILS_WITH(WSAEINVAL, "unknown mode", CT_TCP_BOUND, IPPROTO_IP, SIO_RCVALL,
               4),
    FAILS_WITH(WSAENOPROTOOPT, "ICMP", CT_TCP_BOUND, IPPROTO_ICMP, SIO_RCVALL,
               1),
    FAILS_WITH(WSAENOPROTOOPT, "all protocols", CT_TCP_BOUND, IPPROTO_IP,
               SIO_RCVALL_MCAST, 1),
    FAILS_WITH(WSAENOPROTOOPT, "UDP", CT_TCP_BOUND, IPPROTO_UDP,
               SIO_RCVALL_IGMPMCAST, 1),
    RULE(WSAIoctl, "SIO_RCVALL on UDP", datagrams, .code = WSAEINVAL),
    RULE(WSAIoctl, "SIO_RCVALL, no mode", no_mode, .code = WSAEINVAL),
    RULE(WSAIoctl, "SIO_RCVALL, NULL", no_mode, .code = WSAEFAULT, .arg2 = 4),
    RULE(WSAIoctl, "SIO_RCVALL, unmapped", no_mode, .code = WSAEFAULT,
         .arg = CT_UNMAPPED, .arg2 = 4),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
