/* SPDX-License-Identifier: MIT */
/* The end of an overlapped operation; see overlapped.h. The OVERLAPPED is the
 * program's again as soon as Internal is no more pending, so that is written
 * last and nothing of it is read afterwards. */
#include "handle/overlapped.h"

#include <stdlib.h>

#include "err/ntstatus.h"
#include "handle/apc.h"
#include "handle/block.h"
#include "handle/event.h"
#include "handle/signal.h"
#include "os/mem.h"
#include "watch/watch.h"

/* Windows refuses one that is not aligned like one that is not there. */
static bool is_aligned(const OVERLAPPED *ov)
{
    return ((uintptr_t)ov & (_Alignof(OVERLAPPED) - 1)) == 0;
}

static void status_store(OVERLAPPED *ov, uint32_t status)
{
    __atomic_store_n(&ov->Internal, (ULONG_PTR)status, __ATOMIC_RELEASE);
}

struct ws2_routine {
    struct ws2_apc apc;
    struct ws2_thread *thread; /* a reference */
    LPWSAOVERLAPPED_COMPLETION_ROUTINE run;
    OVERLAPPED *ov;
    uint32_t status, bytes, flags;
};

static void routine_free(struct ws2_routine *r)
{
    ws2_thread_put(r->thread);
    free(r);
}

static void routine_drop(struct ws2_apc *apc)
{
    routine_free((struct ws2_routine *)apc);
}

static void routine_run(struct ws2_apc *apc)
{
    struct ws2_routine r = *(struct ws2_routine *)apc;

    routine_drop(apc); /* the routine need not come back */
    r.run((DWORD)ws2_err_from_status(r.status), r.bytes, r.ov, r.flags);
}

static struct ws2_routine *routine_new(LPWSAOVERLAPPED_COMPLETION_ROUTINE run)
{
    struct ws2_thread *t = ws2_thread_self();
    struct ws2_routine *r = malloc(sizeof(*r));

    if (t == NULL || r == NULL) {
        free(r);
        return NULL;
    }
    r->apc.run = routine_run;
    r->apc.drop = routine_drop;
    r->run = run;
    r->thread = t;
    atomic_fetch_add_explicit(&t->refs, 1, memory_order_relaxed);
    return r;
}

static ws2_err event_begin(struct ws2_overlapped *o, ws2_handle event)
{
    if (event == 0)
        return WS2_OK;
    o->told.event = ws2_handle_get(event, WS2_KIND_EVENT);
    if (o->told.event == NULL)
        return WSA_INVALID_HANDLE;
    ws2_event_reset((struct ws2_event *)o->told.event);
    return WS2_OK;
}

ws2_err ws2_overlapped_begin(struct ws2_overlapped *o,
                             const struct ws2_attachment *a, OVERLAPPED *ov,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct ws2_signal *signal = ws2_attached_signal(a);
    struct ws2_port *port = ws2_attached_port(a);
    ws2_handle event;
    ws2_err err = WS2_OK;

    if (!is_aligned(ov) || !os_mem_writable(ov, sizeof(*ov)))
        return WSAEFAULT;
    event = (ws2_handle)ov->hEvent;
    o->packet.overlapped = ov;
    o->packet.due = port != NULL && (event & WS2_NO_PACKET) == 0;
    o->packet.runs = false;
    o->told.event = NULL;
    if (routine == NULL) {
        err = event_begin(o, event & ~WS2_NO_PACKET);
    } else if (port != NULL) {
        err = WSAEINVAL;
    } else {
        o->packet.runs = true;
        o->told.routine = routine_new(routine);
        err = o->told.routine != NULL ? WS2_OK : WSAENOBUFS;
    }
    if (err != WS2_OK)
        return err;
    if (signal != NULL)
        ws2_signal_begin(signal);
    ov->InternalHigh = 0;
    status_store(ov, WS2_STATUS_PENDING);
    return WS2_OK;
}

void ws2_overlapped_drop(struct ws2_overlapped *o, uint32_t status)
{
    status_store(o->packet.overlapped, status);
    if (o->packet.runs)
        routine_free(o->told.routine);
    else if (o->told.event != NULL)
        ws2_obj_put(o->told.event);
    ws2_block_put(o, o->packet.size);
}

static void routine_queue(struct ws2_routine *r, OVERLAPPED *ov,
                          uint32_t status, uint32_t bytes, uint32_t flags)
{
    struct ws2_thread *t = r->thread;

    r->ov = ov;
    r->status = status;
    r->bytes = bytes;
    r->flags = flags;
    atomic_fetch_add_explicit(&t->refs, 1, memory_order_relaxed);
    if (!ws2_apc_queue(t, &r->apc)) /* the thread has ended */
        routine_free(r);
    ws2_thread_put(t);
}

static void event_signal(struct ws2_obj *event)
{
    ws2_event_set((struct ws2_event *)event);
    ws2_obj_put(event);
}

/* Whoever watches may have it end in another way. */
static __attribute__((cold)) void end_show(const OVERLAPPED *ov,
                                           uint32_t *status, uint32_t *bytes)
{
    ws2_err err = ws2_err_from_status(*status);
    ws2_err told = ws2_watch_completion(ov, err, *bytes);

    if (told == err)
        return;
    *status = ws2_status_from_err(told);
    *bytes = 0;
}

void ws2_overlapped_end(struct ws2_overlapped *o,
                        const struct ws2_attachment *a, uint32_t status,
                        uint32_t bytes, uint32_t flags, bool quiet)
{
    OVERLAPPED *ov = o->packet.overlapped;
    const bool runs = o->packet.runs;
    union ws2_told told = o->told;
    struct ws2_signal *signal;

    if (ws2_watched())
        end_show(ov, &status, &bytes);
    ov->InternalHigh = bytes;
    status_store(ov, status);
    o->packet.status = status;
    o->packet.bytes = bytes;
    if (o->packet.due && !quiet) {
        o->packet.key = a->key; /* there as soon as the port is */
        ws2_port_queue(ws2_attached_port(a), &o->packet);
    } else {
        ws2_block_put(o, o->packet.size);
    }
    signal = ws2_attached_signal(a);
    if (signal != NULL)
        ws2_signal_end(signal, a, !runs && told.event != NULL);
    if (runs)
        routine_queue(told.routine, ov, status, bytes, flags);
    else if (told.event != NULL)
        event_signal(told.event);
}

ws2_err ws2_overlapped_told(const struct ws2_attachment *a, OVERLAPPED *ov,
                            uint32_t status, uint32_t bytes)
{
    struct ws2_overlapped *o;
    ws2_handle event;

    if (!is_aligned(ov) || !os_mem_writable(ov, sizeof(*ov)))
        return WSAEFAULT;
    o = ws2_block_get(sizeof(*o));
    if (o == NULL)
        return WSAENOBUFS;
    event = (ws2_handle)ov->hEvent;
    o->packet.size = sizeof(*o);
    o->packet.overlapped = ov;
    o->packet.due =
        ws2_attached_port(a) != NULL && (event & WS2_NO_PACKET) == 0;
    o->packet.runs = false;
    o->told.event = ws2_handle_get(event & ~WS2_NO_PACKET, WS2_KIND_EVENT);
    ws2_overlapped_end(o, a, status, bytes, 0, false);
    return WS2_OK;
}

static bool is_pending(const OVERLAPPED *ov)
{
    return __atomic_load_n(&ov->Internal, __ATOMIC_ACQUIRE) ==
           WS2_STATUS_PENDING;
}

/* Any operation's end signals the handle: look again. */
static ws2_err handle_wait(struct ws2_obj *obj, const OVERLAPPED *ov)
{
    struct ws2_signal *signal;
    unsigned ends;

    if (obj->ops->own_signal == NULL)
        return WSA_INVALID_HANDLE;
    signal = obj->ops->own_signal(obj);
    if (signal == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    atomic_fetch_add(&signal->watched, 1);
    for (;;) {
        ends = atomic_load(&signal->ends);
        if (!is_pending(ov))
            break;
        ws2_signal_wait(signal, ends);
    }
    atomic_fetch_sub(&signal->watched, 1);
    return WS2_OK;
}

static ws2_err result_wait(struct ws2_obj *obj, OVERLAPPED *ov)
{
    ws2_handle event = (ws2_handle)ov->hEvent & ~WS2_NO_PACKET;
    unsigned result;

    if (event == 0)
        return handle_wait(obj, ov);
    return ws2_wait_handles(&event, 1, false, INFINITE, false, &result);
}

ws2_err ws2_overlapped_result(struct ws2_obj *obj, OVERLAPPED *ov, bool wait,
                              uint32_t *status, DWORD *bytes)
{
    ws2_err err = WS2_OK;

    if (!is_aligned(ov) || !os_mem_readable(ov, sizeof(*ov)))
        return WSAEFAULT;
    if (is_pending(ov) && wait)
        err = result_wait(obj, ov);
    if (err == WS2_OK && is_pending(ov))
        err = WSA_IO_INCOMPLETE;
    if (err != WS2_OK)
        return err;
    *status = (uint32_t)ov->Internal;
    *bytes = (DWORD)ov->InternalHigh;
    return WS2_OK;
}

void ws2_attachment_free(struct ws2_attachment *a)
{
    struct ws2_port *port = ws2_attached_port(a);

    if (port != NULL)
        ws2_obj_put((struct ws2_obj *)port);
    ws2_signal_free(ws2_attached_signal(a));
}
