/* SPDX-License-Identifier: MIT */
/* Options of TCP and IP that Linux has in another form. No state, no lock.
 * Microsoft Learn, "IPPROTO_TCP Socket Options" and its siblings. */
#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/tcpinfo.h"
#include "sock/netevents.h"
#include "sock/option.h"
#include "sock/qos.h"

#define FASTOPEN_QUEUE 128

/* As Linux numbers IP_PMTUDISC_*, in the order of PMTUD_STATE. */
enum { LINUX_DONT, LINUX_WANT, LINUX_DO, LINUX_PROBE };

static const int discover_to_linux[] = {
    [IP_PMTUDISC_NOT_SET] = LINUX_WANT,
    [IP_PMTUDISC_DO] = LINUX_DO,
    [IP_PMTUDISC_DONT] = LINUX_DONT,
    [IP_PMTUDISC_PROBE] = LINUX_PROBE,
};

ws2_err ws2_opt_get_mtu_discover(struct ws2_sock *sk, const struct opt *o,
                                 struct opt_value *v)
{
    int res = os_getopt_int(sk->fd, o->level, o->name);
    int state = IP_PMTUDISC_MAX - 1;

    if (res < 0)
        return ws2_err_from_res(WS2_OP_SOCKOPT, res);
    while (state > 0 && discover_to_linux[state] != res)
        state--;
    return opt_get_int(v, state);
}

ws2_err ws2_opt_set_mtu_discover(struct ws2_sock *sk, const struct opt *o,
                                 const struct opt_value *v)
{
    int state = opt_set_int(v);

    if (state < 0 || state >= IP_PMTUDISC_MAX)
        return WSAEINVAL;
    return ws2_err_from_res(
        WS2_OP_SOCKOPT,
        os_setopt_int(sk->fd, o->level, o->name, discover_to_linux[state]));
}

/* The same switch on Linux as IP_MTU_DISCOVER. */
ws2_err ws2_opt_get_dontfragment(struct ws2_sock *sk, const struct opt *o,
                                 struct opt_value *v)
{
    int res = os_getopt_int(sk->fd, o->level, IP_MTU_DISCOVER);

    return res < 0 ? ws2_err_from_res(WS2_OP_SOCKOPT, res)
                   : opt_get_int(v, res == LINUX_DO);
}

ws2_err ws2_opt_set_dontfragment(struct ws2_sock *sk, const struct opt *o,
                                 const struct opt_value *v)
{
    int off = sock_is_stream(sk) ? LINUX_WANT : LINUX_DONT;
    int res = os_setopt_int(sk->fd, o->level, IP_MTU_DISCOVER,
                            opt_set_int(v) != 0 ? LINUX_DO : off);

    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

/* "Applies only to SOCK_RAW sockets"; Linux would say no to others. */
ws2_err ws2_opt_get_header_included(struct ws2_sock *sk, const struct opt *o,
                                    struct opt_value *v)
{
    return sk->type == SOCK_RAW ? ws2_opt_get_MAPPED(sk, o, v) : WSAENOPROTOOPT;
}

ws2_err ws2_opt_set_header_included(struct ws2_sock *sk, const struct opt *o,
                                    const struct opt_value *v)
{
    return sk->type == SOCK_RAW ? ws2_opt_set_MAPPED(sk, o, v) : WSAENOPROTOOPT;
}

/* Linux says FALSE of a raw socket, which has IPv6 only in any case. */
ws2_err ws2_opt_get_v6only(struct ws2_sock *sk, const struct opt *o,
                           struct opt_value *v)
{
    return sk->type != SOCK_RAW ? ws2_opt_get_MAPPED(sk, o, v)
                                : ws2_opt_get_fixed(sk, o, v);
}

ws2_err ws2_opt_set_v6only(struct ws2_sock *sk, const struct opt *o,
                           const struct opt_value *v)
{
    return sk->type != SOCK_RAW ? ws2_opt_set_MAPPED(sk, o, v)
                                : ws2_opt_set_fixed(sk, o, v);
}

/* Linux has the index in network byte order, Windows so in IPv4, and when it is
 * set only: "returns the current default interface index ... in host byte
 * order". */
ws2_err ws2_opt_get_unicast_if(struct ws2_sock *sk, const struct opt *o,
                               struct opt_value *v)
{
    int len = sizeof(int), res;

    res = os_getopt(sk->fd, o->level, o->name, v->bytes, &len);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_SOCKOPT, res);
    res = opt_set_int(v);
    return opt_get_int(v, (int)ntohl((u_long)(uint32_t)res));
}

ws2_err ws2_opt_set_unicast_if6(struct ws2_sock *sk, const struct opt *o,
                                const struct opt_value *v)
{
    uint32_t index_be = htonl((uint32_t)opt_set_int(v));
    int res = os_setopt_int(sk->fd, o->level, o->name, (int)index_be);

    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

ws2_err ws2_opt_get_original_dst(struct ws2_sock *sk, const struct opt *o,
                                 struct opt_value *v)
{
    SOCKADDR_STORAGE ss;
    int len = 0, res;

    (void)o;
    if (!sock_is_stream(sk) || sk->family == AF_UNIX)
        return WSAENOPROTOOPT;
    if (!sock_has(sk, SK_CONNECTED))
        return WSAENOTCONN;
    memset(&ss, 0, sizeof(ss));
    res = os_original_dst(sk->fd, &ss, &len);
    if (res < 0)
        return WSAENOPROTOOPT; /* the kernel did not track it */
    v->len = sizeof(ss);
    memcpy(v->bytes, &ss, sizeof(ss));
    return WS2_OK;
}

/* SIOCATMARK as an option. */
ws2_err ws2_opt_get_atmark(struct ws2_sock *sk, const struct opt *o,
                           struct opt_value *v)
{
    ULONG at_mark;
    ws2_err err = ws2_sock_at_mark(sk, &at_mark);

    (void)o;
    return err == WS2_OK ? opt_get_int(v, at_mark != 0) : err;
}

/* A connection's own, before that what Linux would offer. */
static int tcp_timestamps(struct ws2_sock *sk)
{
    struct os_tcp_info ti;

    if (sock_has(sk, SK_CONNECTED) && os_tcp_info(sk->fd, &ti) == 0)
        return ti.timestamps;
    return os_tcp_timestamps();
}

ws2_err ws2_opt_get_tcp_timestamps(struct ws2_sock *sk, const struct opt *o,
                                   struct opt_value *v)
{
    (void)o;
    return opt_get_int(v, tcp_timestamps(sk));
}

/* Linux has one switch for all sockets. */
ws2_err ws2_opt_set_tcp_timestamps(struct ws2_sock *sk, const struct opt *o,
                                   const struct opt_value *v)
{
    (void)o;
    return (opt_set_int(v) != 0) == tcp_timestamps(sk) ? WS2_OK
                                                       : WSAENOPROTOOPT;
}

/* Linux cuts the segments of a connection to come, and has nothing that cuts
 * IPv4 datagrams; a limit that none reaches is one that holds. */
static ws2_err mtu4_apply(struct ws2_sock *sk, uint32_t mtu)
{
    const uint32_t headers = 40, least = 88, most = 32767; /* segments */
    uint32_t mss = mtu < headers + least ? least : mtu - headers;

    if (!sock_is_stream(sk))
        return mtu >= UINT16_MAX ? WS2_OK : WSAENOPROTOOPT;
    if (mtu == IP_UNSPECIFIED_USER_MTU &&
        sock_rare(sk)->kept[KEPT_USER_MTU] == 0)
        return WS2_OK;
    if (sock_has(sk, SK_CONNECTED) || sk->family != AF_INET)
        return WSAENOPROTOOPT;
    if (mtu == IP_UNSPECIFIED_USER_MTU)
        mss = 0; /* Linux' word for it */
    return ws2_err_from_res(WS2_OP_SOCKOPT,
                            os_setopt_int(sk->fd, IPPROTO_TCP, TCP_MAXSEG,
                                          (int)(mss < most ? mss : most)));
}

ws2_err ws2_opt_set_user_mtu4(struct ws2_sock *sk, const struct opt *o,
                              const struct opt_value *v)
{
    uint32_t mtu = (uint32_t)opt_set_int(v);
    ws2_err err = mtu == 0 ? WSAEINVAL : mtu4_apply(sk, mtu);

    return err == WS2_OK ? ws2_opt_set_kept(sk, o, v) : err;
}

/* Packets are cut to it, or refused, as IPV6_DONTFRAG says. */
ws2_err ws2_opt_set_user_mtu6(struct ws2_sock *sk, const struct opt *o,
                              const struct opt_value *v)
{
    uint32_t mtu = (uint32_t)opt_set_int(v);
    int res;

    if (mtu == IP_UNSPECIFIED_USER_MTU)
        mtu = 0; /* Linux' word for it */
    else if (mtu == 0)
        return WSAEINVAL;
    res = os_setopt_int(sk->fd, o->level, o->name,
                        mtu < INT32_MAX ? (int)mtu : INT32_MAX);
    return res < 0 ? ws2_err_from_res(WS2_OP_SOCKOPT, res)
                   : ws2_opt_set_kept(sk, o, v);
}

/* UDP_NOCHECKSUM, which IPv6 has not, and its inverse. */
ws2_err ws2_opt_get_no_checksum(struct ws2_sock *sk, const struct opt *o,
                                struct opt_value *v)
{
    (void)o;
    if (sk->family == AF_INET6)
        return WSAENOPROTOOPT;
    return opt_get_int(v,
                       os_getopt_int(sk->fd, IPPROTO_UDP, UDP_NOCHECKSUM) > 0);
}

ws2_err ws2_opt_set_no_checksum(struct ws2_sock *sk, const struct opt *o,
                                const struct opt_value *v)
{
    (void)o;
    if (sk->family == AF_INET6)
        return WSAENOPROTOOPT;
    return ws2_err_from_res(WS2_OP_SOCKOPT,
                            os_setopt_int(sk->fd, IPPROTO_UDP, UDP_NOCHECKSUM,
                                          opt_set_int(v) != 0));
}

ws2_err ws2_opt_get_checksum(struct ws2_sock *sk, const struct opt *o,
                             struct opt_value *v)
{
    ws2_err err = sk->family == AF_INET6 ? opt_get_int(v, 0)
                                         : ws2_opt_get_no_checksum(sk, o, v);

    return err != WS2_OK ? err : opt_get_int(v, !opt_set_int(v));
}

ws2_err ws2_opt_set_checksum(struct ws2_sock *sk, const struct opt *o,
                             const struct opt_value *v)
{
    struct opt_value off = *v;

    opt_get_int(&off, opt_set_int(v) == 0);
    if (sk->family == AF_INET6) /* always has one */
        return opt_set_int(v) != 0 ? WS2_OK : WSAENOPROTOOPT;
    return ws2_opt_set_no_checksum(sk, o, &off);
}

/* Linux wants the length of the queue, which listen's backlog caps. */
ws2_err ws2_opt_set_fastopen(struct ws2_sock *sk, const struct opt *o,
                             const struct opt_value *v)
{
    int res = os_setopt_int(sk->fd, o->level, o->name,
                            opt_set_int(v) != 0 ? FASTOPEN_QUEUE : 0);

    return res < 0 ? ws2_err_from_res(WS2_OP_SOCKOPT, res)
                   : ws2_opt_set_kept(sk, o, v);
}

/* How long unacknowledged data and connects are retried; -1 is for ever, as
 * long as Linux' milliseconds last. */
ws2_err ws2_opt_set_maxrt(struct ws2_sock *sk, const struct opt *o,
                          const struct opt_value *v)
{
    int limit = opt_set_int(v);
    int64_t limit_ms = o->name == TCP_MAXRT ? limit * 1000ll : limit;
    int res;

    if (limit < -1)
        return WSAEINVAL;
    if (limit == -1 || limit_ms > INT32_MAX)
        limit_ms = INT32_MAX;
    res = os_setopt_int(sk->fd, IPPROTO_TCP, TCP_MAXRT, (int)limit_ms);
    return res < 0 ? ws2_err_from_res(WS2_OP_SOCKOPT, res)
                   : ws2_opt_set_kept(sk, o, v);
}

/* The value is the listener, whose options the socket gets that AcceptEx
 * filled. */
ws2_err ws2_opt_set_accept_context(struct ws2_sock *sk, const struct opt *o,
                                   const struct opt_value *v)
{
    struct ws2_sock *listener;
    SOCKET s;
    ws2_err err;

    (void)o;
    memcpy(&s, v->bytes, sizeof(s));
    err = ws2_sock_pin(s, &listener);
    if (err != WS2_OK)
        return err;
    if (sock_has(sk, SK_ACCEPTED) && sock_has(listener, SK_LISTENING))
        err = ws2_sock_inherit(sk, listener);
    else
        err = WSAEINVAL;
    if (err == WS2_OK)
        err = ws2_netevents_inherit(sk, listener);
    if (err == WS2_OK && ws2_qos_is_offered(sk))
        err = ws2_qos_accepted(sk, listener, NULL);
    ws2_sock_unpin(s);
    return err;
}

/* A connection of connect has its context already. */
ws2_err ws2_opt_set_connect_context(struct ws2_sock *sk, const struct opt *o,
                                    const struct opt_value *v)
{
    (void)o;
    (void)v;
    if (sock_has(sk, SK_CONNECTING))
        ws2_sock_refresh(sk);
    return sock_has(sk, SK_CONNECTED) ? WS2_OK : WSAENOTCONN;
}
