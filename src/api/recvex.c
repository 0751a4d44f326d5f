/* SPDX-License-Identifier: MIT */
/* Door: WSARecvEx, a recv to which part of a message is a success. Page
 * "WSARecvEx function". */
#include "api/door.h"

#include <string.h>

#include <mswsock.h>

#include "os/mem.h"

/* WSAEMSGSIZE: the buffer is full and more of the message was there. */
static ws2_err recv_part(const WSPPROC_TABLE *proc, SOCKET s, WSABUF *buf,
                         DWORD *got, int *partial)
{
    DWORD inout = 0; /* what the caller's flags held does not count */
    INT err = WS2_OK;

    if (proc->lpWSPRecv(s, buf, 1, got, &inout, NULL, NULL, NULL, &err) == 0) {
        *partial = (int)(inout & MSG_PARTIAL);
        return WS2_OK;
    }
    if (err != WSAEMSGSIZE)
        return err != WS2_OK ? err : WSASYSCALLFAILURE;
    *got = buf->len;
    *partial = MSG_PARTIAL;
    return WS2_OK;
}

int WINAPI ws2_do_WSARecvEx(SOCKET s, char *buf, int len, int *flags)
{
    WSABUF b = {(ULONG)len, buf};
    const WSPPROC_TABLE *proc;
    DWORD got = 0;
    int partial = 0;
    ws2_err err = ws2_door_open(s, &proc);

    if (err != WS2_OK)
        return ws2_door_fail(err);
    if (len < 0)
        err = WSAEINVAL;
    else if (!os_mem_writable(flags, sizeof(*flags)))
        err = WSAEFAULT;
    else
        err = recv_part(proc, s, &b, &got, &partial);
    ws2_door_close(s);
    if (err != WS2_OK)
        return ws2_door_fail(err);
    memcpy(flags, &partial, sizeof(partial)); /* flags need not be aligned */
    return (int)got;
}
