/* SPDX-License-Identifier: MIT */
/* Control data: which options ask for which items, what a sender sets, how it
 * is laid out, and what is refused. */
#include "message.h"

struct pair {
    SOCKET from, to;
    struct sockaddr_in to4;
    struct sockaddr_in6 to6;
    const void *name;
    int len;
};

static bool pair_open(struct pair *p, bool ipv6)
{
    memset(p, 0, sizeof(*p));
    p->from = ct_open(ipv6 ? CT_UDP6_BOUND : CT_UDP_BOUND);
    p->to = ct_open(ipv6 ? CT_UDP6_BOUND : CT_UDP_BOUND);
    if (ct_failed())
        return false;
    if (ipv6)
        p->to6 = ct_name6(p->to);
    else
        p->to4 = ct_name(p->to);
    p->name = ipv6 ? (const void *)&p->to6 : (const void *)&p->to4;
    p->len = ipv6 ? sizeof(p->to6) : sizeof(p->to4);
    return true;
}

static int level_of(const struct ct_row *row)
{
    return row->arg3 ? IPPROTO_IPV6 : IPPROTO_IP;
}

/* Row: option arg asks for items of type arg2. Off, on, and off again. */
static void number(const struct ct_row *row)
{
    static const int values[] = {-1, 1, -1};
    int level = level_of(row), i;
    struct pair p;
    struct ct_msg m;
    DWORD on = 7;
    int len = sizeof(on), got;

    if (!pair_open(&p, row->arg3))
        return;
    EQUAL(getsockopt(p.to, level, row->arg, (char *)&on, &len), 0);
    EQUAL(on, 0);
    for (i = 0; i < CT_COUNT(values); i++) {
        ct_option(p.to, level, row->arg, values[i] > 0);
        EQUAL(getsockopt(p.to, level, row->arg, (char *)&on, &len), 0);
        EQUAL(on, values[i] > 0);
        ct_msg_text(&m, "x", p.name, p.len);
        EQUAL(ct_msg_send(p.from, &m), 0);
        ct_msg_init(&m);
        NEED(ct_msg_recv(p.to, &m), 0);
        got = ct_msg_int(&m, level, row->arg2);
        EQUAL(got >= 0, values[i] > 0);
        EQUAL(m.msg.Control.len, values[i] > 0 ? WSA_CMSG_SPACE(4) : 0);
    }
}

/* Row: an item of type arg with arg2 & 0xff is sent; arg2 >> 8 is the option
 * that shows it. */
static void number_sent(const struct ct_row *row)
{
    int level = level_of(row), value = row->arg2 & 0xff;
    struct pair p;
    struct ct_msg m;

    if (!pair_open(&p, row->arg3))
        return;
    ct_option(p.to, level, row->arg2 >> 8, 1);
    ct_msg_text(&m, "x", p.name, p.len);
    ct_msg_add(&m, level, row->arg, &value, sizeof(value));
    NEED(ct_msg_send(p.from, &m), 0);
    ct_msg_init(&m);
    NEED(ct_msg_recv(p.to, &m), 0);
    EQUAL(ct_msg_int(&m, level, row->arg), value);
}

/* Both parts of one byte, in any order. */
static void tos_and_ecn(const struct ct_row *row)
{
    int tos = 0x28, ecn = 1, level = level_of(row);
    int type = row->arg3 ? IPV6_TCLASS : IP_TOS;
    struct pair p;
    struct ct_msg m;
    int i;

    if (!pair_open(&p, row->arg3))
        return;
    ct_option(p.to, level, IP_RECVTOS, 1);
    ct_option(p.to, level, IP_ECN, 1);
    for (i = 0; i < 2; i++) {
        ct_msg_text(&m, "x", p.name, p.len);
        ct_msg_add(&m, level, type, &tos, sizeof(tos));
        ct_msg_add(&m, level, IP_ECN, &ecn, sizeof(ecn));
        NEED(ct_msg_send(p.from, &m), 0);
        ct_msg_init(&m);
        NEED(ct_msg_recv(p.to, &m), 0);
        EQUAL(ct_msg_int(&m, level, IP_ECN), ecn);
        EQUAL(ct_msg_int(&m, level, type), tos | ecn);
    }
}

static void pktinfo(const struct ct_row *row)
{
    const IN_PKTINFO *info;
    struct pair p;
    struct ct_msg m;
    int index;

    (void)row;
    if (!pair_open(&p, false))
        return;
    ct_option(p.to, IPPROTO_IP, IP_PKTINFO, 1);
    ct_msg_text(&m, "x", p.name, p.len);
    EQUAL(ct_msg_send(p.from, &m), 0);
    ct_msg_init(&m);
    NEED(ct_msg_recv(p.to, &m), 0);
    info = ct_msg_find(&m, IPPROTO_IP, IP_PKTINFO, sizeof(*info));
    CHECK(info != NULL);
    if (info == NULL)
        return;
    EQUAL(info->ipi_addr.s_addr, htonl(INADDR_LOOPBACK));
    CHECK(info->ipi_ifindex != 0);
    index = (int)info->ipi_ifindex;
#ifdef IP_RECVIF
    ct_option(p.to, IPPROTO_IP, IP_PKTINFO, 0);
    ct_option(p.to, IPPROTO_IP, IP_RECVIF, 1);
    ct_msg_text(&m, "x", p.name, p.len);
    EQUAL(ct_msg_send(p.from, &m), 0);
    ct_msg_init(&m);
    NEED(ct_msg_recv(p.to, &m), 0);
    EQUAL(ct_msg_int(&m, IPPROTO_IP, IP_RECVIF), index);
    CHECK(ct_msg_find(&m, IPPROTO_IP, IP_PKTINFO, sizeof(*info)) == NULL);
#endif
    (void)index;
}

static void pktinfo6(const struct ct_row *row)
{
    const IN6_PKTINFO *info;
    struct pair p;
    struct ct_msg m;

    (void)row;
    if (!pair_open(&p, true))
        return;
    ct_option(p.to, IPPROTO_IPV6, IPV6_PKTINFO, 1);
    ct_msg_text(&m, "x", p.name, p.len);
    EQUAL(ct_msg_send(p.from, &m), 0);
    ct_msg_init(&m);
    NEED(ct_msg_recv(p.to, &m), 0);
    info = ct_msg_find(&m, IPPROTO_IPV6, IPV6_PKTINFO, sizeof(*info));
    CHECK(info != NULL);
    if (info == NULL)
        return;
    EQUAL(info->ipi6_addr.s6_addr[15], 1);
    CHECK(info->ipi6_ifindex != 0);
}

/* The wildcard's datagram leaves from the address that the item has. */
static void source(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other), from;
    int len = sizeof(from);
    IN_PKTINFO info;
    struct ct_msg m;
    char byte;

    (void)row;
    memset(&info, 0, sizeof(info));
    info.ipi_addr.s_addr = htonl(INADDR_LOOPBACK + 1); /* 127.0.0.2 */
    ct_msg_text(&m, "x", &to, sizeof(to));
    ct_msg_add(&m, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
    NEED(ct_msg_send(s, &m), 0);
    EQUAL(recvfrom(other, &byte, 1, 0, SA(&from), &len), 1);
    EQUAL(from.sin_addr.s_addr, info.ipi_addr.s_addr);
}

static void source_elsewhere(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP), other = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_name(other);
    IN_PKTINFO info;
    struct ct_msg m;

    (void)row;
    memset(&info, 0, sizeof(info));
    info.ipi_addr.s_addr = htonl(0xc6336401); /* 198.51.100.1 */
    ct_msg_text(&m, "x", &to, sizeof(to));
    ct_msg_add(&m, IPPROTO_IP, IP_PKTINFO, &info, sizeof(info));
    SOCKET_FAILS(WSAENETUNREACH, ct_msg_send(s, &m));
}

/* Row: room for arg bytes, of which arg2 are used. */
static void small_room(const struct ct_row *row)
{
    struct pair p;
    struct ct_msg m;

    if (!pair_open(&p, false))
        return;
    ct_option(p.to, IPPROTO_IP, IP_PKTINFO, 1);
    ct_option(p.to, IPPROTO_IP, IP_RECVTTL, 1);
    ct_msg_text(&m, "x", p.name, p.len);
    EQUAL(ct_msg_send(p.from, &m), 0);
    ct_msg_init(&m);
    memset(m.control.room, 0x77, sizeof(m.control.room));
    m.msg.Control.len = (ULONG)row->arg;
    EQUAL(ct_msg_recv(p.to, &m), 0);
    EQUAL(m.count, 1);
    EQUAL(m.msg.dwFlags & MSG_CTRUNC, row->arg3 ? MSG_CTRUNC : 0);
    EQUAL(m.msg.Control.len, row->arg2);
    EQUAL(m.control.room[row->arg], 0x77);
}

static void group(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND), to = ct_open(CT_UDP);
    struct sockaddr_in any = ct_loopback(0), name;
    struct ip_mreq mreq;
    struct ct_msg m;

    (void)row;
    any.sin_addr.s_addr = htonl(INADDR_ANY);
    NEED(bind(to, SA(&any), sizeof(any)), 0);
    memset(&mreq, 0, sizeof(mreq));
    mreq.imr_multiaddr.s_addr = htonl(0xe8000101); /* 232.0.1.1 */
    mreq.imr_interface.s_addr = htonl(INADDR_LOOPBACK);
    NEED(setsockopt(to, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq,
                    sizeof(mreq)),
         0);
    ct_option(s, IPPROTO_IP, IP_MULTICAST_IF, htonl(INADDR_LOOPBACK));
    name = ct_name(to);
    name.sin_addr = mreq.imr_multiaddr;
    ct_msg_text(&m, "x", &name, sizeof(name));
    NEED(ct_msg_send(s, &m), 0);
    ct_msg_init(&m);
    NEED(ct_msg_recv(to, &m), 0);
    EQUAL(m.msg.dwFlags, MSG_MCAST);
    EQUAL(m.msg.Control.len, 0);
}

static void broadcast(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP), to = ct_open(CT_UDP);
    struct sockaddr_in name = ct_loopback(0);
    struct ct_msg m;

    (void)row;
    name.sin_addr.s_addr = htonl(INADDR_ANY);
    NEED(bind(to, SA(&name), sizeof(name)), 0);
    name = ct_name(to);
    name.sin_addr.s_addr = htonl(0x7fffffff); /* of the loopback network */
    ct_option(s, SOL_SOCKET, SO_BROADCAST, 1);
    ct_option(to, IPPROTO_IP, IP_PKTINFO, 1);
    ct_msg_text(&m, "x", &name, sizeof(name));
    if (ct_msg_send(s, &m) != 0) {
        ct_skip("the loopback network has no broadcasts here");
        return;
    }
    ct_msg_init(&m);
    NEED(ct_msg_recv(to, &m), 0);
    EQUAL(m.msg.dwFlags, MSG_BCAST);
}

/* --- What is refused. */

/* Row: cmsg_len arg of an item whose value has arg2 bytes; the type is arg3.
 * Nothing leaves. */
static void malformed(const struct ct_row *row)
{
    struct pair p;
    struct ct_msg m;
    WSACMSGHDR *head;
    char value[64];

    if (!pair_open(&p, false))
        return;
    memset(value, 1, sizeof(value));
    ct_msg_text(&m, "x", p.name, p.len);
    ct_msg_add(&m, IPPROTO_IP, row->arg3, value, (size_t)row->arg2);
    head = WSA_CMSG_FIRSTHDR(&m.msg);
    head->cmsg_len = (SIZE_T)(intptr_t)row->arg;
    SOCKET_FAILS(WSAEINVAL, ct_msg_send(p.from, &m));
    ct_nonblock(p.to);
    ct_msg_init(&m);
    SOCKET_FAILS(WSAEWOULDBLOCK, ct_msg_recv(p.to, &m));
}

/* Row: level arg, type arg2, value arg3. */
static void refused(const struct ct_row *row)
{
    struct pair p;
    struct ct_msg m;

    if (!pair_open(&p, false))
        return;
    ct_msg_text(&m, "x", p.name, p.len);
    ct_msg_add(&m, row->arg, row->arg2, &row->arg3, sizeof(row->arg3));
    SOCKET_FAILS(WSAEINVAL, ct_msg_send(p.from, &m));
}

static void less_than_a_header(const struct ct_row *row)
{
    struct pair p;
    struct ct_msg m;

    (void)row;
    if (!pair_open(&p, false))
        return;
    ct_msg_text(&m, "x", p.name, p.len);
    m.msg.Control.buf = m.control.room;
    m.msg.Control.len = sizeof(WSACMSGHDR) - 1;
    EQUAL(ct_msg_send(p.from, &m), 0);
}

/* --- UDP segments. */

static void segments(const struct ct_row *row)
{
    static char large[1000];
    DWORD size = 400;
    struct pair p;
    struct ct_msg m;
    char buf[1000];

    if (!pair_open(&p, false))
        return;
    ct_msg_text(&m, "", p.name, p.len);
    m.buf.len = sizeof(large);
    m.buf.buf = large;
    if (row->arg) /* by the option, or by the message */
        ct_option(p.from, IPPROTO_UDP, UDP_SEND_MSG_SIZE, size);
    else
        ct_msg_add(&m, IPPROTO_UDP, UDP_SEND_MSG_SIZE, &size, sizeof(size));
    NEED(ct_msg_send(p.from, &m), 0);
    EQUAL(m.count, 1000);
    EQUAL(recv(p.to, buf, sizeof(buf), 0), 400);
    EQUAL(recv(p.to, buf, sizeof(buf), 0), 400);
    EQUAL(recv(p.to, buf, sizeof(buf), 0), 200);
}

/* A whole send comes as one, with the size of its parts. */
static void coalesced(const struct ct_row *row)
{
    static char large[1000], room[65536];
    struct pair p;
    struct ct_msg m;

    (void)row;
    if (!pair_open(&p, false))
        return;
    ct_option(p.from, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 400);
    ct_option(p.to, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, 65527);
    ct_msg_text(&m, "", p.name, p.len);
    m.buf.len = sizeof(large);
    m.buf.buf = large;
    NEED(ct_msg_send(p.from, &m), 0);
    ct_msg_init(&m);
    m.buf.len = sizeof(room);
    m.buf.buf = room;
    NEED(ct_msg_recv(p.to, &m), 0);
    EQUAL(m.count, 1000);
    EQUAL(ct_msg_int(&m, IPPROTO_UDP, UDP_COALESCED_INFO), 400);
}

/* Below that nothing is joined: buffers may be made for it. */
static void coalesced_small(const struct ct_row *row)
{
    struct pair p;
    char buf[64];

    (void)row;
    if (!pair_open(&p, false))
        return;
    ct_option(p.from, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 4);
    ct_option(p.to, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, 6);
    EQUAL(sendto(p.from, "12345678", 8, 0, SA(&p.to4), sizeof(p.to4)), 8);
    CHECK(recv(p.to, buf, sizeof(buf), 0) <= 6);
}

#ifdef __WS2__ /* mingw-w64's header lacks them */
static void typed_forms(const struct ct_row *row)
{
    SOCKET s = ct_open(row->arg3 ? CT_UDP6 : CT_UDP);
    DWORD value = 9;

    EQUAL(WSAGetUdpSendMessageSize(s, &value), 0);
    EQUAL(value, 0);
    EQUAL(WSASetUdpSendMessageSize(s, 1200), 0);
    EQUAL(WSAGetUdpSendMessageSize(s, &value), 0);
    EQUAL(value, 1200);
    EQUAL(WSAGetUdpRecvMaxCoalescedSize(s, &value), 0);
    EQUAL(value, 0);
    EQUAL(WSASetUdpRecvMaxCoalescedSize(s, 65527), 0);
    EQUAL(WSAGetUdpRecvMaxCoalescedSize(s, &value), 0);
    EQUAL(value, 65527);
    EQUAL(WSAGetRecvIPEcn(s, &value), 0);
    EQUAL(value, 0);
    EQUAL(WSASetRecvIPEcn(s, 1), 0);
    EQUAL(WSAGetRecvIPEcn(s, &value), 0);
    EQUAL(value, 1);
    SOCKET_FAILS(WSAENOTSOCK, WSASetRecvIPEcn(INVALID_SOCKET, 1));
    SOCKET_FAILS(WSAENOTSOCK, WSASetUdpSendMessageSize(INVALID_SOCKET, 1));
    SOCKET_FAILS(WSAEFAULT, WSAGetUdpSendMessageSize(s, NULL));
}

/* No code is documented: getsockopt's is the last error. */
static void typed_get_fails(const struct ct_row *row)
{
    static const struct {
        const char *name;
        int (*get)(SOCKET s, DWORD *value);
    } forms[] = {
        {"WSAGetFailConnectOnIcmpError", WSAGetFailConnectOnIcmpError},
        {"WSAGetIPUserMtu", WSAGetIPUserMtu},
        {"WSAGetRecvIPEcn", WSAGetRecvIPEcn},
        {"WSAGetUdpRecvMaxCoalescedSize", WSAGetUdpRecvMaxCoalescedSize},
        {"WSAGetUdpSendMessageSize", WSAGetUdpSendMessageSize},
    };
    DWORD value;
    int i = 0;

    while (strcmp(forms[i].name, row->function) != 0)
        i++;
    SOCKET_FAILS(WSAENOTSOCK, forms[i].get(INVALID_SOCKET, &value));
    SOCKET_FAILS(WSAEFAULT,
                 forms[i].get(ct_open(row->arg ? CT_TCP : CT_UDP), NULL));
}

static void no_icmp_error(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP);
    ICMP_ERROR_INFO info;

    EQUAL(WSASetFailConnectOnIcmpError(s, 1), 0);
    SOCKET_FAILS(row->code, WSAGetIcmpErrorInfo(s, &info));
}
#endif

static void macros(const struct ct_row *row)
{
    struct ct_msg m;

    (void)row;
    EQUAL(WSA_CMSG_LEN(0), sizeof(WSACMSGHDR));
    EQUAL(WSA_CMSG_SPACE(1), WSA_CMSG_SPACE(sizeof(void *)));
    ct_msg_init(&m);
    m.msg.Control.len = sizeof(WSACMSGHDR) - 1;
    CHECK(WSA_CMSG_FIRSTHDR(&m.msg) == NULL);
    m.msg.Control.len = (ULONG)WSA_CMSG_SPACE(4) * 2;
    WSA_CMSG_FIRSTHDR(&m.msg)->cmsg_len = WSA_CMSG_LEN(4);
    EQUAL((char *)WSA_CMSG_NXTHDR(&m.msg, WSA_CMSG_FIRSTHDR(&m.msg)) -
              m.control.room,
          WSA_CMSG_SPACE(4));
    EQUAL((char *)WSA_CMSG_DATA(WSA_CMSG_FIRSTHDR(&m.msg)) - m.control.room,
          sizeof(WSACMSGHDR));
}

#define HEAD                  ((int)sizeof(WSACMSGHDR))
#define INFO                  ((int)WSA_CMSG_SPACE(sizeof(IN_PKTINFO)))
#define TTL                   ((int)WSA_CMSG_SPACE(sizeof(int)))
#define IPV4(what, func, ...) RULE(WSARecvMsg, "IPv4, " what, func, __VA_ARGS__)
#define IPV6(what, func, ...)                                                  \
    RULE(WSARecvMsg, "IPv6, " what, func, .arg3 = 1, __VA_ARGS__)

static const struct ct_row rows[] = {
    RULE(WSASendMsg, "the macros of the header", macros),
    IPV4("hop limit", number, .arg = IP_RECVTTL, .arg2 = IP_HOPLIMIT),
    IPV4("type of service", number, .arg = IP_RECVTOS, .arg2 = IP_TOS),
    IPV4("ECN", number, .arg = IP_ECN, .arg2 = IP_ECN),
    IPV6("hop limit", number, .arg = IPV6_HOPLIMIT, .arg2 = IPV6_HOPLIMIT),
    IPV6("traffic class", number, .arg = IPV6_RECVTCLASS, .arg2 = IPV6_TCLASS),
    IPV6("ECN", number, .arg = IPV6_ECN, .arg2 = IPV6_ECN),
    IPV4("hop limit sent", number_sent, .arg = IP_HOPLIMIT,
         .arg2 = IP_RECVTTL << 8 | 9),
    IPV4("type of service sent", number_sent, .arg = IP_TOS,
         .arg2 = IP_RECVTOS << 8 | 0x28),
    IPV4("ECN sent", number_sent, .arg = IP_ECN, .arg2 = IP_ECN << 8 | 2),
    IPV6("hop limit sent", number_sent, .arg = IPV6_HOPLIMIT,
         .arg2 = IPV6_HOPLIMIT << 8 | 9),
    IPV6("traffic class sent", number_sent, .arg = IPV6_TCLASS,
         .arg2 = IPV6_RECVTCLASS << 8 | 0x28),
    IPV6("ECN sent", number_sent, .arg = IPV6_ECN, .arg2 = IPV6_ECN << 8 | 2),
    IPV4("type of service and ECN", tos_and_ecn, .arg = 0),
    IPV6("traffic class and ECN", tos_and_ecn, .arg = 0),
    IPV4("IP_PKTINFO, IP_RECVIF", pktinfo, .arg = 0),
    IPV6("IPV6_PKTINFO", pktinfo6, .arg = 0),
    RULE(WSASendMsg, "IP_PKTINFO chooses the source", source),
    RULE(WSASendMsg, "a source of nobody here: WSAENETUNREACH",
         source_elsewhere),
    RULE(WSARecvMsg, "room for both", small_room, .arg = INFO + TTL,
         .arg2 = INFO + TTL),
    RULE(WSARecvMsg, "room for one and a half", small_room,
         .arg = INFO + TTL - 16, .arg2 = INFO, .arg3 = 1),
    RULE(WSARecvMsg, "room for none", small_room, .arg = HEAD, .arg2 = 0,
         .arg3 = 1),
    RULE(WSARecvMsg, "no room", small_room, .arg = 0, .arg2 = 0, .arg3 = 1),
    RULE(WSARecvMsg, "MSG_MCAST", group),
    RULE(WSARecvMsg, "MSG_BCAST", broadcast),
    RULE(WSASendMsg, "cmsg_len 0", malformed, .arg = 0, .arg2 = 4,
         .arg3 = IP_HOPLIMIT),
    RULE(WSASendMsg, "cmsg_len below a header", malformed, .arg = HEAD - 1,
         .arg2 = 4, .arg3 = IP_HOPLIMIT),
    RULE(WSASendMsg, "cmsg_len past the end", malformed, .arg = HEAD + 9,
         .arg2 = 4, .arg3 = IP_HOPLIMIT),
    RULE(WSASendMsg, "cmsg_len huge", malformed, .arg = -1, .arg2 = 4,
         .arg3 = IP_HOPLIMIT),
    RULE(WSASendMsg, "value too short", malformed, .arg = HEAD + 3, .arg2 = 4,
         .arg3 = IP_HOPLIMIT),
    RULE(WSASendMsg, "value too long", malformed, .arg = HEAD + 8, .arg2 = 8,
         .arg3 = IP_HOPLIMIT),
    RULE(WSASendMsg, "IP_PKTINFO too short", malformed, .arg = HEAD + 4,
         .arg2 = 4, .arg3 = IP_PKTINFO),
    RULE(WSASendMsg, "value of 64 bytes", malformed, .arg = HEAD + 64,
         .arg2 = 64, .arg3 = IP_PKTINFO),
    RULE(WSASendMsg, "unknown type", refused, .arg = IPPROTO_IP, .arg2 = 4711),
    RULE(WSASendMsg, "unknown level", refused, .arg = 4711, .arg2 = IP_HOPLIMIT,
         .arg3 = 9),
    RULE(WSASendMsg, "level of the other family", refused, .arg = IPPROTO_IPV6,
         .arg2 = IPV6_HOPLIMIT, .arg3 = 9),
    RULE(WSASendMsg, "hop limit 0", refused, .arg = IPPROTO_IP,
         .arg2 = IP_HOPLIMIT, .arg3 = 0),
    RULE(WSASendMsg, "hop limit 256", refused, .arg = IPPROTO_IP,
         .arg2 = IP_HOPLIMIT, .arg3 = 256),
    RULE(WSASendMsg, "ECN 4", refused, .arg = IPPROTO_IP, .arg2 = IP_ECN,
         .arg3 = 4),
    RULE(WSASendMsg, "segments of 65536", refused, .arg = IPPROTO_UDP,
         .arg2 = UDP_SEND_MSG_SIZE, .arg3 = 65536),
    RULE(WSASendMsg, "less than a header is none", less_than_a_header),
    RULE(WSASendMsg, "segments by control data", segments),
    RULE(WSASendMsg, "segments by option", segments, .arg = 1),
    RULE(WSARecvMsg, "coalesced, with UDP_COALESCED_INFO", coalesced),
    RULE(WSARecvMsg, "coalesced no further than allowed", coalesced_small),
#ifdef __WS2__
    RULE(WSAGetFailConnectOnIcmpError, "no socket, no room", typed_get_fails,
         .arg = 1),
    RULE(WSAGetIPUserMtu, "no socket, no room", typed_get_fails),
    RULE(WSAGetRecvIPEcn, "no socket, no room", typed_get_fails),
    RULE(WSAGetUdpRecvMaxCoalescedSize, "no socket, no room", typed_get_fails),
    RULE(WSAGetUdpSendMessageSize, "no socket, no room", typed_get_fails),
    ROW(WSAGetIcmpErrorInfo, WSANO_DATA, "no connect has failed",
        no_icmp_error),
    RULE(WSARecvMsg, "typed forms of the options", typed_forms),
    RULE(WSARecvMsg, "typed forms of the options, IPv6", typed_forms,
         .arg3 = 1),
#endif
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
