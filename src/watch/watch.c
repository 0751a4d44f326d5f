/* SPDX-License-Identifier: MIT */
/* The watchers and what they are shown; see watch.h.
 *
 * The list is an array of atomic pointers, read without a lock; a watcher is
 * static, so that what was read stays valid. watchers.lock guards changes. */
#include "watch/watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>
#include <winsock2.h>

#include "err/lasterror.h"
#include "os/fork.h"
#include "os/mem.h"
#include "os/poll.h"
#include "watch/probe.h"

/* 1 until the environment is read. */
unsigned short ws2_watching WS2_PROBE_SECTION = 1;

static struct {
    pthread_mutex_t lock;
    _Atomic(const struct ws2_watcher *) list[WS2_WATCHERS_MAX];
    atomic_uint_fast64_t calls;
} watchers = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The thread is in a watcher's function. */
static _Thread_local bool inside __attribute__((tls_model("initial-exec")));

static void watchers_forked(void)
{
    watchers.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}
OS_IN_FORKED_CHILD(watchers_forked)

/* --- The list. */

static void watching_change(int by)
{
    __atomic_fetch_add(&ws2_watching, (unsigned short)by, __ATOMIC_SEQ_CST);
}

static ws2_err slot_fill(const struct ws2_watcher *from,
                         const struct ws2_watcher *to)
{
    ws2_err err = WSAENOBUFS;

    pthread_mutex_lock(&watchers.lock);
    for (unsigned i = 0; i < WS2_WATCHERS_MAX && err != WS2_OK; i++)
        if (atomic_load(&watchers.list[i]) == from) {
            atomic_store(&watchers.list[i], to);
            err = WS2_OK;
        }
    pthread_mutex_unlock(&watchers.lock);
    return err;
}

ws2_err ws2_watcher_add(const struct ws2_watcher *watcher)
{
    ws2_err err = slot_fill(NULL, watcher);

    if (err == WS2_OK)
        watching_change(1);
    return err;
}

void ws2_watcher_remove(const struct ws2_watcher *watcher)
{
    if (slot_fill(watcher, NULL) == WS2_OK)
        watching_change(-1);
}

static void environment_read(void)
{
    for (unsigned i = 0; ws2_watch_starters[i] != NULL; i++)
        ws2_watch_starters[i]();
    watching_change(-1);
}

static void start(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, environment_read);
}

const struct ws2_door *ws2_door_by_name(const char *name)
{
    for (unsigned i = 0; i < ws2_door_count; i++)
        if (strcasecmp(ws2_doors[i].name, name) == 0)
            return &ws2_doors[i];
    return NULL;
}

/* --- Results. */

static bool result_failed(const struct ws2_call *call)
{
    switch (call->door->fails) {
    case WS2_FAILS_SOCKET_ERROR:
    case WS2_FAILS_ERRNO:
        return (int32_t)call->result == -1;
    case WS2_FAILS_INVALID_SOCKET:
        return call->result == UINTPTR_MAX;
    case WS2_FAILS_ZERO:
        return call->result == 0;
    case WS2_FAILS_ONES:
        return (uint32_t)call->result == UINT32_MAX;
    case WS2_FAILS_CODE:
    case WS2_FAILS_CODE_SET:
        return call->result != 0;
    case WS2_FAILS_HRESULT:
        return (int32_t)call->result < 0;
    case WS2_FAILS_NEVER:
        break;
    }
    return false;
}

static ws2_err errno_in(const struct ws2_call *call)
{
    ws2_err err = WS2_OK;

    os_mem_copy_in(&err, (const void *)call->args[call->door->args - 1],
                   sizeof(err));
    return err;
}

static ws2_err result_code(const struct ws2_call *call)
{
    switch (call->door->fails) {
    case WS2_FAILS_CODE:
    case WS2_FAILS_CODE_SET:
        return (ws2_err)call->result;
    case WS2_FAILS_HRESULT:
        return (ws2_err)(call->result & 0xffff);
    case WS2_FAILS_ERRNO:
        return errno_in(call);
    default:
        return ws2_get_last_error();
    }
}

static uintptr_t failure_of(enum ws2_fails fails, ws2_err code)
{
    switch (fails) {
    case WS2_FAILS_INVALID_SOCKET:
        return UINTPTR_MAX;
    case WS2_FAILS_ZERO:
        return 0;
    case WS2_FAILS_CODE:
    case WS2_FAILS_CODE_SET:
        return (uint32_t)code;
    case WS2_FAILS_HRESULT:
        return 0x80070000u | ((uint32_t)code & 0xffff);
    default:
        return UINT32_MAX;
    }
}

void ws2_call_fail(struct ws2_call *call, ws2_err code)
{
    if (call->door->fails == WS2_FAILS_NEVER)
        return;
    call->answered = true;
    call->failed = true;
    call->code = code;
    call->result = failure_of(call->door->fails, code);
}

void ws2_call_succeed(struct ws2_call *call, uintptr_t result)
{
    call->answered = true;
    call->failed = false;
    call->code = WS2_OK;
    call->result = result;
}

/* As the door would have told it. */
static void answer_tell(const struct ws2_call *call)
{
    ws2_err code = call->code;

    switch (call->door->fails) {
    case WS2_FAILS_NEVER:
    case WS2_FAILS_CODE:
    case WS2_FAILS_HRESULT:
        return;
    case WS2_FAILS_ERRNO:
        if (call->failed)
            os_mem_copy_out((void *)call->args[call->door->args - 1], &code,
                            sizeof(code));
        return;
    default:
        if (call->failed)
            ws2_set_last_error(code);
    }
}

/* --- Showing. */

/* What a watcher does to the thread's errors is undone. */
struct errors {
    int number;
    ws2_err last;
};

static struct errors enter(void)
{
    inside = true;
    return (struct errors){errno, ws2_get_last_error()};
}

static void leave(struct errors before)
{
    ws2_set_last_error(before.last);
    errno = before.number;
    inside = false;
}

static void begin_show(struct ws2_call *call)
{
    struct errors before = enter();

    for (unsigned i = 0; i < WS2_WATCHERS_MAX; i++) {
        const struct ws2_watcher *w = atomic_load(&watchers.list[i]);

        call->seen[i].watcher = w;
        call->seen[i].kept = NULL;
        if (w != NULL && w->begin != NULL)
            w->begin(call, &call->seen[i].kept);
    }
    leave(before);
}

static void end_show(struct ws2_call *call)
{
    struct errors before = enter();

    for (unsigned i = WS2_WATCHERS_MAX; i-- > 0;) {
        const struct ws2_watcher *w = call->seen[i].watcher;

        if (w != NULL && w->end != NULL)
            w->end(call, &call->seen[i].kept);
    }
    leave(before);
}

void ws2_watch_call(const struct ws2_door *door, uintptr_t *args,
                    uintptr_t *result,
                    void (*make)(const uintptr_t *args, uintptr_t *result))
{
    struct ws2_call call = {.door = door, .args = args};

    if (inside) {
        make(args, result);
        return;
    }
    start();
    call.number = atomic_fetch_add(&watchers.calls, 1) + 1;
    begin_show(&call);
    WS2_PROBE_BEGIN(&call);
    call.begin_ns = os_now_ns();
    if (!call.answered)
        make(args, &call.result);
    call.end_ns = os_now_ns();
    if (call.answered) {
        answer_tell(&call);
    } else {
        call.failed = result_failed(&call);
        call.code = call.failed ? result_code(&call) : WS2_OK;
    }
    WS2_PROBE_END(&call);
    end_show(&call);
    *result = call.result;
}

/* Threads of the library's own tell late results, too: the environment may not
 * have been read, and nobody is there then. */
ws2_err ws2_watch_late(enum ws2_late_kind kind, uintptr_t id, uint32_t event,
                       ws2_err code, uint32_t bytes)
{
    struct ws2_late late = {kind, id, event, bytes, code};
    struct errors before;

    if (inside)
        return code;
    before = enter();
    for (unsigned i = WS2_WATCHERS_MAX; i-- > 0;) {
        const struct ws2_watcher *w = atomic_load(&watchers.list[i]);

        if (w != NULL && w->late != NULL)
            w->late(&late);
    }
    leave(before);
    return late.code;
}
