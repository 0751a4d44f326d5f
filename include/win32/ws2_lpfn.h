/* SPDX-License-Identifier: MIT */
/* Pointers to the functions of ws2_berkeley.h and ws2_wsa.h, for programs that
 * bind them at run time (INCL_WINSOCK_API_TYPEDEFS). */
#ifndef WS2_LPFN_H
#define WS2_LPFN_H

typedef SOCKET(WSAAPI *LPFN_ACCEPT)(SOCKET s, struct sockaddr *addr,
                                    int *addrlen);
typedef int(WSAAPI *LPFN_BIND)(SOCKET s, const struct sockaddr *name,
                               int namelen);
typedef int(WSAAPI *LPFN_CLOSESOCKET)(SOCKET s);
typedef int(WSAAPI *LPFN_CONNECT)(SOCKET s, const struct sockaddr *name,
                                  int namelen);
typedef int(WSAAPI *LPFN_IOCTLSOCKET)(SOCKET s, long cmd, ULONG *argp);
typedef int(WSAAPI *LPFN_GETPEERNAME)(SOCKET s, struct sockaddr *name,
                                      int *namelen);
typedef int(WSAAPI *LPFN_GETSOCKNAME)(SOCKET s, struct sockaddr *name,
                                      int *namelen);
typedef int(WSAAPI *LPFN_GETSOCKOPT)(SOCKET s, int level, int optname,
                                     char *optval, int *optlen);
typedef ULONG(WSAAPI *LPFN_HTONL)(ULONG hostlong);
typedef u_short(WSAAPI *LPFN_HTONS)(u_short hostshort);
typedef ULONG(WSAAPI *LPFN_INET_ADDR)(const char *cp);
typedef char *(WSAAPI *LPFN_INET_NTOA)(struct in_addr in);
typedef int(WSAAPI *LPFN_LISTEN)(SOCKET s, int backlog);
typedef ULONG(WSAAPI *LPFN_NTOHL)(ULONG netlong);
typedef u_short(WSAAPI *LPFN_NTOHS)(u_short netshort);
typedef int(WSAAPI *LPFN_RECV)(SOCKET s, char *buf, int len, int flags);
typedef int(WSAAPI *LPFN_RECVFROM)(SOCKET s, char *buf, int len, int flags,
                                   struct sockaddr *from, int *fromlen);
typedef int(WSAAPI *LPFN_SELECT)(int nfds, fd_set *readfds, fd_set *writefds,
                                 fd_set *exceptfds,
                                 const struct timeval *timeout);
typedef int(WSAAPI *LPFN_SEND)(SOCKET s, const char *buf, int len, int flags);
typedef int(WSAAPI *LPFN_SENDTO)(SOCKET s, const char *buf, int len, int flags,
                                 const struct sockaddr *to, int tolen);
typedef int(WSAAPI *LPFN_SETSOCKOPT)(SOCKET s, int level, int optname,
                                     const char *optval, int optlen);
typedef int(WSAAPI *LPFN_SHUTDOWN)(SOCKET s, int how);
typedef SOCKET(WSAAPI *LPFN_SOCKET)(int af, int type, int protocol);
typedef struct hostent *(WSAAPI *LPFN_GETHOSTBYADDR)(const char *addr, int len,
                                                     int type);
typedef struct hostent *(WSAAPI *LPFN_GETHOSTBYNAME)(const char *name);
typedef int(WSAAPI *LPFN_GETHOSTNAME)(char *name, int namelen);
typedef struct servent *(WSAAPI *LPFN_GETSERVBYPORT)(int port,
                                                     const char *proto);
typedef struct servent *(WSAAPI *LPFN_GETSERVBYNAME)(const char *name,
                                                     const char *proto);
typedef struct protoent *(WSAAPI *LPFN_GETPROTOBYNUMBER)(int number);
typedef struct protoent *(WSAAPI *LPFN_GETPROTOBYNAME)(const char *name);
typedef int(WSAAPI *LPFN_WSASTARTUP)(WORD wVersionRequested,
                                     LPWSADATA lpWSAData);
typedef int(WSAAPI *LPFN_WSACLEANUP)(void);
typedef void(WSAAPI *LPFN_WSASETLASTERROR)(int iError);
typedef int(WSAAPI *LPFN_WSAGETLASTERROR)(void);
typedef BOOL(WSAAPI *LPFN_WSAISBLOCKING)(void);
typedef int(WSAAPI *LPFN_WSAUNHOOKBLOCKINGHOOK)(void);
typedef FARPROC(WSAAPI *LPFN_WSASETBLOCKINGHOOK)(FARPROC lpBlockFunc);
typedef int(WSAAPI *LPFN_WSACANCELBLOCKINGCALL)(void);
typedef HANDLE(WSAAPI *LPFN_WSAASYNCGETSERVBYNAME)(HWND hWnd, u_int wMsg,
                                                   const char *name,
                                                   const char *proto, char *buf,
                                                   int buflen);
typedef HANDLE(WSAAPI *LPFN_WSAASYNCGETSERVBYPORT)(HWND hWnd, u_int wMsg,
                                                   int port, const char *proto,
                                                   char *buf, int buflen);
typedef HANDLE(WSAAPI *LPFN_WSAASYNCGETPROTOBYNAME)(HWND hWnd, u_int wMsg,
                                                    const char *name, char *buf,
                                                    int buflen);
typedef HANDLE(WSAAPI *LPFN_WSAASYNCGETPROTOBYNUMBER)(HWND hWnd, u_int wMsg,
                                                      int number, char *buf,
                                                      int buflen);
typedef HANDLE(WSAAPI *LPFN_WSAASYNCGETHOSTBYNAME)(HWND hWnd, u_int wMsg,
                                                   const char *name, char *buf,
                                                   int buflen);
typedef HANDLE(WSAAPI *LPFN_WSAASYNCGETHOSTBYADDR)(HWND hWnd, u_int wMsg,
                                                   const char *addr, int len,
                                                   int type, char *buf,
                                                   int buflen);
typedef int(WSAAPI *LPFN_WSACANCELASYNCREQUEST)(HANDLE hAsyncTaskHandle);
typedef int(WSAAPI *LPFN_WSAASYNCSELECT)(SOCKET s, HWND hWnd, u_int wMsg,
                                         long lEvent);
typedef SOCKET(WSAAPI *LPFN_WSAACCEPT)(SOCKET s, struct sockaddr *addr,
                                       LPINT addrlen,
                                       LPCONDITIONPROC lpfnCondition,
                                       DWORD_PTR dwCallbackData);
typedef BOOL(WSAAPI *LPFN_WSACLOSEEVENT)(HANDLE hEvent);
typedef int(WSAAPI *LPFN_WSACONNECT)(SOCKET s, const struct sockaddr *name,
                                     int namelen, LPWSABUF lpCallerData,
                                     LPWSABUF lpCalleeData, LPQOS lpSQOS,
                                     LPQOS lpGQOS);
typedef BOOL(WSAAPI *LPFN_WSACONNECTBYLIST)(
    SOCKET s, PSOCKET_ADDRESS_LIST SocketAddress, LPDWORD LocalAddressLength,
    LPSOCKADDR LocalAddress, LPDWORD RemoteAddressLength,
    LPSOCKADDR RemoteAddress, const struct timeval *timeout,
    LPWSAOVERLAPPED Reserved);
typedef BOOL(WSAAPI *LPFN_WSACONNECTBYNAMEA)(
    SOCKET s, LPCSTR nodename, LPCSTR servicename, LPDWORD LocalAddressLength,
    LPSOCKADDR LocalAddress, LPDWORD RemoteAddressLength,
    LPSOCKADDR RemoteAddress, const struct timeval *timeout,
    LPWSAOVERLAPPED Reserved);
typedef BOOL(WSAAPI *LPFN_WSACONNECTBYNAMEW)(
    SOCKET s, LPWSTR nodename, LPWSTR servicename, LPDWORD LocalAddressLength,
    LPSOCKADDR LocalAddress, LPDWORD RemoteAddressLength,
    LPSOCKADDR RemoteAddress, const struct timeval *timeout,
    LPWSAOVERLAPPED Reserved);
typedef HANDLE(WSAAPI *LPFN_WSACREATEEVENT)(void);
typedef int(WSAAPI *LPFN_WSADUPLICATESOCKETA)(
    SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOA lpProtocolInfo);
typedef int(WSAAPI *LPFN_WSADUPLICATESOCKETW)(
    SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOW lpProtocolInfo);
typedef int(WSAAPI *LPFN_WSAENUMNETWORKEVENTS)(
    SOCKET s, HANDLE hEventObject, LPWSANETWORKEVENTS lpNetworkEvents);
typedef int(WSAAPI *LPFN_WSAENUMPROTOCOLSA)(
    LPINT lpiProtocols, LPWSAPROTOCOL_INFOA lpProtocolBuffer,
    LPDWORD lpdwBufferLength);
typedef int(WSAAPI *LPFN_WSAENUMPROTOCOLSW)(
    LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
    LPDWORD lpdwBufferLength);
typedef int(WSAAPI *LPFN_WSAEVENTSELECT)(SOCKET s, HANDLE hEventObject,
                                         long lNetworkEvents);
typedef BOOL(WSAAPI *LPFN_WSAGETOVERLAPPEDRESULT)(SOCKET s,
                                                  LPWSAOVERLAPPED lpOverlapped,
                                                  LPDWORD lpcbTransfer,
                                                  BOOL fWait,
                                                  LPDWORD lpdwFlags);
typedef BOOL(WSAAPI *LPFN_WSAGETQOSBYNAME)(SOCKET s, LPWSABUF lpQOSName,
                                           LPQOS lpQOS);
typedef int(WSAAPI *LPFN_WSAHTONL)(SOCKET s, ULONG hostlong, ULONG *lpnetlong);
typedef int(WSAAPI *LPFN_WSAHTONS)(SOCKET s, u_short hostshort,
                                   u_short *lpnetshort);
typedef int(WSAAPI *LPFN_WSAIOCTL)(
    SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer,
    LPVOID lpvOutBuffer, DWORD cbOutBuffer, LPDWORD lpcbBytesReturned,
    LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef SOCKET(WSAAPI *LPFN_WSAJOINLEAF)(SOCKET s, const struct sockaddr *name,
                                         int namelen, LPWSABUF lpCallerData,
                                         LPWSABUF lpCalleeData, LPQOS lpSQOS,
                                         LPQOS lpGQOS, DWORD dwFlags);
typedef int(WSAAPI *LPFN_WSANTOHL)(SOCKET s, ULONG netlong, ULONG *lphostlong);
typedef int(WSAAPI *LPFN_WSANTOHS)(SOCKET s, u_short netshort,
                                   u_short *lphostshort);
typedef int(WSAAPI *LPFN_WSARECV)(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef int(WSAAPI *LPFN_WSARECVDISCONNECT)(SOCKET s,
                                            LPWSABUF lpInboundDisconnectData);
typedef int(WSAAPI *LPFN_WSARECVFROM)(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags, struct sockaddr *lpFrom,
    LPINT lpFromlen, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef BOOL(WSAAPI *LPFN_WSARESETEVENT)(HANDLE hEvent);
typedef int(WSAAPI *LPFN_WSASEND)(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesSent, DWORD dwFlags, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef int(WSAAPI *LPFN_WSASENDDISCONNECT)(SOCKET s,
                                            LPWSABUF lpOutboundDisconnectData);
typedef int(WSAAPI *LPFN_WSASENDTO)(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesSent, DWORD dwFlags, const struct sockaddr *lpTo,
    int iTolen, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef BOOL(WSAAPI *LPFN_WSASETEVENT)(HANDLE hEvent);
typedef SOCKET(WSAAPI *LPFN_WSASOCKETA)(int af, int type, int protocol,
                                        LPWSAPROTOCOL_INFOA lpProtocolInfo,
                                        GROUP g, DWORD dwFlags);
typedef SOCKET(WSAAPI *LPFN_WSASOCKETW)(int af, int type, int protocol,
                                        LPWSAPROTOCOL_INFOW lpProtocolInfo,
                                        GROUP g, DWORD dwFlags);
typedef DWORD(WSAAPI *LPFN_WSAWAITFORMULTIPLEEVENTS)(DWORD cEvents,
                                                     const HANDLE *lphEvents,
                                                     BOOL fWaitAll,
                                                     DWORD dwTimeout,
                                                     BOOL fAlertable);
typedef INT(WSAAPI *LPFN_WSAADDRESSTOSTRINGA)(
    LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
    LPWSAPROTOCOL_INFOA lpProtocolInfo, LPSTR lpszAddressString,
    LPDWORD lpdwAddressStringLength);
typedef INT(WSAAPI *LPFN_WSAADDRESSTOSTRINGW)(
    LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
    LPWSAPROTOCOL_INFOW lpProtocolInfo, LPWSTR lpszAddressString,
    LPDWORD lpdwAddressStringLength);
typedef INT(WSAAPI *LPFN_WSASTRINGTOADDRESSA)(
    LPSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOA lpProtocolInfo,
    LPSOCKADDR lpAddress, LPINT lpAddressLength);
typedef INT(WSAAPI *LPFN_WSASTRINGTOADDRESSW)(
    LPWSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOW lpProtocolInfo,
    LPSOCKADDR lpAddress, LPINT lpAddressLength);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICEBEGINA)(
    LPWSAQUERYSETA lpqsRestrictions, DWORD dwControlFlags, LPHANDLE lphLookup);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICEBEGINW)(
    LPWSAQUERYSETW lpqsRestrictions, DWORD dwControlFlags, LPHANDLE lphLookup);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICENEXTA)(HANDLE hLookup,
                                                DWORD dwControlFlags,
                                                LPDWORD lpdwBufferLength,
                                                LPWSAQUERYSETA lpqsResults);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICENEXTW)(HANDLE hLookup,
                                                DWORD dwControlFlags,
                                                LPDWORD lpdwBufferLength,
                                                LPWSAQUERYSETW lpqsResults);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICEEND)(HANDLE hLookup);
typedef INT(WSAAPI *LPFN_WSANSPIOCTL)(HANDLE hLookup, DWORD dwControlCode,
                                      LPVOID lpvInBuffer, DWORD cbInBuffer,
                                      LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                                      LPDWORD lpcbBytesReturned,
                                      LPWSACOMPLETION lpCompletion);
typedef INT(WSAAPI *LPFN_WSAINSTALLSERVICECLASSA)(
    LPWSASERVICECLASSINFOA lpServiceClassInfo);
typedef INT(WSAAPI *LPFN_WSAINSTALLSERVICECLASSW)(
    LPWSASERVICECLASSINFOW lpServiceClassInfo);
typedef INT(WSAAPI *LPFN_WSAREMOVESERVICECLASS)(LPGUID lpServiceClassId);
typedef INT(WSAAPI *LPFN_WSAGETSERVICECLASSINFOA)(
    LPGUID lpProviderId, LPGUID lpServiceClassId, LPDWORD lpdwBufSize,
    LPWSASERVICECLASSINFOA lpServiceClassInfo);
typedef INT(WSAAPI *LPFN_WSAGETSERVICECLASSINFOW)(
    LPGUID lpProviderId, LPGUID lpServiceClassId, LPDWORD lpdwBufSize,
    LPWSASERVICECLASSINFOW lpServiceClassInfo);
typedef INT(WSAAPI *LPFN_WSAENUMNAMESPACEPROVIDERSA)(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOA lpnspBuffer);
typedef INT(WSAAPI *LPFN_WSAENUMNAMESPACEPROVIDERSW)(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOW lpnspBuffer);
typedef INT(WSAAPI *LPFN_WSAENUMNAMESPACEPROVIDERSEXA)(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXA lpnspBuffer);
typedef INT(WSAAPI *LPFN_WSAENUMNAMESPACEPROVIDERSEXW)(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXW lpnspBuffer);
typedef INT(WSAAPI *LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDA)(
    LPGUID lpServiceClassId, LPSTR lpszServiceClassName,
    LPDWORD lpdwBufferLength);
typedef INT(WSAAPI *LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDW)(
    LPGUID lpServiceClassId, LPWSTR lpszServiceClassName,
    LPDWORD lpdwBufferLength);
typedef INT(WSAAPI *LPFN_WSASETSERVICEA)(LPWSAQUERYSETA lpqsRegInfo,
                                         WSAESETSERVICEOP essoperation,
                                         DWORD dwControlFlags);
typedef INT(WSAAPI *LPFN_WSASETSERVICEW)(LPWSAQUERYSETW lpqsRegInfo,
                                         WSAESETSERVICEOP essoperation,
                                         DWORD dwControlFlags);
typedef INT(WSAAPI *LPFN_WSAPROVIDERCONFIGCHANGE)(
    LPHANDLE lpNotificationHandle, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef int(WSAAPI *LPFN_GETHOSTNAMEW)(PWSTR name, int namelen);
typedef DWORD(WSAAPI *LPFN_PROCESSSOCKETNOTIFICATIONS)(
    HANDLE completionPort, UINT32 registrationCount,
    SOCK_NOTIFY_REGISTRATION *registrationInfos, UINT32 timeoutMs,
    ULONG completionCount, OVERLAPPED_ENTRY *completionPortEntries,
    UINT32 *receivedEntryCount);

#ifdef UNICODE
#define LPFN_WSACONNECTBYNAME            LPFN_WSACONNECTBYNAMEW
#define LPFN_WSADUPLICATESOCKET          LPFN_WSADUPLICATESOCKETW
#define LPFN_WSAENUMPROTOCOLS            LPFN_WSAENUMPROTOCOLSW
#define LPFN_WSASOCKET                   LPFN_WSASOCKETW
#define LPFN_WSAADDRESSTOSTRING          LPFN_WSAADDRESSTOSTRINGW
#define LPFN_WSASTRINGTOADDRESS          LPFN_WSASTRINGTOADDRESSW
#define LPFN_WSALOOKUPSERVICEBEGIN       LPFN_WSALOOKUPSERVICEBEGINW
#define LPFN_WSALOOKUPSERVICENEXT        LPFN_WSALOOKUPSERVICENEXTW
#define LPFN_WSAINSTALLSERVICECLASS      LPFN_WSAINSTALLSERVICECLASSW
#define LPFN_WSAGETSERVICECLASSINFO      LPFN_WSAGETSERVICECLASSINFOW
#define LPFN_WSAENUMNAMESPACEPROVIDERS   LPFN_WSAENUMNAMESPACEPROVIDERSW
#define LPFN_WSAENUMNAMESPACEPROVIDERSEX LPFN_WSAENUMNAMESPACEPROVIDERSEXW
#define LPFN_WSAGETSERVICECLASSNAMEBYCLASSID                                   \
    LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDW
#define LPFN_WSASETSERVICE LPFN_WSASETSERVICEW
#else
#define LPFN_WSACONNECTBYNAME            LPFN_WSACONNECTBYNAMEA
#define LPFN_WSADUPLICATESOCKET          LPFN_WSADUPLICATESOCKETA
#define LPFN_WSAENUMPROTOCOLS            LPFN_WSAENUMPROTOCOLSA
#define LPFN_WSASOCKET                   LPFN_WSASOCKETA
#define LPFN_WSAADDRESSTOSTRING          LPFN_WSAADDRESSTOSTRINGA
#define LPFN_WSASTRINGTOADDRESS          LPFN_WSASTRINGTOADDRESSA
#define LPFN_WSALOOKUPSERVICEBEGIN       LPFN_WSALOOKUPSERVICEBEGINA
#define LPFN_WSALOOKUPSERVICENEXT        LPFN_WSALOOKUPSERVICENEXTA
#define LPFN_WSAINSTALLSERVICECLASS      LPFN_WSAINSTALLSERVICECLASSA
#define LPFN_WSAGETSERVICECLASSINFO      LPFN_WSAGETSERVICECLASSINFOA
#define LPFN_WSAENUMNAMESPACEPROVIDERS   LPFN_WSAENUMNAMESPACEPROVIDERSA
#define LPFN_WSAENUMNAMESPACEPROVIDERSEX LPFN_WSAENUMNAMESPACEPROVIDERSEXA
#define LPFN_WSAGETSERVICECLASSNAMEBYCLASSID                                   \
    LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDA
#define LPFN_WSASETSERVICE LPFN_WSASETSERVICEA
#endif

#endif
