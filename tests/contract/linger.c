/* SPDX-License-Identifier: MIT */
/* How a TCP connection ends: closesocket under every setting of SO_LINGER, in
 * both modes, with data that was not sent or not read, after every shutdown;
 * and what the peer then reads. */
#include "harness.h"

enum setting { OFF, DONT /* SO_DONTLINGER */, ZERO, TIMED /* a second */ };
enum mode { BLOCKING, NONBLOCKING };
enum queued { NOTHING, UNREAD, UNSENT, BOTH };
#define NONE (-1) /* no shutdown */

enum ending {
    END = 1, /* everything arrives, and then the end */
    CUT,     /* a reset */
    EITHER,  /* the end was sent before, and then a reset */
    LATE,    /* a reset, when the time is over */
    STAYS    /* WSAEWOULDBLOCK: not closed, and nothing happens */
};

static void linger_set(SOCKET s, enum setting how)
{
    struct linger l = {1, how == ZERO ? 0 : how == TIMED ? 1 : 5};
    BOOL dont = TRUE;

    if (how != OFF)
        NEED(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof(l)), 0);
    if (how == DONT)
        NEED(setsockopt(s, SOL_SOCKET, SO_DONTLINGER, (char *)&dont,
                        sizeof(dont)),
             0);
}

static void mode_set(SOCKET s, enum mode mode)
{
    u_long on = mode == NONBLOCKING;

    NEED(ioctlsocket(s, (long)FIONBIO, &on), 0);
}

/* As much as the transport takes while the peer does not read. */
static long long fill(SOCKET s)
{
    static char chunk[65536];
    int small = 8192, sent;
    long long total = 0;

    setsockopt(s, SOL_SOCKET, SO_SNDBUF, (char *)&small, sizeof(small));
    setsockopt(ct_peer(), SOL_SOCKET, SO_RCVBUF, (char *)&small, sizeof(small));
    mode_set(s, NONBLOCKING);
    while ((sent = send(s, chunk, sizeof(chunk), 0)) > 0)
        total += sent;
    EQUAL(WSAGetLastError(), WSAEWOULDBLOCK);
    return total;
}

static void unread_make(SOCKET s)
{
    EQUAL(send(ct_peer(), "u", 1, 0), 1);
    ct_wait_readable(s);
}

/* Reads all there is; the code that ends it, 0 for the end of the stream. */
static int drain(SOCKET s, long long *total)
{
    static char chunk[65536];
    int got;

    for (*total = 0; (got = recv(s, chunk, sizeof(chunk), 0)) > 0;)
        *total += got;
    return got == 0 ? 0 : WSAGetLastError();
}

static void peer_sees(enum ending ending, long long sent)
{
    long long total;
    int end = drain(ct_peer(), &total);

    if (ending == END || (ending == EITHER && end == 0)) {
        EQUAL(end, 0);
        EQUAL(total, sent);
    } else {
        EQUAL(end, WSAECONNRESET);
    }
}

/* The handle stays good, and both ends go on. */
static void stays(SOCKET s, bool sending)
{
    struct sockaddr_in sin;
    int len = sizeof(sin);
    char byte;

    SOCKET_FAILS(WSAEWOULDBLOCK, closesocket(s));
    EQUAL(getpeername(s, SA(&sin), &len), 0);
    EQUAL(recv(ct_peer(), &byte, 1, 0), 1);
    if (sending)
        CHECK(send(ct_peer(), "x", 1, 0) == 1);
}

/* arg: linger and mode; arg2: shutdown and what is queued; arg3: the ending. */
#define PAIR(a, b)  ((a)*8 + (b))
#define FIRST_OF(v) ((v) / 8)
#define NEXT_OF(v)  ((v) % 8)

static void close_ends(const struct ct_row *row)
{
    enum setting linger = (enum setting)FIRST_OF(row->arg);
    enum mode mode = (enum mode)NEXT_OF(row->arg);
    int how = FIRST_OF(row->arg2) - 1;
    enum queued queued = (enum queued)NEXT_OF(row->arg2);
    enum ending ending = (enum ending)row->arg3;
    SOCKET s = ct_open(CT_TCP_CLIENT);
    long long sent = 0;
    ULONGLONG before;

    if (queued & UNSENT)
        sent = fill(s);
    if (queued & UNREAD)
        unread_make(s);
    mode_set(s, mode);
    linger_set(s, linger);
    if (how != NONE)
        NEED(shutdown(s, how), 0);
    if (ending == STAYS) {
        stays(s, how != SD_BOTH && how != SD_RECEIVE);
        return;
    }
    before = GetTickCount64();
    NEED(closesocket(s), 0);
    if (ending == LATE)
        CHECK(GetTickCount64() - before >= 900);
    peer_sees(ending, sent);
}

/* The peer reads meanwhile: the wait ends when all has arrived. */
static DWORD WINAPI reader(void *arg)
{
    long long *total = arg;

    return (DWORD)drain(ct_peer(), total);
}

static void waits_for_reader(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger l = {1, 600};
    long long sent = fill(s), got = 0;
    DWORD end = 1;
    HANDLE thread;

    (void)row;
    mode_set(s, BLOCKING);
    NEED(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof(l)), 0);
    thread = ct_thread(reader, &got);
    EQUAL(closesocket(s), 0);
    ct_join(thread);
    GetExitCodeThread(thread, &end);
    EQUAL(end, 0);
    EQUAL(got, sent);
}

/* Lingering is closesocket's: shutdown does not wait for anything. */
static void shutdown_does_not_wait(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct linger l = {1, 600};

    fill(s);
    mode_set(s, BLOCKING);
    NEED(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof(l)), 0);
    EQUAL(shutdown(s, row->arg), 0);
    l.l_linger = 0;
    NEED(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&l, sizeof(l)), 0);
}

/* Row: arg shuts down receiving. What the peer sends then resets the
 * connection, whether the socket is closed meanwhile or not. */
static void arrival_resets(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);
    char byte;

    NEED(row->arg2 ? WSARecvDisconnect(s, NULL) : shutdown(s, row->arg), 0);
    EQUAL(send(ct_peer(), "late", 4, 0), 4);
    if (row->arg == SD_BOTH) /* its end was sent first */
        while (recv(ct_peer(), &byte, 1, 0) == 0 &&
               send(ct_peer(), "more", 4, 0) == 4)
            SwitchToThread();
    else
        SOCKET_FAILS(WSAECONNRESET, recv(ct_peer(), &byte, 1, 0));
    CHECK(send(ct_peer(), "x", 1, 0) == SOCKET_ERROR);
    EQUAL(closesocket(s), 0);
}

/* Here the connection is over too. */
static void arrival_aborts(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    char byte;

    (void)row;
    NEED(shutdown(s, SD_RECEIVE), 0);
    EQUAL(send(ct_peer(), "late", 4, 0), 4);
    SOCKET_FAILS(WSAECONNRESET, recv(ct_peer(), &byte, 1, 0));
    SOCKET_FAILS(WSAECONNABORTED, send(s, "x", 1, 0));
    SOCKET_FAILS(WSAESHUTDOWN, recv(s, &byte, 1, 0));
}

static void run_send(struct ct_blocked *b)
{
    static char chunk[1 << 20];

    do
        b->res = send(b->s, chunk, sizeof(chunk), 0);
    while (b->res > 0);
    b->err = WSAGetLastError();
}

static void arrival_ends_send(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    struct ct_blocked b = {.s = s, .run = run_send};

    (void)row;
    NEED(shutdown(s, SD_RECEIVE), 0);
    ct_blocked_start(&b);
    EQUAL(send(ct_peer(), "late", 4, 0), 4);
    ct_blocked_end(&b);
    EQUAL(b.res, -1);
    EQUAL(b.err, WSAECONNABORTED);
}

/* The peer's end is no data. */
static void end_is_no_data(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);
    long long total;

    (void)row;
    NEED(shutdown(s, SD_RECEIVE), 0);
    EQUAL(shutdown(ct_peer(), SD_SEND), 0);
    EQUAL(send(s, "still", 5, 0), 5);
    EQUAL(closesocket(s), 0);
    EQUAL(drain(ct_peer(), &total), 0);
    EQUAL(total, 5);
}

static int told; /* by a completion routine */

static void CALLBACK routine(DWORD err, DWORD moved, LPWSAOVERLAPPED ov,
                             DWORD flags)
{
    (void)moved;
    (void)ov;
    (void)flags;
    told = (int)err;
}

/* Row: arg: a send is pending, not a receive; arg2: the setting. */
static void pending_is_aborted(const struct ct_row *row)
{
    static char chunk[1 << 20];
    SOCKET s = ct_open(CT_TCP_CLIENT);
    WSABUF buf = {sizeof(chunk), chunk};
    WSAOVERLAPPED ov = {0};
    DWORD flags = 0;

    if (row->arg)
        fill(s);
    mode_set(s, BLOCKING);
    linger_set(s, (enum setting)row->arg2);
    SOCKET_FAILS(WSA_IO_PENDING,
                 row->arg ? WSASend(s, &buf, 1, NULL, 0, &ov, routine)
                          : WSARecv(s, &buf, 1, NULL, &flags, &ov, routine));
    told = -1;
    EQUAL(closesocket(s), 0);
    SleepEx(INFINITE, TRUE);
    EQUAL(told, row->code);
}

#define CELL(what, setting, mode, how, queued, ending)                         \
    RULE(closesocket, what ", " #queued, close_ends,                           \
         .arg = PAIR(setting, mode), .arg2 = PAIR((how) + 1, queued),          \
         .arg3 = ending)
#define ENDINGS(setting, mode, how, ...)                                       \
    ENDINGS_OF(#setting " " #mode ", " #how, setting, mode, how, __VA_ARGS__)
#define ENDINGS_OF(what, setting, mode, how, nothing, unread, unsent, both)    \
    CELL(what, setting, mode, how, NOTHING, nothing),                          \
        CELL(what, setting, mode, how, UNREAD, unread),                        \
        CELL(what, setting, mode, how, UNSENT, unsent),                        \
        CELL(what, setting, mode, how, BOTH, both)

#define ABORTED(what, which, setting)                                          \
    ROW(closesocket, WSA_OPERATION_ABORTED, what ", " #setting,                \
        pending_is_aborted, .name = "WSA_OPERATION_ABORTED", .arg = which,     \
        .arg2 = setting)

static const struct ct_row rows[] = {
    /* the last four: queued is nothing, unread, unsent data, both */
    ENDINGS(OFF, BLOCKING, NONE, END, CUT, END, CUT),
    ENDINGS(OFF, BLOCKING, SD_RECEIVE, END, CUT, END, CUT),
    ENDINGS(OFF, BLOCKING, SD_SEND, END, EITHER, END, CUT),
    ENDINGS(OFF, BLOCKING, SD_BOTH, END, CUT, END, CUT),
    ENDINGS(OFF, NONBLOCKING, NONE, END, CUT, END, CUT),
    ENDINGS(OFF, NONBLOCKING, SD_RECEIVE, END, CUT, END, CUT),
    ENDINGS(OFF, NONBLOCKING, SD_SEND, END, EITHER, END, CUT),
    ENDINGS(OFF, NONBLOCKING, SD_BOTH, END, CUT, END, CUT),
    ENDINGS(DONT, BLOCKING, NONE, END, CUT, END, CUT),
    ENDINGS(DONT, BLOCKING, SD_RECEIVE, END, CUT, END, CUT),
    ENDINGS(DONT, BLOCKING, SD_SEND, END, EITHER, END, CUT),
    ENDINGS(DONT, BLOCKING, SD_BOTH, END, CUT, END, CUT),
    ENDINGS(DONT, NONBLOCKING, NONE, END, CUT, END, CUT),
    ENDINGS(DONT, NONBLOCKING, SD_RECEIVE, END, CUT, END, CUT),
    ENDINGS(DONT, NONBLOCKING, SD_SEND, END, EITHER, END, CUT),
    ENDINGS(DONT, NONBLOCKING, SD_BOTH, END, CUT, END, CUT),
    ENDINGS(ZERO, BLOCKING, NONE, CUT, CUT, CUT, CUT),
    ENDINGS(ZERO, BLOCKING, SD_RECEIVE, CUT, CUT, CUT, CUT),
    ENDINGS(ZERO, BLOCKING, SD_SEND, EITHER, EITHER, CUT, CUT),
    ENDINGS(ZERO, BLOCKING, SD_BOTH, EITHER, CUT, CUT, CUT),
    ENDINGS(ZERO, NONBLOCKING, NONE, CUT, CUT, CUT, CUT),
    ENDINGS(ZERO, NONBLOCKING, SD_RECEIVE, CUT, CUT, CUT, CUT),
    ENDINGS(ZERO, NONBLOCKING, SD_SEND, EITHER, EITHER, CUT, CUT),
    ENDINGS(ZERO, NONBLOCKING, SD_BOTH, EITHER, CUT, CUT, CUT),
    ENDINGS(TIMED, BLOCKING, NONE, END, CUT, LATE, CUT),
    ENDINGS(TIMED, BLOCKING, SD_RECEIVE, END, CUT, LATE, CUT),
    ENDINGS(TIMED, BLOCKING, SD_SEND, END, EITHER, LATE, CUT),
    ENDINGS(TIMED, BLOCKING, SD_BOTH, END, CUT, LATE, CUT),
    ENDINGS(TIMED, NONBLOCKING, NONE, END, CUT, STAYS, STAYS),
    ENDINGS(TIMED, NONBLOCKING, SD_RECEIVE, END, CUT, STAYS, CUT),
    ENDINGS(TIMED, NONBLOCKING, SD_SEND, END, EITHER, STAYS, STAYS),
    ENDINGS(TIMED, NONBLOCKING, SD_BOTH, END, CUT, STAYS, CUT),
    RULE(closesocket, "waits until all has arrived", waits_for_reader),
    RULE(shutdown, "SD_SEND does not linger", shutdown_does_not_wait,
         .arg = SD_SEND),
    RULE(shutdown, "SD_BOTH does not linger", shutdown_does_not_wait,
         .arg = SD_BOTH),
    RULE(shutdown, "SD_RECEIVE: data that arrives resets", arrival_resets,
         .sock = CT_TCP_CLIENT, .arg = SD_RECEIVE),
    RULE(shutdown, "SD_RECEIVE, accepted: data that arrives resets",
         arrival_resets, .sock = CT_TCP_ACCEPTED, .arg = SD_RECEIVE),
    RULE(shutdown, "SD_RECEIVE, IPv6: data that arrives resets", arrival_resets,
         .sock = CT_TCP6_CLIENT, .arg = SD_RECEIVE),
    RULE(shutdown, "SD_RECEIVE, non-blocking: data that arrives resets",
         arrival_resets, .sock = CT_TCP_CLIENT, .flags = CT_NONBLOCK,
         .arg = SD_RECEIVE),
    RULE(shutdown, "SD_BOTH: data that arrives resets", arrival_resets,
         .sock = CT_TCP_CLIENT, .arg = SD_BOTH),
    RULE(WSARecvDisconnect, "data that arrives resets", arrival_resets,
         .sock = CT_TCP_CLIENT, .arg2 = 1),
    RULE(shutdown, "SD_RECEIVE: data that arrives ends sending too",
         arrival_aborts),
    RULE(shutdown, "SD_RECEIVE: data that arrives ends a blocked send",
         arrival_ends_send),
    RULE(shutdown, "SD_RECEIVE: the peer's end does no harm", end_is_no_data),
    ABORTED("a pending receive", 0, ZERO),
    ABORTED("a pending receive", 0, TIMED),
    ABORTED("a pending send", 1, ZERO),
    ABORTED("a pending send", 1, TIMED),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
