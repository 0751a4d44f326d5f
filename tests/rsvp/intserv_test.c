/* SPDX-License-Identifier: MIT */
/* Integrated services' arithmetic: comparing and merging requests, what a path
 * offers after some hops, delays, and Windows' FLOWSPECs. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "intserv.h"

#define UNSET    0xFFFFFFFFu
#define INFINITE 0xFFFFFFFEu

static const struct rsvp_tspec bucket = {RSVP_GENERAL, 1000, 4000,
                                         8000,         100,  1500};

static struct rsvp_flowspec request(uint8_t service)
{
    struct rsvp_flowspec f = {.service = service, .tspec = bucket};

    if (service == RSVP_GUARANTEED)
        f.rate = 2000;
    if (service == RSVP_QUALITATIVE)
        f.tspec = (struct rsvp_tspec){.service = RSVP_QUALITATIVE,
                                      .max_packet = 1500};
    return f;
}

static enum rsvp_order opposite(enum rsvp_order order)
{
    return order == RSVP_LESS      ? RSVP_GREATER
           : order == RSVP_GREATER ? RSVP_LESS
                                   : order;
}

static void expect_order(const struct rsvp_flowspec *a,
                         const struct rsvp_flowspec *b, enum rsvp_order order)
{
    assert_int_equal(rsvp_flowspec_compare(a, b), order);
    assert_int_equal(rsvp_flowspec_compare(b, a), opposite(order));
}

static void requests_compare(void **state)
{
    struct rsvp_flowspec a = request(RSVP_CONTROLLED_LOAD), b = a;

    (void)state;
    expect_order(&a, &b, RSVP_EQUAL);
    b.tspec.rate = 1001;
    expect_order(&a, &b, RSVP_LESS);
    b.tspec.min_unit = 99; /* smaller packets are more */
    expect_order(&a, &b, RSVP_LESS);
    b.tspec.bucket = 3999;
    expect_order(&a, &b, RSVP_NEITHER);
    b = a;
    b.tspec.max_packet = 1400;
    expect_order(&a, &b, RSVP_GREATER);
    b = a;
    b.tspec.peak = INFINITY;
    expect_order(&a, &b, RSVP_LESS);

    a = b = request(RSVP_GUARANTEED);
    b.rate = 2500;
    expect_order(&a, &b, RSVP_LESS);
    a.slack = 10;
    expect_order(&a, &b, RSVP_LESS);
    b.slack = 20;
    expect_order(&a, &b, RSVP_NEITHER);

    b = request(RSVP_CONTROLLED_LOAD);
    a = request(RSVP_GUARANTEED);
    expect_order(&a, &b, RSVP_GREATER);
    a = request(RSVP_QUALITATIVE);
    expect_order(&a, &b, RSVP_LESS);
    b = request(RSVP_QUALITATIVE);
    b.tspec.max_packet = 1400;
    expect_order(&a, &b, RSVP_GREATER);
}

static void requests_merge(void **state)
{
    struct rsvp_flowspec a = request(RSVP_CONTROLLED_LOAD), b = a;

    (void)state;
    b.tspec = (struct rsvp_tspec){RSVP_GENERAL, 500, 9000, INFINITY, 50, 1400};
    rsvp_flowspec_merge(&a, &b);
    assert_true(a.tspec.rate == 1000 && a.tspec.bucket == 9000);
    assert_true(isinf(a.tspec.peak));
    assert_int_equal(a.tspec.min_unit, 50);
    assert_int_equal(a.tspec.max_packet, 1400);
    assert_true(rsvp_flowspec_valid(&a));

    a = b = request(RSVP_GUARANTEED);
    a.slack = 10;
    b.slack = 20;
    b.rate = 3000;
    rsvp_flowspec_merge(&a, &b);
    assert_true(a.rate == 3000);
    assert_int_equal(a.slack, 10);

    /* The stronger service, whichever side it comes from; and never a rate
     * below that of the bucket. */
    for (int turn = 0; turn < 2; turn++) {
        a = request(RSVP_CONTROLLED_LOAD);
        b = request(RSVP_GUARANTEED);
        a.tspec.rate = a.tspec.peak = 9000;
        if (turn == 0) {
            rsvp_flowspec_merge(&a, &b);
        } else {
            rsvp_flowspec_merge(&b, &a);
            a = b;
        }
        assert_int_equal(a.service, RSVP_GUARANTEED);
        assert_true(a.rate == 9000);
        assert_true(rsvp_flowspec_valid(&a));
        a = request(RSVP_QUALITATIVE);
        b = request(RSVP_CONTROLLED_LOAD);
        if (turn == 0) {
            rsvp_flowspec_merge(&a, &b);
        } else {
            rsvp_flowspec_merge(&b, &a);
            a = b;
        }
        assert_int_equal(a.service, RSVP_CONTROLLED_LOAD);
        assert_true(a.tspec.rate == 1000);
        assert_true(rsvp_flowspec_valid(&a));
    }
}

/* The order of merging does not matter, nor does merging twice. */
static void merging_is_associative(void **state)
{
    static const uint8_t services[] = {RSVP_GUARANTEED, RSVP_CONTROLLED_LOAD,
                                       RSVP_QUALITATIVE};
    struct rsvp_flowspec all[9];
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        for (uint32_t k = 0; k < 3; k++) {
            all[n] = request(services[i]);
            all[n].tspec.max_packet -= 100 * k;
            if (services[i] != RSVP_QUALITATIVE)
                all[n].tspec.bucket += (float)(100 * k * (i + 1));
            n++;
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) {
            struct rsvp_flowspec a = all[i], b = all[k];

            rsvp_flowspec_merge(&a, &all[k]);
            rsvp_flowspec_merge(&b, &all[i]);
            expect_order(&a, &b, RSVP_EQUAL);
            rsvp_flowspec_merge(&a, &all[i]);
            expect_order(&a, &b, RSVP_EQUAL);
        }
    }
}

static void shared_senders_add_up(void **state)
{
    struct rsvp_tspec t = bucket;
    const struct rsvp_tspec other = {RSVP_GENERAL, 500, 100,
                                     INFINITY,     50,  9000};

    (void)state;
    rsvp_tspec_sum(&t, &other);
    assert_true(t.rate == 1500 && t.bucket == 4100 && isinf(t.peak));
    assert_int_equal(t.min_unit, 50);
    assert_int_equal(t.max_packet, 9000);
}

static void a_path_is_what_its_hops_are(void **state)
{
    struct rsvp_adspec ad;
    struct rsvp_ad_hop hop = {
        .bandwidth = 1000, .latency = 30, .mtu = 1500, .c = 1500, .d = 20};

    (void)state;
    rsvp_adspec_init(&ad, 1u << RSVP_GUARANTEED | 1u << RSVP_CONTROLLED_LOAD);
    assert_false(ad.qualitative.present);
    rsvp_adspec_hop(&ad, &hop);
    hop.bandwidth = 2000;
    hop.mtu = 1400;
    rsvp_adspec_hop(&ad, &hop);
    assert_int_equal(ad.general.hops, 2);
    assert_true(ad.general.bandwidth == 1000);
    assert_int_equal(ad.general.latency, 60);
    assert_int_equal(ad.general.mtu, 1400);
    assert_int_equal(ad.c_total, 3000);
    assert_int_equal(ad.d_total, 40);
    assert_int_equal(ad.c_sum, 3000);
    assert_false(ad.general.broken || ad.guaranteed.broken);

    /* A node that shapes ends the sums before it; one hop knows no RSVP, and
     * the node behind it no guaranteed service. */
    hop.shapes = hop.non_rsvp_hop = true;
    rsvp_adspec_hop(&ad, &hop);
    assert_true(ad.general.broken);
    assert_int_equal(ad.c_sum, 1500);
    assert_int_equal(ad.c_total, 4500);
    hop = (struct rsvp_ad_hop){.bandwidth = 10,
                               .latency = RSVP_LATENCY_UNKNOWN,
                               .mtu = 9000,
                               .c = 1,
                               .no_guaranteed = true,
                               .no_qualitative = true};
    rsvp_adspec_hop(&ad, &hop);
    assert_true(ad.general.broken && ad.guaranteed.broken);
    assert_false(ad.controlled_load.broken || ad.qualitative.broken);
    assert_int_equal(ad.c_total, 4500);
    assert_true(ad.general.bandwidth == 10);
    assert_int_equal(ad.general.mtu, 1400);
    hop.latency = 5;
    rsvp_adspec_hop(&ad, &hop);
    assert_int_equal(ad.general.latency, RSVP_LATENCY_UNKNOWN);
    assert_int_equal(ad.general.hops, 5);
}

static void what_a_service_says_of_its_own_is_carried_too(void **state)
{
    struct rsvp_adspec ad;
    const struct rsvp_ad_hop hop = {
        .bandwidth = 1000, .latency = 30, .mtu = 1300};

    (void)state;
    rsvp_adspec_init(&ad, 1u << RSVP_CONTROLLED_LOAD);
    ad.controlled_load.given = RSVP_AD_MTU | RSVP_AD_HOPS;
    ad.controlled_load.mtu = 1400;
    ad.general.hops = UINT32_MAX;
    rsvp_adspec_hop(&ad, &hop);
    assert_int_equal(ad.controlled_load.mtu, 1300);
    assert_int_equal(ad.controlled_load.hops, 1);
    assert_int_equal(ad.general.hops, UINT32_MAX);
    assert_true(ad.controlled_load.bandwidth == 0); /* not given */
    assert_int_equal(ad.c_total, 0);
}

/* RFC 2212: (b-M)(p-R)/(R(p-r)) + (M+C)/R + D */
static void delay_is_rfc_2212s(void **state)
{
    struct rsvp_flowspec f = request(RSVP_GUARANTEED);
    struct rsvp_adspec ad = {.c_total = 500, .d_total = 7};

    (void)state;
    /* 2500 * 6000 / (2000 * 7000) + 2000 / 2000 = 2.0714285 s */
    assert_in_range(rsvp_guaranteed_delay(&f, &ad), 2071434, 2071436);
    f.rate = 8000; /* as fast as the peak: only (M+C)/R + D */
    assert_int_equal(rsvp_guaranteed_delay(&f, &ad), 250007);
    f.tspec.peak = INFINITY; /* (b-M)/R + (M+C)/R + D */
    assert_int_equal(rsvp_guaranteed_delay(&f, &ad), 562507);
    f.rate = 0;
    assert_int_equal(rsvp_guaranteed_delay(&f, &ad), UINT32_MAX);
    f.rate = 1e-9f;
    assert_int_equal(rsvp_guaranteed_delay(&f, &ad), UINT32_MAX);
}

static const struct rsvp_windows_flowspec nothing = {
    UNSET, UNSET, UNSET, UNSET, UNSET, 2, UNSET, UNSET};

static void a_senders_flowspec_becomes_a_tspec(void **state)
{
    struct rsvp_windows_flowspec w = nothing, back;
    struct rsvp_tspec t;

    (void)state;
    w.token_rate = 8500;
    assert_int_equal(rsvp_tspec_from_windows(&t, &w), 0);
    assert_int_equal(t.service, RSVP_GENERAL);
    assert_true(t.rate == 8500 && t.bucket == 1500 && isinf(t.peak));
    assert_int_equal(t.min_unit, 128);
    assert_int_equal(t.max_packet, 1500);
    rsvp_tspec_to_windows(&back, &t);
    assert_int_equal(back.token_rate, 8500);
    assert_int_equal(back.peak_bandwidth, INFINITE);
    assert_int_equal(back.latency, UNSET);

    /* G711, all given; a small packet bounds the policed unit. */
    w = (struct rsvp_windows_flowspec){8500,  680,        17000, UNSET,
                                       UNSET, 0x40000003, 100,   UNSET};
    assert_int_equal(rsvp_tspec_from_windows(&t, &w), 0);
    assert_true(t.bucket == 680 && t.peak == 17000);
    assert_int_equal(t.min_unit, 100);

    w.service_type = 13;
    w.token_rate = UNSET;
    assert_int_equal(rsvp_tspec_from_windows(&t, &w), 0);
    assert_int_equal(t.service, RSVP_QUALITATIVE);
    assert_int_equal(t.max_packet, 100);
    rsvp_tspec_to_windows(&back, &t);
    assert_int_equal(back.service_type, 13);
    assert_int_equal(back.token_rate, UNSET);

    w.service_type = 2;
    assert_int_equal(rsvp_tspec_from_windows(&t, &w), -EINVAL);
    w.token_rate = 0;
    assert_int_equal(rsvp_tspec_from_windows(&t, &w), -EINVAL);
    w.token_rate = 20000; /* above the peak */
    assert_int_equal(rsvp_tspec_from_windows(&t, &w), -EINVAL);
    w.peak_bandwidth = UNSET;
    w.service_type = 1;
    assert_int_equal(rsvp_tspec_from_windows(&t, &w), -EINVAL);
}

static void a_receivers_gaps_are_the_senders(void **state)
{
    struct rsvp_windows_flowspec w = nothing, back;
    struct rsvp_adspec ad;
    struct rsvp_flowspec f;

    (void)state;
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, NULL), 0);
    assert_int_equal(f.service, RSVP_CONTROLLED_LOAD);
    assert_true(rsvp_tspec_equal(&f.tspec, &bucket));

    w.token_rate = 9000; /* more than the sender's peak */
    w.token_bucket_size = 1;
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, NULL), 0);
    assert_true(f.tspec.rate == 9000 && f.tspec.peak == 9000);
    assert_true(f.tspec.bucket == 1);

    /* What fits the path, unless the program says otherwise. */
    rsvp_adspec_init(&ad, 0);
    ad.general.mtu = 600;
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, &ad), 0);
    assert_int_equal(f.tspec.max_packet, 600);
    w.max_sdu_size = 9000;
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, &ad), 0);
    assert_int_equal(f.tspec.max_packet, 9000);
    w.max_sdu_size = 50;
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, &ad), 0);
    assert_int_equal(f.tspec.min_unit, 50);

    w.service_type = 13;
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, NULL), 0);
    assert_int_equal(f.service, RSVP_QUALITATIVE);
    assert_true(rsvp_flowspec_valid(&f));
    w.service_type = 5;
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, NULL),
                     -EINVAL);
    rsvp_flowspec_to_windows(
        &back, &(struct rsvp_flowspec){.service = RSVP_CONTROLLED_LOAD,
                                       .tspec = bucket});
    assert_int_equal(back.service_type, 2);
    assert_int_equal(back.token_rate, 1000);
}

static void a_guaranteed_rate_is_given_or_found(void **state)
{
    struct rsvp_windows_flowspec w = nothing, back;
    struct rsvp_adspec ad;
    struct rsvp_flowspec f;

    (void)state;
    rsvp_adspec_init(&ad, 1u << RSVP_GUARANTEED);
    w.service_type = 3;
    w.token_rate = 2000;
    w.delay_variation = 70;
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, &ad), 0);
    assert_true(f.rate == 2000);
    assert_int_equal(f.slack, 70);
    assert_true(rsvp_tspec_equal(&f.tspec, &bucket));
    rsvp_flowspec_to_windows(&back, &f);
    assert_int_equal(back.service_type, 3);
    assert_int_equal(back.token_rate, 2000);
    assert_int_equal(back.delay_variation, 70);
    w.token_rate = 5; /* never below the sender's */
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, &ad), 0);
    assert_true(f.rate == 1000);

    w.token_rate = UNSET;
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, &ad), -EINVAL);
    ad.c_total = 500;
    ad.d_total = 1000;
    ad.general.latency = 3000;
    for (uint32_t delay = 100000; delay < 5000000; delay += 99999) {
        uint32_t promised;

        w.delay_variation = w.latency = delay;
        assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, &ad), 0);
        promised = rsvp_guaranteed_delay(&f, &ad);
        assert_true(promised + 3000 <= delay + 1);
        /* ... and no faster than that takes. */
        assert_true(f.rate == bucket.rate ||
                    promised + 3000 > delay - delay / 1000);
    }
    w.latency = 3500; /* less than the path takes without any queue */
    assert_int_equal(rsvp_flowspec_from_windows(&f, &w, &bucket, &ad), -ERANGE);
}

static void validity_is_by_service(void **state)
{
    struct rsvp_flowspec f = request(RSVP_GUARANTEED);

    (void)state;
    assert_true(rsvp_flowspec_valid(&f));
    f.rate = NAN;
    assert_false(rsvp_flowspec_valid(&f));
    f.rate = INFINITY;
    assert_false(rsvp_flowspec_valid(&f));
    f.rate = 999;
    assert_false(rsvp_flowspec_valid(&f));
    f.service = RSVP_CONTROLLED_LOAD; /* has no rate of its own */
    assert_true(rsvp_flowspec_valid(&f));
    f.service = RSVP_QUALITATIVE;
    assert_false(rsvp_flowspec_valid(&f));
    f.service = RSVP_GENERAL;
    assert_false(rsvp_flowspec_valid(&f));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_compare),
        cmocka_unit_test(requests_merge),
        cmocka_unit_test(merging_is_associative),
        cmocka_unit_test(shared_senders_add_up),
        cmocka_unit_test(a_path_is_what_its_hops_are),
        cmocka_unit_test(what_a_service_says_of_its_own_is_carried_too),
        cmocka_unit_test(delay_is_rfc_2212s),
        cmocka_unit_test(a_senders_flowspec_becomes_a_tspec),
        cmocka_unit_test(a_receivers_gaps_are_the_senders),
        cmocka_unit_test(a_guaranteed_rate_is_given_or_found),
        cmocka_unit_test(validity_is_by_service),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
