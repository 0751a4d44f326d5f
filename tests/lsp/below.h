/* SPDX-License-Identifier: MIT */
/* Finding and starting the provider below a layer, which is the next one of its
 * chain: another layer, or the base provider that the chain ends with. */
#ifndef LSP_BELOW_H
#define LSP_BELOW_H

#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>
#include <stdlib.h>

/* The layers are installed by this identifier; the build of one that is to be
 * above others has another number. */
#ifndef LAYER_ID
#define LAYER_ID 1
#endif

/* All entries, to be freed; *n of them. */
static inline WSAPROTOCOL_INFOW *below_entries(int *n)
{
    DWORD length = 0;
    INT err = 0;
    WSAPROTOCOL_INFOW *all;

    WSCEnumProtocols(NULL, NULL, &length, &err);
    all = malloc(length);
    *n = all != NULL ? WSCEnumProtocols(NULL, all, &length, &err) : 0;
    return all;
}

static inline const WSAPROTOCOL_INFOW *below_by_id(const WSAPROTOCOL_INFOW *all,
                                                   int n, DWORD id)
{
    int i;

    for (i = 0; i < n; i++)
        if (all[i].dwCatalogEntryId == id)
            return &all[i];
    return NULL;
}

static inline BOOL below_is_ours(const WSAPROTOCOL_INFOW *entry)
{
    static const GUID ours = {0x15b0, 0, 0, {0, 0, 0, 0, 0, 0, 0, LAYER_ID}};

    return entry != NULL &&
           memcmp(&entry->ProviderId, &ours, sizeof(ours)) == 0;
}

/* Where we stand in the chain: on top, where it has not the identifier that the
 * tests install us by. */
static inline int below_place(const WSAPROTOCOL_INFOW *all, int n,
                              const WSAPROTOCOLCHAIN *chain)
{
    int i;

    for (i = 0; i + 1 < chain->ChainLen; i++)
        if (below_is_ours(below_by_id(all, n, chain->ChainEntries[i])))
            return i;
    return 0;
}

/* The entry after ours in the chain; *self: what upcalls know us by, which is
 * not the chain where others are above us. */
static inline BOOL below_find(const WSAPROTOCOLCHAIN *chain, DWORD *self,
                              WSAPROTOCOL_INFOW *out)
{
    int n;
    WSAPROTOCOL_INFOW *all = below_entries(&n);
    int place = below_place(all, n, chain);
    const WSAPROTOCOL_INFOW *next = NULL;

    if (chain->ChainLen > BASE_PROTOCOL) {
        *self = chain->ChainEntries[place];
        next = below_by_id(all, n, chain->ChainEntries[place + 1]);
    }
    if (next != NULL)
        *out = *next;
    free(all);
    return next != NULL;
}

/* What the provider below is given: a base provider its entry, a layer what we
 * were given, as its chain is ours. */
static inline BOOL below_info(const WSAPROTOCOL_INFOW *info,
                              WSAPROTOCOL_INFOW *out)
{
    DWORD self;

    if (!below_find(&info->ProtocolChain, &self, out))
        return FALSE;
    if (out->ProtocolChain.ChainLen != BASE_PROTOCOL)
        *out = *info;
    out->dwProviderReserved = info->dwProviderReserved;
    return TRUE;
}

static inline int below_start(WORD version, WSPDATA *data,
                              const WSAPROTOCOL_INFOW *info,
                              WSPUPCALLTABLE upcalls, WSPPROC_TABLE *table,
                              DWORD *self)
{
    WCHAR path[MAX_PATH];
    INT err = 0, len = MAX_PATH;
    WSAPROTOCOL_INFOW next, given;
    LPWSPSTARTUP start;
    HMODULE module;

    if (!below_find(&info->ProtocolChain, self, &next) ||
        !below_info(info, &given) ||
        WSCGetProviderPath(&next.ProviderId, path, &len, &err) != 0)
        return WSAEPROVIDERFAILEDINIT;
    module = LoadLibraryW(path);
    start = (LPWSPSTARTUP)(void (*)(void))GetProcAddress(module, "WSPStartup");
    return start != NULL ? start(version, data, &given, upcalls, table)
                         : WSAEPROVIDERFAILEDINIT;
}

#endif
