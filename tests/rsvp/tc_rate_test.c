/* SPDX-License-Identifier: MIT */
/* Classes and their rates, and whose packets go into them. */
#include "pair.h"

static void shaped(void **state)
{
    uint32_t id = class_add(flow_of(TC_SHAPE));
    int s = sender(AF_INET, PORT);
    double rate;

    (void)state;
    match_add(id, &to_port);
    rate = blast(s, id, 0.5);
    close(s);
    rate_is(rate, RATE); /* of packets without the link's header */
    assert_int_equal(counters(id).dropped, 0);
}

/* There is hardly a queue: what a busy machine does not send is not there. */
static void discarded(void **state)
{
    uint32_t id = class_add(flow_of(TC_DISCARD));
    int s = sender(AF_INET, PORT);

    (void)state;
    match_add(id, &to_port);
    rate_is_in(RATE / 4, blast(s, id, 0.5), RATE);
    close(s);
    assert_true(counters(id).dropped > 100);
    assert_true(counters(id).backlog <= 4000);
}

static void borrowed(void **state)
{
    uint32_t id = class_add(flow_of(TC_BORROW));
    int s = sender(AF_INET, PORT);

    (void)state;
    match_add(id, &to_port);
    rate_is_in(2 * RATE, blast(s, id, 0.5), LINE);
    close(s);
}

/* A small packet counts as the smallest that is policed. */
static void small_packets_count_more(void **state)
{
    struct tc_flow flow = flow_of(TC_SHAPE);
    uint32_t id;
    int s = sender(AF_INET, PORT);

    (void)state;
    flow.mpu = 2000;
    id = class_add(flow);
    match_add(id, &to_port);
    rate_is(blast(s, id, 0.5), RATE / 2);
    close(s);
}

static void a_change_counts_at_once(void **state)
{
    struct tc_flow flow = flow_of(TC_DISCARD);
    uint32_t id = class_add(flow);
    int s = sender(AF_INET, PORT);

    (void)state;
    match_add(id, &to_port);
    flow.rate = 2 * RATE;
    flow.mode = TC_SHAPE;
    assert_int_equal(tc_class_change(tc, id, &flow), 0);
    assert_null(strstr(qdiscs(), "bfifo"));
    rate_is(blast(s, id, 0.5), 2 * RATE);
    flow.rate = 0;
    assert_int_equal(tc_class_change(tc, id, &flow), -EINVAL);
    assert_int_equal(tc_class_change(tc, id + 1, &flow), -ENOENT);
    close(s);
}

static void by_port_and_address(void **state)
{
    struct tc_match m = {.family = 4, .protocol = IPPROTO_UDP, .dport = PORT};
    uint32_t id = class_add(flow_of(TC_BORROW)), match;

    (void)state;
    inet_pton(AF_INET, "10.9.0.1", m.src);
    inet_pton(AF_INET, "10.9.0.2", m.dst);
    match = match_add(id, &m);
    who_is_sent_where(id, AF_INET, PORT, true);
    who_is_sent_where(id, AF_INET, PORT + 1, false);
    assert_int_equal(tc_match_remove(tc, match), 0);
    assert_int_equal(tc_match_remove(tc, match), -ENOENT);
    who_is_sent_where(id, AF_INET, PORT, false);
    m.src[3] = 77;
    match_add(id, &m);
    who_is_sent_where(id, AF_INET, PORT, false);
    m.src[3] = 1;
    m.protocol = IPPROTO_TCP;
    match_add(id, &m);
    who_is_sent_where(id, AF_INET, PORT, false);
    m.protocol = 0;
    m.dport = 0;
    match_add(id, &m);
    who_is_sent_where(id, AF_INET, PORT + 1, true);
}

static void of_ipv6(void **state)
{
    struct tc_match m = {.family = 6, .protocol = IPPROTO_UDP, .dport = PORT};
    uint32_t id = class_add(flow_of(TC_BORROW));

    (void)state;
    if (!net_run("test -d /proc/sys/net/ipv6"))
        skip();
    inet_pton(AF_INET6, "fd09::1", m.src);
    inet_pton(AF_INET6, "fd09::2", m.dst);
    match_add(id, &m);
    who_is_sent_where(id, AF_INET6, PORT, true);
    who_is_sent_where(id, AF_INET6, PORT + 1, false);
    who_is_sent_where(id, AF_INET, PORT, false);
}

static void by_the_sockets_priority(void **state)
{
    uint32_t id = class_add(flow_of(TC_BORROW));
    int s = sender(AF_INET, PORT);

    (void)state;
    send_one(s);
    assert_int_equal(counters(id).packets, 0);
    assert_int_equal(setsockopt(s, SOL_SOCKET, SO_PRIORITY, &id, sizeof(id)),
                     0);
    send_one(s);
    assert_int_equal(counters(id).packets, 1);
    close(s);
}

/* Messages of RSVP pass what waits. */
static void signalling_goes_first(void **state)
{
    uint32_t control = TC_MAJOR << 16 | 3;
    int s = sender(AF_INET, 1699), raw;
    struct sockaddr_in to = {.sin_family = AF_INET};
    char packet[100] = {0};

    (void)state;
    class_add(flow_of(TC_SHAPE));
    send_one(s);
    close(s);
    assert_int_equal(counters(control).packets, 1);
    raw = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, 46);
    assert_true(raw >= 0);
    inet_pton(AF_INET, "10.9.0.2", &to.sin_addr);
    assert_int_equal(
        sendto(raw, packet, sizeof(packet), 0, (void *)&to, sizeof(to)),
        sizeof(packet));
    close(raw);
    assert_int_equal(counters(control).packets, 2);
    if (net_run("test -d /proc/sys/net/ipv6")) {
        struct sockaddr_in6 to6 = {.sin6_family = AF_INET6};
        static const uint8_t alert[8] = {0, 0, 5, 2, 0, 0, 1, 0};

        inet_pton(AF_INET6, "fd09::2", &to6.sin6_addr);
        raw = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, 46);
        assert_true(raw >= 0);
        assert_int_equal(
            setsockopt(raw, IPPROTO_IPV6, IPV6_HOPOPTS, alert, sizeof(alert)),
            0);
        assert_int_equal(
            sendto(raw, packet, sizeof(packet), 0, (void *)&to6, sizeof(to6)),
            sizeof(packet));
        close(raw);
        assert_int_equal(counters(control).packets, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_TC(shaped),
        WITH_TC(discarded),
        WITH_TC(borrowed),
        WITH_TC(small_packets_count_more),
        WITH_TC(a_change_counts_at_once),
        WITH_TC(by_port_and_address),
        WITH_TC(of_ipv6),
        WITH_TC(by_the_sockets_priority),
        WITH_TC(signalling_goes_first),
    };

    return cmocka_run_group_tests(tests, network, NULL);
}
