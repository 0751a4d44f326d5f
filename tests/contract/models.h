/* SPDX-License-Identifier: MIT */
/* The ways in which a program waits for a socket, and how each learns what went
 * wrong there: one function a way, which runs in a thread of its own and knows
 * neither the error nor its code. For neterrors.c; overlapped ones are in
 * modelsov.h. */
#ifndef CT_MODELS_H
#define CT_MODELS_H

#include "harness.h"
#include "rio.h"
#include "socknotify.h"

/* What the socket is about when the error comes. */
enum stage {
    CONNECTING = 1,
    CONNECTED = 2, /* a byte stream */
    DATAGRAM = 4,  /* with a peer */
    LOOSE = 8,     /* a datagram socket without one */
    ACCEPTING = 16 /* AcceptEx waits for a connection and its data */
};

enum trait {
    SENDS = 1,     /* by itself, so that something is always under way */
    REGISTERS = 2, /* wants a socket for registered I/O */
    EVENTS = 4     /* is told of network events */
};

/* Which code of an error a model tells: neterrors.c has them all. */
enum telling {
    BY_CODE,  /* that of connect, send and recv */
    BY_WIN32, /* what GetLastError makes of a packet's status */
    BY_CLOSE  /* FD_CLOSE's, which has three */
};

struct attempt;
struct operation;

struct model {
    const char *name, *function;
    int stages, traits;
    void (*run)(struct attempt *a);
    int (*start)(struct operation *o); /* an overlapped one, for run */
};

struct attempt {
    const struct model *model;
    enum stage stage;
    SOCKET s, listener, peer; /* the last two of ACCEPTING */
    SOCKADDR_STORAGE to;      /* where to connect or to send */
    int tolen;
    HANDLE waits; /* set when it is about to wait */
    HANDLE port;  /* it waits on one, whose end would end that; or NULL */
    HANDLE event; /* of WSAEventSelect, or NULL */
    int code;     /* learned, as telling says */
    enum telling telling;
    int result;      /* by WSAGetOverlappedResult too, when that is BY_WIN32 */
    char wrong[120]; /* what is, besides the code; "": nothing */
};

static char much[16 << 20]; /* more than fits anywhere */

static void about_to_wait(struct attempt *a)
{
    SetEvent(a->waits);
}

static void learn(struct attempt *a, int code)
{
    a->code = code;
}

/* A call that was to fail. */
static void learn_call(struct attempt *a, int res)
{
    learn(a, res == SOCKET_ERROR ? WSAGetLastError() : 0);
}

static void want(struct attempt *a, const char *what, long got, long wanted)
{
    if (got != wanted && a->wrong[0] == '\0')
        snprintf(a->wrong, sizeof(a->wrong), "%s: %#lx is not %#lx", what, got,
                 wanted);
}

static void learn_so_error(struct attempt *a)
{
    int err = 0, len = sizeof(err);

    want(a, "SO_ERROR",
         getsockopt(a->s, SOL_SOCKET, SO_ERROR, (char *)&err, &len), 0);
    learn(a, err);
}

static void learn_recv(struct attempt *a)
{
    char byte;

    learn_call(a, recv(a->s, &byte, 1, 0));
}

static void nonblocking(struct attempt *a)
{
    u_long on = 1;

    want(a, "FIONBIO", ioctlsocket(a->s, (long)FIONBIO, &on), 0);
}

static int connect_to(struct attempt *a)
{
    return connect(a->s, SA(&a->to), a->tolen);
}

/* Without blocking; false when it has failed already. */
static bool connect_begin(struct attempt *a)
{
    nonblocking(a);
    learn_call(a, connect_to(a));
    about_to_wait(a);
    return a->code == WSAEWOULDBLOCK;
}

/* --- Calls that wait, and calls that ask again and again. */

static void connect_waits(struct attempt *a)
{
    about_to_wait(a);
    learn_call(a, connect_to(a));
}

static void wsaconnect_waits(struct attempt *a)
{
    about_to_wait(a);
    learn_call(a,
               WSAConnect(a->s, SA(&a->to), a->tolen, NULL, NULL, NULL, NULL));
}

static void connect_asks(struct attempt *a)
{
    if (!connect_begin(a))
        return;
    do {
        Sleep(1);
        learn_call(a, connect_to(a));
    } while (a->code == WSAEALREADY);
}

static void recv_waits(struct attempt *a)
{
    about_to_wait(a);
    learn_recv(a);
}

static void recv_asks(struct attempt *a)
{
    nonblocking(a);
    about_to_wait(a);
    do {
        Sleep(1);
        learn_recv(a);
    } while (a->code == WSAEWOULDBLOCK);
}

static void send_waits(struct attempt *a)
{
    about_to_wait(a);
    learn_call(a, send(a->s, much, sizeof(much), 0));
}

/* A datagram meets what came of an earlier one. */
static void send_asks(struct attempt *a)
{
    about_to_wait(a);
    do {
        Sleep(1);
        learn_call(a, send(a->s, "x", 1, 0));
    } while (a->code == 0);
}

/* --- select */

enum { READABLE = 1, WRITABLE = 2, FAILED = 4 };

static int select_for(struct attempt *a, int what)
{
    fd_set rd, wr, ex;

    FD_ZERO(&rd);
    FD_SET(a->s, &rd);
    wr = ex = rd;
    if (select(0, what & READABLE ? &rd : NULL, what & WRITABLE ? &wr : NULL,
               what & FAILED ? &ex : NULL, NULL) == SOCKET_ERROR)
        return -1;
    return (what & READABLE && FD_ISSET(a->s, &rd) ? READABLE : 0) |
           (what & WRITABLE && FD_ISSET(a->s, &wr) ? WRITABLE : 0) |
           (what & FAILED && FD_ISSET(a->s, &ex) ? FAILED : 0);
}

static void select_connect(struct attempt *a)
{
    if (!connect_begin(a))
        return;
    want(a, "sets", select_for(a, READABLE | WRITABLE | FAILED), FAILED);
    learn_so_error(a);
}

static void select_recv(struct attempt *a)
{
    about_to_wait(a);
    want(a, "sets", select_for(a, READABLE | FAILED), READABLE);
    learn_recv(a);
}

static void select_so_error(struct attempt *a)
{
    about_to_wait(a);
    want(a, "sets", select_for(a, READABLE | FAILED), READABLE);
    learn_so_error(a);
}

/* It has sent all that fits. */
static void select_send(struct attempt *a)
{
    nonblocking(a);
    about_to_wait(a);
    for (;;) {
        learn_call(a, send(a->s, much, sizeof(much), 0));
        if (a->code != 0 && a->code != WSAEWOULDBLOCK)
            return;
        want(a, "sets", select_for(a, WRITABLE | FAILED), WRITABLE);
    }
}

/* --- WSAPoll */

static int poll_for(struct attempt *a, short events)
{
    WSAPOLLFD p;

    p.fd = a->s;
    p.events = events;
    p.revents = 0;
    return WSAPoll(&p, 1, -1) == 1 ? p.revents : -1;
}

static void poll_connect(struct attempt *a)
{
    if (!connect_begin(a))
        return;
    want(a, "revents", poll_for(a, POLLRDNORM | POLLWRNORM),
         POLLHUP | POLLERR | POLLWRNORM);
    learn_so_error(a);
}

static void poll_so_error(struct attempt *a)
{
    about_to_wait(a);
    want(a, "revents", poll_for(a, POLLRDNORM), POLLHUP | POLLERR);
    learn_so_error(a);
}

static void poll_recv(struct attempt *a)
{
    about_to_wait(a);
    want(a, "revents", poll_for(a, POLLRDNORM), POLLRDNORM);
    learn_recv(a);
}

/* --- ProcessSocketNotifications */

#define BROKEN (SOCK_NOTIFY_EVENT_HANGUP | SOCK_NOTIFY_EVENT_ERR)

/* The first notification of the socket, by level. */
static void notified(struct attempt *a, int events)
{
    SOCK_NOTIFY_REGISTRATION r =
        sn_registration(a->s, SN_ENABLE, SN_IN | SN_HANGUP, SN_LEVEL);
    OVERLAPPED_ENTRY e;
    UINT32 n = 0;

    memset(&e, 0, sizeof(e));
    a->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    want(a, "registers",
         (long)ProcessSocketNotifications(a->port, 1, &r, 0, 0, NULL, NULL), 0);
    want(a, "registration", (long)r.registrationResult, 0);
    about_to_wait(a);
    want(
        a, "waits",
        (long)ProcessSocketNotifications(a->port, 0, NULL, INFINITE, 1, &e, &n),
        0);
    want(a, "events", (long)SocketNotificationRetrieveEvents(&e), events);
}

static void notify_connect(struct attempt *a)
{
    if (!connect_begin(a))
        return;
    notified(a, BROKEN);
    learn_so_error(a);
}

static void notify_so_error(struct attempt *a)
{
    notified(a, BROKEN);
    learn_so_error(a);
}

static void notify_recv(struct attempt *a)
{
    notified(a, SOCK_NOTIFY_EVENT_IN);
    learn_recv(a);
}

/* --- WSAEventSelect */

/* Waits for one of these events, which alone is to come but for FD_WRITE. */
static int events_for(struct attempt *a, LONG wanted, int bit)
{
    WSANETWORKEVENTS told;
    LONG all = 0;

    do {
        WSAWaitForMultipleEvents(1, &a->event, FALSE, WSA_INFINITE, FALSE);
        want(a, "enumerates", WSAEnumNetworkEvents(a->s, a->event, &told), 0);
        all |= told.lNetworkEvents;
    } while ((all & wanted) == 0 && a->wrong[0] == '\0');
    want(a, "events", all & ~FD_WRITE, wanted);
    return told.iErrorCode[bit];
}

static void events_select(struct attempt *a, LONG events)
{
    a->event = WSACreateEvent();
    want(a, "selects", WSAEventSelect(a->s, a->event, events), 0);
}

static void events_connect(struct attempt *a)
{
    events_select(a, FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE);
    if (connect_begin(a))
        learn(a, events_for(a, FD_CONNECT, FD_CONNECT_BIT));
}

static void events_close(struct attempt *a)
{
    events_select(a, FD_READ | FD_WRITE | FD_CLOSE);
    about_to_wait(a);
    learn(a, events_for(a, FD_CLOSE, FD_CLOSE_BIT));
    a->telling = BY_CLOSE;
}

static void events_recv(struct attempt *a)
{
    events_select(a, FD_READ | FD_WRITE | FD_CLOSE);
    about_to_wait(a);
    want(a, "FD_READ's code", events_for(a, FD_READ, FD_READ_BIT), 0);
    learn_recv(a);
}

/* --- Registered I/O, whose functions are in `rio`. */

static void rio_learn(struct attempt *a, RIO_CQ cq, HANDLE told)
{
    RIORESULT result;

    memset(&result, 0x57, sizeof(result));
    want(a, "RIONotify", rio.RIONotify(cq), 0);
    about_to_wait(a);
    WaitForSingleObject(told, INFINITE);
    want(a, "completions", (long)rio.RIODequeueCompletion(cq, &result, 1), 1);
    learn(a, result.Status);
}

static void rio_run(struct attempt *a, bool sends)
{
    HANDLE told = CreateEventA(NULL, FALSE, FALSE, NULL);
    RIO_BUFFERID id = rio.RIORegisterBuffer(much, sizeof(much));
    RIO_CQ cq = rio_with_event(told, FALSE);
    RIO_RQ rq = rio_queue(a->s, cq, 1);
    RIO_BUF part;

    part.BufferId = id;
    part.Offset = 0;
    part.Length = sends ? sizeof(much) : 1;
    want(a, "begins",
         sends ? rio.RIOSend(rq, &part, 1, 0, NULL)
               : rio.RIOReceive(rq, &part, 1, 0, NULL),
         TRUE);
    rio_learn(a, cq, told);
    rio.RIOCloseCompletionQueue(cq);
    rio.RIODeregisterBuffer(id);
    CloseHandle(told);
}

static void rio_recv(struct attempt *a)
{
    rio_run(a, false);
}

static void rio_send(struct attempt *a)
{
    rio_run(a, true);
}

#endif
