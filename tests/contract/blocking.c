/* SPDX-License-Identifier: MIT */
/* The blocking model of Windows Sockets 1.1: which calls a hook may make, what
 * becomes of calls that it cancels, and whose it is. */
#include "blocking.h"
#include "overlapped.h"

static char much[8 << 20]; /* more than fits between two sockets */

/* What the calls below are given. */
static struct {
    SOCKET s;
    HANDLE event;
    struct sockaddr_in name;
    char data[64], room[256];
    int len, err;
    DWORD count, flags;
    WSABUF buf;
    WSADATA start;
    WSAPROTOCOL_INFOW info;
    struct ct_msg msg;
    LPFN_WSARECVMSG recvmsg;
    fd_set set;
    struct timeval moment;
    WSANETWORKEVENTS events;
    u_long word;
} in;

static void in_prepare(SOCKET s)
{
    memset(&in, 0, sizeof(in));
    in.s = s;
    in.event = ct_event();
    in.name = ct_loopback(htons(7));
    in.len = sizeof(in.name);
    in.buf.buf = much;
    in.buf.len = sizeof(much);
    ct_msg_init(&in.msg);
    in.recvmsg = ct_recvmsg_fn();
    FD_SET(s, &in.set);
    in.moment.tv_sec = 10;
}

/* X(function, value of a failure, call): refused from inside a hook. */
#define REFUSED(X)                                                             \
    X(accept, INVALID_SOCKET, accept(in.s, NULL, NULL))                        \
    X(bind, SOCKET_ERROR, bind(in.s, SA(&in.name), in.len))                    \
    X(closesocket, SOCKET_ERROR, closesocket(in.s))                            \
    X(connect, SOCKET_ERROR, connect(in.s, SA(&in.name), in.len))              \
    X(getpeername, SOCKET_ERROR, getpeername(in.s, SA(&in.name), &in.len))     \
    X(getsockname, SOCKET_ERROR, getsockname(in.s, SA(&in.name), &in.len))     \
    X(getsockopt, SOCKET_ERROR,                                                \
      getsockopt(in.s, SOL_SOCKET, SO_TYPE, in.data, &in.len))                 \
    X(ioctlsocket, SOCKET_ERROR, ioctlsocket(in.s, (long)FIONREAD, &in.word))  \
    X(listen, SOCKET_ERROR, listen(in.s, 1))                                   \
    X(recv, SOCKET_ERROR, recv(in.s, in.data, 1, 0))                           \
    X(recvfrom, SOCKET_ERROR, recvfrom(in.s, in.data, 1, 0, NULL, NULL))       \
    X(select, SOCKET_ERROR, select(0, &in.set, NULL, NULL, &in.moment))        \
    X(send, SOCKET_ERROR, send(in.s, "x", 1, 0))                               \
    X(sendto, SOCKET_ERROR, sendto(in.s, "x", 1, 0, SA(&in.name), in.len))     \
    X(setsockopt, SOCKET_ERROR,                                                \
      setsockopt(in.s, SOL_SOCKET, SO_BROADCAST, in.data, 4))                  \
    X(shutdown, SOCKET_ERROR, shutdown(in.s, SD_SEND))                         \
    X(socket, INVALID_SOCKET, socket(AF_INET, SOCK_DGRAM, 0))                  \
    X(gethostbyaddr, NULL, gethostbyaddr("\x7f\0\0\1", 4, AF_INET))            \
    X(gethostbyname, NULL, gethostbyname("localhost"))                         \
    X(gethostname, SOCKET_ERROR, gethostname(in.room, sizeof(in.room)))        \
    X(getprotobyname, NULL, getprotobyname("tcp"))                             \
    X(getprotobynumber, NULL, getprotobynumber(6))                             \
    X(getservbyname, NULL, getservbyname("echo", "tcp"))                       \
    X(getservbyport, NULL, getservbyport(htons(7), "tcp"))                     \
    X(WSAAccept, INVALID_SOCKET, WSAAccept(in.s, NULL, NULL, NULL, 0))         \
    X(WSACleanup, SOCKET_ERROR, WSACleanup())                                  \
    X(WSACloseEvent, FALSE, WSACloseEvent(in.event))                           \
    X(WSAConnect, SOCKET_ERROR,                                                \
      WSAConnect(in.s, SA(&in.name), in.len, NULL, NULL, NULL, NULL))          \
    X(WSACreateEvent, WSA_INVALID_EVENT, WSACreateEvent())                     \
    X(WSADuplicateSocket, SOCKET_ERROR,                                        \
      WSADuplicateSocketW(in.s, GetCurrentProcessId(), &in.info))              \
    X(WSAEnumNetworkEvents, SOCKET_ERROR,                                      \
      WSAEnumNetworkEvents(in.s, in.event, &in.events))                        \
    X(WSAEnumProtocols, SOCKET_ERROR,                                          \
      WSAEnumProtocolsW(NULL, &in.info, &in.count))                            \
    X(WSAAsyncGetHostByAddr, NULL,                                             \
      WSAAsyncGetHostByAddr(NULL, 0, "\x7f\0\0\1", 4, AF_INET, in.room, 9))    \
    X(WSAAsyncGetHostByName, NULL,                                             \
      WSAAsyncGetHostByName(NULL, 0, "localhost", in.room, 9))                 \
    X(WSAAsyncGetProtoByName, NULL,                                            \
      WSAAsyncGetProtoByName(NULL, 0, "tcp", in.room, 9))                      \
    X(WSAAsyncGetProtoByNumber, NULL,                                          \
      WSAAsyncGetProtoByNumber(NULL, 0, 6, in.room, 9))                        \
    X(WSAAsyncGetServByName, NULL,                                             \
      WSAAsyncGetServByName(NULL, 0, "echo", "tcp", in.room, 9))               \
    X(WSAAsyncGetServByPort, NULL,                                             \
      WSAAsyncGetServByPort(NULL, 0, htons(7), "tcp", in.room, 9))             \
    X(WSAAsyncSelect, SOCKET_ERROR, WSAAsyncSelect(in.s, NULL, 0, 0))          \
    X(WSACancelAsyncRequest, SOCKET_ERROR, WSACancelAsyncRequest(NULL))        \
    X(WSAEventSelect, SOCKET_ERROR, WSAEventSelect(in.s, in.event, FD_READ))   \
    X(WSAIoctl, SOCKET_ERROR,                                                  \
      WSAIoctl(in.s, SIO_GET_QOS, NULL, 0, in.room, sizeof(in.room),           \
               &in.count, NULL, NULL))                                         \
    X(WSAJoinLeaf, INVALID_SOCKET,                                             \
      WSAJoinLeaf(in.s, SA(&in.name), in.len, NULL, NULL, NULL, NULL,          \
                  JL_BOTH))                                                    \
    X(WSARecv, SOCKET_ERROR,                                                   \
      WSARecv(in.s, &in.buf, 1, &in.count, &in.flags, NULL, NULL))             \
    X(WSARecvDisconnect, SOCKET_ERROR, WSARecvDisconnect(in.s, NULL))          \
    X(WSARecvEx, SOCKET_ERROR, WSARecvEx(in.s, in.data, 1, &in.err))           \
    X(WSARecvFrom, SOCKET_ERROR,                                               \
      WSARecvFrom(in.s, &in.buf, 1, &in.count, &in.flags, NULL, NULL, NULL,    \
                  NULL))                                                       \
    X(WSARecvMsg, SOCKET_ERROR,                                                \
      in.recvmsg(in.s, &in.msg.msg, &in.count, NULL, NULL))                    \
    X(WSAResetEvent, FALSE, WSAResetEvent(in.event))                           \
    X(WSASend, SOCKET_ERROR,                                                   \
      WSASend(in.s, &in.buf, 1, &in.count, 0, NULL, NULL))                     \
    X(WSASendDisconnect, SOCKET_ERROR, WSASendDisconnect(in.s, NULL))          \
    X(WSASendMsg, SOCKET_ERROR, ct_msg_send(in.s, &in.msg))                    \
    X(WSASendTo, SOCKET_ERROR,                                                 \
      WSASendTo(in.s, &in.buf, 1, &in.count, 0, SA(&in.name), in.len, NULL,    \
                NULL))                                                         \
    X(WSASetEvent, FALSE, WSASetEvent(in.event))                               \
    X(WSASocket, INVALID_SOCKET,                                               \
      WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, 0))                          \
    X(WSAWaitForMultipleEvents, WSA_WAIT_FAILED,                               \
      WSAWaitForMultipleEvents(1, &in.event, FALSE, 0, FALSE))

#define X(fn, failure, ...)                                                    \
    static void in_##fn(void)                                                  \
    {                                                                          \
        FAILS(failure, WSAEINPROGRESS, __VA_ARGS__);                           \
    }
REFUSED(X)
#undef X

static void in_WSAStartup(void) /* the code is its result */
{
    EQUAL(WSAStartup(MAKEWORD(1, 1), &in.start), WSAEINPROGRESS);
    EQUAL(WSAStartup(MAKEWORD(0, 0), NULL), WSAEINPROGRESS);
}

static void in_hooks(void)
{
    FAILS(NULL, WSAEINPROGRESS, ct_hook_set(ct_hook_run));
    SOCKET_FAILS(WSAEINPROGRESS, WSAUnhookBlockingHook());
}

#define X(fn, failure, ...) AT_##fn,
enum { REFUSED(X) AT_WSAStartup, AT_HOOKS };
#undef X

#define X(fn, failure, ...) in_##fn,
static void (*const refused[])(void) = {REFUSED(X) in_WSAStartup, in_hooks};
#undef X

/* X(function, value of a failure, kind of socket, call): waits for ever, and is
 * cancelled. */
#define CANCELLED(X)                                                           \
    X(accept, INVALID_SOCKET, CT_TCP_LISTENING, accept(in.s, NULL, NULL))      \
    X(WSAAccept, INVALID_SOCKET, CT_TCP_LISTENING,                             \
      WSAAccept(in.s, NULL, NULL, NULL, 0))                                    \
    X(connect, SOCKET_ERROR, CT_TCP, connect(in.s, SA(&in.name), in.len))      \
    X(WSAConnect, SOCKET_ERROR, CT_TCP,                                        \
      WSAConnect(in.s, SA(&in.name), in.len, NULL, NULL, NULL, NULL))          \
    X(select, SOCKET_ERROR, CT_UDP_BOUND,                                      \
      select(0, &in.set, NULL, NULL, NULL))                                    \
    X(recv, SOCKET_ERROR, CT_TCP_CLIENT, recv(in.s, in.data, 1, 0))            \
    X(recvfrom, SOCKET_ERROR, CT_UDP_BOUND,                                    \
      recvfrom(in.s, in.data, 1, 0, NULL, NULL))                               \
    X(WSARecv, SOCKET_ERROR, CT_TCP_CLIENT,                                    \
      WSARecv(in.s, &in.buf, 1, &in.count, &in.flags, NULL, NULL))             \
    X(WSARecvEx, SOCKET_ERROR, CT_TCP_CLIENT,                                  \
      WSARecvEx(in.s, in.data, 1, &in.err))                                    \
    X(WSARecvFrom, SOCKET_ERROR, CT_UDP_BOUND,                                 \
      WSARecvFrom(in.s, &in.buf, 1, &in.count, &in.flags, NULL, NULL, NULL,    \
                  NULL))                                                       \
    X(WSARecvMsg, SOCKET_ERROR, CT_UDP_BOUND,                                  \
      in.recvmsg(in.s, &in.msg.msg, &in.count, NULL, NULL))                    \
    X(send, SOCKET_ERROR, CT_TCP_CLIENT, send(in.s, much, sizeof(much), 0))    \
    X(sendto, SOCKET_ERROR, CT_TCP_CLIENT,                                     \
      sendto(in.s, much, sizeof(much), 0, NULL, 0))                            \
    X(WSASend, SOCKET_ERROR, CT_TCP_CLIENT,                                    \
      WSASend(in.s, &in.buf, 1, &in.count, 0, NULL, NULL))                     \
    X(WSASendTo, SOCKET_ERROR, CT_TCP_CLIENT,                                  \
      WSASendTo(in.s, &in.buf, 1, &in.count, 0, NULL, 0, NULL, NULL))

#define X(fn, failure, kind, ...)                                              \
    static void cancelled_##fn(void)                                           \
    {                                                                          \
        FAILS(failure, WSAEINTR, __VA_ARGS__);                                 \
    }
CANCELLED(X)
#undef X

#define X(fn, failure, kind, ...) CANCELLED_##fn,
enum { CANCELLED(X) };
#undef X

#define X(fn, failure, kind, ...) cancelled_##fn,
static void (*const cancelled[])(void) = {CANCELLED(X)};
#undef X

/* Row: the call is arg. It is made while a recvfrom waits, which goes on. */
static void in_hook(const struct ct_row *row)
{
    in_prepare(ct_open(CT_UDP_BOUND));
    ct_hook_begin(refused[row->arg], 2);
    SOCKET_FAILS(WSAEINTR, recvfrom(in.s, in.data, 1, 0, NULL, NULL));
    EQUAL(ct_hook.calls, 2);
    CHECK(!WSAIsBlocking());
}

/* Row: the call is arg. */
static void cancel(const struct ct_row *row)
{
    in_prepare(ct_open(row->sock));
    if (row->sock == CT_TCP)
        in.name = ct_saturated();
    ct_hook_begin(NULL, 3);
    cancelled[row->arg]();
    EQUAL(ct_hook.calls, 3);
    EQUAL(closesocket(in.s), 0);
}

/* The socket is still there, and can be closed for good. */
static void cancel_close(const struct ct_row *row)
{
    struct linger patient = {1, 60}, hard = {1, 0};
    SOCKET s = ct_open(CT_TCP_CLIENT);

    ct_fill(s);
    EQUAL(
        setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&patient, sizeof(patient)),
        0);
    ct_hook_begin(NULL, 3);
    SOCKET_FAILS(row->code, closesocket(s));
    EQUAL(ct_hook.calls, 3);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard)), 0);
    EQUAL(closesocket(s), 0);
    SOCKET_FAILS(WSAENOTSOCK, closesocket(s));
}

/* accept and select lose nothing. */
static void works_on(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_LISTENING), client;
    fd_set set;

    (void)row;
    FD_ZERO(&set);
    FD_SET(s, &set);
    ct_hook_begin(NULL, 1);
    FAILS(INVALID_SOCKET, WSAEINTR, accept(s, NULL, NULL));
    ct_hook.calls = 0;
    SOCKET_FAILS(WSAEINTR, select(0, &set, NULL, NULL, NULL));
    EQUAL(set.fd_count, 1);
    ct_hook.cancel_at = 0;
    client = ct_open(CT_TCP);
    ct_connect(client, s);
    EQUAL(select(0, &set, NULL, NULL, NULL), 1);
    CHECK(ct_keep(accept(s, NULL, NULL)) != INVALID_SOCKET);
}

/* What was sent in part leaves a stream that is of no use. */
static void stream_is_over(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_TCP_CLIENT);

    (void)row;
    ct_hook_begin(NULL, 2);
    SOCKET_FAILS(WSAEINTR, send(s, much, sizeof(much), 0));
    SOCKET_FAILS(WSAECONNABORTED, send(s, much, 1, 0));
    SOCKET_FAILS(WSAECONNABORTED, recv(s, much, 1, 0));
    EQUAL(closesocket(s), 0);
}

static SOCKET sender;
static struct sockaddr_in receiver;
static int send_at;

static DWORD WINAPI send_one(void *arg)
{
    (void)arg;
    EQUAL(WSAIsBlocking(), FALSE);
    EQUAL(sendto(sender, "x", 1, 0, SA(&receiver), sizeof(receiver)), 1);
    return 0;
}

/* Another thread may make calls. */
static BOOL CALLBACK hook_sends(void)
{
    ct_hook_run();
    if (ct_hook.calls == send_at)
        ct_join(ct_thread(send_one, NULL));
    return ct_hook.again;
}

/* Row: arg is what the hook returns. The call ends when there is something. */
static void waits_on(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);

    sender = ct_open(CT_UDP);
    receiver = ct_name(s);
    send_at = 3;
    ct_hook_begin(NULL, 0);
    ct_hook.again = row->arg;
    CHECK(ct_hook_set(hook_sends) == (FARPROC)(void (*)(void))ct_hook_run);
    EQUAL(recvfrom(s, in.data, 1, 0, NULL, NULL), 1);
    EQUAL(ct_hook.calls, 3);
}

/* Row: arg is what the hook returns. */
static void time_is_up(const struct ct_row *row)
{
    struct timeval limit = {0, 50000};
    SOCKET s = ct_open(CT_UDP_BOUND);
    DWORD limit_ms = 50;
    fd_set set;

    FD_ZERO(&set);
    FD_SET(s, &set);
    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&limit_ms,
                     sizeof(limit_ms)),
          0);
    ct_hook_begin(NULL, 0);
    ct_hook.again = row->arg;
    SOCKET_FAILS(WSAETIMEDOUT, recvfrom(s, in.data, 1, 0, NULL, NULL));
    CHECK(ct_hook.calls > 1);
    ct_hook.calls = 0;
    EQUAL(select(0, &set, NULL, NULL, &limit), 0);
    CHECK(ct_hook.calls > 1);
}

/* Only what is in blocking mode and cannot be done at once calls the hook. */
static void not_called(const struct ct_row *row)
{
    struct timeval none = {0, 0};
    SOCKET s = ct_open(CT_UDP_PAIR);
    fd_set set;

    (void)row;
    FD_ZERO(&set);
    FD_SET(s, &set);
    ct_hook_begin(NULL, 1);
    EQUAL(select(0, &set, NULL, NULL, &none), 0);
    EQUAL(send(ct_peer(), "x", 1, 0), 1);
    ct_nonblock(s);
    ct_wait_readable(s);
    EQUAL(ct_hook.calls > 0 ? 0 : recv(s, in.data, 1, 0), 1);
    SOCKET_FAILS(WSAEWOULDBLOCK, recv(s, in.data, 1, 0));
    EQUAL(ct_hook.calls, 0);
}

static DWORD WINAPI waits_alone(void *arg)
{
    SOCKET s = *(SOCKET *)arg;
    DWORD limit_ms = 50;

    EQUAL(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&limit_ms,
                     sizeof(limit_ms)),
          0);
    SOCKET_FAILS(WSAETIMEDOUT, recvfrom(s, in.data, 1, 0, NULL, NULL));
    return 0;
}

/* The hook is its thread's. */
static void per_thread(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);

    (void)row;
    ct_hook_begin(NULL, 1);
    ct_join(ct_thread(waits_alone, &s));
    EQUAL(ct_hook.calls, 0);
}

/* What there was comes back, and can be set again. */
static void chain(const struct ct_row *row)
{
    FARPROC hook = (FARPROC)(void (*)(void))ct_hook_run, first;
    MSG msg;

    (void)row;
    ct_version1();
    first = ct_hook_set(ct_hook_run);
    CHECK(first != NULL && first != hook);
    EQUAL((BOOL)first(), FALSE); /* no message */
    CHECK(PostThreadMessageA(GetCurrentThreadId(), WM_USER, 0, 0));
    EQUAL((BOOL)first(), TRUE);
    CHECK(!PeekMessageA(&msg, NULL, 0, 0, PM_REMOVE));
    EQUAL((BOOL)first(), FALSE);
    CHECK(ct_hook_set(hook_sends) == hook);
    CHECK(WSASetBlockingHook(first) == (FARPROC)(void (*)(void))hook_sends);
    CHECK(ct_hook_set(ct_hook_run) == first);
    EQUAL(WSAUnhookBlockingHook(), 0);
    EQUAL(WSAUnhookBlockingHook(), 0);
    CHECK(ct_hook_set(ct_hook_run) == first);
}

/* Row: arg: by setting what was there before. */
static void unhooked(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    FARPROC first;

    ct_version1();
    first = ct_hook_set(ct_hook_run);
    ct_hook_begin(NULL, 1);
    if (row->arg)
        CHECK(WSASetBlockingHook(first) != NULL);
    else
        EQUAL(WSAUnhookBlockingHook(), 0);
    waits_alone(&s);
    EQUAL(ct_hook.calls, 0);
}

static void cancel_nothing(const struct ct_row *row)
{
    (void)row;
    ct_version1();
    CHECK(!WSAIsBlocking());
    SOCKET_FAILS(WSAEINVAL, WSACancelBlockingCall());
}

static void no_hook(const struct ct_row *row)
{
    (void)row;
    ct_version1();
    FAILS(NULL, WSAEFAULT, WSASetBlockingHook(NULL));
}

/* Row: with arg Windows Sockets is up, but for version 2. */
static void no_model(const struct ct_row *row)
{
    FAILS(NULL, row->code, ct_hook_set(ct_hook_run));
    SOCKET_FAILS(row->code, WSAUnhookBlockingHook());
    SOCKET_FAILS(row->code, WSACancelBlockingCall());
    CHECK(!WSAIsBlocking());
}

/* The last WSACleanup ends the model, whoever comes next. */
static void model_ends(const struct ct_row *row)
{
    WSADATA data;
    SOCKET s;

    ct_hook_begin(NULL, 1);
    EQUAL(WSACleanup(), 0);
    EQUAL(WSACleanup(), 0);
    EQUAL(WSAStartup(MAKEWORD(2, 2), &data), 0);
    no_model(row);
    s = ct_open(CT_UDP_BOUND);
    waits_alone(&s);
    EQUAL(ct_hook.calls, 0);
}

/* What is no call of the network may be called. */
static void harmless(void)
{
    EQUAL(htons(0x1234), 0x3412);
    EQUAL(inet_addr("127.0.0.1"), htonl(INADDR_LOOPBACK));
    CHECK(FD_ISSET(in.s, &in.set));
    WSASetLastError(77);
    EQUAL(WSAGetLastError(), 77);
}

static void hook_may(const struct ct_row *row)
{
    (void)row;
    in_prepare(ct_open(CT_UDP_BOUND));
    ct_hook_begin(harmless, 1);
    SOCKET_FAILS(WSAEINTR, recvfrom(in.s, in.data, 1, 0, NULL, NULL));
}

#define X(fn, failure, ...)                                                    \
    ROW(fn, WSAEINPROGRESS, "from a blocking hook", in_hook, .arg = AT_##fn),
#define Y(fn, failure, kind, ...)                                              \
    ROW(fn, WSAEINTR, "cancelled from a blocking hook", cancel, .sock = kind,  \
        .arg = CANCELLED_##fn),

/* True in a hook is what every hook of these rows checks. */
static void is_not_blocking(const struct ct_row *row)
{
    (void)row;
    EQUAL(WSAIsBlocking(), FALSE);
    ct_version1();
    EQUAL(WSAIsBlocking(), FALSE);
}

static const struct ct_row rows[] = {
    RULE(WSAIsBlocking, "no call waits", is_not_blocking),
    RULE(WSASetBlockingHook, "before WSAStartup", no_model,
         .flags = CT_UNSTARTED, .code = WSANOTINITIALISED),
    REFUSED(X) X(WSAStartup, ) CANCELLED(Y)
        ROW(closesocket, WSAEINTR, "lingering is cancelled", cancel_close),
    RULE(WSASetBlockingHook, "version 2 has none", no_model,
         .code = WSAEOPNOTSUPP),
    RULE(WSASetBlockingHook, "not after the last WSACleanup", model_ends,
         .code = WSAEOPNOTSUPP),
    RULE(WSASetBlockingHook, "from a hook", in_hook, .arg = AT_HOOKS),
    RULE(WSASetBlockingHook, "NULL", no_hook),
    RULE(WSASetBlockingHook, "returns the one before", chain),
    RULE(WSASetBlockingHook, "called until there is data", waits_on),
    RULE(WSASetBlockingHook, "TRUE is called again at once", waits_on,
         .arg = TRUE),
    RULE(WSASetBlockingHook, "time-outs hold", time_is_up),
    RULE(WSASetBlockingHook, "time-outs hold for one that is busy", time_is_up,
         .arg = TRUE),
    RULE(WSASetBlockingHook, "only called by what has to wait", not_called),
    RULE(WSASetBlockingHook, "is the thread's own", per_thread),
    RULE(WSASetBlockingHook, "may call what is not the network", hook_may),
    RULE(WSAUnhookBlockingHook, "is not called any more", unhooked),
    RULE(WSASetBlockingHook, "the first of all is not called", unhooked,
         .arg = 1),
    RULE(WSACancelBlockingCall, "nothing waits", cancel_nothing),
    RULE(WSACancelBlockingCall, "accept and select lose nothing", works_on),
    RULE(WSACancelBlockingCall, "a stream that was sent in part is over",
         stream_is_over),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
