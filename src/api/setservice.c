/* SPDX-License-Identifier: MIT */
/* Doors: WSASetService A and W. Microsoft Learn, same title. */
#include "api/nsdoor.h"

#include "name/queryset.h"
#include "spi/nsservice.h"
#include "watch/doors.h"

static ws2_err set(const void *info, bool wide, WSAESETSERVICEOP op,
                   DWORD flags)
{
    struct ws2_queryset service;
    bool partial;
    ws2_err err;

    if (info == NULL || (unsigned)op > RNRSERVICE_DELETE ||
        (flags & ~(DWORD)SERVICE_MULTIPLE) != 0)
        return WSAEINVAL;
    err = ws2_queryset_in(&service, info, wide, WS2_SET_SERVICE);
    if (err != WS2_OK)
        return err;
    err = ws2_nsservice_set(&service.set, op, flags, &partial);
    ws2_queryset_free(&service);
    return err;
}

static INT service_set(const void *info, bool wide, WSAESETSERVICEOP op,
                       DWORD flags)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = set(info, wide, op, flags);
    return ws2_nsdoor_leave(&door, err);
}

INT WSAAPI ws2_do_WSASetServiceW(LPWSAQUERYSETW lpqsRegInfo,
                                 WSAESETSERVICEOP essoperation,
                                 DWORD dwControlFlags)
{
    return service_set(lpqsRegInfo, true, essoperation, dwControlFlags);
}

INT WSAAPI ws2_do_WSASetServiceA(LPWSAQUERYSETA lpqsRegInfo,
                                 WSAESETSERVICEOP essoperation,
                                 DWORD dwControlFlags)
{
    return service_set(lpqsRegInfo, false, essoperation, dwControlFlags);
}
