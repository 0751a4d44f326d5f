/* SPDX-License-Identifier: MIT */
/* APCs: order, both ways of waiting, the end of the thread, and the race of an
 * APC with an object, a time-out and the thread's end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>

#include "handle/apc.h"
#include "handle/event.h"
#include "handle/wait.h"

#define ROUNDS   3000
#define PATIENCE (20 * 1000) /* ms; long enough for a loaded machine */

struct call {
    struct ws2_apc apc;
    atomic_uint *ran, *dropped;
    unsigned number; /* checked against ran, when not 0 */
    struct ws2_thread *again;
};

static void call_run(struct ws2_apc *apc)
{
    struct call *call = (struct call *)apc;
    unsigned before = atomic_fetch_add(call->ran, 1);

    if (call->number != 0)
        assert_int_equal(before + 1, call->number);
    if (call->again != NULL) { /* queued while they run */
        struct ws2_thread *again = call->again;

        call->again = NULL;
        call->number = 0;
        assert_true(ws2_apc_queue(again, apc));
        return;
    }
    free(call);
}

static void call_drop(struct ws2_apc *apc)
{
    struct call *call = (struct call *)apc;

    atomic_fetch_add(call->dropped, 1);
    free(call);
}

static struct call *call_new(atomic_uint *ran, atomic_uint *dropped)
{
    struct call *call = calloc(1, sizeof(*call));

    assert_non_null(call);
    call->apc.run = call_run;
    call->apc.drop = call_drop;
    call->ran = ran;
    call->dropped = dropped;
    return call;
}

static unsigned wait_alertable(struct ws2_event *event, uint32_t timeout_ms)
{
    struct ws2_waitable *w = event != NULL ? ws2_event_waitable(event) : NULL;

    return ws2_wait(&w, event != NULL, false, os_deadline(timeout_ms), true,
                    ws2_thread_self());
}

static void test_own_thread(void **state)
{
    struct ws2_thread *self = ws2_thread_self();
    struct ws2_event *event = ws2_event_new(false, true);
    atomic_uint ran = 0;

    (void)state;
    for (unsigned i = 1; i <= 3; i++) {
        struct call *call = call_new(&ran, NULL);

        call->number = i;
        call->again = i == 3 ? self : NULL;
        assert_true(ws2_apc_queue(self, &call->apc));
    }
    assert_true(ws2_apc_pending(self));
    assert_int_equal(wait_alertable(event, 0), 0); /* ready: no APC needed */
    assert_int_equal(atomic_load(&ran), 0);
    assert_int_equal(wait_alertable(event, 0), WS2_WAIT_APC);
    assert_int_equal(atomic_load(&ran), 4);
    assert_int_equal(wait_alertable(event, 0), WS2_WAIT_TIMEOUT);
    assert_int_equal(wait_alertable(NULL, 1), WS2_WAIT_TIMEOUT);
    assert_true(ws2_apc_queue(self, &call_new(&ran, NULL)->apc));
    assert_int_equal(wait_alertable(NULL, PATIENCE), WS2_WAIT_APC);
    assert_int_equal(ws2_apc_run(self), 0);
    ws2_obj_put(&ws2_event_waitable(event)->obj);
}

struct target {
    _Atomic(struct ws2_thread *) record;
    struct ws2_event *event;
    atomic_uint ran, dropped, events;
    bool descriptors;
    unsigned total; /* APCs and signals together; the thread ends at it */
};

static void target_begin(struct target *t)
{
    struct ws2_thread *self = ws2_thread_self();

    assert_non_null(self);
    assert_true(ws2_thread_wake_fd(self) >= 0);
    ws2_thread_ref(self);
    atomic_store(&t->record, self);
}

static void target_poll(struct target *t, struct ws2_thread *self)
{
    struct os_pollfd p;
    unsigned ran;

    os_poll_set(&p, ws2_thread_wake_fd(self), OS_IN);
    if (ws2_apc_watch(self))
        assert_int_equal(os_poll(&p, 1, os_deadline(PATIENCE)), 1);
    ws2_apc_unwatch(self);
    ws2_thread_unwake(self);
    ran = atomic_load(&t->ran);
    assert_true(ws2_apc_run(self) > 0);
    assert_true(atomic_load(&t->ran) > ran);
}

static void *target_run(void *arg)
{
    struct target *t = arg;
    struct ws2_thread *self;

    target_begin(t);
    self = ws2_thread_self();
    while (atomic_load(&t->ran) + atomic_load(&t->events) < t->total) {
        if (t->descriptors)
            target_poll(t, self);
        else if (wait_alertable(t->event, PATIENCE) == 0)
            atomic_fetch_add(&t->events, 1);
    }
    return NULL;
}

static struct ws2_thread *target_record(struct target *t)
{
    while (atomic_load(&t->record) == NULL)
        os_yield();
    return atomic_load(&t->record);
}

/* Every APC runs and every signal is taken, whichever comes first. */
static void target_check(struct target *t, unsigned apcs, unsigned signals)
{
    pthread_t thread;
    struct ws2_thread *record;

    t->event = ws2_event_new(false, false);
    t->total = apcs + signals;
    assert_int_equal(pthread_create(&thread, NULL, target_run, t), 0);
    record = target_record(t);
    for (unsigned i = 0; i < apcs; i++) {
        assert_true(
            ws2_apc_queue(record, &call_new(&t->ran, &t->dropped)->apc));
        if (i < signals) {
            ws2_event_set(t->event);
            while (atomic_load(&t->events) <= i)
                os_yield();
        }
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(atomic_load(&t->ran), apcs);
    assert_int_equal(atomic_load(&t->events), signals);
    assert_false(ws2_apc_queue(record, NULL)); /* it has ended */
    ws2_thread_put(record);
    assert_null(ws2_event_waitable(t->event)->first);
    ws2_obj_put(&ws2_event_waitable(t->event)->obj);
}

static void test_waiting(void **state)
{
    struct target t = {.record = NULL};

    (void)state;
    target_check(&t, ROUNDS, ROUNDS);
}

static void test_descriptors(void **state)
{
    struct target t = {.descriptors = true};

    (void)state;
    target_check(&t, ROUNDS, 0);
}

/* A time-out of next to nothing against APCs: none is lost. */
static void *timeout_run(void *arg)
{
    struct target *t = arg;

    target_begin(t);
    while (atomic_load(&t->ran) < ROUNDS)
        ws2_wait(NULL, 0, false, os_now_ns() + 20000, true, ws2_thread_self());
    return NULL;
}

static void test_timeout(void **state)
{
    struct target t = {.record = NULL};
    struct ws2_thread *record;
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, timeout_run, &t), 0);
    record = target_record(&t);
    for (unsigned i = 0; i < ROUNDS; i++) {
        assert_true(ws2_apc_queue(record, &call_new(&t.ran, NULL)->apc));
        while (atomic_load(&t.ran) <= i)
            os_yield();
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    ws2_thread_put(record);
}

/* The thread ends while others queue: all that was taken is run or dropped. */
static void *ending_run(void *arg)
{
    target_begin(arg);
    ws2_apc_run(ws2_thread_self());
    return NULL;
}

static void test_end(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct target t = {.record = NULL};
        struct ws2_thread *record;
        unsigned taken = 0;
        struct call *call;
        pthread_t thread;

        assert_int_equal(pthread_create(&thread, NULL, ending_run, &t), 0);
        record = target_record(&t);
        /* A thread that runs them as fast as they come does not end. */
        for (bool queued = true; queued && taken < 1000; taken += queued) {
            call = call_new(&t.ran, &t.dropped);
            queued = ws2_apc_queue(record, &call->apc);
            if (!queued)
                free(call);
        }
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(atomic_load(&t.ran) + atomic_load(&t.dropped), taken);
        ws2_thread_put(record);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_thread),  cmocka_unit_test(test_waiting),
        cmocka_unit_test(test_descriptors), cmocka_unit_test(test_timeout),
        cmocka_unit_test(test_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
