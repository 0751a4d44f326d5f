/* SPDX-License-Identifier: MIT */
/* Doors: registered I/O. They have no names in the library: WSAIoctl hands out
 * the table of them (sock/ioctl.c). */
#include "api/door.h"

#include <mswsock.h>

#include "sock/extension.h"
#include "sock/rio.h"
#include "sock/riobuf.h"

static BOOL request(RIO_RQ rq, enum ws2_rio_way way,
                    const struct ws2_rio_args *args)
{
    ws2_err err = ws2_rio_request(rq, way, args);

    if (err != WS2_OK)
        ws2_door_fail(err);
    return err == WS2_OK;
}

static BOOL PASCAL rio_receive(RIO_RQ SocketQueue, PRIO_BUF pData,
                               ULONG DataBufferCount, DWORD Flags,
                               PVOID RequestContext)
{
    const struct ws2_rio_args args = {.data = pData,
                                      .count = DataBufferCount,
                                      .flags = Flags,
                                      .context = RequestContext};

    return request(SocketQueue, WS2_RIO_RECV, &args);
}

static BOOL PASCAL rio_send(RIO_RQ SocketQueue, PRIO_BUF pData,
                            ULONG DataBufferCount, DWORD Flags,
                            PVOID RequestContext)
{
    const struct ws2_rio_args args = {.data = pData,
                                      .count = DataBufferCount,
                                      .flags = Flags,
                                      .context = RequestContext};

    return request(SocketQueue, WS2_RIO_SEND, &args);
}

static int PASCAL rio_receive_ex(RIO_RQ SocketQueue, PRIO_BUF pData,
                                 ULONG DataBufferCount, PRIO_BUF pLocalAddress,
                                 PRIO_BUF pRemoteAddress,
                                 PRIO_BUF pControlContext, PRIO_BUF pFlags,
                                 DWORD Flags, PVOID RequestContext)
{
    const struct ws2_rio_args args = {
        pData,           DataBufferCount, true,  pLocalAddress, pRemoteAddress,
        pControlContext, pFlags,          Flags, RequestContext};

    return request(SocketQueue, WS2_RIO_RECV, &args);
}

static BOOL PASCAL rio_send_ex(RIO_RQ SocketQueue, PRIO_BUF pData,
                               ULONG DataBufferCount, PRIO_BUF pLocalAddress,
                               PRIO_BUF pRemoteAddress,
                               PRIO_BUF pControlContext, PRIO_BUF pFlags,
                               DWORD Flags, PVOID RequestContext)
{
    const struct ws2_rio_args args = {
        pData,           DataBufferCount, true,  pLocalAddress, pRemoteAddress,
        pControlContext, pFlags,          Flags, RequestContext};

    return request(SocketQueue, WS2_RIO_SEND, &args);
}

static VOID PASCAL rio_close_cq(RIO_CQ CQ)
{
    ws2_rio_cq_close(CQ);
}

static RIO_CQ PASCAL rio_create_cq(
    DWORD QueueSize, PRIO_NOTIFICATION_COMPLETION NotificationCompletion)
{
    RIO_CQ cq = RIO_INVALID_CQ;
    ws2_err err = ws2_rio_cq_new(QueueSize, NotificationCompletion, &cq);

    if (err != WS2_OK)
        ws2_door_fail(err);
    return err == WS2_OK ? cq : RIO_INVALID_CQ;
}

static RIO_RQ PASCAL rio_create_rq(SOCKET Socket, ULONG MaxOutstandingReceive,
                                   ULONG MaxReceiveDataBuffers,
                                   ULONG MaxOutstandingSend,
                                   ULONG MaxSendDataBuffers, RIO_CQ ReceiveCQ,
                                   RIO_CQ SendCQ, PVOID SocketContext)
{
    const struct ws2_rio_rq_args args = {
        {MaxOutstandingReceive, MaxOutstandingSend},
        {MaxReceiveDataBuffers, MaxSendDataBuffers},
        {ReceiveCQ, SendCQ},
        SocketContext};
    RIO_RQ rq = RIO_INVALID_RQ;
    ws2_err err = ws2_rio_rq_open(Socket, &args, &rq);

    if (err != WS2_OK)
        ws2_door_fail(err);
    return err == WS2_OK ? rq : RIO_INVALID_RQ;
}

static ULONG PASCAL rio_dequeue(RIO_CQ CQ, PRIORESULT Array, ULONG ArraySize)
{
    return ws2_rio_cq_dequeue(CQ, Array, ArraySize);
}

static VOID PASCAL rio_deregister(RIO_BUFFERID BufferId)
{
    ws2_rio_deregister(BufferId);
}

static INT PASCAL rio_notify(RIO_CQ CQ)
{
    return ws2_rio_cq_notify(CQ);
}

static RIO_BUFFERID PASCAL rio_register(PCHAR DataBuffer, DWORD DataLength)
{
    RIO_BUFFERID id = RIO_INVALID_BUFFERID;
    ws2_err err = ws2_rio_register(DataBuffer, DataLength, &id);

    if (err != WS2_OK)
        ws2_door_fail(err);
    return err == WS2_OK ? id : RIO_INVALID_BUFFERID;
}

static BOOL PASCAL rio_resize_cq(RIO_CQ CQ, DWORD QueueSize)
{
    ws2_err err = ws2_rio_cq_resize(CQ, QueueSize);

    if (err != WS2_OK)
        ws2_door_fail(err);
    return err == WS2_OK;
}

static BOOL PASCAL rio_resize_rq(RIO_RQ RQ, DWORD MaxOutstandingReceive,
                                 DWORD MaxOutstandingSend)
{
    ws2_err err =
        ws2_rio_rq_resize(RQ, MaxOutstandingReceive, MaxOutstandingSend);

    if (err != WS2_OK)
        ws2_door_fail(err);
    return err == WS2_OK;
}

const RIO_EXTENSION_FUNCTION_TABLE ws2_rio_table = {
    .cbSize = sizeof(RIO_EXTENSION_FUNCTION_TABLE),
    .RIOReceive = rio_receive,
    .RIOReceiveEx = rio_receive_ex,
    .RIOSend = rio_send,
    .RIOSendEx = rio_send_ex,
    .RIOCloseCompletionQueue = rio_close_cq,
    .RIOCreateCompletionQueue = rio_create_cq,
    .RIOCreateRequestQueue = rio_create_rq,
    .RIODequeueCompletion = rio_dequeue,
    .RIODeregisterBuffer = rio_deregister,
    .RIONotify = rio_notify,
    .RIORegisterBuffer = rio_register,
    .RIOResizeCompletionQueue = rio_resize_cq,
    .RIOResizeRequestQueue = rio_resize_rq,
};
