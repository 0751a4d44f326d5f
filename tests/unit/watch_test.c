/* SPDX-License-Identifier: MIT */
/* Watching the doors: what a watcher sees and may change, and that nobody else
 * notices. */
#include <errno.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <ws2spi.h>

#include "err/lasterror.h"
#include "pair.h"
#include "watch/watch.h"

static struct {
    const struct ws2_door *door;
    uintptr_t args[WS2_DOOR_ARGS_MAX];
    uintptr_t result;
    bool failed;
    ws2_err code;
} seen[64];
static unsigned begun, ended;

static struct ws2_late lates[64];
static atomic_uint late_count;

/* What begin and late do. */
static const char *victim;
static ws2_err answer;
static uintptr_t arg2; /* to be the third argument; 0: as it is */
static _Atomic(ws2_err) late_answer;

static void begin(struct ws2_call *call, void **kept)
{
    begun++;
    *kept = (void *)(uintptr_t)begun;
    errno = ENOTTY;
    ws2_set_last_error(WSAEBADF);
    closesocket(INVALID_SOCKET); /* nobody is shown this one */
    if (victim == NULL || strcmp(call->door->name, victim) != 0)
        return;
    if (answer != WS2_OK)
        ws2_call_fail(call, answer);
    if (arg2 != 0)
        call->args[2] = arg2;
}

static void end(struct ws2_call *call, void **kept)
{
    assert_non_null(*kept);
    assert_true(call->begin_ns > 0 && call->end_ns >= call->begin_ns);
    seen[ended % 64].door = call->door;
    memcpy(seen[ended % 64].args, call->args,
           call->door->args * sizeof(call->args[0]));
    seen[ended % 64].result = call->result;
    seen[ended % 64].failed = call->failed;
    seen[ended++ % 64].code = call->code;
    errno = EXDEV;
    ws2_set_last_error(WSAEDISCON);
}

static void late(struct ws2_late *what)
{
    lates[late_count++ % 64] = *what;
    if (late_answer != WS2_OK)
        what->code = late_answer;
}

static const struct ws2_watcher watcher = {begin, end, late};

static int setup(void **state)
{
    WSADATA data;

    (void)state;
    begun = 0;
    ended = 0;
    late_count = 0;
    victim = NULL;
    answer = WS2_OK;
    late_answer = WS2_OK;
    arg2 = 0;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return -1;
    return ws2_watcher_add(&watcher);
}

static int teardown(void **state)
{
    (void)state;
    ws2_watcher_remove(&watcher);
    return WSACleanup();
}

/* Nobody reads the environment for more than once, and without watchers the
 * word is 0. */
static void test_off(void **state)
{
    (void)state;
    assert_true(ws2_watched());
    ws2_watcher_remove(&watcher);
    assert_false(ws2_watched());
    socket(AF_INET, SOCK_STREAM, 77);
    assert_int_equal(begun, 0);
    assert_int_equal(ws2_watcher_add(&watcher), WS2_OK);
}

/* send is WSASend inside, and is seen once. */
static void test_once(void **state)
{
    SOCKET a, b;
    char got[4] = "";

    (void)state;
    pair_open(&a, &b);
    begun = ended = 0;
    assert_int_equal(send(a, "abc", 3, 0), 3);
    assert_int_equal(begun, 1);
    assert_int_equal(ended, 1);
    assert_string_equal(seen[0].door->name, "send");
    assert_string_equal(seen[0].door->params,
                        "SOCKET, s, const char *, buf, int, len, int, flags");
    assert_int_equal(seen[0].args[0], a);
    assert_memory_equal((const char *)seen[0].args[1], "abc", 3);
    assert_int_equal(seen[0].args[2], 3);
    assert_int_equal(seen[0].result, 3);
    assert_false(seen[0].failed);
    assert_int_equal(recv(b, got, sizeof(got), 0), 3);
    assert_string_equal(seen[1].door->name, "recv");
    closesocket(a);
    closesocket(b);
}

static void test_errors_kept(void **state)
{
    (void)state;
    errno = EDOM;
    WSASetLastError(WSAEUSERS);
    assert_true(socket(AF_INET, SOCK_STREAM, 0) != INVALID_SOCKET);
    assert_int_equal(WSAGetLastError(), WSAEUSERS);
    assert_int_equal(errno, EDOM);
    closesocket(seen[0].result);
    assert_true(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP) == INVALID_SOCKET);
    assert_int_equal(WSAGetLastError(), WSAEPROTOTYPE);
    assert_int_equal(errno, EDOM);
    assert_true(seen[2].failed);
    assert_int_equal(seen[2].code, WSAEPROTOTYPE);
}

/* Every way to fail, as the program sees it. */
static void test_answers(void **state)
{
    ADDRINFOA *list = NULL;
    INT err = 0, count = 0;
    DWORD size = 0;

    (void)state;
    answer = WSAENOBUFS;
    victim = "socket"; /* INVALID_SOCKET */
    assert_true(socket(AF_INET, SOCK_STREAM, 0) == INVALID_SOCKET);
    assert_int_equal(WSAGetLastError(), WSAENOBUFS);
    victim = "shutdown"; /* SOCKET_ERROR */
    WSASetLastError(0);
    assert_int_equal(shutdown(4, SD_BOTH), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAENOBUFS);
    victim = "WSACreateEvent"; /* NULL */
    WSASetLastError(0);
    assert_null(WSACreateEvent());
    assert_int_equal(WSAGetLastError(), WSAENOBUFS);
    victim = "WSAWaitForMultipleEvents"; /* WSA_WAIT_FAILED */
    WSASetLastError(0);
    assert_int_equal(WSAWaitForMultipleEvents(0, NULL, FALSE, 0, FALSE),
                     WSA_WAIT_FAILED);
    assert_int_equal(WSAGetLastError(), WSAENOBUFS);
    victim = "getaddrinfo"; /* the code, and the last error is, too */
    WSASetLastError(0);
    assert_int_equal(getaddrinfo("127.0.0.1", "1", NULL, &list), WSAENOBUFS);
    assert_int_equal(WSAGetLastError(), WSAENOBUFS);
    WSASetLastError(0);
    victim = "WSCEnumProtocols"; /* lpErrno */
    assert_int_equal(WSCEnumProtocols(&count, NULL, &size, &err), SOCKET_ERROR);
    assert_int_equal(err, WSAENOBUFS);
    assert_int_equal(WSAGetLastError(), 0);
    assert_int_equal(WSCEnumProtocols(&count, NULL, &size, NULL), SOCKET_ERROR);
    for (unsigned i = 0; i < ended; i++) {
        assert_true(seen[i].failed);
        assert_int_equal(seen[i].code, WSAENOBUFS);
    }
    assert_int_equal(ended, 7);
}

/* What never fails does not do so on demand. */
static void test_never(void **state)
{
    (void)state;
    answer = WSAENOBUFS;
    victim = "inet_addr";
    assert_int_equal(inet_addr("1.2.3.4"), htonl(0x01020304));
    assert_false(seen[0].failed);
}

static void test_arguments_changed(void **state)
{
    SOCKET a, b;

    (void)state;
    pair_open(&a, &b);
    victim = "send";
    arg2 = 2;
    assert_int_equal(send(a, "abcdef", 6, 0), 2);
    closesocket(a);
    closesocket(b);
}

/* A structure by value, and a narrow result. */
static void test_words(void **state)
{
    struct in_addr in = {.s_addr = htonl(0x7f000001)};
    struct sockaddr_in sin = {.sin_family = AF_INET};
    MULTICAST_MODE_TYPE mode = MCAST_INCLUDE;
    ULONG n = 0;
    SOCKET s;

    (void)state;
    assert_string_equal(inet_ntoa(in), "127.0.0.1");
    assert_int_equal(seen[0].args[0], in.s_addr);
    s = WSASocketW(AF_INET, SOCK_DGRAM, -1, NULL, 0, 0);
    assert_int_equal(seen[1].args[2], UINT32_MAX);
    assert_true(seen[1].failed == (s == INVALID_SOCKET));
    getipv4sourcefilter(4, in, in, &mode, &n, NULL);
    assert_int_equal(seen[2].args[2], in.s_addr);
    assert_int_equal(bind(4, (struct sockaddr *)&sin, sizeof(sin)), -1);
    assert_int_equal(seen[3].result, UINT32_MAX);
    assert_int_equal(seen[3].code, WSAENOTSOCK);
}

/* What a program gets by its GUID is watched, too, under its own name. */
static void test_by_guid(void **state)
{
    GUID id = WSAID_CONNECTEX;
    LPFN_CONNECTEX connectex = NULL;
    OVERLAPPED ov = {0};
    DWORD n;
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

    (void)state;
    assert_int_equal(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
                              sizeof(id), &connectex, sizeof(connectex), &n,
                              NULL, NULL),
                     0);
    assert_false(connectex(s, NULL, 0, NULL, 0, NULL, &ov));
    assert_string_equal(seen[ended - 1].door->name, "ConnectEx");
    assert_int_equal(seen[ended - 1].args[6], &ov);
    closesocket(s);
}

static void test_overlapped(void **state)
{
    WSABUF buf = {1, (char[1]){0}};
    WSAOVERLAPPED ov = {.hEvent = WSACreateEvent()};
    DWORD n = 0, flags = 0;
    SOCKET a, b;

    (void)state;
    pair_open(&a, &b);
    assert_int_equal(WSARecv(b, &buf, 1, NULL, &flags, &ov, NULL), -1);
    assert_int_equal(seen[ended - 1].code, WSA_IO_PENDING);
    assert_int_equal(late_count, 0);
    late_answer = WSAENETRESET;
    assert_int_equal(send(a, "x", 1, 0), 1);
    assert_false(WSAGetOverlappedResult(b, &ov, &n, TRUE, &flags));
    assert_int_equal(WSAGetLastError(), WSAENETRESET);
    assert_int_equal(late_count, 1);
    assert_int_equal(lates[0].kind, WS2_LATE_OVERLAPPED);
    assert_int_equal(lates[0].id, &ov);
    assert_int_equal(lates[0].bytes, 1);
    assert_int_equal(lates[0].code, WS2_OK);
    WSACloseEvent(ov.hEvent);
    closesocket(a);
    closesocket(b);
}

/* The short way of one buffer and a port: begun before there was a watcher, and
 * after. */
static void test_port(void **state)
{
    WSABUF buf = {1, (char[1]){0}}, out = {1, (char[1]){'x'}};
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    OVERLAPPED ov = {0}, *told = NULL;
    ULONG_PTR key;
    DWORD n = 0, flags = 0;
    SOCKET a, b;

    (void)state;
    pair_open(&a, &b);
    assert_non_null(CreateIoCompletionPort((HANDLE)b, port, 1, 0));
    ws2_watcher_remove(&watcher);
    for (int round = 0; round < 3; round++) {
        if (round == 2)
            assert_int_equal(ws2_watcher_add(&watcher), WS2_OK);
        assert_int_equal(WSARecv(b, &buf, 1, NULL, &flags, &ov, NULL), -1);
        if (round == 1)
            assert_int_equal(ws2_watcher_add(&watcher), WS2_OK);
        assert_int_equal(send(a, "x", 1, 0), 1);
        assert_true(GetQueuedCompletionStatus(port, &n, &key, &told, INFINITE));
        assert_ptr_equal(told, &ov);
        assert_int_equal(n, 1);
        if (round == 1)
            ws2_watcher_remove(&watcher);
        assert_int_equal(late_count, (unsigned)round);
        memset(&ov, 0, sizeof(ov));
    }
    assert_int_equal(WSASend(b, &out, 1, &n, 0, &ov, NULL), 0);
    assert_int_equal(late_count, 3);
    assert_int_equal(lates[2].bytes, 1);
    closesocket(a);
    closesocket(b);
    CloseHandle(port);
}

static void test_events(void **state)
{
    WSAEVENT event = WSACreateEvent();
    WSANETWORKEVENTS events;
    SOCKET a, b;

    (void)state;
    pair_open(&a, &b);
    late_answer = WSAENETDOWN;
    assert_int_equal(WSAEventSelect(b, event, FD_READ), 0);
    assert_int_equal(send(a, "x", 1, 0), 1);
    assert_int_equal(
        WSAWaitForMultipleEvents(1, &event, TRUE, WSA_INFINITE, FALSE), 0);
    assert_int_equal(WSAEnumNetworkEvents(b, event, &events), 0);
    assert_int_equal(events.lNetworkEvents, FD_READ);
    assert_int_equal(events.iErrorCode[FD_READ_BIT], WSAENETDOWN);
    assert_int_equal(lates[0].kind, WS2_LATE_EVENT);
    assert_int_equal(lates[0].id, b);
    assert_int_equal(lates[0].event, FD_READ);
    assert_int_equal(lates[0].code, WS2_OK);
    WSACloseEvent(event);
    closesocket(a);
    closesocket(b);
}

static void test_lookup(void **state)
{
    OVERLAPPED ov = {.hEvent = WSACreateEvent()};
    PADDRINFOEXW list = NULL;

    (void)state;
    late_answer = WSATRY_AGAIN;
    assert_int_equal(GetAddrInfoExW(u"127.0.0.1", NULL, NS_DNS, NULL, NULL,
                                    &list, NULL, &ov, NULL, NULL),
                     WSA_IO_PENDING);
    assert_int_equal(
        WSAWaitForMultipleEvents(1, &ov.hEvent, TRUE, WSA_INFINITE, FALSE), 0);
    assert_int_equal(GetAddrInfoExOverlappedResult(&ov), WSATRY_AGAIN);
    assert_null(list);
    assert_int_equal(lates[0].kind, WS2_LATE_LOOKUP);
    assert_int_equal(lates[0].id, &ov);
    assert_int_equal(lates[0].code, WS2_OK);
    WSACloseEvent(ov.hEvent);
}

/* As a tracer from outside does it, which writes the semaphore of the probes:
 * nobody is shown anything, and nothing is different. */
static void test_raised(void **state)
{
    char got[4];
    SOCKET a, b;

    (void)state;
    ws2_watcher_remove(&watcher);
    __atomic_fetch_add(&ws2_watching, 1, __ATOMIC_SEQ_CST);
    pair_open(&a, &b);
    assert_int_equal(send(a, "abc", 3, 0), 3);
    assert_int_equal(recv(b, got, sizeof(got), 0), 3);
    assert_int_equal(recv(INVALID_SOCKET, got, 1, 0), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAENOTSOCK);
    assert_int_equal(begun, 0);
    closesocket(a);
    closesocket(b);
    __atomic_fetch_sub(&ws2_watching, 1, __ATOMIC_SEQ_CST);
    assert_int_equal(ws2_watcher_add(&watcher), WS2_OK);
}

static void test_table(void **state)
{
    (void)state;
    assert_ptr_equal(ws2_door_by_name("wsasend"), ws2_door_by_name("WSASend"));
    assert_null(ws2_door_by_name("WSASen"));
    assert_string_equal(ws2_door_by_name("select")->result, "int");
    for (unsigned i = 0; i < ws2_door_count; i++) {
        const char *p = ws2_doors[i].params;
        unsigned commas = 0;

        for (; *p != '\0'; p++)
            commas += *p == ',';
        assert_int_equal(ws2_doors[i].args,
                         ws2_doors[i].params[0] == '\0' ? 0 : (commas + 1) / 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_off, setup, teardown),
        cmocka_unit_test_setup_teardown(test_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_errors_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_answers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_never, setup, teardown),
        cmocka_unit_test_setup_teardown(test_arguments_changed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_by_guid, setup, teardown),
        cmocka_unit_test_setup_teardown(test_overlapped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_port, setup, teardown),
        cmocka_unit_test_setup_teardown(test_events, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lookup, setup, teardown),
        cmocka_unit_test_setup_teardown(test_raised, setup, teardown),
        cmocka_unit_test(test_table)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
