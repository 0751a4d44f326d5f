/* SPDX-License-Identifier: MIT */
/* The process' catalog; see live.h. lock guards `newest`, which is replaced and
 * never changed; who uses a picture has a reference. */
#include "spi/live.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "os/fork.h"
#include "os/lock.h"
#include "sock/sock.h"
#include "spi/program.h"

struct ws2_live {
    atomic_uint refs;
    struct ws2_catalog *c;
};

static struct ws2_lock lock = WS2_LOCK_INIT;
static struct ws2_live *newest;
static struct { /* of the program, once known */
    bool known, categorised;
    DWORD categories;
} program;

static void live_forked(void)
{
    atomic_store(&lock.word, 0);
}
OS_IN_FORKED_CHILD(live_forked)

static struct ws2_live *live_read(void)
{
    struct ws2_live *live = malloc(sizeof(*live));

    if (live == NULL)
        return NULL;
    if (ws2_catalog_read(&live->c) != WS2_OK) {
        free(live);
        return NULL;
    }
    atomic_init(&live->refs, 1);
    return live;
}

static void refresh_locked(void)
{
    struct ws2_live *live;

    if (newest != NULL && !ws2_catalog_stale(newest->c))
        return;
    live = live_read();
    if (live == NULL)
        return;
    ws2_live_put(newest);
    newest = live;
    if (!program.known)
        program.categorised =
            ws2_program_categories(live->c, &program.categories);
    program.known = true;
}

struct ws2_live *ws2_live_get(bool refresh)
{
    struct ws2_live *live;

    ws2_lock_take(&lock);
    if (refresh || newest == NULL)
        refresh_locked();
    live = newest;
    if (live != NULL)
        atomic_fetch_add(&live->refs, 1);
    ws2_lock_drop(&lock);
    return live;
}

void ws2_live_put(struct ws2_live *live)
{
    if (live == NULL || atomic_fetch_sub(&live->refs, 1) != 1)
        return;
    ws2_catalog_free(live->c);
    free(live);
}

const WSAPROTOCOL_INFOW *ws2_live_at(const struct ws2_live *live, unsigned i)
{
    const WSAPROTOCOL_INFOW *base;
    unsigned n;

    if (live != NULL)
        return i < live->c->entry_count ? &live->c->entries[i].info : NULL;
    base = ws2_sock_protocols(&n);
    return i < n ? &base[i] : NULL;
}

/* "Determining Which LSPs Get Loaded". */
static bool layer_is_permitted(const struct ws2_catalog *c, DWORD id)
{
    const struct ws2_catalog_entry *layer = ws2_catalog_entry(c, id);
    const struct ws2_catalog_provider *provider =
        layer != NULL ? ws2_catalog_provider(c, &layer->info.ProviderId) : NULL;
    DWORD has = provider != NULL ? provider->categories : 0;

    return (has & program.categories) != 0 &&
           (has & ~program.categories) == 0 &&
           (program.categories & LSP_SYSTEM & ~has) == 0;
}

bool ws2_live_serves(const struct ws2_live *live, unsigned i)
{
    const struct ws2_catalog_entry *e;
    const WSAPROTOCOLCHAIN *chain;

    if (live == NULL)
        return true;
    e = &live->c->entries[i];
    chain = &e->info.ProtocolChain;
    if (!ws2_catalog_usable(live->c, e))
        return false;
    for (int k = 0; program.categorised && k + 1 < chain->ChainLen; k++)
        if (!layer_is_permitted(live->c, chain->ChainEntries[k]))
            return false;
    return true;
}

ws2_err ws2_live_path(const GUID *provider, char **out)
{
    struct ws2_live *live = ws2_live_get(false);
    const struct ws2_catalog_provider *p =
        live != NULL ? ws2_catalog_provider(live->c, provider) : NULL;
    ws2_err err = WSAEPROVIDERFAILEDINIT;

    if (p != NULL && ws2_catalog_expand(p->path, out) == WS2_OK)
        err = WS2_OK;
    ws2_live_put(live);
    return err;
}
