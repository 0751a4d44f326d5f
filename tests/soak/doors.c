// SPDX-License-Identifier: MIT
// The functions of calls.def or catalog.def, behind one type. The calling
// convention of x86-64 takes more arguments than a function has, C does not
// promise it, and -fsanitize=function has to be off here.
//
// A few are called through a function of ours: those that only a pointer from
// WSAIoctl reaches, and those whose arguments a program must not make up.
#include "soak.h"

#include <nspapi.h>

#pragma GCC diagnostic ignored "-Wcast-function-type"
#pragma GCC diagnostic ignored "-Wunused-function" // those of the other list

// What winsock.h binds getsockopt and setsockopt to.
WS2_API int WSAAPI ws2_getsockopt11(SOCKET s, int level, int optname,
                                    char *optval, int *optlen);
WS2_API int WSAAPI ws2_setsockopt11(SOCKET s, int level, int optname,
                                    const char *optval, int optlen);

static LPFN_CONNECTEX connect_ex;
static LPFN_DISCONNECTEX disconnect_ex;
static LPFN_TRANSMITPACKETS transmit_packets;
static LPFN_WSARECVMSG recv_msg;
RIO_EXTENSION_FUNCTION_TABLE rio;

static any extension(SOCKET s, GUID id)
{
    any found = 0;
    DWORD size;

    WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &found,
             sizeof found, &size, NULL, NULL);
    return found;
}

void doors_find(void)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    SOCKET u = socket(AF_INET, SOCK_DGRAM, 0);
    GUID id = WSAID_MULTIPLE_RIO;
    DWORD size;

    connect_ex = (LPFN_CONNECTEX)extension(s, (GUID)WSAID_CONNECTEX);
    disconnect_ex = (LPFN_DISCONNECTEX)extension(s, (GUID)WSAID_DISCONNECTEX);
    transmit_packets =
        (LPFN_TRANSMITPACKETS)extension(s, (GUID)WSAID_TRANSMITPACKETS);
    recv_msg = (LPFN_WSARECVMSG)extension(u, (GUID)WSAID_WSARECVMSG);
    WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id, sizeof id,
             &rio, sizeof rio, &size, NULL, NULL);
    closesocket(s);
    closesocket(u);
}

void rio_discard(enum pool kind, any value)
{
    if (of_catalog)
        return;
    if (kind == COMPLETIONS)
        rio.RIOCloseCompletionQueue((RIO_CQ)value);
    else if (kind == BUFFERS)
        rio.RIODeregisterBuffer((RIO_BUFFERID)value);
}

static BOOL door_ConnectEx(SOCKET s, any name, any size, any data, any length,
                           any sent, any o)
{
    return connect_ex(s, (const struct sockaddr *)name, (int)size, (PVOID)data,
                      (DWORD)length, (LPDWORD)sent, (LPOVERLAPPED)o);
}

static BOOL door_DisconnectEx(SOCKET s, any o, any flags, any reserved)
{
    return disconnect_ex(s, (LPOVERLAPPED)o, (DWORD)flags, (DWORD)reserved);
}

// Without an OVERLAPPED it waits for a peer that nobody reads for, until
// another thread closes the socket.
static BOOL no_waiting(void)
{
    WSASetLastError(WSAENOBUFS);
    return FALSE;
}

static BOOL door_TransmitFile(SOCKET s, HANDLE file, any size, any piece, any o,
                              any around, any flags)
{
    if (o == 0 && !together)
        return no_waiting();
    return TransmitFile(s, file, (DWORD)size, (DWORD)piece, (LPOVERLAPPED)o,
                        (LPTRANSMIT_FILE_BUFFERS)around, (DWORD)flags);
}

static BOOL door_TransmitPackets(SOCKET s, any list, any count, any size, any o,
                                 any flags)
{
    if (o == 0 && !together)
        return no_waiting();
    return transmit_packets(s, (LPTRANSMIT_PACKETS_ELEMENT)list, (DWORD)count,
                            (DWORD)size, (LPOVERLAPPED)o, (DWORD)flags);
}

static int door_WSARecvMsg(SOCKET s, any msg, any moved, any o, any routine)
{
    return recv_msg(s, (LPWSAMSG)msg, (LPDWORD)moved, (LPWSAOVERLAPPED)o,
                    (LPWSAOVERLAPPED_COMPLETION_ROUTINE)routine);
}

// Each success is undone at once: the others would find nothing started.
static int door_WSAStartup(any version, any data)
{
    int code = WSAStartup((WORD)version, (LPWSADATA)data);

    if (code == 0)
        WSACleanup();
    return code;
}

static int door_WSACleanup(void)
{
    WSADATA data;

    return WSAStartup(MAKEWORD(2, 2), &data) == 0 ? WSACleanup() : 0;
}

static void CALLBACK apc(ULONG_PTR data)
{
    (void)data;
}

static DWORD door_QueueUserAPC(any zero, any thread, any data)
{
    (void)zero;
    return QueueUserAPC(apc, (HANDLE)thread, data);
}

static RIO_CQ door_RIOCreateCompletionQueue(any size, any how)
{
    return rio.RIOCreateCompletionQueue((DWORD)size,
                                        (RIO_NOTIFICATION_COMPLETION *)how);
}

static RIO_RQ door_RIOCreateRequestQueue(SOCKET s, any receives, any each,
                                         any sends, any each_send,
                                         RIO_CQ receive_cq, RIO_CQ send_cq,
                                         any context)
{
    return rio.RIOCreateRequestQueue(s, (ULONG)receives, (ULONG)each,
                                     (ULONG)sends, (ULONG)each_send, receive_cq,
                                     send_cq, (PVOID)context);
}

static any door_RIORegisterBuffer(any memory, any size)
{
    return (any)rio.RIORegisterBuffer((PCHAR)memory, (DWORD)size);
}

static void door_RIODeregisterBuffer(any id)
{
    rio.RIODeregisterBuffer((RIO_BUFFERID)id);
}

static BOOL door_RIOReceive(RIO_RQ rq, any data, any n, any flags, any context)
{
    return rio.RIOReceive(rq, (RIO_BUF *)data, (ULONG)n, (DWORD)flags,
                          (PVOID)context);
}

static BOOL door_RIOSend(RIO_RQ rq, any data, any n, any flags, any context)
{
    return rio.RIOSend(rq, (RIO_BUF *)data, (ULONG)n, (DWORD)flags,
                       (PVOID)context);
}

static BOOL door_RIOReceiveEx(RIO_RQ rq, any data, any n, any local, any remote,
                              any control, any flags_out, any flags,
                              any context)
{
    return rio.RIOReceiveEx(rq, (RIO_BUF *)data, (ULONG)n, (RIO_BUF *)local,
                            (RIO_BUF *)remote, (RIO_BUF *)control,
                            (RIO_BUF *)flags_out, (DWORD)flags, (PVOID)context);
}

static BOOL door_RIOSendEx(RIO_RQ rq, any data, any n, any local, any remote,
                           any control, any flags_out, any flags, any context)
{
    return rio.RIOSendEx(rq, (RIO_BUF *)data, (ULONG)n, (RIO_BUF *)local,
                         (RIO_BUF *)remote, (RIO_BUF *)control,
                         (RIO_BUF *)flags_out, (DWORD)flags, (PVOID)context);
}

static ULONG door_RIODequeueCompletion(RIO_CQ cq, any results, any n)
{
    return rio.RIODequeueCompletion(cq, (RIORESULT *)results, (ULONG)n);
}

static INT door_RIONotify(RIO_CQ cq)
{
    return rio.RIONotify(cq);
}

static BOOL door_RIOResizeCompletionQueue(RIO_CQ cq, any size)
{
    return rio.RIOResizeCompletionQueue(cq, (DWORD)size);
}

static BOOL door_RIOResizeRequestQueue(RIO_RQ rq, any receives, any sends)
{
    return rio.RIOResizeRequestQueue(rq, (DWORD)receives, (DWORD)sends);
}

static void door_RIOCloseCompletionQueue(RIO_CQ cq)
{
    rio.RIOCloseCompletionQueue(cq);
}

#define ConnectEx                door_ConnectEx
#define DisconnectEx             door_DisconnectEx
#define TransmitFile             door_TransmitFile
#define TransmitPackets          door_TransmitPackets
#define WSARecvMsg               door_WSARecvMsg
#define WSAStartup               door_WSAStartup
#define WSACleanup               door_WSACleanup
#define QueueUserAPC             door_QueueUserAPC
#define RIOCreateCompletionQueue door_RIOCreateCompletionQueue
#define RIOCreateRequestQueue    door_RIOCreateRequestQueue
#define RIORegisterBuffer        door_RIORegisterBuffer
#define RIODeregisterBuffer      door_RIODeregisterBuffer
#define RIOReceive               door_RIOReceive
#define RIOSend                  door_RIOSend
#define RIOReceiveEx             door_RIOReceiveEx
#define RIOSendEx                door_RIOSendEx
#define RIODequeueCompletion     door_RIODequeueCompletion
#define RIONotify                door_RIONotify
#define RIOResizeCompletionQueue door_RIOResizeCompletionQueue
#define RIOResizeRequestQueue    door_RIOResizeRequestQueue
#define RIOCloseCompletionQueue  door_RIOCloseCompletionQueue
#define door_of(name)            ((function *)(void (*)(void))name)

const struct door doors[] = {
#define CALL(name, result, kinds) {#name, door_of(name), #result[0], kinds},
#include SOAK_DOORS
#undef CALL
};

const unsigned door_count = sizeof doors / sizeof doors[0];
