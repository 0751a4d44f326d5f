/* SPDX-License-Identifier: MIT */
/* The base provider as the SPI sees it. */
#ifndef WS2_SOCK_WSP_H
#define WS2_SOCK_WSP_H

#include <winsock2.h>
#include <ws2spi.h>

#include "handle/socket.h"

extern const struct ws2_provider ws2_base_provider; /* create.c */
extern const WSPPROC_TABLE ws2_base_procs;
extern const struct ws2_direct ws2_wsp_direct;

/* Whether it is one of ours: a struct ws2_sock. */
static inline bool sock_is_base(const struct ws2_socket *so)
{
    return so->obj.kind == WS2_KIND_SOCKET;
}

/* WSARecvMsg has no place in WSPPROC_TABLE: the provider hands it out by GUID
 * (extension.h). */
int ws2_base_recvmsg(SOCKET s, LPWSAMSG lpMsg, LPDWORD lpNumberOfBytesRecvd,
                     LPWSAOVERLAPPED lpOverlapped,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPINT lpErrno);

#endif
