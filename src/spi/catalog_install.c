/* SPDX-License-Identifier: MIT */
/* Transport providers come, change and go; see catalog_edit.h. Pages:
 * WSCInstallProvider, WSCInstallProviderAndChains64_32, WSCUpdateProvider,
 * WSCDeinstallProvider, WSCWriteProviderOrder. */
#include "spi/catalog_edit.h"

#include <stdlib.h>
#include <string.h>

#include "spi/catalog_text.h"
#include "spi/list.h"
#include "win32/utf.h"

/* --- What may be installed. */

/* Text that the file can hold: terminated, of whole characters, on one line. */
static bool name_is_good(const WCHAR name[WSAPROTOCOL_LEN + 1])
{
    unsigned i;

    for (i = 0; i <= WSAPROTOCOL_LEN && name[i] != 0; i++) {
        if (name[i] < 0x20 || name[i] == 0x7f ||
            (name[i] >= 0xdc00 && name[i] < 0xe000))
            return false;
        if (name[i] >= 0xd800 && name[i] < 0xdc00 &&
            (name[++i] < 0xdc00 || name[i] >= 0xe000))
            return false;
    }
    return i > 0 && i <= WSAPROTOCOL_LEN;
}

static bool chain_is_good(const struct ws2_catalog *c,
                          const WSAPROTOCOLCHAIN *chain)
{
    if (chain->ChainLen < LAYERED_PROTOCOL ||
        chain->ChainLen > MAX_PROTOCOL_CHAIN)
        return false;
    for (int i = 0; chain->ChainLen > BASE_PROTOCOL && i < chain->ChainLen;
         i++) {
        if (ws2_catalog_entry(c, chain->ChainEntries[i]) == NULL)
            return false;
        for (int k = 0; k < i; k++)
            if (chain->ChainEntries[k] == chain->ChainEntries[i])
                return false;
    }
    return true;
}

static bool info_is_good(const struct ws2_catalog *c,
                         const WSAPROTOCOL_INFOW *info)
{
    return name_is_good(info->szProtocol) &&
           chain_is_good(c, &info->ProtocolChain);
}

/* --- Adding. */

static ws2_err number_give(struct ws2_edit *edit, DWORD *id)
{
    struct ws2_catalog_part *part = &edit->c->parts[edit->own];
    DWORD lowest = edit->own == WS2_USER ? WS2_ENTRY_USER : WS2_ENTRY_SYSTEM;
    DWORD end = edit->own == WS2_USER ? (DWORD)-1 : WS2_ENTRY_USER;

    *id = part->next_id < lowest ? lowest : part->next_id;
    while (*id < end && ws2_catalog_entry(edit->c, *id) != NULL)
        ++*id; /* the file says so wrongly */
    part->next_id = *id + 1;
    return *id < end ? WS2_OK : WSANO_RECOVERY;
}

static ws2_err entry_add(struct ws2_edit *edit, const GUID *provider,
                         const WSAPROTOCOL_INFOW *info, DWORD *id)
{
    struct ws2_catalog_entry *e;
    ws2_err err = number_give(edit, id);

    if (err != WS2_OK)
        return err;
    e = WS2_LIST_ADD(edit->c->entries, edit->c->entry_count);
    if (e == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    e->info = *info;
    e->info.ProviderId = *provider;
    e->info.dwCatalogEntryId = *id;
    e->source = edit->own;
    return WS2_OK;
}

static ws2_err provider_add(struct ws2_edit *edit, const GUID *id,
                            const char *path)
{
    struct ws2_catalog_provider *provider =
        WS2_LIST_ADD(edit->c->providers, edit->c->provider_count);

    if (provider == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    provider->id = *id;
    provider->source = edit->own;
    provider->path = strdup(path);
    return provider->path != NULL ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;
}

ws2_err ws2_edit_install(struct ws2_edit *edit, const GUID *id,
                         const char *path, const WSAPROTOCOL_INFOW *list,
                         DWORD count)
{
    ws2_err err;
    DWORD number;

    if (ws2_catalog_provider(edit->c, id) != NULL)
        return WSANO_RECOVERY;
    for (DWORD i = 0; i < count; i++)
        if (!info_is_good(edit->c, &list[i]))
            return WSAEINVAL;
    err = provider_add(edit, id, path);
    for (DWORD i = 0; i < count && err == WS2_OK; i++)
        err = entry_add(edit, id, &list[i], &number);
    return err;
}

/* --- A layer and its chains. */

static bool same_kind(const WSAPROTOCOL_INFOW *a, const WSAPROTOCOL_INFOW *b)
{
    return a->iAddressFamily == b->iAddressFamily &&
           a->iSocketType == b->iSocketType && a->iProtocol == b->iProtocol;
}

static bool layer_name_is_known(const struct ws2_catalog *c, const WCHAR *name)
{
    for (unsigned i = 0; i < c->entry_count; i++)
        if (c->entries[i].info.ProtocolChain.ChainLen == LAYERED_PROTOCOL &&
            memcmp(c->entries[i].info.szProtocol, name,
                   (ws2_utf16_len(name) + 1) * sizeof(*name)) == 0)
            return true;
    return false;
}

/* "name over [below]", cut at a whole character. */
static void chain_name(WCHAR out[WSAPROTOCOL_LEN + 1], const WCHAR *name,
                       const WCHAR *below)
{
    static const WCHAR over[] = u" over [", end[] = u"]";
    const WCHAR *parts[] = {name, over, below, end};
    unsigned n = 0;

    for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        for (const WCHAR *at = parts[i]; *at != 0 && n < WSAPROTOCOL_LEN; at++)
            out[n++] = *at;
    if (out[n - 1] >= 0xd800 && out[n - 1] < 0xdc00)
        n--;
    memset(&out[n], 0, (WSAPROTOCOL_LEN + 1 - n) * sizeof(*out));
}

/* The chain of the layer over what is below; MAX_PROTOCOL_CHAIN has an end. */
static ws2_err chain_make(WSAPROTOCOL_INFOW *chain,
                          const WSAPROTOCOL_INFOW *layer,
                          const WSAPROTOCOL_INFOW *below)
{
    const WSAPROTOCOLCHAIN *under = &below->ProtocolChain;
    int len = under->ChainLen;

    if (len == MAX_PROTOCOL_CHAIN)
        return WSANO_RECOVERY;
    *chain = *below;
    chain->ProtocolChain.ChainLen = len + 1;
    chain->ProtocolChain.ChainEntries[0] = layer->dwCatalogEntryId;
    if (len == BASE_PROTOCOL)
        chain->ProtocolChain.ChainEntries[1] = below->dwCatalogEntryId;
    else
        memcpy(&chain->ProtocolChain.ChainEntries[1], under->ChainEntries,
               (size_t)len * sizeof(DWORD));
    if ((layer->dwServiceFlags1 & XP1_IFS_HANDLES) == 0)
        chain->dwServiceFlags1 &= ~(DWORD)XP1_IFS_HANDLES;
    chain->dwProviderFlags &= ~(DWORD)PFL_HIDDEN;
    chain_name(chain->szProtocol, layer->szProtocol, below->szProtocol);
    return WS2_OK;
}

/* The topmost entry of that family, type and protocol. */
static const struct ws2_catalog_entry *
topmost(const struct ws2_catalog *c, const WSAPROTOCOL_INFOW *wanted, bool base)
{
    for (unsigned i = 0; i < c->entry_count; i++) {
        const struct ws2_catalog_entry *e = &c->entries[i];

        if (same_kind(&e->info, wanted) && ws2_catalog_usable(c, e) &&
            (!base || e->info.ProtocolChain.ChainLen == BASE_PROTOCOL))
            return e;
    }
    return NULL;
}

struct chains {
    WSAPROTOCOL_INFOW *made;
    unsigned count;
};

static bool chains_have(const struct chains *chains,
                        const WSAPROTOCOL_INFOW *info)
{
    for (unsigned i = 0; i < chains->count; i++)
        if (same_kind(&chains->made[i], info))
            return true;
    return false;
}

static ws2_err chain_over(struct chains *chains, const WSAPROTOCOL_INFOW *layer,
                          const WSAPROTOCOL_INFOW *below)
{
    WSAPROTOCOL_INFOW *chain;

    if (chains_have(chains, below))
        return WS2_OK;
    chain = WS2_LIST_ADD(chains->made, chains->count);
    return chain != NULL ? chain_make(chain, layer, below) : WSAENOBUFS;
}

/* One over each kind of base protocol, or over what the list names. */
static ws2_err chains_make(const struct ws2_catalog *c, struct chains *chains,
                           const WSAPROTOCOL_INFOW *layer,
                           const WSAPROTOCOL_INFOW *list, DWORD count)
{
    ws2_err err = WS2_OK;

    for (unsigned i = 0; list == NULL && i < c->entry_count && err == WS2_OK;
         i++)
        if (topmost(c, &c->entries[i].info, true) == &c->entries[i])
            err = chain_over(chains, layer, &c->entries[i].info);
    for (DWORD i = 0; list != NULL && i < count && err == WS2_OK; i++) {
        const struct ws2_catalog_entry *below = topmost(c, &list[i], false);

        err =
            below != NULL ? chain_over(chains, layer, &below->info) : WSAEINVAL;
    }
    if (err == WS2_OK && chains->count == 0)
        err = WSANO_RECOVERY; /* nothing to be layered over */
    return err;
}

/* The new entries come before all others. */
static ws2_err order_first(struct ws2_catalog_part *part, const DWORD *ids,
                           unsigned count)
{
    DWORD *order = malloc((count + part->order_count) * sizeof(*order));

    if (order == NULL)
        return WSAENOBUFS;
    memcpy(order, ids, count * sizeof(*order));
    if (part->order_count != 0)
        memcpy(order + count, part->order, part->order_count * sizeof(*order));
    free(part->order);
    part->order = order;
    part->order_count += count;
    return WS2_OK;
}

static ws2_err chains_add(struct ws2_edit *edit, const GUID *id,
                          const struct chains *chains)
{
    DWORD *ids = malloc(chains->count * sizeof(*ids));
    ws2_err err = ids != NULL ? WS2_OK : WSAENOBUFS;

    for (unsigned i = 0; i < chains->count && err == WS2_OK; i++)
        err = entry_add(edit, id, &chains->made[i], &ids[i]);
    if (err == WS2_OK)
        err = order_first(&edit->c->parts[edit->own], ids, chains->count);
    free(ids);
    return err;
}

ws2_err ws2_edit_chains(struct ws2_edit *edit, const GUID *id, const char *path,
                        const WCHAR *name, DWORD service_flags,
                        const WSAPROTOCOL_INFOW *list, DWORD count,
                        DWORD *layer_id)
{
    WSAPROTOCOL_INFOW layer = {.dwServiceFlags1 = service_flags,
                               .dwProviderFlags = PFL_HIDDEN,
                               .iVersion = 2};
    struct chains chains = {NULL, 0};
    ws2_err err;

    memcpy(layer.szProtocol, name, (ws2_utf16_len(name) + 1) * sizeof(*name));
    if (ws2_catalog_provider(edit->c, id) != NULL ||
        !name_is_good(layer.szProtocol) ||
        layer_name_is_known(edit->c, layer.szProtocol))
        return WSAEINVAL;
    err = provider_add(edit, id, path);
    if (err == WS2_OK)
        err = entry_add(edit, id, &layer, layer_id);
    layer.dwCatalogEntryId = *layer_id;
    if (err == WS2_OK)
        err = chains_make(edit->c, &chains, &layer, list, count);
    if (err == WS2_OK)
        err = chains_add(edit, id, &chains);
    free(chains.made);
    return err;
}

/* --- Changing and removing. */

/* The provider, if it is in the part that is changed. */
static ws2_err provider_own(const struct ws2_edit *edit, const GUID *id,
                            struct ws2_catalog_provider **out)
{
    *out = ws2_catalog_provider(edit->c, id);
    if (*out == NULL)
        return WSAEINVAL;
    return (*out)->source == edit->own ? WS2_OK : WSANO_RECOVERY;
}

static ws2_err entry_update(struct ws2_edit *edit, const GUID *id,
                            const WSAPROTOCOL_INFOW *info)
{
    struct ws2_catalog_entry *e =
        ws2_catalog_entry(edit->c, info->dwCatalogEntryId);

    if (e == NULL || e->source != edit->own ||
        !ws2_guid_equal(&e->info.ProviderId, id) ||
        !info_is_good(edit->c, info))
        return WSAEINVAL;
    e->info = *info;
    e->info.ProviderId = *id;
    return WS2_OK;
}

ws2_err ws2_edit_update(struct ws2_edit *edit, const GUID *id, const char *path,
                        const WSAPROTOCOL_INFOW *list, DWORD count)
{
    struct ws2_catalog_provider *provider;
    char *changed;
    ws2_err err = provider_own(edit, id, &provider);

    for (DWORD i = 0; i < count && err == WS2_OK; i++)
        err = entry_update(edit, id, &list[i]);
    if (err != WS2_OK)
        return err;
    changed = strdup(path);
    if (changed == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    free(provider->path);
    provider->path = changed;
    return WS2_OK;
}

static void order_forget(struct ws2_catalog_part *part, DWORD id)
{
    for (unsigned i = part->order_count; i-- > 0;)
        if (part->order[i] == id)
            WS2_LIST_REMOVE(part->order, part->order_count, i);
}

ws2_err ws2_edit_remove(struct ws2_edit *edit, const GUID *id)
{
    struct ws2_catalog *c = edit->c;
    struct ws2_catalog_provider *provider;
    ws2_err err = provider_own(edit, id, &provider);

    if (err != WS2_OK)
        return err;
    free(provider->path);
    WS2_LIST_REMOVE(c->providers, c->provider_count,
                    (unsigned)(provider - c->providers));
    for (unsigned i = c->entry_count; i-- > 0;)
        if (c->entries[i].source == edit->own &&
            ws2_guid_equal(&c->entries[i].info.ProviderId, id)) {
            order_forget(&c->parts[edit->own],
                         c->entries[i].info.dwCatalogEntryId);
            WS2_LIST_REMOVE(c->entries, c->entry_count, i);
        }
    return WS2_OK;
}

/* Every entry once: nothing else is an order. */
static bool order_is_whole(const struct ws2_catalog *c, const DWORD *ids,
                           DWORD count)
{
    if (count != c->entry_count)
        return false;
    for (DWORD i = 0; i < count; i++) {
        if (ws2_catalog_entry(c, ids[i]) == NULL)
            return false;
        for (DWORD k = 0; k < i; k++)
            if (ids[k] == ids[i])
                return false;
    }
    return true;
}

ws2_err ws2_edit_order(struct ws2_edit *edit, const DWORD *ids, DWORD count)
{
    struct ws2_catalog_part *part = &edit->c->parts[edit->own];

    if (!order_is_whole(edit->c, ids, count))
        return WSAEINVAL;
    part->order_count = 0;
    return order_first(part, ids, count);
}
