/* SPDX-License-Identifier: MIT */
/* What is refused, by whom, and who is told (RFC 2205, sections 2.5, 3.1 and
 * appendix B); limits; and long random lives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "sim.h"

#define R    30000u
#define LIFE 157500u

enum { A, M, B, C };
static struct ear a, b, c;
static int left, right, third;
static struct rsvp_session s;

/* A sends to a group with members B and C behind M. */
static int tree(void **state)
{
    (void)state;
    sim_begin();
    memset(&a, 0, sizeof(a));
    memset(&b, 0, sizeof(b));
    memset(&c, 0, sizeof(c));
    for (int n = A; n <= C; n++)
        sim_node(n);
    left = sim_link(A, M);
    right = sim_link(M, B);
    third = sim_link(M, C);
    sim_group(B);
    sim_group(C);
    s = session(group(), 6000);
    return 0;
}

static int end(void **state)
{
    (void)state;
    sim_end();
    return 0;
}

static unsigned long held(int node, int link)
{
    return (unsigned long)used(node, link);
}

#define assert_error(ear, c, v)                                                \
    do {                                                                       \
        assert_int_equal((ear).error.code, c);                                 \
        assert_int_equal((ear).error.value, v);                                \
    } while (0)

/* --- Resources. */

static void refused_for_want_of_resources(void **state)
{
    struct engine_receiver *r = listen_to(B, &b, &s);

    (void)state;
    nodes[A].budget[left] = 100000;
    speak(A, &a, &s, 5000, 50000);
    sim_run(10);
    ask(r, RSVP_WF, 120000, false, 0, NULL);
    sim_run(10);
    assert_int_equal(b.resv_errors, 1);
    assert_error(b, RSVP_E_ADMISSION, 2);
    assert_int_equal(b.error.flags, 0);
    assert_int_equal(a.receivers, 0);
    ask(r, RSVP_WF, 90000, false, 0, NULL);
    sim_run(10);
    assert_int_equal(a.receivers, 1);
}

static void a_rise_that_fails_keeps_the_old(void **state)
{
    struct engine_receiver *r = listen_to(B, &b, &s);

    (void)state;
    nodes[A].budget[left] = 100000;
    speak(A, &a, &s, 5000, 50000);
    sim_run(10);
    ask(r, RSVP_WF, 90000, false, 0, NULL);
    sim_run(10);
    ask(r, RSVP_WF, 110000, false, 0, NULL);
    sim_run(10);
    assert_error(b, RSVP_E_ADMISSION, 2);
    assert_int_equal(b.error.flags, RSVP_ERROR_IN_PLACE);
    sim_run(10 * LIFE); /* though 110000 is asked for all the time */
    assert_int_equal(held(A, left), 90000);
    assert_int_equal(a.no_receivers, 0);
}

/* RFC 2205, 2.5: the first killer reservation. A larger request that fails must
 * not take a smaller one along that stands. */
static void who_asks_too_much_kills_nobody(void **state)
{
    struct engine_receiver *small, *large;

    (void)state;
    nodes[A].budget[left] = 100000;
    speak(A, &a, &s, 5000, 50000);
    small = listen_to(B, &b, &s);
    large = listen_to(C, &c, &s);
    sim_run(10);
    ask(small, RSVP_WF, 50000, false, 0, NULL);
    sim_run(10);
    ask(large, RSVP_WF, 200000, false, 0, NULL);
    sim_run(10);
    assert_true(c.resv_errors > 0);
    sim_run(10 * LIFE);
    assert_int_equal(b.resv_errors, 0);
    assert_int_equal(a.no_receivers, 0);
    assert_int_equal(held(A, left), 50000);
}

/* The second: one that goes on asking too much must not keep out who comes
 * later and asks for less. */
static void who_goes_on_asking_keeps_nobody_out(void **state)
{
    struct engine_receiver *small, *large;

    (void)state;
    nodes[A].budget[left] = 100000;
    speak(A, &a, &s, 5000, 50000);
    small = listen_to(B, &b, &s);
    large = listen_to(C, &c, &s);
    sim_run(10);
    ask(large, RSVP_WF, 200000, false, 0, NULL);
    sim_run(10 * R);
    assert_int_equal(a.receivers, 0);
    ask(small, RSVP_WF, 50000, false, 0, NULL);
    sim_run(4 * R);
    assert_int_equal(a.receivers, 1);
    assert_int_equal(held(A, left), 50000);
    sim_run(10 * LIFE);
    assert_int_equal(a.no_receivers, 0);
    assert_int_equal(b.resv_errors, 0);
    /* When there is room, who goes on asking gets it. */
    nodes[A].budget[left] = 300000;
    sim_run(10 * R);
    assert_int_equal(held(A, left), 200000);
}

/* --- Policy. */

static void policy_refuses(void **state)
{
    (void)state;
    nodes[M].denies_path = true;
    speak(A, &a, &s, 5000, 50000);
    sim_run(10);
    assert_error(a, RSVP_E_POLICY, 50);
    nodes[M].denies_path = false;
    nodes[M].denies_resv = true;
    sim_run(2 * R);
    ask(listen_to(B, &b, &s), RSVP_WF, 20000, false, 0, NULL);
    sim_run(10);
    assert_error(b, RSVP_E_POLICY, 50);
    assert_int_equal(a.receivers, 0);
}

static void a_grant_ends(void **state)
{
    (void)state;
    nodes[M].duration_s = 100;
    speak(A, &a, &s, 5000, 50000);
    sim_run(10);
    ask(listen_to(B, &b, &s), RSVP_WF, 20000, false, 0, NULL);
    sim_run(99 * 1000);
    assert_int_equal(b.resv_errors, 0);
    sim_run(2 * 1000);
    assert_error(b, RSVP_E_POLICY, 9);
    assert_int_equal(a.no_receivers, 1);
}

static void other_rules_hit_what_stands(void **state)
{
    (void)state;
    speak(A, &a, &s, 5000, 50000);
    sim_run(10);
    ask(listen_to(B, &b, &s), RSVP_WF, 20000, false, 0, NULL);
    sim_run(10);
    nodes[M].denies_resv = true;
    engine_reconsider(nodes[M].engine);
    sim_run(10);
    assert_error(b, RSVP_E_POLICY, 50);
    assert_int_equal(held(M, right), 0);
    nodes[M].denies_path = true;
    engine_reconsider(nodes[M].engine);
    sim_run(10);
    assert_error(a, RSVP_E_POLICY, 50);
}

/* --- Conflicts. */

static void one_style_in_a_session(void **state)
{
    const struct rsvp_sender from = sender(A, 5000);
    struct engine_receiver *r = listen_to(B, &b, &s);

    (void)state;
    speak(A, &a, &s, 5000, 50000);
    sim_run(10);
    ask(r, RSVP_WF, 20000, false, 0, NULL);
    sim_run(10);
    ask(listen_to(C, &c, &s), RSVP_SE, 20000, false, 1, &from);
    sim_run(10);
    assert_error(c, RSVP_E_STYLE, 0);
    assert_int_equal(b.resv_errors, 0);
    /* On one host it is refused at the call. */
    assert_false(ask(listen_to(B, &c, &s), RSVP_SE, 20000, false, 1, &from));
    /* Who is alone may change. */
    assert_true(ask(r, RSVP_SE, 20000, false, 1, &from));
    sim_run(10);
    assert_int_equal(held(M, right), 20000);
}

static struct rsvp_message path_message(uint16_t port, uint16_t from)
{
    return (struct rsvp_message){.type = RSVP_PATH,
                                 .send_ttl = 64,
                                 .has = RSVP_HAS_SESSION | RSVP_HAS_HOP |
                                        RSVP_HAS_TIME | RSVP_HAS_SENDER |
                                        RSVP_HAS_TSPEC,
                                 .session = session(addr(B), port),
                                 .hop = {addr(A), 1},
                                 .refresh_ms = R,
                                 .sender = sender(A, from),
                                 .tspec = load(1000).tspec};
}

static struct rsvp_error_spec answered;
static unsigned answers;

static void watch_errors(int from, const struct engine_packet *p,
                         const struct rsvp_message *m)
{
    (void)from;
    (void)p;
    if (m->type != RSVP_PATH_ERR && m->type != RSVP_RESV_ERR)
        return;
    answered = m->error;
    answers++;
}

static void ports_are_all_zero_or_none(void **state)
{
    struct rsvp_message m = path_message(6000, 5000);

    (void)state;
    sim_watch = watch_errors;
    answers = 0;
    sim_inject(M, left, &m);
    sim_run(10);
    assert_int_equal(answers, 0);
    m = path_message(0, 0);
    sim_inject(M, left, &m);
    sim_run(10);
    assert_int_equal(answered.code, RSVP_E_DEST_PORTS);
    m = path_message(6000, 0);
    sim_inject(M, left, &m);
    sim_run(10);
    assert_int_equal(answered.code, RSVP_E_SENDER_PORTS);
    assert_int_equal(answers, 2);
}

static struct rsvp_message resv_message(uint8_t style, struct rsvp_flow *flow)
{
    return (struct rsvp_message){.type = RSVP_RESV,
                                 .send_ttl = 64,
                                 .has = RSVP_HAS_SESSION | RSVP_HAS_HOP |
                                        RSVP_HAS_TIME | RSVP_HAS_STYLE,
                                 .session = session(addr(B), 6000),
                                 .hop = {addr(B), (uint32_t)right},
                                 .refresh_ms = R,
                                 .style = style,
                                 .n_flows = 1,
                                 .flows = flow};
}

static void no_path_and_no_sender(void **state)
{
    const struct rsvp_sender nobody = sender(A, 4711);
    struct rsvp_flow flow = {true, load(1000), 0, NULL};
    struct rsvp_message m = resv_message(RSVP_WF, &flow), path;

    (void)state;
    sim_watch = watch_errors;
    sim_inject(M, right, &m);
    sim_run(10);
    assert_int_equal(answered.code, RSVP_E_NO_PATH);
    path = path_message(6000, 5000);
    sim_inject(M, left, &path);
    sim_run(10);
    flow.n_filters = 1;
    flow.filters = &nobody;
    m = resv_message(RSVP_FF, &flow);
    sim_inject(M, right, &m);
    sim_run(10);
    assert_int_equal(answered.code, RSVP_E_NO_SENDER);
}

static void our_own_words_are_not_heard(void **state)
{
    struct rsvp_message m = path_message(6000, 5000);
    struct engine_counts n;

    (void)state;
    m.hop.addr = addr(M);
    sim_inject(M, left, &m);
    sim_run(10);
    engine_counts(nodes[M].engine, &n);
    assert_int_equal(n.paths, 0);
}

static void only_who_brought_a_path_takes_it_away(void **state)
{
    struct rsvp_message m = path_message(6000, 5000);
    struct engine_counts n;

    (void)state;
    sim_inject(M, left, &m);
    sim_run(10);
    m.type = RSVP_PATH_TEAR;
    m.has &= ~(unsigned)RSVP_HAS_TIME;
    m.hop.addr = addr(C);
    sim_inject(M, left, &m);
    sim_run(10);
    engine_counts(nodes[M].engine, &n);
    assert_int_equal(n.paths, 1);
    m.hop.addr = addr(A);
    sim_inject(M, left, &m);
    sim_run(10);
    engine_counts(nodes[M].engine, &n);
    assert_int_equal(n.paths, 0);
}

/* --- Limits. */

static void a_flood_is_bounded(void **state)
{
    struct engine_counts n;

    (void)state;
    sim_watch = watch_errors;
    answers = 0;
    for (uint16_t i = 1; i < 2000; i++) {
        struct rsvp_message m = path_message(i, 5000);
        sim_inject(M, left, &m);
        sim_run(0);
        if (i % 1000 == 0)
            sim_run(1);
    }
    sim_run(10);
    engine_counts(nodes[M].engine, &n);
    assert_int_equal(n.sessions, 100); /* sim.c says so */
    assert_in_range(answers, 1, 600);  /* and those are not all answered */
    for (uint16_t i = 1; i < 2000; i++) {
        struct rsvp_message m = path_message(1, i);
        sim_inject(M, left, &m);
        if (i % 1000 == 0)
            sim_run(1);
    }
    sim_run(10);
    engine_counts(nodes[M].engine, &n);
    assert_true(n.paths <= 100 + 256);
    sim_run(2 * LIFE);
    engine_counts(nodes[M].engine, &n);
    assert_int_equal(n.sessions, 0);
}

/* And by what it brings along. */
static void what_is_carried_is_bounded(void **state)
{
    static uint8_t body[9996];
    const struct rsvp_blob big = {RSVP_POLICY_DATA, 1, sizeof(body), body};
    struct engine_counts n;
    struct rsvp_message m;

    (void)state;
    for (int turn = 0; turn < 2; turn++) { /* all of it comes back */
        for (uint16_t port = 0; port < 30; port++) {
            m = path_message(1000 + port, 5000);
            m.n_policies = 1;
            m.policies = &big;
            sim_inject(M, left, &m);
            sim_run(1);
        }
        engine_counts(nodes[M].engine, &n);
        assert_int_equal(n.paths, 9); /* sim.c says so */
        m = path_message(2000, 5000);
        sim_inject(M, left, &m);
        sim_run(1);
        engine_counts(nodes[M].engine, &n);
        assert_int_equal(n.paths, 10);
        sim_run(LIFE + 1);
    }
}

static void one_program_for_a_sender(void **state)
{
    (void)state;
    assert_non_null(speak(A, &a, &s, 5000, 50000));
    assert_null(speak(A, &b, &s, 5000, 50000));
    assert_error(b, RSVP_E_API, 1);
}

static void a_machine_does_not_signal_to_itself(void **state)
{
    const struct rsvp_session self = session(addr(A), 6000);

    (void)state;
    assert_null(speak(A, &a, &self, 5000, 50000));
    assert_int_equal(a.error.code, ENGINE_NO_LOOPBACK);
}

/* --- Random lives: whatever happens, in the end nothing is left. */

static unsigned luck;

static unsigned draw(unsigned below)
{
    luck = luck * 1103515245u + 12345u;
    return (luck >> 16) % below;
}

static bool loses_some(int from, int to, const struct rsvp_message *m)
{
    (void)from;
    (void)to;
    (void)m;
    return draw(5) == 0;
}

static void random_life(unsigned seed)
{
    static const uint8_t styles[] = {RSVP_WF, RSVP_FF, RSVP_SE};
    struct rsvp_sender from[4];
    struct engine_sender *senders[4] = {NULL};
    struct engine_receiver *receivers[4] = {NULL};

    luck = seed;
    sim_loses = loses_some;
    nodes[A].budget[left] = 150000;
    nodes[M].budget[right] = 100000;
    for (unsigned i = 0; i < 4; i++)
        from[i] = sender(A, (uint16_t)(5000 + i));
    for (unsigned step = 0; step < 300; step++) {
        unsigned i = draw(4), n = 1 + draw(4);

        switch (draw(6)) {
        case 0:
            if (senders[i] == NULL)
                senders[i] = speak(A, &a, &s, (uint16_t)(5000 + i), 50000);
            break;
        case 1:
            if (senders[i] != NULL)
                engine_sender_close(senders[i]);
            senders[i] = NULL;
            break;
        case 2:
            if (receivers[i] == NULL)
                receivers[i] = listen_to(i % 2 ? B : C, &b, &s);
            break;
        case 3:
            if (receivers[i] != NULL)
                ask(receivers[i], styles[draw(3)],
                    (float)(10000 + draw(100000)), draw(2) != 0, n, from);
            break;
        case 4:
            if (receivers[i] != NULL)
                engine_receiver_close(receivers[i]);
            receivers[i] = NULL;
            break;
        default:
            sim_run(draw(3) == 0 ? draw(2 * LIFE) : draw(100));
            break;
        }
    }
    sim_loses = NULL;
    for (unsigned i = 0; i < 4; i++) {
        if (senders[i] != NULL)
            engine_sender_close(senders[i]);
        if (receivers[i] != NULL)
            engine_receiver_close(receivers[i]);
    }
    sim_run(2 * LIFE);
}

static void nothing_is_left(void **state)
{
    struct engine_counts n;

    for (unsigned seed = 1; seed <= 60; seed++) {
        random_life(seed);
        for (int node = A; node <= C; node++) {
            engine_counts(nodes[node].engine, &n);
            assert_int_equal(n.sessions, 0);
            assert_int_equal(n.paths, 0);
            assert_int_equal(n.reservations, 0);
            assert_int_equal(n.holds, 0);
            assert_int_equal(nodes[node].grants, 0);
        }
        end(state);
        tree(state);
    }
}

#define TREE(name) cmocka_unit_test_setup_teardown(name, tree, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TREE(refused_for_want_of_resources),
        TREE(a_rise_that_fails_keeps_the_old),
        TREE(who_asks_too_much_kills_nobody),
        TREE(who_goes_on_asking_keeps_nobody_out),
        TREE(policy_refuses),
        TREE(a_grant_ends),
        TREE(other_rules_hit_what_stands),
        TREE(one_style_in_a_session),
        TREE(ports_are_all_zero_or_none),
        TREE(no_path_and_no_sender),
        TREE(our_own_words_are_not_heard),
        TREE(only_who_brought_a_path_takes_it_away),
        TREE(a_flood_is_bounded),
        TREE(what_is_carried_is_bounded),
        TREE(one_program_for_a_sender),
        TREE(a_machine_does_not_signal_to_itself),
        TREE(nothing_is_left),
    };

    return cmocka_run_group_tests_name("engine_error", tests, NULL, NULL);
}
