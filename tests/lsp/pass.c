/* SPDX-License-Identifier: MIT */
/* A layer with real handles: those of the provider below, which it passes on as
 * its own. It counts, and changes nothing. */
#include "below.h"
#include "layer.h"

#include <mswsock.h>

__declspec(dllexport) extern LONG layer_count[LAYER_COUNTS];
LONG layer_count[LAYER_COUNTS];

__declspec(dllexport) extern WSPUPCALLTABLE layer_upcalls;
WSPUPCALLTABLE layer_upcalls;

static WSPPROC_TABLE below;
static DWORD self;

static void count(int what)
{
    InterlockedIncrement(&layer_count[what]);
}

/* --- The chains that sockets were made of: by one of them a duplicate finds
 * back to us. */

static WSAPROTOCOL_INFOW chains[16];
static unsigned chain_count;
static SRWLOCK chains_lock = SRWLOCK_INIT;

static WSAPROTOCOL_INFOW *chain_find(const WSAPROTOCOL_INFOW *kind)
{
    unsigned i;

    for (i = 0; i < chain_count; i++)
        if (chains[i].iAddressFamily == kind->iAddressFamily &&
            chains[i].iSocketType == kind->iSocketType &&
            chains[i].iProtocol == kind->iProtocol)
            return &chains[i];
    return NULL;
}

static void chain_keep(const WSAPROTOCOL_INFOW *info)
{
    WSAPROTOCOL_INFOW *known;

    AcquireSRWLockExclusive(&chains_lock);
    known = chain_find(info);
    if (known == NULL && chain_count < sizeof(chains) / sizeof(chains[0]))
        known = &chains[chain_count++];
    if (known != NULL)
        *known = *info;
    ReleaseSRWLockExclusive(&chains_lock);
}

static int WSPAPI pass_duplicate(SOCKET s, DWORD process,
                                 LPWSAPROTOCOL_INFOW info, LPINT err)
{
    const WSAPROTOCOL_INFOW *chain;
    DWORD reserved;

    if (below.lpWSPDuplicateSocket(s, process, info, err) != 0)
        return SOCKET_ERROR;
    reserved = info->dwProviderReserved;
    AcquireSRWLockShared(&chains_lock);
    chain = chain_find(info);
    if (chain != NULL)
        *info = *chain;
    ReleaseSRWLockShared(&chains_lock);
    info->dwProviderReserved = reserved;
    return 0;
}

static SOCKET WSPAPI pass_socket(int af, int type, int protocol,
                                 LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                                 LPINT err)
{
    WSAPROTOCOL_INFOW base;
    SOCKET s;

    count(LAYER_SOCKETS);
    if (!below_info(info, &base)) {
        *err = WSAEINVAL;
        return INVALID_SOCKET;
    }
    chain_keep(info);
    s = below.lpWSPSocket(af, type, protocol, &base, g, flags, err);
    return s != INVALID_SOCKET
               ? layer_upcalls.lpWPUModifyIFSHandle(self, s, err)
               : INVALID_SOCKET;
}

static SOCKET WSPAPI pass_accept(SOCKET s, struct sockaddr *addr, LPINT len,
                                 LPCONDITIONPROC condition, DWORD_PTR data,
                                 LPINT err)
{
    SOCKET out = below.lpWSPAccept(s, addr, len, condition, data, err);

    return out != INVALID_SOCKET
               ? layer_upcalls.lpWPUModifyIFSHandle(self, out, err)
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

static LPFN_ACCEPTEX below_acceptex;

static BOOL PASCAL pass_acceptex(SOCKET listener, SOCKET s, PVOID out,
                                 DWORD data, DWORD local, DWORD remote,
                                 LPDWORD received, LPOVERLAPPED ov)
{
    count(LAYER_ACCEPTS);
    return below_acceptex(listener, s, out, data, local, remote, received, ov);
}

/* In place of the function of below that was asked for. */
static void acceptex_replace(LPFN_ACCEPTEX *out)
{
    count(LAYER_ASKED);
    below_acceptex = *out;
    *out = pass_acceptex;
}

static int WSPAPI pass_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_len,
                             LPVOID out, DWORD out_len, LPDWORD returned,
                             LPWSAOVERLAPPED ov,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                             LPWSATHREADID thread, LPINT err)
{
    static const GUID acceptex = WSAID_ACCEPTEX;
    int res;

    if (code == SIO_EXT_POLL)
        count(LAYER_POLLS);
    if (code == SIO_EXT_SENDMSG)
        count(LAYER_MESSAGES);
    res = below.lpWSPIoctl(s, code, in, in_len, out, out_len, returned, ov,
                           routine, thread, err);
    if (res == 0 && code == SIO_GET_EXTENSION_FUNCTION_POINTER &&
        memcmp(in, &acceptex, sizeof(acceptex)) == 0)
        acceptex_replace(out);
    return res;
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
    int err = below_start(version, data, info, upcalls, &below, &self);

    if (err != 0)
        return err;
    count(LAYER_STARTS);
    layer_upcalls = upcalls;
    *table = below;
    table->lpWSPAccept = pass_accept;
    table->lpWSPDuplicateSocket = pass_duplicate;
    table->lpWSPSocket = pass_socket;
    table->lpWSPIoctl = pass_ioctl;
    table->lpWSPSend = pass_send;
    table->lpWSPCloseSocket = pass_close;
    table->lpWSPCleanup = pass_cleanup;
    return 0;
}
