/* SPDX-License-Identifier: MIT */
/* Doors: the functions of mswsock.h that programs reach by their GUID, and the
 * table of them. */
#include "api/door.h"

#include <mswsock.h>

#include "sock/extension.h"
#include "sock/wsp.h"
#include "spi/extension.h"

/* Page "LPFN_WSARECVMSG". It belongs to the provider that handed it out. */
INT WSAAPI ws2_do_recvmsg(SOCKET s, LPWSAMSG lpMsg,
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

/* Passed as an ioctl, which every provider from the socket on hands down. A
 * layer may tell the code in what comes back and nowhere else. */
static ws2_err sendmsg_pass(SOCKET s, WSASENDMSG *args)
{
    const bool waits = args->lpOverlapped == NULL; /* else told is gone */
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    ws2_err told = WS2_OK;
    DWORD returned = 0;
    int res;

    if (err != WS2_OK)
        return err;
    res = proc->lpWSPIoctl(s, SIO_EXT_SENDMSG, args, sizeof(*args),
                           waits ? &told : NULL, waits ? sizeof(told) : 0,
                           &returned, args->lpOverlapped,
                           args->lpCompletionRoutine, NULL, &err);
    ws2_door_close(s);
    if (res == 0)
        return told;
    return err != WS2_OK ? err : WSASYSCALLFAILURE;
}

int WSAAPI
ws2_do_WSASendMsg(SOCKET Handle, LPWSAMSG lpMsg, DWORD dwFlags,
                  LPDWORD lpNumberOfBytesSent, LPWSAOVERLAPPED lpOverlapped,
                  LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    WSASENDMSG args = {lpMsg, dwFlags, lpNumberOfBytesSent, lpOverlapped,
                       lpCompletionRoutine};
    SOCKET s =
        ws2_layers_used() ? ws2_spi_below(Handle, SIO_BSP_HANDLE) : Handle;
    ws2_err err = sendmsg_pass(s, &args);

    return err != WS2_OK ? ws2_door_fail(err) : 0;
}

/* The same from the base provider on, for who has asked it for the function. */
INT PASCAL ws2_do_sendmsg(SOCKET s, LPWSAMSG lpMsg, DWORD dwFlags,
                          LPDWORD lpNumberOfBytesSent,
                          LPWSAOVERLAPPED lpOverlapped,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    WSASENDMSG args = {lpMsg, dwFlags, lpNumberOfBytesSent, lpOverlapped,
                       routine};
    INT err = ws2_enter();
    DWORD returned = 0;
    int res = SOCKET_ERROR;

    if (err == WS2_OK)
        res = ws2_base_procs.lpWSPIoctl(s, SIO_EXT_SENDMSG, &args, sizeof(args),
                                        NULL, 0, &returned, lpOverlapped,
                                        routine, NULL, &err);
    return res != 0 ? ws2_door_fail(err) : 0;
}

#define BY_GUID(guid, door)                                                    \
    {                                                                          \
        .id = guid, .function = (ws2_extension_fn)(door)                       \
    }

const struct ws2_extension ws2_extensions[] = {
    BY_GUID(WSAID_ACCEPTEX, ws2_door_acceptex),
    BY_GUID(WSAID_CONNECTEX, ws2_door_connectex),
    BY_GUID(WSAID_DISCONNECTEX, ws2_door_disconnectex),
    BY_GUID(WSAID_GETACCEPTEXSOCKADDRS, GetAcceptExSockaddrs),
    BY_GUID(WSAID_TRANSMITFILE, ws2_door_transmitfile),
    BY_GUID(WSAID_TRANSMITPACKETS, ws2_door_transmitpackets),
    BY_GUID(WSAID_WSARECVMSG, ws2_door_recvmsg),
    BY_GUID(WSAID_WSASENDMSG, ws2_door_sendmsg),
    BY_GUID(WSAID_WSAPOLL, ws2_door_poll),
};
const unsigned ws2_extension_count =
    sizeof(ws2_extensions) / sizeof(ws2_extensions[0]);
