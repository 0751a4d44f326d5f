/* SPDX-License-Identifier: MIT */
/* Doors: the upcalls that a provider may make. Only the one that needs nothing
 * from the provider catalog is here yet; see unimplemented.def.
 * Page: WPUFDIsSet. */
#include <winsock2.h>

#include <ws2spi.h>

int WSPAPI WPUFDIsSet(SOCKET s, fd_set *fdset)
{
    return __WSAFDIsSet(s, fdset);
}
