/* SPDX-License-Identifier: MIT */
/* What the network does. The hosts of 198.18.KIND.CODE are played
 * (tools/stage/farhost.h): DEAF ones take connections and say nothing more,
 * for others a router answers with ICMP. */
#include "scene.h"

static int connect_to(const char *host)
{
    struct sockaddr_in to = address_of(host, 9);

    return CODE(connect(open_tcp(), SA(&to), sizeof(to)));
}

SCENE(WSAENETDOWN, connect, PLACE_NO_NETWORK, "no interface is up")
{
    return connect_to("192.0.2.1");
}

SCENE(WSAENETUNREACH, connect, PLACE_NETWORK, "no route leads to that network")
{
    return connect_to("192.0.2.1");
}

SCENE(WSAENETRESET, recv, PLACE_NETWORK,
      "the datagram's time to live ran out on the way")
{
    struct sockaddr_in far_off = address_of("198.18.7.0", 9);
    SOCKET s = open_udp();
    char byte;

    NEED(sendto(s, "x", 1, 0, SA(&far_off), sizeof(far_off)) == 1);
    return CODE(recv(s, &byte, 1, 0));
}

SCENE(WSAECONNABORTED, recv, PLACE_NETWORK,
      "the peer acknowledges nothing, however often it is sent")
{
    struct sockaddr_in deaf = address_of("198.18.3.1", 9);
    SOCKET s = open_tcp();
    char byte;

    NEED(connect(s, SA(&deaf), sizeof(deaf)) == 0);
    NEED(send(s, "x", 1, 0) == 1);
    return CODE(recv(s, &byte, 1, 0));
}

SCENE(WSAENOBUFS, bind, PLACE_FEW_PORTS, "every port is taken")
{
    struct sockaddr_in any = address_of("127.0.0.1", 0);
    int code;

    while ((code = CODE(bind(open_tcp(), SA(&any), sizeof(any)))) == 0)
        ;
    return code;
}

SCENE(WSAETIMEDOUT, connect, PLACE_NETWORK,
      "no answer within 300 ms (TCP_MAXRTMS)")
{
    struct sockaddr_in silent = address_of("198.18.2.1", 9);
    DWORD limit_ms = 300;
    SOCKET s = open_tcp();

    NEED(setsockopt(s, IPPROTO_TCP, TCP_MAXRTMS, (char *)&limit_ms,
                    sizeof(limit_ms)) == 0);
    return CODE(connect(s, SA(&silent), sizeof(silent)));
}

SCENE(WSAEHOSTDOWN, connect, PLACE_NETWORK,
      "a router says that there is no such host (ICMP)")
{
    return connect_to("198.18.6.7");
}

SCENE(WSAEHOSTUNREACH, connect, PLACE_NETWORK,
      "a router says that the host is out of reach (ICMP)")
{
    return connect_to("198.18.6.1");
}
