/* SPDX-License-Identifier: MIT */
/* The provider's procedures; see registry.h. Page: NSP_ROUTINE. */
#include "registry/registry.h"

#include "name/nsp.h"
#include "registry/watch.h"

static INT WSAAPI cleanup(LPGUID lpProviderId)
{
    (void)lpProviderId;
    ws2_reg_watch_stop();
    return 0;
}

static INT WSAAPI lookup_begin(LPGUID lpProviderId,
                               LPWSAQUERYSETW lpqsRestrictions,
                               LPWSASERVICECLASSINFOW lpServiceClassInfo,
                               DWORD dwControlFlags, LPHANDLE lphLookup)
{
    (void)lpServiceClassInfo;
    if (lpProviderId == NULL || lpqsRestrictions == NULL || lphLookup == NULL)
        return ws2_nsp_end(WSAEINVAL);
    return ws2_nsp_end(ws2_reg_lookup_begin(lpProviderId, lpqsRestrictions,
                                            dwControlFlags, lphLookup));
}

static INT WSAAPI lookup_next(HANDLE hLookup, DWORD dwControlFlags,
                              LPDWORD lpdwBufferLength,
                              LPWSAQUERYSETW lpqsResults)
{
    if (lpdwBufferLength == NULL)
        return ws2_nsp_end(WSAEINVAL);
    return ws2_nsp_end(ws2_reg_lookup_next(hLookup, dwControlFlags,
                                           lpdwBufferLength, lpqsResults));
}

static INT WSAAPI lookup_end(HANDLE hLookup)
{
    return ws2_nsp_end(ws2_reg_lookup_end(hLookup));
}

static INT WSAAPI lookup_ioctl(HANDLE hLookup, DWORD dwControlCode,
                               LPVOID lpvInBuffer, DWORD cbInBuffer,
                               LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                               LPDWORD lpcbBytesReturned,
                               LPWSACOMPLETION lpCompletion,
                               LPWSATHREADID lpThreadId)
{
    (void)lpvInBuffer, (void)cbInBuffer, (void)lpvOutBuffer;
    (void)cbOutBuffer, (void)lpThreadId;
    if (lpcbBytesReturned != NULL)
        *lpcbBytesReturned = 0;
    return ws2_nsp_end(
        ws2_reg_lookup_ioctl(hLookup, dwControlCode, lpCompletion));
}

static INT WSAAPI set_service(LPGUID lpProviderId,
                              LPWSASERVICECLASSINFOW lpServiceClassInfo,
                              LPWSAQUERYSETW lpqsRegInfo,
                              WSAESETSERVICEOP essOperation,
                              DWORD dwControlFlags)
{
    (void)lpProviderId, (void)lpServiceClassInfo;
    return ws2_nsp_end(
        ws2_reg_set_service(lpqsRegInfo, essOperation, dwControlFlags));
}

static INT WSAAPI class_install(LPGUID lpProviderId,
                                LPWSASERVICECLASSINFOW lpServiceClassInfo)
{
    (void)lpProviderId;
    return ws2_nsp_end(ws2_reg_class_install(lpServiceClassInfo));
}

static INT WSAAPI class_remove(LPGUID lpProviderId, LPGUID lpServiceClassId)
{
    (void)lpProviderId;
    return ws2_nsp_end(ws2_reg_class_remove(lpServiceClassId));
}

static INT WSAAPI class_info(LPGUID lpProviderId, LPDWORD lpdwBufSize,
                             LPWSASERVICECLASSINFOW lpServiceClassInfo)
{
    if (lpProviderId == NULL || lpdwBufSize == NULL ||
        lpServiceClassInfo == NULL ||
        lpServiceClassInfo->lpServiceClassId == NULL)
        return ws2_nsp_end(WSAEINVAL);
    return ws2_nsp_end(ws2_reg_class_info(lpServiceClassInfo->lpServiceClassId,
                                          lpdwBufSize, lpServiceClassInfo));
}

__attribute__((visibility("default"))) INT WSAAPI
NSPStartup(LPGUID lpProviderId, LPNSP_ROUTINE lpnspRoutines)
{
    static const NSP_ROUTINE mine = {.NSPCleanup = cleanup,
                                     .NSPLookupServiceBegin = lookup_begin,
                                     .NSPLookupServiceNext = lookup_next,
                                     .NSPLookupServiceEnd = lookup_end,
                                     .NSPSetService = set_service,
                                     .NSPInstallServiceClass = class_install,
                                     .NSPRemoveServiceClass = class_remove,
                                     .NSPGetServiceClassInfo = class_info,
                                     .NSPIoctl = lookup_ioctl};

    if (lpProviderId == NULL || lpnspRoutines == NULL)
        return ws2_nsp_end(WSAEINVAL);
    return ws2_nsp_offer(&mine, lpnspRoutines);
}
