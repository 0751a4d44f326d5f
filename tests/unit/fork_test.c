/* SPDX-License-Identifier: MIT */
/* fork: what the parent's threads were doing is neither done nor disturbed by
 * the child. Each child exits with 0 when all was well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <winsock2.h>
#include <svcguid.h>
#include <windows.h>

#include "handle/handle.h"

struct blocked {
    SOCKET s;
    HANDLE event;
    pthread_t thread;
    clockid_t cpu;
    int code; /* how the call ended */
};

static int64_t cpu_ns(const struct blocked *b)
{
    struct timespec ts;

    assert_int_equal(clock_gettime(b->cpu, &ts), 0);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void *accept_run(void *arg)
{
    struct blocked *b = arg;
    SOCKET s = accept(b->s, NULL, NULL);

    b->code = s == INVALID_SOCKET ? WSAGetLastError() : 0;
    return NULL;
}

static void *event_run(void *arg)
{
    struct blocked *b = arg;

    b->code = (int)WaitForSingleObject(b->event, INFINITE);
    return NULL;
}

/* Starts it and waits until it sleeps. */
static void blocked_start(struct blocked *b, void *(*run)(void *arg))
{
    int64_t before = -1, now = 0;

    assert_int_equal(pthread_create(&b->thread, NULL, run, b), 0);
    assert_int_equal(pthread_getcpuclockid(b->thread, &b->cpu), 0);
    for (; now != before; Sleep(20)) {
        before = now;
        now = cpu_ns(b);
    }
}

static SOCKET listener_open(void)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(s, (struct sockaddr *)&sin, sizeof(sin)), 0);
    assert_int_equal(listen(s, 1), 0);
    return s;
}

static void child_check(int (*run)(struct blocked *b), struct blocked *b)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        alarm(10); /* a lock that nobody drops */
        _exit(run(b));
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static int socket_close(struct blocked *b)
{
    return closesocket(b->s) != 0 || closesocket(b->s) == 0;
}

/* A server's child closes the listener it inherits: the parent's thread that
 * accepts sleeps on. */
static void test_child_closes_socket(void **state)
{
    struct blocked b = {.s = listener_open()};
    int64_t cpu;

    (void)state;
    blocked_start(&b, accept_run);
    cpu = cpu_ns(&b);
    child_check(socket_close, &b);
    Sleep(200);
    assert_in_range(cpu_ns(&b) - cpu, 0, 50000000);
    assert_int_equal(closesocket(b.s), 0);
    pthread_join(b.thread, NULL);
    assert_int_equal(b.code, WSAEINTR);
}

static int event_set(struct blocked *b)
{
    return !SetEvent(b->event) ||
           WaitForSingleObject(b->event, 0) != WAIT_OBJECT_0 ||
           !CloseHandle(b->event);
}

static void test_child_sets_event(void **state)
{
    struct blocked b = {.event = CreateEventA(NULL, FALSE, FALSE, NULL)};

    (void)state;
    blocked_start(&b, event_run);
    child_check(event_set, &b);
    assert_true(SetEvent(b.event));
    pthread_join(b.thread, NULL);
    assert_int_equal(b.code, WAIT_OBJECT_0);
    assert_true(CloseHandle(b.event));
}

/* The descriptor closes although a thread of the parent is in a call. */
static int peer_sees_end(struct blocked *b)
{
    SOCKET peer = (SOCKET)b->event;
    char c;

    return closesocket(b->s) != 0 || recv(peer, &c, 1, 0) != 0;
}

static HWND window_make(void)
{
    WNDCLASSA wc = {.lpfnWndProc = DefWindowProcA, .lpszClassName = "fork"};

    RegisterClassA(&wc); /* once will do */
    return CreateWindowA("fork", "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL,
                         NULL);
}

static _Atomic(HWND) others_window;

static void *window_run(void *arg)
{
    struct blocked *b = arg;
    MSG msg;

    others_window = window_make();
    b->code = GetMessageA(&msg, NULL, 0, 0);
    return NULL;
}

/* The child has its own queue, and the others' have nobody. */
static int child_messages(struct blocked *b)
{
    MSG msg;

    (void)b;
    if (!PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE) || msg.message != WM_APP)
        return 1; /* posted before */
    if (SendMessageA(others_window, WM_APP, 0, 0) != 0 ||
        GetLastError() != ERROR_INVALID_WINDOW_HANDLE)
        return 2;
    if (PostMessageA(others_window, WM_APP, 0, 0) ||
        GetLastError() != ERROR_INVALID_WINDOW_HANDLE)
        return 3;
    if (!PostThreadMessageA(GetCurrentThreadId(), WM_APP + 1, 0, 0) ||
        GetMessageA(&msg, NULL, 0, 0) != TRUE || msg.message != WM_APP + 1)
        return 4;
    return DestroyWindow(window_make()) ? 0 : 5;
}

static void test_child_has_own_messages(void **state)
{
    struct blocked b = {.code = -1};

    (void)state;
    blocked_start(&b, window_run);
    assert_true(PostThreadMessageA(GetCurrentThreadId(), WM_APP, 0, 0));
    child_check(child_messages, &b);
    assert_true(PostMessageA(others_window, WM_APP, 0, 0));
    pthread_join(b.thread, NULL);
    assert_int_equal(b.code, TRUE);
}

static void *recv_run(void *arg)
{
    struct blocked *b = arg;
    char c;

    b->code = recv(b->s, &c, 1, 0);
    return NULL;
}

static void *fork_run(void *arg)
{
    child_check(peer_sees_end, arg);
    return NULL;
}

static void test_child_closes_descriptor(void **state)
{
    SOCKET listener = listener_open();
    struct blocked b = {.s = socket(AF_INET, SOCK_STREAM, 0)};
    struct sockaddr_in sin;
    int len = sizeof(sin);
    pthread_t thread;

    (void)state;
    getsockname(listener, (struct sockaddr *)&sin, &len);
    assert_int_equal(connect(b.s, (struct sockaddr *)&sin, sizeof(sin)), 0);
    b.event = (HANDLE)accept(listener, NULL, NULL);
    blocked_start(&b, recv_run);
    pthread_create(&thread, NULL, fork_run, &b);
    Sleep(100); /* the parent keeps its descriptor: the child waits for it */
    assert_int_equal(shutdown(b.s, SD_SEND), 0);
    pthread_join(thread, NULL);
    closesocket(b.s);
    pthread_join(b.thread, NULL);
    closesocket((SOCKET)b.event);
    closesocket(listener);
}

struct pair {
    SOCKET s, peer;
};

static struct pair pair_open(void)
{
    SOCKET listener = listener_open();
    struct pair p = {.s = socket(AF_INET, SOCK_STREAM, 0)};
    struct sockaddr_in sin;
    int len = sizeof(sin);

    getsockname(listener, (struct sockaddr *)&sin, &len);
    assert_int_equal(connect(p.s, (struct sockaddr *)&sin, len), 0);
    p.peer = accept(listener, NULL, NULL);
    closesocket(listener);
    return p;
}

static int cleans_up(struct blocked *b)
{
    (void)b;
    return WSACleanup();
}

/* The last WSACleanup resets what is open; not what the parent has too. */
static void test_child_cleanup_resets_nothing(void **state)
{
    struct blocked none = {.s = INVALID_SOCKET};
    struct pair p = pair_open();
    char c;

    (void)state;
    child_check(cleans_up, &none);
    assert_int_equal(send(p.s, "x", 1, 0), 1);
    assert_int_equal(closesocket(p.s), 0);
    assert_int_equal(recv(p.peer, &c, 1, 0), 1);
    assert_int_equal(recv(p.peer, &c, 1, 0), 0);
    closesocket(p.peer);
}

/* A child that lingers does not end what the parent goes on with. */
static int lingers(struct blocked *b)
{
    struct linger l = {1, 5};

    return setsockopt(b->s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof(l)) !=
               0 ||
           closesocket(b->s) != 0;
}

static void test_child_lingers_alone(void **state)
{
    struct pair p = pair_open();
    struct blocked b = {.s = p.s};
    char c;

    (void)state;
    child_check(lingers, &b);
    assert_int_equal(send(p.s, "x", 1, 0), 1);
    assert_int_equal(recv(p.peer, &c, 1, 0), 1);
    closesocket(p.s);
    closesocket(p.peer);
}

static int waits_for_data(struct blocked *b)
{
    char c;

    return recv(b->s, &c, 1, 0) != 1;
}

/* Nor does a parent what the child goes on with. */
static void test_parent_lingers_alone(void **state)
{
    struct pair p = pair_open();
    struct blocked b = {.s = p.s};
    int status = -1;
    pid_t pid = fork();

    (void)state;
    if (pid == 0) {
        alarm(10);
        _exit(waits_for_data(&b) || send(b.s, "y", 1, 0) != 1);
    }
    assert_int_equal(lingers(&b), 0);
    assert_int_equal(send(p.peer, "x", 1, 0), 1);
    assert_int_equal(waits_for_data(&(struct blocked){.s = p.peer}), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    closesocket(p.peer);
}

static void *churn_run(void *arg)
{
    atomic_bool *stop = arg;

    while (!atomic_load(stop)) {
        SOCKET s = listener_open();
        HANDLE event = CreateEventA(NULL, FALSE, FALSE, "churn");
        WSADATA data;

        SetEvent(event);
        CloseHandle(event);
        closesocket(s);
        WSAStartup(MAKEWORD(2, 2), &data);
        WSACleanup();
    }
    return NULL;
}

static int everything_works(struct blocked *b)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, "churn");
    SOCKET s = listener_open();
    WSADATA data;
    bool good;

    (void)b;
    good = SetEvent(event) && CloseHandle(event) && closesocket(s) == 0 &&
           WSAStartup(MAKEWORD(2, 2), &data) == 0;
    while (good && WSACleanup() == 0)
        ;
    return !good;
}

/* Another thread may hold any lock at the time of the fork. */
static HANDLE lookup_begin(void)
{
    GUID class = SVCID_HOSTNAME;
    WCHAR name[] = u"192.0.2.1";
    WSAQUERYSETW set = {.dwSize = sizeof(set),
                        .dwNameSpace = NS_DNS,
                        .lpServiceClassId = &class,
                        .lpszServiceInstanceName = name};
    HANDLE h = NULL;

    WSALookupServiceBeginW(&set, LUP_RETURN_ALL, &h);
    return h;
}

/* One result, and the end. */
static int lookup_finish(HANDLE h)
{
    static char room[4096];
    DWORD length = sizeof(room);
    WSAQUERYSETW *set = (WSAQUERYSETW *)(void *)room;

    return WSALookupServiceNextW(h, LUP_RETURN_ALL, &length, set) != 0 ||
           set->dwNumberOfCsAddrs == 0 || WSALookupServiceEnd(h) != 0 ||
           WSALookupServiceEnd(h) == 0;
}

/* What the parent's threads were to find is not found any more. */
static int lookup_cancelled(HANDLE h)
{
    DWORD length = 0;

    return WSALookupServiceNextW(h, LUP_RETURN_ALL, &length, NULL) == 0 ||
           WSAGetLastError() != WSA_E_CANCELLED || WSALookupServiceEnd(h) != 0;
}

static int lookup_goes_on(struct blocked *b)
{
    return lookup_cancelled(b->event) || lookup_finish(lookup_begin()) ||
           WSACleanup() != 0;
}

/* Queries of namespace providers: the child has its own. */
static void test_child_looks_up(void **state)
{
    struct blocked b = {.event = lookup_begin()};

    (void)state;
    assert_non_null(b.event);
    child_check(lookup_goes_on, &b);
    assert_int_equal(lookup_finish(b.event), 0);
    assert_int_equal(lookup_finish(lookup_begin()), 0);
}

static void test_child_finds_locks_free(void **state)
{
    struct blocked none = {.s = INVALID_SOCKET};
    atomic_bool stop = false;
    pthread_t thread[2];

    (void)state;
    for (int i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, churn_run, &stop);
    for (int i = 0; i < 60; i++)
        child_check(everything_works, &none);
    atomic_store(&stop, true);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
}

static int startup(void **state)
{
    WSADATA data;

    (void)state;
    return WSAStartup(MAKEWORD(2, 2), &data);
}

static int cleanup(void **state)
{
    (void)state;
    return WSACleanup();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_child_closes_socket),
        cmocka_unit_test(test_child_sets_event),
        cmocka_unit_test(test_child_has_own_messages),
        cmocka_unit_test(test_child_closes_descriptor),
        cmocka_unit_test(test_child_cleanup_resets_nothing),
        cmocka_unit_test(test_child_lingers_alone),
        cmocka_unit_test(test_parent_lingers_alone),
        cmocka_unit_test(test_child_looks_up),
        cmocka_unit_test(test_child_finds_locks_free),
    };

    return cmocka_run_group_tests(tests, startup, cleanup);
}
