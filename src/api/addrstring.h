/* SPDX-License-Identifier: MIT */
/* The conversions behind WSAAddressToString and WSAStringToAddress, for the
 * base provider's procedures too. family_at: where a WSAPROTOCOL_INFO of this
 * width has its family. WSAEINVAL, WSAEFAULT. */
#ifndef WS2_API_ADDRSTRING_H
#define WS2_API_ADDRSTRING_H

#include <winsock2.h>

#include "err/err.h"
#include "name/text.h"

/* unit: 1 or 2, the width of a character. */
ws2_err ws2_addrstring_write(const void *addr, DWORD size, const void *info,
                             size_t family_at, void *out, DWORD *room,
                             size_t unit);

/* in: how text was read. */
ws2_err ws2_addrstring_read(enum ws2_text in, const char *text, int family,
                            const void *info, size_t family_at, void *out,
                            INT *room);

#endif
