/* SPDX-License-Identifier: MIT */
/* Doors: WSADuplicateSocket A and W. Microsoft Learn, same title. */
#include "api/door.h"

#include <string.h>

#include "os/mem.h"
#include "sock/sock.h"

int WSAAPI ws2_do_WSADuplicateSocketW(SOCKET s, DWORD dwProcessId,
                                      LPWSAPROTOCOL_INFOW lpProtocolInfo)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPDuplicateSocket(s, dwProcessId, lpProtocolInfo, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

/* The program's memory is looked at before the provider offers anything. */
int WSAAPI ws2_do_WSADuplicateSocketA(SOCKET s, DWORD dwProcessId,
                                      LPWSAPROTOCOL_INFOA lpProtocolInfo)
{
    const WSPPROC_TABLE *proc;
    WSAPROTOCOL_INFOA narrow;
    WSAPROTOCOL_INFOW wide;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err != WS2_OK)
        return ws2_door_fail(err);
    if (os_mem_writable(lpProtocolInfo, sizeof(*lpProtocolInfo)))
        res = proc->lpWSPDuplicateSocket(s, dwProcessId, &wide, &err);
    else
        err = WSAEFAULT;
    ws2_door_close(s);
    if (res != 0)
        return ws2_door_fail(err);
    ws2_protocol_narrow(&wide, &narrow);
    memcpy(lpProtocolInfo, &narrow, sizeof(narrow));
    return 0;
}
