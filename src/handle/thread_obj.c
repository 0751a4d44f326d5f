/* SPDX-License-Identifier: MIT */
/* Thread objects; see thread_obj.h. The record's last slot holds the thread's
 * own reference; its destructor runs when the thread is about to be gone and
 * signals the object. exit_code, ended and times are guarded by the waitable's
 * lock, the rest is atomic or written before the thread runs. Follows
 * "Creating Threads" and "ExitThread function" on Microsoft Learn. */
#include "handle/thread_obj.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <winerror.h>

#include "handle/apc.h"

#define STACK_MIN    ((size_t)128 * 1024)
#define STACK_ROUND  ((size_t)64 * 1024)
#define SUSPENDS_MAX 127 /* MAXIMUM_SUSPEND_COUNT */
#define KILLED       UINT32_MAX

struct ws2_thread_obj {
    struct ws2_waitable base;
    uint32_t exit_code;
    bool ended;
    struct ws2_thread_times times;
    struct ws2_thread *record; /* written before tid; with a reference */
    struct ws2_thread *made;   /* the same, made for a thread to begin with */
    atomic_uint tid;           /* 0 until the thread runs; a futex */
    atomic_uint suspend;       /* suspend count, or KILLED; a futex */
    atomic_bool started;
    atomic_int priority;
    uint32_t (*run)(void *arg); /* NULL: a thread that was not started here */
    void *arg;
    bool running;  /* inside run; the thread's own */
    jmp_buf leave; /* where ExitThread goes then */
};

static __thread uint32_t self_id __attribute__((tls_model("initial-exec")));

static void fork_child(void)
{
    self_id = 0;
}

static __attribute__((constructor)) void fork_watch(void)
{
    pthread_atfork(NULL, NULL, fork_child);
}

uint32_t ws2_thread_id(void)
{
    if (self_id == 0)
        self_id = (uint32_t)syscall(SYS_gettid);
    return self_id;
}

static enum ws2_ready thread_ready(const struct ws2_waitable *w,
                                   const struct ws2_thread *thread)
{
    (void)thread;
    return ((const struct ws2_thread_obj *)w)->ended ? WS2_READY
                                                     : WS2_NOT_READY;
}

static void thread_take(struct ws2_waitable *w, struct ws2_thread *thread)
{
    (void)w; /* stays signaled */
    (void)thread;
}

static void thread_destroy(struct ws2_obj *obj)
{
    struct ws2_thread_obj *t = (struct ws2_thread_obj *)obj;

    if (t->record != NULL)
        ws2_thread_put(t->record);
    free(t);
}

static const struct ws2_obj_ops thread_ops = {.destroy = thread_destroy,
                                              .forked = ws2_waitable_forked};
static const struct ws2_wait_ops thread_wait = {.ready = thread_ready,
                                                .take = thread_take};

static int64_t clock_real_ns(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static int64_t timeval_ns(const struct timeval *tv)
{
    return ((int64_t)tv->tv_sec * 1000000 + tv->tv_usec) * 1000;
}

static struct ws2_thread_obj *thread_obj_new(void)
{
    struct ws2_thread_obj *t = calloc(1, sizeof(*t));

    if (t == NULL)
        return NULL;
    ws2_waitable_init(&t->base, WS2_KIND_THREAD, &thread_ops, &thread_wait);
    t->exit_code = WS2_STILL_ACTIVE;
    t->times.start_ns = clock_real_ns();
    return t;
}

/* The thread has ended: the record's slot destructor. */
static void thread_obj_end(void *data)
{
    struct ws2_thread_obj *t = data;
    struct ws2_wait_guard guard;
    struct rusage usage = {.ru_utime = {0}};

    getrusage(RUSAGE_THREAD, &usage);
    ws2_waitable_lock(&t->base, &guard);
    if (t->exit_code == WS2_STILL_ACTIVE && t->run == NULL)
        t->exit_code = 0; /* a pthread of the program's own */
    t->times.end_ns = clock_real_ns();
    t->times.user_ns = timeval_ns(&usage.ru_utime);
    t->times.kernel_ns = timeval_ns(&usage.ru_stime);
    t->ended = true;
    ws2_waitable_release(&t->base, &guard);
    ws2_waitable_unlock(&t->base, &guard);
    ws2_obj_put(&t->base.obj);
}

static void thread_obj_attach(struct ws2_thread_obj *t,
                              struct ws2_thread *record)
{
    record->slot[WS2_SLOT_OBJECT].data = t;
    record->slot[WS2_SLOT_OBJECT].destroy = thread_obj_end;
    ws2_thread_ref(record);
    t->record = record;
    atomic_store(&t->tid, ws2_thread_id());
    os_futex_wake(&t->tid, OS_WAKE_ALL);
}

struct ws2_thread_obj *ws2_thread_obj_self(void)
{
    struct ws2_thread *record = ws2_thread_self();
    struct ws2_thread_obj *t;

    if (record == NULL)
        return NULL;
    t = record->slot[WS2_SLOT_OBJECT].data;
    if (t != NULL)
        return t;
    t = thread_obj_new();
    if (t == NULL)
        return NULL;
    atomic_store(&t->started, true);
    thread_obj_attach(t, record);
    return t;
}

/* False when the thread was killed meanwhile. */
static bool suspend_wait(struct ws2_thread_obj *t)
{
    unsigned count = atomic_load(&t->suspend);

    while (count != 0 && count != KILLED) {
        os_futex_wait(&t->suspend, count, OS_FOREVER);
        count = atomic_load(&t->suspend);
    }
    return count == 0;
}

static void exit_code_set(struct ws2_thread_obj *t, uint32_t code)
{
    ws2_lock_take(&t->base.lock);
    t->exit_code = code;
    ws2_lock_drop(&t->base.lock);
}

static void *thread_main(void *arg)
{
    struct ws2_thread_obj *t = arg;
    struct ws2_thread *record = t->made;
    bool go;

    if (!ws2_thread_adopt(record)) { /* no memory: the thread ends at once */
        atomic_store(&t->tid, ws2_thread_id());
        os_futex_wake(&t->tid, OS_WAKE_ALL);
        exit_code_set(t, ERROR_NOT_ENOUGH_MEMORY);
        thread_obj_end(t);
        return NULL;
    }
    thread_obj_attach(t, record);
    go = suspend_wait(t);
    atomic_store(&t->started, true);
    if (go && _setjmp(t->leave) == 0) {
        t->running = true;
        ws2_apc_run(record); /* what was queued before it started */
        exit_code_set(t, t->run(t->arg));
    }
    t->running = false;
    return NULL;
}

_Noreturn void ws2_thread_exit(uint32_t code)
{
    struct ws2_thread_obj *t = ws2_thread_obj_self();

    if (t != NULL)
        exit_code_set(t, code);
    if (t != NULL && t->running)
        _longjmp(t->leave, 1);
    pthread_exit(NULL);
}

/* Windows' size is what to commit at first, unless it is exact: at least the
 * system's default then. */
static void attr_stack(pthread_attr_t *attr, size_t size, bool exact)
{
    size_t usual;

    if (size == 0 || size > SIZE_MAX / 2 ||
        pthread_attr_getstacksize(attr, &usual) != 0)
        return;
    if (!exact && size < usual)
        return;
    if (size < STACK_MIN)
        size = STACK_MIN;
    size = (size + STACK_ROUND - 1) & ~(STACK_ROUND - 1);
    pthread_attr_setstacksize(attr, size);
}

static ws2_err thread_spawn(struct ws2_thread_obj *t,
                            const struct ws2_thread_start *how)
{
    pthread_attr_t attr;
    pthread_t id;
    int res = pthread_attr_init(&attr);

    if (res != 0)
        return ws2_err_from_res(WS2_OP_THREAD, -res);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    attr_stack(&attr, how->stack_size, how->stack_exact);
    ws2_obj_ref(&t->base.obj); /* the thread's own */
    t->made = ws2_thread_alloc();
    res = t->made != NULL ? pthread_create(&id, &attr, thread_main, t) : ENOMEM;
    pthread_attr_destroy(&attr);
    if (res != 0) {
        free(t->made);
        ws2_obj_put(&t->base.obj);
        return ws2_err_from_res(WS2_OP_THREAD, -res);
    }
    return WS2_OK;
}

ws2_err ws2_thread_start(const struct ws2_thread_start *how, ws2_handle *out,
                         uint32_t *tid)
{
    struct ws2_thread_obj *t = thread_obj_new();
    struct ws2_obj *closed;
    ws2_err err;

    if (t == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    t->run = how->run;
    t->arg = how->arg;
    atomic_init(&t->suspend, how->suspended);
    err = ws2_handle_new(&t->base.obj, out);
    if (err == WS2_OK) {
        err = thread_spawn(t, how);
        if (err != WS2_OK) {
            closed = ws2_handle_close(*out, WS2_KIND_THREAD);
            if (closed != NULL)
                ws2_obj_put(closed);
        } else if (tid != NULL) {
            *tid = ws2_thread_obj_id(t);
        }
    }
    ws2_obj_put(&t->base.obj);
    return err;
}

uint32_t ws2_thread_obj_id(struct ws2_thread_obj *t)
{
    while (atomic_load(&t->tid) == 0)
        os_futex_wait(&t->tid, 0, OS_FOREVER);
    return atomic_load(&t->tid);
}

struct ws2_thread *ws2_thread_obj_record(struct ws2_thread_obj *t)
{
    ws2_thread_obj_id(t);
    return t->record;
}

uint32_t ws2_thread_obj_exit_code(struct ws2_thread_obj *t)
{
    uint32_t code;

    ws2_lock_take(&t->base.lock);
    code = t->ended ? t->exit_code : WS2_STILL_ACTIVE;
    ws2_lock_drop(&t->base.lock);
    return code;
}

int ws2_thread_obj_suspend(struct ws2_thread_obj *t)
{
    bool self = t == ws2_thread_obj_self();
    unsigned count = atomic_load(&t->suspend);

    do { /* KILLED is above the maximum */
        if ((count == 0 && !self) || count >= SUSPENDS_MAX)
            return -1;
    } while (!atomic_compare_exchange_weak(&t->suspend, &count, count + 1));
    if (self)
        suspend_wait(t);
    return (int)count;
}

int ws2_thread_obj_resume(struct ws2_thread_obj *t)
{
    unsigned count = atomic_load(&t->suspend);

    do {
        if (count == 0 || count == KILLED)
            return 0;
    } while (!atomic_compare_exchange_weak(&t->suspend, &count, count - 1));
    os_futex_wake(&t->suspend, OS_WAKE_ALL);
    return (int)count;
}

bool ws2_thread_obj_kill(struct ws2_thread_obj *t, uint32_t code)
{
    unsigned count = atomic_load(&t->suspend);

    if (count == 0 || atomic_load(&t->started))
        return false;
    exit_code_set(t, code); /* a thread that runs after all overwrites it */
    do {
        if (count == 0 || atomic_load(&t->started))
            return false;
    } while (!atomic_compare_exchange_weak(&t->suspend, &count, KILLED));
    os_futex_wake(&t->suspend, OS_WAKE_ALL);
    return true;
}

int ws2_thread_obj_priority(struct ws2_thread_obj *t)
{
    return atomic_load(&t->priority);
}

void ws2_thread_obj_set_priority(struct ws2_thread_obj *t, int priority)
{
    atomic_store(&t->priority, priority);
}

void ws2_thread_obj_times(struct ws2_thread_obj *t,
                          struct ws2_thread_times *times)
{
    ws2_lock_take(&t->base.lock);
    *times = t->times;
    ws2_lock_drop(&t->base.lock);
}
