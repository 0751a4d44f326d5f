/* SPDX-License-Identifier: MIT */
/* What the two QoS examples share: a socket of a provider that has quality of
 * service, flowspecs, and the loop that hears of changes. */
#ifndef EXAMPLE_QOS_H
#define EXAMPLE_QOS_H

#include "example.h"

#include <qossp.h>

#ifndef SERVICE_NO_QOS_SIGNALING
#define SERVICE_NO_QOS_SIGNALING 0x40000000
#endif

/* Programs choose by the flag, not by the provider's name; and the provider
 * wants overlapped sockets. */
static inline SOCKET qos_socket(int type)
{
    DWORD size = 0;
    WSAPROTOCOL_INFO *all;
    SOCKET s = INVALID_SOCKET;
    int i, n;

    WSAEnumProtocols(NULL, NULL, &size);
    all = (WSAPROTOCOL_INFO *)malloc(size);
    n = all != NULL ? WSAEnumProtocols(NULL, all, &size) : 0;
    for (i = 0; i < n; i++)
        if ((all[i].dwServiceFlags1 & XP1_QOS_SUPPORTED) != 0 &&
            all[i].iAddressFamily == AF_INET && all[i].iSocketType == type)
            break;
    if (i >= n)
        fprintf(stderr, "no provider here has quality of service\n");
    else
        s = WSASocket(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                      FROM_PROTOCOL_INFO, &all[i], 0, WSA_FLAG_OVERLAPPED);
    if (i < n && s == INVALID_SOCKET)
        print_error("WSASocket", WSAGetLastError());
    free(all);
    return s;
}

/* What is not said is left to the provider, or to the other side. */
static inline FLOWSPEC qos_flow(SERVICETYPE service, ULONG rate)
{
    FLOWSPEC flow;

    memset(&flow, 0xff, sizeof(flow)); /* QOS_NOT_SPECIFIED everywhere */
    flow.ServiceType = service;
    flow.TokenRate = rate;
    if (rate != QOS_NOT_SPECIFIED) {
        flow.TokenBucketSize = 2000;
        flow.MaxSduSize = 1472;
        flow.MinimumPolicedSize = 128;
    }
    return flow;
}

/* The status of a failure says where it comes from. */
static inline int qos_set(SOCKET s, QOS *qos)
{
    RSVP_STATUS_INFO status;
    DWORD n;
    int err;

    memset(&status, 0, sizeof(status));
    if (WSAIoctl(s, SIO_SET_QOS, qos, sizeof(*qos), &status, sizeof(status), &n,
                 NULL, NULL) == 0)
        return 0;
    err = WSAGetLastError();
    print_error("SIO_SET_QOS", err);
    if (status.StatusCode != 0)
        fprintf(stderr, "extended status %lu, %lu\n",
                (unsigned long)status.ExtendedStatus1,
                (unsigned long)status.ExtendedStatus2);
    return err;
}

static inline const QOS_OBJECT_HDR *qos_object(const QOS *qos, ULONG type)
{
    const char *at = qos->ProviderSpecific.buf;
    ULONG left = qos->ProviderSpecific.len;

    while (left >= sizeof(QOS_OBJECT_HDR)) {
        const QOS_OBJECT_HDR *hdr = (const QOS_OBJECT_HDR *)(const void *)at;

        if (hdr->ObjectType == type)
            return hdr;
        if (hdr->ObjectType == QOS_OBJECT_END_OF_LIST ||
            hdr->ObjectLength < sizeof(*hdr) || hdr->ObjectLength > left)
            break;
        at += hdr->ObjectLength;
        left -= hdr->ObjectLength;
    }
    return NULL;
}

/* One change; 0 when there is none left, SOCKET_ERROR. Asking enables FD_QOS
 * again. The caller frees *out. */
static inline int qos_get(SOCKET s, QOS **out)
{
    DWORD n, need = 0;

    *out = NULL;
    /* too little room: the first number says how much it takes */
    if (WSAIoctl(s, SIO_GET_QOS, NULL, 0, &need, sizeof(need), &n, NULL,
                 NULL) == SOCKET_ERROR &&
        WSAGetLastError() != WSAENOBUFS)
        return WSAGetLastError() == WSAEWOULDBLOCK ? 0 : SOCKET_ERROR;
    *out = (QOS *)malloc(need);
    if (*out == NULL ||
        WSAIoctl(s, SIO_GET_QOS, NULL, 0, *out, need, &n, NULL, NULL) != 0)
        return SOCKET_ERROR;
    return 1;
}

/* Prints all changes there are; returns the last one's code, 0 for none. */
static inline int qos_news(SOCKET s)
{
    int code = 0, res;
    QOS *qos;

    while ((res = qos_get(s, &qos)) > 0) {
        const RSVP_STATUS_INFO *status =
            (const RSVP_STATUS_INFO *)qos_object(qos, RSVP_OBJECT_STATUS_INFO);
        const RSVP_ADSPEC *path =
            (const RSVP_ADSPEC *)qos_object(qos, RSVP_OBJECT_ADSPEC);
        const FLOWSPEC *flow =
            qos->SendingFlowspec.ServiceType != SERVICETYPE_NOCHANGE
                ? &qos->SendingFlowspec
                : &qos->ReceivingFlowspec;
        char text[256];

        code = status != NULL ? (int)status->StatusCode : 0;
        printf("%d: %s", code, error_text(code, text, sizeof(text)));
        if (code == WSA_QOS_SENDERS || code == WSA_QOS_RECEIVERS)
            printf(" [%lu bytes/s]", (unsigned long)flow->TokenRate);
        if (path != NULL)
            printf(" [%lu hops, MTU %lu]",
                   (unsigned long)path->GeneralParams.IntServAwareHopCount,
                   (unsigned long)path->GeneralParams.PathMTU);
        printf("\n");
        free(qos);
    }
    fflush(stdout);
    if (res == SOCKET_ERROR)
        print_error("SIO_GET_QOS", WSAGetLastError());
    return code;
}

#endif
