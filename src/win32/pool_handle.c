/* SPDX-License-Identifier: MIT */
/* Items with a handle, and how the older functions end them. Follows
 * "UnregisterWaitEx function" and "DeleteTimerQueueTimer function" on
 * Microsoft Learn. */
#include "win32/pool_handle.h"

#include <stdlib.h>

#include "handle/event.h"

static void handle_destroy(struct ws2_obj *obj)
{
    ws2_pool_item_close(((struct ws2_pool_handle *)obj)->item);
    free(obj);
}

static const struct ws2_obj_ops handle_ops = {.destroy = handle_destroy};

ws2_err ws2_pool_handle_new(struct ws2_pool_item *item, enum ws2_kind kind,
                            HANDLE *out)
{
    struct ws2_pool_handle *handle = malloc(sizeof(*handle));
    ws2_handle h = 0;
    ws2_err err;

    if (handle == NULL) {
        ws2_pool_item_close(item);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    ws2_obj_init(&handle->obj, kind, &handle_ops);
    handle->item = item;
    err = ws2_handle_new(&handle->obj, &h);
    ws2_obj_put(&handle->obj);
    if (err == WS2_OK)
        *out = (HANDLE)h;
    return err;
}

ws2_err ws2_pool_completion(HANDLE completion, struct ws2_event **event)
{
    *event = NULL;
    if (completion == NULL || completion == INVALID_HANDLE_VALUE)
        return WS2_OK;
    *event = (struct ws2_event *)ws2_handle_get((ws2_handle)completion,
                                                WS2_KIND_EVENT);
    return *event != NULL ? WS2_OK : ERROR_INVALID_HANDLE;
}

/* The reference that obj has keeps the item here. */
static ws2_err item_retire(struct ws2_pool_item *item, struct ws2_event *event,
                           bool wait)
{
    if (item->kind->stop != NULL)
        item->kind->stop(item);
    if (wait) {
        ws2_pool_item_wait(item, false);
        return WS2_OK;
    }
    ws2_pool_lock();
    item->notify = event;
    ws2_pool_unlock();
    return ws2_pool_item_busy(item) ? ERROR_IO_PENDING : WS2_OK;
}

ws2_err ws2_pool_handle_retire(HANDLE h, enum ws2_kind kind, HANDLE completion)
{
    struct ws2_event *event;
    struct ws2_obj *obj;
    ws2_err err = ws2_pool_completion(completion, &event);

    if (err != WS2_OK)
        return err;
    obj = ws2_handle_close((ws2_handle)h, kind);
    if (obj == NULL) {
        if (event != NULL)
            ws2_obj_put(&ws2_event_waitable(event)->obj);
        return ERROR_INVALID_HANDLE;
    }
    err = item_retire(((struct ws2_pool_handle *)obj)->item, event,
                      completion == INVALID_HANDLE_VALUE);
    ws2_obj_put(obj);
    return err;
}
