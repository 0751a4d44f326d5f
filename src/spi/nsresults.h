/* SPDX-License-Identifier: MIT */
/* All results of a query at once, for doors whose own form of it is not one of
 * queries: GetAddressByName, GetService, GetAddrInfoEx. */
#ifndef WS2_SPI_NSRESULTS_H
#define WS2_SPI_NSRESULTS_H

#include <stdbool.h>

#include "spi/nslookup.h"

struct ws2_nsresults {
    WSAQUERYSETW **list; /* each a block of its own */
    unsigned count;
};

/* Waits for them. all: else the first only, with its aliases, and others are
 * not waited for. At least one after WS2_OK; else nothing is to be freed, and
 * the code is that of Begin or Next. */
ws2_err ws2_nsresults_get(struct ws2_nsresults *r, WSAQUERYSETW *query,
                          DWORD flags, bool all);
void ws2_nsresults_free(struct ws2_nsresults *r);

/* A further name of the result before it. */
static inline bool ws2_nsresult_is_alias(const WSAQUERYSETW *set)
{
    return (set->dwOutputFlags & RESULT_IS_ALIAS) != 0;
}

#endif
