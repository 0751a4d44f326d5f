/* SPDX-License-Identifier: MIT */
/* The hosts file: /etc/hosts, or what WS2_HOSTS names (ignored in set-uid
 * programs). */
#ifndef WS2_NAME_HOSTS_H
#define WS2_NAME_HOSTS_H

#include "err/err.h"
#include "name/host.h"

/* Adds all addresses of name. WSAHOST_NOT_FOUND when no line has it, or there
 * is no file; WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_hosts_by_name(const char *name, struct ws2_host *host);

/* The names on the first line of that address, the address included. */
ws2_err ws2_hosts_by_ip(const struct ws2_ip *ip, struct ws2_host *host);

#endif
