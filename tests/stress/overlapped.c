/* SPDX-License-Identifier: MIT */
/* Overlapped operations in a random order: connections with several receives
 * and sends under way at both ends, that end by port, event or routine, while
 * other threads cancel, post, destroy ports and end. Each operation ends once,
 * no byte is lost or changes its place, and nothing is left.
 *
 *   overlapped [MILLISECONDS [SEED]] */
#include <winsock2.h>
#include <mswsock.h>
#include <windows.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TALKERS 3
#define WORKERS 2
#define DEPTH   4
#define LARGEST 20000
#define GRACE   60000 /* what the end may take */

enum how { BY_PORT, BY_EVENT, BY_ROUTINE, HOWS };

struct talk;

struct op {
    WSAOVERLAPPED ov; /* first */
    struct talk *talk;
    volatile LONG ended;
    bool begun;
    DWORD error, bytes;
    char buf[LARGEST];
};

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
};

static HANDLE port;
static struct talk *talks;
static volatile LONG bad, stop, posted, taken, operations;
static unsigned seed;
static GUID acceptex_id = WSAID_ACCEPTEX, connectex_id = WSAID_CONNECTEX;

static void wrong(const char *what, long a, long b)
{
    printf("%s: %ld, %ld; seed %u\n", what, a, b, seed);
    fflush(stdout);
    InterlockedIncrement(&bad);
}

static bool go_on(void)
{
    return InterlockedCompareExchange(&stop, 0, 0) == 0 &&
           InterlockedCompareExchange(&bad, 0, 0) == 0;
}

static unsigned draw(unsigned *state, unsigned below)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % below;
}

static char pattern(unsigned long long at)
{
    return (char)(at * 7 + at / 251);
}

static void ended(struct op *op, DWORD error, DWORD bytes)
{
    op->error = error;
    op->bytes = bytes;
    if (InterlockedIncrement(&op->ended) != 1)
        wrong("ended again", op->ended, (long)error);
}

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED ov,
                             DWORD flags)
{
    (void)flags;
    ended((struct op *)ov, error, bytes);
}

static DWORD WINAPI worker(void *arg)
{
    (void)arg;
    for (;;) {
        ULONG_PTR key;
        OVERLAPPED *ov;
        DWORD bytes;
        BOOL good =
            GetQueuedCompletionStatus(port, &bytes, &key, &ov, INFINITE);

        if (ov != NULL) {
            HANDLE bell = ((struct op *)ov)->talk->bell;

            ended((struct op *)ov, good ? 0 : GetLastError(), bytes);
            SetEvent(bell);
        } else if (!good) {
            return GetLastError();
        } else if (key == 1) {
            InterlockedIncrement(&taken);
        } else {
            return 0;
        }
    }
}

/* Begins the next operation of a lane; false: the socket gives no more. */
static bool begin(struct talk *t, SOCKET s, struct lane *l, bool sends)
{
    struct op *op = &l->op[l->tail % DEPTH];
    WSABUF buf = {1 + draw(&t->rand, draw(&t->rand, 4) ? 500 : LARGEST - 1),
                  op->buf};
    LPWSAOVERLAPPED_COMPLETION_ROUTINE run =
        t->how == BY_ROUTINE ? routine : NULL;
    DWORD flags = 0;
    int res;

    if (t->how == BY_EVENT)
        WSAResetEvent(op->ov.hEvent);
    op->ended = 0;
    op->begun = true;
    if (sends)
        for (ULONG i = 0; i < buf.len; i++)
            op->buf[i] = pattern(l->at + i);
    res = sends ? WSASend(s, &buf, 1, NULL, 0, &op->ov, run)
                : WSARecv(s, &buf, 1, NULL, &flags, &op->ov, run);
    if (res != 0 && WSAGetLastError() != WSA_IO_PENDING) {
        op->begun = false;
        l->over = true;
        return false;
    }
    if (sends)
        l->at += buf.len;
    l->tail++;
    InterlockedIncrement(&operations);
    return true;
}

static bool op_ended(struct talk *t, struct op *op)
{
    DWORD bytes, flags;

    if (t->how == BY_EVENT && op->ended == 0 &&
        WSAWaitForMultipleEvents(1, &op->ov.hEvent, FALSE, 0, FALSE) ==
            WSA_WAIT_EVENT_0) {
        BOOL good =
            WSAGetOverlappedResult(t->s[0], &op->ov, &bytes, FALSE, &flags);

        if (good || WSAGetLastError() != WSA_IO_INCOMPLETE)
            ended(op, good ? 0 : (DWORD)WSAGetLastError(), good ? bytes : 0);
        else
            wrong("event of one that goes on", 0, 0);
    }
    return InterlockedCompareExchange(&op->ended, 0, 0) != 0;
}

/* Takes the first operations off that have ended. */
static unsigned reap(struct talk *t, struct lane *l, bool sends)
{
    unsigned n = 0;

    for (; l->head != l->tail; l->head++, n++) {
        struct op *op = &l->op[l->head % DEPTH];

        if (!op_ended(t, op))
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

/* Until something may have ended. */
static void rest(struct talk *t)
{
    HANDLE first[4];
    DWORD n = 0;

    if (t->how == BY_PORT) {
        WaitForSingleObject(t->bell, INFINITE);
        return;
    }
    for (int i = 0; i < 2; i++) {
        if (under_way(&t->send[i]))
            first[n++] = t->send[i].op[t->send[i].head % DEPTH].ov.hEvent;
        if (under_way(&t->recv[i]))
            first[n++] = t->recv[i].op[t->recv[i].head % DEPTH].ov.hEvent;
    }
    if (t->how == BY_ROUTINE)
        SleepEx(INFINITE, TRUE);
    else
        WSAWaitForMultipleEvents(n, first, FALSE, WSA_INFINITE, FALSE);
}

static void *extension(SOCKET s, GUID *id)
{
    void *f = NULL;
    DWORD n;

    WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, id, sizeof(*id), &f,
             sizeof(f), &n, NULL, NULL);
    return f;
}

static SOCKET bound(int type)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    SOCKET s = WSASocketW(AF_INET, type, 0, NULL, 0, WSA_FLAG_OVERLAPPED);

    sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(s, (struct sockaddr *)&sin, sizeof(sin));
    return s;
}

static bool outcome(SOCKET s, OVERLAPPED *ov, BOOL res, const char *what)
{
    DWORD bytes, flags;

    if (!res && WSAGetLastError() != WSA_IO_PENDING) {
        wrong(what, WSAGetLastError(), 0);
        return false;
    }
    if (WSAGetOverlappedResult(s, ov, &bytes, TRUE, &flags))
        return true;
    wrong(what, WSAGetLastError(), 1);
    return false;
}

/* AcceptEx waits for the first byte now and then, so that it goes on. */
static bool make_pair(struct talk *t)
{
    struct sockaddr_in to;
    char out[100];
    OVERLAPPED a = {.hEvent = WSACreateEvent()};
    OVERLAPPED c = {.hEvent = WSACreateEvent()};
    SOCKET l = bound(SOCK_STREAM);
    bool data = draw(&t->rand, 2) != 0, good;
    DWORD n;
    BOOL accepted;
    int len = sizeof(to), err;

    t->s[0] = bound(SOCK_STREAM);
    t->s[1] = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    listen(l, 5);
    getsockname(l, (struct sockaddr *)&to, &len);
    accepted = ((LPFN_ACCEPTEX)extension(l, &acceptex_id))(
        l, t->s[1], out, data ? 1 : 0, 32, 32, &n, &a);
    err = WSAGetLastError();
    good = outcome(
        t->s[0], &c,
        ((LPFN_CONNECTEX)extension(t->s[0], &connectex_id))(
            t->s[0], (struct sockaddr *)&to, sizeof(to), NULL, 0, &n, &c),
        "ConnectEx");
    setsockopt(t->s[0], SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0);
    if (data && draw(&t->rand, 4) == 0) { /* one of them goes instead */
        closesocket(draw(&t->rand, 2) ? l : t->s[1]);
        WaitForSingleObject(a.hEvent, INFINITE);
        good = false;
    } else {
        if (data)
            send(t->s[0], "x", 1, 0);
        WSASetLastError(err);
        good = outcome(l, &a, accepted, "AcceptEx") && good;
        setsockopt(t->s[1], SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (char *)&l,
                   sizeof(l));
    }
    closesocket(l);
    WSACloseEvent(a.hEvent);
    WSACloseEvent(c.hEvent);
    return good;
}

static void lane_reset(struct talk *t, struct lane *l)
{
    l->head = l->tail = 0;
    l->at = 0;
    l->over = false;
    for (int i = 0; i < DEPTH; i++) {
        struct op *op = &l->op[i];

        memset(&op->ov, 0, sizeof(op->ov));
        op->talk = t;
        op->ended = 0;
        op->begun = false;
        op->ov.hEvent = t->how == BY_EVENT ? WSACreateEvent() : NULL;
    }
}

static void lane_free(struct lane *l)
{
    for (int i = 0; i < DEPTH; i++) {
        if (l->op[i].ov.hEvent != NULL)
            WSACloseEvent(l->op[i].ov.hEvent);
        if (l->op[i].begun || l->op[i].ended > 1)
            wrong("not ended once", l->op[i].ended, l->op[i].begun);
    }
}

static void fill(struct talk *t, int end, unsigned long long total)
{
    struct lane *r = &t->recv[end], *w = &t->send[end];

    while (!r->over && r->tail - r->head < DEPTH)
        begin(t, t->s[end], r, false);
    while (!w->over && w->at < total && w->tail - w->head < DEPTH)
        begin(t, t->s[end], w, true);
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
        fill(t, 0, total);
        fill(t, 1, total);
        if (draw(&t->rand, 4) == 0)
            CancelIoEx((HANDLE)t->s[0],
                       &t->recv[0].op[draw(&t->rand, DEPTH)].ov);
        if (t->recv[0].over || t->recv[1].over) {
            wrong("a stream ended early", (long)t->recv[0].at, t->how);
            break;
        }
        if (t->send[0].at >= total && t->send[1].at >= total && arrived(t, 0) &&
            arrived(t, 1))
            break;
        if (reap_all(t) == 0)
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
    if (make_pair(t)) {
        (void)InterlockedExchangePointer(&t->shown[0], (void *)t->s[0]);
        (void)InterlockedExchangePointer(&t->shown[1], (void *)t->s[1]);
        for (int i = 0; i < 2 && t->how == BY_PORT; i++)
            if (CreateIoCompletionPort((HANDLE)t->s[i], port, 0, 0) != port)
                wrong("attach", (long)GetLastError(), i);
        converse(t);
    }
    closesocket(t->s[0]);
    closesocket(t->s[1]);
    while (under_way(&t->send[0]) || under_way(&t->send[1]) ||
           under_way(&t->recv[0]) || under_way(&t->recv[1]))
        if (reap_all(t) == 0)
            rest(t);
    for (int i = 0; i < 2; i++) {
        lane_free(&t->send[i]);
        lane_free(&t->recv[i]);
    }
}

static DWORD WINAPI talker(void *arg)
{
    while (go_on())
        conversation(arg);
    return 0;
}

/* Ends with an operation under way, which ends with it. */
static DWORD WINAPI short_lived(void *arg)
{
    struct op *op = arg;
    WSABUF buf = {sizeof(op->buf), op->buf};
    DWORD flags = 0;

    if (WSARecvFrom((SOCKET)op->talk, &buf, 1, NULL, &flags, NULL, NULL,
                    &op->ov, NULL) == 0 ||
        WSAGetLastError() != WSA_IO_PENDING)
        wrong("WSARecvFrom", WSAGetLastError(), 0);
    return 0;
}

static void thread_that_ends(struct op *op)
{
    SOCKET s = bound(SOCK_DGRAM);
    HANDLE thread;

    memset(&op->ov, 0, sizeof(op->ov));
    op->talk = (struct talk *)s;
    op->ov.hEvent = WSACreateEvent();
    thread = CreateThread(NULL, 0, short_lived, op, 0, NULL);
    WaitForSingleObject(op->ov.hEvent, INFINITE);
    if (op->ov.Internal == 0)
        wrong("not aborted", (long)op->ov.Internal, 0);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    WSACloseEvent(op->ov.hEvent);
    closesocket(s);
}

static DWORD WINAPI port_waiter(void *arg)
{
    OVERLAPPED *ov;
    ULONG_PTR key;
    DWORD bytes;

    while (GetQueuedCompletionStatus(arg, &bytes, &key, &ov, INFINITE))
        ;
    if (GetLastError() != ERROR_ABANDONED_WAIT_0 &&
        GetLastError() != ERROR_INVALID_HANDLE)
        wrong("waiter of a port that goes", (long)GetLastError(), 0);
    return 0;
}

static void port_that_goes(unsigned *rand)
{
    HANDLE p = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    HANDLE thread[2];

    for (int i = 0; i < 2; i++)
        thread[i] = CreateThread(NULL, 0, port_waiter, p, 0, NULL);
    for (unsigned n = draw(rand, 20); n-- > 0;)
        PostQueuedCompletionStatus(p, 0, 1, NULL);
    CloseHandle(p);
    for (int i = 0; i < 2; i++) {
        WaitForSingleObject(thread[i], INFINITE);
        CloseHandle(thread[i]);
    }
}

static DWORD WINAPI meddler(void *arg)
{
    unsigned rand = seed ^ 0x5bd1e995u;
    struct op *op = arg;

    while (go_on()) {
        struct talk *t = &talks[draw(&rand, TALKERS)];
        int end = (int)draw(&rand, 2);

        for (unsigned n = draw(&rand, 10); n-- > 0;)
            if (PostQueuedCompletionStatus(port, 0, 1, NULL))
                InterlockedIncrement(&posted);
        CancelIoEx(
            InterlockedCompareExchangePointer(&t->shown[end], NULL, NULL),
            &t->recv[end].op[draw(&rand, DEPTH)].ov);
        if (draw(&rand, 8) == 0)
            port_that_goes(&rand);
        if (draw(&rand, 8) == 0)
            thread_that_ends(op);
        Sleep(1);
    }
    return 0;
}

static DWORD WINAPI watchdog(void *arg)
{
    if (WaitForSingleObject(arg, GRACE) == WAIT_OBJECT_0)
        return 0;
    printf("does not end; seed %u\n", seed);
    for (int i = 0; i < TALKERS; i++)
        printf("  by %d, bytes %llu %llu of %llu %llu\n", (int)talks[i].how,
               talks[i].recv[0].at, talks[i].recv[1].at, talks[i].send[1].at,
               talks[i].send[0].at);
    fflush(stdout);
    abort();
}

static int descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;

    while (readdir(dir) != NULL)
        n++;
    closedir(dir);
    return n;
}

static void run(DWORD duration_ms)
{
    HANDLE workers[WORKERS], others[TALKERS + 1], dog, end;
    struct op *op = calloc(1, sizeof(*op));

    talks = calloc(TALKERS, sizeof(*talks));
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    stop = 0;
    posted = taken = 0;
    for (int i = 0; i < WORKERS; i++)
        workers[i] = CreateThread(NULL, 0, worker, NULL, 0, NULL);
    for (int i = 0; i < TALKERS; i++) {
        talks[i].rand = seed + (unsigned)i * 7919;
        talks[i].bell = CreateEventW(NULL, FALSE, FALSE, NULL);
    }
    for (int i = 0; i < TALKERS; i++)
        others[i] = CreateThread(NULL, 0, talker, &talks[i], 0, NULL);
    others[TALKERS] = CreateThread(NULL, 0, meddler, op, 0, NULL);
    Sleep(duration_ms);
    end = CreateEventW(NULL, TRUE, FALSE, NULL);
    dog = CreateThread(NULL, 0, watchdog, end, 0, NULL);
    InterlockedExchange(&stop, 1);
    WaitForMultipleObjects(TALKERS + 1, others, TRUE, INFINITE);
    for (int i = 0; i < WORKERS; i++)
        PostQueuedCompletionStatus(port, 0, 2, NULL);
    WaitForMultipleObjects(WORKERS, workers, TRUE, INFINITE);
    SetEvent(end);
    WaitForSingleObject(dog, INFINITE);
    if (posted != taken)
        wrong("packets posted and taken", posted, taken);
    for (int i = 0; i < WORKERS; i++)
        CloseHandle(workers[i]);
    for (int i = 0; i < TALKERS + 1; i++)
        CloseHandle(others[i]);
    for (int i = 0; i < TALKERS; i++)
        CloseHandle(talks[i].bell);
    CloseHandle(dog);
    CloseHandle(end);
    CloseHandle(port);
    free(talks);
    free(op);
}

int main(int argc, char **argv)
{
    DWORD ms = argc > 1 ? (DWORD)atoi(argv[1]) : 2000;
    WSADATA data;
    int before;

    seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : GetTickCount();
    printf("seed %u\n", seed);
    fflush(stdout);
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 1;
    run(100); /* what is made once is there afterwards */
    before = descriptors();
    run(ms);
    if (descriptors() != before)
        wrong("descriptors", before, descriptors());
    WSACleanup();
    printf("%d operations, %d failed\n", (int)operations, (int)bad);
    return bad != 0;
}
