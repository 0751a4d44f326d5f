/* SPDX-License-Identifier: MIT */
/* Doors: WSAPoll. The service provider interface has no procedure for it. Each
 * socket of a layer says by SIO_BSP_HANDLE_POLL which socket is to be watched
 * in its place. Where that is a layer's own, the layer wants to have the call:
 * it gets all of them by SIO_EXT_POLL, and hands down what it does not know.
 * Microsoft Learn, "Winsock IOCTLs". */
#include "api/door.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <mswsock.h>

#include "os/mem.h"
#include "sock/wsapoll.h"
#include "spi/extension.h"

/* As the base provider's, for who has asked it for the function. */
INT WSAAPI ws2_do_poll(LPWSAPOLLFD fdArray, ULONG fds, INT timeout)
{
    int count = 0;
    ws2_err err = ws2_enter();

    if (err == WS2_OK)
        err = ws2_sock_poll(fdArray, fds, timeout, &count);
    return err == WS2_OK ? count : ws2_door_fail(err);
}

/* The array, with each layer's socket replaced. NULL: none is one, or the base
 * provider will refuse the array, or (*err) memory is short. */
static WSAPOLLDATA *data_make(const WSAPOLLFD *fds, ULONG n, INT timeout,
                              ws2_err *err)
{
    WSAPOLLDATA *data;
    bool found = false;

    if (n == 0 || n > INT32_MAX / sizeof(*fds) ||
        !os_mem_writable((void *)(uintptr_t)fds, n * sizeof(*fds)))
        return NULL;
    data = malloc(sizeof(*data) + n * sizeof(*fds));
    *err = data == NULL ? WSAENOBUFS : WS2_OK;
    if (data == NULL)
        return NULL;
    *data = (WSAPOLLDATA){.fds = n, .timeout = timeout};
    memcpy(data->fdArray, fds, n * sizeof(*fds));
    for (ULONG i = 0; i < n; i++) {
        SOCKET *s = &data->fdArray[i].fd;

        if (ws2_spi_layer(*s) == NULL)
            continue;
        found = true;
        *s = ws2_spi_below(*s, SIO_BSP_HANDLE_POLL);
    }
    if (found)
        return data;
    free(data);
    return NULL;
}

/* WS2_OK: it is pinned. */
static ws2_err first_layers(const WSAPOLLDATA *data, SOCKET *first,
                            const WSPPROC_TABLE **proc)
{
    for (ULONG i = 0; i < data->fds; i++) {
        *first = data->fdArray[i].fd;
        if (ws2_spi_layer(*first) != NULL &&
            ws2_spi_begin(*first, proc) == WS2_OK)
            return WS2_OK;
    }
    return WSAENOTSOCK;
}

static ws2_err data_pass(WSAPOLLDATA *data)
{
    const DWORD size =
        (DWORD)(sizeof(*data) + data->fds * sizeof(data->fdArray[0]));
    const WSPPROC_TABLE *proc;
    SOCKET first;
    DWORD returned = 0;
    INT err = WS2_OK;
    int res;

    if (first_layers(data, &first, &proc) != WS2_OK)
        return ws2_sock_poll(data->fdArray, data->fds, data->timeout, &res);
    res = proc->lpWSPIoctl(first, SIO_EXT_POLL, data, size, data, size,
                           &returned, NULL, NULL, NULL, &err);
    ws2_door_close(first);
    if (res == 0)
        return data->result;
    return err != WS2_OK ? err : WSASYSCALLFAILURE;
}

/* How many entries have something to say. Their number is the caller's: a layer
 * had the array in its hands. */
static int events_write(const WSAPOLLDATA *data, WSAPOLLFD *fds, ULONG n)
{
    int told = 0;

    for (ULONG i = 0; i < n; i++) {
        short revents = data->fdArray[i].revents;

        memcpy((char *)fds + i * sizeof(*fds) + offsetof(WSAPOLLFD, revents),
               &revents, sizeof(revents));
        told += revents != 0;
    }
    return told;
}

static int layered_poll(LPWSAPOLLFD fdArray, ULONG fds, INT timeout)
{
    ws2_err err = WS2_OK;
    WSAPOLLDATA *data = data_make(fdArray, fds, timeout, &err);
    int count;

    if (data == NULL)
        return err != WS2_OK ? ws2_door_fail(err)
                             : ws2_do_poll(fdArray, fds, timeout);
    err = data_pass(data);
    count =
        err != WS2_OK ? ws2_door_fail(err) : events_write(data, fdArray, fds);
    free(data);
    return count;
}

int WSAAPI ws2_do_WSAPoll(LPWSAPOLLFD fdArray, ULONG fds, INT timeout)
{
    return ws2_layers_used() && ws2_enter() == WS2_OK
               ? layered_poll(fdArray, fds, timeout)
               : ws2_do_poll(fdArray, fds, timeout);
}
