/* SPDX-License-Identifier: MIT */
/* The upcalls, as providers get them. */
#ifndef WS2_API_UPCALLS_H
#define WS2_API_UPCALLS_H

#include <stdbool.h>

#include <winsock2.h>

#include "err/err.h"

/* Once Windows Sockets start; again does no harm. */
void ws2_upcalls_give(void);

/* How an upcall ends: false, and the code at *lpErrno, which may be bad. The
 * last error is the program's. */
bool ws2_upcall_works(ws2_err err, LPINT lpErrno);

static inline int ws2_upcall_end(ws2_err err, LPINT lpErrno)
{
    return ws2_upcall_works(err, lpErrno) ? 0 : SOCKET_ERROR;
}

#endif
