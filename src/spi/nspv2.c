/* SPDX-License-Identifier: MIT */
/* Providers of version 2, as one of version 1 each; see nspv2.h. No state of
 * its own. */
#include "spi/nspv2.h"

#include <stddef.h>
#include <string.h>

#include "spi/advert.h"
#include "spi/nsp.h"
#include "spi/nspv2_query.h"

INT ws2_nspv2_result(ws2_err err)
{
    if (err == WS2_OK)
        return 0;
    WSASetLastError(err);
    return SOCKET_ERROR;
}

WSAQUERYSET2W ws2_nspv2_set(const WSAQUERYSETW *set)
{
    return (WSAQUERYSET2W){.dwSize = sizeof(WSAQUERYSET2W),
                           .lpszServiceInstanceName =
                               set->lpszServiceInstanceName,
                           .lpVersion = set->lpVersion,
                           .lpszComment = set->lpszComment,
                           .dwNameSpace = set->dwNameSpace,
                           .lpNSProviderId = set->lpNSProviderId,
                           .lpszContext = set->lpszContext,
                           .dwNumberOfProtocols = set->dwNumberOfProtocols,
                           .lpafpProtocols = set->lpafpProtocols,
                           .lpszQueryString = set->lpszQueryString,
                           .dwNumberOfCsAddrs = set->dwNumberOfCsAddrs,
                           .lpcsaBuffer = set->lpcsaBuffer,
                           .dwOutputFlags = set->dwOutputFlags,
                           .lpBlob = set->lpBlob};
}

/* --- Services. */

static ws2_err set_call(struct ws2_advert *a, const WSAQUERYSETW *set,
                        WSAESETSERVICEOP op, DWORD flags)
{
    WSAQUERYSET2W set2 = ws2_nspv2_set(set);
    void *session;
    ws2_err err;

    if (a->proc.NSPv2SetServiceEx == NULL)
        return WSAEOPNOTSUPP;
    err = ws2_advert_session(a, &session);
    if (err != WS2_OK)
        return err;
    WSASetLastError(0);
    a->proc.NSPv2SetServiceEx(NULL, &a->id, &set2, op, flags, session);
    return WSAGetLastError();
}

static INT WSAAPI set_service(LPGUID id, LPWSASERVICECLASSINFOW class,
                              LPWSAQUERYSETW set, WSAESETSERVICEOP op,
                              DWORD flags)
{
    struct ws2_advert *a;
    ws2_err err = ws2_advert_enter(id, &a);

    (void)class;
    if (err == WS2_OK) {
        err = set_call(a, set, op, flags);
        ws2_advert_leave(a);
    }
    return ws2_nspv2_result(err);
}

/* Version 2 has no service classes. */
static INT WSAAPI class_install(LPGUID id, LPWSASERVICECLASSINFOW class)
{
    (void)id, (void)class;
    return ws2_nspv2_result(WSAEOPNOTSUPP);
}

static INT WSAAPI class_remove(LPGUID id, LPGUID class)
{
    (void)id, (void)class;
    return ws2_nspv2_result(WSAEOPNOTSUPP);
}

static INT WSAAPI class_get(LPGUID id, LPDWORD length,
                            LPWSASERVICECLASSINFOW class)
{
    (void)id, (void)length, (void)class;
    return ws2_nspv2_result(WSAEOPNOTSUPP);
}

static INT WSAAPI cleanup(LPGUID id)
{
    struct ws2_advert *a;

    if (ws2_advert_enter(id, &a) != WS2_OK)
        return 0;
    ws2_advert_session_end(a);
    ws2_advert_leave(a);
    return 0;
}

INT WSAAPI ws2_nspv2_startup(LPGUID id, LPNSP_ROUTINE table)
{
    (void)id;
    *table = (NSP_ROUTINE){.cbSize = offsetof(NSP_ROUTINE, NSPIoctl),
                           .dwMajorVersion = 2,
                           .NSPCleanup = cleanup,
                           .NSPLookupServiceBegin = ws2_nspv2_query_begin,
                           .NSPLookupServiceNext = ws2_nspv2_query_next,
                           .NSPLookupServiceEnd = ws2_nspv2_query_end,
                           .NSPSetService = set_service,
                           .NSPInstallServiceClass = class_install,
                           .NSPRemoveServiceClass = class_remove,
                           .NSPGetServiceClassInfo = class_get};
    return 0;
}

/* --- Coming and going. */

static ws2_err installed_check(const GUID *id)
{
    struct ws2_nsps *nsps;
    ws2_err err = ws2_nsps_get(&nsps);

    if (err != WS2_OK)
        return err;
    err = WSAEINVALIDPROVIDER;
    for (unsigned i = 0; i < ws2_nsps_count(nsps); i++) {
        const struct ws2_ns_entry *e = ws2_nsps_at(nsps, i)->entry;

        if (e->startup == ws2_nspv2_startup &&
            memcmp(&e->id, id, sizeof(*id)) == 0)
            err = WS2_OK;
    }
    ws2_nsps_put(nsps);
    return err;
}

ws2_err ws2_nspv2_advertise(const GUID *id, const NSPV2_ROUTINE *table)
{
    ws2_err err;

    if (table->NSPv2LookupServiceBegin == NULL ||
        table->NSPv2LookupServiceNextEx == NULL ||
        table->NSPv2LookupServiceEnd == NULL)
        return WSAEINVAL;
    err = installed_check(id);
    return err == WS2_OK ? ws2_advert_add(id, table) : err;
}

/* Twice: who waits for a result is to leave, and who was about to begin a query
 * has begun it. */
ws2_err ws2_nspv2_unadvertise(const GUID *id)
{
    struct ws2_advert *a;
    ws2_err err = ws2_advert_withdraw(id, &a);

    if (err != WS2_OK)
        return err;
    ws2_nspv2_queries_end(a);
    ws2_advert_wait(a);
    ws2_nspv2_queries_end(a);
    ws2_advert_drop(a);
    return WS2_OK;
}

void ws2_nspv2_unadvertise_all(void)
{
    GUID id;

    while (ws2_advert_any(&id))
        (void)ws2_nspv2_unadvertise(&id);
}
