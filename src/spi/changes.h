/* SPDX-License-Identifier: MIT */
/* Being told when the catalog changes: WSAProviderConfigChange. */
#ifndef WS2_SPI_CHANGES_H
#define WS2_SPI_CHANGES_H

#include <winsock2.h>

#include "err/err.h"
#include "handle/handle.h"

/* A notification handle, which CloseHandle closes. WSAEOPNOTSUPP: this system
 * does not tell of changes. WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_changes_open(ws2_handle *out);

/* Begins to wait: WSA_IO_PENDING, and its end is that a file of the catalog is
 * another one than in the moment of the call; or that the handle was closed,
 * WSA_OPERATION_ABORTED. WSA_INVALID_HANDLE: it is no notification handle. */
ws2_err ws2_changes_wait(ws2_handle h, LPWSAOVERLAPPED ov,
                         LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

#endif
