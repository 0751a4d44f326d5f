/* SPDX-License-Identifier: MIT */
/* Handles of providers that have no real ones (WPUCreateSocketHandle): what a
 * SOCKET needs of its own beside the provider, which is a word that the
 * provider knows it by, and how the ends of its overlapped operations are told.
 */
#ifndef WS2_SPI_LAYERED_H
#define WS2_SPI_LAYERED_H

#include <winsock2.h>

#include "err/err.h"
#include "handle/socket.h"

struct ws2_layer;

/* Of handles whose provider another one has loaded below itself. Its ops are
 * those of all such handles. */
extern const struct ws2_provider ws2_layered_below;

/* Of a provider, or, with NULL, of one that is below. WSAENOBUFS. */
ws2_err ws2_layered_new(const struct ws2_layer *layer, DWORD_PTR context,
                        SOCKET *out);

/* WSAENOTSOCK: it is no such handle. close_all: those of _new with that layer.
 */
ws2_err ws2_layered_context(SOCKET s, DWORD_PTR *out);
ws2_err ws2_layered_close(SOCKET s);
void ws2_layered_close_all(const struct ws2_layer *layer);

/* An operation that the provider has begun by itself ends: the OVERLAPPED, its
 * event, and a packet to the handle's port. WSAEINVAL: it is no such handle;
 * WSAEFAULT; WSAENOBUFS, and nothing is told. */
ws2_err ws2_layered_complete(SOCKET s, WSAOVERLAPPED *ov, ws2_err error,
                             DWORD bytes);

#endif
