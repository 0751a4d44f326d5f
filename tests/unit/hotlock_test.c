/* SPDX-License-Identifier: MIT */
/* The lock of the data path: exclusion, and that nobody sleeps for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sched.h>

#include "os/fence.h"
#include "os/hotlock.h"
#include "os/ownlock.h"

#define THREADS 4
#define TURNS   20000
#define OWN     1000 /* turns in a row make an owner */
#define SLOW    64   /* one turn in so many lets others run into the lock */

static union ws2_hotlock lock;
static struct {
    unsigned turns, inside;
} guarded;

static void *take_turns(void *arg)
{
    for (unsigned i = 0; i < TURNS; i++) {
        ws2_hotlock_take(&lock);
        *(unsigned *)arg += guarded.inside++ != 0;
        guarded.turns++;
        if (i % SLOW == 0)
            sched_yield();
        guarded.inside--;
        ws2_hotlock_drop(&lock);
    }
    return NULL;
}

static void turns_of_threads(void)
{
    pthread_t thread[THREADS];
    unsigned together[THREADS] = {0};

    guarded.turns = 0;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&thread[i], NULL, take_turns, &together[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_int_equal(together[i], 0);
    }
    assert_int_equal(guarded.turns, THREADS * TURNS);
    assert_int_equal(atomic_load(&lock.word), 0);
}

static void test_threads(void **state)
{
    (void)state;
    turns_of_threads();
}

/* As on a kernel that has no membarrier. */
static void test_threads_without_membarrier(void **state)
{
    bool light = atomic_load(&os_fence_is_light);

    (void)state;
    atomic_store(&os_fence_is_light, false);
    turns_of_threads();
    atomic_store(&os_fence_is_light, light);
}

/* The same for a lock with an owner: each thread has it to itself for a while,
 * and loses it again. */
static struct ws2_ownlock owned;
static atomic_uint owned_turns;

static void *own_turns(void *arg)
{
    static _Thread_local atomic_bool inside;

    for (unsigned i = 0; i < TURNS; i++) {
        ws2_ownlock_take(&owned, &inside);
        *(unsigned *)arg += guarded.inside++ != 0;
        guarded.turns++;
        if (owned.by_owner)
            atomic_fetch_add(&owned_turns, 1);
        guarded.inside--;
        ws2_ownlock_drop(&owned, &inside);
        if (i % OWN == 0)
            sched_yield();
    }
    ws2_ownlock_leave(&owned, &inside);
    assert_false(atomic_load(&inside));
    return NULL;
}

static void test_owner(void **state)
{
    pthread_t thread[THREADS];
    unsigned together[THREADS] = {0};

    (void)state;
    guarded.turns = 0;
    own_turns(&together[0]);
    assert_int_equal(atomic_load(&owned_turns), TURNS - OWN - 1);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&thread[i], NULL, own_turns, &together[i]), 0);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_int_equal(together[i], 0);
    }
    assert_int_equal(guarded.turns, (THREADS + 1) * TURNS);
    ws2_ownlock_take(&owned, NULL);
    assert_null(atomic_load(&owned.owner));
    ws2_ownlock_drop(&owned, NULL);
}

static void test_try(void **state)
{
    (void)state;
    assert_true(ws2_hotlock_try(&lock));
    assert_false(ws2_hotlock_try(&lock));
    ws2_hotlock_drop(&lock);
    assert_true(ws2_hotlock_try(&lock));
    ws2_hotlock_forked(&lock);
    assert_true(ws2_hotlock_try(&lock));
    ws2_hotlock_drop(&lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_threads_without_membarrier),
        cmocka_unit_test(test_owner),
        cmocka_unit_test(test_try),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
