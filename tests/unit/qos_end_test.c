/* SPDX-License-Identifier: MIT */
/* A socket's quality of service where something ends, or is handed on: sets of
 * several threads, dissolved associations, accepted sockets, forked children.
 */
#include <unistd.h>
#include <sys/wait.h>

#include "qos_flow.h"

#include <mswsock.h>

#include "sock/qosflow.h"

/* --- Calls that wait, stopped where they are about to look (--wrap). */

static HANDLE arrived, go_on; /* or NULL */

ws2_err __real_ws2_qos_sleep(struct ws2_qos *q,
                             bool (*over)(const struct ws2_qos *, const void *),
                             const void *what);
ws2_err __wrap_ws2_qos_sleep(struct ws2_qos *q,
                             bool (*over)(const struct ws2_qos *, const void *),
                             const void *what);

ws2_err __wrap_ws2_qos_sleep(struct ws2_qos *q,
                             bool (*over)(const struct ws2_qos *, const void *),
                             const void *what)
{
    if (arrived != NULL) {
        SetEvent(arrived);
        WaitForSingleObject(go_on, INFINITE);
    }
    return __real_ws2_qos_sleep(q, over, what);
}

static DWORD WINAPI sets(void *s)
{
    return set((SOCKET)s) == 0 ? 0 : (DWORD)WSAGetLastError();
}

static DWORD WINAPI gets(void *s)
{
    char room[1024];
    DWORD n;

    return WSAIoctl((SOCKET)s, SIO_GET_QOS, NULL, 0, room, sizeof(room), &n,
                    NULL, NULL) == 0
               ? 0
               : (DWORD)WSAGetLastError();
}

/* A thread in a call that is about to sleep. */
static HANDLE caller_of(DWORD(WINAPI *call)(void *), SOCKET s)
{
    HANDLE t;

    arrived = CreateEvent(NULL, FALSE, FALSE, NULL);
    go_on = CreateEvent(NULL, TRUE, FALSE, NULL);
    t = CreateThread(NULL, 0, call, (void *)s, 0, NULL);
    WaitForSingleObject(arrived, INFINITE);
    return t;
}

static void released(void)
{
    SetEvent(go_on);
}

/* What the call returned, at last. */
static DWORD outcome(HANDLE t)
{
    DWORD code = 0;

    assert_int_equal(WaitForSingleObject(t, 20000), WAIT_OBJECT_0);
    GetExitCodeThread(t, &code);
    CloseHandle(t);
    return code;
}

static void waits_end(void)
{
    CloseHandle(arrived);
    CloseHandle(go_on);
    arrived = go_on = NULL;
}

static void dissolve(SOCKET s)
{
    struct sockaddr_in none = {0};

    assert_int_equal(connect(s, (struct sockaddr *)&none, sizeof(none)), 0);
}

/* The first one's end is not hidden by a second one that is under way. */
static void second_set_hides_nothing(void **state)
{
    SOCKET s = open_set();
    HANDLE first, second;

    (void)state;
    fake.answer.code = WSA_IO_PENDING;
    first = caller_of(sets, s);
    ends_later(NULL);
    second = CreateThread(NULL, 0, sets, (void *)s, 0, NULL);
    WaitForSingleObject(arrived, INFINITE);
    released();
    assert_int_equal(outcome(first), 0);
    ends_later((void *)(intptr_t)WSA_QOS_TRAFFIC_CTRL_ERROR);
    assert_int_equal(outcome(second), WSA_QOS_TRAFFIC_CTRL_ERROR);
    waits_end();
    closesocket(s);
}

static void dissolved_ends_set(void **state)
{
    SOCKET s = open_set();
    HANDLE t;

    (void)state;
    fake.answer.code = WSA_IO_PENDING;
    t = caller_of(sets, s);
    released();
    dissolve(s);
    assert_int_equal(outcome(t), WSA_OPERATION_ABORTED);
    waits_end();
    closesocket(s);
}

static void dissolved_ends_get(void **state)
{
    SOCKET s = open_set();
    HANDLE t = caller_of(gets, s);

    (void)state;
    released();
    dissolve(s);
    assert_int_equal(outcome(t), WSAEINVAL);
    waits_end();
    closesocket(s);
}

static void dissolved_aborts_pending(void **state)
{
    SOCKET s = open_set();
    WSAOVERLAPPED ov = {.hEvent = CreateEvent(NULL, TRUE, FALSE, NULL)};
    DWORD n;

    (void)state;
    WSAIoctl(s, SIO_GET_QOS, NULL, 0, &got, sizeof(got), &n, &ov, NULL);
    assert_int_equal(WSAGetLastError(), WSA_IO_PENDING);
    dissolve(s);
    assert_int_equal(WaitForSingleObject(ov.hEvent, 0), WAIT_OBJECT_0);
    assert_int_equal(result(s, &ov), WSA_OPERATION_ABORTED);
    CloseHandle(ov.hEvent);
    closesocket(s);
}

static void dissolved_forgets(void **state)
{
    struct sockaddr_in to = loopback(9);
    SOCKET s = open_set();
    u_long on = 1;
    DWORD n;

    (void)state;
    change(WSA_QOS_SENDERS);
    dissolve(s);
    assert_int_equal(get(s, sizeof(got), &n), WSAEINVAL);
    assert_int_equal(connect(s, (struct sockaddr *)&to, sizeof(to)), 0);
    assert_int_equal(set(s), 0);
    ioctlsocket(s, (long)(int)FIONBIO, &on);
    assert_int_equal(get(s, sizeof(got), &n), WSAEWOULDBLOCK);
    closesocket(s);
}

/* --- Who moves a socket waits for no call that another thread makes, and the
 * backend hears of it all the same. */

static void stop_in_set(void)
{
    SetEvent(arrived);
    WaitForSingleObject(go_on, INFINITE);
}

static void moved_waits_for_nobody(void **state)
{
    struct sockaddr_in name = loopback(0);
    SOCKET s = open_of(SOCK_DGRAM);
    HANDLE t;

    (void)state;
    fake.in_set = stop_in_set;
    t = caller_of(sets, s);
    assert_int_equal(bind(s, (struct sockaddr *)&name, sizeof(name)), 0);
    assert_int_equal(fake.moves, 0);
    released();
    assert_int_equal(outcome(t), 0);
    assert_int_equal(fake.moves, 1);
    assert_int_equal(fake.place.local.ss_family, AF_INET);
    waits_end();
    closesocket(s);
}

/* --- Questions while another thread asks for quality: under tsan, say. */

static DWORD WINAPI sets_on(void *s)
{
    for (int i = 0; i < 200; i++)
        if (set((SOCKET)s) != 0)
            return (DWORD)WSAGetLastError();
    return 0;
}

static void asked_while_set(void **state)
{
    SOCKET s = open_of(SOCK_DGRAM);
    HANDLE t = CreateThread(NULL, 0, sets_on, (void *)s, 0, NULL);
    ULONG in = LINE_RATE, out = 0;
    DWORD n;

    (void)state;
    for (int i = 0; i < 200; i++)
        WSAIoctl(s, SIO_CHK_QOS, &in, sizeof(in), &out, sizeof(out), &n, NULL,
                 NULL);
    assert_int_equal(outcome(t), 0);
    closesocket(s);
}

/* --- Accepted sockets. */

static SOCKET listener(struct sockaddr_in *name)
{
    struct {
        QOS_SD_MODE mode;
        QOS_SHAPING_RATE rate;
    } list = {{{QOS_OBJECT_SD_MODE, sizeof(QOS_SD_MODE)}, TC_NONCONF_SHAPE},
              {{QOS_OBJECT_SHAPING_RATE, sizeof(QOS_SHAPING_RATE)}, 30000}};
    SOCKET l = open_of(SOCK_STREAM);
    QOS q = wanted();
    int len = sizeof(*name);
    DWORD n;

    *name = loopback(0);
    assert_int_equal(bind(l, (struct sockaddr *)name, len), 0);
    assert_int_equal(listen(l, 1), 0);
    getsockname(l, (struct sockaddr *)name, &len);
    q.ProviderSpecific.buf = (char *)&list;
    q.ProviderSpecific.len = sizeof(list);
    assert_int_equal(
        WSAIoctl(l, SIO_SET_QOS, &q, sizeof(q), NULL, 0, &n, NULL, NULL), 0);
    return l;
}

static ULONG condition_rate;

static int CALLBACK gives_one_flow(LPWSABUF caller, LPWSABUF data, LPQOS qos,
                                   LPQOS group, LPWSABUF callee, LPWSABUF back,
                                   GROUP *g, DWORD_PTR arg)
{
    (void)caller, (void)data, (void)group, (void)callee, (void)back, (void)g;
    (void)arg;
    qos->SendingFlowspec = wanted().SendingFlowspec;
    qos->SendingFlowspec.TokenRate = condition_rate;
    return CF_ACCEPT;
}

static void accepted(ULONG rate, ULONG shaping_rate)
{
    struct sockaddr_in name;
    SOCKET l = listener(&name), c = socket(AF_INET, SOCK_STREAM, 0), s;

    assert_int_equal(connect(c, (struct sockaddr *)&name, sizeof(name)), 0);
    condition_rate = rate;
    s = WSAAccept(l, NULL, NULL, gives_one_flow, 0);
    assert_true(s != INVALID_SOCKET);
    assert_int_equal(fake.sending.TokenRate, rate);
    assert_int_equal(fake.receiving.TokenRate, 10000);
    assert_int_equal(fake.style, RSVP_FIXED_FILTER_STYLE);
    assert_int_equal(fake.sd_mode, TC_NONCONF_SHAPE);
    assert_int_equal(fake.shaping_rate, shaping_rate);
    closesocket(s);
    closesocket(c);
    closesocket(l);
}

/* The condition function gives a flow; all else is the listener's, as far as it
 * suits that. */
static void condition_keeps_the_rest(void **state)
{
    (void)state;
    accepted(20000, 30000);
    accepted(40000, QOS_NOT_SPECIFIED);
}

static void acceptex_inherits(void **state)
{
    struct sockaddr_in name;
    SOCKET l = listener(&name), c = socket(AF_INET, SOCK_STREAM, 0);
    SOCKET s = open_of(SOCK_STREAM);
    WSAOVERLAPPED ov = {.hEvent = CreateEvent(NULL, TRUE, FALSE, NULL)};
    char names[2 * (sizeof(name) + 16)];
    DWORD n;

    (void)state;
    AcceptEx(l, s, names, 0, sizeof(name) + 16, sizeof(name) + 16, &n, &ov);
    assert_int_equal(connect(c, (struct sockaddr *)&name, sizeof(name)), 0);
    WaitForSingleObject(ov.hEvent, INFINITE);
    assert_int_equal(fake.opened, 1);
    for (int i = 0; i < 2; i++) { /* the second time it has it */
        assert_int_equal(setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                                    (char *)&l, sizeof(l)),
                         0);
        assert_int_equal(fake.opened, 2);
        assert_int_equal(fake.sets, 2);
    }
    assert_int_equal(fake.shaping_rate, 30000);
    assert_true(fake.place.connected);
    CloseHandle(ov.hEvent);
    closesocket(s);
    closesocket(c);
    closesocket(l);
}

/* --- A forked child has the socket, and nothing that was asked for it. */

static int child_sees(SOCKET s)
{
    QOS q = wanted();
    u_long on = 1;
    DWORD n;

    q.SendingFlowspec.ServiceType = SERVICETYPE_NOCHANGE;
    if (WSAIoctl(s, SIO_SET_QOS, &q, sizeof(q), NULL, 0, &n, NULL, NULL) != 0 ||
        fake.sending.ServiceType != SERVICETYPE_NOTRAFFIC)
        return 1; /* NOCHANGE kept the parent's */
    ioctlsocket(s, (long)(int)FIONBIO, &on);
    return get(s, sizeof(got), &n) == WSAEWOULDBLOCK ? 0 : 2;
}

static void forked_starts_anew(void **state)
{
    SOCKET s = open_set();
    int status;
    pid_t pid;

    (void)state;
    change(WSA_QOS_SENDERS);
    pid = fork();
    if (pid == 0)
        _exit(child_sees(s));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    closesocket(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(second_set_hides_nothing), TEST(dissolved_ends_set),
        TEST(dissolved_ends_get),       TEST(dissolved_aborts_pending),
        TEST(dissolved_forgets),        TEST(moved_waits_for_nobody),
        TEST(asked_while_set),          TEST(condition_keeps_the_rest),
        TEST(acceptex_inherits),        TEST(forked_starts_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
