/* SPDX-License-Identifier: MIT */
/* RSVP: the objects that follow the FLOWSPECs in QOS.ProviderSpecific, the
 * queries of SIO_CHK_QOS and the codes of a flow's status.
 * Source: Microsoft Learn, "qossp.h header". */
#ifndef __QOSSP_H_
#define __QOSSP_H_

#include "minwindef.h"
#include "qos.h"

/* QOS_OBJECT_HDR.ObjectType */
#define RSVP_OBJECT_ID_BASE         1000
#define RSVP_OBJECT_STATUS_INFO     (0x00000000 + RSVP_OBJECT_ID_BASE)
#define RSVP_OBJECT_RESERVE_INFO    (0x00000001 + RSVP_OBJECT_ID_BASE)
#define RSVP_OBJECT_ADSPEC          (0x00000002 + RSVP_OBJECT_ID_BASE)
#define RSVP_OBJECT_POLICY_INFO     (0x00000003 + RSVP_OBJECT_ID_BASE)
#define RSVP_OBJECT_FILTERSPEC_LIST (0x00000004 + RSVP_OBJECT_ID_BASE)

typedef union _IN_ADDR_IPV4 {
    ULONG Addr;
    UCHAR AddrBytes[4];
} IN_ADDR_IPV4, *LPIN_ADDR_IPV4;

typedef struct _IN_ADDR_IPV6 {
    UCHAR Addr[16];
} IN_ADDR_IPV6, *LPIN_ADDR_IPV6;
typedef const IN_ADDR_IPV6 *LPCIN_ADDR_IPV6;

/* Filter specifications: which senders a reservation is for. */
typedef struct _RSVP_FILTERSPEC_V4 {
    IN_ADDR_IPV4 Address;
    USHORT Unused;
    USHORT Port;
} RSVP_FILTERSPEC_V4, *LPRSVP_FILTERSPEC_V4;

typedef struct _RSVP_FILTERSPEC_V6 {
    IN_ADDR_IPV6 Address;
    USHORT UnUsed;
    USHORT Port;
} RSVP_FILTERSPEC_V6, *LPRSVP_FILTERSPEC_V6;

typedef struct _RSVP_FILTERSPEC_V6_FLOW {
    IN_ADDR_IPV6 Address;
    UCHAR UnUsed;
    UCHAR FlowLabel[3];
} RSVP_FILTERSPEC_V6_FLOW, *LPRSVP_FILTERSPEC_V6_FLOW;

typedef struct _RSVP_FILTERSPEC_V4_GPI {
    IN_ADDR_IPV4 Address;
    ULONG GeneralPortId;
} RSVP_FILTERSPEC_V4_GPI, *LPRSVP_FILTERSPEC_V4_GPI;

typedef struct _RSVP_FILTERSPEC_V6_GPI {
    IN_ADDR_IPV6 Address;
    ULONG GeneralPortId;
} RSVP_FILTERSPEC_V6_GPI, *LPRSVP_FILTERSPEC_V6_GPI;

typedef enum {
    FILTERSPECV4 = 1,
    FILTERSPECV6,
    FILTERSPECV6_FLOW,
    FILTERSPECV4_GPI,
    FILTERSPECV6_GPI,
    FILTERSPEC_END
} FilterType;

typedef struct _RSVP_FILTERSPEC {
    FilterType Type;
    __extension__ union {
        RSVP_FILTERSPEC_V4 FilterSpecV4;
        RSVP_FILTERSPEC_V6 FilterSpecV6;
        RSVP_FILTERSPEC_V6_FLOW FilterSpecV6Flow;
        RSVP_FILTERSPEC_V4_GPI FilterSpecV4Gpi;
        RSVP_FILTERSPEC_V6_GPI FilterSpecV6Gpi;
    };
} RSVP_FILTERSPEC, *LPRSVP_FILTERSPEC;

typedef struct _FLOWDESCRIPTOR {
    FLOWSPEC FlowSpec;
    ULONG NumFilters;
    LPRSVP_FILTERSPEC FilterList;
} FLOWDESCRIPTOR, *LPFLOWDESCRIPTOR;

/* Policy elements pass through uninterpreted; Len counts the header. */
typedef struct _RSVP_POLICY {
    USHORT Len;
    USHORT Type;
    UCHAR Info[4];
} RSVP_POLICY, *LPRSVP_POLICY;
typedef const RSVP_POLICY *LPCRSVP_POLICY;

#define RSVP_POLICY_HDR_LEN (sizeof(USHORT) + sizeof(USHORT))

typedef struct _RSVP_POLICY_INFO {
    QOS_OBJECT_HDR ObjectHdr;
    ULONG NumPolicyElement;
    RSVP_POLICY PolicyElement[1];
} RSVP_POLICY_INFO, *LPRSVP_POLICY_INFO;

/* Reservation styles, RFC 2205 section 1.3. */
#define RSVP_DEFAULT_STYLE         0x00000000
#define RSVP_WILDCARD_STYLE        0x00000001
#define RSVP_FIXED_FILTER_STYLE    0x00000002
#define RSVP_SHARED_EXPLICIT_STYLE 0x00000003

typedef struct _RSVP_RESERVE_INFO {
    QOS_OBJECT_HDR ObjectHdr;
    ULONG Style;
    ULONG ConfirmRequest;
    LPRSVP_POLICY_INFO PolicyElementList;
    ULONG NumFlowDesc;
    LPFLOWDESCRIPTOR FlowDescList;
} RSVP_RESERVE_INFO, *LPRSVP_RESERVE_INFO;
typedef const RSVP_RESERVE_INFO *LPCRSVP_RESERVE_INFO;

typedef struct _RSVP_STATUS_INFO {
    QOS_OBJECT_HDR ObjectHdr;
    ULONG StatusCode;      /* WSA_QOS_... */
    ULONG ExtendedStatus1; /* GQOS_... */
    ULONG ExtendedStatus2; /* GQOS_... */
} RSVP_STATUS_INFO, *LPRSVP_STATUS_INFO;
typedef const RSVP_STATUS_INFO *LPCRSVP_STATUS_INFO;

struct sockaddr;

typedef struct _QOS_DESTADDR {
    QOS_OBJECT_HDR ObjectHdr;
    const struct sockaddr *SocketAddress;
    ULONG SocketAddressLength; /* bytes */
} QOS_DESTADDR, *LPQOS_DESTADDR;
typedef const QOS_DESTADDR *LPCQOS_DESTADDR;

/* ADSPEC: what the path offers, RFC 2210 section 3.3. */
#define INDETERMINATE_LATENCY 0xFFFFFFFF
#define AD_FLAG_BREAK_BIT     0x00000001

typedef struct _AD_GENERAL_PARAMS {
    ULONG IntServAwareHopCount;
    ULONG PathBandwidthEstimate; /* bytes per second */
    ULONG MinimumLatency;        /* microseconds */
    ULONG PathMTU;               /* bytes */
    ULONG Flags;
} AD_GENERAL_PARAMS, *LPAD_GENERAL_PARAMS;

typedef struct _AD_GUARANTEED {
    ULONG CTotal;
    ULONG DTotal;
    ULONG CSum;
    ULONG DSum;
} AD_GUARANTEED, *LPAD_GUARANTEED;

typedef struct _PARAM_BUFFER {
    ULONG ParameterId;
    ULONG Length;
    UCHAR Buffer[1];
} PARAM_BUFFER, *LPPARAM_BUFFER;

typedef struct _CONTROL_SERVICE {
    ULONG Length;
    SERVICETYPE Service;
    AD_GENERAL_PARAMS Overrides;
    __extension__ union {
        AD_GUARANTEED Guaranteed;
        PARAM_BUFFER ParamBuffer[1];
    };
} CONTROL_SERVICE, *LPCONTROL_SERVICE;

typedef struct _RSVP_ADSPEC {
    QOS_OBJECT_HDR ObjectHdr;
    AD_GENERAL_PARAMS GeneralParams;
    ULONG NumberOfServices;
    CONTROL_SERVICE Services[1];
} RSVP_ADSPEC, *LPRSVP_ADSPEC;

/* SIO_CHK_QOS: one of the questions goes in, a ULONG comes out. */
#define mIOC_IN     0x80000000
#define mIOC_OUT    0x40000000
#define mIOC_VENDOR 0x04000000
#define mCOMPANY    0x18000000
#define ioctl_code  0x00000001
#define SIO_CHK_QOS (mIOC_IN | mIOC_OUT | mIOC_VENDOR | mCOMPANY | ioctl_code)

#define QOSSPBASE             50000
#define ALLOWED_TO_SEND_DATA  (QOSSPBASE + 1)
#define ABLE_TO_RECV_RSVP     (QOSSPBASE + 2)
#define LINE_RATE             (QOSSPBASE + 3)
#define LOCAL_TRAFFIC_CONTROL (QOSSPBASE + 4)
#define LOCAL_QOSABILITY      (QOSSPBASE + 5)
#define END_TO_END_QOSABILITY (QOSSPBASE + 6)

#define INFO_NOT_AVAILABLE         0xFFFFFFFF
#define ANY_DEST_ADDR              0xFFFFFFFF
#define MODERATELY_DELAY_SENSITIVE 0xFFFFFFFD
#define HIGHLY_DELAY_SENSITIVE     0xFFFFFFFE

#include "ws2_gqos.h"

#endif
