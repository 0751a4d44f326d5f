/* SPDX-License-Identifier: MIT */
/* All results of a query; see nsresults.h. No state. */
#include "spi/nsresults.h"

#include <stdlib.h>

#define FIRST_ROOM 1024 /* bytes */

/* A result that does not fit waits for a larger buffer. What is wanted of it is
 * said again: a provider may take no flags for nothing. */
static ws2_err result_next(HANDLE lookup, DWORD flags, WSAQUERYSETW **out)
{
    DWORD size = FIRST_ROOM;
    ws2_err err;

    do {
        DWORD room = size;

        *out = malloc(room);
        if (*out == NULL)
            return WSA_NOT_ENOUGH_MEMORY;
        err = ws2_nslookup_next(lookup, flags & LUP_RETURN_ALL, true, &size,
                                *out);
        if (err != WS2_OK)
            free(*out);
    } while (err == WSAEFAULT);
    return err;
}

static ws2_err result_keep(struct ws2_nsresults *r, WSAQUERYSETW *set)
{
    WSAQUERYSETW **list =
        reallocarray(r->list, r->count + 1u, sizeof(*r->list));

    if (list == NULL) {
        free(set);
        return WSA_NOT_ENOUGH_MEMORY;
    }
    r->list = list;
    r->list[r->count++] = set;
    return WS2_OK;
}

static ws2_err results_read(struct ws2_nsresults *r, HANDLE lookup, DWORD flags,
                            bool all)
{
    WSAQUERYSETW *set;
    ws2_err err;

    for (;;) {
        err = result_next(lookup, flags, &set);
        if (err != WS2_OK)
            break;
        if (!all && r->count > 0 && !ws2_nsresult_is_alias(set)) {
            free(set);
            return WS2_OK;
        }
        err = result_keep(r, set);
        if (err != WS2_OK)
            return err;
    }
    return err == WSA_E_NO_MORE && r->count > 0 ? WS2_OK : err;
}

ws2_err ws2_nsresults_get(struct ws2_nsresults *r, WSAQUERYSETW *query,
                          DWORD flags, bool all)
{
    HANDLE lookup;
    ws2_err err = ws2_nslookup_begin(query, flags, 0, &lookup);

    *r = (struct ws2_nsresults){0};
    if (err != WS2_OK)
        return err;
    err = results_read(r, lookup, flags, all);
    (void)ws2_nslookup_end(lookup);
    if (err != WS2_OK)
        ws2_nsresults_free(r);
    return err;
}

void ws2_nsresults_free(struct ws2_nsresults *r)
{
    for (unsigned i = 0; i < r->count; i++)
        free(r->list[i]);
    free(r->list);
    *r = (struct ws2_nsresults){0};
}
