/* SPDX-License-Identifier: MIT */
/* A socket to be connected by name or list; see connectwho.h. */
#include "api/connectwho.h"

#include <ws2tcpip.h>

#include "os/thread.h"
#include "spi/provider.h"

/* What a procedure of a layer's gave. */
static ws2_err ended(int res, INT err)
{
    if (res == 0)
        return WS2_OK;
    return err != WS2_OK ? err : WSASYSCALLFAILURE;
}

static ws2_err option(const struct ws2_who *who, int level, int name,
                      void *value, int len)
{
    INT err = WS2_OK;

    return ended(
        who->proc->lpWSPGetSockOpt(who->s, level, name, value, &len, &err),
        err);
}

/* A stream that has no peer, and no name either unless it may. */
static ws2_err layered_check(struct ws2_who *who, bool bound)
{
    SOCKADDR_STORAGE name;
    WSAPROTOCOL_INFOW info;
    int len = sizeof(name), listens = 0;
    ws2_err err =
        option(who, SOL_SOCKET, SO_PROTOCOL_INFOW, &info, sizeof(info));

    if (err != WS2_OK)
        return err;
    who->family = info.iAddressFamily;
    who->protocol = info.iProtocol;
    (void)option(who, SOL_SOCKET, SO_ACCEPTCONN, &listens, sizeof(listens));
    if (info.iSocketType != SOCK_STREAM || who->family == AF_UNIX ||
        listens != 0 ||
        ws2_who_peer(who, (struct sockaddr *)&name, &len) == WS2_OK ||
        (!bound && ws2_who_name(who, (struct sockaddr *)&name, &len) == WS2_OK))
        return WSAEINVAL;
    return WS2_OK;
}

ws2_err ws2_who_pin(SOCKET s, bool bound, struct ws2_who *out)
{
    ws2_err err;

    *out = (struct ws2_who){.s = s};
    if (ws2_sock_pin(s, &out->sk) == WS2_OK) {
        out->family = out->sk->family;
        out->protocol = out->sk->protocol;
        err = ws2_sock_connectable(out->sk, bound);
    } else {
        out->sk = NULL;
        err = ws2_spi_begin(s, &out->proc);
        if (err != WS2_OK)
            return err;
        err = layered_check(out, bound);
    }
    if (err != WS2_OK)
        ws2_who_unpin(out);
    return err;
}

void ws2_who_unpin(const struct ws2_who *who)
{
    ws2_socket_unpin(who->s);
}

bool ws2_who_is_v6only(const struct ws2_who *who)
{
    DWORD only = 1;

    if (who->sk != NULL)
        return ws2_sock_is_v6only(who->sk);
    (void)option(who, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only));
    return only != 0;
}

ws2_err ws2_who_name(const struct ws2_who *who, struct sockaddr *name, int *len)
{
    INT err = WS2_OK;

    return who->sk != NULL
               ? ws2_sock_name(who->sk, name, len)
               : ended(who->proc->lpWSPGetSockName(who->s, name, len, &err),
                       err);
}

ws2_err ws2_who_peer(const struct ws2_who *who, struct sockaddr *name, int *len)
{
    INT err = WS2_OK;

    return who->sk != NULL
               ? ws2_sock_peer(who->sk, name, len)
               : ended(who->proc->lpWSPGetPeerName(who->s, name, len, &err),
                       err);
}

/* --- Attempts of a layer's socket */

static struct timeval time_left(int64_t deadline_ns)
{
    int64_t us = (deadline_ns - os_now_ns() + 999) / 1000;

    if (us < 0)
        us = 0;
    return (struct timeval){.tv_sec = (long)(us / 1000000),
                            .tv_usec = (long)(us % 1000000)};
}

/* The socket does not block: until it is connected, or has failed. */
static ws2_err outcome_wait(const struct ws2_who *who, int64_t deadline_ns,
                            bool *late)
{
    fd_set writes = {.fd_count = 1, .fd_array = {who->s}}, excepts = writes;
    struct timeval left = time_left(deadline_ns);
    INT err = WS2_OK, failed = 0;
    int res =
        who->proc->lpWSPSelect(0, NULL, &writes, &excepts,
                               deadline_ns == OS_FOREVER ? NULL : &left, &err);

    if (res == SOCKET_ERROR)
        return ended(res, err);
    *late = res == 0;
    if (*late)
        return WSAETIMEDOUT;
    if (excepts.fd_count == 0)
        return WS2_OK;
    (void)option(who, SOL_SOCKET, SO_ERROR, &failed, sizeof(failed));
    return failed != 0 ? failed : WSAECONNREFUSED;
}

static ws2_err attempt(void *socket, const struct sockaddr *to, int len,
                       int64_t deadline_ns, bool *goes_on)
{
    const struct ws2_who *who = socket;
    bool late = false;
    INT err = WS2_OK;
    int res =
        who->proc->lpWSPConnect(who->s, to, len, NULL, NULL, NULL, NULL, &err);
    ws2_err ends = ended(res, err);

    if (ends == WSAEWOULDBLOCK)
        ends = outcome_wait(who, deadline_ns, &late);
    *goes_on =
        ends != WSAEFAULT && ends != WSAENOTSOCK && ends != WSAEINTR && !late;
    return ends;
}

ws2_err ws2_who_connect_any(const struct ws2_who *who,
                            const SOCKET_ADDRESS *list, unsigned count,
                            int64_t deadline_ns, bool cut)
{
    struct ws2_who layered = *who;
    const struct ws2_attempts attempts = {.family = who->family,
                                          .deadline_ns = deadline_ns,
                                          .cut = cut,
                                          .one = attempt,
                                          .socket = &layered};

    return who->sk != NULL
               ? ws2_sock_connect_any(who->sk, list, count, deadline_ns, cut)
               : ws2_connect_each(&attempts, list, count);
}
