/* SPDX-License-Identifier: MIT */
/* Control data between the program's WSACMSGHDRs and os/cmsg.h, and the
 * options that ask for it. rare.infos has a bit for each option that is on.
 * Microsoft Learn, "WSAMSG structure", "IPPROTO_IP Socket Options". */
#include "sock/cmsg.h"

#include <errno.h>
#include <string.h>

#include <mstcpip.h>
#include <ws2tcpip.h>

#include "os/mem.h"
#include "sock/option.h"

#define CONTROL_MAX 65536 /* more of it makes no sense in one message */

/* An option asks for items of a type. Several can share what Linux switches:
 * its one item is all of theirs. */
static const struct info {
    int level, option, type, linux_switch;
} infos[] = {
    {IPPROTO_IP, IP_PKTINFO, IP_PKTINFO, IP_PKTINFO},
    {IPPROTO_IP, IP_RECVIF, IP_RECVIF, IP_PKTINFO},
    {IPPROTO_IP, IP_RECVDSTADDR, IP_RECVDSTADDR, IP_PKTINFO},
    {IPPROTO_IP, IP_ORIGINAL_ARRIVAL_IF, IP_ORIGINAL_ARRIVAL_IF, IP_PKTINFO},
    {IPPROTO_IP, IP_PKTINFO_EX, IP_PKTINFO_EX, IP_PKTINFO},
    {IPPROTO_IP, IP_RECVTTL, IP_HOPLIMIT, IP_RECVTTL},
    {IPPROTO_IP, IP_RECVTOS, IP_TOS, IP_RECVTOS},
    {IPPROTO_IP, IP_RECVECN, IP_ECN, IP_RECVTOS},
    {IPPROTO_IPV6, IPV6_PKTINFO, IPV6_PKTINFO, IPV6_PKTINFO},
    {IPPROTO_IPV6, IPV6_RECVIF, IPV6_RECVIF, IPV6_PKTINFO},
    {IPPROTO_IPV6, IPV6_RECVDSTADDR, IPV6_RECVDSTADDR, IPV6_PKTINFO},
    {IPPROTO_IPV6, IPV6_PKTINFO_EX, IPV6_PKTINFO_EX, IPV6_PKTINFO},
    {IPPROTO_IPV6, IPV6_HOPLIMIT, IPV6_HOPLIMIT, IPV6_HOPLIMIT},
    {IPPROTO_IPV6, IPV6_RECVTCLASS, IPV6_TCLASS, IPV6_RECVTCLASS},
    {IPPROTO_IPV6, IPV6_RECVECN, IPV6_ECN, IPV6_RECVTCLASS},
};
#define ASKED (1u << 31) /* WSARecvMsg was called: it needs IP_PKTINFO */
#define INFOS (sizeof(infos) / sizeof(infos[0]))

static size_t info_of(int level, int option)
{
    size_t i = 0;

    while (i < INFOS - 1 &&
           (infos[i].level != level || infos[i].option != option))
        i++;
    return i;
}

ws2_err ws2_opt_get_info(struct ws2_sock *sk, const struct opt *o,
                         struct opt_value *v)
{
    unsigned bit = 1u << info_of(o->level, o->name);

    return opt_get_int(v, (atomic_load(&sock_rare(sk)->infos) & bit) != 0);
}

/* Linux' switch stays on while one of its options is. */
static bool switched_on(unsigned bits, const struct info *by)
{
    if ((bits & ASKED) != 0 && by->linux_switch == IP_PKTINFO)
        return true; /* IPV6_PKTINFO too: the same number */
    for (size_t i = 0; i < INFOS; i++)
        if ((bits & 1u << i) != 0 && infos[i].level == by->level &&
            infos[i].linux_switch == by->linux_switch)
            return true;
    return false;
}

/* The lock keeps two options that share a switch from undoing each other. */
ws2_err ws2_opt_set_info(struct ws2_sock *sk, const struct opt *o,
                         const struct opt_value *v)
{
    size_t i = info_of(o->level, o->name);
    struct ws2_rare *rare = ws2_rare_need(sk);
    unsigned bits;
    int res;

    if (rare == NULL)
        return WSAENOBUFS;
    ws2_lock_take(&sk->lock);
    bits = atomic_load(&rare->infos) & ~(1u << i);
    if (opt_set_int(v) != 0)
        bits |= 1u << i;
    res = os_setopt_int(sk->fd, o->level, infos[i].linux_switch,
                        switched_on(bits, &infos[i]));
    if (res >= 0)
        atomic_store(&rare->infos, bits);
    ws2_lock_drop(&sk->lock);
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

/* MSG_BCAST and MSG_MCAST need it, whatever the options say. */
void ws2_control_ask(struct ws2_sock *sk)
{
    struct ws2_rare *rare = ws2_rare_need(sk);

    if (rare == NULL || /* this message comes without them */
        (atomic_load_explicit(&rare->infos, memory_order_relaxed) & ASKED) != 0)
        return;
    ws2_lock_take(&sk->lock);
    if (sk->family == AF_INET6)
        os_setopt_int(sk->fd, IPPROTO_IPV6, IPV6_PKTINFO, 1);
    os_setopt_int(sk->fd, IPPROTO_IP, IP_PKTINFO, 1);
    atomic_fetch_or(&rare->infos, ASKED);
    ws2_lock_drop(&sk->lock);
}

/* --- To be sent. */

/* Both systems have one byte for the type of service and ECN; Windows lets a
 * message set either part. */
struct tos {
    int value, mask; /* of each level: what was given, and which bits */
};

static bool level_fits(const struct ws2_sock *sk, int level)
{
    if (level == IPPROTO_UDP || level == SOL_SOCKET)
        return sock_is_udp(sk);
    return level == IPPROTO_IP ||
           (level == IPPROTO_IPV6 && sk->family == AF_INET6);
}

static bool tos_take(struct tos *tos, int type, const void *data, size_t len)
{
    bool ecn = type == IP_ECN;
    int value, most = ecn ? 3 : 255;

    if (len != sizeof(value))
        return false;
    memcpy(&value, data, sizeof(value));
    if (value < 0 || value > most)
        return false;
    tos->value = ecn ? (tos->value & ~3) | value : value;
    tos->mask |= most;
    return true;
}

static int tos_put(const struct ws2_sock *sk, struct os_control *out, int level,
                   const struct tos *tos)
{
    int type = level == IPPROTO_IP ? IP_TOS : IPV6_TCLASS;
    int value = tos->value;

    if (tos->mask == 0)
        return 0;
    if (tos->mask == 3) { /* the rest is the socket's */
        int own = os_getopt_int(sk->fd, level, type);

        value |= own > 0 ? own & ~3 : 0;
    }
    return os_control_put(out, level, type, &value, sizeof(value));
}

static bool is_tos(const WSACMSGHDR *head)
{
    if (head->cmsg_level == IPPROTO_IP)
        return head->cmsg_type == IP_TOS || head->cmsg_type == IP_ECN;
    return head->cmsg_level == IPPROTO_IPV6 &&
           (head->cmsg_type == IPV6_TCLASS || head->cmsg_type == IPV6_ECN);
}

/* Not for Linux: timestamp.c has it. */
static bool stamp_take(int type, const char *value, size_t len,
                       struct os_control *out)
{
    if (type != SO_TIMESTAMP_ID || len != sizeof(out->stamp_id))
        return false;
    out->stamp = true;
    memcpy(&out->stamp_id, value, len);
    return true;
}

static ws2_err item_in(const struct ws2_sock *sk, const WSACMSGHDR *head,
                       const char *data, struct os_control *out,
                       struct tos *tos)
{
    size_t len = head->cmsg_len - WSA_CMSG_LEN(0);
    char value[sizeof(((struct os_cmsg *)0)->data)];

    if (len > sizeof(value) || !level_fits(sk, head->cmsg_level))
        return WSAEINVAL;
    if (os_mem_copy_in(value, data, len) != 0)
        return WSAEFAULT;
    if (head->cmsg_level == SOL_SOCKET)
        return stamp_take(head->cmsg_type, value, len, out) ? WS2_OK
                                                            : WSAEINVAL;
    if (is_tos(head))
        return tos_take(&tos[head->cmsg_level == IPPROTO_IPV6], head->cmsg_type,
                        value, len)
                   ? WS2_OK
                   : WSAEINVAL;
    return os_control_put(out, head->cmsg_level, head->cmsg_type, value, len) <
                   0
               ? WSAEINVAL
               : WS2_OK;
}

ws2_err ws2_control_in(const struct ws2_sock *sk, const WSABUF *buf,
                       struct os_control *out)
{
    struct tos tos[2] = {{0, 0}, {0, 0}};
    WSACMSGHDR head;
    ws2_err err;

    out->len = 0;
    out->source = out->stamp = false;
    if (buf->len > CONTROL_MAX)
        return os_mem_readable(buf->buf, buf->len) ? WSAEINVAL : WSAEFAULT;
    for (size_t at = 0; at + sizeof(head) <= buf->len;
         at += WSA_CMSGHDR_ALIGN(head.cmsg_len)) {
        if (os_mem_copy_in(&head, buf->buf + at, sizeof(head)) != 0)
            return WSAEFAULT;
        if (head.cmsg_len < WSA_CMSG_LEN(0) || head.cmsg_len > buf->len - at)
            return WSAEINVAL;
        err = item_in(sk, &head, buf->buf + at + WSA_CMSG_LEN(0), out, tos);
        if (err != WS2_OK)
            return err;
    }
    return tos_put(sk, out, IPPROTO_IP, &tos[0]) < 0 ||
                   tos_put(sk, out, IPPROTO_IPV6, &tos[1]) < 0
               ? WSAEINVAL
               : WS2_OK;
}

/* --- Received. */

ws2_err ws2_control_room(const WSABUF *buf)
{
    if (buf->len == 0)
        return WS2_OK;
    return buf->buf != NULL && os_mem_writable(buf->buf, buf->len) ? WS2_OK
                                                                   : WSAEFAULT;
}

static bool wanted(unsigned bits, const struct os_cmsg *item)
{
    for (size_t i = 0; i < INFOS; i++)
        if (infos[i].level == item->level && infos[i].type == item->type)
            return (bits & 1u << i) != 0;
    return true; /* the kernel was asked for nothing else */
}

/* One item at a place in the program's room. */
static int item_out(const struct os_cmsg *item, char *at)
{
    struct {
        WSACMSGHDR head;
        char data[sizeof(item->data)];
    } out = {.head = {.cmsg_len = WSA_CMSG_LEN(item->len),
                      .cmsg_level = item->level,
                      .cmsg_type = item->type}};

    memcpy(out.data, item->data, item->len);
    return os_mem_copy_out(at, &out, out.head.cmsg_len);
}

ws2_err ws2_control_one(const struct os_cmsg *item, WSABUF *buf, ULONG *flags)
{
    size_t used = WSA_CMSG_SPACE(item->len), room = buf->len;

    if (WSA_CMSG_LEN(item->len) > room) {
        *flags |= MSG_CTRUNC;
        buf->len = 0;
        return WS2_OK;
    }
    buf->len = (ULONG)(used < room ? used : room);
    return item_out(item, buf->buf) == 0 ? WS2_OK : WSAEFAULT;
}

ws2_err ws2_control_out(const struct ws2_sock *sk, const struct os_control *in,
                        WSABUF *buf, ULONG *flags)
{
    unsigned bits = atomic_load(&sock_rare(sk)->infos), at = 0;
    size_t room = buf->len, used = 0;
    struct os_cmsg item;

    while (os_control_next(in, &at, &item)) {
        if (!wanted(bits, &item))
            continue;
        if (used + WSA_CMSG_LEN(item.len) > room) {
            *flags |= MSG_CTRUNC;
            break;
        }
        if (item_out(&item, buf->buf + used) != 0)
            return WSAEFAULT;
        used += WSA_CMSG_SPACE(item.len);
    }
    buf->len = (ULONG)(used < room ? used : room);
    return WS2_OK;
}
