/* SPDX-License-Identifier: MIT */
/* Typed forms of socket options, and getters for control data. A part of
 * ws2tcpip.h; each is one getsockopt or setsockopt.
 * Source: Microsoft Learn, "ws2tcpip.h header". */
#ifndef WS2_TCPIP_INLINE_H
#define WS2_TCPIP_INLINE_H

#if INCL_WINSOCK_API_PROTOTYPES

WS2TCPIP_INLINE int ws2_opt_set(SOCKET s, int level, int name, DWORD value)
{
    return setsockopt(s, level, name, (const char *)&value, sizeof(value));
}

WS2TCPIP_INLINE int ws2_opt_get(SOCKET s, int level, int name, DWORD *value)
{
    int len = sizeof(*value);

    return getsockopt(s, level, name, (char *)value, &len);
}

/* Is the socket of family AF_INET6? SOCKET_ERROR when it cannot be told. */
WS2TCPIP_INLINE int ws2_opt_level(SOCKET s)
{
    WSAPROTOCOL_INFOW info;
    int len = sizeof(info);

    if (getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info, &len) != 0)
        return SOCKET_ERROR;
    return info.iAddressFamily == AF_INET6 ? (int)IPPROTO_IPV6
                                           : (int)IPPROTO_IP;
}

/* The bytes of each datagram that one large send is cut into; 0 is off. */
WS2TCPIP_INLINE int WSASetUdpSendMessageSize(SOCKET Socket, DWORD MsgSize)
{
    return ws2_opt_set(Socket, IPPROTO_UDP, UDP_SEND_MSG_SIZE, MsgSize);
}
WS2TCPIP_INLINE int WSAGetUdpSendMessageSize(SOCKET Socket, DWORD *MsgSize)
{
    return ws2_opt_get(Socket, IPPROTO_UDP, UDP_SEND_MSG_SIZE, MsgSize);
}

/* The most bytes that received datagrams may be joined to; 0 is off. */
WS2TCPIP_INLINE int WSASetUdpRecvMaxCoalescedSize(SOCKET Socket, DWORD MsgSize)
{
    return ws2_opt_set(Socket, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE,
                       MsgSize);
}
WS2TCPIP_INLINE int WSAGetUdpRecvMaxCoalescedSize(SOCKET Socket, DWORD *MsgSize)
{
    return ws2_opt_get(Socket, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE,
                       MsgSize);
}

WS2TCPIP_INLINE int WSASetRecvIPEcn(SOCKET Socket, DWORD Enabled)
{
    int level = ws2_opt_level(Socket);

    return level == SOCKET_ERROR
               ? level
               : ws2_opt_set(Socket, level, IP_RECVECN, Enabled);
}
WS2TCPIP_INLINE int WSAGetRecvIPEcn(SOCKET Socket, DWORD *Enabled)
{
    int level = ws2_opt_level(Socket);

    return level == SOCKET_ERROR
               ? level
               : ws2_opt_get(Socket, level, IP_RECVECN, Enabled);
}

/* An upper bound for the path MTU, in bytes. */
WS2TCPIP_INLINE int WSASetIPUserMtu(SOCKET Socket, DWORD UserMtu)
{
    int level = ws2_opt_level(Socket);

    return level == SOCKET_ERROR
               ? level
               : ws2_opt_set(Socket, level, IP_USER_MTU, UserMtu);
}
WS2TCPIP_INLINE int WSAGetIPUserMtu(SOCKET Socket, DWORD *UserMtu)
{
    int level = ws2_opt_level(Socket);

    return level == SOCKET_ERROR
               ? level
               : ws2_opt_get(Socket, level, IP_USER_MTU, UserMtu);
}

WS2TCPIP_INLINE int WSASetFailConnectOnIcmpError(SOCKET Socket, DWORD Enabled)
{
    return ws2_opt_set(Socket, IPPROTO_TCP, TCP_FAIL_CONNECT_ON_ICMP_ERROR,
                       Enabled);
}
WS2TCPIP_INLINE int WSAGetFailConnectOnIcmpError(SOCKET Socket, DWORD *Enabled)
{
    return ws2_opt_get(Socket, IPPROTO_TCP, TCP_FAIL_CONNECT_ON_ICMP_ERROR,
                       Enabled);
}
/* The ICMP error of the last connect(); WSANO_DATA when there was none. */
WS2TCPIP_INLINE int WSAGetIcmpErrorInfo(SOCKET Socket, ICMP_ERROR_INFO *Info)
{
    int len = sizeof(*Info);
    int res = getsockopt(Socket, IPPROTO_TCP, TCP_ICMP_ERROR_INFO, (char *)Info,
                         &len);

    if (res == 0 && len == 0) {
        WSASetLastError(WSANO_DATA);
        res = SOCKET_ERROR;
    }
    return res;
}

/* How many bytes of unacknowledged data keep the connection busy, and notice
 * of a change. */
WS2TCPIP_INLINE int idealsendbacklogquery(SOCKET s, ULONG *pISB)
{
    DWORD bytes;

    return WSAIoctl(s, SIO_IDEAL_SEND_BACKLOG_QUERY, NULL, 0, pISB,
                    sizeof(*pISB), &bytes, NULL, NULL);
}
WS2TCPIP_INLINE int
idealsendbacklognotify(SOCKET s, LPWSAOVERLAPPED lpOverlapped,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    DWORD bytes;

    return WSAIoctl(s, SIO_IDEAL_SEND_BACKLOG_CHANGE, NULL, 0, NULL, 0, &bytes,
                    lpOverlapped, lpCompletionRoutine);
}

#endif
#endif
