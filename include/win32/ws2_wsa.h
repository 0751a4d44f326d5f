/* SPDX-License-Identifier: MIT */
/* The functions of Windows Sockets 2: WSA... A part of winsock2.h.
 * Source: Microsoft Learn, "winsock2.h header". */
#ifndef WS2_WSA_H
#define WS2_WSA_H

WS2_EXTERN_C_BEGIN

WINSOCK_API_LINKAGE SOCKET WSAAPI WSAAccept(SOCKET s, struct sockaddr *addr,
                                            LPINT addrlen,
                                            LPCONDITIONPROC lpfnCondition,
                                            DWORD_PTR dwCallbackData);
WINSOCK_API_LINKAGE BOOL WSAAPI WSACloseEvent(WSAEVENT hEvent);
WINSOCK_API_LINKAGE int WSAAPI WSAConnect(SOCKET s,
                                          const struct sockaddr *name,
                                          int namelen, LPWSABUF lpCallerData,
                                          LPWSABUF lpCalleeData, LPQOS lpSQOS,
                                          LPQOS lpGQOS);
WINSOCK_API_LINKAGE BOOL WSAAPI WSAConnectByList(
    SOCKET s, PSOCKET_ADDRESS_LIST SocketAddress, LPDWORD LocalAddressLength,
    LPSOCKADDR LocalAddress, LPDWORD RemoteAddressLength,
    LPSOCKADDR RemoteAddress, const struct timeval *timeout,
    LPWSAOVERLAPPED Reserved);
WINSOCK_API_LINKAGE BOOL WSAAPI WSAConnectByNameA(
    SOCKET s, LPCSTR nodename, LPCSTR servicename, LPDWORD LocalAddressLength,
    LPSOCKADDR LocalAddress, LPDWORD RemoteAddressLength,
    LPSOCKADDR RemoteAddress, const struct timeval *timeout,
    LPWSAOVERLAPPED Reserved);
WINSOCK_API_LINKAGE BOOL WSAAPI WSAConnectByNameW(
    SOCKET s, LPWSTR nodename, LPWSTR servicename, LPDWORD LocalAddressLength,
    LPSOCKADDR LocalAddress, LPDWORD RemoteAddressLength,
    LPSOCKADDR RemoteAddress, const struct timeval *timeout,
    LPWSAOVERLAPPED Reserved);
WINSOCK_API_LINKAGE WSAEVENT WSAAPI WSACreateEvent(void);
WINSOCK_API_LINKAGE int WSAAPI
WSADuplicateSocketA(SOCKET s, DWORD dwProcessId,
                    LPWSAPROTOCOL_INFOA lpProtocolInfo);
WINSOCK_API_LINKAGE int WSAAPI
WSADuplicateSocketW(SOCKET s, DWORD dwProcessId,
                    LPWSAPROTOCOL_INFOW lpProtocolInfo);
WINSOCK_API_LINKAGE int WSAAPI
WSAEnumNetworkEvents(SOCKET s, WSAEVENT hEventObject,
                     LPWSANETWORKEVENTS lpNetworkEvents);
WINSOCK_API_LINKAGE int WSAAPI
WSAEnumProtocolsA(LPINT lpiProtocols, LPWSAPROTOCOL_INFOA lpProtocolBuffer,
                  LPDWORD lpdwBufferLength);
WINSOCK_API_LINKAGE int WSAAPI
WSAEnumProtocolsW(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                  LPDWORD lpdwBufferLength);
WINSOCK_API_LINKAGE int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT hEventObject,
                                              long lNetworkEvents);
WINSOCK_API_LINKAGE BOOL WSAAPI
WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped,
                       LPDWORD lpcbTransfer, BOOL fWait, LPDWORD lpdwFlags);
WINSOCK_API_LINKAGE BOOL WSAAPI WSAGetQOSByName(SOCKET s, LPWSABUF lpQOSName,
                                                LPQOS lpQOS);
WINSOCK_API_LINKAGE int WSAAPI WSAHtonl(SOCKET s, u_long hostlong,
                                        u_long *lpnetlong);
WINSOCK_API_LINKAGE int WSAAPI WSAHtons(SOCKET s, u_short hostshort,
                                        u_short *lpnetshort);
WINSOCK_API_LINKAGE int WSAAPI
WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer,
         LPVOID lpvOutBuffer, DWORD cbOutBuffer, LPDWORD lpcbBytesReturned,
         LPWSAOVERLAPPED lpOverlapped,
         LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINSOCK_API_LINKAGE SOCKET WSAAPI WSAJoinLeaf(
    SOCKET s, const struct sockaddr *name, int namelen, LPWSABUF lpCallerData,
    LPWSABUF lpCalleeData, LPQOS lpSQOS, LPQOS lpGQOS, DWORD dwFlags);
WINSOCK_API_LINKAGE int WSAAPI WSANtohl(SOCKET s, u_long netlong,
                                        u_long *lphostlong);
WINSOCK_API_LINKAGE int WSAAPI WSANtohs(SOCKET s, u_short netshort,
                                        u_short *lphostshort);
WINSOCK_API_LINKAGE int WSAAPI WSAPoll(LPWSAPOLLFD fdArray, ULONG fds,
                                       INT timeout);
WINSOCK_API_LINKAGE int WSAAPI
WSARecv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
        LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
        LPWSAOVERLAPPED lpOverlapped,
        LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINSOCK_API_LINKAGE int WSAAPI
WSARecvDisconnect(SOCKET s, LPWSABUF lpInboundDisconnectData);
WINSOCK_API_LINKAGE int WSAAPI
WSARecvFrom(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
            LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
            struct sockaddr *lpFrom, LPINT lpFromlen,
            LPWSAOVERLAPPED lpOverlapped,
            LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINSOCK_API_LINKAGE BOOL WSAAPI WSAResetEvent(WSAEVENT hEvent);
WINSOCK_API_LINKAGE int WSAAPI
WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
        LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
        LPWSAOVERLAPPED lpOverlapped,
        LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINSOCK_API_LINKAGE int WSAAPI
WSASendMsg(SOCKET Handle, LPWSAMSG lpMsg, DWORD dwFlags,
           LPDWORD lpNumberOfBytesSent, LPWSAOVERLAPPED lpOverlapped,
           LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINSOCK_API_LINKAGE int WSAAPI
WSASendDisconnect(SOCKET s, LPWSABUF lpOutboundDisconnectData);
WINSOCK_API_LINKAGE int WSAAPI
WSASendTo(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
          LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
          const struct sockaddr *lpTo, int iTolen, LPWSAOVERLAPPED lpOverlapped,
          LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINSOCK_API_LINKAGE BOOL WSAAPI WSASetEvent(WSAEVENT hEvent);
WINSOCK_API_LINKAGE SOCKET WSAAPI
WSASocketA(int af, int type, int protocol, LPWSAPROTOCOL_INFOA lpProtocolInfo,
           GROUP g, DWORD dwFlags);
WINSOCK_API_LINKAGE SOCKET WSAAPI
WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW lpProtocolInfo,
           GROUP g, DWORD dwFlags);
WINSOCK_API_LINKAGE DWORD WSAAPI
WSAWaitForMultipleEvents(DWORD cEvents, const WSAEVENT *lphEvents,
                         BOOL fWaitAll, DWORD dwTimeout, BOOL fAlertable);

WINSOCK_API_LINKAGE INT WSAAPI
WSAAddressToStringA(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                    LPWSAPROTOCOL_INFOA lpProtocolInfo,
                    LPSTR lpszAddressString, LPDWORD lpdwAddressStringLength);
WINSOCK_API_LINKAGE INT WSAAPI
WSAAddressToStringW(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                    LPWSAPROTOCOL_INFOW lpProtocolInfo,
                    LPWSTR lpszAddressString, LPDWORD lpdwAddressStringLength);
WINSOCK_API_LINKAGE INT WSAAPI
WSAStringToAddressA(LPSTR AddressString, INT AddressFamily,
                    LPWSAPROTOCOL_INFOA lpProtocolInfo, LPSOCKADDR lpAddress,
                    LPINT lpAddressLength);
WINSOCK_API_LINKAGE INT WSAAPI
WSAStringToAddressW(LPWSTR AddressString, INT AddressFamily,
                    LPWSAPROTOCOL_INFOW lpProtocolInfo, LPSOCKADDR lpAddress,
                    LPINT lpAddressLength);

WINSOCK_API_LINKAGE INT WSAAPI
WSALookupServiceBeginA(LPWSAQUERYSETA lpqsRestrictions, DWORD dwControlFlags,
                       LPHANDLE lphLookup);
WINSOCK_API_LINKAGE INT WSAAPI
WSALookupServiceBeginW(LPWSAQUERYSETW lpqsRestrictions, DWORD dwControlFlags,
                       LPHANDLE lphLookup);
WINSOCK_API_LINKAGE INT WSAAPI
WSALookupServiceNextA(HANDLE hLookup, DWORD dwControlFlags,
                      LPDWORD lpdwBufferLength, LPWSAQUERYSETA lpqsResults);
WINSOCK_API_LINKAGE INT WSAAPI
WSALookupServiceNextW(HANDLE hLookup, DWORD dwControlFlags,
                      LPDWORD lpdwBufferLength, LPWSAQUERYSETW lpqsResults);
WINSOCK_API_LINKAGE INT WSAAPI WSALookupServiceEnd(HANDLE hLookup);
WINSOCK_API_LINKAGE INT WSAAPI
WSANSPIoctl(HANDLE hLookup, DWORD dwControlCode, LPVOID lpvInBuffer,
            DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD cbOutBuffer,
            LPDWORD lpcbBytesReturned, LPWSACOMPLETION lpCompletion);
WINSOCK_API_LINKAGE INT WSAAPI
WSAInstallServiceClassA(LPWSASERVICECLASSINFOA lpServiceClassInfo);
WINSOCK_API_LINKAGE INT WSAAPI
WSAInstallServiceClassW(LPWSASERVICECLASSINFOW lpServiceClassInfo);
WINSOCK_API_LINKAGE INT WSAAPI WSARemoveServiceClass(LPGUID lpServiceClassId);
WINSOCK_API_LINKAGE INT WSAAPI
WSAGetServiceClassInfoA(LPGUID lpProviderId, LPGUID lpServiceClassId,
                        LPDWORD lpdwBufSize,
                        LPWSASERVICECLASSINFOA lpServiceClassInfo);
WINSOCK_API_LINKAGE INT WSAAPI
WSAGetServiceClassInfoW(LPGUID lpProviderId, LPGUID lpServiceClassId,
                        LPDWORD lpdwBufSize,
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

WINSOCK_API_LINKAGE int WSAAPI GetHostNameW(PWSTR name, int namelen);
WINSOCK_API_LINKAGE DWORD WSAAPI ProcessSocketNotifications(
    HANDLE completionPort, UINT32 registrationCount,
    SOCK_NOTIFY_REGISTRATION *registrationInfos, UINT32 timeoutMs,
    ULONG completionCount, OVERLAPPED_ENTRY *completionPortEntries,
    UINT32 *receivedEntryCount);

WS2_EXTERN_C_END

/* SOCK_NOTIFY_EVENT_... of one entry that ProcessSocketNotifications or
 * GetQueuedCompletionStatusEx returned. */
WS2_INLINE UINT32 SocketNotificationRetrieveEvents(OVERLAPPED_ENTRY *entry)
{
    return entry->dwNumberOfBytesTransferred;
}

/* 64 bits and floating point in network byte order. */
WS2_INLINE unsigned __int64 htonll(unsigned __int64 Value)
{
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(Value)
                                                     : Value;
}
WS2_INLINE unsigned __int64 ntohll(unsigned __int64 Value)
{
    return htonll(Value);
}
WS2_INLINE unsigned __int32 htonf(float Value)
{
    unsigned __int32 bits;

    __builtin_memcpy(&bits, &Value, sizeof(bits));
    return htonl(bits);
}
WS2_INLINE float ntohf(unsigned __int32 Value)
{
    float out;

    Value = ntohl(Value);
    __builtin_memcpy(&out, &Value, sizeof(out));
    return out;
}
WS2_INLINE unsigned __int64 htond(double Value)
{
    unsigned __int64 bits;

    __builtin_memcpy(&bits, &Value, sizeof(bits));
    return htonll(bits);
}
WS2_INLINE double ntohd(unsigned __int64 Value)
{
    double out;

    Value = ntohll(Value);
    __builtin_memcpy(&out, &Value, sizeof(out));
    return out;
}

#ifdef UNICODE
#define WSAConnectByName                WSAConnectByNameW
#define WSADuplicateSocket              WSADuplicateSocketW
#define WSAEnumProtocols                WSAEnumProtocolsW
#define WSASocket                       WSASocketW
#define WSAAddressToString              WSAAddressToStringW
#define WSAStringToAddress              WSAStringToAddressW
#define WSALookupServiceBegin           WSALookupServiceBeginW
#define WSALookupServiceNext            WSALookupServiceNextW
#define WSAInstallServiceClass          WSAInstallServiceClassW
#define WSAGetServiceClassInfo          WSAGetServiceClassInfoW
#define WSAEnumNameSpaceProviders       WSAEnumNameSpaceProvidersW
#define WSAEnumNameSpaceProvidersEx     WSAEnumNameSpaceProvidersExW
#define WSAGetServiceClassNameByClassId WSAGetServiceClassNameByClassIdW
#define WSASetService                   WSASetServiceW
#else
#define WSAConnectByName                WSAConnectByNameA
#define WSADuplicateSocket              WSADuplicateSocketA
#define WSAEnumProtocols                WSAEnumProtocolsA
#define WSASocket                       WSASocketA
#define WSAAddressToString              WSAAddressToStringA
#define WSAStringToAddress              WSAStringToAddressA
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
