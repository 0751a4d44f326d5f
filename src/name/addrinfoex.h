/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx that does not wait: the lookup goes to the asynchronous service
 * (async.h), and its end is told by the OVERLAPPED and an event, or by a
 * routine that a thread of the pool runs. Follows Microsoft Learn,
 * "GetAddrInfoExW function". */
#ifndef WS2_NAME_ADDRINFOEX_H
#define WS2_NAME_ADDRINFOEX_H

#include "handle/handle.h"
#include "name/addrinfo.h"

/* How the end is told: pointers that nobody has looked at yet. */
struct ws2_ai_overlapped {
    OVERLAPPED *overlapped;
    LPLOOKUPSERVICE_COMPLETION_ROUTINE routine; /* or NULL: hEvent */
    void *result;                               /* ppResult, which is there */
    HANDLE *handle;                             /* for the caller, or NULL */
};

/* WSA_IO_PENDING; anything else: it is not begun, and nothing is told. */
ws2_err ws2_ai_begin(const struct ws2_ai_call *call,
                     const struct ws2_ai_overlapped *how);

/* Finds the addresses in another way than by DNS, on a thread of the pool. */
struct ws2_ai_search {
    /* Waits. */
    ws2_err (*find)(struct ws2_ai_search *search, ADDRINFOA **list);
    /* Ends it, in another thread: WSA_E_CANCELLED. */
    void (*stop)(struct ws2_ai_search *search);
    void (*free)(struct ws2_ai_search *search);
};

/* The same by a search, which is the job's now and freed in any case. */
ws2_err ws2_ai_begin_search(struct ws2_ai_search *search,
                            const struct ws2_ai_overlapped *how);

/* WSA_INVALID_HANDLE: not one of its handles, or the lookup has ended. */
ws2_err ws2_ai_cancel(ws2_handle h);

/* GetAddrInfoExOverlappedResult: WSAEINPROGRESS, or what the lookup ended with;
 * WSAEINVAL for NULL. */
ws2_err ws2_ai_result(const OVERLAPPED *overlapped);

#endif
