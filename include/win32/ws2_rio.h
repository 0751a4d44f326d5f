/* SPDX-License-Identifier: MIT */
/* Registered I/O: the function table that WSAIoctl with
 * SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER fills. A part of mswsock.h.
 * Source: Microsoft Learn, "RIO_EXTENSION_FUNCTION_TABLE". */
#ifndef WS2_RIO_H
#define WS2_RIO_H

#define WSAID_MULTIPLE_RIO                                                     \
    {                                                                          \
        0x8509e081, 0x96dd, 0x4005,                                            \
        {                                                                      \
            0xb1, 0x65, 0x9e, 0x2e, 0xe8, 0xc7, 0x9e, 0x3f                     \
        }                                                                      \
    }

typedef enum _RIO_NOTIFICATION_COMPLETION_TYPE {
    RIO_EVENT_COMPLETION = 1,
    RIO_IOCP_COMPLETION = 2
} RIO_NOTIFICATION_COMPLETION_TYPE,
    *PRIO_NOTIFICATION_COMPLETION_TYPE;

typedef struct _RIO_NOTIFICATION_COMPLETION {
    RIO_NOTIFICATION_COMPLETION_TYPE Type;
    __extension__ union {
        struct {
            HANDLE EventHandle;
            BOOL NotifyReset; /* RIONotify resets the event */
        } Event;
        struct {
            HANDLE IocpHandle;
            PVOID CompletionKey;
            PVOID Overlapped;
        } Iocp;
    };
} RIO_NOTIFICATION_COMPLETION, *PRIO_NOTIFICATION_COMPLETION;

/* Control data of RIOReceiveEx lies in a RIO_CMSG_BUFFER. */
#define RIO_CMSG_BASE_SIZE WSA_CMSGHDR_ALIGN(sizeof(RIO_CMSG_BUFFER))
#define RIO_CMSG_FIRSTHDR(buffer)                                              \
    (((buffer)->TotalLength >= RIO_CMSG_BASE_SIZE)                             \
         ? ((((buffer)->TotalLength - RIO_CMSG_BASE_SIZE) >=                   \
             sizeof(WSACMSGHDR))                                               \
                ? (PWSACMSGHDR)(void *)((PUCHAR)(buffer) + RIO_CMSG_BASE_SIZE) \
                : (PWSACMSGHDR)NULL)                                           \
         : (PWSACMSGHDR)NULL)
#define RIO_CMSG_NEXTHDR(buffer, cmsg)                                         \
    ((cmsg) == NULL                                                            \
         ? RIO_CMSG_FIRSTHDR(buffer)                                           \
         : (((PUCHAR)(cmsg) + WSA_CMSGHDR_ALIGN((cmsg)->cmsg_len) +            \
                 sizeof(WSACMSGHDR) >                                          \
             (PUCHAR)(buffer) + (buffer)->TotalLength)                         \
                ? (PWSACMSGHDR)NULL                                            \
                : (PWSACMSGHDR)(void *)((PUCHAR)(cmsg) +                       \
                                        WSA_CMSGHDR_ALIGN((cmsg)->cmsg_len))))

typedef BOOL(PASCAL *LPFN_RIORECEIVE)(RIO_RQ SocketQueue, PRIO_BUF pData,
                                      ULONG DataBufferCount, DWORD Flags,
                                      PVOID RequestContext);
typedef int(PASCAL *LPFN_RIORECEIVEEX)(
    RIO_RQ SocketQueue, PRIO_BUF pData, ULONG DataBufferCount,
    PRIO_BUF pLocalAddress, PRIO_BUF pRemoteAddress, PRIO_BUF pControlContext,
    PRIO_BUF pFlags, DWORD Flags, PVOID RequestContext);
typedef BOOL(PASCAL *LPFN_RIOSEND)(RIO_RQ SocketQueue, PRIO_BUF pData,
                                   ULONG DataBufferCount, DWORD Flags,
                                   PVOID RequestContext);
typedef BOOL(PASCAL *LPFN_RIOSENDEX)(RIO_RQ SocketQueue, PRIO_BUF pData,
                                     ULONG DataBufferCount,
                                     PRIO_BUF pLocalAddress,
                                     PRIO_BUF pRemoteAddress,
                                     PRIO_BUF pControlContext, PRIO_BUF pFlags,
                                     DWORD Flags, PVOID RequestContext);
typedef VOID(PASCAL *LPFN_RIOCLOSECOMPLETIONQUEUE)(RIO_CQ CQ);
typedef RIO_CQ(PASCAL *LPFN_RIOCREATECOMPLETIONQUEUE)(
    DWORD QueueSize, PRIO_NOTIFICATION_COMPLETION NotificationCompletion);
typedef RIO_RQ(PASCAL *LPFN_RIOCREATEREQUESTQUEUE)(
    SOCKET Socket, ULONG MaxOutstandingReceive, ULONG MaxReceiveDataBuffers,
    ULONG MaxOutstandingSend, ULONG MaxSendDataBuffers, RIO_CQ ReceiveCQ,
    RIO_CQ SendCQ, PVOID SocketContext);
/* Returns the number of entries, or RIO_CORRUPT_CQ. */
typedef ULONG(PASCAL *LPFN_RIODEQUEUECOMPLETION)(RIO_CQ CQ, PRIORESULT Array,
                                                 ULONG ArraySize);
typedef VOID(PASCAL *LPFN_RIODEREGISTERBUFFER)(RIO_BUFFERID BufferId);
typedef INT(PASCAL *LPFN_RIONOTIFY)(RIO_CQ CQ);
typedef RIO_BUFFERID(PASCAL *LPFN_RIOREGISTERBUFFER)(PCHAR DataBuffer,
                                                     DWORD DataLength);
typedef BOOL(PASCAL *LPFN_RIORESIZECOMPLETIONQUEUE)(RIO_CQ CQ, DWORD QueueSize);
typedef BOOL(PASCAL *LPFN_RIORESIZEREQUESTQUEUE)(RIO_RQ RQ,
                                                 DWORD MaxOutstandingReceive,
                                                 DWORD MaxOutstandingSend);

typedef struct _RIO_EXTENSION_FUNCTION_TABLE {
    DWORD cbSize; /* bytes */
    LPFN_RIORECEIVE RIOReceive;
    LPFN_RIORECEIVEEX RIOReceiveEx;
    LPFN_RIOSEND RIOSend;
    LPFN_RIOSENDEX RIOSendEx;
    LPFN_RIOCLOSECOMPLETIONQUEUE RIOCloseCompletionQueue;
    LPFN_RIOCREATECOMPLETIONQUEUE RIOCreateCompletionQueue;
    LPFN_RIOCREATEREQUESTQUEUE RIOCreateRequestQueue;
    LPFN_RIODEQUEUECOMPLETION RIODequeueCompletion;
    LPFN_RIODEREGISTERBUFFER RIODeregisterBuffer;
    LPFN_RIONOTIFY RIONotify;
    LPFN_RIOREGISTERBUFFER RIORegisterBuffer;
    LPFN_RIORESIZECOMPLETIONQUEUE RIOResizeCompletionQueue;
    LPFN_RIORESIZEREQUESTQUEUE RIOResizeRequestQueue;
} RIO_EXTENSION_FUNCTION_TABLE, *PRIO_EXTENSION_FUNCTION_TABLE;

#endif
