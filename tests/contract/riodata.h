/* SPDX-License-Identifier: MIT */
/* What the programs on the data of registered I/O share. */
#ifndef CT_RIODATA_H
#define CT_RIODATA_H

#include "rio.h"

static inline BOOL rio_receive(RIO_RQ rq, size_t offset, size_t length,
                               DWORD flags, intptr_t context)
{
    RIO_BUF part = rio_part(offset, length);

    return rio.RIOReceive(rq, &part, 1, flags, (PVOID)context);
}

static inline BOOL rio_send(RIO_RQ rq, size_t offset, size_t length,
                            DWORD flags, intptr_t context)
{
    RIO_BUF part = rio_part(offset, length);

    return rio.RIOSend(rq, &part, 1, flags, (PVOID)context);
}

static inline void rio_expect(RIORESULT result, LONG status, ULONG bytes,
                              ULONGLONG request)
{
    EQUAL(result.Status, status);
    EQUAL(result.BytesTransferred, bytes);
    EQUAL(result.SocketContext, 7);
    EQUAL(result.RequestContext, request);
}

/* Somebody to talk to, and a queue for it; closing the completion queue is the
 * row's. */
struct rio_talk {
    SOCKET s, peer;
    RIO_CQ cq;
    RIO_RQ rq;
};

static inline bool rio_talk_begin(struct rio_talk *t, bool datagrams)
{
    if (!rio_begin())
        return false;
    if (datagrams) {
        t->s = rio_udp();
        t->peer = ct_open(CT_UDP_BOUND);
    } else {
        t->s = rio_tcp(&t->peer);
    }
    t->cq = rio_polled();
    t->rq = rio_queue(t->s, t->cq, 5);
    return !ct_failed();
}

enum { RIO_MANY = 50 };

/* A queue for so many requests each way. */
static inline RIO_RQ rio_many(SOCKET s, RIO_CQ *cq)
{
    *cq = rio.RIOCreateCompletionQueue(2 * RIO_MANY, NULL);
    return rio_queue(s, *cq, RIO_MANY);
}

#endif
