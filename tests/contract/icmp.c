/* SPDX-License-Identifier: MIT */
/* ICMP errors in full: IP_RECVERR with WSARecvMsg's MSG_ERRQUEUE, and
 * TCP_ICMP_ERROR_INFO. The latter's ICMP message is forged: a connect whose
 * request nobody answers is answered by this program, with a raw socket. */
#include "message.h"
#include "newer.h"
#include "option.h"

struct told { /* IN_RECVERR */
    int protocol;
    ULONG info;
    UINT8 type, code;
};

struct icmp_info { /* ICMP_ERROR_INFO */
    struct sockaddr_in from;
    char rest[28 - sizeof(struct sockaddr_in)];
    int protocol;
    UINT8 type, code;
};

/* Nobody is there, and the next receive hears of it. */
static void sends_to_nobody(SOCKET s, const struct sockaddr *to, int len)
{
    char byte;

    EQUAL(sendto(s, "lost", 4, 0, to, len), 4);
    SOCKET_FAILS(WSAECONNRESET, recv(s, &byte, 1, 0));
}

static int from_queue(SOCKET s, struct ct_msg *m)
{
    ct_msg_init(m);
    m->msg.dwFlags = MSG_ERRQUEUE;
    return ct_msg_recv(s, m);
}

static const struct told *told(struct ct_msg *m, int level, int type)
{
    static struct told copy;
    WSACMSGHDR *head = WSA_CMSG_FIRSTHDR(&m->msg);

    CHECK(head != NULL);
    if (head == NULL)
        return &copy;
    EQUAL(head->cmsg_level, level);
    EQUAL(head->cmsg_type, type);
    EQUAL(head->cmsg_len, WSA_CMSG_LEN(sizeof(copy)));
    memcpy(&copy, WSA_CMSG_DATA(head), sizeof(copy));
    return &copy;
}

/* What was sent, where to, and what came back. */
static void unreachable(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM)), name;
    const struct told *t;
    struct ct_msg m;

    (void)row;
    NEED(ct_set_int(s, IPPROTO_IP, IP_RECVERR, 1), 0);
    sends_to_nobody(s, SA(&to), sizeof(to));
    NEED(from_queue(s, &m), 0);
    EQUAL(m.count, 4);
    EQUAL(memcmp(m.data, "lost", 4), 0);
    EQUAL(m.msg.dwFlags, MSG_ERRQUEUE);
    memcpy(&name, &m.name, sizeof(name));
    EQUAL(name.sin_port, to.sin_port);
    t = told(&m, IPPROTO_IP, IP_RECVERR);
    EQUAL(t->protocol, IPPROTO_ICMP);
    EQUAL(t->type, 3);
    EQUAL(t->code, 3);
    SOCKET_FAILS(WSAEWOULDBLOCK, from_queue(s, &m));
}

static void unreachable6(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP6_BOUND), gone;
    const struct told *t;
    struct sockaddr_in6 to;
    struct ct_msg m;

    (void)row;
    if (ct_failed())
        return;
    gone = ct_open(CT_UDP6_BOUND);
    to = ct_name6(gone);
    EQUAL(closesocket(gone), 0);
    NEED(ct_set_int(s, IPPROTO_IPV6, IPV6_RECVERR, 1), 0);
    sends_to_nobody(s, SA(&to), sizeof(to));
    NEED(from_queue(s, &m), 0);
    EQUAL(m.count, 4);
    t = told(&m, IPPROTO_IPV6, IPV6_RECVERR);
    EQUAL(t->protocol, IPPROTO_ICMPV6);
    EQUAL(t->type, 1);
    EQUAL(t->code, 4);
}

static void in_order(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in one = ct_loopback(ct_dead_port(SOCK_DGRAM));
    struct sockaddr_in other = ct_loopback(ct_dead_port(SOCK_DGRAM)), name;
    struct ct_msg m;

    (void)row;
    NEED(ct_set_int(s, IPPROTO_IP, IP_RECVERR, 1), 0);
    sends_to_nobody(s, SA(&one), sizeof(one));
    sends_to_nobody(s, SA(&other), sizeof(other));
    NEED(from_queue(s, &m), 0);
    memcpy(&name, &m.name, sizeof(name));
    EQUAL(name.sin_port, one.sin_port);
    NEED(from_queue(s, &m), 0);
    memcpy(&name, &m.name, sizeof(name));
    EQUAL(name.sin_port, other.sin_port);
}

static void cut(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in to = ct_loopback(ct_dead_port(SOCK_DGRAM));
    struct ct_msg m;

    NEED(ct_set_int(s, IPPROTO_IP, IP_RECVERR, 1), 0);
    sends_to_nobody(s, SA(&to), sizeof(to));
    ct_msg_init(&m);
    m.msg.dwFlags = MSG_ERRQUEUE;
    m.buf.len = 2;
    m.msg.Control.len = 4;
    SOCKET_FAILS(row->code, ct_msg_recv(s, &m));
    EQUAL(m.count, 2);
    EQUAL(m.msg.dwFlags, MSG_ERRQUEUE | MSG_TRUNC | MSG_CTRUNC);
    EQUAL(m.msg.Control.len, 0);
}

/* Row: the option is on with arg, the flags are arg2. */
static void queue_fails(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    struct ct_msg m;

    NEED(ct_set_int(s, IPPROTO_IP, IP_RECVERR, row->arg), 0);
    ct_msg_init(&m);
    m.msg.dwFlags = (ULONG)row->arg2;
    SOCKET_FAILS(row->code, ct_msg_recv(s, &m));
}

/* --- TCP */

enum { IP_BYTES = 20, TCP_START = 8, ICMP_HEAD = 8 };

static void checksum_put(unsigned char *icmp, int len)
{
    unsigned sum = 0;

    for (int i = 0; i < len; i += 2)
        sum += (unsigned)icmp[i] << 8 | icmp[i + 1];
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    icmp[2] = (unsigned char)(~sum >> 8);
    icmp[3] = (unsigned char)~sum;
}

/* The request from port_be, as a raw socket sees it. */
static bool request_find(SOCKET raw, u_short port_be, unsigned char *segment)
{
    for (int i = 0; i < 200 && !ct_failed(); i++) {
        int n = recv(raw, (char *)segment, 128, 0);

        CHECK(n >= IP_BYTES + TCP_START);
        if (memcmp(segment + IP_BYTES, &port_be, 2) == 0)
            return true;
    }
    return false;
}

static void icmp_forge(const unsigned char *segment, int code)
{
    unsigned char icmp[ICMP_HEAD + IP_BYTES + TCP_START] = {3};
    struct sockaddr_in to = ct_loopback(0);
    SOCKET s = ct_keep(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));

    icmp[1] = (unsigned char)code;
    memcpy(icmp + ICMP_HEAD, segment, IP_BYTES + TCP_START);
    checksum_put(icmp, sizeof(icmp));
    EQUAL(sendto(s, (char *)icmp, sizeof(icmp), 0, SA(&to), sizeof(to)),
          sizeof(icmp));
}

/* A listener whose queue is full: further requests are not answered. */
static SOCKET silent_listener(void)
{
    SOCKET listener = ct_open(CT_TCP_BOUND);
    struct sockaddr_in to = ct_name(listener);

    EQUAL(listen(listener, 1), 0);
    for (int i = 0; i < 2; i++)
        EQUAL(connect(ct_open(CT_TCP), SA(&to), sizeof(to)), 0);
    return listener;
}

static int info_get(SOCKET s, struct icmp_info *info, int *len)
{
    *len = sizeof(*info);
    return getsockopt(s, IPPROTO_TCP, TCP_ICMP_ERROR_INFO, (char *)info, len);
}

/* Fails when the attempt has; its code. */
static int outcome(SOCKET s)
{
    struct timeval limit = {10, 0};
    int err = 0, len = sizeof(err);
    fd_set failed;

    FD_ZERO(&failed);
    FD_SET(s, &failed);
    EQUAL(select(0, NULL, NULL, &failed, &limit), 1);
    EQUAL(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    return err;
}

/* Row: the code of "destination unreachable" is arg. */
static void connect_info(const struct ct_row *row)
{
    SOCKET raw = socket(AF_INET, SOCK_RAW, IPPROTO_TCP), s;
    struct sockaddr_in to, here = ct_loopback(0);
    unsigned char segment[128];
    struct icmp_info info;
    int len;

    if (raw == INVALID_SOCKET) {
        ct_skip("raw sockets need a privilege");
        return;
    }
    ct_keep(raw);
    NEED(bind(raw, SA(&here), sizeof(here)), 0);
    to = ct_name(silent_listener());
    s = ct_open(CT_TCP_BOUND);
    NEED(ct_set_int(s, IPPROTO_TCP, TCP_FAIL_CONNECT_ON_ICMP_ERROR, 1), 0);
    NEED(info_get(s, &info, &len), 0);
    EQUAL(len, 0);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, connect(s, SA(&to), sizeof(to)));
    NEED(request_find(raw, ct_name(s).sin_port, segment), true);
    icmp_forge(segment, row->arg);
    NEED(outcome(s), WSAEHOSTUNREACH);
    for (int i = 0; i < 2; i++) { /* it stays */
        NEED(info_get(s, &info, &len), 0);
        NEED(len, sizeof(info));
        EQUAL(info.from.sin_family, AF_INET);
        EQUAL(info.from.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
        EQUAL(info.protocol, IPPROTO_ICMP);
        EQUAL(info.type, 3);
        EQUAL(info.code, row->arg);
    }
}

static void info_of_connection(const struct ct_row *row)
{
    SOCKET listener = ct_open(CT_TCP_LISTENING), s = ct_open(CT_TCP);
    struct sockaddr_in to = ct_name(listener);
    struct icmp_info info;
    int len;

    (void)row;
    NEED(ct_set_int(s, IPPROTO_TCP, TCP_FAIL_CONNECT_ON_ICMP_ERROR, 1), 0);
    NEED(connect(s, SA(&to), sizeof(to)), 0);
    NEED(info_get(s, &info, &len), 0);
    EQUAL(len, 0);
}

static void info_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    struct icmp_info info;
    int len;

    SOCKET_FAILS(row->code, info_get(s, &info, &len));
}

static void set_fails(const struct ct_row *row)
{
    SOCKET_FAILS(row->code,
                 ct_set_int(ct_sock(row), row->arg, row->arg2, row->arg3));
}

static const struct ct_row rows[] = {
    RULE(WSARecvMsg, "MSG_ERRQUEUE, port unreachable", unreachable),
    RULE(WSARecvMsg, "MSG_ERRQUEUE, port unreachable over IPv6", unreachable6),
    RULE(WSARecvMsg, "MSG_ERRQUEUE, oldest first", in_order),
    RULE(WSARecvMsg, "MSG_ERRQUEUE, too little room", cut, .code = WSAEMSGSIZE),
    RULE(WSARecvMsg, "MSG_ERRQUEUE without an error", queue_fails,
         .code = WSAEWOULDBLOCK, .arg = 1, .arg2 = MSG_ERRQUEUE),
    RULE(WSARecvMsg, "MSG_ERRQUEUE without IP_RECVERR", queue_fails,
         .code = WSAEOPNOTSUPP, .arg2 = MSG_ERRQUEUE),
    RULE(WSARecvMsg, "MSG_ERRQUEUE and MSG_PEEK", queue_fails,
         .code = WSAEOPNOTSUPP, .arg = 1, .arg2 = MSG_ERRQUEUE | MSG_PEEK),
    ROW(setsockopt, WSAENOPROTOOPT, "IP_RECVERR on TCP", set_fails,
        .sock = CT_TCP, .arg = IPPROTO_IP, .arg2 = IP_RECVERR, .arg3 = 1),
    RULE(getsockopt, "TCP_ICMP_ERROR_INFO, host unreachable", connect_info,
         .arg = 1),
    RULE(getsockopt, "TCP_ICMP_ERROR_INFO, port unreachable", connect_info,
         .arg = 3),
    RULE(getsockopt, "TCP_ICMP_ERROR_INFO of a connection", info_of_connection),
    ROW(getsockopt, WSAEINVAL, "TCP_ICMP_ERROR_INFO, not enabled", info_fails,
        .sock = CT_TCP, .shows = CT_RULE),
    ROW(getsockopt, WSAENOPROTOOPT, "TCP_ICMP_ERROR_INFO on UDP", info_fails,
        .sock = CT_UDP),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
