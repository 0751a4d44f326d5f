/* SPDX-License-Identifier: MIT */
/* Doors: the functions of mswsock.h that programs reach by their GUID, and the
 * table of them. */
#include "api/door.h"

#include <mswsock.h>

#include "api/extension.h"
#include "sock/extension.h"
#include "sock/wsp.h"

/* Page "LPFN_WSARECVMSG". It belongs to the provider that handed it out. */
static INT WSAAPI ext_recvmsg(SOCKET s, LPWSAMSG lpMsg,
                              LPDWORD lpdwNumberOfBytesRecvd,
                              LPWSAOVERLAPPED lpOverlapped,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    INT err = ws2_enter();
    int res = SOCKET_ERROR;

    if (err == WS2_OK)
        res = ws2_base_recvmsg(s, lpMsg, lpdwNumberOfBytesRecvd, lpOverlapped,
                               routine, &err);
    return res != 0 ? ws2_door_fail(err) : 0;
}

/* Passed as an ioctl, which every provider between hands down. */
int WSAAPI WSASendMsg(SOCKET Handle, LPWSAMSG lpMsg, DWORD dwFlags,
                      LPDWORD lpNumberOfBytesSent, LPWSAOVERLAPPED lpOverlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    WSASENDMSG args = {lpMsg, dwFlags, lpNumberOfBytesSent, lpOverlapped,
                       lpCompletionRoutine};
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(Handle, &proc);
    int res = SOCKET_ERROR;
    DWORD returned = 0;

    if (err == WS2_OK) {
        res = proc->lpWSPIoctl(Handle, SIO_EXT_SENDMSG, &args, sizeof(args),
                               NULL, 0, &returned, lpOverlapped,
                               lpCompletionRoutine, NULL, &err);
        ws2_door_close(Handle);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

#define BY_GUID(guid, door)                                                    \
    {                                                                          \
        .id = guid, .function = (ws2_extension_fn)(door)                       \
    }

const struct ws2_extension ws2_extensions[] = {
    BY_GUID(WSAID_ACCEPTEX, AcceptEx),
    BY_GUID(WSAID_CONNECTEX, ws2_door_connectex),
    BY_GUID(WSAID_DISCONNECTEX, ws2_door_disconnectex),
    BY_GUID(WSAID_GETACCEPTEXSOCKADDRS, GetAcceptExSockaddrs),
    BY_GUID(WSAID_TRANSMITFILE, TransmitFile),
    BY_GUID(WSAID_TRANSMITPACKETS, ws2_door_transmitpackets),
    BY_GUID(WSAID_WSARECVMSG, ext_recvmsg),
    BY_GUID(WSAID_WSASENDMSG, WSASendMsg),
    BY_GUID(WSAID_WSAPOLL, WSAPoll),
};
const unsigned ws2_extension_count =
    sizeof(ws2_extensions) / sizeof(ws2_extensions[0]);
