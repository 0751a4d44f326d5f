/* SPDX-License-Identifier: MIT */
/* Doors: namespace providers of version 2 are advertised by the programs that
 * they live in. Pages: WSAAdvertiseProvider, WSAUnadvertiseProvider,
 * WSAProviderCompleteAsyncCall. */
#include "api/nsdoor.h"

#include "os/mem.h"
#include "spi/nspv2.h"
#include "spi/nspv2_call.h"
#include "watch/doors.h"

static ws2_err advertise(const GUID *id, const NSPV2_ROUTINE *routine)
{
    NSPV2_ROUTINE table;
    GUID copy;

    if (id == NULL || routine == NULL)
        return WSAEINVAL;
    if (os_mem_copy_in(&copy, id, sizeof(copy)) != 0 ||
        os_mem_copy_in(&table, routine, sizeof(table)) != 0)
        return WSAEFAULT;
    return table.cbSize < sizeof(table) ? WSAEINVAL
                                        : ws2_nspv2_advertise(&copy, &table);
}

INT WSPAPI ws2_do_WSAAdvertiseProvider(const GUID *puuidProviderId,
                                       const LPCNSPV2_ROUTINE pNSPv2Routine)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = advertise(puuidProviderId, pNSPv2Routine);
    return ws2_nsdoor_leave(&door, err);
}

static ws2_err unadvertise(const GUID *id)
{
    GUID copy;

    if (id == NULL)
        return WSAEINVAL;
    if (os_mem_copy_in(&copy, id, sizeof(copy)) != 0)
        return WSAEFAULT;
    return ws2_nspv2_unadvertise(&copy);
}

INT WSPAPI ws2_do_WSAUnadvertiseProvider(const GUID *puuidProviderId)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = unadvertise(puuidProviderId);
    return ws2_nsdoor_leave(&door, err);
}

/* SOCKET_ERROR: the code is the last error of who tells. */
INT WSPAPI ws2_do_WSAProviderCompleteAsyncCall(HANDLE hAsyncCall, INT iRetCode)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (iRetCode == SOCKET_ERROR)
        iRetCode = door.last != WS2_OK ? door.last : WSASYSCALLFAILURE;
    if (err == WS2_OK)
        err = ws2_nspv2_call_complete(hAsyncCall, iRetCode);
    return ws2_nsdoor_leave(&door, err);
}
