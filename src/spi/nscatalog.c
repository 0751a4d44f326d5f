/* SPDX-License-Identifier: MIT */
/* The namespace providers of the catalog, with what those that are always there
 * are made of; see nscatalog.h. Their ids and their order are those of
 * Windows. */
#include "spi/nscatalog.h"

#include <mswsock.h>

#include <stdlib.h>
#include <string.h>

#include "name/nsp.h"
#include "spi/catalog.h"
#include "spi/nspv2.h"
#include "win32/utf.h"

static const struct ws2_ns_entry entries[] = {
    {.id = WS2_NSPDNS_ID,
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

const struct ws2_nscatalog ws2_nscatalog_built_in = {
    entries, sizeof(entries) / sizeof(entries[0])};

/* A list with what it points to. */
struct taken {
    struct ws2_nscatalog list;
    struct ws2_catalog *c;
    struct ws2_ns_entry entries[];
};

static const struct ws2_ns_entry *built_in_find(const GUID *id)
{
    for (unsigned i = 0; i < ws2_nscatalog_built_in.count; i++)
        if (memcmp(&entries[i].id, id, sizeof(*id)) == 0)
            return &entries[i];
    return NULL;
}

/* A path with a %NAME% that is not set stays as it is and opens nothing. */
static bool path_take(const char *path, char **out)
{
    ws2_err err = ws2_catalog_expand(path, out);

    if (err == WSAEINVAL)
        *out = strdup(path);
    return err == WS2_OK || (err == WSAEINVAL && *out != NULL);
}

/* The e-mail namespace has no other ones. */
static bool is_version2(const struct ws2_catalog_namespace *n)
{
    return n->version >= 2 || n->number == NS_EMAIL;
}

static bool entry_take(const struct ws2_catalog_namespace *n,
                       struct ws2_ns_entry *out)
{
    char *path = NULL;

    if (n->source == WS2_BUILT_IN) {
        *out = *built_in_find(&n->id);
    } else if (path_take(n->path, &path)) {
        if (is_version2(n))
            out->startup = ws2_nspv2_startup;
        out->installed = TRUE;
        out->id = n->id;
        out->space = n->number;
        out->version = n->version;
        out->path = path;
        out->blob.cbSize = (ULONG)n->blob_len;
        out->blob.pBlobData = n->blob;
        out->name = ws2_utf16_dup(n->name);
    }
    out->active = n->enabled;
    return out->name != NULL;
}

/* A file may have a provider by the id of one that is built in: whose texts
 * these are the source says. */
static void taken_free(struct taken *t)
{
    for (unsigned i = 0; i < t->list.count; i++)
        if (t->c->namespaces[i].source != WS2_BUILT_IN) {
            free((void *)(uintptr_t)t->entries[i].name);
            free((void *)(uintptr_t)t->entries[i].path);
        }
    ws2_catalog_free(t->c);
    free(t);
}

ws2_err ws2_nscatalog_get(const struct ws2_nscatalog **out)
{
    struct ws2_catalog *c;
    struct taken *t;
    ws2_err err = ws2_catalog_read(&c);

    if (err != WS2_OK)
        return err;
    t = calloc(1, sizeof(*t) + c->namespace_count * sizeof(t->entries[0]));
    if (t == NULL) {
        ws2_catalog_free(c);
        return WSA_NOT_ENOUGH_MEMORY;
    }
    t->c = c;
    t->list.entries = t->entries;
    for (unsigned i = 0; i < c->namespace_count; i++) {
        t->list.count++;
        if (!entry_take(&c->namespaces[i], &t->entries[i])) {
            taken_free(t);
            return WSA_NOT_ENOUGH_MEMORY;
        }
    }
    *out = &t->list;
    return WS2_OK;
}

void ws2_nscatalog_put(const struct ws2_nscatalog *catalog)
{
    taken_free((struct taken *)(uintptr_t)catalog);
}
