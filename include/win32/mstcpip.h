/* SPDX-License-Identifier: MIT */
/* TCP and IP control codes of WSAIoctl and what they carry, secure sockets,
 * and tests for IPv4 addresses.
 * Source: Microsoft Learn, "mstcpip.h header", "Winsock IOCTLs". */
#ifndef _MSTCPIP_
#define _MSTCPIP_

#include "minwindef.h"
#include "ws2ipdef.h"
#include "ip2string.h"

#ifndef MSTCPIP_INLINE
#define MSTCPIP_INLINE static __inline__ __attribute__((__unused__))
#endif

#define SIO_RCVALL                                _WSAIOW(IOC_VENDOR, 1)
#define SIO_RCVALL_MCAST                          _WSAIOW(IOC_VENDOR, 2)
#define SIO_RCVALL_IGMPMCAST                      _WSAIOW(IOC_VENDOR, 3)
#define SIO_KEEPALIVE_VALS                        _WSAIOW(IOC_VENDOR, 4)
#define SIO_ABSORB_RTRALERT                       _WSAIOW(IOC_VENDOR, 5)
#define SIO_UCAST_IF                              _WSAIOW(IOC_VENDOR, 6)
#define SIO_LIMIT_BROADCASTS                      _WSAIOW(IOC_VENDOR, 7)
#define SIO_INDEX_BIND                            _WSAIOW(IOC_VENDOR, 8)
#define SIO_INDEX_MCASTIF                         _WSAIOW(IOC_VENDOR, 9)
#define SIO_INDEX_ADD_MCAST                       _WSAIOW(IOC_VENDOR, 10)
#define SIO_INDEX_DEL_MCAST                       _WSAIOW(IOC_VENDOR, 11)
#define SIO_RCVALL_MCAST_IF                       _WSAIOW(IOC_VENDOR, 13)
#define SIO_RCVALL_IF                             _WSAIOW(IOC_VENDOR, 14)
#define SIO_LOOPBACK_FAST_PATH                    _WSAIOW(IOC_VENDOR, 16)
#define SIO_TCP_INITIAL_RTO                       _WSAIOW(IOC_VENDOR, 17)
#define SIO_APPLY_TRANSPORT_SETTING               _WSAIOW(IOC_VENDOR, 19)
#define SIO_QUERY_TRANSPORT_SETTING               _WSAIOW(IOC_VENDOR, 20)
#define SIO_CPU_AFFINITY                          _WSAIOW(IOC_VENDOR, 21)
#define SIO_TCP_SET_ICW                           _WSAIOW(IOC_VENDOR, 22)
#define SIO_TCP_SET_ACK_FREQUENCY                 _WSAIOW(IOC_VENDOR, 23)
#define SIO_SET_PRIORITY_HINT                     _WSAIOW(IOC_VENDOR, 24)
#define SIO_PRIORITY_HINT                         SIO_SET_PRIORITY_HINT
#define SIO_TCP_INFO                              _WSAIORW(IOC_VENDOR, 39)
#define SIO_ACQUIRE_PORT_RESERVATION              _WSAIOW(IOC_VENDOR, 100)
#define SIO_RELEASE_PORT_RESERVATION              _WSAIOW(IOC_VENDOR, 101)
#define SIO_ASSOCIATE_PORT_RESERVATION            _WSAIOW(IOC_VENDOR, 102)
#define SIO_SET_SECURITY                          _WSAIOW(IOC_VENDOR, 200)
#define SIO_QUERY_SECURITY                        _WSAIORW(IOC_VENDOR, 201)
#define SIO_SET_PEER_TARGET_NAME                  _WSAIOW(IOC_VENDOR, 202)
#define SIO_DELETE_PEER_TARGET_NAME               _WSAIOW(IOC_VENDOR, 203)
#define SIO_SOCKET_USAGE_NOTIFICATION             _WSAIOW(IOC_VENDOR, 204)
#define SIO_QUERY_WFP_ALE_ENDPOINT_HANDLE         _WSAIOR(IOC_VENDOR, 205)
#define SIO_QUERY_RSS_SCALABILITY_INFO            _WSAIOR(IOC_VENDOR, 210)
#define SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS _WSAIOW(IOC_VENDOR, 220)
#define SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT _WSAIOW(IOC_VENDOR, 221)
#define SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS   _WSAIOW(IOC_VENDOR, 222)
#define SIO_GET_TX_TIMESTAMP                      _WSAIOW(IOC_VENDOR, 234)
#define SIO_TIMESTAMPING                          _WSAIOW(IOC_VENDOR, 235)

typedef enum _TCPSTATE {
    TCPSTATE_CLOSED,
    TCPSTATE_LISTEN,
    TCPSTATE_SYN_SENT,
    TCPSTATE_SYN_RCVD,
    TCPSTATE_ESTABLISHED,
    TCPSTATE_FIN_WAIT_1,
    TCPSTATE_FIN_WAIT_2,
    TCPSTATE_CLOSE_WAIT,
    TCPSTATE_CLOSING,
    TCPSTATE_LAST_ACK,
    TCPSTATE_TIME_WAIT,
    TCPSTATE_MAX
} TCPSTATE;

/* SIO_KEEPALIVE_VALS */
struct tcp_keepalive {
    ULONG onoff;
    ULONG keepalivetime;     /* milliseconds of silence */
    ULONG keepaliveinterval; /* milliseconds between probes */
};

/* SIO_RCVALL: what a raw socket gets to see. */
typedef enum {
    RCVALL_OFF = 0,
    RCVALL_ON = 1,
    RCVALL_SOCKETLEVELONLY = 2,
    RCVALL_IPLEVEL = 3
} RCVALL_VALUE,
    *PRCVALL_VALUE;
#define RCVALL_MAX RCVALL_IPLEVEL

typedef struct {
    RCVALL_VALUE Mode;
    ULONG Interface;
} RCVALL_IF, *PRCVALL_IF;

#define TCP_INITIAL_RTO_UNSPECIFIED_RTT                     ((USHORT)-1)
#define TCP_INITIAL_RTO_UNSPECIFIED_MAX_SYN_RETRANSMISSIONS ((UCHAR)-1)
#define TCP_INITIAL_RTO_DEFAULT_RTT                         (0)
#define TCP_INITIAL_RTO_DEFAULT_MAX_SYN_RETRANSMISSIONS     (0)
#define TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS              ((UCHAR)-2)

typedef struct _TCP_INITIAL_RTO_PARAMETERS {
    USHORT Rtt; /* milliseconds */
    UCHAR MaxSynRetransmissions;
} TCP_INITIAL_RTO_PARAMETERS, *PTCP_INITIAL_RTO_PARAMETERS;

typedef enum {
    TCP_ICW_LEVEL_DEFAULT = 0,
    TCP_ICW_LEVEL_HIGH = 1,
    TCP_ICW_LEVEL_VERY_HIGH = 2,
    TCP_ICW_LEVEL_AGGRESSIVE = 3,
    TCP_ICW_LEVEL_EXPERIMENTAL = 4,
    TCP_ICW_LEVEL_COMPAT = 254,
    TCP_ICW_LEVEL_MAX = 255
} TCP_ICW_LEVEL,
    *PTCP_ICW_LEVEL;

typedef struct _TCP_ICW_PARAMETERS {
    TCP_ICW_LEVEL Level;
} TCP_ICW_PARAMETERS, *PTCP_ICW_PARAMETERS;

typedef struct _TCP_ACK_FREQUENCY_PARAMETERS {
    UCHAR TcpDelayedAckFrequency;
} TCP_ACK_FREQUENCY_PARAMETERS, *PTCP_ACK_FREQUENCY_PARAMETERS;

/* SIO_TCP_INFO: the input is the version as a DWORD, the output this. */
typedef struct _TCP_INFO_v0 {
    TCPSTATE State;
    ULONG Mss; /* bytes, as are all windows and counts of data */
    ULONG64 ConnectionTimeMs;
    BOOLEAN TimestampsEnabled;
    ULONG RttUs;
    ULONG MinRttUs;
    ULONG BytesInFlight;
    ULONG Cwnd;
    ULONG SndWnd;
    ULONG RcvWnd;
    ULONG RcvBuf;
    ULONG64 BytesOut;
    ULONG64 BytesIn;
    ULONG BytesReordered;
    ULONG BytesRetrans;
    ULONG FastRetrans;
    ULONG DupAcksIn;
    ULONG TimeoutEpisodes;
    UCHAR SynRetrans;
} TCP_INFO_v0, *PTCP_INFO_v0;

/* And what limited the sender: the peer's window, congestion, or itself;
 * times in milliseconds. */
typedef struct _TCP_INFO_v1 {
    TCPSTATE State;
    ULONG Mss;
    ULONG64 ConnectionTimeMs;
    BOOLEAN TimestampsEnabled;
    ULONG RttUs;
    ULONG MinRttUs;
    ULONG BytesInFlight;
    ULONG Cwnd;
    ULONG SndWnd;
    ULONG RcvWnd;
    ULONG RcvBuf;
    ULONG64 BytesOut;
    ULONG64 BytesIn;
    ULONG BytesReordered;
    ULONG BytesRetrans;
    ULONG FastRetrans;
    ULONG DupAcksIn;
    ULONG TimeoutEpisodes;
    UCHAR SynRetrans;
    ULONG SndLimTransRwin;
    ULONG SndLimTimeRwin;
    ULONG64 SndLimBytesRwin;
    ULONG SndLimTransCwnd;
    ULONG SndLimTimeCwnd;
    ULONG64 SndLimBytesCwnd;
    ULONG SndLimTransSnd;
    ULONG SndLimTimeSnd;
    ULONG64 SndLimBytesSnd;
} TCP_INFO_v1, *PTCP_INFO_v1;

typedef struct _TCP_INFO_v2 {
    TCPSTATE State;
    ULONG Mss;
    ULONG64 ConnectionTimeMs;
    BOOLEAN TimestampsEnabled;
    ULONG RttUs;
    ULONG MinRttUs;
    ULONG BytesInFlight;
    ULONG Cwnd;
    ULONG SndWnd;
    ULONG RcvWnd;
    ULONG RcvBuf;
    ULONG64 BytesOut;
    ULONG64 BytesIn;
    ULONG BytesReordered;
    ULONG BytesRetrans;
    ULONG FastRetrans;
    ULONG DupAcksIn;
    ULONG TimeoutEpisodes;
    UCHAR SynRetrans;
    ULONG SndLimTransRwin;
    ULONG SndLimTimeRwin;
    ULONG64 SndLimBytesRwin;
    ULONG SndLimTransCwnd;
    ULONG SndLimTimeCwnd;
    ULONG64 SndLimBytesCwnd;
    ULONG SndLimTransSnd;
    ULONG SndLimTimeSnd;
    ULONG64 SndLimBytesSnd;
    ULONG OutOfOrderPktsIn;
    BOOLEAN EcnNegotiated;
    ULONG EceAcksIn;
    ULONG PtoEpisodes;
} TCP_INFO_v2, *PTCP_INFO_v2;

/* SIO_SET_PRIORITY_HINT */
typedef enum {
    SocketPriorityHintVeryLow = 0,
    SocketPriorityHintLow = 1,
    SocketPriorityHintNormal = 2,
    SocketMaximumPriorityHintType = 3
} SOCKET_PRIORITY_HINT,
    *PSOCKET_PRIORITY_HINT;

typedef struct _PRIORITY_STATUS {
    SOCKET_PRIORITY_HINT Sender;
    SOCKET_PRIORITY_HINT Receiver;
} PRIORITY_STATUS, *PPRIORITY_STATUS;

typedef struct _RSS_SCALABILITY_INFO {
    BOOLEAN RssEnabled;
} RSS_SCALABILITY_INFO, *PRSS_SCALABILITY_INFO;

/* SIO_TIMESTAMPING; SO_TIMESTAMP is the control data of a datagram. */
#define TIMESTAMPING_FLAG_RX 0x1
#define TIMESTAMPING_FLAG_TX 0x2
#define SO_TIMESTAMP         0x300A
#define SO_TIMESTAMP_ID      0x300B

typedef struct _TIMESTAMPING_CONFIG {
    ULONG Flags;
    USHORT TxTimestampsBuffered;
} TIMESTAMPING_CONFIG, *PTIMESTAMPING_CONFIG;

/* SIO_ACQUIRE_PORT_RESERVATION; ports in network byte order. */
typedef struct _INET_PORT_RANGE {
    USHORT StartPort;
    USHORT NumberOfPorts;
} INET_PORT_RANGE, *PINET_PORT_RANGE;
typedef struct _INET_PORT_RANGE INET_PORT_RESERVATION, *PINET_PORT_RESERVATION;

typedef struct {
    ULONG64 Token;
} INET_PORT_RESERVATION_TOKEN, *PINET_PORT_RESERVATION_TOKEN;
#define INVALID_PORT_RESERVATION_TOKEN ((ULONG64)0)

typedef struct {
    INET_PORT_RESERVATION Reservation;
    INET_PORT_RESERVATION_TOKEN Token;
} INET_PORT_RESERVATION_INSTANCE, *PINET_PORT_RESERVATION_INSTANCE;

typedef struct {
    ULONG OwningPid;
} INET_PORT_RESERVATION_INFORMATION, *PINET_PORT_RESERVATION_INFORMATION;

/* SIO_APPLY_TRANSPORT_SETTING and SIO_QUERY_TRANSPORT_SETTING */
#ifndef _TRANSPORT_SETTING_COMMON_
#define _TRANSPORT_SETTING_COMMON_
typedef struct TRANSPORT_SETTING_ID {
    GUID Guid;
} TRANSPORT_SETTING_ID, *PTRANSPORT_SETTING_ID;
#endif

DEFINE_GUID(REAL_TIME_NOTIFICATION_CAPABILITY, 0x6b59819a, 0x5cae, 0x492d, 0xa9,
            0x01, 0x2a, 0x3c, 0x2c, 0x50, 0x16, 0x4f);
DEFINE_GUID(REAL_TIME_NOTIFICATION_CAPABILITY_EX, 0x6843da03, 0x154a, 0x4616,
            0xa5, 0x08, 0x44, 0x37, 0x12, 0x95, 0xf9, 0x6b);
DEFINE_GUID(ASSOCIATE_NAMERES_CONTEXT, 0x59a38b67, 0xd4fe, 0x46e1, 0xba, 0x3c,
            0x87, 0xea, 0x74, 0xca, 0x30, 0x49);

typedef enum {
    CONTROL_CHANNEL_TRIGGER_STATUS_INVALID = 0,
    CONTROL_CHANNEL_TRIGGER_STATUS_SOFTWARE_SLOT_ALLOCATED = 1,
    CONTROL_CHANNEL_TRIGGER_STATUS_HARDWARE_SLOT_ALLOCATED = 2,
    CONTROL_CHANNEL_TRIGGER_STATUS_POLICY_ERROR = 3,
    CONTROL_CHANNEL_TRIGGER_STATUS_SYSTEM_ERROR = 4,
    CONTROL_CHANNEL_TRIGGER_STATUS_TRANSPORT_DISCONNECTED = 5,
    CONTROL_CHANNEL_TRIGGER_STATUS_SERVICE_UNAVAILABLE = 6
} CONTROL_CHANNEL_TRIGGER_STATUS,
    *PCONTROL_CHANNEL_TRIGGER_STATUS;
#define CONTROL_CHANNEL_TRIGGER_STATUS_MAX                                     \
    CONTROL_CHANNEL_TRIGGER_STATUS_SYSTEM_ERROR

typedef struct _REAL_TIME_NOTIFICATION_SETTING_INPUT {
    TRANSPORT_SETTING_ID TransportSettingId;
    GUID BrokerEventGuid;
} REAL_TIME_NOTIFICATION_SETTING_INPUT, *PREAL_TIME_NOTIFICATION_SETTING_INPUT;

typedef struct _REAL_TIME_NOTIFICATION_SETTING_INPUT_EX {
    TRANSPORT_SETTING_ID TransportSettingId;
    GUID BrokerEventGuid;
    BOOLEAN Unmark;
} REAL_TIME_NOTIFICATION_SETTING_INPUT_EX,
    *PREAL_TIME_NOTIFICATION_SETTING_INPUT_EX;

typedef struct _REAL_TIME_NOTIFICATION_SETTING_OUTPUT {
    CONTROL_CHANNEL_TRIGGER_STATUS ChannelStatus;
} REAL_TIME_NOTIFICATION_SETTING_OUTPUT,
    *PREAL_TIME_NOTIFICATION_SETTING_OUTPUT;

typedef struct _ASSOCIATE_NAMERES_CONTEXT_INPUT {
    TRANSPORT_SETTING_ID TransportSettingId;
    UINT64 Handle;
} ASSOCIATE_NAMERES_CONTEXT_INPUT, *PASSOCIATE_NAMERES_CONTEXT_INPUT;

#include "ws2_secure.h"
#include "ws2_ip4addr.h"

#endif
