/* SPDX-License-Identifier: MIT */
/* What the programs about faulty requests for quality of service share: a
 * request with all that can hang on it, and one row for each fault and function
 * that takes a request. */
#ifndef CT_QOSASK_H
#define CT_QOSASK_H

#include "quality.h"

struct ask {
    QOS q;
    union {
        char bytes[1024];
        ULONG words[256];
    } list;
    ULONG used;
    RSVP_RESERVE_INFO reserve;
    FLOWDESCRIPTOR flows[2];
    RSVP_FILTERSPEC filters[100];
    struct {
        QOS_OBJECT_HDR hdr;
        ULONG count;
        struct {
            USHORT len, type;
            ULONG info;
        } element[2];
    } policy;
    struct sockaddr_in to;
    struct sockaddr_in6 to6;
};

/* The object at the end of the list, of length bytes, some of which are
 * given. */
static inline void object(struct ask *a, ULONG type, ULONG length,
                          const void *data, size_t given)
{
    QOS_OBJECT_HDR hdr = {type, length};
    ULONG room = length > 512 || length < sizeof(hdr) ? 64 : length;

    memcpy(a->list.bytes + a->used, &hdr, sizeof(hdr));
    memcpy(a->list.bytes + a->used + sizeof(hdr), data, given);
    a->used += room;
    a->q.ProviderSpecific.buf = a->list.bytes;
    a->q.ProviderSpecific.len = a->used;
}

static inline void number(struct ask *a, ULONG type, ULONG value)
{
    object(a, type, 12, &value, sizeof(value));
}

static inline RSVP_FILTERSPEC filter(int i)
{
    RSVP_FILTERSPEC f;

    memset(&f, 0, sizeof(f));
    f.Type = FILTERSPECV4;
    f.FilterSpecV4.Address.Addr = htonl(0x0a000001 + (ULONG)i);
    f.FilterSpecV4.Port = htons(5000);
    return f;
}

/* A reservation for so many senders in each of so many descriptors; finished
 * by reserve_put. */
static inline void reserve(struct ask *a, ULONG style, ULONG flows,
                           ULONG filters)
{
    for (int i = 0; i < CT_COUNT(a->filters); i++)
        a->filters[i] = filter(i);
    for (int i = 0; i < CT_COUNT(a->flows); i++) {
        a->flows[i].FlowSpec = a->q.ReceivingFlowspec;
        a->flows[i].NumFilters = filters;
        a->flows[i].FilterList = &a->filters[i];
    }
    a->reserve.Style = style;
    a->reserve.NumFlowDesc = flows;
    a->reserve.FlowDescList = a->flows;
}

static inline void reserve_put(struct ask *a)
{
    object(a, RSVP_OBJECT_RESERVE_INFO, sizeof(a->reserve),
           (char *)&a->reserve + sizeof(QOS_OBJECT_HDR),
           sizeof(a->reserve) - sizeof(QOS_OBJECT_HDR));
}

static inline void policy(struct ask *a)
{
    a->policy.hdr.ObjectType = RSVP_OBJECT_POLICY_INFO;
    a->policy.hdr.ObjectLength = sizeof(a->policy);
    a->policy.count = 2;
    for (int i = 0; i < 2; i++) {
        a->policy.element[i].len = 8;
        a->policy.element[i].type = 60000;
    }
    a->reserve.PolicyElementList = (LPRSVP_POLICY_INFO)(void *)&a->policy;
}

static inline void destination(struct ask *a, const void *to, ULONG len)
{
    QOS_DESTADDR d;

    memset(&d, 0, sizeof(d));
    d.SocketAddress = to;
    d.SocketAddressLength = len;
    object(a, QOS_OBJECT_DESTADDR, sizeof(d), (char *)&d + sizeof(d.ObjectHdr),
           sizeof(d) - sizeof(d.ObjectHdr));
}

/* A program has its faults in these lists, each one FAULT(code without
 * WSA_QOS_, what, function that makes it): FAULTS, for all functions;
 * IOCTL_FAULTS, for SIO_SET_QOS; and this function, which makes a good request
 * into a faulty one. */
static void fault_make(struct ask *a, int which);

/* The request that a row is about; -1: a good one. */
static inline struct ask *asked(int which)
{
    static struct ask a;

    memset(&a, 0, sizeof(a));
    a.q = qos_good();
    a.to = ct_loopback(htons(9));
    a.to6 = ct_loopback6(htons(9));
    if (which >= 0)
        fault_make(&a, which);
    return &a;
}

/* The status says what the code does, and where it comes from. */
static inline void ioctl_refuses(SOCKET s, const struct ct_row *row)
{
    RSVP_STATUS_INFO status;
    DWORD n = 0;

    memset(&status, 0, sizeof(status));
    SOCKET_FAILS(row->code,
                 WSAIoctl(s, SIO_SET_QOS, &asked(row->arg)->q, sizeof(QOS),
                          &status, sizeof(status), &n, NULL, NULL));
    EQUAL(status.ObjectHdr.ObjectType, RSVP_OBJECT_STATUS_INFO);
    EQUAL(status.ObjectHdr.ObjectLength, sizeof(status));
    EQUAL(status.StatusCode, row->code);
    EQUAL(status.ExtendedStatus1, 56400);
    CHECK(status.ExtendedStatus2 > 56300 && status.ExtendedStatus2 < 56900);
}

static inline void by_ioctl(const struct ct_row *row)
{
    SOCKET s = qos_udp();

    if (s != INVALID_SOCKET)
        ioctl_refuses(s, row);
}

/* Nothing was connected. */
static inline void by_connect(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9)), peer;
    SOCKET s = qos_udp();
    int len = sizeof(peer);

    if (s == INVALID_SOCKET)
        return;
    SOCKET_FAILS(row->code, WSAConnect(s, SA(&to), sizeof(to), NULL, NULL,
                                       &asked(row->arg)->q, NULL));
    SOCKET_FAILS(WSAENOTCONN, getpeername(s, SA(&peer), &len));
}

static inline void by_join(const struct ct_row *row)
{
    struct sockaddr_in to = ct_loopback(htons(9));
    SOCKET s = qos_open(AF_INET, SOCK_DGRAM, LEAF);

    if (s == INVALID_SOCKET)
        return;
    to.sin_addr.s_addr = htonl(0xefff0101);
    FAILS(INVALID_SOCKET, row->code,
          WSAJoinLeaf(s, SA(&to), sizeof(to), NULL, NULL, &asked(row->arg)->q,
                      NULL, JL_BOTH));
}

/* The rows of both lists. */
#define FAULT_BY_IOCTL(code, what, make)                                       \
    ROW(WSAIoctl, WSA_QOS_##code, "SIO_SET_QOS: " what, by_ioctl,              \
        .arg = MAKE_##make),
#define FAULT_BY_CONNECT(code, what, make)                                     \
    ROW(WSAConnect, WSA_QOS_##code, what, by_connect, .arg = MAKE_##make),
#define FAULT_BY_JOIN(code, what, make)                                        \
    ROW(WSAJoinLeaf, WSA_QOS_##code, what, by_join, .arg = MAKE_##make),

#endif
