/* SPDX-License-Identifier: MIT */
/* Asynchronous lookups against the test DNS server, from inside the library.
 * Run by dnsd. */
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "name/async.h"
#include "os/poll.h"

#define CANCELLED      10111
#define TIMED_OUT      10060
#define HOST_NOT_FOUND 11001
#define TRY_AGAIN      11002
#define TXT            16

struct job {
    struct ws2_async a; /* first */
    sem_t ended;
    atomic_int calls;
};

static void job_done(struct ws2_async *a)
{
    struct job *job = (struct job *)a;

    atomic_fetch_add(&job->calls, 1);
    sem_post(&job->ended);
}

static void job_make(struct job *job)
{
    memset(job, 0, sizeof(*job));
    job->a.done = job_done;
    assert_int_equal(sem_init(&job->ended, 0, 0), 0);
}

static void job_wait(struct job *job)
{
    while (sem_wait(&job->ended) != 0)
        ;
    assert_int_equal(atomic_load(&job->calls), 1);
    sem_destroy(&job->ended);
}

static void name_begin(struct job *job, const char *name, uint32_t timeout_ms)
{
    job_make(job);
    assert_int_equal(ws2_async_name(&job->a, name, WS2_WANT_V4, timeout_ms), 0);
}

static void name_expect(struct job *job, int err, uint32_t ip)
{
    struct ws2_ip want = ws2_ip_v4(ip);

    job_wait(job);
    assert_int_equal(job->a.err, err);
    assert_int_equal(job->a.host.ip_count, err == 0);
    if (err == 0)
        assert_true(ws2_ip_equal(&job->a.host.ips[0], &want));
    ws2_async_clear(&job->a);
}

static void test_names(void **state)
{
    struct job found, absent, failed, local;

    (void)state;
    name_begin(&found, "alias.test", WS2_ASYNC_FOREVER);
    name_begin(&absent, "no-such.test", WS2_ASYNC_FOREVER);
    name_begin(&failed, "servfail.test", WS2_ASYNC_FOREVER);
    name_begin(&local, "localhost", WS2_ASYNC_FOREVER);
    name_expect(&local, 0, 0x7f000001);
    name_expect(&failed, TRY_AGAIN, 0);
    name_expect(&absent, HOST_NOT_FOUND, 0);
    name_expect(&found, 0, 0xc6336401);
}

static void test_address(void **state)
{
    struct ws2_ip ip = ws2_ip_v4(0xc6336401);
    struct job job;

    (void)state;
    job_make(&job);
    assert_int_equal(ws2_async_ip(&job.a, &ip, WS2_ASYNC_FOREVER), 0);
    job_wait(&job);
    assert_int_equal(job.a.err, 0);
    assert_string_equal(job.a.host.canonical, "v4.test");
    ws2_async_clear(&job.a);
}

static void question_ask(struct job *job, const char *name)
{
    job_make(job);
    assert_int_equal(ws2_async_question(&job->a, name, TXT, WS2_ASYNC_FOREVER),
                     0);
    job_wait(job);
}

static void test_question(void **state)
{
    struct job job;

    (void)state;
    question_ask(&job, "empty.test");
    assert_int_equal(job.a.err, 0);
    assert_non_null(
        memmem(job.a.answer, job.a.answer_len, "nothing but this", 16));
    ws2_async_clear(&job.a);
    question_ask(&job, "refused.test");
    assert_int_equal(job.a.dns_status, WS2_DNS_REFUSED);
    assert_true(job.a.answer_len >= 12);
    ws2_async_clear(&job.a);
    question_ask(&job, "a..b");
    assert_int_equal(job.a.dns_status, WS2_DNS_BADNAME);
    assert_null(job.a.answer);
}

/* One that nobody answers holds up no other; its time is its own. */
static void test_timeout(void **state)
{
    int64_t start = os_now_ns();
    struct job silent, slow, fast;

    (void)state;
    name_begin(&silent, "never.test", 400);
    name_begin(&slow, "slow.test", 5000);
    name_begin(&fast, "v4.test", 5000);
    name_expect(&fast, 0, 0xc6336401);
    assert_true(os_now_ns() - start < 300000000);
    name_expect(&slow, 0, 0xc6336405);
    name_expect(&silent, TIMED_OUT, 0);
    assert_true(os_now_ns() - start >= 400000000);
}

static void test_cancel(void **state)
{
    struct job never, fast;

    (void)state;
    name_begin(&never, "never.test", WS2_ASYNC_FOREVER);
    assert_true(ws2_async_cancel(&never.a));
    assert_false(ws2_async_cancel(&never.a));
    name_expect(&never, CANCELLED, 0);
    assert_false(ws2_async_cancel(&never.a));
    name_begin(&fast, "v4.test", WS2_ASYNC_FOREVER);
    name_expect(&fast, 0, 0xc6336401);
    assert_false(ws2_async_cancel(&fast.a));
}

/* Cancelling at any moment gives one end, and the one that it says. */
static void test_cancel_race(void **state)
{
    int won = 0;

    (void)state;
    for (int i = 0; i < 500; i++) {
        struct job job;
        bool mine;

        name_begin(&job, "race.bulk.test", WS2_ASYNC_FOREVER);
        for (volatile int spin = i * 40; spin > 0; spin--)
            ;
        mine = ws2_async_cancel(&job.a);
        job_wait(&job);
        assert_int_equal(job.a.err, mine ? CANCELLED : 0);
        ws2_async_clear(&job.a);
        won += mine;
    }
    print_message("cancelled in time: %d of 500\n", won);
}

enum { MANY = 3000 };

static void test_many(void **state)
{
    struct job *jobs = calloc(MANY, sizeof(*jobs));
    char name[32];

    (void)state;
    assert_non_null(jobs);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "m%d.bulk.test", i);
        name_begin(&jobs[i], name, 60000);
    }
    for (int i = 0; i < MANY; i++)
        name_expect(&jobs[i], 0, 0xc633641e);
    free(jobs);
}

/* Of two servers configurations, each lookup asks the one it was begun with. */
static void test_reconfigured(void **state)
{
    char *servers = strdup(getenv("WS2_DNS_SERVERS"));
    struct job slow, lost, found;

    (void)state;
    assert_non_null(servers);
    name_begin(&slow, "slow.test", WS2_ASYNC_FOREVER);
    setenv("WS2_DNS_SERVERS", "127.0.0.1:1", 1);
    name_begin(&lost, "v4.test", WS2_ASYNC_FOREVER);
    name_expect(&lost, TRY_AGAIN, 0);
    setenv("WS2_DNS_SERVERS", servers, 1);
    name_begin(&found, "v4.test", WS2_ASYNC_FOREVER);
    name_expect(&found, 0, 0xc6336401);
    name_expect(&slow, 0, 0xc6336405);
    free(servers);
}

/* Nothing is left, wherever it was; what comes later begins anew. */
static void test_end_all(void **state)
{
    struct job jobs[100], after;

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 100; i++)
            name_begin(&jobs[i], "never.test", 60000);
        ws2_async_end_all();
        for (int i = 0; i < 100; i++) {
            assert_int_equal(atomic_load(&jobs[i].calls), 1);
            name_expect(&jobs[i], CANCELLED, 0);
        }
        name_begin(&after, "v4.test", WS2_ASYNC_FOREVER);
        name_expect(&after, 0, 0xc6336401);
    }
}

/* Begun by some threads, cancelled by others, and everything ended now and
 * then: each ends once. */
static struct job shared[4][50];

static void *beginner(void *arg)
{
    struct job *jobs = shared[(intptr_t)arg];

    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 50; i++) {
            job_make(&jobs[i]);
            if (ws2_async_name(&jobs[i].a, i % 2 ? "never.test" : "v4.test",
                               WS2_WANT_V4 | WS2_WANT_V6, 20) != 0)
                job_done(&jobs[i].a); /* in the middle of an end */
        }
        for (int i = 0; i < 50; i += 3)
            ws2_async_cancel(&jobs[i].a);
        for (int i = 0; i < 50; i++) {
            job_wait(&jobs[i]);
            ws2_async_clear(&jobs[i].a);
        }
    }
    return NULL;
}

static void test_threads(void **state)
{
    pthread_t threads[4];

    (void)state;
    for (intptr_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, beginner, (void *)i),
                         0);
    for (int i = 0; i < 20; i++)
        ws2_async_end_all();
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

/* The child has a service of its own, and none of its parent's lookups. The
 * thread sanitizer knows no threads that a forked child begins, and the
 * allocator of gcc's asan stays locked there if a thread was in it. */
static void test_fork(void **state)
{
    struct job inherited, own;
    int status;
    pid_t pid;

    (void)state;
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    skip();
#endif
    name_begin(&inherited, "never.test", WS2_ASYNC_FOREVER);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        bool fine = !ws2_async_cancel(&inherited.a);

        name_begin(&own, "v4.test", WS2_ASYNC_FOREVER);
        job_wait(&own);
        fine = fine && own.a.err == 0 && atomic_load(&inherited.calls) == 0;
        ws2_async_clear(&own.a);
        ws2_async_end_all();
        _exit(fine ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_true(ws2_async_cancel(&inherited.a));
    name_expect(&inherited, CANCELLED, 0);
}

static int teardown(void **state)
{
    (void)state;
    ws2_async_end_all();
    ws2_dns_pool_clear();
    return 0;
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(test_names),    cmocka_unit_test(test_address),
        cmocka_unit_test(test_question), cmocka_unit_test(test_timeout),
        cmocka_unit_test(test_cancel),   cmocka_unit_test(test_cancel_race),
        cmocka_unit_test(test_many),     cmocka_unit_test(test_reconfigured),
        cmocka_unit_test(test_end_all),  cmocka_unit_test(test_threads),
        cmocka_unit_test(test_fork),
    };

    (void)argc;
    if (getenv("WS2_DNS_SERVERS") == NULL) {
        fprintf(stderr, "%s: run me by dnsd\n", argv[0]);
        return 2;
    }
    return cmocka_run_group_tests(all, NULL, teardown);
}
