/* SPDX-License-Identifier: MIT */
/* /etc/services and /etc/protocols, with a built-in table of the usual
 * entries for machines that lack the files (bare Debian images do).
 *
 * The environment variables WS2_SERVICES and WS2_PROTOCOLS name other files;
 * ignored in set-uid programs. */
#ifndef WS2_NAME_NETDB_H
#define WS2_NAME_NETDB_H

#include <stdbool.h>
#include <stddef.h>

#include "err/err.h"

/* One entry; all its strings are in text. */
struct ws2_netdb {
    const char *name;
    const char *proto; /* "tcp"; "" for a protocol */
    int number;        /* port or protocol number, host order */
    char **aliases;    /* ends with NULL */
    size_t alias_count;
    char *text;
};

/* The first entry with that name or alias, or that port; proto NULL is any.
 * WSAHOST_NOT_FOUND: no such entry; WSANO_DATA: only for another proto;
 * WSATRY_AGAIN, WSANO_RECOVERY: the file could not be read, for a passing
 * reason or not. *entry is for ws2_netdb_clear when the result is 0. */
ws2_err ws2_service_by_name(const char *name, const char *proto,
                            struct ws2_netdb *entry);
ws2_err ws2_service_by_port(int port, const char *proto,
                            struct ws2_netdb *entry);
ws2_err ws2_protocol_by_name(const char *name, struct ws2_netdb *entry);
ws2_err ws2_protocol_by_number(int number, struct ws2_netdb *entry);

void ws2_netdb_clear(struct ws2_netdb *entry);

#endif
