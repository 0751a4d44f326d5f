/* SPDX-License-Identifier: MIT */
/* A rate that is kept in sends which are queued: overlapped, registered, of
 * TransmitPackets, and in a child. */
#include "qos_police.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static void overlapped_sends_queue(void **state)
{
    enum { COUNT = 12 };
    HANDLE port = CreateIoCompletionPort((HANDLE)s, NULL, 7, 0);
    OVERLAPPED ovs[COUNT] = {{0}}, *ov;
    char packet[SIZE] = {0};
    WSABUF buf = {SIZE, packet};
    ULONG_PTR key;
    DWORD n;
    double begin;

    (void)state;
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    begin = now_s();
    for (int i = 0; i < COUNT; i++) {
        packet[0] = (char)i;
        if (WSASend(s, &buf, 1, NULL, 0, &ovs[i], NULL) != 0)
            assert_int_equal(WSAGetLastError(), WSA_IO_PENDING);
    }
    for (int i = 0; i < COUNT; i++) {
        assert_true(GetQueuedCompletionStatus(port, &n, &key, &ov, 60000));
        assert_ptr_equal(ov, &ovs[i]); /* in order */
        assert_int_equal(n, SIZE);
    }
    took(begin, COUNT);
    assert_int_equal(received_count(), COUNT);
    CloseHandle(port);
}

static void overlapped_sends_to_an_address_queue(void **state)
{
    enum { COUNT = 8 };
    OVERLAPPED ovs[COUNT] = {{0}};
    SOCKADDR_STORAGE to;
    int len = sizeof(to);
    char packet[SIZE] = {0};
    WSABUF buf = {SIZE, packet};
    DWORD n, flags;
    double begin;

    (void)state;
    getsockname(peer, (struct sockaddr *)&to, &len);
    closesocket(s);
    s = open_of(SOCK_DGRAM);
    assert_int_equal(set(s), 0);
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    begin = now_s();
    for (int i = 0; i < COUNT; i++) {
        ovs[i].hEvent = WSACreateEvent();
        if (WSASendTo(s, &buf, 1, NULL, 0, (struct sockaddr *)&to, len, &ovs[i],
                      NULL) != 0)
            assert_int_equal(WSAGetLastError(), WSA_IO_PENDING);
    }
    for (int i = 0; i < COUNT; i++) {
        assert_true(WSAGetOverlappedResult(s, &ovs[i], &n, TRUE, &flags));
        WSACloseEvent(ovs[i].hEvent);
    }
    took(begin, COUNT);
    assert_int_equal(received_count(), COUNT);
}

/* A batch of requests is no way round. */
static void registered_sends_queue(void **state)
{
    enum { COUNT = 10 };
    static RIO_EXTENSION_FUNCTION_TABLE rio = {.cbSize = sizeof(rio)};
    static char packets[SIZE];
    GUID guid = WSAID_MULTIPLE_RIO;
    SOCKADDR_STORAGE to;
    int len = sizeof(to);
    RIORESULT results[COUNT];
    ULONG ended = 0;
    RIO_BUFFERID id;
    RIO_BUF buf;
    RIO_CQ cq;
    RIO_RQ rq;
    double begin;
    DWORD n;

    (void)state;
    getsockname(peer, (struct sockaddr *)&to, &len);
    closesocket(s);
    s = open_with(SOCK_DGRAM, WSA_FLAG_REGISTERED_IO);
    assert_int_equal(connect(s, (struct sockaddr *)&to, len), 0);
    assert_int_equal(set(s), 0);
    assert_int_equal(WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER,
                              &guid, sizeof(guid), &rio, sizeof(rio), &n, NULL,
                              NULL),
                     0);
    id = rio.RIORegisterBuffer(packets, sizeof(packets));
    cq = rio.RIOCreateCompletionQueue(2 * COUNT, NULL);
    rq = rio.RIOCreateRequestQueue(s, 1, 1, COUNT, 1, cq, cq, NULL);
    assert_true(rq != RIO_INVALID_RQ);
    buf = (RIO_BUF){id, 0, SIZE};
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    begin = now_s();
    for (int i = 0; i < COUNT; i++)
        assert_true(rio.RIOSend(rq, &buf, 1, RIO_MSG_DEFER, NULL));
    assert_true(rio.RIOSend(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL));
    while (ended < COUNT && now_s() < begin + 60) {
        ULONG got_now = rio.RIODequeueCompletion(cq, results, COUNT);

        for (ULONG i = 0; i < got_now; i++)
            assert_int_equal(results[i].Status, 0);
        ended += got_now;
    }
    assert_int_equal(ended, COUNT);
    took(begin, COUNT);
    assert_int_equal(received_count(), COUNT);
    closesocket(s);
    rio.RIOCloseCompletionQueue(cq);
    rio.RIODeregisterBuffer(id);
}

static void transmitted_packets_wait(void **state)
{
    enum { COUNT = 10 };
    LPFN_TRANSMITPACKETS transmit;
    GUID guid = WSAID_TRANSMITPACKETS;
    TRANSMIT_PACKETS_ELEMENT elements[COUNT];
    static char packet[SIZE];
    double begin;
    DWORD n;

    (void)state;
    assert_int_equal(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid,
                              sizeof(guid), &transmit, sizeof(transmit), &n,
                              NULL, NULL),
                     0);
    for (int i = 0; i < COUNT; i++)
        elements[i] = (TRANSMIT_PACKETS_ELEMENT){
            .dwElFlags = TP_ELEMENT_MEMORY | TP_ELEMENT_EOP,
            .cLength = SIZE,
            .pBuffer = packet};
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    begin = now_s();
    assert_true(transmit(s, elements, COUNT, 0, NULL, 0));
    took(begin, COUNT);
    assert_int_equal(received_count(), COUNT);
}

/* The child has the rate, and a reactor of its own. */
static void a_child_keeps_the_rate(void **state)
{
    pid_t child;
    int status;

    (void)state;
#ifdef __SANITIZE_THREAD__
    skip(); /* it allows no threads in a child */
#endif
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    nonblocking();
    send_many();
    child = fork();
    if (child == 0) {
        WSAPOLLFD fd = {.fd = s, .events = POLLWRNORM};
        WSAEVENT event = WSACreateEvent();

        send_many();
        if (WSAPoll(&fd, 1, 60000) != 1 || send_one() != 0)
            _exit(1);
        send_many();
        if (WSAEventSelect(s, event, FD_WRITE) != 0 ||
            WSAWaitForMultipleEvents(1, &event, TRUE, 60000, FALSE) !=
                WSA_WAIT_EVENT_0)
            _exit(2);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void closed_with_sends_queued(void **state)
{
    enum { COUNT = 20 };
    static OVERLAPPED ovs[COUNT];
    HANDLE port = CreateIoCompletionPort((HANDLE)s, NULL, 7, 0);
    OVERLAPPED *ov;
    char packet[SIZE] = {0};
    WSABUF buf = {SIZE, packet};
    ULONG_PTR key;
    DWORD n;
    int ended = 0;

    (void)state;
    grant(SERVICETYPE_CONTROLLEDLOAD, TC_NONCONF_SHAPE);
    for (int i = 0; i < COUNT; i++)
        WSASend(s, &buf, 1, NULL, 0, &ovs[i], NULL);
    closesocket(s);
    for (int i = 0; i < COUNT; i++)
        if (GetQueuedCompletionStatus(port, &n, &key, &ov, 60000) || ov != NULL)
            ended++;
    assert_int_equal(ended, COUNT);
    CloseHandle(port);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PAIR(overlapped_sends_queue),
        WITH_PAIR(overlapped_sends_to_an_address_queue),
        WITH_PAIR(registered_sends_queue),
        WITH_PAIR(transmitted_packets_wait),
        WITH_PAIR(a_child_keeps_the_rate),
        WITH_PAIR(closed_with_sends_queued),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
