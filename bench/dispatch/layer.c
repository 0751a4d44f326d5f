/* SPDX-License-Identifier: MIT */
/* A layer with real handles that does as little as one can: its send calls the
 * send below. */
#include "below.h"

static WSPPROC_TABLE below;
static WSPUPCALLTABLE up;
static DWORD self;

static SOCKET WSPAPI layer_socket(int af, int type, int protocol,
                                  LPWSAPROTOCOL_INFOW info, GROUP g,
                                  DWORD flags, LPINT err)
{
    WSAPROTOCOL_INFOW given;
    SOCKET s;

    if (!below_info(info, &given)) {
        *err = WSAEINVAL;
        return INVALID_SOCKET;
    }
    s = below.lpWSPSocket(af, type, protocol, &given, g, flags, err);
    return s != INVALID_SOCKET ? up.lpWPUModifyIFSHandle(self, s, err) : s;
}

static int WSPAPI layer_send(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent,
                             DWORD flags, LPWSAOVERLAPPED ov,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                             LPWSATHREADID thread, LPINT err)
{
    return below.lpWSPSend(s, bufs, n, sent, flags, ov, routine, thread, err);
}

__declspec(dllexport) int WSPAPI
    WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
               WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
    int err = below_start(version, data, info, upcalls, &below, &self);

    up = upcalls;
    *table = below;
    table->lpWSPSocket = layer_socket;
    table->lpWSPSend = layer_send;
    return err;
}
