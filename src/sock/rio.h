/* SPDX-License-Identifier: MIT */
/* Registered I/O: completion queues (riocq.c), request queues (riorq.c) and
 * requests (rioreq.c).
 *
 * A socket has at most one request queue. Its requests lie in two rings of
 * fixed size, and their ends in the ring of a completion queue, where room is
 * reserved for all that may be outstanding: nothing is allocated for a request.
 * The engine (io/io.h) makes the attempts and keeps their order, so that the
 * slots of a ring become free in the order in which they were taken.
 *
 * The socket's channel is where the completion queue's consumer will drive it:
 * in the set of the port that is notified; in the reactor's, when an event is;
 * else in a set of the queue's own, which dequeuing drives, and the reactor
 * when nobody does.
 *
 * Windows asks the program for one thread at a time on a queue. Here more than
 * one find locks that are free otherwise. Lock order: a ring of requests
 * (rio_side.lock), a channel's, a completion queue's ring, a port's. */
#ifndef WS2_SOCK_RIO_H
#define WS2_SOCK_RIO_H

#include <winsock2.h>
#include <mswsock.h>

#include "handle/handle.h"
#include "io/io.h"
#include "os/lock.h"
#include "os/sock.h"

struct ws2_sock;
struct ws2_rio_cq;
struct ws2_rio_rq;

enum ws2_rio_way { WS2_RIO_RECV, WS2_RIO_SEND, WS2_RIO_WAYS };

/* A request's end. */
struct ws2_rio_entry {
    RIORESULT result;
    struct ws2_rio_rq *rq; /* kept until this is dequeued */
    uint8_t way;           /* enum ws2_rio_way */
    bool notifies;
};

/* riocq.c: the functions of the table. */
ws2_err ws2_rio_cq_new(DWORD size, const RIO_NOTIFICATION_COMPLETION *notify,
                       RIO_CQ *out);
void ws2_rio_cq_close(RIO_CQ id);
ws2_err ws2_rio_cq_resize(RIO_CQ id, DWORD size);
ws2_err ws2_rio_cq_notify(RIO_CQ id);
ULONG ws2_rio_cq_dequeue(RIO_CQ id, RIORESULT *out, ULONG max);

/* For request queues. _get: with a reference, or NULL. */
struct ws2_rio_cq *ws2_rio_cq_get(RIO_CQ id);
void ws2_rio_cq_drop(struct ws2_rio_cq *cq);
/* ws2_op_home: to where the queue's consumer sees edges. */
ws2_err ws2_rio_cq_house(struct ws2_rio_cq *cq, struct ws2_sock *sk,
                         struct ws2_obj **left);
bool ws2_rio_cq_reserve(struct ws2_rio_cq *cq, uint32_t n);
void ws2_rio_cq_unreserve(struct ws2_rio_cq *cq, uint32_t n);
void ws2_rio_cq_attached(struct ws2_rio_cq *cq); /* its set has a channel */
void ws2_rio_cq_put(struct ws2_rio_cq *cq, const struct ws2_rio_entry *entry);

/* riorq.c */
struct ws2_rio_rq_args {
    ULONG max[WS2_RIO_WAYS], buffers[WS2_RIO_WAYS];
    RIO_CQ cq[WS2_RIO_WAYS];
    PVOID context;
};
ws2_err ws2_rio_rq_open(SOCKET s, const struct ws2_rio_rq_args *args,
                        RIO_RQ *out);
ws2_err ws2_rio_rq_resize(RIO_RQ id, DWORD max_recv, DWORD max_send);

void ws2_rio_stop(struct ws2_sock *sk); /* closesocket: all requests end */
void ws2_rio_forget(
    struct ws2_sock *sk); /* the socket goes, its channel went */

/* An entry was dequeued, or nobody will. */
void ws2_rio_rq_release(const struct ws2_rio_entry *entry);

/* rioreq.c */
struct ws2_rio_args {
    const RIO_BUF *data;
    ULONG count;
    bool ex; /* the rest is there */
    const RIO_BUF *local, *remote, *control, *flags_out;
    DWORD flags; /* RIO_MSG_* */
    PVOID context;
};
ws2_err ws2_rio_request(RIO_RQ id, enum ws2_rio_way way,
                        const struct ws2_rio_args *args);

#endif
