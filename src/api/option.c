/* SPDX-License-Identifier: MIT */
/* Doors that control sockets: getsockopt, setsockopt, ioctlsocket, WSAIoctl. */
#include "api/door.h"

int WSAAPI getsockopt(SOCKET s, int level, int optname, char *optval,
                      int *optlen)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPGetSockOpt(s, level, optname, optval, optlen, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI setsockopt(SOCKET s, int level, int optname, const char *optval,
                      int optlen)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPSetSockOpt(s, level, optname, optval, optlen, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer,
                    DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                    LPDWORD lpcbBytesReturned, LPWSAOVERLAPPED lpOverlapped,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    int res = SOCKET_ERROR;

    if (err == WS2_OK) {
        res = proc->lpWSPIoctl(s, dwIoControlCode, lpvInBuffer, cbInBuffer,
                               lpvOutBuffer, cbOutBuffer, lpcbBytesReturned,
                               lpOverlapped, lpCompletionRoutine, NULL, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI ioctlsocket(SOCKET s, long cmd, u_long *argp)
{
    DWORD code = (DWORD)cmd, returned = 0;

    if ((code & IOC_IN) != 0)
        return WSAIoctl(s, code, argp, sizeof(*argp), NULL, 0, &returned, NULL,
                        NULL);
    return WSAIoctl(s, code, NULL, 0, argp, sizeof(*argp), &returned, NULL,
                    NULL);
}
