/* SPDX-License-Identifier: MIT */
/* What the tests of traffic control share: a network with a pair of interfaces,
 * of which one has our classes; what leaves it is counted by the kernel. */
#ifndef WS2_TESTS_RSVP_PAIR_H
#define WS2_TESTS_RSVP_PAIR_H

#include <arpa/inet.h>
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>

#include <cmocka.h>

#include "net.h"
#include "tc.h"

#define LINE    12500000u
#define RATE    400000u
#define PAYLOAD 972u /* with its headers 1000 */
#define REST    (TC_MAJOR << 16 | 2)
#define PORT    5001

static const struct tc_match to_port = {
    .family = 4, .protocol = IPPROTO_UDP, .dport = PORT};
static struct tc *tc;

static inline int network(void **state)
{
    (void)state;
    net_own();
    assert_true(
        net_run("ip link set lo up && ip link add va type veth peer name vb &&"
                "ip address add 10.9.0.1/24 dev va && ip link set vb up &&"
                "ip link set va up &&"
                "ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev va"));
    if (net_run("test -d /proc/sys/net/ipv6"))
        assert_true(
            net_run("ip -6 address add fd09::1/64 dev va nodad &&"
                    "ip neigh add fd09::2 lladdr 02:00:00:00:00:02 dev va"));
    return 0;
}

static inline int fresh(void **state)
{
    (void)state;
    assert_int_equal(tc_open(if_nametoindex("va"), LINE, &tc), 0);
    assert_int_equal(tc_state(tc), TC_READY);
    return 0;
}

static inline int gone(void **state)
{
    (void)state;
    tc_close(tc);
    net_run("tc qdisc delete dev va root 2>/dev/null");
    return 0;
}

static inline const char *qdiscs(void)
{
    return net_said("tc qdisc show dev va");
}

static struct tc_flow flow_of(enum tc_mode mode)
{
    return (struct tc_flow){.rate = RATE,
                            .burst = 4000,
                            .mpu = 100,
                            .packet = 1500,
                            .mode = mode,
                            .priority = TC_PRIO_CONTROLLED_LOAD};
}

static inline uint32_t class_add(struct tc_flow flow)
{
    uint32_t id;

    assert_int_equal(tc_class_add(tc, &flow, &id), 0);
    return id;
}

static inline uint32_t match_add(uint32_t classid, const struct tc_match *m)
{
    uint32_t id;

    assert_int_equal(tc_match_add(tc, classid, m, &id), 0);
    return id;
}

static struct tc_counters counters(uint32_t classid)
{
    struct tc_counters c;

    assert_int_equal(tc_class_counters(tc, classid, &c), 0);
    return c;
}

/* --- Packets. */

static inline int sender(int family, uint16_t port)
{
    struct sockaddr_in to4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 to6 = {.sin6_family = AF_INET6,
                               .sin6_port = htons(port)};
    int s = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    inet_pton(AF_INET, "10.9.0.2", &to4.sin_addr);
    inet_pton(AF_INET6, "fd09::2", &to6.sin6_addr);
    assert_true(s >= 0);
    assert_int_equal(family == AF_INET ? connect(s, (void *)&to4, sizeof(to4))
                                       : connect(s, (void *)&to6, sizeof(to6)),
                     0);
    return s;
}

static inline void send_one(int s)
{
    char packet[PAYLOAD] = {0};

    assert_int_equal(send(s, packet, sizeof(packet), 0), sizeof(packet));
}

static inline double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* As much as there is room for; bytes/s that left the class meanwhile, but for
 * the burst at the beginning. */
static inline double blast(int s, uint32_t classid, double seconds)
{
    struct tc_counters before;
    double begin = now_s(), end;

    while (now_s() < begin + 0.05)
        send_one(s);
    before = counters(classid);
    begin = now_s();
    do {
        for (int i = 0; i < 20; i++)
            send_one(s);
        end = now_s();
    } while (end < begin + seconds);
    return (double)(counters(classid).bytes - before.bytes) / (end - begin);
}

static inline void rate_is_in(double least, double rate, double most)
{
    if (rate < least || rate > most * 1.05)
        fail_msg("%.0f bytes/s where %.0f are the rate", rate, most);
}

/* Of what waits in a queue, however slow the sender is. */
static inline void rate_is(double rate, double wanted)
{
    rate_is_in(wanted * 0.9, rate, wanted);
}

static inline void who_is_sent_where(uint32_t id, int family, uint16_t port,
                                     bool in)
{
    struct tc_counters before = counters(id), rest = counters(REST);
    int s = sender(family, port);

    send_one(s);
    close(s);
    assert_int_equal(counters(id).packets - before.packets, in);
    if (in)
        assert_int_equal(counters(id).bytes - before.bytes,
                         PAYLOAD + (family == AF_INET ? 28 : 48));
    else
        assert_true(counters(REST).packets > rest.packets);
}

#define WITH_TC(name) cmocka_unit_test_setup_teardown(name, fresh, gone)

#endif
