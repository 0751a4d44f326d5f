/* SPDX-License-Identifier: MIT */
/* Query sets from the program's memory, which may be anything; see queryset.h.
 */
#include "name/queryset.h"

#include <stddef.h>
#include <string.h>

#include "os/mem.h"

/* Narrow sets are read as wide ones whose strings are another kind. */
_Static_assert(sizeof(WSAQUERYSETA) == sizeof(WSAQUERYSETW), "layout");
_Static_assert(offsetof(WSAQUERYSETA, lpBlob) == offsetof(WSAQUERYSETW, lpBlob),
               "layout");

static void address_in(struct ws2_parts *parts, SOCKET_ADDRESS *addr)
{
    if (addr->iSockaddrLength < 0) {
        if (parts->err == WS2_OK)
            parts->err = WSAEINVAL;
        return;
    }
    addr->lpSockaddr = ws2_parts_array(parts, addr->lpSockaddr,
                                       (size_t)addr->iSockaddrLength, 1);
}

static void addresses_in(struct ws2_parts *parts, WSAQUERYSETW *set)
{
    set->lpcsaBuffer = ws2_parts_array(
        parts, set->lpcsaBuffer, set->dwNumberOfCsAddrs, sizeof(CSADDR_INFO));
    for (DWORD i = 0; parts->err == WS2_OK && i < set->dwNumberOfCsAddrs; i++) {
        address_in(parts, &set->lpcsaBuffer[i].LocalAddr);
        address_in(parts, &set->lpcsaBuffer[i].RemoteAddr);
    }
}

static void blob_in(struct ws2_parts *parts, WSAQUERYSETW *set)
{
    BLOB *blob = ws2_parts_copy(parts, set->lpBlob, 1, sizeof(BLOB));

    set->lpBlob = blob;
    if (blob != NULL)
        blob->pBlobData =
            ws2_parts_array(parts, blob->pBlobData, blob->cbSize, 1);
}

static void ignored_clear(WSAQUERYSETW *set, enum ws2_queryset_use use)
{
    if (use == WS2_SET_RESULT)
        return;
    set->dwOutputFlags = 0;
    if (use == WS2_SET_QUERY) {
        set->lpszComment = NULL;
        set->dwNumberOfCsAddrs = 0;
        set->lpcsaBuffer = NULL;
    } else if (use == WS2_SET_SERVICE) {
        set->dwNumberOfProtocols = 0;
        set->lpafpProtocols = NULL;
        set->lpszQueryString = NULL;
    }
}

static void members_in(struct ws2_parts *parts, WSAQUERYSETW *set, bool wide)
{
    set->lpszServiceInstanceName =
        ws2_parts_text(parts, set->lpszServiceInstanceName, wide);
    set->lpServiceClassId =
        ws2_parts_copy(parts, set->lpServiceClassId, 1, sizeof(GUID));
    set->lpVersion =
        ws2_parts_copy(parts, set->lpVersion, 1, sizeof(WSAVERSION));
    set->lpszComment = ws2_parts_text(parts, set->lpszComment, wide);
    set->lpNSProviderId =
        ws2_parts_copy(parts, set->lpNSProviderId, 1, sizeof(GUID));
    set->lpszContext = ws2_parts_text(parts, set->lpszContext, wide);
    set->lpafpProtocols =
        ws2_parts_array(parts, set->lpafpProtocols, set->dwNumberOfProtocols,
                        sizeof(AFPROTOCOLS));
    set->lpszQueryString = ws2_parts_text(parts, set->lpszQueryString, wide);
    addresses_in(parts, set);
    blob_in(parts, set);
}

ws2_err ws2_queryset_in(struct ws2_queryset *q, const void *set, bool wide,
                        enum ws2_queryset_use use)
{
    memset(&q->parts, 0, sizeof(q->parts));
    if (set == NULL || os_mem_copy_in(&q->set, set, sizeof(q->set)) != 0)
        return WSAEFAULT;
    if (q->set.dwSize < sizeof(q->set))
        return WSAEINVAL;
    q->set.dwSize = sizeof(q->set);
    ignored_clear(&q->set, use);
    members_in(&q->parts, &q->set, wide);
    if (q->parts.err != WS2_OK)
        ws2_queryset_free(q);
    return q->parts.err;
}

void ws2_queryset_free(struct ws2_queryset *q)
{
    ws2_parts_free(&q->parts);
}

ws2_err ws2_queryset_out(const WSAQUERYSETW *set, bool wide, DWORD *length,
                         void *buffer)
{
    size_t need = ws2_queryset_pack(set, wide, NULL);

    if (need > UINT32_MAX)
        return WSA_NOT_ENOUGH_MEMORY;
    if (*length < need) {
        *length = (DWORD)need;
        return WSAEFAULT;
    }
    if (!os_mem_writable(buffer, need))
        return WSAEFAULT;
    (void)ws2_queryset_pack(set, wide, buffer);
    return WS2_OK;
}
