/* SPDX-License-Identifier: MIT */
/* A picture of the catalog: put together from its parts, brought in order and
 * looked things up in. See catalog.h. No state. */
#include "spi/catalog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sock/sock.h"
#include "spi/catalog_files.h"
#include "spi/catalog_text.h"
#include "spi/list.h"
#include "spi/nscatalog.h"
#include "win32/utf.h"

/* --- Looking up. Where two parts have the same, the user's counts, which was
 * read last. */

struct ws2_catalog_entry *ws2_catalog_entry(const struct ws2_catalog *c,
                                            DWORD id)
{
    for (unsigned i = 0; i < c->entry_count; i++)
        if (c->entries[i].info.dwCatalogEntryId == id)
            return &c->entries[i];
    return NULL;
}

struct ws2_catalog_provider *ws2_catalog_provider(const struct ws2_catalog *c,
                                                  const GUID *id)
{
    for (unsigned i = c->provider_count; i-- > 0;)
        if (ws2_guid_equal(&c->providers[i].id, id))
            return &c->providers[i];
    return NULL;
}

struct ws2_catalog_namespace *ws2_catalog_namespace(const struct ws2_catalog *c,
                                                    const GUID *id)
{
    for (unsigned i = 0; i < c->namespace_count; i++)
        if (ws2_guid_equal(&c->namespaces[i].id, id))
            return &c->namespaces[i];
    return NULL;
}

bool ws2_catalog_usable(const struct ws2_catalog *c,
                        const struct ws2_catalog_entry *e)
{
    const WSAPROTOCOLCHAIN *chain = &e->info.ProtocolChain;

    if (chain->ChainLen == LAYERED_PROTOCOL)
        return false;
    for (int i = 0; chain->ChainLen > BASE_PROTOCOL && i < chain->ChainLen; i++)
        if (ws2_catalog_entry(c, chain->ChainEntries[i]) == NULL)
            return false;
    return true;
}

static bool text_equal(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool ws2_catalog_categories(const struct ws2_catalog *c, const char *path,
                            const char *arguments, DWORD *categories)
{
    for (unsigned i = c->application_count; i-- > 0;) {
        const struct ws2_catalog_application *a = &c->applications[i];

        if (text_equal(a->path, path) && text_equal(a->arguments, arguments)) {
            *categories = a->categories;
            return true;
        }
    }
    return false;
}

const struct ws2_catalog_part *ws2_catalog_broken(const struct ws2_catalog *c)
{
    for (unsigned i = WS2_SYSTEM; i < WS2_SOURCES; i++)
        if (c->parts[i].state > WS2_PART_GOOD)
            return &c->parts[i];
    return NULL;
}

/* --- Order: the user's file says what comes first, then the system's; what
 * neither names follows as it was installed. */

static unsigned rank_in(const DWORD *order, unsigned count, DWORD id)
{
    unsigned i = 0;

    while (i < count && order[i] != id)
        i++;
    return i;
}

static unsigned entry_rank(const struct ws2_catalog *c,
                           const struct ws2_catalog_entry *e)
{
    const struct ws2_catalog_part *user = &c->parts[WS2_USER];
    const struct ws2_catalog_part *system = &c->parts[WS2_SYSTEM];
    DWORD id = e->info.dwCatalogEntryId;
    unsigned rank = rank_in(user->order, user->order_count, id);

    return rank < user->order_count
               ? rank
               : rank + rank_in(system->order, system->order_count, id);
}

/* Insertion keeps equals in their order, and there are few. */
static void entries_sort(struct ws2_catalog *c)
{
    for (unsigned i = 1; i < c->entry_count; i++) {
        struct ws2_catalog_entry e = c->entries[i];
        unsigned at = i, rank = entry_rank(c, &e);

        for (; at > 0 && entry_rank(c, &c->entries[at - 1]) > rank; at--)
            c->entries[at] = c->entries[at - 1];
        c->entries[at] = e;
    }
}

static unsigned guid_rank(const struct ws2_catalog_part *part, const GUID *id)
{
    unsigned i = 0;

    while (i < part->namespace_order_count &&
           !ws2_guid_equal(&part->namespace_order[i], id))
        i++;
    return i;
}

static unsigned namespace_rank(const struct ws2_catalog *c, const GUID *id)
{
    const struct ws2_catalog_part *user = &c->parts[WS2_USER];
    unsigned rank = guid_rank(user, id);

    return rank < user->namespace_order_count
               ? rank
               : rank + guid_rank(&c->parts[WS2_SYSTEM], id);
}

static void namespaces_sort(struct ws2_catalog *c)
{
    for (unsigned i = 1; i < c->namespace_count; i++) {
        struct ws2_catalog_namespace n = c->namespaces[i];
        unsigned at = i, rank = namespace_rank(c, &n.id);

        for (; at > 0 && namespace_rank(c, &c->namespaces[at - 1].id) > rank;
             at--)
            c->namespaces[at] = c->namespaces[at - 1];
        c->namespaces[at] = n;
    }
}

void ws2_catalog_sort(struct ws2_catalog *c)
{
    entries_sort(c);
    namespaces_sort(c);
}

/* --- Reading. */

static bool base_add(struct ws2_catalog *c)
{
    struct ws2_catalog_provider *provider =
        WS2_LIST_ADD(c->providers, c->provider_count);
    const WSAPROTOCOL_INFOW *base;
    unsigned n;

    base = ws2_sock_protocols(&n);
    if (provider == NULL)
        return false;
    provider->id = base->ProviderId;
    provider->path = strdup(WS2_BASE_PATH);
    for (; n > 0; n--, base++) {
        struct ws2_catalog_entry *e = WS2_LIST_ADD(c->entries, c->entry_count);

        if (e == NULL)
            return false;
        e->info = *base;
    }
    return provider->path != NULL;
}

static bool namespaces_add(struct ws2_catalog *c)
{
    for (unsigned i = 0; i < ws2_nscatalog_built_in.count; i++) {
        const struct ws2_ns_entry *e = &ws2_nscatalog_built_in.entries[i];
        struct ws2_catalog_namespace *n =
            WS2_LIST_ADD(c->namespaces, c->namespace_count);

        if (n == NULL)
            return false;
        n->id = e->id;
        n->number = e->space;
        n->version = e->version;
        n->enabled = e->active != FALSE;
        n->name = ws2_utf8_dup(e->name);
        n->path = strdup(e->path != NULL ? e->path : WS2_BASE_PATH);
        if (n->name == NULL || n->path == NULL)
            return false;
    }
    return true;
}

/* Of two parts that have the same namespace provider the later one counts. */
static void shadowed_drop(struct ws2_catalog *c)
{
    for (unsigned i = c->namespace_count; i-- > 0;)
        for (unsigned k = i + 1; k < c->namespace_count; k++)
            if (ws2_guid_equal(&c->namespaces[i].id, &c->namespaces[k].id)) {
                ws2_namespace_drop(&c->namespaces[i]);
                WS2_LIST_REMOVE(c->namespaces, c->namespace_count, i);
                break;
            }
}

static void switches_apply(struct ws2_catalog *c)
{
    for (unsigned i = 0; i < c->switch_count; i++)
        for (unsigned k = 0; k < c->namespace_count; k++)
            if (ws2_guid_equal(&c->namespaces[k].id, &c->switches[i].id))
                c->namespaces[k].enabled = c->switches[i].enabled;
}

/* What a file that is not good has added already. */
static void part_drop(struct ws2_catalog *c, enum ws2_catalog_source source)
{
    struct ws2_catalog_part *part = &c->parts[source];

    while (c->entry_count > 0 &&
           c->entries[c->entry_count - 1].source == source)
        c->entry_count--;
    while (c->provider_count > 0 &&
           c->providers[c->provider_count - 1].source == source)
        free(c->providers[--c->provider_count].path);
    while (c->application_count > 0 &&
           c->applications[c->application_count - 1].source == source)
        ws2_application_drop(&c->applications[--c->application_count]);
    while (c->namespace_count > 0 &&
           c->namespaces[c->namespace_count - 1].source == source)
        ws2_namespace_drop(&c->namespaces[--c->namespace_count]);
    while (c->switch_count > 0 &&
           c->switches[c->switch_count - 1].source == source)
        c->switch_count--;
    part->order_count = part->namespace_order_count = 0;
}

static ws2_err part_read(struct ws2_catalog *c, enum ws2_catalog_source source)
{
    struct ws2_catalog_part *part = &c->parts[source];
    ws2_err err = WS2_OK;
    char *text;
    long len;

    if (part->path == NULL)
        return WS2_OK;
    len = os_kept_read(part->path, WS2_CATALOG_MAX, &text, &part->trust,
                       &part->stamp);
    if (len == -ENOMEM)
        return WSA_NOT_ENOUGH_MEMORY;
    if (len < 0) {
        part->res = (int)len;
        part->state = len == -ENOENT ? WS2_PART_ABSENT : WS2_PART_UNREADABLE;
    } else if (part->trust != OS_TRUSTED) {
        part->state = WS2_PART_REFUSED;
    } else {
        err = ws2_catalog_parse(c, source, text, (size_t)len);
        if (part->state == WS2_PART_CORRUPT)
            part_drop(c, source);
        free(text);
    }
    return err;
}

ws2_err ws2_catalog_read(struct ws2_catalog **out)
{
    struct ws2_catalog *c = calloc(1, sizeof(*c));
    ws2_err err = WSA_NOT_ENOUGH_MEMORY;
    int saved = errno;

    if (c != NULL && ws2_catalog_files(c) && base_add(c) && namespaces_add(c))
        err = WS2_OK;
    for (unsigned i = WS2_SYSTEM; i < WS2_SOURCES && err == WS2_OK; i++)
        err = part_read(c, (enum ws2_catalog_source)i);
    errno = saved;
    if (err != WS2_OK) {
        ws2_catalog_free(c);
        return err;
    }
    shadowed_drop(c);
    switches_apply(c);
    ws2_catalog_sort(c);
    *out = c;
    return WS2_OK;
}

bool ws2_catalog_stale(const struct ws2_catalog *c)
{
    for (unsigned i = WS2_SYSTEM; i < WS2_SOURCES; i++) {
        struct os_stamp now;

        if (c->parts[i].path == NULL)
            continue;
        os_kept_stamp(c->parts[i].path, &now);
        if (memcmp(&now, &c->parts[i].stamp, sizeof(now)) != 0)
            return true;
    }
    return false;
}

void ws2_application_drop(struct ws2_catalog_application *a)
{
    free(a->path);
    free(a->arguments);
}

void ws2_namespace_drop(struct ws2_catalog_namespace *n)
{
    free(n->name);
    free(n->path);
    free(n->blob);
}

void ws2_catalog_free(struct ws2_catalog *c)
{
    if (c == NULL)
        return;
    for (unsigned i = WS2_SOURCES; i-- > 0;) {
        free(c->parts[i].path);
        free(c->parts[i].order);
        free(c->parts[i].namespace_order);
    }
    while (c->provider_count > 0)
        free(c->providers[--c->provider_count].path);
    while (c->application_count > 0)
        ws2_application_drop(&c->applications[--c->application_count]);
    while (c->namespace_count > 0)
        ws2_namespace_drop(&c->namespaces[--c->namespace_count]);
    free(c->entries);
    free(c->providers);
    free(c->applications);
    free(c->namespaces);
    free(c->switches);
    free(c);
}
