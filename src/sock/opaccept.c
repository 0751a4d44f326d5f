/* SPDX-License-Identifier: MIT */
/* AcceptEx. The operation waits at the listener for a connection, which takes
 * the place of the descriptor that the accept socket was made with; if data is
 * wanted too it goes on to wait at the accept socket. CancelIoEx of the
 * listener, and its end, reach it there as well. Microsoft Learn, "AcceptEx
 * function". */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "os/mem.h"
#include "sock/extension.h"
#include "sock/netevents.h"
#include "sock/op.h"

struct op_accept {
    struct ws2_op op;
    struct ws2_sock *listener;
    struct ws2_sock *sk; /* a reference: the handle may be closed */
    struct ws2_sock *held;
    PVOID out;
    DWORD data_len, local_len, remote_len;
};

static void accept_free(struct ws2_op *op)
{
    struct op_accept *a = (struct op_accept *)op;

    sock_clear(a->sk, SK_ACCEPTING);
    ws2_obj_put(&a->sk->so.obj);
}

/* An address into its part of the buffer; GetAcceptExSockaddrs finds it. */
static ws2_err address_put(struct op_accept *a, DWORD at, DWORD room,
                           const SOCKADDR_STORAGE *ss, int len)
{
    char part[sizeof(*ss)] = {0};

    memcpy(part, ss, (size_t)len);
    if (room > sizeof(part))
        room = sizeof(part);
    return os_mem_copy_out((char *)a->out + at, part, room) == 0 ? WS2_OK
                                                                 : WSAEFAULT;
}

static ws2_err addresses_put(struct op_accept *a, const SOCKADDR_STORAGE *peer,
                             int peerlen)
{
    SOCKADDR_STORAGE local = {0};
    int len = 0;
    ws2_err err;

    os_sockname(a->sk->fd, &local, &len);
    err = address_put(a, a->data_len, a->local_len, &local, len);
    return err != WS2_OK ? err
                         : address_put(a, a->data_len + a->local_len,
                                       a->remote_len, peer, peerlen);
}

/* The first data of the connection that is there. */
static ws2_err data_attempt(struct op_accept *a, bool *drained)
{
    long res;

    do
        res = os_recv(a->sk->fd, a->out, a->data_len, 0);
    while (res == -EINTR);
    if (res == -EAGAIN)
        return WS2_AGAIN;
    if (res < 0)
        return ws2_sock_broken(a->sk, WS2_OP_RECV, res);
    a->op.o.packet.bytes = (DWORD)res;
    *drained = (DWORD)res < a->data_len;
    return WS2_OK;
}

static ws2_err data_kind_attempt(struct ws2_op *op, bool *drained)
{
    return data_attempt((struct op_accept *)op, drained);
}

static ws2_err accept_attempt(struct ws2_op *op, bool *drained);

static struct ws2_sock *accept_origin(const struct ws2_op *op)
{
    return ((const struct op_accept *)op)->listener;
}

static struct ws2_sock *accept_target(const struct ws2_op *op)
{
    return ((const struct op_accept *)op)->sk;
}

static struct ws2_sock **accept_held(struct ws2_op *op)
{
    return &((struct op_accept *)op)->held;
}

static const struct ws2_op_transit accept_transit = {
    accept_origin, accept_target, accept_held};

static const struct ws2_op_kind accept_kind = {
    WS2_OP_IO,      WS2_IO_RECV, sizeof(struct op_accept),
    accept_attempt, accept_free, &accept_transit};
static const struct ws2_op_kind data_kind = {
    WS2_OP_IO,         WS2_IO_RECV, sizeof(struct op_accept),
    data_kind_attempt, accept_free, &accept_transit};

static ws2_err connection_adopt(struct op_accept *a, int fd)
{
    int res = os_replace(fd, a->sk->fd);

    if (res < 0)
        return ws2_err_from_res(WS2_OP_ACCEPT, res);
    ws2_op_renew(a->sk, false);
    sock_connected_now(a->sk);
    sock_set(a->sk, SK_BOUND | SK_CONNECTED | SK_ACCEPTED);
    ws2_netevents_accepted(a->sk);
    return WS2_OK;
}

static ws2_err accept_attempt(struct ws2_op *op, bool *drained)
{
    struct op_accept *a = (struct op_accept *)op;
    SOCKADDR_STORAGE peer = {0};
    bool more;
    int len = 0;
    int fd = ws2_sock_accept_once(a->listener, &peer, &len);
    ws2_err err;

    (void)drained;
    if (fd == -EAGAIN)
        return WS2_AGAIN;
    err = ws2_err_from_res(WS2_OP_ACCEPT, fd);
    if (err != WS2_OK)
        return err;
    if (sock_has(a->sk, SK_CLOSED)) {
        os_close(fd);
        return WSA_OPERATION_ABORTED;
    }
    err = connection_adopt(a, fd);
    if (err == WS2_OK)
        err = addresses_put(a, &peer, len);
    if (err != WS2_OK || a->data_len == 0)
        return err;
    err = data_attempt(a, &more);
    if (err != WS2_AGAIN)
        return err;
    op->io.ops = &data_kind.io;
    return WS2_GO_ON;
}

/* The accept socket must be as WSASocket made it. */
static ws2_err acceptex_check(const struct ws2_sock *listener,
                              const struct ws2_sock *sk,
                              const struct ws2_acceptex_args *args)
{
    DWORD least = (listener->family == AF_INET ? sizeof(struct sockaddr_in)
                                               : sizeof(struct sockaddr_in6)) +
                  16;
    uint64_t room =
        (uint64_t)args->data_len + args->local_len + args->remote_len;

    if (!sock_is_stream(listener))
        return WSAEOPNOTSUPP;
    if (!sock_has(listener, SK_LISTENING))
        return WSAEINVAL;
    if (sk->family != listener->family || sk->type != listener->type ||
        sock_has(sk, SK_BOUND | SK_CONNECTED | SK_CONNECTING | SK_LISTENING))
        return WSAEINVAL;
    if (listener->family != AF_UNIX &&
        (args->local_len < least || args->remote_len < least))
        return WSAEINVAL;
    if (args->remote_len == 0)
        return WSAEINVAL;
    if (args->received != NULL &&
        !os_mem_writable(args->received, sizeof(*args->received)))
        return WSAEFAULT;
    return os_mem_writable(args->out, room) ? WS2_OK : WSAEFAULT;
}

ws2_err ws2_op_acceptex(struct ws2_sock *listener, struct ws2_sock *sk,
                        const struct ws2_acceptex_args *args)
{
    struct ws2_op_now now;
    struct op_accept *a;
    ws2_err err = acceptex_check(listener, sk, args);

    if (err != WS2_OK)
        return err;
    if (sock_claim(sk, SK_ACCEPTING))
        return WSAEINVAL; /* another AcceptEx has it */
    a = (struct op_accept *)ws2_op_new(listener, &accept_kind);
    if (a == NULL) {
        sock_clear(sk, SK_ACCEPTING);
        return WSAENOBUFS;
    }
    ws2_obj_ref(&sk->so.obj);
    a->listener = listener;
    a->sk = sk;
    a->held = NULL;
    a->out = args->out;
    a->data_len = args->data_len;
    a->local_len = args->local_len;
    a->remote_len = args->remote_len;
    err = ws2_op_start(&a->op, args->ov, NULL, &now);
    ws2_netevents_again(listener, FD_ACCEPT);
    if (err == WS2_OK && args->received != NULL)
        *args->received = now.moved;
    return err;
}
