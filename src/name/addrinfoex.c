/* SPDX-License-Identifier: MIT */
/* GetAddrInfoEx that does not wait; see addrinfoex.h.
 *
 * A job has a reference for the lookup that is under way, and one that its
 * handle has. Who takes the handle out of the table first, the lookup's end or
 * a cancellation, decides which of the two it is. The OVERLAPPED is the
 * program's again as soon as Internal says so; that is written last, but for
 * the event. */
#include "name/addrinfoex.h"

#include <stddef.h>
#include <stdlib.h>

#include "handle/event.h"
#include "name/async.h"
#include "os/fork.h"
#include "os/mem.h"
#include "os/poll.h"
#include "watch/watch.h"
#include "win32/pool.h"

struct finder {
    struct ws2_pool_item item; /* first */
    struct job *job;
};

struct job {
    struct ws2_obj obj; /* first */
    struct ws2_async lookup;
    struct ws2_ai_form form;
    struct ws2_ai_search *search; /* instead of these two, or NULL */
    void *result;
    OVERLAPPED *overlapped;
    struct ws2_obj *event;                      /* a reference, or NULL */
    LPLOOKUPSERVICE_COMPLETION_ROUTINE routine; /* or NULL */
    struct ws2_pool_item item;                  /* which calls it */
    ws2_err err;
    ws2_handle handle; /* or 0 */
};

static void job_destroy(struct ws2_obj *obj)
{
    struct job *job = (struct job *)obj;

    if (job->search != NULL)
        job->search->free(job->search);
    free(job);
}

static const struct ws2_obj_ops job_ops = {.destroy = job_destroy};

/* Completion routines */

static struct job *job_of_item(struct ws2_pool_item *item)
{
    return (struct job *)((char *)item - offsetof(struct job, item));
}

static void routine_call(struct ws2_pool_item *item,
                         PTP_CALLBACK_INSTANCE instance, enum ws2_pool_why why)
{
    struct job *job = job_of_item(item);

    (void)instance;
    (void)why;
    job->routine((DWORD)job->err, 0, job->overlapped);
}

static void routine_destroy(struct ws2_pool_item *item)
{
    ws2_obj_put(&job_of_item(item)->obj);
}

static const struct ws2_pool_kind routine_kind = {.call = routine_call,
                                                  .destroy = routine_destroy};

/* Those of lookups that end together; the lookups' thread has them. */
static struct ws2_pool_list together = {.end = &together.first};

static void together_forked(void)
{
    ws2_pool_list_init(&together);
}
OS_IN_FORKED_CHILD(together_forked)

/* The end */

static void status_store(OVERLAPPED *ov, ws2_err err)
{
    __atomic_store_n(&ov->Internal, (ULONG_PTR)err, __ATOMIC_RELEASE);
}

/* True: the handle is valid no more, and nobody else made it so. */
static bool handle_drop(ws2_handle h)
{
    struct ws2_obj *obj = ws2_handle_close(h, WS2_KIND_NAME_JOB);

    if (obj == NULL)
        return false;
    ws2_obj_put(obj);
    return true;
}

/* The job's reference is the routine's from here on, or gone. */
static void job_tell(struct job *job, ws2_err err, ADDRINFOA *list,
                     struct ws2_pool_list *routines)
{
    ws2_err found = err;

    if (job->handle != 0)
        handle_drop(job->handle);
    err = ws2_watch_lookup((uintptr_t)job->overlapped, err);
    if (found == WS2_OK && err != WS2_OK)
        ws2_ai_free_ex(list);
    if (err == WS2_OK &&
        os_mem_copy_out(job->result, &list, sizeof(list)) < 0) {
        ws2_ai_free_ex(list);
        err = WSAEFAULT;
    }
    job->err = err;
    status_store(job->overlapped, err);
    if (job->routine != NULL) {
        ws2_pool_list_add(routines, &job->item);
        return;
    }
    if (job->event != NULL) {
        ws2_event_set((struct ws2_event *)job->event);
        ws2_obj_put(job->event);
    }
    ws2_obj_put(&job->obj);
}

static ws2_err list_build(const struct job *job, ws2_err err,
                          struct ws2_host *host, ADDRINFOA **list)
{
    *list = NULL;
    if (err == WS2_OK)
        err = ws2_ai_build(&job->form, host, list);
    ws2_host_clear(host);
    return err;
}

static void lookup_done(struct ws2_async *a)
{
    struct job *job = (struct job *)((char *)a - offsetof(struct job, lookup));
    bool more = a->more;
    ws2_err err = a->err;
    ADDRINFOA *list;

    if (err == WS2_OK)
        err = ws2_ai_arrange(&job->form, &a->host);
    err = list_build(job, err, &a->host, &list);
    job_tell(job, err, list, &together);
    if (!more)
        ws2_pool_submit_once(&together);
}

static void job_tell_alone(struct job *job, ws2_err err, ADDRINFOA *list)
{
    struct ws2_pool_list alone;

    ws2_pool_list_init(&alone);
    job_tell(job, err, list, &alone);
    ws2_pool_submit_once(&alone);
}

/* The beginning */

static ws2_err event_take(struct job *job, ws2_handle event)
{
    job->event = ws2_handle_get(event, WS2_KIND_EVENT);
    return job->event != NULL ? WS2_OK : WSA_INVALID_HANDLE;
}

/* Windows refuses one that is not aligned like one that is not there. */
static bool is_aligned(const OVERLAPPED *ov)
{
    return ((uintptr_t)ov & (_Alignof(OVERLAPPED) - 1)) == 0;
}

/* Either an event or a routine, as the page has it. */
static ws2_err signal_take(struct job *job, const struct ws2_ai_overlapped *how)
{
    ws2_handle event;

    if (!is_aligned(how->overlapped) ||
        !os_mem_writable(how->overlapped, sizeof(*how->overlapped)))
        return WSAEFAULT;
    event = (ws2_handle)how->overlapped->hEvent;
    if ((event != 0) == (how->routine != NULL))
        return WSAEINVAL;
    job->overlapped = how->overlapped;
    job->routine = how->routine;
    job->item.kind = &routine_kind;
    return event != 0 ? event_take(job, event) : WS2_OK;
}

static ws2_err handle_give(struct job *job, HANDLE *out)
{
    ws2_err err;

    if (out == NULL)
        return WS2_OK;
    err = ws2_handle_new(&job->obj, &job->handle);
    if (err == WS2_OK &&
        os_mem_copy_out(out, &job->handle, sizeof(job->handle)) < 0)
        err = WSAEFAULT;
    return err;
}

static ws2_err job_prepare(struct job *job, const struct ws2_ai_overlapped *how)
{
    ws2_err err = signal_take(job, how);

    job->result = how->result;
    return err == WS2_OK ? handle_give(job, how->handle) : err;
}

/* The call fails, without any telling. */
static void job_drop(struct job *job)
{
    if (job->handle != 0)
        handle_drop(job->handle);
    if (job->event != NULL)
        ws2_obj_put(job->event);
    ws2_obj_put(&job->obj);
}

static uint32_t time_left_ms(int64_t deadline_ns)
{
    int64_t left_ns;

    if (deadline_ns == OS_FOREVER)
        return WS2_ASYNC_FOREVER;
    left_ns = deadline_ns - os_now_ns();
    return left_ns <= 0 ? 0 : (uint32_t)((left_ns + 999999) / 1000000);
}

static void overlapped_begin(struct job *job)
{
    job->overlapped->Pointer = job->result;
    job->overlapped->InternalHigh = 0;
    if (job->event != NULL)
        ws2_event_reset((struct ws2_event *)job->event);
    status_store(job->overlapped, WSAEINPROGRESS);
}

/* What is settled fails at once, but succeeds like a lookup. */
static ws2_err job_start(struct job *job, const struct ws2_ai_request *req,
                         int64_t deadline_ns)
{
    struct ws2_host host = {0};
    ADDRINFOA *list;
    unsigned want;
    ws2_err err;
    bool settled = ws2_ai_settled(req, &host, &err, &want);

    if (settled && err != WS2_OK) {
        ws2_host_clear(&host);
        return err;
    }
    job->form = req->form;
    overlapped_begin(job);
    if (settled) {
        err = list_build(job, WS2_OK, &host, &list);
        job_tell_alone(job, err, list);
        return WSA_IO_PENDING;
    }
    job->lookup.done = lookup_done;
    err = ws2_async_name(&job->lookup, req->node, want,
                         time_left_ms(deadline_ns));
    if (err != WS2_OK)
        status_store(job->overlapped, err);
    return err == WS2_OK ? WSA_IO_PENDING : err;
}

static ws2_err job_begin(const struct ws2_ai_request *req,
                         const struct ws2_ai_overlapped *how,
                         int64_t deadline_ns)
{
    struct job *job = calloc(1, sizeof(*job));
    ws2_err err;

    if (job == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    ws2_obj_init(&job->obj, WS2_KIND_NAME_JOB, &job_ops);
    err = job_prepare(job, how);
    if (err == WS2_OK)
        err = job_start(job, req, deadline_ns);
    if (err != WSA_IO_PENDING)
        job_drop(job);
    return err;
}

ws2_err ws2_ai_begin(const struct ws2_ai_call *call,
                     const struct ws2_ai_overlapped *how)
{
    struct ws2_ai_request *req = malloc(sizeof(*req));
    ws2_err err;

    if (req == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    err = ws2_ai_take(req, call);
    if (err == WS2_OK)
        err = ws2_ai_check(req);
    if (err == WS2_OK)
        err = job_begin(req, how, call->deadline_ns);
    free(req);
    return err;
}

/* By a search. */

static void finder_call(struct ws2_pool_item *item,
                        PTP_CALLBACK_INSTANCE instance, enum ws2_pool_why why)
{
    struct job *job = ((struct finder *)item)->job;
    ADDRINFOA *list = NULL;
    ws2_err err = job->search->find(job->search, &list);

    (void)instance;
    (void)why;
    job_tell_alone(job, err, list);
}

static void finder_destroy(struct ws2_pool_item *item)
{
    free(item);
}

static const struct ws2_pool_kind finder_kind = {.call = finder_call,
                                                 .destroy = finder_destroy};

static ws2_err finder_start(struct job *job)
{
    struct finder *f = calloc(1, sizeof(*f));
    struct ws2_pool_list alone;

    if (f == NULL)
        return WSA_NOT_ENOUGH_MEMORY;
    f->job = job;
    f->item.kind = &finder_kind;
    f->item.runs_long = true;
    overlapped_begin(job);
    ws2_pool_list_init(&alone);
    ws2_pool_list_add(&alone, &f->item);
    ws2_pool_submit_once(&alone);
    return WS2_OK;
}

ws2_err ws2_ai_begin_search(struct ws2_ai_search *search,
                            const struct ws2_ai_overlapped *how)
{
    struct job *job = calloc(1, sizeof(*job));
    ws2_err err;

    if (job == NULL) {
        search->free(search);
        return WSA_NOT_ENOUGH_MEMORY;
    }
    ws2_obj_init(&job->obj, WS2_KIND_NAME_JOB, &job_ops);
    job->search = search;
    err = job_prepare(job, how);
    if (err == WS2_OK)
        err = finder_start(job);
    if (err != WS2_OK)
        job_drop(job);
    return err == WS2_OK ? WSA_IO_PENDING : err;
}

static bool job_cancel(struct job *job)
{
    if (job->search == NULL)
        return ws2_async_cancel(&job->lookup);
    job->search->stop(job->search);
    return true;
}

ws2_err ws2_ai_cancel(ws2_handle h)
{
    struct ws2_obj *obj = ws2_handle_close(h, WS2_KIND_NAME_JOB);
    bool cancelled;

    if (obj == NULL)
        return WSA_INVALID_HANDLE;
    cancelled = job_cancel((struct job *)obj);
    ws2_obj_put(obj);
    return cancelled ? WS2_OK : WSA_INVALID_HANDLE;
}

ws2_err ws2_ai_result(const OVERLAPPED *overlapped)
{
    if (overlapped == NULL)
        return WSAEINVAL;
    if (!os_mem_readable(overlapped, sizeof(*overlapped)))
        return WSAEFAULT;
    return (ws2_err)__atomic_load_n(&overlapped->Internal, __ATOMIC_ACQUIRE);
}
