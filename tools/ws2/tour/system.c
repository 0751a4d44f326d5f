/* SPDX-License-Identifier: MIT */
/* What the system has no more of, or never had. */
#include "scene.h"

SCENE(WSA_NOT_ENOUGH_MEMORY, WSACreateEvent, PLACE_FEW_MEMORY,
      "event after event, until memory runs out")
{
    while (WSACreateEvent() != NULL)
        ;
    return WSAGetLastError();
}

SCENE(WSAEMFILE, socket, PLACE_FEW_FILES,
      "socket after socket, until descriptors run out")
{
    while (socket(AF_INET, SOCK_DGRAM, 0) != INVALID_SOCKET)
        ;
    return WSAGetLastError();
}

SCENE(WSAEPFNOSUPPORT, socket, PLACE_NO_IPV6, "IPv6, on a system without IPv6")
{
    start_version(2, 2);
    return CODE(socket(AF_INET6, SOCK_STREAM, 0));
}

SCENE(WSAEPROCLIM, WSAStartup, PLACE_LIMIT,
      "as often as WS2_PROCLIM allows, and once more")
{
    WSADATA data;

    NEED(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    return WSAStartup(MAKEWORD(2, 2), &data);
}

SCENE(WSASYSNOTREADY, WSAStartup, PLACE_NO_SOCKETS, "a system without sockets")
{
    WSADATA data;

    return WSAStartup(MAKEWORD(2, 2), &data);
}
