/* SPDX-License-Identifier: MIT */
/* Overlapped sends and receives: what the call says, how the end is told, and
 * what ends an operation that is pending. Ioctls are in overlapped_ioctl.c. */
#include "overlapped.h"

enum call { RECV, RECVFROM, RECVMSG, SEND, SENDTO, CALLS };

static struct ct_op op;
static struct ct_msg message;

/* A socket on which the call has to wait. */
static SOCKET waiting_socket(int call)
{
    SOCKET s = ct_open(call == RECVFROM || call == RECVMSG ? CT_UDP_BOUND
                                                           : CT_TCP_CLIENT);

    if (call == SEND || call == SENDTO)
        ct_fill(s);
    return s;
}

static int begin(SOCKET s, int call, LPWSAOVERLAPPED_COMPLETION_ROUTINE fn)
{
    LPFN_WSARECVMSG recvmsg = call == RECVMSG ? ct_recvmsg_fn() : NULL;

    switch (call) {
    case RECV:
        return WSARecv(s, &op.buf, 1, &op.count, &op.flags, &op.ov, fn);
    case RECVFROM:
        return WSARecvFrom(s, &op.buf, 1, &op.count, &op.flags, SA(&op.name),
                           &op.namelen, &op.ov, fn);
    case RECVMSG:
        ct_msg_init(&message);
        return recvmsg(s, &message.msg, &op.count, &op.ov, fn);
    case SEND:
        return WSASend(s, &op.buf, 1, &op.count, 0, &op.ov, fn);
    default:
        return WSASendTo(s, &op.buf, 1, &op.count, 0, NULL, 0, &op.ov, fn);
    }
}

/* Lets the pending operation end. */
static void satisfy(SOCKET s, int call)
{
    struct sockaddr_in to;
    SOCKET sender;

    if (call == SEND || call == SENDTO) {
        ct_drain(ct_peer(), &op.ov);
    } else if (call == RECV) {
        EQUAL(send(ct_peer(), "hello", 5, 0), 5);
    } else {
        to = ct_name(s);
        sender = ct_open(CT_UDP_BOUND);
        EQUAL(sendto(sender, "hello", 5, 0, SA(&to), sizeof(to)), 5);
    }
}

/* Row: the call is arg. It pends, its count is not written, its event is reset;
 * then it ends, with everything in its place. */
static void pends(const struct ct_row *row)
{
    const bool sends = row->arg == SEND || row->arg == SENDTO;
    SOCKET s = waiting_socket(row->arg);
    HANDLE event = ct_event();

    ct_op_init(&op, event);
    SetEvent(event);
    SOCKET_FAILS(row->code, begin(s, row->arg, NULL));
    EQUAL(op.count, CT_UNTOUCHED);
    EQUAL(HasOverlappedIoCompleted(&op.ov), FALSE);
    EQUAL(WaitForSingleObject(event, 0), WAIT_TIMEOUT);
    satisfy(s, row->arg);
    NEED(ct_op_end(s, &op), 0);
    EQUAL(op.ov.Internal, 0);
    EQUAL(op.ov.InternalHigh, op.count);
    EQUAL(op.count, sends ? sizeof(op.data) : 5);
    if (row->arg == RECV || row->arg == RECVFROM)
        EQUAL(memcmp(op.data, "hello", 5), 0);
    if (row->arg == RECVFROM)
        EQUAL(op.name.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
}

/* With the address and the flags where WSARecvMsg has them. */
static void message_comes(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECVMSG);
    struct sockaddr_in *from = (struct sockaddr_in *)&message.name;

    (void)row;
    ct_option(s, IPPROTO_IP, IP_PKTINFO, 1);
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECVMSG, NULL));
    satisfy(s, RECVMSG);
    NEED(ct_op_end(s, &op), 0);
    EQUAL(memcmp(message.data, "hello", 5), 0);
    EQUAL(message.msg.namelen, sizeof(*from));
    EQUAL(from->sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    EQUAL(message.msg.dwFlags, 0);
    CHECK(ct_msg_find(&message, IPPROTO_IP, IP_PKTINFO, sizeof(IN_PKTINFO)) !=
          NULL);
}

static void message_cut(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECVMSG);
    LPFN_WSARECVMSG fn = ct_recvmsg_fn();

    (void)row;
    ct_op_init(&op, ct_event());
    ct_msg_init(&message);
    message.buf.len = 3;
    SOCKET_FAILS(WSA_IO_PENDING, fn(s, &message.msg, NULL, &op.ov, NULL));
    satisfy(s, RECVMSG);
    EQUAL(ct_op_end(s, &op), WSAEMSGSIZE);
    EQUAL(op.ov.InternalHigh, 3);
    EQUAL(message.msg.dwFlags & MSG_TRUNC, MSG_TRUNC);
}

/* One that can be done at once is told all the same. */
static void message_goes(const struct ct_row *row)
{
    SOCKET to = ct_open(CT_UDP_BOUND), s = ct_open(CT_UDP_BOUND);
    struct sockaddr_in sin = ct_name(to);
    DWORD ttl = 9;
    char data[8];

    (void)row;
    ct_op_init(&op, ct_event());
    ct_msg_text(&message, "hello", &sin, sizeof(sin));
    ct_msg_add(&message, IPPROTO_IP, IP_HOPLIMIT, &ttl, sizeof(ttl));
    NEED(WSASendMsg(s, &message.msg, 0, NULL, &op.ov, NULL), 0);
    EQUAL(ct_op_end(s, &op), 0);
    EQUAL(op.count, 5);
    EQUAL(recv(to, data, sizeof(data), 0), 5);
}

enum ending { CLOSE, CANCEL, CANCEL_ALL, CLEANUP };

/* Row: the call is arg, what ends it arg2. The packet tells; a closed socket
 * cannot be asked. */
static void aborted(const struct ct_row *row)
{
    SOCKET s = waiting_socket(row->arg);
    HANDLE port = ct_port();
    struct ct_packet p;

    ct_op_init(&op, NULL);
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 7, 0) == port);
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, row->arg, NULL));
    switch (row->arg2) {
    case CLOSE:
        EQUAL(closesocket(s), 0);
        break;
    case CANCEL:
        EQUAL(CancelIoEx((HANDLE)s, &op.ov), TRUE);
        break;
    case CANCEL_ALL:
        EQUAL(CancelIoEx((HANDLE)s, NULL), TRUE);
        break;
    default:
        EQUAL(WSACleanup(), 0);
        break;
    }
    p = ct_take(port, INFINITE);
    EQUAL(p.err, row->code);
    EQUAL(p.key, 7);
    CHECK(p.ov == &op.ov);
    EQUAL(p.bytes, 0);
    EQUAL(ct_take(port, 0).err, WAIT_TIMEOUT);
    if (row->arg2 == CANCEL)
        FAILS(FALSE, row->code,
              WSAGetOverlappedResult(s, &op.ov, &op.count, FALSE, &op.flags));
}

static DWORD WINAPI begin_and_end(void *arg)
{
    WSARecv((SOCKET)(uintptr_t)arg, &op.buf, 1, &op.count, &op.flags, &op.ov,
            NULL);
    return (DWORD)WSAGetLastError();
}

/* The thread that began it ends, and so does the operation. */
static void thread_ends(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);
    HANDLE thread;

    ct_op_init(&op, ct_event());
    thread = ct_thread(begin_and_end, (void *)(uintptr_t)s);
    ct_join(thread);
    EQUAL(ct_op_end(s, &op), row->code);
}

/* CancelIo is for what the calling thread began. */
static void cancel_own(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);

    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECV, NULL));
    EQUAL(CancelIo((HANDLE)s), TRUE);
    EQUAL(ct_op_end(s, &op), row->code);
    EQUAL(CancelIo((HANDLE)s), TRUE); /* nothing to do is no failure */
}

static DWORD WINAPI cancel_elsewhere(void *arg)
{
    return (DWORD)CancelIo((HANDLE)arg);
}

static void cancel_other_thread(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);

    (void)row;
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECV, NULL));
    ct_join(ct_thread(cancel_elsewhere, (void *)(uintptr_t)s));
    EQUAL(HasOverlappedIoCompleted(&op.ov), FALSE);
    satisfy(s, RECV);
    EQUAL(ct_op_end(s, &op), 0);
}

static void cancel_nothing(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);
    OVERLAPPED other;

    FAILS(FALSE, row->code, CancelIoEx((HANDLE)s, NULL));
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECV, NULL));
    FAILS(FALSE, row->code, CancelIoEx((HANDLE)s, &other));
    EQUAL(CancelIoEx((HANDLE)s, &op.ov), TRUE);
    EQUAL(ct_op_end(s, &op), WSA_OPERATION_ABORTED);
    FAILS(FALSE, row->code, CancelIoEx((HANDLE)s, &op.ov));
}

static void cancel_bad_handle(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    FAILS(FALSE, row->code, CancelIoEx((HANDLE)s, NULL));
    FAILS(FALSE, row->code, CancelIo((HANDLE)s));
}

static struct {
    int calls;
    DWORD err, bytes, flags;
    LPWSAOVERLAPPED ov;
} told;

static void CALLBACK routine(DWORD err, DWORD bytes, LPWSAOVERLAPPED ov,
                             DWORD flags)
{
    told.calls++;
    told.err = err;
    told.bytes = bytes;
    told.ov = ov;
    told.flags = flags;
}

/* Row: the call is arg; a routine tells the end, in an alertable wait only. */
static void by_routine(const struct ct_row *row)
{
    SOCKET s = waiting_socket(row->arg);

    memset(&told, 0, sizeof(told));
    ct_op_init(&op, NULL);
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, row->arg, routine));
    satisfy(s, row->arg);
    EQUAL(told.calls, 0);
    EQUAL(SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
    EQUAL(told.calls, 1);
    EQUAL(told.err, 0);
    CHECK(told.ov == &op.ov);
    CHECK(told.bytes != 0);
}

static void routine_aborted(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);

    (void)row;
    memset(&told, 0, sizeof(told));
    ct_op_init(&op, NULL);
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECV, routine));
    EQUAL(CancelIoEx((HANDLE)s, NULL), TRUE);
    EQUAL(SleepEx(INFINITE, TRUE), WAIT_IO_COMPLETION);
    EQUAL(told.calls, 1);
    EQUAL(told.err, WSA_OPERATION_ABORTED);
}

static void result_fails(const struct ct_row *row)
{
    SOCKET s = ct_sock(row);

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code,
          WSAGetOverlappedResult(s, &op.ov, &op.count, FALSE, &op.flags));
    EQUAL(op.count, CT_UNTOUCHED);
}

/* Row: the bad pointer (enum ct_bad) is arg, its place arg2. */
static void result_pointer(const struct ct_row *row)
{
    SOCKET s = ct_open(CT_UDP_BOUND);
    void *bad = ct_bad(row->arg);

    ct_op_init(&op, NULL);
    FAILS(FALSE, row->code,
          WSAGetOverlappedResult(s, row->arg2 == 0 ? bad : &op.ov,
                                 row->arg2 == 1 ? bad : &op.count, FALSE,
                                 row->arg2 == 2 ? bad : &op.flags));
}

static void result_pending(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);

    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECV, NULL));
    FAILS(FALSE, row->code,
          WSAGetOverlappedResult(s, &op.ov, &op.count, FALSE, &op.flags));
    FAILS(FALSE, row->code,
          GetOverlappedResult((HANDLE)s, &op.ov, &op.count, FALSE));
    EQUAL(op.count, CT_UNTOUCHED);
    EQUAL(CancelIoEx((HANDLE)s, NULL), TRUE);
    FAILS(FALSE, WSA_OPERATION_ABORTED,
          WSAGetOverlappedResult(s, &op.ov, &op.count, TRUE, &op.flags));
    FAILS(FALSE, ERROR_OPERATION_ABORTED,
          GetOverlappedResult((HANDLE)s, &op.ov, &op.count, TRUE));
}

/* While it is pending, hEvent names nothing to wait for. */
static void result_no_event(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);
    HANDLE event = ct_event();

    ct_op_init(&op, event);
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECV, NULL));
    op.ov.hEvent = (HANDLE)ct_open(CT_STALE);
    FAILS(FALSE, row->code,
          WSAGetOverlappedResult(s, &op.ov, &op.count, TRUE, &op.flags));
    op.ov.hEvent = event;
    EQUAL(CancelIoEx((HANDLE)s, NULL), TRUE);
    EQUAL(ct_op_end(s, &op), WSA_OPERATION_ABORTED);
}

struct waiter {
    SOCKET s;
    HANDLE about_to;
    BOOL good;
    DWORD count;
};

static DWORD WINAPI wait_for_result(void *arg)
{
    struct waiter *w = arg;
    DWORD flags;

    SetEvent(w->about_to);
    w->good = WSAGetOverlappedResult(w->s, &op.ov, &w->count, TRUE, &flags);
    return 0;
}

static void result_waits(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);
    struct waiter w = {s, ct_event(), FALSE, 0};
    HANDLE thread;

    (void)row;
    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECV, NULL));
    thread = ct_thread(wait_for_result, &w);
    ct_await(w.about_to);
    satisfy(s, RECV);
    ct_join(thread);
    EQUAL(w.good, TRUE);
    EQUAL(w.count, 5);
}

/* Row: hEvent names what row->sock says; the call begins nothing. */
static void bad_event(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);

    ct_op_init(&op, (HANDLE)ct_sock(row));
    SOCKET_FAILS(row->code, begin(s, RECV, NULL));
    FAILS(FALSE, ERROR_NOT_FOUND, CancelIoEx((HANDLE)s, NULL));
}

/* The peer's reset ends what is pending, with its own code. */
static void peer_resets(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);
    struct linger hard = {1, 0};

    ct_op_init(&op, ct_event());
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECV, NULL));
    setsockopt(ct_peer(), SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof(hard));
    EQUAL(closesocket(ct_peer()), 0);
    EQUAL(ct_op_end(s, &op), WSAECONNRESET);
    FAILS(FALSE, ERROR_NETNAME_DELETED,
          GetOverlappedResult((HANDLE)s, &op.ov, &op.count, FALSE));
    (void)row;
}

/* Several receives get the stream in the order in which they were begun. */
static void in_order(const struct ct_row *row)
{
    static struct ct_op ops[16];
    SOCKET s = waiting_socket(RECV);
    char text[16];

    (void)row;
    for (int i = 0; i < 16; i++) {
        ct_op_init(&ops[i], ct_event());
        ops[i].buf.len = 1;
        SOCKET_FAILS(WSA_IO_PENDING, WSARecv(s, &ops[i].buf, 1, NULL,
                                             &ops[i].flags, &ops[i].ov, NULL));
        text[i] = (char)('a' + i);
    }
    EQUAL(send(ct_peer(), text, 16, 0), 16);
    for (int i = 0; i < 16; i++) {
        EQUAL(ct_op_end(s, &ops[i]), 0);
        EQUAL(ops[i].data[0], 'a' + i);
    }
}

/* A receive of no bytes ends when there is something, and leaves it. */
static void no_bytes(const struct ct_row *row)
{
    SOCKET s = waiting_socket(RECV);
    char data[8];

    (void)row;
    ct_op_init(&op, ct_event());
    op.buf.len = 0;
    SOCKET_FAILS(WSA_IO_PENDING, begin(s, RECV, NULL));
    satisfy(s, RECV);
    EQUAL(ct_op_end(s, &op), 0);
    EQUAL(op.count, 0);
    EQUAL(recv(s, data, sizeof(data), 0), 5);
}

#define PENDS(fn, call)                                                        \
    ROW(fn, WSA_IO_PENDING, "pends, and ends", pends, .arg = (call),           \
        .name = "WSA_IO_PENDING")
#define ABORTED(fn, what, call, how)                                           \
    ROW(fn, WSA_OPERATION_ABORTED, what, aborted, .arg = (call),               \
        .arg2 = (how), .name = "WSA_OPERATION_ABORTED")
#define ABORTED_ALL(fn, call)                                                  \
    ABORTED(fn, "closesocket while it is pending", call, CLOSE),               \
        ABORTED(fn, "CancelIoEx of the operation", call, CANCEL),              \
        ABORTED(fn, "CancelIoEx of all", call, CANCEL_ALL)

static const struct ct_row rows[] = {
    ROW(WSAGetOverlappedResult, WSANOTINITIALISED, "before WSAStartup",
        result_fails, .sock = CT_INVALID, .flags = CT_UNSTARTED),
    ROW(WSAGetOverlappedResult, WSANOTINITIALISED, "after WSACleanup",
        result_fails, .sock = CT_UDP_BOUND, .flags = CT_CLEANED),
    ROWS_NOTSOCK(WSAGetOverlappedResult, result_fails),
    ROW(WSAGetOverlappedResult, WSAEFAULT, "unmapped OVERLAPPED",
        result_pointer, .arg = CT_UNMAPPED, .arg2 = 0),
    ROW(WSAGetOverlappedResult, WSAEFAULT, "NULL OVERLAPPED", result_pointer,
        .arg = CT_NULL, .arg2 = 0),
    ROW(WSAGetOverlappedResult, WSAEFAULT, "read-only count", result_pointer,
        .arg = CT_READONLY, .arg2 = 1),
    ROW(WSAGetOverlappedResult, WSAEFAULT, "NULL count", result_pointer,
        .arg = CT_NULL, .arg2 = 1),
    ROW(WSAGetOverlappedResult, WSAEFAULT, "read-only flags", result_pointer,
        .arg = CT_READONLY, .arg2 = 2),
    ROW(WSAGetOverlappedResult, WSA_IO_INCOMPLETE, "still pending",
        result_pending, .name = "WSA_IO_INCOMPLETE"),
    ROW(GetOverlappedResult, ERROR_IO_INCOMPLETE, "still pending",
        result_pending, .name = "ERROR_IO_INCOMPLETE"),
    ROW(WSAGetOverlappedResult, WSA_INVALID_HANDLE,
        "fWait, and hEvent names nothing", result_no_event,
        .name = "WSA_INVALID_HANDLE"),
    RULE(WSAGetOverlappedResult, "fWait waits for the event", result_waits),
    RULE(GetOverlappedResult, "a failed operation has its Win32 code",
         peer_resets),
    RULE(WSARecv, "hEvent that is no event: nothing begins", bad_event,
         .sock = CT_STALE, .code = WSA_INVALID_HANDLE),

    PENDS(WSARecv, RECV),
    PENDS(WSARecvFrom, RECVFROM),
    PENDS(WSARecvMsg, RECVMSG),
    PENDS(WSASend, SEND),
    PENDS(WSASendTo, SENDTO),
    RULE(WSARecvMsg, "overlapped: address, control data and flags",
         message_comes),
    RULE(WSARecvMsg, "overlapped: a message that is too long", message_cut),
    RULE(WSASendMsg, "overlapped: is told when it is done at once",
         message_goes),
    RULE(WSARecv, "a routine, pending", by_routine, .arg = RECV),
    RULE(WSARecvFrom, "a routine, pending", by_routine, .arg = RECVFROM),
    RULE(WSARecvMsg, "a routine, pending", by_routine, .arg = RECVMSG),
    RULE(WSASend, "a routine, pending", by_routine, .arg = SEND),
    RULE(WSARecv, "a routine is told of cancelling", routine_aborted),
    RULE(WSARecv, "several end in the order of their beginning", in_order),
    RULE(WSARecv, "no bytes: ends when there are some", no_bytes),
    RULE(WSARecv, "the peer's reset ends it", peer_resets),

    ABORTED_ALL(WSARecv, RECV),
    ABORTED_ALL(WSARecvFrom, RECVFROM),
    ABORTED_ALL(WSARecvMsg, RECVMSG),
    ABORTED_ALL(WSASend, SEND),
    ABORTED_ALL(WSASendTo, SENDTO),
    ABORTED(closesocket, "a receive is pending", RECV, CLOSE),
    ABORTED(closesocket, "a send is pending", SEND, CLOSE),
    ABORTED(WSACleanup, "a receive is pending", RECV, CLEANUP),
    ABORTED(WSACleanup, "a send is pending", SEND, CLEANUP),
    ROW(WSARecv, WSA_OPERATION_ABORTED, "the thread that began it ends",
        thread_ends, .name = "WSA_OPERATION_ABORTED"),
    ROW(CancelIo, ERROR_OPERATION_ABORTED, "the thread's own", cancel_own,
        .name = "ERROR_OPERATION_ABORTED"),
    RULE(CancelIo, "another thread's is left alone", cancel_other_thread),
    ROW(CancelIoEx, ERROR_OPERATION_ABORTED, "a pending receive", aborted,
        .arg = RECV, .arg2 = CANCEL, .name = "ERROR_OPERATION_ABORTED"),
    ROW(CancelIoEx, ERROR_NOT_FOUND, "nothing, something else, twice",
        cancel_nothing, .name = "ERROR_NOT_FOUND"),
    RULE(CancelIoEx, "a closed socket", cancel_bad_handle, .sock = CT_STALE,
         .code = ERROR_INVALID_HANDLE),
};

int main(int argc, char **argv)
{
    return ct_main(argc, argv, rows, CT_COUNT(rows));
}
