/* SPDX-License-Identifier: MIT */
/* Fragments come in any order, twice, too long, too late and too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "pieces.h"

static struct pieces *all;
static uint8_t source[70000], peers[64];
static const uint8_t *whole;
static size_t whole_len;
static uint64_t now = 1000;

static int begin(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(source); i++)
        source[i] = (uint8_t)(i * 7 + i / 251);
    memset(peers + 32, 1, 32);
    all = NULL;
    return 0;
}

static int end(void **state)
{
    (void)state;
    pieces_free(all);
    return 0;
}

static bool add(uint32_t id, size_t offset, size_t len, bool more)
{
    const struct piece p = {peers, id, offset, more, source + offset, len};

    return pieces_add(&all, &p, now, &whole, &whole_len);
}

static void in_any_order(void **state)
{
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    (void)state;
    for (uint32_t i = 0; i < 6; i++) {
        for (int k = 0; k < 3; k++) {
            int at = orders[i][k];
            bool done =
                add(i, (size_t)at * 1448, at == 2 ? 101 : 1448, at != 2);

            assert_int_equal(done, k == 2);
        }
        assert_int_equal(whole_len, 2 * 1448 + 101);
        assert_memory_equal(whole, source, whole_len);
    }
}

static void alone(void **state)
{
    (void)state;
    assert_true(add(1, 0, 77, false));
    assert_int_equal(whole_len, 77);
}

static void packets_are_told_apart(void **state)
{
    struct piece other = {peers + 32, 1, 8, false, source, 8};

    (void)state;
    assert_false(add(1, 0, 8, true));
    assert_false(add(2, 8, 8, false));
    assert_false(pieces_add(&all, &other, now, &whole, &whole_len));
    assert_true(add(1, 8, 8, false));
}

static void overlaps_spoil_all(void **state)
{
    (void)state;
    assert_false(add(1, 0, 16, true));
    assert_false(add(1, 8, 16, true));
    assert_false(add(1, 24, 8, false));
    assert_false(add(2, 0, 8, true));
    assert_false(add(2, 0, 8, true));
    assert_false(add(2, 8, 8, false));
}

static void bad_lengths(void **state)
{
    (void)state;
    assert_false(add(1, 0, 0, false));
    assert_false(add(1, 0, 9, true));
    assert_false(add(1, 4, 8, false));
    assert_false(add(1, 65528, 16, false));
    assert_false(add(2, 8, 8, false)); /* the end, and then more */
    assert_false(add(2, 16, 8, true));
    assert_false(add(2, 0, 8, true));
    assert_false(add(3, 16, 8, true)); /* more, and then the end */
    assert_false(add(3, 8, 8, false));
    assert_false(add(3, 0, 8, true));
    assert_false(add(4, 8, 8, false)); /* two ends */
    assert_false(add(4, 16, 8, false));
    assert_false(add(4, 0, 8, true));
}

static void late_or_too_many(void **state)
{
    (void)state;
    assert_false(add(1, 0, 8, true));
    now += PIECES_LIFE_MS + 1;
    assert_false(add(1, 8, 8, false));
    for (uint32_t i = 10; i < 10 + PIECES_PACKETS; i++, now++)
        assert_false(add(i, 0, 8, true));
    assert_false(add(100, 0, 8, true)); /* the oldest goes */
    assert_true(add(11, 8, 8, false));
    assert_false(add(10, 8, 8, false));
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(in_any_order),       ROW(alone),       ROW(packets_are_told_apart),
        ROW(overlaps_spoil_all), ROW(bad_lengths), ROW(late_or_too_many),
    };

    return cmocka_run_group_tests_name("pieces", tests, NULL, NULL);
}
