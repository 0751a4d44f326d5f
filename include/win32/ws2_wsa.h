/* SPDX-License-Identifier: MIT */
/* The functions of Windows Sockets 2: WSA... A part of winsock2.h.
 * Source: Microsoft Learn, "winsock2.h header". */
#ifndef WS2_WSA_H
#define WS2_WSA_H

WS2_EXTERN_C_BEGIN

/* WSAAccept: accept() with a condition function that sees who calls.
 * lpfnCondition  returns CF_ACCEPT, CF_REJECT or CF_DEFER; NULL accepts
 * addrlen        in: bytes at addr, out: bytes of the address
 * Returns        a new socket, or INVALID_SOCKET
 * Errors         WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *                WSAEACCES WSAECONNREFUSED WSAECONNRESET WSAEFAULT WSAEINTR
 *                WSAEINVAL WSAEMFILE WSAENOBUFS WSAEOPNOTSUPP WSAEWOULDBLOCK
 *                WSATRY_AGAIN
 * Source         Microsoft Learn, "WSAAccept function (winsock2.h)" */
WINSOCK_API_LINKAGE SOCKET WSAAPI WSAAccept(SOCKET s, struct sockaddr *addr,
                                            LPINT addrlen,
                                            LPCONDITIONPROC lpfnCondition,
                                            DWORD_PTR dwCallbackData);

/* WSACloseEvent: closes an event.
 * Returns  TRUE or FALSE
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSA_INVALID_HANDLE
 * Source   Microsoft Learn, "WSACloseEvent function (winsock2.h)" */
WINSOCK_API_LINKAGE BOOL WSAAPI WSACloseEvent(WSAEVENT hEvent);

/* WSAConnect: connect() with user data and quality of service.
 * lpCallerData  user data, as lpCalleeData; TCP and UDP carry none
 * lpGQOS        reserved: NULL
 * Returns       0 or SOCKET_ERROR
 * Errors        WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *               WSAEACCES WSAEADDRINUSE WSAEADDRNOTAVAIL WSAEAFNOSUPPORT
 *               WSAEALREADY WSAECONNREFUSED WSAEHOSTUNREACH WSAEINTR
 *               WSAEISCONN WSAENETUNREACH WSAENOBUFS WSAEPROTONOSUPPORT
 *               WSAETIMEDOUT WSAEWOULDBLOCK
 * Source        Microsoft Learn, "WSAConnect function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSAConnect(SOCKET s, const struct sockaddr *name,
                                          int namelen, LPWSABUF lpCallerData,
                                          LPWSABUF lpCalleeData, LPQOS lpSQOS,
                                          LPQOS lpGQOS);

/* WSAConnectByList: connects to the first address of a list that answers.
 * timeout   for the whole call; NULL for ever
 * Reserved  NULL
 * Returns   TRUE or FALSE
 * Errors    WSAENOTSOCK WSAEHOSTUNREACH WSAEINVAL WSAENOBUFS WSAETIMEDOUT
 * Source    Microsoft Learn, "WSAConnectByList function (winsock2.h)" */
WINSOCK_API_LINKAGE BOOL WSAAPI
WSAConnectByList(SOCKET s, PSOCKET_ADDRESS_LIST SocketAddress,
                 LPDWORD LocalAddressLength, LPSOCKADDR LocalAddress,
                 LPDWORD RemoteAddressLength, LPSOCKADDR RemoteAddress,
                 const struct timeval *timeout, LPWSAOVERLAPPED Reserved);

/* WSAConnectByNameW: resolves a name and connects to the first address that
 * answers; W and A forms.
 * timeout   for the whole call; NULL for ever
 * Reserved  NULL
 * Returns   TRUE or FALSE
 * Errors    WSAENOTSOCK WSAEHOSTUNREACH WSAEINVAL WSAENOBUFS WSAETIMEDOUT
 * Source    Microsoft Learn, "WSAConnectByNameW function (winsock2.h)" */
WINSOCK_API_LINKAGE BOOL WSAAPI
WSAConnectByNameA(SOCKET s, LPCSTR nodename, LPCSTR servicename,
                  LPDWORD LocalAddressLength, LPSOCKADDR LocalAddress,
                  LPDWORD RemoteAddressLength, LPSOCKADDR RemoteAddress,
                  const struct timeval *timeout, LPWSAOVERLAPPED Reserved);
WINSOCK_API_LINKAGE BOOL WSAAPI
WSAConnectByNameW(SOCKET s, LPWSTR nodename, LPWSTR servicename,
                  LPDWORD LocalAddressLength, LPSOCKADDR LocalAddress,
                  LPDWORD RemoteAddressLength, LPSOCKADDR RemoteAddress,
                  const struct timeval *timeout, LPWSAOVERLAPPED Reserved);

/* WSACreateEvent: makes a manual-reset event, not signalled.
 * Returns  the event, or WSA_INVALID_EVENT
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSA_NOT_ENOUGH_MEMORY
 * Source   Microsoft Learn, "WSACreateEvent function (winsock2.h)" */
WINSOCK_API_LINKAGE WSAEVENT WSAAPI WSACreateEvent(void);

/* WSADuplicateSocketW: describes a socket for another process, which opens it
 * with WSASocket; W and A forms.
 * dwProcessId  the process that will open it
 * Returns      0 or SOCKET_ERROR
 * Errors       WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *              WSAEFAULT WSAEMFILE WSAENOBUFS
 * Source       Microsoft Learn, "WSADuplicateSocketW function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSADuplicateSocketA(
    SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOA lpProtocolInfo);
WINSOCK_API_LINKAGE int WSAAPI WSADuplicateSocketW(
    SOCKET s, DWORD dwProcessId, LPWSAPROTOCOL_INFOW lpProtocolInfo);

/* WSAEnumNetworkEvents: tells and clears what WSAEventSelect recorded.
 * hEventObject  reset as well; may be NULL
 * Returns       0 or SOCKET_ERROR
 * Errors        WSANOTINITIALISED WSAEINPROGRESS WSAENOTSOCK WSAEFAULT
 *               WSAEINVAL
 * Source        Microsoft Learn, "WSAEnumNetworkEvents function (winsock2.h)"
 */
WINSOCK_API_LINKAGE int WSAAPI WSAEnumNetworkEvents(
    SOCKET s, WSAEVENT hEventObject, LPWSANETWORKEVENTS lpNetworkEvents);

/* WSAEnumProtocolsW: lists the installed protocols; W and A forms.
 * lpiProtocols      protocols wanted, ended by 0; NULL for all
 * lpdwBufferLength  in: bytes at lpProtocolBuffer, out: bytes needed
 * Returns           the number of entries, or SOCKET_ERROR
 * Errors            WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAEFAULT
 *                   WSAEINVAL
 * Source            Microsoft Learn, "WSAEnumProtocolsW function
 *                   (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI
WSAEnumProtocolsA(LPINT lpiProtocols, LPWSAPROTOCOL_INFOA lpProtocolBuffer,
                  LPDWORD lpdwBufferLength);
WINSOCK_API_LINKAGE int WSAAPI
WSAEnumProtocolsW(LPINT lpiProtocols, LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                  LPDWORD lpdwBufferLength);

/* WSAEventSelect: signals an event when one of the network events happens, and
 * makes the socket non-blocking.
 * lNetworkEvents  FD_... bits; 0 ends it
 * Returns         0 or SOCKET_ERROR
 * Errors          WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *                 WSAECONNRESET WSAEINVAL
 * Source          Microsoft Learn, "WSAEventSelect function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT hEventObject,
                                              long lNetworkEvents);

/* WSAGetOverlappedResult: the outcome of an overlapped operation.
 * fWait         waits for the end; the operation must have an event
 * lpcbTransfer  bytes
 * lpdwFlags     what lpFlags would have received
 * Returns       TRUE, or FALSE with the operation's code; WSA_IO_INCOMPLETE
 *               while it runs
 * Errors        WSANOTINITIALISED WSAENETDOWN WSAENOTSOCK WSAEFAULT
 *               WSA_INVALID_HANDLE WSA_INVALID_PARAMETER
 * Source        Microsoft Learn, "WSAGetOverlappedResult function
 *               (winsock2.h)" */
WINSOCK_API_LINKAGE BOOL WSAAPI
WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped,
                       LPDWORD lpcbTransfer, BOOL fWait, LPDWORD lpdwFlags);
WINSOCK_API_LINKAGE BOOL WSAAPI WSAGetQOSByName(SOCKET s, LPWSABUF lpQOSName,
                                                LPQOS lpQOS);
WINSOCK_API_LINKAGE int WSAAPI WSAHtonl(SOCKET s, u_long hostlong,
                                        u_long *lpnetlong);
WINSOCK_API_LINKAGE int WSAAPI WSAHtons(SOCKET s, u_short hostshort,
                                        u_short *lpnetshort);

/* WSAIoctl: control operations: SIO_... codes.
 * lpcbBytesReturned  bytes written to lpvOutBuffer
 * Returns            0 or SOCKET_ERROR; WSA_IO_PENDING for an overlapped
 *                    operation
 * Source             Microsoft Learn, "WSAIoctl function (winsock2.h)" */
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

/* WSAPoll: waits for readiness of several sockets.
 * timeout  milliseconds; 0 polls, negative waits for ever
 * Returns  how many entries have revents set, 0 after the timeout, or
 *          SOCKET_ERROR
 * Errors   WSAENETDOWN WSAEFAULT WSAEINVAL WSAENOBUFS
 * Source   Microsoft Learn, "WSAPoll function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSAPoll(LPWSAPOLLFD fdArray, ULONG fds,
                                       INT timeout);

/* WSARecv: receives into several buffers, overlapped if lpOverlapped says so.
 * dwBufferCount         buffers, filled in order
 * lpNumberOfBytesRecvd  bytes; NULL only with lpOverlapped
 * lpFlags               in: MSG_PEEK, MSG_OOB, MSG_WAITALL ...; out:
 *                       MSG_PARTIAL
 * lpCompletionRoutine   runs in an alertable wait of this thread
 * Returns               0, or SOCKET_ERROR; WSA_IO_PENDING when it goes on
 * Errors                WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS
 *                       WSAENOTSOCK WSAECONNABORTED WSAECONNRESET WSAEDISCON
 *                       WSAEFAULT WSAEINTR WSAEINVAL WSAEMSGSIZE WSAENETRESET
 *                       WSAENOTCONN WSAEOPNOTSUPP WSAESHUTDOWN WSAETIMEDOUT
 *                       WSAEWOULDBLOCK WSA_IO_PENDING
 * Source                Microsoft Learn, "WSARecv function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSARecv(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINSOCK_API_LINKAGE int WSAAPI
WSARecvDisconnect(SOCKET s, LPWSABUF lpInboundDisconnectData);

/* WSARecvFrom: recvfrom() into several buffers, overlapped if lpOverlapped
 * says so.
 * lpFrom   must stay valid until an overlapped call completes
 * lpFlags  in: MSG_PEEK, MSG_OOB ...; out: MSG_PARTIAL
 * Returns  0, or SOCKET_ERROR; WSA_IO_PENDING when it goes on
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAECONNRESET
 *          WSAEFAULT WSAEINTR WSAEINVAL WSAEMSGSIZE WSAENETRESET WSAENOTCONN
 *          WSAEWOULDBLOCK WSA_IO_PENDING
 * Source   Microsoft Learn, "WSARecvFrom function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSARecvFrom(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags, struct sockaddr *lpFrom,
    LPINT lpFromlen, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);

/* WSAResetEvent: makes an event not signalled.
 * Returns  TRUE or FALSE
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSA_INVALID_HANDLE
 * Source   Microsoft Learn, "WSAResetEvent function (winsock2.h)" */
WINSOCK_API_LINKAGE BOOL WSAAPI WSAResetEvent(WSAEVENT hEvent);

/* WSASend: sends several buffers as one, overlapped if lpOverlapped says so.
 * dwFlags              0, MSG_OOB, MSG_DONTROUTE or MSG_PARTIAL
 * lpNumberOfBytesSent  bytes; NULL only with lpOverlapped
 * lpCompletionRoutine  runs in an alertable wait of this thread
 * Returns              0, or SOCKET_ERROR; WSA_IO_PENDING when it goes on
 * Errors               WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS
 *                      WSAENOTSOCK WSAECONNABORTED WSAECONNRESET WSAEFAULT
 *                      WSAEINTR WSAEINVAL WSAEMSGSIZE WSAENETRESET WSAENOBUFS
 *                      WSAENOTCONN WSAEOPNOTSUPP WSAESHUTDOWN WSAEWOULDBLOCK
 *                      WSA_IO_PENDING
 * Source               Microsoft Learn, "WSASend function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI WSASend(
    SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
    LPDWORD lpNumberOfBytesSent, DWORD dwFlags, LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);

/* WSASendMsg: sends buffers with an address and control data.
 * Returns  0, or SOCKET_ERROR; WSA_IO_PENDING when it goes on
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEACCES
 *          WSAECONNRESET WSAEFAULT WSAEINTR WSAEINVAL WSAEMSGSIZE
 *          WSAENETRESET WSAENETUNREACH WSAENOBUFS WSAENOTCONN WSAEOPNOTSUPP
 *          WSAESHUTDOWN WSAETIMEDOUT WSAEWOULDBLOCK WSA_IO_PENDING
 * Source   Microsoft Learn, "WSASendMsg function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI
WSASendMsg(SOCKET Handle, LPWSAMSG lpMsg, DWORD dwFlags,
           LPDWORD lpNumberOfBytesSent, LPWSAOVERLAPPED lpOverlapped,
           LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
WINSOCK_API_LINKAGE int WSAAPI
WSASendDisconnect(SOCKET s, LPWSABUF lpOutboundDisconnectData);

/* WSASendTo: sendto() from several buffers, overlapped if lpOverlapped says
 * so.
 * iTolen   bytes at lpTo
 * Returns  0, or SOCKET_ERROR; WSA_IO_PENDING when it goes on
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK WSAEACCES
 *          WSAEADDRNOTAVAIL WSAEAFNOSUPPORT WSAECONNRESET WSAEDESTADDRREQ
 *          WSAEFAULT WSAEHOSTUNREACH WSAEINTR WSAEINVAL WSAEMSGSIZE
 *          WSAENETRESET WSAENETUNREACH WSAENOBUFS WSAENOTCONN WSAEOPNOTSUPP
 *          WSAESHUTDOWN WSAEWOULDBLOCK WSA_IO_PENDING
 * Source   Microsoft Learn, "WSASendTo function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI
WSASendTo(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
          LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
          const struct sockaddr *lpTo, int iTolen, LPWSAOVERLAPPED lpOverlapped,
          LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);

/* WSASetEvent: signals an event.
 * Returns  TRUE or FALSE
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSA_INVALID_HANDLE
 * Source   Microsoft Learn, "WSASetEvent function (winsock2.h)" */
WINSOCK_API_LINKAGE BOOL WSAAPI WSASetEvent(WSAEVENT hEvent);

/* WSASocketW: makes a socket; W and A forms differ in lpProtocolInfo.
 * lpProtocolInfo  the catalog entry, or what WSADuplicateSocket gave;
 *                 FROM_PROTOCOL_INFO takes af, type and protocol from it
 * g               0, or SG_...
 * dwFlags         WSA_FLAG_...
 * Returns         a socket, or INVALID_SOCKET
 * Errors          WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS
 *                 WSAEAFNOSUPPORT WSAEFAULT WSAEINVALIDPROCTABLE
 *                 WSAEINVALIDPROVIDER WSAEMFILE WSAENOBUFS WSAEPROTONOSUPPORT
 *                 WSAEPROTOTYPE WSAEPROVIDERFAILEDINIT WSAESOCKTNOSUPPORT
 * Source          Microsoft Learn, "WSASocketW function (winsock2.h)" */
WINSOCK_API_LINKAGE SOCKET WSAAPI WSASocketA(int af, int type, int protocol,
                                             LPWSAPROTOCOL_INFOA lpProtocolInfo,
                                             GROUP g, DWORD dwFlags);
WINSOCK_API_LINKAGE SOCKET WSAAPI WSASocketW(int af, int type, int protocol,
                                             LPWSAPROTOCOL_INFOW lpProtocolInfo,
                                             GROUP g, DWORD dwFlags);

/* WSAWaitForMultipleEvents: waits for one (fWaitAll FALSE) or all of cEvents
 * events.
 * cEvents     1 to WSA_MAXIMUM_WAIT_EVENTS (64)
 * dwTimeout   milliseconds, monotonic clock; 0 polls, WSA_INFINITE never
 *             expires
 * fAlertable  completion routines may run and end the wait
 * Returns     WSA_WAIT_EVENT_0 + index, WSA_WAIT_TIMEOUT,
 *             WSA_WAIT_IO_COMPLETION or WSA_WAIT_FAILED
 * Errors      WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSA_INVALID_HANDLE
 *             WSA_INVALID_PARAMETER WSA_NOT_ENOUGH_MEMORY
 * Source      Microsoft Learn, "WSAWaitForMultipleEvents function
 *             (winsock2.h)" */
WINSOCK_API_LINKAGE DWORD WSAAPI
WSAWaitForMultipleEvents(DWORD cEvents, const WSAEVENT *lphEvents,
                         BOOL fWaitAll, DWORD dwTimeout, BOOL fAlertable);

/* WSAAddressToStringW: writes a socket address with its port and scope; W and
 * A forms.
 * lpdwAddressStringLength  in: characters at lpszAddressString, out:
 *                          characters with terminator, or needed
 * Returns                  0 or SOCKET_ERROR
 * Errors                   WSANOTINITIALISED WSAEFAULT WSAEINVAL WSAENOBUFS
 * Source                   Microsoft Learn, "WSAAddressToStringW function
 *                          (winsock2.h)"
 * Differs                  AF_INET and AF_INET6 only */
WINSOCK_API_LINKAGE INT WSAAPI
WSAAddressToStringA(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                    LPWSAPROTOCOL_INFOA lpProtocolInfo, LPSTR lpszAddressString,
                    LPDWORD lpdwAddressStringLength);
WINSOCK_API_LINKAGE INT WSAAPI
WSAAddressToStringW(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                    LPWSAPROTOCOL_INFOW lpProtocolInfo,
                    LPWSTR lpszAddressString, LPDWORD lpdwAddressStringLength);

/* WSAStringToAddressW: reads a socket address: "1.2.3.4:80", "[fe80::1%3]:80";
 * W and A forms.
 * lpAddressLength  in: bytes at lpAddress, out: bytes of the address, or
 *                  needed
 * Returns          0 or SOCKET_ERROR
 * Errors           WSANOTINITIALISED WSAEFAULT WSAEINVAL
 *                  WSA_NOT_ENOUGH_MEMORY
 * Source           Microsoft Learn, "WSAStringToAddressW function
 *                  (winsock2.h)"
 * Differs          the family that counts is AddressFamily, not what
 *                  lpAddress holds */
WINSOCK_API_LINKAGE INT WSAAPI WSAStringToAddressA(
    LPSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOA lpProtocolInfo,
    LPSOCKADDR lpAddress, LPINT lpAddressLength);
WINSOCK_API_LINKAGE INT WSAAPI WSAStringToAddressW(
    LPWSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOW lpProtocolInfo,
    LPSOCKADDR lpAddress, LPINT lpAddressLength);

/* GetHostNameW: writes the machine's name in UTF-16.
 * namelen  characters at name
 * Returns  0 or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEFAULT
 * Source   Microsoft Learn, "GetHostNameW function (winsock2.h)" */
WINSOCK_API_LINKAGE int WSAAPI GetHostNameW(PWSTR name, int namelen);

/* ProcessSocketNotifications: registers sockets for readiness with a
 * completion port and takes notifications from it.
 * timeoutMs  milliseconds, INFINITE waits for ever; 0 without completionCount
 * Returns    0 or a code; with 0 and WAIT_TIMEOUT each registration has a
 *            result of its own
 * Errors     WAIT_TIMEOUT WSANOTINITIALISED WSAEFAULT WSAEINVAL
 *            WSA_INVALID_HANDLE
 * Source     Microsoft Learn, "ProcessSocketNotifications function
 *            (winsock2.h)" */
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
#define WSAConnectByName   WSAConnectByNameW
#define WSADuplicateSocket WSADuplicateSocketW
#define WSAEnumProtocols   WSAEnumProtocolsW
#define WSASocket          WSASocketW
#define WSAAddressToString WSAAddressToStringW
#define WSAStringToAddress WSAStringToAddressW
#else
#define WSAConnectByName   WSAConnectByNameA
#define WSADuplicateSocket WSADuplicateSocketA
#define WSAEnumProtocols   WSAEnumProtocolsA
#define WSASocket          WSASocketA
#define WSAAddressToString WSAAddressToStringA
#define WSAStringToAddress WSAStringToAddressA
#endif

#endif
