/* SPDX-License-Identifier: MIT */
/* What a name space provider has found, result by result, and how
 * NSPLookupServiceNext hands it out. Of several threads one at a time. */
#ifndef WS2_NAME_NSPRESULTS_H
#define WS2_NAME_NSPRESULTS_H

#include <winsock2.h>

#include "err/err.h"
#include "name/parts.h"

#define WS2_LUP_SELECTS LUP_RETURN_ALL /* what there is in a result */

struct ws2_nsp_results {    /* zeroed is empty */
    struct ws2_parts parts; /* what the results point to */
    WSAQUERYSETW *list;
    size_t count;
    size_t next;
    bool offered; /* the next one was too large for a buffer */
};

/* One more, empty. NULL: parts.err says why, as of everything else here. */
WSAQUERYSETW *ws2_nsp_results_add(struct ws2_nsp_results *results);

LPWSTR ws2_nsp_results_text(struct ws2_nsp_results *results, const char *utf8);

/* NSPLookupServiceNext: asked are the flags of NSPLookupServiceBegin. What the
 * call does not want, or the query did not, is left out; a call that names
 * nothing gets all that the query asked for. WSA_E_NO_MORE, WSAEFAULT,
 * WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_nsp_results_next(struct ws2_nsp_results *results, DWORD asked,
                             DWORD flags, DWORD *length, WSAQUERYSETW *buffer);

void ws2_nsp_results_clear(struct ws2_nsp_results *results);

#endif
