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

enum { RIO_MANY = 50 };

/* A queue for so many requests each way. */
static inline RIO_RQ rio_many(SOCKET s, RIO_CQ *cq)
{
    *cq = rio.RIOCreateCompletionQueue(2 * RIO_MANY, NULL);
    return rio_queue(s, *cq, RIO_MANY);
}

#endif
