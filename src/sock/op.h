/* SPDX-License-Identifier: MIT */
/* Overlapped operations of sockets. An operation is an attempt that never
 * blocks, the same that the blocking calls make; the engine (io/io.h) makes it
 * when it may succeed, and the end is told by handle/overlapped.h.
 *
 * The block belongs to the engine while it is queued, and to whoever took it
 * off, cancelled or done, from then on. The program's buffers, and where it
 * wants addresses, are the program's to keep. */
#ifndef WS2_SOCK_OP_H
#define WS2_SOCK_OP_H

#include "handle/overlapped.h"
#include "io/io.h"
#include "sock/sock.h"

struct ws2_op_now { /* the outcome, when there is one before the call returns */
    bool told; /* an end that is told: success, or a datagram that was cut */
    ws2_err err;
    DWORD moved, flags;
};

/* Buffers, where they are not one. */
struct ws2_op_bufs {
    struct os_buf *at; /* where they go on */
    uint32_t n;
    struct os_buf list[];
};

enum ws2_op_room { WS2_OP_NO_BUF, WS2_OP_BUF, WS2_OP_BUFS };

/* An idle connection is one that waits in a receive: no member without need.
 * What came so far is counted in packet.bytes, and packet.err is how it ended.
 * packet.thread is who began it, for CancelIo. */
struct ws2_op {
    union {
        struct ws2_overlapped o; /* first: its block is ours */
        struct ws2_io_op io;     /* until it ends */
    };
    struct ws2_sock *sk; /* its queue holds us, not the reverse */
    union {
        char *base;               /* WS2_OP_BUF: what is left of it */
        struct ws2_op_bufs *bufs; /* WS2_OP_BUFS: ours */
    };
    uint32_t len;
    uint16_t flags; /* asked for, then what came back */
    uint8_t room;   /* enum ws2_op_room */
};

_Static_assert(sizeof(struct ws2_io_op) <= WS2_OVERLAPPED_FREE,
               "the engine's links lie where the port's will");

/* What an attempt returns besides WS2_OK, a code, and WS2_AGAIN. */
#define WS2_YIELD (-2) /* it has moved enough for now: WS2_IO_YIELD */
#define WS2_GO_ON (-3) /* the rest is waited for at the transit's target */

struct ws2_op_kind {
    struct ws2_io_ops io; /* first: WS2_OP_IO */
    enum ws2_io_side side;
    uint16_t size; /* of the block, which begins with struct ws2_op */
    /* WS2_OK or a code: the end; WS2_AGAIN, WS2_YIELD, WS2_GO_ON. *drained:
     * nothing is left. */
    ws2_err (*attempt)(struct ws2_op *op, bool *drained);
    void (*free)(struct ws2_op *op);      /* what the block owns; may be NULL */
    const struct ws2_op_transit *transit; /* or NULL */
};

enum ws2_io_result ws2_op_attempt(struct ws2_io_op *io, int fd);
void ws2_op_done(struct ws2_io_op *io, void *now); /* now: ws2_op_now */
#define WS2_OP_IO                                                              \
    {                                                                          \
        ws2_op_attempt, ws2_op_done                                            \
    }

/* Before it has ended. */
static inline const struct ws2_op_kind *ws2_op_kind(const struct ws2_op *op)
{
    return (const struct ws2_op_kind *)op->io.ops;
}

/* An operation that begins at one socket, which is to fill another and may go
 * on to wait there: AcceptEx. */
struct ws2_op_transit {
    struct ws2_sock *(*origin)(const struct ws2_op *op);
    struct ws2_sock *(*target)(const struct ws2_op *op);
    /* Where to keep a reference to the first socket while the operation is at
     * the other; NULL to begin with. */
    struct ws2_sock **(*held)(struct ws2_op *op);
};

/* A block for an operation on sk; NULL without memory. */
struct ws2_op *ws2_op_new(struct ws2_sock *sk, const struct ws2_op_kind *kind);
void ws2_op_free(struct ws2_op *op); /* one that was not started */

/* opbufs.c: copies the WSABUF array in; codes of ws2_bufs_in. */
ws2_err ws2_op_bufs(struct ws2_op *op, const WSABUF *bufs, DWORD n);

/* One attempt (ws2_sock_send_try, ws2_sock_recv_try) with the operation's
 * buffers, which go on from where it ended. */
ws2_err ws2_op_transfer(struct ws2_op *op, struct os_msg *msg,
                        ws2_sock_try *once);

/* Starts it; the block is gone afterwards. WS2_OK: done, now has the outcome
 * and the end was told. WSA_IO_PENDING: it will be. Another code: it failed,
 * and nothing is told. */
ws2_err ws2_op_start(struct ws2_op *op, LPWSAOVERLAPPED ov,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                     struct ws2_op_now *now);

/* What is queued on a channel, where it is one of these, not of registered I/O;
 * else NULL. */
const struct ws2_op *ws2_op_of(const struct ws2_io_op *io);

/* One of these, which was taken off its queue: told as aborted. */
void ws2_op_abort(struct ws2_io_op *io);

/* opcancel.c: what ends operations early. One without a port ends with the
 * calling thread; false when there is no memory to see to that. */
bool ws2_op_remember(const struct ws2_overlapped *o);

/* Cancels what is queued on sk, or of it what has this OVERLAPPED (if not
 * NULL) and was begun by this thread (if not 0). How many there were. */
unsigned ws2_op_cancel(struct ws2_sock *sk, const OVERLAPPED *ov,
                       uint32_t thread);

/* closesocket: cancels all, and lets nothing begin. */
void ws2_op_stop(struct ws2_sock *sk);

/* The socket's descriptor stands for another Linux socket now: nothing is
 * known of what is ready, and what was to be received there is cancelled.
 * sending: called by an attempt to send on sk. */
void ws2_op_renew(struct ws2_sock *sk, bool sending);

/* op.c: whether operations have been begun on sk, and none is pending. */
bool ws2_op_idle(struct ws2_sock *sk);

/* Something has come up that only we know of: pending receives look again. */
void ws2_op_look(struct ws2_sock *sk);

/* The socket goes: forgets its channel and port. */
void ws2_op_forget(struct ws2_sock *sk);

/* CreateIoCompletionPort. WSA_INVALID_PARAMETER: attached already. */
ws2_err ws2_sock_attach(struct ws2_sock *sk, struct ws2_port *port,
                        uintptr_t key);

/* The channel, made on first use in the set of the port, if there is one, else
 * in the one that a thread of ours drives. */
ws2_err ws2_op_channel(struct ws2_sock *sk, struct ws2_io_chan **out);

/* The channel, made or moved, is in this set, unless the socket is attached to
 * a port. The socket keeps the set's owner (NULL: it never goes), and gives
 * back the one before in *left, or NULL, to be put without a lock. home_lock is
 * held. */
ws2_err ws2_op_home(struct ws2_sock *sk, struct ws2_io_set *set,
                    struct ws2_obj *owner, struct ws2_obj **left);

/* optransfer.c: WSPSend and its like with overlapped. */
ws2_err ws2_op_send(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                    ws2_user_dword *sent, DWORD flags, LPWSAOVERLAPPED ov,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
ws2_err ws2_op_sendto(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                      ws2_user_dword *sent, DWORD flags,
                      const struct sockaddr *to, int tolen, LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
ws2_err ws2_op_recv(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                    ws2_user_dword *received, ws2_user_dword *flags,
                    LPWSAOVERLAPPED ov,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
ws2_err ws2_op_recvfrom(struct ws2_sock *sk, const WSABUF *bufs, DWORD nbufs,
                        ws2_user_dword *received, ws2_user_dword *flags,
                        struct sockaddr *from, int *fromlen, LPWSAOVERLAPPED ov,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* opone.c: the same in the shortest way, for one buffer and no flags. False: it
 * is not that simple, and nothing was done. */
bool ws2_op_send_one(struct ws2_sock *sk, const WSABUF *buf,
                     ws2_user_dword *sent, LPWSAOVERLAPPED ov,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, ws2_err *err);
bool ws2_op_recv_one(struct ws2_sock *sk, const WSABUF *buf,
                     ws2_user_dword *received, ws2_user_dword *flags,
                     LPWSAOVERLAPPED ov,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, ws2_err *err);
bool ws2_op_sendto_one(struct ws2_sock *sk, const WSABUF *buf,
                       ws2_user_dword *sent, const struct sockaddr *to,
                       int tolen, LPWSAOVERLAPPED ov,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                       ws2_err *err);
void ws2_op_one_done(struct ws2_io_op *io, void *now);

/* opmsg.c: WSASendMsg and WSARecvMsg. user stays the program's to keep. */
ws2_err ws2_op_sendmsg(struct ws2_sock *sk, const WSAMSG *user, DWORD flags,
                       ws2_user_dword *sent, LPWSAOVERLAPPED ov,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
ws2_err ws2_op_recvmsg(struct ws2_sock *sk, WSAMSG *user,
                       ws2_user_dword *received, LPWSAOVERLAPPED ov,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

#endif
