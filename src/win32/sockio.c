/* SPDX-License-Identifier: MIT */
/* ReadFile and WriteFile on a SOCKET: they are WSARecv and WSASend, with codes
 * of Win32. Microsoft Learn, "Socket Handles". */
#include <winsock2.h>
#include <ws2spi.h>

#include "err/ntstatus.h"
#include "sock/sock.h"
#include "sock/wsp.h"
#include "win32/fileio.h"

/* A handle that was opened for overlapped operations takes no other. */
static bool needs_overlapped(const struct ws2_socket *so)
{
    return sock_is_base(so) &&
           sock_has((const struct ws2_sock *)so, SK_OVERLAPPED);
}

ws2_err ws2_socket_transfer(struct ws2_transfer *t)
{
    const struct ws2_socket *so = (const struct ws2_socket *)t->obj;
    const WSPPROC_TABLE *proc = ws2_socket_provider(so)->proc;
    /* It is called with one argument more, which it does not look at. */
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine =
        (LPWSAOVERLAPPED_COMPLETION_ROUTINE)(void (*)(void))t->routine;
    WSABUF buf = {.len = t->length, .buf = t->data};
    DWORD flags = 0;
    INT err = 0;
    int res;

    if (t->ov == NULL && needs_overlapped(so))
        return ERROR_INVALID_PARAMETER;
    if (t->writing)
        res = proc->lpWSPSend(t->handle, &buf, 1, &t->moved, 0, t->ov, routine,
                              NULL, &err);
    else
        res = proc->lpWSPRecv(t->handle, &buf, 1, &t->moved, &flags, t->ov,
                              routine, NULL, &err);
    if (res == 0 || err == WSA_IO_PENDING)
        return res == 0 ? WS2_OK : ERROR_IO_PENDING;
    return ws2_win32_from_status(ws2_status_from_err(err));
}
