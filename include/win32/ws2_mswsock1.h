/* SPDX-License-Identifier: MIT */
/* The part of mswsock.h that winsock.h has as well. */
#ifndef WS2_MSWSOCK1_H
#define WS2_MSWSOCK1_H

/* Options at SOL_SOCKET. */
#define SO_CONNDATA               0x7000
#define SO_CONNOPT                0x7001
#define SO_DISCDATA               0x7002
#define SO_DISCOPT                0x7003
#define SO_CONNDATALEN            0x7004
#define SO_CONNOPTLEN             0x7005
#define SO_DISCDATALEN            0x7006
#define SO_DISCOPTLEN             0x7007
#define SO_OPENTYPE               0x7008 /* socket NULL: the default */
#define SO_SYNCHRONOUS_ALERT      0x10
#define SO_SYNCHRONOUS_NONALERT   0x20
#define SO_MAXDG                  0x7009
#define SO_MAXPATHDG              0x700A
#define SO_UPDATE_ACCEPT_CONTEXT  0x700B /* SOCKET, after AcceptEx */
#define SO_CONNECT_TIME           0x700C /* seconds, 0xffffffff: not yet */
#define SO_UPDATE_CONNECT_CONTEXT 0x7010 /* no value, after ConnectEx */

#define TCP_BSDURGENT 0x7000 /* IPPROTO_TCP */

#define TF_DISCONNECT         0x01
#define TF_REUSE_SOCKET       0x02
#define TF_WRITE_BEHIND       0x04
#define TF_USE_DEFAULT_WORKER 0x00
#define TF_USE_SYSTEM_THREAD  0x10
#define TF_USE_KERNEL_APC     0x20

typedef struct _TRANSMIT_FILE_BUFFERS {
    LPVOID Head;
    DWORD HeadLength; /* bytes */
    LPVOID Tail;
    DWORD TailLength; /* bytes */
} TRANSMIT_FILE_BUFFERS, *PTRANSMIT_FILE_BUFFERS, *LPTRANSMIT_FILE_BUFFERS;

WS2_EXTERN_C_BEGIN

/* WSARecvEx: recv() that tells of a partial message: MSG_PARTIAL in *flags.
 * Returns  bytes, or SOCKET_ERROR
 * Errors   WSANOTINITIALISED WSAENETDOWN WSAEINPROGRESS WSAENOTSOCK
 *          WSAECONNABORTED WSAECONNRESET WSAEFAULT WSAEINTR WSAEINVAL
 *          WSAENETRESET WSAENOTCONN WSAEOPNOTSUPP WSAESHUTDOWN WSAETIMEDOUT
 *          WSAEWOULDBLOCK
 * Source   Microsoft Learn, "WSARecvEx function (mswsock.h)" */
WS2_API int WINAPI WSARecvEx(SOCKET s, char *buf, int len, int *flags);

/* TransmitFile: sends a file, with memory before and after it.
 * nNumberOfBytesToWrite  0: the whole file
 * dwReserved             TF_... flags
 * Returns                TRUE, or FALSE; WSA_IO_PENDING when it goes on
 * Errors                 WSANOTINITIALISED WSAENETDOWN WSAENOTSOCK
 *                        ERROR_IO_PENDING WSAECONNABORTED WSAECONNRESET
 *                        WSAEFAULT WSAEINVAL WSAENETRESET WSAENOBUFS
 *                        WSAENOTCONN WSAESHUTDOWN WSA_IO_PENDING
 * Source                 Microsoft Learn, "TransmitFile function (mswsock.h)"
 */
WS2_API BOOL WINAPI TransmitFile(SOCKET hSocket, HANDLE hFile,
                                 DWORD nNumberOfBytesToWrite,
                                 DWORD nNumberOfBytesPerSend,
                                 LPOVERLAPPED lpOverlapped,
                                 LPTRANSMIT_FILE_BUFFERS lpTransmitBuffers,
                                 DWORD dwReserved);

/* AcceptEx: accepts into a given socket and receives the first data,
 * overlapped.
 * lpOutputBuffer         data, then local and remote address
 * dwLocalAddressLength   at least 16 more than the address
 * dwRemoteAddressLength  at least 16 more than the address
 * Returns                TRUE, or FALSE; ERROR_IO_PENDING when it goes on
 * Errors                 ERROR_IO_PENDING
 * Source                 Microsoft Learn, "AcceptEx function (mswsock.h)" */
WS2_API BOOL WINAPI AcceptEx(SOCKET sListenSocket, SOCKET sAcceptSocket,
                             PVOID lpOutputBuffer, DWORD dwReceiveDataLength,
                             DWORD dwLocalAddressLength,
                             DWORD dwRemoteAddressLength,
                             LPDWORD lpdwBytesReceived,
                             LPOVERLAPPED lpOverlapped);

/* GetAcceptExSockaddrs: finds the parts of the buffer that AcceptEx filled.
 * Source   Microsoft Learn, "GetAcceptExSockaddrs function (mswsock.h)" */
WS2_API VOID WINAPI GetAcceptExSockaddrs(
    PVOID lpOutputBuffer, DWORD dwReceiveDataLength, DWORD dwLocalAddressLength,
    DWORD dwRemoteAddressLength, struct sockaddr **LocalSockaddr,
    LPINT LocalSockaddrLength, struct sockaddr **RemoteSockaddr,
    LPINT RemoteSockaddrLength);

WS2_EXTERN_C_END

#endif
