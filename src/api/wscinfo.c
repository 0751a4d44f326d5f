/* SPDX-License-Identifier: MIT */
/* Doors: what the catalog knows of a transport provider. Pages:
 * WSCGetProviderPath, WPUGetProviderPath, WSCGetProviderInfo,
 * WSCSetProviderInfo. */
#include "api/wsc.h"

#include <string.h>

#include "os/mem.h"
#include "spi/catalog_edit.h"
#include "watch/doors.h"

/* The catalog for a look; WSANO_RECOVERY where a part of it cannot be read. */
static ws2_err catalog_look(struct ws2_catalog **c)
{
    ws2_err err = ws2_catalog_read(c);

    if (err != WS2_OK || ws2_catalog_broken(*c) == NULL)
        return err;
    ws2_catalog_free(*c);
    return WSANO_RECOVERY;
}

/* --- Where a provider is. */

static ws2_err path_out(const char *path, WCHAR *buffer, INT *len)
{
    char16_t wide[WS2_TEXT_CHARS];
    size_t units = ws2_text_to_wide(path, NULL);
    INT room = *len;

    *len = (INT)units;
    if (room < 0 || (size_t)room < units || units > WS2_TEXT_CHARS)
        return WSAEFAULT;
    ws2_text_to_wide(path, wide);
    return os_mem_copy_out(buffer, wide, units * sizeof(*wide)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

static ws2_err path_get(const GUID *id, WCHAR *buffer, INT *len)
{
    const struct ws2_catalog_provider *provider;
    struct ws2_catalog *c;
    ws2_err err = ws2_catalog_read(&c);

    if (err != WS2_OK)
        return err;
    provider = ws2_catalog_provider(c, id);
    err = provider != NULL ? path_out(provider->path, buffer, len) : WSAEINVAL;
    ws2_catalog_free(c);
    return err;
}

/* The length that comes back counts the terminator, and is the one needed where
 * that was too small. */
int WSPAPI ws2_do_WSCGetProviderPath(LPGUID lpProviderId,
                                     WCHAR *lpszProviderDllPath,
                                     LPINT lpProviderDllPathLen, LPINT lpErrno)
{
    ws2_err err = ws2_wsc_begin(lpErrno);
    GUID id;
    INT len;

    if (err == WS2_OK)
        err = ws2_wsc_guid_in(lpProviderId, &id);
    if (err == WS2_OK &&
        (lpProviderDllPathLen == NULL ||
         os_mem_copy_in(&len, lpProviderDllPathLen, sizeof(len)) != 0))
        err = WSAEFAULT;
    if (err != WS2_OK)
        return ws2_wsc_end(err, lpErrno);
    err = path_get(&id, lpszProviderDllPath, &len);
    if (err != WSAEINVAL &&
        os_mem_copy_out(lpProviderDllPathLen, &len, sizeof(len)) != 0)
        err = WSAEFAULT;
    return ws2_wsc_end(err, lpErrno);
}

int WSPAPI ws2_do_WSCGetProviderPath32(LPGUID lpProviderId,
                                       WCHAR *lpszProviderDllPath,
                                       LPINT lpProviderDllPathLen,
                                       LPINT lpErrno)
{
    return ws2_do_WSCGetProviderPath(lpProviderId, lpszProviderDllPath,
                                     lpProviderDllPathLen, lpErrno);
}

int WSPAPI WPUGetProviderPath(LPGUID lpProviderId, WCHAR *lpszProviderDllPath,
                              LPINT lpProviderDllPathLen, LPINT lpErrno)
{
    return ws2_do_WSCGetProviderPath(lpProviderId, lpszProviderDllPath,
                                     lpProviderDllPathLen, lpErrno);
}

/* --- A provider's categories. */

static ws2_err info_check(WSC_PROVIDER_INFO_TYPE type, DWORD flags)
{
    if (type == ProviderInfoAudit)
        return ERROR_CALL_NOT_IMPLEMENTED;
    return type == ProviderInfoLspCategories && flags == 0 ? WS2_OK : WSAEINVAL;
}

static ws2_err categories_get(const GUID *id, DWORD *categories)
{
    const struct ws2_catalog_provider *provider;
    struct ws2_catalog *c;
    ws2_err err = catalog_look(&c);

    if (err != WS2_OK)
        return err;
    provider = ws2_catalog_provider(c, id);
    if (provider != NULL)
        *categories = provider->categories;
    else
        err = WSAEINVALIDPROVIDER;
    ws2_catalog_free(c);
    return err;
}

/* No room is WSAEFAULT, and how much is needed. */
static ws2_err info_out(DWORD categories, PBYTE info, size_t *size)
{
    size_t room;
    const size_t need = sizeof(categories);

    if (size == NULL || os_mem_copy_in(&room, size, sizeof(room)) != 0 ||
        os_mem_copy_out(size, &need, sizeof(need)) != 0)
        return WSAEFAULT;
    return info != NULL && room >= need &&
                   os_mem_copy_out(info, &categories, need) == 0
               ? WS2_OK
               : WSAEFAULT;
}

int WSPAPI ws2_do_WSCGetProviderInfo(LPGUID lpProviderId,
                                     WSC_PROVIDER_INFO_TYPE InfoType,
                                     PBYTE Info, size_t *InfoSize, DWORD Flags,
                                     LPINT lpErrno)
{
    ws2_err err = ws2_wsc_begin(lpErrno);
    DWORD categories = 0;
    GUID id;

    if (err == WS2_OK)
        err = ws2_wsc_guid_in(lpProviderId, &id);
    if (err == WS2_OK)
        err = info_check(InfoType, Flags);
    if (err == WS2_OK)
        err = categories_get(&id, &categories);
    if (err == WS2_OK)
        err = info_out(categories, Info, InfoSize);
    return ws2_wsc_end(err, lpErrno);
}

int WSPAPI ws2_do_WSCGetProviderInfo32(LPGUID lpProviderId,
                                       WSC_PROVIDER_INFO_TYPE InfoType,
                                       PBYTE Info, size_t *InfoSize,
                                       DWORD Flags, LPINT lpErrno)
{
    return ws2_do_WSCGetProviderInfo(lpProviderId, InfoType, Info, InfoSize,
                                     Flags, lpErrno);
}

static ws2_err categories_in(const BYTE *info, size_t size, DWORD *categories)
{
    if (info == NULL ||
        os_mem_copy_in(categories, info,
                       size < sizeof(DWORD) ? size : sizeof(DWORD)) != 0)
        return WSAEFAULT;
    return size == sizeof(DWORD) && (*categories & ~WS2_CATEGORIES) == 0
               ? WS2_OK
               : WSAEINVAL;
}

static ws2_err categories_set(const GUID *id, DWORD categories)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ANY);

    return err != WS2_OK ? err
                         : ws2_edit_end(&edit, ws2_edit_provider_categories(
                                                   &edit, id, categories));
}

int WSPAPI ws2_do_WSCSetProviderInfo(LPGUID lpProviderId,
                                     WSC_PROVIDER_INFO_TYPE InfoType,
                                     PBYTE Info, size_t InfoSize, DWORD Flags,
                                     LPINT lpErrno)
{
    ws2_err err = ws2_wsc_begin(lpErrno);
    DWORD categories = 0;
    GUID id;

    if (err == WS2_OK)
        err = ws2_wsc_guid_in(lpProviderId, &id);
    if (err == WS2_OK)
        err = info_check(InfoType, Flags);
    if (err == WS2_OK)
        err = categories_in(Info, InfoSize, &categories);
    if (err == WS2_OK)
        err = categories_set(&id, categories);
    return ws2_wsc_end(err, lpErrno);
}

int WSPAPI ws2_do_WSCSetProviderInfo32(LPGUID lpProviderId,
                                       WSC_PROVIDER_INFO_TYPE InfoType,
                                       PBYTE Info, size_t InfoSize, DWORD Flags,
                                       LPINT lpErrno)
{
    return ws2_do_WSCSetProviderInfo(lpProviderId, InfoType, Info, InfoSize,
                                     Flags, lpErrno);
}
