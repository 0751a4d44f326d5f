/* SPDX-License-Identifier: MIT */
/* Overlapped operations of the program. The provider below is given one of our
 * own in place of the program's, and its end is passed on: to the event, the
 * completion port, or as an APC to the thread that began it. */
#ifndef PROXY_REQUEST_H
#define PROXY_REQUEST_H

#include "engine.h"

struct request {
    struct op op;
    LPWSAOVERLAPPED ov;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
    WSATHREADID thread; /* to run the routine */
    BOOL opened;        /* the thread's handle is ours */
    int error;          /* for the routine, and so are these */
    DWORD bytes, flags;
};

/* Pending from here on. NULL and *err: no memory, no OVERLAPPED, or no event.
 */
struct request *request_new(struct psocket *ps, LPWSAOVERLAPPED ov,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT err);

/* What the provider below is given. It is to be called right then, and
 * request_begun makes of its answer what a procedure of ours returns:
 * SOCKET_ERROR, and WSA_IO_PENDING or a failure. */
LPWSAOVERLAPPED request_below(struct request *r);
int request_begun(struct request *r, int result, LPINT err);

/* The same without one below: it has failed in the call, or ends later. */
int request_failed(struct request *r, int error, LPINT err);
void request_end(struct request *r, int error, DWORD bytes, DWORD flags);

BOOL WSPAPI proxy_getoverlappedresult(SOCKET s, LPWSAOVERLAPPED ov,
                                      LPDWORD bytes, BOOL wait, LPDWORD flags,
                                      LPINT err);

#endif
