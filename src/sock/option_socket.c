/* SPDX-License-Identifier: MIT */
/* The options of SOL_SOCKET: most live in the socket's own state, as Windows'
 * rules for them are not Linux'. Microsoft Learn, "SOL_SOCKET Socket Options".
 */
#include <errno.h>
#include <string.h>

#include <mswsock.h>
#include <ws2tcpip.h>

#include "sock/errqueue.h"
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
OPT_GETTER(flag)
{
    return get_int(v, sock_has(sk, flag_of(o->name)));
}

OPT_SETTER(flag)
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

OPT_SETTER(broadcast)
{
    return sock_is_stream(sk) ? WSAENOPROTOOPT : set_both(sk, o, v);
}

OPT_SETTER(oobinline)
{
    if (sk->type != SOCK_STREAM || sk->family == AF_UNIX)
        return WSAENOPROTOOPT;
    return set_both(sk, o, v);
}

OPT_SETTER(conditional)
{
    if (!sock_is_stream(sk) || sock_has(sk, SK_LISTENING))
        return WSAEINVAL; /* it counts before listen only */
    return ws2_opt_set_flag(sk, o, v);
}

/* SO_REUSEADDR and SO_EXCLUSIVEADDRUSE exclude each other, and what shares a
 * port in another way. */
OPT_SETTER(reuse)
{
    if (set_int(v) != 0 && sock_has(sk, SK_EXCLUSIVE | SK_SHARES))
        return WSAEINVAL;
    return ws2_opt_set_flag(sk, o, v);
}

OPT_SETTER(exclusive)
{
    if (set_int(v) != 0 && sock_has(sk, SK_REUSE | SK_SHARES | SK_BOUND))
        return WSAEINVAL;
    return ws2_opt_set_flag(sk, o, v);
}

OPT_GETTER(keepalive)
{
    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    return get_int(v, sock_has(sk, SK_KEEPALIVE));
}

/* A connection that broke refuses; each kind of break has its code. */
OPT_SETTER(keepalive)
{
    ws2_err dead;
    int res;

    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    dead = ws2_sock_fate(sk);
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
OPT_GETTER(dontroute)
{
    (void)o;
    if (sk->family == AF_INET6)
        return WSAENOPROTOOPT;
    return get_int(v, sock_has(sk, SK_DONTROUTE));
}

OPT_SETTER(dontroute)
{
    (void)o;
    if (sk->family == AF_INET6)
        return WSAENOPROTOOPT;
    sock_put_flag(sk, SK_DONTROUTE, set_int(v) != 0);
    return WS2_OK;
}

static ws2_err linger_apply(struct ws2_sock *sk, bool on, uint16_t seconds)
{
    struct ws2_rare *rare = ws2_rare_need(sk);
    int res;

    if (rare == NULL)
        return WSAENOBUFS;
    res = os_linger(sk->fd, on, seconds);
    if (res >= 0) {
        rare->linger_on = on;
        rare->linger_s = seconds;
    }
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

OPT_GETTER(linger)
{
    const struct ws2_rare *rare = sock_rare(sk);
    struct linger lg = {.l_onoff = rare->linger_on, .l_linger = rare->linger_s};

    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    v->len = sizeof(lg);
    memcpy(v->bytes, &lg, sizeof(lg));
    return WS2_OK;
}

OPT_SETTER(linger)
{
    struct linger lg;

    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    memcpy(&lg, v->bytes, sizeof(lg));
    return linger_apply(sk, lg.l_onoff != 0, lg.l_linger);
}

OPT_GETTER(dontlinger)
{
    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    return get_int(v, !sock_rare(sk)->linger_on);
}

/* Writes l_onoff only: the time-out of an earlier SO_LINGER stays. */
OPT_SETTER(dontlinger)
{
    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    return linger_apply(sk, set_int(v) == 0, sock_rare(sk)->linger_s);
}

/* Linux reports twice what was set, for its own bookkeeping. */
OPT_GETTER(buffer_size)
{
    int res = os_getopt_int(sk->fd, o->level, o->name);

    return res < 0 ? ws2_err_from_res(WS2_OP_SOCKOPT, res)
                   : get_int(v, res / 2);
}

OPT_SETTER(buffer_size)
{
    int size = set_int(v);

    /* DWORD on Windows: what looks negative is merely large */
    if (size < 0 || size > INT32_MAX / 2)
        size = INT32_MAX / 2;
    return ws2_err_from_res(WS2_OP_SOCKOPT,
                            os_setopt_int(sk->fd, o->level, o->name, size));
}

OPT_GETTER(timeout)
{
    const struct ws2_rare *rare = sock_rare(sk);

    return get_int(v, (int)(o->name == SO_RCVTIMEO ? rare->rcvtimeo_ms
                                                   : rare->sndtimeo_ms));
}

OPT_SETTER(timeout)
{
    struct ws2_rare *rare = ws2_rare_need(sk);
    uint32_t ms = (uint32_t)set_int(v);

    if (rare == NULL)
        return WSAENOBUFS;
    if (ms == INFINITE)
        ms = 0;
    if (o->name == SO_RCVTIMEO)
        rare->rcvtimeo_ms = ms;
    else
        rare->sndtimeo_ms = ms;
    return WS2_OK;
}

/* Reads and clears. A connect that failed in the background is over. */
OPT_GETTER(error)
{
    ws2_err err, failed;

    (void)o;
    if (sock_is_udp(sk)) /* of ICMP only what a receive would tell */
        ws2_sock_keep_error(sk);
    if (ws2_sock_has_error(sk))
        return get_int(v, ws2_sock_take_error(sk));
    ws2_sock_refresh(sk);
    if (sock_has(sk, SK_CONNECTING))
        err = ws2_sock_connect_outcome(sk);
    else
        err = ws2_sock_broken(sk, WS2_OP_RECV, os_socket_error(sk->fd));
    failed = ws2_sock_connect_failure(sk); /* told elsewhere too */
    if (err == WS2_OK)
        err = failed;
    return get_int(v, err != WS2_AGAIN ? err : WS2_OK);
}

OPT_GETTER(type)
{
    (void)o;
    return get_int(v, sk->type);
}

OPT_GETTER(zero)
{
    (void)sk;
    (void)o;
    return get_int(v, 0);
}

OPT_GETTER(group_priority)
{
    (void)o;
    return get_int(v, (int)sock_rare(sk)->group_priority);
}

OPT_SETTER(group_priority)
{
    struct ws2_rare *rare = ws2_rare_need(sk);

    (void)o;
    if (rare == NULL)
        return WSAENOBUFS;
    rare->group_priority = (uint32_t)set_int(v);
    return WS2_OK;
}

OPT_GETTER(connect_time)
{
    (void)o;
    if (!sock_is_stream(sk))
        return WSAENOPROTOOPT;
    if (sock_has(sk, SK_CONNECTING))
        ws2_sock_refresh(sk);
    if (!sock_has(sk, SK_CONNECTED))
        return get_int(v, -1); /* documented: 0xffffffff when not connected */
    return get_int(v, (int)(sock_connected_ms(sk) / 1000));
}

OPT_GETTER(max_msg_size)
{
    (void)o;
    if (sock_is_stream(sk))
        return WSAENOPROTOOPT; /* means nothing for a byte stream */
    return get_int(v, (int)ws2_sock_protocol(sk)->dwMessageSize);
}

OPT_GETTER(protocol_info_w)
{
    (void)o;
    v->len = sizeof(WSAPROTOCOL_INFOW);
    memcpy(v->bytes, ws2_sock_protocol(sk), sizeof(WSAPROTOCOL_INFOW));
    return WS2_OK;
}

OPT_GETTER(protocol_info_a)
{
    WSAPROTOCOL_INFOA info;

    (void)o;
    ws2_protocol_narrow(ws2_sock_protocol(sk), &info);
    v->len = sizeof(info);
    memcpy(v->bytes, &info, sizeof(info));
    return WS2_OK;
}

/* Not the socket's but the thread's: what its next sockets are, unless
 * WSASocket says. Windows has two values for the same. */
static _Thread_local DWORD opentype;

OPT_GETTER(opentype)
{
    (void)sk;
    (void)o;
    return get_int(v, (int)opentype);
}

OPT_SETTER(opentype)
{
    DWORD value = (DWORD)set_int(v);

    (void)sk;
    (void)o;
    if (value != 0 && value != SO_SYNCHRONOUS_ALERT &&
        value != SO_SYNCHRONOUS_NONALERT)
        return WSAEINVAL;
    opentype = value;
    return WS2_OK;
}

bool ws2_sock_opens_overlapped(void)
{
    return opentype == 0;
}

/* CSADDR_INFO with both addresses behind it in the caller's buffer. */
OPT_GETTER(bsp_state)
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
