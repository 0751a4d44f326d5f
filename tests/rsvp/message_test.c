/* SPDX-License-Identifier: MIT */
/* RSVP messages: every kind there and back, cut short at every length, and with
 * each bit changed. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "samples.h"

static uint8_t bytes[RSVP_MAX_MESSAGE];

static int build(const struct rsvp_sample *s)
{
    int length = rsvp_build(&s->message, bytes, sizeof(bytes));

    if (length <= 0)
        print_error("%s: rsvp_build says %d\n", s->name, length);
    assert_true(length > 0);
    return length;
}

/* A copy of its exact size, so that a reader that reads too far is caught. */
static int parse_copy(const uint8_t *from, size_t length,
                      struct rsvp_message *m, struct rsvp_reject *reject)
{
    uint8_t *copy = malloc(length != 0 ? length : 1);
    int res;

    assert_non_null(copy);
    memcpy(copy, from, length);
    res = rsvp_parse(copy, length, m, reject);
    memset(copy, 0xEE, length); /* nothing may point into it */
    free(copy);
    return res;
}

static void samples_survive_the_wire(void **state)
{
    size_t n;
    const struct rsvp_sample *s = rsvp_samples(&n);

    (void)state;
    assert_true(n > 40);
    for (size_t i = 0; i < n; i++) {
        int length = build(&s[i]);
        struct rsvp_reject reject;
        struct rsvp_message m;
        int res = parse_copy(bytes, (size_t)length, &m, &reject);

        if (res != 0 || !rsvp_message_equal(&s[i].message, &m))
            print_error("%s: %d, %s\n", s[i].name, res, reject.why);
        assert_int_equal(res, 0);
        assert_true(rsvp_message_equal(&s[i].message, &m));
        rsvp_message_clear(&m);
        assert_null(m.memory);
    }
}

static void a_room_too_small_is_told(void **state)
{
    size_t n;
    const struct rsvp_sample *s = rsvp_samples(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        int length = build(&s[i]);

        for (int size = 0; size < length; size++) {
            uint8_t *room = malloc((size_t)size + 1);

            assert_non_null(room);
            room[size] = 0x5A;
            assert_int_equal(rsvp_build(&s[i].message, room, (size_t)size),
                             -EMSGSIZE);
            assert_int_equal(room[size], 0x5A);
            free(room);
        }
    }
}

static void a_part_is_no_message(void **state)
{
    size_t n;
    const struct rsvp_sample *s = rsvp_samples(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        size_t length = (size_t)build(&s[i]);

        for (size_t cut = 0; cut < length; cut++) {
            struct rsvp_reject reject = {1, 1, NULL};
            struct rsvp_message m;

            assert_int_equal(parse_copy(bytes, cut, &m, &reject), -EBADMSG);
            assert_int_equal(reject.code, 0);
            assert_non_null(reject.why);
            assert_null(m.memory);
        }
    }
}

/* What the header says is cut as well, so that the objects are looked at. */
static void a_shorter_message_is_none_or_whole(void **state)
{
    size_t n;
    const struct rsvp_sample *s = rsvp_samples(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        size_t length = (size_t)build(&s[i]);

        bytes[2] = bytes[3] = 0; /* no checksum */
        for (size_t cut = 8; cut < length; cut++) {
            struct rsvp_message m;
            int res;

            bytes[6] = (uint8_t)(cut >> 8);
            bytes[7] = (uint8_t)cut;
            res = parse_copy(bytes, cut, &m, NULL);
            assert_true(res == 0 || res == -EBADMSG);
            assert_true(cut % 4 == 0 || res == -EBADMSG);
            if (res == 0)
                rsvp_message_clear(&m);
        }
    }
}

static void a_changed_bit_is_seen_by_the_checksum(void **state)
{
    size_t n;
    const struct rsvp_sample *s = rsvp_samples(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        size_t length = (size_t)build(&s[i]);

        for (size_t bit = 0; bit < length * 8; bit++) {
            struct rsvp_message m;

            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_int_equal(parse_copy(bytes, length, &m, NULL), -EBADMSG);
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
}

/* Without a checksum: whatever is accepted can be built and read again. */
static void a_changed_bit_does_no_harm(void **state)
{
    static uint8_t again[RSVP_MAX_MESSAGE];
    size_t n, accepted = 0, answered = 0;
    const struct rsvp_sample *s = rsvp_samples(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        size_t length = (size_t)build(&s[i]);

        bytes[2] = bytes[3] = 0;
        for (size_t bit = 0; bit < length * 8; bit++) {
            struct rsvp_message m, back;
            struct rsvp_reject reject;
            int res;

            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            res = parse_copy(bytes, length, &m, &reject);
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_true(res == 0 || res == -EBADMSG || res == -EPROTO);
            assert_int_equal(res == -EPROTO, reject.code != 0);
            if (res == -EPROTO) {
                answered++;
                assert_true(m.type == RSVP_PATH || m.type == RSVP_RESV);
            } else if (res == 0) {
                int size = rsvp_build(&m, again, sizeof(again));

                accepted++;
                assert_true(size > 0);
                assert_int_equal(parse_copy(again, (size_t)size, &back, NULL),
                                 0);
                m.has &= ~(unsigned)RSVP_HAS_INTEGRITY;
                assert_true(rsvp_message_equal(&m, &back));
                rsvp_message_clear(&back);
            }
            rsvp_message_clear(&m);
        }
    }
    assert_true(accepted > 1000);
    assert_true(answered > 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_survive_the_wire),
        cmocka_unit_test(a_room_too_small_is_told),
        cmocka_unit_test(a_part_is_no_message),
        cmocka_unit_test(a_shorter_message_is_none_or_whole),
        cmocka_unit_test(a_changed_bit_is_seen_by_the_checksum),
        cmocka_unit_test(a_changed_bit_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
