/* SPDX-License-Identifier: MIT */
/* Doors: namespace providers come, go, are turned on and off and ordered.
 * Pages: WSCInstallNameSpaceEx, WSCUnInstallNameSpace, WSCEnableNSProvider,
 * WSCWriteNameSpaceOrder. */
#include "api/wsc.h"

#include <stdlib.h>

#include "err/lasterror.h"
#include "os/mem.h"
#include "spi/catalog_edit.h"
#include "watch/doors.h"

#define BLOB_MAX 65536u /* bytes */

static INT last_error_end(ws2_err err)
{
    if (err == WS2_OK)
        return 0;
    ws2_set_last_error(err);
    return SOCKET_ERROR;
}

/* NULL: there is none. */
static ws2_err blob_in(const BLOB *blob, struct ws2_catalog_namespace *n)
{
    BLOB copy;

    if (blob == NULL)
        return WS2_OK;
    if (os_mem_copy_in(&copy, blob, sizeof(copy)) != 0)
        return WSAEFAULT;
    if (copy.cbSize > BLOB_MAX)
        return WSAEINVAL;
    n->blob = malloc(copy.cbSize + 1);
    if (n->blob == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    n->blob_len = copy.cbSize;
    return os_mem_copy_in(n->blob, copy.pBlobData, copy.cbSize) == 0
               ? WS2_OK
               : WSAEFAULT;
}

static ws2_err install(const struct ws2_catalog_namespace *n)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_NAMESPACE);

    return err != WS2_OK
               ? err
               : ws2_edit_end(&edit, ws2_edit_namespace_install(&edit, n));
}

INT WSPAPI ws2_do_WSCInstallNameSpaceEx(LPWSTR lpszIdentifier,
                                        LPWSTR lpszPathName, DWORD dwNameSpace,
                                        DWORD dwVersion, LPGUID lpProviderId,
                                        LPBLOB lpProviderSpecific)
{
    char name[WS2_TEXT_MAX], path[WS2_TEXT_MAX];
    struct ws2_catalog_namespace n = {.name = name,
                                      .path = path,
                                      .number = dwNameSpace,
                                      .version = dwVersion,
                                      .enabled = true};
    ws2_err err = ws2_wsc_text_in(lpszIdentifier, WSAPROTOCOL_LEN, name);

    if (err == WS2_OK)
        err = ws2_wsc_text_in(lpszPathName, MAX_PATH - 1, path);
    if (err == WS2_OK && (lpProviderId == NULL || dwNameSpace == NS_ALL))
        err = WSAEINVAL;
    if (err == WS2_OK)
        err = ws2_wsc_guid_in(lpProviderId, &n.id);
    if (err == WS2_OK)
        err = blob_in(lpProviderSpecific, &n);
    if (err == WS2_OK)
        err = install(&n);
    free(n.blob);
    return last_error_end(err);
}

INT WSPAPI ws2_do_WSCInstallNameSpaceEx32(LPWSTR lpszIdentifier,
                                          LPWSTR lpszPathName,
                                          DWORD dwNameSpace, DWORD dwVersion,
                                          LPGUID lpProviderId,
                                          LPBLOB lpProviderSpecific)
{
    return ws2_do_WSCInstallNameSpaceEx(lpszIdentifier, lpszPathName,
                                        dwNameSpace, dwVersion, lpProviderId,
                                        lpProviderSpecific);
}

INT WSPAPI ws2_do_WSCInstallNameSpace(LPWSTR lpszIdentifier,
                                      LPWSTR lpszPathName, DWORD dwNameSpace,
                                      DWORD dwVersion, LPGUID lpProviderId)
{
    return ws2_do_WSCInstallNameSpaceEx(lpszIdentifier, lpszPathName,
                                        dwNameSpace, dwVersion, lpProviderId,
                                        NULL);
}

INT WSPAPI ws2_do_WSCInstallNameSpace32(LPWSTR lpszIdentifier,
                                        LPWSTR lpszPathName, DWORD dwNameSpace,
                                        DWORD dwVersion, LPGUID lpProviderId)
{
    return ws2_do_WSCInstallNameSpaceEx(lpszIdentifier, lpszPathName,
                                        dwNameSpace, dwVersion, lpProviderId,
                                        NULL);
}

static ws2_err provider_remove(const GUID *id)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_ANY);

    return err != WS2_OK
               ? err
               : ws2_edit_end(&edit, ws2_edit_namespace_remove(&edit, id));
}

INT WSPAPI ws2_do_WSCUnInstallNameSpace(LPGUID lpProviderId)
{
    GUID id;
    ws2_err err = ws2_wsc_guid_in(lpProviderId, &id);

    return last_error_end(err == WS2_OK ? provider_remove(&id) : err);
}

INT WSPAPI ws2_do_WSCUnInstallNameSpace32(LPGUID lpProviderId)
{
    return ws2_do_WSCUnInstallNameSpace(lpProviderId);
}

static ws2_err provider_enable(const GUID *id, bool enable)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_NAMESPACE);

    if (err != WS2_OK)
        return err;
    return ws2_edit_end(&edit, ws2_edit_namespace_enable(&edit, id, enable));
}

INT WSPAPI ws2_do_WSCEnableNSProvider(LPGUID lpProviderId, BOOL fEnable)
{
    GUID id;
    ws2_err err = ws2_wsc_guid_in(lpProviderId, &id);

    return last_error_end(err == WS2_OK ? provider_enable(&id, fEnable != FALSE)
                                        : err);
}

INT WSPAPI ws2_do_WSCEnableNSProvider32(LPGUID lpProviderId, BOOL fEnable)
{
    return ws2_do_WSCEnableNSProvider(lpProviderId, fEnable);
}

static ws2_err order_write(const GUID *ids, DWORD count)
{
    struct ws2_edit edit;
    ws2_err err = ws2_edit_begin(&edit, WS2_EDIT_NAMESPACE_ORDER);

    return err != WS2_OK
               ? err
               : ws2_edit_end(&edit,
                              ws2_edit_namespace_order(&edit, ids, count));
}

int WSPAPI ws2_do_WSCWriteNameSpaceOrder(LPGUID lpProviderId,
                                         DWORD dwNumberOfEntries)
{
    void *ids = NULL;
    ws2_err err =
        ws2_wsc_order_in(lpProviderId, sizeof(GUID), dwNumberOfEntries, &ids);

    if (err == WS2_OK)
        err = order_write(ids, dwNumberOfEntries);
    free(ids);
    return err;
}

int WSPAPI ws2_do_WSCWriteNameSpaceOrder32(LPGUID lpProviderId,
                                           DWORD dwNumberOfEntries)
{
    return ws2_do_WSCWriteNameSpaceOrder(lpProviderId, dwNumberOfEntries);
}

INT WSPAPI ws2_do_WSCEnumNameSpaceProviders32(LPDWORD lpdwBufferLength,
                                              LPWSANAMESPACE_INFOW lpnspBuffer)
{
    return ws2_do_WSAEnumNameSpaceProvidersW(lpdwBufferLength, lpnspBuffer);
}

INT WSPAPI ws2_do_WSCEnumNameSpaceProvidersEx32(
    LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXW lpnspBuffer)
{
    return ws2_do_WSAEnumNameSpaceProvidersExW(lpdwBufferLength, lpnspBuffer);
}
