/* SPDX-License-Identifier: MIT */
/* A service class as one block; see classinfo.h. */
#include "name/classinfo.h"

#include <stddef.h>
#include <stdint.h>

#include "name/flat.h"

static void *values_put(struct ws2_flat *f, const WSASERVICECLASSINFOW *info,
                        bool wide)
{
    const size_t size = sizeof(WSANSCLASSINFOW);
    size_t at;

    if (info->dwCount == 0)
        return NULL;
    at = ws2_flat_reserve(f, info->dwCount * size, _Alignof(WSANSCLASSINFOW));
    for (DWORD i = 0; i < info->dwCount; i++) {
        WSANSCLASSINFOW value = info->lpClassInfos[i];

        value.lpValue = ws2_flat_put(f, value.lpValue, value.dwValueSize,
                                     _Alignof(max_align_t));
        value.lpszName = ws2_flat_text(f, value.lpszName, wide);
        ws2_flat_write(f, at + i * size, &value, size);
    }
    return ws2_flat_address(f, at);
}

size_t ws2_classinfo_pack(const WSASERVICECLASSINFOW *info, bool wide,
                          void *buffer)
{
    struct ws2_flat f = {.base = buffer};
    WSASERVICECLASSINFOW out = *info;
    size_t at =
        ws2_flat_reserve(&f, sizeof(out), _Alignof(WSASERVICECLASSINFOW));

    out.lpServiceClassId =
        ws2_flat_put(&f, info->lpServiceClassId, sizeof(GUID), _Alignof(GUID));
    out.lpClassInfos = values_put(&f, info, wide);
    out.lpszServiceClassName =
        ws2_flat_text(&f, info->lpszServiceClassName, wide);
    ws2_flat_write(&f, at, &out, sizeof(out));
    return f.used;
}

ws2_err ws2_classinfo_copy(const WSASERVICECLASSINFOW *info, DWORD *length,
                           WSASERVICECLASSINFOW *buffer)
{
    size_t need = ws2_classinfo_pack(info, true, NULL);

    if (need > UINT32_MAX)
        return WSA_NOT_ENOUGH_MEMORY;
    if (buffer == NULL || *length < need) {
        *length = (DWORD)need;
        return WSAEFAULT;
    }
    (void)ws2_classinfo_pack(info, true, buffer);
    return WS2_OK;
}
