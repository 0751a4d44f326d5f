/* SPDX-License-Identifier: MIT */
/* Calls of NSPv2LookupServiceNextEx, which the provider may end long after it
 * has returned, by WSAProviderCompleteAsyncCall. A call owns the room for its
 * result, so that whoever made it may leave. */
#ifndef WS2_SPI_NSPV2_CALL_H
#define WS2_SPI_NSPV2_CALL_H

#include <stdbool.h>

#include <winsock2.h>

#include "err/err.h"

struct ws2_nspv2_call;

/* With a reference. unhurried: it has a handle that the provider ends it by;
 * else it is over when the provider returns. WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_nspv2_call_new(DWORD size, bool unhurried,
                           struct ws2_nspv2_call **out);
void ws2_nspv2_call_ref(struct ws2_nspv2_call *call);
void ws2_nspv2_call_put(struct ws2_nspv2_call *call);

/* What the provider is given. */
HANDLE ws2_nspv2_call_handle(const struct ws2_nspv2_call *call);
DWORD *ws2_nspv2_call_length(struct ws2_nspv2_call *call);
WSAQUERYSET2W *ws2_nspv2_call_result(struct ws2_nspv2_call *call);

/* The provider has returned, with this last error: how the call ended. */
ws2_err ws2_nspv2_call_wait(struct ws2_nspv2_call *call, ws2_err returned);

/* Nobody wants to know any more: WSA_E_CANCELLED for who waits. */
void ws2_nspv2_call_cancel(struct ws2_nspv2_call *call);

/* WSAEINVAL: there is no such call, or it is over. */
ws2_err ws2_nspv2_call_complete(HANDLE handle, ws2_err err);

#endif
