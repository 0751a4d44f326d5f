/* SPDX-License-Identifier: MIT */
/* NTSTATUS values: what an OVERLAPPED's Internal and a packet carry. */
#ifndef WS2_ERR_NTSTATUS_H
#define WS2_ERR_NTSTATUS_H

#include <stdint.h>

#include "err/err.h"

#define WS2_STATUS_PENDING          0x00000103u
#define WS2_STATUS_CANCELLED        0xC0000120u
#define WS2_STATUS_PORT_UNREACHABLE 0xC000023Fu

/* A Windows Sockets code, or WS2_OK, as a status. */
uint32_t ws2_status_from_err(ws2_err err);

/* A status as Windows Sockets tells it (WSAGetOverlappedResult), and as Win32
 * does (GetQueuedCompletionStatus): a reset connection is WSAECONNRESET and
 * ERROR_NETNAME_DELETED. */
ws2_err ws2_err_from_status(uint32_t status);
ws2_err ws2_win32_from_status(uint32_t status);

#endif
