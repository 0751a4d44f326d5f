/* SPDX-License-Identifier: MIT */
/* Which namespaces GetAddrInfoEx asks: DNS, which is also what it makes of all
 * of them. Its provider answers from the hosts file, too. */
#ifndef WS2_NAME_NAMESPACE_H
#define WS2_NAME_NAMESPACE_H

#include <winsock2.h>

#include "err/err.h"

/* WS2_OK for DNS; provider: NULL, or a GUID that nobody has looked at yet.
 * WSAEINVAL (the peer name service does not run), WSASERVICE_NOT_FOUND (a
 * namespace or provider that is not installed), WSAEFAULT. */
ws2_err ws2_namespace_check(DWORD name_space, const GUID *provider);

#endif
