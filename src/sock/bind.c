/* SPDX-License-Identifier: MIT */
/* Local names: bind, the implicit bind, getsockname and getpeername. */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include <afunix.h>

#include "os/fork.h"
#include "sock/join.h"
#include "sock/qos.h"
#include "sock/rcvall.h"
#include "sock/reserve.h"
#include "sock/sock.h"
#include "sock/wsp.h"

/* Guards the moment in which a socket may share its port; see bind_tcp. */
static pthread_mutex_t bind_lock = PTHREAD_MUTEX_INITIALIZER;

static void bind_forked(void)
{
    bind_lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}
OS_IN_FORKED_CHILD(bind_forked)

/* Windows lets a server take its port again while old connections are in
 * TIME_WAIT, and refuses while another socket is bound. Linux does so only
 * with SO_REUSEADDR on every socket concerned, but then also lets two bound
 * sockets share a port until one listens. So the option is on for the second
 * try alone, and again once the socket listens (which accepted sockets, and
 * so their TIME_WAIT, inherit). */
static int bind_tcp(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss, int len)
{
    int res;

    pthread_mutex_lock(&bind_lock);
    res = os_bind(sk->fd, ss, len);
    if (res == -EADDRINUSE && os_reuse_timewait(sk->fd, true) == 0) {
        res = os_bind(sk->fd, ss, len);
        os_reuse_timewait(sk->fd, false);
    }
    pthread_mutex_unlock(&bind_lock);
    return res;
}

static u_short addr_port(const SOCKADDR_STORAGE *ss)
{
    return ((const struct sockaddr_in *)ss)->sin_port; /* IPv6's too */
}

struct holder { /* of a port, that does not share it */
    const struct ws2_sock *asks;
    u_short port_be;
    bool found;
};

static void holder_look(ws2_handle h, struct ws2_obj *obj, void *arg)
{
    struct ws2_sock *sk = (struct ws2_sock *)obj;
    struct holder *holder = arg;
    SOCKADDR_STORAGE ss;
    int len = 0;

    (void)h;
    if (!sock_has(sk, SK_EXCLUSIVE) || !sock_has(sk, SK_BOUND) ||
        sk->family != holder->asks->family || sk->type != holder->asks->type)
        return;
    if (os_sockname(sk->fd, &ss, &len) == 0 && ws2_addr_is_any(&ss) &&
        addr_port(&ss) == holder->port_be)
        holder->found = true;
}

/* Windows has two codes for a port that is taken: WSAEACCES to a socket that
 * meant to share it, or that wants a part of what another one holds
 * exclusively. Linux does not tell who holds it; of this process we know. */
static ws2_err taken(const struct ws2_sock *sk, const SOCKADDR_STORAGE *ss)
{
    struct holder holder = {sk, addr_port(ss), false};

    if (sk->family == AF_UNIX)
        return WSAEADDRINUSE;
    if (holder.port_be == 0)
        return WSAENOBUFS; /* no port is left: "too many connections" */
    if (!sock_has(sk, SK_REUSE) && !ws2_addr_is_any(ss))
        ws2_handle_each(WS2_KIND_SOCKET, holder_look, &holder);
    return sock_has(sk, SK_REUSE) || holder.found ? WSAEACCES : WSAEADDRINUSE;
}

static int bind_fd(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss, int len)
{
    return sock_is_tcp(sk) ? bind_tcp(sk, ss, len) : os_bind(sk->fd, ss, len);
}

static int bind_now(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss, int len)
{
    bool tcp = sock_is_tcp(sk);
    int res;

    if (sock_has(sk, SK_BOUND))
        return -EINVAL; /* meanwhile */
    if (sock_has(sk, SK_REUSE | SK_SHARES)) {
        os_share_port(sk->fd, true);
        if (tcp) /* else bind_tcp's second try would share with anybody */
            os_reuse_timewait(sk->fd, false);
    }
    res = sock_rare(sk)->ports.token != 0
              ? ws2_reserve_bind(sk, ss, len, bind_fd)
              : bind_fd(sk, ss, len);
    if (res >= 0)
        sock_set(sk, SK_BOUND);
    return res;
}

/* The lock is for two threads' first sends, which bind once. Not for paths,
 * whose file system can take its time. */
static ws2_err bind_to(struct ws2_sock *sk, const SOCKADDR_STORAGE *ss, int len)
{
    bool locked = sk->family != AF_UNIX;
    int res;

    if (locked)
        ws2_lock_take(&sk->lock);
    res = bind_now(sk, ss, len);
    if (locked)
        ws2_lock_drop(&sk->lock);
    return res == -EADDRINUSE ? taken(sk, ss)
                              : ws2_err_from_res(WS2_OP_BIND, res);
}

ws2_err ws2_sock_bind(struct ws2_sock *sk, const struct sockaddr *name,
                      int namelen)
{
    SOCKADDR_STORAGE ss;
    int len;
    ws2_err err;

    if (sock_has(sk, SK_BOUND | SK_CONNECTING))
        return WSAEINVAL; /* Windows looks at the state before the name */
    err = ws2_addr_in(sk, name, namelen, WSAEFAULT, &ss, &len);
    if (err != WS2_OK)
        return err;
    if (sk->type == SOCK_DGRAM && ws2_addr_is_broadcast(&ss) &&
        !sock_has(sk, SK_BROADCAST))
        return WSAEACCES;
    return bind_to(sk, &ss, len);
}

int ws2_sock_bind_reserved(struct ws2_sock *sk)
{
    SOCKADDR_STORAGE ss = {.ss_family = sk->family};
    int len = sk->family == AF_INET ? sizeof(struct sockaddr_in)
                                    : sizeof(struct sockaddr_in6);
    int res;

    if (sock_has(sk, SK_BOUND))
        return 0;
    ws2_lock_take(&sk->lock);
    res = bind_now(sk, &ss, len);
    ws2_lock_drop(&sk->lock);
    return res;
}

ws2_err ws2_sock_bind_any(struct ws2_sock *sk)
{
    SOCKADDR_STORAGE ss = {.ss_family = sk->family};
    int len = sk->family == AF_INET ? sizeof(struct sockaddr_in)
                                    : sizeof(struct sockaddr_in6);
    ws2_err err;

    if (sock_has(sk, SK_BOUND) || sk->family == AF_UNIX)
        return WS2_OK;
    err = bind_to(sk, &ss, len);
    if (err == WS2_OK)
        ws2_qos_moved(sk);
    return sock_has(sk, SK_BOUND) ? WS2_OK : err;
}

/* Windows fills a whole SOCKADDR_UN, also for an unnamed socket. */
static ws2_err name_out(const struct ws2_sock *sk, SOCKADDR_STORAGE *ss,
                        int len, struct sockaddr *name, int *namelen)
{
    if (sk->family == AF_UNIX) {
        memset((char *)ss + len, 0, sizeof(*ss) - (size_t)len);
        len = sizeof(struct sockaddr_un);
    }
    return ws2_addr_out(ss, len, name, namelen);
}

ws2_err ws2_sock_name(struct ws2_sock *sk, struct sockaddr *name, int *namelen)
{
    SOCKADDR_STORAGE ss;
    int len = 0;
    ws2_err err;

    if (!sock_has(sk, SK_BOUND | SK_CONNECTING | SK_CONNECTED))
        return WSAEINVAL;
    if (ws2_is_capturing(sk)) {
        struct ws2_capture *capture = ws2_capture_of(sk);

        return ws2_addr_out(&capture->name, capture->len, name, namelen);
    }
    err = ws2_err_from_res(WS2_OP_GETNAME, os_sockname(sk->fd, &ss, &len));
    return err != WS2_OK ? err : name_out(sk, &ss, len, name, namelen);
}

ws2_err ws2_sock_peer(struct ws2_sock *sk, struct sockaddr *name, int *namelen)
{
    const struct sockaddr *peer;
    SOCKADDR_STORAGE ss;
    int len = 0;
    ws2_err err;

    if (sock_has(sk, SK_CONNECTING))
        ws2_sock_refresh(sk);
    peer = ws2_leaf_peer(sk, &len);
    if (peer != NULL) {
        memcpy(&ss, peer, (size_t)len);
        return ws2_addr_out(&ss, len, name, namelen);
    }
    if (!sock_has(sk, SK_CONNECTED))
        return WSAENOTCONN;
    err = ws2_err_from_res(WS2_OP_GETNAME, os_peername(sk->fd, &ss, &len));
    return err != WS2_OK ? err : name_out(sk, &ss, len, name, namelen);
}
