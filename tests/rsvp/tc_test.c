/* SPDX-License-Identifier: MIT */
/* Traffic control, in a network of its own: a pair of interfaces, of which one
 * has our classes; what leaves it is counted by the kernel. */
#include <arpa/inet.h>
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>
#include <linux/capability.h>

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

static int network(void **state)
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

static int fresh(void **state)
{
    (void)state;
    assert_int_equal(tc_open(if_nametoindex("va"), LINE, &tc), 0);
    assert_int_equal(tc_state(tc), TC_READY);
    return 0;
}

static int gone(void **state)
{
    (void)state;
    tc_close(tc);
    net_run("tc qdisc delete dev va root 2>/dev/null");
    return 0;
}

static const char *qdiscs(void)
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

static uint32_t class_add(struct tc_flow flow)
{
    uint32_t id;

    assert_int_equal(tc_class_add(tc, &flow, &id), 0);
    return id;
}

static uint32_t match_add(uint32_t classid, const struct tc_match *m)
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

static int sender(int family, uint16_t port)
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

static void send_one(int s)
{
    char packet[PAYLOAD] = {0};

    assert_int_equal(send(s, packet, sizeof(packet), 0), sizeof(packet));
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* As much as there is room for; bytes/s that left the class meanwhile, but for
 * the burst at the beginning. */
static double blast(int s, uint32_t classid, double seconds)
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

static void rate_is_in(double least, double rate, double most)
{
    if (rate < least || rate > most * 1.05)
        fail_msg("%.0f bytes/s where %.0f are the rate", rate, most);
}

/* Of what waits in a queue, however slow the sender is. */
static void rate_is(double rate, double wanted)
{
    rate_is_in(wanted * 0.9, rate, wanted);
}

/* --- Rates. */

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

/* --- Whose packets. */

static void who_is_sent_where(uint32_t id, int family, uint16_t port, bool in)
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

/* --- The root. */

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
        cmocka_unit_test_setup_teardown(shaped, fresh, gone),
        cmocka_unit_test_setup_teardown(discarded, fresh, gone),
        cmocka_unit_test_setup_teardown(borrowed, fresh, gone),
        cmocka_unit_test_setup_teardown(small_packets_count_more, fresh, gone),
        cmocka_unit_test_setup_teardown(a_change_counts_at_once, fresh, gone),
        cmocka_unit_test_setup_teardown(by_port_and_address, fresh, gone),
        cmocka_unit_test_setup_teardown(of_ipv6, fresh, gone),
        cmocka_unit_test_setup_teardown(by_the_sockets_priority, fresh, gone),
        cmocka_unit_test_setup_teardown(the_root_goes_with_the_last, fresh,
                                        gone),
        cmocka_unit_test_setup_teardown(best_effort_has_what_is_left, fresh,
                                        gone),
        cmocka_unit_test_setup_teardown(signalling_goes_first, fresh, gone),
        cmocka_unit_test_setup_teardown(what_an_earlier_one_left_is_removed,
                                        fresh, gone),
        cmocka_unit_test_setup_teardown(anothers_is_not_touched, fresh, gone),
        cmocka_unit_test(faults),
        cmocka_unit_test_setup_teardown(many, fresh, gone),
        cmocka_unit_test_setup_teardown(without_privilege, fresh, gone),
        cmocka_unit_test(no_interface),
    };

    return cmocka_run_group_tests(tests, network, NULL);
}
