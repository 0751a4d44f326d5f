/* SPDX-License-Identifier: MIT */
/* Doors: GetService A and W, by a query of namespace providers. What is not
 * found is no failure to the return value, which is 0 then, but has a code.
 * Microsoft Learn, "GetServiceW function (nspapi.h)". */
#include "api/nspapi.h"

#include <stdlib.h>

#include "name/parts.h"
#include "name/serviceinfo.h"
#include "spi/nsresults.h"
#include "watch/doors.h"

struct call {
    DWORD space;
    const GUID *type;
    const void *name;
    DWORD properties;
    void *buffer;
    DWORD *length;
    const void *async_info;
    bool wide;
};

/* An alias is the same service. */
static void aliases_drop(struct ws2_nsresults *r)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < r->count; i++) {
        WSAQUERYSETW *set = r->list[i];

        if (ws2_nsresult_is_alias(set))
            free(set);
        else
            r->list[kept++] = set;
    }
    r->count = kept;
}

/* Each namespace has its own view of the service. */
static ws2_err services_find(const struct call *call, struct ws2_parts *parts,
                             struct ws2_nsresults *results)
{
    WSAQUERYSETW query = {.dwSize = sizeof(query), .dwNameSpace = call->space};
    ws2_err err;

    query.lpServiceClassId =
        ws2_parts_array(parts, call->type, 1, sizeof(GUID));
    query.lpszServiceInstanceName =
        ws2_parts_text(parts, call->name, call->wide);
    if (parts->err != WS2_OK)
        return parts->err;
    err = ws2_nsresults_get(results, &query, LUP_RETURN_ALL,
                            call->space == NS_DEFAULT);
    if (err == WSAHOST_NOT_FOUND || err == WSANO_DATA)
        return WSASERVICE_NOT_FOUND;
    if (err == WS2_OK)
        aliases_drop(results);
    return err;
}

static ws2_err services_out(const struct call *call,
                            const struct ws2_nsresults *r)
{
    size_t need = ws2_serviceinfo_pack(r->list, r->count, call->properties,
                                       call->wide, NULL);
    ws2_err err = ws2_nspapi_room(call->length, need);

    if (err != WS2_OK)
        return err;
    if (!os_mem_writable(call->buffer, need))
        return WSAEFAULT;
    (void)ws2_serviceinfo_pack(r->list, r->count, call->properties, call->wide,
                               call->buffer);
    return WS2_OK;
}

static ws2_err services_get(const struct call *call, INT *count)
{
    struct ws2_parts parts = {0};
    struct ws2_nsresults results;
    ws2_err err;

    if (call->type == NULL || call->name == NULL || call->async_info != NULL)
        return ERROR_INVALID_PARAMETER;
    err = services_find(call, &parts, &results);
    ws2_parts_free(&parts);
    if (err == WS2_OK) {
        err = services_out(call, &results);
        *count = (INT)results.count;
        ws2_nsresults_free(&results);
    }
    return ws2_nspapi_code(err);
}

static INT service_get(const struct call *call)
{
    struct ws2_nsdoor door;
    INT count = 0;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = services_get(call, &count);
    if (ws2_nsdoor_leave(&door, err) == 0 || err == ERROR_SERVICE_NOT_FOUND)
        return count;
    return SOCKET_ERROR;
}

INT WINAPI ws2_do_GetServiceW(DWORD dwNameSpace, LPGUID lpGuid,
                              LPWSTR lpServiceName, DWORD dwProperties,
                              LPVOID lpBuffer, LPDWORD lpdwBufferSize,
                              LPSERVICE_ASYNC_INFO lpServiceAsyncInfo)
{
    return service_get(&(struct call){dwNameSpace, lpGuid, lpServiceName,
                                      dwProperties, lpBuffer, lpdwBufferSize,
                                      lpServiceAsyncInfo, true});
}

INT WINAPI ws2_do_GetServiceA(DWORD dwNameSpace, LPGUID lpGuid,
                              LPSTR lpServiceName, DWORD dwProperties,
                              LPVOID lpBuffer, LPDWORD lpdwBufferSize,
                              LPSERVICE_ASYNC_INFO lpServiceAsyncInfo)
{
    return service_get(&(struct call){dwNameSpace, lpGuid, lpServiceName,
                                      dwProperties, lpBuffer, lpdwBufferSize,
                                      lpServiceAsyncInfo, false});
}
