/* SPDX-License-Identifier: MIT */
/* The provider below; see below.h. The catalog is looked at once for each of
 * our chains: lock guards the pairs of chain and entry that were found. Numbers
 * of the catalog are never given again, so what was found stays right. */
#include "below.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

struct below below;

static SRWLOCK lock = SRWLOCK_INIT;
static struct pair {
    struct pair *next;
    WSAPROTOCOL_INFOW chain, entry;
} * pairs;

/* All entries, those among them that are only parts of chains; free() them. */
static WSAPROTOCOL_INFOW *catalog_get(int *count)
{
    DWORD length = 0;
    INT err = 0;
    WSAPROTOCOL_INFOW *all;

    (void)WSCEnumProtocols(NULL, NULL, &length, &err);
    all = malloc(length);
    *count = all != NULL ? WSCEnumProtocols(NULL, all, &length, &err) : 0;
    return all;
}

static const WSAPROTOCOL_INFOW *catalog_at(const WSAPROTOCOL_INFOW *all,
                                           int count, DWORD id)
{
    for (int i = 0; i < count; i++)
        if (all[i].dwCatalogEntryId == id)
            return &all[i];
    return NULL;
}

/* A chain names its members from the top to the base provider. We are the one
 * whose provider is ours; the next one is below. */
static BOOL catalog_below(const WSAPROTOCOL_INFOW *chain,
                          WSAPROTOCOL_INFOW *entry)
{
    const DWORD *ids = chain->ProtocolChain.ChainEntries;
    const WSAPROTOCOL_INFOW *at, *next = NULL;
    int count;
    WSAPROTOCOL_INFOW *all = catalog_get(&count);

    for (int i = 0; i + 1 < chain->ProtocolChain.ChainLen && next == NULL;
         i++) {
        at = catalog_at(all, count, ids[i]);
        if (at != NULL && memcmp(&at->ProviderId, &chain->ProviderId,
                                 sizeof(at->ProviderId)) == 0)
            next = catalog_at(all, count, ids[i + 1]);
    }
    if (next != NULL)
        *entry = *next;
    free(all);
    return next != NULL;
}

static const struct pair *pair_find_locked(DWORD chain, DWORD entry)
{
    const struct pair *p = pairs;

    while (p != NULL && p->chain.dwCatalogEntryId != chain &&
           p->entry.dwCatalogEntryId != entry)
        p = p->next;
    return p;
}

/* By the number of one of the two; the other one is 0, which none has. */
static BOOL pair_find(DWORD chain, DWORD entry, struct pair *out)
{
    const struct pair *p;

    AcquireSRWLockShared(&lock);
    p = pair_find_locked(chain, entry);
    if (p != NULL)
        *out = *p;
    ReleaseSRWLockShared(&lock);
    return p != NULL;
}

static void pair_add(const WSAPROTOCOL_INFOW *chain,
                     const WSAPROTOCOL_INFOW *entry)
{
    struct pair *p = malloc(sizeof(*p));

    if (p == NULL)
        return; /* the catalog is asked again */
    p->chain = *chain;
    p->chain.dwProviderReserved = 0;
    p->entry = *entry;
    AcquireSRWLockExclusive(&lock);
    if (pair_find_locked(chain->dwCatalogEntryId, 0) == NULL) {
        p->next = pairs;
        pairs = p;
        p = NULL;
    }
    ReleaseSRWLockExclusive(&lock);
    free(p); /* another thread was first */
}

BOOL below_entry(const WSAPROTOCOL_INFOW *chain, WSAPROTOCOL_INFOW *entry)
{
    struct pair found;

    if (pair_find(chain->dwCatalogEntryId, 0, &found)) {
        *entry = found.entry;
        return TRUE;
    }
    if (!catalog_below(chain, entry))
        return FALSE;
    pair_add(chain, entry);
    return TRUE;
}

BOOL below_chain(DWORD entry, WSAPROTOCOL_INFOW *chain)
{
    struct pair found;

    if (!pair_find(0, entry, &found))
        return FALSE;
    *chain = found.chain;
    return TRUE;
}

int below_start(WORD version, LPWSPDATA data, const WSAPROTOCOL_INFOW *entry,
                const WSPUPCALLTABLE *upcalls)
{
    WCHAR path[MAX_PATH];
    INT err = 0, length = MAX_PATH;
    WSAPROTOCOL_INFOW next;
    LPWSPSTARTUP start;
    HMODULE module;

    if (!below_entry(entry, &next) ||
        WSCGetProviderPath(&next.ProviderId, path, &length, &err) != 0)
        return WSAEPROVIDERFAILEDINIT;
    module = LoadLibraryW(path); /* for good: its threads may be inside */
    if (module == NULL)
        return WSAEPROVIDERFAILEDINIT;
    start = (LPWSPSTARTUP)(void (*)(void))GetProcAddress(module, "WSPStartup");
    if (start == NULL)
        return WSAEPROVIDERFAILEDINIT;
    below.upcalls = *upcalls;
    return start(version, data, &next, *upcalls, &below.proc);
}
