/* SPDX-License-Identifier: MIT */
/* Finding and starting the provider below a layer, which is the one at the end
 * of its chain. */
#ifndef LSP_BELOW_H
#define LSP_BELOW_H

#include <winsock2.h>
#include <ws2spi.h>
#include <windows.h>
#include <stdlib.h>

/* The base entry that the chain ends with. */
static inline BOOL below_entry(const WSAPROTOCOLCHAIN *chain,
                               WSAPROTOCOL_INFOW *out)
{
    DWORD length = 0;
    INT err = 0;
    WSAPROTOCOL_INFOW *all;
    BOOL found = FALSE;
    int i, n;

    WSCEnumProtocols(NULL, NULL, &length, &err);
    all = malloc(length);
    n = all != NULL ? WSCEnumProtocols(NULL, all, &length, &err) : 0;
    for (i = 0; i < n && !found; i++)
        if (all[i].dwCatalogEntryId ==
            chain->ChainEntries[chain->ChainLen - 1]) {
            *out = all[i];
            found = TRUE;
        }
    free(all);
    return found;
}

static inline int below_start(WORD version, WSPDATA *data,
                              const WSAPROTOCOL_INFOW *info,
                              WSPUPCALLTABLE upcalls, WSPPROC_TABLE *table)
{
    WCHAR path[MAX_PATH];
    INT err = 0, len = MAX_PATH;
    WSAPROTOCOL_INFOW base;
    LPWSPSTARTUP start;
    HMODULE module;

    if (!below_entry(&info->ProtocolChain, &base) ||
        WSCGetProviderPath(&base.ProviderId, path, &len, &err) != 0)
        return WSAEPROVIDERFAILEDINIT;
    module = LoadLibraryW(path);
    start = (LPWSPSTARTUP)(void (*)(void))GetProcAddress(module, "WSPStartup");
    return start != NULL ? start(version, data, &base, upcalls, table)
                         : WSAEPROVIDERFAILEDINIT;
}

#endif
