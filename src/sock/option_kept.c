/* SPDX-License-Identifier: MIT */
/* Options that Linux has no place for: the socket keeps their value, or has
 * the one value that Linux behaves like. rare.kept needs no lock: each is one
 * word that nothing else depends on. */
#include <mswsock.h>
#include <ws2tcpip.h>

#include "sock/option.h"

#define COALESCED_MOST 65507 /* 65535 less the headers of IPv4 and UDP */

#define KEY(level, name) ((uint64_t)(uint32_t)(level) << 32 | (uint32_t)(name))

static enum ws2_kept kept_of(const struct opt *o)
{
    switch (KEY(o->level, o->name)) {
    case KEY(SOL_SOCKET, SO_PORT_SCALABILITY):
        return KEPT_PORT_SCALABILITY;
    case KEY(SOL_SOCKET, SO_RANDOMIZE_PORT):
        return KEPT_RANDOMIZE_PORT;
    case KEY(SOL_SOCKET, SO_REUSE_UNICASTPORT):
        return KEPT_REUSE_UNICASTPORT;
    case KEY(IPPROTO_TCP, TCP_MAXRT):
        return KEPT_MAXRT;
    case KEY(IPPROTO_TCP, TCP_MAXRTMS):
        return KEPT_MAXRTMS;
    case KEY(IPPROTO_TCP, TCP_FASTOPEN):
        return KEPT_FASTOPEN;
    case KEY(IPPROTO_UDP, UDP_SEND_MSG_SIZE):
        return KEPT_SEND_MSG_SIZE;
    case KEY(IPPROTO_TCP, TCP_KEEPCNT):
        return KEPT_KEEPCNT;
    case KEY(IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE):
        return KEPT_RECV_COALESCED;
    case KEY(IPPROTO_IP, IP_PROTECTION_LEVEL):
        return KEPT_PROTECTION;
    case KEY(IPPROTO_IPV6, IPV6_PROTECTION_LEVEL):
        return KEPT_PROTECTION6;
    case KEY(IPPROTO_IPV6, IPV6_USER_MTU):
        return KEPT_USER_MTU6;
    case KEY(IPPROTO_IP, IP_USER_MTU):
        return KEPT_USER_MTU;
    case KEY(IPPROTO_TCP, TCP_OFFLOAD_PREFERENCE):
        return KEPT_OFFLOAD;
    default: /* TCP_KEEPINTVL */
        return KEPT_KEEPINTVL;
    }
}

ws2_err ws2_opt_get_kept(struct ws2_sock *sk, const struct opt *o,
                         struct opt_value *v)
{
    return opt_get_int(v, (int)sock_rare(sk)->kept[kept_of(o)]);
}

ws2_err ws2_opt_set_kept(struct ws2_sock *sk, const struct opt *o,
                         const struct opt_value *v)
{
    uint32_t value = (uint32_t)opt_set_int(v);

    if (o->size == OPT_BOOL)
        value = value != 0;
    return ws2_rare_keep(sk, kept_of(o), value);
}

ws2_err ws2_opt_set_kept_unbound(struct ws2_sock *sk, const struct opt *o,
                                 const struct opt_value *v)
{
    return sock_has(sk, SK_BOUND) ? WSAEINVAL : ws2_opt_set_kept(sk, o, v);
}

/* Ports that are reused are chosen at random, too; Windows refuses to be told
 * both. */
ws2_err ws2_opt_set_randomize_port(struct ws2_sock *sk, const struct opt *o,
                                   const struct opt_value *v)
{
    if (opt_set_int(v) != 0 && sock_rare(sk)->kept[KEPT_REUSE_UNICASTPORT] != 0)
        return WSAEINVAL;
    return ws2_opt_set_kept_unbound(sk, o, v);
}

/* A wish that a TCP without offload can neither follow nor break. */
ws2_err ws2_opt_set_offload(struct ws2_sock *sk, const struct opt *o,
                            const struct opt_value *v)
{
    switch (opt_set_int(v)) {
    case TCP_OFFLOAD_NO_PREFERENCE:
    case TCP_OFFLOAD_NOT_PREFERRED:
    case TCP_OFFLOAD_PREFERRED:
        return ws2_opt_set_kept(sk, o, v);
    default:
        return WSAEINVAL;
    }
}

/* Linux and Windows agree on 0: sends are not cut into datagrams. */
ws2_err ws2_opt_set_kept_segment(struct ws2_sock *sk, const struct opt *o,
                                 const struct opt_value *v)
{
    int size = opt_set_int(v);
    int res;

    if (size < 0 || size > UINT16_MAX)
        return WSAEINVAL;
    res = os_setopt_int(sk->fd, o->level, o->name, size);
    return res < 0 ? ws2_err_from_res(WS2_OP_SOCKOPT, res)
                   : ws2_opt_set_kept(sk, o, v);
}

/* Linux joins up to a whole datagram's length or not at all. Below that it
 * stays off, which the option allows: messages could outgrow the buffers that
 * the program meant to suffice. */
ws2_err ws2_opt_set_kept_coalesce(struct ws2_sock *sk, const struct opt *o,
                                  const struct opt_value *v)
{
    uint32_t size = (uint32_t)opt_set_int(v);
    int res = os_setopt_int(sk->fd, o->level, o->name, size >= COALESCED_MOST);

    return res < 0 ? ws2_err_from_res(WS2_OP_SOCKOPT, res)
                   : ws2_opt_set_kept(sk, o, v);
}

ws2_err ws2_opt_get_fixed(struct ws2_sock *sk, const struct opt *o,
                          struct opt_value *v)
{
    (void)sk;
    return opt_get_int(v, o->initial);
}

/* Another value would promise what does not happen. */
ws2_err ws2_opt_set_fixed(struct ws2_sock *sk, const struct opt *o,
                          const struct opt_value *v)
{
    int value = opt_set_int(v);

    (void)sk;
    if (o->size == OPT_BOOL)
        value = value != 0;
    return value == o->initial ? WS2_OK : WSAENOPROTOOPT;
}

ws2_err ws2_opt_get_kept_or_initial(struct ws2_sock *sk, const struct opt *o,
                                    struct opt_value *v)
{
    uint32_t value = sock_rare(sk)->kept[kept_of(o)];

    return opt_get_int(v, value != 0 ? (int)value : o->initial);
}

/* Two levels differ in Teredo only, which is not there. The third would keep
 * the Internet out, which nothing here does. */
ws2_err ws2_opt_set_protection(struct ws2_sock *sk, const struct opt *o,
                               const struct opt_value *v)
{
    switch (opt_set_int(v)) {
    case (int)PROTECTION_LEVEL_DEFAULT:
    case PROTECTION_LEVEL_UNRESTRICTED:
    case PROTECTION_LEVEL_EDGERESTRICTED:
        return ws2_opt_set_kept(sk, o, v);
    case PROTECTION_LEVEL_RESTRICTED:
        return WSAENOPROTOOPT;
    default:
        return WSAEINVAL;
    }
}

/* Windows probes every second and ten times; Linux keeps its own numbers until
 * SO_KEEPALIVE asks for probes, and has lower limits. */
ws2_err ws2_opt_set_keep_alive_tuning(struct ws2_sock *sk, const struct opt *o,
                                      const struct opt_value *v)
{
    const int most = o->name == TCP_KEEPCNT ? 127 : 32767;
    int value = opt_set_int(v);
    int res;

    if (o->name == TCP_KEEPCNT && value > UINT8_MAX)
        return WSAEINVAL;
    res = os_setopt_int(sk->fd, o->level, o->name, value < most ? value : most);
    return res < 0 ? ws2_err_from_res(WS2_OP_SOCKOPT, res)
                   : ws2_opt_set_kept(sk, o, v);
}

int ws2_opt_tune_keepalive(struct ws2_sock *sk)
{
    int res = 0;

    if (sk->family == AF_UNIX)
        return 0;
    if (sock_rare(sk)->kept[KEPT_KEEPCNT] == 0)
        res = os_setopt_int(sk->fd, IPPROTO_TCP, TCP_KEEPCNT, 10);
    if (res >= 0 && sock_rare(sk)->kept[KEPT_KEEPINTVL] == 0)
        res = os_setopt_int(sk->fd, IPPROTO_TCP, TCP_KEEPINTVL, 1);
    return res;
}
