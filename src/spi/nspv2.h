/* SPDX-License-Identifier: MIT */
/* Namespace providers of version 2, as one of version 1 each: the table that
 * NSPStartup would fill, whose procedures hand on to whoever advertises the
 * provider of that id. While nobody does, its services are not found. Pages:
 * WSAAdvertiseProvider, NSPv2LookupServiceBegin and its relatives. */
#ifndef WS2_SPI_NSPV2_H
#define WS2_SPI_NSPV2_H

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"

INT WSAAPI ws2_nspv2_startup(LPGUID id, LPNSP_ROUTINE table);

/* What this makes of NSPLookupServiceBegin's handle: results are asked for by
 * calls that the provider may end later. */
void ws2_nspv2_unhurried(HANDLE lookup);

/* WSAEINVALIDPROVIDER: the catalog has no provider of version 2 of that id.
 * WSAEINVAL: the table lacks what it must have, or it is advertised already. */
ws2_err ws2_nspv2_advertise(const GUID *id, const NSPV2_ROUTINE *table);

/* Ends queries and the session. WSAEINVAL: it is not advertised. */
ws2_err ws2_nspv2_unadvertise(const GUID *id);

/* The last WSACleanup: none is advertised any more. */
void ws2_nspv2_unadvertise_all(void);

#endif
