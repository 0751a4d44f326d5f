/* SPDX-License-Identifier: MIT */
/* Being told of changes; see nspnla.h. What is to be told is a list of the
 * process, which the reactor goes through when there is news of the network.
 * Microsoft Learn, "Notification from NLA", "WSACOMPLETION structure".
 *
 * Locking: lock guards the list; a query's is taken under it. */
#include "name/nspnla.h"

#include <stdlib.h>

#include "err/ntstatus.h"
#include "handle/block.h"
#include "handle/overlapped.h"
#include "io/netnews.h"
#include "os/fork.h"

struct notice {
    struct notice *next;
    struct ws2_nspnla *q;
    struct ws2_obj *obj; /* the query, a reference */
    /* Either a message, */
    HWND window;
    UINT message;
    WPARAM context;
    /* or an overlapped operation's end. */
    struct ws2_overlapped *o;
    struct ws2_attachment attached; /* to a port, or to nothing */
};

static struct ws2_lock lock = WS2_LOCK_INIT;
static struct notice *notices;

/* They are the parent's. */
static void notices_forked(void)
{
    atomic_store(&lock.word, 0);
    notices = NULL;
}
OS_IN_FORKED_CHILD(notices_forked)

static void notice_free(struct notice *n)
{
    ws2_attachment_free(&n->attached);
    ws2_obj_put(n->obj);
    free(n);
}

/* A query that ended sends no message. */
static void notice_tell(struct notice *n, ws2_err err)
{
    if (n->o != NULL)
        ws2_overlapped_end(n->o, &n->attached, ws2_status_from_err(err), 0, 0,
                           false);
    else if (err == WS2_OK)
        WPUPostMessage(n->window, n->message, n->context, 0);
    notice_free(n);
}

static void list_tell(struct notice *list, ws2_err err)
{
    while (list != NULL) {
        struct notice *n = list;

        list = n->next;
        notice_tell(n, err);
    }
}

static bool anybody_waits(void)
{
    bool waits;

    ws2_lock_take(&lock);
    waits = notices != NULL;
    ws2_lock_drop(&lock);
    return waits;
}

/* The news may be of something that concerns nobody. */
static void notices_look(void)
{
    struct ws2_networks now;
    struct notice *due = NULL, *n;

    if (!anybody_waits() || ws2_networks_get(&now) != WS2_OK)
        return; /* the next news has it */
    ws2_lock_take(&lock);
    for (struct notice **at = &notices; (n = *at) != NULL;) {
        if (!ws2_nspnla_differs(n->q, &now)) {
            at = &n->next;
            continue;
        }
        *at = n->next;
        n->next = due;
        due = n;
    }
    ws2_lock_drop(&lock);
    ws2_networks_free(&now);
    list_tell(due, WS2_OK);
}

void ws2_nspnla_forget(const struct ws2_nspnla *q)
{
    struct notice *gone = NULL, *n;

    ws2_lock_take(&lock);
    for (struct notice **at = &notices; (n = *at) != NULL;) {
        if (n->q != q) {
            at = &n->next;
            continue;
        }
        *at = n->next;
        n->next = gone;
        gone = n;
    }
    ws2_lock_drop(&lock);
    list_tell(gone, WSA_OPERATION_ABORTED);
}

static ws2_err overlapped_begin(struct notice *n, OVERLAPPED *ov,
                                LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_overlapped *o = ws2_block_get(sizeof(*o));
    ws2_err err;

    if (o == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    o->packet.size = sizeof(*o);
    o->packet.thread = 0; /* no operation of a handle: CancelIo leaves it */
    err = ws2_overlapped_begin(o, &n->attached, ov, routine);
    if (err == WS2_OK)
        n->o = o;
    else
        ws2_block_put(o, sizeof(*o));
    return err;
}

static ws2_err port_attach(struct notice *n, HANDLE h, ULONG_PTR key)
{
    struct ws2_port *port = ws2_port_pin((ws2_handle)h);

    if (port == NULL)
        return WSAEINVAL;
    ws2_attach(&n->attached, port, key);
    ws2_handle_unpin((ws2_handle)h);
    return WS2_OK;
}

static ws2_err how_begin(struct notice *n, const WSACOMPLETION *how)
{
    ws2_err err;

    switch (how->Type) {
    case NSP_NOTIFY_HWND:
        n->window = how->Parameters.WindowMessage.hWnd;
        n->message = how->Parameters.WindowMessage.uMsg;
        n->context = how->Parameters.WindowMessage.context;
        return n->window != NULL ? WS2_OK : WSAEINVAL;
    case NSP_NOTIFY_EVENT:
        return overlapped_begin(n, how->Parameters.Event.lpOverlapped, NULL);
    case NSP_NOTIFY_APC:
        if (how->Parameters.Apc.lpfnCompletionProc == NULL)
            return WSAEINVAL;
        return overlapped_begin(n, how->Parameters.Apc.lpOverlapped,
                                how->Parameters.Apc.lpfnCompletionProc);
    case NSP_NOTIFY_PORT:
        err = port_attach(n, how->Parameters.Port.hPort,
                          how->Parameters.Port.Key);
        return err != WS2_OK ? err
                             : overlapped_begin(
                                   n, how->Parameters.Port.lpOverlapped, NULL);
    case NSP_NOTIFY_IMMEDIATELY:
        break;
    }
    return WSAEINVAL;
}

/* One at a time for each query. One that ends now sees to its notices after
 * this, or is seen to have ended. */
static ws2_err notice_add(struct notice *n)
{
    ws2_err err = WS2_OK;

    ws2_lock_take(&lock);
    if (ws2_nspnla_ended(n->q))
        err = WSA_INVALID_HANDLE;
    for (const struct notice *other = notices; other != NULL;
         other = other->next)
        if (other->q == n->q)
            err = WSAEINVAL;
    if (err == WS2_OK) {
        n->next = notices;
        notices = n;
    }
    ws2_lock_drop(&lock);
    return err;
}

/* A look at once: what has changed since the query began is not missed. */
ws2_err ws2_nspnla_notify(struct ws2_nspnla *q, struct ws2_obj *obj,
                          const WSACOMPLETION *how)
{
    static struct ws2_netnews news = {.changed = notices_look};
    struct notice *n;
    ws2_err err;

    if (ws2_netnews_listen(&news) < 0)
        return WSAENETDOWN;
    n = calloc(1, sizeof(*n));
    if (n == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    n->q = q;
    n->obj = obj;
    ws2_obj_ref(obj);
    err = how_begin(n, how);
    if (err == WS2_OK)
        err = notice_add(n);
    if (err == WS2_OK) {
        notices_look();
        return WSA_IO_PENDING;
    }
    if (n->o != NULL)
        ws2_overlapped_drop(n->o, ws2_status_from_err(err));
    notice_free(n);
    return err;
}
