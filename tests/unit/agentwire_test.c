/* SPDX-License-Identifier: MIT */
/* Messages between the library and the agent: which ones may be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "qos/agentwire.h"

static union {
    struct ws2_aw_head head;
    struct ws2_aw_hello hello;
    struct ws2_aw_set set;
    struct ws2_aw_moved moved;
    struct ws2_aw_ask ask;
    struct ws2_aw_show show;
    struct ws2_aw_set_done done;
    struct ws2_aw_grant grant;
    struct ws2_aw_change change;
    struct ws2_aw_answer answer;
    struct ws2_aw_shown shown;
    unsigned char bytes[WS2_AW_MAX + 8];
} m;

static void new (uint32_t type, uint32_t flow)
{
    memset(&m, 0, sizeof(m));
    m.head.type = type;
    m.head.flow = flow;
}

static struct ws2_aw_place place_of(uint8_t family)
{
    return (struct ws2_aw_place){.family = family,
                                 .protocol = 17,
                                 .local = {.family = family, .port = 5000},
                                 .peer = {.family = 0}};
}

static struct ws2_aw_filter filter_of(uint32_t type, uint8_t family)
{
    return (struct ws2_aw_filter){.type = type, .addr = {.family = family}};
}

static size_t set_of(uint32_t senders, uint32_t policy_len)
{
    struct ws2_aw_sender *s = (struct ws2_aw_sender *)(void *)(&m.set + 1);

    new (WS2_AW_SET, 1);
    m.set.place = place_of(4);
    m.set.style = 2;
    m.set.sd_mode = m.set.ds_field = m.set.traffic_class = WS2_AW_UNSET;
    m.set.sender_count = senders;
    m.set.policy_len = policy_len;
    for (uint32_t i = 0; i < senders && i < WS2_AW_FILTERS_MAX; i++)
        s[i].filter = filter_of(1, 4);
    return sizeof(m.set) + senders * sizeof(*s) + policy_len;
}

static size_t change_of(uint32_t filters, uint32_t policy_len)
{
    struct ws2_aw_filter *f = (struct ws2_aw_filter *)(void *)(&m.change + 1);

    new (WS2_AW_CHANGE, 1);
    m.change.status.code = 11005;
    m.change.filter_count = filters;
    m.change.policy_len = policy_len;
    for (uint32_t i = 0; i < filters && i < WS2_AW_FILTERS_MAX; i++)
        f[i] = filter_of(2, 6);
    return sizeof(m.change) + filters * sizeof(*f) + policy_len;
}

/* One length, one direction. */
static void only(size_t len, bool to_agent)
{
    assert_true(ws2_aw_fits(&m, len, to_agent));
    if (m.head.type != WS2_AW_HELLO)
        assert_false(ws2_aw_fits(&m, len, !to_agent));
    for (size_t other = 0; other <= len + 4; other++)
        if (other != len)
            assert_false(ws2_aw_fits(&m, other, to_agent));
}

static void each_has_its_length(void **state)
{
    (void)state;
    new (WS2_AW_HELLO, 0);
    only(sizeof(m.hello), true);
    only(sizeof(m.hello), false);
    only(set_of(0, 0), true);
    only(set_of(2, 8), true);
    new (WS2_AW_MOVED, 1);
    m.moved.place = place_of(6);
    only(sizeof(m.moved), true);
    new (WS2_AW_END, 1);
    only(sizeof(m.head), true);
    new (WS2_AW_ASK, 1);
    only(sizeof(m.ask), true);
    new (WS2_AW_SHOW, 0);
    only(sizeof(m.show), true);
    new (WS2_AW_SET_DONE, 1);
    only(sizeof(m.done), false);
    new (WS2_AW_GRANT, 1);
    only(sizeof(m.grant), false);
    only(change_of(0, 0), false);
    only(change_of(3, 12), false);
    new (WS2_AW_ANSWER, 1);
    only(sizeof(m.answer), false);
    new (WS2_AW_SHOWN, 0);
    m.shown.len = 5;
    only(sizeof(m.shown) + 5, false);
    new (99, 1);
    assert_false(ws2_aw_fits(&m, sizeof(m.head), true));
    assert_false(ws2_aw_fits(&m, sizeof(m.head), false));
}

/* The largest fit, and what is larger is refused before it is looked at. */
static void bounds(void **state)
{
    (void)state;
    assert_true(
        ws2_aw_fits(&m, set_of(WS2_AW_FILTERS_MAX, WS2_AW_POLICY_MAX), true));
    assert_true(ws2_aw_fits(
        &m, change_of(WS2_AW_FILTERS_MAX, WS2_AW_POLICY_MAX), false));
    assert_false(ws2_aw_fits(&m, set_of(WS2_AW_FILTERS_MAX + 1, 0), true));
    assert_false(ws2_aw_fits(&m, set_of(0, WS2_AW_POLICY_MAX + 1), true));
    set_of(0, 0);
    m.set.sender_count = 0xffffffffu / sizeof(struct ws2_aw_sender) + 1;
    assert_false(ws2_aw_fits(&m, sizeof(m.set), true));
    m.head.type = WS2_AW_SHOWN;
    assert_false(ws2_aw_fits(&m, WS2_AW_MAX + 1, false));
}

#define REFUSED(make, change, to_agent)                                        \
    do {                                                                       \
        size_t len = (make);                                                   \
        change;                                                                \
        assert_false(ws2_aw_fits(&m, len, to_agent));                          \
    } while (0)

static void contents(void **state)
{
    (void)state;
    REFUSED(set_of(0, 0), m.head.flow = 0, true);
    REFUSED(set_of(0, 0), m.set.style = 0, true);
    REFUSED(set_of(0, 0), m.set.style = 4, true);
    REFUSED(set_of(0, 0), m.set.confirm = 2, true);
    REFUSED(set_of(0, 0), m.set.tcp_traffic = 2, true);
    REFUSED(set_of(0, 0), m.set.sd_mode = 4, true);
    REFUSED(set_of(0, 0), m.set.ds_field = 64, true);
    REFUSED(set_of(0, 0), m.set.traffic_class = 8, true);
    REFUSED(set_of(0, 0), m.set.place.family = 5, true);
    REFUSED(set_of(0, 0), m.set.place.protocol = 1, true);
    REFUSED(set_of(0, 0), m.set.place.connected = 2, true);
    REFUSED(set_of(0, 0), m.set.place.sends = 2, true);
    REFUSED(set_of(0, 0), m.set.place.receives = 2, true);
    REFUSED(set_of(0, 0), m.set.place.local.family = 6, true);
    REFUSED(set_of(0, 0), m.set.place.peer.port = 1, true);
    REFUSED(set_of(0, 0), m.set.destination.family = 1, true);
    REFUSED(set_of(1, 0),
            ((struct ws2_aw_sender *)(void *)(&m.set + 1))->filter.type = 0,
            true);
    REFUSED(set_of(1, 0),
            ((struct ws2_aw_sender *)(void *)(&m.set + 1))->filter.addr.family =
                6,
            true);
    REFUSED(change_of(0, 0), m.change.status.code = 0, false);
    REFUSED(change_of(0, 0), m.change.adspec.present = 2, false);
    REFUSED(change_of(1, 0),
            ((struct ws2_aw_filter *)(void *)(&m.change + 1))->type = 6, false);
    REFUSED((new (WS2_AW_GRANT, 1), sizeof(m.grant)), m.grant.priority = 7,
            false);
    REFUSED((new (WS2_AW_GRANT, 1), sizeof(m.grant)), m.grant.ds_field = 64,
            false);
    REFUSED((new (WS2_AW_SHOWN, 0), sizeof(m.shown)), m.shown.last = 2, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_its_length),
        cmocka_unit_test(bounds),
        cmocka_unit_test(contents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
