/* SPDX-License-Identifier: MIT */
/* Pointers to the functions of ws2tcpip.h (INCL_WINSOCK_API_TYPEDEFS). */
#ifndef WS2_LPFN_TCPIP_H
#define WS2_LPFN_TCPIP_H

typedef INT(WSAAPI *LPFN_GETADDRINFO)(PCSTR pNodeName, PCSTR pServiceName,
                                      const ADDRINFOA *pHints,
                                      PADDRINFOA *ppResult);
typedef INT(WSAAPI *LPFN_GETADDRINFOW)(PCWSTR pNodeName, PCWSTR pServiceName,
                                       const ADDRINFOW *pHints,
                                       PADDRINFOW *ppResult);
typedef void(WSAAPI *LPFN_FREEADDRINFO)(PADDRINFOA pAddrInfo);
typedef void(WSAAPI *LPFN_FREEADDRINFOW)(PADDRINFOW pAddrInfo);
typedef INT(WSAAPI *LPFN_GETNAMEINFO)(const SOCKADDR *pSockaddr,
                                      socklen_t SockaddrLength,
                                      PCHAR pNodeBuffer, DWORD NodeBufferSize,
                                      PCHAR pServiceBuffer,
                                      DWORD ServiceBufferSize, INT Flags);
typedef INT(WSAAPI *LPFN_GETNAMEINFOW)(const SOCKADDR *pSockaddr,
                                       socklen_t SockaddrLength,
                                       PWCHAR pNodeBuffer, DWORD NodeBufferSize,
                                       PWCHAR pServiceBuffer,
                                       DWORD ServiceBufferSize, INT Flags);
typedef INT(WSAAPI *LPFN_GETADDRINFOEXA)(
    PCSTR pName, PCSTR pServiceName, DWORD dwNameSpace, LPGUID lpNspId,
    const ADDRINFOEXA *hints, PADDRINFOEXA *ppResult, struct timeval *timeout,
    LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle);
typedef INT(WSAAPI *LPFN_GETADDRINFOEXW)(
    PCWSTR pName, PCWSTR pServiceName, DWORD dwNameSpace, LPGUID lpNspId,
    const ADDRINFOEXW *hints, PADDRINFOEXW *ppResult, struct timeval *timeout,
    LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine, LPHANDLE lpHandle);
typedef INT(WSAAPI *LPFN_GETADDRINFOEXCANCEL)(LPHANDLE lpHandle);
typedef INT(WSAAPI *LPFN_GETADDRINFOEXOVERLAPPEDRESULT)(
    LPOVERLAPPED lpOverlapped);
typedef INT(WSAAPI *LPFN_SETADDRINFOEXA)(
    PCSTR pName, PCSTR pServiceName, SOCKET_ADDRESS *pAddresses,
    DWORD dwAddressCount, LPBLOB lpBlob, DWORD dwFlags, DWORD dwNameSpace,
    LPGUID lpNspId, struct timeval *timeout, LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle);
typedef INT(WSAAPI *LPFN_SETADDRINFOEXW)(
    PCWSTR pName, PCWSTR pServiceName, SOCKET_ADDRESS *pAddresses,
    DWORD dwAddressCount, LPBLOB lpBlob, DWORD dwFlags, DWORD dwNameSpace,
    LPGUID lpNspId, struct timeval *timeout, LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle);
typedef void(WSAAPI *LPFN_FREEADDRINFOEXA)(PADDRINFOEXA pAddrInfoEx);
typedef void(WSAAPI *LPFN_FREEADDRINFOEXW)(PADDRINFOEXW pAddrInfoEx);
typedef PCSTR(WSAAPI *LPFN_INET_NTOPA)(INT Family, const void *pAddr,
                                       PSTR pStringBuf, size_t StringBufSize);
typedef PCWSTR(WSAAPI *LPFN_INET_NTOPW)(INT Family, const void *pAddr,
                                        PWSTR pStringBuf, size_t StringBufSize);
typedef INT(WSAAPI *LPFN_INET_PTONA)(INT Family, PCSTR pszAddrString,
                                     PVOID pAddrBuf);
typedef INT(WSAAPI *LPFN_INET_PTONW)(INT Family, PCWSTR pszAddrString,
                                     PVOID pAddrBuf);
typedef INT(WSAAPI *LPFN_WSASETSOCKETSECURITY)(
    SOCKET Socket, const struct _SOCKET_SECURITY_SETTINGS *SecuritySettings,
    ULONG SecuritySettingsLen, LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine);
typedef INT(WSAAPI *LPFN_WSAQUERYSOCKETSECURITY)(
    SOCKET Socket,
    const struct _SOCKET_SECURITY_QUERY_TEMPLATE *SecurityQueryTemplate,
    ULONG SecurityQueryTemplateLen,
    struct _SOCKET_SECURITY_QUERY_INFO *SecurityQueryInfo,
    ULONG *SecurityQueryInfoLen, LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine);
typedef INT(WSAAPI *LPFN_WSASETSOCKETPEERTARGETNAME)(
    SOCKET Socket, const struct _SOCKET_PEER_TARGET_NAME *PeerTargetName,
    ULONG PeerTargetNameLen, LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine);
typedef INT(WSAAPI *LPFN_WSADELETESOCKETPEERTARGETNAME)(
    SOCKET Socket, const struct sockaddr *PeerAddr, ULONG PeerAddrLen,
    LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine);
typedef INT(WSAAPI *LPFN_WSAIMPERSONATESOCKETPEER)(
    SOCKET Socket, const struct sockaddr *PeerAddr, ULONG PeerAddrLen);
typedef INT(WSAAPI *LPFN_WSAREVERTIMPERSONATION)(void);

#define LPFN_GETADDRINFOA  LPFN_GETADDRINFO
#define LPFN_FREEADDRINFOA LPFN_FREEADDRINFO
#define LPFN_GETNAMEINFOA  LPFN_GETNAMEINFO
#ifdef UNICODE
#define LPFN_INET_NTOP      LPFN_INET_NTOPW
#define LPFN_INET_PTON      LPFN_INET_PTONW
#define LPFN_GETADDRINFOT   LPFN_GETADDRINFOW
#define LPFN_FREEADDRINFOT  LPFN_FREEADDRINFOW
#define LPFN_GETNAMEINFOT   LPFN_GETNAMEINFOW
#define LPFN_GETADDRINFOEX  LPFN_GETADDRINFOEXW
#define LPFN_SETADDRINFOEX  LPFN_SETADDRINFOEXW
#define LPFN_FREEADDRINFOEX LPFN_FREEADDRINFOEXW
#else
#define LPFN_INET_NTOP      LPFN_INET_NTOPA
#define LPFN_INET_PTON      LPFN_INET_PTONA
#define LPFN_GETADDRINFOT   LPFN_GETADDRINFO
#define LPFN_FREEADDRINFOT  LPFN_FREEADDRINFO
#define LPFN_GETNAMEINFOT   LPFN_GETNAMEINFO
#define LPFN_GETADDRINFOEX  LPFN_GETADDRINFOEXA
#define LPFN_SETADDRINFOEX  LPFN_SETADDRINFOEXA
#define LPFN_FREEADDRINFOEX LPFN_FREEADDRINFOEXA
#endif

#endif
