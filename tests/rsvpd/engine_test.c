/* SPDX-License-Identifier: MIT */
/* Paths and reservations: how they spread, merge, are refreshed and end
 * (RFC 2205, sections 2 and 3.7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "sim.h"

#define R    30000u
#define LIFE 157500u /* (3 + 0.5) * 1.5 * R */

/* A line A – R – B and what the ends are told. */
enum { A, M, B, C };
static struct ear a, b, c;
static int left, right, third;
static struct rsvp_session to_b;

static int line(void **state)
{
    (void)state;
    sim_begin();
    memset(&a, 0, sizeof(a));
    memset(&b, 0, sizeof(b));
    memset(&c, 0, sizeof(c));
    for (int n = A; n <= B; n++)
        sim_node(n);
    left = sim_link(A, M);
    right = sim_link(M, B);
    to_b = session(addr(B), 6000);
    return 0;
}

/* A sends to a group with members B and C behind R. */
static int tree(void **state)
{
    line(state);
    sim_node(C);
    third = sim_link(M, C);
    sim_group(B);
    sim_group(C);
    to_b = session(group(), 6000);
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

static struct engine_counts counts(int node)
{
    struct engine_counts n;

    engine_counts(nodes[node].engine, &n);
    return n;
}

/* --- One sender, one receiver. */

static void reserves_hop_by_hop(void **state)
{
    struct engine_receiver *r = listen_to(B, &b, &to_b);
    struct engine_sender *s = speak(A, &a, &to_b, 5000, 50000);

    (void)state;
    sim_run(10);
    assert_int_equal(b.senders, 2); /* once for nobody, once for A */
    assert_int_equal(a.receivers, 0);
    assert_true(ask(r, RSVP_WF, 40000, true, 0, NULL));
    sim_run(10);
    assert_int_equal(a.receivers, 1);
    assert_int_equal((int)a.flowspec.tspec.rate, 40000);
    assert_int_equal(b.confirmed, 1);
    assert_int_equal(held(A, left), 40000);
    assert_int_equal(held(M, right), 40000);
    assert_int_equal(held(B, right), 0);
    sim_run(20 * R); /* refreshes are no news */
    assert_int_equal(a.receivers, 1);
    assert_int_equal(b.senders, 2);
    assert_int_equal(b.confirmed, 1);
    engine_sender_close(s);
    sim_run(10);
    assert_int_equal(held(M, right), 0);
    assert_int_equal(b.senders, 3);
    assert_int_equal(counts(M).sessions, 0);
    engine_receiver_close(r);
    assert_int_equal(counts(B).sessions, 0);
}

static void order_does_not_matter(void **state)
{
    struct engine_receiver *r = listen_to(B, &b, &to_b);

    (void)state;
    assert_true(ask(r, RSVP_WF, 40000, false, 0, NULL));
    sim_run(R);
    assert_non_null(speak(A, &a, &to_b, 5000, 50000));
    sim_run(10);
    assert_int_equal(a.receivers, 1);
    engine_unreserve(r);
    sim_run(10);
    assert_int_equal(a.no_receivers, 1);
    assert_int_equal(held(A, left), 0);
    assert_true(ask(r, RSVP_WF, 30000, false, 0, NULL));
    sim_run(10);
    assert_int_equal(a.receivers, 2);
}

static void changes_travel_at_once(void **state)
{
    struct engine_receiver *r = listen_to(B, &b, &to_b);
    struct engine_sender *s = speak(A, &a, &to_b, 5000, 50000);
    struct engine_sending more = {.session = to_b,
                                  .sender = sender(A, 5000),
                                  .tspec = load(60000).tspec,
                                  .services = 1u << RSVP_CONTROLLED_LOAD,
                                  .ttl = 64};

    (void)state;
    sim_run(10);
    ask(r, RSVP_WF, 40000, false, 0, NULL);
    sim_run(10);
    ask(r, RSVP_WF, 45000, false, 0, NULL);
    sim_run(10);
    assert_int_equal(a.receivers, 2);
    assert_int_equal(held(M, right), 45000);
    b.senders = 0;
    assert_true(engine_sender_change(s, &more, &a.error));
    sim_run(10);
    assert_int_equal(b.senders, 1);
}

/* --- Soft state. */

static bool cut;

static bool loses_all(int from, int to, const struct rsvp_message *m)
{
    (void)from;
    (void)to;
    (void)m;
    return cut;
}

static void silence_is_the_end_after_a_lifetime(void **state)
{
    struct engine_receiver *r = listen_to(B, &b, &to_b);
    uint64_t last;

    (void)state;
    speak(A, &a, &to_b, 5000, 50000);
    sim_run(10);
    ask(r, RSVP_WF, 40000, false, 0, NULL);
    sim_run(5 * R);
    last = nodes[M].last_sent[RSVP_PATH];
    sim_loses = loses_all;
    cut = true;
    b.senders = 0;
    sim_run(last + 1 + LIFE - 1 - sim_time);
    assert_int_equal(b.senders, 0);
    sim_run(2);
    assert_int_equal(b.senders, 1);
    sim_run(2 * LIFE);
    assert_int_equal(a.no_receivers, 1);
    assert_int_equal(held(M, right), 0);
    assert_int_equal(counts(M).sessions, 0);
    cut = false; /* and it comes back by itself */
    sim_run(2 * R);
    assert_int_equal(counts(M).paths, 1);
}

static unsigned lost;

static bool loses_tears(int from, int to, const struct rsvp_message *m)
{
    (void)from;
    (void)to;
    if (m->type != RSVP_PATH_TEAR && m->type != RSVP_RESV_TEAR)
        return false;
    lost++;
    return true;
}

static void a_lost_tear_only_delays(void **state)
{
    struct engine_sender *s = speak(A, &a, &to_b, 5000, 50000);

    (void)state;
    sim_run(10);
    sim_loses = loses_tears;
    lost = 0;
    engine_sender_close(s);
    sim_run(10);
    assert_int_equal(lost, 1);
    assert_int_equal(counts(M).paths, 1);
    sim_run(LIFE);
    assert_int_equal(counts(M).paths, 0);
}

static bool loses_two_of_three(int from, int to, const struct rsvp_message *m)
{
    static unsigned turn;

    (void)to;
    (void)m;
    return from == A && ++turn % 3 != 0;
}

static void lost_refreshes_do_no_harm(void **state)
{
    (void)state;
    listen_to(B, &b, &to_b);
    speak(A, &a, &to_b, 5000, 50000);
    sim_run(10);
    b.senders = 0;
    sim_loses = loses_two_of_three;
    sim_run(100 * R);
    assert_int_equal(b.senders, 0);
}

static uint64_t times[64];
static unsigned n_times;

static void watch_paths(int from, const struct engine_packet *p,
                        const struct rsvp_message *m)
{
    (void)p;
    if (from == A && m->type == RSVP_PATH && n_times < 64)
        times[n_times++] = sim_time;
}

static void refreshes_come_early_and_then_around_r(void **state)
{
    bool spread = false;

    (void)state;
    n_times = 0;
    sim_watch = watch_paths;
    speak(A, &a, &to_b, 5000, 50000);
    sim_run(40 * R);
    assert_true(n_times > 30);
    assert_int_equal(times[1] - times[0], 500);
    assert_int_equal(times[2] - times[1], 1000);
    for (unsigned i = 3; i < n_times; i++) {
        uint64_t gap = times[i] - times[i - 1];

        assert_in_range(gap, R / 2, R * 3 / 2 + 1);
        spread = spread || gap < R * 3 / 4 || gap > R * 5 / 4;
    }
    assert_true(spread);
}

static uint32_t said[64];
static unsigned n_said;

static void watch_periods(int from, const struct engine_packet *p,
                          const struct rsvp_message *m)
{
    (void)p;
    if (from == A && m->type == RSVP_PATH && n_said < 64)
        said[n_said++] = m->refresh_ms;
}

static void a_longer_period_comes_by_steps(void **state)
{
    (void)state;
    sim_watch = watch_periods;
    speak(A, &a, &to_b, 5000, 50000);
    sim_run(2 * R);
    n_said = 0;
    engine_refresh_change(nodes[A].engine, 4 * R);
    sim_run(60 * R);
    assert_true(n_said > 6);
    for (unsigned i = 1; i < n_said; i++)
        assert_true(said[i] <= said[i - 1] + said[i - 1] * 3 / 10 + 1);
    assert_int_equal(said[n_said - 1], 4 * R);
}

/* --- Merging. */

static void wildcards_merge_to_the_larger(void **state)
{
    struct engine_receiver *small, *large;

    (void)state;
    speak(A, &a, &to_b, 5000, 90000);
    small = listen_to(B, &b, &to_b);
    large = listen_to(C, &c, &to_b);
    sim_run(10);
    ask(small, RSVP_WF, 40000, false, 0, NULL);
    sim_run(10);
    ask(large, RSVP_WF, 70000, true, 0, NULL);
    sim_run(10);
    assert_int_equal(held(A, left), 70000);
    assert_int_equal(held(M, right), 40000);
    assert_int_equal(held(M, third), 70000);
    assert_int_equal(c.confirmed, 1);
    /* What is merged is confirmed by who merges. */
    nodes[A].sent.types[RSVP_RESV_CONF] = 0;
    nodes[M].sent.types[RSVP_RESV_CONF] = 0;
    ask(small, RSVP_WF, 50000, true, 0, NULL);
    sim_run(10);
    assert_int_equal(b.confirmed, 1);
    assert_int_equal(nodes[A].sent.types[RSVP_RESV_CONF], 0);
    assert_int_equal(nodes[M].sent.types[RSVP_RESV_CONF], 1);
    engine_receiver_close(large);
    sim_run(10);
    assert_int_equal(held(A, left), 50000);
    assert_int_equal(a.no_receivers, 0);
}

static void fixed_filters_add_up(void **state)
{
    const struct rsvp_sender from[] = {sender(A, 5000), sender(A, 5001)};
    struct engine_receiver *r = listen_to(B, &b, &to_b);
    struct ear other = {0};

    (void)state;
    speak(A, &a, &to_b, 5000, 50000);
    speak(A, &other, &to_b, 5001, 50000);
    sim_run(10);
    ask(r, RSVP_FF, 30000, false, 2, from);
    sim_run(10);
    assert_int_equal(held(M, right), 60000);
    ask(r, RSVP_FF, 30000, false, 1, from + 1);
    sim_run(10);
    assert_int_equal(held(M, right), 30000);
    assert_int_equal(a.no_receivers, 1);
    assert_int_equal(other.no_receivers, 0);
}

static void explicit_ones_share(void **state)
{
    const struct rsvp_sender from[] = {sender(A, 5000), sender(A, 5001)};
    struct engine_receiver *one, *two;
    struct ear other = {0};

    (void)state;
    speak(A, &a, &to_b, 5000, 50000);
    speak(A, &other, &to_b, 5001, 50000);
    one = listen_to(B, &b, &to_b);
    two = listen_to(C, &c, &to_b);
    sim_run(10);
    ask(one, RSVP_SE, 30000, false, 1, from);
    ask(two, RSVP_SE, 20000, false, 1, from + 1);
    sim_run(10);
    assert_int_equal(held(A, left), 30000);
    assert_int_equal(held(M, right), 30000);
    assert_int_equal(held(M, third), 20000);
    assert_int_equal(a.receivers, 1);
    assert_int_equal(other.receivers, 1);
    engine_receiver_close(one);
    sim_run(10);
    assert_int_equal(a.no_receivers, 1);
    assert_int_equal(held(A, left), 20000);
}

static unsigned scoped;

static void watch_scope(int from, const struct engine_packet *p,
                        const struct rsvp_message *m)
{
    if (m->type != RSVP_RESV)
        return;
    /* Each previous hop is asked for the senders behind it. */
    assert_true((m->has & RSVP_HAS_SCOPE) != 0);
    if (from == M) {
        scoped++;
        assert_int_equal(m->n_scope, 1);
        assert_memory_equal(&m->scope[0], &p->to, sizeof(p->to));
    }
}

static void wildcards_say_whom_they_mean(void **state)
{
    struct ear other = {0};

    (void)state;
    sim_group(A);
    speak(A, &a, &to_b, 5000, 50000);
    speak(C, &other, &to_b, 5000, 50000);
    sim_run(10);
    sim_watch = watch_scope;
    scoped = 0;
    ask(listen_to(B, &b, &to_b), RSVP_WF, 30000, false, 0, NULL);
    sim_run(10);
    assert_int_equal(a.receivers, 1);
    assert_int_equal(other.receivers, 1);
    assert_true(scoped >= 2);
}

/* --- The way. */

static void a_node_that_takes_no_part_is_noticed(void **state)
{
    (void)state;
    sim_stop(M, false);
    ask(listen_to(B, &b, &to_b), RSVP_WF, 40000, true, 0, NULL);
    speak(A, &a, &to_b, 5000, 50000);
    sim_run(20);
    assert_int_equal(a.receivers, 1);
    assert_int_equal(b.confirmed, 1);
    assert_int_equal(held(A, left), 40000);
}

static void another_way_is_taken(void **state)
{
    struct engine_receiver *r = listen_to(B, &b, &to_b);
    int detour;

    (void)state;
    sim_node(C);
    speak(A, &a, &to_b, 5000, 50000);
    sim_run(10);
    ask(r, RSVP_WF, 40000, false, 0, NULL);
    sim_run(10);
    detour = sim_link(M, C);
    assert_true(sim_link(C, B) != detour);
    sim_unlink(right);
    engine_rerouted(nodes[M].engine);
    sim_run(20);
    assert_int_equal(held(M, detour), 40000);
    assert_int_equal(held(A, left), 40000);
    /* It was gone at most for a moment. */
    assert_int_equal(a.receivers, 1 + a.no_receivers);
    assert_int_equal(counts(C).paths, 1);
}

static unsigned carried;

static void watch_unknown(int from, const struct engine_packet *p,
                          const struct rsvp_message *m)
{
    (void)p;
    if (from == M && m->type == RSVP_PATH)
        carried += (unsigned)m->n_unknown;
}

static void unknown_objects_go_along(void **state)
{
    static const uint8_t body[8] = "onwards";
    const struct rsvp_blob unknown = {0xC7, 1, sizeof(body), body};
    struct rsvp_message m = {.type = RSVP_PATH,
                             .send_ttl = 64,
                             .has = RSVP_HAS_SESSION | RSVP_HAS_HOP |
                                    RSVP_HAS_TIME | RSVP_HAS_SENDER |
                                    RSVP_HAS_TSPEC,
                             .session = to_b,
                             .hop = {addr(A), 1},
                             .refresh_ms = R,
                             .sender = sender(A, 5000),
                             .tspec = load(1000).tspec,
                             .n_unknown = 1,
                             .unknown = &unknown};

    (void)state;
    sim_watch = watch_unknown;
    carried = 0;
    sim_inject(M, left, &m);
    sim_run(10);
    assert_int_equal(carried, 1);
}

static void an_end_takes_leave(void **state)
{
    struct engine_receiver *r = listen_to(B, &b, &to_b);

    (void)state;
    speak(A, &a, &to_b, 5000, 50000);
    sim_run(10);
    ask(r, RSVP_WF, 40000, false, 0, NULL);
    sim_run(10);
    sim_stop(B, true);
    sim_run(10);
    assert_int_equal(a.no_receivers, 1);
    sim_stop(A, true);
    sim_run(10);
    assert_int_equal(counts(M).sessions, 0);
}

#define LINE(name) cmocka_unit_test_setup_teardown(name, line, end)
#define TREE(name) cmocka_unit_test_setup_teardown(name, tree, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LINE(reserves_hop_by_hop),
        LINE(order_does_not_matter),
        LINE(changes_travel_at_once),
        LINE(silence_is_the_end_after_a_lifetime),
        LINE(a_lost_tear_only_delays),
        LINE(lost_refreshes_do_no_harm),
        LINE(refreshes_come_early_and_then_around_r),
        LINE(a_longer_period_comes_by_steps),
        TREE(wildcards_merge_to_the_larger),
        LINE(fixed_filters_add_up),
        TREE(explicit_ones_share),
        TREE(wildcards_say_whom_they_mean),
        LINE(a_node_that_takes_no_part_is_noticed),
        LINE(another_way_is_taken),
        LINE(unknown_objects_go_along),
        LINE(an_end_takes_leave),
    };

    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
