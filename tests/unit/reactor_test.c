/* SPDX-License-Identifier: MIT */
/* The reactor: timers in order, set and cancelled from many threads, watched
 * descriptors, fork. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "handle/walltimer.h"
#include "io/reactor.h"
#include "io/timer_heap.h"
#include "os/futex.h"
#include "os/wakefd.h"

#define MANY 5000

static void count_wait(atomic_uint *count, unsigned at_least)
{
    unsigned now = atomic_load(count);

    while (now < at_least) {
        os_futex_wait(count, now, OS_FOREVER);
        now = atomic_load(count);
    }
}

static void count_add(atomic_uint *count)
{
    atomic_fetch_add(count, 1);
    os_futex_wake(count, OS_WAKE_ALL);
}

static void never(struct ws2_timer *timer)
{
    (void)timer;
    abort();
}

/* The heap alone: whatever is taken out of it, the rest comes in order. */
static void test_heap(void **state)
{
    struct ws2_timer *timers = calloc(MANY, sizeof(*timers));
    struct ws2_timer_heap heap = {NULL};
    unsigned left = MANY;
    int64_t last = 0;

    (void)state;
    assert_non_null(timers);
    srandom(7);
    for (unsigned i = 0; i < MANY; i++) {
        ws2_timer_init(&timers[i], never);
        timers[i].due_ns = random() % 1000;
        ws2_timer_heap_add(&heap, &timers[i]);
    }
    while (heap.root != NULL) {
        struct ws2_timer *any = &timers[random() % MANY];

        if (any->link != NULL) {
            ws2_timer_heap_remove(&heap, any);
            left--;
        }
        if (heap.root != NULL) {
            assert_true(heap.root->due_ns >= last);
            last = heap.root->due_ns;
            ws2_timer_heap_remove(&heap, heap.root);
            left--;
        }
    }
    assert_int_equal(left, 0);
    free(timers);
}

struct ticker {
    struct ws2_timer timer;
    atomic_uint count;
    unsigned limit;
};

static void tick(struct ws2_timer *timer)
{
    struct ticker *t = (struct ticker *)timer;

    assert_true(os_now_ns() >= timer->due_ns);
    assert_true(ws2_reactor_is_self());
    if (atomic_load(&t->count) + 1 < t->limit)
        ws2_timer_set(timer, timer->due_ns + 100000);
    count_add(&t->count);
}

static void test_timer(void **state)
{
    struct ticker t = {.limit = 10};

    (void)state;
    ws2_timer_init(&t.timer, tick);
    assert_false(ws2_timer_cancel(&t.timer));
    assert_int_equal(ws2_timer_set(&t.timer, OS_FOREVER - 1), 0);
    assert_true(ws2_timer_cancel(&t.timer));
    assert_int_equal(ws2_timer_set(&t.timer, OS_FOREVER - 1), 0);
    assert_int_equal(ws2_timer_set(&t.timer, os_now_ns() + 1000000), 0);
    count_wait(&t.count, 10);
    assert_false(ws2_timer_cancel_wait(&t.timer));
    assert_int_equal(atomic_load(&t.count), 10);
}

struct order {
    struct ws2_timer timer;
    struct order_all *all;
};
struct order_all {
    int64_t last;
    atomic_uint count;
};

static void order_fire(struct ws2_timer *timer)
{
    struct order *o = (struct order *)timer;

    assert_true(timer->due_ns >= o->all->last);
    o->all->last = timer->due_ns;
    count_add(&o->all->count);
}

struct wall_ticker {
    struct ws2_walltimer clock;
    atomic_uint count;
};

static void wall_tick(struct ws2_timer *timer)
{
    struct wall_ticker *t = (struct wall_ticker *)timer;

    ws2_walltimer_set(&t->clock, 0);
    atomic_fetch_add(&t->count, 1);
}

/* One that sets itself again stays in no list when it is ended. */
static void test_wall_end(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct wall_ticker t = {.count = 0};

        ws2_walltimer_init(&t.clock, wall_tick);
        assert_int_equal(ws2_walltimer_set(&t.clock, 0), 0);
        while (atomic_load(&t.count) < 3)
            sched_yield();
        ws2_walltimer_end(&t.clock);
        assert_false(t.clock.listed);
        assert_null(t.clock.timer.link);
    }
}

static void test_order(void **state)
{
    struct order *o = calloc(MANY, sizeof(*o));
    struct order_all all = {.last = 0};
    int64_t start = os_now_ns() + 50000000;

    (void)state;
    assert_non_null(o);
    for (unsigned i = 0; i < MANY; i++) {
        o[i].all = &all;
        ws2_timer_init(&o[i].timer, order_fire);
        ws2_timer_set(&o[i].timer, start + random() % 1000);
    }
    if (os_now_ns() < start) /* all were set in time */
        count_wait(&all.count, MANY);
    for (unsigned i = 0; i < MANY; i++)
        ws2_timer_cancel_wait(&o[i].timer);
    free(o);
}

/* Set and cancelled in turn: after the cancel it is not running, so its memory
 * can go. What fired and what was cancelled adds up. */
struct racer {
    struct ws2_timer timer;
    atomic_uint fired;
    atomic_bool gone;
};

static void racer_fire(struct ws2_timer *timer)
{
    struct racer *r = (struct racer *)timer;

    assert_false(atomic_load(&r->gone));
    atomic_fetch_add(&r->fired, 1);
}

static void *racer_run(void *arg)
{
    unsigned *seed = arg;

    for (int i = 0; i < 2000; i++) {
        struct racer *r = calloc(1, sizeof(*r));
        bool cancelled;

        assert_non_null(r);
        ws2_timer_init(&r->timer, racer_fire);
        ws2_timer_set(&r->timer, os_now_ns() + rand_r(seed) % 20000);
        if (rand_r(seed) % 2 != 0)
            os_yield();
        cancelled = ws2_timer_cancel_wait(&r->timer);
        assert_int_equal(atomic_load(&r->fired), cancelled ? 0 : 1);
        atomic_store(&r->gone, true);
        free(r);
    }
    return NULL;
}

static void test_race(void **state)
{
    pthread_t threads[4];
    unsigned seeds[4] = {1, 2, 3, 4};

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, racer_run, &seeds[i]), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static void fd_ready(struct ws2_reactor_fd *watched, int got)
{
    assert_int_equal(got, OS_IN);
    assert_int_equal(os_wakefd_take(watched->fd), 0);
    count_add(watched->arg);
}

static void fd_ready_once(struct ws2_reactor_fd *watched, int got)
{
    (void)got;
    ws2_reactor_remove(watched); /* from within */
    count_add(watched->arg);
}

static void test_fd(void **state)
{
    atomic_uint count = 0;
    struct ws2_reactor_fd w = {.fd = os_wakefd_open(),
                               .events = OS_IN,
                               .ready = fd_ready,
                               .arg = &count};

    (void)state;
    assert_true(w.fd >= 0);
    assert_int_equal(ws2_reactor_add(&w), 0);
    for (unsigned i = 1; i <= 100; i++) {
        os_wakefd_set(w.fd);
        count_wait(&count, i);
    }
    ws2_reactor_remove(&w);
    os_wakefd_set(w.fd);
    w.ready = fd_ready_once;
    assert_int_equal(ws2_reactor_add(&w), 0);
    count_wait(&count, 101);
    ws2_reactor_remove(&w);
    assert_int_equal(atomic_load(&count), 101);
    os_wakefd_close(w.fd);
}

static void test_fds_full(void **state)
{
    struct ws2_reactor_fd w[WS2_REACTOR_FDS + 1];
    int fd = os_wakefd_open();

    (void)state;
    for (unsigned i = 0; i <= WS2_REACTOR_FDS; i++) {
        w[i] = (struct ws2_reactor_fd){.fd = fd, .events = OS_IN};
        assert_int_equal(ws2_reactor_add(&w[i]),
                         i < WS2_REACTOR_FDS ? 0 : -ENFILE);
    }
    for (unsigned i = 0; i <= WS2_REACTOR_FDS; i++)
        ws2_reactor_remove(&w[i]);
    os_wakefd_close(fd);
}

static void test_fork(void **state)
{
    struct ticker t = {.limit = 5};
    int status = -1;
    pid_t child;

    (void)state;
#ifdef __SANITIZE_THREAD__
    skip(); /* its run time forbids threads after a fork */
#endif
    ws2_timer_init(&t.timer, tick);
    assert_int_equal(ws2_timer_set(&t.timer, os_now_ns()), 0);
    count_wait(&t.count, 5);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        atomic_store(&t.count, 0);
        ws2_timer_set(&t.timer, os_now_ns());
        count_wait(&t.count, 5);
        exit(0); /* joins the thread it started */
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heap),  cmocka_unit_test(test_timer),
        cmocka_unit_test(test_order), cmocka_unit_test(test_race),
        cmocka_unit_test(test_fd),    cmocka_unit_test(test_fds_full),
        cmocka_unit_test(test_fork),  cmocka_unit_test(test_wall_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
