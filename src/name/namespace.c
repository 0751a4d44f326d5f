/* SPDX-License-Identifier: MIT */
/* See namespace.h. No state. */
#include "name/namespace.h"

#include <string.h>

#include <ws2tcpip.h>

#include "name/nsp.h"
#include "os/mem.h"

static const GUID dns_provider = WS2_NSPDNS_ID;

static ws2_err provider_check(const GUID *provider)
{
    GUID id;

    if (provider == NULL)
        return WS2_OK;
    if (os_mem_copy_in(&id, provider, sizeof(id)) < 0)
        return WSAEFAULT;
    return memcmp(&id, &dns_provider, sizeof(id)) == 0 ? WS2_OK
                                                       : WSASERVICE_NOT_FOUND;
}

ws2_err ws2_namespace_check(DWORD name_space, const GUID *provider)
{
    switch (name_space) {
    case NS_ALL:
    case NS_DNS:
        return provider_check(provider);
    case NS_PNRPNAME:
    case NS_PNRPCLOUD:
        return WSAEINVAL;
    default:
        return WSASERVICE_NOT_FOUND;
    }
}
