/* SPDX-License-Identifier: MIT */
/* Queries in progress. All that is found is read when a query begins: it tells
 * of one moment, and NSPLookupServiceNext waits for nothing. Pages:
 * NSPLookupServiceBegin, NSPLookupServiceNext, NSPLookupServiceEnd, NSPIoctl.
 */
#include "registry/lookup.h"

#include <pthread.h>
#include <stdlib.h>

#include "registry/watch.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct ws2_reg_lookup *lookups;

static void lock_take(void)
{
    pthread_mutex_lock(&lock);
}

static void lock_drop(void)
{
    pthread_mutex_unlock(&lock);
}

static __attribute__((constructor)) void fork_register(void)
{
    pthread_atfork(lock_take, lock_drop, lock_drop);
}

struct ws2_reg_lookup *ws2_reg_lookup_ref(struct ws2_reg_lookup *lookup)
{
    lock_take();
    lookup->refs++;
    lock_drop();
    return lookup;
}

void ws2_reg_lookup_put(struct ws2_reg_lookup *lookup)
{
    bool last;

    lock_take();
    last = --lookup->refs == 0;
    lock_drop();
    if (!last)
        return;
    ws2_nsp_results_clear(&lookup->results);
    ws2_reg_query_free(&lookup->query);
    free(lookup);
}

/* Where in the list it is; a handle is an address that is looked for. */
static struct ws2_reg_lookup **find_locked(HANDLE h)
{
    struct ws2_reg_lookup **at = &lookups;

    while (*at != NULL && (HANDLE)*at != h)
        at = &(*at)->next;
    return at;
}

static struct ws2_reg_lookup *lookup_get(HANDLE h)
{
    struct ws2_reg_lookup *lookup;

    lock_take();
    lookup = *find_locked(h);
    if (lookup != NULL)
        lookup->refs++;
    lock_drop();
    return lookup;
}

ws2_err ws2_reg_lookup_begin(const GUID *provider, const WSAQUERYSETW *set,
                             DWORD flags, HANDLE *out)
{
    struct ws2_reg_lookup *lookup = calloc(1, sizeof(*lookup));
    ws2_err err;

    if (lookup == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    lookup->refs = 1;
    lookup->flags = flags;
    err = ws2_reg_query_read(&lookup->query, provider, set, flags);
    if (err == WS2_OK)
        err = ws2_reg_query_run(&lookup->query, false, &lookup->results,
                                &lookup->mark);
    if (err != WS2_OK) {
        ws2_reg_lookup_put(lookup);
        return err;
    }
    lock_take();
    lookup->next = lookups;
    lookups = lookup;
    lock_drop();
    *out = (HANDLE)lookup;
    return WS2_OK;
}

ws2_err ws2_reg_lookup_next(HANDLE h, DWORD flags, DWORD *length,
                            WSAQUERYSETW *buffer)
{
    struct ws2_reg_lookup *lookup = lookup_get(h);
    ws2_err err;

    if (lookup == NULL)
        return WSA_INVALID_HANDLE;
    err = ws2_nsp_results_next(&lookup->results, lookup->flags, flags, length,
                               buffer);
    if (atomic_load(&lookup->ended))
        err = WSA_E_CANCELLED;
    ws2_reg_lookup_put(lookup);
    return err;
}

ws2_err ws2_reg_lookup_end(HANDLE h)
{
    struct ws2_reg_lookup **at, *lookup;

    lock_take();
    at = find_locked(h);
    lookup = *at;
    if (lookup != NULL)
        *at = lookup->next;
    lock_drop();
    if (lookup == NULL)
        return WSA_INVALID_HANDLE;
    atomic_store(&lookup->ended, true);
    ws2_reg_watch_cancel(lookup);
    ws2_reg_lookup_put(lookup);
    return WS2_OK;
}

bool ws2_reg_lookup_differs(const struct ws2_reg_lookup *lookup, bool latest)
{
    struct ws2_nsp_results now = {0};
    uint64_t mark;
    ws2_err err = ws2_reg_query_run(&lookup->query, latest, &now, &mark);

    ws2_nsp_results_clear(&now);
    return err != WS2_OK || mark != lookup->mark;
}

/* Asking has an inverted sense: it fails while nothing has changed. */
static ws2_err lookup_ioctl(struct ws2_reg_lookup *lookup, DWORD code,
                            const WSACOMPLETION *completion)
{
    if (code != SIO_NSP_NOTIFY_CHANGE)
        return WSAEOPNOTSUPP;
    if (completion != NULL && completion->Type != NSP_NOTIFY_IMMEDIATELY)
        return ws2_reg_watch(lookup, completion);
    return ws2_reg_lookup_differs(lookup, false) ? WS2_OK : WSAEWOULDBLOCK;
}

ws2_err ws2_reg_lookup_ioctl(HANDLE h, DWORD code,
                             const WSACOMPLETION *completion)
{
    struct ws2_reg_lookup *lookup = lookup_get(h);
    ws2_err err;

    if (lookup == NULL)
        return WSA_INVALID_HANDLE;
    err = lookup_ioctl(lookup, code, completion);
    ws2_reg_lookup_put(lookup);
    return err;
}
