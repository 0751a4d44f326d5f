/* SPDX-License-Identifier: MIT */
/* Doors that control sockets: getsockopt, setsockopt, ioctlsocket, WSAIoctl. */
#include "api/door.h"

#include <mswsock.h>

#include "sock/sock.h"

/* SO_OPENTYPE is the thread's. Programs ask before they have a socket. */
static bool is_threads(SOCKET s, int level, int optname)
{
    return level == SOL_SOCKET && optname == SO_OPENTYPE &&
           (s == INVALID_SOCKET || s == 0) && ws2_enter() == WS2_OK;
}

int WSAAPI ws2_do_getsockopt(SOCKET s, int level, int optname, char *optval,
                             int *optlen)
{
    const WSPPROC_TABLE *proc;
    INT err;
    int res = SOCKET_ERROR;

    if (is_threads(s, level, optname)) {
        err = ws2_sock_getopt(NULL, level, optname, optval, optlen);
        return err != WS2_OK ? ws2_door_fail(err) : 0;
    }
    err = ws2_door_open(s, &proc);
    if (err == WS2_OK) {
        res = proc->lpWSPGetSockOpt(s, level, optname, optval, optlen, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI ws2_do_setsockopt(SOCKET s, int level, int optname,
                             const char *optval, int optlen)
{
    const WSPPROC_TABLE *proc;
    INT err;
    int res = SOCKET_ERROR;

    if (is_threads(s, level, optname)) {
        err = ws2_sock_setopt(NULL, level, optname, optval, optlen);
        return err != WS2_OK ? ws2_door_fail(err) : 0;
    }
    err = ws2_door_open(s, &proc);
    if (err == WS2_OK) {
        res = proc->lpWSPSetSockOpt(s, level, optname, optval, optlen, &err);
        ws2_door_close(s);
    }
    return res != 0 ? ws2_door_fail(err) : 0;
}

int WSAAPI
ws2_do_WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer,
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

int WSAAPI ws2_do_ioctlsocket(SOCKET s, long cmd, u_long *argp)
{
    DWORD code = (DWORD)cmd, returned = 0;

    if ((code & IOC_IN) != 0)
        return ws2_do_WSAIoctl(s, code, argp, sizeof(*argp), NULL, 0, &returned,
                               NULL, NULL);
    return ws2_do_WSAIoctl(s, code, NULL, 0, argp, sizeof(*argp), &returned,
                           NULL, NULL);
}
