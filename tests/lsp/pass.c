/* SPDX-License-Identifier: MIT */
/* A layer with real handles: those of the base provider, which it passes on as
 * its own. It counts, and changes nothing. */
#include "below.h"
#include "layer.h"

__declspec(dllexport) extern LONG layer_count[LAYER_COUNTS];
LONG layer_count[LAYER_COUNTS];

__declspec(dllexport) extern WSPUPCALLTABLE layer_upcalls;
WSPUPCALLTABLE layer_upcalls;

static WSPPROC_TABLE below;
static DWORD entry_id; /* of any of the layer's chains */

static void count(int what)
{
    InterlockedIncrement(&layer_count[what]);
}

static SOCKET WSPAPI pass_socket(int af, int type, int protocol,
                                 LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                                 LPINT err)
{
    WSAPROTOCOL_INFOW base;
    SOCKET s;

    count(LAYER_SOCKETS);
    if (!below_entry(&info->ProtocolChain, &base)) {
        *err = WSAEINVAL;
        return INVALID_SOCKET;
    }
    base.dwProviderReserved = info->dwProviderReserved;
    s = below.lpWSPSocket(af, type, protocol, &base, g, flags, err);
    return s != INVALID_SOCKET ? layer_upcalls.lpWPUModifyIFSHandle(
                                     info->dwCatalogEntryId, s, err)
                               : INVALID_SOCKET;
}

static SOCKET WSPAPI pass_accept(SOCKET s, struct sockaddr *addr, LPINT len,
                                 LPCONDITIONPROC condition, DWORD_PTR data,
                                 LPINT err)
{
    SOCKET out = below.lpWSPAccept(s, addr, len, condition, data, err);

    return out != INVALID_SOCKET
               ? layer_upcalls.lpWPUModifyIFSHandle(entry_id, out, err)
               : INVALID_SOCKET;
}

static int WSPAPI pass_send(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent,
                            DWORD flags, LPWSAOVERLAPPED ov,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT err)
{
    count(LAYER_SENDS);
    return below.lpWSPSend(s, bufs, n, sent, flags, ov, routine, thread, err);
}

static int WSPAPI pass_close(SOCKET s, LPINT err)
{
    count(LAYER_CLOSES);
    return below.lpWSPCloseSocket(s, err);
}

static int WSPAPI pass_cleanup(LPINT err)
{
    count(LAYER_CLEANUPS);
    return below.lpWSPCleanup(err);
}

__declspec(dllexport) int WSPAPI
    WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
               WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
    int err = below_start(version, data, info, upcalls, &below);

    if (err != 0)
        return err;
    count(LAYER_STARTS);
    layer_upcalls = upcalls;
    entry_id = info->dwCatalogEntryId;
    *table = below;
    table->lpWSPAccept = pass_accept;
    table->lpWSPSocket = pass_socket;
    table->lpWSPSend = pass_send;
    table->lpWSPCloseSocket = pass_close;
    table->lpWSPCleanup = pass_cleanup;
    return 0;
}
