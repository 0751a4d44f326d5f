/* SPDX-License-Identifier: MIT */
/* The DNS name space provider (NS_DNS): what is in DNS, the hosts file and the
 * services file, and this machine's own names.
 *
 * NSPLookupServiceBegin reads the query and begins to ask, without waiting;
 * NSPLookupServiceNext waits for the end of that once and hands out what was
 * found. The asking is a chain of asynchronous lookups: the host, or records
 * and, where addresses are wanted, the hosts that they name, one by one. It
 * holds a reference to the query, as it may outlive the handle.
 *
 * Locking: what was found is the asking's until done is set, and of Next from
 * then on, under the query's lock. */
#include "name/nspdns.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "handle/event.h"
#include "handle/handle.h"
#include "handle/hook.h"
#include "name/async.h"
#include "os/poll.h"

struct query {
    struct ws2_obj obj;
    struct ws2_nspdns_ask ask;
    struct ws2_event *done; /* err and found are there */
    atomic_bool ended;      /* by NSPLookupServiceEnd */
    struct ws2_async async;
    size_t target; /* the record whose host is asked for */
    ws2_err err;
    struct ws2_nspdns_found found;
    struct ws2_lock lock; /* guards what follows */
    bool made;
    struct ws2_nsp_results results;
};

static void query_destroy(struct ws2_obj *obj)
{
    struct query *q = (struct query *)obj;

    ws2_obj_put(&ws2_event_waitable(q->done)->obj);
    ws2_nsp_results_clear(&q->results);
    ws2_nspdns_found_free(&q->found);
    ws2_nspdns_ask_free(&q->ask);
    free(q);
}

/* Who waits in Next sees ended, whatever the asking comes to. */
static void query_closed(struct ws2_obj *obj)
{
    struct query *q = (struct query *)obj;

    atomic_store(&q->ended, true);
    ws2_async_cancel(&q->async);
    ws2_event_set(q->done);
}

/* The asking is the parent's. */
static void query_forked(struct ws2_obj *obj)
{
    struct query *q = (struct query *)obj;

    atomic_store(&q->lock.word, 0);
    ws2_waitable_forked(&ws2_event_waitable(q->done)->obj);
    query_closed(obj);
}

static const struct ws2_obj_ops query_ops = {
    .closed = query_closed, .destroy = query_destroy, .forked = query_forked};

static struct query *query_new(void)
{
    struct query *q = calloc(1, sizeof(*q));

    if (q == NULL)
        return NULL;
    q->done = ws2_event_new(true, false);
    if (q->done == NULL) {
        free(q);
        return NULL;
    }
    ws2_obj_init(&q->obj, WS2_KIND_NSPDNS, &query_ops);
    return q;
}

/* The asking */

static struct query *query_of(struct ws2_async *a)
{
    return (struct query *)((char *)a - offsetof(struct query, async));
}

static void asking_end(struct query *q, ws2_err err)
{
    q->err = err;
    ws2_event_set(q->done);
    ws2_obj_put(&q->obj);
}

/* What getaddrinfo calls beyond recovery has a code of its own here. */
static ws2_err failure(const struct query *q, const struct ws2_async *a)
{
    if (a->err == WSAHOST_NOT_FOUND && q->ask.service)
        return WSASERVICE_NOT_FOUND;
    return a->err == WSANO_RECOVERY && a->dns_status == WS2_DNS_REFUSED
               ? WSAEREFUSED
               : a->err;
}

static void host_done(struct ws2_async *a)
{
    struct query *q = query_of(a);

    q->found.host = a->host;
    asking_end(q, failure(q, a));
}

/* The hosts that the records name, one after the other. One that is not found
 * has no addresses; that is no failure. */
static void targets_ask(struct query *q);

static void target_done(struct ws2_async *a)
{
    struct query *q = query_of(a);

    q->found.targets[q->target++] = a->host;
    targets_ask(q);
}

static void targets_ask(struct query *q)
{
    const struct ws2_records *records = &q->found.records;

    q->async.done = target_done;
    for (; q->target < records->count && !atomic_load(&q->ended); q->target++) {
        const char *name = records->list[q->target].name;

        if (strcmp(name, ".") == 0 || /* no such service, RFC 2782 */
            ws2_async_name(&q->async, name, q->ask.want, WS2_ASYNC_FOREVER) !=
                WS2_OK)
            continue;
        if (atomic_load(&q->ended)) /* too late for query_closed to see it */
            ws2_async_cancel(&q->async);
        return;
    }
    asking_end(q, WS2_OK);
}

static bool has_targets(const struct query *q)
{
    return (q->ask.flags & LUP_RETURN_ADDR) != 0 &&
           (q->ask.type == WS2_DNS_SRV || q->ask.type == WS2_DNS_MX ||
            q->ask.type == WS2_DNS_NS);
}

static ws2_err records_take(struct query *q, struct ws2_async *a)
{
    struct ws2_nspdns_found *found = &q->found;

    if (a->err != WS2_OK)
        return failure(q, a);
    found->answer = a->answer;
    found->answer_len = a->answer_len;
    a->answer = NULL;
    return ws2_err_from_dns(ws2_dns_read_records(
        found->answer, found->answer_len, q->ask.type, &found->records));
}

static void records_done(struct ws2_async *a)
{
    struct query *q = query_of(a);
    struct ws2_nspdns_found *found = &q->found;
    ws2_err err = records_take(q, a);

    ws2_async_clear(a);
    if (err == WS2_OK && has_targets(q)) {
        found->targets = calloc(found->records.count, sizeof(struct ws2_host));
        if (found->targets != NULL) {
            targets_ask(q);
            return;
        }
        err = WSA_NOT_ENOUGH_MEMORY;
    }
    asking_end(q, err);
}

/* 0: it ends by asking_end. */
static ws2_err asking_begin(struct query *q)
{
    const struct ws2_nspdns_ask *ask = &q->ask;

    switch (ask->kind) {
    case WS2_NSPDNS_HOST:
        if (ask->numeric)
            break;
        q->async.done = host_done;
        return ws2_async_name(&q->async, ask->name, ask->want,
                              WS2_ASYNC_FOREVER);
    case WS2_NSPDNS_ADDRESS:
        q->async.done = host_done;
        return ws2_async_ip(&q->async, &ask->ip, WS2_ASYNC_FOREVER);
    case WS2_NSPDNS_RECORDS:
        q->async.done = records_done;
        return ws2_async_question(&q->async, ask->name, (int)ask->type,
                                  WS2_ASYNC_FOREVER);
    case WS2_NSPDNS_PORT:
        asking_end(q, ws2_nspdns_service(ask->name, &q->found.service));
        return WS2_OK;
    }
    asking_end(q, WS2_OK);
    return WS2_OK;
}

/* The procedures */

static ws2_err query_publish(struct query *q, HANDLE *lookup)
{
    ws2_handle h;
    ws2_err err;

    ws2_obj_ref(&q->obj); /* the asking's */
    err = asking_begin(q);
    if (err != WS2_OK)
        ws2_obj_put(&q->obj);
    if (err == WS2_OK)
        err = ws2_handle_new(&q->obj, &h);
    if (err == WS2_OK)
        *lookup = (HANDLE)h;
    else
        query_closed(&q->obj);
    return err;
}

static INT WSAAPI lookup_begin(LPGUID lpProviderId,
                               LPWSAQUERYSETW lpqsRestrictions,
                               LPWSASERVICECLASSINFOW lpServiceClassInfo,
                               DWORD dwControlFlags, LPHANDLE lphLookup)
{
    struct query *q = query_new();
    ws2_err err;

    if (q == NULL)
        return ws2_nsp_end(WSA_NOT_ENOUGH_MEMORY);
    q->ask.provider = *lpProviderId;
    err = ws2_nspdns_ask_read(&q->ask, lpqsRestrictions, lpServiceClassInfo,
                              dwControlFlags);
    if (err == WS2_OK)
        err = query_publish(q, lphLookup);
    ws2_obj_put(&q->obj);
    return ws2_nsp_end(err);
}

static ws2_err found_wait(struct query *q)
{
    struct ws2_waitable *done = ws2_event_waitable(q->done);
    struct ws2_thread *t = ws2_thread_self();
    int64_t until_ns;
    ws2_err err;

    if (t == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    do {
        until_ns = OS_FOREVER;
        err = ws2_hook_turn(t, &until_ns);
    } while (err == WS2_OK &&
             ws2_wait(&done, 1, false, until_ns, false, t) == WS2_WAIT_TIMEOUT);
    if (err != WS2_OK)
        return err;
    return atomic_load(&q->ended) ? WSA_E_CANCELLED : q->err;
}

static ws2_err result_next(struct query *q, DWORD flags, DWORD *length,
                           WSAQUERYSETW *buffer)
{
    ws2_err err;

    ws2_lock_take(&q->lock);
    if (!q->made)
        ws2_nspdns_results(&q->ask, &q->found, &q->results);
    q->made = true;
    err = q->results.parts.err;
    if (err == WS2_OK)
        err = ws2_nsp_results_next(&q->results, q->ask.flags, flags, length,
                                   buffer);
    ws2_lock_drop(&q->lock);
    return err;
}

static INT WSAAPI lookup_next(HANDLE hLookup, DWORD dwControlFlags,
                              LPDWORD lpdwBufferLength,
                              LPWSAQUERYSETW lpqsResults)
{
    struct query *q =
        (struct query *)ws2_handle_get((ws2_handle)hLookup, WS2_KIND_NSPDNS);
    ws2_err err;

    if (q == NULL)
        return ws2_nsp_end(WSA_INVALID_HANDLE);
    err = found_wait(q);
    if (err == WS2_OK)
        err = result_next(q, dwControlFlags, lpdwBufferLength, lpqsResults);
    ws2_obj_put(&q->obj);
    return ws2_nsp_end(err);
}

static INT WSAAPI lookup_end(HANDLE hLookup)
{
    struct ws2_obj *obj =
        ws2_handle_close((ws2_handle)hLookup, WS2_KIND_NSPDNS);

    if (obj == NULL)
        return ws2_nsp_end(WSA_INVALID_HANDLE);
    ws2_obj_put(obj);
    return 0;
}

INT WSAAPI ws2_nspdns_startup(LPGUID lpProviderId, LPNSP_ROUTINE lpnspRoutines)
{
    static const NSP_ROUTINE mine = {.NSPLookupServiceBegin = lookup_begin,
                                     .NSPLookupServiceNext = lookup_next,
                                     .NSPLookupServiceEnd = lookup_end};

    (void)lpProviderId;
    return ws2_nsp_offer(&mine, lpnspRoutines);
}
