/* SPDX-License-Identifier: MIT */
/* A socket's quality of service over a backend that does as the test says: what
 * it is asked and told, FD_QOS by every way, SIO_GET_QOS's queue, and sets that
 * take their time. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2tcpip.h>
#include <qossp.h>
#include <windows.h>

#include "qos/provider.h"

/* --- The backend. */

struct ws2_qos_flow {
    struct ws2_qos_user *user;
};

static struct {
    struct ws2_qos_flow flow;
    struct ws2_qos_status answer; /* to the next sets */
    int opened, sets, moves, closed;
    struct ws2_qos_place place;
    FLOWSPEC sending;
    ULONG style;
    ws2_err later; /* how a pending set ends by itself; or -1 */
    HANDLE thread;
    pthread_mutex_t lock; /* of user, where threads tell */
} fake;

static DWORD WINAPI ends_later(void *code)
{
    struct ws2_qos_status status = {(ws2_err)(intptr_t)code, {56500, 56506}};

    fake.flow.user->done(fake.flow.user, &status);
    return 0;
}

static ws2_err fake_open(struct ws2_qos_user *user, struct ws2_qos_flow **out)
{
    fake.opened++;
    pthread_mutex_lock(&fake.lock);
    fake.flow.user = user;
    pthread_mutex_unlock(&fake.lock);
    *out = &fake.flow;
    return WS2_OK;
}

static ws2_err fake_set(struct ws2_qos_flow *flow,
                        const struct ws2_qos_request *r,
                        const struct ws2_qos_place *place, int fd,
                        struct ws2_qos_status *why)
{
    assert_ptr_equal(flow, &fake.flow);
    assert_true(fd >= 0);
    fake.sets++;
    fake.place = *place;
    fake.sending = r->sending;
    fake.style = r->style;
    *why = fake.answer;
    if (fake.answer.code == WSA_IO_PENDING && fake.later >= 0)
        fake.thread = CreateThread(NULL, 0, ends_later,
                                   (void *)(intptr_t)fake.later, 0, NULL);
    return fake.answer.code;
}

static void fake_moved(struct ws2_qos_flow *flow,
                       const struct ws2_qos_place *place)
{
    (void)flow;
    fake.moves++;
    fake.place = *place;
}

static ULONG fake_ask(struct ws2_qos_flow *flow, ULONG question)
{
    (void)flow;
    return question == LINE_RATE ? 12345 : 0;
}

static void fake_close(struct ws2_qos_flow *flow)
{
    pthread_mutex_lock(&fake.lock);
    flow->user = NULL;
    pthread_mutex_unlock(&fake.lock);
    fake.closed++;
}

static const struct ws2_qos_backend backend = {
    "fake", fake_open, fake_set, fake_moved, fake_ask, fake_close};

static void change(ws2_err code)
{
    static const RSVP_ADSPEC adspec = {
        .ObjectHdr = {RSVP_OBJECT_ADSPEC, offsetof(RSVP_ADSPEC, Services)},
        .GeneralParams = {.PathMTU = 1500}};
    struct ws2_qos_change c = {
        .status = {code, {56100, 56102}},
        .sending = {.ServiceType = SERVICETYPE_NOCHANGE},
        .receiving = {.TokenRate = 777,
                      .ServiceType = SERVICETYPE_CONTROLLEDLOAD},
        .objects = &adspec,
        .objects_len = offsetof(RSVP_ADSPEC, Services)};

    fake.flow.user->changed(fake.flow.user, &c);
}

/* --- Sockets. */

static SOCKET open_with(int type, DWORD flags)
{
    static WSAPROTOCOL_INFOW all[32];
    DWORD size = sizeof(all);
    int n = WSAEnumProtocolsW(NULL, all, &size);

    for (int i = 0; i < n; i++)
        if ((all[i].dwServiceFlags1 & XP1_QOS_SUPPORTED) != 0 &&
            all[i].iAddressFamily == AF_INET && all[i].iSocketType == type)
            return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                              FROM_PROTOCOL_INFO, &all[i], 0,
                              WSA_FLAG_OVERLAPPED | flags);
    return INVALID_SOCKET;
}

static SOCKET open_of(int type)
{
    return open_with(type, 0);
}

static QOS wanted(void)
{
    const FLOWSPEC flow = {10000,
                           1500,
                           QOS_NOT_SPECIFIED,
                           QOS_NOT_SPECIFIED,
                           QOS_NOT_SPECIFIED,
                           SERVICETYPE_CONTROLLEDLOAD,
                           1500,
                           128};

    return (QOS){.SendingFlowspec = flow, .ReceivingFlowspec = flow};
}

static int set(SOCKET s)
{
    QOS q = wanted();
    DWORD n;

    return WSAIoctl(s, SIO_SET_QOS, &q, sizeof(q), NULL, 0, &n, NULL, NULL);
}

static struct sockaddr_in loopback(u_short port)
{
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(port)};

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sin;
}

/* Bound, connected, and asked for quality. */
static SOCKET open_set(void)
{
    struct sockaddr_in name = loopback(0), to = loopback(9);
    SOCKET s = open_of(SOCK_DGRAM);

    assert_true(s != INVALID_SOCKET);
    assert_int_equal(bind(s, (struct sockaddr *)&name, sizeof(name)), 0);
    assert_int_equal(connect(s, (struct sockaddr *)&to, sizeof(to)), 0);
    assert_int_equal(set(s), 0);
    return s;
}

static union {
    QOS q;
    ULONG need;
    char bytes[1024];
} got;

static int get(SOCKET s, DWORD room, DWORD *n)
{
    int res;

    *n = 0;
    res = WSAIoctl(s, SIO_GET_QOS, NULL, 0, &got, room, n, NULL, NULL);
    return res == 0 ? 0 : WSAGetLastError();
}

static int setup(void **state)
{
    WSADATA data;

    (void)state;
    memset(&fake, 0, sizeof(fake));
    fake.later = -1;
    pthread_mutex_init(&fake.lock, NULL);
    ws2_qos_backend_use(&backend);
    return WSAStartup(MAKEWORD(2, 2), &data);
}

static int teardown(void **state)
{
    (void)state;
    WSACleanup();
    assert_int_equal(fake.opened, fake.closed);
    ws2_qos_backend_use(NULL);
    return 0;
}

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
    assert_false(fake.place.connected);
    fake.answer.code = WS2_OK;
    assert_int_equal(
        WSAConnect(s, (struct sockaddr *)&to, sizeof(to), NULL, NULL, &q, NULL),
        0);
    assert_int_equal(fake.style, RSVP_FIXED_FILTER_STYLE);
    assert_true(fake.place.connected);
    closesocket(s);
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

static int result(SOCKET s, WSAOVERLAPPED *ov)
{
    DWORD n, flags;
    BOOL ok = WSAGetOverlappedResult(s, ov, &n, FALSE, &flags);

    return ok ? 0 : WSAGetLastError();
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
        cmocka_unit_test_setup_teardown(tells_where, setup, teardown),
        cmocka_unit_test_setup_teardown(not_asked_not_opened, setup, teardown),
        cmocka_unit_test_setup_teardown(dissolved_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(connect_asks_first, setup, teardown),
        cmocka_unit_test_setup_teardown(joined, setup, teardown),
        cmocka_unit_test_setup_teardown(question, setup, teardown),
        cmocka_unit_test_setup_teardown(set_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(set_pends, setup, teardown),
        cmocka_unit_test_setup_teardown(fetched_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(queue_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(event_told, setup, teardown),
        cmocka_unit_test_setup_teardown(event_told_late, setup, teardown),
        cmocka_unit_test_setup_teardown(message_told, setup, teardown),
        cmocka_unit_test_setup_teardown(pending_served, setup, teardown),
        cmocka_unit_test_setup_teardown(pending_too_small, setup, teardown),
        cmocka_unit_test_setup_teardown(there_already, setup, teardown),
        cmocka_unit_test_setup_teardown(waiting_served, setup, teardown),
        cmocka_unit_test_setup_teardown(told_while_closed, setup, teardown),
        cmocka_unit_test_setup_teardown(accepted_inherits, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
