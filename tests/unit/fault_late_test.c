/* SPDX-License-Identifier: MIT */
/* Late faults: the call succeeds, and what it began fails, once, whichever way
 * the program waits. */
#include "fault_pair.h"

static OVERLAPPED ov;
static char data[16];

static int recv_begin(SOCKET s, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    WSABUF buf = {sizeof(data), data};
    DWORD flags = 0;

    return WSARecv(s, &buf, 1, NULL, &flags, &ov, routine);
}

static void begin_pending(SOCKET s, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    WSASetLastError(0);
    assert_int_equal(recv_begin(s, routine), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSA_IO_PENDING);
}

static void result_is(SOCKET s, int code)
{
    DWORD n, flags;

    assert_false(WSAGetOverlappedResult(s, &ov, &n, TRUE, &flags));
    assert_int_equal(WSAGetLastError(), code);
    assert_int_equal(ov.InternalHigh, 0);
}

/* What lay there to be received is still there. */
static void test_event(void **state)
{
    SOCKET s[2];

    (void)state;
    pair_open(&s[0], &s[1]);
    ov = (OVERLAPPED){.hEvent = WSACreateEvent()};
    assert_int_equal(send(s[1], "abc", 3, 0), 3);
    arm("WSARecv:WSAENETRESET late count=1");
    begin_pending(s[0], NULL);
    assert_int_equal(WSAWaitForMultipleEvents(1, &ov.hEvent, TRUE, 5000, FALSE),
                     WSA_WAIT_EVENT_0);
    result_is(s[0], WSAENETRESET);
    assert_int_equal(recv(s[0], data, sizeof(data), 0), 3);
    assert_memory_equal(data, "abc", 3);
    WSACloseEvent(ov.hEvent);
    pair_close(s);
}

static void test_port(void **state)
{
    HANDLE port;
    SOCKET s[2];
    OVERLAPPED *done = NULL;
    ULONG_PTR key = 0;
    DWORD n = 5;
    WSABUF buf = {3, (char[]){"abc"}};

    (void)state;
    pair_open(&s[0], &s[1]);
    port = CreateIoCompletionPort((HANDLE)s[0], NULL, 77, 0);
    ov = (OVERLAPPED){0};
    arm("WSASend:WSAECONNRESET late count=1");
    assert_int_equal(WSASend(s[0], &buf, 1, NULL, 0, &ov, NULL), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSA_IO_PENDING);
    assert_false(GetQueuedCompletionStatus(port, &n, &key, &done, 5000));
    assert_int_equal(GetLastError(), ERROR_NETNAME_DELETED);
    assert_ptr_equal(done, &ov);
    assert_int_equal(key, 77);
    assert_int_equal(n, 0);
    assert_false(GetQueuedCompletionStatus(port, &n, &key, &done, 20));
    assert_int_equal(GetLastError(), WAIT_TIMEOUT); /* once */
    shutdown(s[0], SD_SEND);
    assert_int_equal(recv(s[1], data, sizeof(data), 0), 0); /* nothing sent */
    CloseHandle(port);
    pair_close(s);
}

static int routine_calls, routine_code;

static void CALLBACK routine(DWORD code, DWORD n, LPWSAOVERLAPPED done,
                             DWORD flags)
{
    (void)flags;
    assert_ptr_equal(done, &ov);
    assert_int_equal(n, 0);
    routine_calls++;
    routine_code = (int)code;
}

static void test_routine(void **state)
{
    SOCKET s[2];

    (void)state;
    pair_open(&s[0], &s[1]);
    ov = (OVERLAPPED){0};
    routine_calls = 0;
    arm("WSARecv:WSAECONNABORTED late count=1 delay=30");
    begin_pending(s[0], routine);
    assert_int_equal(SleepEx(5000, TRUE), WAIT_IO_COMPLETION);
    assert_int_equal(routine_calls, 1);
    assert_int_equal(routine_code, WSAECONNABORTED);
    assert_int_equal(SleepEx(20, TRUE), 0);
    assert_int_equal(routine_calls, 1);
    pair_close(s);
}

/* Before its time it can be cancelled, and closesocket does so. */
static void test_cancel(void **state)
{
    SOCKET s[2];

    (void)state;
    pair_open(&s[0], &s[1]);
    ov = (OVERLAPPED){.hEvent = WSACreateEvent()};
    arm("WSARecv:WSAENETRESET late delay=3600000");
    begin_pending(s[0], NULL);
    assert_true(CancelIoEx((HANDLE)s[0], &ov));
    result_is(s[0], WSA_OPERATION_ABORTED);
    assert_false(CancelIoEx((HANDLE)s[0], &ov));
    begin_pending(s[0], NULL);
    closesocket(s[0]);
    assert_int_equal(WSAWaitForMultipleEvents(1, &ov.hEvent, TRUE, 5000, FALSE),
                     WSA_WAIT_EVENT_0);
    assert_int_equal(ov.Internal, 0xC0000120); /* STATUS_CANCELLED */
    WSACloseEvent(ov.hEvent);
    closesocket(s[1]);
}

/* Many, with times of their own: each ends once, the soonest first. */
static void test_many(void **state)
{
    enum { N = 40 };
    static OVERLAPPED many[N];
    HANDLE port;
    SOCKET s[2];
    int seen[N] = {0};

    (void)state;
    pair_open(&s[0], &s[1]);
    port = CreateIoCompletionPort((HANDLE)s[0], NULL, 0, 0);
    for (int i = 0; i < N; i++) {
        WSABUF buf = {1, data};
        DWORD flags = 0;
        char text[80];

        snprintf(text, sizeof(text), "WSARecv:WSAENETRESET late delay=%d",
                 1 + i * 7 % 40);
        arm(text);
        WSARecv(s[0], &buf, 1, NULL, &flags, &many[i], NULL);
        assert_int_equal(WSAGetLastError(), WSA_IO_PENDING);
        ws2_fault_disarm_all();
    }
    for (int i = 0; i < N; i++) {
        OVERLAPPED *done = NULL;
        ULONG_PTR key;
        DWORD n;

        assert_false(GetQueuedCompletionStatus(port, &n, &key, &done, 5000));
        assert_true(done >= many && done < many + N);
        seen[done - many]++;
    }
    for (int i = 0; i < N; i++)
        assert_int_equal(seen[i], 1);
    CloseHandle(port);
    pair_close(s);
}

/* Only an overlapped call can be late. */
static void test_not_late(void **state)
{
    SOCKET s[2];
    WSABUF buf = {1, data};
    DWORD n, flags = 0;

    (void)state;
    pair_open(&s[0], &s[1]);
    arm("WSARecv:WSAENETRESET late");
    assert_int_equal(send(s[1], "x", 1, 0), 1);
    assert_int_equal(WSARecv(s[0], &buf, 1, &n, &flags, NULL, NULL), 0);
    assert_int_equal(ws2_fault_hits_all(), 0);
    pair_close(s);
}

static void test_accept(void **state)
{
    struct sockaddr_in at;
    SOCKET listener = loopback(SOCK_STREAM, &at);
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0), c;
    static char room[128];
    DWORD n;

    (void)state;
    ov = (OVERLAPPED){.hEvent = WSACreateEvent()};
    assert_int_equal(listen(listener, 1), 0);
    c = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(c, (struct sockaddr *)&at, sizeof(at)), 0);
    arm("AcceptEx:WSAECONNRESET late count=1");
    assert_false(AcceptEx(listener, s, room, 0, 32, 32, &n, &ov));
    assert_int_equal(WSAGetLastError(), WSA_IO_PENDING);
    result_is(listener, WSAECONNRESET);
    closesocket(s);
    s = accept(listener, NULL, NULL); /* it still waits */
    assert_true(s != INVALID_SOCKET);
    closesocket(s);
    closesocket(c);
    closesocket(listener);
    WSACloseEvent(ov.hEvent);
}

/* --- Connecting. */

static SOCKET connect_begin(struct sockaddr_in *at, SOCKET *listener)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    u_long yes = 1;

    *listener = loopback(SOCK_STREAM, at);
    assert_int_equal(listen(*listener, 1), 0);
    assert_int_equal(ioctlsocket(s, FIONBIO, &yes), 0);
    assert_int_equal(connect(s, (struct sockaddr *)at, sizeof(*at)),
                     SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEWOULDBLOCK);
    return s;
}

static int so_error(SOCKET s)
{
    int code = -1, len = sizeof(code);

    assert_int_equal(getsockopt(s, SOL_SOCKET, SO_ERROR, (char *)&code, &len),
                     0);
    return code;
}

static void test_connect(void **state)
{
    struct sockaddr_in at;
    SOCKET listener, s;
    struct timeval five = {5, 0};
    fd_set writes, excepts;
    u_long yes = 1;

    (void)state;
    arm("connect:WSAETIMEDOUT late count=1");
    s = connect_begin(&at, &listener);
    FD_ZERO(&writes);
    FD_ZERO(&excepts);
    FD_SET(s, &writes);
    FD_SET(s, &excepts);
    assert_int_equal(select(0, NULL, &writes, &excepts, &five), 1);
    assert_true(FD_ISSET(s, &excepts));
    assert_int_equal(so_error(s), WSAETIMEDOUT);
    assert_int_equal(ioctlsocket(listener, FIONBIO, &yes), 0);
    assert_true(accept(listener, NULL, NULL) == INVALID_SOCKET);
    assert_int_equal(WSAGetLastError(), WSAEWOULDBLOCK); /* nobody came */
    closesocket(s);
    closesocket(listener);
}

static void test_connect_poll(void **state)
{
    struct sockaddr_in at;
    SOCKET listener, s;
    WSAPOLLFD p;

    (void)state;
    arm("WSAConnect:WSAENETUNREACH late; connect:WSAECONNREFUSED late");
    s = connect_begin(&at, &listener);
    p = (WSAPOLLFD){.fd = s, .events = POLLWRNORM};
    assert_int_equal(WSAPoll(&p, 1, 5000), 1);
    assert_true((p.revents & POLLERR) != 0);
    assert_int_equal(so_error(s), WSAECONNREFUSED);
    closesocket(s);
    closesocket(listener);
}

/* --- Network events. */

static void event_is(SOCKET s, WSAEVENT event, long what, int bit, int code)
{
    WSANETWORKEVENTS got;

    assert_int_equal(WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE),
                     WSA_WAIT_EVENT_0);
    assert_int_equal(WSAEnumNetworkEvents(s, event, &got), 0);
    assert_true((got.lNetworkEvents & what) != 0);
    assert_int_equal(got.iErrorCode[bit], code);
}

static void test_connect_event(void **state)
{
    WSAEVENT event = WSACreateEvent();
    struct sockaddr_in at;
    SOCKET listener, s = socket(AF_INET, SOCK_STREAM, 0);

    (void)state;
    listener = loopback(SOCK_STREAM, &at);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(WSAEventSelect(s, event, FD_CONNECT), 0);
    arm("WSAConnect:WSAENETUNREACH late");
    assert_int_equal(WSAConnect(s, (struct sockaddr *)&at, sizeof(at), NULL,
                                NULL, NULL, NULL),
                     SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEWOULDBLOCK);
    event_is(s, event, FD_CONNECT, FD_CONNECT_BIT, WSAENETUNREACH);
    closesocket(s);
    closesocket(listener);
    WSACloseEvent(event);
}

/* Of a real connection: the event is told with the code. */
static void test_events(void **state)
{
    WSAEVENT event = WSACreateEvent();
    SOCKET s[2];

    (void)state;
    pair_open(&s[0], &s[1]);
    arm("WSAEnumNetworkEvents:WSAECONNRESET;"
        "WSAEnumNetworkEvents:WSAENETDOWN late event=FD_READ");
    assert_int_equal(WSAEventSelect(s[0], event, FD_READ | FD_CLOSE), 0);
    assert_int_equal(send(s[1], "x", 1, 0), 1);
    event_is(s[0], event, FD_READ, FD_READ_BIT, WSAENETDOWN);
    assert_int_equal(recv(s[0], data, 1, 0), 1);
    shutdown(s[1], SD_SEND);
    event_is(s[0], event, FD_CLOSE, FD_CLOSE_BIT, WSAECONNRESET);
    pair_close(s);
    WSACloseEvent(event);
}

/* --- Messages. */

static HWND window(void)
{
    WNDCLASSA class = {.lpfnWndProc = DefWindowProcA, .lpszClassName = "fault"};
    HWND w;

    RegisterClassA(&class); /* once */
    w = CreateWindowExA(0, "fault", "", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL,
                        NULL);

    assert_non_null(w);
    return w;
}

static LPARAM message_get(HWND w, UINT what, WPARAM *wparam)
{
    MSG msg;

    (void)w;
    while (GetMessageA(&msg, NULL, 0, 0) > 0)
        if (msg.message == what) {
            *wparam = msg.wParam;
            return msg.lParam;
        }
    fail();
    return 0;
}

static void test_message(void **state)
{
    HWND w = window();
    SOCKET s[2];
    WPARAM wparam = 0;
    LPARAM got;

    (void)state;
    pair_open(&s[0], &s[1]);
    arm("WSAAsyncSelect:WSAECONNABORTED; WSAEnumNetworkEvents:WSAECONNRESET");
    assert_int_equal(WSAAsyncSelect(s[0], w, WM_APP, FD_CLOSE), 0);
    shutdown(s[1], SD_SEND);
    got = message_get(w, WM_APP, &wparam);
    assert_int_equal(wparam, s[0]);
    assert_int_equal(WSAGETSELECTEVENT(got), FD_CLOSE);
    assert_int_equal(WSAGETSELECTERROR(got), WSAECONNABORTED);
    pair_close(s);
    DestroyWindow(w);
}

static void test_async_lookup(void **state)
{
    HWND w = window();
    char room[MAXGETHOSTSTRUCT];
    WPARAM wparam = 0;
    HANDLE task;
    LPARAM got;

    (void)state;
    arm("WSAAsyncGet*:WSATRY_AGAIN late");
    task = WSAAsyncGetHostByName(w, WM_APP, "localhost", room, sizeof(room));
    assert_non_null(task);
    got = message_get(w, WM_APP, &wparam);
    assert_int_equal(wparam, task);
    assert_int_equal(WSAGETASYNCERROR(got), WSATRY_AGAIN);
    ws2_fault_disarm_all();
    arm("WSAAsyncGetServByName:WSANO_DATA late; "
        "WSAAsyncGetServByName:WSAEWOULDBLOCK after=1");
    task = WSAAsyncGetServByName(w, WM_APP, "http", "tcp", room, sizeof(room));
    assert_non_null(task);
    got = message_get(w, WM_APP, &wparam);
    assert_int_equal(WSAGETASYNCERROR(got), WSANO_DATA);
    DestroyWindow(w);
}

/* --- Lookups. */

static HANDLE told;
static DWORD told_code;

static void CALLBACK lookup_told(DWORD code, DWORD n, LPWSAOVERLAPPED done)
{
    (void)n;
    (void)done;
    told_code = code;
    SetEvent(told);
}

static void test_lookup(void **state)
{
    PADDRINFOEXW list = (PADDRINFOEXW)&list;
    HANDLE handle = NULL;

    (void)state;
    told = CreateEventW(NULL, TRUE, FALSE, NULL);
    arm("GetAddrInfoEx:WSATRY_AGAIN late delay=30");
    ov = (OVERLAPPED){.hEvent = told};
    assert_int_equal(GetAddrInfoExW(u"localhost", NULL, NS_ALL, NULL, NULL,
                                    &list, NULL, &ov, NULL, &handle),
                     WSA_IO_PENDING);
    assert_null(list);
    assert_int_equal(WaitForSingleObject(told, 5000), WAIT_OBJECT_0);
    assert_int_equal(GetAddrInfoExOverlappedResult(&ov), WSATRY_AGAIN);
    ResetEvent(told);
    ov = (OVERLAPPED){0};
    assert_int_equal(GetAddrInfoExW(u"localhost", NULL, NS_ALL, NULL, NULL,
                                    &list, NULL, &ov, lookup_told, NULL),
                     WSA_IO_PENDING);
    assert_int_equal(WaitForSingleObject(told, 5000), WAIT_OBJECT_0);
    assert_int_equal(told_code, WSATRY_AGAIN);
    CloseHandle(told);
}

static void test_lookup_cancel(void **state)
{
    PADDRINFOEXW list;
    HANDLE handle = NULL;

    (void)state;
    ov = (OVERLAPPED){.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL)};
    arm("GetAddrInfoEx:WSATRY_AGAIN late delay=3600000");
    assert_int_equal(GetAddrInfoExW(u"localhost", NULL, NS_ALL, NULL, NULL,
                                    &list, NULL, &ov, NULL, &handle),
                     WSA_IO_PENDING);
    assert_int_equal(GetAddrInfoExCancel(&handle), 0);
    assert_int_equal(WaitForSingleObject(ov.hEvent, 5000), WAIT_OBJECT_0);
    assert_int_equal(GetAddrInfoExOverlappedResult(&ov), WSA_E_CANCELLED);
    CloseHandle(ov.hEvent);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, winsock_up, winsock_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_event),         TEST(test_port),    TEST(test_routine),
        TEST(test_cancel),        TEST(test_many),    TEST(test_not_late),
        TEST(test_accept),        TEST(test_connect), TEST(test_connect_poll),
        TEST(test_connect_event), TEST(test_events),  TEST(test_message),
        TEST(test_async_lookup),  TEST(test_lookup),  TEST(test_lookup_cancel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
