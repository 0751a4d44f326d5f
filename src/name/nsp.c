/* SPDX-License-Identifier: MIT */
/* What the namespace providers that are written here share; see nsp.h. No
 * state. */
#include "name/nsp.h"

#include <stddef.h>
#include <string.h>

#define OLD_SIZE offsetof(NSP_ROUTINE, NSPIoctl)

INT ws2_nsp_end(ws2_err err)
{
    if (err == WS2_OK)
        return 0;
    WSASetLastError(err);
    return SOCKET_ERROR;
}

static INT WSAAPI no_cleanup(LPGUID provider)
{
    (void)provider;
    return 0;
}

static INT WSAAPI no_set_service(LPGUID provider, LPWSASERVICECLASSINFOW class,
                                 LPWSAQUERYSETW set, WSAESETSERVICEOP op,
                                 DWORD flags)
{
    (void)provider, (void)class, (void)set, (void)op, (void)flags;
    return ws2_nsp_end(WSAEOPNOTSUPP);
}

static INT WSAAPI no_install_class(LPGUID provider,
                                   LPWSASERVICECLASSINFOW class)
{
    (void)provider, (void)class;
    return ws2_nsp_end(WSAEOPNOTSUPP);
}

static INT WSAAPI no_remove_class(LPGUID provider, LPGUID class)
{
    (void)provider, (void)class;
    return ws2_nsp_end(WSAEOPNOTSUPP);
}

static INT WSAAPI no_class_info(LPGUID provider, LPDWORD size,
                                LPWSASERVICECLASSINFOW class)
{
    (void)provider, (void)size, (void)class;
    return ws2_nsp_end(WSAEOPNOTSUPP);
}

static INT WSAAPI no_ioctl(HANDLE lookup, DWORD code, LPVOID in, DWORD in_size,
                           LPVOID out, DWORD out_size, LPDWORD returned,
                           LPWSACOMPLETION completion, LPWSATHREADID thread)
{
    (void)lookup, (void)code, (void)in, (void)in_size, (void)out;
    (void)out_size, (void)returned, (void)completion, (void)thread;
    return ws2_nsp_end(WSAEOPNOTSUPP);
}

#define OR_NONE(table, slot, none)                                             \
    do {                                                                       \
        if ((table).slot == NULL)                                              \
            (table).slot = (none);                                             \
    } while (0)

INT ws2_nsp_offer(const NSP_ROUTINE *mine, LPNSP_ROUTINE lpnspRoutines)
{
    NSP_ROUTINE table = *mine;
    DWORD size = sizeof(table);

    if (lpnspRoutines->cbSize < OLD_SIZE)
        return ws2_nsp_end(WSAEINVALIDPROCTABLE);
    if (lpnspRoutines->cbSize < size)
        size = OLD_SIZE;
    OR_NONE(table, NSPCleanup, no_cleanup);
    OR_NONE(table, NSPSetService, no_set_service);
    OR_NONE(table, NSPInstallServiceClass, no_install_class);
    OR_NONE(table, NSPRemoveServiceClass, no_remove_class);
    OR_NONE(table, NSPGetServiceClassInfo, no_class_info);
    OR_NONE(table, NSPIoctl, no_ioctl);
    table.cbSize = size;
    table.dwMajorVersion = 2;
    table.dwMinorVersion = 2;
    memcpy(lpnspRoutines, &table, size);
    return 0;
}
