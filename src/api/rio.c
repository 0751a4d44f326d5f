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

BOOL PASCAL ws2_do_rio_receive(RIO_RQ SocketQueue, PRIO_BUF pData,
                               ULONG DataBufferCount, DWORD Flags,
                               PVOID RequestContext)
{
    const struct ws2_rio_args args = {.data = pData,
                                      .count = DataBufferCount,
                                      .flags = Flags,
                                      .context = RequestContext};

    return request(SocketQueue, WS2_RIO_RECV, &args);
}

BOOL PASCAL ws2_do_rio_send(RIO_RQ SocketQueue, PRIO_BUF pData,
                            ULONG DataBufferCount, DWORD Flags,
                            PVOID RequestContext)
{
    const struct ws2_rio_args args = {.data = pData,
                                      .count = DataBufferCount,
                                      .flags = Flags,
                                      .context = RequestContext};

    return request(SocketQueue, WS2_RIO_SEND, &args);
}

int PASCAL ws2_do_rio_receive_ex(RIO_RQ SocketQueue, PRIO_BUF pData,
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

BOOL PASCAL ws2_do_rio_send_ex(RIO_RQ SocketQueue, PRIO_BUF pData,
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

VOID PASCAL ws2_do_rio_close_cq(RIO_CQ CQ)
{
    ws2_rio_cq_close(CQ);
}

RIO_CQ PASCAL ws2_do_rio_create_cq(
    DWORD QueueSize, PRIO_NOTIFICATION_COMPLETION NotificationCompletion)
{
    RIO_CQ cq = RIO_INVALID_CQ;
    ws2_err err = ws2_rio_cq_new(QueueSize, NotificationCompletion, &cq);

    if (err != WS2_OK)
        ws2_door_fail(err);
    return err == WS2_OK ? cq : RIO_INVALID_CQ;
}

RIO_RQ PASCAL ws2_do_rio_create_rq(SOCKET Socket, ULONG MaxOutstandingReceive,
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

ULONG PASCAL ws2_do_rio_dequeue(RIO_CQ CQ, PRIORESULT Array, ULONG ArraySize)
{
    return ws2_rio_cq_dequeue(CQ, Array, ArraySize);
}

VOID PASCAL ws2_do_rio_deregister(RIO_BUFFERID BufferId)
{
    ws2_rio_deregister(BufferId);
}

INT PASCAL ws2_do_rio_notify(RIO_CQ CQ)
{
    return ws2_rio_cq_notify(CQ);
}

RIO_BUFFERID PASCAL ws2_do_rio_register(PCHAR DataBuffer, DWORD DataLength)
{
    RIO_BUFFERID id = RIO_INVALID_BUFFERID;
    ws2_err err = ws2_rio_register(DataBuffer, DataLength, &id);

    if (err != WS2_OK)
        ws2_door_fail(err);
    return err == WS2_OK ? id : RIO_INVALID_BUFFERID;
}

BOOL PASCAL ws2_do_rio_resize_cq(RIO_CQ CQ, DWORD QueueSize)
{
    ws2_err err = ws2_rio_cq_resize(CQ, QueueSize);

    if (err != WS2_OK)
        ws2_door_fail(err);
    return err == WS2_OK;
}

BOOL PASCAL ws2_do_rio_resize_rq(RIO_RQ RQ, DWORD MaxOutstandingReceive,
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
    .RIOReceive = ws2_door_rio_receive,
    .RIOReceiveEx = ws2_door_rio_receive_ex,
    .RIOSend = ws2_door_rio_send,
    .RIOSendEx = ws2_door_rio_send_ex,
    .RIOCloseCompletionQueue = ws2_door_rio_close_cq,
    .RIOCreateCompletionQueue = ws2_door_rio_create_cq,
    .RIOCreateRequestQueue = ws2_door_rio_create_rq,
    .RIODequeueCompletion = ws2_door_rio_dequeue,
    .RIODeregisterBuffer = ws2_door_rio_deregister,
    .RIONotify = ws2_door_rio_notify,
    .RIORegisterBuffer = ws2_door_rio_register,
    .RIOResizeCompletionQueue = ws2_door_rio_resize_cq,
    .RIOResizeRequestQueue = ws2_door_rio_resize_rq,
};
