/* SPDX-License-Identifier: MIT */
/* Service classes, as namespace providers keep them. Pages:
 * WSAGetServiceClassInfoW, NSPGetServiceClassInfo. */
#ifndef WS2_SPI_NSCLASS_H
#define WS2_SPI_NSCLASS_H

#include "name/classinfo.h"
#include "spi/nsp.h"

/* What the first of the providers that are asked, and know the class, has of
 * it, for ws2_classinfo_free. class NULL, or unknown to all: WSATYPE_NOT_FOUND;
 * WSAEOPNOTSUPP: none keeps classes; WSAEINVAL: there is no such provider. */
ws2_err ws2_nsclass_find(struct ws2_nsps *nsps, DWORD space, const GUID *id,
                         GUID *class, struct ws2_classinfo *out);

#endif
