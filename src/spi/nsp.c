/* SPDX-License-Identifier: MIT */
/* The namespace providers in use; see nsp.h. lock guards current, and the state
 * of every provider; it is not held while a provider runs. */
#include "spi/nsp.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "os/fork.h"
#include "spi/nsp_load.h"

#define FIRST_ROOM 1024 /* bytes that a provider is offered first */

struct ws2_nsps {
    unsigned refs; /* under lock */
    const struct ws2_nscatalog *catalog;
    unsigned count;
    struct ws2_nsp list[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t loaded = PTHREAD_COND_INITIALIZER;
static struct ws2_nsps *current;  /* with a reference */
static __thread unsigned loading; /* providers that this thread brings in */

/* What another thread of the parent was about to load nobody finishes here. */
static void nsps_forked(void)
{
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&loaded, NULL);
    for (unsigned i = 0; current != NULL && i < current->count; i++)
        if (current->list[i].state == WS2_NSP_LOADING && loading == 0)
            current->list[i].state = WS2_NSP_NEW;
}
OS_IN_FORKED_CHILD(nsps_forked)

static struct ws2_nsps *nsps_new(const struct ws2_nscatalog *catalog)
{
    struct ws2_nsps *nsps =
        calloc(1, sizeof(*nsps) + catalog->count * sizeof(nsps->list[0]));

    if (nsps == NULL)
        return NULL;
    nsps->refs = 1;
    nsps->catalog = catalog;
    nsps->count = catalog->count;
    for (unsigned i = 0; i < nsps->count; i++)
        nsps->list[i].entry = &catalog->entries[i];
    return nsps;
}

static struct ws2_nsps *current_ref(void)
{
    struct ws2_nsps *nsps;

    pthread_mutex_lock(&lock);
    nsps = current;
    if (nsps != NULL)
        nsps->refs++;
    pthread_mutex_unlock(&lock);
    return nsps;
}

/* The catalog is read without the lock: of two who do so one is first. */
static ws2_err current_make(void)
{
    const struct ws2_nscatalog *catalog;
    struct ws2_nsps *nsps;
    ws2_err err = ws2_nscatalog_get(&catalog);

    if (err != WS2_OK)
        return err;
    nsps = nsps_new(catalog);
    if (nsps == NULL) {
        ws2_nscatalog_put(catalog);
        return WSA_NOT_ENOUGH_MEMORY;
    }
    pthread_mutex_lock(&lock);
    if (current == NULL) {
        current = nsps;
        nsps = NULL;
    }
    pthread_mutex_unlock(&lock);
    if (nsps != NULL)
        ws2_nsps_put(nsps);
    return WS2_OK;
}

ws2_err ws2_nsps_get(struct ws2_nsps **out)
{
    ws2_err err = WS2_OK;

    while ((*out = current_ref()) == NULL && err == WS2_OK)
        err = current_make();
    return err;
}

struct ws2_nsps *ws2_nsps_ref(struct ws2_nsps *nsps)
{
    pthread_mutex_lock(&lock);
    nsps->refs++;
    pthread_mutex_unlock(&lock);
    return nsps;
}

static void nsps_free(struct ws2_nsps *nsps)
{
    for (unsigned i = 0; i < nsps->count; i++)
        if (nsps->list[i].state == WS2_NSP_READY)
            ws2_nsp_remove(&nsps->list[i]);
    ws2_nscatalog_put(nsps->catalog);
    free(nsps);
}

void ws2_nsps_put(struct ws2_nsps *nsps)
{
    bool last;

    pthread_mutex_lock(&lock);
    last = --nsps->refs == 0;
    pthread_mutex_unlock(&lock);
    if (last)
        nsps_free(nsps);
}

struct ws2_nsps *ws2_nsps_detach(void)
{
    struct ws2_nsps *nsps;

    pthread_mutex_lock(&lock);
    nsps = current;
    current = NULL;
    pthread_mutex_unlock(&lock);
    return nsps;
}

unsigned ws2_nsps_count(const struct ws2_nsps *nsps)
{
    return nsps->count;
}

struct ws2_nsp *ws2_nsps_at(struct ws2_nsps *nsps, unsigned i)
{
    return &nsps->list[i];
}

bool ws2_nsp_is_asked(const struct ws2_nsp *nsp, DWORD space, const GUID *id)
{
    const struct ws2_ns_entry *entry = nsp->entry;

    if (!entry->active)
        return false;
    if (id != NULL)
        return memcmp(id, &entry->id, sizeof(*id)) == 0;
    return space == NS_ALL || space == entry->space;
}

/* Brings it in, without the lock. */
static void nsp_bring_locked(struct ws2_nsp *nsp)
{
    ws2_err err;

    nsp->state = WS2_NSP_LOADING;
    pthread_mutex_unlock(&lock);
    loading++;
    err = ws2_nsp_bring(nsp);
    loading--;
    pthread_mutex_lock(&lock);
    nsp->bad = err;
    nsp->state = err == WS2_OK ? WS2_NSP_READY : WS2_NSP_BAD;
    pthread_cond_broadcast(&loaded);
}

ws2_err ws2_nsp_load(struct ws2_nsp *nsp)
{
    ws2_err err;

    pthread_mutex_lock(&lock);
    while (nsp->state == WS2_NSP_LOADING && loading == 0)
        pthread_cond_wait(&loaded, &lock);
    if (nsp->state == WS2_NSP_NEW)
        nsp_bring_locked(nsp);
    err = nsp->state == WS2_NSP_LOADING ? WSASYSNOTREADY : nsp->bad;
    pthread_mutex_unlock(&lock);
    return err;
}

ws2_err ws2_nsp_code(const struct ws2_nsp *nsp, INT result)
{
    ws2_err err;

    if (result == 0)
        return WS2_OK;
    err = nsp->get_last_error();
    return err != WS2_OK ? err : WSASYSCALLFAILURE;
}

ws2_err ws2_nsp_fetch(ws2_nsp_ask *ask, void *arg, void **out)
{
    DWORD size = FIRST_ROOM;

    for (;;) {
        void *buffer = calloc(1, size);
        DWORD length = size;
        ws2_err err;

        if (buffer == NULL)
            return WSA_NOT_ENOUGH_MEMORY;
        err = ask(arg, &length, buffer);
        if (err == WS2_OK) {
            *out = buffer;
            return WS2_OK;
        }
        free(buffer);
        if (err != WSAEFAULT)
            return err;
        if (length <= size) /* asks for what it had */
            return WSASYSCALLFAILURE;
        size = length;
    }
}
