/* SPDX-License-Identifier: MIT */
/* Addresses of AF_UNIX sockets.
 * Source: Microsoft Learn, "afunix.h header". */
#ifndef _AFUNIX_
#define _AFUNIX_

#include "ws2def.h"

#define UNIX_PATH_MAX 108 /* bytes, with the terminator */

typedef struct sockaddr_un {
    ADDRESS_FAMILY sun_family;
    char sun_path[UNIX_PATH_MAX];
} SOCKADDR_UN, *PSOCKADDR_UN;

/* Out: ULONG, the process at the other end. */
#define SIO_AF_UNIX_GETPEERPID _WSAIOR(IOC_VENDOR, 256)
/* In: HANDLE of the directory that a relative path starts from. */
#define SIO_AF_UNIX_SETBINDPARENTPATH _WSAIOW(IOC_VENDOR, 257)
#define SIO_AF_UNIX_SETCONNPARENTPATH _WSAIOW(IOC_VENDOR, 258)

#endif
