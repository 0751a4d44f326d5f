/* SPDX-License-Identifier: MIT */
/* Operations and how their ends are told. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stress.h"

#define TAKEN_AT_ONCE 16
#define CANCELLED     0xc0000120u /* the status of ERROR_OPERATION_ABORTED */

void op_reset(struct op *op, HANDLE bell, enum how how)
{
    memset(&op->ov, 0, sizeof(op->ov));
    op->bell = bell;
    op->ended = 0;
    op->begun = false;
    op->ov.hEvent = how == BY_EVENT ? event_new() : NULL;
}

void op_free(struct op *op)
{
    if (op->ov.hEvent != NULL)
        WSACloseEvent(op->ov.hEvent);
    if (op->begun || op->ended > 1)
        wrong("not ended once", op->ended, op->begun);
}

void op_ends(struct op *op, DWORD error, DWORD bytes)
{
    op->error = error;
    op->bytes = bytes;
    if (InterlockedIncrement(&op->ended) != 1)
        wrong("ended again", op->ended, (long)error);
}

bool op_begun(struct op *op, enum how how, int res, DWORD n, DWORD *error)
{
    *error = res != 0 ? (DWORD)WSAGetLastError() : 0;
    if (*error != 0 && *error != WSA_IO_PENDING) {
        op->begun = false;
        return false;
    }
    InterlockedIncrement(&operations);
    if (*error == 0 && how == BY_PORT_SKIP)
        op_ends(op, 0, n);
    return true;
}

void CALLBACK op_routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED ov,
                         DWORD flags)
{
    (void)flags;
    op_ends((struct op *)ov, error, bytes);
}

bool op_has_ended(struct op *op, enum how how, SOCKET s)
{
    DWORD bytes, flags;

    if (how == BY_EVENT && op->ended == 0 &&
        WSAWaitForMultipleEvents(1, &op->ov.hEvent, FALSE, 0, FALSE) ==
            WSA_WAIT_EVENT_0) {
        BOOL good = WSAGetOverlappedResult(s, &op->ov, &bytes, FALSE, &flags);

        if (good || WSAGetLastError() != WSA_IO_INCOMPLETE)
            op_ends(op, good ? 0 : (DWORD)WSAGetLastError(), good ? bytes : 0);
        else
            wrong("event of one that goes on", 0, 0);
    }
    return InterlockedCompareExchange(&op->ended, 0, 0) != 0;
}

void ops_rest(struct op *const *ops, DWORD n, enum how how, HANDLE bell)
{
    HANDLE events[MAXIMUM_WAIT_OBJECTS];

    if (how == BY_PORT || how == BY_PORT_SKIP) {
        WaitForSingleObject(bell, INFINITE);
    } else if (how == BY_ROUTINE) {
        SleepEx(INFINITE, TRUE);
    } else {
        for (DWORD i = 0; i < n; i++)
            events[i] = ops[i]->ov.hEvent;
        WSAWaitForMultipleEvents(n, events, FALSE, WSA_INFINITE, FALSE);
    }
}

bool attach(SOCKET s, enum how how)
{
    if (how != BY_PORT && how != BY_PORT_SKIP)
        return true;
    if (CreateIoCompletionPort((HANDLE)s, port, 0, 0) != port) {
        if (!faults)
            wrong("attach", (long)GetLastError(), 0);
        return false;
    }
    if (how == BY_PORT_SKIP &&
        !SetFileCompletionNotificationModes(
            (HANDLE)s, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS))
        wrong("modes", (long)GetLastError(), 0);
    return true;
}

/* One packet; true when the worker is to end. */
static bool packet(OVERLAPPED *ov, ULONG_PTR key, DWORD error, DWORD bytes)
{
    HANDLE bell;

    if (ov == NULL) {
        if (key == 1)
            InterlockedIncrement(&taken);
        return key == 2;
    }
    bell = ((struct op *)ov)->bell; /* the operation may go when it has ended */
    op_ends((struct op *)ov, error, bytes);
    SetEvent(bell);
    return false;
}

static DWORD WINAPI worker_ex(void)
{
    OVERLAPPED_ENTRY e[TAKEN_AT_ONCE];
    bool last = false;
    ULONG n;

    while (!last) {
        if (!GetQueuedCompletionStatusEx(port, e, TAKEN_AT_ONCE, &n, INFINITE,
                                         FALSE))
            return GetLastError();
        for (ULONG i = 0; i < n; i++)
            /* whose status is not a code of Windows Sockets here */
            if (packet(e[i].lpOverlapped, e[i].lpCompletionKey,
                       e[i].Internal == 0           ? 0
                       : e[i].Internal == CANCELLED ? ERROR_OPERATION_ABORTED
                                                    : ERROR_NETNAME_DELETED,
                       e[i].dwNumberOfBytesTransferred)) {
                if (last) /* another worker's */
                    PostQueuedCompletionStatus(port, 0, 2, NULL);
                last = true;
            }
    }
    return 0;
}

DWORD WINAPI worker(void *arg)
{
    ULONG_PTR key;
    OVERLAPPED *ov;
    DWORD bytes;
    BOOL good;

    if (arg != NULL)
        return worker_ex();
    do {
        good = GetQueuedCompletionStatus(port, &bytes, &key, &ov, INFINITE);
        if (!good && ov == NULL)
            return GetLastError();
    } while (!packet(ov, key, good ? 0 : GetLastError(), bytes));
    return 0;
}
