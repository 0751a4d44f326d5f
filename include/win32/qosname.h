/* SPDX-License-Identifier: MIT */
/* Names of the built-in QOS templates, and of the functions that manage them.
 * Source: Microsoft Learn, "WSAGetQOSByName", "QOS templates". */
#ifndef __QOSNAME_H_
#define __QOSNAME_H_

#include "winsock2.h"

#define QT_1 "G711"
#define QT_2 "G723.1"
#define QT_3 "G729"
#define QT_4 "H263QCIF"
#define QT_5 "H263CIF"
#define QT_6 "H261QCIF"
#define QT_7 "H261CIF"
#define QT_8 "GSM6.10"

/* For GetProcAddress. */
#define WSCINSTALL_QOS_TEMPLATE "WSCInstallQOSTemplate"
#define WSCREMOVE_QOS_TEMPLATE  "WSCRemoveQOSTemplate"
#define WPUGET_QOS_TEMPLATE     "WPUGetQOSTemplate"

typedef BOOL(APIENTRY *WSC_INSTALL_QOS_TEMPLATE)(const LPGUID Guid,
                                                 LPWSABUF QosName, LPQOS Qos);
typedef BOOL(APIENTRY *WSC_REMOVE_QOS_TEMPLATE)(const LPGUID Guid,
                                                LPWSABUF QosName);
typedef BOOL(APIENTRY *WPU_GET_QOS_TEMPLATE)(const LPGUID Guid,
                                             LPWSABUF QosName, LPQOS Qos);

#endif
