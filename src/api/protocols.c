/* SPDX-License-Identifier: MIT */
/* Doors: WSAEnumProtocols A and W. Microsoft Learn, same title. */
#include "api/door.h"

#include <stddef.h>
#include <string.h>

#include "api/protocolinfo.h"
#include "os/mem.h"
#include "sock/sock.h"

void ws2_protocolinfo_widen(const WSAPROTOCOL_INFOA *in, WSAPROTOCOL_INFOW *out)
{
    memcpy(out, in, offsetof(WSAPROTOCOL_INFOA, szProtocol));
    for (size_t i = 0; i <= WSAPROTOCOL_LEN; i++)
        out->szProtocol[i] = (WCHAR)(unsigned char)in->szProtocol[i];
}

#define FILTER_MAX 64

/* The caller's zero-terminated list of iProtocol values; NULL selects all. */
static ws2_err filter_in(const INT *lpiProtocols, INT filter[FILTER_MAX])
{
    for (size_t i = 0; i < FILTER_MAX - 1; i++) {
        if (os_mem_copy_in(&filter[i], &lpiProtocols[i], sizeof(INT)) != 0)
            return WSAEFAULT;
        if (filter[i] == 0)
            return WS2_OK;
    }
    filter[FILTER_MAX - 1] = 0;
    return WS2_OK;
}

static bool filter_takes(const INT *filter, const WSAPROTOCOL_INFOW *e)
{
    if ((e->dwProviderFlags & PFL_HIDDEN) != 0)
        return false;
    if (filter == NULL)
        return true;
    for (; *filter != 0; filter++)
        if (*filter == e->iProtocol)
            return true;
    return false;
}

/* Copies the chosen entries out in the wide or the narrow form; the narrow
 * one differs in the name alone. */
static ws2_err entries_out(const INT *filter, char *buffer, DWORD *len,
                           bool wide, int *count)
{
    const DWORD size =
        wide ? sizeof(WSAPROTOCOL_INFOW) : sizeof(WSAPROTOCOL_INFOA);
    const WSAPROTOCOL_INFOW *all;
    WSAPROTOCOL_INFOA narrow;
    unsigned n;
    DWORD need = 0, at = 0;

    all = ws2_sock_protocols(&n);
    for (unsigned i = 0; i < n; i++)
        need += filter_takes(filter, &all[i]) ? size : 0;
    if (buffer == NULL || *len < need) {
        *len = need;
        return WSAENOBUFS;
    }
    for (unsigned i = 0; i < n; i++) {
        const void *entry = &all[i];

        if (!filter_takes(filter, &all[i]))
            continue;
        if (!wide) {
            ws2_protocol_narrow(&all[i], &narrow);
            entry = &narrow;
        }
        if (os_mem_copy_out(buffer + at, entry, size) != 0)
            return WSAEFAULT;
        at += size;
    }
    *len = need;
    *count = (int)(need / size);
    return WS2_OK;
}

static int protocols_enum(const INT *lpiProtocols, void *buffer,
                          LPDWORD lpdwBufferLength, bool wide)
{
    INT filter[FILTER_MAX];
    ws2_err err = ws2_enter();
    DWORD len;
    int count = 0;

    if (err == WS2_OK && lpiProtocols != NULL)
        err = filter_in(lpiProtocols, filter);
    if (err == WS2_OK &&
        (lpdwBufferLength == NULL ||
         os_mem_copy_in(&len, lpdwBufferLength, sizeof(len)) != 0))
        err = WSAEFAULT;
    if (err != WS2_OK)
        return ws2_door_fail(err);
    err = entries_out(lpiProtocols != NULL ? filter : NULL, buffer, &len, wide,
                      &count);
    if ((err == WS2_OK || err == WSAENOBUFS) &&
        os_mem_copy_out(lpdwBufferLength, &len, sizeof(len)) != 0)
        err = WSAEFAULT;
    return err != WS2_OK ? ws2_door_fail(err) : count;
}

int WSAAPI WSAEnumProtocolsW(LPINT lpiProtocols,
                             LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                             LPDWORD lpdwBufferLength)
{
    return protocols_enum(lpiProtocols, lpProtocolBuffer, lpdwBufferLength,
                          true);
}

int WSAAPI WSAEnumProtocolsA(LPINT lpiProtocols,
                             LPWSAPROTOCOL_INFOA lpProtocolBuffer,
                             LPDWORD lpdwBufferLength)
{
    return protocols_enum(lpiProtocols, lpProtocolBuffer, lpdwBufferLength,
                          false);
}
