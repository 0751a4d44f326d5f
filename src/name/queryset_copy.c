/* SPDX-License-Identifier: MIT */
/* A query set as one block; see queryset.h. */
#include "name/queryset.h"

#include <stddef.h>
#include <stdint.h>

#include "name/flat.h"

static void address_put(struct ws2_flat *f, SOCKET_ADDRESS *addr)
{
    addr->lpSockaddr =
        ws2_flat_put(f, addr->lpSockaddr, (size_t)addr->iSockaddrLength,
                     _Alignof(SOCKADDR_STORAGE));
}

static void *addresses_put(struct ws2_flat *f, const WSAQUERYSETW *set)
{
    const size_t size = sizeof(CSADDR_INFO);
    size_t at;

    if (set->dwNumberOfCsAddrs == 0)
        return NULL;
    at = ws2_flat_reserve(f, set->dwNumberOfCsAddrs * size,
                          _Alignof(CSADDR_INFO));
    for (DWORD i = 0; i < set->dwNumberOfCsAddrs; i++) {
        CSADDR_INFO info = set->lpcsaBuffer[i];

        address_put(f, &info.LocalAddr);
        address_put(f, &info.RemoteAddr);
        ws2_flat_write(f, at + i * size, &info, size);
    }
    return ws2_flat_address(f, at);
}

static void *blob_put(struct ws2_flat *f, const BLOB *from)
{
    BLOB blob;

    if (from == NULL)
        return NULL;
    blob.cbSize = from->cbSize;
    blob.pBlobData =
        ws2_flat_put(f, from->pBlobData, from->cbSize, _Alignof(max_align_t));
    return ws2_flat_put(f, &blob, sizeof(blob), _Alignof(BLOB));
}

size_t ws2_queryset_pack(const WSAQUERYSETW *set, bool wide, void *buffer)
{
    struct ws2_flat f = {.base = buffer};
    WSAQUERYSETW out = *set;
    size_t at = ws2_flat_reserve(&f, sizeof(out), _Alignof(WSAQUERYSETW));

    out.dwSize = sizeof(out);
    out.lpServiceClassId =
        ws2_flat_put(&f, set->lpServiceClassId, sizeof(GUID), _Alignof(GUID));
    out.lpVersion = ws2_flat_put(&f, set->lpVersion, sizeof(WSAVERSION),
                                 _Alignof(WSAVERSION));
    out.lpNSProviderId =
        ws2_flat_put(&f, set->lpNSProviderId, sizeof(GUID), _Alignof(GUID));
    out.lpafpProtocols = ws2_flat_put(
        &f, set->lpafpProtocols, set->dwNumberOfProtocols * sizeof(AFPROTOCOLS),
        _Alignof(AFPROTOCOLS));
    out.lpcsaBuffer = addresses_put(&f, set);
    out.lpBlob = blob_put(&f, set->lpBlob);
    out.lpszServiceInstanceName =
        ws2_flat_text(&f, set->lpszServiceInstanceName, wide);
    out.lpszComment = ws2_flat_text(&f, set->lpszComment, wide);
    out.lpszContext = ws2_flat_text(&f, set->lpszContext, wide);
    out.lpszQueryString = ws2_flat_text(&f, set->lpszQueryString, wide);
    ws2_flat_write(&f, at, &out, sizeof(out));
    return f.used;
}

ws2_err ws2_queryset_copy(const WSAQUERYSETW *set, DWORD *length,
                          WSAQUERYSETW *buffer)
{
    size_t need = ws2_queryset_pack(set, true, NULL);

    if (need > UINT32_MAX)
        return WSA_NOT_ENOUGH_MEMORY;
    if (buffer == NULL || *length < need) {
        *length = (DWORD)need;
        return WSAEFAULT;
    }
    (void)ws2_queryset_pack(set, true, buffer);
    return WS2_OK;
}
