/* SPDX-License-Identifier: MIT */
/* Choosing a provider for a socket; see provider.h. */
#include "spi/provider.h"

#include <errno.h>
#include <stddef.h>

#include "os/sock.h"
#include "sock/sock.h"
#include "sock/wsp.h"

bool ws2_spi_has_protocol(const WSAPROTOCOL_INFOW *entry, int protocol)
{
    return protocol >= entry->iProtocol &&
           protocol <= entry->iProtocol + entry->iProtocolMaxOffset;
}

/* A raw entry takes any protocol, but only for who asks for raw. */
static bool entry_names_protocol(const WSAPROTOCOL_INFOW *e, int type,
                                 int protocol)
{
    return protocol == 0 || ((e->iSocketType != SOCK_RAW || type == SOCK_RAW) &&
                             ws2_spi_has_protocol(e, protocol));
}

ws2_err ws2_spi_find(int af, int type, int protocol,
                     const WSAPROTOCOL_INFOW **out)
{
    bool af_known = false, type_known = false, protocol_known = false;
    const WSAPROTOCOL_INFOW *e;
    unsigned n;

    if (af == AF_UNSPEC && type == 0 && protocol == 0)
        return WSAEINVAL;
    for (e = ws2_sock_protocols(&n); n > 0; n--, e++) {
        bool type_fits = type == 0 || e->iSocketType == type;

        if (af != AF_UNSPEC && e->iAddressFamily != af)
            continue;
        af_known = true;
        if (type_fits)
            type_known = true;
        if (!entry_names_protocol(e, type, protocol))
            continue;
        protocol_known = true;
        if (type_fits && (type != 0 || e->iSocketType != SOCK_RAW)) {
            *out = e;
            return WS2_OK;
        }
    }
    if (!af_known)
        return WSAEAFNOSUPPORT;
    if (!type_known)
        return WSAESOCKTNOSUPPORT;
    return protocol_known ? WSAEPROTOTYPE : WSAEPROTONOSUPPORT;
}

const WSAPROTOCOL_INFOW *ws2_spi_entry(DWORD dwCatalogEntryId)
{
    const WSAPROTOCOL_INFOW *e;
    unsigned n;

    for (e = ws2_sock_protocols(&n); n > 0; n--, e++)
        if (e->dwCatalogEntryId == dwCatalogEntryId)
            return e;
    return NULL;
}

ws2_err ws2_spi_socket(const WSAPROTOCOL_INFOW *asked, int protocol, GROUP g,
                       DWORD dwFlags, SOCKET *out)
{
    WSAPROTOCOL_INFOW info = *asked;
    const WSPPROC_TABLE *proc = ws2_base_provider.proc;
    INT err = WSASYSCALLFAILURE; /* a provider that fails and names no code */

    *out = proc->lpWSPSocket(info.iAddressFamily, info.iSocketType, protocol,
                             &info, g, dwFlags, &err);
    return *out != INVALID_SOCKET ? WS2_OK : err;
}

ws2_err ws2_spi_ready(void)
{
    static const int families[] = {AF_INET, AF_INET6, AF_UNIX};

    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        int fd = os_socket(families[i], SOCK_STREAM, 0);

        if (fd >= 0)
            os_close(fd);
        /* out of descriptors is not a missing network */
        if (fd >= 0 || fd == -EMFILE || fd == -ENFILE)
            return WS2_OK;
    }
    return WSASYSNOTREADY;
}
