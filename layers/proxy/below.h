/* SPDX-License-Identifier: MIT */
/* The providers below this one in the catalog's chains. */
#ifndef PROXY_BELOW_H
#define PROXY_BELOW_H

#include <winsock2.h>
#include <ws2spi.h>

/* A provider is started once, whichever of its entries a chain goes on with,
 * and stays until below_end. */
struct below {
    struct below *next;
    GUID id;
    WSPPROC_TABLE proc;
};

/* The provider after ours in entry's chain, started, and in *info the entry
 * that it knows the chain by. NULL: there is none that works. */
const struct below *below_find(const WSAPROTOCOL_INFOW *entry,
                               WSAPROTOCOL_INFOW *info);

/* An entry of that provider for a protocol, to make sockets of our own from. */
BOOL below_protocol(const struct below *below, int family, int protocol,
                    WSAPROTOCOL_INFOW *info);

void below_end(void);

#endif
