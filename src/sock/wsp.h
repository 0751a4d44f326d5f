/* SPDX-License-Identifier: MIT */
/* The base provider as the SPI sees it. */
#ifndef WS2_SOCK_WSP_H
#define WS2_SOCK_WSP_H

#include <winsock2.h>
#include <ws2spi.h>

#include "handle/socket.h"

extern const struct ws2_provider ws2_base_provider;

/* WSARecvMsg has no place in WSPPROC_TABLE: the provider hands it out by GUID
 * (extension.h). */
int ws2_base_recvmsg(SOCKET s, LPWSAMSG lpMsg, LPDWORD lpNumberOfBytesRecvd,
                     LPWSAOVERLAPPED lpOverlapped,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPINT lpErrno);

#endif
