/* SPDX-License-Identifier: MIT */
/* Results of a lookup; see nspresults.h. Microsoft Learn,
 * "NSPLookupServiceNext". */
#include "name/nspresults.h"

#include <stdlib.h>

#include "name/queryset.h"
#include "name/text.h"

WSAQUERYSETW *ws2_nsp_results_add(struct ws2_nsp_results *results)
{
    WSAQUERYSETW *list =
        results->parts.err != WS2_OK
            ? NULL
            : reallocarray(results->list, results->count + 1, sizeof(*list));

    if (list == NULL) {
        results->parts.err = WSA_NOT_ENOUGH_MEMORY;
        return NULL;
    }
    results->list = list;
    list += results->count++;
    *list = (WSAQUERYSETW){.dwSize = sizeof(*list)};
    return list;
}

LPWSTR ws2_nsp_results_text(struct ws2_nsp_results *results, const char *utf8)
{
    size_t units = ws2_text_to_wide(utf8, NULL);
    LPWSTR text = ws2_parts_room(&results->parts, units * sizeof(*text));

    if (text != NULL)
        (void)ws2_text_to_wide(utf8, text);
    return text;
}

/* What both the query and this call want. */
static DWORD selected(DWORD asked, DWORD flags)
{
    if ((flags & WS2_LUP_SELECTS) == 0)
        flags |= WS2_LUP_SELECTS;
    return asked & flags & WS2_LUP_SELECTS;
}

static void set_restrict(WSAQUERYSETW *set, DWORD wanted)
{
    if ((wanted & LUP_RETURN_NAME) == 0)
        set->lpszServiceInstanceName = NULL;
    if ((wanted & LUP_RETURN_TYPE) == 0)
        set->lpServiceClassId = NULL;
    if ((wanted & LUP_RETURN_VERSION) == 0)
        set->lpVersion = NULL;
    if ((wanted & LUP_RETURN_COMMENT) == 0)
        set->lpszComment = NULL;
    if ((wanted & LUP_RETURN_ADDR) == 0)
        set->dwNumberOfCsAddrs = 0;
    if (set->dwNumberOfCsAddrs == 0)
        set->lpcsaBuffer = NULL;
    if ((wanted & LUP_RETURN_BLOB) == 0)
        set->lpBlob = NULL;
    if ((wanted & LUP_RETURN_QUERY_STRING) == 0)
        set->lpszQueryString = NULL;
}

/* LUP_RES_SERVICE: the address is the local one, for who is to serve there.
 * For free(); NULL without memory. */
static CSADDR_INFO *addresses_turned(const WSAQUERYSETW *set)
{
    CSADDR_INFO *turned = calloc(set->dwNumberOfCsAddrs, sizeof(*turned));

    for (DWORD i = 0; turned != NULL && i < set->dwNumberOfCsAddrs; i++) {
        turned[i] = set->lpcsaBuffer[i];
        turned[i].LocalAddr = set->lpcsaBuffer[i].RemoteAddr;
        turned[i].RemoteAddr = set->lpcsaBuffer[i].LocalAddr;
    }
    return turned;
}

static ws2_err set_hand_out(WSAQUERYSETW set, DWORD wanted, bool turn,
                            DWORD *length, WSAQUERYSETW *buffer)
{
    CSADDR_INFO *turned = NULL;
    ws2_err err;

    set_restrict(&set, wanted);
    if (turn && set.dwNumberOfCsAddrs > 0) {
        turned = addresses_turned(&set);
        if (turned == NULL)
            return WSA_NOT_ENOUGH_MEMORY;
        set.lpcsaBuffer = turned;
    }
    err = ws2_queryset_copy(&set, length, buffer);
    free(turned);
    return err;
}

static bool is_unwanted(const WSAQUERYSETW *set, DWORD wanted)
{
    return (set->dwOutputFlags & RESULT_IS_ALIAS) != 0 &&
           (wanted & LUP_RETURN_ALIASES) == 0;
}

ws2_err ws2_nsp_results_next(struct ws2_nsp_results *results, DWORD asked,
                             DWORD flags, DWORD *length, WSAQUERYSETW *buffer)
{
    DWORD wanted = selected(asked, flags);
    ws2_err err;

    if (results->offered && (flags & LUP_FLUSHPREVIOUS) != 0)
        results->next++;
    results->offered = false;
    while (results->next < results->count &&
           is_unwanted(&results->list[results->next], wanted))
        results->next++;
    if (results->next == results->count)
        return WSA_E_NO_MORE;
    err =
        set_hand_out(results->list[results->next], wanted,
                     ((asked | flags) & LUP_RES_SERVICE) != 0, length, buffer);
    if (err == WS2_OK)
        results->next++;
    results->offered = err == WSAEFAULT;
    return err;
}

void ws2_nsp_results_clear(struct ws2_nsp_results *results)
{
    ws2_parts_free(&results->parts);
    free(results->list);
    *results = (struct ws2_nsp_results){0};
}
