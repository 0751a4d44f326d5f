/* SPDX-License-Identifier: MIT */
/* The namespace providers that are always there; see nscatalog.h. Their ids and
 * their order are those of Windows. */
#include "spi/nscatalog.h"

#include <mswsock.h>

#include "name/nsp.h"

static const struct ws2_ns_entry entries[] = {
    {.id = {0x22059d40,
            0x7e9e,
            0x11cf,
            {0xae, 0x5a, 0x00, 0xaa, 0x00, 0xa7, 0x11, 0x2b}},
     .space = NS_DNS,
     .version = 1,
     .active = TRUE,
     .name = u"Tcpip",
     .startup = ws2_nspdns_startup},
    /* Services that programs registered: a file of its own, so that what it
     * needs is in no process that does not ask. */
    {.id = {0x3b2637ee,
            0xe580,
            0x11cf,
            {0xa5, 0x55, 0x00, 0xc0, 0x4f, 0xd8, 0xd4, 0xac}},
     .space = NS_NTDS,
     .version = 1,
     .active = TRUE,
     .name = u"NTDS",
     .path = "ws2_registry.so"},
    {.id = NLA_NAMESPACE_GUID,
     .space = NS_NLA,
     .version = 1,
     .active = TRUE,
     .name = u"Network Location Awareness",
     .startup = ws2_nspnla_startup},
};

static const struct ws2_nscatalog built_in = {entries, sizeof(entries) /
                                                           sizeof(entries[0])};

ws2_err ws2_nscatalog_get(const struct ws2_nscatalog **out)
{
    *out = &built_in;
    return WS2_OK;
}

void ws2_nscatalog_put(const struct ws2_nscatalog *catalog)
{
    (void)catalog; /* constant */
}
