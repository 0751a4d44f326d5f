/* SPDX-License-Identifier: MIT */
/* What a query finds. Pages: NSPLookupServiceBegin, WSAQUERYSETW. */
#ifndef WS2_REGISTRY_QUERY_H
#define WS2_REGISTRY_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "name/nspresults.h"
#include "registry/registry.h"

struct ws2_reg_query {
    struct ws2_parts parts;
    GUID provider;
    WSAQUERYSETW set; /* a copy, of what counts */
    bool containers;  /* classes are looked for, not services of one */
};

/* WSAEINVAL, WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_reg_query_read(struct ws2_reg_query *q, const GUID *provider,
                           const WSAQUERYSETW *set, DWORD flags);
void ws2_reg_query_free(struct ws2_reg_query *q);

/* The results, and a number that is another one when they are others.
 * WSASERVICE_NOT_FOUND; WSANO_DATA: none is registered now, or fits, or there
 * is no such container. latest: what is being written is waited for. */
ws2_err ws2_reg_query_run(const struct ws2_reg_query *q, bool latest,
                          struct ws2_nsp_results *results, uint64_t *mark);

/* That number goes on with another result. */
static inline uint64_t ws2_reg_mark(uint64_t mark, int64_t number)
{
    return (mark ^ (uint64_t)number) * 0x100000001b3u; /* FNV */
}

#endif
