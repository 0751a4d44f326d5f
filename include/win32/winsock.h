/* SPDX-License-Identifier: MIT */
/* Windows Sockets 1.1. New programs include <winsock2.h>, after which this
 * header is empty. <windows.h> brings it unless WIN32_LEAN_AND_MEAN is
 * defined.
 *
 * The declarations are those of winsock2.h; some constants have 1.1's values
 * (SOMAXCONN, AF_MAX, the options of IPPROTO_IP). getsockopt and setsockopt
 * are therefore wsock32.dll's here, which know those options by 1.1's numbers.
 * Source: Microsoft Learn, "winsock.h header". */
#ifndef _WINSOCKAPI_
#define _WINSOCKAPI_ /* programs define it to keep this header out */
#define WS2_WINSOCK_H

#include "ws2_dialect.h"
#include "windows.h"
#include "ws2_core.h"
#include "ws2_berkeley.h"

#undef AF_IPX
#undef AF_MAX
#undef SO_DONTLINGER
#define AF_IPX        6
#define AF_MAX        22
#define SO_DONTLINGER (u_int)(~SO_LINGER)
#define SOMAXCONN     5

#define IP_OPTIONS         1
#define IP_MULTICAST_IF    2
#define IP_MULTICAST_TTL   3
#define IP_MULTICAST_LOOP  4
#define IP_ADD_MEMBERSHIP  5
#define IP_DROP_MEMBERSHIP 6
#define IP_TTL             7
#define IP_TOS             8
#define IP_DONTFRAGMENT    9

#define IP_DEFAULT_MULTICAST_TTL  1
#define IP_DEFAULT_MULTICAST_LOOP 1
#define IP_MAX_MEMBERSHIPS        20

#ifndef WS2_IP_MREQ
#define WS2_IP_MREQ
typedef struct ip_mreq {
    IN_ADDR imr_multiaddr;
    IN_ADDR imr_interface;
} IP_MREQ, *PIP_MREQ;
#endif

/* wsock32.dll's, see above. */
WS2_EXTERN_C_BEGIN
WINSOCK_API_LINKAGE int WSAAPI ws2_getsockopt11(SOCKET s, int level,
                                                int optname, char *optval,
                                                int *optlen);
WINSOCK_API_LINKAGE int WSAAPI ws2_setsockopt11(SOCKET s, int level,
                                                int optname, const char *optval,
                                                int optlen);
WS2_EXTERN_C_END
#define getsockopt ws2_getsockopt11
#define setsockopt ws2_setsockopt11

#include "ws2_mswsock1.h"

#endif
