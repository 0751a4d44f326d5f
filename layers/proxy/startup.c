/* SPDX-License-Identifier: MIT */
/* lsp-proxy: a layered provider that has the connections of a program go
 * through a SOCKS 5 proxy. Its sockets are no real handles: between the call
 * that connects and the proxy's answer a socket of the system would tell of a
 * connection that the program must not know yet.
 *
 * WSPStartup may come several times, for each entry of the catalog, and
 * WSPCleanup as often; lock guards the count. */
#include <winsock2.h>

#include <windows.h>

#include <string.h>

#include "calls.h"
#include "config.h"
#include "engine.h"
#include "events.h"
#include "layer.h"
#include "request.h"
#include "select.h"

struct layer layer;

static SRWLOCK lock = SRWLOCK_INIT;
static unsigned starts;
static const struct below *first; /* for what concerns no socket */

static int WSPAPI proxy_cancelblockingcall(LPINT err)
{
    return first->proc.lpWSPCancelBlockingCall(err);
}

static INT WSPAPI proxy_addresstostring(LPSOCKADDR address, DWORD length,
                                        LPWSAPROTOCOL_INFOW info, LPWSTR text,
                                        LPDWORD text_length, LPINT err)
{
    (void)info; /* ours; what is below reads addresses by their family */
    return first->proc.lpWSPAddressToString(address, length, NULL, text,
                                            text_length, err);
}

static INT WSPAPI proxy_stringtoaddress(LPWSTR text, INT family,
                                        LPWSAPROTOCOL_INFOW info,
                                        LPSOCKADDR address, LPINT length,
                                        LPINT err)
{
    (void)info;
    return first->proc.lpWSPStringToAddress(text, family, NULL, address, length,
                                            err);
}

/* The sockets below end, and with them every operation. */
static void socket_end(struct psocket *ps)
{
    INT ignored;

    (void)ps->below->proc.lpWSPCloseSocket(ps->lower, &ignored);
    events_end(ps);
}

static int WSPAPI proxy_cleanup(LPINT err)
{
    (void)err;
    AcquireSRWLockExclusive(&lock);
    if (starts != 0 && --starts == 0) {
        psocket_each(socket_end);
        engine_stop();
        below_end();
    }
    ReleaseSRWLockExclusive(&lock);
    return 0;
}

static const WSPPROC_TABLE procedures = {
    .lpWSPAccept = proxy_accept,
    .lpWSPAddressToString = proxy_addresstostring,
    .lpWSPAsyncSelect = proxy_asyncselect,
    .lpWSPBind = proxy_bind,
    .lpWSPCancelBlockingCall = proxy_cancelblockingcall,
    .lpWSPCleanup = proxy_cleanup,
    .lpWSPCloseSocket = proxy_closesocket,
    .lpWSPConnect = proxy_connect,
    .lpWSPDuplicateSocket = proxy_duplicatesocket,
    .lpWSPEnumNetworkEvents = proxy_enumnetworkevents,
    .lpWSPEventSelect = proxy_eventselect,
    .lpWSPGetOverlappedResult = proxy_getoverlappedresult,
    .lpWSPGetPeerName = proxy_getpeername,
    .lpWSPGetSockName = proxy_getsockname,
    .lpWSPGetSockOpt = proxy_getsockopt,
    .lpWSPGetQOSByName = proxy_getqosbyname,
    .lpWSPIoctl = proxy_ioctl,
    .lpWSPJoinLeaf = proxy_joinleaf,
    .lpWSPListen = proxy_listen,
    .lpWSPRecv = proxy_recv,
    .lpWSPRecvDisconnect = proxy_recvdisconnect,
    .lpWSPRecvFrom = proxy_recvfrom,
    .lpWSPSelect = (LPWSPSELECT)proxy_select, /* headers disagree on const */
    .lpWSPSend = proxy_send,
    .lpWSPSendDisconnect = proxy_senddisconnect,
    .lpWSPSendTo = proxy_sendto,
    .lpWSPSetSockOpt = proxy_setsockopt,
    .lpWSPShutdown = proxy_shutdown,
    .lpWSPSocket = proxy_socket,
    .lpWSPStringToAddress = proxy_stringtoaddress,
};

/* Until it has worked, nothing is left behind. */
static int start_locked(const WSAPROTOCOL_INFOW *info,
                        const WSPUPCALLTABLE *upcalls)
{
    WSAPROTOCOL_INFOW ignored;

    layer.id = info->ProviderId;
    layer.upcalls = *upcalls;
    if (!config_read()) {
        OutputDebugStringA("lsp-proxy: WS2_PROXY, WS2_PROXY_DIRECT or "
                           "WS2_PROXY_TIMEOUT cannot be understood\n");
        return WSAEPROVIDERFAILEDINIT;
    }
    if (!engine_start())
        return WSAEPROVIDERFAILEDINIT;
    first = below_find(info, &ignored);
    if (first != NULL)
        return 0;
    engine_stop();
    return WSAEPROVIDERFAILEDINIT;
}

__declspec(dllexport) int WSPAPI
    WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
               WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
    static const WCHAR description[] = L"lsp-proxy";
    DWORD last = GetLastError(); /* the program's, which makes a socket */
    int error = 0;

    if (version < MAKEWORD(2, 2))
        return WSAVERNOTSUPPORTED;
    AcquireSRWLockExclusive(&lock);
    if (starts == 0)
        error = start_locked(info, &upcalls);
    if (error == 0)
        starts++;
    ReleaseSRWLockExclusive(&lock);
    SetLastError(last);
    if (error != 0)
        return error;
    memset(data, 0, sizeof(*data));
    data->wVersion = data->wHighVersion = MAKEWORD(2, 2);
    memcpy(data->szDescription, description, sizeof(description));
    *table = procedures;
    return 0;
}
