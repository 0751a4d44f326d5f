/* SPDX-License-Identifier: MIT */
/* Which full names a host name may stand for: resolv.conf's "search" and
 * "domain", "options ndots", LOCALDOMAIN and RES_OPTIONS. */
#ifndef WS2_NAME_SEARCH_H
#define WS2_NAME_SEARCH_H

#include "err/err.h"

#include <stdbool.h>
#include <stddef.h>

#define WS2_SEARCH_MAX 32 /* domains */

struct ws2_search {
    char *names[WS2_SEARCH_MAX + 1]; /* in the order to try */
    size_t count;
};

/* WSAHOST_NOT_FOUND when DNS cannot carry the name: empty labels, labels over
 * 63 or names over 253 bytes, characters that no host name has. Otherwise
 * WSA_NOT_ENOUGH_MEMORY or 0, and the list is for ws2_search_clear. */
ws2_err ws2_search_make(const char *name, struct ws2_search *search);
void ws2_search_clear(struct ws2_search *search);

/* Whether DNS can carry the name. */
bool ws2_search_name_valid(const char *name);

/* Whether the domain is one of this machine's: it is on the search list. */
bool ws2_search_has_domain(const char *domain);

#endif
