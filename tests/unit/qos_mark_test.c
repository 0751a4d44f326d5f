/* SPDX-License-Identifier: MIT */
/* The marks that a grant gives to packets, as getsockopt and a receiver see
 * them, and the pace of TCP. */
#include "qos_police.h"

static void marked_while_it_is_granted(void **state)
{
    (void)state;
    assert_int_equal(send_one(), 0);
    assert_int_equal(received(), 0);
    grant(SERVICETYPE_GUARANTEED, QOS_NOT_SPECIFIED);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), 0xa0);
    assert_int_equal(send_one(), 0);
    assert_int_equal(received(), 0xa0);
    grant(SERVICETYPE_CONTROLLEDLOAD, QOS_NOT_SPECIFIED);
    assert_int_equal(send_one(), 0);
    assert_int_equal(received(), 0x60);
    grant(SERVICETYPE_BESTEFFORT, QOS_NOT_SPECIFIED);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), 0);
    assert_int_equal(send_one(), 0);
    assert_int_equal(received(), 0);
}

static void of_ipv6(void **state)
{
    (void)state;
    closesocket(s);
    closesocket(peer);
    pair_of(AF_INET6);
    grant(SERVICETYPE_CONTROLLEDLOAD, QOS_NOT_SPECIFIED);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(send_one(), 0);
        assert_int_equal(received(), 0x60);
    }
    assert_int_equal(send_one(), 0); /* more than the bucket has */
    assert_int_equal(received(), 0);
}

/* What the program had set itself, when nothing was ever granted. */
static void another_mark_is_left_alone(void **state)
{
    int tos = 0x20;

    (void)state;
    assert_int_equal(
        setsockopt(s, IPPROTO_IP, IP_TOS, (char *)&tos, sizeof(tos)), 0);
    tos = option(IPPROTO_IP, IP_TOS);
    grant(SERVICETYPE_BESTEFFORT, QOS_NOT_SPECIFIED);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), tos);
}

static void dissolved(void **state)
{
    struct sockaddr none = {.sa_family = AF_UNSPEC};

    (void)state;
    grant(SERVICETYPE_GUARANTEED, TC_NONCONF_DISCARD);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), 0xa0);
    assert_int_equal(connect(s, &none, sizeof(none)), 0);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), 0);
}

/* The kernel does not pace the first ten segments, which are large on the
 * loopback. */
static void tcp_is_marked_and_paced(void **state)
{
    enum { TOTAL = 1600000, PACE = 2000000, AT_ONCE = 800000 };
    static char chunk[65536];
    struct sockaddr_in name = loopback(0);
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0), accepted;
    int len = sizeof(name);
    u_long on = 1;
    double begin;

    (void)state;
    closesocket(s);
    s = open_of(SOCK_STREAM);
    bind(listener, (struct sockaddr *)&name, sizeof(name));
    listen(listener, 1);
    getsockname(listener, (struct sockaddr *)&name, &len);
    assert_int_equal(connect(s, (struct sockaddr *)&name, len), 0);
    accepted = accept(listener, NULL, NULL);
    assert_int_equal(set(s), 0);
    grant_rate(SERVICETYPE_GUARANTEED, QOS_NOT_SPECIFIED, PACE, BURST);
    assert_int_equal(option(IPPROTO_IP, IP_TOS) & 0xfc, 0xa0);
    ioctlsocket(s, (long)(int)FIONBIO, &on);
    begin = now_s();
    for (int got_all = 0; got_all < TOTAL;) {
        int n;

        while (send(s, chunk, sizeof(chunk), 0) > 0)
            ;
        n = recv(accepted, chunk, sizeof(chunk), 0);
        assert_true(n > 0);
        got_all += n;
    }
    assert_true(now_s() - begin > (double)(TOTAL - AT_ONCE) / PACE);
    closesocket(accepted);
    closesocket(listener);
}

static void more_loses_its_mark(void **state)
{
    int marked = 0, plain = 0;

    (void)state;
    grant(SERVICETYPE_CONTROLLEDLOAD, QOS_NOT_SPECIFIED);
    for (int i = 0; i < 50; i++)
        assert_int_equal(send_one(), 0);
    for (int i = 0; i < 50; i++)
        switch (received()) {
        case 0x60:
            marked++;
            break;
        case 0:
            plain++;
            break;
        default:
            fail();
        }
    assert_true(marked >= 4);
    assert_true(plain >= 1);
    assert_int_equal(marked + plain, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PAIR(marked_while_it_is_granted), WITH_PAIR(of_ipv6),
        WITH_PAIR(another_mark_is_left_alone), WITH_PAIR(dissolved),
        WITH_PAIR(tcp_is_marked_and_paced),    WITH_PAIR(more_loses_its_mark),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
