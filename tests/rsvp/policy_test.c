/* SPDX-License-Identifier: MIT */
/* The policy file: what may stand in it, each mistake with its line, which rule
 * is followed, and each limit with its value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy.h"

static struct policy *p;
static struct policy_error why;
static uint32_t duration_s;

static int fresh(void **state)
{
    (void)state;
    p = policy_new();
    assert_non_null(p);
    return 0;
}

static int gone(void **state)
{
    (void)state;
    policy_free(p);
    return 0;
}

static void rules(const char *text)
{
    if (!policy_parse(p, text, strlen(text), &why))
        fail_msg("line %u: %s", why.line, why.text);
}

static struct policy_ask ask_of(const char *user)
{
    struct policy_ask ask = {.direction = POLICY_RECV,
                             .service = POLICY_CL,
                             .family = 4,
                             .address = {10, 1, 2, 3},
                             .rate = 1000,
                             .peak = 2000};

    policy_who_named(&ask.who, user, strlen(user), true);
    return ask;
}

static unsigned admit(struct policy_ask ask)
{
    struct policy_grant *grant = NULL;

    return policy_admit(p, &ask, &grant, &duration_s);
}

/* --- The file. */

static void every_mistake_has_its_line(void **state)
{
    static const struct {
        const char *line, *says;
    } cases[] = {
        {"routes", "\"routes\" begins no line"},
        {"interface", "the interface's name is missing"},
        {"interface sixteen-letters-", "is too long"},
        {"interface a", "interface a is there already"},
        {"interface b speed 3", "\"speed\" says nothing of an interface"},
        {"interface b capacity", "capacity is missing"},
        {"interface b capacity x", "capacity: \"x\" is not a number"},
        {"interface b capacity -1", "\"-1\" is not a number"},
        {"interface b capacity 1x", "\"1x\" is not a number"},
        {"interface b capacity 1kk", "\"1kk\" is not a number"},
        {"interface b capacity 99999999999999999999", "is not a number"},
        {"interface b capacity 1099511627777", "is too large"},
        {"interface b capacity 18446744073709551615G", "is too large"},
        {"interface b reservable 0", "1 to 100 percent"},
        {"interface b reservable 101", "is too large"},
        {"rule", "the scope is missing"},
        {"rule 10.0.0.0 user a both any allow", "neither \"global\" nor"},
        {"rule 10.0.0/8 user a both any allow", "is no prefix"},
        {"rule 10.0.0.0/33 user a both any allow", "is no prefix"},
        {"rule 10.0.0.0/8x user a both any allow", "is no prefix"},
        {"rule fd00::/129 user a both any allow", "is no prefix"},
        {"rule 10.0.0.0/ user a both any allow", "neither \"global\" nor"},
        {"rule global", "the identity is missing"},
        {"rule global host a", "the identity: \"host\" is none"},
        {"rule global user", "the identity's name is missing"},
        {"rule global default up", "the direction: \"up\" is none"},
        {"rule global default both be", "the service: \"be\" is none"},
        {"rule global default both any maybe", "\"maybe\" is none"},
        {"rule global default both any", "allow or deny is missing"},
        {"rule global default both any deny rate 3", "has no limits"},
        {"rule global default both any allow speed 3", "is no limit"},
        {"rule global default both any allow rate 1 rate 2", "rate is there "
                                                             "twice"},
        {"rule global default both any allow flows 4294967296", "too large"},
        {"rule global default both any allow duration 0", "1 second at least"},
        {"rule \001", "a control character"},
        {"rule a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6",
         "too many words"},
    };
    char text[512];

    (void)state;
    rules("rule global user keep both any deny");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        snprintf(text, sizeof(text), "# one\ninterface a\r\n\n%s # four\n\n",
                 cases[i].line);
        assert_false(policy_parse(p, text, strlen(text), &why));
        assert_int_equal(why.line, 4);
        if (strstr(why.text, cases[i].says) == NULL)
            fail_msg("%s: %s", cases[i].line, why.text);
    }
    /* the old one is kept */
    assert_int_equal(policy_rule_count(p), 1);
    assert_int_equal(admit(ask_of("keep")), POLICY_NO_PRIVILEGES);
}

static void interfaces(void **state)
{
    const struct policy_interface *i;

    (void)state;
    rules("interface eth0 capacity 12M reservable 50\n"
          "\tinterface lo  capacity 1500k  max-rate 2 max-peak 1G # both\n"
          "interface plain");
    i = policy_interface_of(p, "eth0");
    assert_int_equal(i->capacity, 12000000);
    assert_int_equal(i->percent, 50);
    i = policy_interface_of(p, "lo");
    assert_int_equal(i->capacity, 1500000);
    assert_int_equal(i->max_rate, 2);
    assert_int_equal(i->max_peak, 1000000000);
    assert_int_equal(policy_interface_of(p, "plain")->capacity, 0);
    assert_null(policy_interface_of(p, "eth1"));
}

static void from_a_file(void **state)
{
    char path[] = "/tmp/ws2-policy-XXXXXX";
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "rule global default both any deny\n", 34), 34);
    close(fd);
    assert_true(policy_load(p, path, &why));
    assert_int_equal(admit(ask_of("anyone")), POLICY_NO_PRIVILEGES);
    assert_false(policy_load(p, "/proc/self/mem", &why)); /* cannot be read */
    assert_int_equal(why.line, 0);
    assert_int_equal(policy_rule_count(p), 1);
    unlink(path);
    assert_true(policy_load(p, path, &why)); /* none is an empty one */
    assert_int_equal(policy_rule_count(p), 0);
    assert_int_equal(admit(ask_of("anyone")), 0);
}

/* --- Who. */

static void without_rules_all_may(void **state)
{
    struct policy_ask ask = ask_of("");

    (void)state;
    assert_false(ask.who.known);
    assert_int_equal(admit(ask), 0);
}

static void the_unknown_need_a_rule(void **state)
{
    struct policy_ask ask = ask_of("alice");

    (void)state;
    rules("rule global user bob both any deny\n");
    assert_int_equal(admit(ask), 0); /* nothing is said of her */
    assert_int_equal(admit(ask_of("bob")), POLICY_NO_PRIVILEGES);
    policy_who_named(&ask.who, "bob", 3, false); /* says who? */
    assert_int_equal(admit(ask), POLICY_UNKNOWN_USER);
    rules("rule global unknown both any allow flows 0\n");
    assert_int_equal(admit(ask),
                     policy_value(POLICY_FLOWS, false, POLICY_UNKNOWN));
    rules("rule global unknown both any allow\n");
    assert_int_equal(admit(ask), 0);
}

static void the_most_particular_rule(void **state)
{
    struct policy_ask ask = ask_of("alice");
    char text[256];

    (void)state;
    ask.who.groups[ask.who.ngroups++] = 4242;
    snprintf(ask.who.app, sizeof(ask.who.app), "player");
    snprintf(text, sizeof(text),
             "rule global default both any allow rate 1\n"
             "rule global group 4242 both any allow rate 2\n"
             "rule global app player both any allow flows 0\n");
    rules(text);
    assert_int_equal(admit(ask),
                     policy_value(POLICY_FLOWS, false, POLICY_USER));
    ask.who.app[0] = 0;
    assert_int_equal(admit(ask),
                     policy_value(POLICY_RATE, false, POLICY_GROUP));
    ask.who.ngroups = 0;
    assert_int_equal(admit(ask),
                     policy_value(POLICY_RATE, false, POLICY_DEFAULT));
    rules("rule global default both any deny\n"
          "rule global user alice both any allow peak 1\n"
          "rule global user alice both any deny\n"); /* the first of them */
    assert_int_equal(admit(ask), policy_value(POLICY_PEAK, false, POLICY_USER));
}

static void direction_service_and_subnet(void **state)
{
    struct policy_ask ask = ask_of("alice");

    (void)state;
    rules("rule global default send any deny\n");
    assert_int_equal(admit(ask), 0);
    ask.direction = POLICY_SEND;
    assert_int_equal(admit(ask), POLICY_NO_PRIVILEGES);
    rules("rule global default both g deny\n");
    assert_int_equal(admit(ask), 0);
    ask.service = POLICY_G;
    assert_int_equal(admit(ask), POLICY_NO_PRIVILEGES);
    rules("rule 10.1.2.0/23 default both any allow flows 0\n");
    assert_int_equal(admit(ask),
                     policy_value(POLICY_FLOWS, true, POLICY_DEFAULT));
    ask.address[2] = 3;
    assert_int_equal(admit(ask),
                     policy_value(POLICY_FLOWS, true, POLICY_DEFAULT));
    ask.address[2] = 4;
    assert_int_equal(admit(ask), 0);
    rules("rule 0.0.0.0/0 default both any deny\n");
    assert_int_equal(admit(ask), POLICY_NO_PRIVILEGES);
    ask.family = 6;
    assert_int_equal(admit(ask), 0);
    rules("rule a01:400::/22 default both any deny\n");
    assert_int_equal(admit(ask), POLICY_NO_PRIVILEGES);
    ask.family = 0; /* from where is not known */
    assert_int_equal(admit(ask), 0);
}

static void local_people(void **state)
{
    struct policy_who who;

    (void)state;
    policy_who_local(&who, 0, 0);
    assert_true(who.known);
    assert_string_equal(who.user, "root");
    assert_true(who.ngroups >= 1);
    policy_who_local(&who, 4123456789u, 4123456780u);
    assert_string_equal(who.user, "4123456789");
    assert_int_equal(who.groups[0], 4123456780u);
    policy_who_named(&who, "a b", 3, true);
    assert_false(who.known);
    policy_who_named(&who, "ab\0\0", 4, true);
    assert_string_equal(who.user, "ab");
}

static void programs_say_their_name(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *app;
    } cases[] = {
        {"\0\012\002\001player\0\0", 12, "player"},
        {"\0\021\001\001VER=1,APP=pod\0\0\0", 20, "pod"},
        {"\0\017\001\001VER=1, app=", 15, ""},
        {"\0\007\003\001abc\0\0\006\002\001xy\0\0", 16, "xy"},
        {"\0\006\002\002xy\0\0", 8, ""},      /* UNICODE_ID */
        {"\0\040\002\001player\0\0", 12, ""}, /* longer than there is */
        {"\0\003\002\001", 4, ""},
        {"", 0, ""},
    };
    struct policy_who who;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        policy_who_app(&who, (const uint8_t *)cases[i].bytes, cases[i].len);
        assert_string_equal(who.app, cases[i].app);
    }
}

/* --- Limits. */

static void the_values(void **state)
{
    (void)state;
    /* user flow count, global, and its like as GQOS_ numbers less 56200 */
    assert_int_equal(policy_value(POLICY_FLOWS, false, POLICY_USER), 3);
    assert_int_equal(policy_value(POLICY_FLOWS, false, POLICY_DEFAULT), 1);
    assert_int_equal(policy_value(POLICY_FLOWS, true, POLICY_UNKNOWN), 8);
    assert_int_equal(policy_value(POLICY_DURATION, false, POLICY_DEFAULT), 9);
    assert_int_equal(policy_value(POLICY_SUM_PEAK, true, POLICY_UNKNOWN), 48);
}

static void each_limit(void **state)
{
    static const struct {
        const char *limit;
        enum policy_kind kind;
    } cases[] = {{"flows 0", POLICY_FLOWS},
                 {"rate 999", POLICY_RATE},
                 {"peak 1999", POLICY_PEAK},
                 {"sum-rate 999", POLICY_SUM_RATE},
                 {"sum-peak 1999", POLICY_SUM_PEAK}};
    static const struct {
        const char *who;
        enum policy_for by;
    } whom[] = {{"user alice", POLICY_USER},
                {"default", POLICY_DEFAULT},
                {"group 77", POLICY_GROUP},
                {"unknown", POLICY_UNKNOWN}};
    char text[128];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (size_t k = 0; k < 8; k++) {
            bool subnet = k >= 4;
            struct policy_ask ask = ask_of("alice");

            ask.who.known = whom[k % 4].by != POLICY_UNKNOWN;
            ask.who.groups[ask.who.ngroups++] = 77;
            snprintf(text, sizeof(text), "rule %s %s recv cl allow %s",
                     subnet ? "10.1.2.3/32" : "global", whom[k % 4].who,
                     cases[i].limit);
            rules(text);
            assert_int_equal(admit(ask), policy_value(cases[i].kind, subnet,
                                                      whom[k % 4].by));
        }
    rules("rule global default both any allow rate 1000 peak 2000 flows 1 "
          "sum-rate 1000 sum-peak 2000");
    assert_int_equal(admit(ask_of("alice")), 0);
}

static void sums_are_of_one_user(void **state)
{
    struct policy_ask alice = ask_of("alice"), bob = ask_of("bob");
    struct policy_grant *one = NULL, *two = NULL, *three = NULL;

    (void)state;
    rules("rule global default both any allow sum-rate 2500");
    assert_int_equal(policy_admit(p, &alice, &one, &duration_s), 0);
    assert_int_equal(policy_admit(p, &alice, &two, &duration_s), 0);
    assert_int_equal(policy_admit(p, &alice, &three, &duration_s),
                     policy_value(POLICY_SUM_RATE, false, POLICY_DEFAULT));
    assert_null(three);
    assert_int_equal(policy_admit(p, &bob, &three, &duration_s), 0);
    /* a grant that changes does not count twice */
    alice.rate = 1500;
    assert_int_equal(policy_admit(p, &alice, &one, &duration_s), 0);
    alice.rate = 1501;
    assert_int_equal(policy_admit(p, &alice, &one, &duration_s),
                     policy_value(POLICY_SUM_RATE, false, POLICY_DEFAULT));
    policy_release(p, two);
    assert_int_equal(policy_admit(p, &alice, &one, &duration_s), 0);
    /* new rules count what was granted by the old */
    rules("rule global default both any allow flows 1");
    two = NULL;
    assert_int_equal(policy_admit(p, &alice, &two, &duration_s),
                     policy_value(POLICY_FLOWS, false, POLICY_DEFAULT));
    policy_release(p, one);
    assert_int_equal(policy_admit(p, &alice, &two, &duration_s), 0);
    policy_release(p, NULL);
}

static void sums_of_a_program_are_of_all_who_run_it(void **state)
{
    struct policy_ask alice = ask_of("alice"), bob = ask_of("bob");
    struct policy_grant *one = NULL, *two = NULL;

    (void)state;
    strcpy(alice.who.app, "player");
    strcpy(bob.who.app, "player");
    rules("rule global app player both any allow flows 1");
    assert_int_equal(policy_admit(p, &alice, &one, &duration_s), 0);
    assert_int_equal(policy_admit(p, &bob, &two, &duration_s),
                     policy_value(POLICY_FLOWS, false, POLICY_USER));
}

static void for_a_time(void **state)
{
    struct policy_ask ask = ask_of("alice");
    struct policy_grant *grant = NULL;

    (void)state;
    rules("rule 10.0.0.0/8 user alice both any allow duration 60");
    assert_int_equal(policy_admit(p, &ask, &grant, &duration_s), 0);
    assert_int_equal(duration_s, 60);
    assert_int_equal(policy_expired(grant),
                     policy_value(POLICY_DURATION, true, POLICY_USER));
    rules("");
    assert_int_equal(policy_admit(p, &ask, &grant, &duration_s), 0);
    assert_int_equal(duration_s, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_mistake_has_its_line, fresh,
                                        gone),
        cmocka_unit_test_setup_teardown(interfaces, fresh, gone),
        cmocka_unit_test_setup_teardown(from_a_file, fresh, gone),
        cmocka_unit_test_setup_teardown(without_rules_all_may, fresh, gone),
        cmocka_unit_test_setup_teardown(the_unknown_need_a_rule, fresh, gone),
        cmocka_unit_test_setup_teardown(the_most_particular_rule, fresh, gone),
        cmocka_unit_test_setup_teardown(direction_service_and_subnet, fresh,
                                        gone),
        cmocka_unit_test(local_people),
        cmocka_unit_test(programs_say_their_name),
        cmocka_unit_test(the_values),
        cmocka_unit_test_setup_teardown(each_limit, fresh, gone),
        cmocka_unit_test_setup_teardown(sums_are_of_one_user, fresh, gone),
        cmocka_unit_test_setup_teardown(sums_of_a_program_are_of_all_who_run_it,
                                        fresh, gone),
        cmocka_unit_test_setup_teardown(for_a_time, fresh, gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
