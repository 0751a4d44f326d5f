/* SPDX-License-Identifier: MIT */
/* Readiness told by a port of its own: connections that are read or written
 * when ProcessSocketNotifications says so, by level and by edge, once or for
 * good, while registrations are changed, disabled and removed. The other ends
 * are a thread's that blocks. Readiness that is lost leaves a transfer
 * unfinished, and the run does not end. */
#include <stdlib.h>
#include <string.h>

#include "stress.h"

#define SPOTS       4
#define TAKE        3    /* notifications at once */
#define PIECE       3000 /* bytes of one call */
#define KEY(i, age) ((PVOID)(((ULONG_PTR)(age) << 4) | (ULONG_PTR)(i)))

struct spot { /* a connection that is waited for */
    SOCKET s;
    bool sends, over;
    UINT8 trigger;
    unsigned age;          /* registrations that were removed before */
    unsigned removals;     /* of them not told yet */
    unsigned long long at; /* in the pattern */
};

struct board {
    unsigned rand;
    HANDLE port;
    unsigned long long total; /* bytes of each connection */
    struct spot spot[SPOTS];
    SOCKET peer[SPOTS];
    bool peer_sends[SPOTS];
    unsigned peer_rand;
};

/* --- The other ends: a thread that blocks. */

static bool peer_step(struct board *b, int i, unsigned long long *at)
{
    char piece[PIECE];
    int n = 1 + (int)draw(&b->peer_rand, PIECE);

    if (b->peer_sends[i]) {
        if (b->total - *at < (unsigned long long)n)
            n = (int)(b->total - *at);
        for (int k = 0; k < n; k++)
            piece[k] = pattern(*at + (unsigned)k);
        n = send(b->peer[i], piece, n, 0);
    } else {
        n = recv(b->peer[i], piece, n, 0);
        for (int k = 0; k < n; k++)
            if (piece[k] != pattern(*at + (unsigned)k)) {
                wrong("another byte after readiness", (long)*at, k);
                return false;
            }
    }
    *at += n > 0 ? (unsigned)n : 0;
    if (n > 0 && *at < b->total)
        return true;
    closesocket(b->peer[i]);
    b->peer[i] = INVALID_SOCKET;
    return false;
}

static DWORD WINAPI peers(void *arg)
{
    unsigned long long at[SPOTS] = {0};
    struct board *b = arg;
    bool on[SPOTS];
    int left = SPOTS;

    for (int i = 0; i < SPOTS; i++)
        on[i] = true;
    while (left != 0) {
        int i = (int)draw(&b->peer_rand, SPOTS);

        if (on[i] && !peer_step(b, i, &at[i])) {
            on[i] = false;
            left--;
        }
        if (draw(&b->peer_rand, 4) == 0)
            SwitchToThread();
    }
    return 0;
}

/* --- What is done when a connection is ready. */

static void spot_over(struct board *b, struct spot *p)
{
    p->over = true;
    if (p->at != b->total && !faults)
        wrong("ended early after readiness", (long)p->at, (long)b->total);
    closesocket(p->s); /* and the registration */
}

/* One call; false: the socket is not ready. */
static bool spot_step(struct board *b, struct spot *p)
{
    unsigned long long left = b->total - p->at;
    char piece[PIECE];
    int n = 1 + (int)draw(&b->rand, PIECE);

    if (p->sends) {
        if (left < (unsigned long long)n)
            n = (int)left;
        for (int k = 0; k < n; k++)
            piece[k] = pattern(p->at + (unsigned)k);
        n = send(p->s, piece, n, 0);
    } else {
        n = recv(p->s, piece, n, 0);
        for (int k = 0; k < n; k++)
            if (piece[k] != pattern(p->at + (unsigned)k))
                wrong("another byte when ready", (long)p->at, k);
    }
    if (n == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK)
        return false;
    if (n > 0)
        p->at += (unsigned)n;
    if (n <= 0 || (p->sends && p->at == b->total))
        spot_over(b, p);
    return true;
}

/* By level a part will do: what is left is told again. */
static void spot_use(struct board *b, struct spot *p)
{
    int calls = (p->trigger & SOCK_NOTIFY_TRIGGER_LEVEL) != 0
                    ? 1 + (int)draw(&b->rand, 3)
                    : -1;

    while (!p->over && calls-- != 0 && spot_step(b, p))
        ;
}

/* --- Registrations. */

static bool process(struct board *b, struct spot *p, UINT8 operation)
{
    SOCK_NOTIFY_REGISTRATION r;

    do { /* under faults there may be no memory just now */
        memset(&r, 0, sizeof(r));
        r.socket = p->s;
        r.completionKey = KEY(p - b->spot, p->age);
        r.operation = operation;
        r.eventFilter = p->sends ? SOCK_NOTIFY_REGISTER_EVENT_OUT
                                 : SOCK_NOTIFY_REGISTER_EVENT_IN;
        r.triggerFlags = p->trigger;
        if (ProcessSocketNotifications(b->port, 1, &r, 0, 0, NULL, NULL) != 0)
            r.registrationResult = WSAENOBUFS;
    } while (r.registrationResult == WSAENOBUFS && faults);
    if (r.registrationResult != 0)
        wrong("a registration", (long)r.registrationResult, operation);
    return r.registrationResult == 0;
}

/* What was ready before is no edge: it is seen to now. */
static void enable(struct board *b, struct spot *p)
{
    if (process(b, p, SOCK_NOTIFY_OP_ENABLE) &&
        (p->trigger & SOCK_NOTIFY_TRIGGER_EDGE) != 0)
        spot_use(b, p);
}

static UINT8 any_trigger(struct board *b)
{
    UINT8 trigger = draw(&b->rand, 2) ? SOCK_NOTIFY_TRIGGER_LEVEL
                                      : SOCK_NOTIFY_TRIGGER_EDGE;

    if (draw(&b->rand, 2))
        trigger |= draw(&b->rand, 2) ? SOCK_NOTIFY_TRIGGER_ONESHOT
                                     : SOCK_NOTIFY_TRIGGER_PERSISTENT;
    return trigger;
}

/* Another trigger, after a while without any, or with a registration that is
 * another one. */
static void change(struct board *b, struct spot *p)
{
    unsigned how = draw(&b->rand, 3);

    if (how == 0)
        process(b, p, SOCK_NOTIFY_OP_DISABLE);
    if (how == 1 && process(b, p, SOCK_NOTIFY_OP_REMOVE)) {
        p->removals++;
        p->age++;
    }
    if (draw(&b->rand, 2))
        SwitchToThread();
    p->trigger = any_trigger(b);
    enable(b, p);
}

/* --- Notifications. */

static void removed(struct spot *p, unsigned age)
{
    if (p->removals == 0 || age >= p->age)
        wrong("removed, or told so twice", (long)age, (long)p->age);
    else
        p->removals--;
}

static void ready(struct board *b, struct spot *p)
{
    spot_use(b, p);
    if (!p->over && (p->trigger & SOCK_NOTIFY_TRIGGER_ONESHOT) != 0)
        enable(b, p);
}

static void told(struct board *b, OVERLAPPED_ENTRY *e)
{
    struct spot *p = &b->spot[e->lpCompletionKey & 15];
    unsigned age = (unsigned)(e->lpCompletionKey >> 4);
    UINT32 events = SocketNotificationRetrieveEvents(e);

    if (events == SOCK_NOTIFY_EVENT_REMOVE)
        removed(p, age);
    else if (events == 0 || age != p->age)
        wrong("a notification of what was removed", (long)events, (long)age);
    else if (!p->over) /* else: closed by one before it in the same call */
        ready(b, p);
}

static bool unfinished(const struct board *b)
{
    for (int i = 0; i < SPOTS; i++)
        if (!b->spot[i].over || b->spot[i].removals != 0)
            return true;
    return false;
}

static void attend(struct board *b)
{
    OVERLAPPED_ENTRY e[TAKE];
    UINT32 n = 0;
    DWORD error;

    while (unfinished(b) && go_on()) {
        struct spot *p = &b->spot[draw(&b->rand, SPOTS)];

        if (draw(&b->rand, 4) == 0 && !p->over)
            change(b, p);
        if (!unfinished(b))
            break;
        error =
            ProcessSocketNotifications(b->port, 0, NULL, INFINITE, TAKE, e, &n);
        if (error != 0 && !faults)
            wrong("ProcessSocketNotifications", (long)error, (long)n);
        for (UINT32 i = 0; error == 0 && i < n; i++) {
            InterlockedIncrement(&operations);
            told(b, &e[i]);
        }
    }
}

/* --- A round. */

static bool make_pair(struct board *b, int i)
{
    SOCKET listener = bound(SOCK_STREAM);
    struct spot *p = &b->spot[i];
    struct sockaddr_in to;
    int len = sizeof(to), small = 4096;
    u_long on = 1;

    p->s = bound(SOCK_STREAM);
    b->peer[i] = INVALID_SOCKET;
    setsockopt(p->s, SOL_SOCKET, SO_SNDBUF, (char *)&small, sizeof(small));
    if (listen(listener, 1) == 0 &&
        getsockname(listener, (struct sockaddr *)&to, &len) == 0 &&
        connect(p->s, (struct sockaddr *)&to, sizeof(to)) == 0)
        b->peer[i] = accept(listener, NULL, NULL);
    closesocket(listener);
    return b->peer[i] != INVALID_SOCKET && ioctlsocket(p->s, FIONBIO, &on) == 0;
}

static bool prepare(struct board *b)
{
    bool good = true;

    b->total = 1 + draw(&b->rand, 200000);
    b->peer_rand = b->rand;
    memset(b->spot, 0, sizeof(b->spot));
    for (int i = 0; i < SPOTS; i++) {
        b->spot[i].sends = draw(&b->rand, 2) != 0;
        b->peer_sends[i] = !b->spot[i].sends;
        good = make_pair(b, i) && good;
    }
    b->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    return good && b->port != NULL;
}

static void go_through(struct board *b)
{
    HANDLE thread =
        prepare(b) ? CreateThread(NULL, 0, peers, b, 0, NULL) : NULL;

    if (thread != NULL) {
        for (int i = 0; i < SPOTS; i++) {
            b->spot[i].trigger = any_trigger(b);
            enable(b, &b->spot[i]);
        }
        attend(b);
    }
    for (int i = 0; i < SPOTS; i++)
        if (!b->spot[i].over)
            closesocket(b->spot[i].s);
    if (thread != NULL) {
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
    }
    for (int i = 0; i < SPOTS; i++)
        if (b->peer[i] != INVALID_SOCKET) /* no thread has been there */
            closesocket(b->peer[i]);
    if (b->port != NULL)
        CloseHandle(b->port);
}

DWORD WINAPI notified(void *arg)
{
    struct board *b = surely(sizeof(*b));

    b->rand = *(unsigned *)arg;
    while (go_on())
        go_through(b);
    free(b);
    return 0;
}
