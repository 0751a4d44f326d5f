/* SPDX-License-Identifier: MIT */
/* This machine: its name, the names that mean it, its addresses. */
#ifndef WS2_NAME_LOCAL_H
#define WS2_NAME_LOCAL_H

#include "err/err.h"
#include "name/host.h"

#define WS2_HOSTNAME_MAX 256

/* Never empty: a machine without a name is "localhost". */
void ws2_local_hostname(char name[WS2_HOSTNAME_MAX]);

enum ws2_local {
    WS2_LOCAL_NONE,
    WS2_LOCAL_LOOPBACK, /* "localhost" and what ends with ".localhost" */
    WS2_LOCAL_MACHINE   /* "", "..localmachine", the machine's own name */
};
enum ws2_local ws2_local_kind(const char *name);

/* Adds the addresses and the canonical name. A machine without addresses has
 * those of its loopback interface. WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_local_addresses(enum ws2_local kind, struct ws2_host *host);

/* Whether ip is assigned to an interface of this machine. */
bool ws2_local_has(const struct ws2_ip *ip);

/* Whether an address of the family other than loopback is configured: what
 * AI_ADDRCONFIG asks. IPv6 link-local addresses do not count. */
bool ws2_local_configured(bool v6);

#endif
