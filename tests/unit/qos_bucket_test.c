/* SPDX-License-Identifier: MIT */
/* The token bucket, with a clock of the test's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "qos/bucket.h"

#define S INT64_C(1000000000)

static struct ws2_bucket b;
static int64_t now;

static void make(uint32_t rate, uint32_t burst, uint32_t peak, uint32_t largest,
                 uint32_t least)
{
    const struct ws2_bucket_spec spec = {rate, burst, peak, largest, least};

    now = 5 * S;
    ws2_bucket_init(&b, &spec, now);
}

/* Sends what conforms, at once; bytes. */
static uint64_t burst_of(uint32_t size)
{
    uint64_t sent = 0;

    while (ws2_bucket_has(&b, size, now)) {
        ws2_bucket_take(&b, size);
        sent += size;
    }
    return sent;
}

/* Sends when it may, for that long. */
static uint64_t shaped(uint32_t size, int64_t for_ns)
{
    int64_t end = now + for_ns;
    uint64_t sent = 0;

    for (;;) {
        int64_t due = ws2_bucket_due(&b, size, now);

        if (due > end)
            return sent;
        if (due > now)
            now = due;
        assert_true(ws2_bucket_due(&b, size, now) <= now);
        ws2_bucket_take(&b, size);
        sent += size;
    }
}

static void full_at_first_then_at_the_rate(void **state)
{
    (void)state;
    make(1000, 500, 0, 0, 0);
    assert_int_equal(burst_of(100), 500);
    assert_int_equal(ws2_bucket_due(&b, 100, now), now + S / 10);
    now += S / 10 - 1;
    assert_false(ws2_bucket_has(&b, 100, now));
    now += 1;
    assert_true(ws2_bucket_has(&b, 100, now));
    ws2_bucket_take(&b, 100);
    assert_int_equal(shaped(100, 100 * S), 100 * 1000);
}

/* Odd numbers lose nothing, however often the clock is looked at. */
static void nothing_is_rounded_away(void **state)
{
    int64_t end;
    uint64_t sent;

    (void)state;
    make(333, 777, 0, 0, 0);
    sent = burst_of(7);
    end = now + 1000 * S;
    while (now < end) {
        now += 12345678;
        sent += burst_of(7);
    }
    assert_in_range(sent, 777 + 333 * 1000 - 7, 777 + 333 * 1001);
}

static void no_more_than_its_depth(void **state)
{
    (void)state;
    make(UINT32_MAX, UINT32_MAX, 0, 0, 0);
    now = INT64_MAX / 2; /* centuries */
    assert_int_equal(burst_of(1u << 31), 1u << 31);
    make(1, 10, 0, 0, 0);
    now += INT64_MAX / 4;
    assert_int_equal(burst_of(1), 10);
    now -= S; /* a clock that goes back gives nothing */
    assert_int_equal(burst_of(1), 0);
}

static void a_packet_larger_than_the_bucket(void **state)
{
    (void)state;
    make(1000, 500, 0, 0, 0);
    assert_false(ws2_bucket_has(&b, 501, now));
    assert_true(ws2_bucket_due(&b, 1500, now) <= now); /* full: it may go */
    ws2_bucket_take(&b, 1500);
    assert_int_equal(ws2_bucket_due(&b, 1500, now), now + S + S / 2);
    assert_int_equal(shaped(1500, 150 * S), 150 * 1000);
}

static void small_packets_count_as_the_least(void **state)
{
    (void)state;
    make(1000, 1000, 0, 0, 250);
    assert_int_equal(burst_of(1), 4);
    make(1000, 1000, 0, 0, 250);
    assert_int_equal(burst_of(250), 1000);
}

static void what_was_not_sent_comes_back(void **state)
{
    (void)state;
    make(1000, 1000, 500, 1000, 100);
    assert_int_equal(burst_of(500), 1000);
    ws2_bucket_return(&b, 50);
    assert_int_equal(burst_of(50), 50);
    ws2_bucket_return(&b, 60000); /* never more than it holds */
    assert_int_equal(burst_of(100), 1000);
}

static void the_peak_rate(void **state)
{
    (void)state;
    make(1000, 10000, 2000, 500, 0);
    assert_int_equal(burst_of(100), 500); /* at once */
    now += S;
    assert_int_equal(burst_of(100), 500);
    make(1000, 10000, 2000, 500, 0);
    assert_int_equal(shaped(100, 5 * S), 500 + 5 * 2000);
    make(1000, 1000, 2000, 500, 0); /* then the mean rate holds it */
    assert_int_equal(shaped(100, 100 * S), 1000 + 100 * 1000);
}

static void no_rate(void **state)
{
    (void)state;
    make(0, 0, 10, 10, 0);
    for (int i = 0; i < 100; i++) {
        assert_true(ws2_bucket_has(&b, 65535, now));
        assert_true(ws2_bucket_due(&b, 65535, now) <= now);
        ws2_bucket_take(&b, 65535);
    }
}

static void a_change_keeps_what_is_in_it(void **state)
{
    struct ws2_bucket_spec spec = {.rate = 2000, .burst = 300};

    (void)state;
    make(1000, 500, 0, 0, 0);
    ws2_bucket_take(&b, 400);
    ws2_bucket_change(&b, &spec, now);
    assert_int_equal(burst_of(100), 100);
    now += S / 10;
    assert_int_equal(burst_of(100), 200);
    make(1000, 500, 0, 0, 0);
    ws2_bucket_change(&b, &spec, now);
    assert_int_equal(burst_of(100), 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_at_first_then_at_the_rate),
        cmocka_unit_test(nothing_is_rounded_away),
        cmocka_unit_test(no_more_than_its_depth),
        cmocka_unit_test(a_packet_larger_than_the_bucket),
        cmocka_unit_test(small_packets_count_as_the_least),
        cmocka_unit_test(what_was_not_sent_comes_back),
        cmocka_unit_test(the_peak_rate),
        cmocka_unit_test(no_rate),
        cmocka_unit_test(a_change_keeps_what_is_in_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
