/* SPDX-License-Identifier: MIT */
/* Admission: the budget, each refusal with its value, and which goes first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "admission.h"
#include "grip.h"

static struct admission a;

static int fresh(void **state)
{
    (void)state;
    a = (struct admission){0};
    admission_init(&a, 1000000, 0, 0, 1500);
    return 0;
}

static unsigned value_of(uint64_t old, struct admission_ask ask)
{
    struct admission_error e = admission_change(&a, old, &ask);

    assert_int_equal(e.code, e.value != 0 ? ADMISSION_FAILURE : 0);
    return e.value;
}

static void the_share_of_the_capacity(void **state)
{
    struct admission b = {0};

    (void)state;
    assert_int_equal(a.reservable, 200000);
    admission_init(&b, 0, 12500000, 50, 1500); /* the link's */
    assert_int_equal(b.reservable, 6250000);
    admission_init(&b, 1000, 12500000, 100, 1500); /* the configured first */
    assert_int_equal(b.reservable, 1000);
    admission_init(&b, 0, 0, 100, 65536); /* the loopback says nothing */
    assert_int_equal(b.reservable, 0);
    admission_init(&b, UINT64_MAX / 2, 0, 100, 1500);
    assert_int_equal(b.reservable, UINT64_MAX / 2);
}

static void up_to_the_last_byte(void **state)
{
    (void)state;
    assert_int_equal(value_of(0, (struct admission_ask){.rate = 200000}), 0);
    assert_int_equal(admission_left(&a), 0);
    assert_int_equal(value_of(0, (struct admission_ask){.rate = 1}),
                     ADMISSION_BANDWIDTH);
    assert_int_equal(value_of(0, (struct admission_ask){.rate = 0}), 0);
    admission_release(&a, 1);
    assert_int_equal(value_of(0, (struct admission_ask){.rate = 1}), 0);
    admission_release(&a, 200000);
    assert_int_equal(a.used, 0);
}

static void a_rise_that_fails_keeps_the_old(void **state)
{
    (void)state;
    value_of(0, (struct admission_ask){.rate = 100000});
    value_of(0, (struct admission_ask){.rate = 50000});
    assert_int_equal(value_of(100000, (struct admission_ask){.rate = 150001}),
                     ADMISSION_BANDWIDTH);
    assert_int_equal(a.used, 150000);
    assert_int_equal(value_of(100000, (struct admission_ask){.rate = 150000}),
                     0);
    assert_int_equal(a.used, 200000);
}

static void less_is_granted_though_the_budget_shrank(void **state)
{
    (void)state;
    value_of(0, (struct admission_ask){.rate = 100000});
    value_of(0, (struct admission_ask){.rate = 100000});
    admission_init(&a, 100000, 0, 0, 1500);
    assert_int_equal(a.used, 200000);
    assert_int_equal(admission_left(&a), 0);
    assert_int_equal(value_of(100000, (struct admission_ask){.rate = 100000}),
                     0);
    assert_int_equal(value_of(100000, (struct admission_ask){.rate = 90000}),
                     0);
    assert_int_equal(value_of(90000, (struct admission_ask){.rate = 90001}),
                     ADMISSION_BANDWIDTH);
    assert_int_equal(a.used, 190000);
}

static void nothing_without_a_capacity(void **state)
{
    (void)state;
    admission_init(&a, 0, 0, 0, 65536);
    assert_int_equal(value_of(0, (struct admission_ask){.rate = 1}),
                     ADMISSION_BANDWIDTH);
    assert_int_equal(value_of(0, (struct admission_ask){.rate = 0}), 0);
}

/* Every fault at once; then the first is mended, and so on. */
static void the_order_of_the_checks(void **state)
{
    struct admission_ask ask = {.rate = 500000,
                                .peak = 900000,
                                .size = 1501,
                                .delay_us = 100,
                                .token_rate = 500000,
                                .bucket = 3000,
                                .d_tot_us = 200};

    (void)state;
    a.max_rate = 400000;
    a.max_peak = 800000;
    assert_int_equal(value_of(0, ask), ADMISSION_MTU);
    ask.size = 1500;
    assert_int_equal(value_of(0, ask), ADMISSION_DELAY);
    ask.delay_us = 1000000;
    assert_int_equal(value_of(0, ask), ADMISSION_FLOW_RATE);
    ask.rate = 300000;
    assert_int_equal(value_of(0, ask), ADMISSION_PEAK_RATE);
    ask.peak = 700000;
    assert_int_equal(value_of(0, ask), ADMISSION_BANDWIDTH);
    ask.rate = 150000;
    assert_int_equal(value_of(0, ask), 0);
}

/* A delay that takes more than the whole line. */
static void a_delay_that_the_line_cannot_keep(void **state)
{
    struct admission_ask ask = {.rate = 100000,
                                .size = 1500,
                                .token_rate = 100000,
                                .bucket = 15000,
                                .delay_us = 15000};

    (void)state;
    assert_int_equal(value_of(0, ask), 0); /* 15000 bytes in 15 ms: 1 MB/s */
    ask.delay_us = 14999;
    assert_int_equal(value_of(0, ask), ADMISSION_DELAY);
}

static void rate_and_delay_are_inverse(void **state)
{
    static const struct {
        double r, b, p;
        uint32_t size;
        double c, d, delay;
    } cases[] = {{8500, 680, 17000, 340, 0, 0, 50000},
                 {100000, 15000, 0, 1500, 3000, 500, 40000},
                 {100000, 15000, 200000, 1500, 3000, 500, 120000},
                 {100000, 15000, 200000, 1500, 3000, 500, 10000},
                 {100000, 1500, 200000, 1500, 0, 0, 20000}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double rate =
            admission_rate(cases[i].r, cases[i].b, cases[i].p, cases[i].size,
                           cases[i].c, cases[i].d, cases[i].delay);
        double delay =
            admission_delay(cases[i].r, cases[i].b, cases[i].p, cases[i].size,
                            cases[i].c, cases[i].d, rate);

        assert_true(rate >= cases[i].r);
        assert_true(delay <= cases[i].delay * 1.0001);
        if (rate > cases[i].r)
            assert_true(delay >= cases[i].delay * 0.9999);
    }
    /* by hand: (15000 - 1500) / R * (200000 - R) / 100000 + 1500 / R = 0.05 */
    assert_true(
        admission_rate(100000, 15000, 200000, 1500, 0, 0, 50000) > 154054 &&
        admission_rate(100000, 15000, 200000, 1500, 0, 0, 50000) < 154055);
    assert_true(admission_rate(1000, 1500, 0, 1500, 0, 500, 500) <= 0);
}

/* What no number has room for is much, and not nothing. */
static void any_rate_of_the_network_counts(void **state)
{
    const float much[] = {1e18f, 1e19f, 1.9e19f, 1e30f, 3.4e38f};
    struct rsvp_flowspec f = {.service = RSVP_GUARANTEED};

    (void)state;
    assert_int_equal(rate_whole(0), 0);
    assert_int_equal(rate_whole(INFINITY), 0);
    assert_int_equal(rate_whole(0.5f), 1);
    assert_int_equal(rate_whole(1e9f), 1000000000);
    for (size_t i = 0; i < sizeof(much) / sizeof(*much); i++) {
        f.rate = much[i];
        assert_int_equal(
            value_of(0, (struct admission_ask){.rate = flowspec_rate(&f)}),
            ADMISSION_BANDWIDTH);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_share_of_the_capacity, fresh),
        cmocka_unit_test_setup(up_to_the_last_byte, fresh),
        cmocka_unit_test_setup(a_rise_that_fails_keeps_the_old, fresh),
        cmocka_unit_test_setup(less_is_granted_though_the_budget_shrank, fresh),
        cmocka_unit_test_setup(nothing_without_a_capacity, fresh),
        cmocka_unit_test_setup(the_order_of_the_checks, fresh),
        cmocka_unit_test_setup(a_delay_that_the_line_cannot_keep, fresh),
        cmocka_unit_test_setup(rate_and_delay_are_inverse, fresh),
        cmocka_unit_test_setup(any_rate_of_the_network_counts, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
