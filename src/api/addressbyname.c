/* SPDX-License-Identifier: MIT */
/* Doors: GetAddressByName A and W, which put the addresses that a query of
 * namespace providers finds, and the names beside them, into two buffers.
 * Microsoft Learn, "GetAddressByNameW function (nspapi.h)". */
#include "api/nspapi.h"

#include <ws2tcpip.h>

#include "name/flat.h"
#include "name/parts.h"
#include "spi/nsresults.h"
#include "watch/doors.h"

#define PROTOCOLS_MAX 64u
#define RES_FLAGS     (RES_SERVICE | RES_SOFT_SEARCH | RES_FIND_MULTIPLE)

/* A call as the program made it: pointers that nobody has looked at yet. */
struct call {
    DWORD space;
    const GUID *type;
    const void *name;
    const INT *protocols;
    DWORD resolution;
    const void *async_info;
    void *addresses;
    DWORD *addresses_length;
    void *aliases;
    DWORD *aliases_length;
    bool wide;
};

/* Addresses in the order of the results, without their owner. */
struct found {
    CSADDR_INFO *list;
    DWORD count;
};

/* 0 ends the list. */
static ws2_err protocols_in(const INT *from, AFPROTOCOLS list[PROTOCOLS_MAX],
                            DWORD *count)
{
    for (*count = 0; from != NULL; ++*count) {
        INT protocol;

        if (os_mem_copy_in(&protocol, &from[*count], sizeof(protocol)) != 0)
            return WSAEFAULT;
        if (protocol == 0)
            break;
        if (*count == PROTOCOLS_MAX)
            return ERROR_INVALID_PARAMETER;
        list[*count] = (AFPROTOCOLS){AF_UNSPEC, protocol};
    }
    return WS2_OK;
}

/* Where a service is to bind is asked. */
static bool is_own(const struct call *call)
{
    return call->name == NULL || (call->resolution & RES_SERVICE) != 0;
}

/* That is the machine's own affair, which DNS' provider knows by the port that
 * the class has, and not that of others who have registered the same. All the
 * same they are asked, as one of them may know the class. */
static bool is_beside(const struct call *call, const WSAQUERYSETW *result)
{
    return is_own(call) && call->space == NS_DEFAULT &&
           result->dwNameSpace != NS_DNS;
}

static ws2_err query_run(const struct call *call, struct ws2_parts *parts,
                         struct ws2_nsresults *results)
{
    AFPROTOCOLS protocols[PROTOCOLS_MAX];
    WSAQUERYSETW query = {.dwSize = sizeof(query), .dwNameSpace = call->space};
    bool all = is_own(call) || (call->resolution & RES_FIND_MULTIPLE) != 0;
    ws2_err err =
        protocols_in(call->protocols, protocols, &query.dwNumberOfProtocols);

    if (err != WS2_OK)
        return err;
    query.lpafpProtocols = protocols;
    query.lpServiceClassId =
        ws2_parts_array(parts, call->type, 1, sizeof(GUID));
    if (!is_own(call))
        query.lpszServiceInstanceName =
            ws2_parts_text(parts, call->name, call->wide);
    if (parts->err != WS2_OK)
        return parts->err;
    return ws2_nsresults_get(
        results, &query, LUP_RETURN_NAME | LUP_RETURN_ADDR | LUP_RETURN_ALIASES,
        all);
}

static ADDRESS_FAMILY family_of(const SOCKET_ADDRESS *address)
{
    return address->lpSockaddr != NULL ? address->lpSockaddr->sa_family
                                       : AF_UNSPEC;
}

/* The port is at the same place in both families. */
static void port_copy(const SOCKET_ADDRESS *to, const SOCKET_ADDRESS *from)
{
    ADDRESS_FAMILY family = family_of(to);

    if ((family == AF_INET || family == AF_INET6) && family == family_of(from))
        SS_PORT(to->lpSockaddr) = SS_PORT(from->lpSockaddr);
}

static bool is_same(const CSADDR_INFO *a, const CSADDR_INFO *b)
{
    return a->iSocketType == b->iSocketType && a->iProtocol == b->iProtocol &&
           a->LocalAddr.iSockaddrLength == b->LocalAddr.iSockaddrLength &&
           a->LocalAddr.lpSockaddr != NULL && b->LocalAddr.lpSockaddr != NULL &&
           memcmp(a->LocalAddr.lpSockaddr, b->LocalAddr.lpSockaddr,
                  (size_t)a->LocalAddr.iSockaddrLength) == 0;
}

/* Each of this machine's addresses gives the same local one. */
static void own_add(struct found *found, CSADDR_INFO *info)
{
    port_copy(&info->LocalAddr, &info->RemoteAddr);
    for (DWORD i = 0; i < found->count; i++)
        if (is_same(&found->list[i], info))
            return;
    found->list[found->count++] = *info;
}

static ws2_err addresses_collect(const struct call *call,
                                 const struct ws2_nsresults *results,
                                 struct ws2_parts *parts, struct found *found)
{
    size_t most = 0;

    for (unsigned i = 0; i < results->count; i++)
        most += results->list[i]->dwNumberOfCsAddrs;
    found->count = 0;
    found->list = ws2_parts_room(parts, most * sizeof(*found->list));
    for (unsigned i = 0; found->list != NULL && i < results->count; i++) {
        const WSAQUERYSETW *set = results->list[i];

        if (is_beside(call, set))
            continue;
        for (DWORD k = 0; k < set->dwNumberOfCsAddrs; k++)
            if (is_own(call))
                own_add(found, &set->lpcsaBuffer[k]);
            else
                found->list[found->count++] = set->lpcsaBuffer[k];
    }
    return parts->err;
}

static SOCKET_ADDRESS address_put(struct ws2_flat *f,
                                  const SOCKET_ADDRESS *address)
{
    SOCKET_ADDRESS out = *address;

    out.lpSockaddr =
        ws2_flat_put(f, address->lpSockaddr, (size_t)address->iSockaddrLength,
                     _Alignof(SOCKADDR_STORAGE));
    return out;
}

/* The size; written where buffer is not NULL. */
static size_t addresses_pack(const struct found *found, void *buffer)
{
    struct ws2_flat f = {.base = buffer};
    size_t at = ws2_flat_reserve(&f, found->count * sizeof(CSADDR_INFO),
                                 _Alignof(CSADDR_INFO));

    for (DWORD i = 0; i < found->count; i++) {
        CSADDR_INFO info = found->list[i];

        info.LocalAddr = address_put(&f, &info.LocalAddr);
        info.RemoteAddr = address_put(&f, &info.RemoteAddr);
        ws2_flat_write(&f, at + i * sizeof(info), &info, sizeof(info));
    }
    return f.used;
}

/* Of the namespaces DNS has aliases, as may others that show some. */
static bool has_names(const struct ws2_nsresults *results)
{
    return results->list[0]->dwNameSpace == NS_DNS ||
           (results->count > 1 && ws2_nsresult_is_alias(results->list[1]));
}

/* The first result's name and its aliases, each with its end, and an end more;
 * two of these for none. In bytes. */
static size_t names_pack(const struct ws2_nsresults *results, bool wide,
                         void *buffer)
{
    struct ws2_flat f = {.base = buffer};
    WCHAR end[2] = {0};
    size_t unit = wide ? sizeof(WCHAR) : 1;

    for (unsigned i = 0; has_names(results) && i < results->count; i++) {
        if (i > 0 && !ws2_nsresult_is_alias(results->list[i]))
            break;
        (void)ws2_flat_text(&f, results->list[i]->lpszServiceInstanceName,
                            wide);
    }
    (void)ws2_flat_put(&f, end, f.used > 0 ? unit : 2 * unit, unit);
    return f.used;
}

/* Both lengths are told, whichever is too small. */
static ws2_err results_out(const struct call *call, const struct found *found,
                           const struct ws2_nsresults *results)
{
    size_t size = addresses_pack(found, NULL);
    size_t names = names_pack(results, call->wide, NULL);
    ws2_err err = ws2_nspapi_room(call->addresses_length, size);

    if (call->aliases != NULL) {
        ws2_err second = ws2_nspapi_room(
            call->aliases_length, call->wide ? names / sizeof(WCHAR) : names);

        err = err != WS2_OK ? err : second;
    }
    if (err != WS2_OK)
        return err;
    if (!os_mem_writable(call->addresses, size) ||
        (call->aliases != NULL && !os_mem_writable(call->aliases, names)))
        return WSAEFAULT;
    (void)addresses_pack(found, call->addresses);
    if (call->aliases != NULL)
        (void)names_pack(results, call->wide, call->aliases);
    return WS2_OK;
}

static ws2_err addresses_get(const struct call *call, DWORD *count)
{
    struct ws2_parts parts = {0};
    struct ws2_nsresults results;
    struct found found;
    ws2_err err;

    if (call->type == NULL || call->async_info != NULL ||
        (call->resolution & ~(DWORD)RES_FLAGS) != 0)
        return ERROR_INVALID_PARAMETER;
    err = query_run(call, &parts, &results);
    if (err == WS2_OK) {
        err = addresses_collect(call, &results, &parts, &found);
        if (err == WS2_OK)
            err = found.count > 0 ? results_out(call, &found, &results)
                                  : WSANO_DATA;
        *count = found.count;
        ws2_nsresults_free(&results);
    }
    ws2_parts_free(&parts);
    return ws2_nspapi_code(err);
}

static INT address_by_name(const struct call *call)
{
    struct ws2_nsdoor door;
    DWORD count = 0;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = addresses_get(call, &count);
    return ws2_nsdoor_leave(&door, err) == 0 ? (INT)count : SOCKET_ERROR;
}

INT WINAPI ws2_do_GetAddressByNameW(DWORD dwNameSpace, LPGUID lpServiceType,
                                    LPWSTR lpServiceName, LPINT lpiProtocols,
                                    DWORD dwResolution,
                                    LPSERVICE_ASYNC_INFO lpServiceAsyncInfo,
                                    LPVOID lpCsaddrBuffer,
                                    LPDWORD lpdwBufferLength,
                                    LPWSTR lpAliasBuffer,
                                    LPDWORD lpdwAliasBufferLength)
{
    return address_by_name(&(struct call){
        dwNameSpace, lpServiceType, lpServiceName, lpiProtocols, dwResolution,
        lpServiceAsyncInfo, lpCsaddrBuffer, lpdwBufferLength, lpAliasBuffer,
        lpdwAliasBufferLength, true});
}

INT WINAPI ws2_do_GetAddressByNameA(DWORD dwNameSpace, LPGUID lpServiceType,
                                    LPSTR lpServiceName, LPINT lpiProtocols,
                                    DWORD dwResolution,
                                    LPSERVICE_ASYNC_INFO lpServiceAsyncInfo,
                                    LPVOID lpCsaddrBuffer,
                                    LPDWORD lpdwBufferLength,
                                    LPSTR lpAliasBuffer,
                                    LPDWORD lpdwAliasBufferLength)
{
    return address_by_name(&(struct call){
        dwNameSpace, lpServiceType, lpServiceName, lpiProtocols, dwResolution,
        lpServiceAsyncInfo, lpCsaddrBuffer, lpdwBufferLength, lpAliasBuffer,
        lpdwAliasBufferLength, false});
}
