/* SPDX-License-Identifier: MIT */
/* Objects of traffic.h that Generic QoS knows too: how packets are marked. That
 * header has traffic control's own interface, which is not here. Page
 * "Traffic Control Objects". */
#ifndef WS2_QOS_MARKS_H
#define WS2_QOS_MARKS_H

#include <qos.h>

#define QOS_OBJECT_DS_CLASS      4001u
#define QOS_OBJECT_TRAFFIC_CLASS 4002u
#define QOS_OBJECT_DIFFSERV      4003u
#define QOS_OBJECT_TCP_TRAFFIC   4004u
#define QOS_OBJECT_FRIENDLY_NAME 4005u

/* DS_CLASS and TRAFFIC_CLASS: a number behind the header; DIFFSERV: the number
 * of rules, which follow. */
#define QOS_MARK_SIZE          (sizeof(QOS_OBJECT_HDR) + sizeof(ULONG))
#define QOS_FRIENDLY_NAME_SIZE (sizeof(QOS_OBJECT_HDR) + 512)

#endif
