/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx by namespace providers; see nsaddr.h. lock guards whether a
 * search is to end, and the query that ends then. */
#include "spi/nsaddr.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "io/timer.h"
#include "name/namespace.h"
#include "os/mem.h"
#include "os/poll.h"
#include "spi/nslookup.h"
#include "win32/pool.h"
#include "win32/utf.h"

#define FIRST_ROOM 1024 /* bytes for a result */

struct search {
    struct ws2_ai_search base; /* first */
    struct ws2_nsaddr_scope scope;
    struct ws2_ai_request req;
    WCHAR *node, *service; /* or NULL */
    int64_t deadline_ns;
    pthread_mutex_t lock;
    ws2_err stopped; /* and with which code */
    HANDLE lookup;   /* or NULL */
};

/* --- Where. */

ws2_err ws2_nsaddr_scope(DWORD space, const GUID *provider,
                         struct ws2_nsaddr_scope *out)
{
    struct ws2_nsps *nsps;
    const GUID *id = NULL;
    ws2_err err;

    *out =
        (struct ws2_nsaddr_scope){.space = space, .has_id = provider != NULL};
    if (provider != NULL) {
        if (os_mem_copy_in(&out->id, provider, sizeof(out->id)) != 0)
            return WSAEFAULT;
        id = &out->id;
    }
    err = ws2_nsps_get(&nsps);
    if (err != WS2_OK)
        return err;
    for (unsigned i = 0; i < ws2_nsps_count(nsps); i++) {
        const struct ws2_nsp *nsp = ws2_nsps_at(nsps, i);

        if (nsp->entry->installed && ws2_nsp_is_asked(nsp, space, id))
            out->installed = true;
    }
    ws2_nsps_put(nsps);
    err = ws2_namespace_check(space, id);
    out->dns = err == WS2_OK;
    return out->installed ? WS2_OK : err;
}

/* --- Ends. */

static void search_end(struct search *s, ws2_err why)
{
    HANDLE lookup;

    pthread_mutex_lock(&s->lock);
    if (s->stopped == WS2_OK)
        s->stopped = why;
    lookup = s->lookup;
    pthread_mutex_unlock(&s->lock);
    if (lookup != NULL)
        (void)ws2_nslookup_end(lookup);
}

static void search_stop(struct ws2_ai_search *search)
{
    search_end((struct search *)search, WSA_E_CANCELLED);
}

static ws2_err search_stopped(struct search *s)
{
    ws2_err stopped;

    pthread_mutex_lock(&s->lock);
    stopped = s->stopped;
    pthread_mutex_unlock(&s->lock);
    return stopped;
}

static void search_free(struct ws2_ai_search *search)
{
    struct search *s = (struct search *)search;

    pthread_mutex_destroy(&s->lock);
    free(s->node);
    free(s->service);
    free(s);
}

/* A time-out: the reactor must not be held up by a provider, so a thread of the
 * pool ends the search. */
struct alarm {
    struct ws2_pool_item item; /* first */
    struct ws2_timer timer;
    struct search *search;
};

static void alarm_call(struct ws2_pool_item *item,
                       PTP_CALLBACK_INSTANCE instance, enum ws2_pool_why why)
{
    (void)instance;
    (void)why;
    search_end(((struct alarm *)item)->search, WSAETIMEDOUT);
}

static void alarm_destroy(struct ws2_pool_item *item)
{
    free(item);
}

static const struct ws2_pool_kind alarm_kind = {.call = alarm_call,
                                                .destroy = alarm_destroy};

static void alarm_fire(struct ws2_timer *timer)
{
    struct alarm *alarm =
        (struct alarm *)((char *)timer - offsetof(struct alarm, timer));

    ws2_pool_submit(&alarm->item, WS2_POOL_DONE);
}

static ws2_err alarm_set(struct search *s, struct alarm **out)
{
    struct alarm *alarm;

    *out = NULL;
    if (s->deadline_ns == OS_FOREVER)
        return WS2_OK;
    alarm = calloc(1, sizeof(*alarm));
    if (alarm == NULL ||
        ws2_pool_item_init(&alarm->item, &alarm_kind, NULL, NULL) != WS2_OK) {
        free(alarm);
        return WSA_NOT_ENOUGH_MEMORY;
    }
    alarm->search = s;
    ws2_timer_init(&alarm->timer, alarm_fire);
    *out = alarm;
    return ws2_timer_set(&alarm->timer, s->deadline_ns) < 0 ? WSATRY_AGAIN
                                                            : WS2_OK;
}

static void alarm_clear(struct alarm *alarm)
{
    if (alarm == NULL)
        return;
    (void)ws2_timer_cancel_wait(&alarm->timer);
    (void)ws2_pool_item_wait(&alarm->item, true);
    ws2_pool_item_close(&alarm->item);
}

/* --- Finding. */

static DWORD lookup_flags(const struct ws2_ai_form *form)
{
    static const struct {
        unsigned hint;
        DWORD flag;
    } map[] = {
        {AI_NON_AUTHORITATIVE, LUP_NON_AUTHORITATIVE},
        {AI_SECURE, LUP_SECURE},
        {AI_RETURN_PREFERRED_NAMES, LUP_RETURN_PREFERRED_NAMES},
        {AI_ADDRCONFIG, LUP_ADDRCONFIG},
        {AI_BYPASS_DNS_CACHE, LUP_FLUSHCACHE},
    };
    DWORD flags = LUP_RETURN_NAME | LUP_RETURN_ADDR | LUP_RETURN_BLOB;

    for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
        if (((unsigned)form->flags & map[i].hint) != 0)
            flags |= map[i].flag;
    return flags;
}

static ws2_err lookup_begin(struct search *s)
{
    WSAQUERYSETW query = {.dwSize = sizeof(query),
                          .lpszServiceInstanceName = s->node,
                          .lpszQueryString = s->service,
                          .dwNameSpace = s->scope.space,
                          .lpNSProviderId =
                              s->scope.has_id ? &s->scope.id : NULL};
    HANDLE lookup;
    ws2_err err = ws2_nslookup_begin(
        &query, lookup_flags(&s->req.form),
        WS2_LOOKUP_INSTALLED | WS2_LOOKUP_UNHURRIED, &lookup);

    if (err != WS2_OK)
        return err;
    pthread_mutex_lock(&s->lock);
    err = s->stopped;
    s->lookup = lookup;
    pthread_mutex_unlock(&s->lock);
    if (err != WS2_OK)
        (void)ws2_nslookup_end(lookup);
    return err;
}

/* One result into the list; *room grows. What is wanted of it is said again: a
 * provider may take no flags for nothing. */
static ws2_err result_take(struct search *s, void **room, DWORD *size,
                           ADDRINFOA **list)
{
    DWORD length = *size;
    void *larger;
    DWORD flags = lookup_flags(&s->req.form) & LUP_RETURN_ALL;
    ws2_err err = ws2_nslookup_next(s->lookup, flags, true, &length, *room);

    if (err == WS2_OK)
        return ws2_ai_add_found(&s->req.form, *room, list);
    if (err != WSAEFAULT || length <= *size)
        return err;
    larger = realloc(*room, length);
    if (larger == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    *room = larger;
    *size = length;
    return WS2_OK;
}

static ws2_err results_take(struct search *s, ADDRINFOA **list)
{
    DWORD size = FIRST_ROOM;
    void *room = malloc(size);
    ws2_err err = room != NULL ? WS2_OK : WSA_NOT_ENOUGH_MEMORY;

    while (err == WS2_OK)
        err = result_take(s, &room, &size, list);
    free(room);
    if (err == WSA_E_NO_MORE || err == WSAENOMORE)
        err = *list != NULL ? WS2_OK : WSAHOST_NOT_FOUND;
    return err;
}

static ws2_err installed_ask(struct search *s, ADDRINFOA **list)
{
    ws2_err stopped, err = lookup_begin(s);

    *list = NULL;
    if (err == WS2_OK) {
        err = results_take(s, list);
        (void)ws2_nslookup_end(s->lookup);
    }
    stopped = search_stopped(s);
    if (err != WS2_OK || stopped != WS2_OK) {
        ws2_ai_free_ex(*list);
        *list = NULL;
    }
    return stopped != WS2_OK ? stopped : err;
}

/* One that finds something is enough. */
static ws2_err all_ask(struct search *s, ADDRINFOA **list)
{
    ADDRINFOA *others;
    ws2_err dns = WSAHOST_NOT_FOUND, err;

    *list = NULL;
    if (s->scope.dns)
        dns = ws2_ai_resolve(&s->req, s->deadline_ns, list);
    err = installed_ask(s, &others);
    ws2_ai_append_ex(list, others);
    if (*list != NULL && search_stopped(s) == WS2_OK)
        return WS2_OK;
    ws2_ai_free_ex(*list);
    *list = NULL;
    return s->scope.dns && search_stopped(s) == WS2_OK ? dns : err;
}

static ws2_err search_find(struct ws2_ai_search *search, ADDRINFOA **list)
{
    struct search *s = (struct search *)search;
    struct alarm *alarm;
    ws2_err err = alarm_set(s, &alarm);

    *list = NULL;
    if (err == WS2_OK)
        err = all_ask(s, list);
    alarm_clear(alarm);
    return err;
}

/* --- The beginning. */

static bool texts_widen(struct search *s)
{
    if (s->req.has_node)
        s->node = ws2_utf16_dup(s->req.node);
    if (s->req.has_service)
        s->service = ws2_utf16_dup(s->req.service);
    return (s->node != NULL || !s->req.has_node) &&
           (s->service != NULL || !s->req.has_service);
}

ws2_err ws2_nsaddr_search(const struct ws2_ai_call *call,
                          const struct ws2_nsaddr_scope *scope,
                          struct ws2_ai_search **out)
{
    struct search *s = calloc(1, sizeof(*s));
    ws2_err err;

    if (s == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    s->base = (struct ws2_ai_search){
        .find = search_find, .stop = search_stop, .free = search_free};
    pthread_mutex_init(&s->lock, NULL);
    s->scope = *scope;
    s->deadline_ns = call->deadline_ns;
    err = ws2_ai_take(&s->req, call);
    if (err == WS2_OK)
        err = ws2_ai_check_hints(&s->req);
    if (err == WS2_OK && !texts_widen(s))
        err = WSA_NOT_ENOUGH_MEMORY;
    if (err != WS2_OK)
        search_free(&s->base);
    else
        *out = &s->base;
    return err;
}
