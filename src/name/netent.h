/* SPDX-License-Identifier: MIT */
/* The steps of getservbyname and its relatives, which the asynchronous forms
 * take too. */
#ifndef WS2_NAME_NETENT_H
#define WS2_NAME_NETENT_H

#include "name/layout.h"
#include "name/netdb.h"

/* By the program's own pointers; proto NULL is any. On success the entry is
 * for ws2_netdb_clear. */
ws2_err ws2_netent_servbyname(const char *name, const char *proto,
                              struct ws2_netdb *entry);
ws2_err ws2_netent_servbyport(int port, const char *proto,
                              struct ws2_netdb *entry);
ws2_err ws2_netent_protobyname(const char *name, struct ws2_netdb *entry);

/* Of type ws2_layer: a SERVENT, a PROTOENT, from a struct ws2_netdb. */
void ws2_servent_lay(struct ws2_layout *l, const void *entry);
void ws2_protoent_lay(struct ws2_layout *l, const void *entry);

#endif
