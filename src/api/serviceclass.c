/* SPDX-License-Identifier: MIT */
/* Doors: service classes. NULL for what must be there is WSAEINVAL, as the
 * pages say, a bad pointer WSAEFAULT. Pages: WSAInstallServiceClassW,
 * WSARemoveServiceClass, WSAGetServiceClassInfoW,
 * WSAGetServiceClassNameByClassIdW. */
#include "api/nsdoor.h"

#include "name/text.h"
#include "os/mem.h"
#include "spi/nsclass.h"
#include "spi/nsservice.h"
#include "watch/doors.h"

static ws2_err install(const void *info, bool wide)
{
    struct ws2_classinfo class;
    bool partial;
    ws2_err err;

    if (info == NULL)
        return WSAEINVAL;
    err = ws2_classinfo_in(&class, info, wide);
    if (err != WS2_OK)
        return err;
    err = class.info.lpServiceClassId == NULL
              ? WSAEINVAL
              : ws2_nsservice_install(&class.info, &partial);
    ws2_classinfo_free(&class);
    return err;
}

static INT class_install(const void *info, bool wide)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = install(info, wide);
    return ws2_nsdoor_leave(&door, err);
}

INT WSAAPI
ws2_do_WSAInstallServiceClassW(LPWSASERVICECLASSINFOW lpServiceClassInfo)
{
    return class_install(lpServiceClassInfo, true);
}

INT WSAAPI
ws2_do_WSAInstallServiceClassA(LPWSASERVICECLASSINFOA lpServiceClassInfo)
{
    return class_install(lpServiceClassInfo, false);
}

static ws2_err guid_in(GUID *id, const GUID *from)
{
    if (from == NULL)
        return WSAEINVAL;
    return os_mem_copy_in(id, from, sizeof(*id)) != 0 ? WSAEFAULT : WS2_OK;
}

INT WSAAPI ws2_do_WSARemoveServiceClass(LPGUID lpServiceClassId)
{
    struct ws2_nsdoor door;
    bool partial;
    GUID class;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = guid_in(&class, lpServiceClassId);
    if (err == WS2_OK)
        err = ws2_nsservice_remove(&class, &partial);
    return ws2_nsdoor_leave(&door, err);
}

/* provider NULL: any that knows the class. */
static ws2_err class_find(const GUID *provider, GUID *class,
                          struct ws2_classinfo *out)
{
    struct ws2_nsps *nsps;
    ws2_err err = ws2_nsps_get(&nsps);

    if (err != WS2_OK)
        return err;
    err = ws2_nsclass_find(nsps, NS_ALL, provider, class, out);
    ws2_nsps_put(nsps);
    return err;
}

static ws2_err info_get(const GUID *provider, const GUID *class, bool wide,
                        DWORD *length, void *info)
{
    struct ws2_classinfo found;
    GUID provider_id, class_id;
    DWORD size;
    ws2_err err = guid_in(&provider_id, provider);

    if (err == WS2_OK)
        err = guid_in(&class_id, class);
    if (err != WS2_OK)
        return err;
    if (length == NULL || info == NULL)
        return WSAEINVAL;
    if (os_mem_copy_in(&size, length, sizeof(size)) != 0)
        return WSAEFAULT;
    err = class_find(&provider_id, &class_id, &found);
    if (err != WS2_OK)
        return err;
    err = ws2_classinfo_out(&found.info, wide, &size, info);
    ws2_classinfo_free(&found);
    if (err == WSAEFAULT)
        (void)os_mem_copy_out(length, &size, sizeof(size));
    return err;
}

static INT class_info(const GUID *provider, const GUID *class, bool wide,
                      DWORD *length, void *info)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = info_get(provider, class, wide, length, info);
    return ws2_nsdoor_leave(&door, err);
}

INT WSAAPI ws2_do_WSAGetServiceClassInfoW(
    LPGUID lpProviderId, LPGUID lpServiceClassId, LPDWORD lpdwBufSize,
    LPWSASERVICECLASSINFOW lpServiceClassInfo)
{
    return class_info(lpProviderId, lpServiceClassId, true, lpdwBufSize,
                      lpServiceClassInfo);
}

INT WSAAPI ws2_do_WSAGetServiceClassInfoA(
    LPGUID lpProviderId, LPGUID lpServiceClassId, LPDWORD lpdwBufSize,
    LPWSASERVICECLASSINFOA lpServiceClassInfo)
{
    return class_info(lpProviderId, lpServiceClassId, false, lpdwBufSize,
                      lpServiceClassInfo);
}

/* In characters, with the terminator. */
static ws2_err name_out(const WCHAR *name, bool wide, DWORD *length, void *out)
{
    size_t unit = wide ? sizeof(WCHAR) : 1, need = 0, room = *length;

    while (wide && name[need] != 0)
        need++;
    need = wide ? need + 1 : ws2_text_to_utf8(name, NULL);
    *length = (DWORD)need;
    if (room < need || !os_mem_writable(out, need * unit))
        return WSAEFAULT;
    if (wide)
        memcpy(out, name, need * unit);
    else
        (void)ws2_text_to_utf8(name, out);
    return WS2_OK;
}

/* The page has WSANO_DATA for a class that nobody knows, where the one of
 * WSAGetServiceClassInfo has WSATYPE_NOT_FOUND. */
static ws2_err name_get(const GUID *class, bool wide, DWORD *length, void *name)
{
    struct ws2_classinfo found;
    GUID id;
    DWORD size;
    ws2_err err;

    if (class == NULL)
        return WSA_INVALID_PARAMETER;
    if (os_mem_copy_in(&id, class, sizeof(id)) != 0 || length == NULL ||
        os_mem_copy_in(&size, length, sizeof(size)) != 0)
        return WSAEFAULT;
    err = class_find(NULL, &id, &found);
    if (err == WSATYPE_NOT_FOUND)
        return WSANO_DATA;
    if (err != WS2_OK)
        return err;
    err = found.info.lpszServiceClassName != NULL
              ? name_out(found.info.lpszServiceClassName, wide, &size, name)
              : WSANO_DATA;
    ws2_classinfo_free(&found);
    if (err == WS2_OK || err == WSAEFAULT)
        (void)os_mem_copy_out(length, &size, sizeof(size));
    return err;
}

static INT class_name(const GUID *class, bool wide, DWORD *length, void *name)
{
    struct ws2_nsdoor door;
    ws2_err err = ws2_nsdoor_enter(&door);

    if (err == WS2_OK)
        err = name_get(class, wide, length, name);
    return ws2_nsdoor_leave(&door, err);
}

INT WSAAPI ws2_do_WSAGetServiceClassNameByClassIdW(LPGUID lpServiceClassId,
                                                   LPWSTR lpszServiceClassName,
                                                   LPDWORD lpdwBufferLength)
{
    return class_name(lpServiceClassId, true, lpdwBufferLength,
                      lpszServiceClassName);
}

INT WSAAPI ws2_do_WSAGetServiceClassNameByClassIdA(LPGUID lpServiceClassId,
                                                   LPSTR lpszServiceClassName,
                                                   LPDWORD lpdwBufferLength)
{
    return class_name(lpServiceClassId, false, lpdwBufferLength,
                      lpszServiceClassName);
}
