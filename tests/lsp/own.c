/* SPDX-License-Identifier: MIT */
/* A layer without real handles: each of its sockets is one of the base
 * provider's behind a handle of its own. It serves the calls that the tests
 * make; the others are refused. */
#include "below.h"
#include "layer.h"

__declspec(dllexport) extern LONG layer_count[LAYER_COUNTS];
LONG layer_count[LAYER_COUNTS];

__declspec(dllexport) extern WSPUPCALLTABLE layer_upcalls;
WSPUPCALLTABLE layer_upcalls;

static WSPPROC_TABLE below;
static WSAPROTOCOL_INFOW entry; /* the last one that a socket was made of */

static void count(int what)
{
    InterlockedIncrement(&layer_count[what]);
}

/* The socket below, which is the handle's context. */
static SOCKET under(SOCKET s, LPINT err)
{
    DWORD_PTR context;

    return layer_upcalls.lpWPUQuerySocketHandleContext(s, &context, err) == 0
               ? (SOCKET)context
               : INVALID_SOCKET;
}

static SOCKET over(SOCKET lower, LPINT err)
{
    SOCKET s;

    if (lower == INVALID_SOCKET)
        return lower;
    s = layer_upcalls.lpWPUCreateSocketHandle(entry.dwCatalogEntryId, lower,
                                              err);
    if (s == INVALID_SOCKET) {
        INT ignored;

        below.lpWSPCloseSocket(lower, &ignored);
    }
    return s;
}

static SOCKET WSPAPI own_socket(int af, int type, int protocol,
                                LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                                LPINT err)
{
    WSAPROTOCOL_INFOW base;

    count(LAYER_SOCKETS);
    if (!below_entry(&info->ProtocolChain, &base)) {
        *err = WSAEINVAL;
        return INVALID_SOCKET;
    }
    entry = *info;
    return over(below.lpWSPSocket(af, type, protocol, &base, g, flags, err),
                err);
}

static SOCKET WSPAPI own_accept(SOCKET s, struct sockaddr *addr, LPINT len,
                                LPCONDITIONPROC condition, DWORD_PTR data,
                                LPINT err)
{
    SOCKET lower = under(s, err);

    return lower != INVALID_SOCKET
               ? over(below.lpWSPAccept(lower, addr, len, condition, data, err),
                      err)
               : INVALID_SOCKET;
}

#define UNDER(s, call)                                                         \
    SOCKET lower = under(s, err);                                              \
                                                                               \
    return lower != INVALID_SOCKET ? (call) : SOCKET_ERROR

static int WSPAPI own_bind(SOCKET s, const struct sockaddr *name, int len,
                           LPINT err)
{
    UNDER(s, below.lpWSPBind(lower, name, len, err));
}

static int WSPAPI own_connect(SOCKET s, const struct sockaddr *name, int len,
                              LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
                              LPQOS gqos, LPINT err)
{
    UNDER(s, below.lpWSPConnect(lower, name, len, caller, callee, sqos, gqos,
                                err));
}

static int WSPAPI own_eventselect(SOCKET s, WSAEVENT event, long events,
                                  LPINT err)
{
    UNDER(s, below.lpWSPEventSelect(lower, event, events, err));
}

static int WSPAPI own_enumnetworkevents(SOCKET s, WSAEVENT event,
                                        LPWSANETWORKEVENTS events, LPINT err)
{
    UNDER(s, below.lpWSPEnumNetworkEvents(lower, event, events, err));
}

static int WSPAPI own_getsockname(SOCKET s, struct sockaddr *name, LPINT len,
                                  LPINT err)
{
    UNDER(s, below.lpWSPGetSockName(lower, name, len, err));
}

static int WSPAPI own_getsockopt(SOCKET s, int level, int name, char *value,
                                 LPINT len, LPINT err)
{
    UNDER(s, below.lpWSPGetSockOpt(lower, level, name, value, len, err));
}

static int WSPAPI own_listen(SOCKET s, int backlog, LPINT err)
{
    UNDER(s, below.lpWSPListen(lower, backlog, err));
}

static int WSPAPI own_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_len,
                            LPVOID out, DWORD out_len, LPDWORD returned,
                            LPWSAOVERLAPPED ov,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT err)
{
    UNDER(s, below.lpWSPIoctl(lower, code, in, in_len, out, out_len, returned,
                              ov, routine, thread, err));
}

static int WSPAPI own_close(SOCKET s, LPINT err)
{
    SOCKET lower = under(s, err);

    count(LAYER_CLOSES);
    if (lower == INVALID_SOCKET || below.lpWSPCloseSocket(lower, err) != 0)
        return SOCKET_ERROR;
    return layer_upcalls.lpWPUCloseSocketHandle(s, err);
}

/* --- Overlapped operations: a thread of the layer's makes each. */

struct op {
    SOCKET s, lower;
    WSABUF buf;
    BOOL sends;
    LPWSAOVERLAPPED ov;
};

static DWORD WINAPI op_run(void *arg)
{
    struct op op = *(struct op *)arg;
    DWORD moved = 0, flags = 0;
    INT err = 0, ignored;
    int res;

    free(arg);
    res = op.sends ? below.lpWSPSend(op.lower, &op.buf, 1, &moved, 0, NULL,
                                     NULL, NULL, &err)
                   : below.lpWSPRecv(op.lower, &op.buf, 1, &moved, &flags, NULL,
                                     NULL, NULL, &err);
    WPUCompleteOverlappedRequest(op.s, op.ov, res == 0 ? 0 : (DWORD)err, moved,
                                 &ignored);
    return 0;
}

static int op_start(SOCKET s, SOCKET lower, LPWSABUF buf, BOOL sends,
                    LPWSAOVERLAPPED ov, LPINT err)
{
    struct op *op = malloc(sizeof(*op));
    HANDLE thread;

    if (op == NULL) {
        *err = WSAENOBUFS;
        return SOCKET_ERROR;
    }
    *op = (struct op){s, lower, *buf, sends, ov};
    ov->Internal = WSS_OPERATION_IN_PROGRESS;
    thread = CreateThread(NULL, 0, op_run, op, 0, NULL);
    *err = thread != NULL ? WSA_IO_PENDING : WSAENOBUFS;
    if (thread != NULL)
        CloseHandle(thread);
    else
        free(op);
    return SOCKET_ERROR;
}

static int WSPAPI own_send(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent,
                           DWORD flags, LPWSAOVERLAPPED ov,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                           LPWSATHREADID thread, LPINT err)
{
    SOCKET lower = under(s, err);

    count(LAYER_SENDS);
    if (lower == INVALID_SOCKET)
        return SOCKET_ERROR;
    return ov != NULL ? op_start(s, lower, bufs, TRUE, ov, err)
                      : below.lpWSPSend(lower, bufs, n, sent, flags, ov,
                                        routine, thread, err);
}

static int WSPAPI own_recv(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received,
                           LPDWORD flags, LPWSAOVERLAPPED ov,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                           LPWSATHREADID thread, LPINT err)
{
    SOCKET lower = under(s, err);

    if (lower == INVALID_SOCKET)
        return SOCKET_ERROR;
    return ov != NULL ? op_start(s, lower, bufs, FALSE, ov, err)
                      : below.lpWSPRecv(lower, bufs, n, received, flags, ov,
                                        routine, thread, err);
}

/* --- select: each handle's place in the set is found again by its index. */

static int set_lower(const fd_set *set, fd_set *lowered, LPINT err)
{
    FD_ZERO(lowered);
    for (u_int i = 0; set != NULL && i < set->fd_count; i++) {
        SOCKET lower = under(set->fd_array[i], err);

        if (lower == INVALID_SOCKET)
            return SOCKET_ERROR;
        FD_SET(lower, lowered);
    }
    return 0;
}

static void set_raise(fd_set *set, fd_set *lowered)
{
    INT ignored;
    u_int kept = 0;

    for (u_int i = 0; set != NULL && i < set->fd_count; i++)
        if (layer_upcalls.lpWPUFDIsSet(under(set->fd_array[i], &ignored),
                                       lowered))
            set->fd_array[kept++] = set->fd_array[i];
    if (set != NULL)
        set->fd_count = kept;
}

static int WSPAPI own_select(int nfds, fd_set *reads, fd_set *writes,
                             fd_set *excepts, const struct timeval *timeout,
                             LPINT err)
{
    fd_set r, w, x;
    int res;

    if (set_lower(reads, &r, err) != 0 || set_lower(writes, &w, err) != 0 ||
        set_lower(excepts, &x, err) != 0)
        return SOCKET_ERROR;
    res = below.lpWSPSelect(nfds, reads != NULL ? &r : NULL,
                            writes != NULL ? &w : NULL,
                            excepts != NULL ? &x : NULL, timeout, err);
    if (res == SOCKET_ERROR)
        return res;
    set_raise(reads, &r);
    set_raise(writes, &w);
    set_raise(excepts, &x);
    return res;
}

static int WSPAPI own_cleanup(LPINT err)
{
    count(LAYER_CLEANUPS);
    return below.lpWSPCleanup(err);
}

static void table_fill(LPWSPPROC_TABLE table)
{
    table->lpWSPSocket = own_socket;
    table->lpWSPAccept = own_accept;
    table->lpWSPBind = own_bind;
    table->lpWSPConnect = own_connect;
    table->lpWSPEventSelect = own_eventselect;
    table->lpWSPEnumNetworkEvents = own_enumnetworkevents;
    table->lpWSPGetSockName = own_getsockname;
    table->lpWSPGetSockOpt = own_getsockopt;
    table->lpWSPIoctl = own_ioctl;
    table->lpWSPListen = own_listen;
    table->lpWSPSend = own_send;
    table->lpWSPRecv = own_recv;
    table->lpWSPSelect = own_select;
    table->lpWSPCloseSocket = own_close;
    table->lpWSPCleanup = own_cleanup;
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
    *table = below; /* the rest: the base provider knows no such socket */
    table_fill(table);
    return 0;
}
