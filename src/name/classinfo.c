/* SPDX-License-Identifier: MIT */
/* Service classes from the program's memory, which may be anything, and back;
 * see classinfo.h. */
#include "name/classinfo.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "os/mem.h"

/* Narrow ones are read as wide ones whose strings are another kind. */
_Static_assert(sizeof(WSANSCLASSINFOA) == sizeof(WSANSCLASSINFOW), "layout");

ws2_err ws2_classinfo_in(struct ws2_classinfo *c, const void *info, bool wide)
{
    struct ws2_parts *parts = &c->parts;
    WSASERVICECLASSINFOW *in = &c->info;

    memset(parts, 0, sizeof(*parts));
    if (info == NULL || os_mem_copy_in(in, info, sizeof(*in)) != 0)
        return WSAEFAULT;
    in->lpServiceClassId =
        ws2_parts_copy(parts, in->lpServiceClassId, 1, sizeof(GUID));
    in->lpszServiceClassName =
        ws2_parts_text(parts, in->lpszServiceClassName, wide);
    in->lpClassInfos = ws2_parts_array(parts, in->lpClassInfos, in->dwCount,
                                       sizeof(WSANSCLASSINFOW));
    for (DWORD i = 0; parts->err == WS2_OK && i < in->dwCount; i++) {
        WSANSCLASSINFOW *value = &in->lpClassInfos[i];

        value->lpszName = ws2_parts_text(parts, value->lpszName, wide);
        value->lpValue =
            ws2_parts_array(parts, value->lpValue, value->dwValueSize, 1);
    }
    if (parts->err != WS2_OK)
        ws2_classinfo_free(c);
    return parts->err;
}

void ws2_classinfo_free(struct ws2_classinfo *c)
{
    ws2_parts_free(&c->parts);
}

ws2_err ws2_classinfo_out(const WSASERVICECLASSINFOW *info, bool wide,
                          DWORD *length, void *buffer)
{
    size_t need = ws2_classinfo_pack(info, wide, NULL);

    if (need > UINT32_MAX)
        return WSA_NOT_ENOUGH_MEMORY;
    if (*length < need) {
        *length = (DWORD)need;
        return WSAEFAULT;
    }
    if (!os_mem_writable(buffer, need))
        return WSAEFAULT;
    (void)ws2_classinfo_pack(info, wide, buffer);
    return WS2_OK;
}
