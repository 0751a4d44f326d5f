/* SPDX-License-Identifier: MIT */
/* What the tests of what a grant does to a socket share: a socket with a flow,
 * grants for it, and a peer that counts. Bounds of time are from below, as
 * tokens allow it; from above a test waits for what it waits for. */
#ifndef UNIT_QOS_POLICE_H
#define UNIT_QOS_POLICE_H

#include "qos_flow.h"

#include <mswsock.h>

#define RATE  20000
#define SIZE  472  /* with the headers 500 */
#define BURST 2000 /* four of these */

static SOCKET s, peer;

static inline void grant_rate(ULONG service, ULONG mode, ULONG rate,
                              ULONG bucket)
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

static inline void grant(ULONG service, ULONG mode)
{
    grant_rate(service, mode, RATE, BURST);
}

/* Three packets; the next has to wait for minutes. */
static inline void grant_slow(void)
{
    grant_rate(SERVICETYPE_GUARANTEED, QOS_NOT_SPECIFIED, 1, 1500);
}

static inline SOCKET open_peer(int family)
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

static inline SOCKET open_family(int family)
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

static inline void pair_of(int family)
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

static inline int pair(void **state)
{
    int res = setup(state);

    if (res == 0)
        pair_of(AF_INET);
    return res;
}

static inline int unpair(void **state)
{
    closesocket(s);
    closesocket(peer);
    return teardown(state);
}

static inline int send_one(void)
{
    char packet[SIZE] = {0};

    return send(s, packet, sizeof(packet), 0) == SIZE ? 0 : WSAGetLastError();
}

/* The type of service that a packet came with; -1: there is none. */
static inline int received(void)
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
static inline int received_count(void)
{
    char packet[2048];
    u_long on = 1;
    int n = 0;

    ioctlsocket(peer, (long)(int)FIONBIO, &on);
    while (recv(peer, packet, sizeof(packet), 0) > 0)
        n++;
    return n;
}

static inline int option(int level, int name)
{
    int value = -1, len = sizeof(value);

    assert_int_equal(getsockopt(s, level, name, (char *)&value, &len), 0);
    return value;
}

static inline void nonblocking(void)
{
    u_long on = 1;

    assert_int_equal(ioctlsocket(s, (long)(int)FIONBIO, &on), 0);
}

/* Until it is refused; how many were not. */
static inline int send_many(void)
{
    int n = 0, code = 0;

    while (n < 1000 && (code = send_one()) == 0)
        n++;
    if (n < 1000)
        assert_int_equal(code, WSAEWOULDBLOCK);
    return n;
}

static inline double now_s(void)
{
    LARGE_INTEGER f, n;

    QueryPerformanceFrequency(&f);
    QueryPerformanceCounter(&n);
    return (double)n.QuadPart / (double)f.QuadPart;
}

/* count packets may not take less than the bucket allows. */
static inline void took(double begin, int count)
{
    assert_true(now_s() - begin >=
                (double)(count * (SIZE + 28) - BURST) / RATE - 0.001);
}

#define WITH_PAIR(name) cmocka_unit_test_setup_teardown(name, pair, unpair)

#endif
