/* SPDX-License-Identifier: MIT */
/* Overlapped operations of the program; see request.h. In its OVERLAPPED a
 * provider may use Offset and OffsetHigh: ours leaves the flags and the code
 * there, and Internal becomes other than pending last. */
#include "request.h"

#include <stdlib.h>

#include "layer.h"
#include "memory.h"

/* The NTSTATUS that stands for a code of Win32. */
#define STATUS_OF(error) ((error) != 0 ? 0xC0070000u | (DWORD)(error) : 0u)

static void status_set(LPWSAOVERLAPPED ov, DWORD status)
{
    InterlockedExchange64((LONG64 *)&ov->Internal, (LONG64)status);
}

static void request_done(struct op *op, int error, DWORD bytes, DWORD flags)
{
    request_end(CONTAINING_RECORD(op, struct request, op), error, bytes, flags);
}

static void request_free(struct request *r)
{
    INT ignored;

    if (r->opened)
        (void)layer.upcalls.lpWPUCloseThread(&r->thread, &ignored);
    free(r);
}

/* Windows Sockets says which thread calls; another provider may not. */
static BOOL thread_take(struct request *r, LPWSATHREADID thread, LPINT err)
{
    if (thread != NULL) {
        r->thread = *thread;
        return TRUE;
    }
    r->opened = layer.upcalls.lpWPUOpenCurrentThread(&r->thread, err) == 0;
    return r->opened;
}

/* FALSE and *err: it is none. Its low bit is not part of it. */
static BOOL event_reset(LPWSAOVERLAPPED ov, LPINT err)
{
    WSAEVENT event = (WSAEVENT)((ULONG_PTR)ov->hEvent & ~(ULONG_PTR)1);

    return event == NULL || layer.upcalls.lpWPUResetEvent(event, err);
}

struct request *request_new(struct psocket *ps, LPWSAOVERLAPPED ov,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT err)
{
    struct request *r = NULL;
    WSAOVERLAPPED copy;

    *err = WSAEFAULT;
    if (memory_read(ov, &copy, sizeof(copy)) &&
        memory_write(ov, &copy, sizeof(copy))) {
        *err = WSAENOBUFS;
        r = calloc(1, sizeof(*r));
    }
    if (r == NULL)
        return NULL;
    r->ov = ov;
    r->routine = routine;
    if (routine != NULL ? !thread_take(r, thread, err)
                        : !event_reset(ov, err)) {
        free(r);
        return NULL;
    }
    ov->InternalHigh = 0;
    status_set(ov, WSS_OPERATION_IN_PROGRESS);
    r->op.ps = ps;
    return r;
}

LPWSAOVERLAPPED request_below(struct request *r)
{
    op_begin(&r->op, r->op.ps, request_done);
    return &r->op.ov;
}

int request_failed(struct request *r, int error, LPINT err)
{
    status_set(r->ov, STATUS_OF(error));
    request_free(r);
    *err = error;
    return SOCKET_ERROR;
}

int request_begun(struct request *r, int result, LPINT err)
{
    int error = op_begun(&r->op, result, *err);

    if (error != 0)
        return request_failed(r, error, err);
    *err = WSA_IO_PENDING;
    return SOCKET_ERROR;
}

static VOID CALLBACK routine_run(DWORD_PTR context)
{
    struct request r = *(struct request *)context;

    request_free((struct request *)context); /* the routine may not return */
    r.routine((DWORD)r.error, r.bytes, r.ov, r.flags);
}

/* A thread that has ended wants to know nothing. */
static void routine_queue(struct request *r)
{
    INT ignored;

    r->ov->InternalHigh = r->bytes;
    status_set(r->ov, STATUS_OF(r->error));
    if (layer.upcalls.lpWPUQueueApc(&r->thread, routine_run, (DWORD_PTR)r,
                                    &ignored) != 0)
        request_free(r);
}

void request_end(struct request *r, int error, DWORD bytes, DWORD flags)
{
    INT ignored;

    r->error = error;
    r->bytes = bytes;
    r->flags = flags;
    r->ov->Offset = flags;
    r->ov->OffsetHigh = (DWORD)error;
    if (r->routine != NULL) {
        routine_queue(r);
        return;
    }
    (void)WPUCompleteOverlappedRequest(r->op.ps->s, r->ov, (DWORD)error, bytes,
                                       &ignored);
    request_free(r);
}

/* Who waits without an event waits for the handle, as Win32 does. */
BOOL WSPAPI proxy_getoverlappedresult(SOCKET s, LPWSAOVERLAPPED ov,
                                      LPDWORD bytes, BOOL wait, LPDWORD flags,
                                      LPINT err)
{
    struct psocket *ps = psocket_find(s, err);
    DWORD moved;

    if (ps == NULL)
        return FALSE;
    psocket_put(ps);
    *err = WSAEFAULT;
    if (ov == NULL || bytes == NULL || flags == NULL)
        return FALSE;
    if (!GetOverlappedResult((HANDLE)s, ov, &moved, wait) &&
        ov->Internal == WSS_OPERATION_IN_PROGRESS) {
        *err = (INT)GetLastError();
        return FALSE;
    }
    *bytes = (DWORD)ov->InternalHigh;
    *flags = ov->Offset;
    *err = (INT)ov->OffsetHigh;
    return *err == 0;
}
