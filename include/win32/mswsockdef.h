/* SPDX-License-Identifier: MIT */
/* Types of registered I/O and of the compatibility mode, shared with service
 * providers. <mswsock.h> includes it.
 * Source: Microsoft Learn, "mswsockdef.h header". */
#ifndef _MSWSOCKDEF_
#define _MSWSOCKDEF_

#include "ws2def.h"

#ifndef MSWSOCKDEF_INLINE
#define MSWSOCKDEF_INLINE static __inline__ __attribute__((__unused__))
#endif

#define SIO_SET_COMPATIBILITY_MODE _WSAIOW(IOC_VENDOR, 300)

typedef enum _WSA_COMPATIBILITY_BEHAVIOR_ID {
    WsaBehaviorAll = 0,
    WsaBehaviorReceiveBuffering,
    WsaBehaviorAutoTuning
} WSA_COMPATIBILITY_BEHAVIOR_ID,
    *PWSA_COMPATIBILITY_BEHAVIOR_ID;

typedef struct _WSA_COMPATIBILITY_MODE {
    WSA_COMPATIBILITY_BEHAVIOR_ID BehaviorId;
    ULONG TargetOsVersion;
} WSA_COMPATIBILITY_MODE, *PWSA_COMPATIBILITY_MODE;

/* Bytes of a socket address of the family, 0 for families without one. */
MSWSOCKDEF_INLINE UCHAR SOCKADDR_SIZE(ADDRESS_FAMILY af)
{
    return (UCHAR)(af == AF_INET    ? 16
                   : af == AF_INET6 ? 28
                   : af == AF_UNIX  ? 110
                                    : sizeof(SOCKADDR_STORAGE));
}
MSWSOCKDEF_INLINE SCOPE_LEVEL ScopeLevel(SCOPE_ID ScopeId)
{
    return (SCOPE_LEVEL)ScopeId.Level;
}

/* Registered I/O: opaque handles. */
typedef struct RIO_BUFFERID_t *RIO_BUFFERID, **PRIO_BUFFERID;
typedef struct RIO_CQ_t *RIO_CQ, **PRIO_CQ;
typedef struct RIO_RQ_t *RIO_RQ, **PRIO_RQ;

/* Flags of a request. */
#define RIO_MSG_DONT_NOTIFY 0x00000001
#define RIO_MSG_DEFER       0x00000002
#define RIO_MSG_WAITALL     0x00000004
#define RIO_MSG_COMMIT_ONLY 0x00000008

#define RIO_INVALID_BUFFERID ((RIO_BUFFERID)(ULONG_PTR)0xFFFFFFFF)
#define RIO_INVALID_CQ       ((RIO_CQ)0)
#define RIO_INVALID_RQ       ((RIO_RQ)0)
#define RIO_MAX_CQ_SIZE      0x8000000
#define RIO_CORRUPT_CQ       0xFFFFFFFF

/* One dequeued completion. */
typedef struct _RIORESULT {
    LONG Status; /* 0 or a WSA code */
    ULONG BytesTransferred;
    ULONGLONG SocketContext;
    ULONGLONG RequestContext;
} RIORESULT, *PRIORESULT;

/* A part of a registered buffer, in bytes. */
typedef struct _RIO_BUF {
    RIO_BUFFERID BufferId;
    ULONG Offset;
    ULONG Length;
} RIO_BUF, *PRIO_BUF;

typedef struct _RIO_CMSG_BUFFER {
    ULONG TotalLength;
    /* WSACMSGHDRs follow */
} RIO_CMSG_BUFFER, *PRIO_CMSG_BUFFER;

#endif
