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

/* SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER's; the rows are in api/rio.c. */
extern const RIO_EXTENSION_FUNCTION_TABLE ws2_rio_table;

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

/* The connection ends in order; with TF_REUSE_SOCKET in how the socket is as
 * new. sending: as in op.h. */
ws2_err ws2_sock_end(struct ws2_sock *sk, DWORD how, bool sending);

/* Without ov (NULL) these two wait. */
struct ws2_transmitfile_args {
    HANDLE file; /* or NULL */
    DWORD length, block;
    const TRANSMIT_FILE_BUFFERS *around; /* or NULL */
    LPOVERLAPPED ov;
    DWORD flags;
};
ws2_err ws2_op_transmitfile(struct ws2_sock *sk,
                            const struct ws2_transmitfile_args *args);

struct ws2_transmitpackets_args {
    const TRANSMIT_PACKETS_ELEMENT *elements;
    DWORD count, block;
    LPOVERLAPPED ov;
    DWORD flags;
};
ws2_err ws2_op_transmitpackets(struct ws2_sock *sk,
                               const struct ws2_transmitpackets_args *args);

#endif
