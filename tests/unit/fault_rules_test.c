/* SPDX-License-Identifier: MIT */
/* Faults before any call meets them: the table of what is documented, faults
 * as text, and which call of many a fault hits. The calls are made up here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include <winsock2.h>
#include <ws2/errors.h>
#include <ws2/fault.h>

#include "fault/rules.h"
#include "fault/spec.h"

static int leave(void **state)
{
    (void)state;
    ws2_fault_disarm_all();
    return 0;
}

/* --- The table. */

static void test_table(void **state)
{
    ws2_fault_documented pair;
    size_t n = 0;

    (void)state;
    for (unsigned i = 1; i < ws2_fault_functions(); i++)
        assert_true(strcmp(ws2_fault_function_name(i - 1),
                           ws2_fault_function_name(i)) < 0);
    while (ws2_fault_at(n, &pair)) {
        int f = ws2_fault_function(pair.function);
        const char *name = ws2_error_name(pair.code);

        assert_true(f >= 0);
        assert_non_null(ws2_fault_pair((unsigned)f, (uint32_t)pair.code));
        if (name != NULL) { /* but for RIO_CORRUPT_CQ */
            uint32_t code = 0;

            assert_true(ws2_fault_code(name, &code));
            assert_int_equal(code, pair.code);
        } else {
            assert_string_equal(pair.function, "RIODequeueCompletion");
        }
        n++;
    }
    assert_true(n > 900);
}

/* The number of a function by names that are exported. */
static void test_names(void **state)
{
    static const char *const same[][2] = {
        {"WSASocketA", "WSASocket"},
        {"WSASocketW", "WSASocket"},
        {"ws2_send", "send"},
        {"GetNameInfoW", "getnameinfo"},
        {"GetAddrInfoExW", "GetAddrInfoEx"},
        {"InetPtonW", "inet_pton"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        assert_true(ws2_fault_function(same[i][1]) >= 0);
        assert_int_equal(ws2_fault_function(same[i][0]),
                         ws2_fault_function(same[i][1]));
    }
    assert_int_equal(ws2_fault_function("sendA"),
                     ws2_fault_function("send")); /* nobody calls it */
    assert_int_equal(ws2_fault_function(""), -1);
    assert_int_equal(ws2_fault_function("A"), -1);
    assert_int_equal(ws2_fault_function("nosuch"), -1);
    assert_int_not_equal(ws2_fault_function("GetAddrInfoW"),
                         ws2_fault_function("getaddrinfo"));
}

static unsigned when_of(const char *function, uint32_t code)
{
    unsigned f = (unsigned)ws2_fault_function(function);

    assert_non_null(ws2_fault_pair(f, code));
    return ws2_fault_when(f, ws2_fault_pair(f, code));
}

/* What the conditions say of the time. */
static void test_when(void **state)
{
    unsigned f = (unsigned)ws2_fault_function("WSAEnumNetworkEvents");

    (void)state;
    assert_int_equal(when_of("send", WSAECONNRESET), WS2_PAIR_AT_ONCE);
    assert_int_equal(when_of("WSARecv", WSA_OPERATION_ABORTED), WS2_PAIR_LATE);
    assert_int_equal(when_of("WSARecv", WSAECONNRESET),
                     WS2_PAIR_AT_ONCE | WS2_PAIR_LATE);
    assert_int_equal(when_of("WSARecv", WSAENOTSOCK), WS2_PAIR_AT_ONCE);
    assert_int_equal(when_of("WSAEnumNetworkEvents", WSAENETDOWN),
                     WS2_PAIR_AT_ONCE | WS2_PAIR_LATE);
    assert_int_equal(when_of("WSAEnumNetworkEvents", WSAECONNRESET),
                     WS2_PAIR_LATE);
    assert_int_equal(ws2_fault_pair(f, WSAECONNRESET)->events, FD_CLOSE);
    assert_int_equal(ws2_fault_pair(f, WSAENETUNREACH)->events,
                     FD_CONNECT | FD_ROUTING_INTERFACE_CHANGE);
    assert_int_equal(ws2_fault_pair(f, WSAENETDOWN)->events,
                     FD_ALL_EVENTS & ~FD_CONNECT);
    f = (unsigned)ws2_fault_function("send");
    assert_null(ws2_fault_pair(f, WSA_IO_PENDING));
    assert_null(ws2_fault_pair(f, WSAEISCONN));
}

static void test_like(void **state)
{
    (void)state;
    assert_true(ws2_fault_like("*", ""));
    assert_true(ws2_fault_like("*", "send"));
    assert_true(ws2_fault_like("s*d", "send"));
    assert_true(ws2_fault_like("*e?d*", "WSASend"));
    assert_true(ws2_fault_like("**s*n*d", "ssnnd"));
    assert_false(ws2_fault_like("s?d", "send"));
    assert_false(ws2_fault_like("send", "sendto"));
    assert_false(ws2_fault_like("send?", "send"));
    assert_false(ws2_fault_like("", "send"));
}

/* --- Text. */

static void test_text(void **state)
{
    const char *text = " send : WSAECONNRESET after=3 count=1;\n"
                       "recv:short=1 prob=12.5% seed=0x7 socket=0xFc ;;"
                       "WSARecv:10052 late delay=20 stick; bind:!WSAEISCONN";
    struct ws2_fault_complaint c;
    struct ws2_fault_item i;
    size_t at = 0;

    (void)state;
    assert_int_equal(ws2_fault_item_read(text, &at, &i, &c), 1);
    assert_string_equal(i.function, "send");
    assert_int_equal(i.fault.code, WSAECONNRESET);
    assert_int_equal(i.fault.after, 3);
    assert_int_equal(i.fault.count, 1);
    assert_int_equal(ws2_fault_item_read(text, &at, &i, &c), 1);
    assert_string_equal(i.function, "recv");
    assert_int_equal(i.fault.code, 0);
    assert_int_equal(i.fault.short_bytes, 1);
    assert_true(i.fault.probability == 0.125);
    assert_int_equal(i.fault.seed, 7);
    assert_int_equal(i.fault.socket, 0xfc);
    assert_int_equal(ws2_fault_item_read(text, &at, &i, &c), 1);
    assert_int_equal(i.fault.code, WSAENETRESET);
    assert_int_equal(i.fault.flags, WS2_FAULT_LATE | WS2_FAULT_STICK);
    assert_int_equal(i.fault.delay_ms, 20);
    assert_int_equal(ws2_fault_item_read(text, &at, &i, &c), 1);
    assert_int_equal(i.fault.flags, WS2_FAULT_FORCE);
    assert_int_equal(ws2_fault_item_read(text, &at, &i, &c), 0);
}

/* Each text is wrong at the word between the quotes of the message. */
static void test_text_wrong(void **state)
{
    static const struct {
        const char *text, *message;
        int code;
    } wrong[] = {
        {"send", "at 1, \"send\": a function is followed by a colon",
         WSAEINVAL},
        {"send WSAECONNRESET",
         "at 1, \"send\": a function is followed by a "
         "colon",
         WSAEINVAL},
        {"send:", "at 1, \"send:\": nothing is to happen", WSAEINVAL},
        {"send: late", "at 1, \"send: late\": nothing is to happen", WSAEINVAL},
        {"send:WSAEFOO", "at 6, \"WSAEFOO\": no such code or option",
         WSAEINVAL},
        {"send:0", "at 6, \"0\": no such code or option", WSAEINVAL},
        {"send:10054x", "at 6, \"10054x\": no such code or option", WSAEINVAL},
        {"send:WSAECONNRESET 10053",
         "at 20, \"10053\": a second code, or no option", WSAEINVAL},
        {"send:WSAECONNRESET after=-1",
         "at 20, \"after=-1\": not a number of calls", WSAEINVAL},
        {"send:WSAECONNRESET count=0",
         "at 20, \"count=0\": not a number of hits, 1 or more", WSAEINVAL},
        {"send:WSAECONNRESET prob=1.5",
         "at 20, \"prob=1.5\": not a probability: above 0, at most 1",
         WSAEINVAL},
        {"send:WSAECONNRESET prob=nan",
         "at 20, \"prob=nan\": not a probability: above 0, at most 1",
         WSAEINVAL},
        {"send:WSAECONNRESET seed=1 seed=2", "at 27, \"seed=2\": said twice",
         WSAEINVAL},
        {"send:WSAECONNRESET size=2", "at 20, \"size=2\": no such option",
         WSAEINVAL},
        {"send:WSAECONNRESET after=99999999999999999999999",
         "at 20, \"after=99999999999999999999999\": not a number of calls",
         WSAEINVAL},
        {"WSAEnumNetworkEvents:WSAENETDOWN late event=FD_FOO",
         "at 39, \"event=FD_FOO\": not an FD_ event", WSAEINVAL},
        {"recv:short=1;sned:short=1",
         "at 14, \"sned:short=1\": no function of this name has documented "
         "errors",
         WSAEINVAL},
        {"recv:short=1;zz*:short=1",
         "at 14, \"zz*:short=1\": no function is like this", WSAEINVAL},
        {"send:WSAEISCONN",
         "at 1, \"send:WSAEISCONN\": not documented for this function (! "
         "forces it)",
         WSAEOPNOTSUPP},
        {"send:WSAECONNRESET late",
         "at 1, \"send:WSAECONNRESET late\": this function does not fail after "
         "it has returned",
         WSAEOPNOTSUPP},
        {"WSARecv:WSAENOTSOCK late",
         "at 1, \"WSARecv:WSAENOTSOCK late\": only the call itself fails with "
         "this code",
         WSAEOPNOTSUPP},
        {"WSARecv:!WSA_IO_PENDING",
         "at 1, \"WSARecv:!WSA_IO_PENDING\": a pending operation is no failure",
         WSAEOPNOTSUPP},
        {"send:WSAECONNRESET short=3",
         "at 1, \"send:WSAECONNRESET short=3\": a call that fails moves "
         "nothing: code or short",
         WSAEINVAL},
        {"bind:short=3",
         "at 1, \"bind:short=3\": this function moves no bytes of a stream",
         WSAEOPNOTSUPP},
        {"send:WSAECONNRESET event=FD_READ",
         "at 1, \"send:WSAECONNRESET event=FD_READ\": events are for what "
         "tells "
         "events late",
         WSAEINVAL},
    };
    char message[200];

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(
            ws2_fault_arm_text(wrong[i].text, message, sizeof(message)),
            wrong[i].code);
        assert_string_equal(message, wrong[i].message);
        assert_int_equal(atomic_load(&ws2_fault_armed), 0); /* none of them */
    }
    assert_int_equal(ws2_fault_arm_text(NULL, NULL, 0), WSAEFAULT);
    assert_int_equal(ws2_fault_arm_text("x", NULL, 0), WSAEINVAL);
    assert_int_equal(ws2_fault_arm_text("", NULL, 0), 0);
}

static void test_too_many(void **state)
{
    ws2_fault f = {.function = "send", .code = WSAECONNRESET};
    char message[100];
    unsigned id = 0;

    (void)state;
    for (unsigned i = 0; i < WS2_FAULT_RULES - 1; i++)
        assert_int_equal(ws2_fault_arm(&f, &id), 0);
    assert_int_equal(ws2_fault_arm_text("recv:short=1;recv:short=2", message,
                                        sizeof(message)),
                     WSAENOBUFS);
    assert_int_equal(atomic_load(&ws2_fault_armed), WS2_FAULT_RULES - 1);
    assert_int_equal(ws2_fault_arm(&f, &id), 0);
    assert_int_equal(ws2_fault_arm(&f, NULL), WSAENOBUFS);
    assert_int_equal(ws2_fault_disarm(id), 0);
    assert_int_equal(ws2_fault_disarm(id), WSAEINVAL);
    assert_int_equal(ws2_fault_disarm(0), WSAEINVAL);
    assert_int_equal(ws2_fault_arm(&f, NULL), 0);
}

/* --- Every documented pair can be armed, and no other. */

static void test_all_pairs(void **state)
{
    ws2_fault_documented pair;

    (void)state;
    for (size_t i = 0; ws2_fault_at(i, &pair); i++) {
        ws2_fault f = {.function = pair.function, .code = pair.code};
        unsigned id = 0;

        assert_int_equal(ws2_fault_arm(&f, &id), 0);
        assert_int_equal(ws2_fault_disarm(id), 0);
        f.flags = WS2_FAULT_LATE;
        assert_int_equal(ws2_fault_arm(&f, &id), pair.late ? 0 : WSAEOPNOTSUPP);
        ws2_fault_disarm_all();
    }
    for (unsigned i = 0; i < ws2_fault_functions(); i++)
        for (size_t k = 0;
             ws2_error_at(k) != NULL && ws2_fault_function_watched(i); k++) {
            ws2_fault f = {.function = ws2_fault_function_name(i),
                           .code = ws2_error_at(k)->code};

            if (f.code == 0 || f.code == WSA_IO_PENDING ||
                ws2_fault_pair(i, (uint32_t)f.code) != NULL)
                continue;
            assert_int_equal(ws2_fault_arm(&f, NULL), WSAEOPNOTSUPP);
            f.flags = WS2_FAULT_FORCE;
            assert_int_equal(ws2_fault_arm(&f, NULL), 0);
            ws2_fault_disarm_all();
        }
}

/* --- Which calls are hit. */

static struct ws2_fault_verdict last;

static bool call(const char *name, uintptr_t s)
{
    struct ws2_fault_call c = {
        .function = (unsigned)ws2_fault_function(name),
        .name = name,
        .socket = s,
    };

    return ws2_fault_decide(&c, &last);
}

static void arm(const char *text)
{
    char message[100];

    if (ws2_fault_arm_text(text, message, sizeof(message)) != 0)
        fail_msg("%s: %s", text, message);
}

static void test_counts(void **state)
{
    ws2_fault f = {
        .function = "send", .code = WSAECONNRESET, .after = 2, .count = 3};
    unsigned id;
    char seen[11] = "";

    (void)state;
    assert_int_equal(ws2_fault_arm(&f, &id), 0);
    assert_false(call("recv", 4));
    for (int i = 0; i < 10; i++)
        seen[i] = call("send", 4) ? 'x' : '.';
    assert_string_equal(seen, "..xxx.....");
    assert_int_equal(ws2_fault_hits(id), 3);
    assert_int_equal(ws2_fault_calls(id), 10);
    assert_int_equal(ws2_fault_hits_all(), 3);
    assert_int_equal(ws2_fault_hits(id + 1), 0);
}

static void test_verdict(void **state)
{
    (void)state;
    arm("send:delay=5; send:WSAECONNRESET after=1 delay=7; send:WSAENETDOWN");
    assert_true(call("send", 4));
    assert_int_equal(last.code, WSAENETDOWN);
    assert_int_equal(last.delay_ms, 5);
    assert_true(call("send", 4));
    assert_int_equal(last.code, WSAECONNRESET);
    assert_int_equal(last.delay_ms, 12);
    ws2_fault_disarm_all();
    arm("inet_pton:WSAEFAULT; WSASetEvent:WSAENETDOWN; WSAStartup:WSAEFAULT;"
        "WSAWaitForMultipleEvents:WSAENETDOWN");
    assert_true(call("inet_pton", 0));
    assert_int_equal(last.failure, WS2_FAULT_MINUS_ONE);
    assert_true(call("WSASetEvent", 0));
    assert_int_equal(last.failure, WS2_FAULT_ZERO);
    assert_true(call("WSAStartup", 0));
    assert_int_equal(last.failure, WS2_FAULT_CODE);
    assert_true(call("WSAWaitForMultipleEvents", 0));
    assert_int_equal(last.failure, WS2_FAULT_MAX_DWORD);
}

static void test_sockets(void **state)
{
    (void)state;
    arm("send:WSAECONNRESET socket=8");
    assert_false(call("send", 4));
    assert_true(call("send", 8));
    ws2_fault_disarm_all();
    arm("send:WSAECONNRESET stick after=1");
    assert_false(call("send", 4));
    assert_true(call("send", 8)); /* from here on its own */
    assert_false(call("send", 4));
    assert_true(call("send", 8));
    ws2_fault_disarm_all();
    arm("socket:WSAEMFILE stick");
    assert_true(call("socket", 0)); /* it has none: once */
    assert_false(call("socket", 0));
}

static void test_forms(void **state)
{
    (void)state;
    arm("WSASocketW:WSAEMFILE");
    assert_false(call("WSASocketA", 0));
    assert_true(call("WSASocketW", 0));
    ws2_fault_disarm_all();
    arm("WSASocket:WSAEMFILE");
    assert_true(call("WSASocketA", 0));
    assert_true(call("WSASocketW", 0));
}

/* A glob is about those that document the code. */
static void test_globs(void **state)
{
    (void)state;
    arm("*:WSAEMFILE");
    assert_true(call("socket", 0));
    assert_true(call("accept", 4));
    assert_false(call("send", 4));
    ws2_fault_disarm_all();
    arm("*:!WSAEMFILE");
    assert_true(call("send", 4));
}

/* Late, short and events wait for a call that they suit. */
static void test_kinds(void **state)
{
    struct ws2_fault_call c = {
        .function = (unsigned)ws2_fault_function("WSARecv"), .socket = 4};

    (void)state;
    arm("WSARecv:WSAENETRESET late; WSARecv:short=3; WSARecv:short=2");
    assert_false(ws2_fault_decide(&c, &last));
    c.may_be_less = true;
    assert_true(ws2_fault_decide(&c, &last));
    assert_int_equal(last.most, 2);
    c.may_be_late = true;
    assert_true(ws2_fault_decide(&c, &last));
    assert_true(last.late);
    assert_int_equal(last.code, WSAENETRESET);
    ws2_fault_disarm_all();
    arm("WSAEnumNetworkEvents:WSAECONNRESET;"
        "WSAAsyncSelect:WSAENETDOWN late event=FD_READ,FD_WRITE");
    c.function = (unsigned)ws2_fault_function("WSAEnumNetworkEvents");
    assert_false(ws2_fault_decide(&c, &last));
    c.event = FD_READ;
    assert_false(ws2_fault_decide(&c, &last));
    c.event = FD_CLOSE;
    assert_true(ws2_fault_decide(&c, &last));
    c.function = (unsigned)ws2_fault_function("WSAAsyncSelect");
    assert_false(ws2_fault_decide(&c, &last));
    c.event = FD_WRITE;
    assert_true(ws2_fault_decide(&c, &last));
}

static void draws(const char *text, char *seen, size_t n)
{
    arm(text);
    for (size_t i = 0; i < n; i++)
        seen[i] = call("send", 4) ? 'x' : '.';
    ws2_fault_disarm_all();
}

static void test_chance(void **state)
{
    char one[2000], again[2000], other[2000];
    unsigned hits = 0;

    (void)state;
    draws("send:WSAECONNRESET prob=0.25 seed=7", one, sizeof(one));
    draws("send:WSAECONNRESET prob=25% seed=7", again, sizeof(again));
    draws("send:WSAECONNRESET prob=0.25 seed=8", other, sizeof(other));
    assert_memory_equal(one, again, sizeof(one));
    assert_memory_not_equal(one, other, sizeof(one));
    for (size_t i = 0; i < sizeof(one); i++)
        hits += one[i] == 'x';
    assert_in_range(hits, 400, 600); /* the seed is fixed: 500 and little */
}

/* --- From many threads: what is armed for good hits every call. */

#define CALLS 2000

static void *caller(void *arg)
{
    uintptr_t hits = 0;

    for (int i = 0; i < CALLS; i++)
        hits += call((const char *)arg, 4);
    return (void *)hits;
}

static void *armer(void *arg)
{
    ws2_fault f = {.function = "send", .code = WSAENETDOWN, .after = 1};
    unsigned id;

    (void)arg;
    for (int i = 0; i < CALLS; i++) {
        if (ws2_fault_arm(&f, &id) != 0)
            return (void *)1;
        (void)ws2_fault_hits(id);
        if (ws2_fault_disarm(id) != 0)
            return (void *)1;
    }
    return NULL;
}

static void *counter_calls(void *arg)
{
    struct ws2_fault_call c = {.function = (unsigned)ws2_fault_function("recv"),
                               .socket = 4};
    struct ws2_fault_verdict v;
    uintptr_t hits = 0;

    (void)arg;
    for (int i = 0; i < CALLS; i++)
        hits += ws2_fault_decide(&c, &v) && v.code == WSAECONNRESET;
    return (void *)hits;
}

static void test_threads(void **state)
{
    ws2_fault f = {.function = "recv", .code = WSAECONNRESET, .count = 3000};
    pthread_t t[4];
    void *got[4];
    unsigned id;

    (void)state;
    assert_int_equal(ws2_fault_arm(&f, &id), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(
            pthread_create(&t[i], NULL, i < 2 ? counter_calls : armer, NULL),
            0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(t[i], &got[i]), 0);
    assert_int_equal((uintptr_t)got[0] + (uintptr_t)got[1], 3000);
    assert_null(got[2]);
    assert_null(got[3]);
    assert_int_equal(ws2_fault_calls(id), 2 * CALLS);
    assert_int_equal((uintptr_t)caller("recv"), 0); /* it is spent */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_when),
        cmocka_unit_test(test_like),
        cmocka_unit_test(test_text),
        cmocka_unit_test_teardown(test_text_wrong, leave),
        cmocka_unit_test_teardown(test_too_many, leave),
        cmocka_unit_test_teardown(test_all_pairs, leave),
        cmocka_unit_test_teardown(test_counts, leave),
        cmocka_unit_test_teardown(test_verdict, leave),
        cmocka_unit_test_teardown(test_sockets, leave),
        cmocka_unit_test_teardown(test_forms, leave),
        cmocka_unit_test_teardown(test_globs, leave),
        cmocka_unit_test_teardown(test_kinds, leave),
        cmocka_unit_test_teardown(test_chance, leave),
        cmocka_unit_test_teardown(test_threads, leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
