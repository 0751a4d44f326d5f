/* SPDX-License-Identifier: MIT */
/* Starting one transport provider; see layer_load.h. No state. Page:
 * WSPStartup. */
#include "spi/layer_load.h"

#include <dlfcn.h>
#include <string.h>

#include "spi/object.h"

#define VERSION MAKEWORD(2, 2)

/* It has no other members than procedures. */
static bool table_is_full(const WSPPROC_TABLE *proc)
{
    void (*slot)(void);

    for (size_t at = 0; at < sizeof(*proc); at += sizeof(slot)) {
        memcpy(&slot, (const char *)proc + at, sizeof(slot));
        if (slot == NULL)
            return false;
    }
    return true;
}

/* Who is refused was started all the same, and is told. */
static ws2_err table_get(LPWSPSTARTUP startup, const WSAPROTOCOL_INFOW *entry,
                         const WSPUPCALLTABLE *upcalls, WSPPROC_TABLE *proc)
{
    WSAPROTOCOL_INFOW info = *entry;
    WSPDATA data = {0};
    INT ignored = 0;
    ws2_err err = WS2_OK;

    memset(proc, 0, sizeof(*proc));
    if (startup(VERSION, &data, &info, *upcalls, proc) != 0)
        return WSAEPROVIDERFAILEDINIT;
    if (data.wVersion != VERSION)
        err = WSAEINVALIDPROVIDER;
    else if (!table_is_full(proc))
        err = WSAEINVALIDPROCTABLE;
    if (err != WS2_OK && proc->lpWSPCleanup != NULL)
        (void)proc->lpWSPCleanup(&ignored);
    return err;
}

ws2_err ws2_layer_start(const char *path, const WSAPROTOCOL_INFOW *entry,
                        const WSPUPCALLTABLE *upcalls, WSPPROC_TABLE *proc)
{
    ws2_err err = WSAEPROVIDERFAILEDINIT;
    LPWSPSTARTUP startup;
    void *file = ws2_spi_open(path);

    if (file == NULL)
        return err;
    ws2_spi_symbol(file, "WSPStartup", &startup);
    if (startup != NULL)
        err = table_get(startup, entry, upcalls, proc);
    if (err != WS2_OK)
        dlclose(file);
    return err;
}
