/* SPDX-License-Identifier: MIT */
/* Registered buffers. An id names memory that was there when it was registered
 * and stays the program's; it holds an index and a generation, so that the id
 * of a buffer that is deregistered finds nothing. Looking one up takes no
 * lock and changes nothing. */
#ifndef WS2_SOCK_RIOBUF_H
#define WS2_SOCK_RIOBUF_H

#include <winsock2.h>
#include <mswsock.h>

#include "err/err.h"
#include "os/sock.h"

/* WSAEINVAL: no bytes. WSAEFAULT. WSAENOBUFS: a million are registered. */
ws2_err ws2_rio_register(char *data, DWORD len, RIO_BUFFERID *out);

void ws2_rio_deregister(RIO_BUFFERID id); /* of an unknown one: nothing */

bool ws2_rio_registered(RIO_BUFFERID id);

/* The memory of a slice. WSAEFAULT: no such buffer. WSAEINVAL: the slice does
 * not lie in it. */
ws2_err ws2_rio_slice(const RIO_BUF *slice, struct os_buf *out);

#endif
