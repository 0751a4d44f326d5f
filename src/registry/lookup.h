/* SPDX-License-Identifier: MIT */
/* A query in progress, as lookup.c hands it to watch.c. */
#ifndef WS2_REGISTRY_LOOKUP_H
#define WS2_REGISTRY_LOOKUP_H

#include <stdatomic.h>

#include "registry/query.h"

struct ws2_reg_lookup {
    struct ws2_reg_lookup *next; /* under lookup.c's lock, as refs */
    unsigned refs;
    atomic_bool ended;
    DWORD flags;
    uint64_t mark; /* of the results that were handed out */
    struct ws2_reg_query query;
    struct ws2_nsp_results results;
};

struct ws2_reg_lookup *ws2_reg_lookup_ref(struct ws2_reg_lookup *lookup);
void ws2_reg_lookup_put(struct ws2_reg_lookup *lookup);

/* Whether the query finds something else by now, or cannot tell. latest: see
 * query.h. */
bool ws2_reg_lookup_differs(const struct ws2_reg_lookup *lookup, bool latest);

#endif
