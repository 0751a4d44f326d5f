/* SPDX-License-Identifier: MIT */
/* Every row of unimplemented.def: the documented value and code, first
 * WSANOTINITIALISED where that is documented, and one call counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <nspapi.h>
#include <socketapi.h>
#include <ws2spi.h>

#include "api/unimplemented.h"

/* The functions look at no argument but lpErrno, wherever that stands: called
 * with its address in every place, all of them run. */
static INT errno_box;
#define A    ((long)&errno_box)
#define ARGS long, long, long, long, long, long, long, long, long, long, long
#define CALL(type, name)                                                       \
    (((type(*)(ARGS))hidden((void *)(name)))(A, A, A, A, A, A, A, A, A, A, A))

/* So that the compiler does not see which function is called so. */
static void *hidden(void *function)
{
    __asm__("" : "+r"(function));
    return function;
}

static unsigned before, called;

static void begin(const char *name)
{
    before = ws2_unimplemented_calls(name);
    called++;
    errno_box = 0;
    WSASetLastError(12345);
}

static void end(const char *name, int64_t got, int64_t want, int code,
                int want_code)
{
    if (got != want || code != want_code)
        print_error("%s: %lld and %d, not %lld and %d\n", name, (long long)got,
                    code, (long long)want, want_code);
    assert_int_equal(got, want);
    assert_int_equal(code, want_code);
    assert_int_equal(ws2_unimplemented_calls(name), before + 1);
}

#define LASTERR(type, name, params, value, code)                               \
    begin(#name);                                                              \
    got = (int64_t)CALL(type, name);                                           \
    end(#name, got, (int64_t)(type)(value), WSAGetLastError(), code);
#define LPERRNO(type, name, params, value, code)                               \
    begin(#name);                                                              \
    got = (int64_t)CALL(type, name);                                           \
    end(#name, got, (int64_t)(type)(value), errno_box, code);
#define STARTED(type, name, params, value, code)                               \
    LASTERR(type, name, params, value, started ? code : WSANOTINITIALISED)
#define RETURNS(type, name, params, code)                                      \
    begin(#name);                                                              \
    got = (int64_t)CALL(type, name);                                           \
    end(#name, got, (int64_t)(type)(code), WSAGetLastError(), 12345);
#define STRETURNS(type, name, params, code)                                    \
    RETURNS(type, name, params, started ? code : WSANOTINITIALISED)
#define ALWAYS(type, name, params, value) RETURNS(type, name, params, value)
#define NOTHING(name, params)                                                  \
    begin(#name);                                                              \
    CALL(void, name);                                                          \
    end(#name, 0, 0, WSAGetLastError(), 12345);
#define BYHAND(name)

static void rows_run(int started)
{
    int64_t got;

#include "api/unimplemented.def"
}

static void test_not_started(void **state)
{
    (void)state;
    rows_run(0);
}

static void test_started(void **state)
{
    WSADATA data;

    (void)state;
    assert_int_equal(WSAStartup(MAKEWORD(2, 2), &data), 0);
    rows_run(1);
    assert_int_equal(WSACleanup(), 0);
}

static void test_counts(void **state)
{
    (void)state;
    assert_int_equal(ws2_unimplemented_calls("socket"), 0);
    assert_int_equal(ws2_unimplemented_calls(NULL), called);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_not_started),
        cmocka_unit_test(test_started),
        cmocka_unit_test(test_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
