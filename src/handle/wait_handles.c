/* SPDX-License-Identifier: MIT */
/* Waiting by handle: from handles to pinned objects and back. Pins keep the
 * objects while the wait lasts, so closing a handle meanwhile does not end the
 * wait; Windows leaves that case undefined. */
#include "handle/wait.h"

#include <winerror.h>

#include "handle/pseudo.h"
#include "handle/signal.h"

static bool objects_distinct(struct ws2_waitable *const *objs, unsigned n)
{
    for (unsigned i = 1; i < n; i++)
        for (unsigned j = 0; j < i; j++)
            if (objs[i] == objs[j])
                return false;
    return true;
}

struct ws2_waitable *ws2_waitable_of(struct ws2_obj *obj)
{
    struct ws2_signal *signal;

    if ((obj->kind & (WS2_KIND_SOCKETS | WS2_KIND_FILE)) == 0)
        return (struct ws2_waitable *)obj;
    signal = obj->ops->own_signal != NULL ? obj->ops->own_signal(obj) : NULL;
    return signal != NULL ? ws2_event_waitable(signal->event) : NULL;
}

struct ws2_waitable *ws2_waitable_get(ws2_handle h, unsigned kinds)
{
    struct ws2_obj *obj = ws2_handle_get(h, kinds);
    struct ws2_waitable *w;

    if (obj == NULL)
        return NULL;
    w = ws2_waitable_of(obj);
    if (w != NULL)
        ws2_obj_ref(&w->obj);
    ws2_obj_put(obj);
    return w;
}

ws2_err ws2_wait_handles_and(const ws2_handle *handles, unsigned n,
                             const struct ws2_wait_more *more, unsigned *result)
{
    struct ws2_waitable *objs[WS2_WAIT_MAX];
    struct ws2_thread *thread = ws2_thread_self();
    unsigned extra = more->also != NULL;
    ws2_err err = WS2_OK;
    unsigned held;

    if (n + extra == 0 || n > WS2_WAIT_MAX - extra)
        return ERROR_INVALID_PARAMETER;
    if (thread == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    for (held = 0; held < n; held++) {
        struct ws2_obj *obj = ws2_pseudo_pin(handles[held], WS2_KIND_WAITABLE);

        objs[held] = obj != NULL ? ws2_waitable_of(obj) : NULL;
        if (objs[held] == NULL) {
            err = ERROR_INVALID_HANDLE;
            held += obj != NULL;
            break;
        }
    }
    if (err == WS2_OK && more->all && !objects_distinct(objs, n))
        err = ERROR_INVALID_PARAMETER;
    if (err == WS2_OK) {
        if (extra != 0)
            objs[n] = more->also;
        *result = ws2_wait(objs, n + extra, more->all, more->deadline_ns,
                           more->alertable, thread);
    }
    while (held-- > 0)
        ws2_pseudo_unpin(handles[held]);
    return err;
}

ws2_err ws2_wait_handles(const ws2_handle *handles, unsigned n, bool all,
                         uint32_t timeout_ms, bool alertable, unsigned *result)
{
    struct ws2_wait_more more = {.all = all,
                                 .alertable = alertable,
                                 .deadline_ns = os_deadline(timeout_ms)};

    return ws2_wait_handles_and(handles, n, &more, result);
}
