/* SPDX-License-Identifier: MIT */
/* The base provider's protocol entries, in catalog order: what WSAEnumProtocols
 * lists and socket() chooses from. Flags as Windows' own TCP/IP reports them,
 * where ours does the same. */
#include <stddef.h>
#include <string.h>

#include "sock/sock.h"

/* {e52a26e2-4dc6-4a4a-9d2e-77733264c0de}: the ws2 base provider */
#define BASE_PROVIDER                                                          \
    {                                                                          \
        0xe52a26e2, 0x4dc6, 0x4a4a,                                            \
        {                                                                      \
            0x9d, 0x2e, 0x77, 0x73, 0x32, 0x64, 0xc0, 0xde                     \
        }                                                                      \
    }

#define TCP_FLAGS                                                              \
    (XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE |     \
     XP1_EXPEDITED_DATA | XP1_IFS_HANDLES)
#define UDP_FLAGS                                                              \
    (XP1_CONNECTIONLESS | XP1_MESSAGE_ORIENTED | XP1_SUPPORT_BROADCAST |       \
     XP1_SUPPORT_MULTIPOINT | XP1_IFS_HANDLES)
#define UNIX_FLAGS                                                             \
    (XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE |     \
     XP1_IFS_HANDLES)

#define ENTRY(id, flags, match, af, addr, socktype, proto, offset, max_msg,    \
              text)                                                            \
    {                                                                          \
        .dwServiceFlags1 = (flags),                                            \
        .dwProviderFlags = PFL_MATCHES_PROTOCOL_ZERO * (match),                \
        .ProviderId = BASE_PROVIDER, .dwCatalogEntryId = (id),                 \
        .ProtocolChain = {.ChainLen = BASE_PROTOCOL}, .iVersion = 2,           \
        .iAddressFamily = (af), .iMaxSockAddr = sizeof(addr),                  \
        .iMinSockAddr = sizeof(addr), .iSocketType = (socktype),               \
        .iProtocol = (proto), .iProtocolMaxOffset = (offset),                  \
        .iNetworkByteOrder = BIGENDIAN,                                        \
        .iSecurityScheme = SECURITY_PROTOCOL_NONE, .dwMessageSize = (max_msg), \
        .szProtocol = text                                                     \
    }

#define STREAM_SIZE 0      /* stream: the size of a message means nothing */
#define UDP4_SIZE   0xffe3 /* 65535 - 20 - 8 */
#define UDP6_SIZE   0xfff7 /* 65535 - 8 */
#define RAW_SIZE    0xffff

struct sockaddr_un_sized { /* SOCKADDR_UN; afunix.h is not needed for more */
    ADDRESS_FAMILY sun_family;
    char sun_path[108];
};

static const WSAPROTOCOL_INFOW protocols[] = {
    ENTRY(1001, TCP_FLAGS, 1, AF_INET, struct sockaddr_in, SOCK_STREAM,
          IPPROTO_TCP, 0, STREAM_SIZE, u"ws2 Tcpip [TCP/IP]"),
    ENTRY(1002, UDP_FLAGS, 1, AF_INET, struct sockaddr_in, SOCK_DGRAM,
          IPPROTO_UDP, 0, UDP4_SIZE, u"ws2 Tcpip [UDP/IP]"),
    ENTRY(1003, UDP_FLAGS, 1, AF_INET, struct sockaddr_in, SOCK_RAW, 0, 255,
          RAW_SIZE, u"ws2 Tcpip [RAW/IP]"),
    ENTRY(1004, TCP_FLAGS, 1, AF_INET6, struct sockaddr_in6, SOCK_STREAM,
          IPPROTO_TCP, 0, STREAM_SIZE, u"ws2 Tcpip [TCP/IPv6]"),
    ENTRY(1005, UDP_FLAGS, 1, AF_INET6, struct sockaddr_in6, SOCK_DGRAM,
          IPPROTO_UDP, 0, UDP6_SIZE, u"ws2 Tcpip [UDP/IPv6]"),
    ENTRY(1006, UDP_FLAGS, 1, AF_INET6, struct sockaddr_in6, SOCK_RAW, 0, 255,
          RAW_SIZE, u"ws2 Tcpip [RAW/IPv6]"),
    ENTRY(1007, UNIX_FLAGS, 1, AF_UNIX, struct sockaddr_un_sized, SOCK_STREAM,
          0, 0, STREAM_SIZE, u"ws2 [AF_UNIX]"),
    ENTRY(1008, TCP_FLAGS | XP1_QOS_SUPPORTED, 1, AF_INET, struct sockaddr_in,
          SOCK_STREAM, IPPROTO_TCP, 0, STREAM_SIZE,
          u"ws2 RSVP TCP Service Provider"),
    ENTRY(1009, UDP_FLAGS | XP1_QOS_SUPPORTED, 1, AF_INET, struct sockaddr_in,
          SOCK_DGRAM, IPPROTO_UDP, 0, UDP4_SIZE,
          u"ws2 RSVP UDP Service Provider"),
    ENTRY(1010, TCP_FLAGS | XP1_QOS_SUPPORTED, 1, AF_INET6, struct sockaddr_in6,
          SOCK_STREAM, IPPROTO_TCP, 0, STREAM_SIZE,
          u"ws2 RSVP TCPv6 Service Provider"),
    ENTRY(1011, UDP_FLAGS | XP1_QOS_SUPPORTED, 1, AF_INET6, struct sockaddr_in6,
          SOCK_DGRAM, IPPROTO_UDP, 0, UDP6_SIZE,
          u"ws2 RSVP UDPv6 Service Provider"),
};

const WSAPROTOCOL_INFOW *ws2_sock_protocols(unsigned *count)
{
    *count = sizeof(protocols) / sizeof(protocols[0]);
    return protocols;
}

const WSAPROTOCOL_INFOW *ws2_sock_protocol(const struct ws2_sock *sk)
{
    const WSAPROTOCOL_INFOW *info = protocols;

    while (info->dwCatalogEntryId != sk->catalog_id)
        info++;
    return info;
}

/* Our protocol names are ASCII. */
void ws2_protocol_narrow(const WSAPROTOCOL_INFOW *in, WSAPROTOCOL_INFOA *out)
{
    memcpy(out, in, offsetof(WSAPROTOCOL_INFOW, szProtocol));
    for (size_t i = 0; i <= WSAPROTOCOL_LEN; i++)
        out->szProtocol[i] = (CHAR)in->szProtocol[i];
}
