/* SPDX-License-Identifier: MIT */
/* Changes that a backend tells: FD_QOS by every way, and SIO_GET_QOS's queue.
 */
#include "qos_flow.h"

/* --- Changes. */

static void fetched_in_order(void **state)
{
    SOCKET s = open_set();
    RSVP_STATUS_INFO *status;
    RSVP_ADSPEC *adspec;
    u_long on = 1;
    DWORD n, need;

    (void)state;
    ioctlsocket(s, (long)(int)FIONBIO, &on);
    assert_int_equal(get(s, sizeof(got), &n), WSAEWOULDBLOCK);
    change(WSA_QOS_SENDERS);
    change(WSA_QOS_NO_SENDERS);
    assert_int_equal(get(s, sizeof(ULONG), &n), WSAENOBUFS);
    need = got.need;
    assert_int_equal(get(s, need - 1, &n), WSAENOBUFS);
    assert_int_equal(get(s, need, &n), 0);
    assert_int_equal(n, need);
    assert_int_equal(got.q.SendingFlowspec.ServiceType, SERVICETYPE_NOCHANGE);
    assert_int_equal(got.q.ReceivingFlowspec.TokenRate, 777);
    assert_int_equal(got.q.ProviderSpecific.len, need - sizeof(QOS));
    assert_ptr_equal(got.q.ProviderSpecific.buf, got.bytes + sizeof(QOS));
    status = (RSVP_STATUS_INFO *)(void *)got.q.ProviderSpecific.buf;
    assert_int_equal(status->ObjectHdr.ObjectType, RSVP_OBJECT_STATUS_INFO);
    assert_int_equal(status->StatusCode, WSA_QOS_SENDERS);
    assert_int_equal(status->ExtendedStatus1, 56100);
    adspec = (RSVP_ADSPEC *)(void *)(status + 1);
    assert_int_equal(adspec->GeneralParams.PathMTU, 1500);
    assert_int_equal(*(ULONG *)(void *)(got.bytes + need - 8),
                     QOS_OBJECT_END_OF_LIST);
    assert_int_equal(get(s, need, &n), 0);
    assert_int_equal(status->StatusCode, WSA_QOS_NO_SENDERS);
    assert_int_equal(get(s, need, &n), WSAEWOULDBLOCK);
    closesocket(s);
}

/* Nobody fetches: memory has an end, and the newest are kept. */
static void queue_is_bounded(void **state)
{
    SOCKET s = open_set();
    u_long on = 1;
    DWORD n;
    int fetched = 0;

    (void)state;
    ioctlsocket(s, (long)(int)FIONBIO, &on);
    for (int i = 0; i < 1000; i++)
        change(i == 999 ? WSA_QOS_NO_SENDERS : WSA_QOS_SENDERS);
    while (get(s, sizeof(got), &n) == 0)
        fetched++;
    assert_in_range(fetched, 8, 64);
    assert_int_equal(
        ((RSVP_STATUS_INFO *)(void *)(got.bytes + sizeof(QOS)))->StatusCode,
        WSA_QOS_NO_SENDERS);
    closesocket(s);
}

static int told(SOCKET s, WSAEVENT event, int *code)
{
    WSANETWORKEVENTS events;

    *code = 0;
    if (WaitForSingleObject(event, 0) != WAIT_OBJECT_0)
        return 0;
    assert_int_equal(WSAEnumNetworkEvents(s, event, &events), 0);
    *code = events.iErrorCode[FD_QOS_BIT];
    return (int)events.lNetworkEvents;
}

/* Told once, with the oldest code, until SIO_GET_QOS is called, even in
 * vain. */
static void event_told(void **state)
{
    SOCKET s = open_set();
    WSAEVENT event = WSACreateEvent();
    int code;
    DWORD n;

    (void)state;
    assert_int_equal(WSAEventSelect(s, event, FD_QOS), 0);
    assert_int_equal(told(s, event, &code), 0);
    change(WSA_QOS_RECEIVERS);
    change(WSA_QOS_NO_RECEIVERS);
    assert_int_equal(told(s, event, &code), FD_QOS);
    assert_int_equal(code, WSA_QOS_RECEIVERS);
    change(WSA_QOS_RECEIVERS);
    assert_int_equal(told(s, event, &code), 0);
    assert_int_equal(get(s, 4, &n), WSAENOBUFS); /* enables it */
    assert_int_equal(told(s, event, &code), FD_QOS);
    assert_int_equal(code, WSA_QOS_RECEIVERS);
    assert_int_equal(get(s, sizeof(got), &n), 0);
    assert_int_equal(told(s, event, &code), FD_QOS); /* of the next one */
    assert_int_equal(code, WSA_QOS_NO_RECEIVERS);
    while (get(s, sizeof(got), &n) == 0)
        ;
    told(s, event, &code);
    assert_int_equal(get(s, sizeof(got), &n), WSAEWOULDBLOCK);
    assert_int_equal(told(s, event, &code), 0);
    change(WSA_QOS_SENDERS);
    assert_int_equal(told(s, event, &code), FD_QOS);
    assert_int_equal(code, WSA_QOS_SENDERS);
    closesocket(s);
    WSACloseEvent(event);
}

/* What came before the selection is told by it. */
static void event_told_late(void **state)
{
    SOCKET s = open_set();
    WSAEVENT event = WSACreateEvent();
    int code;

    (void)state;
    change(WSA_QOS_SENDERS);
    assert_int_equal(WSAEventSelect(s, event, FD_QOS | FD_WRITE), 0);
    assert_int_equal(told(s, event, &code), FD_QOS | FD_WRITE);
    assert_int_equal(code, WSA_QOS_SENDERS);
    closesocket(s);
    WSACloseEvent(event);
}

static void message_told(void **state)
{
    WNDCLASSA class = {.lpfnWndProc = DefWindowProcA, .lpszClassName = "qos"};
    SOCKET s = open_set();
    HWND window;
    MSG msg;

    (void)state;
    RegisterClassA(&class);
    window = CreateWindowA("qos", "", 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL);
    assert_non_null(window);
    assert_int_equal(WSAAsyncSelect(s, window, WM_USER, FD_QOS), 0);
    change(WSA_QOS_ADMISSION_FAILURE);
    assert_true(PeekMessageA(&msg, window, WM_USER, WM_USER, PM_REMOVE));
    assert_int_equal(msg.wParam, s);
    assert_int_equal(WSAGETSELECTEVENT(msg.lParam), FD_QOS);
    assert_int_equal(WSAGETSELECTERROR(msg.lParam), WSA_QOS_ADMISSION_FAILURE);
    change(WSA_QOS_ADMISSION_FAILURE);
    assert_false(PeekMessageA(&msg, window, WM_USER, WM_USER, PM_REMOVE));
    closesocket(s);
    DestroyWindow(window);
}

static int get_overlapped(SOCKET s, WSAOVERLAPPED *ov, DWORD room)
{
    DWORD n;

    memset(ov, 0, sizeof(*ov));
    ov->hEvent = CreateEvent(NULL, TRUE, FALSE, NULL);
    return WSAIoctl(s, SIO_GET_QOS, NULL, 0, &got, room, &n, ov, NULL) == 0
               ? 0
               : WSAGetLastError();
}

/* A pending one takes the change, and FD_QOS is not told of it. */
static void pending_served(void **state)
{
    SOCKET s = open_set();
    WSAEVENT event = WSACreateEvent();
    WSAOVERLAPPED ov;
    DWORD n, flags;
    int code;

    (void)state;
    WSAEventSelect(s, event, FD_QOS);
    assert_int_equal(get_overlapped(s, &ov, sizeof(got)), WSA_IO_PENDING);
    assert_int_equal(result(s, &ov), WSA_IO_INCOMPLETE);
    change(WSA_QOS_RECEIVERS);
    assert_true(WSAGetOverlappedResult(s, &ov, &n, FALSE, &flags));
    assert_int_equal(n, sizeof(QOS) + got.q.ProviderSpecific.len);
    assert_int_equal(told(s, event, &code), 0);
    CloseHandle(ov.hEvent);
    closesocket(s);
    WSACloseEvent(event);
}

static void pending_too_small(void **state)
{
    SOCKET s = open_set();
    WSAOVERLAPPED ov;
    DWORD n;

    (void)state;
    assert_int_equal(get_overlapped(s, &ov, sizeof(ULONG)), WSA_IO_PENDING);
    change(WSA_QOS_RECEIVERS);
    assert_int_equal(result(s, &ov), WSAENOBUFS);
    assert_int_equal(get(s, got.need, &n), 0); /* it stayed */
    CloseHandle(ov.hEvent);
    closesocket(s);
}

static void there_already(void **state)
{
    SOCKET s = open_set();
    WSAOVERLAPPED ov;

    (void)state;
    change(WSA_QOS_RECEIVERS);
    assert_int_equal(get_overlapped(s, &ov, sizeof(got)), 0);
    assert_int_equal(WaitForSingleObject(ov.hEvent, 0), WAIT_OBJECT_0);
    CloseHandle(ov.hEvent);
    closesocket(s);
}

static DWORD WINAPI changes_later(void *unused)
{
    (void)unused;
    change(WSA_QOS_SENDERS);
    return 0;
}

/* Whichever comes first. */
static void waiting_served(void **state)
{
    SOCKET s = open_set();
    HANDLE t = CreateThread(NULL, 0, changes_later, NULL, 0, NULL);
    DWORD n;

    (void)state;
    assert_int_equal(get(s, sizeof(got), &n), 0);
    WaitForSingleObject(t, INFINITE);
    CloseHandle(t);
    closesocket(s);
}

/* Changes come while the socket is used and closed: under tsan, say. */

static atomic_bool telling;

static DWORD WINAPI tells_on(void *unused)
{
    (void)unused;
    while (atomic_load(&telling)) {
        pthread_mutex_lock(&fake.lock);
        if (fake.flow.user != NULL)
            change(WSA_QOS_SENDERS);
        pthread_mutex_unlock(&fake.lock);
    }
    return 0;
}

static DWORD WINAPI fetches(void *s)
{
    char room[1024];
    DWORD n;

    while (WSAIoctl((SOCKET)s, SIO_GET_QOS, NULL, 0, room, sizeof(room), &n,
                    NULL, NULL) == 0)
        ;
    return (DWORD)WSAGetLastError();
}

static void told_while_closed(void **state)
{
    HANDLE teller, fetcher;

    (void)state;
    atomic_store(&telling, true);
    teller = CreateThread(NULL, 0, tells_on, NULL, 0, NULL);
    for (int i = 0; i < 200; i++) {
        SOCKET s = open_set();
        WSAEVENT event = WSACreateEvent();
        WSAOVERLAPPED ov;
        DWORD code;

        fetcher = CreateThread(NULL, 0, fetches, (void *)s, 0, NULL);
        get_overlapped(s, &ov, sizeof(got));
        if (i % 2 == 0) /* makes it non-blocking */
            WSAEventSelect(s, event, FD_QOS);
        closesocket(s);
        WaitForSingleObject(fetcher, INFINITE);
        GetExitCodeThread(fetcher, &code);
        assert_true(code == WSAEINTR || code == WSAENOTSOCK ||
                    code == WSAEWOULDBLOCK);
        WaitForSingleObject(ov.hEvent, INFINITE);
        CloseHandle(fetcher);
        CloseHandle(ov.hEvent);
        WSACloseEvent(event);
    }
    atomic_store(&telling, false);
    WaitForSingleObject(teller, INFINITE);
    CloseHandle(teller);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fetched_in_order),  TEST(queue_is_bounded), TEST(event_told),
        TEST(event_told_late),   TEST(message_told),     TEST(pending_served),
        TEST(pending_too_small), TEST(there_already),    TEST(waiting_served),
        TEST(told_while_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
