/* SPDX-License-Identifier: MIT */
/* What the programs about quality of service share: sockets that have it, and
 * requests to begin with. A good request asks for flows that need nobody else:
 * neither signalling nor traffic control. */
#ifndef CT_QUALITY_H
#define CT_QUALITY_H

#include "harness.h"
#include <qossp.h>

#ifndef SERVICE_NO_TRAFFIC_CONTROL
#define SERVICE_NO_TRAFFIC_CONTROL 0x81000000
#endif
#ifndef SERVICE_NO_QOS_SIGNALING
#define SERVICE_NO_QOS_SIGNALING 0x40000000
#endif
#define UNAIDED (SERVICE_NO_TRAFFIC_CONTROL | SERVICE_NO_QOS_SIGNALING)
#define UNSET   QOS_NOT_SPECIFIED

#define LEAF                                                                   \
    (WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF |                        \
     WSA_FLAG_MULTIPOINT_D_LEAF)

/* The catalog's entry for it; else the row is skipped. */
static inline bool qos_entry(int family, int type, WSAPROTOCOL_INFOW *out)
{
    static char room[65536];
    WSAPROTOCOL_INFOW *all = (WSAPROTOCOL_INFOW *)(void *)room;
    DWORD size = sizeof(room);
    int n = WSAEnumProtocolsW(NULL, all, &size);

    for (int i = 0; i < n; i++)
        if ((all[i].dwServiceFlags1 & XP1_QOS_SUPPORTED) != 0 &&
            all[i].iAddressFamily == family && all[i].iSocketType == type) {
            *out = all[i];
            return true;
        }
    ct_skip("no protocol with quality of service");
    return false;
}

static inline SOCKET qos_open(int family, int type, DWORD flags)
{
    WSAPROTOCOL_INFOW info;
    SOCKET s;

    if (!qos_entry(family, type, &info))
        return INVALID_SOCKET;
    s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                   &info, 0, flags);
    if (s == INVALID_SOCKET)
        ct_fail("WSASocket: error %d", WSAGetLastError());
    return ct_keep(s);
}

static inline SOCKET qos_udp(void)
{
    return qos_open(AF_INET, SOCK_DGRAM, WSA_FLAG_OVERLAPPED);
}

static inline SOCKET qos_tcp(void)
{
    return qos_open(AF_INET, SOCK_STREAM, WSA_FLAG_OVERLAPPED);
}

static inline FLOWSPEC qos_flow(SERVICETYPE type)
{
    FLOWSPEC f = {10000, 1500, UNSET, UNSET, UNSET, type, 1500, 128};

    return f;
}

static inline QOS qos_good(void)
{
    QOS q = {qos_flow(UNAIDED | SERVICETYPE_CONTROLLEDLOAD),
             qos_flow(UNAIDED | SERVICETYPE_CONTROLLEDLOAD),
             {0, NULL}};

    return q;
}

static inline QOS qos_none(void)
{
    QOS q = {qos_flow(SERVICETYPE_NOTRAFFIC),
             qos_flow(SERVICETYPE_NOTRAFFIC),
             {0, NULL}};

    return q;
}

static inline int qos_set(SOCKET s, QOS *q)
{
    DWORD n;

    return WSAIoctl(s, SIO_SET_QOS, q, sizeof(*q), NULL, 0, &n, NULL, NULL);
}

#endif
