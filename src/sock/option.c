/* SPDX-License-Identifier: MIT */
/* getsockopt and setsockopt: the table of sockopt.def and its functions.
 *
 * A getter fills value and gives its size; a setter sees at least an int, or
 * the whole structure. Sizes and the caller's memory are checked once, in
 * ws2_sock_getopt and ws2_sock_setopt. */
#include <errno.h>
#include <string.h>

#include <mstcpip.h>
#include <mswsock.h>
#include <ws2tcpip.h>

#include "os/mem.h"
#include "sock/option.h"

#define get_int opt_get_int
#define set_int opt_set_int

static unsigned flag_of(int name)
{
    switch (name) {
    case SO_ACCEPTCONN:
        return SK_LISTENING;
    case SO_BROADCAST:
        return SK_BROADCAST;
    case SO_CONDITIONAL_ACCEPT:
        return SK_CONDITIONAL;
    case SO_DEBUG:
        return SK_DEBUG;
    case SO_EXCLUSIVEADDRUSE:
        return SK_EXCLUSIVE;
    case SO_OOBINLINE:
        return SK_OOBINLINE;
    case SO_REUSEADDR:
        return SK_REUSE;
    default:
        return 0;
    }
}

/* Those that live in the socket's flags alone. */
static ws2_err get_flag(struct ws2_sock *sk, const struct opt *o,
                        struct opt_value *v)
{
    return get_int(v, sock_has(sk, flag_of(o->name)));
}

static ws2_err set_flag(struct ws2_sock *sk, const struct opt *o,
                        const struct opt_value *v)
{
    sock_put_flag(sk, flag_of(o->name), set_int(v) != 0);
    return WS2_OK;
}

/* ... and those that the kernel must know as well. */
static ws2_err set_both(struct ws2_sock *sk, const struct opt *o,
                        const struct opt_value *v)
{
    bool on = set_int(v) != 0;
    int res = os_setopt_int(sk->fd, o->level, o->name, on);

    if (res >= 0)
        sock_put_flag(sk, flag_of(o->name), on);
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

static ws2_err set_broadcast(struct ws2_sock *sk, const struct opt *o,
                             const struct opt_value *v)
{
    return sock_is_stream(sk) ? WSAENOPROTOOPT : set_both(sk, o, v);
}

static ws2_err set_oobinline(struct ws2_sock *sk, const struct opt *o,
                             const struct opt_value *v)
{
    if (sk->type != SOCK_STREAM || sk->family == AF_UNIX)
        return WSAENOPROTOOPT;
    return set_both(sk, o, v);
}

static ws2_err set_conditional(struct ws2_sock *sk, const struct opt *o,
                               const struct opt_value *v)
{
    if (!sock_is_stream(sk) || sock_has(sk, SK_LISTENING))
        return WSAEINVAL; /* it counts before listen only */
    return set_flag(sk, o, v);
}

/* SO_REUSEADDR and SO_EXCLUSIVEADDRUSE exclude each other. */
static ws2_err set_reuse(struct ws2_sock *sk, const struct opt *o,
                         const struct opt_value *v)
{
    if (set_int(v) != 0 && sock_has(sk, SK_EXCLUSIVE))
        return WSAEINVAL;
    return set_flag(sk, o, v);
}

static ws2_err set_exclusive(struct ws2_sock *sk, const struct opt *o,
                             const struct opt_value *v)
{
    if (set_int(v) != 0 && sock_has(sk, SK_REUSE | SK_BOUND))
        return WSAEINVAL;
    return set_flag(sk, o, v);
}

static ws2_err get_keepalive(struct ws2_sock *sk, const struct opt *o,
                             struct opt_value *v)
{
    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    return get_int(v, sock_has(sk, SK_KEEPALIVE));
}

/* A connection that broke refuses; each kind of break has its code. */
static ws2_err set_keepalive(struct ws2_sock *sk, const struct opt *o,
                             const struct opt_value *v)
{
    int dead = atomic_load(&sk->dead);
    int res;

    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    if (dead == WSAECONNRESET)
        return WSAENOTCONN;
    if (dead != 0)
        return WSAENETRESET;
    res = set_int(v) != 0 ? ws2_opt_tune_keepalive(sk) : 0;
    if (res >= 0)
        res = os_setopt_int(sk->fd, o->level, o->name, set_int(v) != 0);
    if (res >= 0)
        sock_put_flag(sk, SK_KEEPALIVE, set_int(v) != 0);
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

/* Windows accepts it on IPv4 without effect and refuses it on IPv6. */
static ws2_err get_dontroute(struct ws2_sock *sk, const struct opt *o,
                             struct opt_value *v)
{
    (void)o;
    if (sk->family == AF_INET6)
        return WSAENOPROTOOPT;
    return get_int(v, sock_has(sk, SK_DONTROUTE));
}

static ws2_err set_dontroute(struct ws2_sock *sk, const struct opt *o,
                             const struct opt_value *v)
{
    (void)o;
    if (sk->family == AF_INET6)
        return WSAENOPROTOOPT;
    sock_put_flag(sk, SK_DONTROUTE, set_int(v) != 0);
    return WS2_OK;
}

static ws2_err linger_apply(struct ws2_sock *sk, bool on, uint16_t seconds)
{
    int res = os_linger(sk->fd, on, seconds);

    if (res >= 0) {
        sk->linger_on = on;
        sk->linger_s = seconds;
    }
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

static ws2_err get_linger(struct ws2_sock *sk, const struct opt *o,
                          struct opt_value *v)
{
    struct linger lg = {.l_onoff = sk->linger_on, .l_linger = sk->linger_s};

    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    v->len = sizeof(lg);
    memcpy(v->bytes, &lg, sizeof(lg));
    return WS2_OK;
}

static ws2_err set_linger(struct ws2_sock *sk, const struct opt *o,
                          const struct opt_value *v)
{
    struct linger lg;

    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    memcpy(&lg, v->bytes, sizeof(lg));
    return linger_apply(sk, lg.l_onoff != 0, lg.l_linger);
}

static ws2_err get_dontlinger(struct ws2_sock *sk, const struct opt *o,
                              struct opt_value *v)
{
    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    return get_int(v, !sk->linger_on);
}

/* Writes l_onoff only: the time-out of an earlier SO_LINGER stays. */
static ws2_err set_dontlinger(struct ws2_sock *sk, const struct opt *o,
                              const struct opt_value *v)
{
    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    return linger_apply(sk, set_int(v) == 0, sk->linger_s);
}

/* Linux reports twice what was set, for its own bookkeeping. */
static ws2_err get_buffer_size(struct ws2_sock *sk, const struct opt *o,
                               struct opt_value *v)
{
    int res = os_getopt_int(sk->fd, o->level, o->name);

    return res < 0 ? ws2_err_from_res(WS2_OP_SOCKOPT, res)
                   : get_int(v, res / 2);
}

static ws2_err set_buffer_size(struct ws2_sock *sk, const struct opt *o,
                               const struct opt_value *v)
{
    int size = set_int(v);

    /* DWORD on Windows: what looks negative is merely large */
    if (size < 0 || size > INT32_MAX / 2)
        size = INT32_MAX / 2;
    return ws2_err_from_res(WS2_OP_SOCKOPT,
                            os_setopt_int(sk->fd, o->level, o->name, size));
}

static ws2_err get_timeout(struct ws2_sock *sk, const struct opt *o,
                           struct opt_value *v)
{
    return get_int(
        v, (int)(o->name == SO_RCVTIMEO ? sk->rcvtimeo_ms : sk->sndtimeo_ms));
}

static ws2_err set_timeout(struct ws2_sock *sk, const struct opt *o,
                           const struct opt_value *v)
{
    uint32_t ms = (uint32_t)set_int(v);

    if (ms == INFINITE)
        ms = 0;
    if (o->name == SO_RCVTIMEO)
        sk->rcvtimeo_ms = ms;
    else
        sk->sndtimeo_ms = ms;
    return WS2_OK;
}

/* Reads and clears. A connect that failed in the background is over. */
static ws2_err get_error(struct ws2_sock *sk, const struct opt *o,
                         struct opt_value *v)
{
    enum ws2_opcode op =
        sock_has(sk, SK_CONNECTING) ? WS2_OP_CONNECT : WS2_OP_RECV;
    int res;

    (void)o;
    if (ws2_sock_has_error(sk))
        return get_int(v, ws2_sock_take_error(sk));
    ws2_sock_refresh(sk);
    res = os_socket_error(sk->fd);
    if (res < 0 && sock_has(sk, SK_CONNECTING))
        sock_clear(sk, SK_CONNECTING);
    return get_int(v, ws2_sock_broken(sk, op, res));
}

static ws2_err get_type(struct ws2_sock *sk, const struct opt *o,
                        struct opt_value *v)
{
    (void)o;
    return get_int(v, sk->type);
}

static ws2_err get_zero(struct ws2_sock *sk, const struct opt *o,
                        struct opt_value *v)
{
    (void)sk;
    (void)o;
    return get_int(v, 0);
}

static ws2_err get_group_priority(struct ws2_sock *sk, const struct opt *o,
                                  struct opt_value *v)
{
    (void)o;
    return get_int(v, (int)sk->group_priority);
}

static ws2_err set_group_priority(struct ws2_sock *sk, const struct opt *o,
                                  const struct opt_value *v)
{
    (void)o;
    sk->group_priority = (uint32_t)set_int(v);
    return WS2_OK;
}

static ws2_err get_connect_time(struct ws2_sock *sk, const struct opt *o,
                                struct opt_value *v)
{
    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    if (sock_has(sk, SK_CONNECTING))
        ws2_sock_refresh(sk);
    if (!sock_has(sk, SK_CONNECTED))
        return get_int(v, -1); /* documented: 0xffffffff when not connected */
    return get_int(v, (int)((os_now_ns() - sk->connected_ns) / 1000000000));
}

static const WSAPROTOCOL_INFOW *protocol_of(const struct ws2_sock *sk)
{
    unsigned n;
    const WSAPROTOCOL_INFOW *info = ws2_sock_protocols(&n);

    while (n-- > 1 && info->dwCatalogEntryId != sk->catalog_id)
        info++;
    return info;
}

static ws2_err get_max_msg_size(struct ws2_sock *sk, const struct opt *o,
                                struct opt_value *v)
{
    (void)o;
    if (sock_is_stream(sk))
        return WSAENOPROTOOPT; /* means nothing for a byte stream */
    return get_int(v, (int)protocol_of(sk)->dwMessageSize);
}

static ws2_err get_protocol_info_w(struct ws2_sock *sk, const struct opt *o,
                                   struct opt_value *v)
{
    (void)o;
    v->len = sizeof(WSAPROTOCOL_INFOW);
    memcpy(v->bytes, protocol_of(sk), sizeof(WSAPROTOCOL_INFOW));
    return WS2_OK;
}

static ws2_err get_protocol_info_a(struct ws2_sock *sk, const struct opt *o,
                                   struct opt_value *v)
{
    WSAPROTOCOL_INFOA info;

    (void)o;
    ws2_protocol_narrow(protocol_of(sk), &info);
    v->len = sizeof(info);
    memcpy(v->bytes, &info, sizeof(info));
    return WS2_OK;
}

/* CSADDR_INFO with both addresses behind it in the caller's buffer. */
static ws2_err get_bsp_state(struct ws2_sock *sk, const struct opt *o,
                             struct opt_value *v)
{
    CSADDR_INFO info = {.iSocketType = sk->type, .iProtocol = sk->protocol};
    SOCKADDR_STORAGE *local, *remote;
    char *user = (char *)(uintptr_t)v->user + sizeof(info);

    (void)o;
    local = (SOCKADDR_STORAGE *)(v->bytes + sizeof(info));
    remote = local + 1;
    if (os_sockname(sk->fd, local, &info.LocalAddr.iSockaddrLength) == 0)
        info.LocalAddr.lpSockaddr = (LPSOCKADDR)user;
    if (os_peername(sk->fd, remote, &info.RemoteAddr.iSockaddrLength) == 0)
        info.RemoteAddr.lpSockaddr = (LPSOCKADDR)(user + sizeof(*local));
    memcpy(v->bytes, &info, sizeof(info));
    v->len = sizeof(info) + 2 * sizeof(SOCKADDR_STORAGE);
    return WS2_OK;
}

static bool level_fits(const struct ws2_sock *sk, int level)
{
    switch (level) {
    case IPPROTO_TCP:
        return sk->family != AF_UNIX && sock_is_stream(sk);
    case IPPROTO_IP:
        return sk->family == AF_INET || sk->family == AF_INET6;
    case IPPROTO_IPV6:
        return sk->family == AF_INET6;
    case IPPROTO_UDP:
        return sock_is_udp(sk);
    default:
        return true;
    }
}

static ws2_err get_MAPPED(struct ws2_sock *sk, const struct opt *o,
                          struct opt_value *v)
{
    int res;

    v->len = o->size == OPT_BYTES ? (int)sizeof(v->bytes) : (int)sizeof(int);
    res = os_getopt(sk->fd, o->level, o->name, v->bytes, &v->len);
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

static ws2_err set_MAPPED(struct ws2_sock *sk, const struct opt *o,
                          const struct opt_value *v)
{
    int res = os_setopt(sk->fd, o->level, o->name, v->bytes, v->len);

    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

#define get_NONE              NULL
#define set_NONE              NULL
#define get_kept              ws2_opt_get_kept
#define get_fixed             ws2_opt_get_fixed
#define get_info              ws2_opt_get_info
#define set_info              ws2_opt_set_info
#define get_dontfragment      ws2_opt_get_dontfragment
#define get_mtu_discover      ws2_opt_get_mtu_discover
#define get_unicast_if6       ws2_opt_get_unicast_if6
#define get_keep_alive_tuning ws2_opt_get_keep_alive_tuning
#define get_multicast_if      ws2_opt_get_multicast_if
#define set_kept              ws2_opt_set_kept
#define set_kept_unbound      ws2_opt_set_kept_unbound
#define set_kept_segment      ws2_opt_set_kept_segment
#define set_kept_coalesce     ws2_opt_set_kept_coalesce
#define set_fixed             ws2_opt_set_fixed
#define set_dontfragment      ws2_opt_set_dontfragment
#define set_mtu_discover      ws2_opt_set_mtu_discover
#define set_unicast_if6       ws2_opt_set_unicast_if6
#define set_fastopen          ws2_opt_set_fastopen
#define set_maxrt             ws2_opt_set_maxrt
#define set_keep_alive_tuning ws2_opt_set_keep_alive_tuning
#define set_accept_context    ws2_opt_set_accept_context
#define set_connect_context   ws2_opt_set_connect_context
#define set_multicast_if      ws2_opt_set_multicast_if
#define set_membership        ws2_opt_set_membership
#define set_source_membership ws2_opt_set_source_membership
#define set_group             ws2_opt_set_group
#define set_group_source      ws2_opt_set_group_source

static const struct opt opts[] = {
#define OPT(level, name, size, initial, get, set)                              \
    {level, name, (int)(size), initial, get_##get, set_##set},
#include "sock/sockopt.def"
#undef OPT
};

/* WSAEINVAL for a level nobody knows, WSAENOPROTOOPT for an unknown name. */
static ws2_err opt_find(const struct ws2_sock *sk, int level, int name,
                        const struct opt **out)
{
    ws2_err err = WSAEINVAL;

    for (size_t i = 0; i < sizeof(opts) / sizeof(opts[0]); i++) {
        if (opts[i].level != level)
            continue;
        err = WSAENOPROTOOPT;
        if (opts[i].name == name && level_fits(sk, level)) {
            *out = &opts[i];
            return WS2_OK;
        }
    }
    return err;
}

/* Tested before the value is got, as SO_ERROR is gone then. Windows hands a
 * BOOL to a caller with room for one byte only; structures have no effects. */
static bool value_fits(const struct opt *o, char *val, int room)
{
    int need = o->size == (int)sizeof(int) ? o->size : 1;

    return room >= need && os_mem_writable(val, (size_t)need);
}

ws2_err ws2_sock_getopt(struct ws2_sock *sk, int level, int name, char *val,
                        int *len)
{
    struct opt_value v = {.user = val};
    const struct opt *o;
    ws2_err err = opt_find(sk, level, name, &o);
    int room;

    if (err == WS2_OK && o->get == NULL)
        err = WSAENOPROTOOPT;
    if (err != WS2_OK)
        return err;
    if (val == NULL || len == NULL ||
        os_mem_copy_in(&room, len, sizeof(room)) != 0 ||
        !os_mem_writable(len, sizeof(room)) || !value_fits(o, val, room))
        return WSAEFAULT;
    err = o->get(sk, o, &v);
    if (err != WS2_OK)
        return err;
    if (o->size == OPT_BOOL && room < v.len)
        v.len = 1;
    if (room < v.len || os_mem_copy_out(val, v.bytes, (size_t)v.len) != 0 ||
        os_mem_copy_out(len, &v.len, sizeof(v.len)) != 0)
        return WSAEFAULT;
    return WS2_OK;
}

/* The caller's value, a BOOL of one byte widened. */
static ws2_err value_in(const struct opt *o, const char *val, int len,
                        struct opt_value *v)
{
    if (o->size == OPT_BYTES && len == 0)
        return WS2_OK;
    if (val == NULL || len < o->size || len < 0)
        return WSAEFAULT;
    v->len = len < (int)sizeof(v->bytes) ? len : (int)sizeof(v->bytes);
    if (o->size != OPT_BYTES && v->len > o->size)
        v->len = o->size == OPT_BOOL && v->len >= (int)sizeof(int)
                     ? (int)sizeof(int)
                     : o->size;
    if (os_mem_copy_in(v->bytes, val, (size_t)v->len) != 0)
        return WSAEFAULT;
    if (o->size == OPT_BOOL && v->len < (int)sizeof(int)) { /* widen */
        memset(v->bytes + 1, 0, sizeof(int) - 1);
        v->len = sizeof(int);
    }
    return WS2_OK;
}

ws2_err ws2_sock_setopt(struct ws2_sock *sk, int level, int name,
                        const char *val, int len)
{
    struct opt_value v = {.len = 0};
    const struct opt *o;
    ws2_err err = opt_find(sk, level, name, &o);

    if (err == WS2_OK && o->set == NULL)
        err = WSAENOPROTOOPT;
    if (err == WS2_OK)
        err = value_in(o, val, len, &v);
    return err != WS2_OK ? err : o->set(sk, o, &v);
}
