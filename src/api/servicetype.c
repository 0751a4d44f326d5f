/* SPDX-License-Identifier: MIT */
/* Doors: GetNameByType and GetTypeByName, A and W, by what namespace providers
 * know of service classes. To the providers a class is a container of services,
 * and has a name as any result of a query. The length is one of bytes.
 * Microsoft Learn, same titles. */
#include "api/nspapi.h"

#include "name/parts.h"
#include "spi/nsresults.h"
#include "watch/doors.h"

static INT name_by_type(GUID *type, void *name, DWORD length, bool wide)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);
    DWORD chars = wide ? length / (DWORD)sizeof(WCHAR) : length;
    INT res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = wide
                  ? ws2_do_WSAGetServiceClassNameByClassIdW(type, name, &chars)
                  : ws2_do_WSAGetServiceClassNameByClassIdA(type, name, &chars);
        err = res == 0 ? WS2_OK : ws2_get_last_error();
    }
    if (err == WSANO_DATA || err == WSAEOPNOTSUPP)
        err = ERROR_SERVICE_DOES_NOT_EXIST;
    return ws2_nsdoor_leave(&door, err);
}

INT WINAPI ws2_do_GetNameByTypeW(LPGUID lpServiceType, LPWSTR lpServiceName,
                                 DWORD dwNameLength)
{
    return name_by_type(lpServiceType, lpServiceName, dwNameLength, true);
}

INT WINAPI ws2_do_GetNameByTypeA(LPGUID lpServiceType, LPSTR lpServiceName,
                                 DWORD dwNameLength)
{
    return name_by_type(lpServiceType, lpServiceName, dwNameLength, false);
}

/* Namespaces without containers say WSANO_DATA; what else a provider may call
 * the absence of one is the same to the page. */
static ws2_err type_find(LPWSTR name, GUID *type)
{
    WSAQUERYSETW query = {.dwSize = sizeof(query),
                          .dwNameSpace = NS_ALL,
                          .lpszServiceInstanceName = name};
    struct ws2_nsresults results;
    ws2_err err = ws2_nsresults_get(
        &results, &query, LUP_CONTAINERS | LUP_RETURN_NAME | LUP_RETURN_TYPE,
        false);

    if (err == WSA_NOT_ENOUGH_MEMORY)
        return err;
    if (err != WS2_OK)
        return ERROR_SERVICE_DOES_NOT_EXIST;
    err = ERROR_SERVICE_DOES_NOT_EXIST;
    if (results.list[0]->lpServiceClassId != NULL) {
        *type = *results.list[0]->lpServiceClassId;
        err = WS2_OK;
    }
    ws2_nsresults_free(&results);
    return err;
}

static ws2_err type_get(const void *name, bool wide, GUID *out)
{
    struct ws2_parts parts = {0};
    LPWSTR text;
    GUID type;
    ws2_err err;

    if (name == NULL || out == NULL)
        return ERROR_INVALID_PARAMETER;
    if (!os_mem_writable(out, sizeof(*out)))
        return WSAEFAULT;
    text = ws2_parts_text(&parts, name, wide);
    err = parts.err == WS2_OK ? type_find(text, &type)
                              : ws2_nspapi_code(parts.err);
    ws2_parts_free(&parts);
    if (err == WS2_OK && os_mem_copy_out(out, &type, sizeof(type)) != 0)
        err = WSAEFAULT;
    return err;
}

static INT type_by_name(const void *name, bool wide, GUID *type)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = type_get(name, wide, type);
    return ws2_nsdoor_leave(&door, err);
}

INT WINAPI ws2_do_GetTypeByNameW(LPWSTR lpServiceName, LPGUID lpServiceType)
{
    return type_by_name(lpServiceName, true, lpServiceType);
}

INT WINAPI ws2_do_GetTypeByNameA(LPSTR lpServiceName, LPGUID lpServiceType)
{
    return type_by_name(lpServiceName, false, lpServiceType);
}
