/* SPDX-License-Identifier: MIT */
/* What others do meanwhile: cancel, post, destroy ports that are waited on, and
 * end with operations under way. */
#include <stdlib.h>
#include <string.h>

#include "stress.h"

struct brief { /* for a thread that ends */
    SOCKET s;
    struct op op;
};

/* Ends with an operation under way, which ends with it. */
static DWORD WINAPI short_lived(void *arg)
{
    struct brief *b = arg;
    WSABUF buf = {sizeof(b->op.buf), b->op.buf};
    DWORD flags = 0;

    if ((WSARecvFrom(b->s, &buf, 1, NULL, &flags, NULL, NULL, &b->op.ov,
                     NULL) == 0 ||
         WSAGetLastError() != WSA_IO_PENDING)) {
        if (!faults)
            wrong("WSARecvFrom", WSAGetLastError(), 0);
        WSASetEvent(b->op.ov.hEvent);
    }
    return 0;
}

static void thread_that_ends(struct brief *b)
{
    HANDLE thread;

    b->s = bound(SOCK_DGRAM);
    memset(&b->op.ov, 0, sizeof(b->op.ov));
    b->op.ov.hEvent = event_new();
    thread = CreateThread(NULL, 0, short_lived, b, 0, NULL);
    if (thread != NULL) {
        WaitForSingleObject(b->op.ov.hEvent, INFINITE);
        if (b->op.ov.Internal == 0 && !faults)
            wrong("not aborted", (long)b->op.ov.Internal, 0);
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
    }
    WSACloseEvent(b->op.ov.hEvent);
    closesocket(b->s);
}

static DWORD WINAPI port_waiter(void *arg)
{
    OVERLAPPED *ov;
    ULONG_PTR key;
    DWORD bytes;

    while (GetQueuedCompletionStatus(arg, &bytes, &key, &ov, INFINITE))
        ;
    if (GetLastError() != ERROR_ABANDONED_WAIT_0 &&
        GetLastError() != ERROR_INVALID_HANDLE && !faults)
        wrong("waiter of a port that goes", (long)GetLastError(), 0);
    return 0;
}

static void port_that_goes(unsigned *rand)
{
    HANDLE p = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    HANDLE thread[2];

    if (p == NULL)
        return;
    for (int i = 0; i < 2; i++)
        thread[i] = CreateThread(NULL, 0, port_waiter, p, 0, NULL);
    for (unsigned n = draw(rand, 20); n-- > 0;)
        PostQueuedCompletionStatus(p, 0, 1, NULL);
    CloseHandle(p);
    for (int i = 0; i < 2; i++)
        if (thread[i] != NULL) {
            WaitForSingleObject(thread[i], INFINITE);
            CloseHandle(thread[i]);
        }
}

DWORD WINAPI meddler(void *arg)
{
    struct talk **talks = arg;
    unsigned rand = seed ^ 0x5bd1e995u, ntalks = 0;
    struct brief *b = surely(sizeof(*b));

    while (talks[ntalks] != NULL)
        ntalks++;
    while (go_on()) {
        for (unsigned n = draw(&rand, 10); n-- > 0;)
            if (PostQueuedCompletionStatus(port, 0, 1, NULL))
                InterlockedIncrement(&posted);
        talk_meddle(talks[draw(&rand, ntalks)], &rand);
        if (draw(&rand, 8) == 0)
            port_that_goes(&rand);
        if (draw(&rand, 8) == 0)
            thread_that_ends(b);
        Sleep(1);
    }
    free(b);
    return 0;
}
