/* SPDX-License-Identifier: MIT */
/* Registrations that wait; see nsdefer.h. The list's lock is a leaf: what is
 * flushed is taken off first. */
#include "spi/nsdefer.h"

#include <pthread.h>
#include <stdlib.h>

#include "os/fork.h"

struct deferred {
    struct deferred *next;
    struct ws2_queryset service;
    WSAESETSERVICEOP op;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct deferred *list;

/* What the parent put off it does itself. */
static void list_forked(void)
{
    pthread_mutex_init(&lock, NULL);
    list = NULL;
}
OS_IN_FORKED_CHILD(list_forked)

/* Another process may register the same between question and order: a provider
 * has no order that asks. Then the later one replaces the earlier. */
ws2_err ws2_nsdefer_now(WSAQUERYSETW *service, WSAESETSERVICEOP op,
                        bool *partial)
{
    bool known = false;
    ws2_err err = WS2_OK;

    if (op == RNRSERVICE_REGISTER)
        err = ws2_nsservice_is_known(service, &known);
    if (err != WS2_OK)
        return err;
    return known ? ERROR_ALREADY_REGISTERED
                 : ws2_nsservice_set(service, op, 0, partial);
}

ws2_err ws2_nsdefer_add(const struct ws2_queryset *service, WSAESETSERVICEOP op)
{
    struct deferred *d = malloc(sizeof(*d)), **end = &list;

    if (d == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    *d = (struct deferred){.service = *service, .op = op};
    pthread_mutex_lock(&lock);
    while (*end != NULL)
        end = &(*end)->next;
    *end = d;
    pthread_mutex_unlock(&lock);
    return WS2_OK;
}

/* Those of a namespace, in their order. */
static struct deferred *list_take(DWORD space)
{
    struct deferred *taken = NULL, **end = &taken, **at = &list;

    pthread_mutex_lock(&lock);
    while (*at != NULL) {
        struct deferred *d = *at;

        if (space != NS_ALL && d->service.set.dwNameSpace != space) {
            at = &d->next;
            continue;
        }
        *at = d->next;
        d->next = NULL;
        *end = d;
        end = &d->next;
    }
    pthread_mutex_unlock(&lock);
    return taken;
}

static struct deferred *deferred_free(struct deferred *d)
{
    struct deferred *next = d->next;

    ws2_queryset_free(&d->service);
    free(d);
    return next;
}

ws2_err ws2_nsdefer_flush(DWORD space, bool *partial)
{
    struct deferred *d = list_take(space);
    ws2_err failed = WS2_OK;
    bool any = d == NULL;

    *partial = false;
    for (; d != NULL; d = deferred_free(d)) {
        bool some;
        ws2_err err = ws2_nsdefer_now(&d->service.set, d->op, &some);

        any |= err == WS2_OK;
        *partial |= err != WS2_OK || some;
        if (failed == WS2_OK)
            failed = err;
    }
    *partial &= any;
    return any ? WS2_OK : failed;
}

void ws2_nsdefer_drop(void)
{
    struct deferred *d = list_take(NS_ALL);

    while (d != NULL)
        d = deferred_free(d);
}
