/* SPDX-License-Identifier: MIT */
/* A program for the sweep: waits until the other end of a connection is closed,
 * and says with which code. Status 0: with none; 1: with one; 2: it failed. */
#include <stdio.h>
#include <string.h>

#include <winsock2.h>
#include <ws2tcpip.h>

static SOCKET listening(struct sockaddr_in *at)
{
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    int len = sizeof(*at);

    memset(at, 0, sizeof(*at));
    at->sin_family = AF_INET;
    at->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(s, (struct sockaddr *)at, len) != 0 || listen(s, 1) != 0 ||
        getsockname(s, (struct sockaddr *)at, &len) != 0)
        return INVALID_SOCKET;
    return s;
}

static int close_wait(SOCKET s)
{
    WSAEVENT event = WSACreateEvent();
    WSANETWORKEVENTS got;

    if (event == WSA_INVALID_EVENT || WSAEventSelect(s, event, FD_CLOSE) != 0 ||
        WSAWaitForMultipleEvents(1, &event, TRUE, 10000, FALSE) !=
            WSA_WAIT_EVENT_0 ||
        WSAEnumNetworkEvents(s, event, &got) != 0 ||
        got.lNetworkEvents != FD_CLOSE)
        return 2;
    printf("closed with %d\n", got.iErrorCode[FD_CLOSE_BIT]);
    return got.iErrorCode[FD_CLOSE_BIT] != 0;
}

int main(void)
{
    struct sockaddr_in at;
    WSADATA data;
    SOCKET listener, s, peer;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 2;
    listener = listening(&at);
    s = socket(AF_INET, SOCK_STREAM, 0);
    if (listener == INVALID_SOCKET || s == INVALID_SOCKET ||
        connect(s, (struct sockaddr *)&at, sizeof(at)) != 0)
        return 2;
    peer = accept(listener, NULL, NULL);
    if (peer == INVALID_SOCKET || closesocket(peer) != 0)
        return 2;
    return close_wait(s);
}
