/* SPDX-License-Identifier: MIT */
/* The thread record at the end of its thread, when the program's own code runs
 * once more (FlsAlloc's callbacks). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include <winsock2.h>
#include <windows.h>

static DWORD fls;
static int callbacks;

/* Per-thread results that the thread had are replaced; new ones are made. */
static void WINAPI results_again(PVOID value)
{
    struct hostent *ent = gethostbyname("127.0.0.2");

    (void)value;
    callbacks++;
    assert_non_null(ent);
    assert_string_equal(ent->h_name, "127.0.0.2");
    assert_non_null(getprotobyname("tcp"));
    TlsSetValue(0, &callbacks);
}

static void *thread_run(void *arg)
{
    assert_non_null(gethostbyname("127.0.0.1"));
    assert_true(FlsSetValue(fls, arg));
    return NULL;
}

static void test_results_at_exit(void **state)
{
    pthread_t thread;

    (void)state;
    fls = FlsAlloc(results_again);
    assert_int_not_equal(fls, FLS_OUT_OF_INDEXES);
    pthread_create(&thread, NULL, thread_run, &fls);
    pthread_join(thread, NULL);
    assert_int_equal(callbacks, 1);
    FlsFree(fls);
}

static int startup(void **state)
{
    WSADATA data;

    (void)state;
    return WSAStartup(MAKEWORD(2, 2), &data);
}

static int cleanup(void **state)
{
    (void)state;
    return WSACleanup();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results_at_exit),
    };

    return cmocka_run_group_tests(tests, startup, cleanup);
}
