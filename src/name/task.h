/* SPDX-License-Identifier: MIT */
/* Requests of the WSAAsyncGet functions: a task handle, a buffer of the
 * program's for the result, and a word when it is there.
 *
 * A result is copied and its request taken from the list in one step, so that a
 * buffer is not touched any more once its request was cancelled. What needs no
 * server (services, protocols, addresses in text) is found by the call itself.
 */
#ifndef WS2_NAME_TASK_H
#define WS2_NAME_TASK_H

#include <winsock2.h>

#include "err/err.h"

/* What the program ordered. tell posts the outcome: err is 0 or a code, size
 * what the result takes, where it is known. */
struct ws2_task_order {
    HWND window;
    u_int message;
    char *buf;
    int buflen;
    ws2_err (*tell)(const struct ws2_task_order *order, HANDLE task,
                    ws2_err err, size_t size);
};

/* *task is the handle. Codes are those of the call, WSAEWOULDBLOCK or what tell
 * gave; everything else is told. */
ws2_err ws2_task_gethostbyname(const struct ws2_task_order *order,
                               const char *name, HANDLE *task);
ws2_err ws2_task_gethostbyaddr(const struct ws2_task_order *order,
                               const char *addr, int len, int type,
                               HANDLE *task);
ws2_err ws2_task_getservbyname(const struct ws2_task_order *order,
                               const char *name, const char *proto,
                               HANDLE *task);
ws2_err ws2_task_getservbyport(const struct ws2_task_order *order, int port,
                               const char *proto, HANDLE *task);
ws2_err ws2_task_getprotobyname(const struct ws2_task_order *order,
                                const char *name, HANDLE *task);
ws2_err ws2_task_getprotobynumber(const struct ws2_task_order *order,
                                  int number, HANDLE *task);

/* Fault injection: a request that ends with this code. */
ws2_err ws2_task_fail(const struct ws2_task_order *order, ws2_err code,
                      HANDLE *task);

/* Nothing is told any more. WSAEINVAL for no task handle, WSAEALREADY for a
 * request that has ended. */
ws2_err ws2_task_cancel(HANDLE task);

/* The last WSACleanup: nobody is told anything. */
void ws2_task_cancel_all(void);

#endif
