/* SPDX-License-Identifier: MIT */
/* Families, protocols, addresses, control codes: what the socket headers and
 * the service provider headers share. <winsock2.h> includes it; by itself it
 * is complete as well.
 * Source: Microsoft Learn, "ws2def.h header". */
#ifndef _WS2DEF_
#define _WS2DEF_

#include "ws2_dialect.h"
#include "minwindef.h"
#include "inaddr.h"

typedef USHORT ADDRESS_FAMILY;

/* Address families; PF_ names are the same numbers. */
#define AF_UNSPEC     0
#define AF_UNIX       1
#define AF_INET       2
#define AF_IMPLINK    3
#define AF_PUP        4
#define AF_CHAOS      5
#define AF_NS         6
#define AF_IPX        AF_NS
#define AF_ISO        7
#define AF_OSI        AF_ISO
#define AF_ECMA       8
#define AF_DATAKIT    9
#define AF_CCITT      10
#define AF_SNA        11
#define AF_DECnet     12
#define AF_DLI        13
#define AF_LAT        14
#define AF_HYLINK     15
#define AF_APPLETALK  16
#define AF_NETBIOS    17
#define AF_VOICEVIEW  18
#define AF_FIREFOX    19
#define AF_UNKNOWN1   20
#define AF_BAN        21
#define AF_ATM        22
#define AF_INET6      23
#define AF_CLUSTER    24
#define AF_12844      25
#define AF_IRDA       26
#define AF_NETDES     28
#define AF_TCNPROCESS 29
#define AF_TCNMESSAGE 30
#define AF_ICLFXBM    31
#define AF_BTH        32
#define AF_LINK       33
#define AF_HYPERV     34
#define AF_MAX        35

/* Socket types. */
#define SOCK_STREAM    1
#define SOCK_DGRAM     2
#define SOCK_RAW       3
#define SOCK_RDM       4
#define SOCK_SEQPACKET 5

/* Option levels that are not a protocol number. */
#define SOL_SOCKET 0xffff
#define SOL_IP     (SOL_SOCKET - 4)
#define SOL_IPV6   (SOL_SOCKET - 5)

/* Options at SOL_SOCKET. Unless noted the value is a 32-bit integer. */
#define SO_DEBUG            0x0001
#define SO_ACCEPTCONN       0x0002 /* get: 1 after listen() */
#define SO_REUSEADDR        0x0004
#define SO_KEEPALIVE        0x0008
#define SO_DONTROUTE        0x0010
#define SO_BROADCAST        0x0020
#define SO_USELOOPBACK      0x0040
#define SO_LINGER           0x0080 /* LINGER, seconds */
#define SO_OOBINLINE        0x0100
#define SO_DONTLINGER       (int)(~SO_LINGER)
#define SO_EXCLUSIVEADDRUSE ((int)(~SO_REUSEADDR))

#define SO_SNDBUF    0x1001 /* bytes */
#define SO_RCVBUF    0x1002 /* bytes */
#define SO_SNDLOWAT  0x1003
#define SO_RCVLOWAT  0x1004
#define SO_SNDTIMEO  0x1005 /* DWORD, milliseconds, 0 is never */
#define SO_RCVTIMEO  0x1006 /* DWORD, milliseconds, 0 is never */
#define SO_ERROR     0x1007 /* get and clear */
#define SO_TYPE      0x1008
#define SO_BSP_STATE 0x1009 /* CSADDR_INFO */

#define SO_GROUP_ID       0x2001
#define SO_GROUP_PRIORITY 0x2002
#define SO_MAX_MSG_SIZE   0x2003 /* bytes */

#define SO_CONDITIONAL_ACCEPT  0x3002
#define SO_PAUSE_ACCEPT        0x3003
#define SO_COMPARTMENT_ID      0x3004
#define SO_RANDOMIZE_PORT      0x3005
#define SO_PORT_SCALABILITY    0x3006
#define SO_REUSE_UNICASTPORT   0x3007
#define SO_REUSE_MULTICASTPORT 0x3008
#define SO_ORIGINAL_DST        0x300F
#define IP6T_SO_ORIGINAL_DST   SO_ORIGINAL_DST
#define SO_RECEIVED_HOPLIMIT   0x3010
#define SO_RECEIVED_PROCESSOR  0x3011

#define WSK_SO_BASE 0x4000

/* Level IPPROTO_TCP; the others are in ws2ipdef.h. */
#define TCP_NODELAY 0x0001

typedef struct sockaddr {
    ADDRESS_FAMILY sa_family;
    CHAR sa_data[14];
} SOCKADDR, *PSOCKADDR, *LPSOCKADDR;

#ifndef __CSADDR_DEFINED__
#define __CSADDR_DEFINED__
typedef struct _SOCKET_ADDRESS {
    LPSOCKADDR lpSockaddr;
    INT iSockaddrLength;
} SOCKET_ADDRESS, *PSOCKET_ADDRESS, *LPSOCKET_ADDRESS;

typedef struct _CSADDR_INFO {
    SOCKET_ADDRESS LocalAddr;
    SOCKET_ADDRESS RemoteAddr;
    INT iSocketType;
    INT iProtocol;
} CSADDR_INFO, *PCSADDR_INFO, *LPCSADDR_INFO;
#endif

/* Address holds iAddressCount entries. */
typedef struct _SOCKET_ADDRESS_LIST {
    INT iAddressCount;
    SOCKET_ADDRESS Address[1];
} SOCKET_ADDRESS_LIST, *PSOCKET_ADDRESS_LIST, *LPSOCKET_ADDRESS_LIST;

#define SIZEOF_SOCKET_ADDRESS_LIST(AddressCount)                               \
    (offsetof(SOCKET_ADDRESS_LIST, Address) +                                  \
     (AddressCount) * sizeof(SOCKET_ADDRESS))

#ifndef WS2_PROCESSOR_NUMBER_DEFINED
#define WS2_PROCESSOR_NUMBER_DEFINED
typedef struct _PROCESSOR_NUMBER {
    WORD Group;
    BYTE Number;
    BYTE Reserved;
} PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;
#endif

/* SIO_QUERY_RSS_PROCESSOR_INFO */
typedef struct _SOCKET_PROCESSOR_AFFINITY {
    PROCESSOR_NUMBER Processor;
    USHORT NumaNodeId;
    USHORT Reserved;
} SOCKET_PROCESSOR_AFFINITY, *PSOCKET_PROCESSOR_AFFINITY;

/* Large enough and aligned for any family's address. */
#define _SS_MAXSIZE   128
#define _SS_ALIGNSIZE (sizeof(__int64))
#define _SS_PAD1SIZE  (_SS_ALIGNSIZE - sizeof(USHORT))
#define _SS_PAD2SIZE                                                           \
    (_SS_MAXSIZE - (sizeof(USHORT) + _SS_PAD1SIZE + _SS_ALIGNSIZE))

typedef struct sockaddr_storage {
    ADDRESS_FAMILY ss_family;
    CHAR __ss_pad1[_SS_PAD1SIZE];
    LONGLONG __ss_align;
    CHAR __ss_pad2[_SS_PAD2SIZE];
} SOCKADDR_STORAGE_LH, *PSOCKADDR_STORAGE_LH, *LPSOCKADDR_STORAGE_LH;
typedef SOCKADDR_STORAGE_LH SOCKADDR_STORAGE, *PSOCKADDR_STORAGE,
    *LPSOCKADDR_STORAGE;

typedef struct sockaddr_storage_xp {
    short ss_family;
    CHAR __ss_pad1[_SS_PAD1SIZE];
    LONGLONG __ss_align;
    CHAR __ss_pad2[_SS_PAD2SIZE];
} SOCKADDR_STORAGE_XP, *PSOCKADDR_STORAGE_XP, *LPSOCKADDR_STORAGE_XP;

/* WSAIoctl and ioctlsocket codes: direction, owner, then the command. */
#define IOC_UNIX     0x00000000
#define IOC_WS2      0x08000000
#define IOC_PROTOCOL 0x10000000
#define IOC_VENDOR   0x18000000
#define IOC_WSK      (IOC_WS2 | 0x07000000)

#define IOCPARM_MASK 0x7f /* size of the argument, at most 127 bytes */
#define IOC_VOID     0x20000000
#define IOC_OUT      0x40000000
#define IOC_IN       0x80000000
#define IOC_INOUT    (IOC_IN | IOC_OUT)

#define _IO(x, y) (IOC_VOID | ((x) << 8) | (y))
#define _IOR(x, y, t)                                                          \
    (IOC_OUT | (((LONG)sizeof(t) & IOCPARM_MASK) << 16) | ((x) << 8) | (y))
#define _IOW(x, y, t)                                                          \
    (IOC_IN | (((LONG)sizeof(t) & IOCPARM_MASK) << 16) | ((x) << 8) | (y))

#define _WSAIO(x, y)   (IOC_VOID | (x) | (y))
#define _WSAIOR(x, y)  (IOC_OUT | (x) | (y))
#define _WSAIOW(x, y)  (IOC_IN | (x) | (y))
#define _WSAIORW(x, y) (IOC_INOUT | (x) | (y))

#define SIO_ASSOCIATE_HANDLE                        _WSAIOW(IOC_WS2, 1)
#define SIO_ENABLE_CIRCULAR_QUEUEING                _WSAIO(IOC_WS2, 2)
#define SIO_FIND_ROUTE                              _WSAIOR(IOC_WS2, 3)
#define SIO_FLUSH                                   _WSAIO(IOC_WS2, 4)
#define SIO_GET_BROADCAST_ADDRESS                   _WSAIOR(IOC_WS2, 5)
#define SIO_GET_EXTENSION_FUNCTION_POINTER          _WSAIORW(IOC_WS2, 6)
#define SIO_GET_QOS                                 _WSAIORW(IOC_WS2, 7)
#define SIO_GET_GROUP_QOS                           _WSAIORW(IOC_WS2, 8)
#define SIO_MULTIPOINT_LOOPBACK                     _WSAIOW(IOC_WS2, 9)
#define SIO_MULTICAST_SCOPE                         _WSAIOW(IOC_WS2, 10)
#define SIO_SET_QOS                                 _WSAIOW(IOC_WS2, 11)
#define SIO_SET_GROUP_QOS                           _WSAIOW(IOC_WS2, 12)
#define SIO_TRANSLATE_HANDLE                        _WSAIORW(IOC_WS2, 13)
#define SIO_ROUTING_INTERFACE_QUERY                 _WSAIORW(IOC_WS2, 20)
#define SIO_ROUTING_INTERFACE_CHANGE                _WSAIOW(IOC_WS2, 21)
#define SIO_ADDRESS_LIST_QUERY                      _WSAIOR(IOC_WS2, 22)
#define SIO_ADDRESS_LIST_CHANGE                     _WSAIO(IOC_WS2, 23)
#define SIO_QUERY_TARGET_PNP_HANDLE                 _WSAIOR(IOC_WS2, 24)
#define SIO_QUERY_RSS_PROCESSOR_INFO                _WSAIOR(IOC_WS2, 37)
#define SIO_ADDRESS_LIST_SORT                       _WSAIORW(IOC_WS2, 25)
#define SIO_RESERVED_1                              _WSAIOW(IOC_WS2, 26)
#define SIO_RESERVED_2                              _WSAIOW(IOC_WS2, 33)
#define SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER _WSAIORW(IOC_WS2, 36)

/* IP protocols. Enumerators as in the SDK, and macros so that #ifdef works. */
#define IPPROTO_IP 0
typedef enum {
    IPPROTO_HOPOPTS = 0,
    IPPROTO_ICMP = 1,
    IPPROTO_IGMP = 2,
    IPPROTO_GGP = 3,
    IPPROTO_IPV4 = 4,
    IPPROTO_ST = 5,
    IPPROTO_TCP = 6,
    IPPROTO_CBT = 7,
    IPPROTO_EGP = 8,
    IPPROTO_IGP = 9,
    IPPROTO_PUP = 12,
    IPPROTO_UDP = 17,
    IPPROTO_IDP = 22,
    IPPROTO_RDP = 27,
    IPPROTO_IPV6 = 41,
    IPPROTO_ROUTING = 43,
    IPPROTO_FRAGMENT = 44,
    IPPROTO_ESP = 50,
    IPPROTO_AH = 51,
    IPPROTO_ICMPV6 = 58,
    IPPROTO_NONE = 59,
    IPPROTO_DSTOPTS = 60,
    IPPROTO_ND = 77,
    IPPROTO_ICLFXBM = 78,
    IPPROTO_PIM = 103,
    IPPROTO_PGM = 113,
    IPPROTO_L2TP = 115,
    IPPROTO_SCTP = 132,
    IPPROTO_RAW = 255,
    IPPROTO_MAX = 256,
    /* Windows' own, never on the wire. */
    IPPROTO_RESERVED_RAW = 257,
    IPPROTO_RESERVED_IPSEC = 258,
    IPPROTO_RESERVED_IPSECOFFLOAD = 259,
    IPPROTO_RESERVED_WNV = 260,
    IPPROTO_RESERVED_MAX = 261
} IPPROTO,
    *PIPROTO;

#define IPPROTO_HOPOPTS  IPPROTO_HOPOPTS
#define IPPROTO_ICMP     IPPROTO_ICMP
#define IPPROTO_IGMP     IPPROTO_IGMP
#define IPPROTO_GGP      IPPROTO_GGP
#define IPPROTO_IPV4     IPPROTO_IPV4
#define IPPROTO_ST       IPPROTO_ST
#define IPPROTO_TCP      IPPROTO_TCP
#define IPPROTO_CBT      IPPROTO_CBT
#define IPPROTO_EGP      IPPROTO_EGP
#define IPPROTO_IGP      IPPROTO_IGP
#define IPPROTO_PUP      IPPROTO_PUP
#define IPPROTO_UDP      IPPROTO_UDP
#define IPPROTO_IDP      IPPROTO_IDP
#define IPPROTO_RDP      IPPROTO_RDP
#define IPPROTO_IPV6     IPPROTO_IPV6
#define IPPROTO_ROUTING  IPPROTO_ROUTING
#define IPPROTO_FRAGMENT IPPROTO_FRAGMENT
#define IPPROTO_ESP      IPPROTO_ESP
#define IPPROTO_AH       IPPROTO_AH
#define IPPROTO_ICMPV6   IPPROTO_ICMPV6
#define IPPROTO_NONE     IPPROTO_NONE
#define IPPROTO_DSTOPTS  IPPROTO_DSTOPTS
#define IPPROTO_ND       IPPROTO_ND
#define IPPROTO_ICLFXBM  IPPROTO_ICLFXBM
#define IPPROTO_PIM      IPPROTO_PIM
#define IPPROTO_PGM      IPPROTO_PGM
#define IPPROTO_L2TP     IPPROTO_L2TP
#define IPPROTO_SCTP     IPPROTO_SCTP
#define IPPROTO_RAW      IPPROTO_RAW
#define IPPROTO_MAX      IPPROTO_MAX

/* Well-known ports. */
#define IPPORT_TCPMUX         1
#define IPPORT_ECHO           7
#define IPPORT_DISCARD        9
#define IPPORT_SYSTAT         11
#define IPPORT_DAYTIME        13
#define IPPORT_NETSTAT        15
#define IPPORT_QOTD           17
#define IPPORT_MSP            18
#define IPPORT_CHARGEN        19
#define IPPORT_FTP_DATA       20
#define IPPORT_FTP            21
#define IPPORT_TELNET         23
#define IPPORT_SMTP           25
#define IPPORT_TIMESERVER     37
#define IPPORT_NAMESERVER     42
#define IPPORT_WHOIS          43
#define IPPORT_MTP            57
#define IPPORT_TFTP           69
#define IPPORT_RJE            77
#define IPPORT_FINGER         79
#define IPPORT_TTYLINK        87
#define IPPORT_SUPDUP         95
#define IPPORT_POP3           110
#define IPPORT_NTP            123
#define IPPORT_EPMAP          135
#define IPPORT_NETBIOS_NS     137
#define IPPORT_NETBIOS_DGM    138
#define IPPORT_NETBIOS_SSN    139
#define IPPORT_IMAP           143
#define IPPORT_SNMP           161
#define IPPORT_SNMP_TRAP      162
#define IPPORT_IMAP3          220
#define IPPORT_LDAP           389
#define IPPORT_HTTPS          443
#define IPPORT_MICROSOFT_DS   445
#define IPPORT_EXECSERVER     512
#define IPPORT_LOGINSERVER    513
#define IPPORT_CMDSERVER      514
#define IPPORT_EFSSERVER      520
#define IPPORT_BIFFUDP        512
#define IPPORT_WHOSERVER      513
#define IPPORT_ROUTESERVER    520
#define IPPORT_RESERVED       1024
#define IPPORT_REGISTERED_MIN IPPORT_RESERVED
#define IPPORT_REGISTERED_MAX 0xbfff
#define IPPORT_DYNAMIC_MIN    0xc000
#define IPPORT_DYNAMIC_MAX    0xffff

/* IPv4 address classes; the argument is in host byte order. */
#define IN_CLASSA(i)     (((LONG)(i)&0x80000000) == 0)
#define IN_CLASSA_NET    0xff000000
#define IN_CLASSA_NSHIFT 24
#define IN_CLASSA_HOST   0x00ffffff
#define IN_CLASSA_MAX    128
#define IN_CLASSB(i)     (((LONG)(i)&0xc0000000) == 0x80000000)
#define IN_CLASSB_NET    0xffff0000
#define IN_CLASSB_NSHIFT 16
#define IN_CLASSB_HOST   0x0000ffff
#define IN_CLASSB_MAX    65536
#define IN_CLASSC(i)     (((LONG)(i)&0xe0000000) == 0xc0000000)
#define IN_CLASSC_NET    0xffffff00
#define IN_CLASSC_NSHIFT 8
#define IN_CLASSC_HOST   0x000000ff
#define IN_CLASSD(i)     (((long)(i)&0xf0000000) == 0xe0000000)
#define IN_CLASSD_NET    0xf0000000
#define IN_CLASSD_NSHIFT 28
#define IN_CLASSD_HOST   0x0fffffff
#define IN_MULTICAST(a)  IN_CLASSD(a)

#define INADDR_ANY       (ULONG)0x00000000
#define INADDR_LOOPBACK  0x7f000001
#define INADDR_BROADCAST (ULONG)0xffffffff
#define INADDR_NONE      0xffffffff
#define ADDR_ANY         INADDR_ANY

typedef enum _SCOPE_LEVEL {
    ScopeLevelInterface = 1,
    ScopeLevelLink = 2,
    ScopeLevelSubnet = 3,
    ScopeLevelAdmin = 4,
    ScopeLevelSite = 5,
    ScopeLevelOrganization = 8,
    ScopeLevelGlobal = 14,
    ScopeLevelCount = 16
} SCOPE_LEVEL;

/* A zone of an IPv6 address: 28 bits number it within its level. */
typedef struct _SCOPE_ID {
    __extension__ union {
        __extension__ struct {
            ULONG Zone : 28;
            ULONG Level : 4;
        };
        ULONG Value;
    };
} SCOPE_ID, *PSCOPE_ID;

#define SCOPEID_UNSPECIFIED_INIT                                               \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0, 0                                                           \
            }                                                                  \
        }                                                                      \
    }

typedef struct sockaddr_in {
    ADDRESS_FAMILY sin_family;
    USHORT sin_port; /* network byte order */
    IN_ADDR sin_addr;
    CHAR sin_zero[8];
} SOCKADDR_IN, *PSOCKADDR_IN, *LPSOCKADDR_IN;

/* A link-layer address (AF_LINK). */
typedef struct sockaddr_dl {
    ADDRESS_FAMILY sdl_family;
    UCHAR sdl_data[8];
    UCHAR sdl_zero[4];
} SOCKADDR_DL, *PSOCKADDR_DL;

/* One part of a scattered message: len bytes at buf. */
typedef struct _WSABUF {
    ULONG len;
    CHAR *buf;
} WSABUF, *LPWSABUF;

/* WSASendMsg and LPFN_WSARECVMSG: address, data and control data at once. */
typedef struct _WSAMSG {
    LPSOCKADDR name;
    INT namelen;
    LPWSABUF lpBuffers;
    ULONG dwBufferCount;
    WSABUF Control;
    ULONG dwFlags;
} WSAMSG, *PWSAMSG, *LPWSAMSG;

/* Control data: a header, padding, the data, padding to the next header. */
typedef struct cmsghdr {
    SIZE_T cmsg_len; /* header and data, without the trailing padding */
    INT cmsg_level;
    INT cmsg_type;
    /* followed by UCHAR cmsg_data[] */
} WSACMSGHDR, *PWSACMSGHDR, *LPWSACMSGHDR;
typedef WSACMSGHDR CMSGHDR, *PCMSGHDR;
#define _WSACMSGHDR cmsghdr

#define WSA_CMSGHDR_ALIGN(length)                                              \
    (((length) + TYPE_ALIGNMENT(WSACMSGHDR) - 1) &                             \
     (~(TYPE_ALIGNMENT(WSACMSGHDR) - 1)))
#define WSA_CMSGDATA_ALIGN(length)                                             \
    (((length) + MAX_NATURAL_ALIGNMENT - 1) & (~(MAX_NATURAL_ALIGNMENT - 1)))
/* The first header in a WSAMSG's Control; NULL without room for one. */
#define WSA_CMSG_FIRSTHDR(msg)                                                 \
    (((msg)->Control.len >= sizeof(WSACMSGHDR))                                \
         ? (LPWSACMSGHDR)(void *)(msg)->Control.buf                            \
         : (LPWSACMSGHDR)NULL)
/* The header after cmsg (the first one when cmsg is NULL), or NULL. */
#define WSA_CMSG_NXTHDR(msg, cmsg)                                             \
    (((cmsg) == NULL)                                                          \
         ? WSA_CMSG_FIRSTHDR(msg)                                              \
         : ((((PUCHAR)(cmsg) + WSA_CMSGHDR_ALIGN((cmsg)->cmsg_len) +           \
              sizeof(WSACMSGHDR)) >                                            \
             (PUCHAR)((msg)->Control.buf) + (msg)->Control.len)                \
                ? (LPWSACMSGHDR)NULL                                           \
                : (LPWSACMSGHDR)(void *)((PUCHAR)(cmsg) +                      \
                                         WSA_CMSGHDR_ALIGN(                    \
                                             (cmsg)->cmsg_len))))
#define WSA_CMSG_DATA(cmsg)                                                    \
    ((PUCHAR)(cmsg) + WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)))
/* Bytes that data of this length takes in the control buffer. */
#define WSA_CMSG_SPACE(length)                                                 \
    (WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR) + WSA_CMSGHDR_ALIGN(length)))
/* What cmsg_len says for data of this length. */
#define WSA_CMSG_LEN(length) (WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)) + (length))

#define CMSGHDR_ALIGN  WSA_CMSGHDR_ALIGN
#define CMSGDATA_ALIGN WSA_CMSGDATA_ALIGN
#define CMSG_FIRSTHDR  WSA_CMSG_FIRSTHDR
#define CMSG_NXTHDR    WSA_CMSG_NXTHDR
#define CMSG_SPACE     WSA_CMSG_SPACE
#define CMSG_LEN       WSA_CMSG_LEN

/* WSAMSG.dwFlags after a receive. */
#define MSG_TRUNC    0x0100
#define MSG_CTRUNC   0x0200
#define MSG_BCAST    0x0400
#define MSG_MCAST    0x0800
#define MSG_ERRQUEUE 0x1000

#include "ws2_addrinfo.h"

#endif
