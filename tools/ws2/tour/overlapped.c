/* SPDX-License-Identifier: MIT */
/* Overlapped operations. */
#include "scene.h"

/* A receive that waits for a datagram. */
static char byte;
static WSAOVERLAPPED under_way;

static int receive_begin(SOCKET s)
{
    WSABUF buf = {1, &byte};
    DWORD flags = 0;

    under_way.hEvent = WSACreateEvent();
    return CODE(WSARecv(s, &buf, 1, NULL, &flags, &under_way, NULL));
}

SCENE(WSA_OPERATION_ABORTED, WSAGetOverlappedResult, PLACE_PLAIN,
      "CancelIo, while a receive is pending")
{
    SOCKET s = open_bound(SOCK_DGRAM);
    DWORD n, flags;

    NEED(receive_begin(s) == WSA_IO_PENDING);
    NEED(CancelIo((HANDLE)s));
    return CODE_IF_NOT(WSAGetOverlappedResult(s, &under_way, &n, TRUE, &flags));
}

SCENE(WSA_IO_INCOMPLETE, WSAGetOverlappedResult, PLACE_PLAIN,
      "the receive is still pending, and it does not wait")
{
    SOCKET s = open_bound(SOCK_DGRAM);
    DWORD n, flags;

    NEED(receive_begin(s) == WSA_IO_PENDING);
    return CODE_IF_NOT(
        WSAGetOverlappedResult(s, &under_way, &n, FALSE, &flags));
}

SCENE(WSA_IO_PENDING, WSARecv, PLACE_PLAIN, "nothing has come yet")
{
    return receive_begin(open_bound(SOCK_DGRAM));
}
