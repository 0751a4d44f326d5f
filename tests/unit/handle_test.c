/* SPDX-License-Identifier: MIT */
/* The handle table: values, kinds, stale handles, and many threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>

#include "handle/handle.h"
#include "handle/thread.h"

struct thing {
    struct ws2_obj obj;
    unsigned owner;
};

static atomic_int alive, closed_calls;

static void thing_closed(struct ws2_obj *obj)
{
    (void)obj;
    atomic_fetch_add(&closed_calls, 1);
}

static void thing_destroy(struct ws2_obj *obj)
{
    atomic_fetch_sub(&alive, 1);
    free(obj);
}

static const struct ws2_obj_ops thing_ops = {.closed = thing_closed,
                                             .destroy = thing_destroy};

static ws2_handle thing_new(enum ws2_kind kind, unsigned owner)
{
    struct thing *t = malloc(sizeof(*t));
    ws2_handle h = 0;

    assert_non_null(t);
    ws2_obj_init(&t->obj, kind, &thing_ops);
    t->owner = owner;
    atomic_fetch_add(&alive, 1);
    assert_int_equal(ws2_handle_new(&t->obj, &h), 0);
    ws2_obj_put(&t->obj);
    return h;
}

static void thing_close(ws2_handle h)
{
    struct ws2_obj *obj = ws2_handle_close(h, WS2_KIND_ANY);

    assert_non_null(obj);
    ws2_obj_put(obj);
}

static void test_values(void **state)
{
    ws2_handle h = thing_new(WS2_KIND_EVENT, 0);

    (void)state;
    assert_int_not_equal(h, 0);
    assert_int_equal(h % 4, 0);
    assert_true(h < INT32_MAX);
    assert_null(ws2_handle_get(0, WS2_KIND_ANY));
    assert_null(ws2_handle_get(UINTPTR_MAX, WS2_KIND_ANY));
    assert_null(ws2_handle_get((ws2_handle)1 << 40 | h, WS2_KIND_ANY));
    thing_close(h);
    assert_int_equal(atomic_load(&alive), 0);
}

static void test_kinds(void **state)
{
    ws2_handle h = thing_new(WS2_KIND_EVENT, 0);
    struct ws2_obj *obj;

    (void)state;
    assert_null(ws2_handle_get(h, WS2_KIND_SOCKET));
    assert_null(ws2_handle_close(h, WS2_KIND_SOCKET));
    obj = ws2_handle_get(h, WS2_KIND_EVENT | WS2_KIND_SOCKET);
    assert_non_null(obj);
    ws2_obj_put(obj);
    thing_close(h);
}

static void test_stale(void **state)
{
    ws2_handle stale = thing_new(WS2_KIND_EVENT, 0);

    (void)state;
    thing_close(stale);
    for (int i = 0; i < 100000; i++) {
        ws2_handle h = thing_new(WS2_KIND_EVENT, 0);

        if (h == stale) /* the value came round again, as it may */
            assert_true(i > 100000 / 2);
        else
            assert_null(ws2_handle_get(stale, WS2_KIND_ANY));
        thing_close(h);
    }
    assert_int_equal(atomic_load(&alive), 0);
}

/* The object lives while pinned, whatever becomes of its handle. */
static void test_pin_outlives_close(void **state)
{
    ws2_handle h = thing_new(WS2_KIND_EVENT, 7);
    struct thing *t = (struct thing *)ws2_handle_pin(h, WS2_KIND_EVENT);

    (void)state;
    assert_non_null(t);
    atomic_store(&closed_calls, 0);
    thing_close(h);
    assert_int_equal(atomic_load(&closed_calls), 1);
    assert_null(ws2_handle_pin(h, WS2_KIND_ANY));
    assert_int_equal(t->owner, 7);
    assert_int_equal(atomic_load(&alive), 1);
    ws2_handle_unpin(h);
    assert_int_equal(atomic_load(&alive), 0);
}

/* So does one that is held; what is held besides is pinned. */
static void test_hold_outlives_close(void **state)
{
    ws2_handle h = thing_new(WS2_KIND_EVENT, 7);
    ws2_handle other = thing_new(WS2_KIND_EVENT, 8);
    struct thing *t;

    (void)state;
    assert_non_null(ws2_thread_self());
    assert_null(ws2_handle_hold(h, WS2_KIND_SOCKET));
    t = (struct thing *)ws2_handle_hold(h, WS2_KIND_EVENT);
    assert_non_null(t);
    assert_non_null(ws2_handle_hold(other, WS2_KIND_EVENT));
    assert_ptr_equal(ws2_handle_hold(h, WS2_KIND_EVENT), t);
    thing_close(h);
    thing_close(other);
    assert_null(ws2_handle_hold(h, WS2_KIND_ANY));
    ws2_handle_let_go(h);
    assert_int_equal(t->owner, 7);
    assert_int_equal(atomic_load(&alive), 2);
    ws2_handle_let_go(other);
    assert_int_equal(atomic_load(&alive), 1);
    ws2_handle_let_go(h);
    assert_int_equal(atomic_load(&alive), 0);
    assert_null(ws2_handle_hold(h, WS2_KIND_ANY));
}

static void *hold_and_end(void *arg)
{
    ws2_handle h = *(ws2_handle *)arg;

    assert_non_null(ws2_thread_self());
    assert_non_null(ws2_handle_hold(h, WS2_KIND_ANY));
    thing_close(h);
    assert_int_equal(atomic_load(&alive), 1);
    return NULL;
}

/* A completion routine may end its thread, in a call that holds the socket. */
static void test_thread_ends_holding(void **state)
{
    ws2_handle h = thing_new(WS2_KIND_EVENT, 0);
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, hold_and_end, &h), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(atomic_load(&alive), 0);
}

#define THREADS 32
#define ROUNDS  3000
#define SHARED  64

static _Atomic ws2_handle shared[SHARED];
static atomic_int wins;

/* Threads open, look up and close one another's handles. */
static void *churn(void *arg)
{
    unsigned me = (unsigned)(uintptr_t)arg;
    unsigned rnd = me * 2654435761u + 1;

    assert_non_null(ws2_thread_self());
    for (int i = 0; i < ROUNDS; i++) {
        size_t at = (rnd = rnd * 1103515245u + 12345) >> 16 & (SHARED - 1);
        ws2_handle mine = thing_new(WS2_KIND_EVENT, me);
        ws2_handle other = atomic_exchange(&shared[at], mine);
        struct ws2_obj *obj;
        ws2_handle peek;

        peek = atomic_load(&shared[(at + 1) % SHARED]);
        obj = i % 2 != 0 ? ws2_handle_pin(peek, WS2_KIND_ANY)
                         : ws2_handle_hold(peek, WS2_KIND_ANY);
        if (obj != NULL) {
            assert_true(((struct thing *)obj)->owner <= THREADS);
            if (i % 2 != 0)
                ws2_handle_unpin(peek);
            else
                ws2_handle_let_go(peek);
        }
        if (other != 0)
            thing_close(other);
    }
    return NULL;
}

/* Two threads race to close the same handles: each is closed once. */
static void *race(void *arg)
{
    ws2_handle *h = arg;

    for (int i = 0; i < ROUNDS; i++) {
        struct ws2_obj *obj = ws2_handle_close(h[i], WS2_KIND_ANY);

        if (obj != NULL) {
            atomic_fetch_add(&wins, 1);
            ws2_obj_put(obj);
        }
    }
    return NULL;
}

static void test_close_race(void **state)
{
    static ws2_handle h[ROUNDS];
    pthread_t t[4];

    (void)state;
    for (int i = 0; i < ROUNDS; i++)
        h[i] = thing_new(WS2_KIND_SOCKET, 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, race, h), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    assert_int_equal(atomic_load(&wins), ROUNDS);
    assert_int_equal(atomic_load(&alive), 0);
}

static void test_churn(void **state)
{
    pthread_t t[THREADS];

    (void)state;
    for (unsigned i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&t[i], NULL, churn, (void *)(uintptr_t)(i + 1)), 0);
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    for (unsigned i = 0; i < SHARED; i++)
        if (shared[i] != 0)
            thing_close(shared[i]);
    assert_int_equal(atomic_load(&alive), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_stale),
        cmocka_unit_test(test_pin_outlives_close),
        cmocka_unit_test(test_hold_outlives_close),
        cmocka_unit_test(test_thread_ends_holding),
        cmocka_unit_test(test_close_race),
        cmocka_unit_test(test_churn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
