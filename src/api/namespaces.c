/* SPDX-License-Identifier: MIT */
/* Doors: which namespace providers there are. They are listed, not loaded.
 * Pages: WSAEnumNameSpaceProvidersW, WSAEnumNameSpaceProvidersExW. */
#include "api/nsdoor.h"

#include <stddef.h>
#include <stdint.h>

#include "name/flat.h"
#include "os/mem.h"
#include "spi/nsp.h"
#include "watch/doors.h"

/* Narrow structures differ in the kind of their strings, those without blob end
 * before it. */
_Static_assert(sizeof(WSANAMESPACE_INFOA) == sizeof(WSANAMESPACE_INFOW) &&
                   sizeof(WSANAMESPACE_INFOW) ==
                       offsetof(WSANAMESPACE_INFOEXW, ProviderSpecific) &&
                   sizeof(WSANAMESPACE_INFOEXA) == sizeof(WSANAMESPACE_INFOEXW),
               "layout");

enum form { WIDE = 1, WITH_BLOB = 2 };

static size_t info_size(unsigned form)
{
    return (form & WITH_BLOB) != 0 ? sizeof(WSANAMESPACE_INFOEXW)
                                   : sizeof(WSANAMESPACE_INFOW);
}

/* All of them in one block; its size. */
static size_t infos_pack(struct ws2_nsps *nsps, unsigned form, void *buffer)
{
    struct ws2_flat f = {.base = buffer};
    size_t size = info_size(form);
    size_t at = ws2_flat_reserve(&f, ws2_nsps_count(nsps) * size,
                                 _Alignof(WSANAMESPACE_INFOEXW));

    for (unsigned i = 0; i < ws2_nsps_count(nsps); i++) {
        const struct ws2_ns_entry *e = ws2_nsps_at(nsps, i)->entry;
        WSANAMESPACE_INFOEXW info = {.NSProviderId = e->id,
                                     .dwNameSpace = e->space,
                                     .fActive = e->active,
                                     .dwVersion = e->version};

        if ((form & WITH_BLOB) != 0) {
            info.ProviderSpecific.cbSize = e->blob.cbSize;
            info.ProviderSpecific.pBlobData = ws2_flat_put(
                &f, e->blob.pBlobData, e->blob.cbSize, _Alignof(max_align_t));
        }
        info.lpszIdentifier = ws2_flat_text(&f, e->name, (form & WIDE) != 0);
        ws2_flat_write(&f, at + i * size, &info, size);
    }
    return f.used;
}

static ws2_err infos_out(struct ws2_nsps *nsps, unsigned form, DWORD *length,
                         void *buffer)
{
    size_t need = infos_pack(nsps, form, NULL);

    if (need > UINT32_MAX)
        return WSA_NOT_ENOUGH_MEMORY;
    if (*length < need) {
        *length = (DWORD)need;
        return WSAEFAULT;
    }
    if (!os_mem_writable(buffer, need))
        return WSAEFAULT;
    (void)infos_pack(nsps, form, buffer);
    return WS2_OK;
}

static ws2_err infos_get(unsigned form, DWORD *length, void *buffer, INT *count)
{
    struct ws2_nsps *nsps;
    DWORD size;
    ws2_err err;

    if (length == NULL || os_mem_copy_in(&size, length, sizeof(size)) != 0)
        return WSAEFAULT;
    err = ws2_nsps_get(&nsps);
    if (err != WS2_OK)
        return err;
    err = infos_out(nsps, form, &size, buffer);
    *count = (INT)ws2_nsps_count(nsps);
    ws2_nsps_put(nsps);
    if (err == WSAEFAULT)
        (void)os_mem_copy_out(length, &size, sizeof(size));
    return err;
}

static INT providers_enum(unsigned form, DWORD *length, void *buffer)
{
    struct ws2_nsdoor door;
    INT count = 0;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = infos_get(form, length, buffer, &count);
    return ws2_nsdoor_leave(&door, err) != 0 ? SOCKET_ERROR : count;
}

INT WSAAPI ws2_do_WSAEnumNameSpaceProvidersW(LPDWORD lpdwBufferLength,
                                             LPWSANAMESPACE_INFOW lpnspBuffer)
{
    return providers_enum(WIDE, lpdwBufferLength, lpnspBuffer);
}

INT WSAAPI ws2_do_WSAEnumNameSpaceProvidersA(LPDWORD lpdwBufferLength,
                                             LPWSANAMESPACE_INFOA lpnspBuffer)
{
    return providers_enum(0, lpdwBufferLength, lpnspBuffer);
}

INT WSAAPI ws2_do_WSAEnumNameSpaceProvidersExW(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXW lpnspBuffer)
{
    return providers_enum(WIDE | WITH_BLOB, lpdwBufferLength, lpnspBuffer);
}

INT WSAAPI ws2_do_WSAEnumNameSpaceProvidersExA(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXA lpnspBuffer)
{
    return providers_enum(WITH_BLOB, lpdwBufferLength, lpnspBuffer);
}
