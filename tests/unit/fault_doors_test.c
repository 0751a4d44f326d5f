/* SPDX-License-Identifier: MIT */
/* Every documented pair of function and code that can be armed to come at once:
 * the door returns what the contract says, with that code, and is not gone
 * through, as all its arguments are zero. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "watch/doors.h"
#include <ws2/fault.h>

#include "fault/table.h"
#include "watch/watch.h"

/* winsock.h declares them, which excludes winsock2.h. */
WS2_API int WSAAPI ws2_getsockopt11(SOCKET s, int level, int optname,
                                    char *optval, int *optlen);
WS2_API int WSAAPI ws2_setsockopt11(SOCKET s, int level, int optname,
                                    const char *optval, int optlen);
#undef ioctlsocket /* takes either kind of long there */

/* --- The doors, called with zeros; the last argument of those that tell the
 * code by a pointer points to it. */

typedef uintptr_t call(const uintptr_t *args);

#define CALLER(id, stub, result, n, ...)                                       \
    static uintptr_t call##id(const uintptr_t *args)                           \
    {                                                                          \
        uintptr_t word = 0;                                                    \
        result value = stub(WS2_UNPACK_##n(args, __VA_ARGS__));                \
                                                                               \
        (void)args;                                                            \
        memcpy(&word, &value, sizeof(value));                                  \
        return word;                                                           \
    }
#define DOOR(symbol, name, fails, result, n, ...)                              \
    CALLER(_##symbol, symbol, result, n, __VA_ARGS__)
#define HIDDEN(symbol, name, fails, result, n, ...)                            \
    CALLER(_##symbol, ws2_door_##symbol, result, n, __VA_ARGS__)
#define PROC(symbol, name, n, ...)
#define HIDDEN_PROC(symbol, name, n, ...)
#include "watch/doors.def"
#undef DOOR
#undef HIDDEN

static const struct door {
    const char *name;
    enum ws2_fails fails;
    size_t size; /* of the result */
    unsigned args;
    call *call;
} doors[] = {
#define DOOR(symbol, name, fails, result, n, ...)                              \
    {#name, WS2_FAILS_##fails, sizeof(result), n, call_##symbol},
#define HIDDEN(symbol, name, fails, result, n, ...)                            \
    {#name, WS2_FAILS_##fails, sizeof(result), n, call_##symbol},
#include "watch/doors.def"
#undef DOOR
#undef HIDDEN
#undef PROC
#undef HIDDEN_PROC
};

static bool result_is(const struct door *door,
                      const struct ws2_fault_pair *pair, uintptr_t got)
{
    switch ((enum ws2_fault_failure)pair->failure) {
    case WS2_FAULT_MINUS_ONE:
        return door->size > 4 ? got == UINTPTR_MAX : (int32_t)got == -1;
    case WS2_FAULT_ZERO:
        return got == 0;
    case WS2_FAULT_MAX_DWORD:
        return got == UINT32_MAX;
    case WS2_FAULT_CODE:
        if (door->fails == WS2_FAILS_ERRNO)
            return (int32_t)got == -1;
        return (uint32_t)got == pair->code;
    }
    return false;
}

/* What the door says of the code, by the result, the last error or *lpErrno. */
static bool code_is(const struct door *door, uint32_t code, uintptr_t got,
                    int told)
{
    switch (door->fails) {
    case WS2_FAILS_CODE:
        return (uint32_t)got == code && WSAGetLastError() == 0;
    case WS2_FAILS_CODE_SET:
        return (uint32_t)got == code && (uint32_t)WSAGetLastError() == code;
    case WS2_FAILS_HRESULT:
        return (uint32_t)got == (0x80070000u | code);
    case WS2_FAILS_ERRNO:
        return (uint32_t)told == code && WSAGetLastError() == 0;
    default:
        return (uint32_t)WSAGetLastError() == code;
    }
}

static bool pair_try(const struct door *door, unsigned function,
                     const struct ws2_fault_pair *pair)
{
    ws2_fault f = {.function = door->name, .code = (int)pair->code, .count = 1};
    uintptr_t args[WS2_DOOR_ARGS_MAX] = {0}, got;
    int told = 0;
    unsigned id = 0;
    bool right;

    (void)function;
    if (door->fails == WS2_FAILS_ERRNO)
        args[door->args - 1] = (uintptr_t)&told;
    if (ws2_fault_arm(&f, &id) != 0) {
        print_message("%s, %u: not armed\n", door->name, pair->code);
        return false;
    }
    WSASetLastError(0);
    got = door->call(args);
    right = ws2_fault_hits(id) == 1 && result_is(door, pair, got) &&
            code_is(door, pair->code, got, told);
    if (!right)
        print_message("%s, %u: %llu hits, result %#zx, last error %d, %d\n",
                      door->name, pair->code, ws2_fault_hits(id), (size_t)got,
                      WSAGetLastError(), told);
    ws2_fault_disarm(id);
    return right;
}

static void test_all(void **state)
{
    unsigned tried = 0, wrong = 0, functions = 0;

    (void)state;
    for (size_t d = 0; d < sizeof(doors) / sizeof(doors[0]); d++) {
        int f = ws2_fault_function(doors[d].name);
        const struct ws2_fault_pair *pair;
        unsigned n = 0;

        if (f < 0 || doors[d].fails == WS2_FAILS_NEVER)
            continue;
        functions++;
        for (pair = ws2_fault_pairs((unsigned)f, &n); n > 0; n--, pair++) {
            if ((ws2_fault_when((unsigned)f, pair) & WS2_PAIR_AT_ONCE) == 0)
                continue;
            tried++;
            wrong += !pair_try(&doors[d], (unsigned)f, pair);
        }
    }
    print_message("%u doors, %u failures\n", functions, tried);
    assert_int_equal(wrong, 0);
    assert_true(tried > 1000);
}

/* Functions of the contract that no door stands for are refused, and known:
 * those of providers, and one that the header makes of getsockopt. */
static void test_without_door(void **state)
{
    static const char *const groups[] = {"NSP", "WPU", "WSP",
                                         "WSAGetIcmpErrorInfo"};
    unsigned others = 0;

    (void)state;
    for (unsigned f = 0; f < ws2_fault_functions(); f++) {
        const char *name = ws2_fault_function_name(f);
        ws2_fault fault = {
            .function = name, .code = WSAENETDOWN, .flags = WS2_FAULT_FORCE};
        bool group = false;

        if (ws2_fault_function_watched(f))
            continue;
        assert_int_equal(ws2_fault_arm(&fault, NULL), WSAEOPNOTSUPP);
        for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
            group = group || strncmp(name, groups[i], strlen(groups[i])) == 0;
        if (!group)
            print_message("no door: %s\n", name);
        others += !group;
    }
    assert_int_equal(others, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_without_door),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
