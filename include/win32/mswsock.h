/* SPDX-License-Identifier: MIT */
/* Extension functions: AcceptEx, ConnectEx, TransmitFile, registered I/O.
 *
 * Most are reached through WSAIoctl with SIO_GET_EXTENSION_FUNCTION_POINTER
 * and a WSAID_ GUID, as the provider of the socket implements them.
 * Source: Microsoft Learn, "mswsock.h header". */
#ifndef _MSWSOCK_
#define _MSWSOCK_

#include "winsock2.h"
#include "mswsockdef.h"
#include "ws2_mswsock1.h"

#define SIO_UDP_CONNRESET       _WSAIOW(IOC_VENDOR, 12) /* BOOL */
#define SIO_SOCKET_CLOSE_NOTIFY _WSAIOW(IOC_VENDOR, 13)
#define SIO_UDP_NETRESET        _WSAIOW(IOC_VENDOR, 15) /* BOOL */
#define SIO_BSP_HANDLE          _WSAIOR(IOC_WS2, 27)
#define SIO_BSP_HANDLE_SELECT   _WSAIOR(IOC_WS2, 28)
#define SIO_BSP_HANDLE_POLL     _WSAIOR(IOC_WS2, 29)
#define SIO_EXT_SELECT          _WSAIORW(IOC_WS2, 30)
#define SIO_EXT_POLL            _WSAIORW(IOC_WS2, 31)
#define SIO_EXT_SENDMSG         _WSAIORW(IOC_WS2, 32)
#define SIO_BASE_HANDLE         _WSAIOR(IOC_WS2, 34) /* SOCKET */

#define DE_REUSE_SOCKET TF_REUSE_SOCKET

typedef BOOL(PASCAL *LPFN_TRANSMITFILE)(
    SOCKET hSocket, HANDLE hFile, DWORD nNumberOfBytesToWrite,
    DWORD nNumberOfBytesPerSend, LPOVERLAPPED lpOverlapped,
    LPTRANSMIT_FILE_BUFFERS lpTransmitBuffers, DWORD dwReserved);
#define WSAID_TRANSMITFILE                                                     \
    {                                                                          \
        0xb5367df0, 0xcbac, 0x11cf,                                            \
        {                                                                      \
            0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92                     \
        }                                                                      \
    }

typedef BOOL(PASCAL *LPFN_ACCEPTEX)(SOCKET sListenSocket, SOCKET sAcceptSocket,
                                    PVOID lpOutputBuffer,
                                    DWORD dwReceiveDataLength,
                                    DWORD dwLocalAddressLength,
                                    DWORD dwRemoteAddressLength,
                                    LPDWORD lpdwBytesReceived,
                                    LPOVERLAPPED lpOverlapped);
#define WSAID_ACCEPTEX                                                         \
    {                                                                          \
        0xb5367df1, 0xcbac, 0x11cf,                                            \
        {                                                                      \
            0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92                     \
        }                                                                      \
    }

typedef VOID(PASCAL *LPFN_GETACCEPTEXSOCKADDRS)(
    PVOID lpOutputBuffer, DWORD dwReceiveDataLength, DWORD dwLocalAddressLength,
    DWORD dwRemoteAddressLength, struct sockaddr **LocalSockaddr,
    LPINT LocalSockaddrLength, struct sockaddr **RemoteSockaddr,
    LPINT RemoteSockaddrLength);
#define WSAID_GETACCEPTEXSOCKADDRS                                             \
    {                                                                          \
        0xb5367df2, 0xcbac, 0x11cf,                                            \
        {                                                                      \
            0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92                     \
        }                                                                      \
    }

/* One piece for TransmitPackets: memory, or a part of a file. */
typedef struct _TRANSMIT_PACKETS_ELEMENT {
    ULONG dwElFlags; /* TP_ELEMENT_... */
    ULONG cLength;   /* bytes */
    __extension__ union {
        __extension__ struct {
            LARGE_INTEGER nFileOffset;
            HANDLE hFile;
        };
        PVOID pBuffer;
    };
} TRANSMIT_PACKETS_ELEMENT, *PTRANSMIT_PACKETS_ELEMENT,
    *LPTRANSMIT_PACKETS_ELEMENT;

#define TP_ELEMENT_MEMORY 1
#define TP_ELEMENT_FILE   2
#define TP_ELEMENT_EOP    4 /* the packet ends here */

#define TP_DISCONNECT         TF_DISCONNECT
#define TP_REUSE_SOCKET       TF_REUSE_SOCKET
#define TP_USE_DEFAULT_WORKER TF_USE_DEFAULT_WORKER
#define TP_USE_SYSTEM_THREAD  TF_USE_SYSTEM_THREAD
#define TP_USE_KERNEL_APC     TF_USE_KERNEL_APC

typedef BOOL(PASCAL *LPFN_TRANSMITPACKETS)(
    SOCKET hSocket, LPTRANSMIT_PACKETS_ELEMENT lpPacketArray,
    DWORD nElementCount, DWORD nSendSize, LPOVERLAPPED lpOverlapped,
    DWORD dwFlags);
#define WSAID_TRANSMITPACKETS                                                  \
    {                                                                          \
        0xd9689da0, 0x1f90, 0x11d3,                                            \
        {                                                                      \
            0x99, 0x71, 0x00, 0xc0, 0x4f, 0x68, 0xc8, 0x76                     \
        }                                                                      \
    }

typedef BOOL(PASCAL *LPFN_CONNECTEX)(SOCKET s, const struct sockaddr *name,
                                     int namelen, PVOID lpSendBuffer,
                                     DWORD dwSendDataLength,
                                     LPDWORD lpdwBytesSent,
                                     LPOVERLAPPED lpOverlapped);
#define WSAID_CONNECTEX                                                        \
    {                                                                          \
        0x25a207b9, 0xddf3, 0x4660,                                            \
        {                                                                      \
            0x8e, 0xe9, 0x76, 0xe5, 0x8c, 0x74, 0x06, 0x3e                     \
        }                                                                      \
    }

typedef BOOL(PASCAL *LPFN_DISCONNECTEX)(SOCKET s, LPOVERLAPPED lpOverlapped,
                                        DWORD dwFlags, DWORD dwReserved);
#define WSAID_DISCONNECTEX                                                     \
    {                                                                          \
        0x7fda2e11, 0x8630, 0x436f,                                            \
        {                                                                      \
            0xa0, 0x31, 0xf5, 0x36, 0xa6, 0xee, 0xc1, 0x57                     \
        }                                                                      \
    }

typedef INT(PASCAL *LPFN_WSARECVMSG)(
    SOCKET s, LPWSAMSG lpMsg, LPDWORD lpdwNumberOfBytesRecvd,
    LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
#define WSAID_WSARECVMSG                                                       \
    {                                                                          \
        0xf689d7c8, 0x6f1f, 0x436b,                                            \
        {                                                                      \
            0x8a, 0x53, 0xe5, 0x4f, 0xe3, 0x51, 0xc3, 0x22                     \
        }                                                                      \
    }

typedef INT(PASCAL *LPFN_WSASENDMSG)(
    SOCKET s, LPWSAMSG lpMsg, DWORD dwFlags, LPDWORD lpNumberOfBytesSent,
    LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
#define WSAID_WSASENDMSG                                                       \
    {                                                                          \
        0xa441e712, 0x754f, 0x43ca,                                            \
        {                                                                      \
            0x84, 0xa7, 0x0d, 0xee, 0x44, 0xcf, 0x60, 0x6d                     \
        }                                                                      \
    }

typedef INT(WSAAPI *LPFN_WSAPOLL)(LPWSAPOLLFD fdarray, ULONG nfds, INT timeout);
#define WSAID_WSAPOLL                                                          \
    {                                                                          \
        0x18C76F85, 0xDC66, 0x4964,                                            \
        {                                                                      \
            0x97, 0x2E, 0x23, 0xC2, 0x72, 0x38, 0x31, 0x2B                     \
        }                                                                      \
    }

/* SIO_EXT_POLL and SIO_EXT_SENDMSG: arguments of the extension calls. */
typedef struct {
    INT result;
    ULONG fds;
    INT timeout;
    __extension__ WSAPOLLFD fdArray[0];
} WSAPOLLDATA, *LPWSAPOLLDATA;

typedef struct {
    LPWSAMSG lpMsg;
    DWORD dwFlags;
    LPDWORD lpNumberOfBytesSent;
    LPWSAOVERLAPPED lpOverlapped;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine;
} WSASENDMSG, *LPWSASENDMSG;

#include "ws2_rio.h"
#include "ws2_nla.h"

#endif
