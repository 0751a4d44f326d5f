/* SPDX-License-Identifier: MIT */
/* The overlapped operations of own.c: a thread of the layer's makes each, as a
 * blocking call of the provider below, and tells how it ended. */
#include "own.h"

#include <stddef.h>

enum kind { SENDS, SENDS_TO, RECEIVES, RECEIVES_FROM, ACCEPTS };

struct op {
    enum kind kind;
    struct own *own;
    LPWSAOVERLAPPED ov;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
    WSATHREADID thread; /* the routine's */
    INT err;
    DWORD moved, flags;
    SOCKADDR_STORAGE to;
    int tolen;
    struct sockaddr *from;
    LPINT fromlen;
    struct { /* AcceptEx's */
        SOCKET s;
        PVOID out;
        DWORD data, local, remote;
    } accept;
    DWORD count;
    WSABUF bufs[];
};

static SRWLOCK told_lock = SRWLOCK_INIT;
static CONDITION_VARIABLE told = CONDITION_VARIABLE_INIT;

/* --- How an operation ends. The code is kept in the OVERLAPPED, for
 * own_getoverlappedresult. */

static void CALLBACK op_apc(DWORD_PTR context)
{
    struct op *op = (struct op *)context;
    INT ignored;

    op->routine((DWORD)op->err, op->moved, op->ov, op->flags);
    layer_upcalls.lpWPUCloseThread(&op->thread, &ignored);
    free(op);
}

static void op_results(const struct op *op)
{
    op->ov->Offset = (DWORD)op->err;
    op->ov->OffsetHigh = op->flags;
}

static void op_tell(struct op *op)
{
    struct own *o = op->own;
    INT ignored = 0;

    op_results(op);
    if (op->routine != NULL) {
        op->ov->InternalHigh = op->moved;
        InterlockedExchange64((LONG64 *)&op->ov->Internal, op->err);
        if (layer_upcalls.lpWPUQueueApc(&op->thread, op_apc, (DWORD_PTR)op,
                                        &ignored) != 0)
            free(op);
    } else {
        WPUCompleteOverlappedRequest(o->s, op->ov, (DWORD)op->err, op->moved,
                                     &ignored);
        free(op);
    }
    AcquireSRWLockExclusive(&told_lock);
    o->running--;
    ReleaseSRWLockExclusive(&told_lock);
    WakeAllConditionVariable(&told);
}

void own_ops_end(struct own *o)
{
    AcquireSRWLockExclusive(&told_lock);
    while (o->running != 0)
        SleepConditionVariableSRW(&told, &told_lock, INFINITE, 0);
    ReleaseSRWLockExclusive(&told_lock);
}

/* --- The calls. */

static int op_accept(struct op *op)
{
    static const GUID id = WSAID_ACCEPTEX;
    OVERLAPPED ov = {.hEvent = WSACreateEvent()};
    LPFN_ACCEPTEX acceptex = NULL;
    DWORD n = 0, flags = 0;
    SOCKET lower = op->own->lower, s = own_lower(op->accept.s, &op->err);
    int res = -1;

    if (own_below.lpWSPIoctl(lower, SIO_GET_EXTENSION_FUNCTION_POINTER,
                             (LPVOID)(ULONG_PTR)&id, sizeof(id), &acceptex,
                             sizeof(acceptex), &n, NULL, NULL, NULL,
                             &op->err) == 0) {
        if (acceptex(lower, s, op->accept.out, op->accept.data,
                     op->accept.local, op->accept.remote, &n, &ov) ||
            WSAGetLastError() == ERROR_IO_PENDING)
            res = own_below.lpWSPGetOverlappedResult(lower, &ov, &op->moved,
                                                     TRUE, &flags, &op->err)
                      ? 0
                      : -1;
        else
            op->err = WSAGetLastError();
    }
    WSACloseEvent(ov.hEvent);
    return res;
}

static int op_call(struct op *op)
{
    SOCKET lower = op->own->lower;

    switch (op->kind) {
    case SENDS:
        return own_below.lpWSPSend(lower, op->bufs, op->count, &op->moved,
                                   op->flags, NULL, NULL, NULL, &op->err);
    case SENDS_TO:
        return own_below.lpWSPSendTo(
            lower, op->bufs, op->count, &op->moved, op->flags,
            op->tolen != 0 ? (struct sockaddr *)&op->to : NULL, op->tolen, NULL,
            NULL, NULL, &op->err);
    case RECEIVES:
        return own_below.lpWSPRecv(lower, op->bufs, op->count, &op->moved,
                                   &op->flags, NULL, NULL, NULL, &op->err);
    case RECEIVES_FROM:
        return own_below.lpWSPRecvFrom(lower, op->bufs, op->count, &op->moved,
                                       &op->flags, op->from, op->fromlen, NULL,
                                       NULL, NULL, &op->err);
    default:
        return op_accept(op);
    }
}

static DWORD WINAPI op_run(void *arg)
{
    struct op *op = arg;

    if (op_call(op) == 0)
        op->err = 0;
    else if (InterlockedOr(&op->own->closing, 0) != 0)
        op->err = WSA_OPERATION_ABORTED;
    op_tell(op);
    return 0;
}

/* --- How one begins. */

static struct op *op_new(SOCKET s, enum kind kind, const WSABUF *bufs, DWORD n,
                         LPWSAOVERLAPPED ov,
                         LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPINT err)
{
    struct own *o = own_get(s, err);
    struct op *op;

    if (o == NULL)
        return NULL;
    op = calloc(1, offsetof(struct op, bufs) + n * sizeof(WSABUF));
    if (op == NULL) {
        *err = WSAENOBUFS;
        return NULL;
    }
    op->kind = kind;
    op->own = o;
    op->ov = ov;
    op->routine = routine;
    op->count = n;
    memcpy(op->bufs, bufs, n * sizeof(WSABUF));
    return op;
}

static int op_start(struct op *op, LPINT err)
{
    HANDLE thread;

    if (op == NULL)
        return SOCKET_ERROR;
    if (op->routine != NULL &&
        layer_upcalls.lpWPUOpenCurrentThread(&op->thread, err) != 0) {
        free(op);
        return SOCKET_ERROR;
    }
    op->ov->Internal = WSS_OPERATION_IN_PROGRESS;
    if (op->ov->hEvent != NULL && op->routine == NULL)
        ResetEvent(op->ov->hEvent);
    AcquireSRWLockExclusive(&told_lock);
    op->own->running++;
    ReleaseSRWLockExclusive(&told_lock);
    thread = CreateThread(NULL, 0, op_run, op, 0, NULL);
    CloseHandle(thread);
    *err = WSA_IO_PENDING;
    return SOCKET_ERROR;
}

int WSPAPI own_send(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent, DWORD flags,
                    LPWSAOVERLAPPED ov,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                    LPWSATHREADID thread, LPINT err)
{
    struct op *op;

    own_count(LAYER_SENDS);
    if (ov == NULL)
        return own_below.lpWSPSend(own_lower(s, err), bufs, n, sent, flags,
                                   NULL, NULL, thread, err);
    op = op_new(s, SENDS, bufs, n, ov, routine, err);
    if (op != NULL)
        op->flags = flags;
    return op_start(op, err);
}

int WSPAPI own_sendto(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD sent,
                      DWORD flags, const struct sockaddr *to, int tolen,
                      LPWSAOVERLAPPED ov,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                      LPWSATHREADID thread, LPINT err)
{
    struct op *op;

    own_count(LAYER_SENDS);
    if (ov == NULL)
        return own_below.lpWSPSendTo(own_lower(s, err), bufs, n, sent, flags,
                                     to, tolen, NULL, NULL, thread, err);
    op = op_new(s, SENDS_TO, bufs, n, ov, routine, err);
    if (op != NULL && to != NULL && tolen > 0 &&
        (size_t)tolen <= sizeof(op->to)) {
        memcpy(&op->to, to, (size_t)tolen);
        op->tolen = tolen;
    }
    return op_start(op, err);
}

int WSPAPI own_recv(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received,
                    LPDWORD flags, LPWSAOVERLAPPED ov,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                    LPWSATHREADID thread, LPINT err)
{
    struct op *op;

    if (ov == NULL)
        return own_below.lpWSPRecv(own_lower(s, err), bufs, n, received, flags,
                                   NULL, NULL, thread, err);
    op = op_new(s, RECEIVES, bufs, n, ov, routine, err);
    if (op != NULL)
        op->flags = *flags;
    return op_start(op, err);
}

int WSPAPI own_recvfrom(SOCKET s, LPWSABUF bufs, DWORD n, LPDWORD received,
                        LPDWORD flags, struct sockaddr *from, LPINT fromlen,
                        LPWSAOVERLAPPED ov,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                        LPWSATHREADID thread, LPINT err)
{
    struct op *op;

    if (ov == NULL)
        return own_below.lpWSPRecvFrom(own_lower(s, err), bufs, n, received,
                                       flags, from, fromlen, NULL, NULL, thread,
                                       err);
    op = op_new(s, RECEIVES_FROM, bufs, n, ov, routine, err);
    if (op != NULL) {
        op->flags = *flags;
        op->from = from;
        op->fromlen = fromlen;
    }
    return op_start(op, err);
}

BOOL PASCAL own_acceptex(SOCKET listener, SOCKET s, PVOID out, DWORD data,
                         DWORD local, DWORD remote, LPDWORD received,
                         LPOVERLAPPED ov)
{
    const WSABUF none = {0, NULL};
    INT err = 0;
    struct op *op = op_new(listener, ACCEPTS, &none, 1, ov, NULL, &err);

    (void)received;
    own_count(LAYER_ACCEPTS);
    if (op != NULL) {
        op->accept.s = s;
        op->accept.out = out;
        op->accept.data = data;
        op->accept.local = local;
        op->accept.remote = remote;
    }
    op_start(op, &err);
    WSASetLastError(err);
    return FALSE;
}

BOOL WSPAPI own_getoverlappedresult(SOCKET s, LPWSAOVERLAPPED ov, LPDWORD moved,
                                    BOOL wait, LPDWORD flags, LPINT err)
{
    LONG64 *status = (LONG64 *)&ov->Internal;

    if (own_get(s, err) == NULL)
        return FALSE;
    AcquireSRWLockExclusive(&told_lock);
    while (wait && InterlockedCompareExchange64(status, 0, 0) ==
                       WSS_OPERATION_IN_PROGRESS)
        SleepConditionVariableSRW(&told, &told_lock, INFINITE, 0);
    ReleaseSRWLockExclusive(&told_lock);
    if (InterlockedCompareExchange64(status, 0, 0) ==
        WSS_OPERATION_IN_PROGRESS) {
        *err = WSA_IO_INCOMPLETE;
        return FALSE;
    }
    *moved = (DWORD)ov->InternalHigh;
    *flags = ov->OffsetHigh;
    *err = (INT)ov->Offset;
    return *err == 0;
}
