/* SPDX-License-Identifier: MIT */
/* The provider below: the one after ours in the chains of the catalog. */
#ifndef TRACE_BELOW_H
#define TRACE_BELOW_H

#include <winsock2.h>
#include <ws2spi.h>

/* Its procedures, which are constant from the first WSPStartup on, and the
 * upcalls that we were given with it. */
struct below {
    WSPPROC_TABLE proc;
    WSPUPCALLTABLE upcalls;
};
extern struct below below;

/* Starts the provider that is below us in the entry's chain. 0, or what
 * WSPStartup is to return. */
int below_start(WORD version, LPWSPDATA data, const WSAPROTOCOL_INFOW *entry,
                const WSPUPCALLTABLE *upcalls);

/* The entry of the provider below that a chain of ours goes on with. */
BOOL below_entry(const WSAPROTOCOL_INFOW *chain, WSAPROTOCOL_INFOW *entry);

/* The other way: the chain of ours over the entry with that number. */
BOOL below_chain(DWORD entry, WSAPROTOCOL_INFOW *chain);

#endif
