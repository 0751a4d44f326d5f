/* SPDX-License-Identifier: MIT */
/* asyncnames.c, for fault injection. */
#ifndef WS2_API_ASYNCNAMES_H
#define WS2_API_ASYNCNAMES_H

#include <winsock2.h>

#include "err/err.h"

/* A request of any of the WSAAsyncGet functions whose message tells this code.
 * A code: the call fails, and nothing is told. */
ws2_err ws2_asyncnames_fail(HWND hWnd, u_int wMsg, ws2_err code, HANDLE *task);

#endif
