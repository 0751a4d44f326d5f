/* SPDX-License-Identifier: MIT */
/* The functions of nspapi.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <winsock2.h>
#include <nspapi.h>

static union {
    PROTOCOL_INFOW wide[16];
    PROTOCOL_INFOA narrow[16];
    char room[8192];
} found;

static void test_all(void **state)
{
    DWORD length = 0, need;
    int n, tcp = 0;

    (void)state;
    assert_int_equal(EnumProtocolsW(NULL, NULL, &length), SOCKET_ERROR);
    assert_int_equal(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
    need = length--;
    assert_int_equal(EnumProtocolsW(NULL, &found, &length), SOCKET_ERROR);
    assert_int_equal(GetLastError(), ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(length, need);
    SetLastError(77);
    n = EnumProtocolsW(NULL, &found, &length);
    assert_true(n > 3);
    assert_int_equal(GetLastError(), 77);
    for (int i = 0; i < n; i++) {
        assert_in_range((uintptr_t)found.wide[i].lpProtocol,
                        (uintptr_t)&found.wide[n], (uintptr_t)&found + need);
        if (found.wide[i].iProtocol != IPPROTO_TCP)
            continue;
        tcp++;
        assert_int_equal(found.wide[i].iSocketType, SOCK_STREAM);
        assert_true((found.wide[i].dwServiceFlags & XP_GUARANTEED_ORDER) != 0);
        assert_true((found.wide[i].dwServiceFlags & XP_CONNECTIONLESS) == 0);
    }
    assert_true(tcp > 0);
}

static void test_some(void **state)
{
    INT asked[] = {IPPROTO_UDP, 0}, none[] = {250, 0};
    DWORD length = sizeof(found);
    int n;

    (void)state;
    n = EnumProtocolsA(asked, &found, &length);
    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        assert_int_equal(found.narrow[i].iProtocol, IPPROTO_UDP);
        assert_true(strlen(found.narrow[i].lpProtocol) > 0);
        assert_true((found.narrow[i].dwServiceFlags & XP_CONNECTIONLESS) != 0);
    }
    length = sizeof(found);
    assert_int_equal(EnumProtocolsA(none, &found, &length), 0);
}

static void test_bad_memory(void **state)
{
    DWORD length = sizeof(found);

    (void)state;
    assert_int_equal(EnumProtocolsW((INT *)16, &found, &length), SOCKET_ERROR);
    assert_int_equal(GetLastError(), WSAEFAULT);
    assert_int_equal(EnumProtocolsW(NULL, &found, NULL), SOCKET_ERROR);
    assert_int_equal(GetLastError(), WSAEFAULT);
    assert_int_equal(EnumProtocolsW(NULL, (void *)16, &length), SOCKET_ERROR);
    assert_int_equal(GetLastError(), WSAEFAULT);
}

static void test_name_by_type(void **state)
{
    char name[32];

    (void)state;
    assert_int_equal(GetNameByTypeA(NULL, name, 32), SOCKET_ERROR);
    assert_int_equal(GetLastError(), WSA_INVALID_PARAMETER);
}

static void test_unstarted(void **state)
{
    DWORD length = sizeof(found);

    (void)state;
    assert_int_equal(WSACleanup(), 0);
    assert_int_equal(EnumProtocolsW(NULL, &found, &length), SOCKET_ERROR);
    assert_int_equal(GetLastError(), WSANOTINITIALISED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),        cmocka_unit_test(test_some),
        cmocka_unit_test(test_bad_memory), cmocka_unit_test(test_name_by_type),
        cmocka_unit_test(test_unstarted),
    };
    WSADATA data;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
