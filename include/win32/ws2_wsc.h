/* SPDX-License-Identifier: MIT */
/* The catalog of providers: installing, removing, ordering, asking. A part of
 * ws2spi.h. The ...32 forms work on the 32-bit catalog of a 64-bit Windows;
 * here there is one catalog.
 * Source: Microsoft Learn, "ws2spi.h header", "sporder.h header". */
#ifndef WS2_WSC_H
#define WS2_WSC_H

/* LSP categories: WSCSetProviderInfo and WSCSetApplicationCategory. */
#define LSP_SYSTEM          0x80000000
#define LSP_INSPECTOR       0x00000001
#define LSP_REDIRECTOR      0x00000002
#define LSP_PROXY           0x00000004
#define LSP_FIREWALL        0x00000008
#define LSP_INBOUND_MODIFY  0x00000010
#define LSP_OUTBOUND_MODIFY 0x00000020
#define LSP_CRYPTO_COMPRESS 0x00000040
#define LSP_LOCAL_CACHE     0x00000080

typedef enum _WSC_PROVIDER_INFO_TYPE {
    ProviderInfoLspCategories = 0,
    ProviderInfoAudit
} WSC_PROVIDER_INFO_TYPE;

typedef struct _WSC_PROVIDER_AUDIT_INFO {
    DWORD RecordSize;
    PVOID Reserved;
} WSC_PROVIDER_AUDIT_INFO, *PWSC_PROVIDER_AUDIT_INFO;

typedef int(WSPAPI *LPWSCENUMPROTOCOLS)(LPINT lpiProtocols,
                                        LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                                        LPDWORD lpdwBufferLength,
                                        LPINT lpErrno);
typedef int(WSPAPI *LPWSCDEINSTALLPROVIDER)(LPGUID lpProviderId, LPINT lpErrno);
typedef int(WSPAPI *LPWSCINSTALLPROVIDER)(
    LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
    const LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries,
    LPINT lpErrno);
typedef int(WSPAPI *LPWSCGETPROVIDERPATH)(LPGUID lpProviderId,
                                          WCHAR *lpszProviderDllPath,
                                          LPINT lpProviderDllPathLen,
                                          LPINT lpErrno);
typedef int(WSPAPI *LPWSCUPDATEPROVIDER)(
    LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
    const LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries,
    LPINT lpErrno);
typedef int(WSPAPI *LPWSCINSTALLQOSTEMPLATE)(const LPGUID Guid,
                                             LPWSABUF QosName, LPQOS Qos);
typedef int(WSPAPI *LPWSCREMOVEQOSTEMPLATE)(const LPGUID Guid,
                                            LPWSABUF QosName);
typedef INT(WSPAPI *LPWSCINSTALLNAMESPACE)(LPWSTR lpszIdentifier,
                                           LPWSTR lpszPathName,
                                           DWORD dwNameSpace, DWORD dwVersion,
                                           LPGUID lpProviderId);
typedef INT(WSPAPI *LPWSCUNINSTALLNAMESPACE)(LPGUID lpProviderId);
typedef INT(WSPAPI *LPWSCENABLENSPROVIDER)(LPGUID lpProviderId, BOOL fEnable);
typedef int(WSPAPI *LPWSCWRITEPROVIDERORDER)(LPDWORD lpwdCatalogEntryId,
                                             DWORD dwNumberOfEntries);
typedef int(WSPAPI *LPWSCWRITENAMESPACEORDER)(LPGUID lpProviderId,
                                              DWORD dwNumberOfEntries);

WS2_EXTERN_C_BEGIN

WINSOCK_API_LINKAGE int WSPAPI
WSCEnumProtocols(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                 LPDWORD lpdwBufferLength, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI
WSCEnumProtocols32(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                   LPDWORD lpdwBufferLength, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI WSCDeinstallProvider(LPGUID lpProviderId,
                                                    LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI WSCDeinstallProvider32(LPGUID lpProviderId,
                                                      LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI
WSCInstallProvider(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
                   const LPWSAPROTOCOL_INFOW lpProtocolInfoList,
                   DWORD dwNumberOfEntries, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI
WSCInstallProvider64_32(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
                        const LPWSAPROTOCOL_INFOW lpProtocolInfoList,
                        DWORD dwNumberOfEntries, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI WSCInstallProviderAndChains(
    LPGUID lpProviderId, const LPWSTR lpszProviderDllPath,
    const LPWSTR lpszLspName, DWORD dwServiceFlags,
    LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries,
    LPDWORD lpdwCatalogEntryId, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI WSCInstallProviderAndChains64_32(
    LPGUID lpProviderId, const LPWSTR lpszProviderDllPath,
    const LPWSTR lpszProviderDllPath32, const LPWSTR lpszLspName,
    DWORD dwServiceFlags, LPWSAPROTOCOL_INFOW lpProtocolInfoList,
    DWORD dwNumberOfEntries, LPDWORD lpdwCatalogEntryId, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI WSCGetProviderPath(LPGUID lpProviderId,
                                                  WCHAR *lpszProviderDllPath,
                                                  LPINT lpProviderDllPathLen,
                                                  LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI WSCGetProviderPath32(LPGUID lpProviderId,
                                                    WCHAR *lpszProviderDllPath,
                                                    LPINT lpProviderDllPathLen,
                                                    LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI
WSCUpdateProvider(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
                  const LPWSAPROTOCOL_INFOW lpProtocolInfoList,
                  DWORD dwNumberOfEntries, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI
WSCUpdateProvider32(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
                    const LPWSAPROTOCOL_INFOW lpProtocolInfoList,
                    DWORD dwNumberOfEntries, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI
WSCGetProviderInfo(LPGUID lpProviderId, WSC_PROVIDER_INFO_TYPE InfoType,
                   PBYTE Info, size_t *InfoSize, DWORD Flags, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI
WSCGetProviderInfo32(LPGUID lpProviderId, WSC_PROVIDER_INFO_TYPE InfoType,
                     PBYTE Info, size_t *InfoSize, DWORD Flags, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI
WSCSetProviderInfo(LPGUID lpProviderId, WSC_PROVIDER_INFO_TYPE InfoType,
                   PBYTE Info, size_t InfoSize, DWORD Flags, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI
WSCSetProviderInfo32(LPGUID lpProviderId, WSC_PROVIDER_INFO_TYPE InfoType,
                     PBYTE Info, size_t InfoSize, DWORD Flags, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI WSCGetApplicationCategory(
    LPCWSTR Path, DWORD PathLength, LPCWSTR Extra, DWORD ExtraLength,
    DWORD *pPermittedLspCategories, LPINT lpErrno);
WINSOCK_API_LINKAGE int WSPAPI WSCSetApplicationCategory(
    LPCWSTR Path, DWORD PathLength, LPCWSTR Extra, DWORD ExtraLength,
    DWORD PermittedLspCategories, DWORD *pPrevPermLspCat, LPINT lpErrno);
WINSOCK_API_LINKAGE BOOL WSPAPI WSCInstallQOSTemplate(const LPGUID Guid,
                                                      LPWSABUF QosName,
                                                      LPQOS Qos);
WINSOCK_API_LINKAGE BOOL WSPAPI WSCRemoveQOSTemplate(const LPGUID Guid,
                                                     LPWSABUF QosName);

WINSOCK_API_LINKAGE INT WSPAPI WSCInstallNameSpace(LPWSTR lpszIdentifier,
                                                   LPWSTR lpszPathName,
                                                   DWORD dwNameSpace,
                                                   DWORD dwVersion,
                                                   LPGUID lpProviderId);
WINSOCK_API_LINKAGE INT WSPAPI WSCInstallNameSpace32(LPWSTR lpszIdentifier,
                                                     LPWSTR lpszPathName,
                                                     DWORD dwNameSpace,
                                                     DWORD dwVersion,
                                                     LPGUID lpProviderId);
WINSOCK_API_LINKAGE INT WSPAPI WSCInstallNameSpaceEx(
    LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
    DWORD dwVersion, LPGUID lpProviderId, LPBLOB lpProviderSpecific);
WINSOCK_API_LINKAGE INT WSPAPI WSCInstallNameSpaceEx32(
    LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace,
    DWORD dwVersion, LPGUID lpProviderId, LPBLOB lpProviderSpecific);
WINSOCK_API_LINKAGE INT WSPAPI WSCUnInstallNameSpace(LPGUID lpProviderId);
WINSOCK_API_LINKAGE INT WSPAPI WSCUnInstallNameSpace32(LPGUID lpProviderId);
WINSOCK_API_LINKAGE INT WSPAPI WSCEnableNSProvider(LPGUID lpProviderId,
                                                   BOOL fEnable);
WINSOCK_API_LINKAGE INT WSPAPI WSCEnableNSProvider32(LPGUID lpProviderId,
                                                     BOOL fEnable);
WINSOCK_API_LINKAGE INT WSPAPI WSCEnumNameSpaceProviders32(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOW lpnspBuffer);
WINSOCK_API_LINKAGE INT WSPAPI WSCEnumNameSpaceProvidersEx32(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXW lpnspBuffer);

/* From sporder.h on Windows. */
WINSOCK_API_LINKAGE int WSPAPI WSCWriteProviderOrder(LPDWORD lpwdCatalogEntryId,
                                                     DWORD dwNumberOfEntries);
WINSOCK_API_LINKAGE int WSPAPI
WSCWriteProviderOrder32(LPDWORD lpwdCatalogEntryId, DWORD dwNumberOfEntries);
WINSOCK_API_LINKAGE int WSPAPI WSCWriteNameSpaceOrder(LPGUID lpProviderId,
                                                      DWORD dwNumberOfEntries);
WINSOCK_API_LINKAGE int WSPAPI
WSCWriteNameSpaceOrder32(LPGUID lpProviderId, DWORD dwNumberOfEntries);

WS2_EXTERN_C_END

#define WSCEnumNameSpaceProviders        WSAEnumNameSpaceProvidersW
#define LPFN_WSCENUMNAMESPACEPROVIDERS   LPFN_WSAENUMNAMESPACEPROVIDERSW
#define WSCEnumNameSpaceProvidersEx      WSAEnumNameSpaceProvidersExW
#define LPFN_WSCENUMNAMESPACEPROVIDERSEX LPFN_WSAENUMNAMESPACEPROVIDERSEXW

#endif
