/* SPDX-License-Identifier: MIT */
/* The functions of registration and resolution of names: WSALookupService...,
 * service classes, name space providers. A part of winsock2.h.
 * Source: Microsoft Learn, "winsock2.h header". */
#ifndef WS2_WSA_NAMES_H
#define WS2_WSA_NAMES_H

WS2_EXTERN_C_BEGIN

/* WSALookupServiceBeginW: starts a query for names or services; W and A forms.
 * dwControlFlags  LUP_...
 * Returns         0 or SOCKET_ERROR
 * Errors          WSANOTINITIALISED WSAEINVAL WSANO_DATA WSASERVICE_NOT_FOUND
 *                 WSA_NOT_ENOUGH_MEMORY
 * Source          Microsoft Learn, "WSALookupServiceBeginW function
 *                 (winsock2.h)" */
WINSOCK_API_LINKAGE INT WSAAPI WSALookupServiceBeginA(
    LPWSAQUERYSETA lpqsRestrictions, DWORD dwControlFlags, LPHANDLE lphLookup);
WINSOCK_API_LINKAGE INT WSAAPI WSALookupServiceBeginW(
    LPWSAQUERYSETW lpqsRestrictions, DWORD dwControlFlags, LPHANDLE lphLookup);

/* WSALookupServiceNextW: the next result of a query; W and A forms.
 * lpdwBufferLength  in: bytes at lpqsResults, out: bytes needed
 * Returns           0, or SOCKET_ERROR; WSA_E_NO_MORE at the end
 * Errors            WSANOTINITIALISED WSAECANCELLED WSAEFAULT WSAEINVAL
 *                   WSAENOMORE WSANO_DATA WSA_E_CANCELLED WSA_E_NO_MORE
 *                   WSA_INVALID_HANDLE WSA_NOT_ENOUGH_MEMORY
 * Source            Microsoft Learn, "WSALookupServiceNextW function
 *                   (winsock2.h)" */
WINSOCK_API_LINKAGE INT WSAAPI
WSALookupServiceNextA(HANDLE hLookup, DWORD dwControlFlags,
                      LPDWORD lpdwBufferLength, LPWSAQUERYSETA lpqsResults);
WINSOCK_API_LINKAGE INT WSAAPI
WSALookupServiceNextW(HANDLE hLookup, DWORD dwControlFlags,
                      LPDWORD lpdwBufferLength, LPWSAQUERYSETW lpqsResults);
WINSOCK_API_LINKAGE INT WSAAPI WSALookupServiceEnd(HANDLE hLookup);
WINSOCK_API_LINKAGE INT WSAAPI WSANSPIoctl(HANDLE hLookup, DWORD dwControlCode,
                                           LPVOID lpvInBuffer, DWORD cbInBuffer,
                                           LPVOID lpvOutBuffer,
                                           DWORD cbOutBuffer,
                                           LPDWORD lpcbBytesReturned,
                                           LPWSACOMPLETION lpCompletion);
WINSOCK_API_LINKAGE INT WSAAPI
WSAInstallServiceClassA(LPWSASERVICECLASSINFOA lpServiceClassInfo);
WINSOCK_API_LINKAGE INT WSAAPI
WSAInstallServiceClassW(LPWSASERVICECLASSINFOW lpServiceClassInfo);
WINSOCK_API_LINKAGE INT WSAAPI WSARemoveServiceClass(LPGUID lpServiceClassId);
WINSOCK_API_LINKAGE INT WSAAPI WSAGetServiceClassInfoA(
    LPGUID lpProviderId, LPGUID lpServiceClassId, LPDWORD lpdwBufSize,
    LPWSASERVICECLASSINFOA lpServiceClassInfo);
WINSOCK_API_LINKAGE INT WSAAPI WSAGetServiceClassInfoW(
    LPGUID lpProviderId, LPGUID lpServiceClassId, LPDWORD lpdwBufSize,
    LPWSASERVICECLASSINFOW lpServiceClassInfo);
WINSOCK_API_LINKAGE INT WSAAPI WSAEnumNameSpaceProvidersA(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOA lpnspBuffer);
WINSOCK_API_LINKAGE INT WSAAPI WSAEnumNameSpaceProvidersW(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOW lpnspBuffer);
WINSOCK_API_LINKAGE INT WSAAPI WSAEnumNameSpaceProvidersExA(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXA lpnspBuffer);
WINSOCK_API_LINKAGE INT WSAAPI WSAEnumNameSpaceProvidersExW(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXW lpnspBuffer);
WINSOCK_API_LINKAGE INT WSAAPI WSAGetServiceClassNameByClassIdA(
    LPGUID lpServiceClassId, LPSTR lpszServiceClassName,
    LPDWORD lpdwBufferLength);
WINSOCK_API_LINKAGE INT WSAAPI WSAGetServiceClassNameByClassIdW(
    LPGUID lpServiceClassId, LPWSTR lpszServiceClassName,
    LPDWORD lpdwBufferLength);
WINSOCK_API_LINKAGE INT WSAAPI WSASetServiceA(LPWSAQUERYSETA lpqsRegInfo,
                                              WSAESETSERVICEOP essoperation,
                                              DWORD dwControlFlags);
WINSOCK_API_LINKAGE INT WSAAPI WSASetServiceW(LPWSAQUERYSETW lpqsRegInfo,
                                              WSAESETSERVICEOP essoperation,
                                              DWORD dwControlFlags);
WINSOCK_API_LINKAGE INT WSAAPI WSAProviderConfigChange(
    LPHANDLE lpNotificationHandle, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);

WS2_EXTERN_C_END

#ifdef UNICODE
#define WSALookupServiceBegin           WSALookupServiceBeginW
#define WSALookupServiceNext            WSALookupServiceNextW
#define WSAInstallServiceClass          WSAInstallServiceClassW
#define WSAGetServiceClassInfo          WSAGetServiceClassInfoW
#define WSAEnumNameSpaceProviders       WSAEnumNameSpaceProvidersW
#define WSAEnumNameSpaceProvidersEx     WSAEnumNameSpaceProvidersExW
#define WSAGetServiceClassNameByClassId WSAGetServiceClassNameByClassIdW
#define WSASetService                   WSASetServiceW
#else
#define WSALookupServiceBegin           WSALookupServiceBeginA
#define WSALookupServiceNext            WSALookupServiceNextA
#define WSAInstallServiceClass          WSAInstallServiceClassA
#define WSAGetServiceClassInfo          WSAGetServiceClassInfoA
#define WSAEnumNameSpaceProviders       WSAEnumNameSpaceProvidersA
#define WSAEnumNameSpaceProvidersEx     WSAEnumNameSpaceProvidersExA
#define WSAGetServiceClassNameByClassId WSAGetServiceClassNameByClassIdA
#define WSASetService                   WSASetServiceA
#endif

#endif
