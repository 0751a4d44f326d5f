/* SPDX-License-Identifier: MIT */
/* Registered waits. Follows "RegisterWaitForSingleObject function" on
 * Microsoft Learn. A wait that repeats begins anew when its callback has
 * returned, so one that is always satisfied takes one thread, not all. */
#include <windows.h>

#include <stdlib.h>

#include "win32/door.h"
#include "win32/pool_handle.h"
#include "win32/pool_wait.h"

struct registration {
    struct ws2_pool_wait wait;
    struct ws2_waitable *object; /* with a reference */
    WAITORTIMERCALLBACK callback;
    ULONG timeout_ms;
    bool once;
    bool stopped; /* the pool's lock */
};

static ws2_err wait_begin(struct registration *r)
{
    struct ws2_due due = {.ns = os_deadline(r->timeout_ms)};
    bool was;

    return ws2_pool_wait_set(&r->wait, r->object,
                             r->timeout_ms != INFINITE ? &due : NULL, &was);
}

static void registration_call(struct ws2_pool_item *item,
                              PTP_CALLBACK_INSTANCE instance,
                              enum ws2_pool_why why)
{
    struct registration *r = (struct registration *)item;
    bool again;

    (void)instance;
    r->callback(item->context, why == WS2_POOL_TIMEOUT);
    ws2_pool_lock();
    again = !r->once && !r->stopped;
    ws2_pool_unlock();
    if (!again)
        return;
    wait_begin(r);
    ws2_pool_lock();
    again = !r->stopped;
    ws2_pool_unlock();
    if (!again) /* it was stopped in between */
        ws2_pool_wait_stop(item);
}

static void registration_stop(struct ws2_pool_item *item)
{
    ws2_pool_lock();
    ((struct registration *)item)->stopped = true;
    ws2_pool_unlock();
    ws2_pool_wait_stop(item);
}

static void registration_destroy(struct ws2_pool_item *item)
{
    struct registration *r = (struct registration *)item;

    ws2_pool_wait_end(&r->wait);
    ws2_obj_put(&r->object->obj);
    free(r);
}

static const struct ws2_pool_kind registration_kind = {
    .call = registration_call,
    .stop = registration_stop,
    .destroy = registration_destroy};

static ws2_err registration_new(struct ws2_obj *object,
                                WAITORTIMERCALLBACK callback, void *context,
                                ULONG timeout_ms, ULONG flags,
                                struct registration **out)
{
    struct registration *r = malloc(sizeof(*r));

    if (r == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    ws2_pool_wait_init(&r->wait);
    ws2_pool_item_init(&r->wait.item, &registration_kind, context, NULL);
    r->wait.item.runs_long = (flags & WT_EXECUTELONGFUNCTION) != 0;
    ws2_obj_ref(object);
    r->object = (struct ws2_waitable *)object;
    r->callback = callback;
    r->timeout_ms = timeout_ms;
    r->once = (flags & WT_EXECUTEONLYONCE) != 0;
    r->stopped = false;
    *out = r;
    return WS2_OK;
}

/* The handle first: a callback may use it at once. */
static ws2_err registration_start(struct registration *r, HANDLE *out)
{
    ws2_err err =
        ws2_pool_handle_new(&r->wait.item, WS2_KIND_REGISTRATION, out);

    if (err != WS2_OK)
        return err;
    err = wait_begin(r);
    if (err != WS2_OK)
        ws2_pool_handle_retire(*out, WS2_KIND_REGISTRATION, NULL);
    return err;
}

BOOL WINAPI RegisterWaitForSingleObject(PHANDLE phNewWaitObject, HANDLE hObject,
                                        WAITORTIMERCALLBACK Callback,
                                        PVOID Context, ULONG dwMilliseconds,
                                        ULONG dwFlags)
{
    struct registration *r;
    struct ws2_waitable *object;
    ws2_err err;

    if (phNewWaitObject == NULL || Callback == NULL)
        return ws2_win32_bool(ERROR_INVALID_PARAMETER);
    object = ws2_waitable_get((ws2_handle)hObject, WS2_POOL_WAITABLE);
    if (object == NULL)
        return ws2_win32_bool(ERROR_INVALID_HANDLE);
    err = registration_new(&object->obj, Callback, Context, dwMilliseconds,
                           dwFlags, &r);
    ws2_obj_put(&object->obj);
    if (err == WS2_OK)
        err = registration_start(r, phNewWaitObject);
    return ws2_win32_bool(err);
}

BOOL WINAPI UnregisterWaitEx(HANDLE WaitHandle, HANDLE CompletionEvent)
{
    return ws2_win32_bool(ws2_pool_handle_retire(
        WaitHandle, WS2_KIND_REGISTRATION, CompletionEvent));
}

BOOL WINAPI UnregisterWait(HANDLE WaitHandle)
{
    return UnregisterWaitEx(WaitHandle, NULL);
}
