/* SPDX-License-Identifier: MIT */
/* What the program does wrong: handles, arguments, protocols. */
#include "scene.h"

SCENE(WSA_INVALID_HANDLE, WSACloseEvent, PLACE_PLAIN,
      "the event was closed already")
{
    WSAEVENT event = WSACreateEvent();

    NEED(WSACloseEvent(event));
    return CODE_IF_NOT(WSACloseEvent(event));
}

SCENE(WSA_INVALID_PARAMETER, WSAWaitForMultipleEvents, PLACE_PLAIN,
      "no events to wait for")
{
    DWORD res = WSAWaitForMultipleEvents(0, NULL, FALSE, 0, FALSE);

    return res == WSA_WAIT_FAILED ? WSAGetLastError() : 0;
}

SCENE(WSAEFAULT, connect, PLACE_PLAIN, "the address is a null pointer")
{
    return CODE(connect(open_tcp(), NULL, sizeof(struct sockaddr_in)));
}

SCENE(WSAEINVAL, listen, PLACE_PLAIN, "the socket was not bound")
{
    return CODE(listen(open_tcp(), 5));
}

SCENE(WSAENOTSOCK, send, PLACE_PLAIN, "the socket was closed already")
{
    SOCKET s = open_tcp();

    NEED(closesocket(s) == 0);
    return CODE(send(s, "x", 1, 0));
}

SCENE(WSAEDESTADDRREQ, sendto, PLACE_PLAIN,
      "a datagram to nobody, on a socket without a peer")
{
    return CODE(sendto(open_udp(), "x", 1, 0, NULL, 0));
}

SCENE(WSAEPROTOTYPE, socket, PLACE_PLAIN, "a stream by UDP")
{
    return CODE(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
}

SCENE(WSAENOPROTOOPT, setsockopt, PLACE_PLAIN, "TCP knows no such option")
{
    int on = 1;

    return CODE(
        setsockopt(open_tcp(), IPPROTO_TCP, 0x7777, (char *)&on, sizeof(on)));
}

SCENE(WSAEPROTONOSUPPORT, socket, PLACE_PLAIN, "there is no protocol 9999")
{
    return CODE(socket(AF_INET, SOCK_STREAM, 9999));
}

SCENE(WSAESOCKTNOSUPPORT, socket, PLACE_PLAIN,
      "there are no sockets of type 99")
{
    return CODE(socket(AF_INET, 99, 0));
}

SCENE(WSAEOPNOTSUPP, listen, PLACE_PLAIN, "a datagram socket")
{
    return CODE(listen(open_bound(SOCK_DGRAM), 5));
}

SCENE(WSAEAFNOSUPPORT, socket, PLACE_PLAIN, "there is no family 9999")
{
    return CODE(socket(9999, SOCK_STREAM, 0));
}

SCENE(WSANOTINITIALISED, socket, PLACE_COLD, "before WSAStartup")
{
    return CODE(socket(AF_INET, SOCK_STREAM, 0));
}

SCENE(WSAVERNOTSUPPORTED, WSAStartup, PLACE_COLD, "version 0.0")
{
    WSADATA data;

    return WSAStartup(MAKEWORD(0, 0), &data);
}
