/* SPDX-License-Identifier: MIT */
/* Raw sockets. The test driver runs this in a network of its own, where it may
 * open them (see lonely-net), and once more without the privilege; where
 * neither can be had the rows are skipped. Page "TCP/IP raw sockets". */
#include "harness.h"
#include <mstcpip.h>

#include <stdlib.h>

/* An echo request for ICMP (8) or ICMPv6 (128), with its checksum where the
 * program has to compute it. */
struct echo {
    unsigned char type, code, sum[2], id[2], seq[2];
};

struct ip4 { /* a header without options, in network order throughout */
    unsigned char version_len, tos, total[2], id[2], fragment[2], ttl, protocol,
        sum[2], source[4], destination[4];
};

static unsigned char next_id; /* rows must not take each other's packets */

static struct echo request(unsigned char type)
{
    struct echo e;
    unsigned sum;

    memset(&e, 0, sizeof(e));
    e.type = type;
    e.id[1] = ++next_id;
    sum = (unsigned)type << 8;
    sum += e.id[1];
    sum = ~sum & 0xffff;
    e.sum[0] = (unsigned char)(sum >> 8);
    e.sum[1] = (unsigned char)sum;
    return e;
}

static SOCKET raw_open(int af, int protocol)
{
    SOCKET s = ct_keep(socket(af, SOCK_RAW, protocol));
    DWORD limit_ms = 5000;

    if (s == INVALID_SOCKET && WSAGetLastError() == WSAEACCES)
        ct_skip("needs the privilege for raw sockets");
    else if (s == INVALID_SOCKET)
        ct_fail("socket gave %s", ct_err_name(WSAGetLastError()));
    else
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&limit_ms,
                   sizeof(limit_ms));
    return s;
}

static int put(SOCKET s, const void *data, int len)
{
    struct sockaddr_in to = ct_loopback(0);

    return sendto(s, data, len, 0, SA(&to), sizeof(to));
}

/* The packet of a type and id behind its IPv4 header; others are passed by. */
static const struct echo *get4(SOCKET s, unsigned char type, unsigned char id,
                               char *buf, int len)
{
    const struct echo *e;
    int i, got;

    for (i = 0; i < 50; i++) {
        got = recv(s, buf, len, 0);
        if (got < (int)(sizeof(struct ip4) + sizeof(*e)))
            break;
        e = (const struct echo *)(buf + (buf[0] & 15) * 4);
        if (e->type == type && e->id[1] == id)
            return e;
    }
    ct_fail("no such packet came: %d, %s", got, ct_err_name(WSAGetLastError()));
    return NULL;
}

static void needs_protocol(const struct ct_row *row)
{
    CT_FAILS(INVALID_SOCKET, WSAEPROTONOSUPPORT, "socket(.., SOCK_RAW, 0)",
             socket(row->arg, SOCK_RAW, 0));
}

static void without_privilege(const struct ct_row *row)
{
    SOCKET s;

    if (getenv("CT_PRIVILEGES") == NULL) {
        ct_skip("runs where there are no privileges only");
        return;
    }
    s = socket(row->arg, SOCK_RAW, row->arg2);
    if (s != INVALID_SOCKET) {
        closesocket(s);
        ct_skip("this system has privileges that cannot be given up");
        return;
    }
    EQUAL(WSAGetLastError(), WSAEACCES);
}

static void opens(const struct ct_row *row)
{
    SOCKET s = raw_open(row->arg, row->arg2);
    int type = 0, len = sizeof(type);

    if (ct_failed())
        return;
    EQUAL(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &len), 0);
    EQUAL(type, SOCK_RAW);
}

/* The header comes along, whatever IP_HDRINCL says. */
static void ping(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET, IPPROTO_ICMP);
    struct echo e = request(8);
    const struct ip4 *ip;
    char buf[128];

    (void)row;
    if (ct_failed())
        return;
    EQUAL(put(s, &e, sizeof(e)), sizeof(e));
    if (get4(s, 0, e.id[1], buf, sizeof(buf)) == NULL)
        return;
    ip = (const struct ip4 *)buf;
    EQUAL(ip->version_len, 0x45);
    EQUAL(ip->protocol, IPPROTO_ICMP);
    EQUAL(ip->total[0] << 8 | ip->total[1], sizeof(*ip) + sizeof(e));
    EQUAL(ip->source[0], 127);
}

/* No header in IPv6, and the system computes the checksum. */
static void ping6(const struct ct_row *row)
{
    struct sockaddr_in6 to = ct_loopback6((u_short)row->arg), from;
    SOCKET s = raw_open(AF_INET6, IPPROTO_ICMPV6);
    struct echo e = request(128);
    int i, got, len = sizeof(from);
    char buf[128];

    if (ct_failed() || !ct_have_ipv6())
        return;
    NEED(sendto(s, (char *)&e, sizeof(e), 0, SA(&to), sizeof(to)), sizeof(e));
    for (i = 0; i < 50; i++) {
        got = recvfrom(s, buf, sizeof(buf), 0, SA(&from), &len);
        NEED(got >= (int)sizeof(e), 1);
        if ((unsigned char)buf[0] == 129 && buf[5] == (char)e.id[1])
            break;
    }
    EQUAL((unsigned char)buf[0], 129);
    EQUAL(from.sin6_addr.s6_addr[15], 1);
    EQUAL(from.sin6_port, 0);
}

static struct ip4 header(int payload, int protocol)
{
    struct ip4 ip;
    int total = (int)sizeof(ip) + payload;

    memset(&ip, 0, sizeof(ip));
    ip.version_len = 0x45;
    ip.total[0] = (unsigned char)(total >> 8);
    ip.total[1] = (unsigned char)total;
    ip.ttl = 77;
    ip.protocol = (unsigned char)protocol;
    ip.source[0] = ip.destination[0] = 127;
    ip.source[3] = ip.destination[3] = 1;
    return ip;
}

/* The header is the program's: time to live, type of service. */
static void own_header(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET, row->arg), in;
    struct {
        struct ip4 ip;
        struct echo e;
    } packet;
    char buf[128];
    DWORD on = 1;
    int len = sizeof(on);

    if (ct_failed())
        return;
    in = raw_open(AF_INET, IPPROTO_ICMP);
    EQUAL(setsockopt(s, IPPROTO_IP, IP_HDRINCL, (char *)&on, sizeof(on)), 0);
    EQUAL(getsockopt(s, IPPROTO_IP, IP_HDRINCL, (char *)&on, &len), 0);
    EQUAL(on, 1);
    packet.e = request(8);
    packet.ip = header(sizeof(packet.e), IPPROTO_ICMP);
    EQUAL(put(s, &packet, sizeof(packet)), sizeof(packet));
    if (get4(in, 8, packet.e.id[1], buf, sizeof(buf)) != NULL)
        EQUAL(((const struct ip4 *)buf)->ttl, 77);
}

/* Raw UDP: our header, a socket of the ordinary kind receives. */
static void raw_udp(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET, IPPROTO_UDP), other = ct_open(CT_UDP_BOUND);
    u_short port_be = ct_name(other).sin_port;
    unsigned char packet[12] = {0x30, 0x39, 0,   0,   0,   12,
                                0,    0,    'd', 'a', 't', 'a'};
    char buf[8];

    (void)row;
    if (ct_failed())
        return;
    memcpy(packet + 2, &port_be, 2);
    EQUAL(put(s, packet, sizeof(packet)), sizeof(packet));
    EQUAL(recv(other, buf, sizeof(buf), 0), 4);
    EQUAL(memcmp(buf, "data", 4), 0);
}

/* Only what goes to the local address, and comes from the peer, is seen. */
static void filtered(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET, IPPROTO_ICMP), out;
    struct sockaddr_in local = ct_loopback(0), peer = ct_loopback(0);
    struct echo e = request(8);
    char buf[128];

    if (ct_failed())
        return;
    out = raw_open(AF_INET, IPPROTO_ICMP);
    if (row->arg) { /* by bind, or by connect */
        local.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
        EQUAL(bind(s, SA(&local), sizeof(local)), 0);
    } else {
        peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
        EQUAL(connect(s, SA(&peer), sizeof(peer)), 0);
        EQUAL(bind(out, SA(&peer), sizeof(peer)), 0);
        local.sin_addr = peer.sin_addr;
    }
    EQUAL(sendto(row->arg ? out : s, (char *)&e, sizeof(e), 0, SA(&local),
                 sizeof(local)),
          sizeof(e));
    if (get4(s, row->arg ? 8 : 0, e.id[1], buf, sizeof(buf)) == NULL)
        return;
    CHECK(((const struct ip4 *)buf)->destination[3] == (row->arg ? 2 : 1));
}

/* What sends is bound from then on, as with UDP. */
static void binds(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET, IPPROTO_ICMP);
    struct sockaddr_in name = ct_loopback(0);
    struct echo e = request(8);
    int len = sizeof(name);

    (void)row;
    if (ct_failed())
        return;
    SOCKET_FAILS(WSAEINVAL, getsockname(s, SA(&name), &len));
    EQUAL(put(s, &e, sizeof(e)), sizeof(e));
    EQUAL(getsockname(s, SA(&name), &len), 0);
    EQUAL(name.sin_addr.s_addr, htonl(INADDR_ANY));
    SOCKET_FAILS(WSAEINVAL, bind(s, SA(&name), sizeof(name)));
}

static void refuses(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET, IPPROTO_ICMP);
    struct sockaddr_in to = ct_loopback(0);
    char buf[64];

    if (ct_failed())
        return;
    (void)row;
    to.sin_addr.s_addr = INADDR_BROADCAST;
    SOCKET_FAILS(WSAEACCES, sendto(s, "x", 1, 0, SA(&to), sizeof(to)));
    SOCKET_FAILS(WSAENOTCONN, send(s, "x", 1, 0));
    SOCKET_FAILS(WSAEDESTADDRREQ, sendto(s, "x", 1, 0, NULL, 0));
    SOCKET_FAILS(WSAEOPNOTSUPP, listen(s, 1));
    SOCKET_FAILS(WSAEOPNOTSUPP, recv(s, buf, sizeof(buf), MSG_OOB));
    SOCKET_FAILS(WSAEOPNOTSUPP, recv(s, buf, sizeof(buf), MSG_WAITALL));
    to = ct_loopback(0);
    SOCKET_FAILS(WSAEOPNOTSUPP,
                 sendto(s, "x", 1, MSG_OOB, SA(&to), sizeof(to)));
    SOCKET_FAILS(WSAEOPNOTSUPP,
                 sendto(s, "x", 1, MSG_PARTIAL, SA(&to), sizeof(to)));
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, recvfrom(s, buf, sizeof(buf), 0, NULL, NULL));
}

/* The head of a packet, and MSG_PEEK leaves it. */
static void cut(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET, IPPROTO_ICMP);
    struct sockaddr_in local = ct_loopback(0);
    struct echo e = request(8);
    char buf[20];

    (void)row;
    if (ct_failed())
        return;
    local.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 2);
    EQUAL(bind(s, SA(&local), sizeof(local)), 0);
    EQUAL(sendto(s, (char *)&e, sizeof(e), 0, SA(&local), sizeof(local)),
          sizeof(e));
    SOCKET_FAILS(WSAEMSGSIZE, recv(s, buf, sizeof(buf), MSG_PEEK));
    SOCKET_FAILS(WSAEMSGSIZE, recv(s, buf, sizeof(buf), 0));
    EQUAL(buf[0], 0x45);
}

static void header6(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET6, IPPROTO_ICMPV6);
    DWORD on = 1;
    int len = sizeof(on);

    (void)row;
    if (ct_failed())
        return;
    EQUAL(getsockopt(s, IPPROTO_IPV6, IPV6_HDRINCL, (char *)&on, &len), 0);
    EQUAL(on, 0);
    on = 1;
    EQUAL(setsockopt(s, IPPROTO_IPV6, IPV6_HDRINCL, (char *)&on, sizeof(on)),
          0);
    EQUAL(getsockopt(s, IPPROTO_IPV6, IPV6_HDRINCL, (char *)&on, &len), 0);
    EQUAL(on, 1);
}

#define OPENS(what, af, proto)                                                 \
    RULE(socket, what, opens, .arg = af, .arg2 = proto)

/* Row: what SIO_ABSORB_RTRALERT says to the protocol arg. */
static void router_alert(const struct ct_row *row)
{
    SOCKET s = raw_open(AF_INET, row->arg);
    BOOL on = TRUE;
    DWORD n;

    if (ct_failed())
        return;
    if (row->code != 0)
        SOCKET_FAILS(row->code, WSAIoctl(s, SIO_ABSORB_RTRALERT, &on,
                                         sizeof(on), NULL, 0, &n, NULL, NULL));
    else
        EQUAL(WSAIoctl(s, SIO_ABSORB_RTRALERT, &on, sizeof(on), NULL, 0, &n,
                       NULL, NULL),
              0);
}

static const struct ct_row rows[] = {
    RULE(WSAIoctl, "SIO_ABSORB_RTRALERT", router_alert, .arg = IPPROTO_ICMP),
    RULE(WSAIoctl, "SIO_ABSORB_RTRALERT of a socket that only sends",
         router_alert, .arg = IPPROTO_RAW, .code = WSAEINVAL),
    RULE(socket, "raw IPv6, protocol 0 is WSAEPROTONOSUPPORT", needs_protocol,
         .arg = AF_INET6),
    RULE(socket, "raw without privileges is WSAEACCES", without_privilege,
         .arg = AF_INET, .arg2 = IPPROTO_ICMP),
    RULE(socket, "raw IPv6 without privileges is WSAEACCES", without_privilege,
         .arg = AF_INET6, .arg2 = IPPROTO_ICMPV6),
    OPENS("raw ICMP", AF_INET, IPPROTO_ICMP),
    OPENS("raw UDP", AF_INET, IPPROTO_UDP),
    OPENS("raw IPPROTO_RAW", AF_INET, IPPROTO_RAW),
    OPENS("raw of no known protocol", AF_INET, 132),
    OPENS("raw ICMPv6", AF_INET6, IPPROTO_ICMPV6),
    OPENS("raw UDP, IPv6", AF_INET6, IPPROTO_UDP),
    RULE(recv, "raw: an echo reply with its header", ping),
    RULE(recvfrom, "raw: an ICMPv6 echo reply without one", ping6),
    RULE(sendto, "raw: the port means nothing", ping6, .arg = 7),
    RULE(sendto, "raw: IP_HDRINCL", own_header, .arg = IPPROTO_ICMP),
    RULE(sendto, "raw: IP_HDRINCL on IPPROTO_RAW", own_header,
         .arg = IPPROTO_RAW),
    RULE(sendto, "raw: UDP", raw_udp),
    RULE(bind, "raw: filters by destination", filtered, .arg = 1),
    RULE(connect, "raw: filters by source", filtered, .arg = 0),
    RULE(sendto, "raw: binds", binds),
    RULE(sendto, "raw: what is refused", refuses),
    RULE(recv, "raw: longer than the buffer", cut),
    RULE(setsockopt, "raw: IPV6_HDRINCL", header6),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
