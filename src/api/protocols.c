/* SPDX-License-Identifier: MIT */
/* Doors: WSAEnumProtocols A and W, WSCEnumProtocols. Microsoft Learn, same
 * titles. */
#include "api/door.h"

#include <stddef.h>
#include <string.h>

#include "api/protocolinfo.h"
#include "api/wsc.h"
#include "os/mem.h"
#include "sock/sock.h"
#include "spi/live.h"

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

struct choice {
    const INT *filter; /* NULL: all protocols */
    bool everything;   /* also what no program can use, or is not to see */
    bool wide;
};

static bool choice_takes(const struct choice *choice,
                         const struct ws2_live *live, unsigned i)
{
    const WSAPROTOCOL_INFOW *e = ws2_live_at(live, i);
    const INT *filter = choice->filter;

    if (!choice->everything &&
        ((e->dwProviderFlags & PFL_HIDDEN) != 0 || !ws2_live_serves(live, i)))
        return false;
    if (filter == NULL)
        return true;
    for (; *filter != 0; filter++)
        if (*filter == e->iProtocol)
            return true;
    return false;
}

/* The narrow form differs in the name alone. */
static bool entry_out(const WSAPROTOCOL_INFOW *e, char *buffer, bool wide)
{
    WSAPROTOCOL_INFOA narrow;

    if (wide)
        return os_mem_copy_out(buffer, e, sizeof(*e)) == 0;
    ws2_protocol_narrow(e, &narrow);
    return os_mem_copy_out(buffer, &narrow, sizeof(narrow)) == 0;
}

/* All that are chosen or none; *len becomes the room that they take. */
static ws2_err entries_out(const struct choice *choice,
                           const struct ws2_live *live, char *buffer,
                           DWORD *len, int *count)
{
    const DWORD size =
        choice->wide ? sizeof(WSAPROTOCOL_INFOW) : sizeof(WSAPROTOCOL_INFOA);
    DWORD need = 0, room = *len;
    unsigned i;

    for (i = 0; ws2_live_at(live, i) != NULL; i++)
        need += choice_takes(choice, live, i) ? size : 0;
    *len = need;
    if (buffer == NULL || room < need)
        return WSAENOBUFS;
    for (i = 0; ws2_live_at(live, i) != NULL; i++) {
        if (!choice_takes(choice, live, i))
            continue;
        if (!entry_out(ws2_live_at(live, i), buffer, choice->wide))
            return WSAEFAULT;
        buffer += size;
    }
    *count = (int)(need / size);
    return WS2_OK;
}

static ws2_err protocols_enum(const INT *lpiProtocols, void *buffer,
                              LPDWORD lpdwBufferLength, struct choice choice,
                              int *count)
{
    INT filter[FILTER_MAX];
    struct ws2_live *live;
    ws2_err err = WS2_OK;
    DWORD len;

    if (lpiProtocols != NULL)
        err = filter_in(lpiProtocols, filter);
    if (err == WS2_OK &&
        (lpdwBufferLength == NULL ||
         os_mem_copy_in(&len, lpdwBufferLength, sizeof(len)) != 0))
        err = WSAEFAULT;
    if (err != WS2_OK)
        return err;
    choice.filter = lpiProtocols != NULL ? filter : NULL;
    live = ws2_live_get(true);
    err = entries_out(&choice, live, buffer, &len, count);
    ws2_live_put(live);
    if ((err == WS2_OK || err == WSAENOBUFS) &&
        os_mem_copy_out(lpdwBufferLength, &len, sizeof(len)) != 0)
        err = WSAEFAULT;
    return err;
}

static int api_enum(const INT *lpiProtocols, void *buffer,
                    LPDWORD lpdwBufferLength, bool wide)
{
    ws2_err err = ws2_enter();
    int count = 0;

    if (err == WS2_OK)
        err = protocols_enum(lpiProtocols, buffer, lpdwBufferLength,
                             (struct choice){.wide = wide}, &count);
    return err != WS2_OK ? ws2_door_fail(err) : count;
}

int WSAAPI ws2_do_WSAEnumProtocolsW(LPINT lpiProtocols,
                                    LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                                    LPDWORD lpdwBufferLength)
{
    return api_enum(lpiProtocols, lpProtocolBuffer, lpdwBufferLength, true);
}

int WSAAPI ws2_do_WSAEnumProtocolsA(LPINT lpiProtocols,
                                    LPWSAPROTOCOL_INFOA lpProtocolBuffer,
                                    LPDWORD lpdwBufferLength)
{
    return api_enum(lpiProtocols, lpProtocolBuffer, lpdwBufferLength, false);
}

/* Layers and what is hidden, too, before any WSAStartup. */
int WSPAPI ws2_do_WSCEnumProtocols(LPINT lpiProtocols,
                                   LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                                   LPDWORD lpdwBufferLength, LPINT lpErrno)
{
    ws2_err err = ws2_wsc_begin(lpErrno);
    int count = 0;

    if (err == WS2_OK)
        err = protocols_enum(lpiProtocols, lpProtocolBuffer, lpdwBufferLength,
                             (struct choice){.everything = true, .wide = true},
                             &count);
    return err == WS2_OK ? count : ws2_wsc_end(err, lpErrno);
}

int WSPAPI ws2_do_WSCEnumProtocols32(LPINT lpiProtocols,
                                     LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                                     LPDWORD lpdwBufferLength, LPINT lpErrno)
{
    return ws2_do_WSCEnumProtocols(lpiProtocols, lpProtocolBuffer,
                                   lpdwBufferLength, lpErrno);
}
