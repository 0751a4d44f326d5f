/* SPDX-License-Identifier: MIT */
/* Where sockets come from and how they end. */
#include "calls.h"
#include "events.h"
#include "socket.h"

static const WSPPROC_TABLE *proc_of(const struct psocket *ps)
{
    return &ps->below->proc;
}

/* The socket below is always overlapped: we wait for it that way. */
SOCKET WSPAPI proxy_socket(int af, int type, int protocol,
                           LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                           LPINT err)
{
    WSAPROTOCOL_INFOW lower_info;
    const struct below *below = below_find(info, &lower_info);
    SOCKET lower;

    *err = WSAEPROVIDERFAILEDINIT;
    if (below == NULL)
        return INVALID_SOCKET;
    /* what WSADuplicateSocket has put there is for the provider below */
    lower_info.dwProviderReserved = info->dwProviderReserved;
    lower = below->proc.lpWSPSocket(af, type, protocol, &lower_info, g,
                                    flags | WSA_FLAG_OVERLAPPED, err);
    return lower != INVALID_SOCKET ? psocket_new(info, below, lower, flags, err)
                                   : INVALID_SOCKET;
}

static SOCKET accepted(struct psocket *listener, SOCKET lower, LPINT err)
{
    DWORD flags = listener->overlapped ? WSA_FLAG_OVERLAPPED : 0;
    SOCKET s =
        psocket_new(&listener->entry, listener->below, lower, flags, err);
    struct psocket *ps = s != INVALID_SOCKET ? psocket_find(s, err) : NULL;

    if (ps != NULL) {
        events_inherit(ps, listener);
        psocket_put(ps);
    }
    return s;
}

SOCKET WSPAPI proxy_accept(SOCKET s, struct sockaddr *addr, LPINT length,
                           LPCONDITIONPROC condition, DWORD_PTR data, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    SOCKET out;

    if (ps == NULL)
        return INVALID_SOCKET;
    out =
        proc_of(ps)->lpWSPAccept(ps->lower, addr, length, condition, data, err);
    if (out != INVALID_SOCKET)
        out = accepted(ps, out, err);
    psocket_put(ps);
    return out;
}

/* The leaf of a datagram's root is the root itself. */
SOCKET WSPAPI proxy_joinleaf(SOCKET s, const struct sockaddr *name, int length,
                             LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
                             LPQOS gqos, DWORD flags, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    SOCKET out;

    if (ps == NULL)
        return INVALID_SOCKET;
    out = proc_of(ps)->lpWSPJoinLeaf(ps->lower, name, length, caller, callee,
                                     sqos, gqos, flags, err);
    if (out == ps->lower)
        out = s;
    else if (out != INVALID_SOCKET)
        out = accepted(ps, out, err);
    psocket_put(ps);
    return out;
}

/* The other process has this provider, too, and finds the socket below by what
 * the provider below has put in. */
int WSPAPI proxy_duplicatesocket(SOCKET s, DWORD process,
                                 LPWSAPROTOCOL_INFOW info, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    DWORD reserved;
    int res;

    if (ps == NULL)
        return SOCKET_ERROR;
    res = proc_of(ps)->lpWSPDuplicateSocket(ps->lower, process, info, err);
    if (res == 0) {
        reserved = info->dwProviderReserved;
        *info = ps->entry;
        info->dwProviderReserved = reserved;
    }
    psocket_put(ps);
    return res;
}

/* One that is to linger may stay. */
int WSPAPI proxy_closesocket(SOCKET s, LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    int res;

    if (ps == NULL)
        return SOCKET_ERROR;
    res = proc_of(ps)->lpWSPCloseSocket(ps->lower, err);
    if (res == 0) {
        psocket_close(ps);
        events_end(ps);
    }
    psocket_put(ps);
    return res;
}
