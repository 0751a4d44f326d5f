/* SPDX-License-Identifier: MIT */
/* The completion port and its thread; see engine.h. Both are constant between
 * start and stop. */
#include "engine.h"

#include <string.h>

#include "handshake.h"

enum { KEY_SOCKET, KEY_LOOK, KEY_STOP };

static HANDLE port, thread;
static LONG under_way; /* operations, and one for the thread itself */

BOOL engine_attach(SOCKET lower)
{
    return CreateIoCompletionPort((HANDLE)lower, port, KEY_SOCKET, 0) != NULL;
}

void op_begin(struct op *op, struct psocket *ps,
              void (*done)(struct op *, int, DWORD, DWORD))
{
    memset(&op->ov, 0, sizeof(op->ov));
    op->ps = ps;
    op->done = done;
    psocket_hold(ps);
    InterlockedIncrement(&under_way);
}

static void op_over(struct psocket *ps)
{
    psocket_put(ps);
    if (InterlockedDecrement(&under_way) == 0)
        PostQueuedCompletionStatus(port, 0, KEY_STOP, NULL);
}

/* An operation that is over at once comes to the port like any other. */
int op_begun(struct op *op, int result, int error)
{
    if (result == 0 || error == WSA_IO_PENDING)
        return 0;
    op_over(op->ps);
    return error;
}

/* The port has Win32's codes; the provider below has those of Windows Sockets,
 * as long as its socket is there. */
static void op_ended(struct op *op, BOOL good, DWORD bytes)
{
    struct psocket *ps = op->ps;
    DWORD flags = 0;
    INT error = 0;

    if (!ps->below->proc.lpWSPGetOverlappedResult(ps->lower, &op->ov, &bytes,
                                                  FALSE, &flags, &error)) {
        if (error == WSAENOTSOCK)
            error = good ? 0 : WSA_OPERATION_ABORTED;
    } else {
        error = 0;
    }
    op->done(op, error, bytes, flags);
    op_over(ps);
}

static DWORD WINAPI engine_run(void *arg)
{
    LPOVERLAPPED ov;
    ULONG_PTR key;
    DWORD bytes;
    BOOL good;

    (void)arg;
    do {
        ov = NULL;
        key = KEY_LOOK;
        good = GetQueuedCompletionStatus(port, &bytes, &key, &ov,
                                         handshakes_expire());
        if (ov != NULL)
            op_ended(CONTAINING_RECORD(ov, struct op, ov), good, bytes);
    } while (ov != NULL || key != KEY_STOP);
    return 0;
}

void engine_look(void)
{
    PostQueuedCompletionStatus(port, 0, KEY_LOOK, NULL);
}

BOOL engine_start(void)
{
    under_way = 1;
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    if (port == NULL)
        return FALSE;
    thread = CreateThread(NULL, 0, engine_run, NULL, 0, NULL);
    if (thread == NULL)
        CloseHandle(port);
    return thread != NULL;
}

void engine_stop(void)
{
    if (InterlockedDecrement(&under_way) == 0)
        PostQueuedCompletionStatus(port, 0, KEY_STOP, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(port);
}
