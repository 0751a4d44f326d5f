/* SPDX-License-Identifier: MIT */
/* The catalog as this process sees it: what its sockets are made from. It is
 * looked at anew by WSAStartup and by whoever enumerates, so that an entry that
 * was seen is one that a socket can be made from. What the first WSAStartup
 * finds of the program's categories holds for good. */
#ifndef WS2_SPI_LIVE_H
#define WS2_SPI_LIVE_H

#include "spi/catalog.h"

struct ws2_live;

/* A reference to the newest picture; NULL without memory: then there is what is
 * built in. refresh: after a look whether it is still true. */
struct ws2_live *ws2_live_get(bool refresh);
void ws2_live_put(struct ws2_live *live);

/* The entries in order, NULL behind the last one. */
const WSAPROTOCOL_INFOW *ws2_live_at(const struct ws2_live *live, unsigned i);

/* Whether this process may have sockets of it: it is usable, and its layers'
 * categories are the program's. */
bool ws2_live_serves(const struct ws2_live *live, unsigned i);

/* Where that provider's file is, for free(). WSAEPROVIDERFAILEDINIT: the
 * catalog does not say so in a way that can be followed. */
ws2_err ws2_live_path(const GUID *provider, char **out);

#endif
