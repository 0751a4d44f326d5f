/* SPDX-License-Identifier: MIT */
/* The providers below; see below.h. The catalog is read once for each of our
 * chains, not for each socket: an entry's number is never given again. lock
 * guards both lists, also while a provider is started, so that nobody uses it
 * before. */
#include "below.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

#include "layer.h"

static SRWLOCK lock = SRWLOCK_INIT;
static struct below *list;
static struct place { /* in the chain of an entry of ours */
    struct place *next;
    DWORD entry;
    WSAPROTOCOL_INFOW info;
    const struct below *below;
} * places;

/* All entries, the layers' own among them; free() them. */
static WSAPROTOCOL_INFOW *entries_get(int *count)
{
    DWORD length = 0;
    INT err = 0;
    WSAPROTOCOL_INFOW *all;

    *count = 0;
    (void)WSCEnumProtocols(NULL, NULL, &length, &err);
    all = malloc(length);
    if (all != NULL)
        *count = WSCEnumProtocols(NULL, all, &length, &err);
    return all;
}

static const WSAPROTOCOL_INFOW *entry_at(const WSAPROTOCOL_INFOW *all,
                                         int count, DWORD id)
{
    for (int i = 0; i < count; i++)
        if (all[i].dwCatalogEntryId == id)
            return &all[i];
    return NULL;
}

/* The entry whose chain is the rest of ours; NULL: it was taken out. */
static const WSAPROTOCOL_INFOW *chain_rest(const WSAPROTOCOL_INFOW *all,
                                           int count,
                                           const WSAPROTOCOLCHAIN *chain,
                                           int from)
{
    int length = chain->ChainLen - from;

    for (int i = 0; i < count; i++)
        if (all[i].ProtocolChain.ChainLen == length &&
            memcmp(all[i].ProtocolChain.ChainEntries,
                   &chain->ChainEntries[from],
                   (size_t)length * sizeof(DWORD)) == 0)
            return &all[i];
    return NULL;
}

/* Our place in the chain is that of one of our entries; the next place is
 * who is below. A base provider knows its own entry, and a layer that of the
 * chain that it is the top of. */
static BOOL entry_below(const WSAPROTOCOL_INFOW *entry, GUID *id,
                        WSAPROTOCOL_INFOW *info)
{
    const WSAPROTOCOLCHAIN *chain = &entry->ProtocolChain;
    const WSAPROTOCOL_INFOW *at, *next = NULL;
    int count;
    WSAPROTOCOL_INFOW *all = entries_get(&count);

    for (int i = 0; i + 1 < chain->ChainLen && next == NULL; i++) {
        at = entry_at(all, count, chain->ChainEntries[i]);
        if (at == NULL ||
            memcmp(&at->ProviderId, &layer.id, sizeof(layer.id)) != 0)
            continue;
        next = entry_at(all, count, chain->ChainEntries[i + 1]);
        if (next != NULL && next->ProtocolChain.ChainLen != BASE_PROTOCOL)
            next = chain_rest(all, count, chain, i + 1);
    }
    if (next != NULL) {
        *id = next->ProviderId;
        *info = *next;
    }
    free(all);
    return next != NULL;
}

static BOOL below_start(struct below *b, WSAPROTOCOL_INFOW *info)
{
    WCHAR path[MAX_PATH];
    INT err = 0, length = MAX_PATH;
    LPWSPSTARTUP start;
    HMODULE module;
    WSPDATA data;

    if (WSCGetProviderPath(&b->id, path, &length, &err) != 0)
        return FALSE;
    module = LoadLibraryW(path); /* for good: its threads may be inside */
    if (module == NULL)
        return FALSE;
    start = (LPWSPSTARTUP)(void (*)(void))GetProcAddress(module, "WSPStartup");
    return start != NULL &&
           start(MAKEWORD(2, 2), &data, info, layer.upcalls, &b->proc) == 0;
}

static struct below *find_locked(const GUID *id)
{
    struct below *b = list;

    while (b != NULL && memcmp(&b->id, id, sizeof(*id)) != 0)
        b = b->next;
    return b;
}

static struct below *add_locked(const GUID *id, WSAPROTOCOL_INFOW *info)
{
    struct below *b = calloc(1, sizeof(*b));

    if (b == NULL)
        return NULL;
    b->id = *id;
    if (!below_start(b, info)) {
        free(b);
        return NULL;
    }
    b->next = list;
    list = b;
    return b;
}

static const struct below *place_find_locked(DWORD entry,
                                             WSAPROTOCOL_INFOW *info)
{
    const struct place *p = places;

    while (p != NULL && p->entry != entry)
        p = p->next;
    if (p == NULL)
        return NULL;
    *info = p->info;
    return p->below;
}

/* Without memory it is looked for again. */
static void place_add_locked(DWORD entry, const WSAPROTOCOL_INFOW *info,
                             const struct below *below)
{
    struct place *p = malloc(sizeof(*p));

    if (p == NULL)
        return;
    p->entry = entry;
    p->info = *info;
    p->below = below;
    p->next = places;
    places = p;
}

static const struct below *search_locked(const WSAPROTOCOL_INFOW *entry,
                                         WSAPROTOCOL_INFOW *info)
{
    struct below *b;
    GUID id;

    if (!entry_below(entry, &id, info))
        return NULL;
    b = find_locked(&id);
    if (b == NULL)
        b = add_locked(&id, info);
    if (b != NULL)
        place_add_locked(entry->dwCatalogEntryId, info, b);
    return b;
}

const struct below *below_find(const WSAPROTOCOL_INFOW *entry,
                               WSAPROTOCOL_INFOW *info)
{
    const struct below *b;

    AcquireSRWLockShared(&lock);
    b = place_find_locked(entry->dwCatalogEntryId, info);
    ReleaseSRWLockShared(&lock);
    if (b != NULL)
        return b;
    AcquireSRWLockExclusive(&lock);
    b = place_find_locked(entry->dwCatalogEntryId, info);
    if (b == NULL)
        b = search_locked(entry, info);
    ReleaseSRWLockExclusive(&lock);
    return b;
}

BOOL below_protocol(const struct below *below, int family, int protocol,
                    WSAPROTOCOL_INFOW *info)
{
    BOOL found = FALSE;
    int count;
    WSAPROTOCOL_INFOW *all = entries_get(&count);

    for (int i = 0; i < count && !found; i++)
        if (all[i].iAddressFamily == family && all[i].iProtocol == protocol &&
            memcmp(&all[i].ProviderId, &below->id, sizeof(below->id)) == 0) {
            *info = all[i];
            found = TRUE;
        }
    free(all);
    return found;
}

void below_end(void)
{
    struct place *p;
    struct below *b;
    INT ignored;

    AcquireSRWLockExclusive(&lock);
    while ((p = places) != NULL) {
        places = p->next;
        free(p);
    }
    while ((b = list) != NULL) {
        list = b->next;
        (void)b->proc.lpWSPCleanup(&ignored);
        free(b);
    }
    ReleaseSRWLockExclusive(&lock);
}
