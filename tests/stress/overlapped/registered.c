/* SPDX-License-Identifier: MIT */
/* Registered I/O: pairs of sockets, streams or datagrams, with several
 * requests under way each way. Each request is told once and in its turn, no
 * byte is lost or changes its place, and what is outstanding when its socket or
 * its memory goes is told, too. */
#include <stdlib.h>
#include <string.h>

#include <ws2ipdef.h>

#include "stress.h"

#define DEPTH 8
#define PIECE 2000 /* bytes of one request */
#define AHEAD 32   /* datagrams that are sent and not received yet */

enum told { BY_POLLING, TOLD_BY_EVENT, TOLD_BY_PORT, TOLDS };
enum way { RECV, SEND, WAYS };

struct ask {
    struct lane *lane;
    bool out;   /* under way */
    bool quiet; /* RIO_MSG_DONT_NOTIFY */
    ULONG length;
};

struct lane { /* requests of one kind at one end, first in first out */
    struct ask ask[DEPTH];
    enum way way;
    int end;
    unsigned head, tail;
    bool deferred;         /* some wait to be committed */
    unsigned long long at; /* in the pattern of both kinds of socket */
};

struct memory { /* what is registered */
    char data[2][WAYS][DEPTH][PIECE];
    SOCKADDR_INET name[2], from[2][DEPTH];
};

struct wire {
    RIO_EXTENSION_FUNCTION_TABLE rio;
    unsigned rand;
    enum told told;
    bool dgram, over;
    bool idle; /* nothing was told last time */
    HANDLE bell, event;
    struct op notice; /* the packet that tells */
    SOCKET s[2];
    RIO_RQ rq[2];
    RIO_CQ cq;
    RIO_BUFFERID id;
    struct lane lane[2][WAYS];
    unsigned long long total; /* bytes each way */
    struct memory m;
};

/* Only where memory fails to be had may a call fail. */
static bool fine(struct wire *w, bool good, const char *what)
{
    if (!good && !faults)
        wrong(what, WSAGetLastError(), w->told);
    if (!good)
        w->over = true;
    return good;
}

static RIO_BUF part(struct wire *w, void *at, size_t length)
{
    RIO_BUF buf = {w->id, (ULONG)((char *)at - (char *)&w->m), (ULONG)length};

    return buf;
}

/* Bytes that receives under way have room for. */
static unsigned long long claimed(const struct lane *l)
{
    unsigned long long n = 0;

    for (unsigned i = l->head; i != l->tail; i++)
        n += l->ask[i % DEPTH].length;
    return n;
}

/* The request at the lane's tail. */
static bool submit(struct wire *w, struct lane *l, struct ask *a, DWORD flags)
{
    unsigned slot = l->tail % DEPTH;
    RIO_RQ rq = w->rq[l->end];
    RIO_BUF data = part(w, w->m.data[l->end][l->way][slot], a->length);
    RIO_BUF to = part(w, &w->m.name[1 - l->end], sizeof(SOCKADDR_INET));
    RIO_BUF from = part(w, &w->m.from[l->end][slot], sizeof(SOCKADDR_INET));
    bool more = draw(&w->rand, 2) != 0 || w->dgram;

    if (l->way == SEND)
        return more
                   ? w->rio.RIOSendEx(rq, &data, 1, NULL, w->dgram ? &to : NULL,
                                      NULL, NULL, flags, a)
                   : w->rio.RIOSend(rq, &data, 1, flags, a);
    return more ? w->rio.RIOReceiveEx(rq, &data, 1, NULL, &from, NULL, NULL,
                                      flags, a)
                : w->rio.RIOReceive(rq, &data, 1, flags, a);
}

static bool begin(struct wire *w, struct lane *l)
{
    struct ask *a = &l->ask[l->tail % DEPTH];
    char *at = w->m.data[l->end][l->way][l->tail % DEPTH];
    DWORD flags = draw(&w->rand, 3) == 0 ? RIO_MSG_DEFER : 0;

    a->length = 1 + draw(&w->rand, draw(&w->rand, 4) ? 200 : PIECE - 1);
    if (l->way == RECV && w->dgram)
        a->length = PIECE;
    if (l->way == RECV && !w->dgram && draw(&w->rand, 4) == 0 &&
        l->at + claimed(l) + a->length <= w->total)
        flags |= RIO_MSG_WAITALL;
    a->quiet = draw(&w->rand, 16) == 0;
    if (a->quiet)
        flags |= RIO_MSG_DONT_NOTIFY;
    for (ULONG i = 0; l->way == SEND && i < a->length; i++)
        at[i] = pattern(l->at + i);
    a->out = true;
    if (!fine(w, submit(w, l, a, flags), "a request")) {
        a->out = false;
        return false;
    }
    InterlockedIncrement(&operations);
    l->deferred = (flags & RIO_MSG_DEFER) != 0;
    if (l->way == SEND)
        l->at += a->length;
    l->tail++;
    return true;
}

static void commit(struct wire *w, struct lane *l)
{
    RIO_RQ rq = w->rq[l->end];

    if (l->deferred)
        fine(w,
             l->way == SEND
                 ? w->rio.RIOSend(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL)
                 : w->rio.RIOReceive(rq, NULL, 0, RIO_MSG_COMMIT_ONLY, NULL),
             "a commit");
    l->deferred = false;
}

static void received(struct wire *w, struct lane *l, ULONG bytes)
{
    unsigned slot = l->head % DEPTH;
    const char *data = w->m.data[l->end][RECV][slot];

    for (ULONG i = 0; i < bytes; i++)
        if (data[i] != pattern(l->at++)) {
            wrong("another byte by registered I/O", (long)(l->at - 1),
                  w->dgram);
            return;
        }
    if (w->dgram && w->m.from[l->end][slot].Ipv4.sin_port !=
                        w->m.name[1 - l->end].Ipv4.sin_port)
        wrong("another sender of registered I/O", (long)slot, 0);
}

static void told(struct wire *w, const RIORESULT *r)
{
    struct ask *a = (struct ask *)(ULONG_PTR)r->RequestContext;
    struct lane *l = a->lane;

    if (l->head == l->tail || a != &l->ask[l->head % DEPTH] || !a->out ||
        r->SocketContext != (ULONGLONG)l->end) {
        wrong("a request told twice, or out of turn", l->way, w->told);
        return;
    }
    if (r->Status != 0 || r->BytesTransferred == 0)
        w->over = true;
    else if (l->way == RECV && !w->over) /* else a datagram may lack */
        received(w, l, r->BytesTransferred);
    else if (l->way == SEND && r->BytesTransferred != a->length)
        wrong("a send that is cut", (long)r->BytesTransferred, (long)a->length);
    a->out = false;
    l->head++;
}

static ULONG take(struct wire *w)
{
    RIORESULT r[2 * WAYS * DEPTH];
    ULONG n = w->rio.RIODequeueCompletion(w->cq, r,
                                          1 + draw(&w->rand, 2 * WAYS * DEPTH));

    if (n == RIO_CORRUPT_CQ) {
        wrong("a corrupt queue", w->told, 0);
        return 0;
    }
    for (ULONG i = 0; i < n; i++)
        told(w, &r[i]);
    return n;
}

static bool any_under_way(const struct wire *w, bool quiet)
{
    for (int k = 0; k < 2 * WAYS; k++) {
        const struct lane *l = &w->lane[k / WAYS][k % WAYS];

        for (unsigned i = l->head; i != l->tail; i++)
            if (!quiet || l->ask[i % DEPTH].quiet)
                return true;
    }
    return false;
}

/* Until something is told. Who is not to be notified has to look. */
static void rest(struct wire *w)
{
    if (w->told == BY_POLLING || any_under_way(w, true)) {
        SwitchToThread();
        return;
    }
    w->notice.ended = 0;
    while (w->rio.RIONotify(w->cq) != 0)
        if (!faults) {
            wrong("RIONotify", WSAGetLastError(), w->told);
            return;
        }
    WaitForSingleObject(w->told == TOLD_BY_PORT ? w->bell : w->event, INFINITE);
}

/* Queues grow, and shrink again as far as they may. */
static void resize(struct wire *w)
{
    int end = (int)draw(&w->rand, 2);
    DWORD n = (DWORD)DEPTH << draw(&w->rand, 3);

    w->rio.RIOResizeCompletionQueue(w->cq, 16 * DEPTH + draw(&w->rand, 100));
    w->rio.RIOResizeRequestQueue(w->rq[end], n, n);
}

static bool fill(struct wire *w, int end)
{
    struct lane *r = &w->lane[end][RECV], *s = &w->lane[end][SEND];
    struct lane *there = &w->lane[1 - end][RECV];

    /* a lazy receiver, until no more can be sent */
    while ((w->idle || draw(&w->rand, 8) == 0) && r->tail - r->head < DEPTH &&
           begin(w, r))
        ;
    while (s->at < w->total && s->tail - s->head < DEPTH &&
           (!w->dgram || s->tail - there->head < AHEAD) && begin(w, s))
        if (draw(&w->rand, 4) == 0)
            break;
    commit(w, r);
    commit(w, s);
    return there->at >= w->total && s->head == s->tail;
}

/* Until all has arrived that was sent, or, now and then, not so long. */
static void converse(struct wire *w)
{
    int rounds = draw(&w->rand, 3) ? -1 : (int)draw(&w->rand, 50);
    bool done = false;

    while (rounds-- != 0 && !done && !w->over && go_on()) {
        done = fill(w, 0);
        done = fill(w, 1) && done;
        if (draw(&w->rand, 8) == 0)
            resize(w);
        if (take(w) != 0)
            w->idle = false;
        else if (!w->idle)
            w->idle = true; /* and fill again */
        else if (!done && !w->over)
            rest(w);
    }
    if (w->over && !faults)
        wrong("registered I/O ended early", w->dgram, w->told);
}

static SOCKET registered_socket(int type)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    SOCKET s = WSASocketW(AF_INET, type, 0, NULL, 0,
                          WSA_FLAG_OVERLAPPED | WSA_FLAG_REGISTERED_IO);

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s != INVALID_SOCKET)
        bind(s, (struct sockaddr *)&sin, sizeof(sin));
    return s;
}

/* What is accepted is registered as the listener is. */
static void connect_pair(struct wire *w)
{
    SOCKET listener = registered_socket(SOCK_STREAM);
    struct sockaddr_in to;
    int len = sizeof(to);

    if (listen(listener, 1) == 0 &&
        getsockname(listener, (struct sockaddr *)&to, &len) == 0 &&
        connect(w->s[0], (struct sockaddr *)&to, sizeof(to)) == 0)
        w->s[1] = accept(listener, NULL, NULL);
    closesocket(listener);
}

/* Small ones, now and then, so that sends find no room. */
static void buffers_set(struct wire *w)
{
    int size = 4096;

    for (int i = 0; i < 2 && draw(&w->rand, 2); i++)
        setsockopt(w->s[i], SOL_SOCKET, SO_SNDBUF, (char *)&size, sizeof(size));
}

static bool make_pair(struct wire *w)
{
    w->s[0] = registered_socket(w->dgram ? SOCK_DGRAM : SOCK_STREAM);
    w->s[1] = w->dgram ? registered_socket(SOCK_DGRAM) : INVALID_SOCKET;
    if (!w->dgram) {
        connect_pair(w);
        buffers_set(w);
    }
    for (int i = 0; i < 2; i++) {
        int len = sizeof(w->m.name[i]);

        if (w->s[i] == INVALID_SOCKET ||
            getsockname(w->s[i], (struct sockaddr *)&w->m.name[i], &len) != 0)
            return false;
    }
    return true;
}

static bool make_queues(struct wire *w)
{
    RIO_NOTIFICATION_COMPLETION n;

    memset(&n, 0, sizeof(n));
    n.Type =
        w->told == TOLD_BY_PORT ? RIO_IOCP_COMPLETION : RIO_EVENT_COMPLETION;
    if (w->told == TOLD_BY_PORT) {
        n.Iocp.IocpHandle = port;
        n.Iocp.Overlapped = &w->notice;
    } else {
        n.Event.EventHandle = w->event;
        n.Event.NotifyReset = TRUE;
    }
    w->id = w->rio.RIORegisterBuffer((char *)&w->m, sizeof(w->m));
    w->cq = w->rio.RIOCreateCompletionQueue(16 * DEPTH,
                                            w->told == BY_POLLING ? NULL : &n);
    if (w->id == RIO_INVALID_BUFFERID || w->cq == RIO_INVALID_CQ)
        return false;
    for (int i = 0; i < 2; i++)
        w->rq[i] = w->rio.RIOCreateRequestQueue(
            w->s[i], DEPTH, 1, DEPTH, 1, w->cq, w->cq, (PVOID)(ULONG_PTR)i);
    return w->rq[0] != RIO_INVALID_RQ && w->rq[1] != RIO_INVALID_RQ;
}

static void lanes_reset(struct wire *w)
{
    memset(w->lane, 0, sizeof(w->lane));
    for (int k = 0; k < 2 * WAYS; k++) {
        struct lane *l = &w->lane[k / WAYS][k % WAYS];

        l->end = k / WAYS;
        l->way = (enum way)(k % WAYS);
        for (int i = 0; i < DEPTH; i++)
            l->ask[i].lane = l;
    }
}

static void deregister(struct wire *w)
{
    if (w->id != RIO_INVALID_BUFFERID)
        w->rio.RIODeregisterBuffer(w->id);
    w->id = RIO_INVALID_BUFFERID;
}

static void exchange(struct wire *w)
{
    w->told = (enum told)draw(&w->rand, TOLDS);
    w->dgram = draw(&w->rand, 2) != 0;
    w->total = 1 + draw(&w->rand, 300000);
    w->over = w->idle = false;
    w->id = RIO_INVALID_BUFFERID;
    w->cq = RIO_INVALID_CQ;
    lanes_reset(w);
    if (make_pair(w) && make_queues(w))
        converse(w);
    if (draw(&w->rand, 2) == 0) /* before what is under way has ended */
        deregister(w);
    closesocket(w->s[0]);
    closesocket(w->s[1]);
    while (any_under_way(w, false))
        if (take(w) == 0)
            rest(w);
    if (w->cq != RIO_INVALID_CQ)
        w->rio.RIOCloseCompletionQueue(w->cq);
    deregister(w);
}

static bool functions(RIO_EXTENSION_FUNCTION_TABLE *rio)
{
    SOCKET s = registered_socket(SOCK_DGRAM);
    GUID id = WSAID_MULTIPLE_RIO;
    DWORD n;
    bool good = WSAIoctl(s, SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER, &id,
                         sizeof(id), rio, sizeof(*rio), &n, NULL, NULL) == 0;

    closesocket(s);
    return good;
}

DWORD WINAPI registered(void *arg)
{
    struct wire *w = surely(sizeof(*w));

    w->rand = *(unsigned *)arg;
    w->bell = w->notice.bell = bell_new();
    w->event = event_new();
    while (!functions(&w->rio) && faults)
        ;
    while (go_on())
        exchange(w);
    CloseHandle(w->bell);
    CloseHandle(w->event);
    free(w);
    return 0;
}
