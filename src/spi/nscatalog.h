/* SPDX-License-Identifier: MIT */
/* The catalog of namespace providers, as those see it who load and ask them:
 * a list in order, which does not change while somebody holds it. Where it
 * comes from is nscatalog.c's own affair. */
#ifndef WS2_SPI_NSCATALOG_H
#define WS2_SPI_NSCATALOG_H

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"

struct ws2_ns_entry {
    GUID id;
    DWORD space, version; /* NS_... */
    BOOL active;
    BOOL installed;       /* it is none that is always there */
    const WCHAR *name;    /* for people */
    LPNSPSTARTUP startup; /* built in or of version 2; else NULL ... */
    const char *path;     /* ... and a shared object. Without a slash it is
                             beside this library */
    BLOB blob;            /* the provider's own */
};

struct ws2_nscatalog {
    const struct ws2_ns_entry *entries;
    unsigned count;
};

/* Those that are always there. */
extern const struct ws2_nscatalog ws2_nscatalog_built_in;

/* As it is now, until it is put back. WSA_NOT_ENOUGH_MEMORY. */
ws2_err ws2_nscatalog_get(const struct ws2_nscatalog **out);
void ws2_nscatalog_put(const struct ws2_nscatalog *catalog);

#endif
