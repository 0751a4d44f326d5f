/* SPDX-License-Identifier: MIT */
/* The root qdisc: when it is there, whose it is, and what is not touched. */
#include "pair.h"

#include <sys/syscall.h>
#include <sys/wait.h>

#include <linux/capability.h>

static void the_root_goes_with_the_last(void **state)
{
    uint32_t one, two;

    (void)state;
    assert_null(strstr(qdiscs(), "htb"));
    one = class_add(flow_of(TC_SHAPE));
    two = class_add(flow_of(TC_DISCARD));
    match_add(two, &to_port);
    assert_non_null(strstr(qdiscs(), "htb 5732: root"));
    assert_int_equal(tc_class_remove(tc, one), 0);
    assert_int_equal(tc_class_remove(tc, one), -ENOENT);
    assert_non_null(strstr(qdiscs(), "htb 5732: root"));
    assert_int_equal(tc_class_remove(tc, two), 0);
    assert_null(strstr(qdiscs(), "htb"));
    one = class_add(flow_of(TC_SHAPE)); /* and comes again */
    match_add(one, &to_port);
    who_is_sent_where(one, AF_INET, PORT, true);
}

static void best_effort_has_what_is_left(void **state)
{
    uint32_t id = class_add(flow_of(TC_SHAPE));
    const char *class = "tc class show dev va classid 5732:2";

    (void)state;
    assert_non_null(strstr(net_said(class), "rate 96800Kbit ceil 100Mbit"));
    assert_int_equal(tc_class_remove(tc, class_add(flow_of(TC_SHAPE))), 0);
    assert_non_null(strstr(net_said(class), "rate 96800Kbit ceil 100Mbit"));
    (void)id;
}

static void what_an_earlier_one_left_is_removed(void **state)
{
    struct tc *other;
    uint32_t id;

    (void)state;
    match_add(class_add(flow_of(TC_SHAPE)), &to_port);
    assert_int_equal(tc_open(if_nametoindex("va"), LINE, &other), 0);
    assert_int_equal(tc_state(other), TC_READY);
    assert_null(strstr(qdiscs(), "htb"));
    assert_int_equal(tc_class_add(other, &(struct tc_flow){.rate = 1000}, &id),
                     0);
    tc_close(other);
    assert_null(strstr(qdiscs(), "htb"));
}

static void anothers_is_not_touched(void **state)
{
    char *before;
    struct tc_flow flow = flow_of(TC_SHAPE);
    struct tc *other;
    uint32_t id;

    (void)state;
    assert_true(net_run("tc qdisc add dev va root handle 7: tbf rate 1mbit "
                        "burst 10k latency 10ms"));
    before = strdup(qdiscs());
    assert_int_equal(tc_class_add(tc, &flow, &id), -EEXIST);
    assert_int_equal(tc_state(tc), TC_FOREIGN);
    assert_int_equal(tc_open(if_nametoindex("va"), LINE, &other), 0);
    assert_int_equal(tc_state(other), TC_FOREIGN);
    assert_int_equal(tc_class_add(other, &flow, &id), -EEXIST);
    tc_close(other);
    assert_string_equal(qdiscs(), before);
    free(before);
    /* our number with other contents is not ours either */
    assert_true(net_run("tc qdisc delete dev va root && tc qdisc add dev va "
                        "root handle 5732: tbf rate 1mbit burst 10k "
                        "latency 10ms"));
    assert_int_equal(tc_open(if_nametoindex("va"), LINE, &other), 0);
    assert_int_equal(tc_state(other), TC_FOREIGN);
    tc_close(other);
    assert_non_null(strstr(qdiscs(), "tbf 5732:"));
    assert_true(net_run("tc qdisc delete dev va root"));
    class_add(flow); /* it went away */
    assert_int_equal(tc_state(tc), TC_READY);
}

static void faults(void **state)
{
    (void)state;
    assert_int_equal(tc_fault_of(TC_READY).rsvp_code, 0);
    assert_int_equal(tc_fault_of(TC_FOREIGN).extended[1], 56506);
    assert_int_equal(tc_fault_of(TC_UNPRIVILEGED).extended[0], 56500);
    assert_int_equal(tc_fault_of(TC_UNPRIVILEGED).extended[1], 56501);
    assert_int_equal(tc_state_of(-EPERM), TC_UNPRIVILEGED);
    assert_int_equal(tc_state_of(-EEXIST), TC_FOREIGN);
    assert_int_equal(tc_state_of(-ENOENT), TC_UNSUPPORTED);
    assert_int_equal(tc_state_of(-ENOBUFS), TC_FAILED);
}

static void many(void **state)
{
    enum { COUNT = 300 };
    uint32_t ids[COUNT], id;
    struct tc_match m = to_port;

    (void)state;
    for (unsigned i = 0; i < COUNT; i++) {
        ids[i] = class_add(flow_of(i % 2 == 0 ? TC_SHAPE : TC_DISCARD));
        m.dport = (uint16_t)(PORT + i);
        match_add(ids[i], &m);
    }
    who_is_sent_where(ids[COUNT - 1], AF_INET, PORT + COUNT - 1, true);
    assert_int_equal(tc_class_remove(tc, ids[100]), 0);
    who_is_sent_where(ids[99], AF_INET, PORT + 100, false);
    id = class_add(flow_of(TC_SHAPE));
    assert_int_equal(id, ids[100]); /* and has no filter */
    who_is_sent_where(id, AF_INET, PORT + 100, false);
}

/* In a child, which gives up what it may do. */
static void without_privilege(void **state)
{
    struct tc_flow flow = flow_of(TC_SHAPE);
    int status;
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
        struct __user_cap_data_struct none[2] = {{0}};
        struct tc *mine;
        uint32_t id;

        if (syscall(SYS_capset, &head, none) != 0)
            _exit(1);
        if (tc_open(if_nametoindex("va"), LINE, &mine) != 0 ||
            tc_state(mine) != TC_UNPRIVILEGED)
            _exit(2);
        if (tc_class_add(mine, &flow, &id) != -EPERM ||
            tc_state(mine) != TC_UNPRIVILEGED)
            _exit(3);
        tc_close(mine);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_null(strstr(qdiscs(), "htb"));
}

static void no_interface(void **state)
{
    struct tc *other;

    (void)state;
    assert_int_equal(tc_open(99999, LINE, &other), -ENODEV);
    tc_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_TC(the_root_goes_with_the_last),
        WITH_TC(best_effort_has_what_is_left),
        WITH_TC(what_an_earlier_one_left_is_removed),
        WITH_TC(anothers_is_not_touched),
        cmocka_unit_test(faults),
        WITH_TC(many),
        WITH_TC(without_privilege),
        cmocka_unit_test(no_interface),
    };

    return cmocka_run_group_tests(tests, network, NULL);
}
