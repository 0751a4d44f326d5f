/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx and SetAddrInfoEx by namespace providers that were installed.
 * DNS' own is asked in another way (name/addrinfo.h), alone where no other
 * serves the namespace, else with them; the rest of those that are always there
 * have no addresses of names. */
#ifndef WS2_SPI_NSADDR_H
#define WS2_SPI_NSADDR_H

#include "name/addrinfoex.h"

/* Where a name is looked for. */
struct ws2_nsaddr_scope {
    DWORD space;
    bool has_id;
    GUID id; /* of one provider */
    bool dns, installed;
};

/* provider: NULL, or a GUID that nobody has looked at yet. WSAEFAULT, or what
 * ws2_namespace_check says where nobody serves the namespace. */
ws2_err ws2_nsaddr_scope(DWORD space, const GUID *provider,
                         struct ws2_nsaddr_scope *out);

/* A search by installed providers, and by DNS where the scope has it. What the
 * call points at is copied: WSAEFAULT, the codes for text and hints. */
ws2_err ws2_nsaddr_search(const struct ws2_ai_call *call,
                          const struct ws2_nsaddr_scope *scope,
                          struct ws2_ai_search **out);

#endif
