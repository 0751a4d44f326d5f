/* SPDX-License-Identifier: MIT */
/* What the doors of nspapi.h have in common: their codes are those of Win32
 * where the pages of that header name one. */
#ifndef WS2_API_NSPAPI_H
#define WS2_API_NSPAPI_H

#include "api/nsdoor.h"

#include <nspapi.h>

#include "os/mem.h"

static inline ws2_err ws2_nspapi_code(ws2_err err)
{
    switch (err) {
    case WSASERVICE_NOT_FOUND:
        return ERROR_SERVICE_NOT_FOUND;
    case WSATYPE_NOT_FOUND:
        return ERROR_SERVICE_DOES_NOT_EXIST;
    case WSAEALREADY:
        return ERROR_ALREADY_REGISTERED;
    case WSAEINVAL:
        return ERROR_INVALID_PARAMETER;
    default:
        return err;
    }
}

/* What takes need units where *length says how many there are: that becomes
 * need, and too few are ERROR_INSUFFICIENT_BUFFER. */
static inline ws2_err ws2_nspapi_room(DWORD *length, size_t need)
{
    DWORD room, wanted = (DWORD)need;

    if (need > UINT32_MAX)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (length == NULL || os_mem_copy_in(&room, length, sizeof(room)) != 0 ||
        os_mem_copy_out(length, &wanted, sizeof(wanted)) != 0)
        return WSAEFAULT;
    return room < wanted ? ERROR_INSUFFICIENT_BUFFER : WS2_OK;
}

#endif
