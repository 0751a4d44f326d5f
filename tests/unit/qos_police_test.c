/* SPDX-License-Identifier: MIT */
/* A rate that is kept in sends which wait, or do not, and in what tells that
 * there is room. */
#include "qos_police.h"

static void a_blocking_send_waits(void **state)
{
    double begin;

    (void)state;
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    begin = now_s();
    for (int i = 0; i < 12; i++)
        assert_int_equal(send_one(), 0);
    took(begin, 12);
    assert_int_equal(received_count(), 12);
}

static void as_long_as_its_timeout(void **state)
{
    int ms = 1, code = 0;

    (void)state;
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, (char *)&ms, sizeof(ms));
    for (int i = 0; i < 6 && code == 0; i++)
        code = send_one();
    assert_int_equal(code, WSAETIMEDOUT);
}

static DWORD WINAPI sends(void *arg)
{
    (void)arg;
    for (int i = 0; i < 5; i++)
        if (send_one() != 0)
            return (DWORD)WSAGetLastError();
    return 0;
}

static void a_grant_wakes_who_waits(void **state)
{
    HANDLE thread;
    DWORD code = 1;

    (void)state;
    grant_slow();
    thread = CreateThread(NULL, 0, sends, NULL, 0, NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(received(), 0xa0);
    grant(SERVICETYPE_BESTEFFORT, QOS_NOT_SPECIFIED);
    assert_int_equal(WaitForSingleObject(thread, 60000), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &code);
    assert_int_equal(code, 0);
    CloseHandle(thread);
}

static void closed_while_it_waits(void **state)
{
    HANDLE thread;
    DWORD code = 0;

    (void)state;
    grant_slow();
    thread = CreateThread(NULL, 0, sends, NULL, 0, NULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(received(), 0xa0);
    closesocket(s);
    assert_int_equal(WaitForSingleObject(thread, 60000), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &code);
    assert_true(code == WSAEINTR || code == WSAENOTSOCK);
    CloseHandle(thread);
}

static void a_nonblocking_one_is_refused(void **state)
{
    WSAPOLLFD fd = {.fd = s, .events = POLLWRNORM};
    double begin;

    (void)state;
    nonblocking();
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    begin = now_s();
    assert_in_range(send_many(), 4, 5); /* time passes */
    assert_int_equal(WSAPoll(&fd, 1, 60000), 1);
    assert_int_equal(fd.revents, POLLWRNORM);
    took(begin, 5);
    assert_int_equal(send_one(), 0);
    /* nothing holds what does not send */
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    assert_int_equal(WSAPoll(&fd, 1, 0), 1);
}

static void polled_as_full(void **state)
{
    WSAPOLLFD fd = {.fd = s, .events = POLLWRNORM | POLLRDNORM};
    struct timeval none = {0, 0};
    fd_set set;

    (void)state;
    nonblocking();
    grant_slow();
    assert_int_equal(send_many(), 3);
    assert_int_equal(WSAPoll(&fd, 1, 20), 0);
    FD_ZERO(&set);
    FD_SET(s, &set);
    assert_int_equal(select(0, NULL, &set, NULL, &none), 0);
    assert_int_equal(send_one(), WSAEWOULDBLOCK);
    grant(SERVICETYPE_BESTEFFORT, QOS_NOT_SPECIFIED);
    FD_SET(s, &set);
    assert_int_equal(select(0, NULL, &set, NULL, &none), 1);
}

static void select_waits(void **state)
{
    struct timeval minute = {60, 0};
    double begin;
    fd_set set;

    (void)state;
    nonblocking();
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    begin = now_s();
    for (int sent = 0; sent < 10;) {
        sent += send_many();
        FD_ZERO(&set);
        FD_SET(s, &set);
        assert_int_equal(select(0, NULL, &set, NULL, &minute), 1);
    }
    took(begin, 10);
}

static void fd_write_comes(void **state)
{
    WSAEVENT event = WSACreateEvent();
    WSANETWORKEVENTS events;
    double begin;
    int sent = 0;

    (void)state;
    assert_int_equal(WSAEventSelect(s, event, FD_WRITE), 0);
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    begin = now_s();
    while (sent < 10) {
        assert_int_equal(
            WSAWaitForMultipleEvents(1, &event, TRUE, 60000, FALSE),
            WSA_WAIT_EVENT_0);
        assert_int_equal(WSAEnumNetworkEvents(s, event, &events), 0);
        assert_int_equal(events.lNetworkEvents, FD_WRITE);
        sent += send_many();
    }
    took(begin, sent);
    WSACloseEvent(event);
}

/* Selected after the refusal. */
static void fd_write_of_a_late_selection(void **state)
{
    WSAEVENT event = WSACreateEvent();
    int ms = 1;

    (void)state;
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, (char *)&ms, sizeof(ms));
    while (send_one() == 0)
        ;
    assert_int_equal(WSAEventSelect(s, event, FD_WRITE), 0);
    assert_int_equal(WSAWaitForMultipleEvents(1, &event, TRUE, 60000, FALSE),
                     WSA_WAIT_EVENT_0);
    WSACloseEvent(event);
}

static void notified(void **state)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    SOCK_NOTIFY_REGISTRATION r = {.socket = s,
                                  .completionKey = &port,
                                  .eventFilter = SOCK_NOTIFY_REGISTER_EVENT_OUT,
                                  .operation = SOCK_NOTIFY_OP_ENABLE,
                                  .triggerFlags =
                                      SOCK_NOTIFY_TRIGGER_PERSISTENT |
                                      SOCK_NOTIFY_TRIGGER_LEVEL};
    OVERLAPPED_ENTRY entry;
    UINT32 n;
    double begin;
    int sent = 0;

    (void)state;
    nonblocking();
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    begin = now_s();
    assert_int_equal(ProcessSocketNotifications(port, 1, &r, 0, 0, NULL, NULL),
                     0);
    while (sent < 10) {
        assert_int_equal(
            ProcessSocketNotifications(port, 0, NULL, 60000, 1, &entry, &n), 0);
        assert_int_equal(n, 1);
        sent += send_many();
    }
    took(begin, sent);
    CloseHandle(port);
}

static void more_is_dropped(void **state)
{
    int kept;

    (void)state;
    nonblocking();
    grant(SERVICETYPE_GUARANTEED, TC_NONCONF_DISCARD);
    for (int i = 0; i < 50; i++)
        assert_int_equal(send_one(), 0); /* as if it was sent */
    kept = received_count();
    assert_in_range(kept, 4, 49);
    /* what no packet can hold is still an error */
    {
        static char large[66000];

        assert_int_equal(send(s, large, sizeof(large), 0), SOCKET_ERROR);
        assert_int_equal(WSAGetLastError(), WSAEMSGSIZE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PAIR(a_blocking_send_waits),
        WITH_PAIR(as_long_as_its_timeout),
        WITH_PAIR(a_grant_wakes_who_waits),
        WITH_PAIR(closed_while_it_waits),
        WITH_PAIR(a_nonblocking_one_is_refused),
        WITH_PAIR(polled_as_full),
        WITH_PAIR(select_waits),
        WITH_PAIR(fd_write_comes),
        WITH_PAIR(fd_write_of_a_late_selection),
        WITH_PAIR(notified),
        WITH_PAIR(more_is_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
