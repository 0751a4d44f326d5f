/* SPDX-License-Identifier: MIT */
/* The attempts at requests of registered I/O: those of send.c and recv.c, with
 * what lies in the slices of the Ex functions. Several requests that wait are
 * tried with one system call first (riobatch.h). Pages "LPFN_RIORECEIVEEX" and
 * "LPFN_RIOSENDEX". */
#include <string.h>

#include <ws2ipdef.h>

#include "os/mem.h"
#include "sock/cmsg.h"
#include "sock/plain.h"
#include "sock/riobatch.h"
#include "sock/riobuf.h"
#include "sock/riorq.h"

/* One attempt with what is left of the buffer. */
static ws2_err data_once(struct rio_request *r, struct os_msg *msg,
                         ws2_sock_try *once, int flags)
{
    struct ws2_bufs b;
    struct os_buf data = r->data;
    ws2_err err;

    ws2_bufs_borrow(&b, &data, 1);
    err = once(r->rq->sk, &b, msg, &r->moved, flags);
    ws2_bufs_free(&b);
    r->data = data;
    return err;
}

static bool is_plain(const struct rio_request *r)
{
    return sock_is_stream(r->rq->sk) && r->data.len != 0;
}

static ws2_err receive_once(struct rio_request *r, struct os_msg *msg)
{
    struct ws2_sock *sk = r->rq->sk;

    if (is_plain(r) && !r->wait_all)
        return ws2_plain_recv(sk, sk->fd, r->data.base, r->data.len, &r->moved);
    return data_once(r, msg, ws2_sock_recv_try, r->wait_all ? MSG_WAITALL : 0);
}

/* The name of a connection's end, into a slice. */
static ws2_err name_out(const struct ws2_sock *sk, const struct os_buf *slice,
                        int (*name)(int fd, void *addr, int *len))
{
    SOCKADDR_STORAGE ss;
    int len, res;

    if (slice->base == NULL)
        return WS2_OK;
    res = name(sk->fd, &ss, &len);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_GETNAME, res);
    return os_mem_copy_out(slice->base, &ss, sizeof(SOCKADDR_INET)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

static ws2_err flags_out(const struct rio_slices *s, ULONG flags)
{
    if (s->flags.base == NULL ||
        os_mem_copy_out(s->flags.base, &flags, sizeof(flags)) == 0)
        return WS2_OK;
    return WSAEFAULT;
}

/* Where a datagram was sent to: the address among the items, the port of the
 * socket's name. */
static void local_of(const struct os_control *control, SOCKADDR_INET *local)
{
    struct os_cmsg item;
    unsigned at = 0;

    while (os_control_next(control, &at, &item)) {
        if (item.level == IPPROTO_IP && item.type == IP_PKTINFO)
            memcpy(&local->Ipv4.sin_addr, item.data,
                   sizeof(local->Ipv4.sin_addr));
        if (item.level == IPPROTO_IPV6 && item.type == IPV6_PKTINFO)
            memcpy(&local->Ipv6.sin6_addr, item.data,
                   sizeof(local->Ipv6.sin6_addr));
    }
}

static ws2_err local_out(const struct ws2_sock *sk, const struct rio_slices *s,
                         const struct os_control *control)
{
    union {
        SOCKADDR_STORAGE room;
        SOCKADDR_INET inet;
    } name;
    int len, res;

    if (s->local.base == NULL)
        return WS2_OK;
    res = os_sockname(sk->fd, &name.room, &len);
    if (res < 0)
        return ws2_err_from_res(WS2_OP_GETNAME, res);
    local_of(control, &name.inet);
    return os_mem_copy_out(s->local.base, &name.inet, sizeof(name.inet)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

static ws2_err control_out(const struct ws2_sock *sk,
                           const struct rio_slices *s,
                           const struct os_control *control, ULONG *flags)
{
    RIO_CMSG_BUFFER head;
    WSABUF items;
    ws2_err err;

    if (s->control.base == NULL)
        return WS2_OK;
    items.buf = s->control.base + RIO_CMSG_BASE_SIZE;
    items.len = s->control.len - (ULONG)RIO_CMSG_BASE_SIZE;
    err = ws2_control_out(sk, control, &items, flags);
    if (err != WS2_OK)
        return err;
    head.TotalLength = (ULONG)RIO_CMSG_BASE_SIZE + items.len;
    return os_mem_copy_out(s->control.base, &head, sizeof(head)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

/* A datagram with what RIOReceiveEx asks for beside it. The sender's address
 * goes where it is wanted at once. */
static ws2_err receive_more(struct rio_request *r)
{
    const ULONG told = MSG_TRUNC | MSG_CTRUNC | MSG_BCAST | MSG_MCAST;
    const struct rio_slices *s = r->slices;
    struct ws2_sock *sk = r->rq->sk;
    struct os_control control;
    struct os_msg msg = {.name = s->remote.base};
    ULONG flags;
    ws2_err err, failed;

    if (s->local.base != NULL || s->control.base != NULL ||
        s->flags.base != NULL) {
        ws2_control_ask(sk);
        control.len = 0;
        msg.control = &control;
    }
    err = receive_once(r, &msg);
    if (err != WS2_OK && err != WSAEMSGSIZE)
        return err;
    flags = (ULONG)msg.flags & told;
    failed = msg.control != NULL ? local_out(sk, s, &control) : WS2_OK;
    if (failed == WS2_OK && msg.control != NULL)
        failed = control_out(sk, s, &control, &flags);
    if (failed == WS2_OK)
        failed = flags_out(s, flags);
    return failed != WS2_OK ? failed : err;
}

static ws2_err receive_dgram(struct rio_request *r)
{
    struct os_msg msg = {0};
    ws2_err err = r->slices != NULL ? receive_more(r) : receive_once(r, &msg);

    /* without a buffer the data is not wanted */
    return err == WSAEMSGSIZE && r->id == NULL ? WS2_OK : err;
}

static ws2_err receive_stream(struct rio_request *r)
{
    struct ws2_sock *sk = r->rq->sk;
    struct os_msg msg = {0};
    ws2_err err = receive_once(r, &msg);

    if (err != WS2_OK || r->slices == NULL)
        return err;
    err = name_out(sk, &r->slices->local, os_sockname);
    if (err == WS2_OK)
        err = name_out(sk, &r->slices->remote, os_peername);
    return err == WS2_OK ? flags_out(r->slices, 0) : err;
}

static enum ws2_io_result ended(struct rio_request *r, ws2_err err,
                                bool drained)
{
    if (err == WS2_AGAIN)
        return WS2_IO_AGAIN;
    r->err = err;
    return drained ? WS2_IO_DRAINED : WS2_IO_DONE;
}

/* What a batch brought, for this request or the first of several. */
static enum ws2_io_result brought(const struct rio_request *r)
{
    return r->drained ? WS2_IO_DRAINED : WS2_IO_DONE;
}

static enum ws2_io_result receive_attempt(struct ws2_io_op *op, int fd)
{
    struct rio_request *r = (struct rio_request *)op;
    struct ws2_sock *sk = r->rq->sk;
    DWORD before = r->moved, room = r->data.len;
    ws2_err err;

    (void)fd; /* the socket's */
    if (r->done || ws2_rio_batch_recv(r))
        return brought(r);
    err = rio_is_gone(r) ? WSAEFAULT : ws2_sock_recv_check(sk, 0, true);
    if (err != WS2_OK)
        return ended(r, err, false);
    if (!sock_is_stream(sk))
        return ended(r, receive_dgram(r), false);
    err = receive_stream(r); /* less than there was room for: that was all */
    return ended(r, err, err == WS2_OK && r->moved - before < room);
}

static ws2_err control_in(const struct ws2_sock *sk, const struct os_buf *slice,
                          struct os_control *out)
{
    RIO_CMSG_BUFFER head;
    WSABUF items;

    if (os_mem_copy_in(&head, slice->base, sizeof(head)) != 0)
        return WSAEFAULT;
    if (head.TotalLength > slice->len || head.TotalLength < RIO_CMSG_BASE_SIZE)
        return WSAEINVAL;
    items.buf = slice->base + RIO_CMSG_BASE_SIZE;
    items.len = head.TotalLength - (ULONG)RIO_CMSG_BASE_SIZE;
    return ws2_control_in(sk, &items, out);
}

static ws2_err send_once(struct rio_request *r, struct os_msg *msg)
{
    struct ws2_sock *sk = r->rq->sk;

    if (is_plain(r))
        return ws2_plain_send(sk, sk->fd, &r->data, &r->moved);
    return data_once(r, msg, ws2_sock_send_try, 0);
}

/* To an address, or with control data. */
static ws2_err send_more(struct rio_request *r)
{
    const struct rio_slices *s = r->slices;
    struct ws2_sock *sk = r->rq->sk;
    struct os_control control;
    SOCKADDR_STORAGE to;
    struct os_msg msg = {.name = &to};
    ws2_err err = ws2_sock_dgram_check(
        sk, 0, (const struct sockaddr *)(const void *)s->remote.base,
        sizeof(SOCKADDR_INET), &msg);

    if (err == WS2_OK && s->control.base != NULL) {
        err = control_in(sk, &s->control, &control);
        msg.control = &control;
    }
    if (err == WS2_OK && s->remote.base != NULL && !sock_has(sk, SK_BOUND))
        err = ws2_sock_bind_any(sk);
    if (err == WS2_OK)
        err = send_once(r, &msg);
    return err == WS2_OK ? flags_out(s, 0) : err;
}

static enum ws2_io_result send_attempt(struct ws2_io_op *op, int fd)
{
    struct rio_request *r = (struct rio_request *)op;
    struct ws2_sock *sk = r->rq->sk;
    struct os_msg msg = {0};
    ws2_err err;

    (void)fd; /* the socket's */
    if (r->done || ws2_rio_batch_send(r))
        return brought(r);
    if (rio_is_gone(r))
        return ended(r, WSAEFAULT, false);
    if (r->slices != NULL && !sock_is_stream(sk))
        return ended(r, send_more(r), false);
    err = ws2_sock_send_check(sk, 0);
    return ended(r, err == WS2_OK ? send_once(r, &msg) : err, false);
}

static void receive_done(struct ws2_io_op *op, void *now)
{
    (void)now;
    ws2_rio_end((struct rio_request *)op, WS2_RIO_RECV);
}

static void send_done(struct ws2_io_op *op, void *now)
{
    (void)now;
    ws2_rio_end((struct rio_request *)op, WS2_RIO_SEND);
}

const struct ws2_io_ops ws2_rio_recv_ops = {.attempt = receive_attempt,
                                            .done = receive_done};
const struct ws2_io_ops ws2_rio_send_ops = {.attempt = send_attempt,
                                            .done = send_done};
