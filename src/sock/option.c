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

static bool level_fits(const struct ws2_sock *sk, int level)
{
    switch (level) {
    case IPPROTO_TCP:
        return sock_is_tcp(sk);
    case IPPROTO_IP: /* a raw socket has one family, any other may have both */
        return sk->family == AF_INET ||
               (sk->family == AF_INET6 && sk->type != SOCK_RAW);
    case IPPROTO_IPV6:
        return sk->family == AF_INET6;
    case IPPROTO_UDP:
        return sock_is_udp(sk);
    default:
        return true;
    }
}

ws2_err ws2_opt_get_MAPPED(struct ws2_sock *sk, const struct opt *o,
                           struct opt_value *v)
{
    int res;

    v->len = o->size == OPT_BYTES ? (int)sizeof(v->bytes) : (int)sizeof(int);
    res = os_getopt(sk->fd, o->level, o->name, v->bytes, &v->len);
    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

ws2_err ws2_opt_set_MAPPED(struct ws2_sock *sk, const struct opt *o,
                           const struct opt_value *v)
{
    int res = os_setopt(sk->fd, o->level, o->name, v->bytes, v->len);

    return ws2_err_from_res(WS2_OP_SOCKOPT, res);
}

#define ws2_opt_get_NONE NULL
#define ws2_opt_set_NONE NULL

static const struct opt opts[] = {
#define OPT(level, name, size, initial, get, set)                              \
    {level, name, (int)(size), initial, ws2_opt_get_##get, ws2_opt_set_##set},
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
