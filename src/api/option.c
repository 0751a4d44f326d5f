/* SPDX-License-Identifier: MIT */
/* Doors that control sockets: getsockopt, setsockopt, ioctlsocket, WSAIoctl,
 * select. */
#include "api/door.h"

#include <stddef.h>

#include "os/mem.h"

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

int WSAAPI ioctlsocket(SOCKET s, int cmd, u_long *argp)
{
    DWORD code = (DWORD)cmd, returned = 0;

    if ((code & IOC_IN) != 0)
        return WSAIoctl(s, code, argp, sizeof(*argp), NULL, 0, &returned, NULL,
                        NULL);
    return WSAIoctl(s, code, NULL, 0, argp, sizeof(*argp), &returned, NULL,
                    NULL);
}

/* The first member of the first set that has one: its provider serves all. */
static ws2_err set_first(const fd_set *set, SOCKET *out)
{
    u_int count = 0;

    if (set == NULL || *out != INVALID_SOCKET)
        return WS2_OK;
    if (os_mem_copy_in(&count, &set->fd_count, sizeof(count)) != 0)
        return WSAEFAULT;
    if (count != 0 && os_mem_copy_in(out, set->fd_array, sizeof(*out)) != 0)
        return WSAEFAULT;
    return WS2_OK;
}

int WSAAPI select(int nfds, fd_set *readfds, fd_set *writefds,
                  fd_set *exceptfds, const struct timeval *timeout)
{
    const WSPPROC_TABLE *proc;
    SOCKET first = INVALID_SOCKET;
    INT err = ws2_enter();
    int res = SOCKET_ERROR;

    if (err == WS2_OK)
        err = set_first(readfds, &first);
    if (err == WS2_OK)
        err = set_first(writefds, &first);
    if (err == WS2_OK)
        err = set_first(exceptfds, &first);
    if (err == WS2_OK && first == INVALID_SOCKET)
        err = WSAEINVAL; /* nothing to wait for */
    if (err == WS2_OK)
        err = ws2_spi_begin(first, &proc);
    if (err != WS2_OK)
        return ws2_door_fail(err);
    res = proc->lpWSPSelect(nfds, readfds, writefds, exceptfds, timeout, &err);
    ws2_door_close(first);
    return res == SOCKET_ERROR ? ws2_door_fail(err) : res;
}
