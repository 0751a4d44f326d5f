/* SPDX-License-Identifier: MIT */
/* A socket's quality of service: what a backend is asked, and sets that take
 * their time. */
#include "qos_flow.h"

/* --- What the backend is asked. */

static void tells_where(void **state)
{
    struct sockaddr_in name = loopback(0), to = loopback(9);
    SOCKET s = open_of(SOCK_DGRAM);

    (void)state;
    assert_int_equal(set(s), 0);
    assert_int_equal(fake.sets, 1);
    assert_int_equal(fake.style, RSVP_WILDCARD_STYLE);
    assert_int_equal(fake.sending.TokenRate, 10000);
    assert_int_equal(fake.place.protocol, IPPROTO_UDP);
    assert_int_equal(fake.place.local.ss_family, 0);
    bind(s, (struct sockaddr *)&name, sizeof(name));
    assert_int_equal(fake.place.local.ss_family, AF_INET);
    assert_false(fake.place.connected);
    connect(s, (struct sockaddr *)&to, sizeof(to));
    assert_true(fake.place.connected);
    assert_int_equal(((struct sockaddr_in *)&fake.place.peer)->sin_port,
                     to.sin_port);
    assert_true(fake.place.sends);
    shutdown(s, SD_SEND);
    assert_false(fake.place.sends);
    assert_true(fake.place.receives);
    assert_int_equal(set(s), 0);
    assert_int_equal(fake.style, RSVP_FIXED_FILTER_STYLE);
    closesocket(s);
    assert_int_equal(fake.closed, 1);
}

static void not_asked_not_opened(void **state)
{
    struct sockaddr_in to = loopback(9);
    SOCKET s = open_of(SOCK_DGRAM);

    (void)state;
    connect(s, (struct sockaddr *)&to, sizeof(to));
    closesocket(s);
    assert_int_equal(fake.opened, 0);
}

static void dissolved_ends(void **state)
{
    struct sockaddr_in none = {0};
    SOCKET s = open_set();

    (void)state;
    assert_int_equal(connect(s, (struct sockaddr *)&none, sizeof(none)), 0);
    assert_int_equal(fake.closed, 1);
    assert_int_equal(set(s), 0); /* and can begin anew */
    assert_int_equal(fake.opened, 2);
    closesocket(s);
}

static void connect_asks_first(void **state)
{
    struct sockaddr_in to = loopback(9);
    SOCKET s = open_of(SOCK_DGRAM);
    QOS q = wanted();

    (void)state;
    fake.answer = (struct ws2_qos_status){WSA_QOS_POLICY_FAILURE, {1, 2}};
    assert_int_equal(
        WSAConnect(s, (struct sockaddr *)&to, sizeof(to), NULL, NULL, &q, NULL),
        SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSA_QOS_POLICY_FAILURE);
    assert_false(fake.asked.connected); /* but about to be, and has a name */
    assert_int_equal(((struct sockaddr_in *)&fake.asked.peer)->sin_port,
                     to.sin_port);
    assert_int_not_equal(((struct sockaddr_in *)&fake.asked.local)->sin_port,
                         0);
    assert_int_equal(fake.place.peer.ss_family, 0); /* nothing came of it */
    fake.answer.code = WS2_OK;
    assert_int_equal(
        WSAConnect(s, (struct sockaddr *)&to, sizeof(to), NULL, NULL, &q, NULL),
        0);
    assert_int_equal(fake.style, RSVP_FIXED_FILTER_STYLE);
    assert_true(fake.place.connected);
    closesocket(s);
}

/* A listener that takes no more: attempts stay under way. */
static SOCKET full_listener(struct sockaddr_in *name, SOCKET *under_way)
{
    SOCKET l = socket(AF_INET, SOCK_STREAM, 0), s;
    int len = sizeof(*name);
    u_long on = 1;

    *name = loopback(0);
    assert_int_equal(bind(l, (struct sockaddr *)name, len), 0);
    assert_int_equal(listen(l, 0), 0);
    getsockname(l, (struct sockaddr *)name, &len);
    for (int i = 0; i < 16; i++) {
        s = socket(AF_INET, SOCK_STREAM, 0);
        ioctlsocket(s, (long)(int)FIONBIO, &on);
        if (connect(s, (struct sockaddr *)name, len) != 0)
            break;
    }
    *under_way = s;
    return l;
}

/* Where a connection leads is known while it is being made. */
static void connect_under_way(void **state)
{
    struct sockaddr_in name;
    SOCKET other, l = full_listener(&name, &other), s = open_of(SOCK_STREAM);
    QOS q = wanted();
    u_long on = 1;

    (void)state;
    ioctlsocket(s, (long)(int)FIONBIO, &on);
    assert_int_equal(WSAConnect(s, (struct sockaddr *)&name, sizeof(name), NULL,
                                NULL, &q, NULL),
                     SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAEWOULDBLOCK);
    assert_false(fake.place.connected);
    assert_int_equal(((struct sockaddr_in *)&fake.place.peer)->sin_port,
                     name.sin_port);
    closesocket(s);
    closesocket(other);
    closesocket(l);
}

/* And is no more when nothing came of it. */
static void connect_failed(void **state)
{
    struct sockaddr_in name = loopback(0);
    SOCKET l = socket(AF_INET, SOCK_STREAM, 0), s = open_of(SOCK_STREAM);
    int len = sizeof(name);
    QOS q = wanted();

    (void)state;
    assert_int_equal(bind(l, (struct sockaddr *)&name, len), 0);
    getsockname(l, (struct sockaddr *)&name, &len); /* nobody listens */
    assert_int_equal(
        WSAConnect(s, (struct sockaddr *)&name, len, NULL, NULL, &q, NULL),
        SOCKET_ERROR);
    assert_int_equal(WSAGetLastError(), WSAECONNREFUSED);
    assert_int_equal(fake.sets, 1);
    assert_int_equal(fake.place.peer.ss_family, 0);
    closesocket(s);
    closesocket(l);
}

/* A leaf's group is its peer, whenever quality is asked for. */
static void joined(void **state)
{
    struct sockaddr_in to = loopback(9);
    SOCKET s = open_with(SOCK_DGRAM, WSA_FLAG_MULTIPOINT_C_LEAF |
                                         WSA_FLAG_MULTIPOINT_D_LEAF);

    (void)state;
    to.sin_addr.s_addr = htonl(0xefff0101);
    assert_int_equal(WSAJoinLeaf(s, (struct sockaddr *)&to, sizeof(to), NULL,
                                 NULL, NULL, NULL, JL_SENDER_ONLY),
                     s);
    assert_int_equal(set(s), 0);
    assert_int_equal(((struct sockaddr_in *)&fake.place.peer)->sin_addr.s_addr,
                     to.sin_addr.s_addr);
    assert_false(fake.place.connected);
    assert_true(fake.place.sends);
    assert_false(fake.place.receives);
    closesocket(s);
}

static void question(void **state)
{
    SOCKET s = open_set();
    ULONG in = LINE_RATE, out = 0;
    DWORD n;

    (void)state;
    assert_int_equal(WSAIoctl(s, SIO_CHK_QOS, &in, sizeof(in), &out,
                              sizeof(out), &n, NULL, NULL),
                     0);
    assert_int_equal(out, 12345);
    closesocket(s);
}

/* --- Sets that take their time. */

/* The call waits; the end may come before it does. */
static void set_waits(void **state)
{
    static const ws2_err ends[] = {WS2_OK, WSA_QOS_TRAFFIC_CTRL_ERROR};
    SOCKET s = open_set();

    (void)state;
    fake.answer.code = WSA_IO_PENDING;
    for (int i = 0; i < 2; i++) {
        fake.later = ends[i];
        assert_int_equal(set(s) == 0 ? 0 : WSAGetLastError(), ends[i]);
        WaitForSingleObject(fake.thread, INFINITE);
        CloseHandle(fake.thread);
        fake.thread = NULL;
    }
    fake.later = -1;
    closesocket(s);
}

static int set_overlapped(SOCKET s, WSAOVERLAPPED *ov, RSVP_STATUS_INFO *out)
{
    QOS q = wanted();
    DWORD n;

    memset(ov, 0, sizeof(*ov));
    ov->hEvent = CreateEvent(NULL, TRUE, FALSE, NULL);
    return WSAIoctl(s, SIO_SET_QOS, &q, sizeof(q), out,
                    out != NULL ? sizeof(*out) : 0, &n, ov, NULL) == 0
               ? 0
               : WSAGetLastError();
}

static void set_pends(void **state)
{
    SOCKET s = open_set();
    RSVP_STATUS_INFO status = {.StatusCode = 0};
    WSAOVERLAPPED ov;

    (void)state;
    fake.answer.code = WSA_IO_PENDING;
    assert_int_equal(set_overlapped(s, &ov, &status), WSA_IO_PENDING);
    assert_int_equal(result(s, &ov), WSA_IO_INCOMPLETE);
    assert_int_equal(set(s), SOCKET_ERROR); /* one at a time */
    assert_int_equal(WSAGetLastError(), WSAEINPROGRESS);
    ends_later((void *)(intptr_t)WSA_QOS_TRAFFIC_CTRL_ERROR);
    assert_int_equal(WaitForSingleObject(ov.hEvent, 0), WAIT_OBJECT_0);
    assert_int_equal(result(s, &ov), WSA_QOS_TRAFFIC_CTRL_ERROR);
    assert_int_equal(status.StatusCode, WSA_QOS_TRAFFIC_CTRL_ERROR);
    assert_int_equal(status.ExtendedStatus2, 56506);
    CloseHandle(ov.hEvent);
    assert_int_equal(set_overlapped(s, &ov, NULL), WSA_IO_PENDING);
    ends_later(NULL);
    assert_int_equal(result(s, &ov), 0);
    CloseHandle(ov.hEvent);
    assert_int_equal(set_overlapped(s, &ov, NULL), WSA_IO_PENDING);
    closesocket(s);
    assert_int_equal(WaitForSingleObject(ov.hEvent, 0), WAIT_OBJECT_0);
    assert_int_equal((ULONG)ov.Internal, 0xC0000120);
    CloseHandle(ov.hEvent);
}

/* --- Accepted sockets. */

static void accepted_inherits(void **state)
{
    struct sockaddr_in name = loopback(0);
    SOCKET l = open_of(SOCK_STREAM), c, s;
    int len = sizeof(name);

    (void)state;
    bind(l, (struct sockaddr *)&name, len);
    listen(l, 1);
    assert_int_equal(set(l), 0);
    getsockname(l, (struct sockaddr *)&name, &len);
    c = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(c, (struct sockaddr *)&name, len), 0);
    s = accept(l, NULL, NULL);
    assert_true(s != INVALID_SOCKET);
    assert_int_equal(fake.opened, 2);
    assert_int_equal(fake.sending.TokenRate, 10000);
    assert_true(fake.place.connected);
    closesocket(s);
    closesocket(c);
    closesocket(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tells_where),
        TEST(not_asked_not_opened),
        TEST(dissolved_ends),
        TEST(connect_asks_first),
        TEST(connect_under_way),
        TEST(connect_failed),
        TEST(joined),
        TEST(question),
        TEST(set_waits),
        TEST(set_pends),
        TEST(accepted_inherits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
