/* SPDX-License-Identifier: MIT */
/* Lookups against the test DNS server, from inside the library: many at a
 * time on one resolver, cancelling, a server that fails before one that
 * answers, and threads. Run by dnsd. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "name/lookup.h"
#include "name/resolve.h"

#define HOST_NOT_FOUND 11001
#define TRY_AGAIN      11002
#define NO_RECOVERY    11003
#define NO_DATA        11004
#define EINTR_CODE     10004

static long long now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

static void expect_v4(const char *name, int err, uint32_t ip)
{
    struct ws2_host host = {0};
    struct ws2_ip want = ws2_ip_v4(ip);

    assert_int_equal(ws2_lookup_name(name, WS2_WANT_V4, &host), err);
    if (err == 0) {
        assert_int_equal(host.ip_count, 1);
        assert_true(ws2_ip_equal(&host.ips[0], &want));
    }
    ws2_host_clear(&host);
}

/* A name that nobody answers for is waited for only briefly. */
static void expect_silence(const char *name)
{
    setenv("WS2_DNS_TIMEOUT_MS", "100", 1);
    expect_v4(name, TRY_AGAIN, 0);
    unsetenv("WS2_DNS_TIMEOUT_MS");
}

/* What each name of the zone gives, whichever server is asked first. */
static void test_results(void **state)
{
    (void)state;
    expect_v4("v4.test", 0, 0xc6336401);
    expect_v4("alias.test", 0, 0xc6336401);
    expect_v4("tcp.test", 0, 0xc6336407);
    expect_v4("v6.test", NO_DATA, 0);
    expect_v4("no-such.test", HOST_NOT_FOUND, 0);
    expect_v4("servfail.test", TRY_AGAIN, 0);
    expect_silence("silent.test");
}

static void test_rcodes(void **state)
{
    (void)state;
    expect_v4("formerr.test", NO_RECOVERY, 0);
    expect_v4("notimp.test", NO_RECOVERY, 0);
    expect_v4("refused.test", NO_RECOVERY, 0);
    expect_v4("notauth.test", NO_RECOVERY, 0);
    expect_v4("short.test", NO_RECOVERY, 0);
    expect_v4("selfptr.test", NO_RECOVERY, 0);
    expect_v4("loop.test", NO_RECOVERY, 0);
    expect_silence("otherid.test");
    expect_silence("otherq.test");
    expect_v4("reset.test", TRY_AGAIN, 0);
}

/* Asynchronous: 200 lookups on one resolver, as a reactor would run them. */
enum { MANY = 200 };

static int finished;

static void count_finished(struct ws2_resolve *r)
{
    assert_int_equal(r->err, 0);
    assert_int_equal(r->host.ip_count, 1);
    finished++;
}

static void step(struct ws2_dns *dns)
{
    struct os_pollfd fds[32];
    int timeout_ms;
    size_t count = ws2_dns_poll(dns, fds, 32, &timeout_ms);

    assert_true(timeout_ms >= 0);
    os_poll(fds, (unsigned)count, os_deadline((uint32_t)timeout_ms));
    ws2_dns_process(dns, fds, count);
}

static void test_many(void **state)
{
    struct ws2_resolve *r = calloc(MANY, sizeof(*r));
    struct ws2_dns *dns = ws2_dns_get();
    char name[32];

    (void)state;
    assert_non_null(r);
    assert_non_null(dns);
    finished = 0;
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof(name), "n%d.bulk.test", i);
        assert_false(ws2_resolve_begin(&r[i], name, WS2_WANT_V4));
        r[i].done = count_finished;
        ws2_resolve_ask(&r[i], dns);
    }
    while (finished < MANY)
        step(dns);
    for (int i = 0; i < MANY; i++) {
        ws2_host_clear(&r[i].host);
        ws2_resolve_end(&r[i]);
    }
    ws2_dns_put(dns);
    free(r);
}

/* Giving a resolver back ends what it was asked. */
static void test_put_cancels(void **state)
{
    struct ws2_dns *dns = ws2_dns_get();
    struct ws2_resolve r;

    (void)state;
    assert_false(
        ws2_resolve_begin(&r, "never.test", WS2_WANT_V4 | WS2_WANT_V6));
    ws2_resolve_ask(&r, dns);
    assert_false(r.finished);
    ws2_dns_put(dns);
    assert_true(r.finished);
    assert_int_equal(r.err, EINTR_CODE);
    ws2_resolve_end(&r);
}

static void *slow_lookup(void *arg)
{
    struct ws2_host host = {0};
    int *err = arg;

    *err = ws2_lookup_name("never.test", WS2_WANT_V4, &host);
    ws2_host_clear(&host);
    return NULL;
}

static void test_cancel_all(void **state)
{
    pthread_t threads[4];
    int errs[4];
    long long start = now_ms();

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, slow_lookup, &errs[i]), 0);
    usleep(50000);
    ws2_lookup_cancel_all();
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(errs[i], EINTR_CODE);
    }
    assert_true(now_ms() - start < 5000);
}

static void *lookups(void *arg)
{
    struct ws2_host host = {0};
    char name[32];

    for (int i = 0; i < 25; i++) {
        snprintf(name, sizeof(name), "t%d-%d.bulk.test", (int)(intptr_t)arg, i);
        if (ws2_lookup_name(name, WS2_WANT_V4 | WS2_WANT_V6, &host) != 0 ||
            host.ip_count != 1)
            return "failed";
        ws2_host_clear(&host);
    }
    return NULL;
}

static void test_threads(void **state)
{
    pthread_t threads[8];
    void *failed;

    (void)state;
    for (intptr_t i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, lookups, (void *)i),
                         0);
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], &failed);
        assert_null(failed);
    }
}

/* A slow answer holds up its own lookup only. */
static void test_slow_beside_fast(void **state)
{
    pthread_t thread;
    int err;
    long long start;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, slow_lookup, &err), 0);
    usleep(20000);
    start = now_ms();
    expect_v4("v4.test", 0, 0xc6336401);
    assert_true(now_ms() - start < 1000);
    ws2_lookup_cancel_all();
    pthread_join(thread, NULL);
}

/* Other servers count from the next lookup on; none to ask is a passing
 * failure. */
static void test_reconfigured(void **state)
{
    char *servers = strdup(getenv("WS2_DNS_SERVERS"));

    (void)state;
    assert_non_null(servers);
    setenv("WS2_DNS_SERVERS", "127.0.0.1:1", 1);
    expect_v4("v4.test", TRY_AGAIN, 0);
    setenv("WS2_DNS_SERVERS", "no address", 1);
    expect_v4("v4.test", TRY_AGAIN, 0);
    setenv("WS2_DNS_SERVERS", servers, 1);
    expect_v4("v4.test", 0, 0xc6336401);
    free(servers);
}

static void test_search_list(void **state)
{
    (void)state;
    setenv("LOCALDOMAIN", "a.search.test b.search.test", 1);
    expect_v4("host", 0, 0xc633640a);
    expect_v4("only", 0, 0xc633640c);
    expect_v4("half", NO_DATA, 0);
    expect_v4("halt", TRY_AGAIN, 0);
    expect_v4("host.", HOST_NOT_FOUND, 0);
    setenv("RES_OPTIONS", "ndots:2", 1);
    expect_v4("v4.test", 0, 0xc6336401); /* last, as it is */
    unsetenv("RES_OPTIONS");
    unsetenv("LOCALDOMAIN");
}

static int teardown(void **state)
{
    (void)state;
    ws2_dns_pool_clear();
    return 0;
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest failover[] = {cmocka_unit_test(test_results),
                                                 cmocka_unit_test(test_many)};
    static const struct CMUnitTest all[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_rcodes),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_put_cancels),
        cmocka_unit_test(test_cancel_all),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_slow_beside_fast),
        cmocka_unit_test(test_reconfigured),
        cmocka_unit_test(test_search_list),
    };

    if (getenv("WS2_DNS_SERVERS") == NULL) {
        fprintf(stderr, "%s: run me by dnsd\n", argv[0]);
        return 2;
    }
    if (argc > 1 && strcmp(argv[1], "failover") == 0)
        return cmocka_run_group_tests(failover, NULL, teardown);
    return cmocka_run_group_tests(all, NULL, teardown);
}
