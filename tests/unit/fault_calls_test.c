/* SPDX-License-Identifier: MIT */
/* Faults at calls that are really made around them: what else a failure leaves
 * behind, how long it takes, streams of which nothing is lost, sockets, threads
 * that arm while others call. */
#include "fault_pair.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "watch/watch.h"

/* --- One failure. */

static void test_nothing_else(void **state)
{
    SOCKET s[2];
    char byte = 'x';

    (void)state;
    pair_open(&s[0], &s[1]);
    arm("send:WSAECONNRESET count=1");
    WSASetLastError(0);
    assert_int_equal(send(s[0], &byte, 1, 0), SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAECONNRESET);
    byte = 'y';
    assert_int_equal(send(s[0], &byte, 1, 0), 1);
    assert_int_equal(recv(s[1], &byte, 1, 0), 1);
    assert_int_equal(byte, 'y'); /* the first was not sent */
    arm("accept:WSAEMFILE count=1");
    assert_int_equal(ws2_fault_hits_all(), 1);
    pair_close(s);
}

/* A success behind a failure leaves its code alone, and errno is nobody's. */
static void test_errno(void **state)
{
    SOCKET s[2];

    (void)state;
    pair_open(&s[0], &s[1]);
    arm("recv:WSAENETDOWN delay=1");
    errno = 4711;
    assert_int_equal(recv(s[0], NULL, 0, 0), SOCKET_ERROR);
    assert_int_equal(errno, 4711);
    assert_int_equal(send(s[0], "x", 1, 0), 1);
    assert_int_equal(WSAGetLastError(), WSAENETDOWN);
    pair_close(s);
}

static void test_outputs(void **state)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    OVERLAPPED *ov = (OVERLAPPED *)&ov;
    OVERLAPPED_ENTRY entry;
    ADDRINFOA *list = (ADDRINFOA *)&list;
    ULONG_PTR key;
    ULONG n = 5;
    DWORD bytes;

    (void)state;
    arm("getaddrinfo:WSATRY_AGAIN; GetQueuedCompletionStatus*:WAIT_TIMEOUT");
    assert_int_equal(getaddrinfo("localhost", NULL, NULL, &list), WSATRY_AGAIN);
    assert_null(list);
    assert_int_equal(WSAGetLastError(), WSATRY_AGAIN);
    assert_false(GetQueuedCompletionStatus(port, &bytes, &key, &ov, INFINITE));
    assert_null(ov); /* no packet was taken */
    assert_int_equal(GetLastError(), WAIT_TIMEOUT);
    assert_false(
        GetQueuedCompletionStatusEx(port, &entry, 1, &n, INFINITE, FALSE));
    assert_int_equal(n, 0);
    CloseHandle(port);
}

static long long now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void test_delay(void **state)
{
    SOCKET s[2];
    long long begin;

    (void)state;
    pair_open(&s[0], &s[1]);
    arm("send:WSAENETDOWN delay=120 count=1; send:delay=80 count=1");
    begin = now_ms();
    assert_int_equal(send(s[0], "x", 1, 0), SOCKET_ERROR);
    assert_true(now_ms() - begin >= 120);
    begin = now_ms();
    assert_int_equal(send(s[0], "x", 1, 0), 1); /* late, and made */
    assert_true(now_ms() - begin >= 80);
    pair_close(s);
}

static void test_socket(void **state)
{
    ws2_fault f = {.function = "send", .code = WSAENETRESET};
    SOCKET a[2], b[2];

    (void)state;
    pair_open(&a[0], &a[1]);
    pair_open(&b[0], &b[1]);
    f.socket = b[0];
    assert_int_equal(ws2_fault_arm(&f, NULL), 0);
    assert_int_equal(send(a[0], "x", 1, 0), 1);
    assert_int_equal(send(b[0], "x", 1, 0), SOCKET_ERROR);
    pair_close(a);
    pair_close(b);
}

/* Calls that other calls are made of are not seen, nor is anything when
 * nothing is armed. */
static void test_not_seen(void **state)
{
    unsigned short before = ws2_watching;
    ws2_fault f = {.function = "WSASend", .code = WSAENETRESET};
    SOCKET s[2];
    unsigned id;

    (void)state;
    pair_open(&s[0], &s[1]);
    assert_int_equal(ws2_fault_arm(&f, &id), 0);
    assert_true(ws2_watching > before);
    assert_int_equal(send(s[0], "x", 1, 0), 1);
    assert_int_equal(ws2_fault_calls(id), 0);
    ws2_fault_disarm_all();
    assert_int_equal(ws2_watching, before);
    pair_close(s);
}

/* A call that is to find nothing enables its network event again. */
static void test_would_block(void **state)
{
    WSAEVENT event = WSACreateEvent();
    WSANETWORKEVENTS got;
    SOCKET s[2];
    char byte;

    (void)state;
    pair_open(&s[0], &s[1]);
    assert_int_equal(WSAEventSelect(s[0], event, FD_READ), 0);
    assert_int_equal(send(s[1], "x", 1, 0), 1);
    assert_int_equal(WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE),
                     WSA_WAIT_EVENT_0);
    assert_int_equal(WSAEnumNetworkEvents(s[0], event, &got), 0);
    assert_int_equal(got.lNetworkEvents, FD_READ);
    arm("recv:WSAEWOULDBLOCK count=1");
    assert_int_equal(recv(s[0], &byte, 1, 0), SOCKET_ERROR);
    assert_int_equal(WSAWaitForMultipleEvents(1, &event, TRUE, 5000, FALSE),
                     WSA_WAIT_EVENT_0);
    assert_int_equal(WSAEnumNetworkEvents(s[0], event, &got), 0);
    assert_int_equal(got.lNetworkEvents, FD_READ);
    assert_int_equal(recv(s[0], &byte, 1, 0), 1);
    pair_close(s);
    WSACloseEvent(event);
}

/* --- Streams, cut: what is sent arrives, in order and once. */

#define STREAM 40000

static unsigned char byte_at(unsigned i)
{
    return (unsigned char)(i * 2654435761u >> 24);
}

static void *sender(void *arg)
{
    SOCKET s = *(SOCKET *)arg;
    static char data[STREAM];
    int sent = 0;

    for (unsigned i = 0; i < STREAM; i++)
        data[i] = (char)byte_at(i);
    while (sent < STREAM) {
        int n = send(s, data + sent, STREAM - sent, 0);

        if (n <= 0)
            return (void *)1;
        sent += n;
    }
    shutdown(s, SD_SEND);
    return NULL;
}

static void stream_check(const char *data, unsigned n, unsigned *at)
{
    for (unsigned i = 0; i < n; i++, (*at)++)
        assert_int_equal((unsigned char)data[i], byte_at(*at));
}

static void test_stream(void **state)
{
    SOCKET s[2];
    pthread_t t;
    void *failed;
    char data[4096];
    unsigned at = 0;
    int n;

    (void)state;
    pair_open(&s[0], &s[1]);
    arm("send:short=1 prob=0.5 seed=3; send:short=700;"
        "recv:short=1 prob=0.3 seed=4; recv:short=99 prob=0.5 seed=5");
    assert_int_equal(pthread_create(&t, NULL, sender, &s[0]), 0);
    while ((n = recv(s[1], data, sizeof(data), 0)) > 0)
        stream_check(data, (unsigned)n, &at);
    assert_int_equal(n, 0);
    assert_int_equal(at, STREAM);
    assert_int_equal(pthread_join(t, &failed), 0);
    assert_null(failed);
    assert_true(ws2_fault_hits_all() > 100);
    pair_close(s);
}

/* Overlapped, several buffers, by a port. */
static DWORD transfer(HANDLE port, SOCKET s, bool sends, char *data, DWORD size)
{
    WSABUF bufs[3] = {
        {size / 4, data}, {0, data}, {size - size / 4, data + size / 4}};
    OVERLAPPED ov = {0}, *done = NULL;
    ULONG_PTR key = 0;
    DWORD moved = 0, flags = 0;
    int res = sends ? WSASend(s, bufs, 3, NULL, 0, &ov, NULL)
                    : WSARecv(s, bufs, 3, NULL, &flags, &ov, NULL);

    assert_true(res == 0 || WSAGetLastError() == WSA_IO_PENDING);
    assert_true(GetQueuedCompletionStatus(port, &moved, &key, &done, 10000));
    assert_ptr_equal(done, &ov);
    assert_int_equal(key, s);
    return moved;
}

static void *overlapped_sender(void *arg)
{
    SOCKET s = *(SOCKET *)arg;
    HANDLE port = CreateIoCompletionPort((HANDLE)s, NULL, s, 1);
    static char data[STREAM];
    DWORD sent = 0;

    for (unsigned i = 0; i < STREAM; i++)
        data[i] = (char)byte_at(i);
    while (sent < STREAM)
        sent += transfer(port, s, true, data + sent, STREAM - sent);
    shutdown(s, SD_SEND);
    CloseHandle(port);
    return NULL;
}

static void test_stream_overlapped(void **state)
{
    HANDLE port;
    SOCKET s[2];
    pthread_t t;
    char data[4096];
    unsigned at = 0;
    DWORD n;

    (void)state;
    pair_open(&s[0], &s[1]);
    arm("WSASend:short=1 prob=0.5 seed=3; WSASend:short=2000;"
        "WSARecv:short=1 prob=0.3 seed=4; WSARecv:short=1500 prob=0.5 seed=5");
    assert_int_equal(pthread_create(&t, NULL, overlapped_sender, &s[0]), 0);
    port = CreateIoCompletionPort((HANDLE)s[1], NULL, s[1], 1);
    while ((n = transfer(port, s[1], false, data, sizeof(data))) > 0)
        stream_check(data, n, &at);
    assert_int_equal(at, STREAM);
    assert_int_equal(pthread_join(t, NULL), 0);
    assert_true(ws2_fault_hits_all() > 30);
    CloseHandle(port);
    pair_close(s);
}

/* Of a datagram less would be lost: it is left whole. */
static void test_datagram(void **state)
{
    struct sockaddr_in at;
    SOCKET s = loopback(SOCK_DGRAM, &at);
    char data[8];

    (void)state;
    arm("recv:short=1; sendto:short=1; recvfrom:short=1");
    assert_int_equal(
        sendto(s, "12345", 5, 0, (struct sockaddr *)&at, sizeof(at)), 5);
    assert_int_equal(recv(s, data, sizeof(data), 0), 5);
    assert_int_equal(ws2_fault_hits_all(), 0);
    closesocket(s);
}

/* Who waits for all gets all. */
static void test_wait_all(void **state)
{
    SOCKET s[2];
    char data[8];
    WSABUF buf = {5, data};
    DWORD n, flags = MSG_WAITALL;

    (void)state;
    pair_open(&s[0], &s[1]);
    arm("recv:short=1; WSARecv:short=1; WSARecvEx:short=1 count=1");
    assert_int_equal(send(s[0], "1234567890ab", 12, 0), 12);
    assert_int_equal(recv(s[1], data, 5, MSG_WAITALL), 5);
    assert_int_equal(WSARecv(s[1], &buf, 1, &n, &flags, NULL, NULL), 0);
    assert_int_equal(n, 5);
    assert_int_equal(ws2_fault_hits_all(), 0);
    n = 0;
    assert_int_equal(WSARecvEx(s[1], data, 5, (int *)&n), 1);
    assert_int_equal(recv(s[1], data, 5, 0), 1);
    pair_close(s);
}

/* --- Threads: some arm, some call. */

#define CALLS 400

static void *arming(void *arg)
{
    ws2_fault f = {.function = "getsockopt", .code = WSAENOPROTOOPT};
    unsigned id;

    (void)arg;
    for (int i = 0; i < CALLS; i++) {
        if (ws2_fault_arm(&f, &id) != 0 || ws2_fault_disarm(id) != 0)
            return (void *)1;
    }
    return NULL;
}

static void *calling(void *arg)
{
    SOCKET s = *(SOCKET *)arg;

    for (int i = 0; i < CALLS; i++) {
        int type = 0, len = sizeof(type);
        int res = getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &len);

        if (res == 0 ? type != SOCK_STREAM
                     : WSAGetLastError() != WSAENOPROTOOPT || type != 0)
            return (void *)1;
    }
    return NULL;
}

static void test_threads(void **state)
{
    SOCKET s[2];
    pthread_t t[4];
    void *failed;

    (void)state;
    pair_open(&s[0], &s[1]);
    for (int i = 0; i < 4; i++)
        assert_int_equal(
            pthread_create(&t[i], NULL, i < 2 ? arming : calling, &s[0]), 0);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(t[i], &failed), 0);
        assert_null(failed);
    }
    pair_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing_else, winsock_up,
                                        winsock_down),
        cmocka_unit_test_setup_teardown(test_errno, winsock_up, winsock_down),
        cmocka_unit_test_setup_teardown(test_outputs, winsock_up, winsock_down),
        cmocka_unit_test_setup_teardown(test_delay, winsock_up, winsock_down),
        cmocka_unit_test_setup_teardown(test_socket, winsock_up, winsock_down),
        cmocka_unit_test_setup_teardown(test_not_seen, winsock_up,
                                        winsock_down),
        cmocka_unit_test_setup_teardown(test_would_block, winsock_up,
                                        winsock_down),
        cmocka_unit_test_setup_teardown(test_stream, winsock_up, winsock_down),
        cmocka_unit_test_setup_teardown(test_stream_overlapped, winsock_up,
                                        winsock_down),
        cmocka_unit_test_setup_teardown(test_datagram, winsock_up,
                                        winsock_down),
        cmocka_unit_test_setup_teardown(test_wait_all, winsock_up,
                                        winsock_down),
        cmocka_unit_test_setup_teardown(test_threads, winsock_up, winsock_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
