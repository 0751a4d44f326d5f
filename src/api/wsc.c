/* SPDX-License-Identifier: MIT */
/* Arguments and results of the catalog's doors; see wsc.h. */
#include "api/wsc.h"

#include <stdlib.h>

#include "err/lasterror.h"
#include "os/mem.h"
#include "spi/catalog.h"

ws2_err ws2_wsc_begin(LPINT lpErrno)
{
    return lpErrno != NULL && os_mem_writable(lpErrno, sizeof(*lpErrno))
               ? WS2_OK
               : WSAEFAULT;
}

int ws2_wsc_end(ws2_err err, LPINT lpErrno)
{
    if (err == WS2_OK)
        return 0;
    if (lpErrno == NULL || os_mem_copy_out(lpErrno, &err, sizeof(err)) != 0)
        ws2_set_last_error(WSAEFAULT);
    return SOCKET_ERROR;
}

ws2_err ws2_wsc_guid_in(const GUID *lpProviderId, GUID *out)
{
    return lpProviderId != NULL &&
                   os_mem_copy_in(out, lpProviderId, sizeof(*out)) == 0
               ? WS2_OK
               : WSAEFAULT;
}

ws2_err ws2_wsc_text_in(const WCHAR *text, size_t max, char out[WS2_TEXT_MAX])
{
    enum ws2_text res;

    if (text == NULL)
        return WSAEINVAL;
    res = ws2_text_in_wide(out, (const char16_t *)text);
    if (res != WS2_TEXT_OK)
        return res == WS2_TEXT_UNMAPPED ? WSAEFAULT : WSAEINVAL;
    for (const char *at = out; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return WSAEINVAL;
    return *out != '\0' && ws2_text_to_wide(out, NULL) <= max + 1 ? WS2_OK
                                                                  : WSAEINVAL;
}

ws2_err ws2_wsc_array_in(const void *array, size_t size, DWORD count,
                         void **out)
{
    ws2_err err = WS2_OK;

    *out = NULL;
    if (array == NULL)
        return WSAEFAULT;
    if (count == 0)
        return WSAEINVAL;
    if (count > WS2_CATALOG_MAX / size)
        return WSAENOBUFS;
    *out = malloc(count * size);
    if (*out == NULL)
        return WSAENOBUFS;
    if (os_mem_copy_in(*out, array, count * size) != 0) {
        free(*out);
        *out = NULL;
        err = WSAEFAULT;
    }
    return err;
}

/* More than a catalog can have are not its order. */
ws2_err ws2_wsc_order_in(const void *ids, size_t size, DWORD count, void **out)
{
    ws2_err err = ws2_wsc_array_in(ids, size, count, out);

    if (err != WSAENOBUFS)
        return err;
    return count > WS2_CATALOG_MAX / size ? WSAEINVAL : WSA_NOT_ENOUGH_MEMORY;
}
