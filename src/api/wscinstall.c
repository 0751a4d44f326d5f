/* SPDX-License-Identifier: MIT */
/* Doors: transport providers come, change, go and are ordered. Pages:
 * WSCInstallProvider, WSCInstallProviderAndChains64_32, WSCUpdateProvider,
 * WSCDeinstallProvider, WSCWriteProviderOrder. */
#include "api/wsc.h"

#include <stdlib.h>

#include "os/mem.h"
#include "spi/catalog_edit.h"
#include "watch/doors.h"

struct provider_in {
    GUID id;
    char path[WS2_TEXT_MAX];
    WSAPROTOCOL_INFOW *list;
    DWORD count;
};

static ws2_err provider_take(struct provider_in *in, const GUID *id,
                             const WCHAR *path, const WSAPROTOCOL_INFOW *list,
                             DWORD count)
{
    ws2_err err = ws2_wsc_guid_in(id, &in->id);
    void *copy = NULL;

    if (err == WS2_OK)
        err = ws2_wsc_text_in(path, MAX_PATH - 1, in->path);
    if (err == WS2_OK)
        err = ws2_wsc_array_in(list, sizeof(*list), count, &copy);
    in->list = copy;
    in->count = count;
    return err;
}

/* Installs or updates. */
typedef ws2_err provider_change(struct ws2_edit *edit, const GUID *id,
                                const char *path, const WSAPROTOCOL_INFOW *list,
                                DWORD count);

static ws2_err provider_edit(const struct provider_in *in,
                             provider_change *change)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ANY);

    return err != WS2_OK ? err
                         : ws2_edit_end(&edit, change(&edit, &in->id, in->path,
                                                      in->list, in->count));
}

static int provider_door(provider_change *change, LPGUID id, const WCHAR *path,
                         const LPWSAPROTOCOL_INFOW list, DWORD count,
                         LPINT lpErrno)
{
    struct provider_in in = {.list = NULL};
    ws2_err err = ws2_wsc_begin(lpErrno);

    if (err == WS2_OK)
        err = provider_take(&in, id, path, list, count);
    if (err == WSAENOBUFS && change == ws2_edit_update)
        err = WSA_NOT_ENOUGH_MEMORY; /* its page has another code for it */
    if (err == WS2_OK)
        err = provider_edit(&in, change);
    free(in.list);
    return ws2_wsc_end(err, lpErrno);
}

int WSPAPI
ws2_do_WSCInstallProvider(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
                          const LPWSAPROTOCOL_INFOW lpProtocolInfoList,
                          DWORD dwNumberOfEntries, LPINT lpErrno)
{
    return provider_door(ws2_edit_install, lpProviderId, lpszProviderDllPath,
                         lpProtocolInfoList, dwNumberOfEntries, lpErrno);
}

int WSPAPI ws2_do_WSCInstallProvider64_32(
    LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
    const LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries,
    LPINT lpErrno)
{
    return ws2_do_WSCInstallProvider(lpProviderId, lpszProviderDllPath,
                                     lpProtocolInfoList, dwNumberOfEntries,
                                     lpErrno);
}

int WSPAPI
ws2_do_WSCUpdateProvider(LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
                         const LPWSAPROTOCOL_INFOW lpProtocolInfoList,
                         DWORD dwNumberOfEntries, LPINT lpErrno)
{
    return provider_door(ws2_edit_update, lpProviderId, lpszProviderDllPath,
                         lpProtocolInfoList, dwNumberOfEntries, lpErrno);
}

int WSPAPI ws2_do_WSCUpdateProvider32(
    LPGUID lpProviderId, const WCHAR *lpszProviderDllPath,
    const LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries,
    LPINT lpErrno)
{
    return ws2_do_WSCUpdateProvider(lpProviderId, lpszProviderDllPath,
                                    lpProtocolInfoList, dwNumberOfEntries,
                                    lpErrno);
}

/* --- A layer with its chains. */

struct chains_in {
    struct provider_in provider;
    WCHAR name[WS2_TEXT_CHARS];
    DWORD flags;
};

/* The list may be NULL; else it has elements. */
static ws2_err chains_take(struct chains_in *in, const GUID *id,
                           const WCHAR *path, const WCHAR *name,
                           const WSAPROTOCOL_INFOW *list, DWORD count)
{
    char text[WS2_TEXT_MAX];
    void *copy = NULL;
    ws2_err err =
        id == NULL ? WSAEINVAL : ws2_wsc_guid_in(id, &in->provider.id);

    if (err == WS2_OK)
        err = ws2_wsc_text_in(path, MAX_PATH - 1, in->provider.path);
    if (err == WS2_OK)
        err = ws2_wsc_text_in(name, WSAPROTOCOL_LEN, text);
    if (err != WS2_OK)
        return err;
    ws2_text_to_wide(text, (char16_t *)in->name);
    if (list != NULL)
        err = ws2_wsc_array_in(list, sizeof(*list), count, &copy);
    in->provider.list = copy;
    in->provider.count = count;
    return err;
}

static ws2_err chains_install(const struct chains_in *in, DWORD *layer)
{
    const struct provider_in *p = &in->provider;
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_CHAINS);

    if (err == WS2_OK) {
        err = ws2_edit_chains(&edit, &p->id, p->path, in->name, in->flags,
                              p->list, p->count, layer);
        err = ws2_edit_end(&edit, err);
    }
    return err;
}

int WSPAPI ws2_do_WSCInstallProviderAndChains(
    LPGUID lpProviderId, const LPWSTR lpszProviderDllPath,
    const LPWSTR lpszLspName, DWORD dwServiceFlags,
    LPWSAPROTOCOL_INFOW lpProtocolInfoList, DWORD dwNumberOfEntries,
    LPDWORD lpdwCatalogEntryId, LPINT lpErrno)
{
    struct chains_in in = {.flags = dwServiceFlags};
    ws2_err err = ws2_wsc_begin(lpErrno);
    DWORD layer = 0;

    if (err == WS2_OK)
        err = chains_take(&in, lpProviderId, lpszProviderDllPath, lpszLspName,
                          lpProtocolInfoList, dwNumberOfEntries);
    if (err == WS2_OK && lpdwCatalogEntryId != NULL &&
        !os_mem_writable(lpdwCatalogEntryId, sizeof(layer)))
        err = WSAEFAULT;
    if (err == WS2_OK)
        err = chains_install(&in, &layer);
    if (err == WS2_OK && lpdwCatalogEntryId != NULL)
        os_mem_copy_out(lpdwCatalogEntryId, &layer, sizeof(layer));
    free(in.provider.list);
    return ws2_wsc_end(err, lpErrno);
}

/* The path for 32-bit processes, of which there are none, is looked at only. */
int WSPAPI ws2_do_WSCInstallProviderAndChains64_32(
    LPGUID lpProviderId, const LPWSTR lpszProviderDllPath,
    const LPWSTR lpszProviderDllPath32, const LPWSTR lpszLspName,
    DWORD dwServiceFlags, LPWSAPROTOCOL_INFOW lpProtocolInfoList,
    DWORD dwNumberOfEntries, LPDWORD lpdwCatalogEntryId, LPINT lpErrno)
{
    char path32[WS2_TEXT_MAX];
    ws2_err err = ws2_wsc_begin(lpErrno);

    if (err == WS2_OK && lpszProviderDllPath32 != NULL)
        err = ws2_wsc_text_in(lpszProviderDllPath32, MAX_PATH - 1, path32);
    if (err != WS2_OK)
        return ws2_wsc_end(err, lpErrno);
    return ws2_do_WSCInstallProviderAndChains(
        lpProviderId, lpszProviderDllPath, lpszLspName, dwServiceFlags,
        lpProtocolInfoList, dwNumberOfEntries, lpdwCatalogEntryId, lpErrno);
}

/* --- Removing and ordering. */

static ws2_err provider_remove(const GUID *id)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ANY);

    return err != WS2_OK ? err
                         : ws2_edit_end(&edit, ws2_edit_remove(&edit, id));
}

int WSPAPI ws2_do_WSCDeinstallProvider(LPGUID lpProviderId, LPINT lpErrno)
{
    ws2_err err = ws2_wsc_begin(lpErrno);
    GUID id;

    if (err == WS2_OK)
        err = ws2_wsc_guid_in(lpProviderId, &id);
    if (err == WS2_OK)
        err = provider_remove(&id);
    return ws2_wsc_end(err, lpErrno);
}

int WSPAPI ws2_do_WSCDeinstallProvider32(LPGUID lpProviderId, LPINT lpErrno)
{
    return ws2_do_WSCDeinstallProvider(lpProviderId, lpErrno);
}

static ws2_err order_write(const DWORD *ids, DWORD count)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ORDER);

    return err != WS2_OK
               ? err
               : ws2_edit_end(&edit, ws2_edit_order(&edit, ids, count));
}

int WSPAPI ws2_do_WSCWriteProviderOrder(LPDWORD lpwdCatalogEntryId,
                                        DWORD dwNumberOfEntries)
{
    void *ids = NULL;
    ws2_err err = ws2_wsc_order_in(lpwdCatalogEntryId, sizeof(DWORD),
                                   dwNumberOfEntries, &ids);

    if (err == WS2_OK)
        err = order_write(ids, dwNumberOfEntries);
    free(ids);
    return err;
}

int WSPAPI ws2_do_WSCWriteProviderOrder32(LPDWORD lpwdCatalogEntryId,
                                          DWORD dwNumberOfEntries)
{
    return ws2_do_WSCWriteProviderOrder(lpwdCatalogEntryId, dwNumberOfEntries);
}
