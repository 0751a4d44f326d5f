/* SPDX-License-Identifier: MIT */
/* Transport providers as the dispatcher sees them, and the choice of one for a
 * new socket from the catalog. */
#ifndef WS2_SPI_PROVIDER_H
#define WS2_SPI_PROVIDER_H

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"
#include "handle/socket.h"

/* The catalog entry for (af, type, protocol), 0 meaning any: WSAEAFNOSUPPORT,
 * WSAESOCKTNOSUPPORT, WSAEPROTONOSUPPORT or WSAEPROTOTYPE tell what is missing
 * and WSAEINVAL that nothing was asked for. */
ws2_err ws2_spi_find(int af, int type, int protocol, WSAPROTOCOL_INFOW *out);

/* The entry with that catalog id; false: there is none. */
bool ws2_spi_entry(DWORD dwCatalogEntryId, WSAPROTOCOL_INFOW *out);

/* The same, if this process may have sockets of it (live.h). */
bool ws2_spi_served_entry(DWORD dwCatalogEntryId, WSAPROTOCOL_INFOW *out);

bool ws2_spi_is_base(const GUID *provider);

/* Whether the protocol is the entry's, or one of its range. */
bool ws2_spi_has_protocol(const WSAPROTOCOL_INFOW *entry, int protocol);

/* A new socket of the provider whose entry is given, or what
 * WSADuplicateSocket made of it. The codes of layer.h where it cannot be used.
 */
ws2_err ws2_spi_socket(const WSAPROTOCOL_INFOW *asked, int protocol, GROUP g,
                       DWORD dwFlags, SOCKET *out);

/* Whether a provider can be used at all: WSASYSNOTREADY. */
ws2_err ws2_spi_ready(void);

/* The dispatch: the procedure table of the provider that serves s, which stays
 * pinned until ws2_socket_unpin(s). */
static inline ws2_err ws2_spi_begin(SOCKET s, const WSPPROC_TABLE **proc)
{
    struct ws2_socket *so;
    ws2_err err = ws2_socket_pin(s, &so);

    if (err == WS2_OK)
        *proc = ws2_socket_provider(so)->proc;
    return err;
}

#endif
