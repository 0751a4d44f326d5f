/* SPDX-License-Identifier: MIT */
/* A thousand threads open and close sockets: no handle ever touches another
 * thread's socket.
 *
 * Each socket carries its owner's number in SO_RCVTIMEO. The owner must read
 * its own number back while the socket lives; the value of a closed socket
 * must be refused, for reading and for closing. A Windows program. */
#include <winsock2.h>
#include <windows.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>

#define THREADS 1000

static volatile LONG failures;
static int rounds = 100;

static void fail(const char *what, int owner, int err)
{
    if (InterlockedIncrement(&failures) <= 10)
        fprintf(stderr, "thread %d: %s (error %d)\n", owner, what, err);
}

static int owner_of(SOCKET s)
{
    DWORD value = 0;
    int len = sizeof(value);

    if (getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&value, &len) != 0)
        return -WSAGetLastError();
    return (int)value;
}

static void one_round(int me)
{
    SOCKET s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    DWORD mark = (DWORD)me;

    if (s == INVALID_SOCKET) {
        if (WSAGetLastError() != WSAEMFILE) /* a low limit is no defect */
            fail("socket", me, WSAGetLastError());
        return;
    }
    if (setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&mark, sizeof(mark)) !=
        0)
        fail("setsockopt", me, WSAGetLastError());
    if (owner_of(s) != me)
        fail("somebody wrote to my socket", me, owner_of(s));
    SwitchToThread();
    if (owner_of(s) != me)
        fail("my socket became another's", me, owner_of(s));
    if (closesocket(s) != 0)
        fail("closesocket", me, WSAGetLastError());
    if (owner_of(s) != -WSAENOTSOCK)
        fail("a closed handle still names a socket", me, owner_of(s));
    if (closesocket(s) == 0)
        fail("a closed handle closed a socket", me, 0);
}

static unsigned __stdcall worker(void *arg)
{
    for (int i = 0; i < rounds; i++)
        one_round((int)(INT_PTR)arg);
    return 0;
}

int main(int argc, char **argv)
{
    static HANDLE threads[THREADS];
    WSADATA data;
    int started = 0;

    if (argc > 1)
        rounds = atoi(argv[1]);
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    for (; started < THREADS; started++) {
        threads[started] = (HANDLE)_beginthreadex(
            NULL, 64 * 1024, worker, (void *)(INT_PTR)(started + 1), 0, NULL);
        if (threads[started] == NULL)
            break;
    }
    for (int i = 0; i < started; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        CloseHandle(threads[i]);
    }
    WSACleanup();
    printf("%d threads, %d rounds, %ld failures\n", started, rounds,
           (long)failures);
    return started == THREADS && failures == 0 ? 0 : 1;
}
