/* SPDX-License-Identifier: MIT */
/* Sockets with quality of service; see quality.h. */
#include "quality.h"

SOCKET open_quality(int type)
{
    static WSAPROTOCOL_INFOW all[64];
    DWORD size = sizeof(all);
    int i, n = WSAEnumProtocolsW(NULL, all, &size);
    SOCKET s = INVALID_SOCKET;

    for (i = 0; i < n && s == INVALID_SOCKET; i++)
        if ((all[i].dwServiceFlags1 & XP1_QOS_SUPPORTED) != 0 &&
            all[i].iAddressFamily == AF_INET && all[i].iSocketType == type)
            s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                           FROM_PROTOCOL_INFO, &all[i], 0, WSA_FLAG_OVERLAPPED);
    NEED(s != INVALID_SOCKET);
    return s;
}

int quality_ask(SOCKET s, QOS *q)
{
    DWORD n;

    return CODE(
        WSAIoctl(s, SIO_SET_QOS, q, sizeof(*q), NULL, 0, &n, NULL, NULL));
}

QOS quality_good(void)
{
    const ULONG unset = QOS_NOT_SPECIFIED;
    const ULONG service = SERVICE_NO_TRAFFIC_CONTROL |
                          SERVICE_NO_QOS_SIGNALING | SERVICETYPE_CONTROLLEDLOAD;
    FLOWSPEC flow = {10000, 1500, unset, unset, unset, service, 1500, 128};
    QOS q = {flow, flow, {0, NULL}};

    return q;
}
