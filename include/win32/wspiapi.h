/* SPDX-License-Identifier: MIT */
/* On Windows: getaddrinfo and getnameinfo for systems older than XP, chosen
 * at run time. Every system that ws2 follows has them, so only the macros that
 * programs use by themselves remain. */
#ifndef _WSPIAPI_H_
#define _WSPIAPI_H_

#include <stdlib.h>
#include <string.h>
#include "ws2tcpip.h"

#define WspiapiMalloc(tSize) calloc(1, (tSize))
#define WspiapiFree(p)       free(p)
#define WspiapiSwap(a, b, c)                                                   \
    {                                                                          \
        (c) = (a);                                                             \
        (a) = (b);                                                             \
        (b) = (c);                                                             \
    }

#define WspiapiGetAddrInfo  getaddrinfo
#define WspiapiGetNameInfo  getnameinfo
#define WspiapiFreeAddrInfo freeaddrinfo

#endif
