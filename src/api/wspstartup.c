/* SPDX-License-Identifier: MIT */
/* Door: WSPStartup of the base provider, by which layers find it. Exported as
 * ws2_WSPStartup, which GetProcAddress knows: a provider that is linked with
 * this library has a WSPStartup of its own. Page: WSPStartup. */
#include "api/door.h"

#include "api/addrstring.h"
#include "api/qosname.h"
#include "api/wspstartup.h"
#include "os/mem.h"
#include "sock/wsp.h"

static INT finish(ws2_err err, LPINT lpErrno)
{
    if (err == WS2_OK)
        return 0;
    *lpErrno = err;
    return SOCKET_ERROR;
}

static INT WSPAPI base_addresstostring(LPSOCKADDR lpsaAddress,
                                       DWORD dwAddressLength,
                                       LPWSAPROTOCOL_INFOW lpProtocolInfo,
                                       LPWSTR lpszAddressString,
                                       LPDWORD lpdwAddressStringLength,
                                       LPINT lpErrno)
{
    return finish(
        ws2_addrstring_write(lpsaAddress, dwAddressLength, lpProtocolInfo,
                             offsetof(WSAPROTOCOL_INFOW, iAddressFamily),
                             lpszAddressString, lpdwAddressStringLength,
                             sizeof(WCHAR)),
        lpErrno);
}

static INT WSPAPI base_stringtoaddress(LPWSTR AddressString, INT AddressFamily,
                                       LPWSAPROTOCOL_INFOW lpProtocolInfo,
                                       LPSOCKADDR lpAddress,
                                       LPINT lpAddressLength, LPINT lpErrno)
{
    char text[WS2_TEXT_MAX];
    enum ws2_text in = WS2_TEXT_TOO_LONG;

    if (AddressString != NULL && lpAddress != NULL && lpAddressLength != NULL)
        in = ws2_text_in_wide(text, AddressString);
    return finish(
        ws2_addrstring_read(in, text, AddressFamily, lpProtocolInfo,
                            offsetof(WSAPROTOCOL_INFOW, iAddressFamily),
                            lpAddress, lpAddressLength),
        lpErrno);
}

static ws2_err startup_check(WORD wVersionRequested, LPWSPDATA lpWSPData,
                             LPWSPPROC_TABLE lpProcTable)
{
    if (ws2_hook_runs())
        return WSAEINPROGRESS;
    if ((wVersionRequested & 0xff) < 2 ||
        ((wVersionRequested & 0xff) == 2 && wVersionRequested >> 8 < 2))
        return WSAVERNOTSUPPORTED;
    if (lpWSPData == NULL || !os_mem_writable(lpWSPData, sizeof(*lpWSPData)) ||
        lpProcTable == NULL ||
        !os_mem_writable(lpProcTable, sizeof(*lpProcTable)))
        return WSAEFAULT;
    return ws2_spi_ready();
}

/* It makes its upcalls by name, and needs no table. */
int WSPAPI ws2_WSPStartup(WORD wVersionRequested, LPWSPDATA lpWSPData,
                          LPWSAPROTOCOL_INFOW lpProtocolInfo,
                          WSPUPCALLTABLE UpcallTable,
                          LPWSPPROC_TABLE lpProcTable)
{
    ws2_err err = startup_check(wVersionRequested, lpWSPData, lpProcTable);

    (void)lpProtocolInfo, (void)UpcallTable;
    if (err != WS2_OK)
        return err;
    *lpWSPData = (WSPDATA){.wVersion = MAKEWORD(2, 2),
                           .wHighVersion = MAKEWORD(2, 2),
                           .szDescription = u"libws2_32"};
    *lpProcTable = ws2_base_procs;
    lpProcTable->lpWSPAddressToString = base_addresstostring;
    lpProcTable->lpWSPStringToAddress = base_stringtoaddress;
    lpProcTable->lpWSPGetQOSByName = ws2_base_getqosbyname;
    return 0;
}
