/* SPDX-License-Identifier: MIT */
/* Bringing one namespace provider in; see nsp_load.h. No state. Pages:
 * NSPStartup, NSP_ROUTINE. */
#include "spi/nsp_load.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "spi/object.h"

#define OLD_SIZE offsetof(NSP_ROUTINE, NSPIoctl)

static LPNSPSTARTUP file_startup(struct ws2_nsp *nsp)
{
    LPNSPSTARTUP startup = NULL;

    if (nsp->entry->path == NULL)
        return NULL;
    nsp->file = ws2_spi_open(nsp->entry->path);
    if (nsp->file == NULL)
        return NULL;
    ws2_spi_symbol(nsp->file, "NSPStartup", &startup);
    ws2_spi_symbol(nsp->file, "WSAGetLastError", &nsp->get_last_error);
    ws2_spi_symbol(nsp->file, "WSASetLastError", &nsp->set_last_error);
    return startup;
}

static INT WSAAPI no_ioctl(HANDLE lookup, DWORD code, LPVOID in, DWORD in_size,
                           LPVOID out, DWORD out_size, LPDWORD returned,
                           LPWSACOMPLETION completion, LPWSATHREADID thread)
{
    (void)lookup, (void)code, (void)in, (void)in_size, (void)out;
    (void)out_size, (void)returned, (void)completion, (void)thread;
    WSASetLastError(WSAEOPNOTSUPP);
    return SOCKET_ERROR;
}

/* The version is that of the specification, which providers write in more than
 * one way: 2.2, 4.4 ... So any but none will do. Tables from before NSPIoctl
 * was are shorter. */
static ws2_err table_check(NSP_ROUTINE *proc)
{
    if (proc->dwMajorVersion == 0)
        return WSAEINVALIDPROVIDER;
    if (proc->cbSize < OLD_SIZE || proc->NSPCleanup == NULL ||
        proc->NSPLookupServiceBegin == NULL ||
        proc->NSPLookupServiceNext == NULL ||
        proc->NSPLookupServiceEnd == NULL || proc->NSPSetService == NULL ||
        proc->NSPInstallServiceClass == NULL ||
        proc->NSPRemoveServiceClass == NULL ||
        proc->NSPGetServiceClassInfo == NULL)
        return WSAEINVALIDPROCTABLE;
    if (proc->cbSize < sizeof(*proc) || proc->NSPIoctl == NULL)
        proc->NSPIoctl = no_ioctl;
    return WS2_OK;
}

static void file_close(struct ws2_nsp *nsp)
{
    if (nsp->file != NULL)
        dlclose(nsp->file);
    nsp->file = NULL;
}

/* A table that is refused was handed out all the same: its owner is told. */
static ws2_err table_get(struct ws2_nsp *nsp, LPNSPSTARTUP startup)
{
    ws2_err err;

    memset(&nsp->proc, 0, sizeof(nsp->proc));
    nsp->proc.cbSize = sizeof(nsp->proc);
    if (startup(&nsp->id, &nsp->proc) != 0)
        return WSAEPROVIDERFAILEDINIT;
    err = table_check(&nsp->proc);
    if (err != WS2_OK && nsp->proc.NSPCleanup != NULL)
        (void)nsp->proc.NSPCleanup(&nsp->id);
    return err;
}

ws2_err ws2_nsp_bring(struct ws2_nsp *nsp)
{
    LPNSPSTARTUP startup = nsp->entry->startup;
    ws2_err err = WSAEPROVIDERFAILEDINIT;

    nsp->id = nsp->entry->id;
    nsp->file = NULL;
    nsp->get_last_error = WSAGetLastError;
    nsp->set_last_error = WSASetLastError;
    if (startup == NULL)
        startup = file_startup(nsp);
    if (nsp->get_last_error == NULL || nsp->set_last_error == NULL) {
        nsp->get_last_error = WSAGetLastError;
        nsp->set_last_error = WSASetLastError;
    }
    if (startup != NULL)
        err = table_get(nsp, startup);
    if (err != WS2_OK)
        file_close(nsp);
    return err;
}

void ws2_nsp_remove(struct ws2_nsp *nsp)
{
    (void)nsp->proc.NSPCleanup(&nsp->id);
    file_close(nsp);
}
