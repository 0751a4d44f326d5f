/* SPDX-License-Identifier: MIT */
/* Names and addresses as text: UTF-16 and UTF-8, numeric forms, what DNS can
 * carry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <uchar.h>

#include <cmocka.h>

#include "name/iptext.h"
#include "name/search.h"
#include "name/text.h"

static void test_round_trip(void **state)
{
    static const char16_t *const texts[] = {
        u"",
        u"host.test",
        u"b\u00fccher.test",
        u"\u4f8b\u3048.test",
        u"\U0001f600.test",
        u"\u07ff\u0800\uffff\U00010000\U0010ffff"};
    char narrow[WS2_TEXT_MAX];
    char16_t wide[WS2_TEXT_CHARS];

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        size_t units = 0;

        while (texts[i][units] != 0)
            units++;
        assert_int_equal(ws2_text_in_wide(narrow, texts[i]), 0);
        assert_int_equal(ws2_text_to_wide(narrow, NULL), units + 1);
        assert_int_equal(ws2_text_to_wide(narrow, wide), units + 1);
        assert_memory_equal(wide, texts[i], (units + 1) * sizeof(*wide));
    }
}

static void test_lone_surrogates(void **state)
{
    static const char16_t bad[][4] = {{0xd800, 0},
                                      {0xdc00, 0},
                                      {'a', 0xdbff, 'b', 0},
                                      {0xd800, 0xd800, 0xdc00, 0}};
    char out[WS2_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(ws2_text_in_wide(out, bad[i]),
                         WS2_TEXT_LONE_SURROGATE);
}

static void test_not_utf8(void **state)
{
    static const char *const bad[] = {
        "\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\xff", "\xe2\x82"};
    char16_t wide[16];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_in_range(ws2_text_to_wide(bad[i], wide), 2, 5);
        assert_int_equal(wide[0], 0xfffd);
    }
}

/* The text ends exactly where mapped memory ends, or does not end at all. */
static void test_edge_of_memory(void **state)
{
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char out[WS2_TEXT_MAX];
    char16_t *end = (char16_t *)(void *)(pages + 4096);

    (void)state;
    assert_ptr_not_equal(pages, MAP_FAILED);
    assert_int_equal(mprotect(pages + 4096, 4096, PROT_NONE), 0);
    memcpy(pages + 4092, "abc", 4);
    assert_int_equal(ws2_text_in(out, pages + 4092), 0);
    assert_string_equal(out, "abc");
    pages[4095] = 'd';
    assert_int_equal(ws2_text_in(out, pages + 4092), WS2_TEXT_UNMAPPED);
    end[-2] = 'x';
    end[-1] = 0;
    assert_int_equal(ws2_text_in_wide(out, end - 2), 0);
    assert_string_equal(out, "x");
    end[-1] = 'y';
    assert_int_equal(ws2_text_in_wide(out, end - 2), WS2_TEXT_UNMAPPED);
    munmap(pages, 8192);
}

static void test_too_long(void **state)
{
    char *narrow = malloc(5000);
    char16_t *wide = malloc(5000 * sizeof(*wide));
    char out[WS2_TEXT_MAX];

    (void)state;
    memset(narrow, 'a', 4999);
    narrow[4999] = '\0';
    for (int i = 0; i < 4999; i++)
        wide[i] = 0xffff; /* three bytes each */
    wide[4999] = 0;
    assert_int_equal(ws2_text_in(out, narrow), WS2_TEXT_TOO_LONG);
    assert_int_equal(ws2_text_in_wide(out, wide), WS2_TEXT_TOO_LONG);
    wide[1024] = 0;
    assert_int_equal(ws2_text_in_wide(out, wide), 0);
    assert_int_equal(strlen(out), 3 * 1024);
    free(narrow);
    free(wide);
}

static void test_addresses(void **state)
{
    static const char *const good[][2] = {
        {"127.0.0.1", "127.0.0.1"},
        {"127.1", "127.0.0.1"},
        {"0x7f.1", "127.0.0.1"},
        {"2130706433", "127.0.0.1"},
        {"017700000001", "127.0.0.1"},
        {"::1", "::1"},
        {"[::1]", "::1"},
        {"[::1]:80", "::1"},
        {"fe80::1%7", "fe80::1%7"},
        {"FE80::A", "fe80::a"},
        {"::ffff:1.2.3.4", "::ffff:1.2.3.4"},
    };
    static const char *const bad[] = {
        "",           "256.0.0.1", "1.2.3.4.5",         "1.2.3.4 ", " 1.2.3.4",
        "1.2.3.4:80", "::1%",      "::1%4294967296",    "::1%1x",   "[::1",
        "[::1]x",     "[1.2.3.4]", "1:2:3:4:5:6:7:8:9", ":::",      "[::1]:8x",
        "1.2.3.08",
    };
    struct ws2_ip ip;
    char text[WS2_IP_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(ws2_ip_parse(good[i][0], &ip));
        ws2_ip_format(&ip, text);
        assert_string_equal(text, good[i][1]);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(ws2_ip_parse(bad[i], &ip));
    assert_false(ws2_ip_parse_strict("127.1", &ip));
}

static void test_arpa(void **state)
{
    char name[WS2_IP_ARPA_MAX];
    struct ws2_ip ip;

    (void)state;
    assert_true(ws2_ip_parse("192.0.2.1", &ip));
    ws2_ip_arpa(&ip, name);
    assert_string_equal(name, "1.2.0.192.in-addr.arpa.");
    assert_true(ws2_ip_parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", &ip));
    ws2_ip_arpa(&ip, name);
    assert_int_equal(strlen(name), WS2_IP_ARPA_MAX - 1);
    assert_int_equal(strncmp(name, "e.f.f.f.", 8), 0);
}

static void test_names_valid(void **state)
{
    static const char *const good[] = {"a", "a.", "a.b", "_sip._tcp.a.b.",
                                       "xn--bcher-kva.test"};
    static const char *const bad[] = {"",      ".",       "..",   "a..b",
                                      ".a",    "a b",     "a\\b", "a\tb",
                                      "a\177", "a\n.test"};
    char name[300];

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(ws2_search_name_valid(good[i]));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(ws2_search_name_valid(bad[i]));
    memset(name, 'a', sizeof(name));
    name[63] = '\0';
    assert_true(ws2_search_name_valid(name));
    name[63] = 'a';
    name[64] = '\0';
    assert_false(ws2_search_name_valid(name));
    for (int i = 63; i < 253; i += 64)
        name[i] = '.';
    name[64] = 'a';
    name[253] = '\0';
    assert_true(ws2_search_name_valid(name));
    name[253] = '.';
    name[254] = '\0';
    assert_true(ws2_search_name_valid(name));
    name[253] = 'a';
    assert_false(ws2_search_name_valid(name));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_lone_surrogates),
        cmocka_unit_test(test_not_utf8),
        cmocka_unit_test(test_edge_of_memory),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_arpa),
        cmocka_unit_test(test_names_valid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
