/* SPDX-License-Identifier: MIT */
#ifndef WS2_API_QOSNAME_H
#define WS2_API_QOSNAME_H

#include <winsock2.h>

/* WSPGetQOSByName of the base provider. */
BOOL WSPAPI ws2_base_getqosbyname(SOCKET s, LPWSABUF lpQOSName, LPQOS lpQOS,
                                  LPINT lpErrno);

#endif
