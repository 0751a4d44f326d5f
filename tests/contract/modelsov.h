/* SPDX-License-Identifier: MIT */
/* Overlapped operations that fail, and the ways in which their ends are told.
 * Beside models.h. */
#ifndef CT_MODELSOV_H
#define CT_MODELSOV_H

#include <mswsock.h>

#include "models.h"
#include "overlapped.h"

struct operation {
    WSAOVERLAPPED ov;
    struct attempt *a;
    SOCKET on;                                  /* which it was begun on */
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine; /* or NULL */
    WSABUF buf;
    WSAMSG msg;
    struct sockaddr_in6 from; /* room for either family */
    int fromlen;
    DWORD count, flags;
    char room[256];
    HANDLE ended; /* for a callback to set */
    bool told;
    DWORD err; /* which the routine or callback was told */
};

/* 0 when its end is told, or the code of the call. */
static int begun(int res)
{
    int err = res == SOCKET_ERROR ? WSAGetLastError() : 0;

    return err == WSA_IO_PENDING ? 0 : err;
}

static int start_recv(struct operation *o)
{
    return begun(
        WSARecv(o->on, &o->buf, 1, NULL, &o->flags, &o->ov, o->routine));
}

static int start_recvfrom(struct operation *o)
{
    return begun(WSARecvFrom(o->on, &o->buf, 1, NULL, &o->flags, SA(&o->from),
                             &o->fromlen, &o->ov, o->routine));
}

static int start_recvmsg(struct operation *o)
{
    static const GUID name = WSAID_WSARECVMSG;
    union {
        void *any;
        LPFN_WSARECVMSG fn;
    } found;

    found.any = ct_extension(o->on, name);
    o->msg.lpBuffers = &o->buf;
    o->msg.dwBufferCount = 1;
    return begun(found.fn(o->on, &o->msg, NULL, &o->ov, o->routine));
}

static int start_send(struct operation *o)
{
    WSABUF all = {sizeof(much), much};

    return begun(WSASend(o->on, &all, 1, NULL, 0, &o->ov, o->routine));
}

static int start_transmit(struct operation *o)
{
    TRANSMIT_FILE_BUFFERS head = {much, sizeof(much), NULL, 0};

    return begun(TransmitFile(o->on, NULL, 0, 0, &o->ov, &head, 0) - 1);
}

static int start_connect(struct operation *o)
{
    static const GUID name = WSAID_CONNECTEX;
    SOCKADDR_STORAGE any;
    union {
        void *any;
        LPFN_CONNECTEX fn;
    } found;

    memset(&any, 0, sizeof(any));
    any.ss_family = o->a->to.ss_family;
    want(o->a, "bind", bind(o->on, SA(&any), o->a->tolen), 0);
    found.any = ct_extension(o->on, name);
    return begun(
        found.fn(o->on, SA(&o->a->to), o->a->tolen, NULL, 0, NULL, &o->ov) - 1);
}

static int start_accept(struct operation *o)
{
    const DWORD each = sizeof(struct sockaddr_in) + 16;

    o->on = o->a->listener;
    return begun(
        AcceptEx(o->on, o->a->s, o->room, 16, each, each, &o->count, &o->ov) -
        1);
}

static void operation_init(struct operation *o, struct attempt *a)
{
    memset(o, 0, sizeof(*o));
    o->a = a;
    o->on = a->model->stages == ACCEPTING ? a->listener : a->s;
    o->buf.buf = o->room;
    o->buf.len = sizeof(o->room);
    o->fromlen = sizeof(o->from);
}

/* The operation has ended; what Windows Sockets says of it. */
static int result_of(struct operation *o)
{
    want(o->a, "ended", HasOverlappedIoCompleted(&o->ov), TRUE);
    return WSAGetOverlappedResult(o->on, &o->ov, &o->count, FALSE, &o->flags)
               ? 0
               : WSAGetLastError();
}

/* False when it has failed at once, which nothing else tells. */
static bool starts(struct operation *o)
{
    learn(o->a, o->a->model->start(o));
    about_to_wait(o->a);
    return o->a->code == 0;
}

static void by_event(struct attempt *a)
{
    struct operation o;

    operation_init(&o, a);
    o.ov.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (starts(&o)) {
        WaitForSingleObject(o.ov.hEvent, INFINITE);
        learn(a, result_of(&o));
    }
    CloseHandle(o.ov.hEvent);
}

static void by_socket(struct attempt *a)
{
    struct operation o;

    operation_init(&o, a);
    if (!starts(&o))
        return;
    if (!WSAGetOverlappedResult(o.on, &o.ov, &o.count, TRUE, &o.flags))
        learn(a, WSAGetLastError());
    want(a, "again", result_of(&o), a->code);
}

static void CALLBACK routine(DWORD err, DWORD bytes, LPWSAOVERLAPPED ov,
                             DWORD flags)
{
    struct operation *o = (struct operation *)(void *)ov;

    (void)flags;
    o->told = true;
    o->err = err;
    want(o->a, "bytes", (long)bytes, 0);
}

static void by_routine(struct attempt *a)
{
    struct operation o;

    operation_init(&o, a);
    o.routine = routine;
    if (!starts(&o))
        return;
    while (!o.told)
        SleepEx(INFINITE, TRUE);
    learn(a, (int)o.err);
    want(a, "result", result_of(&o), a->code);
}

static HANDLE port_of(const struct operation *o)
{
    o->a->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    return CreateIoCompletionPort((HANDLE)o->on, o->a->port, 0, 0);
}

/* A packet has one code, and the operation another. */
static void learn_packet(struct operation *o, DWORD err)
{
    learn(o->a, (int)err);
    o->a->telling = BY_WIN32;
    o->a->result = result_of(o);
}

static void by_port(struct attempt *a)
{
    struct operation o;
    struct ct_packet p;
    HANDLE port;

    operation_init(&o, a);
    port = port_of(&o);
    if (starts(&o)) {
        p = ct_take(port, INFINITE);
        want(a, "the packet's OVERLAPPED", p.ov == &o.ov, TRUE);
        learn_packet(&o, p.err);
    }
}

/* Several packets at a time: each has its status, which is the operation's. */
static void by_entries(struct attempt *a)
{
    struct operation o;
    OVERLAPPED_ENTRY e[4];
    HANDLE port;
    ULONG n = 0;

    operation_init(&o, a);
    port = port_of(&o);
    if (starts(&o)) {
        want(a, "GetQueuedCompletionStatusEx",
             GetQueuedCompletionStatusEx(port, e, 4, &n, INFINITE, FALSE),
             TRUE);
        want(a, "the packet's OVERLAPPED", n == 1 && e[0].lpOverlapped == &o.ov,
             TRUE);
        want(a, "the packet's status", e[0].Internal == o.ov.Internal, TRUE);
        learn(a, result_of(&o));
    }
}

static VOID CALLBACK ended(PTP_CALLBACK_INSTANCE instance, PVOID context,
                           PVOID ov, ULONG err, ULONG_PTR bytes, PTP_IO io)
{
    struct operation *o = context;

    (void)instance;
    (void)ov;
    (void)bytes;
    (void)io;
    o->err = err;
    SetEvent(o->ended);
}

static void by_pool(struct attempt *a)
{
    struct operation o;
    PTP_IO io;

    operation_init(&o, a);
    o.ended = CreateEventA(NULL, FALSE, FALSE, NULL);
    io = CreateThreadpoolIo((HANDLE)o.on, ended, &o, NULL);
    StartThreadpoolIo(io);
    if (starts(&o)) {
        WaitForSingleObject(o.ended, INFINITE);
        learn_packet(&o, o.err);
    } else {
        CancelThreadpoolIo(io);
    }
    WaitForThreadpoolIoCallbacks(io, FALSE);
    CloseThreadpoolIo(io);
    CloseHandle(o.ended);
}

#endif
