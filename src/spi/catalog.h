/* SPDX-License-Identifier: MIT */
/* The catalog of providers: which transport and namespace providers there are,
 * in which order, and which may serve which program.
 *
 * It has three parts: what is built in (the base provider), the system's file
 * and the user's. A file is text that a person can read (catalog_parse.c has
 * its form) and is replaced as a whole. What a part is not trusted with, or has
 * wrong, is as good as not there: the base provider always is.
 *
 * A struct ws2_catalog is a picture of all three at one time; nothing in it
 * changes after it was read, but under catalog_edit.h. What sockets are made
 * from is live.h. Pages: WSCEnumProtocols and its relatives. */
#ifndef WS2_SPI_CATALOG_H
#define WS2_SPI_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

#include <winsock2.h>
#include <ws2spi.h>

#include "err/err.h"
#include "os/keptfile.h"

enum ws2_catalog_source { WS2_BUILT_IN, WS2_SYSTEM, WS2_USER, WS2_SOURCES };

/* Numbers of entries: those built in are below, then the system's, then the
 * user's. They are never given again. */
#define WS2_ENTRY_SYSTEM 1101u
#define WS2_ENTRY_USER   100001u

/* All that there are. */
#define WS2_CATEGORIES                                                         \
    ((DWORD)(LSP_SYSTEM | LSP_INSPECTOR | LSP_REDIRECTOR | LSP_PROXY |         \
             LSP_FIREWALL | LSP_INBOUND_MODIFY | LSP_OUTBOUND_MODIFY |         \
             LSP_CRYPTO_COMPRESS | LSP_LOCAL_CACHE))

#define WS2_CATALOG_MAX (1u << 20) /* bytes of a file */

struct ws2_catalog_entry {
    WSAPROTOCOL_INFOW info;
    enum ws2_catalog_source source;
};

struct ws2_catalog_provider { /* what its entries share */
    GUID id;
    char *path; /* as it was installed: %NAMES% stand */
    DWORD categories;
    enum ws2_catalog_source source;
};

struct ws2_catalog_application {
    char *path, *arguments; /* arguments NULL: whatever they are */
    DWORD categories;
    enum ws2_catalog_source source;
};

struct ws2_catalog_namespace {
    GUID id;
    char *name, *path;
    DWORD number, version; /* NS_ ... */
    bool enabled;
    unsigned char *blob;
    size_t blob_len;
    enum ws2_catalog_source source;
};

/* A namespace provider of another part is turned on or off. */
struct ws2_catalog_switch {
    GUID id;
    bool enabled;
    enum ws2_catalog_source source;
};

enum ws2_catalog_state {
    WS2_PART_ABSENT,
    WS2_PART_GOOD,
    WS2_PART_REFUSED,   /* see trust */
    WS2_PART_CORRUPT,   /* see line and problem */
    WS2_PART_UNREADABLE /* see res */
};

struct ws2_catalog_part {
    char *path; /* of its file; NULL: there is none here */
    enum ws2_catalog_state state;
    enum os_trust trust;
    unsigned line;
    const char *problem;
    int res; /* -errno */
    struct os_stamp stamp;
    DWORD next_id;
    DWORD *order; /* entries of any part, those that come first */
    unsigned order_count;
    GUID *namespace_order;
    unsigned namespace_order_count;
};

/* Entries and namespaces are in their effective order. */
struct ws2_catalog {
    struct ws2_catalog_part parts[WS2_SOURCES];
    struct ws2_catalog_entry *entries;
    struct ws2_catalog_provider *providers;
    struct ws2_catalog_application *applications;
    struct ws2_catalog_namespace *namespaces;
    struct ws2_catalog_switch *switches;
    unsigned entry_count, provider_count, application_count, namespace_count,
        switch_count;
};

/* All parts as they are now. WSA_NOT_ENOUGH_MEMORY; whatever else is wrong is
 * in the parts. */
ws2_err ws2_catalog_read(struct ws2_catalog **out);
void ws2_catalog_free(struct ws2_catalog *c);

/* Whether a file is another one than when c was read. */
bool ws2_catalog_stale(const struct ws2_catalog *c);

/* The first part of which something is wrong, or NULL. */
const struct ws2_catalog_part *ws2_catalog_broken(const struct ws2_catalog *c);

/* Or NULL. Only who edits changes what it finds. */
struct ws2_catalog_entry *ws2_catalog_entry(const struct ws2_catalog *c,
                                            DWORD id);
struct ws2_catalog_provider *ws2_catalog_provider(const struct ws2_catalog *c,
                                                  const GUID *id);
struct ws2_catalog_namespace *ws2_catalog_namespace(const struct ws2_catalog *c,
                                                    const GUID *id);

/* Whether an application can be given a socket of it: a base protocol, or a
 * chain of which every member is there. */
bool ws2_catalog_usable(const struct ws2_catalog *c,
                        const struct ws2_catalog_entry *e);

/* The categories that the application, by path and arguments (or NULL) as they
 * were set, may have; false: it was never categorised. */
bool ws2_catalog_categories(const struct ws2_catalog *c, const char *path,
                            const char *arguments, DWORD *categories);

/* The path as it is to be loaded: %NAMES% replaced from the environment, which
 * a set-uid program does not trust. For free(). WSAEINVAL: one is not set. */
ws2_err ws2_catalog_expand(const char *path, char **out);

#endif
