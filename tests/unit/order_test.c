/* SPDX-License-Identifier: MIT */
/* Address ordering: the examples of RFC 6724, section 10.2, with its default
 * policy table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "name/iptext.h"
#include "os/order.h"

struct pair {
    const char *dst, *src; /* src NULL: no route */
};

static struct os_order_item item_of(const struct pair *pair, size_t position)
{
    struct os_order_item item = {.position = position};
    struct ws2_ip dst, src;

    assert_true(ws2_ip_parse(pair->dst, &dst));
    item.v6 = dst.v6;
    memcpy(item.dst, dst.bytes, sizeof(item.dst));
    item.reachable = pair->src != NULL;
    if (item.reachable) {
        assert_true(ws2_ip_parse(pair->src, &src));
        memcpy(item.src, src.bytes, sizeof(item.src));
    }
    return item;
}

static void expect_order(const struct pair *pairs, size_t count,
                         const char *first)
{
    struct os_order_item items[4];
    struct ws2_ip want;

    for (size_t i = 0; i < count; i++)
        items[i] = item_of(&pairs[i], i);
    assert_true(ws2_ip_parse(first, &want));
    os_order_sort(items, count);
    assert_int_equal(items[0].v6, want.v6);
    assert_memory_equal(items[0].dst, want.bytes, want.v6 ? 16 : 4);
}

/* The expected first one is listed last, so that order does not do it. */
static void test_rfc_examples(void **state)
{
    static const struct pair examples[][2] = {
        {{"198.51.100.121", "169.254.13.78"},
         {"2001:db8:1::1", "2001:db8:1::2"}},
        {{"2001:db8:1::1", "fe80::1"}, {"198.51.100.121", "198.51.100.117"}},
        {{"10.1.2.3", "10.1.2.4"}, {"2001:db8:1::1", "2001:db8:1::2"}},
        {{"2001:db8:1::1", "2001:db8:1::2"}, {"fe80::1", "fe80::2"}},
        {{"2001:db8:3ffe::1", "2001:db8:3f44::2"},
         {"2001:db8:1::1", "2001:db8:1::2"}},
        {{"2002:c633:6401::1", "2002:c633:6401::2"},
         {"2001:db8:1::1", "2001:db8:1::2"}},
        {{"fc00::1", "2001:db8::1"}, {"2001:db8:1::1", "2001:db8::1"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
        expect_order(examples[i], 2, examples[i][1].dst);
}

static void test_unreachable_last(void **state)
{
    static const struct pair pairs[] = {{"2001:db8::1", NULL},
                                        {"192.0.2.1", "192.0.2.9"}};

    (void)state;
    expect_order(pairs, 2, "192.0.2.1");
}

static void test_loopback_v6_first(void **state)
{
    static const struct pair pairs[] = {{"127.0.0.1", "127.0.0.1"},
                                        {"::1", "::1"}};

    (void)state;
    expect_order(pairs, 2, "::1");
}

/* IPv4 addresses of one name stay in the server's order. */
static void test_round_robin_kept(void **state)
{
    static const struct pair pairs[] = {{"198.51.100.9", "192.0.2.1"},
                                        {"192.0.2.2", "192.0.2.1"},
                                        {"192.0.2.3", "192.0.2.1"}};

    (void)state;
    expect_order(pairs, 3, "198.51.100.9");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc_examples),
        cmocka_unit_test(test_unreachable_last),
        cmocka_unit_test(test_loopback_v6_first),
        cmocka_unit_test(test_round_robin_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
