/* SPDX-License-Identifier: MIT */
/* Blocking hooks as providers see them, and what becomes of one whose thread
 * or process goes its own way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <winsock2.h>

#include <ws2spi.h>

#include "handle/hook.h"
#include "sock/sock.h"
#include "sock/wsp.h"

#define HOOK(f) ((FARPROC)(void (*)(void))(f))

static const WSPPROC_TABLE *base;
static DWORD entry; /* of the base provider, in the catalog */
static int calls;

static int setup(void **state)
{
    WSADATA data;
    unsigned n;

    (void)state;
    base = ws2_base_provider.proc;
    entry = ws2_sock_protocols(&n)->dwCatalogEntryId;
    calls = 0;
    return WSAStartup(MAKEWORD(1, 1), &data);
}

static int teardown(void **state)
{
    (void)state;
    return WSACleanup();
}

static SOCKET bound_open(void)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
    return s;
}

static BOOL CALLBACK cancel_second(void)
{
    INT err = 0;

    if (++calls == 2)
        assert_int_equal(base->lpWSPCancelBlockingCall(&err), 0);
    return FALSE;
}

static void test_callback(void **state)
{
    LPBLOCKINGCALLBACK callback = NULL;
    DWORD_PTR context = 0;
    INT err = 0;

    (void)state;
    assert_int_equal(WPUQueryBlockingCallback(entry, &callback, &context, &err),
                     0);
    assert_null(callback);
    assert_non_null(WSASetBlockingHook(HOOK(cancel_second)));
    assert_int_equal(WPUQueryBlockingCallback(entry, &callback, &context, &err),
                     0);
    assert_non_null(callback);
    assert_int_equal(callback(context), TRUE);
    assert_int_equal(callback(context), FALSE);
    assert_int_equal(callback(context), TRUE);
    assert_int_equal(calls, 3);
    assert_int_equal(WSAUnhookBlockingHook(), 0);
    assert_int_equal(callback(context), TRUE);
    assert_int_equal(calls, 3);
}

static void test_callback_refused(void **state)
{
    LPBLOCKINGCALLBACK callback;
    DWORD_PTR context;
    INT err = 0;

    (void)state;
    assert_int_equal(
        WPUQueryBlockingCallback(123456, &callback, &context, &err),
        SOCKET_ERROR);
    assert_int_equal(err, WSAEINVAL);
    assert_int_equal(WPUQueryBlockingCallback(entry, NULL, &context, &err),
                     SOCKET_ERROR);
    assert_int_equal(err, WSAEFAULT);
    err = 0;
    assert_int_equal(WPUQueryBlockingCallback(entry, &callback, NULL, &err),
                     SOCKET_ERROR);
    assert_int_equal(err, WSAEFAULT);
    assert_int_equal(WPUQueryBlockingCallback(entry, &callback, NULL, NULL),
                     SOCKET_ERROR);
}

static void test_cancel_nothing(void **state)
{
    INT err = 0;

    (void)state;
    assert_int_equal(base->lpWSPCancelBlockingCall(&err), SOCKET_ERROR);
    assert_int_equal(err, WSAEINVAL);
}

static BOOL CALLBACK leave(void)
{
    pthread_exit(NULL);
}

static void *hook_leaves(void *arg)
{
    char byte;

    assert_non_null(WSASetBlockingHook(HOOK(leave)));
    recv(*(SOCKET *)arg, &byte, 1, 0);
    return NULL;
}

/* A thread that ends inside its hook: nobody is inside one any more. */
static void test_thread_ends(void **state)
{
    SOCKET s = bound_open();
    pthread_t thread;

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, hook_leaves, &s), 0);
    pthread_join(thread, NULL);
    assert_int_equal(atomic_load(&ws2_gate), 1);
    assert_int_equal(closesocket(s), 0);
}

static int status = -1;

/* The child is inside the hook, too; the parent's other threads are not in
 * it. */
static BOOL CALLBACK fork_inside(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(WSACleanup() == 0 || WSAGetLastError() != WSAEINPROGRESS ||
              atomic_load(&ws2_gate) != 1 - WS2_GATE_HOOK);
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WSACancelBlockingCall(), 0);
    return FALSE;
}

static void test_fork(void **state)
{
    SOCKET s = bound_open();
    char byte;

    (void)state;
    assert_non_null(WSASetBlockingHook(HOOK(fork_inside)));
    assert_int_equal(recv(s, &byte, 1, 0), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEINTR);
    assert_int_equal(status, 0);
    assert_int_equal(closesocket(s), 0);
}

static void *fork_outside(void *arg)
{
    pid_t pid = fork();

    (void)arg;
    if (pid == 0)
        _exit(atomic_load(&ws2_gate) != 1 || WSACleanup() != 0);
    if (pid > 0)
        waitpid(pid, &status, 0);
    return NULL;
}

static BOOL CALLBACK fork_elsewhere(void)
{
    pthread_t thread;

    status = -1;
    assert_int_equal(pthread_create(&thread, NULL, fork_outside, NULL), 0);
    pthread_join(thread, NULL);
    assert_int_equal(WSACancelBlockingCall(), 0);
    return FALSE;
}

/* The thread that is inside its hook is not in the child. */
static void test_fork_elsewhere(void **state)
{
    SOCKET s = bound_open();
    char byte;

    (void)state;
    assert_non_null(WSASetBlockingHook(HOOK(fork_elsewhere)));
    assert_int_equal(recv(s, &byte, 1, 0), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEINTR);
    assert_int_equal(status, 0);
    assert_int_equal(closesocket(s), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_callback),       TEST(test_callback_refused),
        TEST(test_cancel_nothing), TEST(test_thread_ends),
        TEST(test_fork),           TEST(test_fork_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
