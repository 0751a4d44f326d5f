/* SPDX-License-Identifier: MIT */
/* The transport providers in use; see layer.h. lock guards the list and every
 * state; it is not held while a provider runs. */
#include "spi/layer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "os/fork.h"
#include "sock/wsp.h"
#include "spi/layer_load.h"
#include "spi/layered.h"
#include "spi/live.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct ws2_layer *layers;
static const WSPUPCALLTABLE *upcalls;
atomic_bool ws2_layers_loaded;
static __thread unsigned inside; /* of starts and ends, this thread is */

/* What another thread of the parent was about to do nobody finishes here. */
static void layers_forked(void)
{
    pthread_mutex_init(&lock, NULL);
    pthread_cond_init(&changed, NULL);
    for (struct ws2_layer *l = layers; l != NULL; l = l->next)
        if (l->state == WS2_LAYER_BUSY && inside == 0)
            l->state = WS2_LAYER_NEW;
}
OS_IN_FORKED_CHILD(layers_forked)

void ws2_layers_give(const WSPUPCALLTABLE *table)
{
    pthread_mutex_lock(&lock);
    upcalls = table;
    pthread_mutex_unlock(&lock);
}

static struct ws2_layer *find_locked(const GUID *id)
{
    struct ws2_layer *l = layers;

    while (l != NULL && memcmp(&l->id, id, sizeof(*id)) != 0)
        l = l->next;
    return l;
}

static struct ws2_layer *add_locked(const GUID *id)
{
    struct ws2_layer *l = calloc(1, sizeof(*l));

    if (l == NULL)
        return NULL;
    l->id = *id;
    l->real.ops = ws2_base_provider.ops;
    l->handles.ops = ws2_layered_below.ops;
    l->real.proc = l->handles.proc = &l->proc;
    l->next = layers;
    layers = l;
    return l;
}

static ws2_err layer_bring(struct ws2_layer *l, const WSAPROTOCOL_INFOW *entry)
{
    WSPPROC_TABLE proc;
    char *path;
    ws2_err err = ws2_live_path(&l->id, &path);

    if (err != WS2_OK)
        return err;
    err = ws2_layer_start(path, entry, upcalls, &proc);
    free(path);
    if (err == WS2_OK)
        l->proc = proc;
    return err;
}

/* Starts it, without the lock. dlopen writes errno. */
static void bring_locked(struct ws2_layer *l, const WSAPROTOCOL_INFOW *entry)
{
    int saved = errno;
    ws2_err err;

    l->state = WS2_LAYER_BUSY;
    for (unsigned i = 0; i < WS2_LAYER_FUNCTIONS; i++)
        atomic_store(&l->functions[i], NULL);
    pthread_mutex_unlock(&lock);
    inside++;
    err = layer_bring(l, entry);
    inside--;
    pthread_mutex_lock(&lock);
    errno = saved;
    l->bad = err;
    l->state = err == WS2_OK ? WS2_LAYER_READY : WS2_LAYER_BAD;
    atomic_store(&ws2_layers_loaded, true);
    pthread_cond_broadcast(&changed);
}

ws2_err ws2_layer_load(const WSAPROTOCOL_INFOW *entry,
                       const struct ws2_layer **out)
{
    struct ws2_layer *l;
    ws2_err err;

    pthread_mutex_lock(&lock);
    l = find_locked(&entry->ProviderId);
    if (l == NULL)
        l = add_locked(&entry->ProviderId);
    while (l != NULL && l->state == WS2_LAYER_BUSY && inside == 0)
        pthread_cond_wait(&changed, &lock);
    if (l != NULL && l->state == WS2_LAYER_NEW)
        bring_locked(l, entry);
    if (l == NULL)
        err = WSAENOBUFS;
    else
        err = l->state == WS2_LAYER_BUSY ? WSASYSNOTREADY : l->bad;
    pthread_mutex_unlock(&lock);
    *out = l;
    return err;
}

const struct ws2_layer *ws2_layer_find(const GUID *id)
{
    struct ws2_layer *l;

    pthread_mutex_lock(&lock);
    l = find_locked(id);
    if (l != NULL && l->state != WS2_LAYER_READY)
        l = NULL;
    pthread_mutex_unlock(&lock);
    return l;
}

/* What the provider ends itself it tells while its handles are there. */
static void end_locked(struct ws2_layer *l)
{
    INT ignored = 0;

    l->state = WS2_LAYER_BUSY;
    pthread_mutex_unlock(&lock);
    inside++;
    (void)l->proc.lpWSPCleanup(&ignored);
    inside--;
    ws2_layered_close_all(l);
    pthread_mutex_lock(&lock);
    l->state = WS2_LAYER_NEW;
    pthread_cond_broadcast(&changed);
}

void ws2_layers_end(void)
{
    pthread_mutex_lock(&lock);
    for (struct ws2_layer *l = layers; l != NULL; l = l->next) {
        if (l->state == WS2_LAYER_READY)
            end_locked(l);
        else if (l->state == WS2_LAYER_BAD)
            l->state = WS2_LAYER_NEW;
    }
    pthread_mutex_unlock(&lock);
    ws2_layered_close_all(NULL);
}
