/* SPDX-License-Identifier: MIT */
/* What is done to packets for each grant: marks with their overrides, the rate,
 * and what becomes of what is more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2ipdef.h>

#include "qos/enforce.h"

#define UNSET QOS_NOT_SPECIFIED

static struct ws2_qos_request r;
static struct ws2_qos_grant g;
static struct ws2_qos_enforcement e;

static int fresh(void **state)
{
    (void)state;
    ws2_qos_request_init(&r);
    r.sending.ServiceType = SERVICETYPE_CONTROLLEDLOAD;
    g = (struct ws2_qos_grant){.reserved = true,
                               .service = SERVICETYPE_CONTROLLEDLOAD,
                               .rate = 8000,
                               .bucket = 2000,
                               .peak = 16000,
                               .min_policed = 100,
                               .max_sdu = 1000,
                               .sd_mode = UNSET,
                               .ds_field = UNSET,
                               .priority = UNSET};
    return 0;
}

static void of(int protocol)
{
    ws2_qos_enforcement_of(&r, protocol, &g, &e);
}

static void marks_are(unsigned dscp, unsigned priority)
{
    of(IPPROTO_UDP);
    assert_int_equal(e.dscp, dscp);
    assert_int_equal(e.priority, priority);
}

static void each_service_has_its_marks(void **state)
{
    (void)state;
    marks_are(0x18, 4);
    g.service = SERVICETYPE_GUARANTEED;
    marks_are(0x28, 6);
    g.service = SERVICETYPE_NETWORK_CONTROL;
    marks_are(0x30, 6);
    g.service = SERVICETYPE_QUALITATIVE;
    marks_are(0, 0);
    g.service = SERVICETYPE_BESTEFFORT;
    marks_are(0, 0);
}

/* The strongest last. */
static void what_goes_before_what(void **state)
{
    (void)state;
    g.ds_field = 10;
    g.priority = 1;
    marks_are(10, 1);
    r.ds_field = 46;
    marks_are(46, 1);
    r.traffic_class = 3;
    marks_are(46, 3);
    r.traffic_class = 5;
    marks_are(46, 6);
    r.traffic_class = 7;
    marks_are(46, 6);
    r.tcp_traffic = true;
    marks_are(0, 0);
}

static void best_effort_until_it_is_reserved(void **state)
{
    (void)state;
    g.reserved = false;
    g.ds_field = 10;
    r.ds_field = 46;
    r.traffic_class = 3;
    marks_are(0, 0);
}

static void the_rate_that_was_granted(void **state)
{
    (void)state;
    of(IPPROTO_UDP);
    assert_int_equal(e.rate, 8000);
    assert_int_equal(e.burst, 2000);
    assert_int_equal(e.peak, 16000);
    assert_int_equal(e.min_policed, 100);
    assert_int_equal(e.max_sdu, 1000);
    r.shaping_rate = 9000; /* an upper bound */
    of(IPPROTO_UDP);
    assert_int_equal(e.rate, 8000);
    r.shaping_rate = 7000;
    of(IPPROTO_UDP);
    assert_int_equal(e.rate, 7000);
    g.peak = POSITIVE_INFINITY_RATE;
    g.bucket = 1; /* no packet would fit */
    of(IPPROTO_UDP);
    assert_int_equal(e.peak, 0);
    assert_int_equal(e.burst, 1000);
}

/* The program's own flow, before there is a reservation. */
static void the_rate_that_was_asked_for(void **state)
{
    (void)state;
    g.reserved = false;
    g.service = SERVICETYPE_GUARANTEED;
    of(IPPROTO_UDP);
    assert_int_equal(e.excess, WS2_QOS_DELAY);
    assert_int_equal(e.rate, 8000);
    r.shaping_rate = 12000;
    of(IPPROTO_UDP);
    assert_int_equal(e.rate, 12000);
    g.bucket = g.peak = g.min_policed = g.max_sdu = UNSET;
    of(IPPROTO_UDP);
    assert_int_equal(e.burst, 1500);
    assert_int_equal(e.peak, 0);
    assert_int_equal(e.min_policed, 0);
}

static void without_a_rate(void **state)
{
    (void)state;
    g.rate = UNSET;
    r.sd_mode = TC_NONCONF_SHAPE;
    r.shaping_rate = 7000;
    of(IPPROTO_UDP);
    assert_int_equal(e.excess, WS2_QOS_PASS);
    assert_int_equal(e.dscp, 0x18);
}

static void without_traffic_control(void **state)
{
    (void)state;
    r.sending.ServiceType =
        SERVICETYPE_CONTROLLEDLOAD | SERVICE_NO_TRAFFIC_CONTROL;
    marks_are(0, 0);
    assert_int_equal(e.excess, WS2_QOS_PASS);
}

static void what_becomes_of_more(void **state)
{
    static const struct {
        ULONG service, mode;
        bool held;
        enum ws2_qos_excess udp, tcp;
    } cases[] = {
        {SERVICETYPE_CONTROLLEDLOAD, UNSET, false, WS2_QOS_DEMOTE,
         WS2_QOS_PASS},
        {SERVICETYPE_GUARANTEED, UNSET, false, WS2_QOS_DELAY, WS2_QOS_DELAY},
        {SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE, false, WS2_QOS_DELAY,
         WS2_QOS_DELAY},
        {SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_DISCARD, false, WS2_QOS_DROP,
         WS2_QOS_DELAY},
        {SERVICETYPE_GUARANTEED, TC_NONCONF_BORROW, false, WS2_QOS_DEMOTE,
         WS2_QOS_PASS},
        {SERVICETYPE_GUARANTEED, TC_NONCONF_BORROW_PLUS, false, WS2_QOS_DEMOTE,
         WS2_QOS_PASS},
        /* a class holds the rate, but marks nothing */
        {SERVICETYPE_GUARANTEED, UNSET, true, WS2_QOS_PASS, WS2_QOS_PASS},
        {SERVICETYPE_GUARANTEED, TC_NONCONF_DISCARD, true, WS2_QOS_DROPPED,
         WS2_QOS_PASS},
        {SERVICETYPE_CONTROLLEDLOAD, UNSET, true, WS2_QOS_DEMOTE, WS2_QOS_PASS},
        {SERVICETYPE_BESTEFFORT, TC_NONCONF_SHAPE, false, WS2_QOS_PASS,
         WS2_QOS_PASS},
        /* nothing to be demoted from */
        {SERVICETYPE_QUALITATIVE, UNSET, false, WS2_QOS_PASS, WS2_QOS_PASS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        g.service = cases[i].service;
        g.held = cases[i].held;
        r.sd_mode = cases[i].mode;
        of(IPPROTO_UDP);
        assert_int_equal(e.excess, cases[i].udp);
        of(IPPROTO_TCP);
        assert_int_equal(e.excess, cases[i].tcp);
    }
    r.sd_mode = TC_NONCONF_DISCARD;
    g.sd_mode = TC_NONCONF_SHAPE; /* the grant's goes first */
    g.service = SERVICETYPE_CONTROLLEDLOAD;
    of(IPPROTO_UDP);
    assert_int_equal(e.excess, WS2_QOS_DELAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_service_has_its_marks, fresh),
        cmocka_unit_test_setup(what_goes_before_what, fresh),
        cmocka_unit_test_setup(best_effort_until_it_is_reserved, fresh),
        cmocka_unit_test_setup(the_rate_that_was_granted, fresh),
        cmocka_unit_test_setup(the_rate_that_was_asked_for, fresh),
        cmocka_unit_test_setup(without_a_rate, fresh),
        cmocka_unit_test_setup(without_traffic_control, fresh),
        cmocka_unit_test_setup(what_becomes_of_more, fresh),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
