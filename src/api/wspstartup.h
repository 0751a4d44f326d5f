/* SPDX-License-Identifier: MIT */
/* The base provider, as a layer above it gets it. */
#ifndef WS2_API_WSPSTARTUP_H
#define WS2_API_WSPSTARTUP_H

#include <winsock2.h>
#include <ws2spi.h>

/* WSAVERNOTSUPPORTED below 2.2, WSAEFAULT, WSASYSNOTREADY, WSAEINPROGRESS. */
WINSOCK_API_LINKAGE int WSPAPI
ws2_WSPStartup(WORD wVersionRequested, LPWSPDATA lpWSPData,
               LPWSAPROTOCOL_INFOW lpProtocolInfo, WSPUPCALLTABLE UpcallTable,
               LPWSPPROC_TABLE lpProcTable);

#endif
