/* SPDX-License-Identifier: MIT */
/* Queries of namespace providers; see nslookup.h.
 *
 * The providers' own handles are there from Begin to End and do not change. The
 * rest belongs to the thread that is in Next: one at a time, others wait. lock
 * guards who that is, and whether the query was ended; no provider is called
 * under it. */
#include "spi/nslookup.h"

#include <pthread.h>
#include <stdlib.h>

#include "handle/handle.h"
#include "name/queryset.h"
#include "spi/nsclass.h"
#include "spi/nsoutcome.h"
#include "spi/nspv2.h"

struct lookup_part {
    struct ws2_nsp *nsp;
    HANDLE handle;
};

struct lookup {
    struct ws2_obj obj;
    pthread_mutex_t lock;
    pthread_cond_t left;
    bool inside, ended;
    struct ws2_nsps *nsps;
    DWORD flags;    /* Begin's */
    unsigned how;   /* Begin's WS2_LOOKUP_ flags */
    unsigned at;    /* the part that is asked next */
    bool any;       /* there was a result */
    ws2_err failed; /* the first failure; told where there is nothing */
    struct ws2_queryset held; /* a result that was too large */
    bool holds;
    DWORD held_flags; /* what it was asked for with */
    unsigned count;
    struct lookup_part parts[];
};

static void lookup_closed(struct ws2_obj *obj)
{
    struct lookup *l = (struct lookup *)obj;

    pthread_mutex_lock(&l->lock);
    l->ended = true;
    pthread_cond_broadcast(&l->left);
    pthread_mutex_unlock(&l->lock);
    for (unsigned i = 0; i < l->count; i++)
        (void)WS2_NSP_CALL(l->parts[i].nsp, NSPLookupServiceEnd,
                           l->parts[i].handle);
}

static void lookup_destroy(struct ws2_obj *obj)
{
    struct lookup *l = (struct lookup *)obj;

    if (l->holds)
        ws2_queryset_free(&l->held);
    ws2_nsps_put(l->nsps);
    pthread_cond_destroy(&l->left);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static void lookup_forked(struct ws2_obj *obj)
{
    struct lookup *l = (struct lookup *)obj;

    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->left, NULL);
    l->inside = false;
}

static const struct ws2_obj_ops lookup_ops = {.closed = lookup_closed,
                                              .destroy = lookup_destroy,
                                              .forked = lookup_forked};

static struct lookup *lookup_new(struct ws2_nsps *nsps, DWORD flags,
                                 unsigned how)
{
    unsigned room = ws2_nsps_count(nsps);
    struct lookup *l = calloc(1, sizeof(*l) + room * sizeof(l->parts[0]));

    if (l == NULL)
        return NULL;
    ws2_obj_init(&l->obj, WS2_KIND_LOOKUP, &lookup_ops);
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->left, NULL);
    l->nsps = ws2_nsps_ref(nsps);
    l->flags = flags;
    l->how = how;
    return l;
}

/* Asks one provider. */
static ws2_err part_begin(struct lookup *l, struct ws2_nsp *nsp,
                          WSAQUERYSETW *query, WSASERVICECLASSINFOW *class)
{
    struct lookup_part *part = &l->parts[l->count];
    ws2_err err;

    part->nsp = nsp;
    part->handle = NULL;
    err = WS2_NSP_CALL(nsp, NSPLookupServiceBegin, &nsp->id, query, class,
                       l->flags, &part->handle);
    if (err != WS2_OK)
        return err;
    l->count++;
    if ((l->how & WS2_LOOKUP_UNHURRIED) != 0 &&
        nsp->entry->startup == ws2_nspv2_startup)
        ws2_nspv2_unhurried(part->handle);
    return WS2_OK;
}

/* Asks every provider that the query is for. */
static ws2_err parts_begin(struct lookup *l, WSAQUERYSETW *query)
{
    const GUID *id = query->lpNSProviderId;
    DWORD space = query->dwNameSpace;
    struct ws2_nsoutcome outcome = {0};
    struct ws2_classinfo class;
    bool known = ws2_nsclass_find(l->nsps, space, id, query->lpServiceClassId,
                                  &class) == WS2_OK;

    for (unsigned i = 0; i < ws2_nsps_count(l->nsps); i++) {
        struct ws2_nsp *nsp = ws2_nsps_at(l->nsps, i);
        ws2_err err;

        if (!ws2_nsp_is_asked(nsp, space, id) ||
            ((l->how & WS2_LOOKUP_INSTALLED) != 0 && !nsp->entry->installed))
            continue;
        err = ws2_nsp_load(nsp);
        if (err != WS2_OK)
            ws2_nsoutcome_add(&outcome, false, err);
        else
            ws2_nsoutcome_add(
                &outcome, true,
                part_begin(l, nsp, query, known ? &class.info : NULL));
    }
    if (known)
        ws2_classinfo_free(&class);
    if (outcome.done)
        return WS2_OK;
    return ws2_nsoutcome_code(&outcome,
                              id != NULL ? WSAEINVAL : WSASERVICE_NOT_FOUND);
}

ws2_err ws2_nslookup_begin(WSAQUERYSETW *query, DWORD flags, unsigned how,
                           HANDLE *out)
{
    struct ws2_nsps *nsps;
    struct lookup *l;
    ws2_handle h;
    ws2_err err = ws2_nsps_get(&nsps);

    if (err != WS2_OK)
        return err;
    l = lookup_new(nsps, flags, how);
    ws2_nsps_put(nsps);
    if (l == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    err = parts_begin(l, query);
    if (err == WS2_OK) {
        err = ws2_handle_new(&l->obj, &h);
        if (err != WS2_OK)
            lookup_closed(&l->obj);
    }
    ws2_obj_put(&l->obj);
    if (err == WS2_OK)
        *out = (HANDLE)h;
    return err;
}

struct next_ask {
    const struct lookup_part *part;
    DWORD flags;
};

static ws2_err next_ask(void *arg, DWORD *length, void *buffer)
{
    const struct next_ask *ask = arg;
    WSAQUERYSETW *result = buffer;

    result->dwSize = sizeof(*result);
    return WS2_NSP_CALL(ask->part->nsp, NSPLookupServiceNext, ask->part->handle,
                        ask->flags, length, result);
}

/* Kept as a copy: a provider's pointers may lead out of the buffer, or
 * anywhere. */
static ws2_err part_next(struct lookup *l, DWORD flags)
{
    struct next_ask ask = {&l->parts[l->at], flags};
    WSAQUERYSETW *result;
    void *answer;
    ws2_err err = ws2_nsp_fetch(next_ask, &ask, &answer);

    if (err != WS2_OK)
        return err;
    result = answer;
    result->dwSize = sizeof(*result);
    err = ws2_queryset_in(&l->held, result, true, WS2_SET_RESULT);
    free(result);
    if (err == WSAEFAULT || err == WSAEINVAL)
        return WSASYSCALLFAILURE;
    if (err == WS2_OK)
        l->holds = true;
    l->held_flags = flags;
    return err;
}

static bool is_ended(struct lookup *l)
{
    bool ended;

    pthread_mutex_lock(&l->lock);
    ended = l->ended;
    pthread_mutex_unlock(&l->lock);
    return ended;
}

/* A result from the first provider that has one left. Those that fail are done
 * with; the first failure is told, once, where nobody had any result. A
 * provider that is the only one is asked again after its end, as NS_NLA may
 * have changes to tell. */
static ws2_err result_fetch(struct lookup *l, DWORD flags)
{
    ws2_err err;

    if (l->count == 1)
        l->at = 0;
    for (; l->at < l->count; l->at++) {
        err = part_next(l, flags);
        if (err == WS2_OK)
            l->any = true;
        if (err == WS2_OK || err == WSA_NOT_ENOUGH_MEMORY)
            return err;
        if (is_ended(l))
            return WSA_E_CANCELLED;
        if (err != WSA_E_NO_MORE && err != WSAENOMORE && l->failed == WS2_OK)
            l->failed = err;
    }
    if (l->any || l->failed == WS2_OK)
        return WSA_E_NO_MORE;
    l->any = true;
    return l->failed;
}

/* Takes out of a result that waits what was asked for then and is not now;
 * to ask for nothing is to ask for all. */
static void held_restrict(WSAQUERYSETW *set, DWORD then, DWORD now)
{
    DWORD unwanted = (now & LUP_RETURN_ALL) != 0 ? then & ~now : 0;

    if ((unwanted & LUP_RETURN_NAME) != 0)
        set->lpszServiceInstanceName = NULL;
    if ((unwanted & LUP_RETURN_TYPE) != 0)
        set->lpServiceClassId = NULL;
    if ((unwanted & LUP_RETURN_VERSION) != 0)
        set->lpVersion = NULL;
    if ((unwanted & LUP_RETURN_COMMENT) != 0)
        set->lpszComment = NULL;
    if ((unwanted & LUP_RETURN_QUERY_STRING) != 0)
        set->lpszQueryString = NULL;
    if ((unwanted & LUP_RETURN_BLOB) != 0)
        set->lpBlob = NULL;
    if ((unwanted & LUP_RETURN_ADDR) != 0) {
        set->dwNumberOfCsAddrs = 0;
        set->lpcsaBuffer = NULL;
    }
}

static void held_drop(struct lookup *l)
{
    if (l->holds)
        ws2_queryset_free(&l->held);
    l->holds = false;
}

static ws2_err result_give(struct lookup *l, DWORD flags, bool wide,
                           DWORD *length, void *buffer)
{
    WSAQUERYSETW set;
    ws2_err err;

    if ((flags & LUP_FLUSHPREVIOUS) != 0)
        held_drop(l);
    flags &= ~(DWORD)LUP_FLUSHPREVIOUS;
    if (!l->holds) {
        err = result_fetch(l, flags);
        if (err != WS2_OK)
            return err;
    }
    set = l->held.set;
    held_restrict(&set, l->held_flags, flags);
    err = ws2_queryset_out(&set, wide, length, buffer);
    if (err == WS2_OK)
        held_drop(l);
    return err;
}

/* One thread at a time; false: the query was ended. */
static bool lookup_enter(struct lookup *l)
{
    bool open;

    pthread_mutex_lock(&l->lock);
    while (l->inside && !l->ended)
        pthread_cond_wait(&l->left, &l->lock);
    open = !l->ended;
    if (open)
        l->inside = true;
    pthread_mutex_unlock(&l->lock);
    return open;
}

/* Whether the query was ended meanwhile. */
static bool lookup_leave(struct lookup *l)
{
    bool ended;

    pthread_mutex_lock(&l->lock);
    l->inside = false;
    ended = l->ended;
    pthread_cond_signal(&l->left);
    pthread_mutex_unlock(&l->lock);
    return ended;
}

static struct lookup *lookup_get(HANDLE lookup)
{
    return (struct lookup *)ws2_handle_get((ws2_handle)lookup, WS2_KIND_LOOKUP);
}

ws2_err ws2_nslookup_check(HANDLE lookup)
{
    struct lookup *l = lookup_get(lookup);

    if (l == NULL)
        return WSA_INVALID_HANDLE;
    ws2_obj_put(&l->obj);
    return WS2_OK;
}

ws2_err ws2_nslookup_next(HANDLE lookup, DWORD flags, bool wide, DWORD *length,
                          void *buffer)
{
    struct lookup *l = lookup_get(lookup);
    ws2_err err = WSA_E_CANCELLED;

    if (l == NULL)
        return WSA_INVALID_HANDLE;
    if (lookup_enter(l)) {
        err = result_give(l, flags, wide, length, buffer);
        if (lookup_leave(l))
            err = WSA_E_CANCELLED;
    }
    ws2_obj_put(&l->obj);
    return err;
}

ws2_err ws2_nslookup_end(HANDLE lookup)
{
    struct ws2_obj *obj = ws2_handle_close((ws2_handle)lookup, WS2_KIND_LOOKUP);

    if (obj == NULL)
        return WSA_INVALID_HANDLE;
    ws2_obj_put(obj);
    return WS2_OK;
}

static void lookup_end_if(ws2_handle h, struct ws2_obj *obj, void *nsps)
{
    if (((struct lookup *)obj)->nsps == nsps)
        (void)ws2_nslookup_end((HANDLE)h);
}

void ws2_nslookup_end_all(const struct ws2_nsps *nsps)
{
    ws2_handle_each(WS2_KIND_LOOKUP, lookup_end_if, (void *)nsps);
}

ws2_err ws2_nslookup_ioctl(HANDLE lookup, const struct ws2_nsioctl *ioctl)
{
    struct lookup *l = lookup_get(lookup);
    WSATHREADID thread = {.Reserved = GetCurrentThreadId()};
    ws2_err err = WSAEINVAL;

    if (l == NULL)
        return WSA_INVALID_HANDLE;
    if (l->count == 1)
        err = WS2_NSP_CALL(l->parts[0].nsp, NSPIoctl, l->parts[0].handle,
                           ioctl->code, ioctl->in, ioctl->in_size, ioctl->out,
                           ioctl->out_size, ioctl->returned, ioctl->completion,
                           &thread);
    ws2_obj_put(&l->obj);
    return err;
}
