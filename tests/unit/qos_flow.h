/* SPDX-License-Identifier: MIT */
/* What the tests of a socket's quality of service share: a backend that does as
 * the test says, and sockets over it. */
#ifndef UNIT_QOS_FLOW_H
#define UNIT_QOS_FLOW_H

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
    struct ws2_qos_place place, asked; /* as it was told last; by a set */
    FLOWSPEC sending, receiving;
    ULONG style, sd_mode, shaping_rate;
    ws2_err later;        /* how a pending set ends by itself; or -1 */
    void (*in_set)(void); /* what a set does first; or NULL */
    HANDLE thread;
    pthread_mutex_t lock; /* of user, where threads tell */
} fake;

static inline DWORD WINAPI ends_later(void *code)
{
    struct ws2_qos_status status = {(ws2_err)(intptr_t)code, {56500, 56506}};

    fake.flow.user->done(fake.flow.user, &status);
    return 0;
}

static inline ws2_err fake_open(struct ws2_qos_user *user,
                                struct ws2_qos_flow **out)
{
    fake.opened++;
    pthread_mutex_lock(&fake.lock);
    fake.flow.user = user;
    pthread_mutex_unlock(&fake.lock);
    *out = &fake.flow;
    return WS2_OK;
}

static inline ws2_err fake_set(struct ws2_qos_flow *flow,
                               const struct ws2_qos_request *r,
                               const struct ws2_qos_place *place, int fd,
                               struct ws2_qos_status *why)
{
    assert_ptr_equal(flow, &fake.flow);
    assert_true(fd >= 0);
    if (fake.in_set != NULL)
        fake.in_set();
    fake.sets++;
    fake.place = fake.asked = *place;
    fake.sending = r->sending;
    fake.receiving = r->receiving;
    fake.style = r->style;
    fake.sd_mode = r->sd_mode;
    fake.shaping_rate = r->shaping_rate;
    *why = fake.answer;
    if (fake.answer.code == WSA_IO_PENDING && fake.later >= 0)
        fake.thread = CreateThread(NULL, 0, ends_later,
                                   (void *)(intptr_t)fake.later, 0, NULL);
    return fake.answer.code;
}

static inline void fake_moved(struct ws2_qos_flow *flow,
                              const struct ws2_qos_place *place)
{
    (void)flow;
    fake.moves++;
    fake.place = *place;
}

static inline ULONG fake_ask(struct ws2_qos_flow *flow, ULONG question)
{
    (void)flow;
    return question == LINE_RATE ? 12345 : 0;
}

static inline void fake_close(struct ws2_qos_flow *flow)
{
    pthread_mutex_lock(&fake.lock);
    flow->user = NULL;
    pthread_mutex_unlock(&fake.lock);
    fake.closed++;
}

static const struct ws2_qos_backend backend = {fake_open, fake_set, fake_moved,
                                               fake_ask, fake_close};

static inline void change(ws2_err code)
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

static inline SOCKET open_with(int type, DWORD flags)
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

static inline SOCKET open_of(int type)
{
    return open_with(type, 0);
}

static inline QOS wanted(void)
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

static inline int set(SOCKET s)
{
    QOS q = wanted();
    DWORD n;

    return WSAIoctl(s, SIO_SET_QOS, &q, sizeof(q), NULL, 0, &n, NULL, NULL);
}

static inline struct sockaddr_in loopback(u_short port)
{
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(port)};

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sin;
}

/* Bound, connected, and asked for quality. */
static inline SOCKET open_set(void)
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

static inline int get(SOCKET s, DWORD room, DWORD *n)
{
    int res;

    *n = 0;
    res = WSAIoctl(s, SIO_GET_QOS, NULL, 0, &got, room, n, NULL, NULL);
    return res == 0 ? 0 : WSAGetLastError();
}

static inline int result(SOCKET s, WSAOVERLAPPED *ov)
{
    DWORD n, flags;
    BOOL ok = WSAGetOverlappedResult(s, ov, &n, FALSE, &flags);

    return ok ? 0 : WSAGetLastError();
}

static inline int setup(void **state)
{
    WSADATA data;

    (void)state;
    memset(&fake, 0, sizeof(fake));
    fake.later = -1;
    pthread_mutex_init(&fake.lock, NULL);
    ws2_qos_backend_use(&backend);
    return WSAStartup(MAKEWORD(2, 2), &data);
}

static inline int teardown(void **state)
{
    (void)state;
    WSACleanup();
    assert_int_equal(fake.opened, fake.closed);
    ws2_qos_backend_use(NULL);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
