/* SPDX-License-Identifier: MIT */
/* Functions that a program gets from SIO_GET_EXTENSION_FUNCTION_POINTER. They
 * are doors, so the table's rows are with the doors (api/extension.c). */
#ifndef WS2_SOCK_EXTENSION_H
#define WS2_SOCK_EXTENSION_H

#include <mswsock.h>

#include "sock/sock.h"

typedef void (*ws2_extension_fn)(void);

struct ws2_extension {
    GUID id;
    ws2_extension_fn function;
};

extern const struct ws2_extension ws2_extensions[];
extern const unsigned ws2_extension_count;

/* All: WS2_OK (done, and told), WSA_IO_PENDING, or a code. lpOverlapped is not
 * NULL where it must not be: the door has checked. */

struct ws2_acceptex_args {
    PVOID out;
    DWORD data_len, local_len, remote_len;
    LPDWORD received;
    LPOVERLAPPED ov;
};
ws2_err ws2_op_acceptex(struct ws2_sock *listener, struct ws2_sock *sk,
                        const struct ws2_acceptex_args *args);

ws2_err ws2_op_connectex(struct ws2_sock *sk, const struct sockaddr *name,
                         int namelen, const WSABUF *data, LPDWORD sent,
                         LPOVERLAPPED ov);

ws2_err ws2_op_disconnectex(struct ws2_sock *sk, LPOVERLAPPED ov, DWORD flags);

#endif
