/* SPDX-License-Identifier: MIT */
/* A layer without real handles: each of its sockets is one of the provider
 * below behind a handle of its own. It counts, and changes nothing. */
#include "own.h"

__declspec(dllexport) extern LONG layer_count[LAYER_COUNTS];
LONG layer_count[LAYER_COUNTS];

__declspec(dllexport) extern WSPUPCALLTABLE layer_upcalls;
WSPUPCALLTABLE layer_upcalls;

WSPPROC_TABLE own_below;
static DWORD self;
static struct own *all; /* under lock */
static SRWLOCK lock = SRWLOCK_INIT;

void own_count(int what)
{
    InterlockedIncrement(&layer_count[what]);
}

struct own *own_get(SOCKET s, LPINT err)
{
    DWORD_PTR context = 0;

    return layer_upcalls.lpWPUQuerySocketHandleContext(s, &context, err) == 0
               ? (struct own *)context
               : NULL;
}

SOCKET own_lower(SOCKET s, LPINT err)
{
    const struct own *o = own_get(s, err);

    return o != NULL ? o->lower : INVALID_SOCKET;
}

struct own *own_above(SOCKET lower)
{
    struct own *o;

    AcquireSRWLockShared(&lock);
    for (o = all; o != NULL &&
                  (o->lower != lower || InterlockedOr(&o->closing, 0) != 0);)
        o = o->next;
    ReleaseSRWLockShared(&lock);
    return o;
}

static void keep(struct own *o)
{
    AcquireSRWLockExclusive(&lock);
    o->next = all;
    all = o;
    ReleaseSRWLockExclusive(&lock);
}

SOCKET own_over(SOCKET lower, const WSAPROTOCOL_INFOW *info, LPINT err)
{
    struct own *o = calloc(1, sizeof(*o));
    INT ignored;

    if (o == NULL) {
        *err = WSAENOBUFS;
        own_below.lpWSPCloseSocket(lower, &ignored);
        return INVALID_SOCKET;
    }
    o->lower = lower;
    o->info = *info;
    o->s = layer_upcalls.lpWPUCreateSocketHandle(self, (DWORD_PTR)o, err);
    if (o->s == INVALID_SOCKET)
        own_below.lpWSPCloseSocket(lower, &ignored);
    keep(o);
    return o->s;
}

static SOCKET WSPAPI own_socket(int af, int type, int protocol,
                                LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                                LPINT err)
{
    WSAPROTOCOL_INFOW given;
    SOCKET lower;

    own_count(LAYER_SOCKETS);
    if (!below_info(info, &given)) {
        *err = WSAEINVAL;
        return INVALID_SOCKET;
    }
    lower = own_below.lpWSPSocket(af, type, protocol, &given, g, flags, err);
    return lower != INVALID_SOCKET ? own_over(lower, info, err) : lower;
}

static SOCKET WSPAPI own_accept(SOCKET s, struct sockaddr *addr, LPINT len,
                                LPCONDITIONPROC condition, DWORD_PTR data,
                                LPINT err)
{
    const struct own *o = own_get(s, err);
    SOCKET lower = o != NULL ? own_below.lpWSPAccept(o->lower, addr, len,
                                                     condition, data, err)
                             : INVALID_SOCKET;

    return lower != INVALID_SOCKET ? own_over(lower, &o->info, err) : lower;
}

static SOCKET WSPAPI own_joinleaf(SOCKET s, const struct sockaddr *name,
                                  int len, LPWSABUF caller, LPWSABUF callee,
                                  LPQOS sqos, LPQOS gqos, DWORD flags,
                                  LPINT err)
{
    const struct own *o = own_get(s, err);
    SOCKET lower = o != NULL
                       ? own_below.lpWSPJoinLeaf(o->lower, name, len, caller,
                                                 callee, sqos, gqos, flags, err)
                       : INVALID_SOCKET;

    /* a root that joins nothing but itself is given back */
    if (lower == INVALID_SOCKET || lower == o->lower)
        return lower != INVALID_SOCKET ? s : lower;
    return own_over(lower, &o->info, err);
}

/* Another process finds our chain in it, and for the provider below what that
 * one left there. */
static int WSPAPI own_duplicate(SOCKET s, DWORD process,
                                LPWSAPROTOCOL_INFOW info, LPINT err)
{
    const struct own *o = own_get(s, err);
    DWORD reserved;

    if (o == NULL ||
        own_below.lpWSPDuplicateSocket(o->lower, process, info, err) != 0)
        return SOCKET_ERROR;
    reserved = info->dwProviderReserved;
    *info = o->info;
    info->dwProviderReserved = reserved;
    return 0;
}

static int WSPAPI own_close(SOCKET s, LPINT err)
{
    struct own *o = own_get(s, err);

    own_count(LAYER_CLOSES);
    if (o == NULL)
        return SOCKET_ERROR;
    InterlockedExchange(&o->closing, 1);
    if (own_below.lpWSPCloseSocket(o->lower, err) != 0) {
        InterlockedExchange(&o->closing, 0);
        return SOCKET_ERROR;
    }
    own_ops_end(o);
    return layer_upcalls.lpWPUCloseSocketHandle(s, err);
}

static int WSPAPI own_bind(SOCKET s, const struct sockaddr *name, int len,
                           LPINT err)
{
    return own_below.lpWSPBind(own_lower(s, err), name, len, err);
}

static int WSPAPI own_connect(SOCKET s, const struct sockaddr *name, int len,
                              LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
                              LPQOS gqos, LPINT err)
{
    return own_below.lpWSPConnect(own_lower(s, err), name, len, caller, callee,
                                  sqos, gqos, err);
}

static int WSPAPI own_eventselect(SOCKET s, WSAEVENT event, long events,
                                  LPINT err)
{
    return own_below.lpWSPEventSelect(own_lower(s, err), event, events, err);
}

static int WSPAPI own_enumnetworkevents(SOCKET s, WSAEVENT event,
                                        LPWSANETWORKEVENTS events, LPINT err)
{
    return own_below.lpWSPEnumNetworkEvents(own_lower(s, err), event, events,
                                            err);
}

static int WSPAPI own_getpeername(SOCKET s, struct sockaddr *name, LPINT len,
                                  LPINT err)
{
    return own_below.lpWSPGetPeerName(own_lower(s, err), name, len, err);
}

static int WSPAPI own_getsockname(SOCKET s, struct sockaddr *name, LPINT len,
                                  LPINT err)
{
    return own_below.lpWSPGetSockName(own_lower(s, err), name, len, err);
}

static int WSPAPI own_getsockopt(SOCKET s, int level, int name, char *value,
                                 LPINT len, LPINT err)
{
    return own_below.lpWSPGetSockOpt(own_lower(s, err), level, name, value, len,
                                     err);
}

/* SO_UPDATE_ACCEPT_CONTEXT names another socket of ours. */
static int WSPAPI own_setsockopt(SOCKET s, int level, int name,
                                 const char *value, int len, LPINT err)
{
    SOCKET listener;

    if (level == SOL_SOCKET && name == SO_UPDATE_ACCEPT_CONTEXT &&
        len == sizeof(listener)) {
        memcpy(&listener, value, sizeof(listener));
        listener = own_lower(listener, err);
        value = (const char *)&listener;
    }
    return own_below.lpWSPSetSockOpt(own_lower(s, err), level, name, value, len,
                                     err);
}

static int WSPAPI own_listen(SOCKET s, int backlog, LPINT err)
{
    return own_below.lpWSPListen(own_lower(s, err), backlog, err);
}

static int WSPAPI own_shutdown(SOCKET s, int how, LPINT err)
{
    return own_below.lpWSPShutdown(own_lower(s, err), how, err);
}

static int WSPAPI own_senddisconnect(SOCKET s, LPWSABUF data, LPINT err)
{
    return own_below.lpWSPSendDisconnect(own_lower(s, err), data, err);
}

static int WSPAPI own_recvdisconnect(SOCKET s, LPWSABUF data, LPINT err)
{
    return own_below.lpWSPRecvDisconnect(own_lower(s, err), data, err);
}

/* WSAPoll comes here with our handles, as SIO_BSP_HANDLE_POLL gives them. */
static int WSPAPI own_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_len,
                            LPVOID out, DWORD out_len, LPDWORD returned,
                            LPWSAOVERLAPPED ov,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT err)
{
    static const GUID acceptex = WSAID_ACCEPTEX;
    SOCKET lower = own_lower(s, err);
    int res;

    if (code == SIO_EXT_POLL)
        return own_poll(lower, in, in_len, err);
    res = own_below.lpWSPIoctl(lower, code, in, in_len, out, out_len, returned,
                               ov, routine, thread, err);
    if (res != 0)
        return res;
    if (code == SIO_BSP_HANDLE_POLL)
        *(SOCKET *)out = s;
    if (code == SIO_GET_EXTENSION_FUNCTION_POINTER &&
        memcmp(in, &acceptex, sizeof(acceptex)) == 0) {
        own_count(LAYER_ASKED);
        *(LPFN_ACCEPTEX *)out = own_acceptex;
    }
    return 0;
}

static int WSPAPI own_cleanup(LPINT err)
{
    own_count(LAYER_CLEANUPS);
    own_window_end();
    while (all != NULL) {
        struct own *o = all;

        own_ops_end(o); /* the sockets below are closed */
        all = o->next;
        free(o);
    }
    return own_below.lpWSPCleanup(err);
}

/* The rest has no socket: the provider's below. */
static void table_fill(LPWSPPROC_TABLE table)
{
    *table = own_below;
    table->lpWSPAccept = own_accept;
    table->lpWSPAsyncSelect = own_asyncselect;
    table->lpWSPBind = own_bind;
    table->lpWSPCleanup = own_cleanup;
    table->lpWSPCloseSocket = own_close;
    table->lpWSPConnect = own_connect;
    table->lpWSPDuplicateSocket = own_duplicate;
    table->lpWSPEnumNetworkEvents = own_enumnetworkevents;
    table->lpWSPEventSelect = own_eventselect;
    table->lpWSPGetOverlappedResult = own_getoverlappedresult;
    table->lpWSPGetPeerName = own_getpeername;
    table->lpWSPGetSockName = own_getsockname;
    table->lpWSPGetSockOpt = own_getsockopt;
    table->lpWSPIoctl = own_ioctl;
    table->lpWSPJoinLeaf = own_joinleaf;
    table->lpWSPListen = own_listen;
    table->lpWSPRecv = own_recv;
    table->lpWSPRecvDisconnect = own_recvdisconnect;
    table->lpWSPRecvFrom = own_recvfrom;
    table->lpWSPSelect = own_select;
    table->lpWSPSend = own_send;
    table->lpWSPSendDisconnect = own_senddisconnect;
    table->lpWSPSendTo = own_sendto;
    table->lpWSPSetSockOpt = own_setsockopt;
    table->lpWSPShutdown = own_shutdown;
    table->lpWSPSocket = own_socket;
}

__declspec(dllexport) int WSPAPI
    WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
               WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table)
{
    int err = below_start(version, data, info, upcalls, &own_below, &self);

    if (err != 0)
        return err;
    own_count(LAYER_STARTS);
    layer_upcalls = upcalls;
    table_fill(table);
    return 0;
}
