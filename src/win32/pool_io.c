/* SPDX-License-Identifier: MIT */
/* Completions of the thread pool: one completion port for all of them, and a
 * thread that takes its packets and has the callbacks run on workers. A key is
 * a number, so that a packet that comes late finds nothing. The pool's lock
 * guards everything. Follows "CreateThreadpoolIo function" and its neighbours,
 * and "BindIoCompletionCallback function", on Microsoft Learn. */
#include <winsock2.h>

#include <stdlib.h>

#include "err/ntstatus.h"
#include "handle/port.h"
#include "os/thread.h"
#include "win32/door.h"
#include "win32/pool.h"
#include "win32/pool_threads.h"

#define TAKE_MAX 16

struct outcome { /* of an operation; its callback is queued */
    struct outcome *next;
    void *overlapped;
    ULONG err;
    ULONG_PTR bytes;
};

struct _TP_IO {
    struct ws2_pool_item item;
    PTP_WIN32_IO_CALLBACK callback;
    LPOVERLAPPED_COMPLETION_ROUTINE routine; /* BindIoCompletionCallback's */
    uintptr_t key;
    unsigned started; /* operations under way; they count as callbacks */
    unsigned passed;  /* of them, those whose completions are not wanted */
    struct outcome *first, **last;
    PTP_IO next; /* of all */
};

static PTP_IO all;
static uintptr_t last_key;
static ws2_handle port; /* 0: not made yet */
static unsigned port_forks;

static PTP_IO io_of(struct ws2_pool_item *item)
{
    return (PTP_IO)item;
}

static struct outcome *outcome_take_locked(PTP_IO io)
{
    struct outcome *first = io->first;

    if (first != NULL) {
        io->first = first->next;
        if (io->first == NULL)
            io->last = &io->first;
    }
    return first;
}

static void io_call(struct ws2_pool_item *item, PTP_CALLBACK_INSTANCE instance,
                    enum ws2_pool_why why)
{
    PTP_IO io = io_of(item);
    struct outcome *at, o;

    (void)why;
    ws2_pool_lock();
    at = outcome_take_locked(io);
    ws2_pool_unlock();
    if (at == NULL) /* taken back in the child of a fork */
        return;
    o = *at;
    free(at);
    if (io->routine != NULL)
        io->routine(o.err, (DWORD)o.bytes, o.overlapped);
    else
        io->callback(instance, item->context, o.overlapped, o.err, o.bytes, io);
}

static void io_destroy(struct ws2_pool_item *item)
{
    PTP_IO io = io_of(item);
    struct outcome *o;

    ws2_pool_lock();
    for (PTP_IO *at = &all; *at != NULL; at = &(*at)->next)
        if (*at == io) {
            *at = io->next;
            break;
        }
    while ((o = outcome_take_locked(io)) != NULL)
        free(o);
    ws2_pool_unlock();
    free(io);
}

/* What is under way is not waited for, and its completions are passed over. */
static void io_cancel_locked(struct ws2_pool_item *item)
{
    PTP_IO io = io_of(item);
    struct outcome *o;

    io->passed += io->started;
    item->running -= io->started;
    item->refs -= io->started;
    io->started = 0;
    while ((o = outcome_take_locked(io)) != NULL)
        free(o);
}

static const struct ws2_pool_kind io_kind = {
    .call = io_call, .cancel_locked = io_cancel_locked, .destroy = io_destroy};

/* One operation less that is waited for; the caller has a reference. */
static void started_drop_locked(PTP_IO io)
{
    io->started--;
    io->item.running--;
    io->item.refs--;
}

static void packet_give_locked(const struct ws2_packet *packet)
{
    struct outcome *o;
    PTP_IO io = all;

    while (io != NULL && io->key != packet->key)
        io = io->next;
    if (io == NULL)
        return; /* closed meanwhile */
    if (io->passed != 0) {
        io->passed--;
        return;
    }
    o = malloc(sizeof(*o));
    if (o != NULL) {
        o->next = NULL;
        o->overlapped = packet->overlapped;
        o->err = (ULONG)ws2_win32_from_status(packet->status);
        o->bytes = packet->bytes;
        *io->last = o;
        io->last = &o->next;
        ws2_pool_submit_locked(&io->item, WS2_POOL_DONE);
    }
    if (io->started == 0)
        return;
    io->started--;
    io->item.running--;
    ws2_pool_done_tell_locked();
    ws2_pool_item_put_locked(&io->item);
}

static void *collect(void *arg)
{
    ws2_handle h = (ws2_handle)arg;
    struct ws2_port *p = ws2_port_pin(h);
    struct ws2_thread *t = ws2_thread_self();
    struct ws2_packet packets[TAKE_MAX];
    unsigned n;

    while (p != NULL && t != NULL &&
           ws2_port_take(p, packets, TAKE_MAX, &n, INFINITE, false, t) ==
               WS2_OK) {
        ws2_pool_lock();
        for (unsigned i = 0; i < n; i++)
            packet_give_locked(&packets[i]);
        ws2_pool_unlock();
    }
    if (p != NULL)
        ws2_handle_unpin(h);
    return NULL;
}

/* The port and its thread; in the child of a fork they are made anew. */
static ws2_err port_need(ws2_handle *out)
{
    ws2_err err = WS2_OK;
    struct ws2_obj *made;

    ws2_pool_lock();
    if (port == 0 || port_forks != ws2_pool_forks) {
        port_forks = ws2_pool_forks;
        err = ws2_port_new(0, &port);
        if (err == WS2_OK &&
            os_thread_spawn(NULL, 0, collect, (void *)port) != 0) {
            made = ws2_handle_close(port, WS2_KIND_PORT);
            if (made != NULL)
                ws2_obj_put(made);
            err = ERROR_NOT_ENOUGH_MEMORY;
        }
        if (err != WS2_OK)
            port = 0;
    }
    *out = port;
    ws2_pool_unlock();
    return err;
}

static ws2_err handle_attach(HANDLE h, uintptr_t key)
{
    ws2_handle to;
    ws2_err err = port_need(&to);
    struct ws2_port *p;
    struct ws2_obj *obj;

    if (err != WS2_OK)
        return err;
    obj = ws2_handle_pin((ws2_handle)h, WS2_KIND_ANY);
    if (obj == NULL)
        return ERROR_INVALID_HANDLE;
    p = ws2_port_pin(to);
    err = p != NULL && obj->ops->attach != NULL ? obj->ops->attach(obj, p, key)
                                                : ERROR_INVALID_PARAMETER;
    if (p != NULL)
        ws2_handle_unpin(to);
    ws2_handle_unpin((ws2_handle)h);
    return err;
}

static ws2_err io_new(PTP_WIN32_IO_CALLBACK callback,
                      LPOVERLAPPED_COMPLETION_ROUTINE routine, void *context,
                      const TP_CALLBACK_ENVIRON *env, PTP_IO *out)
{
    PTP_IO io = calloc(1, sizeof(*io));
    ws2_err err;

    if (io == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    io->callback = callback;
    io->routine = routine;
    io->last = &io->first;
    err = ws2_pool_item_init(&io->item, &io_kind, context, env);
    if (err != WS2_OK) {
        free(io);
        return err;
    }
    ws2_pool_lock();
    io->key = ++last_key;
    io->next = all;
    all = io;
    ws2_pool_unlock();
    *out = io;
    return WS2_OK;
}

PTP_IO WINAPI CreateThreadpoolIo(HANDLE fl, PTP_WIN32_IO_CALLBACK pfnio,
                                 PVOID pv, PTP_CALLBACK_ENVIRON pcbe)
{
    PTP_IO io;
    ws2_err err = pfnio != NULL ? io_new(pfnio, NULL, pv, pcbe, &io)
                                : ERROR_INVALID_PARAMETER;

    if (err != WS2_OK)
        return ws2_win32_null(err);
    err = handle_attach(fl, io->key);
    if (err == WS2_OK)
        return io;
    ws2_pool_item_close(&io->item);
    return ws2_win32_null(err);
}

VOID WINAPI StartThreadpoolIo(PTP_IO pio)
{
    ws2_pool_lock();
    pio->started++;
    pio->item.running++;
    pio->item.refs++;
    ws2_pool_unlock();
}

VOID WINAPI CancelThreadpoolIo(PTP_IO pio)
{
    ws2_pool_lock();
    if (pio->started != 0)
        started_drop_locked(pio);
    ws2_pool_done_tell_locked();
    ws2_pool_unlock();
}

VOID WINAPI WaitForThreadpoolIoCallbacks(PTP_IO pio,
                                         BOOL fCancelPendingCallbacks)
{
    ws2_pool_item_wait(&pio->item, fCancelPendingCallbacks != 0);
}

VOID WINAPI CloseThreadpoolIo(PTP_IO pio)
{
    ws2_pool_item_close(&pio->item);
}

/* One item for each routine, for good: nobody says when it is not needed any
 * more. */
static ws2_err bound_find(LPOVERLAPPED_COMPLETION_ROUTINE routine, PTP_IO *out)
{
    PTP_IO io;

    ws2_pool_lock();
    io = all;
    while (io != NULL && io->routine != routine)
        io = io->next;
    ws2_pool_unlock();
    *out = io;
    return io != NULL ? WS2_OK : io_new(NULL, routine, NULL, NULL, out);
}

BOOL WINAPI BindIoCompletionCallback(HANDLE FileHandle,
                                     LPOVERLAPPED_COMPLETION_ROUTINE Function,
                                     ULONG Flags)
{
    PTP_IO io;
    ws2_err err = Function != NULL && Flags == 0 ? bound_find(Function, &io)
                                                 : ERROR_INVALID_PARAMETER;

    return ws2_win32_bool(err == WS2_OK ? handle_attach(FileHandle, io->key)
                                        : err);
}
