/* SPDX-License-Identifier: MIT */
/* DNS answers as they reach the readers: right ones, and right ones with every
 * byte changed and every length cut. The buffers end where the message ends,
 * so that the address sanitizer sees a byte too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ares.h>
#include <cmocka.h>

#include "name/cares.h"

/* "a.test" is "b.test" is 192.0.2.1, with pointers back into the message. */
static const uint8_t chain[] = {
    0x12, 0x34, 0x84, 0x00, 0,   1,   0,   2, 0, 0, 0, 0, /* header */
    1,    'a',  4,    't',  'e', 's', 't', 0, 0, 1, 0, 1, /* question, 12 */
    0xc0, 12,   0,    5,    0,   1,   0,   0, 0, 9, 0, 4, /* CNAME, 24 */
    1,    'b',  0xc0, 14,                                 /* b.test, 36 */
    0xc0, 36,   0,    1,    0,   1,   0,   0, 0, 9, 0, 4,
    192,  0,    2,    1 /* A, 40 */
};

static const uint8_t ptr[] = {
    0x12, 0x34, 0x84, 0x00, 0,   1,   0,   1, 0, 0,  0, 0, /* header */
    1,    '1',  4,    'a',  'r', 'p', 'a', 0, 0, 12, 0, 1, /* question, 12 */
    0xc0, 12,   0,    12,   0,   1,   0,   0, 0, 9,  0, 8, /* PTR, 24 */
    1,    'h',  4,    't',  'e', 's', 't', 0};

static enum ws2_dns_status read_copy(const uint8_t *message, size_t len,
                                     bool reverse, struct ws2_host *host)
{
    uint8_t *copy = malloc(len + (len == 0));
    enum ws2_dns_status status;

    assert_non_null(copy);
    memcpy(copy, message, len);
    *host = (struct ws2_host){0};
    status = reverse ? ws2_dns_read_ptr(copy, len, host)
                     : ws2_dns_read_ips(copy, len, false, host);
    free(copy);
    return status;
}

static void test_chain(void **state)
{
    struct ws2_ip want = ws2_ip_v4(0xc0000201);
    struct ws2_host host;

    (void)state;
    assert_int_equal(read_copy(chain, sizeof(chain), false, &host), WS2_DNS_OK);
    assert_string_equal(host.canonical, "b.test");
    assert_int_equal(host.alias_count, 1);
    assert_string_equal(host.aliases[0], "a.test");
    assert_int_equal(host.ip_count, 1);
    assert_true(ws2_ip_equal(&host.ips[0], &want));
    assert_int_equal(host.ips[0].ttl, 9);
    ws2_host_clear(&host);
}

static void test_ptr(void **state)
{
    struct ws2_host host;

    (void)state;
    assert_int_equal(read_copy(ptr, sizeof(ptr), true, &host), WS2_DNS_OK);
    assert_string_equal(host.canonical, "h.test");
    ws2_host_clear(&host);
}

/* Addresses of another name than the one asked for do not count. */
static void test_other_owner(void **state)
{
    uint8_t message[sizeof(chain)];
    struct ws2_host host;

    (void)state;
    memcpy(message, chain, sizeof(chain));
    message[41] = 14; /* the A record's owner is "test" */
    assert_int_equal(read_copy(message, sizeof(message), false, &host),
                     WS2_DNS_NODATA);
    ws2_host_clear(&host);
}

/* Names that could mislead whoever prints or compares them. */
static void test_ptr_names(void **state)
{
    static const char bad[] = {'\n', ' ', '\\', '\0', '.', '\177'};
    uint8_t message[sizeof(ptr)];
    struct ws2_host host;

    (void)state;
    memcpy(message, ptr, sizeof(ptr));
    for (size_t i = 0; i < sizeof(bad); i++) {
        message[37] = (uint8_t)bad[i];
        assert_int_equal(read_copy(message, sizeof(message), true, &host),
                         WS2_DNS_BADRESP);
        ws2_host_clear(&host);
    }
}

static void mutate(const uint8_t *message, size_t len, bool reverse)
{
    uint8_t *changed = malloc(len);
    struct ws2_host host;

    assert_non_null(changed);
    for (size_t cut = 0; cut < len; cut++) {
        assert_int_not_equal(read_copy(message, cut, reverse, &host),
                             WS2_DNS_OK);
        ws2_host_clear(&host);
    }
    for (size_t at = 0; at < len; at++)
        for (unsigned value = 0; value < 256; value++) {
            memcpy(changed, message, len);
            changed[at] = (uint8_t)value;
            read_copy(changed, len, reverse, &host);
            assert_in_range(host.ip_count, 0, 1);
            ws2_host_clear(&host);
        }
    free(changed);
}

static void test_mutations(void **state)
{
    (void)state;
    mutate(chain, sizeof(chain), false);
    mutate(ptr, sizeof(ptr), true);
}

static int setup(void **state)
{
    (void)state;
    return ares_library_init(ARES_LIB_INIT_ALL);
}

static int teardown(void **state)
{
    (void)state;
    ares_library_cleanup();
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chain),       cmocka_unit_test(test_ptr),
        cmocka_unit_test(test_other_owner), cmocka_unit_test(test_ptr_names),
        cmocka_unit_test(test_mutations),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
