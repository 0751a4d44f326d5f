/* SPDX-License-Identifier: MIT */
/* What the doors of the provider catalog share: their codes, and what comes in
 * from the caller. They work before any WSAStartup. The ...32 forms do what the
 * others do: there is one catalog. */
#ifndef WS2_API_WSC_H
#define WS2_API_WSC_H

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"
#include "name/text.h"

/* WSAEFAULT, which is the last error then, where no code can be stored: nothing
 * is done by a call that could not say how it failed. */
ws2_err ws2_wsc_begin(LPINT lpErrno);

/* 0, or SOCKET_ERROR and the code at lpErrno. */
int ws2_wsc_end(ws2_err err, LPINT lpErrno);

/* NULL is WSAEFAULT, as is what cannot be read. */
ws2_err ws2_wsc_guid_in(const GUID *lpProviderId, GUID *out);

/* UTF-8 of a text of at most max characters, not empty and on one line. NULL,
 * and whatever is no such text, is WSAEINVAL. */
ws2_err ws2_wsc_text_in(const WCHAR *text, size_t max, char out[WS2_TEXT_MAX]);

/* A copy of an array, for free(). NULL is WSAEFAULT, no elements WSAEINVAL,
 * more than a catalog can hold WSAENOBUFS. */
ws2_err ws2_wsc_array_in(const void *array, size_t size, DWORD count,
                         void **out);

/* Likewise, for the members of an order: WSAEINVAL when they are too many,
 * WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_wsc_order_in(const void *ids, size_t size, DWORD count, void **out);

#endif
