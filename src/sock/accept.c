/* SPDX-License-Identifier: MIT */
/* accept, and WSAAccept with its condition function.
 *
 * Linux has completed the handshake before a program sees a connection, so the
 * condition function decides about one that exists: CF_REJECT resets it, and
 * what CF_DEFER leaves undecided is kept in the listener, ahead of the kernel's
 * queue. sock.lock guards that list; nothing is held while the condition
 * function runs, which may call Windows Sockets and even close the listener.
 * Microsoft Learn, "WSAAccept function". */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include <afunix.h>

#include "os/mem.h"
#include "sock/netevents.h"
#include "sock/op.h"
#include "sock/qos.h"
#include "sock/rare.h"

struct ws2_request { /* a connection that waits for a decision */
    struct ws2_request *next;
    int fd, len;
    bool offered; /* to a condition function */
    SOCKADDR_STORAGE peer;
};

static bool deferred_take(struct ws2_sock *sk, struct ws2_request *req)
{
    struct ws2_request *first = NULL;
    struct ws2_rare *rare;

    if (!ws2_sock_has_deferred(sk))
        return false;
    rare = sock_rare_made(sk);
    ws2_lock_take(&sk->lock);
    first = atomic_load(&rare->deferred);
    if (first != NULL)
        atomic_store(&rare->deferred, first->next);
    ws2_lock_drop(&sk->lock);
    if (first == NULL)
        return false;
    *req = *first;
    free(first);
    return true;
}

/* Back to the head of the queue; whoever waits for a connection looks again. */
static ws2_err deferred_put(struct ws2_sock *sk, const struct ws2_request *req)
{
    struct ws2_rare *rare = ws2_rare_need(sk);
    struct ws2_request *first;

    if (rare == NULL)
        return WSAENOBUFS;
    first = malloc(sizeof(*first));
    if (first == NULL)
        return WSAENOBUFS;
    *first = *req;
    ws2_lock_take(&sk->lock);
    first->next = atomic_load(&rare->deferred);
    atomic_store(&rare->deferred, first);
    ws2_lock_drop(&sk->lock);
    ws2_sock_wake(sk);
    ws2_op_look(sk);
    return WS2_OK;
}

static void connection_refuse(int fd)
{
    os_linger(fd, true, 0); /* the peer sees a reset */
    os_close(fd);
}

void ws2_sock_drop_deferred(struct ws2_sock *sk)
{
    struct ws2_rare *rare = sock_rare_made(sk);
    struct ws2_request *req, *next;

    if (rare == NULL)
        return;
    for (req = atomic_load(&rare->deferred); req != NULL; req = next) {
        next = req->next;
        connection_refuse(req->fd);
        free(req);
    }
    atomic_store(&rare->deferred, NULL);
}

/* A peer that reset the connection meanwhile: Linux hands the socket out all
 * the same. */
int ws2_sock_accept_once(struct ws2_sock *sk, SOCKADDR_STORAGE *peer, int *len)
{
    struct ws2_request req;
    int res;

    if (!deferred_take(sk, &req))
        req.fd = os_accept(sk->fd, &req.peer, &req.len);
    if (req.fd < 0)
        return req.fd;
    res = sk->family == AF_UNIX ? 0 : os_socket_error(req.fd);
    if (res < 0) {
        os_close(req.fd);
        return res;
    }
    *peer = req.peer;
    *len = req.len;
    return req.fd;
}

static ws2_err request_wait(struct ws2_sock *sk, struct ws2_request *req)
{
    struct ws2_wait wait = {0};

    for (;;) {
        ws2_err err;

        if (deferred_take(sk, req))
            return WS2_OK;
        req->fd = os_accept(sk->fd, &req->peer, &req->len);
        if (req->fd >= 0)
            return WS2_OK;
        if (sock_has(sk, SK_CLOSED))
            return WSAEINTR;
        if (req->fd != -EAGAIN || sock_has(sk, SK_NONBLOCK))
            return ws2_err_from_res(WS2_OP_ACCEPT, req->fd);
        err = ws2_sock_wait(sk, OS_IN, 0, &wait);
        if (err != WS2_OK)
            return err;
    }
}

/* A peer that reset the connection meanwhile: Linux hands the socket out all
 * the same. One that a condition function has seen was "withdrawn". */
static ws2_err request_check(const struct ws2_sock *sk,
                             const struct ws2_request *req, bool conditional)
{
    int res = sk->family == AF_UNIX ? 0 : os_socket_error(req->fd);

    if (res == 0)
        return WS2_OK;
    if (req->offered && conditional)
        return WSAEACCES;
    return ws2_err_from_res(WS2_OP_ACCEPT, res);
}

/* Asks the condition function. There is no connect data; a socket group that
 * it asks for is not made. qos: where it says which quality it wants, or
 * NULL. */
static int condition_call(const struct ws2_accept_args *args,
                          struct ws2_request *req, QOS *qos)
{
    SOCKADDR_STORAGE local = {0};
    WSABUF caller = {0}, callee = {0}, data = {0};
    GROUP group = 0;
    int len = 0;

    os_sockname(req->fd, &local, &len);
    if (req->peer.ss_family == AF_UNIX)
        len = sizeof(struct sockaddr_un); /* zero past the name */
    caller.len = (u_long)req->len;
    caller.buf = (char *)&req->peer;
    callee.len = (u_long)len;
    callee.buf = (char *)&local;
    return args->condition(&caller, NULL, qos, NULL, &callee, &data, &group,
                           args->callback_data);
}

/* On failure the connection is no more the caller's. */
static ws2_err request_decide(struct ws2_sock *sk, struct ws2_request *req,
                              const struct ws2_accept_args *args, QOS *qos)
{
    SOCKADDR_STORAGE peer = req->peer; /* what the function may write over */
    int answer = condition_call(args, req, qos);
    ws2_err err = WS2_OK;

    req->peer = peer;
    req->offered = true;
    if (sock_has(sk, SK_CLOSED))
        err = WSAEINTR; /* the queue is closed with the listener */
    else if (answer == CF_REJECT)
        err = WSAECONNREFUSED;
    else if (answer == CF_ACCEPT)
        return WS2_OK;
    else
        err = deferred_put(sk, req);
    if (err != WS2_OK) {
        connection_refuse(req->fd);
        return err;
    }
    return answer == CF_DEFER ? WSATRY_AGAIN : WSAEINVAL;
}

static ws2_err request_next(struct ws2_sock *sk, struct ws2_request *req,
                            const struct ws2_accept_args *args, QOS *qos)
{
    const bool conditional = args->condition != NULL;
    ws2_err err = request_wait(sk, req);

    if (err != WS2_OK)
        return err;
    if (sk->family == AF_UNIX)
        req->len = sizeof(struct sockaddr_un); /* zero past the name */
    err = request_check(sk, req, conditional);
    if (err == WS2_OK && conditional) {
        err = request_decide(sk, req, args, qos);
        if (err != WS2_OK)
            return err;
        err = request_check(sk, req, conditional);
    }
    if (err != WS2_OK)
        os_close(req->fd);
    return err;
}

/* As a condition function finds it on Windows 2000. */
#define UNSET_FLOW                                                             \
    {                                                                          \
        QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED,               \
            QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED,           \
            QOS_NOT_SPECIFIED, QOS_NOT_SPECIFIED                               \
    }

/* The caller's pointers are tested before a connection is taken off the queue,
 * so that a bad one loses nothing. */
static ws2_err args_check(const struct ws2_sock *sk,
                          const struct ws2_accept_args *args)
{
    int need = sk->family == AF_INET    ? (int)sizeof(struct sockaddr_in)
               : sk->family == AF_INET6 ? (int)sizeof(struct sockaddr_in6)
                                        : (int)sizeof(struct sockaddr_un);
    void *code = (void *)(uintptr_t)args->condition;
    int room;

    if (code != NULL && !os_mem_readable(code, 1))
        return WSAEFAULT;
    if (args->addr == NULL || args->addrlen == NULL)
        return WS2_OK; /* either alone suppresses the address */
    if (os_mem_copy_in(&room, args->addrlen, sizeof(room)) != 0 ||
        room < need || !os_mem_writable(args->addrlen, sizeof(room)) ||
        !os_mem_writable(args->addr, (size_t)need))
        return WSAEFAULT;
    return WS2_OK;
}

/* On failure the connection is closed. */
static ws2_err selection_inherit(SOCKET s, struct ws2_sock *listener)
{
    struct ws2_sock *sk;
    ws2_err err;

    if (!ws2_netevents_selected(listener))
        return WS2_OK;
    err = ws2_sock_pin(s, &sk);
    if (err != WS2_OK)
        return err;
    err = ws2_netevents_inherit(sk, listener);
    ws2_sock_unpin(s);
    if (err != WS2_OK)
        ws2_sock_close(s);
    return err;
}

/* On failure the connection is closed. */
static ws2_err quality_inherit(SOCKET s, const struct ws2_sock *listener,
                               const QOS *wanted)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err != WS2_OK)
        return err;
    err = ws2_qos_accepted(sk, listener, wanted);
    ws2_sock_unpin(s);
    if (err != WS2_OK)
        ws2_sock_close(s);
    return err;
}

ws2_err ws2_sock_accept(struct ws2_sock *sk, const struct ws2_accept_args *args,
                        SOCKET *out)
{
    struct ws2_request req = {.fd = -1};
    bool offered = sock_is_tcp(sk) && ws2_qos_is_offered(sk);
    QOS qos = {.SendingFlowspec = UNSET_FLOW, .ReceivingFlowspec = UNSET_FLOW};
    ws2_err err;

    if (!sock_is_stream(sk))
        return WSAEOPNOTSUPP;
    if (!sock_has(sk, SK_LISTENING))
        return WSAEINVAL;
    err = args_check(sk, args);
    if (err == WS2_OK)
        err = request_next(sk, &req, args, offered ? &qos : NULL);
    if (err == WS2_OK)
        err = ws2_sock_adopt(sk, req.fd, out);
    if (err == WS2_OK)
        err = selection_inherit(*out, sk);
    if (err == WS2_OK && offered)
        err = quality_inherit(*out, sk, args->condition != NULL ? &qos : NULL);
    if (err != WS2_OK || args->addr == NULL || args->addrlen == NULL)
        return err;
    err = ws2_addr_out(&req.peer, req.len, args->addr, args->addrlen);
    if (err != WS2_OK)
        ws2_sock_close(*out); /* memory went away while we waited */
    return err;
}
