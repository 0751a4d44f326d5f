/* SPDX-License-Identifier: MIT */
/* IPv4, IPv6, TCP and UDP: options, addresses and what options carry.
 * Source: Microsoft Learn, "ws2ipdef.h header"; the option pages
 * "IPPROTO_IP", "IPPROTO_IPV6", "IPPROTO_TCP", "IPPROTO_UDP socket options". */
#ifndef _WS2IPDEF_
#define _WS2IPDEF_

#include "ws2def.h"
#include "in6addr.h"

#ifndef WS2TCPIP_INLINE
#define WS2TCPIP_INLINE static __inline__ __attribute__((__unused__))
#endif

/* Interface flags of SIO_GET_INTERFACE_LIST. */
#define IFF_UP           0x00000001
#define IFF_BROADCAST    0x00000002
#define IFF_LOOPBACK     0x00000004
#define IFF_POINTTOPOINT 0x00000008
#define IFF_MULTICAST    0x00000010

/* Level IPPROTO_IP. DWORD or BOOL unless noted. */
#define IP_OPTIONS                1 /* bytes of the header's options */
#define IP_HDRINCL                2
#define IP_TOS                    3
#define IP_TTL                    4
#define IP_MULTICAST_IF           9 /* IN_ADDR, or an index as 0.x.x.x */
#define IP_MULTICAST_TTL          10
#define IP_MULTICAST_LOOP         11
#define IP_ADD_MEMBERSHIP         12 /* IP_MREQ */
#define IP_DROP_MEMBERSHIP        13 /* IP_MREQ */
#define IP_DONTFRAGMENT           14
#define IP_ADD_SOURCE_MEMBERSHIP  15 /* IP_MREQ_SOURCE */
#define IP_DROP_SOURCE_MEMBERSHIP 16 /* IP_MREQ_SOURCE */
#define IP_BLOCK_SOURCE           17 /* IP_MREQ_SOURCE */
#define IP_UNBLOCK_SOURCE         18 /* IP_MREQ_SOURCE */
#define IP_PKTINFO                19 /* control data: IN_PKTINFO */
#define IP_HOPLIMIT               21 /* control data: INT */
#define IP_RECVTTL                21
#define IP_RECEIVE_BROADCAST      22
#define IP_RECVIF                 24
#define IP_RECVDSTADDR            25
#define IP_IFLIST                 28
#define IP_ADD_IFLIST             29
#define IP_DEL_IFLIST             30
#define IP_UNICAST_IF             31 /* index, in network byte order */
#define IP_RTHDR                  32
#define IP_GET_IFLIST             33
#define IP_RECVRTHDR              38
#define IP_TCLASS                 39
#define IP_RECVTCLASS             40
#define IP_RECVTOS                40
#define IP_ORIGINAL_ARRIVAL_IF    47
#define IP_ECN                    50
#define IP_RECVECN                50
#define IP_PKTINFO_EX             51 /* control data: IN_PKTINFO_EX */
#define IP_WFP_REDIRECT_RECORDS   60
#define IP_WFP_REDIRECT_CONTEXT   70
#define IP_MTU_DISCOVER           71 /* PMTUD_STATE */
#define IP_MTU                    73
#define IP_NRT_INTERFACE          74
#define IP_RECVERR                75 /* control data: IN_RECVERR */
#define IP_USER_MTU               76

#define IP_UNSPECIFIED_TYPE_OF_SERVICE -1
#define IP_UNSPECIFIED_USER_MTU        MAXULONG

/* Level IPPROTO_IPV6. */
#define IPV6_HOPOPTS              1
#define IPV6_HDRINCL              2
#define IPV6_UNICAST_HOPS         4
#define IPV6_MULTICAST_IF         9 /* index */
#define IPV6_MULTICAST_HOPS       10
#define IPV6_MULTICAST_LOOP       11
#define IPV6_ADD_MEMBERSHIP       12 /* IPV6_MREQ */
#define IPV6_JOIN_GROUP           IPV6_ADD_MEMBERSHIP
#define IPV6_DROP_MEMBERSHIP      13 /* IPV6_MREQ */
#define IPV6_LEAVE_GROUP          IPV6_DROP_MEMBERSHIP
#define IPV6_DONTFRAG             14
#define IPV6_PKTINFO              19 /* control data: IN6_PKTINFO */
#define IPV6_HOPLIMIT             21
#define IPV6_PROTECTION_LEVEL     23
#define IPV6_RECVIF               24
#define IPV6_RECVDSTADDR          25
#define IPV6_CHECKSUM             26
#define IPV6_V6ONLY               27 /* on unless switched off */
#define IPV6_IFLIST               28
#define IPV6_ADD_IFLIST           29
#define IPV6_DEL_IFLIST           30
#define IPV6_UNICAST_IF           31 /* index, in host byte order */
#define IPV6_RTHDR                32
#define IPV6_GET_IFLIST           33
#define IPV6_RECVRTHDR            38
#define IPV6_TCLASS               39
#define IPV6_RECVTCLASS           40
#define IPV6_ECN                  50
#define IPV6_RECVECN              50
#define IPV6_PKTINFO_EX           51
#define IPV6_WFP_REDIRECT_RECORDS 60
#define IPV6_WFP_REDIRECT_CONTEXT 70
#define IPV6_MTU_DISCOVER         71 /* PMTUD_STATE */
#define IPV6_MTU                  72
#define IPV6_NRT_INTERFACE        74
#define IPV6_RECVERR              75
#define IPV6_USER_MTU             76

#define IP_UNSPECIFIED_HOP_LIMIT -1

#define IP_PROTECTION_LEVEL             IPV6_PROTECTION_LEVEL
#define PROTECTION_LEVEL_UNRESTRICTED   10
#define PROTECTION_LEVEL_EDGERESTRICTED 20
#define PROTECTION_LEVEL_RESTRICTED     30
#define PROTECTION_LEVEL_DEFAULT        ((UINT)-1)

#ifndef RTL_BITS_OF
#define RTL_BITS_OF(x) (sizeof(x) * 8)
#endif
#define IPV6_ADDRESS_BITS RTL_BITS_OF(IN6_ADDR)

/* Protocol-independent multicast: both levels. */
#define MCAST_JOIN_GROUP         41 /* GROUP_REQ */
#define MCAST_LEAVE_GROUP        42 /* GROUP_REQ */
#define MCAST_BLOCK_SOURCE       43 /* GROUP_SOURCE_REQ */
#define MCAST_UNBLOCK_SOURCE     44 /* GROUP_SOURCE_REQ */
#define MCAST_JOIN_SOURCE_GROUP  45 /* GROUP_SOURCE_REQ */
#define MCAST_LEAVE_SOURCE_GROUP 46 /* GROUP_SOURCE_REQ */

/* Level IPPROTO_TCP. */
#define TCP_OFFLOAD_NO_PREFERENCE      0
#define TCP_OFFLOAD_NOT_PREFERRED      1
#define TCP_OFFLOAD_PREFERRED          2
#define TCP_EXPEDITED_1122             0x0002
#define TCP_KEEPALIVE                  3 /* seconds */
#define TCP_MAXSEG                     4 /* bytes */
#define TCP_MAXRT                      5 /* seconds */
#define TCP_STDURG                     6
#define TCP_NOURG                      7
#define TCP_ATMARK                     8
#define TCP_NOSYNRETRIES               9
#define TCP_TIMESTAMPS                 10
#define TCP_OFFLOAD_PREFERENCE         11
#define TCP_CONGESTION_ALGORITHM       12
#define TCP_DELAY_FIN_ACK              13
#define TCP_MAXRTMS                    14 /* milliseconds */
#define TCP_FASTOPEN                   15
#define TCP_KEEPCNT                    16
#define TCP_KEEPIDLE                   TCP_KEEPALIVE /* seconds */
#define TCP_KEEPINTVL                  17            /* seconds */
#define TCP_FAIL_CONNECT_ON_ICMP_ERROR 18
#define TCP_ICMP_ERROR_INFO            19 /* ICMP_ERROR_INFO */

/* Level IPPROTO_UDP. */
#define UDP_NOCHECKSUM              1
#define UDP_SEND_MSG_SIZE           2 /* bytes per datagram of a large send */
#define UDP_RECV_MAX_COALESCED_SIZE 3
#define UDP_COALESCED_INFO          3 /* control data */
#define UDP_CHECKSUM_COVERAGE       20

typedef struct sockaddr_in6 {
    ADDRESS_FAMILY sin6_family;
    USHORT sin6_port; /* network byte order */
    ULONG sin6_flowinfo;
    IN6_ADDR sin6_addr;
    __extension__ union {
        ULONG sin6_scope_id;
        SCOPE_ID sin6_scope_struct;
    };
} SOCKADDR_IN6_LH, *PSOCKADDR_IN6_LH, *LPSOCKADDR_IN6_LH;
typedef SOCKADDR_IN6_LH SOCKADDR_IN6, *PSOCKADDR_IN6, *LPSOCKADDR_IN6;

typedef struct sockaddr_in6_w2ksp1 {
    short sin6_family;
    USHORT sin6_port;
    ULONG sin6_flowinfo;
    struct in6_addr sin6_addr;
    ULONG sin6_scope_id;
} SOCKADDR_IN6_W2KSP1, *PSOCKADDR_IN6_W2KSP1, *LPSOCKADDR_IN6_W2KSP1;

/* Without the scope id: SIO_GET_INTERFACE_LIST's. */
struct sockaddr_in6_old {
    SHORT sin6_family;
    USHORT sin6_port;
    ULONG sin6_flowinfo;
    IN6_ADDR sin6_addr;
};

typedef union sockaddr_gen {
    struct sockaddr Address;
    struct sockaddr_in AddressIn;
    struct sockaddr_in6_old AddressIn6;
} sockaddr_gen;

typedef union _SOCKADDR_INET {
    SOCKADDR_IN Ipv4;
    SOCKADDR_IN6 Ipv6;
    ADDRESS_FAMILY si_family;
} SOCKADDR_INET, *PSOCKADDR_INET;

typedef struct _sockaddr_in6_pair {
    PSOCKADDR_IN6 SourceAddress;
    PSOCKADDR_IN6 DestinationAddress;
} SOCKADDR_IN6_PAIR, *PSOCKADDR_IN6_PAIR;

typedef struct _INTERFACE_INFO {
    ULONG iiFlags; /* IFF_... */
    sockaddr_gen iiAddress;
    sockaddr_gen iiBroadcastAddress;
    sockaddr_gen iiNetmask;
} INTERFACE_INFO, *LPINTERFACE_INFO;

typedef struct _INTERFACE_INFO_EX {
    ULONG iiFlags;
    SOCKET_ADDRESS iiAddress;
    SOCKET_ADDRESS iiBroadcastAddress;
    SOCKET_ADDRESS iiNetmask;
} INTERFACE_INFO_EX, *LPINTERFACE_INFO_EX;

typedef enum _PMTUD_STATE {
    IP_PMTUDISC_NOT_SET,
    IP_PMTUDISC_DO,
    IP_PMTUDISC_DONT,
    IP_PMTUDISC_PROBE,
    IP_PMTUDISC_MAX
} PMTUD_STATE,
    *PPMTUD_STATE;

typedef enum _MULTICAST_MODE_TYPE {
    MCAST_INCLUDE = 0,
    MCAST_EXCLUDE
} MULTICAST_MODE_TYPE;

#ifndef WS2_IP_MREQ /* also winsock.h's */
#define WS2_IP_MREQ
typedef struct ip_mreq {
    IN_ADDR imr_multiaddr;
    IN_ADDR imr_interface;
} IP_MREQ, *PIP_MREQ;
#endif

typedef struct ip_mreq_source {
    IN_ADDR imr_multiaddr;
    IN_ADDR imr_sourceaddr;
    IN_ADDR imr_interface;
} IP_MREQ_SOURCE, *PIP_MREQ_SOURCE;

typedef struct ip_msfilter {
    IN_ADDR imsf_multiaddr;
    IN_ADDR imsf_interface;
    MULTICAST_MODE_TYPE imsf_fmode;
    ULONG imsf_numsrc;
    IN_ADDR imsf_slist[1];
} IP_MSFILTER, *PIP_MSFILTER;

#define IP_MSFILTER_SIZE(NumSources)                                           \
    (sizeof(IP_MSFILTER) - sizeof(IN_ADDR) + (NumSources) * sizeof(IN_ADDR))

typedef struct ipv6_mreq {
    IN6_ADDR ipv6mr_multiaddr;
    ULONG ipv6mr_interface; /* index, 0 chooses */
} IPV6_MREQ, *PIPV6_MREQ;

typedef struct group_req {
    ULONG gr_interface;
    SOCKADDR_STORAGE gr_group;
} GROUP_REQ, *PGROUP_REQ;

typedef struct group_source_req {
    ULONG gsr_interface;
    SOCKADDR_STORAGE gsr_group;
    SOCKADDR_STORAGE gsr_source;
} GROUP_SOURCE_REQ, *PGROUP_SOURCE_REQ;

typedef struct group_filter {
    ULONG gf_interface;
    SOCKADDR_STORAGE gf_group;
    MULTICAST_MODE_TYPE gf_fmode;
    ULONG gf_numsrc;
    SOCKADDR_STORAGE gf_slist[1];
} GROUP_FILTER, *PGROUP_FILTER;

#define GROUP_FILTER_SIZE(numsrc)                                              \
    (sizeof(GROUP_FILTER) - sizeof(SOCKADDR_STORAGE) +                         \
     (numsrc) * sizeof(SOCKADDR_STORAGE))

/* Control data of a datagram. */
typedef struct in_pktinfo {
    IN_ADDR ipi_addr;
    ULONG ipi_ifindex;
} IN_PKTINFO, *PIN_PKTINFO;

typedef struct in6_pktinfo {
    IN6_ADDR ipi6_addr;
    ULONG ipi6_ifindex;
} IN6_PKTINFO, *PIN6_PKTINFO;

typedef struct in_pktinfo_ex {
    IN_PKTINFO pkt_info;
    SCOPE_ID scope_id;
} IN_PKTINFO_EX, *PIN_PKTINFO_EX;

typedef struct in6_pktinfo_ex {
    IN6_PKTINFO pkt_info;
    SCOPE_ID scope_id;
} IN6_PKTINFO_EX, *PIN6_PKTINFO_EX;

typedef struct in_recverr {
    IPPROTO protocol;
    ULONG info;
    UINT8 type;
    UINT8 code;
} IN_RECVERR, *PIN_RECVERR;

/* The ICMP message that made connect() fail. */
typedef struct icmp_error_info {
    SOCKADDR_INET srcaddress;
    IPPROTO protocol;
    UINT8 type;
    UINT8 code;
} ICMP_ERROR_INFO, *PICMP_ERROR_INFO;

/* Longest texts, with scope, port and terminator. */
#define INET_ADDRSTRLEN  22
#define INET6_ADDRSTRLEN 65

#define IN6ADDR_ANY_INIT                                                       \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0                                                              \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_LOOPBACK_INIT                                                  \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1                 \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_ALLNODESONNODE_INIT                                            \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xff, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01        \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_ALLNODESONLINK_INIT                                            \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01        \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_ALLROUTERSONLINK_INIT                                          \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02        \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_ALLMLDV2ROUTERSONLINK_INIT                                     \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16        \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_TEREDOINITIALLINKLOCALADDRESS_INIT                             \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,    \
                    0xff, 0xfe                                                 \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_TEREDOOLDLINKLOCALADDRESSXP_INIT                               \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 'T', 'E', 'R', 'E', 'D',   \
                    'O'                                                        \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_TEREDOOLDLINKLOCALADDRESSVISTA_INIT                            \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff,    \
                    0xff, 0xff, 0xfe                                           \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_LINKLOCALPREFIX_INIT                                           \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0           \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_MULTICASTPREFIX_INIT                                           \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xff, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0           \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_SOLICITEDNODEMULTICASTPREFIX_INIT                              \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0xff, 0, 0, 0     \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_V4MAPPEDPREFIX_INIT                                            \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0           \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_6TO4PREFIX_INIT                                                \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0x20, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0           \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_TEREDOPREFIX_INIT                                              \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0x20, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0           \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_TEREDOPREFIX_INIT_OLD                                          \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0x3f, 0xfe, 0x83, 0x1f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0     \
            }                                                                  \
        }                                                                      \
    }

#define IN6ADDR_LINKLOCALPREFIX_LENGTH              64
#define IN6ADDR_MULTICASTPREFIX_LENGTH              8
#define IN6ADDR_SOLICITEDNODEMULTICASTPREFIX_LENGTH 104
#define IN6ADDR_V4MAPPEDPREFIX_LENGTH               96
#define IN6ADDR_6TO4PREFIX_LENGTH                   16
#define IN6ADDR_TEREDOPREFIX_LENGTH                 32

#include "ws2_ipaddr.h"

#endif
