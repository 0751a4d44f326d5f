/* SPDX-License-Identifier: MIT */
/* The last error: one value behind both names, one for each thread, and errno
 * is none of its business. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>

#include <winsock2.h>
#include <windows.h>

#include "err/lasterror.h"

static void test_one_value(void **state)
{
    (void)state;
    WSASetLastError(WSAECONNRESET);
    assert_int_equal(GetLastError(), WSAECONNRESET);
    assert_int_equal(ws2_get_last_error(), WSAECONNRESET);
    SetLastError(ERROR_FILE_NOT_FOUND);
    assert_int_equal(WSAGetLastError(), ERROR_FILE_NOT_FOUND);
    ws2_set_last_error(WSAEINTR);
    assert_int_equal(WSAGetLastError(), WSAEINTR);
    assert_int_equal(WSAGetLastError(), WSAEINTR); /* reading keeps it */
}

static void test_any_value(void **state)
{
    (void)state;
    SetLastError(0x80072746u);
    assert_int_equal(GetLastError(), 0x80072746u);
    WSASetLastError(-1);
    assert_int_equal(WSAGetLastError(), -1);
    WSASetLastError(0);
    assert_int_equal(GetLastError(), 0);
}

static void *other_thread(void *arg)
{
    *(int *)arg = WSAGetLastError();
    WSASetLastError(WSAEINVAL);
    return NULL;
}

static void test_per_thread(void **state)
{
    pthread_t thread;
    int seen = -1;

    (void)state;
    WSASetLastError(WSAEFAULT);
    assert_int_equal(pthread_create(&thread, NULL, other_thread, &seen), 0);
    pthread_join(thread, NULL);
    assert_int_equal(seen, 0); /* a thread starts without an error */
    assert_int_equal(WSAGetLastError(), WSAEFAULT);
}

static void test_errno_kept(void **state)
{
    (void)state;
    errno = 77;
    WSASetLastError(WSAEFAULT);
    WSAGetLastError();
    SetLastError(5);
    GetLastError();
    assert_int_equal(errno, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_value),
        cmocka_unit_test(test_any_value),
        cmocka_unit_test(test_per_thread),
        cmocka_unit_test(test_errno_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
