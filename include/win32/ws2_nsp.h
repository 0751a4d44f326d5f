/* SPDX-License-Identifier: MIT */
/* Name space providers, version 1 and 2. A part of ws2spi.h. Their functions
 * report errors through SetLastError.
 * Source: Microsoft Learn, "ws2spi.h header". */
#ifndef WS2_NSP_H
#define WS2_NSP_H

typedef INT(WSAAPI *LPNSPCLEANUP)(LPGUID lpProviderId);
typedef INT(WSAAPI *LPNSPLOOKUPSERVICEBEGIN)(
    LPGUID lpProviderId, LPWSAQUERYSETW lpqsRestrictions,
    LPWSASERVICECLASSINFOW lpServiceClassInfo, DWORD dwControlFlags,
    LPHANDLE lphLookup);
typedef INT(WSAAPI *LPNSPLOOKUPSERVICENEXT)(HANDLE hLookup,
                                            DWORD dwControlFlags,
                                            LPDWORD lpdwBufferLength,
                                            LPWSAQUERYSETW lpqsResults);
typedef INT(WSAAPI *LPNSPIOCTL)(HANDLE hLookup, DWORD dwControlCode,
                                LPVOID lpvInBuffer, DWORD cbInBuffer,
                                LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                                LPDWORD lpcbBytesReturned,
                                LPWSACOMPLETION lpCompletion,
                                LPWSATHREADID lpThreadId);
typedef INT(WSAAPI *LPNSPLOOKUPSERVICEEND)(HANDLE hLookup);
typedef INT(WSAAPI *LPNSPSETSERVICE)(LPGUID lpProviderId,
                                     LPWSASERVICECLASSINFOW lpServiceClassInfo,
                                     LPWSAQUERYSETW lpqsRegInfo,
                                     WSAESETSERVICEOP essOperation,
                                     DWORD dwControlFlags);
typedef INT(WSAAPI *LPNSPINSTALLSERVICECLASS)(
    LPGUID lpProviderId, LPWSASERVICECLASSINFOW lpServiceClassInfo);
typedef INT(WSAAPI *LPNSPREMOVESERVICECLASS)(LPGUID lpProviderId,
                                             LPGUID lpServiceClassId);
typedef INT(WSAAPI *LPNSPGETSERVICECLASSINFO)(
    LPGUID lpProviderId, LPDWORD lpdwBufSize,
    LPWSASERVICECLASSINFOW lpServiceClassInfo);

typedef struct _NSP_ROUTINE {
    DWORD cbSize; /* bytes */
    DWORD dwMajorVersion;
    DWORD dwMinorVersion;
    LPNSPCLEANUP NSPCleanup;
    LPNSPLOOKUPSERVICEBEGIN NSPLookupServiceBegin;
    LPNSPLOOKUPSERVICENEXT NSPLookupServiceNext;
    LPNSPLOOKUPSERVICEEND NSPLookupServiceEnd;
    LPNSPSETSERVICE NSPSetService;
    LPNSPINSTALLSERVICECLASS NSPInstallServiceClass;
    LPNSPREMOVESERVICECLASS NSPRemoveServiceClass;
    LPNSPGETSERVICECLASSINFO NSPGetServiceClassInfo;
    LPNSPIOCTL NSPIoctl; /* optional */
} NSP_ROUTINE, *LPNSP_ROUTINE;

typedef INT(WSAAPI *LPNSPSTARTUP)(LPGUID lpProviderId,
                                  LPNSP_ROUTINE lpnspRoutines);

typedef INT(WSAAPI *LPNSPV2STARTUP)(LPGUID lpProviderId,
                                    LPVOID *ppvClientSessionArg);
typedef INT(WSAAPI *LPNSPV2CLEANUP)(LPGUID lpProviderId,
                                    LPVOID pvClientSessionArg);
typedef INT(WSAAPI *LPNSPV2LOOKUPSERVICEBEGIN)(LPGUID lpProviderId,
                                               LPWSAQUERYSET2W lpqsRestrictions,
                                               DWORD dwControlFlags,
                                               LPVOID lpvClientSessionArg,
                                               LPHANDLE lphLookup);
typedef VOID(WSAAPI *LPNSPV2LOOKUPSERVICENEXTEX)(HANDLE hAsyncCall,
                                                 HANDLE hLookup,
                                                 DWORD dwControlFlags,
                                                 LPDWORD lpdwBufferLength,
                                                 LPWSAQUERYSET2W lpqsResults);
typedef INT(WSAAPI *LPNSPV2LOOKUPSERVICEEND)(HANDLE hLookup);
typedef VOID(WSAAPI *LPNSPV2SETSERVICEEX)(HANDLE hAsyncCall,
                                          LPGUID lpProviderId,
                                          LPWSAQUERYSET2W lpqsRegInfo,
                                          WSAESETSERVICEOP essOperation,
                                          DWORD dwControlFlags,
                                          LPVOID lpvClientSessionArg);
typedef VOID(WSAAPI *LPNSPV2CLIENTSESSIONRUNDOWN)(LPGUID lpProviderId,
                                                  LPVOID pvClientSessionArg);

typedef struct _NSPV2_ROUTINE {
    DWORD cbSize; /* bytes */
    DWORD dwMajorVersion;
    DWORD dwMinorVersion;
    LPNSPV2STARTUP NSPv2Startup;
    LPNSPV2CLEANUP NSPv2Cleanup;
    LPNSPV2LOOKUPSERVICEBEGIN NSPv2LookupServiceBegin;
    LPNSPV2LOOKUPSERVICENEXTEX NSPv2LookupServiceNextEx;
    LPNSPV2LOOKUPSERVICEEND NSPv2LookupServiceEnd;
    LPNSPV2SETSERVICEEX NSPv2SetServiceEx;
    LPNSPV2CLIENTSESSIONRUNDOWN NSPv2ClientSessionRundown;
} NSPV2_ROUTINE, *PNSPV2_ROUTINE, *LPNSPV2_ROUTINE;
typedef const NSPV2_ROUTINE *PCNSPV2_ROUTINE, *LPCNSPV2_ROUTINE;

WS2_EXTERN_C_BEGIN

/* Defined by name space providers, not by this library. */
INT WSAAPI NSPStartup(LPGUID lpProviderId, LPNSP_ROUTINE lpnspRoutines);

WINSOCK_API_LINKAGE INT WSPAPI WSAAdvertiseProvider(
    const GUID *puuidProviderId, const LPCNSPV2_ROUTINE pNSPv2Routine);
WINSOCK_API_LINKAGE INT WSPAPI
WSAUnadvertiseProvider(const GUID *puuidProviderId);
WINSOCK_API_LINKAGE INT WSPAPI WSAProviderCompleteAsyncCall(HANDLE hAsyncCall,
                                                            INT iRetCode);

WS2_EXTERN_C_END

#endif
