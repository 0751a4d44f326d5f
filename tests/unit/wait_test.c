/* SPDX-License-Identifier: MIT */
/* The wait core: hand-over, any and all, abandoned mutexes, pulses, and many
 * threads that must neither lose nor double a wake-up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>

#include "handle/event.h"
#include "handle/mutex.h"
#include "handle/semaphore.h"
#include "handle/thread_obj.h"

#define MS       1000000
#define THREADS  8
#define ROUNDS   2000
#define PATIENCE (20 * 1000) /* ms; long enough for a loaded machine */

static unsigned wait_for(struct ws2_waitable *const *objs, unsigned n, bool all,
                         uint32_t timeout_ms)
{
    struct ws2_thread *self = ws2_thread_self();

    assert_non_null(self);
    return ws2_wait(objs, n, all, os_deadline(timeout_ms), false, self);
}

static unsigned wait_one(struct ws2_waitable *w, uint32_t timeout_ms)
{
    return wait_for(&w, 1, false, timeout_ms);
}

static struct ws2_event *event_make(bool manual, bool signaled)
{
    struct ws2_event *event = ws2_event_new(manual, signaled);

    assert_non_null(event);
    return event;
}

static void waitable_put(struct ws2_waitable *w)
{
    ws2_obj_put(&w->obj);
}

static void test_event(void **state)
{
    struct ws2_event *once = event_make(false, true);
    struct ws2_event *stays = event_make(true, false);

    (void)state;
    assert_int_equal(wait_one(ws2_event_waitable(once), 0), 0);
    assert_int_equal(wait_one(ws2_event_waitable(once), 0), WS2_WAIT_TIMEOUT);
    ws2_event_set(stays);
    assert_int_equal(wait_one(ws2_event_waitable(stays), 0), 0);
    assert_int_equal(wait_one(ws2_event_waitable(stays), 0), 0);
    ws2_event_reset(stays);
    assert_int_equal(wait_one(ws2_event_waitable(stays), 0), WS2_WAIT_TIMEOUT);
    ws2_event_pulse(stays);
    assert_int_equal(wait_one(ws2_event_waitable(stays), 0), WS2_WAIT_TIMEOUT);
    waitable_put(ws2_event_waitable(once));
    waitable_put(ws2_event_waitable(stays));
}

static void test_timeout(void **state)
{
    struct ws2_event *event = event_make(false, false);
    int64_t before = os_now_ns();

    (void)state;
    assert_int_equal(wait_one(ws2_event_waitable(event), 20), WS2_WAIT_TIMEOUT);
    assert_true(os_now_ns() - before >= 20 * MS);
    waitable_put(ws2_event_waitable(event));
}

static void test_lowest_index(void **state)
{
    struct ws2_waitable *objs[4];

    (void)state;
    for (unsigned i = 0; i < 4; i++)
        objs[i] = ws2_event_waitable(event_make(false, i >= 1 && i != 2));
    assert_int_equal(wait_for(objs, 4, false, 0), 1);
    assert_int_equal(wait_for(objs, 4, false, 0), 3);
    assert_int_equal(wait_for(objs, 4, false, 0), WS2_WAIT_TIMEOUT);
    for (unsigned i = 0; i < 4; i++)
        waitable_put(objs[i]);
}

/* All or nothing: one signal that is missing leaves the others untouched. */
static void test_all_poll(void **state)
{
    struct ws2_event *a = event_make(false, true);
    struct ws2_event *b = event_make(false, false);
    struct ws2_waitable *objs[2] = {ws2_event_waitable(a),
                                    ws2_event_waitable(b)};

    (void)state;
    assert_int_equal(wait_for(objs, 2, true, 0), WS2_WAIT_TIMEOUT);
    assert_int_equal(wait_for(objs, 2, true, 10), WS2_WAIT_TIMEOUT);
    ws2_event_set(b);
    assert_int_equal(wait_for(objs, 2, true, 0), 0);
    assert_int_equal(wait_for(objs, 2, false, 0), WS2_WAIT_TIMEOUT);
    waitable_put(objs[0]);
    waitable_put(objs[1]);
}

struct waiting { /* a thread in ws2_wait, and what it got */
    struct ws2_waitable *objs[4];
    unsigned n;
    bool all;
    unsigned result;
    pthread_t thread;
};

static void *waiting_run(void *arg)
{
    struct waiting *w = arg;

    w->result = wait_for(w->objs, w->n, w->all, PATIENCE);
    return NULL;
}

/* Returns once the thread is linked to its last object. */
static void waiting_start(struct waiting *w)
{
    struct ws2_waitable *last = w->objs[w->n - 1];
    bool linked = false;

    assert_int_equal(pthread_create(&w->thread, NULL, waiting_run, w), 0);
    while (!linked) {
        os_yield();
        ws2_lock_take(&last->lock);
        linked = last->last != NULL;
        ws2_lock_drop(&last->lock);
    }
}

static void waiting_end(struct waiting *w, unsigned expect)
{
    assert_int_equal(pthread_join(w->thread, NULL), 0);
    assert_int_equal(w->result, expect);
}

static void test_hand_over(void **state)
{
    struct ws2_event *event = event_make(false, false);
    struct waiting w = {.objs = {ws2_event_waitable(event)}, .n = 1};

    (void)state;
    waiting_start(&w);
    ws2_event_set(event);
    /* The waiter has it already, whether it ran or not. */
    assert_int_equal(wait_one(ws2_event_waitable(event), 0), WS2_WAIT_TIMEOUT);
    waiting_end(&w, 0);
    waiting_start(&w);
    ws2_event_pulse(event);
    waiting_end(&w, 0);
    waitable_put(ws2_event_waitable(event));
}

/* A pulse satisfies a wait for all when everything else is there. */
static void test_all_pulse(void **state)
{
    struct ws2_event *a = event_make(true, false);
    struct ws2_event *b = event_make(false, true);
    struct waiting w = {
        .objs = {ws2_event_waitable(a), ws2_event_waitable(b)},
        .n = 2,
        .all = true,
    };

    (void)state;
    waiting_start(&w);
    ws2_event_pulse(a);
    waiting_end(&w, 0);
    assert_int_equal(wait_one(w.objs[1], 0), WS2_WAIT_TIMEOUT);
    waitable_put(w.objs[0]);
    waitable_put(w.objs[1]);
}

static void *mutex_leave(void *arg)
{
    assert_int_equal(wait_one(arg, 0), 0);
    assert_int_equal(wait_one(arg, 0), 0); /* recursive */
    return NULL;                           /* and never released */
}

static void test_mutex(void **state)
{
    struct ws2_mutex *mutex = ws2_mutex_new();
    struct ws2_waitable *w = ws2_mutex_waitable(mutex);
    struct ws2_event *event = event_make(true, true);
    struct ws2_waitable *both[2] = {ws2_event_waitable(event), w};
    struct ws2_thread *self = ws2_thread_self();
    pthread_t thread;

    (void)state;
    assert_int_equal(ws2_mutex_release(mutex, self), 288);
    assert_int_equal(wait_one(w, 0), 0);
    assert_int_equal(wait_one(w, 0), 0);
    assert_int_equal(ws2_mutex_release(mutex, self), 0);
    assert_int_equal(ws2_mutex_release(mutex, self), 0);
    assert_int_equal(ws2_mutex_release(mutex, self), 288);
    assert_int_equal(pthread_create(&thread, NULL, mutex_leave, w), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(wait_for(both, 2, true, 0), WS2_WAIT_ABANDONED);
    assert_int_equal(ws2_mutex_release(mutex, self), 0);
    assert_int_equal(wait_one(w, 0), 0); /* said once */
    assert_int_equal(ws2_mutex_release(mutex, self), 0);
    waitable_put(both[0]);
    waitable_put(w);
}

static void test_semaphore(void **state)
{
    struct ws2_semaphore *s = ws2_semaphore_new(1, 3);
    struct ws2_waitable *w = ws2_semaphore_waitable(s);
    int32_t previous = -1;

    (void)state;
    assert_int_equal(ws2_semaphore_post(s, 3, &previous), 298);
    assert_int_equal(previous, -1);
    assert_int_equal(ws2_semaphore_post(s, 2, &previous), 0);
    assert_int_equal(previous, 1);
    for (int i = 0; i < 3; i++)
        assert_int_equal(wait_one(w, 0), 0);
    assert_int_equal(wait_one(w, 0), WS2_WAIT_TIMEOUT);
    waitable_put(w);
}

static uint32_t thread_seven(void *arg)
{
    (void)arg;
    return 7;
}

static uint32_t thread_leave(void *arg)
{
    (void)arg;
    ws2_thread_exit(9);
}

static void thread_check(const struct ws2_thread_start *how, uint32_t code)
{
    struct ws2_obj *obj, *closed;
    ws2_handle h;
    uint32_t tid = 0;

    assert_int_equal(ws2_thread_start(how, &h, &tid), 0);
    assert_int_not_equal(tid, 0);
    obj = ws2_handle_get(h, WS2_KIND_THREAD);
    assert_non_null(obj);
    if (how->suspended) {
        assert_int_equal(wait_one((struct ws2_waitable *)obj, 5),
                         WS2_WAIT_TIMEOUT);
        assert_int_equal(ws2_thread_obj_exit_code((struct ws2_thread_obj *)obj),
                         WS2_STILL_ACTIVE);
        assert_int_equal(ws2_thread_obj_resume((struct ws2_thread_obj *)obj),
                         1);
    }
    assert_int_equal(wait_one((struct ws2_waitable *)obj, PATIENCE), 0);
    assert_int_equal(ws2_thread_obj_exit_code((struct ws2_thread_obj *)obj),
                     code);
    closed = ws2_handle_close(h, WS2_KIND_THREAD);
    assert_ptr_equal(closed, obj);
    ws2_obj_put(closed);
    ws2_obj_put(obj);
}

static void test_thread(void **state)
{
    struct ws2_thread_start how = {.run = thread_seven};

    (void)state;
    thread_check(&how, 7);
    how.suspended = true;
    how.stack_size = 1;
    how.stack_exact = true;
    thread_check(&how, 7);
    how.run = thread_leave;
    thread_check(&how, 9);
}

/* Many threads: tokens go round through semaphores and waits for all; none may
 * appear or vanish. */
struct pool {
    struct ws2_semaphore *tokens[2];
    struct ws2_mutex *mutex;
    unsigned inside; /* guarded by the mutex */
    unsigned total;
};

static void *pool_run(void *arg)
{
    struct pool *pool = arg;
    struct ws2_waitable *objs[3] = {
        ws2_semaphore_waitable(pool->tokens[0]),
        ws2_semaphore_waitable(pool->tokens[1]),
        ws2_mutex_waitable(pool->mutex),
    };
    int32_t previous;

    for (unsigned i = 0; i < ROUNDS; i++) {
        if (i % 4 == 3) { /* one of the two tokens, and give it back */
            unsigned got = wait_for(objs, 2, false, PATIENCE);

            assert_true(got < 2);
            ws2_semaphore_post(pool->tokens[got], 1, &previous);
            continue;
        }
        assert_int_equal(wait_for(objs, 3, true, PATIENCE), 0);
        assert_int_equal(pool->inside++, 0);
        pool->total++;
        pool->inside--;
        assert_int_equal(ws2_mutex_release(pool->mutex, ws2_thread_self()), 0);
        ws2_semaphore_post(pool->tokens[0], 1, &previous);
        ws2_semaphore_post(pool->tokens[1], 1, &previous);
    }
    return NULL;
}

static void test_pool(void **state)
{
    struct pool pool = {.mutex = ws2_mutex_new()};
    pthread_t threads[THREADS];
    struct ws2_waitable *w;

    (void)state;
    for (int i = 0; i < 2; i++)
        pool.tokens[i] = ws2_semaphore_new(2, 2);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, pool_run, &pool), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(pool.total, THREADS * (ROUNDS - ROUNDS / 4));
    for (int i = 0; i < 2; i++) {
        w = ws2_semaphore_waitable(pool.tokens[i]);
        assert_int_equal(wait_one(w, 0), 0); /* both tokens came home */
        assert_int_equal(wait_one(w, 0), 0);
        assert_null(w->first);
        waitable_put(w);
    }
    w = ws2_mutex_waitable(pool.mutex);
    assert_null(w->first);
    assert_int_equal(w->all_waiters, 0);
    waitable_put(w);
}

/* Short time-outs race with signals: each signal is used exactly once. */
struct race {
    struct ws2_event *event;
    atomic_bool stop;
    atomic_uint got;
};

static void *race_run(void *arg)
{
    struct race *race = arg;
    struct ws2_waitable *w = ws2_event_waitable(race->event);
    struct ws2_thread *self = ws2_thread_self();

    while (!atomic_load(&race->stop))
        if (ws2_wait(&w, 1, false, os_now_ns() + 20000, false, self) == 0)
            atomic_fetch_add(&race->got, 1);
    return NULL;
}

static void test_race(void **state)
{
    struct race race = {.event = event_make(false, false)};
    struct ws2_waitable *w = ws2_event_waitable(race.event);
    pthread_t threads[4];
    unsigned sent = 0;

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, race_run, &race), 0);
    while (sent < ROUNDS) {
        ws2_event_set(race.event);
        sent++;
        while (atomic_load(&race.got) < sent)
            os_yield();
    }
    atomic_store(&race.stop, true);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(atomic_load(&race.got), sent);
    assert_null(w->first);
    waitable_put(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_event),     cmocka_unit_test(test_timeout),
        cmocka_unit_test(test_all_poll),  cmocka_unit_test(test_lowest_index),
        cmocka_unit_test(test_hand_over), cmocka_unit_test(test_all_pulse),
        cmocka_unit_test(test_mutex),     cmocka_unit_test(test_semaphore),
        cmocka_unit_test(test_thread),    cmocka_unit_test(test_pool),
        cmocka_unit_test(test_race),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
