/* SPDX-License-Identifier: MIT */
/* Queries of providers of version 2; see nspv2_query.h.
 *
 * A query has a handle of the library's own, so that one that was ended is
 * found out. Of the threads that use it one at a time asks for results (the
 * caller sees to that), another may end it: lock guards what both look at. */
#include "spi/nspv2_query.h"

#include <pthread.h>
#include <stdlib.h>

#include "handle/handle.h"
#include "name/queryset.h"
#include "spi/nspv2.h"
#include "spi/nspv2_call.h"

#define FIRST_ROOM 1024 /* bytes that a provider is offered first */

struct query {
    struct ws2_obj obj;        /* first */
    struct ws2_advert *advert; /* kept until it has ended */
    HANDLE theirs;
    bool unhurried;
    struct ws2_queryset held; /* a result that waits for more room */
    bool holds;
    pthread_mutex_t lock;
    bool ended;
    struct ws2_nspv2_call *call; /* under way, with a reference; or NULL */
};

/* Protocols are undefined in results. */
static WSAQUERYSETW result_from_2(const WSAQUERYSET2W *set)
{
    return (WSAQUERYSETW){.dwSize = sizeof(WSAQUERYSETW),
                          .lpszServiceInstanceName =
                              set->lpszServiceInstanceName,
                          .lpVersion = set->lpVersion,
                          .lpszComment = set->lpszComment,
                          .dwNameSpace = set->dwNameSpace,
                          .lpNSProviderId = set->lpNSProviderId,
                          .lpszContext = set->lpszContext,
                          .lpszQueryString = set->lpszQueryString,
                          .dwNumberOfCsAddrs = set->dwNumberOfCsAddrs,
                          .lpcsaBuffer = set->lpcsaBuffer,
                          .dwOutputFlags = set->dwOutputFlags,
                          .lpBlob = set->lpBlob};
}

/* --- Queries. */

static void query_closed(struct ws2_obj *obj)
{
    struct query *q = (struct query *)obj;
    struct ws2_nspv2_call *call;

    pthread_mutex_lock(&q->lock);
    q->ended = true;
    call = q->call;
    if (call != NULL)
        ws2_nspv2_call_ref(call);
    pthread_mutex_unlock(&q->lock);
    ws2_advert_enter_kept(q->advert);
    (void)q->advert->proc.NSPv2LookupServiceEnd(q->theirs);
    ws2_advert_leave(q->advert);
    ws2_advert_release(q->advert);
    if (call != NULL) {
        ws2_nspv2_call_cancel(call);
        ws2_nspv2_call_put(call);
    }
}

static void query_destroy(struct ws2_obj *obj)
{
    struct query *q = (struct query *)obj;

    if (q->holds)
        ws2_queryset_free(&q->held);
    pthread_mutex_destroy(&q->lock);
    free(q);
}

static void query_forked(struct ws2_obj *obj)
{
    pthread_mutex_init(&((struct query *)obj)->lock, NULL);
}

static const struct ws2_obj_ops query_ops = {
    .closed = query_closed, .destroy = query_destroy, .forked = query_forked};

static struct query *query_new(struct ws2_advert *a)
{
    struct query *q = calloc(1, sizeof(*q));

    if (q == NULL)
        return NULL;
    ws2_obj_init(&q->obj, WS2_KIND_NSPV2, &query_ops);
    pthread_mutex_init(&q->lock, NULL);
    q->advert = a;
    return q;
}

static struct query *query_get(HANDLE h)
{
    return (struct query *)ws2_handle_get((ws2_handle)h, WS2_KIND_NSPV2);
}

static ws2_err begin_call(struct ws2_advert *a, const WSAQUERYSETW *set,
                          DWORD flags, HANDLE *theirs)
{
    WSAQUERYSET2W set2 = ws2_nspv2_set(set);
    void *session;
    ws2_err err = ws2_advert_session(a, &session);

    if (err != WS2_OK)
        return err;
    WSASetLastError(0);
    return ws2_advert_code(
        a->proc.NSPv2LookupServiceBegin(&a->id, &set2, flags, session, theirs));
}

static ws2_err query_begin(struct ws2_advert *a, const WSAQUERYSETW *set,
                           DWORD flags, HANDLE *out)
{
    struct query *q = query_new(a);
    ws2_handle h;
    ws2_err err;

    if (q == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    err = begin_call(a, set, flags, &q->theirs);
    if (err == WS2_OK) {
        ws2_advert_keep(a);
        err = ws2_handle_new(&q->obj, &h);
        if (err == WS2_OK)
            *out = (HANDLE)h;
        else
            query_closed(&q->obj);
    }
    ws2_obj_put(&q->obj);
    return err;
}

INT WSAAPI ws2_nspv2_query_begin(LPGUID id, LPWSAQUERYSETW set,
                                 LPWSASERVICECLASSINFOW class, DWORD flags,
                                 LPHANDLE out)
{
    struct ws2_advert *a;
    ws2_err err = ws2_advert_enter(id, &a);

    (void)class;
    if (err == WS2_OK) {
        err = query_begin(a, set, flags, out);
        ws2_advert_leave(a);
    }
    return ws2_nspv2_result(err);
}

void ws2_nspv2_unhurried(HANDLE lookup)
{
    struct query *q = query_get(lookup);

    if (q == NULL)
        return;
    q->unhurried = true;
    ws2_obj_put(&q->obj);
}

INT WSAAPI ws2_nspv2_query_end(HANDLE h)
{
    struct ws2_obj *obj = ws2_handle_close((ws2_handle)h, WS2_KIND_NSPV2);

    if (obj == NULL)
        return ws2_nspv2_result(WSA_INVALID_HANDLE);
    ws2_obj_put(obj);
    return 0;
}

/* --- Results. */

/* The call is one that an end of the query ends, too; the caller is inside.
 * False: it was ended. */
static bool call_begin(struct query *q, struct ws2_nspv2_call *call)
{
    bool open;

    pthread_mutex_lock(&q->lock);
    open = !q->ended;
    if (open) {
        q->call = call;
        ws2_advert_enter_kept(q->advert);
    }
    pthread_mutex_unlock(&q->lock);
    return open;
}

static void call_over(struct query *q)
{
    pthread_mutex_lock(&q->lock);
    q->call = NULL;
    pthread_mutex_unlock(&q->lock);
}

static ws2_err call_make(struct query *q, DWORD flags,
                         struct ws2_nspv2_call *call)
{
    struct ws2_advert *a = q->advert;
    ws2_err err;

    if (!call_begin(q, call))
        return WSA_E_CANCELLED;
    WSASetLastError(0);
    a->proc.NSPv2LookupServiceNextEx(ws2_nspv2_call_handle(call), q->theirs,
                                     flags, ws2_nspv2_call_length(call),
                                     ws2_nspv2_call_result(call));
    err = WSAGetLastError();
    ws2_advert_leave(a);
    err = ws2_nspv2_call_wait(call, err);
    call_over(q);
    return err;
}

/* Kept as a copy: a provider's pointers may lead anywhere. */
static ws2_err result_keep(struct query *q, struct ws2_nspv2_call *call)
{
    WSAQUERYSETW set = result_from_2(ws2_nspv2_call_result(call));
    ws2_err err = ws2_queryset_in(&q->held, &set, true, WS2_SET_RESULT);

    q->holds = err == WS2_OK;
    return err == WSAEFAULT || err == WSAEINVAL ? WSASYSCALLFAILURE : err;
}

/* *size: what the provider is offered, and what it wants where WSAEFAULT comes
 * of it. */
static ws2_err result_ask(struct query *q, DWORD flags, DWORD *size)
{
    struct ws2_nspv2_call *call;
    ws2_err err = ws2_nspv2_call_new(*size, q->unhurried, &call);

    if (err != WS2_OK)
        return err;
    err = call_make(q, flags, call);
    if (err == WS2_OK)
        err = result_keep(q, call);
    else if (err == WSAEFAULT && *ws2_nspv2_call_length(call) > *size)
        *size = *ws2_nspv2_call_length(call);
    else if (err == WSAEFAULT) /* asks for what it had */
        err = WSASYSCALLFAILURE;
    ws2_nspv2_call_put(call);
    return err;
}

static ws2_err result_fetch(struct query *q, DWORD flags)
{
    DWORD size = FIRST_ROOM;
    ws2_err err;

    do
        err = result_ask(q, flags, &size);
    while (err == WSAEFAULT);
    return err;
}

static ws2_err result_give(struct query *q, DWORD flags, DWORD *length,
                           WSAQUERYSETW *out)
{
    ws2_err err = q->holds ? WS2_OK : result_fetch(q, flags);

    if (err == WS2_OK)
        err = ws2_queryset_copy(&q->held.set, length, out);
    if (err == WS2_OK) {
        ws2_queryset_free(&q->held);
        q->holds = false;
    }
    return err;
}

INT WSAAPI ws2_nspv2_query_next(HANDLE h, DWORD flags, LPDWORD length,
                                LPWSAQUERYSETW out)
{
    struct query *q = query_get(h);
    ws2_err err;

    if (q == NULL) /* it was ended; who asks has a handle of his own */
        return ws2_nspv2_result(WSA_E_CANCELLED);
    err = result_give(q, flags, length, out);
    ws2_obj_put(&q->obj);
    return ws2_nspv2_result(err);
}

static void query_end_if(ws2_handle h, struct ws2_obj *obj, void *advert)
{
    if (((struct query *)obj)->advert == advert)
        (void)ws2_nspv2_query_end((HANDLE)h);
}

void ws2_nspv2_queries_end(struct ws2_advert *advert)
{
    ws2_handle_each(WS2_KIND_NSPV2, query_end_if, advert);
}
