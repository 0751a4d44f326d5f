/* SPDX-License-Identifier: MIT */
/* Punycode, by samples of RFC 3492, section 7.1, and by what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <uchar.h>

#include <cmocka.h>

#include "win32/punycode.h"

static const struct {
    const char32_t *text;
    const char *code;
} samples[] = {
    {U"\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587",
     "ihqwcrb4cv8a8dqg056pqjye"},
    {U"\u05dc\u05de\u05d4\u05d4\u05dd\u05e4\u05e9\u05d5\u05d8\u05dc\u05d0"
     U"\u05de\u05d3\u05d1\u05e8\u05d9\u05dd\u05e2\u05d1\u05e8\u05d9\u05ea",
     "4dbcagdahymbxekheh6e0a7fei0b"},
    {U"Pro\u010dprost\u011bnemluv\u00ed\u010desky",
     "Proprostnemluvesky-uyb24dma41a"},
    {U"3\u5e74B\u7d44\u91d1\u516b\u5148\u751f", "3B-ww4c5e180e575a65lsy2b"},
    {U"-> $1.00 <-", "-> $1.00 <--"},
    {U"\u00fc", "tda"},
    {U"\U0001f600", "e28h"},
    {U"", ""},
};

static size_t length(const char32_t *text)
{
    size_t n = 0;

    while (text[n] != 0)
        n++;
    return n;
}

static void test_samples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        const uint32_t *text = (const uint32_t *)samples[i].text;
        size_t n = length(samples[i].text), len;
        uint32_t back[WS2_PUNYCODE_MAX];
        char code[WS2_PUNYCODE_MAX];

        assert_true(ws2_punycode_encode(text, n, code, &len));
        assert_int_equal(len, strlen(samples[i].code));
        assert_memory_equal(code, samples[i].code, len);
        assert_true(ws2_punycode_decode(code, len, back, &len));
        assert_int_equal(len, n);
        assert_memory_equal(back, text, n * sizeof(*text));
    }
}

static void test_bad(void **state)
{
    static const char *const bad[] = {
        "ww4c5e180e575a65lsy2", /* ends in the middle of a number */
        "t\xc3\xbc",
        "99999999",
        "zzzzzzzzzzzz",
        "a_",
    };
    uint32_t out[WS2_PUNYCODE_MAX];
    size_t len;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(ws2_punycode_decode(bad[i], strlen(bad[i]), out, &len));
}

/* As much as a label has room for, and one more. */
static void test_long(void **state)
{
    uint32_t text[WS2_PUNYCODE_MAX + 1], back[WS2_PUNYCODE_MAX];
    char code[WS2_PUNYCODE_MAX];
    size_t n = 0, len;

    (void)state;
    for (size_t i = 0; i <= WS2_PUNYCODE_MAX; i++)
        text[i] = 0xe000;
    while (ws2_punycode_encode(text, n + 1, code, &len))
        n++;
    assert_in_range(n, 50, WS2_PUNYCODE_MAX - 1);
    assert_true(ws2_punycode_encode(text, n, code, &len));
    assert_true(ws2_punycode_decode(code, len, back, &len));
    assert_int_equal(len, n);
    assert_memory_equal(back, text, n * sizeof(*text));
    memset(text, 0, sizeof(text));
    for (size_t i = 0; i <= WS2_PUNYCODE_MAX; i++)
        text[i] = 'a';
    assert_false(ws2_punycode_encode(text, WS2_PUNYCODE_MAX + 1, code, &len));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
