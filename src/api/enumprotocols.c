/* SPDX-License-Identifier: MIT */
/* Doors: EnumProtocols A and W, WSAEnumProtocols' predecessor: the same
 * protocols in a shorter form, whose names follow the array in the same buffer.
 * Microsoft Learn, same title. */
#include "api/nsdoor.h"

#include <stdlib.h>

#include <nspapi.h>

#include "name/flat.h"
#include "os/mem.h"
#include "watch/doors.h"

/* The XP1_ flags that were XP_ flags, by the same bits. */
#define OLD_FLAGS 0x7ffu

/* The narrow form differs in the kind of its text. */
_Static_assert(sizeof(PROTOCOL_INFOA) == sizeof(PROTOCOL_INFOW), "layout");

/* All of them for free(), and how many. */
static ws2_err list_get(INT *filter, WSAPROTOCOL_INFOW **list, int *count)
{
    DWORD size = 0;

    *list = NULL;
    while ((*count = ws2_do_WSAEnumProtocolsW(filter, *list, &size)) ==
           SOCKET_ERROR) {
        ws2_err err = ws2_get_last_error();

        free(*list);
        if (err != WSAENOBUFS)
            return err;
        *list = malloc(size);
        if (*list == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
    }
    return WS2_OK;
}

/* The size; written where buffer is not NULL. */
static size_t list_pack(const WSAPROTOCOL_INFOW *list, int count, bool wide,
                        void *buffer)
{
    struct ws2_flat f = {.base = buffer};
    size_t at = ws2_flat_reserve(&f, (size_t)count * sizeof(PROTOCOL_INFOW),
                                 _Alignof(PROTOCOL_INFOW));

    for (int i = 0; i < count; i++) {
        PROTOCOL_INFOW info = {
            .dwServiceFlags = list[i].dwServiceFlags1 & OLD_FLAGS,
            .iAddressFamily = list[i].iAddressFamily,
            .iMaxSockAddr = list[i].iMaxSockAddr,
            .iMinSockAddr = list[i].iMinSockAddr,
            .iSocketType = list[i].iSocketType,
            .iProtocol = list[i].iProtocol,
            .dwMessageSize = list[i].dwMessageSize,
        };

        info.lpProtocol = ws2_flat_text(&f, list[i].szProtocol, wide);
        ws2_flat_write(&f, at + (size_t)i * sizeof(info), &info, sizeof(info));
    }
    return f.used;
}

static ws2_err list_out(const WSAPROTOCOL_INFOW *list, int count, bool wide,
                        void *buffer, DWORD *length)
{
    DWORD need = (DWORD)list_pack(list, count, wide, NULL), room;

    if (length == NULL || os_mem_copy_in(&room, length, sizeof(room)) != 0 ||
        os_mem_copy_out(length, &need, sizeof(need)) != 0)
        return WSAEFAULT;
    if (room < need)
        return ERROR_INSUFFICIENT_BUFFER;
    if (!os_mem_writable(buffer, need))
        return WSAEFAULT;
    (void)list_pack(list, count, wide, buffer);
    return WS2_OK;
}

static INT protocols_enum(INT *filter, void *buffer, DWORD *length, bool wide)
{
    struct ws2_nsdoor door;
    WSAPROTOCOL_INFOW *list = NULL;
    int count = 0;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = list_get(filter, &list, &count);
    if (err == WS2_OK) {
        err = list_out(list, count, wide, buffer, length);
        free(list);
    }
    return ws2_nsdoor_leave(&door, err) == 0 ? count : SOCKET_ERROR;
}

INT WINAPI ws2_do_EnumProtocolsW(LPINT lpiProtocols, LPVOID lpProtocolBuffer,
                                 LPDWORD lpdwBufferLength)
{
    return protocols_enum(lpiProtocols, lpProtocolBuffer, lpdwBufferLength,
                          true);
}

INT WINAPI ws2_do_EnumProtocolsA(LPINT lpiProtocols, LPVOID lpProtocolBuffer,
                                 LPDWORD lpdwBufferLength)
{
    return protocols_enum(lpiProtocols, lpProtocolBuffer, lpdwBufferLength,
                          false);
}
