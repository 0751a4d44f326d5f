/* SPDX-License-Identifier: MIT */
/* A thread that polls registered I/O's queue drives the port that the queue
 * tells; the wake-up of a thread that sleeps on the port must not be lost to
 * it.
 *
 *   steal POSTS */
#include <winsock2.h>
#include <mswsock.h>
#include <windows.h>

#include <stdio.h>
#include <stdlib.h>

#define PATIENCE 20000 /* ms: for one packet */

static HANDLE port;
static HANDLE taken;
static volatile LONG stop;
static RIO_EXTENSION_FUNCTION_TABLE rio;
static RIO_CQ cq;

static DWORD WINAPI taker(void *unused)
{
    ULONG_PTR key = 1;
    OVERLAPPED *ov;
    DWORD n;

    (void)unused;
    while (GetQueuedCompletionStatus(port, &n, &key, &ov, INFINITE) && key != 0)
        SetEvent(taken);
    return 0;
}

static DWORD WINAPI poller(void *unused)
{
    RIORESULT result;

    (void)unused;
    while (InterlockedCompareExchange(&stop, 0, 0) == 0)
        rio.RIODequeueCompletion(cq, &result, 1);
    return 0;
}

static int rio_open(void)
{
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0,
                          WSA_FLAG_REGISTERED_IO | WSA_FLAG_OVERLAPPED);
    static OVERLAPPED ov;
    GUID id = WSAID_MULTIPLE_RIO;
    RIO_NOTIFICATION_COMPLETION n = {.Type = RIO_IOCP_COMPLETION};
    DWORD bytes;

    if (WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id,
                 sizeof(id), &rio, sizeof(rio), &bytes, NULL, NULL) != 0)
        return 0;
    closesocket(s);
    n.Iocp.IocpHandle = port;
    n.Iocp.CompletionKey = (void *)1;
    n.Iocp.Overlapped = &ov;
    cq = rio.RIOCreateCompletionQueue(4, &n);
    return cq != RIO_INVALID_CQ;
}

int main(int argc, char **argv)
{
    int posts = argc > 1 ? atoi(argv[1]) : 1000, lost = 0;
    HANDLE threads[2];
    WSADATA data;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    taken = CreateEventW(NULL, FALSE, FALSE, NULL);
    if (!rio_open())
        return 1;
    threads[0] = CreateThread(NULL, 0, taker, NULL, 0, NULL);
    threads[1] = CreateThread(NULL, 0, poller, NULL, 0, NULL);
    for (int i = 0; i < posts && lost == 0; i++) {
        PostQueuedCompletionStatus(port, 0, 1, NULL);
        lost = WaitForSingleObject(taken, PATIENCE) != WAIT_OBJECT_0;
        if (lost)
            printf("packet %d is not taken\n", i);
    }
    InterlockedExchange(&stop, 1);
    PostQueuedCompletionStatus(port, 0, 0, NULL);
    if (lost)
        return 1;
    WaitForMultipleObjects(2, threads, TRUE, INFINITE);
    printf("%d packets, none lost\n", posts);
    rio.RIOCloseCompletionQueue(cq);
    CloseHandle(port);
    WSACleanup();
    return 0;
}
