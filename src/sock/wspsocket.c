/* SPDX-License-Identifier: MIT */
/* The base provider's WSPSocket. The dispatcher asks for what the entry says;
 * a layer may ask for something else. Page: WSPSocket. No state. */
#include "os/mem.h"
#include "sock/duplicate.h"
#include "sock/sock.h"
#include "sock/wspcall.h"

/* What a layer asks for beside the entry: the same, or nothing. */
static bool is_asked(int value, int entry)
{
    return value == 0 || value == FROM_PROTOCOL_INFO || value == entry;
}

static bool has_protocol(const WSAPROTOCOL_INFOW *info, int protocol)
{
    return is_asked(protocol, info->iProtocol) ||
           (protocol > info->iProtocol &&
            protocol <= info->iProtocol + info->iProtocolMaxOffset);
}

/* A protocol that another entry of the family has is of another type. */
static ws2_err protocol_check(const WSAPROTOCOL_INFOW *info, int protocol)
{
    unsigned n;
    const WSAPROTOCOL_INFOW *all = ws2_sock_protocols(&n);

    if (has_protocol(info, protocol))
        return WS2_OK;
    for (unsigned i = 0; i < n; i++)
        if (all[i].iAddressFamily == info->iAddressFamily &&
            all[i].iSocketType != SOCK_RAW && has_protocol(&all[i], protocol))
            return WSAEPROTOTYPE;
    return WSAEPROTONOSUPPORT;
}

static ws2_err socket_check(int af, int type, int protocol,
                            const WSAPROTOCOL_INFOW *info, GROUP g)
{
    if (!is_asked(af, info->iAddressFamily))
        return WSAEAFNOSUPPORT;
    if (!is_asked(type, info->iSocketType))
        return WSAESOCKTNOSUPPORT;
    if (g > SG_CONSTRAINED_GROUP)
        return WSAEINVAL; /* there are no groups to join */
    return protocol_check(info, protocol);
}

SOCKET WSPAPI ws2_wsp_socket(int af, int type, int protocol,
                             LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g,
                             DWORD dwFlags, LPINT lpErrno)
{
    SOCKET out = INVALID_SOCKET;
    ws2_err err = WSAEFAULT;

    if (!os_mem_readable(lpProtocolInfo, sizeof(*lpProtocolInfo)))
        goto end;
    if (ws2_protocol_is_offer(lpProtocolInfo)) {
        err = ws2_sock_take(lpProtocolInfo, dwFlags, &out);
        goto end;
    }
    err = socket_check(af, type, protocol, lpProtocolInfo, g);
    if (protocol == FROM_PROTOCOL_INFO || protocol == 0)
        protocol = lpProtocolInfo->iProtocol;
    if (err == WS2_OK)
        err = ws2_sock_create(lpProtocolInfo, protocol, dwFlags, &out);
end:
    return wsp_finish(err, lpErrno) == 0 ? out : INVALID_SOCKET;
}
