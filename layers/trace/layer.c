/* SPDX-License-Identifier: MIT */
/* The layer; see layer.h. */
#include "layer.h"

#include "below.h"

WSPPROC_TABLE layer;

static DWORD entry_id;

/* Windows Sockets calls us for this socket from here on. */
static SOCKET pass_on(DWORD entry, SOCKET s, LPINT err)
{
    SOCKET ours;
    INT ignored;

    if (s == INVALID_SOCKET)
        return s;
    ours = below.upcalls.lpWPUModifyIFSHandle(entry, s, err);
    if (ours == INVALID_SOCKET)
        (void)below.proc.lpWSPCloseSocket(s, &ignored);
    return ours;
}

/* The provider below wants its own entry, with what WSADuplicateSocket has left
 * there for it; a layer wants the chain. */
static SOCKET WSPAPI layer_socket(int af, int type, int protocol,
                                  LPWSAPROTOCOL_INFOW info, GROUP g,
                                  DWORD flags, LPINT err)
{
    WSAPROTOCOL_INFOW next;

    if (!below_entry(info, &next)) {
        *err = WSAEPROVIDERFAILEDINIT;
        return INVALID_SOCKET;
    }
    next.dwProviderReserved = info->dwProviderReserved;
    if (next.ProtocolChain.ChainLen != BASE_PROTOCOL)
        next = *info;
    return pass_on(
        info->dwCatalogEntryId,
        below.proc.lpWSPSocket(af, type, protocol, &next, g, flags, err), err);
}

static SOCKET WSPAPI layer_accept(SOCKET s, struct sockaddr *addr, LPINT length,
                                  LPCONDITIONPROC condition, DWORD_PTR data,
                                  LPINT err)
{
    return pass_on(
        entry_id, below.proc.lpWSPAccept(s, addr, length, condition, data, err),
        err);
}

/* The leaf may be the root itself, which is ours already. */
static SOCKET WSPAPI layer_joinleaf(SOCKET s, const struct sockaddr *name,
                                    int length, LPWSABUF caller,
                                    LPWSABUF callee, LPQOS sqos, LPQOS gqos,
                                    DWORD flags, LPINT err)
{
    SOCKET leaf = below.proc.lpWSPJoinLeaf(s, name, length, caller, callee,
                                           sqos, gqos, flags, err);

    return leaf == s ? leaf : pass_on(entry_id, leaf, err);
}

/* In the other process, too, the socket is to be ours: what is offered there is
 * our chain, not the entry below. */
static int WSPAPI layer_duplicatesocket(SOCKET s, DWORD process,
                                        LPWSAPROTOCOL_INFOW info, LPINT err)
{
    WSAPROTOCOL_INFOW chain;
    int res = below.proc.lpWSPDuplicateSocket(s, process, info, err);

    if (res == 0 && below_chain(info->dwCatalogEntryId, &chain)) {
        chain.dwProviderReserved = info->dwProviderReserved;
        *info = chain;
    }
    return res;
}

void layer_fill(const WSAPROTOCOL_INFOW *entry, LPWSPCLEANUP cleanup)
{
    entry_id = entry->dwCatalogEntryId;
    layer = below.proc;
    layer.lpWSPAccept = layer_accept;
    layer.lpWSPCleanup = cleanup;
    layer.lpWSPDuplicateSocket = layer_duplicatesocket;
    layer.lpWSPJoinLeaf = layer_joinleaf;
    layer.lpWSPSocket = layer_socket;
}
