/* SPDX-License-Identifier: MIT */
/* Network events of many sockets: datagram sockets in groups of one event
 * object each, threads that receive what their events tell of, threads that
 * send to any socket, and one that replaces selections meanwhile. Receivers
 * read one datagram for each event, so that a single event that is lost leaves
 * one behind.
 *
 *   netevents [SOCKETS [DATAGRAMS]] */
#include <winsock2.h>
#include <windows.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define SKIPPED   77
#define RECEIVERS 4
#define SENDERS   2
#define GROUP     64
#define WINDOW    256 /* datagrams under way: nothing is dropped */
#define HANG_MS   60000

struct group { /* one event object, one receiver's */
    WSAEVENT event;
    SOCKET s[GROUP];
    struct sockaddr_in name[GROUP];
    unsigned n;
};

static struct group *groups;
static unsigned group_count, datagrams = 200000;
static volatile LONG sent, received, failed;

static LONG value(volatile LONG *counter)
{
    return InterlockedCompareExchange(counter, 0, 0);
}
static HANDLE finished;
static SOCKET source; /* what all of them hear: no other program's */
static struct sockaddr_in source_name;

static void wrong(const char *what)
{
    printf("%s: error %d\n", what, WSAGetLastError());
    InterlockedIncrement(&failed);
    SetEvent(finished);
}

static unsigned next(unsigned *state)
{
    return (*state = *state * 1664525 + 1013904223) >> 8;
}

static bool is_over(void)
{
    return WaitForSingleObject(finished, 0) == WAIT_OBJECT_0;
}

static void take(SOCKET s)
{
    WSANETWORKEVENTS now;
    char byte;

    if (WSAEnumNetworkEvents(s, NULL, &now) != 0)
        wrong("WSAEnumNetworkEvents");
    if ((now.lNetworkEvents & FD_READ) == 0)
        return;
    if (recv(s, &byte, 1, 0) != 1) {
        if (WSAGetLastError() != WSAEWOULDBLOCK) /* told twice */
            wrong("recv");
    } else if ((unsigned)InterlockedIncrement(&received) == datagrams) {
        SetEvent(finished);
    }
}

/* The event is reset first: what is told from here on sets it again. */
static void group_take(struct group *g)
{
    WSAResetEvent(g->event);
    for (unsigned i = 0; i < g->n; i++)
        take(g->s[i]);
}

static DWORD WINAPI receiver(void *arg)
{
    unsigned first = (unsigned)(size_t)arg, n = 0;
    HANDLE wait[WSA_MAXIMUM_WAIT_EVENTS];

    for (unsigned i = first; i < group_count; i += RECEIVERS)
        wait[n++] = groups[i].event;
    wait[n++] = finished;
    while (!is_over()) {
        DWORD i = WSAWaitForMultipleEvents(n, wait, FALSE, WSA_INFINITE, FALSE);

        if (i == WSA_WAIT_FAILED)
            wrong("WSAWaitForMultipleEvents");
        for (; i + 1 < n; i++) /* no group starves */
            if (WaitForSingleObject(wait[i], 0) == WAIT_OBJECT_0)
                group_take(&groups[first + i * RECEIVERS]);
    }
    return 0;
}

static DWORD WINAPI sender(void *arg)
{
    unsigned random = (unsigned)(size_t)arg;

    while ((unsigned)InterlockedIncrement(&sent) <= datagrams && !is_over()) {
        struct group *g = &groups[next(&random) % group_count];
        unsigned i = next(&random) % g->n;

        while (value(&sent) - value(&received) > WINDOW && !is_over())
            SwitchToThread();
        if (sendto(source, "x", 1, 0, (struct sockaddr *)&g->name[i],
                   sizeof(g->name[i])) != 1)
            wrong("sendto");
    }
    return 0;
}

/* A record that is replaced is told anew. */
static DWORD WINAPI meddler(void *arg)
{
    unsigned random = (unsigned)(size_t)arg;

    while (!is_over()) {
        struct group *g = &groups[next(&random) % group_count];
        SOCKET s = g->s[next(&random) % g->n];

        if (next(&random) % 4 == 0)
            WSAEventSelect(s, NULL, 0);
        if (WSAEventSelect(s, g->event, FD_READ) != 0)
            wrong("WSAEventSelect");
    }
    return 0;
}

/* On the loopback interface, with a port of its own. */
static SOCKET socket_bound(struct sockaddr_in *name)
{
    int len = sizeof(*name);
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);

    name->sin_family = AF_INET;
    name->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(s, (struct sockaddr *)name, len) != 0 ||
        getsockname(s, (struct sockaddr *)name, &len) != 0)
        return INVALID_SOCKET;
    return s;
}

static bool socket_open(struct group *g)
{
    SOCKET s = socket_bound(&g->name[g->n]);

    if (s == INVALID_SOCKET ||
        connect(s, (struct sockaddr *)&source_name, sizeof(source_name)) != 0 ||
        WSAEventSelect(s, g->event, FD_READ) != 0)
        return false;
    g->s[g->n++] = s;
    return true;
}

static bool sockets_open(unsigned count)
{
    group_count = (count + GROUP - 1) / GROUP;
    groups = calloc(group_count, sizeof(*groups));
    source = socket_bound(&source_name);
    for (unsigned i = 0; i < count; i++) {
        struct group *g = &groups[i / GROUP];

        if (g->n == 0)
            g->event = WSACreateEvent();
        if (!socket_open(g)) {
            wrong("a socket");
            return false;
        }
    }
    return true;
}

static bool limit_raise(unsigned descriptors)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    if (limit.rlim_cur >= descriptors)
        return true;
    limit.rlim_cur = descriptors;
    if (limit.rlim_max < descriptors) /* needs a privilege */
        limit.rlim_max = descriptors;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static void run(void)
{
    HANDLE threads[RECEIVERS + SENDERS + 1];
    unsigned n = 0;

    for (unsigned i = 0; i < RECEIVERS; i++)
        threads[n++] =
            CreateThread(NULL, 0, receiver, (void *)(size_t)i, 0, NULL);
    for (unsigned i = 0; i < SENDERS; i++)
        threads[n++] =
            CreateThread(NULL, 0, sender, (void *)(size_t)i, 0, NULL);
    threads[n++] = CreateThread(NULL, 0, meddler, NULL, 0, NULL);
    for (LONG before = -1; WaitForSingleObject(finished, HANG_MS) != 0;) {
        if (value(&received) == before)
            wrong("an event was lost");
        before = value(&received);
    }
    WaitForMultipleObjects(n, threads, TRUE, INFINITE);
}

int main(int argc, char **argv)
{
    unsigned count = argc > 1 ? (unsigned)atoi(argv[1]) : 10000;
    WSADATA data;

    if (argc > 2)
        datagrams = (unsigned)atoi(argv[2]);
    if (!limit_raise(count + 64)) {
        printf("skipped: %u descriptors are too many here\n", count);
        return SKIPPED;
    }
    WSAStartup(MAKEWORD(2, 2), &data);
    finished = CreateEvent(NULL, TRUE, FALSE, NULL);
    if (sockets_open(count))
        run();
    WSACleanup();
    printf("%u sockets: %d of %u datagrams told, %d failures\n", count,
           (int)received, datagrams, (int)failed);
    return failed != 0;
}
