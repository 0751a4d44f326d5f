/* SPDX-License-Identifier: MIT */
/* A Windows Sockets 1.1 program: <winsock.h> alone, and its options of
 * IPPROTO_IP, whose numbers 2.0 gave to others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <winsock.h>

static void test_options(void **state)
{
    static const struct {
        int option, value;
    } options[] = {{IP_TTL, 77}, {IP_MULTICAST_TTL, 5}, {IP_MULTICAST_LOOP, 0}};
    WSADATA data;
    SOCKET s;

    (void)state;
    assert_int_equal(IP_TTL, 7);
    assert_int_equal(IP_MULTICAST_LOOP, 4); /* IP_TTL in 2.0 */
    assert_int_equal(WSAStartup(MAKEWORD(1, 1), &data), 0);
    s = socket(AF_INET, SOCK_DGRAM, 0);
    assert_true(s != INVALID_SOCKET);
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        assert_int_equal(setsockopt(s, IPPROTO_IP, options[i].option,
                                    (const char *)&options[i].value,
                                    sizeof(int)),
                         0);
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        int value = -1, len = sizeof(value);

        assert_int_equal(
            getsockopt(s, IPPROTO_IP, options[i].option, (char *)&value, &len),
            0);
        assert_int_equal(value, options[i].value);
    }
    assert_int_equal(closesocket(s), 0);
    assert_int_equal(WSACleanup(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_options)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
