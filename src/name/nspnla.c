/* SPDX-License-Identifier: MIT */
/* The NLA name space provider (NS_NLA): the networks that this machine is on.
 *
 * A query tells of the networks of the moment when it began. Once it has asked
 * for notification, what follows the end of that are the changes since, set by
 * set, each ended by WSA_E_NO_MORE. Microsoft Learn, "Querying NLA" and
 * "Notification from NLA". */
#include "name/nspnla.h"

#include <stdlib.h>
#include <string.h>

#include <mswsock.h>

#include "name/nspresults.h"
#include "name/text.h"
#include "os/lock.h"

struct ws2_nspnla {
    struct ws2_obj obj;
    GUID provider;
    DWORD flags;
    char name[WS2_TEXT_MAX]; /* of the only network asked for, or "" */
    atomic_bool ended;       /* by NSPLookupServiceEnd */
    struct ws2_lock lock;    /* guards what follows */
    bool watched;            /* notification was asked for */
    bool at_end;             /* of a set */
    struct ws2_networks known;
    struct ws2_nsp_results results;
};

static void query_destroy(struct ws2_obj *obj)
{
    struct ws2_nspnla *q = (struct ws2_nspnla *)obj;

    ws2_networks_free(&q->known);
    ws2_nsp_results_clear(&q->results);
    free(q);
}

static void query_closed(struct ws2_obj *obj)
{
    struct ws2_nspnla *q = (struct ws2_nspnla *)obj;

    atomic_store(&q->ended, true);
    ws2_nspnla_forget(q);
}

static void query_forked(struct ws2_obj *obj)
{
    atomic_store(&((struct ws2_nspnla *)obj)->lock.word, 0);
}

static const struct ws2_obj_ops query_ops = {
    .closed = query_closed, .destroy = query_destroy, .forked = query_forked};

/* Results */

static BLOB *blob_make(struct ws2_nsp_results *results,
                       const struct ws2_network *network, bool deep)
{
    BLOB *blob = ws2_parts_room(&results->parts, sizeof(*blob));
    uint8_t *bytes =
        ws2_parts_copy(&results->parts, network->blob, network->blob_len, 1);

    if (blob == NULL || bytes == NULL)
        return NULL;
    blob->pBlobData = bytes;
    blob->cbSize = (ULONG)(deep ? network->blob_len : network->raw_at);
    if (!deep)
        memset(bytes + network->link_at + offsetof(NLA_BLOB, header.nextOffset),
               0, sizeof(DWORD));
    return blob;
}

/* What is gone has no data. */
static void network_add(struct ws2_nspnla *q, const struct ws2_network *network,
                        DWORD change)
{
    const GUID class = NLA_SERVICE_CLASS_GUID;
    struct ws2_nsp_results *results = &q->results;
    WSAQUERYSETW *set = ws2_nsp_results_add(results);

    if (set == NULL)
        return;
    set->dwNameSpace = NS_NLA;
    set->dwOutputFlags = change;
    set->lpNSProviderId =
        ws2_parts_copy(&results->parts, &q->provider, 1, sizeof(q->provider));
    set->lpServiceClassId =
        ws2_parts_copy(&results->parts, &class, 1, sizeof(class));
    set->lpszServiceInstanceName = ws2_nsp_results_text(results, network->name);
    set->lpszComment = ws2_nsp_results_text(results, network->comment);
    if (change != RESULT_IS_DELETED)
        set->lpBlob = blob_make(results, network, (q->flags & LUP_DEEP) != 0);
}

static bool is_asked(const struct ws2_nspnla *q,
                     const struct ws2_network *network)
{
    return *q->name == '\0' || strcmp(q->name, network->name) == 0;
}

static void networks_add(struct ws2_nspnla *q)
{
    for (size_t i = 0; i < q->known.count; i++)
        if (is_asked(q, &q->known.list[i]))
            network_add(q, &q->known.list[i], 0);
}

typedef void change_fn(struct ws2_nspnla *q, const struct ws2_network *network,
                       DWORD change);

/* Calls tell for each change from what is known; how many there are. */
static size_t changes(struct ws2_nspnla *q, const struct ws2_networks *now,
                      change_fn *tell)
{
    size_t count = 0;

    for (size_t i = 0; i < now->count; i++) {
        const struct ws2_network *network = &now->list[i];
        const struct ws2_network *was =
            ws2_networks_find(&q->known, network->name);

        if (!is_asked(q, network) ||
            (was != NULL && ws2_network_equal(was, network)))
            continue;
        tell(q, network, was != NULL ? RESULT_IS_CHANGED : RESULT_IS_ADDED);
        count++;
    }
    for (size_t i = 0; i < q->known.count; i++) {
        const struct ws2_network *was = &q->known.list[i];

        if (!is_asked(q, was) || ws2_networks_find(now, was->name) != NULL)
            continue;
        tell(q, was, RESULT_IS_DELETED);
        count++;
    }
    return count;
}

bool ws2_nspnla_ended(const struct ws2_nspnla *q)
{
    return atomic_load(&q->ended);
}

static void change_ignore(struct ws2_nspnla *q,
                          const struct ws2_network *network, DWORD change)
{
    (void)q, (void)network, (void)change;
}

bool ws2_nspnla_differs(struct ws2_nspnla *q, const struct ws2_networks *now)
{
    bool differs;

    ws2_lock_take(&q->lock);
    differs = changes(q, now, change_ignore) > 0;
    ws2_lock_drop(&q->lock);
    return differs;
}

/* The procedures */

static ws2_err set_check(const WSAQUERYSETW *set, DWORD flags)
{
    const GUID class = NLA_SERVICE_CLASS_GUID;

    if (set->dwSize != sizeof(*set))
        return WSAEINVAL;
    for (DWORD i = 0; i < set->dwNumberOfProtocols; i++)
        if (set->lpafpProtocols[i].iAddressFamily != AF_INET &&
            set->lpafpProtocols[i].iAddressFamily != AF_INET6 &&
            set->lpafpProtocols[i].iAddressFamily != AF_UNSPEC)
            return WSAEINVAL;
    if (set->lpServiceClassId != NULL &&
        !IsEqualGUID(set->lpServiceClassId, &class))
        return WSASERVICE_NOT_FOUND;
    return (flags & LUP_CONTAINERS) != 0 ? WSANO_DATA : WS2_OK;
}

static ws2_err query_read(struct ws2_nspnla *q, const WSAQUERYSETW *set)
{
    ws2_err err = set_check(set, q->flags);

    if (err == WS2_OK && set->lpszServiceInstanceName != NULL &&
        ws2_text_in_wide(q->name, set->lpszServiceInstanceName) != WS2_TEXT_OK)
        err = WSAEINVAL;
    if (err == WS2_OK)
        err = ws2_networks_get(&q->known);
    if (err != WS2_OK)
        return err;
    networks_add(q);
    return q->results.parts.err;
}

static INT WSAAPI lookup_begin(LPGUID lpProviderId,
                               LPWSAQUERYSETW lpqsRestrictions,
                               LPWSASERVICECLASSINFOW lpServiceClassInfo,
                               DWORD dwControlFlags, LPHANDLE lphLookup)
{
    struct ws2_nspnla *q = calloc(1, sizeof(*q));
    ws2_handle h;
    ws2_err err;

    (void)lpServiceClassInfo;
    if (q == NULL)
        return ws2_nsp_end(WSA_NOT_ENOUGH_MEMORY);
    ws2_obj_init(&q->obj, WS2_KIND_NSPNLA, &query_ops);
    q->provider = *lpProviderId;
    q->flags = dwControlFlags;
    err = query_read(q, lpqsRestrictions);
    if (err == WS2_OK)
        err = ws2_handle_new(&q->obj, &h);
    if (err == WS2_OK)
        *lphLookup = (HANDLE)h;
    ws2_obj_put(&q->obj);
    return ws2_nsp_end(err);
}

/* A set was told to its end, and the next one is what has changed since. */
static ws2_err changes_take_locked(struct ws2_nspnla *q)
{
    struct ws2_networks now;
    ws2_err err = ws2_networks_get(&now);

    if (err != WS2_OK)
        return err;
    ws2_nsp_results_clear(&q->results);
    (void)changes(q, &now, network_add);
    err = q->results.parts.err;
    if (err == WS2_OK) {
        ws2_networks_free(&q->known);
        q->known = now;
    } else {
        ws2_nsp_results_clear(&q->results);
        ws2_networks_free(&now);
    }
    return err;
}

static ws2_err next_locked(struct ws2_nspnla *q, DWORD flags, DWORD *length,
                           WSAQUERYSETW *buffer)
{
    ws2_err err = q->at_end && q->watched ? changes_take_locked(q) : WS2_OK;

    if (err == WS2_OK) {
        err =
            ws2_nsp_results_next(&q->results, q->flags, flags, length, buffer);
        q->at_end = err == WSA_E_NO_MORE;
    }
    return err;
}

static INT WSAAPI lookup_next(HANDLE hLookup, DWORD dwControlFlags,
                              LPDWORD lpdwBufferLength,
                              LPWSAQUERYSETW lpqsResults)
{
    struct ws2_nspnla *q = (struct ws2_nspnla *)ws2_handle_get(
        (ws2_handle)hLookup, WS2_KIND_NSPNLA);
    ws2_err err;

    if (q == NULL)
        return ws2_nsp_end(WSA_INVALID_HANDLE);
    ws2_lock_take(&q->lock);
    err = next_locked(q, dwControlFlags, lpdwBufferLength, lpqsResults);
    ws2_lock_drop(&q->lock);
    ws2_obj_put(&q->obj);
    return ws2_nsp_end(err);
}

static INT WSAAPI lookup_end(HANDLE hLookup)
{
    struct ws2_obj *obj =
        ws2_handle_close((ws2_handle)hLookup, WS2_KIND_NSPNLA);

    if (obj == NULL)
        return ws2_nsp_end(WSA_INVALID_HANDLE);
    ws2_obj_put(obj);
    return 0;
}

/* The sense is inverted: it fails while nothing has changed. */
static ws2_err poll_changes(struct ws2_nspnla *q)
{
    struct ws2_networks now;
    ws2_err err = ws2_networks_get(&now);

    if (err != WS2_OK)
        return err == WSASYSNOTREADY ? WSAENETDOWN : err;
    if (!ws2_nspnla_differs(q, &now))
        err = WSAEWOULDBLOCK;
    ws2_networks_free(&now);
    return err;
}

static ws2_err query_ioctl(struct ws2_nspnla *q, DWORD code,
                           const WSACOMPLETION *completion)
{
    if (code != SIO_NSP_NOTIFY_CHANGE)
        return WSAEOPNOTSUPP;
    ws2_lock_take(&q->lock);
    q->watched = true;
    ws2_lock_drop(&q->lock);
    if (completion == NULL || completion->Type == NSP_NOTIFY_IMMEDIATELY)
        return poll_changes(q);
    return ws2_nspnla_notify(q, &q->obj, completion);
}

static INT WSAAPI lookup_ioctl(HANDLE hLookup, DWORD dwControlCode,
                               LPVOID lpvInBuffer, DWORD cbInBuffer,
                               LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                               LPDWORD lpcbBytesReturned,
                               LPWSACOMPLETION lpCompletion,
                               LPWSATHREADID lpThreadId)
{
    struct ws2_nspnla *q = (struct ws2_nspnla *)ws2_handle_get(
        (ws2_handle)hLookup, WS2_KIND_NSPNLA);
    ws2_err err;

    (void)lpvInBuffer, (void)cbInBuffer, (void)lpvOutBuffer;
    (void)cbOutBuffer, (void)lpThreadId;
    if (q == NULL)
        return ws2_nsp_end(WSA_INVALID_HANDLE);
    if (lpcbBytesReturned != NULL)
        *lpcbBytesReturned = 0;
    err = query_ioctl(q, dwControlCode, lpCompletion);
    ws2_obj_put(&q->obj);
    return ws2_nsp_end(err);
}

INT WSAAPI ws2_nspnla_startup(LPGUID lpProviderId, LPNSP_ROUTINE lpnspRoutines)
{
    static const NSP_ROUTINE mine = {.NSPLookupServiceBegin = lookup_begin,
                                     .NSPLookupServiceNext = lookup_next,
                                     .NSPLookupServiceEnd = lookup_end,
                                     .NSPIoctl = lookup_ioctl};

    (void)lpProviderId;
    return ws2_nsp_offer(&mine, lpnspRoutines);
}
