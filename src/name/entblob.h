/* SPDX-License-Identifier: MIT */
/* HOSTENT and SERVENT in the blob of a lookup's result: offsets from the
 * beginning of the blob stand where pointers would, 0 for none. Microsoft
 * Learn, "Basic Approach for GetXbyY in the SPI". */
#ifndef WS2_NAME_ENTBLOB_H
#define WS2_NAME_ENTBLOB_H

#include <winsock2.h>

#include "name/host.h"
#include "name/netdb.h"
#include "name/parts.h"

/* The host's addresses of one family. NULL: parts->err. */
BLOB *ws2_hostent_blob(struct ws2_parts *parts, const struct ws2_host *host,
                       const char *name, bool v6);
BLOB *ws2_servent_blob(struct ws2_parts *parts, const struct ws2_netdb *entry);

#endif
