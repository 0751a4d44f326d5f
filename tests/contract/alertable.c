/* SPDX-License-Identifier: MIT */
/* Calls that block wait alertably: a procedure that is queued to the thread
 * runs meanwhile, and here it is what ends the wait. The pages forbid only
 * that it blocks itself. */
#include "overlapped.h"

static struct {
    SOCKET s, sender; /* the call is made on s */
    struct sockaddr_in name;
    int runs;
    DWORD thread;
} its;

static char much[8 << 20]; /* more than fits between two sockets */

static char room;

/* X(function, kind of socket, what it must return, call, procedure) */
#define CALLS(X)                                                               \
    X(recv, CT_TCP_CLIENT, 1, recv(its.s, &room, 1, 0), peer_sends)            \
    X(recvfrom, CT_UDP_BOUND, 1, recvfrom(its.s, &room, 1, 0, NULL, NULL),     \
      stranger_sends)                                                          \
    X(WSARecv, CT_TCP_CLIENT, 0, call_wsarecv(), peer_sends)                   \
    X(WSARecvFrom, CT_UDP_BOUND, 0, call_wsarecvfrom(), stranger_sends)        \
    X(WSARecvMsg, CT_UDP_BOUND, 0, call_wsarecvmsg(), stranger_sends)          \
    X(select, CT_UDP_BOUND, 1, call_select(), stranger_sends)                  \
    X(WSAPoll, CT_UDP_BOUND, 1, call_wsapoll(), stranger_sends)                \
    X(accept, CT_TCP_LISTENING, 1,                                             \
      ct_keep(accept(its.s, NULL, NULL)) != INVALID_SOCKET, client_comes)      \
    X(WSAAccept, CT_TCP_LISTENING, 1,                                          \
      ct_keep(WSAAccept(its.s, NULL, NULL, NULL, 0)) != INVALID_SOCKET,        \
      client_comes)                                                            \
    X(send, CT_TCP_CLIENT, sizeof(much), send(its.s, much, sizeof(much), 0),   \
      peer_reads)                                                              \
    X(sendto, CT_TCP_CLIENT, sizeof(much),                                     \
      sendto(its.s, much, sizeof(much), 0, NULL, 0), peer_reads)               \
    X(connect, CT_TCP, SOCKET_ERROR,                                           \
      connect(its.s, SA(&its.name), sizeof(its.name)), closes)                 \
    X(WSAConnect, CT_TCP, SOCKET_ERROR,                                        \
      WSAConnect(its.s, SA(&its.name), sizeof(its.name), NULL, NULL, NULL,     \
                 NULL),                                                        \
      closes)                                                                  \
    X(WSAConnectByList, CT_TCP, FALSE, call_connectbylist(), closes)           \
    X(WSAConnectByName, CT_TCP, FALSE, call_connectbyname(), closes)           \
    X(WSAIoctl, CT_UDP_BOUND, SOCKET_ERROR, call_wsaioctl(), closes)

static int call_wsarecv(void)
{
    WSABUF buf = {1, &room};
    DWORD n, flags = 0;

    return WSARecv(its.s, &buf, 1, &n, &flags, NULL, NULL);
}

static int call_wsarecvfrom(void)
{
    WSABUF buf = {1, &room};
    DWORD n, flags = 0;

    return WSARecvFrom(its.s, &buf, 1, &n, &flags, NULL, NULL, NULL, NULL);
}

static int call_wsarecvmsg(void)
{
    struct ct_msg m;

    ct_msg_init(&m);
    return ct_msg_recv(its.s, &m);
}

static int call_select(void)
{
    fd_set set;

    FD_ZERO(&set);
    FD_SET(its.s, &set);
    return select(0, &set, NULL, NULL, NULL);
}

static int call_wsapoll(void)
{
    WSAPOLLFD fd = {.fd = its.s, .events = POLLRDNORM};

    return WSAPoll(&fd, 1, -1);
}

static int call_connectbylist(void)
{
    SOCKET_ADDRESS_LIST list = {1, {{SA(&its.name), sizeof(its.name)}}};

    return WSAConnectByList(its.s, &list, NULL, NULL, NULL, NULL, NULL, NULL);
}

static int call_connectbyname(void)
{
    char port[8];

    snprintf(port, sizeof(port), "%u", ntohs(its.name.sin_port));
    return WSAConnectByNameA(its.s, "127.0.0.1", port, NULL, NULL, NULL, NULL,
                             NULL, NULL);
}

static int call_wsaioctl(void)
{
    DWORD n;

    return WSAIoctl(its.s, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0, &n, NULL,
                    NULL);
}

static void CALLBACK counted(ULONG_PTR arg)
{
    (void)arg;
    its.runs++;
    its.thread = GetCurrentThreadId();
}

static void CALLBACK peer_sends(ULONG_PTR arg)
{
    counted(arg);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
}

static void CALLBACK stranger_sends(ULONG_PTR arg)
{
    counted(arg);
    EQUAL(sendto(its.sender, "x", 1, 0, SA(&its.name), sizeof(its.name)), 1);
}

static void CALLBACK client_comes(ULONG_PTR arg)
{
    counted(arg);
    ct_nonblock(its.sender);
    SOCKET_FAILS(WSAEWOULDBLOCK,
                 connect(its.sender, SA(&its.name), sizeof(its.name)));
}

static DWORD WINAPI read_all(void *arg)
{
    SOCKET s = *(SOCKET *)arg;
    static char junk[65536];

    while (recv(s, junk, sizeof(junk), 0) > 0)
        ;
    return 0;
}

/* What comes is read to the end of the row. */
static void CALLBACK peer_reads(ULONG_PTR arg)
{
    static SOCKET peer;

    counted(arg);
    peer = ct_peer();
    ct_thread(read_all, &peer);
}

static void CALLBACK closes(ULONG_PTR arg)
{
    counted(arg);
    EQUAL(closesocket(its.s), 0);
}

static void prepare(enum ct_kind kind)
{
    memset(&its, 0, sizeof(its));
    its.s = ct_open(kind);
    its.sender = kind == CT_TCP_LISTENING ? ct_open(CT_TCP) : ct_open(CT_UDP);
    its.name = kind == CT_TCP ? ct_saturated() : ct_name(its.s);
}

#define X(fn, kind, want, call, apc)                                           \
    static void does_##fn(const struct ct_row *row)                            \
    {                                                                          \
        (void)row;                                                             \
        prepare(kind);                                                         \
        CHECK(QueueUserAPC(apc, GetCurrentThread(), 0));                       \
        EQUAL(call, want);                                                     \
        EQUAL(its.runs, 1);                                                    \
        EQUAL(its.thread, GetCurrentThreadId());                               \
        if (kind == CT_TCP_CLIENT)                                             \
            closesocket(its.s);                                                \
    }
CALLS(X)
#undef X

static DWORD WINAPI queue_one(void *arg)
{
    CHECK(QueueUserAPC(stranger_sends, (HANDLE)arg, 0));
    return 0;
}

static void run_recvfrom(struct ct_blocked *b)
{
    b->res = recvfrom(its.s, &room, 1, 0, NULL, NULL);
}

/* Before the call, or while it waits: it runs in the call. */
static void from_another(const struct ct_row *row)
{
    struct ct_blocked b = {.run = run_recvfrom};

    (void)row;
    prepare(CT_UDP_BOUND);
    ct_blocked_start(&b);
    SwitchToThread();
    ct_join(ct_thread(queue_one, b.thread));
    ct_blocked_end(&b);
    EQUAL(b.res, 1);
    EQUAL(its.runs, 1);
}

static void CALLBACK received(DWORD err, DWORD n, LPWSAOVERLAPPED ov,
                              DWORD flags)
{
    (void)ov;
    (void)flags;
    EQUAL(err, 0);
    EQUAL(n, 1);
    stranger_sends(0);
}

static void routine(const struct ct_row *row)
{
    static struct ct_op op;
    SOCKET pending = ct_open(CT_TCP_CLIENT), peer = ct_peer();

    (void)row;
    prepare(CT_UDP_BOUND);
    ct_op_init(&op, NULL);
    SOCKET_FAILS(WSA_IO_PENDING, WSARecv(pending, &op.buf, 1, NULL, &op.flags,
                                         &op.ov, received));
    EQUAL(send(peer, "x", 1, 0), 1);
    EQUAL(recvfrom(its.s, &room, 1, 0, NULL, NULL), 1);
    EQUAL(its.runs, 1);
}

/* A call that need not wait runs nothing. */
static void at_once(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_PAIR);

    (void)row;
    memset(&its, 0, sizeof(its));
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_wait_readable(s);
    CHECK(QueueUserAPC(counted, GetCurrentThread(), 0));
    EQUAL(recv(s, &room, 1, 0), 1);
    ct_nonblock(s);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, &room, 1, 0));
    EQUAL(its.runs, 0);
    EQUAL(SleepEx(0, TRUE), WAIT_IO_COMPLETION);
    EQUAL(its.runs, 1);
}

/* The call goes on, and its time does. */
static void time_goes_on(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    DWORD limit_ms = 60;
    ULONGLONG start = GetTickCount64();
    struct timeval limit = {0, 60000};
    fd_set set;

    (void)row;
    memset(&its, 0, sizeof(its));
    FD_ZERO(&set);
    FD_SET(s, &set);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&limit_ms,
                     sizeof(limit_ms)),
          0);
    CHECK(QueueUserAPC(counted, GetCurrentThread(), 0));
    SOCKET_FAILS(WSAETIMEDOUT, recvfrom(s, &room, 1, 0, NULL, NULL));
    CHECK(GetTickCount64() - start >= 40); /* the clock ticks coarsely */
    CHECK(QueueUserAPC(counted, GetCurrentThread(), 0));
    start = GetTickCount64();
    EQUAL(select(0, &set, NULL, NULL, &limit), 0);
    CHECK(GetTickCount64() - start >= 40);
    EQUAL(its.runs, 2);
}

#define X(fn, kind, want, call, apc) RULE(fn, "runs what is queued", does_##fn),

static const struct ct_row rows[] = {
    CALLS(X) RULE(recvfrom, "queued by another thread", from_another),
    RULE(recvfrom, "runs completion routines", routine),
    RULE(recv, "runs nothing when it need not wait", at_once),
    RULE(select, "goes on until its time is up", time_goes_on),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
