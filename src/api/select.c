/* SPDX-License-Identifier: MIT */
/* Doors: select, and the membership test behind FD_ISSET. */
#include "api/door.h"

#include <stddef.h>

#include "api/selectmixed.h"
#include "os/mem.h"
#include "spi/layer.h"

/* The first member of the first set that has one: its provider serves all. */
static ws2_err set_first(const fd_set *set, SOCKET *out, bool *found)
{
    u_int count = 0;
    const char *at = (const char *)set; /* need not be aligned */

    if (set == NULL || *found)
        return WS2_OK;
    if (os_mem_copy_in(&count, at, sizeof(count)) != 0)
        return WSAEFAULT;
    if (count != 0 &&
        os_mem_copy_in(out, at + offsetof(fd_set, fd_array), sizeof(*out)) != 0)
        return WSAEFAULT;
    *found = count != 0;
    return WS2_OK;
}

int WSAAPI ws2_do_select(int nfds, fd_set *readfds, fd_set *writefds,
                         fd_set *exceptfds, const struct timeval *timeout)
{
    fd_set *const sets[WS2_SELECT_SETS] = {readfds, writefds, exceptfds};
    const WSPPROC_TABLE *proc;
    SOCKET first = INVALID_SOCKET;
    bool found = false;
    INT err = ws2_enter();
    int res = SOCKET_ERROR;

    if (err == WS2_OK && ws2_layers_used() &&
        ws2_select_mixed(nfds, sets, timeout, &res, &err))
        return res == SOCKET_ERROR ? ws2_door_fail(err) : res;
    if (err == WS2_OK)
        err = set_first(readfds, &first, &found);
    if (err == WS2_OK)
        err = set_first(writefds, &first, &found);
    if (err == WS2_OK)
        err = set_first(exceptfds, &first, &found);
    if (err == WS2_OK && !found)
        err = WSAEINVAL; /* nothing to wait for */
    if (err == WS2_OK)
        err = ws2_spi_begin(first, &proc);
    if (err != WS2_OK)
        return ws2_door_fail(err);
    res = proc->lpWSPSelect(nfds, readfds, writefds, exceptfds, timeout, &err);
    ws2_door_close(first);
    return res == SOCKET_ERROR ? ws2_door_fail(err) : res;
}

int WSAAPI __WSAFDIsSet(SOCKET s, fd_set *set)
{
    for (u_int i = 0; i < set->fd_count; i++)
        if (set->fd_array[i] == s)
            return 1;
    return 0;
}
