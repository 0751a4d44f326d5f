/* SPDX-License-Identifier: MIT */
/* Doors: GetNameByType A and W, by what namespace providers know of service
 * classes. The length is one of bytes. Microsoft Learn, same title. */
#include "api/nsdoor.h"

#include <nspapi.h>

static INT name_by_type(GUID *type, void *name, DWORD length, bool wide)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);
    DWORD chars = wide ? length / (DWORD)sizeof(WCHAR) : length;
    INT res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = wide ? WSAGetServiceClassNameByClassIdW(type, name, &chars)
                   : WSAGetServiceClassNameByClassIdA(type, name, &chars);
        err = res == 0 ? WS2_OK : ws2_get_last_error();
    }
    if (err == WSANO_DATA || err == WSAEOPNOTSUPP)
        err = ERROR_SERVICE_DOES_NOT_EXIST;
    return ws2_nsdoor_leave(&door, err);
}

INT WINAPI GetNameByTypeW(LPGUID lpServiceType, LPWSTR lpServiceName,
                          DWORD dwNameLength)
{
    return name_by_type(lpServiceType, lpServiceName, dwNameLength, true);
}

INT WINAPI GetNameByTypeA(LPGUID lpServiceType, LPSTR lpServiceName,
                          DWORD dwNameLength)
{
    return name_by_type(lpServiceType, lpServiceName, dwNameLength, false);
}
