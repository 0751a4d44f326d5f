/* SPDX-License-Identifier: MIT */
/* Records of all types as their reader tells them: right ones, ones that break
 * a rule, and each with every byte changed and every length cut. The buffers
 * end where the message ends, so that the address sanitizer sees a byte too
 * many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ares.h>
#include <cmocka.h>

#include "name/records.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct message {
    uint8_t bytes[2048];
    size_t len;
};

static void put(struct message *m, const void *bytes, size_t len)
{
    assert_true(m->len + len <= sizeof(m->bytes));
    memcpy(m->bytes + m->len, bytes, len);
    m->len += len;
}

static void put_u16(struct message *m, unsigned value)
{
    put(m, (uint8_t[]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

/* An answer about "x.test", whose name is at offset 12. */
static void message_begin(struct message *m, unsigned type, unsigned answers)
{
    m->len = 0;
    put(m, "\x12\x34\x84\x00\x00\x01", 6);
    put_u16(m, answers);
    put(m, "\0\0\0\0\1x\4test", 12);
    put_u16(m, type);
    put_u16(m, 1);
}

static void put_record(struct message *m, unsigned type, const void *data,
                       size_t len)
{
    put(m, "\xc0\x0c", 2);
    put_u16(m, type);
    put(m, "\0\1\0\0\0\x3c", 6);
    put_u16(m, (unsigned)len);
    put(m, data, len);
}

static enum ws2_dns_status read_copy(const uint8_t *bytes, size_t len,
                                     unsigned type, struct ws2_records *out)
{
    uint8_t *copy = malloc(len + (len == 0));
    enum ws2_dns_status status;

    assert_non_null(copy);
    memcpy(copy, bytes, len);
    *out = (struct ws2_records){0};
    status = ws2_dns_read_records(copy, len, type, out);
    free(copy);
    return status;
}

#define DATA(text) text, sizeof(text) - 1

static const struct {
    unsigned type;
    const char *data;
    size_t len;
    const char *name, *text; /* both NULL: cannot be read */
    unsigned preference, port;
} records[] = {
    {2, DATA("\2ns\xc0\x0e"), "ns.test", "ns.test", 0, 0},
    {5, DATA("\1y\xc0\x0e"), "y.test", "y.test", 0, 0},
    {6,
     DATA("\1m\xc0\x0e\1r\xc0\x0e\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\xff\xff"
          "\xff\xff"),
     "m.test", "m.test r.test 1 2 3 4 4294967295", 0, 0},
    {12, DATA("\1p\xc0\x0e"), "p.test", "p.test", 0, 0},
    {13, DATA("\3cpu\2os"), NULL, "cpu os", 0, 0},
    {15, DATA("\0\x0a\1m\xc0\x0e"), "m.test", "10 m.test", 10, 0},
    {15, DATA("\0\0\0"), ".", "0 .", 0, 0},
    {16, DATA("\5hello"), NULL, "hello", 0, 0},
    {16, DATA("\3one\4 two\0"), NULL, "one two", 0, 0},
    {16, DATA("\3a\0\n"), NULL, "a\\000\\010", 0, 0},
    {26, DATA("\0\7\1a\xc0\x0e\1b\xc0\x0e"), "a.test", "7 a.test b.test", 7, 0},
    {33, DATA("\0\1\0\2\x13\xc4\1s\xc0\x0e"), "s.test", "1 2 5060 s.test", 1,
     5060},
    {99, DATA("\x0a\0\xff"), NULL, "\\# 3 0A00FF", 0, 0},
    {99, DATA(""), NULL, "\\# 0 ", 0, 0},
    {2, DATA("\2ns\xc0\x0e!"), NULL, NULL, 0, 0}, /* something behind it */
    {2, DATA("\2n"), NULL, NULL, 0, 0},           /* ends before its name */
    {6, DATA("\1m\xc0\x0e\1r\xc0\x0e\0\0\0\1"), NULL, NULL, 0, 0},
    {15, DATA("\0"), NULL, NULL, 0, 0},
    {16, DATA(""), NULL, NULL, 0, 0},
    {16, DATA("\6hello"), NULL, NULL, 0, 0},
    {33, DATA("\0\1\0\2\x13\xc4"), NULL, NULL, 0, 0},
};

static void same(const char *got, const char *want)
{
    if (want == NULL)
        assert_null(got);
    else
        assert_string_equal(got, want);
}

static void test_types(void **state)
{
    struct ws2_records got;
    struct message m;

    (void)state;
    for (size_t i = 0; i < COUNT(records); i++) {
        message_begin(&m, records[i].type, 1);
        put_record(&m, records[i].type, records[i].data, records[i].len);
        if (records[i].text == NULL) {
            assert_int_equal(read_copy(m.bytes, m.len, records[i].type, &got),
                             WS2_DNS_BADRESP);
            assert_int_equal(got.count, 0);
            continue;
        }
        assert_int_equal(read_copy(m.bytes, m.len, records[i].type, &got),
                         WS2_DNS_OK);
        assert_int_equal(got.count, 1);
        assert_string_equal(got.owner, "x.test");
        same(got.list[0].name, records[i].name);
        same(got.list[0].text, records[i].text);
        assert_int_equal(got.list[0].preference, records[i].preference);
        assert_int_equal(got.list[0].port, records[i].port);
        ws2_records_clear(&got);
    }
}

/* Lowest preference first, equal ones as they came. */
static void test_order(void **state)
{
    static const char *const want[] = {"5 b.test", "5 d.test", "10 a.test",
                                       "20 c.test"};
    struct ws2_records got;
    struct message m;

    (void)state;
    message_begin(&m, 15, 4);
    put_record(&m, 15, DATA("\0\x0a\1a\xc0\x0e"));
    put_record(&m, 15, DATA("\0\x05\1b\xc0\x0e"));
    put_record(&m, 15, DATA("\0\x14\1c\xc0\x0e"));
    put_record(&m, 15, DATA("\0\x05\1d\xc0\x0e"));
    assert_int_equal(read_copy(m.bytes, m.len, 15, &got), WS2_DNS_OK);
    assert_int_equal(got.count, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++)
        assert_string_equal(got.list[i].text, want[i]);
    ws2_records_clear(&got);
}

/* An alias is followed, unless it is what was asked for; records of other
 * types do not count. */
static void test_alias(void **state)
{
    struct ws2_records got;
    struct message m;

    (void)state;
    message_begin(&m, 16, 2);
    put_record(&m, 5, DATA("\1y\xc0\x0e"));
    put(&m, DATA("\1y\xc0\x0e\0\x10\0\1\0\0\0\x3c\0\3\2hi"));
    assert_int_equal(read_copy(m.bytes, m.len, 16, &got), WS2_DNS_OK);
    assert_int_equal(got.count, 1);
    assert_string_equal(got.owner, "y.test");
    assert_string_equal(got.list[0].text, "hi");
    ws2_records_clear(&got);

    assert_int_equal(read_copy(m.bytes, m.len, 5, &got), WS2_DNS_OK);
    assert_string_equal(got.owner, "x.test");
    assert_string_equal(got.list[0].name, "y.test");
    ws2_records_clear(&got);

    assert_int_equal(read_copy(m.bytes, m.len, 15, &got), WS2_DNS_NODATA);
}

static void test_mutations(void **state)
{
    struct ws2_records got;
    struct message m;

    (void)state;
    for (size_t i = 0; i < COUNT(records); i++) {
        message_begin(&m, records[i].type, 1);
        put_record(&m, records[i].type, records[i].data, records[i].len);
        for (size_t cut = 0; cut < m.len; cut++)
            assert_int_not_equal(read_copy(m.bytes, cut, records[i].type, &got),
                                 WS2_DNS_OK);
        for (size_t at = 0; at < m.len; at++)
            for (unsigned change = 1; change < 256; change++) {
                m.bytes[at] ^= (uint8_t)change;
                read_copy(m.bytes, m.len, records[i].type, &got);
                assert_in_range(got.count, 0, 1);
                ws2_records_clear(&got);
                m.bytes[at] ^= (uint8_t)change;
            }
    }
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
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_alias),
        cmocka_unit_test(test_mutations),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
