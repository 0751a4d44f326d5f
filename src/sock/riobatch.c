/* SPDX-License-Identifier: MIT */
/* Batches of requests; see riobatch.h.
 *
 * Those behind a request are found in two ways: it is queued in the engine, and
 * they are behind it there; or it is the first of several that are being
 * committed, and none of those is with the engine yet. The engine, or who
 * commits, meets each of them next and sees that it is done. What is out of the
 * ordinary - control data, an error, memory that is gone - ends a batch before
 * it: one request at a time is looked at closely. */
#include "sock/riobatch.h"

#include <string.h>

#include <ws2ipdef.h>

#include "os/batch.h"
#include "sock/police.h"

struct batch {
    unsigned n;
    struct rio_request *r[OS_BATCH_MAX];
};

static bool is_plain(const struct rio_request *r)
{
    const struct rio_slices *s = r->slices;

    return !r->done && !rio_is_gone(r) &&
           (s == NULL || (s->local.base == NULL && s->control.base == NULL &&
                          s->flags.base == NULL));
}

static void batch_queued(struct batch *b, struct rio_request *r)
{
    for (struct ws2_io_op *op = r->io.next;
         b->n < OS_BATCH_MAX && op != &r->io && op->ops == r->io.ops;
         op = op->next) {
        struct rio_request *next = (struct rio_request *)op;

        if (!is_plain(next))
            return;
        b->r[b->n++] = next;
    }
}

static void batch_committed(struct batch *b, const struct rio_side *side)
{
    for (uint32_t i = side->begun; b->n < OS_BATCH_MAX && i != side->next;
         i++) {
        struct rio_request *next = &side->ring[i & side->mask];

        if (!is_plain(next))
            return;
        b->r[b->n++] = next;
    }
}

/* True when there are several. */
static bool batch_find(struct batch *b, struct rio_request *r,
                       enum ws2_rio_way way)
{
    const struct rio_side *side = &r->rq->side[way];

    if (r->io.next == &r->io || (r->io.next == NULL && !side->committing) ||
        !is_plain(r))
        return false;
    b->n = 1;
    b->r[0] = r;
    if (r->io.next != NULL)
        batch_queued(b, r);
    else
        batch_committed(b, side);
    return b->n > 1;
}

static void request_done(struct rio_request *r, ws2_err err, DWORD moved)
{
    r->done = true;
    r->err = err;
    r->moved = moved;
}

bool ws2_rio_batch_recv(struct rio_request *r)
{
    struct ws2_sock *sk = r->rq->sk;
    struct os_datagram d[OS_BATCH_MAX];
    struct batch b;
    int n;

    if (sock_is_stream(sk) || !batch_find(&b, r, WS2_RIO_RECV) ||
        ws2_sock_has_error(sk) || ws2_sock_recv_check(sk, 0, true) != WS2_OK)
        return false;
    for (unsigned i = 0; i < b.n; i++) {
        d[i].buf = b.r[i]->data;
        d[i].name = b.r[i]->slices != NULL ? b.r[i]->slices->remote.base : NULL;
    }
    n = os_recv_batch(sk->fd, d, b.n);
    for (int i = 0; i < n; i++) {
        bool cut = (d[i].flags & OS_MSG_TRUNC) != 0 && b.r[i]->id != NULL;

        request_done(b.r[i], cut ? WSAEMSGSIZE : WS2_OK, d[i].moved);
    }
    if (n > 0 && (unsigned)n < b.n) /* the kernel had no more */
        b.r[n - 1]->drained = true;
    return n > 0;
}

static bool send_datagrams(struct batch *b, struct ws2_sock *sk)
{
    struct os_datagram d[OS_BATCH_MAX];
    SOCKADDR_STORAGE to[OS_BATCH_MAX];
    unsigned count;
    int n;

    if (!sock_has(sk, SK_BOUND) || ws2_sock_has_error(sk) ||
        sock_police(sk) != NULL)
        return false;
    for (count = 0; count < b->n; count++) {
        const struct rio_slices *s = b->r[count]->slices;
        struct os_msg msg = {.name = &to[count]};

        if (ws2_sock_dgram_check(sk, 0,
                                 s != NULL ? (void *)s->remote.base
                                           : (struct sockaddr *)NULL,
                                 sizeof(SOCKADDR_INET), &msg) != WS2_OK)
            break;
        d[count].buf = b->r[count]->data;
        d[count].name = msg.name;
        d[count].namelen = msg.namelen;
    }
    n = count > 1 ? os_send_batch(sk->fd, d, count) : 0;
    for (int i = 0; i < n; i++)
        request_done(b->r[i], WS2_OK, d[i].moved);
    return n > 0;
}

/* What was sent is shared out; the rest of a request that was cut is left. */
static bool send_stream(struct batch *b, struct ws2_sock *sk)
{
    struct os_buf bufs[OS_BATCH_MAX];
    struct os_msg msg = {0};
    struct ws2_bufs all = {.at = bufs, .n = b->n};
    DWORD moved = 0;

    if (ws2_sock_send_check(sk, 0) != WS2_OK)
        return false;
    for (unsigned i = 0; i < b->n; i++)
        bufs[i] = b->r[i]->data;
    ws2_sock_send_try(sk, &all, &msg, &moved, 0);
    for (unsigned i = 0; i < b->n && moved != 0; i++) {
        struct rio_request *r = b->r[i];
        DWORD part = moved < r->data.len ? moved : r->data.len;

        moved -= part;
        if (part == r->data.len) {
            request_done(r, WS2_OK, r->moved + part);
        } else {
            r->moved += part;
            r->data.base += part;
            r->data.len -= part;
        }
    }
    return b->r[0]->done;
}

bool ws2_rio_batch_send(struct rio_request *r)
{
    struct ws2_sock *sk = r->rq->sk;
    struct batch b;

    if (!batch_find(&b, r, WS2_RIO_SEND))
        return false;
    return sock_is_stream(sk) ? send_stream(&b, sk) : send_datagrams(&b, sk);
}
