/* SPDX-License-Identifier: MIT */
/* Events; see event.h. `signaled` is guarded by the waitable's lock. Follows
 * "Event Objects" and "PulseEvent function" on Microsoft Learn. */
#include "handle/event.h"

#include <stdlib.h>
#include <winerror.h>

#include "handle/named.h"

struct ws2_event {
    struct ws2_waitable base;
    bool manual;
    bool signaled;
};

static enum ws2_ready event_ready(const struct ws2_waitable *w,
                                  const struct ws2_thread *thread)
{
    (void)thread;
    return ((const struct ws2_event *)w)->signaled ? WS2_READY : WS2_NOT_READY;
}

static void event_take(struct ws2_waitable *w, struct ws2_thread *thread)
{
    struct ws2_event *event = (struct ws2_event *)w;

    (void)thread;
    if (!event->manual)
        event->signaled = false;
}

static void event_destroy(struct ws2_obj *obj)
{
    ws2_named_forget((struct ws2_waitable *)obj);
    free(obj);
}

static const struct ws2_obj_ops event_ops = {.destroy = event_destroy,
                                             .forked = ws2_waitable_forked};
static const struct ws2_wait_ops event_wait = {.ready = event_ready,
                                               .take = event_take};

struct ws2_event *ws2_event_new(bool manual, bool signaled)
{
    struct ws2_event *event = malloc(sizeof(*event));

    if (event == NULL)
        return NULL;
    ws2_waitable_init(&event->base, WS2_KIND_EVENT, &event_ops, &event_wait);
    event->manual = manual;
    event->signaled = signaled;
    return event;
}

struct ws2_waitable *ws2_event_waitable(struct ws2_event *event)
{
    return &event->base;
}

void ws2_event_set(struct ws2_event *event)
{
    struct ws2_wait_guard guard;

    ws2_waitable_lock(&event->base, &guard);
    event->signaled = true;
    ws2_waitable_release(&event->base, &guard);
    ws2_waitable_unlock(&event->base, &guard);
}

void ws2_event_reset(struct ws2_event *event)
{
    ws2_lock_take(&event->base.lock); /* releases nobody: no guard */
    event->signaled = false;
    ws2_lock_drop(&event->base.lock);
}

void ws2_event_pulse(struct ws2_event *event)
{
    struct ws2_wait_guard guard;

    ws2_waitable_lock(&event->base, &guard);
    event->signaled = true;
    ws2_waitable_release(&event->base, &guard);
    event->signaled = false;
    ws2_waitable_unlock(&event->base, &guard);
}

ws2_err ws2_event_open(bool manual, bool signaled, ws2_handle *out)
{
    struct ws2_event *event = ws2_event_new(manual, signaled);
    ws2_err err;

    if (event == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    err = ws2_handle_new(&event->base.obj, out);
    ws2_obj_put(&event->base.obj);
    return err;
}

ws2_err ws2_event_apply(ws2_handle h, void (*change)(struct ws2_event *event))
{
    struct ws2_obj *obj = ws2_handle_pin(h, WS2_KIND_EVENT);

    if (obj == NULL)
        return ERROR_INVALID_HANDLE;
    change((struct ws2_event *)obj);
    ws2_handle_unpin(h);
    return WS2_OK;
}
