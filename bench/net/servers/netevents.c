/* SPDX-License-Identifier: MIT */
/* What a network event costs, by the number of sockets that wait for one;
 * plain Windows source. 50 of them are active: each gets a datagram, and they
 * are found by WSAWaitForMultipleEvents and WSAEnumNetworkEvents.
 * usage: netevents sockets seconds     prints "RES events-per-second" */
#include <winsock2.h>
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACTIVE 50

static SOCKET active[ACTIVE];
static WSAEVENT events[ACTIVE];
static struct sockaddr_in names[ACTIVE];

static double now(void)
{
    LARGE_INTEGER count, frequency;

    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return (double)count.QuadPart / (double)frequency.QuadPart;
}

static SOCKET open_socket(struct sockaddr_in *name, WSAEVENT event)
{
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    int len = sizeof(*name);

    memset(name, 0, sizeof(*name));
    name->sin_family = AF_INET;
    name->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s == INVALID_SOCKET ||
        bind(s, (struct sockaddr *)name, sizeof(*name)) != 0 ||
        getsockname(s, (struct sockaddr *)name, &len) != 0 ||
        WSAEventSelect(s, event, FD_READ) != 0) {
        fprintf(stderr, "netevents: error %d\n", WSAGetLastError());
        exit(1);
    }
    return s;
}

/* The active ones are spread over all. */
static void open_all(int sockets)
{
    int every = sockets / ACTIVE;

    for (int i = 0; i < sockets; i++) {
        WSAEVENT event = WSACreateEvent();
        struct sockaddr_in name;
        SOCKET s = open_socket(&name, event);

        if (i % every != 0 || i / every >= ACTIVE)
            continue;
        active[i / every] = s;
        events[i / every] = event;
        names[i / every] = name;
    }
}

/* Each gets one datagram, and its event is seen to. */
static void turn(SOCKET sender)
{
    WSANETWORKEVENTS got;
    char data[64] = "";

    for (int i = 0; i < ACTIVE; i++)
        sendto(sender, data, sizeof(data), 0, (struct sockaddr *)&names[i],
               sizeof(names[i]));
    for (int left = ACTIVE; left > 0;) {
        DWORD at = WSAWaitForMultipleEvents(ACTIVE, events, FALSE, WSA_INFINITE,
                                            FALSE);

        if (at >= ACTIVE || WSAEnumNetworkEvents(active[at], events[at], &got))
            exit(1);
        if ((got.lNetworkEvents & FD_READ) != 0 &&
            recv(active[at], data, sizeof(data), 0) > 0)
            left--;
    }
}

int main(int argc, char **argv)
{
    int sockets = argc > 1 ? atoi(argv[1]) : ACTIVE;
    double seconds = argc > 2 ? atof(argv[2]) : 1, begin, end;
    long turns = 0;
    SOCKET sender;
    WSADATA data;

    if (sockets < ACTIVE || WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    open_all(sockets);
    sender = socket(AF_INET, SOCK_DGRAM, 0);
    for (int i = 0; i < 20; i++)
        turn(sender);
    begin = end = now();
    for (; end - begin < seconds; end = now(), turns++)
        turn(sender);
    printf("RES %.0f\n", (double)turns * ACTIVE / (end - begin));
    return 0;
}
