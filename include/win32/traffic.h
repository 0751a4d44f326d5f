/* SPDX-License-Identifier: MIT */
/* The objects of traffic control that SIO_SET_QOS takes among its own: how
 * packets are marked. Of traffic control's own interface (traffic.dll's Tc
 * functions, which name interfaces and filters of the system) there is nothing
 * here.
 * Source: Microsoft Learn, "Traffic Control Objects", traffic.h. */
#ifndef __TRAFFIC_H
#define __TRAFFIC_H

#include "minwindef.h"
#include "qos.h"

#define QOS_TRAFFIC_GENERAL_ID_BASE 4000
#define QOS_OBJECT_DS_CLASS         (0x00000001 + QOS_TRAFFIC_GENERAL_ID_BASE)
#define QOS_OBJECT_TRAFFIC_CLASS    (0x00000002 + QOS_TRAFFIC_GENERAL_ID_BASE)
#define QOS_OBJECT_DIFFSERV         (0x00000003 + QOS_TRAFFIC_GENERAL_ID_BASE)
#define QOS_OBJECT_TCP_TRAFFIC      (0x00000004 + QOS_TRAFFIC_GENERAL_ID_BASE)
#define QOS_OBJECT_FRIENDLY_NAME    (0x00000005 + QOS_TRAFFIC_GENERAL_ID_BASE)

#define MAX_STRING_LENGTH 256

/* Of traffic control's own interface only: SIO_SET_QOS refuses it. */
typedef struct _QOS_FRIENDLY_NAME {
    QOS_OBJECT_HDR ObjectHdr;
    WCHAR FriendlyName[MAX_STRING_LENGTH];
} QOS_FRIENDLY_NAME, *LPQOS_FRIENDLY_NAME;

typedef struct _QOS_TRAFFIC_CLASS {
    QOS_OBJECT_HDR ObjectHdr;
    ULONG TrafficClass; /* 802.1p: 0 to 7 */
} QOS_TRAFFIC_CLASS, *LPQOS_TRAFFIC_CLASS;

typedef struct _QOS_DS_CLASS {
    QOS_OBJECT_HDR ObjectHdr;
    ULONG DSField; /* DSCP: 0 to 63 */
} QOS_DS_CLASS, *LPQOS_DS_CLASS;

/* Likewise; DSFieldCount rules. */
typedef struct _QOS_DIFFSERV {
    QOS_OBJECT_HDR ObjectHdr;
    ULONG DSFieldCount;
    UCHAR DiffservRule[1];
} QOS_DIFFSERV, *LPQOS_DIFFSERV;

typedef struct _QOS_DIFFSERV_RULE {
    UCHAR InboundDSField;
    UCHAR ConformingOutboundDSField;
    UCHAR NonConformingOutboundDSField;
    UCHAR ConformingUserPriority;
    UCHAR NonConformingUserPriority;
} QOS_DIFFSERV_RULE, *LPQOS_DIFFSERV_RULE;

/* Marked as TCP is, whatever else the list says. */
typedef struct _QOS_TCP_TRAFFIC {
    QOS_OBJECT_HDR ObjectHdr;
} QOS_TCP_TRAFFIC, *LPQOS_TCP_TRAFFIC;

#endif
