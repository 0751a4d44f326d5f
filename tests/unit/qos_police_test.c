/* SPDX-License-Identifier: MIT */
/* What a grant does to a socket: the marks as getsockopt and a receiver see
 * them, and a rate that is kept in every way of sending. Bounds of time are
 * from below, as tokens allow it; from above a test waits for what it waits
 * for. */
#include "qos_flow.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mswsock.h>

#define RATE  20000
#define SIZE  472  /* with the headers 500 */
#define BURST 2000 /* four of these */

static SOCKET s, peer;

static void grant_rate(ULONG service, ULONG mode, ULONG rate, ULONG bucket)
{
    const struct ws2_qos_grant g = {.reserved = true,
                                    .service = service,
                                    .rate = rate,
                                    .bucket = bucket,
                                    .peak = QOS_NOT_SPECIFIED,
                                    .min_policed = 128,
                                    .max_sdu = 1500,
                                    .sd_mode = mode,
                                    .ds_field = QOS_NOT_SPECIFIED,
                                    .priority = QOS_NOT_SPECIFIED};

    fake.flow.user->granted(fake.flow.user, &g);
}

static void grant(ULONG service, ULONG mode)
{
    grant_rate(service, mode, RATE, BURST);
}

/* Three packets; the next has to wait for minutes. */
static void grant_slow(void)
{
    grant_rate(SERVICETYPE_GUARANTEED, QOS_NOT_SPECIFIED, 1, 1500);
}

static SOCKET open_peer(int family)
{
    struct sockaddr_in name4 = loopback(0);
    struct sockaddr_in6 name6 = {.sin6_family = AF_INET6,
                                 .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    SOCKET p = socket(family, SOCK_DGRAM, 0);
    int on = 1, ms = 10000;

    assert_true(p != INVALID_SOCKET);
    assert_int_equal(bind(p,
                          family == AF_INET ? (void *)&name4 : (void *)&name6,
                          family == AF_INET ? sizeof(name4) : sizeof(name6)),
                     0);
    assert_int_equal(
        family == AF_INET
            ? setsockopt(p, IPPROTO_IP, IP_RECVTOS, (char *)&on, sizeof(on))
            : setsockopt(p, IPPROTO_IPV6, IPV6_RECVTCLASS, (char *)&on,
                         sizeof(on)),
        0);
    setsockopt(p, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms, sizeof(ms));
    return p;
}

static SOCKET open_family(int family)
{
    static WSAPROTOCOL_INFOW all[32];
    DWORD size = sizeof(all);
    int n = WSAEnumProtocolsW(NULL, all, &size);

    for (int i = 0; i < n; i++)
        if ((all[i].dwServiceFlags1 & XP1_QOS_SUPPORTED) != 0 &&
            all[i].iAddressFamily == family && all[i].iSocketType == SOCK_DGRAM)
            return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                              FROM_PROTOCOL_INFO, &all[i], 0,
                              WSA_FLAG_OVERLAPPED);
    return INVALID_SOCKET;
}

static void pair_of(int family)
{
    SOCKADDR_STORAGE to;
    int len = sizeof(to);

    peer = open_peer(family);
    s = open_family(family);
    assert_true(s != INVALID_SOCKET);
    getsockname(peer, (struct sockaddr *)&to, &len);
    assert_int_equal(connect(s, (struct sockaddr *)&to, len), 0);
    assert_int_equal(set(s), 0);
}

static int pair(void **state)
{
    int res = setup(state);

    if (res == 0)
        pair_of(AF_INET);
    return res;
}

static int unpair(void **state)
{
    closesocket(s);
    closesocket(peer);
    return teardown(state);
}

static int send_one(void)
{
    char packet[SIZE] = {0};

    return send(s, packet, sizeof(packet), 0) == SIZE ? 0 : WSAGetLastError();
}

/* The type of service that a packet came with; -1: there is none. */
static int received(void)
{
    static LPFN_WSARECVMSG recvmsg_of;
    GUID guid = WSAID_WSARECVMSG;
    char packet[2048], control[256];
    WSABUF buf = {sizeof(packet), packet};
    WSAMSG msg = {.lpBuffers = &buf,
                  .dwBufferCount = 1,
                  .Control = {sizeof(control), control}};
    WSACMSGHDR *c;
    DWORD n;
    int tos = -1;

    if (recvmsg_of == NULL)
        WSAIoctl(peer, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof(guid),
                 &recvmsg_of, sizeof(recvmsg_of), &n, NULL, NULL);
    if (recvmsg_of(peer, &msg, &n, NULL, NULL) != 0)
        return -1;
    for (c = WSA_CMSG_FIRSTHDR(&msg); c != NULL; c = WSA_CMSG_NXTHDR(&msg, c))
        if (c->cmsg_type == IP_TOS || c->cmsg_type == IPV6_TCLASS)
            memcpy(&tos, WSA_CMSG_DATA(c), sizeof(tos));
    return tos;
}

/* How many are there already. */
static int received_count(void)
{
    char packet[2048];
    u_long on = 1;
    int n = 0;

    ioctlsocket(peer, (long)(int)FIONBIO, &on);
    while (recv(peer, packet, sizeof(packet), 0) > 0)
        n++;
    return n;
}

static int option(int level, int name)
{
    int value = -1, len = sizeof(value);

    assert_int_equal(getsockopt(s, level, name, (char *)&value, &len), 0);
    return value;
}

static void nonblocking(void)
{
    u_long on = 1;

    assert_int_equal(ioctlsocket(s, (long)(int)FIONBIO, &on), 0);
}

/* Until it is refused; how many were not. */
static int send_many(void)
{
    int n = 0, code = 0;

    while (n < 1000 && (code = send_one()) == 0)
        n++;
    if (n < 1000)
        assert_int_equal(code, WSAEWOULDBLOCK);
    return n;
}

/* --- Marks. */

static double now_s(void)
{
    LARGE_INTEGER f, n;

    QueryPerformanceFrequency(&f);
    QueryPerformanceCounter(&n);
    return (double)n.QuadPart / (double)f.QuadPart;
}

static void marked_while_it_is_granted(void **state)
{
    (void)state;
    assert_int_equal(send_one(), 0);
    assert_int_equal(received(), 0);
    grant(SERVICETYPE_GUARANTEED, QOS_NOT_SPECIFIED);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), 0xa0);
    assert_int_equal(send_one(), 0);
    assert_int_equal(received(), 0xa0);
    grant(SERVICETYPE_CONTROLLEDLOAD, QOS_NOT_SPECIFIED);
    assert_int_equal(send_one(), 0);
    assert_int_equal(received(), 0x60);
    grant(SERVICETYPE_BESTEFFORT, QOS_NOT_SPECIFIED);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), 0);
    assert_int_equal(send_one(), 0);
    assert_int_equal(received(), 0);
}

static void of_ipv6(void **state)
{
    (void)state;
    closesocket(s);
    closesocket(peer);
    pair_of(AF_INET6);
    grant(SERVICETYPE_CONTROLLEDLOAD, QOS_NOT_SPECIFIED);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(send_one(), 0);
        assert_int_equal(received(), 0x60);
    }
    assert_int_equal(send_one(), 0); /* more than the bucket has */
    assert_int_equal(received(), 0);
}

/* What the program had set itself, when nothing was ever granted. */
static void another_mark_is_left_alone(void **state)
{
    int tos = 0x20;

    (void)state;
    assert_int_equal(
        setsockopt(s, IPPROTO_IP, IP_TOS, (char *)&tos, sizeof(tos)), 0);
    tos = option(IPPROTO_IP, IP_TOS);
    grant(SERVICETYPE_BESTEFFORT, QOS_NOT_SPECIFIED);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), tos);
}

static void dissolved(void **state)
{
    struct sockaddr none = {.sa_family = AF_UNSPEC};

    (void)state;
    grant(SERVICETYPE_GUARANTEED, TC_NONCONF_DISCARD);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), 0xa0);
    assert_int_equal(connect(s, &none, sizeof(none)), 0);
    assert_int_equal(option(IPPROTO_IP, IP_TOS), 0);
}

/* The kernel does not pace the first ten segments, which are large on the
 * loopback. */
static void tcp_is_marked_and_paced(void **state)
{
    enum { TOTAL = 1600000, PACE = 2000000, AT_ONCE = 800000 };
    static char chunk[65536];
    struct sockaddr_in name = loopback(0);
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0), accepted;
    int len = sizeof(name);
    u_long on = 1;
    double begin;

    (void)state;
    closesocket(s);
    s = open_of(SOCK_STREAM);
    bind(listener, (struct sockaddr *)&name, sizeof(name));
    listen(listener, 1);
    getsockname(listener, (struct sockaddr *)&name, &len);
    assert_int_equal(connect(s, (struct sockaddr *)&name, len), 0);
    accepted = accept(listener, NULL, NULL);
    assert_int_equal(set(s), 0);
    grant_rate(SERVICETYPE_GUARANTEED, QOS_NOT_SPECIFIED, PACE, BURST);
    assert_int_equal(option(IPPROTO_IP, IP_TOS) & 0xfc, 0xa0);
    ioctlsocket(s, (long)(int)FIONBIO, &on);
    begin = now_s();
    for (int got_all = 0; got_all < TOTAL;) {
        int n;

        while (send(s, chunk, sizeof(chunk), 0) > 0)
            ;
        n = recv(accepted, chunk, sizeof(chunk), 0);
        assert_true(n > 0);
        got_all += n;
    }
    assert_true(now_s() - begin > (double)(TOTAL - AT_ONCE) / PACE);
    closesocket(accepted);
    closesocket(listener);
}

/* --- Rates. */

/* count packets may not take less than the bucket allows. */
static void took(double begin, int count)
{
    assert_true(now_s() - begin >=
                (double)(count * (SIZE + 28) - BURST) / RATE - 0.001);
}

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

static void more_loses_its_mark(void **state)
{
    int marked = 0, plain = 0;

    (void)state;
    grant(SERVICETYPE_CONTROLLEDLOAD, QOS_NOT_SPECIFIED);
    for (int i = 0; i < 50; i++)
        assert_int_equal(send_one(), 0);
    for (int i = 0; i < 50; i++)
        switch (received()) {
        case 0x60:
            marked++;
            break;
        case 0:
            plain++;
            break;
        default:
            fail();
        }
    assert_true(marked >= 4);
    assert_true(plain >= 1);
    assert_int_equal(marked + plain, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(marked_while_it_is_granted, pair,
                                        unpair),
        cmocka_unit_test_setup_teardown(of_ipv6, pair, unpair),
        cmocka_unit_test_setup_teardown(another_mark_is_left_alone, pair,
                                        unpair),
        cmocka_unit_test_setup_teardown(dissolved, pair, unpair),
        cmocka_unit_test_setup_teardown(tcp_is_marked_and_paced, pair, unpair),
        cmocka_unit_test_setup_teardown(a_blocking_send_waits, pair, unpair),
        cmocka_unit_test_setup_teardown(as_long_as_its_timeout, pair, unpair),
        cmocka_unit_test_setup_teardown(a_grant_wakes_who_waits, pair, unpair),
        cmocka_unit_test_setup_teardown(closed_while_it_waits, pair, unpair),
        cmocka_unit_test_setup_teardown(a_nonblocking_one_is_refused, pair,
                                        unpair),
        cmocka_unit_test_setup_teardown(polled_as_full, pair, unpair),
        cmocka_unit_test_setup_teardown(select_waits, pair, unpair),
        cmocka_unit_test_setup_teardown(fd_write_comes, pair, unpair),
        cmocka_unit_test_setup_teardown(fd_write_of_a_late_selection, pair,
                                        unpair),
        cmocka_unit_test_setup_teardown(overlapped_sends_queue, pair, unpair),
        cmocka_unit_test_setup_teardown(overlapped_sends_to_an_address_queue,
                                        pair, unpair),
        cmocka_unit_test_setup_teardown(notified, pair, unpair),
        cmocka_unit_test_setup_teardown(registered_sends_queue, pair, unpair),
        cmocka_unit_test_setup_teardown(transmitted_packets_wait, pair, unpair),
        cmocka_unit_test_setup_teardown(a_child_keeps_the_rate, pair, unpair),
        cmocka_unit_test_setup_teardown(closed_with_sends_queued, pair, unpair),
        cmocka_unit_test_setup_teardown(more_is_dropped, pair, unpair),
        cmocka_unit_test_setup_teardown(more_loses_its_mark, pair, unpair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
