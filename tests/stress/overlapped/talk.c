/* SPDX-License-Identifier: MIT */
/* Connections with several receives and sends under way at both ends: no byte
 * is lost or changes its place. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stress.h"

#define DEPTH 4

struct lane { /* operations of one kind at one end, first in first out */
    struct op op[DEPTH];
    unsigned head, tail;
    unsigned long long at; /* in the stream's pattern */
    bool over;
};

struct talk {
    enum how how;
    unsigned rand;
    HANDLE bell;
    SOCKET s[2];
    void *volatile shown[2]; /* the same, for another thread */
    struct lane send[2], recv[2];
    bool again; /* one could not begin: there was no memory */
};

static GUID acceptex_id = WSAID_ACCEPTEX, connectex_id = WSAID_CONNECTEX;

/* Begins the next operation of a lane; false: the socket gives no more, or
 * there is no memory just now. */
static bool begin(struct talk *t, SOCKET s, struct lane *l, bool sends)
{
    struct op *op = &l->op[l->tail % DEPTH];
    WSABUF buf[2] = {
        {1 + draw(&t->rand, draw(&t->rand, 4) ? 500 : LARGEST - 1), op->buf}};
    DWORD parts = draw(&t->rand, 3) == 0 && buf[0].len > 1 ? 2 : 1;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE run =
        t->how == BY_ROUTINE ? op_routine : NULL;
    DWORD flags = 0, n = 0, total = buf[0].len, error;
    int res;

    if (parts == 2) {
        buf[1].len = buf[0].len / 2;
        buf[0].len -= buf[1].len;
        buf[1].buf = buf[0].buf + buf[0].len;
    }
    if (t->how == BY_EVENT)
        WSAResetEvent(op->ov.hEvent);
    op->ended = 0;
    op->begun = true;
    if (sends)
        for (ULONG i = 0; i < total; i++)
            op->buf[i] = pattern(l->at + i);
    res = sends ? WSASend(s, buf, parts, &n, 0, &op->ov, run)
                : WSARecv(s, buf, parts, &n, &flags, &op->ov, run);
    if (!op_begun(op, t->how, res, n, &error)) {
        l->over = error != WSAENOBUFS;
        t->again = true;
        return false;
    }
    if (sends)
        l->at += total;
    l->tail++;
    return true;
}

/* Takes the first operations off that have ended. */
static unsigned reap(struct talk *t, struct lane *l, bool sends)
{
    unsigned n = 0;

    for (; l->head != l->tail; l->head++, n++) {
        struct op *op = &l->op[l->head % DEPTH];

        if (!op_has_ended(op, t->how, t->s[0]))
            break;
        op->begun = false;
        if (op->error != 0 && op->bytes != 0)
            wrong("bytes with an error", (long)op->error, (long)op->bytes);
        if (op->error != 0 && op->error != ERROR_OPERATION_ABORTED)
            l->over = true;
        if (op->error == 0 && op->bytes == 0)
            l->over = true;
        for (DWORD i = 0; !sends && op->error == 0 && i < op->bytes; i++)
            if (op->buf[i] != pattern(l->at++)) {
                wrong("another byte", (long)(l->at - 1), (long)t->how);
                l->over = true;
                break;
            }
    }
    return n;
}

static unsigned reap_all(struct talk *t)
{
    return reap(t, &t->send[0], true) + reap(t, &t->send[1], true) +
           reap(t, &t->recv[0], false) + reap(t, &t->recv[1], false);
}

static bool under_way(const struct lane *l)
{
    return l->head != l->tail;
}

static bool any_under_way(const struct talk *t)
{
    return under_way(&t->send[0]) || under_way(&t->send[1]) ||
           under_way(&t->recv[0]) || under_way(&t->recv[1]);
}

/* Until something may have ended. */
static void rest(struct talk *t)
{
    struct lane *lanes[4] = {&t->send[0], &t->send[1], &t->recv[0],
                             &t->recv[1]};
    struct op *first[4];
    DWORD n = 0;

    for (int i = 0; i < 4; i++)
        if (under_way(lanes[i]))
            first[n++] = &lanes[i]->op[lanes[i]->head % DEPTH];
    if (n != 0)
        ops_rest(first, n, t->how, t->bell);
}

static void *extension(SOCKET s, GUID *id)
{
    void *f = NULL;
    DWORD n;

    WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, id, sizeof(*id), &f,
             sizeof(f), &n, NULL, NULL);
    return f;
}

static bool outcome(SOCKET s, OVERLAPPED *ov, BOOL res, const char *what)
{
    DWORD bytes, flags;

    if (!res && WSAGetLastError() != WSA_IO_PENDING) {
        if (!faults)
            wrong(what, WSAGetLastError(), 0);
        return false;
    }
    if (WSAGetOverlappedResult(s, ov, &bytes, TRUE, &flags))
        return true;
    if (!faults)
        wrong(what, WSAGetLastError(), 1);
    return false;
}

/* Small ones, so that sends find no room. A receive buffer smaller than a
 * segment of the loopback would make TCP itself slow. */
static void buffers_set(struct talk *t)
{
    static const int sizes[] = {4096, 16384, 65536};

    for (int i = 0; i < 2; i++) {
        int size = sizes[draw(&t->rand, 3)];

        setsockopt(t->s[i], SOL_SOCKET, SO_SNDBUF, (char *)&size, sizeof(size));
    }
}

struct meeting { /* of ConnectEx and AcceptEx */
    SOCKET listener;
    OVERLAPPED accept, connect;
    char out[100];
    bool data; /* AcceptEx waits for the first byte */
};

static bool meet(struct talk *t, struct meeting *m)
{
    LPFN_ACCEPTEX acceptex = extension(m->listener, &acceptex_id);
    LPFN_CONNECTEX connectex = extension(t->s[0], &connectex_id);
    struct sockaddr_in to;
    int len = sizeof(to), err;
    bool good, waits;
    BOOL accepted;
    DWORD n;

    if (acceptex == NULL || connectex == NULL)
        return false;
    getsockname(m->listener, (struct sockaddr *)&to, &len);
    accepted = acceptex(m->listener, t->s[1], m->out, m->data ? 1 : 0, 32, 32,
                        &n, &m->accept);
    err = WSAGetLastError();
    waits = accepted || err == WSA_IO_PENDING;
    if (!waits)
        return false;
    good = outcome(t->s[0], &m->connect,
                   connectex(t->s[0], (struct sockaddr *)&to, sizeof(to), NULL,
                             0, &n, &m->connect),
                   "ConnectEx");
    setsockopt(t->s[0], SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0);
    if (!good || (m->data && draw(&t->rand, 4) == 0)) {
        /* one of them goes instead */
        closesocket(draw(&t->rand, 2) ? m->listener : t->s[1]);
        WaitForSingleObject(m->accept.hEvent, INFINITE);
        return false;
    }
    if (m->data)
        send(t->s[0], "x", 1, 0);
    WSASetLastError(err);
    good = outcome(m->listener, &m->accept, accepted, "AcceptEx");
    setsockopt(t->s[1], SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
               (char *)&m->listener, sizeof(m->listener));
    return good;
}

static bool make_pair(struct talk *t)
{
    struct meeting m = {.data = draw(&t->rand, 2) != 0};
    bool good;

    m.accept.hEvent = event_new();
    m.connect.hEvent = event_new();
    m.listener = bound(SOCK_STREAM);
    t->s[0] = bound(SOCK_STREAM);
    t->s[1] = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    good = m.listener != INVALID_SOCKET && t->s[0] != INVALID_SOCKET &&
           t->s[1] != INVALID_SOCKET && listen(m.listener, 5) == 0 &&
           meet(t, &m);
    if (good && draw(&t->rand, 2))
        buffers_set(t);
    closesocket(m.listener);
    WSACloseEvent(m.accept.hEvent);
    WSACloseEvent(m.connect.hEvent);
    return good;
}

static void lane_reset(struct talk *t, struct lane *l)
{
    l->head = l->tail = 0;
    l->at = 0;
    l->over = false;
    for (int i = 0; i < DEPTH; i++)
        op_reset(&l->op[i], t->bell, t->how);
}

static void lane_free(struct lane *l)
{
    for (int i = 0; i < DEPTH; i++)
        op_free(&l->op[i]);
}

static void fill(struct talk *t, int end, unsigned long long total)
{
    struct lane *r = &t->recv[end], *w = &t->send[end];

    while (!r->over && r->tail - r->head < DEPTH)
        if (!begin(t, t->s[end], r, false))
            break;
    while (!w->over && w->at < total && w->tail - w->head < DEPTH)
        if (!begin(t, t->s[end], w, true))
            break;
}

static bool arrived(const struct talk *t, int end)
{
    return t->recv[end].at == t->send[1 - end].at && !under_way(&t->send[0]) &&
           !under_way(&t->send[1]);
}

/* Until all has arrived that was sent, or, now and then, not so long. */
static void converse(struct talk *t)
{
    unsigned long long total = 1 + draw(&t->rand, 300000);
    int rounds = draw(&t->rand, 3) ? -1 : (int)draw(&t->rand, 50);

    while (rounds-- != 0) {
        t->again = false;
        fill(t, 0, total);
        fill(t, 1, total);
        if (draw(&t->rand, 4) == 0)
            CancelIoEx((HANDLE)t->s[0],
                       &t->recv[0].op[draw(&t->rand, DEPTH)].ov);
        if (t->recv[0].over || t->recv[1].over) {
            if (!faults)
                wrong("a stream ended early", (long)t->recv[0].at, t->how);
            break;
        }
        if (t->send[0].at >= total && t->send[1].at >= total && arrived(t, 0) &&
            arrived(t, 1))
            break;
        if (reap_all(t) == 0 && !t->again)
            rest(t);
    }
    t->recv[0].over = t->recv[1].over = true;
}

static void conversation(struct talk *t)
{
    t->how = (enum how)draw(&t->rand, HOWS);
    for (int i = 0; i < 2; i++) {
        lane_reset(t, &t->send[i]);
        lane_reset(t, &t->recv[i]);
    }
    if (make_pair(t) && attach(t->s[0], t->how) && attach(t->s[1], t->how)) {
        (void)InterlockedExchangePointer(&t->shown[0], (void *)t->s[0]);
        (void)InterlockedExchangePointer(&t->shown[1], (void *)t->s[1]);
        converse(t);
    }
    closesocket(t->s[0]);
    closesocket(t->s[1]);
    while (any_under_way(t))
        if (reap_all(t) == 0)
            rest(t);
    for (int i = 0; i < 2; i++) {
        lane_free(&t->send[i]);
        lane_free(&t->recv[i]);
    }
}

struct talk *talk_new(unsigned rand)
{
    struct talk *t = surely(sizeof(*t));

    t->rand = rand;
    t->bell = bell_new();
    return t;
}

void talk_free(struct talk *t)
{
    CloseHandle(t->bell);
    free(t);
}

DWORD WINAPI talker(void *arg)
{
    while (go_on())
        conversation(arg);
    return 0;
}

void talk_meddle(struct talk *t, unsigned *rand)
{
    int end = (int)draw(rand, 2);

    CancelIoEx(InterlockedCompareExchangePointer(&t->shown[end], NULL, NULL),
               &t->recv[end].op[draw(rand, DEPTH)].ov);
}

void talk_print(const struct talk *t)
{
    printf("  by %d, bytes %llu %llu of %llu %llu\n", (int)t->how,
           t->recv[0].at, t->recv[1].at, t->send[1].at, t->send[0].at);
}
