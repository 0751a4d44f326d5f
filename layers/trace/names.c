/* SPDX-License-Identifier: MIT */
/* The tables of names. */
#include "names.h"

#include <ws2tcpip.h>
#include <mstcpip.h>
#include <mswsock.h>
#include <windows.h>

#include <string.h>

#define N(value)                                                               \
    {                                                                          \
        (DWORD)(value), #value                                                 \
    }
#define NAMES(table)                                                           \
    const struct names names_##table = {table, sizeof(table) / sizeof(table[0])}

static const struct name errors[] = {
    N(WSA_IO_PENDING),
    N(WSAEWOULDBLOCK),
    N(WSAECONNREFUSED),
    N(WSAECONNRESET),
    N(WSAECONNABORTED),
    N(WSAENOTSOCK),
    N(WSAEFAULT),
    N(WSAEINVAL),
    N(WSAEINTR),
    N(WSAEBADF),
    N(WSAEACCES),
    N(WSAEMFILE),
    N(WSAEINPROGRESS),
    N(WSAEALREADY),
    N(WSAEDESTADDRREQ),
    N(WSAEMSGSIZE),
    N(WSAEPROTOTYPE),
    N(WSAENOPROTOOPT),
    N(WSAEPROTONOSUPPORT),
    N(WSAESOCKTNOSUPPORT),
    N(WSAEOPNOTSUPP),
    N(WSAEPFNOSUPPORT),
    N(WSAEAFNOSUPPORT),
    N(WSAEADDRINUSE),
    N(WSAEADDRNOTAVAIL),
    N(WSAENETDOWN),
    N(WSAENETUNREACH),
    N(WSAENETRESET),
    N(WSAENOBUFS),
    N(WSAEISCONN),
    N(WSAENOTCONN),
    N(WSAESHUTDOWN),
    N(WSAETOOMANYREFS),
    N(WSAETIMEDOUT),
    N(WSAELOOP),
    N(WSAENAMETOOLONG),
    N(WSAEHOSTDOWN),
    N(WSAEHOSTUNREACH),
    N(WSASYSNOTREADY),
    N(WSAVERNOTSUPPORTED),
    N(WSANOTINITIALISED),
    N(WSAEDISCON),
    N(WSAECANCELLED),
    N(WSAEINVALIDPROCTABLE),
    N(WSAEINVALIDPROVIDER),
    N(WSAEPROVIDERFAILEDINIT),
    N(WSASYSCALLFAILURE),
    N(WSANO_DATA),
    N(WSA_IO_INCOMPLETE),
    N(WSA_OPERATION_ABORTED),
    N(WSA_INVALID_HANDLE),
    N(WSA_INVALID_PARAMETER),
    N(WSA_NOT_ENOUGH_MEMORY),
};
NAMES(errors);

static const struct name families[] = {
    N(AF_UNSPEC), N(AF_UNIX), N(AF_INET), N(AF_INET6), N(AF_BTH),
};
NAMES(families);

static const struct name types[] = {
    N(SOCK_STREAM), N(SOCK_DGRAM), N(SOCK_RAW), N(SOCK_RDM), N(SOCK_SEQPACKET),
};
NAMES(types);

static const struct name protocols[] = {
    N(IPPROTO_TCP),
    N(IPPROTO_UDP),
    N(IPPROTO_ICMP),
    N(IPPROTO_ICMPV6),
};
NAMES(protocols);

static const struct name socket_flags[] = {
    N(WSA_FLAG_OVERLAPPED),        N(WSA_FLAG_MULTIPOINT_C_ROOT),
    N(WSA_FLAG_MULTIPOINT_C_LEAF), N(WSA_FLAG_MULTIPOINT_D_ROOT),
    N(WSA_FLAG_MULTIPOINT_D_LEAF), N(WSA_FLAG_ACCESS_SYSTEM_SECURITY),
    N(WSA_FLAG_NO_HANDLE_INHERIT), N(WSA_FLAG_REGISTERED_IO),
};
NAMES(socket_flags);

static const struct name message_flags[] = {
    N(MSG_OOB),    N(MSG_PEEK),  N(MSG_DONTROUTE), N(MSG_WAITALL), N(MSG_TRUNC),
    N(MSG_CTRUNC), N(MSG_BCAST), N(MSG_MCAST),     N(MSG_PARTIAL),
};
NAMES(message_flags);

static const struct name events[] = {
    N(FD_READ),
    N(FD_WRITE),
    N(FD_OOB),
    N(FD_ACCEPT),
    N(FD_CONNECT),
    N(FD_CLOSE),
    N(FD_QOS),
    N(FD_GROUP_QOS),
    N(FD_ROUTING_INTERFACE_CHANGE),
    N(FD_ADDRESS_LIST_CHANGE),
};
NAMES(events);

static const struct name directions[] = {
    N(SD_RECEIVE),
    N(SD_SEND),
    N(SD_BOTH),
};
NAMES(directions);

static const struct name levels[] = {
    N(SOL_SOCKET), N(IPPROTO_TCP),  N(IPPROTO_UDP),
    N(IPPROTO_IP), N(IPPROTO_IPV6),
};
NAMES(levels);

static const struct name ioctls[] = {
    N(FIONBIO),
    N(FIONREAD),
    N(SIOCATMARK),
    N(SIO_ADDRESS_LIST_CHANGE),
    N(SIO_ADDRESS_LIST_QUERY),
    N(SIO_BASE_HANDLE),
    N(SIO_GET_EXTENSION_FUNCTION_POINTER),
    N(SIO_KEEPALIVE_VALS),
    N(SIO_LOOPBACK_FAST_PATH),
    N(SIO_ROUTING_INTERFACE_CHANGE),
    N(SIO_ROUTING_INTERFACE_QUERY),
    N(SIO_UDP_CONNRESET),
};
NAMES(ioctls);

/* --- Options */

static const struct name options_socket[] = {
    N(SO_REUSEADDR),
    N(SO_EXCLUSIVEADDRUSE),
    N(SO_ACCEPTCONN),
    N(SO_BROADCAST),
    N(SO_CONDITIONAL_ACCEPT),
    N(SO_CONNECT_TIME),
    N(SO_DEBUG),
    N(SO_DONTLINGER),
    N(SO_DONTROUTE),
    N(SO_ERROR),
    N(SO_KEEPALIVE),
    N(SO_LINGER),
    N(SO_MAX_MSG_SIZE),
    N(SO_OOBINLINE),
    N(SO_PROTOCOL_INFOA),
    N(SO_PROTOCOL_INFOW),
    N(SO_RCVBUF),
    N(SO_RCVLOWAT),
    N(SO_RCVTIMEO),
    N(SO_SNDBUF),
    N(SO_SNDLOWAT),
    N(SO_SNDTIMEO),
    N(SO_TYPE),
    N(SO_UPDATE_ACCEPT_CONTEXT),
    N(SO_UPDATE_CONNECT_CONTEXT),
};

static const struct name options_tcp[] = {
    N(TCP_NODELAY),
    N(TCP_EXPEDITED_1122),
};

static const struct name options_ip[] = {
    N(IP_OPTIONS),
    N(IP_HDRINCL),
    N(IP_TOS),
    N(IP_TTL),
    N(IP_MULTICAST_IF),
    N(IP_MULTICAST_TTL),
    N(IP_MULTICAST_LOOP),
    N(IP_DONTFRAGMENT),
    N(IP_ADD_MEMBERSHIP),
    N(IP_DROP_MEMBERSHIP),
    N(IP_PKTINFO),
};

static const struct name options_ipv6[] = {
    N(IPV6_HOPLIMIT),       N(IPV6_JOIN_GROUP),   N(IPV6_LEAVE_GROUP),
    N(IPV6_MULTICAST_HOPS), N(IPV6_MULTICAST_IF), N(IPV6_MULTICAST_LOOP),
    N(IPV6_PKTINFO),        N(IPV6_UNICAST_HOPS), N(IPV6_V6ONLY),
};

#define OF_LEVEL(table)                                                        \
    {                                                                          \
        table, sizeof(table) / sizeof(table[0])                                \
    }

const struct names *names_options(int level)
{
    static const struct names socket = OF_LEVEL(options_socket);
    static const struct names tcp = OF_LEVEL(options_tcp);
    static const struct names ip = OF_LEVEL(options_ip);
    static const struct names ipv6 = OF_LEVEL(options_ipv6);
    static const struct names none = {NULL, 0};

    switch (level) {
    case SOL_SOCKET:
        return &socket;
    case IPPROTO_TCP:
        return &tcp;
    case IPPROTO_IP:
        return &ip;
    case IPPROTO_IPV6:
        return &ipv6;
    default:
        return &none;
    }
}

/* --- Functions */

const char *names_function(const GUID *id)
{
    static const struct {
        GUID id;
        const char *text;
    } functions[] = {
        {WSAID_ACCEPTEX, "AcceptEx"},
        {WSAID_CONNECTEX, "ConnectEx"},
        {WSAID_DISCONNECTEX, "DisconnectEx"},
        {WSAID_GETACCEPTEXSOCKADDRS, "GetAcceptExSockaddrs"},
        {WSAID_TRANSMITFILE, "TransmitFile"},
        {WSAID_TRANSMITPACKETS, "TransmitPackets"},
        {WSAID_WSARECVMSG, "WSARecvMsg"},
        {WSAID_WSASENDMSG, "WSASendMsg"},
        {WSAID_WSAPOLL, "WSAPoll"},
    };

    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (memcmp(&functions[i].id, id, sizeof(*id)) == 0)
            return functions[i].text;
    return "another function";
}

const char *names_find(const struct names *names, DWORD value)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->list[i].value == value)
            return names->list[i].text;
    return NULL;
}
