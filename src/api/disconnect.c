/* SPDX-License-Identifier: MIT */
/* Doors: WSASendDisconnect and WSARecvDisconnect. */
#include "api/door.h"

int WSAAPI ws2_do_WSASendDisconnect(SOCKET s, LPWSABUF lpOutboundDisconnectData)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPSendDisconnect(s, lpOutboundDisconnectData, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_WSARecvDisconnect(SOCKET s, LPWSABUF lpInboundDisconnectData)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPRecvDisconnect(s, lpInboundDisconnectData, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}
