/* SPDX-License-Identifier: MIT */
/* Names and addresses for both IP versions: getaddrinfo and its relatives,
 * inet_pton, multicast source filters, typed option helpers.
 * Source: Microsoft Learn, "ws2tcpip.h header". */
#ifndef _WS2TCPIP_H_
#define _WS2TCPIP_H_

#include "winsock2.h"
#include "ws2ipdef.h"

/* getaddrinfo's results are Winsock codes. */
#define EAI_AGAIN        WSATRY_AGAIN
#define EAI_BADFLAGS     WSAEINVAL
#define EAI_FAIL         WSANO_RECOVERY
#define EAI_FAMILY       WSAEAFNOSUPPORT
#define EAI_MEMORY       WSA_NOT_ENOUGH_MEMORY
#define EAI_NOSECURENAME WSA_SECURE_HOST_NOT_FOUND
#define EAI_NONAME       WSAHOST_NOT_FOUND
#define EAI_SERVICE      WSATYPE_NOT_FOUND
#define EAI_SOCKTYPE     WSAESOCKTNOSUPPORT
#define EAI_IPSECPOLICY  WSA_IPSEC_NAME_POLICY_ERROR
#define EAI_NODATA       EAI_NONAME

/* Interface lists: INTERFACE_INFO and INTERFACE_INFO_EX. */
#define SIO_GET_INTERFACE_LIST    _IOR('t', 127, ULONG)
#define SIO_GET_INTERFACE_LIST_EX _IOR('t', 126, ULONG)
#define SIO_SET_MULTICAST_FILTER  _IOW('t', 125, ULONG)
#define SIO_GET_MULTICAST_FILTER  _IOW('t', 124 | IOC_IN, ULONG)
#define SIOCSIPMSFILTER           SIO_SET_MULTICAST_FILTER
#define SIOCGIPMSFILTER           SIO_GET_MULTICAST_FILTER
#define SIOCSMSFILTER             _IOW('t', 126, ULONG)
#define SIOCGMSFILTER             _IOW('t', 127 | IOC_IN, ULONG)

#define SIO_IDEAL_SEND_BACKLOG_QUERY  _IOR('t', 123, ULONG)
#define SIO_IDEAL_SEND_BACKLOG_CHANGE _IO('t', 122)

#define SS_PORT(ssp) (((PSOCKADDR_IN)(ssp))->sin_port)

#define GAI_STRERROR_BUFFER_SIZE 1024

/* glibc's socklen_t is unsigned; Windows' is an int. <unistd.h> and others
 * guard theirs with __socklen_t_defined. */
#ifdef __socklen_t_defined
#define socklen_t ws2_socklen_t
#endif
#define __socklen_t_defined
typedef int socklen_t;

typedef void(CALLBACK *LPLOOKUPSERVICE_COMPLETION_ROUTINE)(
    DWORD dwError, DWORD dwBytes, LPWSAOVERLAPPED lpOverlapped);

struct _SOCKET_SECURITY_SETTINGS;
struct _SOCKET_SECURITY_QUERY_TEMPLATE;
struct _SOCKET_SECURITY_QUERY_INFO;
struct _SOCKET_PEER_TARGET_NAME;

WS2_EXTERN_C_BEGIN

/* getaddrinfo: resolves a name and a service to addresses for socket() and
 * connect(). At least one of the two is given; a numeric port is a service
 * too.
 * pHints    flags (AI_...), family, type and protocol wanted; the rest zero
 * ppResult  a list, freed with freeaddrinfo
 * Returns   0, or a Winsock code (the EAI_ names are those codes)
 * Errors    WSANOTINITIALISED WSAEAFNOSUPPORT WSAEINVAL WSAESOCKTNOSUPPORT
 *           WSAHOST_NOT_FOUND WSANO_DATA WSANO_RECOVERY WSATRY_AGAIN
 *           WSATYPE_NOT_FOUND WSA_NOT_ENOUGH_MEMORY
 * Source    Microsoft Learn, "getaddrinfo function (ws2tcpip.h)" */
WINSOCK_API_LINKAGE INT WSAAPI getaddrinfo(PCSTR pNodeName, PCSTR pServiceName,
                                           const ADDRINFOA *pHints,
                                           PADDRINFOA *ppResult)
    WS2_SYMBOL(getaddrinfo);

/* GetAddrInfoW: getaddrinfo() in UTF-16; freed with FreeAddrInfoW.
 * Returns  0 or a Winsock code
 * Errors   WSANOTINITIALISED WSAEAFNOSUPPORT WSAEINVAL WSAESOCKTNOSUPPORT
 *          WSAHOST_NOT_FOUND WSANO_DATA WSANO_RECOVERY WSATRY_AGAIN
 *          WSATYPE_NOT_FOUND WSA_NOT_ENOUGH_MEMORY
 * Source   Microsoft Learn, "GetAddrInfoW function (ws2tcpip.h)" */
WINSOCK_API_LINKAGE INT WSAAPI GetAddrInfoW(PCWSTR pNodeName,
                                            PCWSTR pServiceName,
                                            const ADDRINFOW *pHints,
                                            PADDRINFOW *ppResult);
WINSOCK_API_LINKAGE VOID WSAAPI freeaddrinfo(PADDRINFOA pAddrInfo)
    WS2_SYMBOL(freeaddrinfo);
WINSOCK_API_LINKAGE VOID WSAAPI FreeAddrInfoW(PADDRINFOW pAddrInfo);

/* getnameinfo: resolves an address to a name and a port to a service.
 * NodeBufferSize     bytes, NI_MAXHOST is always enough; 0 or NULL: not
 *                    wanted
 * ServiceBufferSize  bytes, NI_MAXSERV is always enough
 * Flags              NI_...
 * Returns            0, or a Winsock code
 * Errors             WSAEAFNOSUPPORT WSAEFAULT WSAEINVAL WSAHOST_NOT_FOUND
 *                    WSANO_RECOVERY WSATRY_AGAIN WSA_NOT_ENOUGH_MEMORY
 * Source             Microsoft Learn, "getnameinfo function (ws2tcpip.h)" */
WINSOCK_API_LINKAGE INT WSAAPI
getnameinfo(const SOCKADDR *pSockaddr, socklen_t SockaddrLength,
            PCHAR pNodeBuffer, DWORD NodeBufferSize, PCHAR pServiceBuffer,
            DWORD ServiceBufferSize, INT Flags) WS2_SYMBOL(getnameinfo);
WINSOCK_API_LINKAGE INT WSAAPI GetNameInfoW(const SOCKADDR *pSockaddr,
                                            socklen_t SockaddrLength,
                                            PWCHAR pNodeBuffer,
                                            DWORD NodeBufferSize,
                                            PWCHAR pServiceBuffer,
                                            DWORD ServiceBufferSize, INT Flags);

/* GetAddrInfoExW: getaddrinfo() with a name space, a time limit and overlapped
 * completion; the A form has neither limit nor completion.
 * timeout   NULL: none
 * lpHandle  for GetAddrInfoExCancel
 * Returns   0, WSA_IO_PENDING or a Winsock code
 * Errors    WSANOTINITIALISED WSAEAFNOSUPPORT WSAEINVAL WSAESOCKTNOSUPPORT
 *           WSAHOST_NOT_FOUND WSANO_DATA WSANO_RECOVERY WSASERVICE_NOT_FOUND
 *           WSATRY_AGAIN WSATYPE_NOT_FOUND WSA_NOT_ENOUGH_MEMORY
 * Source    Microsoft Learn, "GetAddrInfoExW function (ws2tcpip.h)" */
WINSOCK_API_LINKAGE INT WSAAPI
GetAddrInfoExA(PCSTR pName, PCSTR pServiceName, DWORD dwNameSpace,
               LPGUID lpNspId, const ADDRINFOEXA *hints, PADDRINFOEXA *ppResult,
               struct timeval *timeout, LPOVERLAPPED lpOverlapped,
               LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
               LPHANDLE lpNameHandle);
WINSOCK_API_LINKAGE INT WSAAPI GetAddrInfoExW(
    PCWSTR pName, PCWSTR pServiceName, DWORD dwNameSpace, LPGUID lpNspId,
    const ADDRINFOEXW *hints, PADDRINFOEXW *ppResult, struct timeval *timeout,
    LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine, LPHANDLE lpHandle);
WINSOCK_API_LINKAGE INT WSAAPI GetAddrInfoExCancel(LPHANDLE lpHandle);
WINSOCK_API_LINKAGE INT WSAAPI
GetAddrInfoExOverlappedResult(LPOVERLAPPED lpOverlapped);
WINSOCK_API_LINKAGE INT WSAAPI SetAddrInfoExA(
    PCSTR pName, PCSTR pServiceName, SOCKET_ADDRESS *pAddresses,
    DWORD dwAddressCount, LPBLOB lpBlob, DWORD dwFlags, DWORD dwNameSpace,
    LPGUID lpNspId, struct timeval *timeout, LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle);
WINSOCK_API_LINKAGE INT WSAAPI SetAddrInfoExW(
    PCWSTR pName, PCWSTR pServiceName, SOCKET_ADDRESS *pAddresses,
    DWORD dwAddressCount, LPBLOB lpBlob, DWORD dwFlags, DWORD dwNameSpace,
    LPGUID lpNspId, struct timeval *timeout, LPOVERLAPPED lpOverlapped,
    LPLOOKUPSERVICE_COMPLETION_ROUTINE lpCompletionRoutine,
    LPHANDLE lpNameHandle);
WINSOCK_API_LINKAGE void WSAAPI FreeAddrInfoEx(PADDRINFOEXA pAddrInfoEx);
WINSOCK_API_LINKAGE void WSAAPI FreeAddrInfoExW(PADDRINFOEXW pAddrInfoEx);

/* inet_ntop: writes an address without port or scope.
 * StringBufSize  characters with terminator: 16 or 46 are enough
 * Returns        pStringBuf, or NULL
 * Errors         ERROR_INVALID_PARAMETER WSAEAFNOSUPPORT
 * Source         Microsoft Learn, "inet_ntop function (ws2tcpip.h)" */
WINSOCK_API_LINKAGE PCSTR WSAAPI inet_ntop(INT Family, const VOID *pAddr,
                                           PSTR pStringBuf,
                                           size_t StringBufSize)
    WS2_SYMBOL(inet_ntop);
WINSOCK_API_LINKAGE PCWSTR WSAAPI InetNtopW(INT Family, const VOID *pAddr,
                                            PWSTR pStringBuf,
                                            size_t StringBufSize);

/* inet_pton: reads an address: four decimal parts, or IPv6 without scope.
 * Returns  1, 0 when the text is no address, or -1
 * Errors   WSAEAFNOSUPPORT WSAEFAULT
 * Source   Microsoft Learn, "inet_pton function (ws2tcpip.h)" */
WINSOCK_API_LINKAGE INT WSAAPI inet_pton(INT Family, PCSTR pszAddrString,
                                         PVOID pAddrBuf) WS2_SYMBOL(inet_pton);
WINSOCK_API_LINKAGE INT WSAAPI InetPtonW(INT Family, PCWSTR pszAddrString,
                                         PVOID pAddrBuf);

/* gai_strerrorA: a text for a code of getaddrinfo; not safe with threads,
 * FormatMessage is.
 * Returns  the text
 * Source   Microsoft Learn, "gai_strerrorA function (ws2tcpip.h)" */
WINSOCK_API_LINKAGE char *WSAAPI gai_strerrorA(int ecode);
WINSOCK_API_LINKAGE WCHAR *WSAAPI gai_strerrorW(int ecode);

/* Secure socket extensions; the structures are mstcpip.h's. */
WINSOCK_API_LINKAGE INT WSAAPI WSASetSocketSecurity(
    SOCKET Socket, const struct _SOCKET_SECURITY_SETTINGS *SecuritySettings,
    ULONG SecuritySettingsLen, LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine);
WINSOCK_API_LINKAGE INT WSAAPI WSAQuerySocketSecurity(
    SOCKET Socket,
    const struct _SOCKET_SECURITY_QUERY_TEMPLATE *SecurityQueryTemplate,
    ULONG SecurityQueryTemplateLen,
    struct _SOCKET_SECURITY_QUERY_INFO *SecurityQueryInfo,
    ULONG *SecurityQueryInfoLen, LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine);
WINSOCK_API_LINKAGE INT WSAAPI WSASetSocketPeerTargetName(
    SOCKET Socket, const struct _SOCKET_PEER_TARGET_NAME *PeerTargetName,
    ULONG PeerTargetNameLen, LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine);
WINSOCK_API_LINKAGE INT WSAAPI WSADeleteSocketPeerTargetName(
    SOCKET Socket, const struct sockaddr *PeerAddr, ULONG PeerAddrLen,
    LPWSAOVERLAPPED Overlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE CompletionRoutine);
WINSOCK_API_LINKAGE INT WSAAPI WSAImpersonateSocketPeer(
    SOCKET Socket, const struct sockaddr *PeerAddr, ULONG PeerAddrLen);
WINSOCK_API_LINKAGE INT WSAAPI WSARevertImpersonation(void);

WINSOCK_API_LINKAGE int WSAAPI
setipv4sourcefilter(SOCKET Socket, IN_ADDR Interface, IN_ADDR Group,
                    MULTICAST_MODE_TYPE FilterMode, ULONG SourceCount,
                    const IN_ADDR *SourceList) WS2_SYMBOL(setipv4sourcefilter);
WINSOCK_API_LINKAGE int WSAAPI
getipv4sourcefilter(SOCKET Socket, IN_ADDR Interface, IN_ADDR Group,
                    MULTICAST_MODE_TYPE *FilterMode, ULONG *SourceCount,
                    IN_ADDR *SourceList) WS2_SYMBOL(getipv4sourcefilter);

/* setsourcefilter: sets which sources of a multicast group are received (RFC
 * 3678).
 * Interface  index, 0 chooses
 * Returns    0 or SOCKET_ERROR
 * Errors     WSAENOTSOCK WSAENOBUFS
 * Source     Microsoft Learn, "setsourcefilter function (ws2tcpip.h)" */
WINSOCK_API_LINKAGE int WSAAPI setsourcefilter(
    SOCKET Socket, ULONG Interface, const SOCKADDR *Group, int GroupLength,
    MULTICAST_MODE_TYPE FilterMode, ULONG SourceCount,
    const SOCKADDR_STORAGE *SourceList) WS2_SYMBOL(setsourcefilter);
WINSOCK_API_LINKAGE int WSAAPI getsourcefilter(
    SOCKET Socket, ULONG Interface, const SOCKADDR *Group, int GroupLength,
    MULTICAST_MODE_TYPE *FilterMode, ULONG *SourceCount,
    SOCKADDR_STORAGE *SourceList) WS2_SYMBOL(getsourcefilter);

WS2_EXTERN_C_END

#define GetAddrInfoA    getaddrinfo
#define FreeAddrInfoA   freeaddrinfo
#define GetNameInfoA    getnameinfo
#define FreeAddrInfoExA FreeAddrInfoEx
#define InetNtopA       inet_ntop
#define InetPtonA       inet_pton
#ifdef UNICODE
#define GetAddrInfo    GetAddrInfoW
#define FreeAddrInfo   FreeAddrInfoW
#define GetNameInfo    GetNameInfoW
#define GetAddrInfoEx  GetAddrInfoExW
#define SetAddrInfoEx  SetAddrInfoExW
#define FreeAddrInfoEx FreeAddrInfoExW
#define InetNtop       InetNtopW
#define InetPton       InetPtonW
#define gai_strerror   gai_strerrorW
#else
#define GetAddrInfo   getaddrinfo
#define FreeAddrInfo  freeaddrinfo
#define GetNameInfo   getnameinfo
#define GetAddrInfoEx GetAddrInfoExA
#define SetAddrInfoEx SetAddrInfoExA
#define InetNtop      inet_ntop
#define InetPton      inet_pton
#define gai_strerror  gai_strerrorA
#endif

#if INCL_WINSOCK_API_TYPEDEFS
#include "ws2_lpfn_tcpip.h"
#endif
#include "ws2_tcpip_inline.h"

#endif
