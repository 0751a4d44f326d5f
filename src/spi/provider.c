/* SPDX-License-Identifier: MIT */
/* Choosing a provider for a socket; see provider.h. */
#include "spi/provider.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "os/sock.h"
#include "sock/sock.h"
#include "sock/wsp.h"
#include "spi/layer.h"
#include "spi/live.h"

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

/* What was missing when nothing fits. */
struct search {
    bool af_known, type_known, protocol_known;
};

static bool entry_fits(struct search *found, const WSAPROTOCOL_INFOW *e, int af,
                       int type, int protocol)
{
    bool type_fits = type == 0 || e->iSocketType == type;

    if (af != AF_UNSPEC && e->iAddressFamily != af)
        return false;
    found->af_known = true;
    if (type_fits)
        found->type_known = true;
    if (!entry_names_protocol(e, type, protocol))
        return false;
    found->protocol_known = true;
    return type_fits && (type != 0 || e->iSocketType != SOCK_RAW);
}

ws2_err ws2_spi_find(int af, int type, int protocol, WSAPROTOCOL_INFOW *out)
{
    struct search found = {false, false, false};
    const WSAPROTOCOL_INFOW *e;
    struct ws2_live *live;
    unsigned i = 0;

    if (af == AF_UNSPEC && type == 0 && protocol == 0)
        return WSAEINVAL;
    live = ws2_live_get(false);
    while ((e = ws2_live_at(live, i)) != NULL &&
           !(ws2_live_serves(live, i) &&
             entry_fits(&found, e, af, type, protocol)))
        i++;
    if (e != NULL)
        *out = *e;
    ws2_live_put(live);
    if (e != NULL)
        return WS2_OK;
    if (!found.af_known)
        return WSAEAFNOSUPPORT;
    if (!found.type_known)
        return WSAESOCKTNOSUPPORT;
    return found.protocol_known ? WSAEPROTOTYPE : WSAEPROTONOSUPPORT;
}

static bool entry_find(DWORD id, bool served, WSAPROTOCOL_INFOW *out)
{
    struct ws2_live *live = ws2_live_get(false);
    const WSAPROTOCOL_INFOW *e;
    unsigned i = 0;

    while ((e = ws2_live_at(live, i)) != NULL && e->dwCatalogEntryId != id)
        i++;
    if (e != NULL && served && !ws2_live_serves(live, i))
        e = NULL;
    if (e != NULL)
        *out = *e;
    ws2_live_put(live);
    return e != NULL;
}

bool ws2_spi_entry(DWORD dwCatalogEntryId, WSAPROTOCOL_INFOW *out)
{
    return entry_find(dwCatalogEntryId, false, out);
}

bool ws2_spi_served_entry(DWORD dwCatalogEntryId, WSAPROTOCOL_INFOW *out)
{
    return entry_find(dwCatalogEntryId, true, out);
}

bool ws2_spi_is_base(const GUID *provider)
{
    unsigned n;
    const WSAPROTOCOL_INFOW *base = ws2_sock_protocols(&n);

    return memcmp(provider, &base->ProviderId, sizeof(*provider)) == 0;
}

/* Who serves the entry: its own provider, or the topmost of a chain. */
static ws2_err procedures(const WSAPROTOCOL_INFOW *info,
                          const WSPPROC_TABLE **proc)
{
    const struct ws2_layer *layer;
    ws2_err err;

    *proc = ws2_base_provider.proc;
    if (ws2_spi_is_base(&info->ProviderId))
        return WS2_OK;
    err = ws2_layer_load(info, &layer);
    if (err == WS2_OK)
        *proc = &layer->proc;
    return err;
}

ws2_err ws2_spi_socket(const WSAPROTOCOL_INFOW *asked, int protocol, GROUP g,
                       DWORD dwFlags, SOCKET *out)
{
    WSAPROTOCOL_INFOW info = *asked;
    const WSPPROC_TABLE *proc;
    INT err = procedures(asked, &proc);

    if (err != WS2_OK)
        return err;
    *out = proc->lpWSPSocket(info.iAddressFamily, info.iSocketType, protocol,
                             &info, g, dwFlags, &err);
    if (*out != INVALID_SOCKET)
        return WS2_OK;
    return err != WS2_OK ? err : WSASYSCALLFAILURE; /* it names no code */
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
